"""KEY, second part: a key that the format does not have, or has in another unit."""

from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.units import unit_of
from protocols.model.kinds import agree
from protocols.model.paths import dotted, home_of, takes_range
from protocols.model.protocol import Protocol
from protocols.model.values import Fault
from protocols.rules.advice import Said, of_any_table, of_this_table
from protocols.rules.alike import nearest_key, same_word
from protocols.rules.edits import in_right_unit, keys_at, misspelt, other_unit, renamed

ENDS = {"minimum": "min", "low": "min", "lower": "min", "from": "min", "lowest": "min"}
ENDS |= {"maximum": "max", "high": "max", "upper": "max", "to": "max", "highest": "max"}


@rule("KEY001", Severity.ERROR, waivable=False)
def unknown_key(fault: Fault) -> Results:
    """A key that the format does not have.

    A misspelt key would be a value that nobody reads.

    Fix: use the nearest key, or put a fact without a key of its own into `notes`. `tavns check --fix` writes the key
    where no other can be meant.
    """
    *parents, name = fault.path
    table = dotted(tuple(parents)) or "the format"
    what = "table" if isinstance(fault.value, dict | list) and not parents else "key"
    right = misspelt(fault)
    said = Said(str(name), tuple(parents), fault.value, fault.context.get("siblings", ()))
    yield Flag(
        fault.path,
        f"{table} has no {what} {name}",
        f"did you mean {right}?" if right else _right_place(said),
        on_key=True,
        fix=renamed(fault, right) if right else (),
    )


def _right_place(said: Said) -> str:
    """Say what to write: by meaning, then where a key of that name belongs, then by its letters."""
    if found := of_this_table(said):
        return found.seen_from(said.parents)
    if same := _of_the_same_name(said):
        return same
    if found := of_any_table(said):
        return found.seen_from(said.parents)
    keys = keys_at(said.parents)
    if takes_range(said.parents) and (end := ENDS.get(said.name.lower())):
        return f"did you mean {end}?"
    if near := nearest_key(said.name, said.parents, keys, said.value):
        return f"did you mean {near}?"
    return (
        "a fact without a key of its own goes into notes"
        if "notes" in keys
        else f"there are: {', '.join(keys)}"
    )


def _of_the_same_name(said: Said) -> str:
    """Name the key of this table that is the same word, and the table that has this very key; "" where neither is."""
    home, here = _home(said), same_word(said.name, keys_at(said.parents), said.parents, said.value)
    if here:
        return f"did you mean {here}?" + (f" {said.name} belongs in [{home}]" if home else "")
    return f"it belongs in [{home}]" if home else ""


def _home(said: Said) -> str:
    """Return the table that has a key of this name and takes such a value; "" where none does."""
    if said.parents and said.name in Protocol.known_keys and isinstance(said.value, dict):
        return said.name
    return home_of(said.name, said.parents, lambda path: agree(path, said.value))


@rule("KEY008", Severity.ERROR, waivable=False)
def key_in_another_unit(fault: Fault) -> Results:
    """A key of the format, but in another unit.

    One unit a key is what keeps 0.25 ms and 250 µs from being mistaken for each other.

    Fix: write the line that the finding shows; `tavns check --fix` does where it can mean nothing else: `step_a` may be
    `step_ma` without a letter. Where the converted value would be absurd nothing is converted.
    """
    name = str(fault.path[-1])
    unit, right = other_unit(name, keys_at(fault.path[:-1])) or ("", name)
    same = unit == unit_of(right)
    message = f"the key is spelled {right}" if same else f"{name} is in another unit; the key is {right}"
    help_, fix = in_right_unit(fault, unit, right)
    yield Flag(fault.path, message, help_, on_key=True, fix=fix)
