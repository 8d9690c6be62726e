"""What a profile misses is written as commented lines at its place, and nothing that a file says is changed."""

import re
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.authoring import AuthoringError, check, draft_from, insert_missing
from protocols.check.configuration.config import Config
from protocols.document.kinds import same
from strategies import documents
from written import comments, written

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
SMALL = 'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n[arms.a]\nrole = "active"\n'


def applied(text: str, edits: list[Any]) -> str:
    for edit in reversed(edits):
        text = text[: edit["start"]] + edit["text"] + text[edit["end"] :]
    return text


def inserted(text: str, profile: str | Config = "ethics") -> str:
    found = insert_missing(text, profile)
    assert found["text"] == applied(text, found["edits"])
    assert insert_missing(found["text"], profile)["edits"] == []
    return found["text"]


def around(text: str, line: str, before: int, behind: int) -> list[str]:
    lines = text.split("\n")
    at = lines.index(line)
    return lines[at - before : at + behind + 1]


def test_a_key_stands_under_what_it_means_in_the_order_of_its_table() -> None:
    assert around(inserted(EXAMPLE), "# analysts = …", 2, 3) == [
        "outcome_assessors = true",
        "# Whether those who analyse are blinded.",
        "# analysts = …",
        "# How blinding is achieved.",
        "# how = …",
        'assessment = "James index, end of treatment"',
    ]


def test_a_table_that_is_missing_comes_with_its_header() -> None:
    assert around(inserted(EXAMPLE), "# [sample]", 2, 3)[1:] == [
        "",
        "# [sample]",
        "# How age is recorded.",
        "# age = …",
        "# How sex is recorded.",
    ]


def test_one_of_several_keys_is_written_and_the_others_are_named() -> None:
    assert "# When the sessions take place. Or write time_of_day_rule.\n# time_of_day = …\n" in inserted(
        EXAMPLE
    )


def test_a_setting_is_told_with_what_trials_used() -> None:
    assert (
        "# The ear that is stimulated. Of 6 migraine cohorts with a known value: left in 6.\n# side = …\n"
        in inserted(SMALL)
    )


def test_what_rules_beside_the_standards_miss_is_written_too() -> None:
    new = inserted(SMALL)
    assert "# stopping_rules = …" in new  # SAF009
    assert "# follow_up_weeks = …" in new  # DSN006
    assert new.count("# model = …") == 1  # DEV001 and REP001
    assert "# [outcomes.pain]\n# measure = …\n# primary = true\n" in new


def test_each_profile_misses_what_it_asks_for() -> None:
    assert "# age = …" not in inserted(EXAMPLE, "draft")
    assert "# consent = …" in inserted(EXAMPLE, "registration")


def test_what_is_waived_or_switched_off_is_not_asked_for() -> None:
    waiver = (
        '\n[[waivers]]\nrule = "REP022"\nreason = "all are adults of one year"\napproved_by = "the board"\n'
    )
    assert "# age = …" not in inserted(EXAMPLE + waiver)
    assert "# sex = …" in inserted(EXAMPLE + waiver)
    assert "# age = …" not in inserted(EXAMPLE, Config(profile="ethics", rules={"REP022": None}))


def test_with_the_lines_filled_in_nothing_is_missing() -> None:
    """What is asked for is all that is asked for: written out, the check has no more to say of it."""
    new = inserted(EXAMPLE)
    text = re.sub(r"(?m)^# (\[\w+\])$", r"\1", new)
    for key, value in {"care_providers": "true", "analysts": "true", "date": "2026-11-28"}.items():
        text = text.replace(f"# {key} = …", f"{key} = {value}")
    lists = ("inclusion", "materials", "confounders", "expected", "investigators", "sites")
    text = re.sub(
        r"(?m)^# (\w+) = …$",
        lambda one: (
            f'{one[1]} = {"[" if one[1] in lists else ""}"it is said here"{"]" if one[1] in lists else ""}'
        ),
        text,
    )
    found = check(text, config={"profile": "ethics"})["findings"]
    assert [one for one in found if one["code"].startswith("REP")] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SMALL.replace("[study]", 'device = { model = "x" }\n[study]'), "# device.manufacturer = …"),
        (SMALL.replace("[study]", 'device.model = "x"\n[study]'), "# device.manufacturer = …"),
        (SMALL + "[arms.a.device]\nmodel = 'x'", "# [device]"),
        (SMALL + "# [sample]\n# age = …\n", "# sex = …"),
    ],
)
def test_however_a_table_is_written_there_is_a_line(text: str, line: str) -> None:
    assert line in inserted(text).split("\n")


def test_a_table_that_is_commented_out_already_gets_what_it_lacks() -> None:
    new = inserted(SMALL + "\n# [sample]\n# age = …\n\n[analysis]\nsample_size = 'from a pilot'\n")
    assert new.count("# [sample]") == new.count("# age = …") == 1
    assert around(new, "# age = …", 1, 2) == [
        "# [sample]",
        "# age = …",
        "# How sex is recorded.",
        "# sex = …",
    ]


def test_of_two_arms_each_that_lacks_something_has_a_line() -> None:
    text = SMALL + '[arms.low]\nrole = "sham"\n[arms.none]\nrole = "sham"\nsham_method = "no_current"\n'
    new = inserted(text)
    assert new.count("# sham_method = …") == 1
    assert new.count("# rationale = …") == 3  # of the study, and of each sham
    assert new.index("[arms.low]") < new.index("# sham_method = …") < new.index("[arms.none]")


@pytest.mark.parametrize(("mark", "line_end"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_line_ends_and_a_byte_order_mark_stay(mark: str, line_end: str) -> None:
    assert inserted(mark + EXAMPLE.replace("\n", line_end)) == mark + inserted(EXAMPLE).replace(
        "\n", line_end
    )


def test_a_draft_with_its_lines_gets_only_what_it_lacks() -> None:
    draft = draft_from("migraine")
    new = inserted(draft)
    for line in draft.split("\n"):
        if line.startswith("#"):
            assert new.split("\n").count(line) >= draft.split("\n").count(line)
    assert new.count("# [outcomes.pain]") == 1
    assert new.count("# stopping_rules = …") == 1


def test_a_record_is_asked_for_nothing() -> None:
    record = EXAMPLE.replace('condition = "migraine"\n', 'condition = "migraine"\nkind = "record"\n')
    assert "# age = …" not in inserted(record)


def test_what_is_no_protocol_and_no_profile_is_said() -> None:
    with pytest.raises(AuthoringError, match="line 2: "):
        insert_missing("format = 1\n[study]\ntitle = 1\n")
    with pytest.raises(AuthoringError, match="there is no profile strict"):
        insert_missing(EXAMPLE, "strict")


@settings(max_examples=40)
@given(documents().flatmap(written), st.sampled_from(["ethics", "registration", "report", "draft"]))
def test_data_and_comments_stay_and_twice_is_once(text: str, profile: str) -> None:
    new = inserted(text, profile)
    before, after = (tomli.loads(one.removeprefix("\ufeff")) for one in (text, new))
    assert same(before, after)
    old, grown = ([line for line in one.splitlines() if line.strip()] for one in (text, new))
    left = iter(grown)
    assert all(any(line == one for one in left) for line in old)  # in their order
    assert len(comments(new)) - len(comments(text)) == len(grown) - len(old)
