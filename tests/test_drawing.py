"""Every drawing, of every preset and of any valid protocol: well-formed, described, self-contained, the same twice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawn import SVG, ids, measures, referred, told, tree, words
from protocols import Study, presets
from protocols.check.engine import load
from protocols.document.reading import read
from protocols.dose.electrical import dose
from protocols.drawing import PARAMETERS, Exposure, bar, course, ear_of, pulse, session, strip, train
from protocols.drawing.colours import SCHEMES, settled
from protocols.model.faults import build
from strategies import documents

ROOT = Path(__file__).parent.parent
EXAMPLE = load(ROOT / "examples" / "migraine-two-arms.toml")
EMPTIEST = '[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'
COLOUR = re.compile(r"var\(--[a-z-]+, [^)]+\)|url\(#[^)]+\)|none")


def study(text: str) -> Study:
    """Return a study from the text of a file without its first line."""
    document = read(f"format = 1\n{text}".encode(), "x")
    assert document.data is not None
    built = build(document.data)
    assert isinstance(built, Study), built
    return built


def every_drawing(one: Study) -> Iterator[str]:
    """Yield every drawing of a study, in the way that a page would."""
    yield ear_of(one, "ear")
    for number, arm in enumerate(one.arms.values()):
        yield pulse(arm, f"pulse-{number}")
        yield train(arm, f"train-{number}")
        yield session(arm, f"session-{number}")
        yield course(one, arm, f"course-{number}")
        density = dose(arm)["rms_density"]
        yield bar(Exposure(density.label, density.value, density.unit, 2.0), f"bar-{number}")
    for key in PARAMETERS:
        yield strip(one, key, f"strip-{key}")


def check(drawings: list[str]) -> None:
    """Hold what is true of every drawing, alone and in one page with the others."""
    for svg in drawings:
        root = tree(svg)
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        assert (root.findtext(f"{SVG}title") or "").strip()
        assert (root.findtext(f"{SVG}desc") or "").strip()
        left, top, wide, high = (float(number) for number in (root.get("viewBox") or "").split())
        assert (left, top) == (0, 0)
        assert wide == 640
        assert 20 < high < 4000
        assert set(referred(svg)) <= set(ids(svg))
        assert not {one.tag.removeprefix(SVG) for one in root.iter()} & {"script", "image", "style"}
        assert not [one for one in measures(svg) if re.search(r"nan|inf", one)]
        assert not [one for one in measures(svg) if "http" in one]
        assert not [one for one in measures(svg) if "url(" in one]
    found = [one for svg in drawings for one in ids(svg)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_is_drawn(name: str) -> None:
    drawings = list(every_drawing(presets()[name]))
    check(drawings)
    assert drawings == list(every_drawing(presets()[name]))


def test_the_emptiest_draft_is_drawn_and_says_what_is_lacking() -> None:
    empty = study(EMPTIEST)
    check(list(every_drawing(empty)))
    arm = empty.arms["a"]
    assert "needs stimulation.pulse_width_us" in words(pulse(arm))
    assert "needs stimulation.frequency_hz" in words(train(arm))
    assert "schedule.session_min" in words(session(arm))
    assert "schedule.weeks" in words(course(empty, arm))
    assert "site not stated" in words(ear_of(empty)).lower()
    for svg in (pulse(arm), train(arm), session(arm), course(empty, arm)):
        assert not re.search(r"\d+ (µs|Hz|mA|min|weeks)", told(svg))


def test_a_protocol_may_speak_of_nan_and_of_addresses() -> None:
    text = EMPTIEST.replace('title = "x"', 'title = "nan, inf, <script>, url(x), href=, http://x"').replace(
        "arms.a", "arms.nan"
    )
    check(list(every_drawing(study(text))))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_valid_protocol_is_drawn(document: dict[str, object]) -> None:
    built = build(document)
    assert isinstance(built, Study)
    check(list(every_drawing(built)))


@given(st.text(min_size=1, max_size=40))
def test_words_of_a_protocol_come_out_as_words(text: str) -> None:
    import tomli_w

    document = {
        "format": 1,
        "study": {"title": text},
        "stimulation": {"sites": ["off_ear"], "site_detail": text},
        "arms": {"a": {"role": "active", "label": text}},
        "outcomes": {"b": {"measure": text, "time_points_weeks": [1]}},
    }
    built = build(read(tomli_w.dumps(document).encode(), "x").data or {})
    assert isinstance(built, Study)
    check(list(every_drawing(built)))


def test_markup_in_a_name_is_text() -> None:
    name = "<script>alert(1)</script> & ](javascript:alert(1))"
    drawings = list(every_drawing(study(f"[study]\ntitle='x'\n[arms.a]\nrole='active'\nlabel='{name}'\n")))
    check(drawings)
    assert name in told(drawings[0])
    assert "<script>" in words(drawings[1])


def test_signs_that_cannot_be_seen_are_shown_as_such() -> None:
    hidden = study('[study]\ntitle="x"\n[arms.a]\nrole="active"\nlabel="a\\u202Eb\\u0007c\\nd"\n')
    assert "a\ufffdb\ufffdc d" in told(ear_of(hidden))


@pytest.mark.parametrize("name", ["ear", *[f"strip-{key}" for key in PARAMETERS]])
def test_a_prefix_changes_ids_and_nothing_else(name: str) -> None:
    one, other = (
        ear_of(EXAMPLE, prefix) if name == "ear" else strip(EXAMPLE, name.removeprefix("strip-"), prefix)
        for prefix in ("p", "other")
    )
    assert set(ids(one)).isdisjoint(ids(other))
    assert re.sub(r"\bother-", "p-", other) == one


def test_text_is_ink_on_paper_or_paper_on_ink() -> None:
    """Contrast is the page's own: text takes its colour, or lies on a badge of it."""
    for svg in every_drawing(EXAMPLE):
        for one in tree(svg).iter(f"{SVG}text"):
            assert one.get("fill") in ("var(--ink, currentColor)", "var(--paper, Canvas)")
            assert one.get("fill-opacity") is None
            assert one.get("opacity") is None


def test_every_colour_is_a_variable_with_a_fallback() -> None:
    for svg in every_drawing(EXAMPLE):
        for one in tree(svg).iter():
            for name in ("fill", "stroke"):
                assert COLOUR.fullmatch(one.get(name) or "none"), one.attrib


def test_arms_of_a_study_are_named_in_words() -> None:
    said = told(ear_of(EXAMPLE))
    assert "Arm A, tavns, active: cymba conchae; left ear, marked filled." in said
    assert (
        "Arm B, sham, sham: helix; left ear; method: inactive site, marked hatched, dashed outline." in said
    )


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", list(SCHEMES))
def test_colours_are_told_from_their_ground(scheme: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours["ink"], colours["paper"]) > 7
    for role in ("active", "comparator", "sham"):
        assert contrast(colours[role], colours["paper"]) > 4.5
        assert contrast(colours[role], colours["ear"]) > 3
    assert contrast(colours["rule"], colours["paper"]) > 3
    assert contrast(colours["ear-line"], colours["ear"]) > 4.5


def test_a_drawing_without_variables_for_programs_that_know_none() -> None:
    for scheme in SCHEMES:
        svg = settled(ear_of(EXAMPLE), scheme)
        tree(svg)
        assert "var(" not in svg
        assert SCHEMES[scheme]["active"] in svg
    named = study(
        '[study]\ntitle="x"\n[arms.a]\nrole="active"\nlabel=\'fill="var(--ink, red) var(--x, y)"\'\n'
    )
    assert 'fill="var(--ink, red) var(--x, y)"' in told(settled(ear_of(named)))
