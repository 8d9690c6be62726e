"""What users copy works: the study repository, and the set-ups for CI."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from protocols import Config, lint, load
from protocols.methods import STYLES

ROOT = Path(__file__).parent.parent
TAVNS = Path(sys.executable).parent / "tavns"
EXAMPLES = ROOT / "examples"
COMPLETE = EXAMPLES / "complete-study.toml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the study repository."""
    return Path(shutil.copytree(EXAMPLES / "study-repository", tmp_path / "studies"))


def check(folder: Path, *arguments: str) -> tuple[int, dict[str, list[str]]]:
    run = subprocess.run(
        [str(TAVNS), "check", "--format", "json", *arguments],
        capture_output=True,
        cwd=folder,
        check=False,
        text=True,
    )
    assert run.stderr == ""
    files = json.loads(run.stdout)["files"]
    assert {file["configuration"] for file in files} == {"tavns.toml"}
    return run.returncode, {file["path"]: [one["code"] for one in file["findings"]] for file in files}


def test_the_study_repository_has_three_protocols_and_no_error(repository: Path) -> None:
    code, found = check(repository)
    assert code == 0
    assert found == {
        "pilots/back-pain.toml": ["DSN006", "KEY011", "DEV001", "SHM001"],
        "protocols/migraine-two-arms.toml": [],
        "records/straube-2015.toml": [],
    }


def test_the_policy_holds_for_the_protocols_and_not_for_the_record(repository: Path) -> None:
    for name in ("protocols/migraine-two-arms.toml", "records/straube-2015.toml"):
        path = repository / name
        text = path.read_text(encoding="utf-8").replace("session_min = 30", "session_min = 90")
        path.write_text(text.replace("[schedule]\n", "[schedule]\n", 1), encoding="utf-8")
    code, found = check(repository, "protocols", "records")
    assert code == 1
    assert "POL001" in found["protocols/migraine-two-arms.toml"]
    assert "POL001" not in found["records/straube-2015.toml"]


def test_what_the_study_repository_repeats_is_what_stands_elsewhere() -> None:
    here = EXAMPLES / "study-repository"
    for copy, original in {
        ".github/workflows/protocols.yml": EXAMPLES / "ci" / "github.yml",
        ".pre-commit-config.yaml": EXAMPLES / "ci" / "pre-commit-config.yaml",
        "policies/ethics-board.schema.json": EXAMPLES / "policies" / "ethics-board.schema.json",
    }.items():
        assert (here / copy).read_bytes() == original.read_bytes(), copy


@pytest.mark.parametrize("profile", ["draft", "registration", "ethics", "report"])
def test_nothing_is_to_be_mended_in_the_complete_study_and_nothing_is_set_aside(profile: str) -> None:
    report = lint(COMPLETE, config=Config(profile=profile))
    assert (report.profile, report.trouble) == (profile, "")
    assert report.findings == ()  # a finding that is set aside would be among them


@pytest.mark.parametrize("style", STYLES)
def test_no_text_of_the_complete_study_has_a_gap(style: str) -> None:
    text = STYLES[style](load(COMPLETE))
    gaps = [gap for sentence in text.sentences for gap in sentence.gaps]
    assert gaps == []
    # How often effects come is not in the format: a team adds it.
    wanted = ["how often unwanted effects come"] if style == "lay" else []
    assert [what for gap in text.to_complete for what in gap.what] == wanted


def test_the_complete_study_says_that_it_is_made_up_wherever_it_is_read() -> None:
    study = load(COMPLETE)
    about, governance = study.about, study.governance
    names = [about.title, about.brief_title, about.registration, governance.sponsor, governance.investigators]
    names += [governance.ethics_committee, governance.contact, governance.funding, governance.sites]
    assert [name for name in names if "made" not in (name or "")] == []


def commands(text: str) -> list[list[str]]:
    """Return the words of each call of `tavns check` in a set-up, without what a shell fills in."""
    return [line.split() for line in re.findall(r"tavns(?:/bin/tavns\")? check ?([^\n]*)", text)]


@pytest.mark.parametrize("name", [".pre-commit-hooks.yaml", "action.yml", "examples/ci/gitlab.yml"])
def test_the_set_ups_use_options_that_there_are(name: str) -> None:
    said = subprocess.run([str(TAVNS), "check", "--help"], capture_output=True, check=True, text=True).stdout
    found = commands((ROOT / name).read_text(encoding="utf-8"))
    assert found
    for words in found:
        assert {word for word in words if re.fullmatch(r"--[a-z-]+", word)} <= set(
            re.findall(r"--[a-z-]+", said)
        )


def test_the_action_runs_as_its_steps_say(repository: Path, tmp_path: Path) -> None:
    """The last step of the action, as a runner would run it: inputs come through the environment."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    script = re.search(r"run: \|\n(\s+set -f.*)", text, re.DOTALL)
    assert script
    (tmp_path / "tavns" / "bin").mkdir(parents=True)
    (tmp_path / "tavns" / "bin" / "tavns").symlink_to(TAVNS)
    summary = tmp_path / "summary.md"
    env = {
        "PATH": "/usr/bin:/bin",
        "RUNNER_TEMP": str(tmp_path),
        "PATHS": "protocols pilots",
        "ARGUMENTS": "--fail-on warning",
        "SARIF": "report.sarif",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    run = subprocess.run(
        ["bash", "-e", "-c", script[1]], capture_output=True, cwd=repository, env=env, check=False, text=True
    )
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.startswith("::warning file=pilots/back-pain.toml,line=4")
    assert json.loads((repository / "report.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "DSN006" in summary.read_text(encoding="utf-8")


def test_the_guide_shows_the_set_ups_as_they_are() -> None:
    guide = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    names = ("pre-commit-config.yaml", "github.yml", "gitlab.yml")
    assert blocks == [(EXAMPLES / "ci" / name).read_text(encoding="utf-8") for name in names]


def test_what_others_made_is_pinned_by_commit() -> None:
    """A tag may be moved to other code, a commit may not; ours is named with OWNER, for who copies it to fill in."""
    files = [ROOT / "action.yml", ROOT / "docs" / "ci.md", *EXAMPLES.rglob("*.yml")]
    used = [word for file in files for word in re.findall(r"uses: (.+)", file.read_text(encoding="utf-8"))]
    assert len(used) >= 4
    for word in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|OWNER/tavns-protocols@.*", word), (
            word
        )
