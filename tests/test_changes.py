"""What is a change of a protocol, of which class, what follows from it, and whether it is said why."""

import datetime
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from protocols import Study, load
from protocols.changes import Change, Revision, Version, between
from protocols.changes.amendments import block
from protocols.changes.classes import CLASSES, GRAVE, classes_of
from protocols.changes.study import changes
from protocols.check.configuration.config import Config
from protocols.document.reading import read
from protocols.lib.resources import data
from protocols.model import Protocol
from protocols.model.faults import build
from protocols.model.paths import INHERITED, covers, dotted, is_table_list, keys_below, table_at
from strategies import TABLES, TEXT, Document, Kind, documents, holding

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
TODAY = datetime.date(2026, 11, 24)
SLOW = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=50,
)


def study(document: Document) -> Study:
    built = build(document)
    assume(isinstance(built, Study))
    assert isinstance(built, Study)
    return built


def diff(old: str, new: str) -> list[Change]:
    return changes(load(old), load(new))


def said(old: str, new: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, dotted(one.path), one.arms) for one in diff(old, new)]


def changed(right: str, wrong: str, text: str = EXAMPLE) -> str:
    assert text.count(right) == 1, right
    return text.replace(right, wrong)


def revision(old: str, new: str, profile: str = "draft") -> Revision:
    documents_ = read(old, "old.toml"), read(new, "new.toml")
    versions = [Version(document, load(document.text)) for document in documents_]
    return between(versions[0], versions[1], Config(TODAY, profile))


# ---------------------------------------------------------------- the classes


def every_key() -> Iterator[tuple[str | int, ...]]:
    """Yield every key of the format but `sources`, tables left out."""
    paths: list[tuple[str | int, ...]] = list(keys_below(Protocol))
    for name in ("arms", "outcomes"):
        table = table_at((name, "a"))
        assert table is not None
        paths += [(name, "a", *path) for path in keys_below(table)]
    for path in [path for path in paths if is_table_list(path)]:
        table = table_at((*path, 0))
        assert table is not None
        paths += [(*path, 0, *below) for below in keys_below(table)]
    yield from (path for path in paths if table_at(path) is None and not is_table_list(path))


def leaves(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name)


def test_every_key_of_the_format_has_a_class() -> None:
    keys = [key for key in every_key() if key not in {("arms",), ("outcomes",)}]
    assert len(keys) > 150
    for key in keys:
        found = classes_of(key)
        assert found, f"{key} has no class: write it into data/classes.toml"
        assert set(found) <= set(CLASSES), key


def test_every_class_is_of_a_key() -> None:
    known = {tuple(part for part in key if part not in ("a", 0)) for key in every_key()}
    known |= {("sources",), ("conflicts", "claims")}
    written = {path for path in leaves(data("classes")) if path[0] != "of_waivers"}
    assert written <= known, written - known


@pytest.mark.parametrize(
    ("key", "classes"),
    [
        ("stimulation.frequency_hz", ("dose",)),
        ("stimulation.intensity.max_ma", ("dose", "safety")),
        ("stimulation.intensity.current_ma", ("dose",)),
        ("electrode.contact_area_mm2", ("dose", "safety")),
        ("device.limits.frequency_hz", ("dose",)),
        ("arms.sham.sham_method", ("dose", "blinding", "safety")),
        ("blinding.participants", ("blinding",)),
        ("harms.stopping_rules", ("safety",)),
        ("eligibility.exclusion", ("safety", "population")),
        ("eligibility.inclusion", ("population",)),
        ("schedule.weeks", ("dose", "schedule")),
        ("schedule.time_of_day", ("schedule",)),
        ("outcomes.pain.measure", ("outcomes",)),
        ("study.title", ("administrative",)),
        ("arms.sham.label", ("administrative",)),
    ],
)
def test_a_key_is_of_the_classes_that_a_board_would_name(key: str, classes: tuple[str, ...]) -> None:
    assert classes_of(tuple(key.split("."))) == classes


# ---------------------------------------------------------------- what is no change


@SLOW
@given(documents())
def test_a_protocol_has_not_changed_from_itself(document: Document) -> None:
    assert changes(study(document), study(deepcopy(document))) == []


def shuffled(value: Any, draw: Any) -> Any:
    if isinstance(value, dict):
        return {name: shuffled(value[name], draw) for name in draw(st.permutations(sorted(value)))}
    return [shuffled(one, draw) for one in value] if isinstance(value, list) else value


@SLOW
@given(documents(), st.data())
def test_another_order_and_another_hand_are_no_change(document: Document, data_: st.DataObject) -> None:
    old = study(document)
    again = tomli.loads(tomli_w.dumps(shuffled(document, data_.draw), multiline_strings=True))
    assert changes(old, study(again)) == []


@SLOW
@given(documents())
def test_a_value_that_moves_to_another_table_has_not_changed(document: Document) -> None:
    old = study(document)
    # A period with stimulation of an arm without takes the shared tables, which such an arm cannot write for itself.
    assume(not any(part.stimulated for arm in old.arms.values() if not arm.stimulated for part in arm.parts))
    moved = {name: value for name, value in document.items() if name not in INHERITED}
    moved["arms"] = deepcopy(document["arms"])
    for name, arm in old.arms.items():
        for table in INHERITED:
            moved["arms"][name].pop(table, None)
            gets = getattr(arm, table).as_data()
            if gets:
                moved["arms"][name][table] = as_lists(gets)
    new = study(moved)
    assert changes(old, new) == []
    assert changes(new, old) == []


def as_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_lists(inner) for name, inner in value.items()}
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("\nfrequency_hz = 1\n", "\nfrequency_hz = 1.0  # Hz\n"),
        ("\nfrequency_hz = 1\n", "\nfrequency_hz = { min = 1, max = 1 }\n"),
        ('retitrated = "each_session"', "'retitrated' = 'each_session'"),
        ('"active_implant", "metal_near_ear"', '"metal_near_ear", "active_implant"'),
        (
            'stopping_rules = "two consecutive sessions with pain above 4 of 10"',
            'stopping_rules = """two consecutive\n  sessions with pain above 4 of 10"""',
        ),
    ],
)
def test_another_way_to_write_it_is_no_change(right: str, wrong: str) -> None:
    assert said(EXAMPLE, changed(right, wrong)) == []


def test_what_no_arm_gets_is_no_change() -> None:
    both = "[arms.tavns.stimulation]\nfrequency_hz = 1\n[arms.sham.stimulation]\nfrequency_hz = 1\n"
    old = changed("[arms.sham.stimulation]\n", both)
    assert said(EXAMPLE, old) == []
    assert said(old, changed("\nfrequency_hz = 1\npulse", "\nfrequency_hz = 25\npulse", old)) == []


# ---------------------------------------------------------------- what is one


def the_same(one: Any, other: Any, key: str) -> bool:
    """Say, without the code under test, whether two values of the file mean the same."""
    if key in {
        "sites",
        "target",
        "waveforms",
        "controls",
        "inclusion",
        "exclusion",
        "expected",
        "conditions",
        "changes",
    } or key.startswith("time_points"):
        parts = [
            {plain(part) for part in (value if isinstance(value, list) else [value])}
            for value in (one, other)
        ]
        return parts[0] == parts[1]
    return bool(plain(one) == plain(other))


def plain(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, dict) and set(value) == {"min", "max"} and value["min"] == value["max"]:
        return value["min"]
    return value


SINGLE = [
    (path, name)
    for path, kinds in TABLES.items()
    for name, kind in kinds.items()
    if not path.startswith("conflicts[].claims")
    and kind.accepted
    and {} not in kind.accepted[:1]
    and name != "claims"
]


@pytest.mark.parametrize(("path", "name"), SINGLE)
@settings(SLOW, max_examples=4)
@given(st.data())
def test_every_key_that_changes_is_found(path: str, name: str, data_: st.DataObject) -> None:
    kind = TABLES[path][name]
    one, other = data_.draw(kind.values), data_.draw(kind.values)
    old, new = holding(path, {name: one}), holding(path, {name: other})
    found = changes(study(old), study(new))
    if the_same(one, other, name):
        assert found == []
        return
    where = ".".join([path.replace("*", "a").replace("[]", "[0]"), name]).lstrip(".")
    if path.endswith("[]"):  # an entry that is known by this key is another entry
        assert {dotted(change.path)[: len(path)] for change in found} == {
            path.replace("[]", "[0")[: len(path)]
        }
    else:
        assert [dotted(change.path) for change in found] == [where]
    assert all(change.classes for change in found)


@SLOW
@given(documents(), st.data())
def test_every_value_that_changes_in_a_whole_protocol_is_found(
    document: Document, data_: st.DataObject
) -> None:
    for holder in (
        document,
        *document["arms"].values(),
    ):  # of periods and channels the law above speaks key by key
        holder.pop("periods", None)
        holder.pop("channels", None)
    old = study(document)
    places = list(effective(document, old))
    *steps, name = data_.draw(st.sampled_from(places))
    new = deepcopy(document)
    table: Any = new
    for step in steps:
        table = table[step]
    kind = kind_of((*steps, name))
    value = data_.draw(kind.values)
    assume(not the_same(table[name], value, name))
    table[name] = value
    found = changes(old, study(new))
    assert [dotted(change.path) for change in found] == [dotted((*steps, name))]
    assert found[0].kind == "changed"
    own = steps[:1] == ["arms"] and len(steps) > 2 and steps[2] in INHERITED
    key = (*steps[2:], name) if own else (*steps, name)
    assert set(classes_of(key)) <= set(found[0].classes)
    assert found[0].arms == ((steps[1],) if own else ())


def effective(document: Document, old: Study) -> Iterator[tuple[str, ...]]:
    """Yield the places of values which nothing else in the file replaces."""
    for path in leaves({name: table for name, table in document.items() if name not in INHERITED}):
        if path[0] in ("sources", "waivers", "amendments", "conflicts", "format"):
            continue
        if path[-1] in ("min", "max"):
            continue
        idle = path[0] == "arms" and not old.arms[path[1]].stimulated
        if not idle or path[2] not in INHERITED:
            yield path


def kind_of(path: tuple[str, ...]) -> Kind:
    named = "*" if path[0] in ("arms", "outcomes") else ""
    table = ".".join([path[0], named, *path[2:-1]] if named else path[:-1])
    shared = ".".join(path[2:-1])
    kinds = TABLES.get(table) or TABLES[shared] if shared in TABLES or table in TABLES else {}
    return kinds.get(path[-1], TEXT)


@SLOW
@given(documents(), documents())
def test_the_other_way_round_old_and_new_are_exchanged(one: Document, other: Document) -> None:
    two = deepcopy(one) | {name: value for name, value in other.items() if name not in ("arms", "sources")}
    first, second = study(one), study(two)
    there = {summary(change) for change in changes(first, second)}
    assert there == {summary(turned(change)) for change in changes(second, first)}


def turned(change: Change) -> Change:
    kind = {"added": "removed", "removed": "added"}.get(change.kind, change.kind)
    return change._replace(kind=kind, key=change.was, was=change.key, old=change.new, new=change.old)


def summary(change: Change) -> tuple[object, ...]:
    """Return all that is to be the same from both sides; entries are counted differently from each."""
    key, was = (tuple(part for part in path if isinstance(part, str)) for path in (change.key, change.was))
    return change.kind, key, was, repr(change.old), repr(change.new), change.classes, change.arms


# ---------------------------------------------------------------- how it is told


def test_a_shared_change_is_told_once_with_its_arms() -> None:
    found = diff(EXAMPLE, changed("\nfrequency_hz = 1\n", "\nfrequency_hz = 25\n"))
    assert [(dotted(one.path), one.arms, one.old, one.new) for one in found] == [
        ("stimulation.frequency_hz", ("tavns", "sham"), 1, 25)
    ]
    assert found[0].classes == ("dose",)


def test_what_the_sham_alone_gets_is_a_change_of_blinding_too() -> None:
    found = diff(EXAMPLE, changed('sites = ["helix"]', 'sites = ["helix"]\nfrequency_hz = 25'))
    assert [(dotted(one.path), one.arms, one.classes) for one in found] == [
        ("arms.sham.stimulation.frequency_hz", ("sham",), ("dose", "blinding"))
    ]


def test_weeks_that_become_days_are_one_change_with_both() -> None:
    new = changed("days_per_week = 3\nweeks = 4\n", "days = 28\n")
    course = diff(EXAMPLE, new)[0]
    assert (dotted(course.was), course.old, dotted(course.key), course.new) == (
        "schedule.weeks",
        4,
        "schedule.days",
        28,
    )
    assert said(EXAMPLE, new)[1:] == [("removed", "schedule.days_per_week", ("tavns", "sham"))]


def test_a_renamed_arm_is_one_change() -> None:
    new = changed("[arms.tavns]", '[arms.verum]\nlabel = "verum"')
    assert said(EXAMPLE, new) == [("renamed", "arms.verum", ()), ("added", "arms.verum.label", ())]


def test_a_sham_follows_the_new_name_of_the_arm_it_is_for() -> None:
    old = changed('sham_method = "inactive_site"', 'sham_method = "inactive_site"\ncontrols = ["tavns"]')
    new = old.replace("[arms.tavns]", "[arms.verum]").replace('["tavns"]', '["verum"]')
    assert said(old, new) == [("renamed", "arms.verum", ())]
    assert revision(old, new).findings == []


def test_an_arm_that_is_renamed_and_changed_is_another_arm() -> None:
    new = changed(
        '[arms.tavns]\nrole = "active"\nparticipants = 30', '[arms.verum]\nrole = "active"\nparticipants = 29'
    )
    assert said(EXAMPLE, new) == [("removed", "arms.tavns", ()), ("added", "arms.verum", ())]


def test_an_outcome_is_renamed_only_where_it_says_what_is_measured() -> None:
    renamed = changed("[outcomes.headache_days]", "[outcomes.days]")
    assert said(EXAMPLE, renamed) == [("renamed", "outcomes.days", ())]
    bare = "[outcomes.pain]\nprimary = true\n"
    other = bare.replace("pain", "sleep")
    assert said(start(bare), start(other)) == [
        ("removed", "outcomes.pain", ()),
        ("added", "outcomes.sleep", ()),
    ]


def start(rest: str) -> str:
    return f'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n{rest}'


def test_an_arm_that_is_no_longer_stimulated_is_told_by_its_role() -> None:
    new = changed('role = "sham"', 'role = "no_stimulation"')
    new = changed('sham_method = "inactive_site"\n[arms.sham.stimulation]\nsites = ["helix"]\n', "", new)
    assert said(EXAMPLE, new) == [("changed", "arms.sham.role", ()), ("removed", "arms.sham.sham_method", ())]


def test_the_order_of_sites_used_in_turn_is_a_change() -> None:
    old = start('[stimulation]\nsites = ["tragus", "helix"]\nsites_used = "in_turn"\n')
    new = old.replace('"tragus", "helix"', '"helix", "tragus"')
    assert said(old, new) == [("changed", "stimulation.sites", ("a",))]
    together = [text.replace("in_turn", "together") for text in (old, new)]
    assert said(*together) == []


def test_a_waiver_is_of_the_class_of_its_rule() -> None:
    waiver = '[[waivers]]\nrule = "{}"\nreason = "agreed by all"\n'
    for rule, classes in (
        ("SAF009", ("safety",)),
        ("ELE002", ("safety",)),
        ("SHM007", ("blinding",)),
        ("DSN006", ("administrative",)),
    ):
        found = diff(EXAMPLE, EXAMPLE + waiver.format(rule))
        assert [(one.kind, dotted(one.path), one.classes) for one in found] == [
            ("added", "waivers[0]", classes)
        ]
    longer = EXAMPLE + waiver.format("SAF009").replace("agreed by all", "agreed by most")
    found = diff(EXAMPLE + waiver.format("SAF009"), longer)
    assert [(one.kind, dotted(one.path), one.classes) for one in found] == [
        ("changed", "waivers[0].reason", ("safety",))
    ]


def test_a_source_is_known_by_what_it_is_of_however_it_is_written() -> None:
    quoted = start('[sources]\n"study.title" = "straube-2015"\n')
    nested = start('[sources.study]\ntitle = { cite = "straube-2015" }\n')
    assert said(quoted, nested) == []
    assert said(quoted, nested.replace("straube-2015", "cao-2021")) == [
        ("changed", 'sources."study.title"', ())
    ]


# ---------------------------------------------------------------- what follows


def test_the_dose_is_told_before_and_after_once_for_all_arms_with_the_same() -> None:
    found = {one.key: one for one in revision(EXAMPLE, changed("max_ma = 5", "max_ma = 8")).dose}
    charge = found["charge_per_phase"]
    assert charge.arms == ("tavns", "sham")
    assert charge.old is not None
    assert charge.new is not None
    assert (charge.old, charge.new, charge.unit) == ((None, None, 1.25), (None, None, 2.0), "µC")
    assert "pulses_per_session" not in found


def test_dose_that_can_no_longer_be_computed_says_what_is_missing() -> None:
    found = {one.key: one for one in revision(EXAMPLE, changed("pulse_width_us = 250\n", "")).dose}
    assert found["charge_per_phase"].new == (
        "needs stimulation.pulse_width_us",
        ("stimulation", "pulse_width_us"),
    )


def test_findings_gained_and_lost() -> None:
    worse = changed('sites = ["helix"]', 'sites = ["cymba_conchae"]')
    assert {(one.what, one.finding.code) for one in revision(EXAMPLE, worse).findings} == {
        ("gained", "SHM002"),
        ("gained", "LIT030"),
    }
    assert {(one.what, one.finding.code) for one in revision(worse, EXAMPLE).findings} == {
        ("lost", "SHM002"),
        ("lost", "LIT030"),
    }


def test_what_a_draft_has_decided_is_lost_thing_by_thing() -> None:
    decided = start('[harms]\nassessment = "open question"\n')
    found = [(one.what, one.finding.message) for one in revision(start(""), decided).findings]
    # How many items a checklist still asks for is counted anew.
    assert [one for one in found if "checklist" not in one[1]] == [
        ("lost", "not yet decided: how adverse events are assessed (harms.assessment)")
    ]


def test_a_finding_that_is_waived_now_is_neither_gained_nor_lost() -> None:
    bad = changed('sites = ["helix"]', 'sites = ["cymba_conchae"]')
    waived = bad + '[[waivers]]\nrule = "SHM002"\nreason = "agreed by all"\nexpires = 2027-01-01\n'
    assert [(one.what, one.finding.code) for one in revision(bad, waived).findings] == [("waived", "SHM002")]
    assert [(one.what, one.finding.code) for one in revision(waived, bad).findings] == [
        ("no longer waived", "SHM002")
    ]


def test_a_finding_that_moves_with_its_value_is_neither_gained_nor_lost() -> None:
    bad = changed("\nfrequency_hz = 1\n", "\nfrequency_hz = 25\n")
    moved = changed("\nfrequency_hz = 25\n", "\n", bad).replace(
        "[arms.sham.stimulation]\n",
        "[arms.tavns.stimulation]\nfrequency_hz = 25\n[arms.sham.stimulation]\nfrequency_hz = 25\n",
    )
    assert revision(bad, moved).changes == []
    assert revision(bad, moved).findings == []


# ---------------------------------------------------------------- said why

NEW = changed("max_ma = 5", "max_ma = 6")


def amended(*paths: str, **said_: str) -> str:
    keys = {"version": '"1.1"', "date": "2026-11-24", "rationale": '"the device changed"'} | said_
    lines = [f"{key} = {value}" for key, value in keys.items() if value]
    return "\n".join(["[[amendments]]", *lines, f"changes = {list(paths)!r}", ""])


def lacking(old: str, new: str) -> list[str]:
    return [dotted(change.path) for change in revision(old, new).rationale.lacking]


def test_a_grave_change_without_an_amendment_lacks_its_rationale() -> None:
    assert lacking(EXAMPLE, NEW) == ["stimulation.intensity.max_ma"]
    assert lacking(EXAMPLE, changed("weeks = 4\n", "weeks = 52\n")) == ["schedule.weeks"]
    assert lacking(EXAMPLE, changed("follow_up_weeks = 12\n", "follow_up_weeks = 13\n")) == []


@pytest.mark.parametrize(
    "path",
    [
        "stimulation.intensity.max_ma",
        "stimulation.intensity",
        "stimulation",
        "arms",
    ],
)
def test_a_path_covers_what_is_below_it_in_all_arms(path: str) -> None:
    found = revision(EXAMPLE, NEW + amended(path)).rationale
    assert found.lacking == []
    assert found.remarks == []
    assert ("1.1",) in found.of


def test_paths_of_each_arm_cover_a_shared_change_together() -> None:
    paths = [f"arms.{arm}.stimulation.intensity.max_ma" for arm in ("tavns", "sham")]
    assert lacking(EXAMPLE, NEW + amended(*paths)) == []
    assert lacking(EXAMPLE, NEW + amended(paths[0])) == ["stimulation.intensity.max_ma"]


@pytest.mark.parametrize("key", ["version", "date", "rationale"])
def test_an_amendment_counts_only_with_version_date_and_rationale(key: str) -> None:
    found = revision(EXAMPLE, NEW + amended("stimulation", **{key: ""})).rationale
    assert [dotted(change.path) for change in found.lacking] == ["stimulation.intensity.max_ma"]
    assert found.to_write == []
    assert [one.message for one in found.remarks] == [f"it lacks {key}, so that it gives no rationale"]


def test_an_amendment_that_was_there_before_says_nothing_of_what_changes_now() -> None:
    entry = amended("stimulation")
    assert lacking(EXAMPLE + entry, NEW + entry) == ["stimulation.intensity.max_ma"]
    assert lacking(EXAMPLE + entry, NEW + entry + amended("stimulation", version='"1.2"')) == []


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "stimulation.frequency",
            "the format has no key stimulation.frequency; did you mean stimulation.frequency_hz?",
        ),
        ("arms.shame", "neither version has arms.shame; did you mean sham?"),
        ("stimulation.side", "nothing changed at stimulation.side"),
        ("max_ma", "the format has no key max_ma; did you mean stimulation.intensity.max_ma?"),
        (".", "the format has no key ."),
    ],
)
def test_a_path_that_leads_nowhere_is_told_and_covers_nothing(path: str, message: str) -> None:
    found = revision(EXAMPLE, NEW + amended(path)).rationale
    assert [(dotted(one.at), one.message) for one in found.remarks] == [("amendments[0].changes[0]", message)]
    assert [dotted(change.path) for change in found.lacking] == ["stimulation.intensity.max_ma"]


def test_a_path_may_lead_to_an_element_or_an_end() -> None:
    new = changed("pulse_width_us = 250", "pulse_width_us = { min = 200, max = 250 }")
    assert lacking(EXAMPLE, new + amended("stimulation.pulse_width_us.min")) == []
    site = changed('sites = ["helix"]', 'sites = ["earlobe"]')
    assert lacking(EXAMPLE, site + amended("arms.sham.stimulation.sites[0]")) == []


def test_a_key_that_took_the_place_of_another_is_covered_under_both_names() -> None:
    old = start("[stimulation]\nfrequency_hz = 25\n")
    new = start("[stimulation]\nalternating_hz = [4, 20]\n")
    for name in ("frequency_hz", "alternating_hz"):
        assert lacking(old, new + amended(f"stimulation.{name}")) == []


@SLOW
@given(documents(), documents())
def test_the_amendment_to_paste_covers_what_lacked_a_rationale(one: Document, other: Document) -> None:
    two = other | {"arms": one["arms"] | other["arms"]}
    old, new = study(one), study(two)
    versions = [Version(read("", "x"), built) for built in (old, new)]
    found = changes(old, new)
    grave = [change for change in found if GRAVE & set(change.classes)]
    assume(grave)
    pasted = tomli.loads(block(grave, "2", TODAY))["amendments"][0] | {"rationale": "because"}
    new = study(two | {"amendments": [*two.get("amendments", []), pasted]})
    again = between(versions[0], versions[1]._replace(study=new), Config(TODAY)).rationale
    assert again.lacking == []


def test_the_amendment_of_an_arm_covers_what_its_periods_and_channels_have() -> None:
    path = ("arms", "b", "stimulation", "charge_balance")
    for within in ("periods", "channels"):
        assert covers(path, ("arms", "b", within, "a", *path[2:]))
        assert not covers(path, ("arms", "c", within, "a", *path[2:]))
        assert not covers(path[:2], ("arms", "c", within, "a", *path[2:]))


def test_what_is_pasted_as_it_is_does_not_pass_the_check() -> None:
    made = block(revision(EXAMPLE, NEW).rationale.to_write, "", TODAY)
    found = build(tomli.loads(NEW + made))
    assert isinstance(found, list)
    assert [fault.path[-1] for fault in found] == ["version", "rationale"]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("[study]", 'kind = "plan"'),
        ("[stimulation]", 'pulse_width_covers = "phase"'),
        ("[arms.sham]", 'controls = ["tavns"]'),
    ],
)
def test_to_write_out_what_an_absent_key_means_changes_nothing(header: str, line: str) -> None:
    written = re.sub(rf"(?m)^{re.escape(header)}.*$", f"{header}\n{line}", EXAMPLE, count=1)
    assert line in written
    assert said(EXAMPLE, written) == said(written, EXAMPLE) == []


def test_another_meaning_than_that_of_an_absent_key_is_a_change() -> None:
    whole = EXAMPLE.replace("[stimulation]", '[stimulation]\npulse_width_covers = "whole_pulse"', 1)
    phase = whole.replace("whole_pulse", "phase")
    assert [kind for kind, *_ in said(EXAMPLE, whole)] == ["added"]
    assert [kind for kind, *_ in said(phase, whole)] == ["changed"]
