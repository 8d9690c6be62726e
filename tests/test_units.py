"""Units: conversion without loss, amounts as people write them, numbers as people read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.lib.units import (
    GROUPS,
    SIGNS,
    SPELLINGS,
    Amount,
    amount,
    convert,
    in_unit_of,
    plain,
    sign_of,
    spelled,
    unit_of,
    written,
)
from protocols.model import Table

UNITS = sorted({unit for group in GROUPS for unit in group})
PAIRS = st.sampled_from(GROUPS).flatmap(lambda group: st.tuples(*[st.sampled_from(sorted(group))] * 2))
# As many digits as a number of TOML has: they fit into a Decimal's 28 with room for the factor.
VALUES = st.decimals(-1_000_000, 1_000_000, places=6, allow_nan=False)
NATURAL = st.decimals(0, 1_000_000, places=3, allow_nan=False)


def exact(value: Decimal, unit: str, wanted: str) -> Decimal:
    converted = convert(value, unit, wanted)
    assert converted is not None
    return converted


# Conversion.


@given(VALUES, PAIRS)
def test_there_and_back_is_the_same_number(value: Decimal, pair: tuple[str, str]) -> None:
    unit, wanted = pair
    there = exact(value, unit, wanted)
    back = exact(there, wanted, unit)
    if (
        there * group_of(unit)[wanted] == value * group_of(unit)[unit]
    ):  # weeks to days, and back, may not be a decimal
        assert back == value
    else:
        assert abs(back - value) <= abs(value) * Decimal("1e-25")


@given(
    VALUES,
    st.sampled_from([pair for group in GROUPS[1:6] for pair in zip(group, list(group)[::-1], strict=True)]),
)
def test_between_powers_of_ten_nothing_is_lost(value: Decimal, pair: tuple[str, str]) -> None:
    unit, wanted = pair
    assert exact(exact(value, unit, wanted), wanted, unit) == value


def group_of(unit: str) -> dict[str, Decimal]:
    return next(group for group in GROUPS if unit in group)


@given(VALUES, VALUES, PAIRS)
def test_conversion_keeps_the_order(one: Decimal, other: Decimal, pair: tuple[str, str]) -> None:
    assert (exact(one, *pair) < exact(other, *pair)) == (one < other)


@given(VALUES, st.sampled_from(UNITS))
def test_a_unit_converts_into_itself(value: Decimal, unit: str) -> None:
    assert convert(value, unit, unit) == value


@given(VALUES, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_only_units_of_one_kind_convert(value: Decimal, unit: str, wanted: str) -> None:
    assert (convert(value, unit, wanted) is None) == (wanted not in group_of(unit))


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        ("0.25", "ms", "us", "250"),
        ("200", "us", "ms", "0.2"),
        ("0.5", "h", "min", "30"),
        ("90", "s", "min", "1.5"),
        ("1.5", "khz", "hz", "1500"),
        ("500", "ua", "ma", "0.5"),
        ("0.2", "cm2", "mm2", "20"),
        ("5000", "ohm", "kohm", "5"),
        ("2", "weeks", "days", "14"),
        ("1500", "mv", "v", "1.5"),
    ],
)
def test_convert(value: str, unit: str, wanted: str, expected: str) -> None:
    assert convert(Decimal(value), unit, wanted) == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [("ms", "hz"), ("weeks", "min"), ("months", "weeks"), ("", "us"), ("us", ""), ("foo", "foo")],
)
def test_what_does_not_convert_is_none(unit: str, wanted: str) -> None:
    assert convert(Decimal(1), unit, wanted) is None


# Units' names.


def test_every_unit_has_a_sign_and_every_spelling_a_unit() -> None:
    assert set(UNITS) <= set(SIGNS)
    assert set(SPELLINGS.values()) <= set(SIGNS)
    assert not set(SPELLINGS) & set(SIGNS)


@given(st.text())
def test_a_spelling_is_spelled_out_once(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("µs", "us"), ("\u03bcs", "us"), ("µS", "us"), ("Hz", "hz"), ("kHz", "khz"), ("mA", "ma"), ("\u00b5A", "ua"), ("mm²", "mm2"),
     ("kΩ", "kohm"), ("k\u2126", "kohm"), ("hours", "h"), ("wk", "weeks"), ("foo", "foo"), ("", "")],
)  # fmt: skip
def test_spelled(unit: str, expected: str) -> None:
    assert spelled(unit) == expected


@pytest.mark.parametrize(
    ("key", "unit", "sign"),
    [
        ("pulse_width_us", "us", "µs"),
        ("contact_area_mm2", "mm2", "mm²"),
        ("impedance_kohm", "kohm", "kΩ"),
        ("weeks", "weeks", "weeks"),
        ("follow_up_months", "months", "months"),
        ("days_per_week", "", ""),
        ("side", "", ""),
        ("age_min", "", ""),
        ("session_min", "min", "min"),
        ("title", "", ""),
        ("", "", ""),
    ],
)
def test_a_key_ends_in_its_unit(key: str, unit: str, sign: str) -> None:
    assert (unit_of(key), sign_of(key)) == (unit, sign)


def test_every_number_of_the_format_is_in_a_unit_that_is_known() -> None:
    told = {
        field.unit for table in Table.__subclasses__() for field in table.known_keys.values() if field.unit
    }
    assert told <= {*SIGNS.values(), "%", "years"}


# Amounts.


@given(st.text())
def test_amount_reads_or_says_none(text: str) -> None:
    found = amount(text)
    assert found is None or len(found.ends) in {1, 2}


@given(st.text("0123456789.,-–to µusHzmΩ²\n\t"))
def test_amount_of_what_looks_like_one_reads_or_says_none(text: str) -> None:
    found = amount(text)
    assert found is None or all(end.is_finite() and end >= 0 for end in found.ends)


@given(NATURAL, st.sampled_from(UNITS), st.sampled_from(["", " ", "\u00a0"]))
def test_amount_reads_what_plain_writes(value: Decimal, unit: str, space: str) -> None:
    assert amount(f"{plain(value)}{space}{SIGNS[unit]}") == Amount((value,), unit)


@given(NATURAL, NATURAL, st.sampled_from(UNITS), st.sampled_from(["-", "–", " - ", " to "]))
def test_amount_reads_two_ends(one: Decimal, other: Decimal, unit: str, between: str) -> None:
    assert amount(f"{plain(one)}{between}{plain(other)} {SIGNS[unit]}") == Amount((one, other), unit)


@pytest.mark.parametrize(
    ("text", "ends", "unit"),
    [
        ("25 Hz", ("25",), "hz"),
        ("0.25 ms", ("0.25",), "ms"),
        ("0,25ms", ("0.25",), "ms"),
        ("200-250 µs", ("200", "250"), "us"),
        ("200 to 250", ("200", "250"), ""),
        ("  5  ", ("5",), ""),
        ("5 foo", ("5",), "foo"),
    ],
)
def test_amount(text: str, ends: tuple[str, ...], unit: str) -> None:
    assert amount(text) == Amount(tuple(Decimal(end) for end in ends), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hz",
        "-5 mA",
        "5.",
        ".5",
        "25 Hz to 50 Hz",
        "about 25 Hz",
        "25 Hz, 50 Hz",
        "1.000,5",
        "1,500 µA",
        "1,500-2,000 µA",
        "5 mA/cm²",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amount(text) is None


@pytest.mark.parametrize(
    ("key", "text", "ends"),
    [
        ("pulse_width_us", "0.25 ms", ("250",)),
        ("pulse_width_us", "200-250 µs", ("200", "250")),
        ("pulse_width_us", "0.2-0.25 ms", ("200", "250")),
        ("pulse_width_us", "250", ("250",)),
        ("pulse_width_us", "25 Hz", None),
        ("weeks", "14 days", ("2",)),
        ("weeks", "2 months", None),
        ("side", "3 s", None),
        ("frequency_hz", "1e3", None),
    ],
)
def test_in_unit_of(key: str, text: str, ends: tuple[str, ...] | None) -> None:
    found = amount(text)
    assert found is not None
    assert in_unit_of(key, found) == (None if ends is None else tuple(Decimal(end) for end in ends))


# Numbers for people.


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_loses_nothing_and_has_no_powers_of_ten(value: float) -> None:
    shown = plain(value)
    assert float(shown) == value
    assert "e" not in shown.lower()
    assert not shown.endswith(".0")


@given(st.integers())
def test_a_whole_number_stays_whole(value: int) -> None:
    assert plain(value) == str(value)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"))
)
def test_plain_of_a_decimal_loses_nothing(value: Decimal) -> None:
    shown = plain(value)
    assert Decimal(shown) == value
    assert "e" not in shown.lower()


@pytest.mark.parametrize(
    ("value", "shown"),
    [(250.0, "250"), (250, "250"), (0.1, "0.1"), (1e-7, "0.0000001"), (1e22, "10000000000000000000000"), (0.1 + 0.2, "0.30000000000000004"),
     (Decimal("2.50"), "2.50"), (Decimal("1E+2"), "100"), (Decimal("100.0"), "100"), (0.0, "0")],
)  # fmt: skip
def test_plain(value: float | Decimal, shown: str) -> None:
    assert plain(value) == shown


def test_written() -> None:
    assert written((Decimal(250),)) == "250"
    assert written((Decimal(200), Decimal("2.5E+2"))) == "{ min = 200, max = 250 }"
