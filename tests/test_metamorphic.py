"""Laws of the whole rule book: files that mean the same get the same findings, arm by arm.

Each law is tried on studies that Hypothesis draws, and on every block of every rule's page, so that every rule is there.
"""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
import tomli
import tomli_w
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from equivalents import Choose, Told, checked, not_evaluated, renamed, respelt, told, written_out
from pages import PAGES, cases, composed
from protocols.model import Study
from protocols.model.faults import build
from strategies import Document
from studies import studies

SLOW = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=30
)
CODES = sorted(page.stem for page in PAGES.glob("*.md"))
PROFILES = ("draft", "ethics")

# A draft whose arms have nothing of their own yet has not decided what differs; one that writes it twice has.
NOT_DECIDED_WITHOUT_A_TABLE = frozenset({"DSN004"})
# These name arms in the order of the file, or the first of several that would do.
NAMES_THE_FIRST = frozenset(
    {
        "DSN001",
        "DSN004",
        "DSN005",
        "LIT030",
        "SHM002",
        "SHM004",
        "SHM005",
        "SHM008",
        "SHM010",
        "SHM012",
        "SHM015",
        "SHM017",
        "SHM018",
        "TIM005",
    }
)
# These count the arms, or ask what only a comparison needs; KEY011 lists what they ask.
COUNTS_ARMS = frozenset(
    {"DSN001", "DSN002", "DSN005", "KEY011", "REP035", "REP036", "REP040", "SHM001", "SHM008", "TIM005", "TIM010"}
)  # fmt: skip
# These hold an arm against the preset's of its name, look for the names of arms in a text, or for names like theirs.
GOES_BY_NAMES = frozenset({"LIT030", "DSN013", "TIM035"})
# A waiver whose finding comes or goes with the arms is used or not.
WAIVERS = frozenset({"WAI002"})


def blocks(code: str) -> Iterator[Document]:
    """Yield each block of a rule's page that is a study; sources cite a path where it is written, so they stay out."""
    for case in cases(code):
        try:
            document = tomli.loads(composed(case.toml)[0])
        except tomli.TOMLDecodeError:
            continue
        document.pop("sources", None)
        if isinstance(build(document), Study) and isinstance(build(written_out(document)), Study):
            yield document


def of(document: Document, profile: str = "ethics") -> set[Told]:
    return told(checked(tomli_w.dumps(document), profile))


def without(found: set[Told], codes: frozenset[str]) -> set[Told]:
    return {one for one in found if one[0] not in codes}


def drawn(choices: st.DataObject) -> Choose:
    return lambda many: choices.draw(st.integers(0, many - 1))


# ---------------------------------------------------------------- every case of every page


@pytest.mark.parametrize("code", CODES)
def test_every_case_gets_the_same_findings_however_it_is_written(code: str) -> None:
    left = NOT_DECIDED_WITHOUT_A_TABLE | GOES_BY_NAMES
    choose: Choose = random.Random(code).randrange  # noqa: S311 - any order will do
    for document in blocks(code):
        found = without(of(document), left)
        assert without(of(written_out(document)), left) == found
        new = other_names(document)
        report = checked(respelt(renamed(document, new), choose))
        assert without(told(report, {other: name for name, other in new.items()}), left) == found


# ---------------------------------------------------------------- shared or in each arm


def same_written_out(document: Document, profile: str) -> None:
    left = NOT_DECIDED_WITHOUT_A_TABLE if profile != "draft" else NOT_DECIDED_WITHOUT_A_TABLE | {"KEY011"}
    shared = checked(tomli_w.dumps(document), profile)
    written = checked(tomli_w.dumps(written_out(document)), profile)
    assert without(told(written), left) == without(told(shared), left)
    assert not_evaluated(written) == not_evaluated(shared)


@SLOW
@given(studies(), st.sampled_from(PROFILES))
def test_shared_tables_or_each_arms_own_get_the_same_findings(document: Document, profile: str) -> None:
    same_written_out(document, profile)


def test_the_other_arms_finding_does_not_hide_an_arms_own() -> None:
    shared = {
        "format": 1,
        "study": {"title": "x", "condition": "fibromyalgia"},
        "schedule": {"session_min": 30, "sessions_per_day": 48},
        "arms": {"tavns": {"role": "active", "schedule": {"sessions_per_day": 4}}, "low": {"role": "active"}},
    }
    found = {(code, arm) for code, _, arm, *_ in of(shared, "draft")}
    assert {("LIT007", "tavns"), ("LIT024", "low")} <= found
    assert {("LIT007", "low"), ("LIT024", "tavns")}.isdisjoint(found)
    same_written_out(shared, "draft")


# ---------------------------------------------------------------- in another hand


def same_respelt(document: Document, choose: Choose) -> None:
    text = respelt(document, choose)
    assert told(checked(text)) == of(document), text


@SLOW
@given(studies(), st.data())
def test_order_tables_and_spelling_of_numbers_change_no_finding(
    document: Document, choices: st.DataObject
) -> None:
    same_respelt(document, drawn(choices))


# Of three arms of which the first and the last look alike, either differs from the one between.
THREE_DEVICES: Document = {
    "format": 1,
    "study": {"title": "A trial of three devices"},
    "blinding": {"participants": True},
    "arms": {
        name: {"role": "active", "device": {"model": model}}
        for name, model in (("a", "white box"), ("b", "black tube"), ("c", "white box of ours"))
    },
}


@SLOW
@given(studies())
@example(THREE_DEVICES)
def test_the_order_of_arms_changes_no_finding(document: Document) -> None:
    other = document | {"arms": dict(reversed(document["arms"].items()))}
    assert without(of(other), NAMES_THE_FIRST) == without(of(document), NAMES_THE_FIRST)
    # Which arm is named first changes; that there is something to say does not.
    assert {code for code, *_ in of(other)} == {code for code, *_ in of(document)}


# ---------------------------------------------------------------- arms by other names, and more of them


def other_names(document: Document) -> dict[str, str]:
    return {name: f"x{number}" for number, name in enumerate(document["arms"])}


def same_by_other_names(document: Document) -> None:
    new = other_names(document)
    report = checked(tomli_w.dumps(renamed(document, new)))
    found = told(report, {other: name for name, other in new.items()})
    assert without(found, GOES_BY_NAMES) == without(of(document), GOES_BY_NAMES)


@SLOW
@given(studies())
def test_the_names_of_arms_change_no_finding(document: Document) -> None:
    same_by_other_names(document)


def one_more_arm(document: Document) -> Document:
    waiting = {"role": "no_stimulation", "description": "waits", "rationale": "what time alone does"}
    return document | {"arms": document["arms"] | {"one_more": waiting}}


def one_more_outcome(document: Document) -> Document:
    return document | {"outcomes": document.get("outcomes", {}) | {"one_more": {"measure": "a diary"}}}


MORE: list[tuple[Callable[[Document], Document], frozenset[str]]] = [
    (one_more_arm, COUNTS_ARMS | WAIVERS),
    (one_more_outcome, frozenset()),
]


def same_beside(document: Document, added: Callable[[Document], Document], counting: frozenset[str]) -> None:
    # What is said of the new arm itself is its own affair.
    found = {one for one in of(added(document)) if one[2] != "one_more" and "one_more" not in one[3]}
    assert without(found, counting) == without(of(document), counting)


@pytest.mark.parametrize(("added", "counting"), MORE)
@SLOW
@given(document=studies())
def test_what_is_added_changes_no_finding_of_the_rest(
    document: Document, added: Callable[[Document], Document], counting: frozenset[str]
) -> None:
    same_beside(document, added, counting)


# ---------------------------------------------------------------- waivers


FAULTY = {
    "format": 1,
    "study": {"title": "x"},
    "schedule": {"sessions_per_day": 1, "days_per_week": 3, "weeks": 4, "total_sessions": 14},
    "arms": {"low": {"role": "active"}, "high": {"role": "active", "stimulation": {"side": "left"}}},
}


def waived(document: Document, where: str) -> dict[str, bool]:
    """Return for each arm whether TIM004 is waived there, with a waiver for this path."""
    waiver = {
        "rule": "TIM004",
        "where": where,
        "reason": "agreed by all",
        "expires": tomli.loads("d = 2027-01-01")["d"],
    }
    report = checked(tomli_w.dumps(deepcopy(document) | {"waivers": [waiver]}), "draft")
    return {
        arm: finding.waiver is not None
        for finding in report.findings
        if finding.code == "TIM004"
        for arm in finding.arms
    }


@pytest.mark.parametrize("document", [FAULTY, written_out(FAULTY)], ids=["shared", "written out"])
def test_a_waiver_for_a_shared_path_covers_all_arms_and_one_for_an_arm_only_that_arm(
    document: Document,
) -> None:
    assert waived(document, "schedule") == {"low": True, "high": True}
    assert waived(document, "arms.low.schedule.total_sessions") == {"low": True, "high": False}
    assert waived(document, "arms.high") == {"low": False, "high": True}
