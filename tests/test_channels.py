"""Laws of channels: what flows at the same time is told channel by channel, and of the arm where it is the arm's."""

from copy import deepcopy
from pathlib import Path

import pytest
import tomli
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from equivalents import checked
from pages import all_cases, composed
from protocols import load
from protocols.changes.study import changes
from protocols.check.partly import read_partly
from protocols.document.reading import read
from protocols.dose.electrical import dose
from protocols.dose.formulas import Interval
from protocols.dose.whole import whole_course
from protocols.dossier.labels import for_readers
from protocols.dossier.synopsis import synopsis
from protocols.findings.report import Report
from protocols.methods import STYLES
from protocols.methods.rendering import of_sentences
from protocols.model.resolved import resolved, written
from protocols.overview import overview
from strategies import Document

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "channels.toml").read_text(encoding="utf-8")
OF_A_CHANNEL = ("stimulation", "electrode")
# These speak of where a value is written, and DEV010 of how many channels there are.
OF_PLACES = {"DEV010", "DSN004", "SRC002", "SRC003", "WAI002"}


def whole_files() -> list[str]:
    """Return the example and every case of the rules' pages that holds arms."""
    texts = [EXAMPLE, *(composed(case.toml)[0] for _, case in all_cases())]
    found = []
    for text in texts:
        try:
            arms = tomli.loads(text).get("arms")
        except tomli.TOMLDecodeError:
            continue
        if isinstance(arms, dict) and all(isinstance(arm, dict) for arm in arms.values()):
            found.append(text)
    return found


FILES = whole_files()


def in_channels(document: Document, number: int) -> Document:
    """Write what each arm has of its own into so many channels, all of them alike."""
    made = deepcopy(document)
    for arm in made["arms"].values():
        if arm.get("role") != "no_stimulation" and "channels" not in {*arm, *made}:
            own = {table: arm.pop(table) for table in OF_A_CHANNEL if table in arm}
            arm["channels"] = {f"c{one}": deepcopy(own) for one in range(number)}
    return made


def said(report: Report) -> set[tuple[str, str, str]]:
    return {
        (one.code, one.severity.value, arm.partition(".")[0])
        for one in report.findings
        if one.code not in OF_PLACES
        for arm in one.arms or {""}
    }


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(FILES), st.sampled_from([1, 2]), st.sampled_from(["draft", "ethics"]))
def test_channels_that_are_alike_are_judged_as_the_arm_without(text: str, number: int, profile: str) -> None:
    document = tomli.loads(text)
    one = checked(tomli_w.dumps(document), profile)
    other = checked(tomli_w.dumps(in_channels(document, number)), profile)
    assert said(other) == said(one)
    assert not {"INT001"} & {finding.code for finding in other.findings}


def all_in_channels(document: Document, number: int) -> Document:
    """Write what all arms share into shared channels, all of them alike, and what an arm has of its own into its own."""
    made = in_channels(document, number)
    shared = {table: made.pop(table) for table in OF_A_CHANNEL if table in made}
    made["channels"] = {f"c{one}": deepcopy(shared) for one in range(number)}
    return made


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from([text for text in FILES if "periods" not in text and "channels" not in text]),
    st.sampled_from([1, 2]),
)
def test_what_all_arms_share_may_stand_in_shared_channels(text: str, number: int) -> None:
    document = tomli.loads(text)
    one = checked(tomli_w.dumps(document), "ethics")
    assert said(checked(tomli_w.dumps(all_in_channels(document, number)), "ethics")) == said(one)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 4))
def test_each_channel_has_the_dose_that_an_arm_of_its_settings_has(low: int, high: int, weeks: int) -> None:
    text = EXAMPLE.replace("= 15", f"= {low}").replace("= 100\n\n[arms", f"= {high}\n\n[arms")
    study = load(text.replace("days = 5", f"days_per_week = 5\nweeks = {weeks}"))
    for name, hz in (("tavns.first", low), ("tavns.second", high)):
        found = dose(study.parts[name])["pulses_per_course"].value
        assert isinstance(found, Interval)
        assert found.min == hz * 60 * 60 * 2 * 5 * weeks


def test_the_dose_of_the_example_is_what_it_is_by_hand() -> None:
    # 5 days × 2 sessions of 60 min: 10 sessions of 54,000 pulses at 15 Hz, and of 360,000 at 100 Hz; 3 mA × 250 µs.
    by_hand = {"first": (10, 540_000, 0.75), "second": (10, 3_600_000, 0.75)}
    parts = load(EXAMPLE).parts
    for arm in ("tavns", "sham"):
        for name, values in by_hand.items():
            found = dose(parts[f"{arm}.{name}"])
            keys = ("sessions", "pulses_per_course", "charge_per_phase")
            assert (
                tuple(value.max for key in keys if isinstance(value := found[key].value, Interval)) == values
            )


def test_nothing_is_added_up_over_channels() -> None:
    shown = overview(load(EXAMPLE))
    assert {arm for one in shown.doses for arm in one.arms} == {
        f"{arm}.{one}" for arm in ("tavns", "sham") for one in ("first", "second")
    }
    assert shown.totals == ()
    assert [one.arms for one in shown.courses] == [("tavns", "sham")]


def test_a_report_calls_an_arm_in_channels_by_its_label() -> None:
    shown = for_readers(overview(load(EXAMPLE)))
    assert [one.arms for one in shown.courses] == [("taVNS", "sham")]
    assert [one.name for one in shown.arms][:2] == ["taVNS, at the cymba conchae", "taVNS, before the tragus"]


def test_the_first_page_of_a_report_says_that_channels_are_used_at_the_same_time() -> None:
    rows = dict(synopsis(load(EXAMPLE)))
    assert rows["Active: taVNS"].startswith("Separate channels will be used at the same time: ")
    assert "Separate channels will be used at the same time: " in rows["Sham: sham"]


def test_shared_channels_are_those_written_in_each_arm() -> None:
    shared = tomli.loads(EXAMPLE)
    apart = deepcopy(shared)
    of_all = apart.pop("channels")
    for arm in apart["arms"].values():
        own = arm.get("channels", {})
        arm["channels"] = {
            name: one
            | own.get(name, {})
            | {"stimulation": one["stimulation"] | own.get(name, {}).get("stimulation", {})}
            for name, one in of_all.items()
        }
    one, other = load(EXAMPLE), load(tomli_w.dumps(apart))
    assert changes(one, other) == changes(other, one) == []
    assert resolved(one)["arms"] == resolved(other)["arms"]


def test_what_is_resolved_is_written_where_the_file_says_it() -> None:
    study = load(EXAMPLE)
    path = ("arms", "sham", "channels", "first", "stimulation")
    assert written(study, (*path, "frequency_hz")) == ("channels", "first", "stimulation", "frequency_hz")
    assert written(study, (*path, "sites")) == (*path, "sites")
    assert written(study, (*path, "side")) == ("stimulation", "side")


CROSSOVER = (ROOT / "examples" / "periods" / "crossover.toml").read_text(encoding="utf-8")


def test_a_period_has_the_channels_of_the_arm_that_it_gives() -> None:
    own = "[arms.verum.channels.a.stimulation]\nfrequency_hz = 1\n[arms.verum.channels.b.stimulation]\nfrequency_hz = 2\n\n"
    study = load(CROSSOVER.replace("[arms.placebo]\n", own + "[arms.placebo]\n", 1))
    assert list(study.parts) == [
        "ab.first.a",
        "ab.first.b",
        "ab.second",
        "ba.first",
        "ba.second.a",
        "ba.second.b",
    ]
    # 4 weeks × 5 sessions of 30 min at 1 and at 2 Hz; the sham, which has no channels, is a sum of its own.
    pulses = {
        name: whole_course(study.arms["ab"], name)["pulses_per_course"].value for name in ("a", "b", "")
    }
    assert {name: one.max for name, one in pulses.items() if isinstance(one, Interval)} == {
        "a": 36_000,
        "b": 72_000,
        "": 36_000,
    }
    assert {arm for one in overview(study).totals for arm in one.arms} == {
        "ab.a",
        "ab.b",
        "ab",
        "ba",
        "ba.a",
        "ba.b",
    }


def test_a_change_of_one_channel_is_told_as_that() -> None:
    old, new = load(EXAMPLE), load(EXAMPLE.replace("frequency_hz = 15", "frequency_hz = 20"))
    (change,) = changes(old, new)
    assert (change.path, change.old, change.new) == (
        ("channels", "first", "stimulation", "frequency_hz"),
        15,
        20,
    )
    assert set(change.arms) == {"tavns.first", "sham.first"}
    assert {("arms", "sham", "channels", "first", "stimulation", "frequency_hz")} in change.parts


def test_a_channel_that_comes_is_one_change() -> None:
    more = EXAMPLE.replace(
        "[arms.tavns]\n", '[channels.third.stimulation]\nsites = ["antihelix"]\n\n[arms.tavns]\n', 1
    )
    (change,) = changes(load(EXAMPLE), load(more))
    assert (change.kind, change.key) == ("added", ("channels", "third"))
    (change,) = changes(load(more), load(EXAMPLE))
    assert (change.kind, change.key) == ("removed", ("channels", "third"))


def test_a_shared_channel_that_one_arm_loses_is_a_change_of_that_arm() -> None:
    shared = EXAMPLE[: EXAMPLE.index("[arms.sham.channels.first]")]
    of_one = shared.replace("[channels.second", "[arms.tavns.channels.second")
    (change,) = changes(load(shared), load(of_one))
    assert (change.kind, change.key) == ("removed", ("arms", "sham", "channels", "second"))
    assert change.old["label"] == "before the tragus"


def test_an_arm_that_is_no_longer_stimulated_loses_its_channels_without_a_word() -> None:
    shared = EXAMPLE[: EXAMPLE.index("[arms.sham.channels.first]")]
    without = shared.replace('role = "sham"', 'role = "no_stimulation"')
    assert [change.key for change in changes(load(shared), load(without))] == [("arms", "sham", "role")]


def test_the_literature_is_asked_about_the_channel_at_a_vagal_site() -> None:
    places = [one.path for one in checked(EXAMPLE, "draft").findings if one.code == "LIT001"]
    assert places == ["channels.first.stimulation.frequency_hz"]
    alone = EXAMPLE.replace('sites = ["cymba_conchae"]', 'sites = ["mastoid"]')
    places = [one.path for one in checked(alone, "draft").findings if one.code == "LIT001"]
    assert places == [f"channels.{name}.stimulation.frequency_hz" for name in ("first", "second")]


def test_a_sham_is_held_against_the_channel_of_its_name() -> None:
    other = '[arms.sham.channels.first.stimulation]\nsites = ["helix"]\n'
    text = EXAMPLE.replace(other, other + "frequency_hz = 1\n")
    (finding,) = [one for one in checked(text, "draft").findings if one.code == "SHM004"]
    assert finding.message == "sham.first differs from tavns.first in frequency_hz"


def test_a_sham_at_the_site_of_another_channel_is_at_an_active_site() -> None:
    text = EXAMPLE.replace('sites = ["scapha"]', 'sites = ["preauricular"]').replace(
        'sites = ["helix"]', 'sites = ["preauricular"]'
    )
    found = [one.message for one in checked(text, "draft").findings if one.code == "SHM002"]
    assert found == [
        "the sham delivers current at preauricular, where tavns.second is stimulated",
        "the sham delivers current at preauricular, where tavns.second is stimulated",
    ]


def test_what_is_the_same_in_all_channels_is_said_of_the_arm() -> None:
    text = EXAMPLE.replace('sham_method = "inactive_site"', 'sham_method = "no_current"')
    (finding,) = [one for one in checked(text, "draft").findings if one.code == "SHM006"]
    assert "no current flows in sham:" in finding.message
    assert finding.arms == {"sham"}


@pytest.mark.parametrize("style", STYLES)
def test_every_text_says_both_channels(style: str) -> None:
    made = STYLES[style](load(EXAMPLE))
    text = " ".join(of_sentences(part.sentences) for one in made.sections for part in one.paragraphs)
    if style == "lay":  # who does not know the group is not told where the other one has it
        assert "Separate channels" not in text
    else:
        assert (
            "Separate channels will be used at the same time: at the cymba conchae and before the tragus."
            in text
        )
        assert "delivered at 15 Hz" in text
        assert "delivered at 100 Hz" in text


def test_the_sheet_says_both_places_where_all_groups_have_them() -> None:
    first, _, rest = EXAMPLE.partition("[arms.sham.channels.first]")
    text = first.replace("inactive_site", "no_current") + rest[rest.index("[eligibility]") :]
    made = STYLES["lay"](load(text))
    said_ = " ".join(of_sentences(part.sentences) for one in made.sections for part in one.paragraphs)
    assert (
        "in the upper part of the hollow, and at the same time on your left ear, on the skin just in front of it"
        in said_
    )


def test_too_many_channels_are_one_fault() -> None:
    many = "".join(f"[channels.c{number}]\n" for number in range(200))
    (finding,) = [one for one in checked(EXAMPLE + many).findings if "channels between them" in one.message]
    assert finding.message == "the arms have 404 channels between them; at most 256 are read"


STOPPING = EXAMPLE.replace('sham_method = "inactive_site"', 'sham_method = "ramp_then_off"').replace(
    "frequency_hz = 100\n", "frequency_hz = 100\non_s = 30\noff_s = 30\n"
)
SHAM = "[arms.sham.channels.second.stimulation]\n"


def on_time(text: str) -> float | None:
    """Return for how long current flows in a session in the second channel of the sham, s; None where it is not said."""
    found = dose(load(text).parts["sham.second"])["on_time"].value
    return found.max if isinstance(found, Interval) else None


def test_a_sham_that_stops_takes_no_cycle_from_a_channel_of_all_arms() -> None:
    assert on_time(STOPPING) is None
    assert on_time(STOPPING.replace(SHAM, SHAM + "on_s = 60\n")) == 60
    of_the_arm = STOPPING.replace(
        "[arms.sham.channels.first]", "[arms.sham.stimulation]\non_s = 45\n\n[arms.sham.channels.first]"
    )
    assert on_time(of_the_arm) == 45
    assert on_time(of_the_arm.replace(SHAM, SHAM + "on_s = 60\n")) == 60


def test_a_current_of_all_arms_is_none_that_a_sham_without_current_writes() -> None:
    text = EXAMPLE.replace('sham_method = "inactive_site"', 'sham_method = "no_current"')
    own = '[{}channels.second.stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 1\n\n[eligibility]'
    codes = [
        [one.code for one in checked(text.replace("[eligibility]", own.format(of)), "draft").findings]
        for of in ("", "arms.sham.")
    ]
    assert ["SHM016" in found for found in codes] == [False, True]


def test_what_a_sham_is_to_write_it_writes_in_itself() -> None:
    text = EXAMPLE[: EXAMPLE.index("[arms.sham.channels.first]")]
    helps = [one.help for one in checked(text, "draft").findings if one.code == "SHM002"]
    assert helps == [
        f"write the sham's own sites in [arms.sham.channels.{name}.stimulation], or another sham_method"
        for name in ("first", "second")
    ]
    no_metal = text.replace("inactive_site", "non_conducting_electrode")
    (finding,) = [one for one in checked(no_metal, "draft").findings if one.code == "TIM031"]
    assert finding.help.startswith("write the material of the sham: [arms.sham.electrode] ")


@pytest.mark.parametrize(
    "line",
    [
        "[channels.first.schedule]\nsession_min = 20",
        "[stimulation.channels.third.stimulation]\nfrequency_hz = 1",
        "[arms.tavns.channels.first.device]\nmodel = 'other'",
    ],
)
def test_a_table_in_the_wrong_place_makes_no_arm_or_period_up(line: str) -> None:
    found = checked(f"{EXAMPLE}\n{line}\n", "draft").findings
    assert {one.code for one in found if one.severity.value == "error"} == {"KEY001"}
    assert not [one for one in found if "NAME" in f"{one.path}{one.message}" or "name." in one.path]


def test_a_misspelt_key_of_a_channel_is_meant_in_that_channel() -> None:
    text = EXAMPLE.replace("frequency_hz = 100\n", "frequency_hz = 100\non_s = 30\npause_s = 30\n")
    found = {one.code: one for one in checked(text, "draft").findings}
    assert "TIM008" not in found
    assert found["KEY001"].help == "write: off_s = 30"


@pytest.mark.parametrize("header", ["[arms.sham.channels", "[arms.sham.channels.first.stimulation] x"])
def test_a_broken_header_of_a_channel_hides_what_may_stand_below_it(header: str) -> None:
    text = EXAMPLE.replace("[arms.sham.channels.first.stimulation]", header)
    assert "SHM002" not in {one.code for one in checked(text, "draft").findings}


def test_a_lender_whose_role_is_not_read_breaks_nothing() -> None:
    text = CROSSOVER.replace('role = "active"', "role =", 1) + "\n[channels.a]\n"
    assert "INT001" not in {one.code for one in checked(text, "draft").findings}


@pytest.mark.parametrize(
    ("where", "waived"),
    [
        ("stimulation.intensity.max_ma", {"tavns.first", "tavns.second", "sham.first", "sham.second"}),
        ("arms.tavns.stimulation.intensity.max_ma", {"tavns.first", "tavns.second"}),
        ("channels.second.stimulation.intensity.max_ma", {"tavns.second", "sham.second"}),
        ("arms.tavns.channels.first.stimulation.intensity.max_ma", {"tavns.first"}),
    ],
)
def test_a_waiver_of_a_channel_covers_that_channel_alone(where: str, waived: set[str]) -> None:
    waiver = f'\n[[waivers]]\nrule = "ELE002"\nwhere = "{where}"\napproved_by = "ethics board, 2026-02-03"\n'
    text = EXAMPLE.replace("contact_area_mm2 = 100", "contact_area_mm2 = 10")
    reason = 'reason = "the skin is looked at after each session"\n'
    found = [one for one in checked(text + waiver + reason, "draft").findings if one.code == "ELE002"]
    parts = load(text).parts

    def names(*, of_waived: bool) -> set[str]:
        arms = {arm for one in found if (one.waiver is not None) == of_waived for arm in one.arms}
        return {part.name for part in parts.values() if {part.name, part.base.name} & arms}

    assert names(of_waived=True) == waived
    assert names(of_waived=False) == parts.keys() - waived


def test_a_period_of_all_arms_keeps_its_turn_under_a_misspelt_header() -> None:
    text = CROSSOVER + "\n[perods.run_in]\nrole = 'no_stimulation'\n\n[periods.last]\nschedule.weeks = 1\n"
    part = read_partly(read(text, "study.toml")).study
    assert part is not None
    order = list(part.protocol.periods or ())
    assert order.index("run_in") < order.index("last")
