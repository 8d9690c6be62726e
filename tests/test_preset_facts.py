"""The real presets: each says what was read, value by value, and nothing else; and the tool knows each.

This module alone looks at `presets/`. All other tests count in `tests/base/`, so that a preset is one file and its facts.
"""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli

from leaves import leaves
from readings import FACTS, Table, complaints, facts

ROOT = Path(__file__).parent.parent
PRESETS = ROOT / "presets"
ALL = {path.stem for path in PRESETS.rglob("*.toml")}
"""The names of all records, those beyond the review too."""
FILES = {path.stem: path for path in sorted([*PRESETS.glob("*.toml"), *PRESETS.glob("studies/*.toml")])}


def load(name: str) -> Table:
    return tomli.loads(FILES[name].read_text(encoding="utf-8"))


@pytest.fixture(params=FILES)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


# --- what each says ---------------------------------------------------------------------------------------


def test_every_preset_has_its_facts_and_all_facts_have_their_preset() -> None:
    assert {path.stem for path in FACTS.glob("*.toml")} == FILES.keys()


def test_preset_holds_every_reading_and_nothing_else(name: str) -> None:
    assert complaints(facts(name), load(name)) == []


def test_a_trial_is_a_record_and_says_what_was_read_of_it(name: str) -> None:
    if FILES[name].parent == PRESETS:  # a paradigm: no trial
        assert "kind" not in load(name)["study"]
        return
    assert load(name)["study"]["kind"] == "record"
    header = re.sub(
        r"\s+", " ", FILES[name].read_text(encoding="utf-8").split("format = 1")[0].replace("#", "")
    )
    assert "Read:" in header
    if "review Table 1" in {reading.get("source") for reading in facts(name)["readings"]}:
        assert "the review's Table 1 (first line of each cell)" in header


def test_arms_add_up(name: str) -> None:
    preset = load(name)
    total = preset["study"].get("participants")
    sizes = [arm["participants"] for arm in preset["arms"].values() if "participants" in arm]
    if preset["study"].get("design") == "crossover":
        assert all(arm <= total for arm in sizes)
    else:
        assert not sizes or (len(sizes) == len(preset["arms"]) and sum(sizes) == total)


def test_sessions_add_up(name: str) -> None:
    schedule = load(name).get("schedule", {})
    days = schedule.get("days", schedule.get("weeks", 0) * schedule.get("days_per_week", 0))
    total = days * schedule.get("sessions_per_day", 0)
    assert not total or "total_sessions" not in schedule or schedule["total_sessions"] == total


def test_those_of_one_cohort_name_each_other() -> None:
    cohorts = {name: load(name)["study"].get("cohort") for name in FILES}
    for name, cohort in cohorts.items():
        others = {other for other in FILES if other != name and cohort and cohorts[other] == cohort}
        assert set(facts(name).get("same_cohort_as", [])) == others, name


def test_a_record_among_the_examples_is_the_preset_as_it_is() -> None:
    for path in (ROOT / "examples" / "study-repository" / "records").glob("*.toml"):
        assert path.read_bytes() == FILES[path.stem].read_bytes(), path.name


# --- the checker is checked: whatever is changed in a preset or in its facts, it says so -------------------


def put(preset: Table, path: str, value: Any) -> Table:
    """Return a copy with another value at the path; None takes it out."""
    tampered = copy.deepcopy(preset)
    *parents, key = path.split(".")
    table = tampered
    for parent in parents:
        table = table.setdefault(parent, {})
    if value is None:
        del table[key]
    else:
        table[key] = value
    return tampered


def others(value: Any) -> list[Any]:
    """Return wrong values near the right one; None: the value is gone."""
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int | float):
        return [value + 1, value * 10, value / 10, None]
    if isinstance(value, str):
        return [f"{value} x", None]
    if isinstance(value, list):
        return [[*value, "helix"], value[1:], None]
    return [value | {end: value[end] + 1} for end in value] + [value["min"], None]


def test_changed_value_is_reported(name: str) -> None:
    said, preset = facts(name), load(name)
    unseen = [
        (path, other)
        for path, value in leaves(preset)
        if not path.endswith((".notes", ".label"))  # what the readings do not speak of may be said there
        and path != "study.kind"
        and not (path == "study.title" and path not in preset["sources"])
        for other in others(value)
        if not complaints(said, put(preset, path, other))
    ]
    assert unseen == []


def test_changed_source_is_reported(name: str) -> None:
    said, preset = facts(name), load(name)
    for path, source in preset["sources"].items():
        for wrong in (source | {"kind": "own_choice"}, source | {"cite": "PMC1"}, None):
            tampered = copy.deepcopy(preset)
            if wrong is None:
                del tampered["sources"][path]
            else:
                tampered["sources"][path] = wrong
            assert complaints(said, tampered), (path, wrong)


def test_changed_conflict_is_reported(name: str) -> None:
    said, preset = facts(name), load(name)
    for i, conflict in enumerate(preset.get("conflicts", [])):
        for wrong in (
            {"claims": conflict["claims"][:1]},
            {"resolution": ""},
            {"field": ""},
            {"notes": "C-X-1"},
        ):
            tampered = copy.deepcopy(preset)
            tampered["conflicts"][i].update(wrong)
            assert complaints(said, tampered), wrong
        assert complaints(
            said, preset | {"conflicts": preset["conflicts"][:i] + preset["conflicts"][i + 1 :]}
        )


def test_added_value_is_reported(name: str) -> None:
    tampered = put(load(name), "electrode.material", "gold")
    assert any("no reading stands behind" in complaint for complaint in complaints(facts(name), tampered))


def test_reading_that_is_held_nowhere_is_reported(name: str) -> None:
    said = facts(name)
    said["readings"].append({"field": "electrode", "value": "gold", "kind": "registry", "source": "NCT1"})
    assert any("held nowhere" in complaint for complaint in complaints(said, load(name)))


def test_changed_reading_is_reported(name: str) -> None:
    """Every reading is looked at: with another value it no longer fits the preset."""
    said, preset = facts(name), load(name)
    for i, reading in enumerate(said["readings"]):
        if "value" in reading:
            changed = copy.deepcopy(said)
            changed["readings"][i]["value"] = altered(reading["value"])
            assert complaints(changed, preset), reading


def altered(value: Any) -> Any:
    if isinstance(value, list):
        return [altered(value[0]), *value[1:]]
    if isinstance(value, dict):
        return value | {"n": value["n"] + 1}
    return value + 1 if isinstance(value, int | float) else "something else"


@pytest.mark.parametrize(
    "hold",
    [
        {},
        {"at": "schedule.weeks", "value": 4},
        {"says": "4 weeks"},
        {"at": "schedule.weeks", "items": 0},
        {"in": "x"},
    ],
)
def test_what_holds_nothing_of_a_reading_is_reported(hold: Table) -> None:
    source = {"cite": "NCT1", "kind": "registry"}
    preset = {"format": 1, "schedule": {"weeks": 4}, "sources": {"schedule.weeks": source}}
    reading = {"field": "weeks", "value": 4, "kind": "registry", "source": "NCT1"}
    right = {"at": "schedule.weeks"}
    assert complaints({"roles": {}, "readings": [reading | {"held": [right]}]}, preset) == []
    assert complaints({"roles": {}, "readings": [reading | {"held": [right, hold]}]}, preset)


# --- what the tool makes of them --------------------------------------------------------------------------


def run(*words: str, base: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python as a process, with the real base or with one in a folder."""
    env = {key: value for key, value in os.environ.items() if key != "TAVNS_BASE"} | {"COLUMNS": "200"}
    env |= {"TAVNS_BASE": str(base)} if base else {}
    words = (sys.executable, *words)
    return subprocess.run(words, capture_output=True, env=env, check=False, text=True, input=stdin, cwd=ROOT)


def tavns(*words: str, base: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return run("-m", "protocols", *words, base=base, stdin=stdin)


def test_the_tool_lists_every_preset() -> None:
    listed = tavns("presets").stdout
    assert set(re.findall(r"^([a-z]\S+) ", listed.split("\n\n")[0], re.MULTILINE)) - {"name"} == ALL


def test_no_preset_has_an_error_or_a_fault_of_shape_or_sums() -> None:
    made = tavns("check", *map(str, FILES.values()), "--format", "json")
    assert made.returncode == 0, made.stderr
    files = json.loads(made.stdout)["files"]
    assert len(files) == len(FILES)
    for file in files:
        codes = {one["code"] for one in file["findings"]}
        assert {
            code for code in codes - {"KEY011"} if code[:3] in ("TOM", "KEY", "TIM", "DSN", "WAI", "SRC")
        } == set()


def test_a_draft_of_every_preset_checks_without_an_error() -> None:
    code = """
from protocols.check.engine import lint
from protocols.draft import draft
from protocols.lib.resources import preset_files
for name in preset_files():
    for one in lint(draft(name, from_preset=name)).findings:
        if one.severity == "error":
            print(name, one.code, one.message)
"""
    assert (made := run("-c", code)).stdout == "", made.stdout
    assert made.returncode == 0, made.stderr


# --- a new one --------------------------------------------------------------------------------------------

NEWCOMER = """format = 1
[study]
title = "Another trial"
kind = "record"
condition = "migraine"
design = "single_arm"
participants = 12
[stimulation]
frequency_hz = 3
sites = ["cymba_conchae"]
side = "left"
[schedule]
weeks = 2
[arms.tavns]
role = "active"
"""
PLAN = 'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n[stimulation]\nfrequency_hz = 10\n[arms.a]\nrole = "active"\n'
CHECKOUT = ("src", "presets", "schemas", "examples", "pyproject.toml")
TESTS = (
    "base",
    "base.toml",
    "rules",
    "methods",
    "conftest.py",
    "pages.py",
    "test_rule_pages.py",
    "test_methods.py",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a new preset among those that there are."""
    folder = tmp_path_factory.mktemp("checkout")
    for source in (*(ROOT / part for part in CHECKOUT), *(ROOT / "tests" / part for part in TESTS)):
        copy_of = folder / source.relative_to(ROOT)
        copy_of.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy_of, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy_of)
    (folder / "presets" / "studies" / "another-2099.toml").write_text(NEWCOMER, encoding="utf-8")
    return folder


def test_a_new_preset_is_known_wherever_presets_are(checkout: Path, tmp_path: Path) -> None:
    listed = tavns("presets", base=checkout).stdout
    assert re.search(
        r"^another-2099 +review +migraine +3 +cymba conchae +left +2 weeks +no sham +12$",
        listed,
        re.MULTILINE,
    )
    assert f"\n{len(ALL) + 1} presets." in listed
    checked = tavns("check", str(checkout / "presets" / "studies" / "another-2099.toml"), base=checkout)
    assert checked.returncode == 0, checked.stdout
    assert "3 Hz in 1 (Another 2099)" not in tavns("check", "-", stdin=PLAN).stdout
    assert "3 Hz in 1 (Another 2099)" in " ".join(
        tavns("check", "-", base=checkout, stdin=PLAN).stdout.split()
    )
    made = tavns("new", str(tmp_path / "study.toml"), "--preset", "another-2099", base=checkout)
    assert made.returncode == 0, made.stderr
    assert 'based_on = "another-2099"' in (tmp_path / "study.toml").read_text(encoding="utf-8")


def test_a_new_preset_changes_no_expected_output(checkout: Path) -> None:
    words = (
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(checkout),
        "-k",
        "LIT or what_is_read",
    )
    env = {**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    tests = (str(checkout / "tests" / "test_rule_pages.py"), str(checkout / "tests" / "test_methods.py"))
    made = subprocess.run(
        (sys.executable, *words, *tests), capture_output=True, env=env, check=False, text=True, cwd=checkout
    )
    assert made.returncode == 0, made.stdout
