"""A protocol drafted by questions: every answer has its effect and no other, can be taken back, and is never lost."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import Severity, authoring, lint, load
from protocols.cli.asking import kept_beside
from protocols.document.reading import read
from protocols.interview.interview import Interview
from protocols.interview.kept import read_answers, written
from protocols.interview.questions import QUESTIONS
from protocols.interview.starts import starts
from protocols.lib.resources import record_files

TAVNS = Path(sys.executable).parent / "tavns"
ANSWERS = {
    "title": "taVNS for the prevention of migraine",
    "condition": "migraine",
    "start": "none",
    "arms": "tavns, sham",
    "design": "parallel group",
    "randomised": "yes",
    "participants": "30, 32",
    "sites": "cymba conchae",
    "side": "1",
    "frequency": "1 Hz",
    "pulse_width": "0.25 ms",
    "waveform": "biphasic",
    "intensity": "titrated",
    "target": "above the sensory threshold, below the pain threshold",
    "highest_current": "5",
    "pattern": "intermittent",
    "on": "30",
    "off": "30",
    "session": "30",
    "sessions_per_day": "1",
    "days_per_week": "5",
    "weeks": "4-6",
    "sham": "at a site assumed to be inactive",
    "sham_sites": "helix",
    "device": "tVNS R (tVNS Technologies)",
    "outcome": "headache days in four weeks",
    "follow_up": "12",
    "age": "18 to 65",
    "exclusions": "1, pregnancy, ear surgery in the last year",
}


def told(answers: dict[str, str]) -> Interview:
    talk = Interview()
    while (question := talk.question()) is not None:
        reply = talk.reply(answers[question.name])
        assert reply.taken, (question.name, reply)
    return talk


def data(talk: Interview) -> dict[str, Any]:
    found = read(talk.finished).data
    assert found is not None
    return found


def test_answers_in_a_clinicians_words_make_a_protocol_without_an_error() -> None:
    said = data(told(ANSWERS))
    assert said["stimulation"] == {
        "sites": ["cymba_conchae"],
        "side": "left",
        "frequency_hz": 1,
        "pulse_width_us": 250,
        "waveform": "biphasic",
        "pattern": "intermittent",
        "on_s": 30,
        "off_s": 30,
        "intensity": {
            "method": "titrated",
            "target": ["above_sensory_threshold", "below_pain_threshold"],
            "max_ma": 5,
        },
    }
    assert said["schedule"] == {
        "session_min": 30,
        "sessions_per_day": 1,
        "days_per_week": 5,
        "weeks": {"min": 4, "max": 6},
    }
    assert said["study"]["participants"] == 62
    assert said["arms"]["sham"] == {
        "role": "sham",
        "participants": 32,
        "sham_method": "inactive_site",
        "stimulation": {"sites": ["helix"]},
    }
    assert said["device"] == {"model": "tvns_r"}
    assert said["outcomes"] == {"primary": {"measure": "headache days in four weeks", "primary": True}}
    assert said["eligibility"]["exclusion"] == [
        "active_implant",
        "pregnancy",
        "ear surgery in the last year",
    ]
    assert said["eligibility"]["age_years"] == {"min": 18, "max": 65}
    report = lint(told(ANSWERS).finished, "study.toml")
    assert [one.code for one in report.findings if one.severity is Severity.ERROR] == []


def test_a_draft_shows_no_line_to_fill_in_for_what_was_answered() -> None:
    text = told(ANSWERS).finished
    shared = text.partition("[stimulation]")[2].partition("[delivery]")[0]
    assert "= …" not in shared.replace("# step_ma = …", "").replace("# retitrated = …", "")
    assert "# exclusion = …" not in text
    assert "# stopping_rules = …" in text.splitlines()


def test_what_the_format_does_not_take_is_asked_again_in_the_words_of_the_check() -> None:
    talk = Interview()
    for name in (
        "title",
        "condition",
        "start",
        "arms",
        "design",
        "randomised",
        "participants",
        "sites",
        "side",
    ):
        assert talk.reply(ANSWERS[name]).taken
    reply = talk.reply("fast")
    assert (reply.taken, reply.doubted) == (False, False)
    assert reply.said == (
        "frequency_hz takes a number, not a text; the key's name carries the unit: a number in Hz",
    )
    assert talk.question() is not None
    assert talk.question().name == "frequency"  # type: ignore[union-attr]
    warned = talk.reply("25")
    assert warned.taken
    assert warned.said[0].startswith("25 Hz in migraine: 1 Hz reduced headache days more than 25 Hz")


def test_what_a_rule_calls_wrong_is_kept_only_by_who_insists() -> None:
    talk = Interview()
    question = talk.question()
    while question is not None and question.name != "off":
        said = ANSWERS | {"on": "4000", "session": "30"}
        assert talk.reply(said[question.name]).taken
        question = talk.question()
    talk.reply("30")
    reply = talk.reply("30")  # minutes of a session, with 4000 s on
    assert reply.doubted
    assert not reply.taken
    assert reply.said[0].startswith("a cycle of 4030 s is longer than the session of 30 min")
    assert talk.reply("30", insist=True).taken


def test_what_a_preset_has_is_kept_by_enter_with_its_source_and_changed_without() -> None:
    talk = Interview()
    for said in ("x", "migraine", "zhang-2020", "", "", "", "35"):
        assert talk.reply(said).taken
    assert talk.current(talk.question()) == "cymba_conchae"  # type: ignore[arg-type]
    assert '"arms.tavns.stimulation.sites"' in talk.text
    assert talk.reply("").taken
    assert '"arms.tavns.stimulation.sites"' in talk.text
    assert talk.back()
    assert talk.reply("tragus").taken
    assert "stimulation.sites" not in talk.text
    assert data(talk)["stimulation"]["sites"] == ["tragus"]
    assert talk.back()
    assert talk.reply("-").taken
    assert "sites" not in data(talk)["arms"]["tavns"]["stimulation"]
    assert "stimulation.sites" not in talk.text


def test_each_active_arm_gets_its_own_where_the_preset_has_one_for_each() -> None:
    talk = Interview()
    for said in ("x", "migraine", "straube-2015", "", "", "", "23", "", ""):
        assert talk.reply(said).taken
    question = talk.question()
    assert question is not None
    assert question.name == "frequency"
    assert talk.current(question) == "1, 25"
    refused = talk.reply("1, 2, 3")
    assert not refused.taken
    assert refused.said == ("write one value for all, or 2: one for each of hz_1, hz_25",)
    assert talk.reply("1, 20").taken
    arms = data(talk)["arms"]
    assert [arm["stimulation"]["frequency_hz"] for arm in arms.values()] == [1, 20]


def test_what_says_the_same_otherwise_goes_with_another_answer() -> None:
    talk = Interview()
    for said in ("x", "migraine", "straube-2015", "tavns, sham"):
        assert talk.reply(said).taken
    assert data(talk)["schedule"]["daily_min"] == 240
    while (question := talk.question()) is not None and question.name != "session":
        assert talk.reply("").taken
    talk.reply("30")
    talk.reply("2")
    assert "daily_min" not in data(talk)["schedule"]
    assert '"schedule.daily_min"' not in talk.text


def test_an_intensity_that_is_the_arms_own_stays_the_arms_own() -> None:
    talk = Interview()
    for said in ("x", "migraine", "zhang-2020", "", "", "", "35"):
        assert talk.reply(said).taken
    while (question := talk.question()) is not None and question.name != "intensity":
        assert talk.reply("").taken
    assert "current_ma" in data(talk)["arms"]["tavns"]["stimulation"]["intensity"]
    assert talk.reply("participant_chosen").taken
    after = data(talk)
    assert after["arms"]["tavns"]["stimulation"]["intensity"]["method"] == "participant_chosen"
    assert after["arms"]["tavns"]["stimulation"]["intensity"].keys().isdisjoint({"current_ma", "target"})
    assert "method" not in after.get("stimulation", {}).get("intensity", {})
    assert [
        found.code for found in lint(talk.finished, "x").findings if found.severity is Severity.ERROR
    ] == []


@pytest.mark.parametrize("name", record_files())
def test_every_preset_can_be_taken_as_it_is(name: str) -> None:
    talk = Interview()
    talk.reply("x")
    talk.reply("-")
    assert talk.reply(name, insist=True).taken
    before = data(talk)
    while talk.question() is not None:
        assert talk.reply("").taken
    assert data(talk) == before


def test_a_preset_of_another_condition_is_asked_about() -> None:
    talk = Interview()
    talk.reply("x")
    talk.reply("fibromyalgia")
    reply = talk.reply("zhang-2020")
    assert (reply.taken, reply.doubted) == (False, True)
    assert reply.said == ("zhang-2020 is of another condition: migraine",)


def test_what_is_of_the_condition_is_offered_first_with_its_settings() -> None:
    found = starts("migraine")
    own = [one for one in found if one.condition == "migraine"]
    assert found[: len(own)] == own
    assert next(one for one in own if one.name == "zhang-2020").line == (
        "n = 70; cymba conchae; 1 Hz; 200 µs; 30 min; 4 weeks"
    )


TYPED = st.sampled_from(
    ["", "-", "1", "2", "30", "1-3", "yes", "none", "migraine", "tavns, sham", "a=active, b=sham", "250 us", "x" * 300,
     "cymba conchae, 3", '"', "\\", "\x1b[31m", "=", ",", "🧠", "straube-2015", "0", "-1", "1e999", "[a]", "a\nb"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TYPED | st.text(max_size=12), st.booleans()), max_size=45))
def test_whatever_is_typed_the_draft_can_be_read_and_each_answer_taken_back(
    typed: list[tuple[str, bool]],
) -> None:
    talk, texts = Interview(), [""]
    for said, insist in typed:
        if talk.question() is None:
            break
        reply = talk.reply(said, insist=insist)
        if reply.taken:
            texts.append(talk.text)
            assert read(talk.text).data is not None
            assert read(talk.finished).data == read(talk.text).data
        assert talk.text == texts[-1]
        assert reply.taken or reply.said
    again = Interview()
    assert again.replay(read_answers(written(talk.answers).encode(), "kept")) == []
    assert again.text == talk.text
    while talk.back():
        texts.pop()
        assert talk.text == texts[-1]
    assert texts == [""]


# ---------------------------------------------------------------- answers in a file


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TAVNS, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def drafted(folder: Path, answers: str) -> Path:
    """Return the file that is drafted with answers from a file."""
    (folder / "a.toml").write_text(answers, encoding="utf-8")
    ran = run(folder, "new", "study.toml", "--answers", "a.toml")
    assert (ran.returncode, ran.stderr) == (0, "")
    return folder / "study.toml"


@pytest.mark.installed
def test_a_program_gives_its_answers_in_a_file(tmp_path: Path) -> None:
    made = drafted(
        tmp_path,
        'title = "x"\ncondition = "migraine"\narms = { low = "active", sham = "sham" }\nparticipants = [20, 20]\n'
        "frequency = 1\nweeks = { min = 4, max = 6 }\nrandomised = true\n",
    )
    said = read(made.read_bytes(), "x").data
    assert said is not None
    assert said["study"]["randomized"] is True
    assert said["study"]["participants"] == 40
    assert said["schedule"] == {"weeks": {"min": 4, "max": 6}}
    assert (tmp_path / "a.toml").exists()


@pytest.mark.installed
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ('titel = "x"\n', "a.toml: there is no question titel; there are title, condition, start, arms,"),
        ('title = "x"\narms = "A"\n', 'a.toml: arms: "A" is no name for an arm'),
        ('title = "x"\narms = "a"\nfrequency = "fast"\n', "a.toml: frequency: frequency_hz takes a number"),
        ('title = "x\n', "a.toml:1: "),
        ("", "a.toml: title and arms have to be answered"),
        (None, "cannot read a.toml: "),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_taken_are_named_and_nothing_is_written(
    tmp_path: Path, answers: str | None, said: str
) -> None:
    if answers is not None:
        (tmp_path / "a.toml").write_text(answers, encoding="utf-8")
    ran = run(tmp_path, "new", "study.toml", "--answers", "a.toml")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"tavns: {said}")
    assert not (tmp_path / "study.toml").exists()


# ---------------------------------------------------------------- at a terminal

PLAIN = re.compile(r"\x1b\[[\d;?]*[a-zA-Z]|\x1b[=>]|\r")


class Terminal:
    """The command at a terminal of 80 columns, as a person sees and drives it."""

    def __init__(self, folder: Path) -> None:
        pexpect = pytest.importorskip("pexpect")
        self.child = pexpect.spawn(
            str(TAVNS),
            ["new", "study.toml"],
            cwd=str(folder),
            dimensions=(40, 80),
            encoding="utf-8",
            timeout=60,
            env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
        )

    def see(self, words: str) -> None:
        self.child.expect(r"(?s)" + r"[\s\x1b\[\d;?a-zA-Z]*?".join(map(re.escape, words.split())))

    def type(self, *lines: str) -> None:
        for line in lines:
            self.child.send(line + "\r")

    def end(self) -> tuple[int, str]:
        import pexpect

        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus, PLAIN.sub("", self.child.before)


@pytest.mark.parametrize(
    "name", ["study.toml", "study.tavns.toml", "Study.TAVNS.TOML", "a.b.toml", ".tavns.toml"]
)
def test_answers_are_kept_under_the_name_of_the_study(name: str, tmp_path: Path) -> None:
    stem = {"a.b.toml": "a.b", "Study.TAVNS.TOML": "Study", ".tavns.toml": ".tavns"}.get(name, "study")
    assert kept_beside(tmp_path / name) == tmp_path / f"{stem}.answers.toml"


def test_a_draft_without_a_title_is_called_as_its_file_is(tmp_path: Path) -> None:
    assert run(tmp_path, "new", "ear.tavns.toml", "--arms", "a=active").returncode == 0
    assert 'title = "taVNS study ear"' in (tmp_path / "ear.tavns.toml").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="drives a terminal of Unix")
@pytest.mark.installed
def test_an_interview_is_stopped_gone_on_with_and_ends_in_a_protocol(tmp_path: Path) -> None:
    kept = tmp_path / "study.answers.toml"
    first = Terminal(tmp_path)
    for question, typed in [
        ("title of the study?", "taVNS for migraine"),
        ("Which condition", "migraine"),
        ("start from?", "none"),
        ("Which arms", "<"),
        ("start from?", "none"),
        ("Which arms", ""),
        ("study design?", "?"),
        ("leaves it undecided", "parallel"),
        ("randomised?", "yes"),
    ]:
        first.see(question)
        first.type(typed)
    first.see("How many participants")
    first.child.sendintr()
    code, said = first.end()
    assert code == 130
    assert "study.toml is not written" in said
    assert not (tmp_path / "study.toml").exists()
    assert read_answers(kept.read_bytes(), "kept")["randomised"] == "yes"

    second = Terminal(tmp_path)
    second.see("6 answers are kept in study.answers.toml. Go on with them?")
    second.type("")
    second.see("How many participants")
    second.type("30")
    second.see("Where on the ear")
    second.see("cymba conchae (in 5 cohorts")
    second.type("1")
    for asked in QUESTIONS[[one.name for one in QUESTIONS].index("sites") + 1 :]:
        if asked.name in ("target", "percent", "current", "highest_current", "on", "off", "sham_sites"):
            continue
        second.see(asked.asks)
        second.type("1 Hz" if asked.name == "frequency" else "-")
    second.see("Write study.toml?")
    second.type("y")
    code, said = second.end()
    assert code == 0, said
    made = read((tmp_path / "study.toml").read_bytes(), "x").data
    assert made is not None
    assert made["stimulation"] == {"sites": ["cymba_conchae"], "frequency_hz": 1, "intensity": {}}
    assert made["study"]["participants"] == 60
    assert not kept.exists()


def test_the_documentation_names_every_question() -> None:
    text = (Path(__file__).parent.parent / "docs" / "new.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+)`", text.partition("The questions, by name:")[2])
    assert named == [question.name for question in QUESTIONS]


@pytest.mark.installed
def test_each_participant_of_a_crossover_is_in_every_arm(tmp_path: Path) -> None:
    study = load(
        drafted(
            tmp_path,
            'title = "x"\ncondition = "tinnitus"\narms = { tavns = "active", sham = "sham" }\ndesign = "crossover"\n'
            "washout = 14\nparticipants = 40\n",
        )
    )
    assert (study.about.participants, study.about.washout_days) == (40, 14)
    assert [arm.participants for arm in study.arms.values()] == [40, 40]


def test_a_course_in_months_is_counted_where_weeks_are_asked_for() -> None:
    """As the check counts it, and so the report."""
    text = 'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n[arms.a]\nrole = "active"\n[schedule]\nweeks = 5\n'
    told = authoring.meaning("schedule.weeks", text)["used"]
    (finding,) = (one for one in lint(text).findings if one.code == "LIT005")
    assert told is not None
    assert f"by the {told['reporting']} migraine cohorts" in finding.message
    assert {one["shown"].split()[1] for one in told["uses"]} == {"weeks"}


def test_what_is_asked_next_is_not_objected_to_before() -> None:
    """A crossover without a washout, and a titration without a cap: both are the next questions."""
    talk = Interview()
    said: dict[str, tuple[str, ...]] = {}
    answers = {
        "title": "x",
        "condition": "tinnitus",
        "arms": "tavns=active, sham=sham",
        "design": "crossover",
    }
    answers |= {"washout": "14", "intensity": "titrated", "target": "above_sensory_threshold"}
    while (question := talk.question()) is not None and question.name != "highest_current":
        said[question.name] = talk.reply(
            answers.get(question.name, "-" if not question.required else "x")
        ).said
    assert {name: words for name, words in said.items() if name in ("design", "intensity")} == {
        "design": (),
        "intensity": (),
    }
