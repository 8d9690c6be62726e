"""Moving periods, arms and outcomes: they stand in another order, and every line is still there."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from protocols import load
from protocols.authoring import AuthoringError, add, drop, move, own
from protocols.authoring.changing import Edited, value_at
from protocols.authoring.ordering import names_in, with_order
from protocols.authoring.paths import named_in
from protocols.document.kinds import same
from protocols.document.layout import Layout
from protocols.document.moving import pieces
from protocols.document.reading import read as document_of
from strategies import Document, documents
from test_authoring_edits import applied
from written import written

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "periods").glob("*.toml"))


def read(text: str) -> dict[str, Any]:
    return tomli.loads(text.removeprefix("\ufeff"))


def several(document: Document) -> Document:
    """Let a document have something to move."""
    extra = {"zz": {"label": "last"}, "yy": {}}
    document["periods"] = {**document.get("periods", {}), **extra}
    arm = next(iter(document["arms"].values()))
    arm["periods"] = {**arm.get("periods", {}), "ww": {"who": "all"}, "xx": {}}
    return document


def tried(make: Callable[[], Edited]) -> Edited:
    """Return what is made, but where both are of all arms, or one stands in brackets and the other under a header."""
    try:
        return make()
    except AuthoringError as error:
        assume(not re.search("of all arms|write it in the text", str(error)))
        raise


files = documents().map(several).flatmap(written)


@given(files, st.data(), st.sampled_from([-1, 1]))
@settings(max_examples=60)
def test_what_is_moved_and_moved_back_leaves_the_file_as_it_was(
    text: str, data: st.DataObject, by: int
) -> None:
    before = read(text)
    path = data.draw(st.sampled_from(list(named_in(before))))
    table, name = path[:-1], str(path[-1])
    order = names_in(before, table)
    place = order.index(name) + by
    assume(0 <= place < len(order))
    made = tried(lambda: move(text, path, by))
    new = read(made["text"])
    assert applied(text, made["edits"]) == made["text"]
    order[place - by], order[place] = order[place], order[place - by]
    assert names_in(new, table) == order
    kept = {one: inner for one, inner in value_at(new, table).items() if one in value_at(before, table)}
    added = {one: inner for one, inner in value_at(new, table).items() if one not in kept}
    assert all(inner == {} for inner in added.values())  # what the arm's own period is to stand before
    assert same(kept, value_at(before, table))
    if not added:
        assert same(new, with_order(before, table, list(value_at(new, table))))
        assert Counter(filled(made["text"])) == Counter(filled(text)) or "{" in text
        assert Counter("".join(made["text"].split())) == Counter("".join(text.split()))
    back = tried(lambda: move(made["text"], path, -by))["text"]
    assert names_in(read(back), table) == names_in(before, table)
    # An empty line keeps a comment from the header below it.
    apart = len(made["text"]) > len(text) and filled(back) == filled(text)
    assert back == text or added or apart or _is_scattered(text, path)


def filled(text: str) -> list[str]:
    """Return the lines in which something stands."""
    return [line.rstrip("\r") for line in text.split("\n") if line.strip()]


def _is_scattered(text: str, path: tuple[str | int, ...]) -> bool:
    """Say whether something of the table is written in several places, as dotted keys and headers may be."""
    layout = Layout(document_of(text))
    return any(len(pieces(layout, (*path[:-1], name))) > 1 for name in value_at(read(text), path[:-1]))


ORDER = """\
[periods.run_in]
role = "no_stimulation"

# four weeks
[periods.treatment]
schedule.weeks = 4  # at home
[periods.treatment.stimulation]
side = "left"

[arms.a]
role = "active"

[arms.a.periods.open]
open_label = true

[arms.b]
role = "sham"
# verum
periods.x = { gives = "a" }
# placebo
periods.y = { gives = "b" }"""


def order_of(text: str, arm: str) -> list[str]:
    return names_in(read(text), ("arms", arm, "periods"))


def test_a_period_takes_its_tables_and_the_comments_above_it_along() -> None:
    made = move(ORDER, "periods.treatment", -1)["text"]
    assert made.startswith(
        '# four weeks\n[periods.treatment]\nschedule.weeks = 4  # at home\n[periods.treatment.stimulation]\nside = "left"\n'
        '\n[periods.run_in]\nrole = "no_stimulation"\n\n[arms.a]\n'
    )
    made = move(ORDER, "arms.b.periods.x", 1)["text"]
    assert made.endswith('# placebo\nperiods.y = { gives = "b" }\n# verum\nperiods.x = { gives = "a" }')


def test_a_period_of_one_arm_comes_before_one_of_all_arms() -> None:
    made = move(ORDER, "arms.a.periods.open", -1)["text"]
    assert order_of(made, "a") == ["run_in", "open", "treatment"]
    assert "open_label = true\n\n[arms.a.periods.treatment]\n\n[arms.b]" in made
    first = move(made, "arms.a.periods.open", -1)["text"]
    assert order_of(first, "a") == ["open", "run_in", "treatment"]
    assert order_of(move(first, "arms.a.periods.open", 1)["text"], "a") == ["run_in", "open", "treatment"]
    assert order_of(first, "b") == order_of(ORDER, "b")


def test_a_period_of_all_arms_is_written_for_one_where_it_has_its_place() -> None:
    made = own(ORDER, "a", "periods.run_in")["text"]
    assert order_of(made, "a") == order_of(ORDER, "a")
    assert "[arms.a.periods.run_in]\n" in made
    assert drop(made, "arms.a.periods.run_in")["text"] == ORDER
    moved = move(ORDER, "arms.a.periods.open", -1)["text"]
    assert order_of(own(moved, "a", "periods.run_in")["text"], "a") == ["run_in", "open", "treatment"]
    with pytest.raises(AuthoringError, match=r"of its own already"):
        own(moved, "a", "periods.treatment")


@given(files, st.data())
@settings(max_examples=40)
def test_to_write_a_period_of_all_arms_for_one_changes_nothing_and_to_drop_it_gives_the_file_back(
    text: str, data: st.DataObject
) -> None:
    before = read(text)
    arm = data.draw(st.sampled_from(list(before["arms"])))
    mine = before["arms"][arm].get("periods", {})
    period = data.draw(st.sampled_from(list(before["periods"])))
    assume(period not in mine)
    made = tried(lambda: own(text, arm, f"periods.{period}"))["text"]
    assert names_in(read(made), ("arms", arm, "periods")) == names_in(before, ("arms", arm, "periods"))
    left = drop(made, f"arms.{arm}.periods.{period}")["text"]
    assert left == text or (mine and filled(left) == filled(text)) or before["arms"][arm].get("periods") == {}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_periods_of_the_examples_can_be_moved_and_back(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    tables = [("periods",), *(("arms", arm, "periods") for arm in read(text)["arms"])]
    for table in tables:
        names = list(value_at(read(text), table) or ())
        for name in names[1:]:
            made = move(text, (*table, name), -1)["text"]
            load(made)
            assert move(made, (*table, name), 1)["text"] == text


@pytest.mark.parametrize("table", ["periods", "arms.tavns.periods"])
def test_a_period_is_added_and_dropped_again(table: str) -> None:
    text = (EXAMPLES[-1].parent.parent / "migraine-two-arms.toml").read_text(encoding="utf-8")
    first = add(text, f"{table}.first", {"label": "x", "schedule": {"weeks": 2}})["text"]
    second = add(first, f"{table}.second", {"gives": "sham"})["text"]
    assert names_in(read(second), tuple(table.split("."))) == ["first", "second"]
    assert drop(second, f"{table}.second")["text"] == first
    assert drop(first, f"{table}.first")["text"] == text


@pytest.mark.parametrize(
    ("path", "by", "says"),
    [
        ("periods.run_in", -1, "run_in is the first already"),
        ("arms.b.periods.y", 1, "y is the last already"),
        ("periods.none", 1, "periods has no none"),
        (
            "arms.a.periods.run_in",
            1,
            "run_in and treatment are periods of all arms; change their order there",
        ),
        ("schedule.weeks", 1, "schedule.weeks is nothing that has a place in an order"),
        ("periods.run_in", 2, "by is -1"),
    ],
)
def test_what_has_no_such_place_is_said(path: str, by: int, says: str) -> None:
    with pytest.raises(AuthoringError, match=says):
        move(ORDER, path, by)
