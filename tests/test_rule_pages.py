"""Every rule has a page, and every case of a page says exactly what is written there."""

import pytest

from pages import PAGES, Case, all_cases, cases, check, output, updated
from protocols.rules import RULES

# A rule that fails cannot be shown with a protocol; test_lint.py makes one fail.
WITHOUT_CASES = {"INT001"}


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(RULES)


def test_update(request: pytest.FixtureRequest) -> None:
    for path in sorted(PAGES.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        if request.config.getoption("--update"):
            path.write_text(updated(path.stem, page), encoding="utf-8")
        else:
            assert updated(path.stem, page) == page, f"{path.name}: run pytest --update and read the diff"


@pytest.mark.parametrize("code", sorted(set(RULES) - WITHOUT_CASES))
def test_a_page_shows_its_rule_firing_and_staying_silent(code: str) -> None:
    found = [{finding.code for finding in check(case).findings} for case in cases(code)]
    assert any(code in codes for codes in found), f"no case in which {code} fires"
    assert any(code not in codes for codes in found), f"no case in which {code} stays silent"


@pytest.mark.parametrize(("code", "case"), [pytest.param(c, k, id=f"{c}-{k.number}") for c, k in all_cases()])
def test_case(code: str, case: Case) -> None:
    assert output(case) == case.text, code


def test_base_has_no_finding() -> None:
    assert output(Case("", 0, "", "utf-8", "")) == ""
