"""`tavns check --fix` and `--diff`, end to end."""

import json
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from protocols.authoring import insert_missing
from protocols.check.fixes import Fixed, fix
from protocols.check.many import Chosen
from protocols.cli import fixing
from protocols.document.document import Document
from test_cli import EXAMPLE, SMALLEST, Run, write

pytestmark = pytest.mark.installed

WRONG = (
    EXAMPLE.replace("pulse_width_us = 250", "pulse_width_ms = 0.25  # as in the trial")
    .replace('sites = ["helix"]', 'sites = ["Helix"]')
    .replace("\nrandomized = true", "\nrandomised = true")
)
RIGHT = EXAMPLE.replace("pulse_width_us = 250", "pulse_width_us = 250  # as in the trial")
CHANGES = (
    "study.toml:9: randomised → randomized\n"
    "study.toml:37: pulse_width_ms = 0.25 → pulse_width_us = 250\n"
    'study.toml:68: "Helix" → "helix"\n'
)


@pytest.fixture
def tavns(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_fix_writes_the_file_says_what_it_changed_and_reports_on_the_result(
    tavns: Run, tmp_path: Path
) -> None:
    path = write(tmp_path, "\ufeff" + WRONG.replace("\n", "\r\n"))
    path.chmod(0o640)
    run = tavns("check", "--fix", "study.toml", "--format", "json")
    assert run.returncode == 0
    assert path.read_bytes().decode() == "\ufeff" + RIGHT.replace("\n", "\r\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert run.stderr == CHANGES
    assert json.loads(run.stdout)["files"][0]["findings"] == []
    assert [one.name for one in tmp_path.iterdir()] == ["study.toml"]

    again = tavns("check", "--fix", "study.toml")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("no rule fired; ")


def test_fix_leaves_with_the_exit_code_of_what_is_left(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, WRONG.replace("total_sessions = 12", "total_sessions = 14"))
    run = tavns("check", "--fix", "study.toml")
    assert run.returncode == 1
    assert "error TIM004" in run.stdout
    assert "total_sessions = 14" in path.read_text(encoding="utf-8")


def test_the_report_says_what_can_be_fixed(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, WRONG)
    assert "\n3 of these can be fixed: tavns check --fix\n" in tavns("check", "study.toml").stdout
    findings = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]["findings"]
    assert findings[1]["fix"] == [
        {"line": 37, "column": 1, "end_line": 37, "end_column": 15, "text": "pulse_width_us"},
        {"line": 37, "column": 18, "end_line": 37, "end_column": 22, "text": "250"},
    ]
    write(tmp_path, EXAMPLE.replace("max_ma = 5", "max_ma = 5000"))
    findings = json.loads(tavns("check", "study.toml", "--format", "json").stdout)["files"][0]["findings"]
    assert [finding["fix"] for finding in findings] == [None]
    assert "can be fixed" not in tavns("check", "study.toml").stdout


def test_a_folder_is_mended_file_by_file_and_what_is_no_protocol_is_left(tavns: Run, tmp_path: Path) -> None:
    one = write(tmp_path, WRONG, "a/one.toml")
    two = write(tmp_path, RIGHT, "a/two.toml")
    other = write(tmp_path, 'Format = 1\nrandomised = "yes"\n', "a/other.toml")
    before = two.stat().st_mtime_ns, other.read_bytes()
    run = tavns("check", "--fix", "a")
    assert run.returncode == 0
    assert run.stderr == CHANGES.replace("study.toml", "a/one.toml")
    assert one.read_text(encoding="utf-8") == RIGHT
    assert (two.stat().st_mtime_ns, other.read_bytes()) == before


def test_what_the_configuration_excludes_is_left(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, 'exclude = ["old"]\n', "tavns.toml")
    old = write(tmp_path, WRONG, "old/one.toml")
    new = write(tmp_path, WRONG, "new.toml")
    assert tavns("check", "--diff", ".").stdout.count("+++ ") == 1
    run = tavns("check", "--fix", ".")
    assert run.returncode == 0
    assert run.stderr == CHANGES.replace("study.toml", "new.toml")
    assert (old.read_text(encoding="utf-8"), new.read_text(encoding="utf-8")) == (WRONG, RIGHT)


def test_nothing_is_written_where_the_configuration_or_an_output_cannot_be_used(
    tavns: Run, tmp_path: Path
) -> None:
    path = write(tmp_path, WRONG, "a.toml")
    write(tmp_path, WRONG, "z/z.toml")
    write(tmp_path, "colour = 1\n", "z/tavns.toml")
    assert tavns("check", "--fix", ".").returncode == 2
    assert tavns("check", "--fix", "a.toml", "--output", "srif=x").returncode == 2
    for jobs in ("none", "0", "99999999999"):
        assert tavns("check", "--fix", "a.toml", "--jobs", jobs).returncode == 2
    assert path.read_text(encoding="utf-8") == WRONG


def test_a_link_stays_a_link(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, WRONG, "kept/real.toml")
    (tmp_path / "study.toml").symlink_to(path)
    assert tavns("check", "--fix", "study.toml").returncode == 0
    assert (tmp_path / "study.toml").is_symlink()
    assert path.read_text(encoding="utf-8") == RIGHT


def test_diff_writes_nothing_and_is_a_patch(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff" + WRONG.replace("\n", "\r\n").rstrip())
    run = tavns("check", "--diff", "study.toml")
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.startswith("--- study.toml\n+++ study.toml\n@@ ")
    assert (
        "\n-pulse_width_ms = 0.25  # as in the trial\r\n+pulse_width_us = 250  # as in the trial\r\n"
        in run.stdout
    )
    assert path.read_bytes() == ("\ufeff" + WRONG.replace("\n", "\r\n").rstrip()).encode()
    if shutil.which("patch"):
        subprocess.run(
            ["patch", "--binary", "study.toml"],
            input=run.stdout.encode(),
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        assert path.read_bytes() == ("\ufeff" + RIGHT.replace("\n", "\r\n").rstrip()).encode()


def test_diff_is_a_patch_whatever_the_terminal_can_show(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, WRONG.replace("as in the trial", "µ – 🧠"), "µ.toml")
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    run = tavns("check", "--diff", "µ.toml", env=env)
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout == tavns("check", "--diff", "µ.toml").stdout
    assert "\n+pulse_width_us = 250  # µ – 🧠\n" in run.stdout
    if shutil.which("patch"):
        subprocess.run(["patch", path], input=run.stdout.encode(), check=True, capture_output=True)
        assert path.read_text(encoding="utf-8") == RIGHT.replace("as in the trial", "µ – 🧠")


def test_diff_of_what_is_no_utf_8_is_nothing(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, WRONG.replace("as in the trial", "µ").encode("latin-1"))
    write(tmp_path, WRONG, "z.toml")
    run = tavns("check", "--diff", "study.toml", "z.toml")
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.startswith("--- z.toml\n")


def test_diff_shows_the_end_of_a_file_without_a_line_end(tavns: Run) -> None:
    run = tavns("check", "--diff", "-", stdin=SMALLEST.replace("active", "Active").rstrip().encode())
    assert run.stdout.endswith(
        '-role = "Active"\n\\ No newline at end of file\n+role = "active"\n\\ No newline at end of file\n'
    )


def test_diff_of_nothing_is_nothing(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"))
    run = tavns("check", "--diff", "study.toml")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_diff_says_what_cannot_be_read(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, WRONG)
    (tmp_path / "empty").mkdir()
    run = tavns("check", "--diff", "study.toml", "missing.toml", "empty")
    assert run.returncode == 2
    assert run.stdout.startswith("--- study.toml")
    assert run.stderr.startswith(
        "tavns: cannot read missing.toml: no such file or directory\ntavns: no protocol in empty"
    )


def test_standard_input_is_filtered(tavns: Run) -> None:
    source = ("\ufeff" + WRONG.replace("\n", "\r\n")).encode()
    run = tavns("check", "--fix", "-", "--stdin-filename", "study.toml", stdin=source)
    assert run.returncode == 0
    assert run.stdout == "\ufeff" + RIGHT.replace("\n", "\r\n")
    assert run.stderr.startswith(CHANGES + "no rule fired; ")
    kept = tavns("check", "--fix", "-", stdin=b"x = [")
    assert (kept.returncode, kept.stdout) == (1, "x = [")
    assert "TOM001" in kept.stderr


def test_derived_values_are_added_on_request_alone(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, EXAMPLE.replace("total_sessions = 12\n", ""))
    assert tavns("check", "--diff", "study.toml").returncode == 0
    run = tavns("check", "--fix", "--derived", "study.toml")
    assert (run.returncode, run.stderr) == (0, "study.toml:53: added total_sessions = 12\n")
    assert path.read_text(encoding="utf-8") == EXAMPLE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fix", "--diff", "study.toml"), "--fix writes and --diff only shows"),
        (("--derived", "study.toml"), "goes with --fix or --diff"),
        (("--fix", "-", "study.toml"), "- stands alone"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    tavns: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    path = write(tmp_path, WRONG)
    run = tavns("check", *arguments, stdin=WRONG.encode())
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert path.read_text(encoding="utf-8") == WRONG


def test_what_cannot_be_written_is_said_and_kept(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, WRONG)
    path.chmod(0o444)
    run = tavns("check", "--fix", "study.toml")
    assert run.returncode == 2
    assert "tavns: cannot fix study.toml: it may only be read\n" in run.stderr
    assert "error KEY008" in run.stdout
    assert "→" not in run.stderr
    assert path.read_text(encoding="utf-8") == WRONG


def test_a_file_that_somebody_else_changes_meanwhile_is_left_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, WRONG)

    def slow(document: Document) -> Fixed:
        path.write_text(EXAMPLE, encoding="utf-8")
        return fix(document)

    monkeypatch.setattr(fixing, "fix", slow)
    _, troubles = fixing.fixed(Chosen([str(path)]), fixing.Wish(fix=True))
    assert [one.trouble for one in troubles] == [
        f"cannot fix {path}: somebody else has changed it meanwhile; nothing was written"
    ]
    assert path.read_text(encoding="utf-8") == EXAMPLE


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="a system without /dev/stdin")
def test_what_is_no_file_is_given_as_standard_input(tavns: Run) -> None:
    run = tavns("check", "--fix", "/dev/stdin", stdin=WRONG.encode())
    assert run.returncode == 2
    assert (
        "tavns: cannot fix /dev/stdin: it is no file; give its content as standard input, -\n" in run.stderr
    )
    assert "error KEY008" in run.stdout


def test_what_a_profile_misses_is_written_as_comments_and_once(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, WRONG)
    early = tavns("check", "--insert", "--profile", "ethics", "study.toml")
    assert early.stderr.startswith("study.toml: nothing can be inserted yet: line 9: KEY")
    assert path.read_text(encoding="utf-8") == WRONG
    assert tavns("check", "--insert", "--fix", "--diff", "study.toml").returncode == 2
    write(tmp_path, RIGHT)
    shown = tavns("check", "--insert", "--diff", "--profile", "ethics", "study.toml")
    assert (shown.returncode, path.read_text(encoding="utf-8")) == (1, RIGHT)
    assert "+# age = …\n" in shown.stdout
    write(tmp_path, WRONG)

    run = tavns("check", "--fix", "--insert", "--profile", "ethics", "study.toml")
    new = path.read_text(encoding="utf-8")
    assert new == insert_missing(RIGHT, "ethics")["text"]
    count = len([line for line in new.splitlines() if line]) - len(
        [line for line in RIGHT.splitlines() if line]
    )
    assert run.stderr == f"{CHANGES}study.toml: {count} commented lines added\n"
    assert run.returncode == 1

    before = path.stat().st_mtime_ns
    again = tavns("check", "--insert", "--profile", "ethics", "study.toml")
    assert (again.stderr, path.stat().st_mtime_ns) == ("", before)


def test_what_is_inserted_goes_by_the_configuration_and_through_a_pipe(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, 'profile = "ethics"\n[rules]\nREP022 = "off"\n', "tavns.toml")
    path = write(tmp_path, RIGHT)
    assert tavns("check", "--insert", "study.toml").returncode == 1
    new = path.read_text(encoding="utf-8")
    assert "# age = …" not in new
    assert "# sex = …" in new
    piped = tavns("check", "--no-config", "--insert", "--profile", "ethics", "-", stdin=RIGHT.encode())
    assert piped.stdout == insert_missing(RIGHT, "ethics")["text"]


def test_the_draft_profile_says_that_it_asks_for_no_key(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, RIGHT)
    run = tavns("check", "--insert", "study.toml")
    assert path.read_text(encoding="utf-8") == RIGHT
    assert run.stderr == "study.toml: the profile draft asks for no key by name; take --profile ethics\n"
