"""`tavns diff`, end to end: what a person types and what a person sees."""

import json
import re
import subprocess
from copy import deepcopy
from pathlib import Path

import pytest
import tomli
import tomli_w
from hypothesis import given, settings

from protocols import load
from protocols.changes import Version, between
from protocols.check.configuration.config import Config
from protocols.document.reading import read
from protocols.findings.report import DISCLAIMER
from protocols.formats.changes import as_markdown, as_text
from protocols.formats.changes_json import as_json
from protocols.formats.style import Style
from strategies import Document, consistent, documents
from test_changes import EXAMPLE, ROOT, SLOW, TODAY, amended, changed, revision, start, study
from test_cli import Run, tavns, write

__all__ = ["tavns"]  # a fixture

NEW = changed("\nfrequency_hz = 1\n", "\nfrequency_hz = 25\n")


def text(old: str, new: str, *, required: bool = False) -> str:
    return as_text(revision(old, new), Style(width=100), required=required)


# ---------------------------------------------------------------- the command


def test_it_shows_what_changed_where_in_which_arms_and_what_follows(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    write(tmp_path, NEW, "new.toml")
    run = tavns("diff", "old.toml", "new.toml")
    assert (run.returncode, run.stderr) == (0, "")
    line = NEW.split("\n").index("frequency_hz = 25") + 1
    assert "old.toml → new.toml: 1 change (1 of dose)" in run.stdout
    assert (
        f"""
Changes: dose
  stimulation.frequency_hz: 1 Hz → 25 Hz
    in tavns and sham; new.toml:{line}, before old.toml:{line}
"""
        in run.stdout
    )
    assert "  pulses per session: 1800 → 45\N{NO-BREAK SPACE}000\n" in run.stdout
    assert f"    warning; new.toml:{line}\n" in run.stdout
    assert " ".join(run.stdout.split()).endswith(DISCLAIMER)
    assert "\x1b" not in run.stdout


def test_no_change_is_said_and_leaves_with_0(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    write(tmp_path, "# a comment\n" + EXAMPLE.replace(" = ", "   = "), "new.toml")
    run = tavns("diff", "old.toml", "new.toml", "--exit-code", "--require-rationale")
    assert run.returncode == 0
    assert run.stdout.startswith("old.toml → new.toml: no change\n")
    assert "Findings" not in run.stdout


def test_exit_code_says_that_something_changed(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    write(tmp_path, changed('title = "taVNS for', 'title = "taVNS in'), "new.toml")
    assert tavns("diff", "old.toml", "new.toml", "--exit-code").returncode == 1
    assert tavns("diff", "old.toml", "new.toml").returncode == 0


def test_what_it_asks_to_write_is_all_that_is_lacking(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    file = write(tmp_path, NEW, "new.toml")
    asks = ("diff", "old.toml", "new.toml", "--require-rationale", "--today", "2026-11-24")
    run = tavns(*asks)
    assert run.returncode == 1
    assert "No amendment of new.toml says why: stimulation.frequency_hz." in " ".join(run.stdout.split())
    pasted = run.stdout[run.stdout.index("[[amendments]]") : run.stdout.index("]\n\n") + 2]
    assert tomli.loads(pasted)["amendments"] == [
        {
            "version": "",
            "date": TODAY,
            "rationale": "",
            "changes": ["stimulation.frequency_hz"],
        }
    ]
    file.write_text(NEW + pasted, encoding="utf-8")
    assert tavns(*asks).returncode == 2  # what is empty is to be filled in
    filled = pasted.replace('version = ""', 'version = "1.1"').replace(
        'rationale = ""', 'rationale = "as Straube"'
    )
    file.write_text(NEW + filled, encoding="utf-8")
    run = tavns(*asks)
    assert run.returncode == 0
    assert "; amendment 1.1" in run.stdout
    assert "Each change of dose, blinding or safety has its rationale." in run.stdout


def test_json_holds_the_same(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    write(tmp_path, NEW + amended("stimulation.side"), "new.toml")
    run = tavns("diff", "old.toml", "new.toml", "--format", "json", "--require-rationale")
    assert run.returncode == 1
    whole = json.loads(run.stdout)
    assert whole["format"] == 1
    assert (whole["old"]["path"], whole["new"]["path"]) == ("old.toml", "new.toml")
    change = whole["changes"][0]
    assert (change["kind"], change["path"], change["classes"]) == (
        "changed",
        "stimulation.frequency_hz",
        ["dose"],
    )
    assert (change["old"], change["new"], change["new_unit"], change["arms"]) == (
        1,
        25,
        "Hz",
        ["tavns", "sham"],
    )
    assert change["old_line"] == change["new_line"] == NEW.split("\n").index("frequency_hz = 25") + 1
    pulses = next(one for one in whole["dose"] if one["key"] == "pulses_per_session")
    assert (pulses["old"]["nominal"], pulses["new"]["nominal"]) == (1800, 45000)
    assert {one["code"] for one in whole["findings"] if one["what"] == "gained"} >= {"LIT009"}
    assert whole["rationale"]["lacking"] == ["stimulation.frequency_hz"]
    assert whole["rationale"]["remarks"][0]["message"] == "nothing changed at stimulation.side"
    assert 'changes = [\n    "stimulation.frequency_hz",\n]' in whole["rationale"]["to_write"]


def test_standard_input_takes_one_side(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    run = tavns("diff", "old.toml", "-", stdin=NEW.encode())
    assert "old.toml → <stdin>: 1 change" in run.stdout
    run = tavns("diff", "-", "-")
    assert (run.returncode, run.stderr) == (2, "tavns: only one of the two can be standard input\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("old.toml", "none.toml"), "tavns: cannot read none.toml: no such file or directory"),
        (("old.toml", "faulty.toml"), "tavns: faulty.toml:1: KEY002 "),
        (("old.toml", "old.toml", "--format", "html"), "'html' is none of text, markdown, json"),
        (("old.toml", "old.toml", "--profile", "strict"), "'strict' is none of draft, registration"),
        (("old.toml",), "Missing argument 'NEW'"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(
    tavns: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    write(tmp_path, "format = 1\n", "faulty.toml")
    run = tavns("diff", *arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_the_guide_shows_what_happens() -> None:
    new = changed("max_ma = 5", "max_ma = 6").replace('sites = ["helix"]', 'sites = ["earlobe"]')
    guide = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    shown = guide.split("```text\n")[1].split("```")[0]
    assert text(EXAMPLE, new).startswith(shown + "\nDose of tavns and sham\n")


def test_both_are_checked_as_is_configured_for_the_new_one(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old.toml")
    write(tmp_path, NEW, "drafts/new.toml")
    write(tmp_path, 'profile = "ethics"\n[rules]\nLIT009 = "off"\n', "drafts/tavns.toml")
    run = tavns("diff", "old.toml", "drafts/new.toml")
    assert "Findings (profile ethics)" in run.stdout
    assert "LIT009" not in run.stdout
    assert "profile draft" in tavns("diff", "old.toml", "drafts/new.toml", "--profile", "draft").stdout
    write(tmp_path, 'profile = "strict"\n', "drafts/tavns.toml")
    run = tavns("diff", "old.toml", "drafts/new.toml")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("tavns: drafts/tavns.toml:1:")


# ---------------------------------------------------------------- git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the example in its only commit, and NEW in the work tree."""
    folder = tmp_path / "protocols"
    write(folder, EXAMPLE)
    for arguments in (
        ("init", "--quiet", str(tmp_path)),
        ("add", "."),
        ("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "--message", "first"),
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    write(folder, NEW)
    return folder


def test_a_revision_in_git_is_a_version(repository: Path) -> None:
    run = Run(repository)("diff", "HEAD:study.toml", "study.toml")
    assert (run.returncode, run.stderr) == (0, "")
    assert "HEAD:study.toml → study.toml: 1 change" in run.stdout
    assert "; study.toml:36, before HEAD:study.toml:36\n" in run.stdout.replace("\n    ", " ")
    staged = Run(repository)("diff", ":study.toml", str(repository / "study.toml"))
    assert ":study.toml → " in staged.stdout
    assert ": 1 change " in " ".join(staged.stdout.split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nosuch:study.toml", "git says: invalid object name 'nosuch'"),
        ("HEAD:none.toml", "git says: path 'protocols/none.toml' does not exist in 'HEAD'"),
        ("HEAD:.", "git says: "),
    ],
)
def test_what_git_does_not_know_is_told_in_a_sentence(repository: Path, name: str, said: str) -> None:
    run = Run(repository)("diff", name, "study.toml")
    assert run.returncode == 2
    assert run.stderr.startswith(f"tavns: cannot read {name}: there is no such file, and ")
    assert said in run.stderr
    assert run.stderr.count("\n") == 1


def test_without_a_repository_or_without_git_it_says_so(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns(
        "diff", "HEAD:study.toml", "study.toml", env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    )
    assert run.returncode == 2
    assert "git says: not a git repository" in run.stderr
    run = tavns("diff", "HEAD:study.toml", "study.toml", env={"PATH": str(tmp_path)})
    assert (run.returncode, run.stderr) == (
        2,
        "tavns: cannot read HEAD:study.toml: there is no such file, and git is not installed\n",
    )


def test_a_revision_is_no_option_of_git(tavns: Run) -> None:
    run = tavns("diff", "--", "--version:study.toml", "study.toml")
    assert (run.returncode, run.stderr) == (2, "tavns: --version:study.toml is no REV:FILE\n")


def test_a_file_with_a_colon_in_its_name_is_a_file(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "v1:study.toml")
    assert tavns("diff", "v1:study.toml", "v1:study.toml").returncode == 0


# ---------------------------------------------------------------- wording


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "pulse_width_us = 250",
            "pulse_width_us = { min = 200, max = 250 }",
            "pulse_width_us: 250 µs → 200 to 250 µs",
        ),
        ("step_ma = 0.1\nretitrated", "retitrated", "stimulation.intensity.step_ma: 0.1 mA → not stated"),
        ("weeks = 4\n", "weeks = 1\n", "schedule.weeks: 4 weeks → 1 week"),
        ("days_per_week = 3\nweeks = 4\n", "days = 28\n", "schedule.days: 4 weeks → 28 days"),
        ('"pregnancy", ', '"epilepsy", ', "eligibility.exclusion: added epilepsy, removed pregnancy"),
        (
            'preparation = "alcohol wipe"',
            'preparation = "none"',
            'electrode.preparation: "alcohol wipe" → none',
        ),
        ("outcome_assessors = true", "outcome_assessors = false", "blinding.outcome_assessors: true → false"),
        ("[arms.tavns]", "[arms.verum]", "arms.verum: renamed, before tavns"),
        (
            "time_points_weeks = [-4, 4, 16]",
            "time_points_weeks = [-4, 4]",
            "time_points_weeks: removed 16 weeks",
        ),
        (
            'role = "active"\nparticipants = 30',
            'role = "active"\nparticipants = 30\n[arms.none]\nrole = "no_stimulation"',
            "arms.none: added: role no_stimulation",
        ),
    ],
)
def test_a_change_reads_as_people_write(right: str, wrong: str, said: str) -> None:
    assert said in " ".join(text(EXAMPLE, changed(right, wrong)).split())


def test_a_dose_that_differs_only_in_far_digits_is_told_with_them() -> None:
    said = text(EXAMPLE, changed("max_ma = 5", "max_ma = 5.00001"))
    assert "peak current (mA): at most 5 → at most 5.00001" in said


def test_hostile_text_stays_text() -> None:
    evil = start('[blinding]\nhow = "<script>alert(1)</script> ](javascript:x) | `a` \\u001b[31m"\n')
    versions = [
        Version(read(written, name), load(written))
        for written, name in ((start(""), "<old>|.toml"), (evil, "a\x1b[31m.toml"))
    ]
    made = between(versions[0], versions[1])
    for shown in (as_text(made, Style(), required=True), as_markdown(made, Style(), required=True)):
        assert "\x1b" not in shown
    shown = as_markdown(made, Style(), required=True)
    assert "<script>" not in shown
    assert not re.search(r"(?<!\\)\]\(", shown)
    assert "&lt;script&gt;" in shown
    rows = [line for line in shown.splitlines() if line.startswith("| blinding")]
    assert len(re.findall(r"(?<!\\)\|", rows[0])) == 4


def test_markdown_leaves_out_what_no_row_says() -> None:
    made = as_markdown(revision(EXAMPLE, NEW), Style(), required=False)
    assert "## Dose of tavns and sham\n\n| what | change |\n| --- | --- |\n" in made
    assert made.startswith("# old.toml → new.toml: 1 change (1 of dose)\n")
    assert made.rstrip().endswith(DISCLAIMER)


@pytest.mark.parametrize("sign", ["\t", "\x85", "\u202e"])
def test_the_amendment_to_write_holds_no_sign_that_a_reader_cannot_see(sign: str) -> None:
    new = NEW.replace("[study]\n", f'[study]\nversion = "1{sign}2"\n')
    for shown in (as_text, as_markdown):
        said = shown(revision(EXAMPLE, new), Style(width=100), required=True)
        assert sign not in said
        written = said[said.index("[[amendments]]") :]
        assert tomli.loads(written[: written.index("changes =")])["amendments"][0]["version"] == f"1{sign}2"


@settings(SLOW, max_examples=25)
@given(documents(), documents())
def test_whatever_changed_can_be_shown(one: Document, other: Document) -> None:
    versions = [
        Version(read(tomli_w.dumps(made), "x"), study(made))
        for made in (one, consistent(other | {"arms": deepcopy(one["arms"])}))
    ]
    made = between(versions[0], versions[1], Config(TODAY))
    for shown in (as_text, as_markdown):
        said = shown(made, Style(), required=True)
        assert "x → x: " in said
        assert not set(said) & {chr(number) for number in range(32) if number != 10}
    whole = json.loads(as_json(made, Style(), required=True))
    assert len(whole["changes"]) == len(made.changes)
    assert {one["path"] for one in whole["changes"]} >= set(whole["rationale"]["lacking"])


def test_a_finding_is_not_lost_where_its_rule_cannot_be_evaluated_any_more() -> None:
    dense = changed("contact_area_mm2 = 20", "contact_area_mm2 = 1")
    assert "lost ELE002" not in text(
        dense, changed("contact_area_mm2 = 20", "contact_area_mm2 = { max = 1 }")
    )
    said = text(dense, changed("contact_area_mm2 = 20\n", ""))
    assert "no longer evaluated ELE002" in said
    assert "(now: needs electrode.contact_area_mm2)" in " ".join(said.split())
    assert "lost ELE002" in text(dense, EXAMPLE)
    (one,) = [
        found
        for found in json.loads(
            as_json(revision(dense, changed("contact_area_mm2 = 20\n", "")), Style(), required=False)
        )["findings"]
        if found["code"] == "ELE002"
    ]
    assert (one["what"], one["file"], one["reason"]) == (
        "no longer evaluated",
        "old",
        "needs electrode.contact_area_mm2",
    )


def test_each_change_counts_once() -> None:
    new = NEW.replace("\nmax_ma = 5\n", "\nmax_ma = 4\n").replace('sites = ["helix"]', 'sites = ["earlobe"]')
    new = new.replace("follow_up_weeks = 12", "follow_up_weeks = 0")
    shown = text(EXAMPLE, new)
    assert "4 changes (3 of dose, 1 of schedule)" in shown
    assert "study.follow_up_weeks: 12 weeks → no follow-up" in shown
