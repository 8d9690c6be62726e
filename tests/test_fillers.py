"""A filler is no answer anywhere; that there is none is one only where a reason says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import Config, lint, load
from protocols.formats.methods import as_text
from protocols.lib import fillers
from protocols.lib.fillers import LONGEST, WORD, is_answer, is_filler, says_none, words_in
from protocols.lib.resources import data
from protocols.methods import STYLES
from protocols.model.paths import is_known

FILLERS = (
    "r", "x", "X", "q", "tbd", "TBD", "T.B.D.", "tbd.", "n/a", "N/A", "na", "?", "??", "-", "–", "…", "...", " ", "todo",
    "TODO: ask the cardiologist", "To be decided", "to be determined", "not yet decided", "[to be completed]", "lorem",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor", "xxx", "placeholder", "unknown",
)  # fmt: skip
SAID = (
    "tbdx scale", "log", "app", "1", "2.0", "CE", "EEG", "pulse oximetry", "cardiologist on call", "nurse", "James index",
    "to be decided by the cardiologist at each visit", "textbook", "openly", "text message each evening", "later of two visits",
    "no stimulation above 38 °C", "none beyond the pulse before and after", "no ECG, but the pulse is taken",
    "not below 50 beats a minute", "stopped if not tolerated",
)  # fmt: skip
NONE = (
    "none", "None.", "no", "nothing", "not planned", "none planned", "no cardiac monitoring", "No ECG", "not monitored",
    "no stopping rules", "without monitoring", "not assessed", "no formal assessment",
)  # fmt: skip


PUT_OFF = (
    "to be determined later", "will be decided", "not defined yet", "will follow", "in preparation", "pending",
    "to be specified by the board", "to be determined at a later stage by the ethics committee of the trial",
    "we have not decided yet", "not yet decided by the team", "details to follow", "under discussion", "T.B.D. later",
    "will be defined before recruitment starts", "to be confirmed with the sponsor", "we'll decide later", "ECG (TBD)",
    "stopping rules: to be determined", "pregnancy: tbd", "ECG to be decided", "ethics board (pending)", "noch offen",
    "under negotiation", "subject to ethics approval", "to be addressed later", "n/a at this stage",
)  # fmt: skip
POINTING = (
    "see protocol", "as per protocol", "per protocol", "see the study protocol", "according to the protocol",
    "as described in the protocol", "see appendix", "see SOP", "see above", "s.o.", "siehe Protokoll",
)  # fmt: skip
ASSENT = (
    "ok", "yes", "standard procedure", "not relevant", "no special measures", "as usual", "as needed",
    "if necessary", "unclear at present", "no adverse events are expected",
    "no serious side effects are anticipated", "no risks", "nothing yet", "ECG is not recorded",
    "the heart is not monitored because the stimulation is safe", "no formal assessment, as nothing is known of harms",
)  # fmt: skip
ANSWERS = (
    "decided by the investigator case by case", "usual care", "said elsewhere", "acute study", "CE mark pending",
    "not yet approved", "see SOP 12", "see the investigator's brochure", "will be provided by the sponsor",
    "heart rate will be determined before the session", "pulse to be determined before the session", "ethics board",
    "unknown to the study team", "chosen by the participant", "as in Straube 2015", "in the clinic", "per visit",
    "to be set by the participant at each session", "adverse events at each session", "in weeks 4 and 8",
    "will be stopped if syncope occurs", "no new medication", "to be taken by the nurse", "following CONSORT harms",
    "no ECG, but the pulse is taken", "as reported by the participant", "once at the start and at the end", "sponsor",
    "stopped because of pain above 4 of 10", "are not made up", "to be made up",
)  # fmt: skip


@pytest.mark.parametrize("text", [*PUT_OFF, *POINTING, *ASSENT])
def test_what_is_put_off_points_at_nothing_or_only_nods_answers_nothing(text: str) -> None:
    assert not is_answer(("harms", "assessment"), text)
    assert not is_answer(("harms", "cardiac_monitoring"), text)


@pytest.mark.parametrize("text", ANSWERS)
def test_who_decides_and_when_or_a_named_document_is_an_answer(text: str) -> None:
    assert is_answer(("harms", "assessment"), text)


@given(
    st.sampled_from(["", "ECG ", "stopping rules: "]),
    st.sampled_from(["to be", "will be", "not yet", "still to be"]),
    st.sampled_from(["decided", "defined", "specified", "confirmed", "agreed"]),
    st.sampled_from(["", " later", " by the ethics board", " before the start of the trial"]),
)
def test_a_decision_put_off_is_none_until_it_is_said_who_takes_it_or_on_what(
    label: str, off: str, settled: str, when: str
) -> None:
    text = f"{label}{off} {settled}{when}"
    assert not is_answer(("harms", "stopping_rules"), text)
    assert is_answer(("harms", "stopping_rules"), f"{text} by the cardiologist at each visit")


@pytest.mark.parametrize("text", FILLERS)
def test_a_filler_answers_nothing(text: str) -> None:
    assert is_filler(text)
    assert not is_answer(("harms", "assessment"), text)


@pytest.mark.parametrize("text", SAID)
def test_a_text_that_says_something_answers(text: str) -> None:
    assert is_answer(("harms", "assessment"), text)


@pytest.mark.parametrize("text", NONE)
def test_that_there_is_none_answers_only_where_a_reason_says_so(text: str) -> None:
    assert says_none(text)
    assert not is_answer(("harms", "assessment"), text)
    assert not is_answer(("harms", "cardiac_monitoring"), text)
    assert is_answer(("harms", "interim"), text)
    assert is_answer(("co_intervention",), text)


def test_each_key_at_which_none_is_an_answer_exists_and_has_a_reason() -> None:
    entries = data("fillers")["none_is_an_answer"]
    for dotted, reason in entries.items():
        path = tuple(dotted.split("."))
        assert is_known(path) or is_known(("arms", "a", *path)), dotted
        assert reason
    for dotted in data("fillers")["short"]["keys"]:
        path = tuple(dotted.split("."))
        assert is_known(path) or is_known(("arms", "a", *path)), dotted


def test_a_letter_may_name_an_arm_or_a_version_and_a_filler_may_not() -> None:
    assert is_answer(("label",), "B")
    assert is_answer(("device", "version"), "B")
    assert not is_answer(("label",), "tbd")
    assert not is_answer(("device", "manufacturer"), "B")


@given(st.sampled_from(["tbd", "n/a", "?", "to be decided"]), st.sampled_from(["", " ", "."]), st.booleans())
def test_case_and_punctuation_make_no_answer(text: str, end: str, upper: bool) -> None:
    assert not is_answer(("harms", "assessment"), (text.upper() if upper else text) + end)


@given(st.text(min_size=LONGEST + 1).filter(lambda text: any(sign.isalnum() for sign in text[:20])))
def test_what_is_long_says_something(text: str) -> None:
    if not text.lower().lstrip().startswith(("tbd", "tba", "tbc", "todo", "fixme", "lorem")):
        assert not says_none(text)


HEAD = 'format = 1\n[study]\ntitle = "A study"\n[arms.a]\nrole = "active"\n'
TEXTS = (
    ("study", "rationale", "REP028"), ("delivery", "procedure", "REP030"), ("delivery", "materials", "REP029"),
    ("harms", "assessment", "REP026"), ("harms", "post_trial_care", "REP038"), ("sample", "age", "REP022"),
)  # fmt: skip


@pytest.mark.parametrize(("table", "key", "code"), TEXTS)
def test_a_filler_is_asked_for_as_if_it_was_not_there_and_is_shown(table: str, key: str, code: str) -> None:
    for text, open_ in (("tbd", True), ("as described in the manual of procedures", False)):
        if table != "study":
            written = HEAD + f'[{table}]\n{key} = "{text}"\n'
        else:
            written = HEAD.replace('title = "A study"', f'title = "A study"\n{key} = "{text}"')
        found = [one for one in lint(written, config=Config(profile="ethics")).findings if one.code == code]
        assert bool(found) == open_
        assert all(f"{key} = “tbd” is no answer" in one.message for one in found)


@pytest.mark.parametrize("style", ["paper", "lay"])
def test_no_cardiac_monitoring_is_said_as_such(style: str) -> None:
    for text, said in (("none", True), ("no cardiac monitoring", True), ("pulse before and after", False)):
        study = load(HEAD + f'[harms]\ncardiac_monitoring = "{text}"\n')
        shown = " ".join(as_text(STYLES[style](study), "study.toml").split())
        assert (
            ("No cardiac monitoring." if style == "paper" else "Your heart is not monitored") in shown
        ) == said
        assert ("monitoring: none" in shown, "watched: n" in shown) == (False, False)


@given(st.sampled_from((*FILLERS, *SAID, *NONE)) | st.text(max_size=70))
def test_the_quick_look_at_the_words_hides_no_filler(text: str) -> None:
    if is_filler(text) or says_none(text):
        assert fillers.may_be_none(text)


def test_a_methods_section_asks_for_what_only_has_a_filler() -> None:
    text = 'format = 1\n[study]\ntitle = "A trial"\n[delivery]\nprocedure = "tbd"\ndelivered_by = "a nurse"\n[arms.a]\nrole = "active"\n'
    paper = as_text(STYLES["paper"](load(text)), "x")
    assert "tbd" not in paper
    assert "a nurse" in paper


@given(st.text() | st.text(alphabet=st.characters(codec="ascii")))
def test_a_text_is_taken_apart_as_the_pattern_of_words_does(text: str) -> None:
    """The table of bytes, which is faster, finds the same words."""
    assert words_in(text) == WORD.findall(text.lower())
