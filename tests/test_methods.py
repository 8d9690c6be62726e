"""Texts made from a protocol: what they say, and that they say nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from conftest import Expect
from protocols import authoring, load
from protocols.formats.methods import FORMATS, as_markdown, as_text, for_the_team
from protocols.formats.style import Style
from protocols.lib.resources import preset_files
from protocols.methods import STYLES
from protocols.methods.pieces import Text
from protocols.methods.rendering import of_sentences
from protocols.standards.answers import answers
from protocols.standards.applying import items
from protocols.standards.items import standards

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "methods"
START = 'format = 1\n[study]\ntitle = "x"\n'
SMALLEST = START + '[arms.a]\nrole = "active"\n'
SHAM = SMALLEST + '[arms.b]\nrole = "sham"\n'
STUDIES = {
    "example": ROOT / "examples" / "migraine-two-arms.toml",
    "straube-2015": preset_files()["straube-2015"],
    "four-arms": GOLDEN / "four-arms.toml",
    "board": GOLDEN / "board.toml",
    "complete": ROOT / "examples" / "complete-study.toml",
}


def made(text: str, style: str = "paper") -> Text:
    return STYLES[style](load(text))


def words(text: str | Text, style: str = "paper") -> str:
    """Return every sentence of a text, without the numbers of its sources."""
    return of_sentences((made(text, style) if isinstance(text, str) else text).sentences)


def plain(text: str, style: str = "paper") -> str:
    """Return the text as it is shown, on one line."""
    return " ".join(as_text(made(text, style), "study.toml").split())


# ---------------------------------------------------------------- as a whole


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", STUDIES)
def test_what_is_read(name: str, style: str, expect: Expect) -> None:
    found = as_markdown(STYLES[style](load(STUDIES[name])), "study.toml")
    expect(GOLDEN / f"{name}.{style}.md", found)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", preset_files())
def test_every_preset_can_be_put_into_words(name: str, style: str) -> None:
    study = load(preset_files()[name])
    for output in FORMATS.values():
        text = output(STYLES[style](study), name, Style())
        assert text == output(STYLES[style](load(preset_files()[name])), name, Style())
        if style == "lay" and output is not FORMATS["json"]:  # these lines are not for participants
            text = for_the_team(STYLES[style](study))
        assert "CC0" in text
        assert "a clinician" in text[-400:]


@pytest.mark.parametrize("style", STYLES)
def test_the_smallest_draft_says_only_what_it_lacks(style: str) -> None:
    text = words(SMALLEST, style)
    assert ("[not specified: " in text) == (style != "lay")
    assert not re.search(r"\d", text.replace("taVNS", ""))


def test_a_record_is_told_in_the_past_and_a_plan_in_the_future() -> None:
    table = '[stimulation]\nsites = ["helix"]\nside = "left"\n[schedule]\nsession_min = 30\nweeks = 4\n'
    plan, record = words(SMALLEST + table), words(SMALLEST.replace('"x"\n', '"x"\nkind = "record"\n') + table)
    assert "will be applied to the helix" in plan
    assert "was applied to the helix" in record
    assert "will" not in record
    assert "Sessions of 30 min took place for 4 weeks" in record


# ---------------------------------------------------------------- gaps


@pytest.mark.parametrize("standard", ["tidier", "tidier-placebo", "farmer-2021"])
@pytest.mark.parametrize("name", [*preset_files(), "example", "four-arms", "smallest", "sham"])
def test_what_a_standard_asks_for_and_is_missing_is_a_gap(name: str, standard: str) -> None:
    # A title such as "x" is a filler, and told nevertheless.
    texts = {"smallest": SMALLEST.replace('"x"', '"A study"'), "sham": SHAM.replace('"x"', '"A study"')}
    study = load(texts[name]) if name in texts else load(STUDIES.get(name) or preset_files()[name])
    text = STYLES["paper"](study)
    gaps = {_shared(path) for sentence in text.sentences for gap in sentence.gaps for path in gap.at}
    for item, reason in items(study, standards()[standard]):
        for answer in answers(study, item.topics, standards()[standard].only) if not reason else ():
            for lacking in answer.lacking:
                needless = len(study.arms) == 1 and lacking[0] in OF_SEVERAL_ARMS
                assert (
                    needless
                    or lacking[0][-1] == "label"
                    or any(
                        path[:length] in gaps
                        for path in map(_shared, lacking)
                        for length in range(1, len(path) + 1)
                    )
                ), f"{item.id}: {lacking}"


# A single arm is told without a word on chance and blinding. (A missing label is stood for by the arm's name.)
OF_SEVERAL_ARMS = {
    ("study", "randomized"),
    ("study", "allocation"),
    *(("blinding", who) for who in ("participants", "outcome_assessors", "analysts", "care_providers")),
}


def _shared(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the key without its arm: what one arm lacks, another is told to have as the one it is described by."""
    return path[2:] if path[0] == "arms" and len(path) > 2 else path


def test_a_gap_stands_where_the_value_would() -> None:
    text = words(SMALLEST + "[stimulation]\nfrequency_hz = 25\n")
    assert "with a pulse width of [not specified: pulse width] will be delivered at 25 Hz" in text


# ---------------------------------------------------------------- arms


def test_a_sham_is_told_by_what_differs() -> None:
    text = words(STUDIES["example"].read_text(encoding="utf-8"))
    assert (
        "Participants in the sham arm will receive sham stimulation at a site assumed to be inactive, as specified for "
        "the tavns arm, except that stimulation will be applied to the helix of the left ear." in text
    )
    assert text.count("250 µs") == 1


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("on_s = 60", "for 60 s of each session"),
        ("on_s = 60\nramp_s = 10", "for 60 s of each session (10 s of ramp)"),
        ("duty_cycle = 0.02", "for a share of 0.02 of each session"),
        ("on_s = 5\noff_s = 60", "intermittently (5 s on, 60 s off)"),
    ],
)
def test_a_sham_that_stops_is_told_by_the_time_it_has_in_a_session(own: str, said: str) -> None:
    shared = '[stimulation]\nfrequency_hz = 25\npattern = "intermittent"\non_s = 30\noff_s = 30\n'
    ramps = SHAM.replace('role = "sham"', 'role = "sham"\nsham_method = "ramp_then_off"')
    assert said in words(f"{ramps}[arms.b.stimulation]\n{own}\n{shared}")


def test_arms_that_are_alike_are_as_specified_for_the_other() -> None:
    text = words(SHAM + "[stimulation]\nfrequency_hz = 25\n")
    assert "received" not in text
    assert "sham stimulation ([not specified: what makes it a sham]), as specified for the a arm." in text


def test_what_another_arm_has_and_this_one_lacks_is_a_gap() -> None:
    text = words(
        SHAM + '[stimulation]\nsites = ["helix"]\nside = "left"\nfrequency_hz = 25\nwaveform = "biphasic"\n'
        '[arms.a.stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 1\n'
    )
    assert "as specified for the a arm. [not specified: intensity]." in text


def test_an_arm_with_little_in_common_is_told_in_full() -> None:
    text = words(
        SHAM + "[schedule]\nweeks = 4\n[arms.a.stimulation]\nfrequency_hz = 25\npulse_width_us = 250\n"
        '[arms.b.stimulation]\nsites = ["helix"]\nside = "left"\n'
    )
    assert "as specified" not in text
    assert (
        "applied to the helix of the left ear. [not specified: waveform; pulse shape; pulse width; " in text
    )


def test_a_sham_is_told_by_the_arm_it_controls() -> None:
    arms = START + "".join(
        f'[arms.{name}]\nrole = "active"\n[arms.{name}.stimulation]\nfrequency_hz = {hz}\npulse_width_us = 250\n'
        for name, hz in (("low", 1), ("high", 25))
    )
    sham = (
        arms
        + '[arms.sham]\nrole = "sham"\ncontrols = ["high"]\n[arms.sham.stimulation]\npulse_width_us = 250\n'
    )
    assert "as specified for the high arm, except that pulses will be delivered at 1 Hz." in words(
        sham + "frequency_hz = 1\n"
    )
    assert "It will be the control for the high arm." in words(sham)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('design = "single_arm"\nparticipants = 20', "In this single-arm study, 20 participants"),
        ("randomized = true", "will be randomly allocated to a or b"),
        ("randomized = false", "will be allocated without randomisation to a or b"),
        ("", "will be allocated ([not specified: randomisation]) to a or b"),
        (
            'design = "crossover"\nrandomized = true\nallocation = "by list"\nwashout_days = 7',
            "will receive a and b in random order. Allocation: by list. The washout between the periods will be 7 days.",
        ),
    ],
)
def test_designs(table: str, said: str) -> None:
    assert said in words(SHAM.replace('title = "x"\n', f'title = "x"\n{table}\n'))


# ---------------------------------------------------------------- settings

SETTINGS = {
    "continuous": (
        """[stimulation]
        waveform = "biphasic_symmetric"
        pulse_shape = "rectangular"
        pulse_width_us = 250
        frequency_hz = 25
        pattern = "continuous"
        """,
        "Symmetric biphasic, rectangular pulses with a pulse width of 250 µs will be delivered at 25 Hz, continuously.",
    ),
    "ranges": (
        "[stimulation]\npulse_width_us = { min = 200, max = 250 }\nfrequency_hz = { max = 30 }\n",
        "a pulse width of 200–250 µs will be delivered at a frequency of at most 30 Hz, [not specified: pattern]",
    ),
    "open": ("[schedule]\nsession_min = { min = 60 }\n", "Sessions of at least 60 min will take place"),
    "bursts": (
        "[stimulation]\nfrequency_hz = 5\n[stimulation.burst]\npulses = 3\npulse_rate_hz = 100\n",
        "delivered in bursts of 3 pulses (100 Hz within the burst), which come at 5 Hz",
    ),
    "alternating": (
        "[stimulation]\nalternating_hz = [4, 20]\nalternating_s = [5, 10]\n",
        "delivered at frequencies in alternation (4 Hz for 5 s, 20 Hz for 10 s)",
    ),
    "gated": (
        '[stimulation]\npattern = "gated"\n[stimulation.gating]\nsignal = "respiration"\nphase = "expiration"\n',
        "gated by respiration (phase: expiration)",
    ),
    "gated by nothing that is said": (
        '[stimulation]\npattern = "gated"\n',
        "gated ([not specified: signal that gates it])",
    ),
    "both ears in turn": (
        '[stimulation]\nsites = ["tragus", "concha"]\nsites_used = "in_turn"\nside = "alternating"\n',
        "applied to the tragus and the concha in turn of the left and right ear in alternation.",
    ),
    "one of two sites": (
        '[stimulation]\nsites = ["tragus", "concha"]\nsites_used = "either"\nside = "bilateral"\n',
        "applied to the tragus or the concha of both ears.",
    ),
    "off the ear": (
        '[stimulation]\nsites = ["arm"]\nsite_detail = "elbow"\nside = "left"\n',
        "applied to the arm, on the left (elbow).",
    ),
    "fixed": (
        '[stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 0.5\n',
        "The current will be fixed at 0.5 mA.",
    ),
    "fixed voltage": (
        '[stimulation.intensity]\nmethod = "fixed"\nvoltage_v = 10\n',
        "The voltage will be fixed at 10 V.",
    ),
    "titrated": (
        '[stimulation.intensity]\nmethod = "titrated"\ntarget = "percent_of_sensory_threshold"\npercent = 80\nmax_ma = 5\n',
        "titrated for each participant to a level at 80 % of the sensory threshold, to at most 5 mA.",
    ),
    "with a distance": (
        '[stimulation.intensity]\nmethod = "titrated"\ntarget = "above_sensory_threshold"\noffset_ma = 0.2\nmax_ma = 5\n',
        "to a level 0.2 mA above the sensory threshold",
    ),
    "without a cap": (
        '[stimulation.intensity]\nmethod = "participant_chosen"\n',
        "chosen by the participant to [not specified: target], to at most [not specified: cap of the current].",
    ),
    "no method": (
        "[stimulation.intensity]\ncurrent_ma = 1\n",
        "set ([not specified: how the intensity is set])",
    ),
    "what fits no sentence": (
        '[stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 1\ntarget = "rating"\n',
        "Further settings: target: set by a rating.",
    ),
    "a day": (
        "[schedule]\ndaily_min = 240\nweeks = 12\n",
        "Stimulation will be given for 240 min a day for 12 weeks",
    ),
    "one day": ("[schedule]\ndays = 1\n", "take place on 1 day ("),
    "days in a row": ("[schedule]\nsessions_per_day = 2\ndays = 10\n", "twice a day on 10 consecutive days"),
    "a number alone": ("[schedule]\ntotal_sessions = 20\n", "There will be 20 sessions in all"),
    "one week": ("[schedule]\nweeks = 1\n", "for 1 week ("),
    "sleep": ("[schedule]\nduring_sleep = false\n", "Stimulation will not take place during sleep."),
    "poles": (
        '[electrode]\nanode_site = "cymba_conchae"\ncathode_site = "tragus"\n',
        "The anode will be at the cymba conchae and the cathode at the tragus.",
    ),
    "a device of the catalogue": ('[device]\nmodel = "tvns_r"\n', "The device will be tVNS R ("),
    "a device of one's own": ('[device]\nmodel = "tvns_r, mended"\n', "The device will be tvns_r, mended ("),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_in_words(case: str) -> None:
    table, said = SETTINGS[case]
    assert said in words(SMALLEST + table)


def test_what_no_sentence_takes_is_said_nevertheless() -> None:
    table = "[stimulation]\nalternating_s = [5, 10]\nsites_used = 'together'\n[stimulation.intensity]\noffset_ma = 0.3\n"
    text = words(SMALLEST + table)
    assert "Further settings: offset: 0.3 mA." in text
    assert "use of the sites: at the same time" in text


def test_time_points_are_told_from_the_first_session() -> None:
    outcome = "[outcomes.pain_free]\nprimary = true\ntime_points_months = [-1, 0, 3, 6]\n"
    assert (
        "Primary outcome: pain free (1 month before the first session, at it, 3 and 6 months after it)."
        in words(SMALLEST + outcome)
    )


def test_notes_reach_every_text() -> None:
    text = (
        SMALLEST + '[stimulation]\nfrequency_hz = 1\nnotes = """two\nlines"""\n[harms]\nnotes = "of harms"\n'
    )
    for style in STYLES:
        assert "stimulation: two lines." in words(text, style)
        assert "harms: of harms." in words(text, style)


# ---------------------------------------------------------------- sources


def test_each_cited_value_has_its_number() -> None:
    table = (
        "[stimulation]\nfrequency_hz = 25\npulse_width_us = 250\nwaveform = 'biphasic'\n[sources]\n"
        '"stimulation.frequency_hz" = "zhang-2026"\n"stimulation.pulse_width_us" = "doi:10.1000/x"\n'
    )
    text = plain(SMALLEST + table)
    assert "a pulse width of 250 µs [1] will be delivered at 25 Hz [2]" in text
    assert "[1] doi:10.1000/x." in text
    assert "[2] Zhang et al. 2026, The role of taVNS in chronic pain (review)." in text


def test_values_in_a_row_of_one_source_share_its_number_and_an_own_value_breaks_the_row() -> None:
    table = '[stimulation]\nsites = ["helix"]\nside = "left"\n[sources]\n"stimulation.sites" = "zhang-2026"\n'
    assert "the helix [1] of the left ear." in plain(SMALLEST + table)
    both = table + '"stimulation.side" = "zhang-2026"\n'
    assert "the helix of the left ear [1]." in plain(SMALLEST + both)


def test_a_source_on_a_table_stands_for_its_values_and_the_nearer_one_wins() -> None:
    table = '[schedule]\nsession_min = 30\nweeks = 4\n[sources]\n"schedule" = "zhang-2026"\n'
    assert "Sessions of 30 min will take place for 4 weeks ([" in plain(SMALLEST + table)
    deeper = '[stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 1\n[sources]\n"stimulation.intensity" = "PMID 1"\n'
    assert "fixed at 1 mA [1]." in plain(SMALLEST + deeper)
    nearer = deeper + '"stimulation.intensity.current_ma" = "PMID 2"\n'
    assert "fixed [1] at 1 mA [2]." in plain(SMALLEST + nearer)


def test_what_a_source_does_not_state_as_such_is_said_beside_it() -> None:
    table = '[schedule]\nweeks = 4\n[sources]\n"schedule.weeks" = { cite = "PMID 1", kind = "derived", note = "28 days" }\n'
    assert "[1] PMID 1. Derived from it, and not stated in it: schedule.weeks (28 days)." in plain(
        SMALLEST + table
    )


def test_the_number_of_a_text_stands_before_its_full_stop() -> None:
    file = SMALLEST.replace('"active"\n', '"active"\ndescription = "Given at home."\n')
    assert "Description: Given at home [1]." in plain(file + '[sources]\n"arms.a.description" = "PMID 1"\n')


def test_a_preset_is_cited_with_where_it_was_published() -> None:
    table = '[schedule]\nweeks = 4\n[sources]\n"schedule.weeks" = "straube-2015"\n'
    assert "[1] Straube 2015 (preset straube-2015). doi:10.1186/s10194-015-0543-3." in plain(SMALLEST + table)


# ---------------------------------------------------------------- registry


def test_the_registry_has_its_types_and_each_arm_its_interventions() -> None:
    text = plain(STUDIES["four-arms"].read_text(encoding="utf-8"), "registry")
    for name in ("Experimental", "Sham Comparator", "No Intervention"):
        assert f"Arm type: {name} " in text
    assert "Arm: earlobe sham" in text
    assert "Interventions: Sham taVNS (earlobe sham)" in text


def test_one_intervention_of_two_arms_is_told_once() -> None:
    arms = START + "".join(
        f'[arms.{name}]\nrole = "active"\nco_intervention = "{other}"\n'
        for name, other in (("a", "sport"), ("b", "diet"))
    )
    text = plain(arms + "[stimulation]\nfrequency_hz = 25\n", "registry")
    assert text.count("delivered at 25 Hz") == 1
    assert "Arms: a; b" in text
    assert "Intervention: sport" in text
    assert "Intervention type: Other" in text


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("no_current", "Sham stimulation without current: no current flows through the skin."),
        ("ramp_then_off", "Sham stimulation in which the current is ramped up and then switched off."),
        ("non_conducting_electrode", "with an electrode that does not conduct: no current flows"),
    ],
)
def test_a_sham_with_the_settings_of_the_real_stimulation_is_an_intervention_of_its_own(
    method: str, said: str
) -> None:
    text = plain(SHAM + f'sham_method = "{method}"\n[stimulation]\nfrequency_hz = 25\n', "registry")
    assert "Interventions: taVNS (a) " in text
    assert "Interventions: Sham taVNS (b) " in text
    assert "Arms: a; b" not in text
    _, _, own = text.partition("Intervention: Sham taVNS (b)")
    assert said in own


def test_a_sham_of_one_setting_and_no_method_is_not_the_real_stimulation() -> None:
    text = plain(SHAM.replace("arms.b", "arms.vns") + "[stimulation]\nfrequency_hz = 25\n", "registry")
    assert "Interventions: Sham taVNS (vns) " in text


def _filled(length: int) -> str:
    return "Wort " * (length // 5)


@pytest.mark.parametrize("length", [10, 400, 900, 990, 3000])
def test_a_description_is_never_longer_than_its_field_and_never_cut(length: int) -> None:
    file = SMALLEST.replace(
        '"active"\n', f'"active"\ndescription = "{_filled(length)}"\nrationale = "{_filled(length)}"\n'
    )
    file += "[schedule]\nsession_min = 30\nweeks = 4\n" + f'[delivery]\nprocedure = "{_filled(length)}"\n'
    text = made(file, "registry")
    for section in text.sections:
        for paragraph in section.paragraphs:
            said = of_sentences(paragraph.sentences)
            assert not paragraph.limit or len(said) <= paragraph.limit
            assert said.count("Wort ") + said.count("Wort.") in {0, length // 5, 2 * (length // 5)}
    left_out = " ".join(text.remarks)
    assert ("rationale of the arm" in left_out) == (length > 400)
    assert ("description, rationale" in left_out) == (length >= 900)
    assert ("procedure" in left_out) == (length >= 900)


def test_a_name_that_is_too_long_is_said_and_not_cut() -> None:
    file = SMALLEST.replace('"active"\n', f'"active"\nlabel = "{"N" * 210}"\n')
    text = made(file, "registry")
    assert "it has 210 characters where 100 are taken" in text.remarks[0]
    assert "characters where 200 are taken" in text.remarks[-1]
    assert "N" * 210 in words(text)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            "sessions_per_day = 1\ndays_per_week = 3\nweeks = 4\n",
            "once a day on 3 days a week for 4 weeks in each period",
        ),
        ("total_sessions = 12\nweeks = 4\n", "for 4 weeks in each period (12 sessions in each period"),
        ("total_sessions = 12\n", "12 sessions in each period"),
        ("session_min = 8\nsessions_per_day = 1\ndays = 1\n", "once a day on 1 day in each period"),
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_the_course_of_a_crossover_is_that_of_each_period(table: str, said: str, style: str) -> None:
    file = SHAM.replace('"x"\n', '"x"\ndesign = "crossover"\n') + f"[schedule]\n{table}"
    assert said in words(file, style)
    assert "in all" not in words(file, style)
    assert "in each period" not in words(file.replace("crossover", "parallel"), style)


@pytest.mark.parametrize("method", ["titrated", "participant_chosen"])
def test_no_cap_is_asked_for_where_the_current_is_written(method: str) -> None:
    file = SMALLEST + f'[stimulation.intensity]\nmethod = "{method}"\n'
    assert "at most [not specified" in words(file)
    assert "at most [not specified" not in words(file + "current_ma = { max = 4 }\n")


# ---------------------------------------------------------------- text stays text

MARKUP = (
    "<script>alert(1)</script> [x](javascript:alert(1)) ![i](u) **b** _e_ `c` | # h ~~s~~ &amp; <!-- - 1. \\"
)


@pytest.mark.parametrize("style", STYLES)
def test_nothing_of_a_file_is_markup(style: str) -> None:
    written = json.dumps(MARKUP)
    file = SMALLEST.replace('"x"', written).replace(
        'role = "active"\n', f'role = "active"\nlabel = {written}\n'
    )
    file += f"description = {written}\nco_intervention = {written}\n[delivery]\nprocedure = {written}\n"
    file += f'[sources]\n"delivery.procedure" = {written}\n'
    text = made(file, style)
    tokens = (
        MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(as_markdown(text, "study.toml"))
    )
    kinds = {token.type for token in tokens} | {one.type for token in tokens for one in token.children or ()}
    assert kinds <= {
        "heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close", "text", "ordered_list_open",
        "ordered_list_close", "list_item_open", "list_item_close",
    }  # fmt: skip
    shown = "".join(one.content for token in tokens for one in token.children or ())
    assert shown.count(MARKUP) == " ".join(as_text(text, "study.toml").split()).count(MARKUP) > 2


@pytest.mark.parametrize("opening", ["# a", "- a", "+ a", "1. a", "1) a", "> a", "=== a", "~~~ a"])
def test_a_paragraph_that_begins_like_markup_is_a_paragraph(opening: str) -> None:
    file = SHAM + f"[arms.b.stimulation]\n[eligibility]\ninclusion = [{json.dumps(opening)}]\n"
    tokens = MarkdownIt("commonmark").parse(as_markdown(made(file, "registry"), "study.toml"))
    assert {token.type for token in tokens} <= {
        "heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close",
    }  # fmt: skip


def test_text_cannot_steer_the_terminal() -> None:
    file = SMALLEST.replace('"x"', '"\\u001b[31mred\\u0007\\u202e"')
    assert "\x1b" not in as_text(made(file), "study.toml")
    assert "\u202e" not in as_markdown(made(file), "study.toml")


# ---------------------------------------------------------------- json


def test_json_says_from_which_keys_each_sentence_was_made() -> None:
    found = json.loads(FORMATS["json"](made(SMALLEST + "[schedule]\nweeks = 4\n"), "study.toml", Style()))
    assert list(found) == [
        "format", "path", "style", "title", "sections", "for_the_team", "left_out", "to_complete", "remarks",
        "references", "licence", "disclaimer",
    ]  # fmt: skip
    assert (found["format"], found["style"], found["licence"]) == (1, "paper", "CC0-1.0")
    sentences = [
        one for section in found["sections"] for part in section["paragraphs"] for one in part["sentences"]
    ]
    (course,) = [one for one in sentences if "for 4 weeks" in one["text"]]
    assert course["keys"] == ["schedule.weeks"]
    assert course["not_specified"][0]["what"] == ["length of a session", "sessions a day", "days a week"]


# ---------------------------------------------------------------- the command


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "protocols", "methods", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_the_command_writes_a_text_to_standard_output() -> None:
    example = STUDIES["example"]
    found = run(str(example), "--format", "markdown")
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.decode("utf-8") == (GOLDEN / "example.paper.md").read_text(encoding="utf-8")
    piped = run("-", "--format", "json", stdin=example.read_bytes())
    assert json.loads(piped.stdout)["path"] == "<stdin>"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x.toml", "--style", "poem"], "'poem' is none of paper, registry, lay"),
        (["x.toml", "--format", "pdf"], "'pdf' is none of text, markdown, json"),
        (["missing.toml"], "cannot read missing.toml"),
    ],
)
def test_wrong_use_is_one_sentence(arguments: list[str], said: str) -> None:
    found = run(*arguments)
    assert found.returncode == 2
    assert said in " ".join(found.stderr.decode("utf-8").replace("│", " ").split())
    assert b"Traceback" not in found.stderr


def test_a_file_that_is_no_protocol_is_told_with_its_first_fault() -> None:
    found = run("-", stdin=b'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "activ"\n')
    assert found.returncode == 2
    assert b"KEY005" in found.stderr


NONE = ["follow_up_weeks = 0", "follow_up_months = 0", "follow_up_weeks = { max = 0 }"]


@pytest.mark.parametrize("line", NONE)
def test_a_follow_up_of_0_weeks_is_none(line: str) -> None:
    file = SMALLEST.replace('"x"', f'"x"\n{line}')
    assert "There will be no follow-up after the last session." in words(file)
    assert "For you the study ends with the last session." in words(file, "lay")
    assert not any("0 week" in words(file, style) or "0 month" in words(file, style) for style in STYLES)


def test_a_washout_of_0_days_is_none() -> None:
    file = SHAM.replace('"x"', '"x"\ndesign = "crossover"\nwashout_days = 0')
    assert "There will be no washout between the periods." in words(file)


@pytest.mark.parametrize("style", STYLES)
def test_a_sum_that_the_schedule_contradicts_is_not_told_as_it_stands(style: str) -> None:
    schedule = "[schedule]\nsession_min = 30\nsessions_per_day = 1\ndays_per_week = 5\nweeks = 4\ntotal_sessions = {}\n"
    wrong = "(28 sessions in all [to correct: the rest of the schedule contradicts it])"
    assert wrong in words(SMALLEST + schedule.format(28), style)
    assert "(20 sessions in all)" in words(SMALLEST + schedule.format(20), style)


@pytest.mark.parametrize(
    ("condition", "paper", "lay"),
    [
        ("tinnitus", "20 participants with tinnitus", "for people with ringing in the ears (tinnitus)"),
        ("healthy_volunteers", "20 participants (healthy volunteers)", "for people in good health."),
        (
            "newborn_feeding",
            "20 participants (newborn feeding)",
            "for newborn babies whose feeding is studied",
        ),
    ],
)
def test_what_nobody_has_is_not_told_as_an_illness(condition: str, paper: str, lay: str) -> None:
    text = SMALLEST.replace('"x"\n', f'"x"\ncondition = "{condition}"\nparticipants = 20\n')
    assert paper in words(text)
    assert f"This study is {lay}" in as_text(STYLES["lay"](load(text)), "x")


def test_a_mean_age_without_its_range_leaves_the_range_open() -> None:
    record = SMALLEST.replace('"x"\n', '"x"\nkind = "record"\n') + "[sample]\nage_mean = 33.3\nage_sd = 8.2\n"
    gaps = {
        path
        for sentence in STYLES["paper"](load(record)).sentences
        for gap in sentence.gaps
        for path in gap.at
    }
    assert {("sample", "age_min"), ("sample", "age_max")} <= gaps


@pytest.mark.installed
def test_a_text_is_a_document_of_word_with_the_same_words(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="needs the extra docx")
    example = Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml"
    (tmp_path / "study.toml").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")

    def tavns(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [Path(sys.executable).parent / "tavns", "methods", "study.toml", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    made = tavns("-o", "methods.docx")
    assert (made.returncode, made.stdout) == (0, "methods.docx written\n")
    document = docx.Document(str(tmp_path / "methods.docx"))
    words = " ".join(" ".join(one.text.split()) for one in document.paragraphs)
    plain = tavns().stdout
    for paragraph in plain.split("\n\n"):
        if not paragraph.startswith("A number stands behind"):
            for line in paragraph.split("\n---")[:1]:
                assert " ".join(line.removeprefix("References\n").split()) in words or "References" in line
    assert "Intervention: tavns" in [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert tavns("-o", "methods.docx").returncode == 2
    assert tavns("-o", "methods.odt").returncode == 2
    assert tavns("-o", "study.md").returncode == 0
    assert tavns("-o", "study.toml", "--force").returncode == 2


def test_the_registry_finds_no_level_that_is_felt_for_a_sham_without_current() -> None:
    text = (
        'format = 1\n[study]\ntitle = "x"\n[stimulation]\nfrequency_hz = 25\n[stimulation.intensity]\nmethod = "titrated"\n'
        'target = ["above_sensory_threshold"]\nmax_ma = 4\n[arms.tavns]\nrole = "active"\n'
        '[arms.sham]\nrole = "sham"\nsham_method = "no_current"\n'
    )
    said = authoring.methods(text, "registry")["text"]
    real, sham = said.split("Intervention: Sham taVNS (sham)")
    assert "above the sensory threshold" in real
    assert "no current flows through the skin" in sham
    assert "sensory threshold" not in sham
