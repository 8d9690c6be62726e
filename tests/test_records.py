"""Records of trials: the form, what is held against one before it is taken, and the page that shows them all."""

import subprocess
import sys
from pathlib import Path

import pytest

from protocols.check.records import complaints, lacking
from protocols.document.reading import read
from protocols.model import Study
from protocols.model.faults import build

ROOT = Path(__file__).parent.parent
TAVNS = Path(sys.executable).parent / "tavns"
TRIALS = sorted((ROOT / "presets" / "trials").glob("*.toml"))
RECORD = """\
format = 1
[study]
title = "Smith 2026: taVNS in migraine"
kind = "record"
status = "published"
condition = "migraine"
[stimulation]
sites = ["cymba_conchae"]
frequency_hz = 25
[schedule]
[arms.tavns]
role = "active"
[sources]
"study.condition" = { cite = "doi:10.1000/x", kind = "primary_abstract", confidence = "V1" }
"stimulation.sites" = { cite = "doi:10.1000/x", kind = "primary_abstract", confidence = "V1" }
"stimulation.frequency_hz" = { cite = "doi:10.1000/x", kind = "primary_abstract", confidence = "V1" }
"""


def said(text: str, name: str = "smith-2026") -> list[str]:
    return complaints(read(text.encode(), f"{name}.toml"), name, {"straube-2015": 0})


@pytest.mark.parametrize("path", TRIALS, ids=lambda path: path.stem)
def test_every_record_beyond_the_review_can_be_taken(path: Path) -> None:
    assert complaints(read(path.read_bytes(), path.name), path.stem, {}) == []


def test_a_record_with_a_source_for_every_value_can_be_taken() -> None:
    assert said(RECORD) == []


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('kind = "record"', 'kind = "plan"', 'study.kind is not "record"'),
        ('status = "published"\n', "", 'study.status is missing: write "published" or "registered"'),
        ('condition = "migraine"\n', "", "study.condition is missing"),
        ('= "migraine"', '= "hiccups"', 'study.condition = "hiccups" has no term yet'),
        ("[schedule]", "[schedule]\nweeks = 4", "schedule.weeks has no entry in [sources]"),
        (', confidence = "V1" }\n"stim', ' }\n"stim', "the source of study.condition does not say confidence"),
        ('kind = "primary_abstract", ', "", "the source of study.condition does not say kind"),
        ("frequency_hz = 25", "frequency_hz = 25\non_s = 3", "stimulation.on_s has no entry in [sources]"),
        ("frequency_hz = 25", "freqency_hz = 25", "line 9: KEY001"),
        ("[schedule]", "[schedule]\ntotal_sessions = 9\nweeks = 4\ndays_per_week = 1\nsessions_per_day = 1", "line 11: TIM004"),
        ('"stimulation.frequency_hz" =', '"stimulation.pulse_width_us" =', "stimulation.frequency_hz has no entry"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named(was: str, becomes: str, complaint: str) -> None:
    assert was in RECORD
    found = said(RECORD.replace(was, becomes, 1))
    assert any(one.startswith(complaint) for one in found), found


def test_a_record_has_a_name_of_its_own_and_two_settings() -> None:
    assert said(RECORD, "straube-2015") == ["there is a record straube-2015 already"]
    assert said(RECORD, "Smith 2026")[0].startswith("the file is called Smith 2026: small letters and digits")
    one = RECORD.replace('sites = ["cymba_conchae"]\n', "").replace('"stimulation.sites"', "# ")
    assert said(one) == ["1 setting of an active arm, or what the sham is; a record has at least 2"]


def test_what_a_record_lacks_is_what_trials_are_compared_in() -> None:
    study = build(read(RECORD.encode(), "x").data or {})
    assert isinstance(study, Study)
    assert lacking(study) == ["pulse width", "side", "current", "on and off", "session", "course", "device"]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TAVNS, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.installed
def test_a_form_is_written_and_says_what_is_still_against_it(tmp_path: Path) -> None:
    made = run(tmp_path, "new", "--record", "smith-2026.toml")
    assert (made.returncode, made.stderr) == (0, "")
    assert "tavns presets check smith-2026.toml" in made.stdout
    ran = run(tmp_path, "presets", "check", "smith-2026.toml")
    assert ran.returncode == 1
    assert ran.stdout.endswith("1 record: 0 can be taken, 1 cannot\n")
    assert run(tmp_path, "new", "--record", "smith-2026.toml").returncode == 2
    (tmp_path / "smith-2026.toml").write_text(RECORD, encoding="utf-8")
    ran = run(tmp_path, "presets", "check", "smith-2026.toml")
    assert (ran.returncode, ran.stdout) == (0, "1 record: 1 can be taken\n")
    assert run(tmp_path, "presets", "check", "other.toml").returncode == 2


def test_every_line_of_the_form_can_be_uncommented(tmp_path: Path) -> None:
    run(tmp_path, "new", "--record", "smith-2026.toml")
    text = (tmp_path / "smith-2026.toml").read_text(encoding="utf-8")
    lines = [
        line[2:] if line.startswith(("# ", '# "')) and " = " in line and "records" not in line else line
        for line in text.splitlines()
    ]
    whole = (
        "\n".join(lines)
        .replace("# [[results]]", "[[results]]")
        .replace(" …", " 1")
        .replace("CONDITION", "migraine")
    )
    document = read(whole.encode(), "smith-2026.toml")
    assert document.problems == ()
    study = build(document.data or {})
    assert isinstance(study, Study), study


def test_the_page_shows_every_record() -> None:
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    for path in [*TRIALS, *(ROOT / "presets" / "studies").glob("*.toml")]:
        assert f"| [{path.stem}](../{path.relative_to(ROOT).as_posix()}) |" in page
