"""What the README and the guide show is what happens."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from protocols import authoring
from protocols.check.engine import lint
from protocols.findings.report import Report
from protocols.formats import FORMATS, render
from protocols.lib.resources import VERSION
from protocols.rules import RULES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_readme_shows_what_the_check_says() -> None:
    text = EXAMPLE.replace('based_on = "migraine"\n', "").replace(
        "total_sessions = 12", "total_sessions = 14"
    )
    text = text.replace('sites = ["helix"]', 'sites = ["cymba_conchae"]')
    said = render("text", [lint(text, "study.toml")])
    assert blocks(README, "text")[0].strip() == said[: said.index("1 error, 1 warning")].strip()


def test_the_readme_names_commands_that_are_there() -> None:
    lines = [
        line.split("#")[0]
        for block in blocks(README, "sh")
        for line in block.splitlines()
        if line.startswith("tavns")
    ]
    assert len(lines) >= 5
    for line in lines:
        command = shlex.split(line.split(">")[0])[1]
        run = subprocess.run(
            [sys.executable, "-m", "protocols", command, "--help"], capture_output=True, check=False
        )
        assert run.returncode == 0, line


def test_the_readme_shows_a_library_that_works(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    code = blocks(README, "python")[0]
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("block", blocks((ROOT / "docs" / "format.md").read_text(encoding="utf-8"), "toml"))
def test_the_guide_shows_what_the_format_takes(block: str) -> None:
    whole = block if "format = 1" in block else _around(block)
    codes = [finding.code for finding in lint(whole).findings]
    assert [code for code in codes if code[:3] in ("TOM", "KEY") and code != "KEY011"] == []


def _around(block: str) -> str:
    table = "[stimulation]\n" if block.startswith("pulse_width_us") else ""
    arms = "" if "[arms." in block else '[arms.tavns]\nrole = "active"\n'
    body = block.replace("session_min", "[schedule]\nsession_min")
    return f'format = 1\n[study]\ntitle = "x"\n{arms}{table}{body}'


def sections() -> dict[str, str]:
    """Return each output's section of its documentation."""
    page = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
    return {
        found[1]: found[2]
        for found in re.finditer(r"^## `(\w+)`\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)
    }


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_the_outputs_are_as_they_are_documented(form: str) -> None:
    report = lint(EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"), "study.toml")
    assert form in sections(), f"docs/outputs.md has no section on {form}"
    (block,) = re.findall(r"^```\w+\n(.*?)\n```$", sections()[form], re.MULTILINE | re.DOTALL)
    said = re.escape(block).replace("…", ".*?")
    assert re.search(said, render(form, [report]), re.DOTALL)


def test_every_key_of_json_is_documented() -> None:
    broken, gone = lint("format = 1\n", "study.toml"), Report("x", "", (), trouble="cannot read x")
    waiver = '[[waivers]]\nrule = "TIM004"\nreason = "training"\n'
    waived = lint(EXAMPLE.replace("total_sessions = 12", "total_sessions = 14") + waiver, "study.toml")
    whole = json.loads(render("json", [waived, broken, gone]))
    named = set(re.findall(r"`(\w+)`|\"(\w+)\":", sections()["json"]))
    assert _keys(whole) <= {one or other for one, other in named}


def _keys(value: object) -> set[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = set(value) if isinstance(value, dict) else set()
    return own.union(*map(_keys, inner))


def test_the_page_of_outputs_shows_a_program_that_works(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    (code,) = blocks((ROOT / "docs" / "outputs.md").read_text(encoding="utf-8"), "python")
    words = [sys.executable, "-c", code]
    run = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert [json.loads(line)["kind"] for line in run.stdout.splitlines()][-2:] == ["file", "summary"]
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# taVNS protocols\n")


def test_the_page_of_authoring_shows_functions_that_do_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    page = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    code = "\n".join(blocks(page, "python"))
    words = [sys.executable, "-c", code]
    run = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    public = [name for name in authoring.__all__ if callable(getattr(authoring, name)) and name[0].islower()]
    assert [name for name in public if f"`{name}(" not in page and f"`{name}`" not in page] == []
    assert [name for name in public if f"authoring.{name}(" not in code] == ["offset"]


def test_the_changelog_and_the_version_agree() -> None:
    version = re.search(
        r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert version is not None
    assert version[1] == VERSION
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {VERSION}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_a_rule_says_what_it_finds_and_what_to_do() -> None:
    for rule in RULES.values():
        assert rule.title, rule.code
        assert rule.fix, rule.code
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name), rule.code
