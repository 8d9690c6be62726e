"""Standard input: whole or not at all, and only once."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from protocols.check.inputs import TOO_LARGE
from test_cli import EXAMPLE, TAVNS, Run, tavns

__all__ = ["tavns"]
LARGE = EXAMPLE.encode() + b"# \xc2\xb5\r\n" + b"#" * 4_000_000


def test_fix_passes_on_what_it_is_given_to_the_last_byte(tavns: Run) -> None:
    run = tavns("check", "--fix", "-", "--output", "json=report", stdin=LARGE)
    assert (run.returncode, run.stdout.encode() == LARGE) == (1, True)
    assert f"the file has {len(LARGE)} bytes, which is more than a protocol can have" in run.stderr
    (file,) = json.loads((tavns.folder / "report").read_text(encoding="utf-8"))["files"]
    assert file["sha256"] == hashlib.sha256(LARGE).hexdigest()


def test_fix_writes_nothing_of_what_it_cannot_hold(tavns: Run) -> None:
    run = tavns("check", "--fix", "-", stdin=b"#" * (TOO_LARGE + 1))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "tavns: cannot read standard input: file too large\n"


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="a system without /dev/stdin")
def test_a_pipe_that_is_named_has_its_true_size(tavns: Run) -> None:
    assert f"the file has {len(LARGE)} bytes" in tavns("check", "/dev/stdin", stdin=LARGE).stdout
    run = tavns("check", "/dev/zero")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "tavns: cannot read /dev/zero: file too large\n"


@pytest.mark.parametrize("more", [(), ("--fix",), ("--diff",)])
def test_it_is_read_only_once(tavns: Run, more: tuple[str, ...]) -> None:
    run = tavns("check", "-", "-", *more, stdin=EXAMPLE.encode())
    assert (run.returncode, run.stdout) == (2, "")
    assert "- is named twice, and standard input can be read only once" in " ".join(run.stderr.split())


@pytest.mark.parametrize("arguments", ["check -", "check --fix -", "check --diff -", "resolve -"])
def test_one_that_is_closed_is_said(tmp_path: Path, arguments: str) -> None:
    words = ["sh", "-c", f'"$0" {arguments} <&-', str(TAVNS)]
    run = subprocess.run(words, capture_output=True, cwd=tmp_path, check=False, text=True, timeout=60)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "tavns: cannot read standard input: it is closed\n"
