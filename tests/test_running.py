"""Running the rules: what makes it quick changes nothing of what is said."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import PAGES, cases, composed
from protocols.check.running import run, said_of
from protocols.document.reading import read
from protocols.dose import formulas
from protocols.dose.factors import heating_share, rate_hz
from protocols.dose.formulas import combine
from protocols.dose.pulses import heating_phases, phase_us
from protocols.findings.rule import Edit, Failure, Flag, Rule, Severity
from protocols.lib.references import Citation
from protocols.lib.units import exact, far_above, far_below
from protocols.model import Arm, Study
from protocols.model.faults import build
from protocols.rules import STUDY_RULES, procedure, sham
from protocols.standards.shapes import words
from strategies import Document, documents

ALWAYS_ASKED = tuple(replace(rule, if_written=frozenset()) for rule in STUDY_RULES)


def said(study: Study, rules: tuple[Rule, ...]) -> list[tuple[str, object]]:
    return [(rule.code, one) for found in run(study, rules, said_of) for rule, one in found]


@given(documents())
def test_a_rule_that_is_not_asked_had_nothing_to_say(document: Document) -> None:
    study = build(document)
    assert isinstance(study, Study)
    assert said(study, STUDY_RULES) == said(study, ALWAYS_ASKED), lost(study)


def lost(study: Study) -> str:
    codes = {code for code, _ in said(study, ALWAYS_ASKED)} - {code for code, _ in said(study, STUDY_RULES)}
    return f"{codes}: has something to say where no key of its if_written is written; correct if_written, or drop it"


@pytest.mark.parametrize("code", sorted(path.stem for path in PAGES.glob("*.md")))
def test_a_rule_that_is_not_asked_has_nothing_to_say_on_any_page(code: str) -> None:
    for case in cases(code):
        data = read(composed(case.toml)[0].encode(case.encoding)).data
        study = None if data is None else build(data)
        if isinstance(study, Study):
            assert said(study, STUDY_RULES) == said(study, ALWAYS_ASKED), lost(study)


def inherits_each(arm: Arm, values: tuple[tuple[str, ...], ...]) -> bool:
    """Say of one value after the other whether an arm takes it from a shared table."""
    beside = arm._beside
    return all(len(one) > 1 and one[0] in beside and one[1] not in beside[one[0]] for one in values)


class Shortcut(NamedTuple):
    """What is asked first, so that the rest need not be worked out; what to put there so that it is; the pages of rules."""

    name: str
    instead: Callable[..., object]
    codes: tuple[str, ...]


SHORTCUTS = (
    Shortcut("rules.pulse._has_ranges", lambda _: True, ("TIM001",)),
    Shortcut("rules.fitting.far_above", lambda *_: False, ("TIM018",)),
    Shortcut("rules.timing.far_below", lambda *_: False, ("TIM003",)),
    Shortcut("rules.blinding._shared", lambda *_: frozenset(), ("SHM004", "SHM017")),
    Shortcut("rules.procedure._have_one_schedule", lambda *_: False, ("SHM017", "SHM004")),
    Shortcut(
        "rules.design._kind",
        lambda _, arm: (arm.role, arm.written.sham_method),
        ("DSN004", "TIM027", "DSN009"),
    ),
    Shortcut("rules.wider.absurd", lambda _, value: value, ("LIT019", "LIT030")),
    Shortcut("rules.wider.words", lambda _: None, ("LIT019",)),
    Shortcut("rules.nothing.words", lambda _: None, ("TIM027",)),
    Shortcut("rules.sham._all_controlled", sham._controlled, ("SHM002", "SHM010")),
    Shortcut("rules.procedure._all_pairs", procedure._pairs, ("SHM017", "SHM018")),
    Shortcut("model.study.by_table", lambda _: None, ("TIM009", "LIT005")),
    Shortcut("model.arm.Arm.inherits", inherits_each, ("TIM013", "SHM013")),
)


def said_without(shortcut: Shortcut, data: dict[str, Any]) -> list[tuple[str, object]]:
    """Return what is said with a shortcut barred, of a study of which nothing has been worked out."""
    study = build(data)
    assert isinstance(study, Study)
    with mock.patch(f"protocols.{shortcut.name}", shortcut.instead):
        return said(study, ALWAYS_ASKED)


@pytest.mark.parametrize("shortcut", SHORTCUTS, ids=lambda shortcut: shortcut.name)
@settings(max_examples=10)
@given(document=documents())
def test_a_shortcut_changes_nothing(shortcut: Shortcut, document: Document) -> None:
    study = build(document)
    assert isinstance(study, Study)
    assert said_without(shortcut, document) == said(study, ALWAYS_ASKED)


@pytest.mark.parametrize("shortcut", SHORTCUTS, ids=lambda shortcut: shortcut.name)
def test_a_shortcut_changes_nothing_on_the_pages_of_its_rules(shortcut: Shortcut) -> None:
    for case in (case for code in shortcut.codes for case in cases(code)):
        data = read(composed(case.toml)[0].encode()).data
        study = None if data is None else build(data)
        if data is not None and isinstance(study, Study):
            assert said_without(shortcut, data) == said(study, ALWAYS_ASKED)


@given(st.floats(1, 1000), st.floats(1, 400), st.none() | st.floats(0, 1))
def test_without_a_recovery_ratio_phases_heat_as_they_last(
    width: float, rate: float, ratio: float | None
) -> None:
    pulse = {"waveform": "biphasic_asymmetric", "pulse_width_us": width, "frequency_hz": rate}
    pulse |= {} if ratio is None else {"recovery_ratio": ratio}
    study = build(
        {"format": 1, "study": {"title": "x"}, "stimulation": pulse, "arms": {"a": {"role": "active"}}}
    )
    assert isinstance(study, Study)
    arm = study.arms["a"]
    assert heating_share(arm) == combine(
        formulas.pulse_duty, heating_phases(arm), phase_us(arm), rate_hz(arm)
    )


@given(st.floats(1e-9, 1e9), st.integers(-(10**8), 10**8), st.sampled_from([1, 24 * 60]))
def test_what_is_far_off_in_floats_is_off_exactly(one: float, apart: int, limit: int) -> None:
    other = limit / one * (1 + apart * 1e-14)  # at the limit, or next to it
    made = exact(one) * exact(other)
    assert not far_above(one * other, limit) or made > limit
    assert not far_below(one * other, limit) or made < limit


def test_a_flag_that_is_said_of_arms_is_else_the_same() -> None:
    source = Citation("own-judgement", "p. 1")
    edit = Edit(("study",), "key", "x")
    flag = Flag(
        ("a",), "b", "c", ((("d",), "e"),), "f", (source,), Severity.NOTE, True, (edit,), frozenset("g")
    )
    values = [getattr(flag, one.name) for one in fields(flag)]
    assert all(values)  # nothing is left as it is where nothing is given
    for said in (flag, Failure(*values)):
        assert said.of(frozenset("h")) == replace(said, arms=frozenset("h"))


def test_most_rules_with_such_keys_are_not_asked_of_a_short_plan() -> None:
    short = build({"format": 1, "study": {"title": "x"}, "arms": {"a": {"role": "active"}}})
    assert isinstance(short, Study)
    written = words(short)
    assert written == {"format", "study", "title", "x", "arms", "role", "active"}
    assert not any(rule.if_written & written for rule in STUDY_RULES)
    assert sum(bool(rule.if_written) for rule in STUDY_RULES) > 40


@pytest.mark.parametrize(
    "more",
    [
        {"periods": {"first": {"schedule": {"weeks": 4}}}},
        {"channels": {"one": {"stimulation": {"frequency_hz": 25}}}},
    ],
)
def test_of_periods_and_channels_every_rule_is_asked(more: Document) -> None:
    """What they write stands in tables of their own, which are not looked through."""
    study = build({"format": 1, "study": {"title": "x"}, "arms": {"a": {"role": "active"}}} | more)
    assert isinstance(study, Study)
    assert words(study) is None
