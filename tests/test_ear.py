"""The drawn ear: every term has its place, and the places lie to one another as anatomy says."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import SVG, box, parts, told, tree, words
from protocols.drawing import Placement, ear, ear_of
from protocols.drawing.geometry import Point, crosses, inside, polygon
from protocols.drawing.labels import GAP, Label, place
from protocols.drawing.shapes import figure, places
from protocols.model.terms import OFF_THE_EAR, PARTS, SITES
from test_drawing import EXAMPLE, study

REGIONS = {part: polygon(curves) for place in places().values() for part, curves in place.regions.items()}
AROUND = {"preauricular", "mastoid"}
ON_THE_AURICLE = [term for term in SITES if term not in OFF_THE_EAR | AROUND | set(PARTS)]
AURICLE = polygon(figure("auricle").outline)
CANAL = {"ear_canal_anterior", "ear_canal_posterior"}
GRID = [(float(x), float(y)) for x in range(70, 350, 4) for y in range(34, 446, 4)]


def middle(term: str) -> Point:
    """Return the middle of a region's points on a grid, which may lie outside a curved one."""
    found = [point for point in GRID if inside(point, REGIONS[term])]
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def size(term: str) -> int:
    return sum(inside(point, REGIONS[term]) for point in GRID)


def border(term: str, other: str) -> bool:
    """Say whether two regions share an edge: more corners in common than the two ends of a line."""
    ours, theirs = ({(round(x, 3), round(y, 3)) for x, y in REGIONS[one]} for one in (term, other))
    return len(ours & theirs) > 2


def test_every_term_has_a_place() -> None:
    assert tuple(places()) == SITES
    for term, found in places().items():
        assert set(found.regions) == set(PARTS.get(term, {term}))
        assert all(len(REGIONS[part]) > 8 or term == "off_ear" for part in found.regions)


@pytest.mark.parametrize("term", SITES)
def test_a_label_leads_to_its_place(term: str) -> None:
    found = places()[term]
    assert any(inside(found.point, polygon(curves)) for curves in found.regions.values())


@pytest.mark.parametrize("term", SITES)
def test_a_region_is_closed_without_jumps(term: str) -> None:
    for curves in places()[term].regions.values():
        for one, following in zip(curves, [*curves[1:], curves[0]], strict=True):
            assert one.end == pytest.approx(following.start)


@pytest.mark.parametrize("term", ON_THE_AURICLE)
def test_parts_of_the_auricle_lie_on_it(term: str) -> None:
    # An edge that is shared with the outline lies neither inside nor outside.
    shared = {(round(x, 6), round(y, 6)) for x, y in AURICLE}
    corners = [point for point in REGIONS[term] if (round(point[0], 6), round(point[1], 6)) not in shared]
    assert all(inside(point, AURICLE) for point in corners)


@pytest.mark.parametrize("term", sorted(AROUND))
def test_what_is_around_the_ear_lies_off_the_auricle(term: str) -> None:
    assert not any(inside(point, AURICLE) for point in REGIONS[term])


def test_the_parts_do_not_overlap_but_for_the_canal_in_the_cavum() -> None:
    for point in GRID:
        holding = {term for term in ON_THE_AURICLE if inside(point, REGIONS[term])}
        assert len(holding - CANAL) <= 1, (point, holding)
        if holding & CANAL:
            assert "cavum_conchae" in holding
            assert len(holding & CANAL) == 1


def test_the_parts_cover_the_auricle() -> None:
    within = [point for point in GRID if inside(point, AURICLE)]
    covered = [point for point in within if any(inside(point, REGIONS[term]) for term in ON_THE_AURICLE)]
    assert len(covered) / len(within) > 0.98


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("cymba_conchae", "crus_of_helix"),
        ("crus_of_helix", "cavum_conchae"),
        ("cymba_conchae", "cavum_conchae"),
        ("crura_antihelicis", "cymba_conchae"),
        ("crura_antihelicis", "antihelix"),
        ("fossa_triangularis", "cymba_conchae"),
        ("cavum_conchae", "antitragus"),
        ("tragus_outer", "antitragus"),
        ("antitragus", "earlobe"),
        ("helix", "earlobe"),
    ],
)
def test_what_is_above(upper: str, lower: str) -> None:
    assert middle(upper)[1] < middle(lower)[1]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("preauricular", "tragus_outer"),
        ("tragus_outer", "tragus_inner"),
        ("tragus_inner", "ear_canal_anterior"),
        ("ear_canal_anterior", "ear_canal_posterior"),
        ("ear_canal_posterior", "antihelix"),
        ("tragus_inner", "antitragus"),
        ("crus_of_helix", "cymba_conchae"),
        ("fossa_triangularis", "scapha"),
        ("antihelix", "scapha"),
        ("scapha", "mastoid"),
        ("neck_front", "neck_nape"),
        ("forehead", "neck_nape"),
        ("chest", "shoulder"),
    ],
)
def test_what_is_in_front(front: str, back: str) -> None:
    """The face of a left ear is to the left."""
    assert places()[front].point[0] < places()[back].point[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("helix", "scapha"),
        ("scapha", "antihelix"),
        ("scapha", "crura_antihelicis"),
        ("antihelix", "crura_antihelicis"),
        ("antihelix", "antitragus"),
        ("crura_antihelicis", "fossa_triangularis"),
        ("helix", "fossa_triangularis"),
        ("helix", "crus_of_helix"),
        ("helix", "earlobe"),
        ("crus_of_helix", "cymba_conchae"),
        ("crus_of_helix", "cavum_conchae"),
        ("cymba_conchae", "crura_antihelicis"),
        ("cavum_conchae", "antihelix"),
        ("cavum_conchae", "antitragus"),
        ("cavum_conchae", "tragus_inner"),
        ("tragus_inner", "tragus_outer"),
        ("ear_canal_anterior", "ear_canal_posterior"),
        ("neck_front", "neck_nape"),
        ("shoulder", "arm"),
    ],
)
def test_neighbours_share_an_edge(one: str, other: str) -> None:
    assert border(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("helix", "antihelix"),
        ("tragus_inner", "antitragus"),  # the intertragic notch lies between them
        ("cymba_conchae", "fossa_triangularis"),  # the inferior crus lies between them
        ("tragus_outer", "cavum_conchae"),
        ("scapha", "cavum_conchae"),
        ("cymba_conchae", "tragus_inner"),
    ],
)
def test_what_is_apart_shares_no_edge(one: str, other: str) -> None:
    assert not border(one, other)


def test_the_crura_enclose_the_fossa_between_them() -> None:
    x, y = places()["fossa_triangularis"].point
    above = [point for point in GRID if inside(point, REGIONS["crura_antihelicis"]) and point[1] < y]
    below = [point for point in GRID if inside(point, REGIONS["crura_antihelicis"]) and point[1] > y]
    assert any(right > x for right, _ in above)
    assert any(abs(right - x) < 8 for right, _ in below)


def test_the_helix_goes_round_scapha_and_fossa() -> None:
    for term in ("scapha", "fossa_triangularis", "cymba_conchae"):
        x, y = places()[term].point
        helix = [point for point in GRID if inside(point, REGIONS["helix"])]
        assert any(right < x and abs(down - y) < 30 for right, down in helix)
        assert any(right > x and abs(down - y) < 8 for right, down in helix)
        assert any(down < y and abs(right - x) < 8 for right, down in helix)


def test_the_canal_opens_in_the_cavum_behind_the_tragus() -> None:
    for wall in CANAL:
        assert all(inside(point, REGIONS["cavum_conchae"]) for point in REGIONS[wall])
    tragus = max(x for x, _ in REGIONS["tragus_inner"])
    assert 0 < min(x for x, _ in REGIONS["ear_canal_anterior"]) - tragus < 12


def test_the_ear_is_long_and_its_lobe_hangs() -> None:
    xs, ys = [x for x, _ in AURICLE], [y for _, y in AURICLE]
    assert 0.5 < (max(xs) - min(xs)) / (max(ys) - min(ys)) < 0.65
    assert max(y for _, y in REGIONS["earlobe"]) == pytest.approx(max(ys))
    assert min(y for _, y in REGIONS["helix"]) == pytest.approx(min(ys))
    assert size("cavum_conchae") > size("cymba_conchae")


def marks(svg: str) -> dict[str, set[str]]:
    """Return the regions that are marked with their roles."""
    found: dict[str, set[str]] = {}
    for one in tree(svg).iter():
        if one.get("data-role"):
            found.setdefault(one.get("data-site") or "", set()).add(one.get("data-role") or "")
    return found


@pytest.mark.parametrize("term", SITES)
def test_a_site_marks_its_regions_and_no_others(term: str) -> None:
    svg = ear([Placement("a", "active", (term,), "left")])
    assert marks(svg) == {part: {"active"} for part in PARTS.get(term, {term})}
    assert len(parts(svg, "label", site=term)) == 1
    assert places()[term].words in told(svg)


def test_roles_differ_by_pattern_badge_and_words() -> None:
    roles = ("active", "active_comparator", "sham")
    svg = ear([Placement(role, role, ("helix",), "left") for role in roles])
    fills = [
        one.get("fill")
        for one in tree(svg).iter()
        if one.get("data-site") == "helix" and one.get("data-role")
    ]
    assert len(set(fills)) == 3
    badges = [one.find("*") for one in tree(svg).iter() if one.get("data-badge")]
    assert {one.tag for one in badges if one is not None} == {f"{SVG}circle", f"{SVG}path", f"{SVG}rect"}
    assert all(word in told(svg) for word in ("filled", "dotted", "hatched"))


@pytest.mark.parametrize(
    ("side", "panels"),
    [
        ("left", ["left"]),
        ("right", ["right"]),
        ("bilateral", ["right", "left"]),
        ("alternating", ["right", "left"]),
        (None, ["unknown"]),
    ],
)
def test_the_side_is_shown(side: str | None, panels: list[str]) -> None:
    svg = ear([Placement("a", "active", ("cymba_conchae",), side)])
    assert [found for one in tree(svg).iter() if (found := one.get("data-panel"))] == panels
    if side is None:
        assert "side not stated (drawn as a left ear)" in words(svg)


def test_a_right_ear_is_the_mirror_image_of_a_left_one() -> None:
    left, right = (
        ear([Placement("a", "active", ("tragus_outer", "helix"), side)]) for side in ("left", "right")
    )
    shapes = []
    for svg in (left, right):
        tragus, helix = (
            box(
                next(one for one in tree(svg).iter() if one.get("data-site") == term and one.get("data-role"))
            )
            for term in ("tragus_outer", "helix")
        )
        shapes.append(
            (tragus[0] - helix[0], helix[2] - tragus[2], tragus[1] - helix[1], tragus[2] - tragus[0])
        )
    assert shapes[1][0] == pytest.approx(shapes[0][1], abs=0.02)
    assert shapes[1][1] == pytest.approx(shapes[0][0], abs=0.02)
    assert shapes[1][2:] == pytest.approx(shapes[0][2:], abs=0.02)
    assert "← face" in words(left)
    assert "face →" in words(right)
    assert "scale(-" not in right


def test_what_is_not_said_of_sites_is_said() -> None:
    svg = ear([Placement("a", "active", ("cymba_conchae", "tragus"), "left"), Placement("b", "sham")])
    assert "whether together or in turn is not stated" in told(svg)
    assert "Arm B, b, sham: site not stated; side not stated." in told(svg)
    off = ear(
        [Placement("a", "sham", ("off_ear",), "left", detail="the knee", method="no_current", current=False)]
    )
    assert "left side; method: no current; in words: the knee" in told(off)


def test_where_current_enters_and_leaves_is_said() -> None:
    file = '[electrode]\nanode_site = "cymba_conchae"\ncathode_site = "earlobe"\nreturn_site = "forehead"\n'
    arms = '[arms.a]\nrole = "active"\n[arms.b]\nrole = "sham"\nelectrode = { cathode_site = "tragus" }\n'
    svg = ear_of(study(f'[study]\ntitle = "x"\n{file}{arms}[arms.c]\nrole = "no_stimulation"\n'))
    first = "electrodes (not drawn): anode cymba conchae, cathode earlobe, return forehead."
    for said in (words(svg), told(svg)):
        assert first in said
        assert "anode cymba conchae, cathode tragus" in said
        assert said.count("electrodes") == 2
    assert "electrode" not in told(ear_of(EXAMPLE))


SUBSETS = st.lists(st.sampled_from(SITES), unique=True, max_size=8)


@given(SUBSETS, SUBSETS, st.sampled_from(["left", "right", "bilateral", None]))
def test_labels_and_their_lines_do_not_overlap(active: list[str], sham: list[str], side: str | None) -> None:
    svg = ear([Placement("a", "active", tuple(active), side), Placement("b", "sham", tuple(sham), side)])
    for panel in (one for one in tree(svg).iter() if one.get("data-panel")):
        leaders = []
        for group in (one for one in panel.iter() if one.get("data-part") == "leader"):
            found = group.findall(f"{SVG}line")[-1]
            ends = [float(found.get(name) or 0) for name in ("x1", "y1", "x2", "y2")]
            leaders.append(((ends[0], ends[1]), (ends[2], ends[3])))
        assert not any(crosses(one, other) for one, other in combinations(leaders, 2))
        badges = [
            float(one.get("y") or 0)
            for label in panel.iter()
            if label.get("data-part") == "label"
            for one in label.findall(f"{SVG}g/{SVG}text")[:1]
        ]
        assert all(abs(one - other) >= 18 for one, other in combinations(badges, 2))


@given(
    st.lists(
        st.tuples(st.floats(15, 60), st.floats(120, 600), st.floats(0, 400)).map(
            lambda drawn: Label(drawn[0], (drawn[1], drawn[2]))
        ),
        max_size=12,
    )
)
def test_a_column_of_labels_keeps_them_apart(labels: list[Label]) -> None:
    middles = place(labels, 100.0, 0.0, 400.0)
    spans = sorted(
        (middle - label.height / 2, middle + label.height / 2)
        for middle, label in zip(middles, labels, strict=True)
    )
    assert all(after[0] - before[1] >= GAP - 1e-6 for before, after in pairwise(spans))
    assert not spans or spans[0][0] >= -1e-6
