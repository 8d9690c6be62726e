"""What a sham is called and what the file says of it: electrodes that contradict the sites are told nowhere."""

from pathlib import Path

import pytest

from protocols import Config, lint, load
from protocols.drawing.ear import ear_of
from protocols.formats.methods import FORMATS
from protocols.formats.overview import as_markdown
from protocols.formats.style import Style
from protocols.methods import STYLES
from protocols.overview import overview

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
POLES = 'anode_site = "cymba_conchae"\ncathode_site = "cavum_conchae"\n'
SHARED = EXAMPLE.replace("[electrode]\n", "[electrode]\n" + POLES)


def test_no_text_says_that_a_sham_elsewhere_has_the_electrodes_of_the_active_arm() -> None:
    study = load(SHARED)
    paper = FORMATS["text"](STYLES["paper"](study), "study.toml", Style(width=200))
    of_sham = paper[paper.index("Sham: sham") :]
    assert "cymba" not in of_sham
    assert "cavum" not in of_sham
    assert "[not specified: anode site; cathode site" in of_sham
    row = next(
        line for line in as_markdown(overview(study), "study.toml").split("\n") if "anode site" in line
    )
    assert [cell.strip() for cell in row.split("|")][2:5] == ["anode site", "cymba conchae", ""]
    sham = ear_of(study).split("sham")[-1]
    assert "electrodes (not drawn)" not in sham


def test_the_finding_about_them_leads_to_electrodes_of_the_shams_own() -> None:
    found = [one for one in lint(SHARED).findings if one.code in ("SHM012", "ELE009", "SHM002")]
    assert [(one.code, str(one.severity)) for one in found] == [("SHM012", "error")]
    assert "[arms.sham.electrode]" in found[0].help
    own = SHARED.replace(
        "[arms.sham.stimulation]\n",
        '[arms.sham.electrode]\nanode_site = "helix"\ncathode_site = "helix"\n\n[arms.sham.stimulation]\n',
    )
    assert not [one for one in lint(own).findings if one.code in ("SHM012", "ELE009", "SHM002")]


RAMP = (
    'format = 1\n[study]\ntitle = "A study"\n[stimulation]\npattern = "continuous"\nduty_cycle = 0.4\n'
    '[arms.a]\nrole = "active"\n[arms.b]\nrole = "sham"\nsham_method = "ramp_then_off"\n'
)


@pytest.mark.parametrize(
    ("own", "is_open"),
    [
        ("off_s = 600\n", True),
        ("ramp_s = 0\n", True),
        ("on_s = 30\n", False),
        ("duty_cycle = 0.01\n", False),
        ('pattern = "intermittent"\n', False),
        ('pattern = "gated"\nduty_cycle = 0.1\n', False),
    ],
)
def test_it_is_asked_when_a_ramp_stops_only_where_the_sham_does_not_say(own: str, is_open: bool) -> None:
    found = lint(RAMP + "[arms.b.stimulation]\n" + own, config=Config(profile="ethics")).findings
    assert any(one.code == "SHM013" for one in found) == is_open
