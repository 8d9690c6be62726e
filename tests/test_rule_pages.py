"""Every rule has a page, and every case of a page says exactly what is written there."""

from pathlib import Path

import pytest

from conftest import Expect
from pages import PAGES, Case, cases, check, output, updated
from protocols.rules import RULES

# A rule that fails cannot be shown with a protocol; test_lint.py makes one fail.
WITHOUT_CASES = {"INT001"}


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")}
    assert pages == set(RULES), f"without a page: {set(RULES) - pages}; without a rule: {pages - set(RULES)}"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_a_page_says_what_the_check_says(path: Path, expect: Expect) -> None:
    expect(path, updated(path.stem, path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("code", sorted(set(RULES) - WITHOUT_CASES))
def test_a_page_shows_its_rule_firing_and_staying_silent(code: str) -> None:
    found = [{finding.code for finding in check(case).findings} for case in cases(code)]
    assert any(code in codes for codes in found), f"no case in which {code} fires"
    assert any(code not in codes for codes in found), f"no case in which {code} stays silent"


def test_base_has_no_finding() -> None:
    assert output(Case("", 0, "", "utf-8", "")) == ""
