"""Running the rules: what makes it quick changes nothing of what is said."""

from dataclasses import replace

import pytest
from hypothesis import given

from pages import PAGES, cases, composed
from protocols.check.running import run, said_of
from protocols.document.reading import read
from protocols.findings.rule import Rule
from protocols.model import Study
from protocols.model.faults import build
from protocols.rules import STUDY_RULES
from protocols.standards.shapes import words
from strategies import Document, documents

ALWAYS_ASKED = tuple(replace(rule, if_written=frozenset()) for rule in STUDY_RULES)


def said(study: Study, rules: tuple[Rule, ...]) -> list[tuple[str, object]]:
    return [(rule.code, one) for found in run(study, rules, said_of) for rule, one in found]


@given(documents())
def test_a_rule_that_is_not_asked_had_nothing_to_say(document: Document) -> None:
    study = build(document)
    assert isinstance(study, Study)
    assert said(study, STUDY_RULES) == said(study, ALWAYS_ASKED)


@pytest.mark.parametrize("code", sorted(path.stem for path in PAGES.glob("*.md")))
def test_a_rule_that_is_not_asked_has_nothing_to_say_on_any_page(code: str) -> None:
    for case in cases(code):
        data = read(composed(case.toml)[0].encode(case.encoding)).data
        study = None if data is None else build(data)
        if isinstance(study, Study):
            assert said(study, STUDY_RULES) == said(study, ALWAYS_ASKED)


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
