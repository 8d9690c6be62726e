"""The device catalogue, what it takes for a limit, and what `tavns devices` shows."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols import lint, load
from protocols.evidence.devices import LIMITS, Entry, Fact, catalogue, find, limit, limit_ma, near
from protocols.evidence.gaps import gaps
from protocols.lib.references import reference
from protocols.model import Range
from protocols.model.device import Device

TAVNS = Path(sys.executable).parent / "tavns"
NAMED = "named as a contraindication"
HEAD = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'


def tavns(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TAVNS), "devices", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


def facts() -> Iterator[tuple[str, str, Fact]]:
    for entry in catalogue().values():
        yield from ((entry.key, name, fact) for name, fact in entry.limits.items())
        yield from ((entry.key, f"label.{name}", fact) for name, fact in entry.label.items())
        yield from (
            (entry.key, f"contraindicated.{name}", fact) for name, fact in entry.contraindicated.items()
        )
        for name in ("accurate_from_ma", "not_for_the_ear"):
            fact = getattr(entry, name)
            if fact is not None:
                yield entry.key, name, fact


# ---------------------------------------------------------------- the catalogue


def test_what_is_known_is_exactly_this() -> None:
    assert {(device, name): (fact.value, fact.source.key, fact.confidence) for device, name, fact in facts()} == {
        ("parasym", "label.during_sleep"): (False, "parasym-ifu", "V1"),
        ("parasym", "contraindicated.active_implant"): (NAMED, "parasym-distributor", "V2"),
        ("parasym", "contraindicated.pregnancy"): (NAMED, "parasym-distributor", "V2"),
        ("parasym", "contraindicated.coronary_disease"): (
            "severe, or an infarction within 5 years",
            "parasym-distributor",
            "V2",
        ),
        ("parasym", "contraindicated.bradycardia"): (NAMED, "parasym-distributor", "V2"),
        ("parasym", "contraindicated.cervical_vagotomy"): (NAMED, "parasym-distributor", "V2"),
        ("parasym", "contraindicated.ear_skin_condition"): ("do not stimulate", "parasym-ifu", "V1"),
        ("nurosym", "contraindicated.active_implant"): ("after asking a physician", "nurosym", "V1"),
        ("nurosym", "contraindicated.bradycardia"): ("severe bradycardia, without exception", "nurosym", "V1"),
        ("nurosym", "contraindicated.cervical_vagotomy"): ("without exception", "nurosym", "V1"),
        ("nurosym", "contraindicated.metal_near_ear"): (
            "metallic or electronic implant or jewellery at or near the ear",
            "nurosym",
            "V1",
        ),
        ("nurosym", "contraindicated.pregnancy"): (NAMED, "nurosym", "V1"),
        ("salustim", "label.sides"): (["left"], "salustim", "V1"),
        ("salustim", "label.sites"): (["tragus"], "salustim", "V1"),
        ("salustim", "contraindicated.active_implant"): (NAMED, "salustim", "V1"),
        ("salustim", "contraindicated.pregnancy"): (NAMED, "salustim", "V1"),
        ("ds5", "pulse_width_us"): (Range(None, 5_000_000), "ds5-manual", "V1"),
        ("ds8r", "pulse_width_us"): (Range(50, 2000), "ds8r-python", "V2"),
        ("ds8r", "pulse_width_step_us"): (10, "ds8r-python", "V2"),
        ("ds8r", "accurate_from_ma"): (2, "ds8r-python", "V2"),
        ("ib_stim", "max_voltage_v"): (3.2, "nct05212129", "V1"),
        ("ib_stim", "not_for_the_ear"): (
            "it stimulates through needles (percutaneous), not through the skin",
            "nct05212129",
            "V1",
        ),
        ("gammacore", "current_ma"): (Range(None, 60), "gammacore-ifu", "V1"),
        ("gammacore", "max_voltage_v"): (24, "gammacore-ifu", "V1"),
        ("gammacore", "not_for_the_ear"): (
            "it stimulates at the neck (cervical), with two steel pads",
            "gammacore-ifu",
            "V1",
        ),
        ("biopac_stmiso", "pulse_width_us"): (Range(None, 2000), "iec60601-2-10", "V1"),
        ("biopac_stmiso", "max_voltage_v"): (200, "iec60601-2-10", "V1"),
        ("tens_eco_2", "contraindicated.active_implant"): (
            "implanted electronic devices",
            "tens-eco-2-manual",
            "V1",
        ),
        ("tens_eco_2", "contraindicated.arrhythmia"): (NAMED, "tens-eco-2-manual", "V1"),
        ("tens_eco_2", "contraindicated.epilepsy"): (NAMED, "tens-eco-2-manual", "V1"),
        ("tens_eco_2", "contraindicated.ear_skin_condition"): (
            "skin irritation at the electrode",
            "tens-eco-2-manual",
            "V1",
        ),
    }  # fmt: skip


def test_every_limit_was_read_and_says_where() -> None:
    for device, name, fact in facts():
        assert fact.confidence in ("V1", "V2"), (device, name)
        assert fact.source.pinpoint, (device, name)
        assert reference(fact.source.key).read, (device, name)


def test_every_use_that_is_recorded_has_its_source() -> None:
    for entry in catalogue().values():
        assert bool(entry.recorded) == bool(entry.sources), entry.key
        for source in entry.sources:
            assert reference(source.key).cite


def test_a_spelling_names_one_device() -> None:
    entries = list(catalogue().values())
    for number, entry in enumerate(entries):
        for other in entries[number + 1 :]:
            assert not entry.spellings() & other.spellings(), (entry.key, other.key)


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("NEMOS", "nemos"),
        ("Nemos", "nemos"),
        ("CM02", "nemos"),
        ("cm-02", "nemos"),
        ("Cerbomed NEMOS®", "nemos"),
        ("NEMOS (Cerbomed GmbH)", "nemos"),
        ("the NEMOS device", "nemos"),
        ("tvns_r", "tvns_r"),
        ("tVNS R, tVNS Technologies", "tvns_r"),
        ("tVNS-E", "tvns_e"),
        ("Digitimer DS8R", "ds8r"),
        ("DS8R", "ds8r"),
        ("DS5", "ds5"),
        ("gammaCore Sapphire", "gammacore"),
        ("Huatuo SDZ-IIB", "sdz2"),
        ("Hwato SDZ-II", "sdz2"),
        ("TENS", "tens_generic"),
        ("TENSeco2", "tens_eco_2"),
        ("Schwa-Medico TENS eco 2", "tens_eco_2"),
        ("ECO2-TENS", "tens_eco_2"),
        ("TENS 7000 (Roscoe Medical)", "tens_7000"),
        ("Sparrow, Spark Biomedical", "sparrow"),
        ("VAGUSTIM (Schwa Medico)", "vagustim"),
    ],
)
def test_a_device_is_found_by_any_spelling(model: str, key: str) -> None:
    found = find(model)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "model", [None, "device", "", "Cerbomed", "tVNS", "DS8", "NEMOS-like", "Tens Eco", "TENS eco", "µ"]
)
def test_another_device_is_not_taken_for_one_of_the_catalogue(model: str | None) -> None:
    assert find(model) is None


def test_a_near_name_is_offered() -> None:
    def key(entry: Entry | None) -> str | None:
        return entry.key if entry else None

    assert [key(near(name)) for name in ("NEMO", "DS8", "gamma core saphire", "own stimulator")] == [
        "nemos",
        "ds8r",
        "gammacore",
        None,
    ]


# ---------------------------------------------------------------- what a device delivers


def device(text: str) -> Device:
    found: Device = load(HEAD + text).arms["a"].device
    return found


def test_the_highest_current_is_the_files_own_else_the_catalogues() -> None:
    assert limit_ma(device("")) is None
    assert limit_ma(device('[device]\nmodel = "NEMOS"\n')) is None
    assert limit_ma(device('[device]\nmodel = "gammaCore"\n')) == 60
    assert limit_ma(device('[device]\nmodel = "gammaCore"\nlimits = { current_ma = { max = 30 } }\n')) == 30
    assert limit_ma(device('[device]\nmodel = "gammaCore"\nlimits = { channels = 1 }\n')) == 60
    assert limit_ma(device("[device]\nlimits = { current_ma = { min = 1 } }\n")) is None
    assert limit_ma(device("[device]\nlimits = { current_ma = 4 }\n")) == 4


def test_an_own_limit_wins_key_by_key() -> None:
    own = device('[device]\nmodel = "DS8R"\nlimits = { pulse_width_us = { min = 20 } }\n')
    width, step = limit(own, "pulse_width_us"), limit(own, "pulse_width_step_us")
    assert width is not None
    assert step is not None
    assert (width.value, width.own, width.sources) == (Range(20, None), True, ())
    assert (step.value, step.own, step.device) == (10, False, "Digitimer DS8R")
    assert [source.key for source in step.sources] == ["ds8r-python"]


def test_limits_are_keys_of_the_format() -> None:
    assert {name for entry in catalogue().values() for name in entry.limits} <= set(LIMITS)


# ---------------------------------------------------------------- what is not evaluated


def skipped(text: str, code: str) -> list[str]:
    return [entry.reason for entry in lint(HEAD + text).not_evaluated if entry.code == code]


FREQUENCY = "[stimulation]\nfrequency_hz = 25\n"
LIMITED = "[device.limits]\nfrequency_hz = { min = 1, max = 100 }\n"


@pytest.mark.parametrize(
    ("text", "code", "reasons"),
    [
        (FREQUENCY, "DEV002", ["needs device.limits.frequency_hz"]),
        (
            FREQUENCY + '[device]\nmodel = "NEMOS"\n',
            "DEV002",
            ["needs device.limits.frequency_hz: the catalogue has none for NEMOS"],
        ),
        (LIMITED, "DEV002", ["needs stimulation.frequency_hz"]),
        (LIMITED + FREQUENCY, "DEV002", []),
        (
            LIMITED + "[stimulation]\nfrequency_hz = { min = 20 }\n",
            "DEV002",
            ["needs stimulation.frequency_hz, with both ends"],
        ),
        (
            LIMITED + "[stimulation]\nfrequency_hz = { max = 20 }\n",
            "DEV002",
            ["needs stimulation.frequency_hz, with both ends"],
        ),
        (LIMITED + "[stimulation]\nfrequency_hz = { max = 0.5 }\n", "DEV002", []),
        (
            "[device.limits]\nfrequency_hz = { max = 100 }\n[stimulation]\nfrequency_hz = { max = 20 }\n",
            "DEV002",
            [],
        ),
        (
            '[device]\nmodel = "DS8R"\n[stimulation]\npulse_width_us = 500\npulse_width_covers = "whole_pulse"\n',
            "DEV003",
            ["needs the width of one phase: those of the pulse may differ"],
        ),
        (
            "[device.limits]\ncurrent_ma = { max = 6 }\n",
            "DEV004",
            ["needs stimulation.intensity.current_ma or max_ma"],
        ),
        ('[device.limits]\nwaveforms = ["biphasic"]\n', "DEV006", ["needs stimulation.waveform"]),
        ('[stimulation]\nwaveform = "biphasic"\n', "DEV006", ["needs device.limits.waveforms"]),
        (FREQUENCY, "DEV007", ["needs device.limits.frequency_step_hz"]),
        ("", "DEV007", []),
        (
            '[device]\nmodel = "NEMOS"\n',
            "DEV008",
            ["needs the range in which the device is accurate, which is not known"],
        ),
        (
            '[device]\nmodel = "DS8R"\n[stimulation.intensity]\nstart_ma = 2\nmax_ma = 5\n',
            "DEV008",
            ["needs stimulation.intensity.min_ma, or current_ma"],
        ),
        ('[device]\nmodel = "DS8R"\n[stimulation.intensity]\nmin_ma = 2\n', "DEV008", []),
        ("", "DEV009", ["needs device.model"]),
        ('[device]\nmodel = "mine"\n', "DEV009", ["the device is not in the catalogue"]),
        ('[device]\nmodel = "NEMOS"\n', "DEV009", []),
        ("", "DEV010", ["needs stimulation.side"]),
        ('[stimulation]\nside = "left"\n', "DEV010", []),
        ('[stimulation]\nside = "bilateral"\n', "DEV010", ["needs device.limits.channels"]),
    ],
)
def test_what_is_lacking_is_said(text: str, code: str, reasons: list[str]) -> None:
    assert skipped(text, code) == reasons


def test_an_arm_without_current_is_not_compared_with_its_device() -> None:
    text = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "sham"\nsham_method = "no_current"\n'
    assert [entry for entry in lint(text).not_evaluated if entry.code.startswith("DEV")] == []


# ---------------------------------------------------------------- the command


def test_devices_are_listed() -> None:
    run = tavns()
    assert run.returncode == 0, run.stderr
    for key in catalogue():
        assert f"\n{key} " in run.stdout
    assert f"\n{len(catalogue())} devices. More on one: tavns devices nemos\n" in run.stdout


def test_a_device_is_shown_with_what_its_label_says() -> None:
    shown = tavns("show", "Parasym").stdout
    assert "\nLabel\n  during sleep: not allowed\n      Parasym tVNS quick-start guide" in shown
    assert "\nContraindications on the label\n  active implant: named as a contraindication\n" in shown
    assert "  sides: left only\n" in tavns("show", "SaluSTIM").stdout


def test_a_device_is_shown_with_where_its_limits_were_read() -> None:
    shown = [tavns(*words).stdout for words in (("show", "ds8r"), ("show", "Digitimer DS8R"), ("ds8r",))]
    assert shown[0] == shown[1] == shown[2]
    assert "\nStated as a limit\n  pulse width: 50 to 2000 µs\n      CCS-Lab/DS8R_python" in shown[0]
    assert "no error rests on it)" in " ".join(shown[0].split())
    assert "\nRecorded in papers and lab code, which limits nothing\n  triggered from outside" in shown[0]
    assert "\nMissing\n  frequency, current, " in shown[0]
    assert "\n  the maker's own word for: pulse width, pulse width step\n" in shown[0]


def test_limits_examples_and_trials_are_shown_apart() -> None:
    example, trial = tavns("tVNS R").stdout, tavns("Parasym").stdout
    assert "Stated as a limit" not in example + trial
    assert "\nShipped by the maker as an example, which limits nothing\n  lowest current 0.1 mA" in example
    assert "Set in trials" not in example
    assert "\nSet in trials, which limits nothing\n  sites tragus, frequency 20 Hz" in trial
    assert "Shipped by the maker" not in trial


def test_a_device_is_data() -> None:
    (one,) = [json.loads(tavns(*words).stdout) for words in (("tvns_r", "--format", "json"),)]
    assert one == json.loads(tavns("--format", "json", "show", "tvns_r").stdout)
    device = one["device"]
    assert (one["format"], device["key"], device["limits"], device["trials"]) == (1, "tvns_r", {}, [])
    (example,) = device["examples"]
    assert example["values"]["max_ma"] == 5.0
    assert example["source"]["key"] == "tvns-manager-example"
    assert {gap["key"] for gap in device["missing"]} == {
        *(f"device.limits.{key}" for key in LIMITS),
        "label",
        "contraindicated",
    }
    everything = json.loads(tavns("--format", "json").stdout)
    assert [entry["key"] for entry in everything["devices"]] == list(catalogue())
    assert device in everything["devices"]
    refused = tavns("ds8r", "--format", "yaml")
    assert refused.returncode == 2
    assert "'yaml' is none of text, json" in refused.stderr


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.key)
def test_a_device_says_what_is_missing_and_what_would_fill_it(entry: Entry) -> None:
    missing = {gap.key.removeprefix("device.limits."): gap for gap in gaps(entry)}
    held = {key for key, fact in entry.limits.items() if fact.firm}
    assert {key for key in LIMITS if key in missing} == set(LIMITS) - held
    assert ("label" in missing, "contraindicated" in missing) == (
        not entry.label,
        not entry.contraindicated,
    )
    for key, gap in missing.items():
        assert gap.what
        assert gap.filled_by
        assert gap.held == (key in entry.limits)


def test_a_device_without_limits_says_so() -> None:
    shown = tavns("show", "VITOS").stdout
    assert "\nMissing\n  frequency, pulse width, current, " in shown
    assert "of which nothing was read" in " ".join(shown.split())
    assert "Stated" not in shown


def test_an_unknown_device_leaves_with_2() -> None:
    for name, said in (("DS8", "did you mean ds8r?"), ("toaster", "see: tavns devices")):
        run = tavns("show", name)
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == f"tavns: there is no device {name} in the catalogue; {said}\n"


@pytest.mark.parametrize("arguments", [(), ("show",)])
def test_help_fits_a_terminal(arguments: tuple[str, ...]) -> None:
    run = tavns(*arguments, "--help")
    assert run.returncode == 0
    assert max(len(line) for line in run.stdout.split("\n")) <= 80


def test_help_shows_examples() -> None:
    assert "\n    tavns devices\n    tavns devices DS8R\n" in tavns("--help").stdout


def test_of_a_device_that_is_not_for_the_ear_nothing_else_is_said() -> None:
    text = HEAD + '[device]\nmodel = "gammaCore"\n[stimulation.intensity]\ncurrent_ma = 61\n'
    found = [finding.code for finding in lint(text).findings if finding.code.startswith("DEV")]
    assert found == ["DEV009"]
    other = [finding.code for finding in lint(text.replace("active", "active_comparator")).findings]
    assert "DEV004" in other


def test_a_step_that_cannot_be_set_is_not_also_one_that_misses_the_cap() -> None:
    said = "[stimulation.intensity]\nmin_ma = 0.1\nstep_ma = 0.1\nmax_ma = 5.05\n"
    codes = [
        [
            finding.code
            for finding in lint(HEAD + said + limits).findings
            if finding.code in ("TIM011", "DEV007")
        ]
        for limits in ("", "[device.limits]\ncurrent_step_ma = 0.1\n")
    ]
    assert codes == [["TIM011"], ["DEV007"]]
