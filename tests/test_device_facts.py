"""What was read of devices stands in the catalogue as what it is: a limit, an example, or a trial's setting.

`tests/facts/devices.json` is a plain copy of the evidence, as `trials.json` of what was read of trials.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from protocols import lint
from protocols.evidence import devices
from protocols.evidence.devices import Entry, Used, catalogue
from protocols.findings.rule import Severity
from protocols.formats.devices import as_data
from protocols.lib.references import Citation, reference
from protocols.model import Range
from protocols.rules import deliverable

FACTS = Path(__file__).parent / "facts"
Read = dict[str, Any]


def read(name: str) -> list[Read]:
    found: list[Read] = json.loads((FACTS / name).read_text(encoding="utf-8"))
    return found


OF_DEVICES = {(entry["item"], entry["field"]): entry for entry in read("devices.json")}
TRIALS = read("trials.json")
MAKERS_WORDS = {"minIntensity": "min_ma", "maxIntensity": "max_ma", "impulseDuration_us": "pulse_width_us"}
"""Keys of an example as its maker writes them, and those of the format; the others are the format's."""
HELD: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("tvns_r", "limits (settable keys)"): ("tvns_r", "examples", ("six values can be set",)),
    ("tvns_r", "recorded: example configuration"): (
        "tvns_r",
        "examples",
        ('"min_ma": 0.1', '"max_ma": 5.0', "28", "32", "250", "25"),
    ),
    ("parasym", "limits.current_step_ma"): ("parasym", "trials", ('"step_ma": 0.8', "level 20 is 16 mA")),
    ("parasym", "limits.current_ma.at_least"): ("parasym", "trials", ('"start_ma": 16',)),
    ("parasym", "recorded"): ("parasym", "trials", ('"frequency_hz": 20', '"pulse_width_us": 200', "tragus")),
    ("parasym", "population / exclusions (maker page)"): (
        "parasym",
        "",
        (
            '"active_implant"', "congestive heart failure", '"coronary_disease"', "infarction within 5 years",
            '"bradycardia"', '"cervical_vagotomy"', "carotid atherosclerosis", "undiagnosed pain", "children",
            '"pregnancy"',
        ),
    ),
    ("parasym", "use"): ("parasym", "", ("during_sleep", "driving", "not across or through the head")),
    ("sparrow", "sites"): (
        "sparrow",
        "stated",
        ("cymba conchae", "auriculotemporal", "K251246", "2025-08-25", "mastoid", "882.5896", "intensity"),
    ),
    ("sparrow", "limits.channels"): (
        "sparrow",
        "trials",
        ('"channels": 2', "15 Hz and 100 Hz", '"pulse_width_us": 250', "1.0 and 1.4 mA"),
    ),
    ("vagustim", "maker"): ("vagustim", "", ("Schwa-Medico", "ESTIVAL", "settings were not read")),
    ("tens_eco_2", "recorded"): (
        "tens_eco_2",
        "trials",
        ('"max": 15', '"frequency_hz": 25', "at both ears", "cymba_conchae", "Tens Eco"),
    ),
    ("tens_eco_2", "exclusions"): (
        "tens_eco_2",
        "",
        ("implanted electronic devices", '"arrhythmia"', '"epilepsy"', "skin irritation", "malignancy at the site"),
    ),
    ("soterix_tavns", "recorded"): ("soterix_tavns", "trials", ("0.6 mA (SD 0.2)", "0.3 mA (SD 0.1)", "tragus")),
    ("tens_7000", "recorded"): (
        "tens_7000",
        "trials",
        ('"frequency_hz": 10', '"pulse_width_us": 250', '"min": 0.25, "max": 2.0', "left"),
    ),
    ("exsurgo / travagus", "exist as trial devices"): ("exsurgo", "trials", ("ACTRN12624000620527",)),
}  # fmt: skip
"""Each entry of the evidence: the device, the part of its data that holds it, and what has to stand there."""


def test_every_entry_is_in_the_catalogue_as_what_it_is() -> None:
    assert OF_DEVICES.keys() == HELD.keys(), f"in one alone: {OF_DEVICES.keys() ^ HELD.keys()}"
    for name, (device, part, said) in HELD.items():
        whole = as_data(catalogue()[device])
        text = json.dumps(whole[part] if part else whole, ensure_ascii=False)
        assert [words for words in said if words not in text] == [], name
        of_it = json.dumps(OF_DEVICES[name], ensure_ascii=False)
        numbers = re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", " ".join(said))
        assert [one for one in numbers if f"{float(one):g}" not in of_it and one not in of_it] == [], name
    assert any("TRAVAGUS" in str(one.source) for one in catalogue()["travagus"].trials)


def test_nothing_of_the_second_reading_became_a_limit() -> None:
    """All that it says of output is an example, or a trial's setting."""
    for device in ("tvns_r", "parasym", "nurosym", "sparrow", "tens_eco_2", "tens_7000", "soterix_tavns"):
        assert catalogue()[device].limits == {}
    for (_, field), entry in OF_DEVICES.items():
        if field.startswith(
            "limits"
        ):  # the evidence says where each comes from: a trial's record, or an example
            assert entry["kind"] == "registry" or "the maker's own example" in entry["note"]


def used(kind: str) -> Iterator[tuple[Entry, Used]]:
    for entry in catalogue().values():
        yield from ((entry, one) for one in getattr(entry, kind))


@pytest.mark.parametrize(("entry", "example"), list(used("examples")))
def test_an_example_has_the_values_that_the_maker_ships(entry: Entry, example: Used) -> None:
    shipped = [
        ({MAKERS_WORDS.get(key, key): value for key, value in one["value"].items()}, one["confidence"])
        for (item, _), one in OF_DEVICES.items()
        if item == entry.key and isinstance(one["value"], dict)
    ]
    assert (example.values, example.confidence) in shipped, "write it into tests/facts/devices.json, too"


def read_of(one: Used) -> Read:
    """Return what was read of a trial, by the key of the format; of trials that have no entry of their own, of its device."""
    number = one.source.key.upper()
    found: Read = {}
    for entry in TRIALS:
        if number in entry["study"].upper():
            assert entry["confidence"] == one.confidence
            url = reference(one.source.key).url
            assert url in entry["source"]
            found = dict(entry["values"])
    return found | ELSEWHERE.get(one.source.key, {})


ELSEWHERE: dict[str, Read] = {
    "nct05555485": {"channels": OF_DEVICES["sparrow", "limits.channels"]["value"]},
    "nct05639270": {"frequency_hz": 25},
    "nct04638673": {"sites": ["tragus"]},
}
"""What stands in `devices.json` alone, in words but for the channels."""


def test_words_hold_what_has_no_entry_of_its_own() -> None:
    assert "Tens Eco at 25 Hz (NCT05639270)" in OF_DEVICES["tens_eco_2", "recorded"]["value"]
    assert "tragus" in OF_DEVICES["soterix_tavns", "recorded"]["value"]


@pytest.mark.parametrize(("entry", "one"), list(used("trials")))
def test_a_trials_setting_is_that_of_its_entry(entry: Entry, one: Used) -> None:
    held = read_of(one)
    for key, value in one.values.items():
        plain = (
            {end: v for end, v in value._asdict().items() if v is not None}
            if isinstance(value, Range)
            else value
        )
        assert plain == held[key], (entry.key, key)
    assert one.values or one.says


# ---------------------------------------------------------------- what may stand behind an error

BEYOND = {
    "DEV002": ("frequency_hz = { max = 30 }", "[stimulation]\nfrequency_hz = 31\n"),
    "DEV003": ("pulse_width_us = { min = 100 }", "[stimulation]\npulse_width_us = 99\n"),
    "DEV004": ("current_ma = { max = 5 }", "[stimulation.intensity]\nmax_ma = 6\n"),
    "DEV006": (
        'waveforms = ["monophasic"]',
        '[stimulation]\nwaveform = "biphasic"\n',
    ),
    "DEV010": ("channels = 1", '[stimulation]\nside = "bilateral"\n'),
    "DEV013": ("max_voltage_v = 10", "[stimulation.intensity]\nvoltage_v = 11\n"),
}
"""A limit, and a setting beyond it, of each rule that holds settings against a device's limits as an error."""
HEAD = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n[device]\nmodel = "Assumed"\n'


@pytest.mark.parametrize("code", BEYOND)
@pytest.mark.parametrize(
    ("cite", "confidence", "severity"),
    [
        ("ds5-manual", "V1", Severity.ERROR),
        ("ds5-manual", "V2", Severity.WARNING),
        ("nct05212129", "V1", Severity.WARNING),  # a trial's record, not the maker
    ],
)
def test_only_the_makers_own_text_makes_an_error(
    code: str, cite: str, confidence: str, severity: Severity, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit, beyond = BEYOND[code]
    assumed = load_entry(limit, cite, confidence)
    monkeypatch.setattr(devices, "catalogue", lambda: {"assumed": assumed})
    clear()
    try:
        found = {one.code: one.severity for one in lint(HEAD + beyond).findings}
    finally:
        clear()
    assert found[code] == severity


def clear() -> None:
    """Forget what was found in the catalogue."""
    for kept in (devices.find, devices._spelled, devices._of_the_catalogue, deliverable._limit_wanted):
        kept.cache_clear()


def load_entry(limit: str, cite: str, confidence: str) -> Entry:
    key, _, value = limit.partition(" = ")
    fact = f'{{ value = {value}, cite = "{cite}", pinpoint = "p. 1", confidence = "{confidence}" }}'
    written = tomli.loads(f'name = "Assumed"\n[limits]\n{key} = {fact}\n')
    return devices._entry("assumed", written)


def test_no_other_error_rests_on_a_limit_that_is_not_the_makers() -> None:
    """The highest current of a device stands behind errors of the electrical dose, which do not ask who said it."""
    for entry in catalogue().values():
        assert all(fact.firm for key, fact in entry.limits.items() if key == "current_ma"), entry.key


@given(st.sampled_from([entry for entry, _ in used("trials")]), st.floats(0.1, 60))
def test_a_current_above_an_example_or_a_trial_is_at_most_a_note(entry: Entry, current: float) -> None:
    text = HEAD.replace("Assumed", entry.name) + f"[stimulation.intensity]\nmax_ma = {current:.3f}\n"
    found = [one for one in lint(text).findings if one.code in ("DEV004", "DEV014")]
    known = [one.highest_ma for one in (*entry.examples, *entry.trials) if one.highest_ma is not None]
    above = bool(known) and float(f"{current:.3f}") > max(known)
    assert [one.severity for one in found] == [Severity.NOTE] * above
    assert all("no limit" in one.message for one in found)


def test_every_source_of_the_catalogue_is_a_work() -> None:
    for entry in catalogue().values():
        cited: list[Citation] = [one.source for one in entry.stated]
        cited += [one.source for one in (*entry.examples, *entry.trials)]
        for source in cited:
            assert reference(source.key).read
            assert source.pinpoint
