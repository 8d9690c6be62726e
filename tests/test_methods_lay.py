"""The sheet for participants: in plain words, without a gap, and without a word that shows the group."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from protocols import load
from protocols.formats.methods import as_markdown, as_text, for_the_team
from protocols.lib.resources import preset_files
from protocols.methods import STYLES
from protocols.methods.pieces import Text
from protocols.methods.rendering import of_sentences

ROOT = Path(__file__).parent.parent
START = 'format = 1\n[study]\ntitle = "x"\n'
SMALLEST = START + '[arms.a]\nrole = "active"\n'
SHAM = SMALLEST + '[arms.b]\nrole = "sham"\n'
BLINDED, KNOWN = "[blinding]\nparticipants = true\n", "[blinding]\nparticipants = false\n"
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
FOUR = ROOT / "tests" / "methods" / "four-arms.toml"
FILES: dict[str, str | Path] = {"example": EXAMPLE, "four-arms": FOUR, "smallest": SMALLEST, "sham": SHAM}


def made(file: str) -> Text:
    return STYLES["lay"](load(file))


def sheet(file: str) -> str:
    """Return the sheet as participants get it, on one line."""
    return " ".join(as_text(made(file), "study.toml").split())


def open_points(file: str) -> list[tuple[str, list[str]]]:
    """Return what is to be completed, each with the keys that would do."""
    found = [(what, gap.at) for gap in made(file).to_complete for what in gap.what]
    return [(what, [".".join(map(str, path)) for path in at]) for what, at in found]


def left_out(file: str) -> dict[str, str]:
    return {one.what: one.why for one in made(file).left_out}


# ---------------------------------------------------------------- plain words

PROMISES = re.compile(
    r"\b(benefit|help|improv|effective|cure|heal|safe|harmless|relie|better|success|painless|mild|well tolerated)",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(stimulus|biphasic|monophasic|titrat|randomi|blind|sham|placebo|conchae|helix|tragus|vagal|transcutaneous|"
    r"auricular|electrode placement|threshold|µs|Hz)\b"
)


@pytest.mark.parametrize("name", [*preset_files(), "example", "four-arms"])
def test_the_sheet_promises_nothing_and_is_in_plain_words(name: str) -> None:
    text = STYLES["lay"](load(FILES.get(name) or preset_files()[name]))
    body = [
        one for section in text.sections for paragraph in section.paragraphs for one in paragraph.sentences
    ]
    ours = " ".join(piece for one in body for piece in one.pieces if isinstance(piece, str))
    assert not PROMISES.search(ours)
    assert not JARGON.search(ours)
    for one in body:
        own = " ".join(piece for piece in one.pieces if isinstance(piece, str))
        assert len(own.split()) <= 20, own


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[stimulation.intensity]\nmethod = "fixed"\n', "The strength is fixed beforehand, and not adjusted to you."),
        ('[stimulation.intensity]\nmethod = "titrated"\n', "The strength is adjusted to you."),
        ('[stimulation.intensity]\nmethod = "participant_chosen"\n', "The strength is what you choose yourself."),
        (
            '[stimulation.intensity]\nmethod = "titrated"\ntarget = ["maximum_tolerated"]\n',
            "The aim is that it is as strong as you can comfortably tolerate.",
        ),
        ('[stimulation]\npattern = "continuous"\n', "The pulses are given continuously."),
        (
            '[stimulation]\npattern = "intermittent"\non_s = 30\noff_s = 5\n',
            "The pulses are given with pauses: on for 30 seconds, then off for 5 seconds.",
        ),
        ('[electrode]\nplacement = "ear clip"\n', "It is held in place by an ear clip."),
        (
            '[electrode]\nplacement = "ear bud with two contacts"\n',
            "It is held in place by an ear bud with two contacts.",
        ),
        (
            '[delivery]\ndelivered_by = "participant, under video supervision by staff"\n',
            "You apply the stimulation yourself, under video supervision by staff.",
        ),
        ('[electrode]\nplacement = "tape"\n', "It is held in place by tape."),
        ('[electrode]\nplacement = "two clips"\n', "It is held in place by two clips."),
        ('[delivery]\ndelivered_by = "study nurse"\n', "The stimulation is given by a study nurse."),
        ('[delivery]\ndelivered_by = "a nurse or a doctor"\n', "The stimulation is given by a nurse or a doctor."),
        ('[delivery]\ndelivered_by = "participant"\n', "You apply the stimulation yourself."),
        ('[delivery]\ndelivered_by = "self-administered"\n', "You apply the stimulation yourself."),
        ('[schedule]\ntime_of_day_rule = "instructed"\n', "We will tell you when to use it."),
        ('[schedule]\ntime_of_day_rule = "free"\n', "You choose the time of day yourself."),
        (
            '[eligibility]\nexclusion = ["active_implant"]\n',
            "one of these is true: you have an implanted electronic device such as a pacemaker.",
        ),
        ("[schedule]\nsession_min = 30\nsessions_per_day = 1\ndays = 1\n", "take place once a day on 1 day."),
    ],
)  # fmt: skip
def test_what_is_said_to_those_who_take_part(table: str, said: str) -> None:
    assert said in sheet(SMALLEST + table)


# ---------------------------------------------------------------- what is missing


@pytest.mark.parametrize("name", [*preset_files(), "example", "four-arms", "smallest", "sham"])
def test_no_sheet_holds_a_gap_and_every_gap_is_listed(name: str) -> None:
    text = STYLES["lay"](load(FILES.get(name) or preset_files()[name]))
    for handed in (as_text(text, "x"), as_markdown(text, "x")):
        assert "not specified" not in handed
        assert "For the" not in handed
    beside = " ".join(for_the_team(text).split())
    assert "which unwanted effects are known, and how often they come" in beside
    assert all(what in beside for gap in text.to_complete for what in gap.what)


@pytest.mark.parametrize(
    ("table", "said", "missing"),
    [
        (
            "sessions_per_day = 1\nweeks = 4\n",
            "Sessions take place once a day for 4 weeks.",
            "on how many days a week",
        ),
        (
            "daily_min = 240\ndays_per_week = 7\nweeks = 12\n",
            "There is stimulation for 240 minutes a day. Sessions take place on 7 days a week for 12 weeks.",
            "length of a session",
        ),
        ("total_sessions = 20\n", "There are 20 sessions in all.", "how many sessions a day"),
        ("session_min = 30\n", "Each session lasts 30 minutes.", "how often, and for how long"),
    ],
)
def test_what_is_not_said_of_the_course_is_listed(table: str, said: str, missing: str) -> None:
    file = f"{SMALLEST}[schedule]\n{table}"
    assert said in sheet(file)
    assert missing in [what for what, _ in open_points(file)]


def test_an_ear_without_a_site_is_told_and_a_site_without_an_ear_is_not() -> None:
    assert "will be placed on your left ear." in sheet(SMALLEST + '[stimulation]\nside = "left"\n')
    assert "will be placed" not in sheet(SMALLEST + '[stimulation]\nsites = ["helix"]\n')


def test_nothing_is_left_of_a_section_but_its_lead() -> None:
    text = sheet(SMALLEST + '[arms.c]\nrole = "no_stimulation"\n' + BLINDED)
    assert "How strong" not in text


@pytest.mark.parametrize("method", ["titrated", "participant_chosen"])
def test_no_cap_is_asked_for_where_the_current_is_written(method: str) -> None:
    file = SMALLEST + f'[stimulation.intensity]\nmethod = "{method}"\n'
    cap = ("the highest strength", ["arms.a.stimulation.intensity.max_ma"])
    where = open_points(file)
    assert (cap[0], ["stimulation.intensity.max_ma"]) in where
    assert cap[0] not in [what for what, _ in open_points(file + "current_ma = { max = 4 }\n")]


# ---------------------------------------------------------------- blinded groups


def test_a_sheet_for_blinded_participants_gives_no_group_away() -> None:
    file = EXAMPLE.replace('role = "sham"\n', 'role = "sham"\nlabel = "SHAM-ARM"\n')
    text = sheet(file)
    assert "will be placed on your left ear. Your skin" in text
    assert "You will not know which group you are in. That is why we do not describe here how" in text
    swapped = file.replace('sites = ["helix"]', 'sites = ["SWAP"]').replace(
        'sites = ["cymba_conchae"]', 'sites = ["helix"]'
    )
    assert sheet(swapped.replace("SWAP", "cymba_conchae")) == text
    for word in ("SHAM-ARM", "rim", "hollow", "Depending"):
        assert word not in text
    assert left_out(file) == {
        "where the electrode is placed": "differs between the groups, or is not stated for each"
    }


TITRATED = (
    '[arms.X.stimulation.intensity]\nmethod = "titrated"\ntarget = "above_sensory_threshold"\nmax_ma = 1.5\n'
)
ONE_SIDED = {
    "titrated and fixed": (
        TITRATED + '[arms.Y.stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 0.1\n',
        ("1.5", "0.1", "adjusted", "fixed", "feel it"),
        ("who decides on the strength", "what you should feel", "the strength", "the highest strength"),
    ),
    "another current": (
        ('[arms.X.stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 1.5\n'
        '[arms.Y.stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 0.1\n'),
        ("1.5", "0.1"),
        ("the strength",),
    ),
    "a frequency of one group": (
        "[arms.X.stimulation]\nfrequency_hz = 25\n[arms.Y.stimulation]\n",
        ("25",),
        ("how many pulses come in a second",),
    ),
    "no current": (
        ("[arms.X.stimulation]\nfrequency_hz = 25\n[arms.X.stimulation.intensity]\nmethod = 'fixed'\nvoltage_v = 12\n"
        "[arms.Y.stimulation.intensity]\ncurrent_ma = 0\n"),
        ("no current", "25", "12", "fixed", "device sends"),
        ("what the device sends", "how many pulses come in a second", "the strength"),
    ),
    "another length": (
        ("[arms.X.schedule]\nsession_min = 30\nsessions_per_day = 1\nweeks = 4\n"
        "[arms.Y.schedule]\nsession_min = 20\nsessions_per_day = 2\nweeks = 4\n"),
        ("30", "20", "once", "twice"),
        ("how long a session lasts", "how often, and for how long"),
    ),
    "another ear": (
        ('[arms.X.stimulation]\nsites = ["concha"]\nside = "left"\n'
        '[arms.Y.stimulation]\nsites = ["concha"]\nside = "right"\n'),
        ("left", "right", "hollow"),
        ("where the electrode is placed",),
    ),
    "a place off the ear": (
        ('[arms.X.stimulation]\nsites = ["concha"]\nside = "left"\n'
        '[arms.Y.stimulation]\nsites = ["forehead"]\nside = "left"\n'),
        ("left", "forehead"),
        ("where the electrode is placed",),
    ),
    "something in addition": (
        "[arms.X]\nco_intervention = 'sport'\n",
        ("sport",),
        ("what is given in addition",),
    ),
    "another hold": (
        "[arms.X.electrode]\nplacement = 'ear clip'\n[arms.Y.electrode]\nplacement = 'tape'\n",
        ("clip", "tape"),
        ("how the electrode is held in place",),
    ),
    "a task": (
        "[arms.X.schedule]\nduring_task = true\n[arms.Y.schedule]\nduring_task = false\n",
        ("task",),
        ("what is done beside it",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", ["", BLINDED])
@pytest.mark.parametrize("case", ONE_SIDED)
def test_what_groups_differ_in_is_on_no_sheet_and_the_team_knows(case: str, told: str) -> None:
    file, hidden, what = ONE_SIDED[case]
    roles = ['[arms.a]\nrole = "active"\n', '[arms.b]\nrole = "sham"\n']
    texts = []
    for x, y in ("ab", "ba"):
        own = START + told
        for name, role in zip("ab", roles, strict=True):
            extra = file.split("[arms.X]\n")[1] if "[arms.X]" in file and name == x else ""
            own += role + extra
        texts.append(own + ("" if "[arms.X]" in file else file.replace("X", x).replace("Y", y)))
    assert sheet(texts[0]) == sheet(texts[1])
    for word in hidden:
        assert not re.search(rf"\b{re.escape(word)}\b", sheet(texts[0])), word
    assert "Not all groups get the same stimulation." in sheet(texts[0])
    assert set(what) <= set(left_out(texts[0]))
    beside = for_the_team(made(texts[0]))
    assert "Left out, so that nobody can tell the own group by it:" in beside
    assert ("does not say whether participants are to know" in beside) == (not told)


@pytest.mark.parametrize("method", ["no_current", "non_conducting_electrode", "ramp_then_off"])
def test_what_a_sham_does_otherwise_is_not_told(method: str) -> None:
    sham = (
        SHAM
        + f'sham_method = "{method}"\n[stimulation]\npattern = "continuous"\nfrequency_hz = 25\nramp_s = 7\n'
    )
    text = sheet(sham)
    assert not re.search(r"device sends|continuously|25|\b7\b|switched|no current|reach", text)
    assert "what the device sends" in left_out(sham)


@pytest.mark.parametrize("name", ["luo-2020", "yang-2024"])
def test_a_frequency_that_only_the_active_arm_has_is_told_to_nobody(name: str) -> None:
    text = STYLES["lay"](load(preset_files()[name]))
    assert "pulses a second" not in of_sentences(text.sentences)
    assert "how many pulses come in a second" in {one.what for one in text.left_out}


def test_groups_that_get_the_same_are_told_all_of_it() -> None:
    file = SHAM + BLINDED + '[stimulation]\nfrequency_hz = 25\n[stimulation.intensity]\nmethod = "titrated"\n'
    assert "The device sends 25 pulses a second." in sheet(file)
    assert "in different ways" not in sheet(file)
    assert not left_out(file)


def test_what_is_alike_of_a_course_is_told() -> None:
    own = "[arms.{}.schedule]\nsessions_per_day = {}\n"
    file = SHAM + BLINDED + own.format("a", 1) + own.format("b", 2) + "[schedule]\nweeks = 4\n"
    assert "The sessions go on for 4 weeks." in sheet(file)
    assert "a day" not in sheet(file)


def test_in_a_crossover_nobody_can_tell_the_period() -> None:
    text = sheet(EXAMPLE.replace('"parallel"', '"crossover"'))
    assert "You will be in both groups, one after the other." in text
    assert "You will not know which one you are getting. That is why we do not describe here" in text
    assert "rim" not in text


@pytest.mark.parametrize("more", ['[arms.c]\nrole = "no_stimulation"\n', 'co_intervention = "sport"\n'])
def test_where_groups_can_be_told_apart_only_the_kind_of_stimulation_is_not_known(more: str) -> None:
    text = sheet(SHAM + more + BLINDED)
    assert "If you get stimulation, you will not know which kind." in text
    assert "You will not know" not in text


def test_one_kind_of_stimulation_and_none_cannot_be_unknown() -> None:
    file = SMALLEST + '[arms.c]\nrole = "no_stimulation"\n' + BLINDED
    assert ("whether you will know which group you are in", ["blinding.how"]) in open_points(file)
    assert "not know which" not in sheet(file)


# ---------------------------------------------------------------- texts of the file

LEAKS = [
    "sham group: no current", "placebo first", "the device is turned off after 30 s", "both arms: 5 min of rest",
    "low_dose: quiet room", "Low Dose at rest", "at 0.1, then up", "raised to 1.5 mA", "30 min, seated", "after twenty minutes", "a 30-minute rest",
    "electrode at the earlobe", "cymba clip", "half of the participants rest", "in the control group, reading",
    "active stimulation in silence", "without current", "some participants read",
]  # fmt: skip
KEPT = [
    "seated, at rest", "30 s of rest", "age group 18 to 65", "uncontrolled blood pressure", "active infection of the ear",
    "physically active adults", "a sham-controlled trial of taVNS", "pain above 4 of 10", "picture guide, 130 minutes",
    "able to switch the device on and off", "metal in the left ear",
]  # fmt: skip
DIFFERENT = (
    'label = "Low Dose"\n[arms.b.stimulation]\nsites = ["earlobe"]\nintensity.current_ma = 0.1\nintensity.method = "fixed"\n'
    '[arms.b.schedule]\nsession_min = 20\n[stimulation]\nsites = ["cymba_conchae"]\nside = "left"\n'
    'intensity.current_ma = 1.5\nintensity.method = "titrated"\n[schedule]\nsession_min = 30\n'
)
PLACES = (
    "[delivery]\nprocedure = {}\n", "[delivery]\nmaterials = {}\n", "[delivery]\ndelivered_by = {}\n",
    "[harms]\nstopping_rules = {}\n", "[harms]\nassessment = {}\n", "[eligibility]\ninclusion = ['adults', {}]\n",
    "[eligibility]\nexclusion = [{}, 'pregnancy']\n", "[outcomes.o]\nmeasure = {}\n",
)  # fmt: skip


@pytest.mark.parametrize("told", ["", BLINDED])
@pytest.mark.parametrize("leak", LEAKS)
def test_no_text_of_the_file_shows_the_group(leak: str, told: str) -> None:
    start = SHAM.replace("arms.b", "arms.low_dose") + DIFFERENT.replace("arms.b", "arms.low_dose") + told
    for place in PLACES:
        file = start + place.format(json.dumps(leak))
        assert leak not in sheet(file), place
        assert any(leak in what for what in left_out(file)), place
        assert (
            leak in sheet(file.replace(told or START, (told or START).replace("true", "false"))) or not told
        )
    assert leak not in sheet(start.replace('title = "x"', f"title = {json.dumps(leak)}"))
    assert leak not in sheet(start.replace('"x"\n', f'"x"\npopulation = {json.dumps(leak)}\n', 1))


@pytest.mark.parametrize("text", KEPT)
def test_a_text_that_shows_nothing_stays(text: str) -> None:
    start = SHAM.replace("arms.b", "arms.low_dose") + DIFFERENT.replace("arms.b", "arms.low_dose") + BLINDED
    for place in PLACES:
        assert text in sheet(start + place.format(json.dumps(text))), place


def test_what_everybody_gets_is_told_though_an_arm_is_called_by_it() -> None:
    study = load(preset_files()["kutlu-2020"])
    assert "You will also get: home exercise, 20 sessions." in of_sentences(STYLES["lay"](study).sentences)


def test_a_population_that_only_repeats_the_condition_is_not_repeated() -> None:
    start = SMALLEST.replace('"x"\n', '"x"\ncondition = "fibromyalgia"\npopulation = "{}"\n')
    assert "for people with fibromyalgia." in sheet(start.format("Fibromyalgia"))
    assert "for people with fibromyalgia (adults with it)." in sheet(start.format("adults with it"))


def test_one_criterion_is_taken_out_and_the_others_stay() -> None:
    text = sheet(
        SHAM + BLINDED + '[eligibility]\nexclusion = ["sham before", "epilepsy", "placebo before"]\n'
    )
    assert "You cannot take part if one of these is true: you have epilepsy." in text


def test_no_note_and_no_description_is_on_a_sheet() -> None:
    file = EXAMPLE.replace('role = "sham"\n', 'role = "sham"\ndescription = "DESCRIBED"\nnotes = "NOTED"\n')
    for told in (file, file.replace("participants = true", "participants = false")):
        assert "DESCRIBED" not in sheet(told)
        assert "NOTED" not in sheet(told)
        assert "- arms.sham: NOTED" in for_the_team(made(told))


# ---------------------------------------------------------------- groups that participants know


def test_a_sheet_names_groups_that_participants_may_know() -> None:
    text = sheet(EXAMPLE.replace("participants = true", "participants = false"))
    assert "In the group sham: an electrode" in text
    assert "You will know which group you are in." in text


def test_what_one_group_has_is_told_to_it_where_groups_are_known() -> None:
    text = sheet(SHAM + 'sham_method = "no_current"\n' + KNOWN + "[stimulation]\nfrequency_hz = 25\n")
    assert "In the group a: the device sends 25 pulses a second." in text
    assert "In the group b: the device sends" not in text
    assert "In the group b: a device sends no current." in text


# ---------------------------------------------------------------- the command


def test_the_sheet_goes_to_standard_output_and_the_rest_to_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    command = [sys.executable, "-m", "protocols", "methods", str(path), "--style", "lay", "--format"]
    found = subprocess.run([*command, "markdown"], capture_output=True, check=True, encoding="utf-8")
    assert found.stdout == (ROOT / "tests/methods/example.lay.md").read_text(encoding="utf-8")
    assert found.stderr == for_the_team(made(EXAMPLE))
    whole = subprocess.run([*command, "json"], capture_output=True, check=True, encoding="utf-8")
    assert whole.stderr == ""
    found_json = json.loads(whole.stdout)
    assert found_json["left_out"] == [
        {
            "what": "where the electrode is placed",
            "why": "differs between the groups, or is not stated for each",
            "keys": ["stimulation.sites", "arms.sham.stimulation.sites"],
        }
    ]
    assert found_json["to_complete"] == [
        {"what": ["which unwanted effects are known, and how often they come"], "keys": []}
    ]
