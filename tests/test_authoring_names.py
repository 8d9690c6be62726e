"""Renaming an arm, an outcome or a period everywhere it is named, and making a shared value an arm's own and back."""

from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import assume, given
from hypothesis import strategies as st

from protocols import load
from protocols.authoring import AuthoringError, mentions, own, rename, share
from protocols.authoring.changing import value_at
from protocols.authoring.paths import named_in
from protocols.model.paths import INHERITED
from strategies import Document, documents
from written import written

STUDY = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
NAMING = """\
format = 1
[study]
title = "sham in arms.sham, not renamed"
[arms.tavns]
role = "active"
[arms."verum"]
role = "active"
[arms.sham]
role = "sham"
controls = ["tavns", 'verum']
[arms.sham.stimulation]
sites = ["helix"]
[outcomes.sham]
primary = true
[[waivers]]
rule = "DSN006"
where = "arms.sham.stimulation.sites[0]"
reason = "sham"
[[waivers]]
rule = "DSN006"
where = 'outcomes.sham'
reason = "x"
[sources]
"arms.sham.stimulation.sites" = "straube-2015"
arms.sham.role = "straube-2015"
arms."sham.stimulation" = { side = "straube-2015" }
[sources.arms.verum]
role = "straube-2015"
[[amendments]]
changes = ["schedule.weeks", "arms.sham", "arms.shams"]
[[conflicts]]
field = "arms.sham.role"
[[conflicts]]
field = "sham"
"""


def read(text: str) -> dict[str, Any]:
    return tomli.loads(text.removeprefix("\ufeff"))


def test_an_arm_gets_another_name_everywhere_and_nowhere_else() -> None:
    found = rename(NAMING, "arms.sham", "placebo")
    lines = list(zip(NAMING.split("\n"), found["text"].split("\n"), strict=True))
    assert [after for before, after in lines if before != after] == [
        "[arms.placebo]",
        "[arms.placebo.stimulation]",
        'where = "arms.placebo.stimulation.sites[0]"',
        '"arms.placebo.stimulation.sites" = "straube-2015"',
        'arms.placebo.role = "straube-2015"',
        'arms."placebo.stimulation" = { side = "straube-2015" }',
        'changes = ["schedule.weeks", "arms.placebo", "arms.shams"]',
        'field = "arms.placebo.role"',
    ]
    assert len(found["edits"]) == 8
    assert rename(found["text"], "arms.placebo", "sham")["text"] == NAMING


def test_a_sham_is_still_for_the_arms_that_it_was_for() -> None:
    found = rename(NAMING, "arms.verum", "real")["text"]
    assert read(found)["arms"]["sham"]["controls"] == ["tavns", "real"]
    assert "[arms.real]" in found
    assert "[sources.arms.real]" in found


def test_an_outcome_is_renamed_and_an_arm_of_its_name_is_not() -> None:
    found = read(rename(NAMING, "outcomes.sham", "pain")["text"])
    assert list(found["outcomes"]) == ["pain"]
    assert list(found["arms"]) == ["tavns", "verum", "sham"]
    assert [one["where"] for one in found["waivers"]] == ["arms.sham.stimulation.sites[0]", "outcomes.pain"]


@pytest.mark.parametrize(
    ("path", "name", "says"),
    [
        ("arms.sham", "tavns", "tavns is taken"),
        ("arms.sham", "shams", r"amendments\[0\].changes\[2\] names it already"),
        ("arms.sham", "25hz", "is no name"),
        ("arms.none", "x", "arms has no none"),
        ("arms", "x", "is no arm, outcome or period"),
        ("study.title", "x", "is no arm, outcome or period"),
    ],
)
def test_a_name_that_is_taken_or_is_none_is_refused(path: str, name: str, says: str) -> None:
    with pytest.raises(AuthoringError, match=says):
        rename(NAMING, path, name)


def test_a_name_behind_an_escape_is_refused_and_not_overlooked() -> None:
    escaped = NAMING.replace('"arms.sham.role"', '"arms.\\u0073ham.role"')
    with pytest.raises(AuthoringError, match="escapes"):
        rename(escaped, "arms.sham", "placebo")


def test_mentions_are_where_the_name_stands() -> None:
    text = "\ufeff" + NAMING
    found = mentions(text, "arms.sham")
    assert {text[one["start"] : one["end"]] for one in found} == {"sham"}
    assert [one["dotted"] for one in found][:3] == ["arms.sham", "arms.sham", "waivers[0].where"]


@given(documents().flatmap(written), st.data())
def test_to_rename_and_back_gives_the_file_back(text: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(named_in(read(text)))))
    *table, old = path
    new = rename(text, path, "zz-new")["text"]
    before, after = value_at(read(text), tuple(table)), value_at(read(new), tuple(table))
    assert [name if name != old else "zz-new" for name in before] == list(after)
    back = rename(new, [*table, "zz-new"], str(old))["text"]
    assert read(back) == read(text) or "nan" in text
    assert back == text or f'"{old}"' in text or f"'{old}'" in text  # quotes that a name does not need


PERIODS = """\
[periods.open]
[periods.late]
[arms.ab.periods.open]
[arms.ab.periods.own]
[arms."ba"]
periods = { open = {}, own.label = "own" }
[[waivers]]
where = "arms.none.periods.open.schedule.weeks"
[[waivers]]
where = 'arms.ab.periods.own'
[sources]
"periods.open.gives" = "x"
arms.ba.periods.own.label = "x"
arms."ba.periods".open = { label = "x" }
[[amendments]]
changes = ["periods.open", "periods.opened", "arms.ba.periods.own"]
[[results]]
arm = "ba"
against = ["ab"]
"""


@pytest.mark.parametrize("path", ["periods.open", "arms.ab.periods.open", "arms.ba.periods.open"])
def test_a_period_of_all_arms_gets_another_name_in_each_arm(path: str) -> None:
    made = rename(PERIODS, path, "new")["text"]
    lines = zip(PERIODS.split("\n"), made.split("\n"), strict=True)
    assert [after for before, after in lines if before != after] == [
        "[periods.new]",
        "[arms.ab.periods.new]",
        'periods = { new = {}, own.label = "own" }',
        'where = "arms.none.periods.new.schedule.weeks"',
        '"periods.new.gives" = "x"',
        'arms."ba.periods".new = { label = "x" }',
        'changes = ["periods.new", "periods.opened", "arms.ba.periods.own"]',
    ]
    assert rename(made, path.replace("open", "new"), "open")["text"] == PERIODS


def test_a_period_of_one_arm_is_another_than_one_of_that_name_in_another() -> None:
    made = rename(PERIODS, "arms.ba.periods.own", "new")["text"]
    lines = zip(PERIODS.split("\n"), made.split("\n"), strict=True)
    assert [after for before, after in lines if before != after] == [
        'periods = { open = {}, new.label = "own" }',
        'arms.ba.periods.new.label = "x"',
        'changes = ["periods.open", "periods.opened", "arms.ba.periods.new"]',
    ]


@pytest.mark.parametrize(
    ("path", "name"), [("arms.ab.periods.own", "late"), ("periods.late", "own"), ("periods.open", "opened")]
)
def test_no_two_periods_become_one(path: str, name: str) -> None:
    with pytest.raises(AuthoringError, match=f"{name} is taken"):
        rename(PERIODS, path, name)


def test_what_a_trial_found_names_its_arms_by_their_new_names() -> None:
    found = read(rename(PERIODS, "arms.ba", "late")["text"])["results"][0]
    assert found == {"arm": "late", "against": ["ab"]}


# ---------------------------------------------------------------- shared, and an arm's own


def gets(text: str) -> dict[str, list[Any]]:
    study = load(text)
    return {name: [getattr(arm, table) for table in INHERITED] for name, arm in study.arms.items()}


def sharing(document: Document) -> Document:
    """Let a document share something, and have an arm that takes it."""
    document["arms"]["last"] = {"role": "active"}
    document.setdefault("schedule", {"session_min": {"min": 20, "max": 30}})
    return document


@given(documents().map(sharing).flatmap(written), st.data())
def test_no_arm_gets_anything_else_and_to_share_again_gives_the_file_back(
    text: str, data: st.DataObject
) -> None:
    document = read(text)
    shared = [(table, key) for table in INHERITED for key in document.get(table, ())]
    assume(shared)
    path = data.draw(st.sampled_from(shared))
    arms = [
        name
        for name, arm in document["arms"].items()
        if arm["role"] != "no_stimulation"
        and path[1] not in arm.get(path[0], ())
        # Such a sham has a cycle of its own, or the shared one: part of it cannot be its own.
        and not (arm.get("sham_method") == "ramp_then_off" and path[0] == "stimulation")
    ]
    assume(arms)
    arm = data.draw(st.sampled_from(arms))
    replaced = load(text).arms[arm].owns(*path)  # by a key that stands for it, such as days for weeks
    if replaced:
        with pytest.raises(AuthoringError, match="something else"):
            own(text, arm, path)
        return
    new = own(text, arm, path)["text"]
    assert gets(new) == gets(text)
    back = share(new, arm, path)["text"]
    assert gets(back) == gets(text)
    others = [name for name in document["arms"] if path[1] in document["arms"][name].get(path[0], ())]
    assert back == text or others or document["arms"][arm].get(path[0]) == {}


def test_a_shared_value_becomes_an_arms_own_and_shared_again() -> None:
    one = own(STUDY, "sham", "stimulation.frequency_hz")["text"]
    assert '[arms.sham.stimulation]\nsites = ["helix"]\nfrequency_hz = 1\n' in one
    assert share(one, "sham", "stimulation.frequency_hz")["text"] == STUDY
    nested = own(STUDY, "sham", "stimulation.intensity.method")["text"]
    assert '[arms.sham.stimulation.intensity]\nmethod = "titrated"\n' in nested
    assert share(nested, "sham", "arms.sham.stimulation.intensity")["text"] == STUDY


def test_values_that_all_arms_have_become_one() -> None:
    text = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n[arms.a.schedule]\nweeks = 4\n[arms.b]\nrole = "sham"\n[arms.b.schedule]\nweeks = 4\n'
    assert share(text, "a", "schedule.weeks")["text"] == (
        'format = 1\n[study]\ntitle = "x"\n\n[schedule]\nweeks = 4\n[arms.a]\nrole = "active"\n[arms.b]\nrole = "sham"\n'
    )


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: share(STUDY, "sham", "stimulation.sites"), "tavns would get something else"),
        (lambda: share(STUDY, "tavns", "stimulation.sites"), "tavns has no stimulation.sites of its own"),
        (lambda: own(STUDY, "sham", "stimulation.sites"), "of its own already"),
        (lambda: own(STUDY, "sham", "stimulation.ramp_s"), "nothing to take over"),
        (lambda: own(STUDY, "sham", "stimulation.intensity.foo"), "no key stimulation.intensity.foo"),
        (lambda: own(STUDY, "none", "stimulation.side"), "no arm none"),
        (lambda: own(STUDY, "sham", "study.title"), "nothing that arms share"),
        (lambda: own(STUDY.replace('role = "active"', 'role = "x"'), "sham", "stimulation.side"), "mended first"),
    ],
)  # fmt: skip
def test_what_would_change_an_arm_is_refused(make: Any, says: str) -> None:
    with pytest.raises(AuthoringError, match=says):
        make()


def test_a_sham_that_stops_after_the_ramp_does_not_lose_its_cycle() -> None:
    text = STUDY.replace('"inactive_site"', '"ramp_then_off"').replace(
        'pattern = "continuous"', 'pattern = "intermittent"\non_s = 30\noff_s = 30'
    )
    with pytest.raises(AuthoringError, match="something else"):
        own(text, "sham", "stimulation.on_s")
