"""The installed command, end to end: what a person types and what a person sees."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from protocols.cli import app
from protocols.lib.resources import preset_files
from protocols.rules import RULES

pytestmark = pytest.mark.installed

ROOT = Path(__file__).parent.parent
TAVNS = Path(sys.executable).parent / "tavns"
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
SMALLEST = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'


class Run:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        run = subprocess.run(
            [str(TAVNS), *arguments],
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env={**os.environ, "COLUMNS": "80", **(env or {})},
            check=False,
            timeout=60,
        )
        return subprocess.CompletedProcess(
            run.args, run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8")
        )


@pytest.fixture
def tavns(tmp_path: Path) -> Run:
    return Run(tmp_path)


def write(folder: Path, text: str | bytes, name: str = "study.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


# ---------------------------------------------------------------- the main job


def test_the_example_of_the_format_has_no_error_and_no_warning(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns("check", "study.toml", "--fail-on", "warning")
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("no rule fired; ")


def test_a_draft_of_the_migraine_paradigm_checks_without_a_warning(tavns: Run) -> None:
    made = tavns("new", "study.toml", "--preset", "migraine")
    assert made.returncode == 0, made.stderr
    assert "study.toml written" in made.stdout
    run = tavns("check", "study.toml", "--fail-on", "warning")
    assert run.returncode == 0
    assert "0 errors, 0 warnings, 1 note" in run.stdout


def test_a_draft_of_every_preset_checks_without_an_error(
    tavns: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in preset_files():
        made = CliRunner().invoke(app, ["new", f"{name}.toml", "--preset", name])
        assert made.exit_code == 0, made.output
        text = (tmp_path / f"{name}.toml").read_text(encoding="utf-8")
        assert f'based_on = "{name}"' in text
        assert text.startswith("#:schema ./protocol.schema.json\n")
        assert "[sources]" in text
    run = tavns("check", "--format", "json")
    assert run.returncode == 0, run.stdout
    checked = json.loads(run.stdout)["files"]
    assert sorted(file["path"].removeprefix("./") for file in checked) == sorted(
        f"{name}.toml" for name in preset_files()
    )


def test_every_preset_passes_the_shape_and_the_arithmetic(tavns: Run) -> None:
    run = tavns("check", *map(str, preset_files().values()), "--format", "json")
    checked = json.loads(run.stdout)["files"]
    assert len(checked) == len(preset_files())
    found = [(file["path"], finding["code"]) for file in checked for finding in file["findings"]]
    assert [
        (path, code)
        for path, code in found
        if code[:3] in ("TOM", "KEY", "TIM", "DSN", "WAI", "SRC") and code != "KEY011"
    ] == []


# What is changed in the example, and the one finding it gives: code, and the text of the line it points to.
MISTAKES = {
    "milliseconds": ("pulse_width_us = 250", "pulse_width_ms = 0.25", "KEY008"),
    "a thousandth": ("pulse_width_us = 250", "pulse_width_us = 0.25", "LIT019"),
    "microamperes": ("max_ma = 5", "max_ma = 5000", "LIT019"),
    "text with a unit": ("\nfrequency_hz = 1\n", '\nfrequency_hz = "1 Hz"\n', "KEY003"),
    "side in the site": ('sites = ["cymba_conchae"]', 'sites = ["left concha"]', "KEY005"),
    "total": ("total_sessions = 12", "total_sessions = 14", "TIM004"),
    "one arm": ('role = "active"\nparticipants = 30', 'role = "active"\nparticipants = 31', "TIM005"),
    "negative": ("weeks = 4\n", "weeks = -4\n", "KEY004"),
    "misspelt": ("\nfrequency_hz = 1\n", "\nfreqency_hz = 1\n", "KEY001"),
    "vagal sham": ('sites = ["helix"]', 'sites = ["cymba_conchae"]', "SHM002"),
    "waiver": (
        "[eligibility]",
        '[[waivers]]\nrule = "DSN006"\nwhere = "stimulation.colour"\nreason = "agreed"\n\n[eligibility]',
        "WAI005",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_gives_one_finding_at_its_line(tavns: Run, tmp_path: Path, mistake: str) -> None:
    right, wrong, code = MISTAKES[mistake]
    assert EXAMPLE.count(right) == 1
    text = EXAMPLE.replace(right, wrong)
    changed = next(
        number
        for number, pair in enumerate(zip(text.split("\n"), EXAMPLE.split("\n"), strict=False), 1)
        if pair[0] != pair[1]
    )
    write(tmp_path, text)
    findings = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]["findings"]
    # A changed site also departs from the preset the example is based on: that is a note (LIT030).
    findings = [finding for finding in findings if finding["severity"] != "note"]
    assert [finding["code"] for finding in findings] == [code]
    expected = changed + 2 if code == "WAI005" else changed  # the waiver's third line names the path
    assert findings[0]["line"] == expected


def test_two_faults_of_syntax_give_two_findings(tavns: Run, tmp_path: Path) -> None:
    text = EXAMPLE.replace('material = "titanium"', 'material = "titanium').replace(
        'control = "current"', 'control "current"'
    )
    write(tmp_path, text)
    findings = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]["findings"]
    lines = text.split("\n")
    wanted = [lines.index('control "current"') + 1, lines.index('material = "titanium') + 1]
    assert [(finding["code"], finding["line"]) for finding in findings] == [
        ("TOM001", line) for line in wanted
    ]


# ---------------------------------------------------------------- text


def test_text_shows_place_line_help_source_and_counts(tavns: Run, tmp_path: Path) -> None:
    own = EXAMPLE.replace('based_on = "migraine"\n', "")
    write(tmp_path, own.replace('sites = ["helix"]', 'sites = ["cymba_conchae"]'))
    run = tavns("check", "study.toml")
    assert run.returncode == 0  # a warning, and --fail-on is error
    assert run.stdout == (
        "study.toml:67:10: warning SHM002 sham-current-at-an-active-site\n"
        "  arms.sham.stimulation.sites[0]: the sham delivers current at cymba_conchae, a\n"
        "  site of vagal supply\n"
        '  67 | sites = ["cymba_conchae"]\n'
        "     |          ^^^^^^^^^^^^^^^\n"
        '  33 | sites = ["cymba_conchae"]\n'
        "     |         ----------------- sites of tavns\n"
        "  = choose a site outside the concha and outside the active sites, or another\n"
        "    sham_method\n"
        "  source: Zhang et al. 2026, The role of taVNS in chronic pain (review), §3\n"
        "\n"
        f"{_counts('0 errors, 1 warning, 0 notes', run.stdout)}\n"
        f"{_profiles(run.stdout)}\n"
        "A drafting aid for research; it replaces neither ethics review, nor the device's\n"
        "labelling, nor a clinician.\n"
    )


def _profiles(stdout: str) -> str:
    return next(
        line for line in stdout.splitlines() if line.startswith("profile draft; no error under: draft")
    )


def _counts(said: str, stdout: str) -> str:
    numbers = re.search(r"; (\d+ evaluated, \d+ not evaluated.*)", stdout)
    assert numbers is not None
    return f"{said}; {numbers[1]}"


def test_colour_only_on_a_terminal(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"))
    assert "\x1b" not in tavns("check", "study.toml").stdout


def test_text_of_a_protocol_cannot_steer_the_terminal(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALLEST + '[stimulation]\nsites = ["\\u001b[31mhelix\\u0007"]\n\x1b = 3\n')
    for arguments in (["check", "study.toml"], ["check", "-v", "study.toml"]):
        assert "\x1b" not in tavns(*arguments).stdout


def test_verbose_lists_what_was_not_evaluated(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALLEST)
    assert "(-v lists them)" in tavns("check", "study.toml").stdout
    run = tavns("check", "-v", "study.toml")
    assert "  LIT001 needs study.condition\n" in run.stdout
    assert "(-v lists them)" not in run.stdout


# ---------------------------------------------------------------- json


def test_json_is_one_stable_object(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"))
    run = tavns("check", "study.toml", "--format", "json")
    assert run.returncode == 1
    whole = json.loads(run.stdout)
    assert list(whole) == ["format", "tool", "files", "summary", "troubles", "disclaimer"]
    assert whole["format"] == 1
    assert list(whole["tool"]) == ["name", "version"]
    assert whole["summary"] == {"errors": 1, "warnings": 0, "notes": 0, "waived": 0}
    (file,) = whole["files"]
    assert list(file) == [
        "path", "sha256", "profile", "configuration", "would_pass", "evaluated", "not_evaluated", "findings",
    ]  # fmt: skip
    assert len(file["sha256"]) == 64
    (finding,) = file["findings"]
    assert list(finding) == [
        "code", "name", "severity", "message", "help", "path", "line", "column", "end_line", "end_column", "related",
        "sources", "waiver", "fix",
    ]  # fmt: skip
    assert finding["path"] == "schedule.total_sessions"
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (
        53,
        18,
        53,
        20,
    )
    assert list(finding["related"][0]) == ["path", "line", "column", "end_line", "end_column", "message"]
    assert finding["waiver"] is None


def test_json_of_a_waived_finding_keeps_its_reason(tavns: Run, tmp_path: Path) -> None:
    waiver = '\n[[waivers]]\nrule = "TIM004"\nreason = "two sessions of training"\nexpires = 2027-01-01\n'
    write(tmp_path, EXAMPLE.replace("total_sessions = 12", "total_sessions = 14") + waiver)
    run = tavns("check", "study.toml", "--format", "json", "--today", "2026-11-23")
    assert run.returncode == 0
    (finding,) = json.loads(run.stdout)["files"][0]["findings"]
    assert finding["waiver"] == {
        "reason": "two sessions of training",
        "approved_by": None,
        "expires": "2027-01-01",
    }
    late = tavns("check", "study.toml", "--format", "json", "--today", "2027-01-02")
    codes = [one["code"] for one in json.loads(late.stdout)["files"][0]["findings"]]
    assert codes == ["TIM004", "WAI003"]
    assert late.returncode == 1


def test_json_counts_columns_in_code_points(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, b"\xef\xbb\xbf" + (SMALLEST + '[harms]\r\n"assess\U0001f9e0" = 1\r\n').encode())
    findings = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]["findings"]
    finding = next(one for one in findings if one["code"] == "KEY001")
    assert (finding["line"], finding["column"], finding["end_column"]) == (7, 1, 10)


def test_sources_name_key_pinpoint_and_kind(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace('sites = ["helix"]', 'sites = ["cymba_conchae"]'))
    findings = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]["findings"]
    finding = next(one for one in findings if one["code"] == "SHM002")
    assert finding["sources"] == [{"key": "zhang-2026", "pinpoint": "§3", "kind": "review"}]


# ---------------------------------------------------------------- inputs


def test_standard_input_has_the_name_it_is_given(tavns: Run) -> None:
    run = tavns(
        "check", "-", "--stdin-filename", "mine.toml", stdin=SMALLEST.replace("title", "titel").encode()
    )
    assert run.returncode == 1
    assert "mine.toml:3:1: error KEY001" in run.stdout


def test_a_folder_gives_its_protocols_and_passes_over_the_rest(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "studies/b.toml")
    write(tmp_path, EXAMPLE, "studies/deep/a.toml")
    write(tmp_path, '[tool]\nname = "x"\n', "studies/pyproject.toml")
    write(tmp_path, SMALLEST.replace('"x"', '"x'), "studies/broken.toml")
    write(tmp_path, "= not toml =", "studies/other.toml")
    write(tmp_path, EXAMPLE, "studies/.venv/hidden.toml")
    (tmp_path / "studies" / "folder.toml").mkdir()
    run = tavns("check", "studies", "--format", "json")
    paths = [file["path"] for file in json.loads(run.stdout)["files"]]
    assert paths == ["studies/b.toml", "studies/broken.toml", "studies/deep/a.toml"]
    assert run.returncode == 1


def test_files_below_this_folder_are_called_as_one_would_type_them(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "a.toml")
    write(tmp_path, EXAMPLE, "studies/deep/b.toml")
    for arguments in ([], ["."], ["./"], ["./a.toml", "./studies/"]):
        run = tavns("check", *arguments, "--format", "json")
        paths = [file["path"].removeprefix("./") for file in json.loads(run.stdout)["files"]]
        assert paths == ["a.toml", "studies/deep/b.toml"]


def test_a_hook_passes_over_what_is_no_protocol_or_excluded(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, '[tool.tavns]\nexclude = ["old/"]\n', "pyproject.toml")
    write(tmp_path, SMALLEST.replace("title", "titel"), "old/a.toml")
    run = tavns("check", "--hook", "pyproject.toml", "old/a.toml")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    write(tmp_path, SMALLEST.replace("title", "titel"), "new.toml")
    run = tavns("check", "--hook", "pyproject.toml", "old/a.toml", "new.toml")
    assert run.returncode == 1
    assert "new.toml:3:1: error KEY001" in run.stdout


def test_a_file_that_is_named_is_checked_whatever_it_is(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, '[tool]\nname = "x"\n', "pyproject.toml")
    run = tavns("check", "pyproject.toml")
    assert run.returncode == 1
    assert "KEY002" in run.stdout


def test_a_file_named_twice_is_checked_once(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns("check", "study.toml", ".", "./study.toml", "--format", "json")
    assert len(json.loads(run.stdout)["files"]) == 1


def test_nothing_to_check_is_not_a_pass(tavns: Run) -> None:
    run = tavns("check")
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr == "tavns: no protocol in .: no .toml file there has two of format, study and arms\n"


def test_what_cannot_be_read_is_said_in_one_sentence_and_the_rest_is_checked(
    tavns: Run, tmp_path: Path
) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns("check", "missing.toml", "study.toml")
    assert run.returncode == 2
    assert run.stderr == "tavns: cannot read missing.toml: no such file or directory\n"
    assert run.stdout.startswith("no rule fired")


HOSTILE = {
    "truncated": EXAMPLE[: len(EXAMPLE) // 2].encode(),
    "latin-1": 'format = 1\n[study]\ntitle = "Träger"\n'.encode("latin-1"),
    "utf-16": SMALLEST.encode("utf-16"),
    "2 MB of a.a.a": b"a." * 10**6 + b"a = 1",
    "900 kB of a.a.a": b"a." * 450_000 + b"a = 1",
    "brackets": b"[" * 10_000,
    "nested arrays": b"x = " + b"[" * 10_000,
    "nested tables": b"x = " + b"{a=" * 10_000,
    "nul bytes": b"\0" * 1000,
    "long number": b"format = " + b"9" * 10_000,
    "empty": b"",
    "carriage returns": b"format = 1\r[study]\r",
    "deep but legal": b"format = 1\nx = " + b"[" * 60 + b"]" * 60,
    "a table that is a list": b"format = 1\nstudy = [1]\narms = 3\nsources = [[]]\nwaivers = 1\nconflicts = {}",
    "a date for all": b"format = 2026-01-01\nstudy = 2026-01-01\narms = { a = 12:00:00 }",
    "not a number": b"format = nan\n[study]\ntitle = inf\nparticipants = -inf\n[arms.a]\nrole = nan",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_gets_a_finding_and_never_a_traceback(tavns: Run, tmp_path: Path, name: str) -> None:
    write(tmp_path, HOSTILE[name])
    run = tavns("check", "study.toml")
    assert run.returncode == 1, run.stderr
    assert run.stderr == ""
    assert "study.toml:" in run.stdout
    assert "Traceback" not in run.stdout
    assert "INT001" not in run.stdout


# ---------------------------------------------------------------- exit codes and options


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(tavns: Run, tmp_path: Path, fail_on: str, code: int) -> None:
    write(tmp_path, EXAMPLE.replace('sites = ["helix"]', 'sites = ["cymba_conchae"]'))
    assert tavns("check", "study.toml", "--fail-on", fail_on).returncode == code


@pytest.mark.parametrize("word", ["2026-13-01", "2026-02-30", "today", ""])
def test_a_day_that_is_none_is_said_in_our_words(tavns: Run, tmp_path: Path, word: str) -> None:
    write(tmp_path, EXAMPLE)
    for command in (("check",), ("diff", "study.toml"), ("report", "-o", "x.html")):
        run = tavns(*command, "study.toml", "--today", word)
        assert (run.returncode, run.stdout) == (2, "")
        said = " ".join(run.stderr.split())
        assert said.endswith(f"Invalid value for '--today': '{word}' is no day; write it as 2026-11-23")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--format", "yaml"),
        ("check", "--fail-on", "fatal"),
        ("check", "--today", "yesterday"),
        ("check", "--profile", "audit"),
        ("check", "--unknown"),
        ("chekc",),
        ("new",),
        ("new", "x.toml", "--preset", "migrane"),
        ("new", "x.toml", "--arms", "25hz"),
        ("new", "x.toml", "--arms", "a=sleeping"),
        ("new", "x.toml", "--arms", "a,a"),
        ("new", "x.toml", "--sham", "pretend"),
        ("new", "nowhere/x.toml"),
        ("new", "."),
        ("new", "study.txt"),
        ("new", "study.toml", "--preset", "kutlu-2020", "--sham", "no_current"),
        ("presets", "show", "straube"),
        ("explain", "TIM999"),
        ("rules", "XYZ"),
    ],
)
def test_wrong_use_leaves_with_2_and_says_why(tavns: Run, arguments: tuple[str, ...]) -> None:
    run = tavns(*arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "command",
    [
        "",
        "new",
        "check",
        "config",
        "config show",
        "checklist",
        "diff",
        "compare",
        "presets",
        "devices",
        "rules",
        "explain",
        "resolve",
        "schema",
        "server",
    ],
)
def test_help_fits_a_terminal_and_shows_examples(tavns: Run, command: str) -> None:
    run = tavns(*command.split(), "--help")
    assert run.returncode == 0
    assert max(len(line) for line in run.stdout.split("\n")) <= 80, run.stdout
    assert f"tavns {command}".rstrip() in run.stdout
    assert "\\b" not in run.stdout
    assert "\b" not in run.stdout


def test_version(tavns: Run) -> None:
    assert re.fullmatch(r"tavns-protocols \d+\.\d+\.\d+\n", tavns("--version").stdout)


def test_a_closed_pipe_is_no_trouble(tmp_path: Path) -> None:
    line = f"'{TAVNS}' rules | head -n 1"
    run = subprocess.run(["bash", "-c", line], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.stdout.startswith("code")
    assert run.stderr == ""


def test_a_terminal_without_unicode_gets_escapes(tavns: Run) -> None:
    run = tavns("explain", "LIT019", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert run.returncode == 0, run.stderr


# ---------------------------------------------------------------- the other commands


def test_presets_are_listed(tavns: Run) -> None:
    run = tavns("presets", env={"COLUMNS": "200"})
    assert f"\n{len(preset_files())} presets." in run.stdout
    assert re.search(
        r"^straube-2015 +review +migraine +1/25 +250 +concha +left +12 weeks +no sham +46$",
        run.stdout,
        re.MULTILINE,
    )
    for name, said in (
        ("zhang-2020", "site unknown +70"),
        ("rao-2023", "unknown +35"),
        ("shi-2021", "arm +42"),
    ):
        assert re.search(rf"^{name} .* {said}$", run.stdout, re.MULTILINE)
    below = run.stdout.split("\n\n")[1]
    for said in ("An empty cell", "no sham:", "site unknown:", "; unknown:"):
        assert said in " ".join(below.split())


def test_presets_fit_a_terminal(tavns: Run) -> None:
    assert max(len(line) for line in tavns("presets").stdout.splitlines()) <= 80
    assert "write: tavns presets show shi-2021" in tavns("presets", "shi-2021").stderr


def test_a_preset_is_shown_with_sources_and_conflicts(tavns: Run) -> None:
    run = tavns("presets", "show", "straube-2015")
    assert "pulse_width_us = 250\n      PMC10309039: secondary table, Table 4" in run.stdout
    assert "Where the sources were found to differ" in run.stdout
    assert "use 12 weeks" in run.stdout
    file = preset_files()["straube-2015"]
    assert tavns("presets", "show", "straube-2015", "--toml").stdout == file.read_text(encoding="utf-8")


def test_rules_are_listed_and_explained(tavns: Run) -> None:
    assert "TIM001" in tavns("rules").stdout
    assert "SHM002" not in tavns("rules", "tim").stdout
    by_code, by_name = tavns("explain", "shm002"), tavns("explain", "sham-current-at-an-active-site")
    assert by_code.stdout == by_name.stdout
    assert "Zhang et al. 2026" in by_code.stdout
    assert "did you mean TIM001?" in tavns("explain", "TIM0001").stderr


def test_cases_are_shown_where_they_are_asked_for(tavns: Run) -> None:
    short, whole = tavns("explain", "SHM002"), tavns("explain", "SHM002", "--cases")
    assert whole.stdout.startswith(short.stdout.split("What it finds, case by case")[0])
    assert "study.toml:12:10: warning SHM002" in whole.stdout
    assert "study.toml" not in short.stdout
    assert "\nCases\n" in whole.stdout
    assert "cavum_conchae" in json.loads(tavns("explain", "SHM002", "--format", "json").stdout)["examples"]


@pytest.mark.parametrize("code", RULES)
def test_an_explanation_fits_a_screen(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = CliRunner().invoke(app, ["explain", code])
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


def test_schema_is_the_committed_one(tavns: Run, tmp_path: Path) -> None:
    committed = (ROOT / "schemas" / "protocol.schema.json").read_text(encoding="utf-8")
    assert tavns("schema").stdout == committed
    assert tavns("schema", "-o", "s.json").returncode == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == committed
    assert tavns("schema", "-o", "s.json").returncode == 2
    assert tavns("schema", "-o", "s.json", "--force").returncode == 0


# ---------------------------------------------------------------- new


def test_new_never_replaces_a_file_without_leave(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, "mine")
    run = tavns("new", "study.toml", "--preset", "migraine")
    assert run.returncode == 2
    assert run.stderr == "tavns: study.toml is there already; --force replaces it\n"
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == "mine"
    assert tavns("new", "study.toml", "--preset", "migraine", "--force").returncode == 0
    assert "mine" not in (tmp_path / "study.toml").read_text(encoding="utf-8").split()


def test_new_without_a_terminal_asks_nothing(tavns: Run, tmp_path: Path) -> None:
    run = tavns("new", "study.toml", stdin=b"")
    assert run.returncode == 0, run.stderr
    assert tavns("check", "study.toml", "--fail-on", "warning").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["protocol.schema.json", "study.toml"]


def test_new_writes_the_term_of_a_condition_and_asks_where_it_may_be_another(
    tavns: Run, tmp_path: Path
) -> None:
    assert tavns("new", "study.toml", "--condition", "IBS-C").returncode == 0
    assert '\ncondition = "ibs_constipation"\n' in (tmp_path / "study.toml").read_text(encoding="utf-8")
    run = tavns("new", "other.toml", "--condition", "lupus")
    assert run.returncode == 2
    assert (
        run.stderr == "tavns: the condition lupus may be systemic_lupus: write that, or name it more fully\n"
    )
    assert not (tmp_path / "other.toml").exists()


def test_new_with_arms_of_ones_own(tavns: Run, tmp_path: Path) -> None:
    run = tavns(
        "new", "study.toml", "--preset", "migraine", "--arms", "low,high=active,sham", "--sham", "no_current"
    )
    assert run.returncode == 0, run.stderr
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    for line in ("[arms.low]", "[arms.high]", "[arms.sham]", 'sham_method = "no_current"'):
        assert line in text.split("\n")
    findings = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]["findings"]
    assert [finding["code"] for finding in findings if finding["severity"] == "error"] == ["DSN004"]


def test_new_leaves_no_source_for_what_it_does_not_take_over(tavns: Run, tmp_path: Path) -> None:
    assert tavns("new", "study.toml", "--preset", "kutlu-2020", "--condition", "migraine").returncode == 0
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    assert "study.title" not in text
    assert "study.condition" not in text
    assert '"arms.tavns.stimulation.frequency_hz"' in text or '"stimulation.frequency_hz"' in text


def test_every_line_of_a_draft_can_be_uncommented_where_it_stands(tavns: Run, tmp_path: Path) -> None:
    assert tavns("new", "study.toml", "--arms", "low=active,high=active,sham").returncode == 0
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    whole = re.sub(r"^# ([a-z_]+) = …", r"\1 = 77777", text, flags=re.MULTILINE).replace(
        "# [outcomes.pain]", "[outcomes.pain]"
    )
    write(tmp_path, whole)
    report = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]
    assert {finding["code"] for finding in report["findings"]} & {"KEY001", "KEY002", "TOM001"} == set()


def test_new_says_what_a_key_means_its_unit_and_what_is_usual(tavns: Run, tmp_path: Path) -> None:
    tavns("new", "study.toml", "--preset", "migraine")
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    assert "(Hz). Of 6 migraine cohorts with a known value: 1 in 6" in text
    assert '"stimulation.frequency_hz" = { cite = "zhang-2026"' in text


def test_new_leaves_a_schema_that_is_there(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, "{}", "protocol.schema.json")
    tavns("new", "study.toml", "--preset", "migraine")
    assert (tmp_path / "protocol.schema.json").read_text(encoding="utf-8") == "{}"


def test_what_is_made_from_a_protocol_with_errors_says_that_it_has_some(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"))
    for command in ("show", "methods"):
        run = tavns(command, "study.toml")
        assert (run.returncode, run.stderr) == (
            0,
            "tavns: study.toml has an error; see: tavns check study.toml\n",
        )
    write(tmp_path, EXAMPLE)
    assert tavns("show", "study.toml").stderr == ""


def test_arms_may_be_given_one_by_one(tavns: Run, tmp_path: Path) -> None:
    assert tavns("new", "study.toml", "--arms", "low=active", "--arms", "sham").returncode == 0
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    assert "[arms.low]" in text
    assert "[arms.sham]" in text


def test_a_cap_in_other_words_is_not_taken_for_a_current(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("max_ma = 5", "max_current_ma = 5"))
    run = tavns("check", "study.toml")
    assert "= write: max_ma = 5" in run.stdout
