"""KEY: the file is TOML, but not of the format's shape. Each rule takes a fault and makes it a flag."""

from protocols.document.kinds import called
from protocols.findings.rule import Flag, Results, Rule, Severity, rule
from protocols.lib.units import plain
from protocols.model.kinds import kinds_at
from protocols.model.paths import dotted
from protocols.model.quantity import counted
from protocols.model.values import Fault
from protocols.rules.choice import choice_help, site_help, term_help, terms_of
from protocols.rules.edits import (
    as_term,
    keys_at,
    other_unit,
    retyped,
)
from protocols.rules.instead import of_one_value, of_word
from protocols.rules.unknown import key_in_another_unit, unknown_key
from protocols.rules.wording import (
    as_name,
    bound_broken,
    key_of,
    retyping,
    said_of,
)

ROLES = 'write its role: "active", "sham", "active_comparator" or "no_stimulation"'


@rule("KEY002", Severity.ERROR, waivable=False)
def missing_key(fault: Fault) -> Results:
    """A key that no protocol can do without.

    Only `format`, `study.title` and one arm with its role are required, besides `rule` and `reason` of a waiver.

    Fix: write the key in the table that the finding points to.
    """
    examples = {
        "format": "format = 1",
        "study": '[study]\ntitle = "…"',
        "title": 'title = "…"',
    }
    examples |= {"arms": '[arms.tavns]\nrole = "active"', "reason": 'reason = "…"', "rule": 'rule = "DSN006"'}
    name = str(fault.path[-1])
    entry = isinstance(fault.path[-2], int) if len(fault.path) > 1 else False
    table = f"this entry of {fault.path[0]}" if entry else dotted(fault.path[:-1]) or "the file"
    example = ROLES if name == "role" else f"write: {examples.get(name, f'{name} = …')}"
    yield Flag(fault.path, f"{table} lacks {name}", example)


@rule("KEY003", Severity.ERROR, waivable=False)
def wrong_type(fault: Fault) -> Results:
    """A value of another type than the key takes.

    A key's name carries its unit, so that a number stands without one: `frequency_hz = 1`, never `"1 Hz"`.

    Fix: write the line that the finding shows. `tavns check --fix` does where the value is one value, and exact.
    """
    expected = {
        "number_type": "a number",
        "whole_number_type": "a whole number",
        "yes_or_no_type": "true or false",
        "text_type": "a text in quotes",
        "list_type": "a list in [ ]",
        "date_type": "a date without quotes",
        "unknown_term": "a term in quotes",
        "table_type": "a table",
        "tables_type": "a table",
    }
    if fault.kind == "table_type" and fault.path[:-1] in (("arms",), ("outcomes",)):
        table = fault.path[0]
        message = f"{table} holds a table for each name; {fault.path[-1]} stands in none"
        yield Flag(fault.path, message, f"write a line [{table}.NAME] above it", on_key=True)
        return
    wanted = expected[fault.kind]
    if fault.kind == "date_type" and "text" in kinds_at(fault.path):
        wanted = "a date without quotes, or a month in quotes"
    if fault.path[0] == "conflicts" and key_of(fault.path) == "value":
        wanted = "a text or a number"
    message = f"{said_of(fault.path)} takes {wanted}, not {called(fault.value)}"
    yield Flag(fault.path, message, of_one_value(fault) or retyping(fault), fix=retyped(fault))


@rule("KEY004", Severity.ERROR, waivable=False)
def impossible_value(fault: Fault) -> Results:
    """A value that cannot be, such as a negative time, or a name outside the pattern of names.

    Fix: correct the value; leave the key out while it is not known.
    """
    context = fault.context
    if fault.kind == "no_name":
        of_value = fault.path[-1] == "cohort"
        word = str(fault.value if of_value else fault.path[-1])
        meant = as_name(word, str(fault.path[0]))
        yield Flag(
            fault.path,
            f"{word} is no name: names begin with a small letter, then small letters, digits, _ or -",
            f"did you mean {meant}?" if meant else "",
            on_key=not of_value,
        )
    elif fault.kind == "unequal_lengths":
        first, second = context["first"], context["second"]
        yield Flag(
            (*fault.path, second),
            f"{second} holds {counted(context['m'], 'time')} for the {context['n']} "
            f"frequenc{'ies' if context['n'] > 1 else 'y'} of {first}",
            "give one time for each frequency",
            ((context.get("at", (*fault.path, first)), "the frequencies"),),
        )
    elif fault.kind == "too_much":
        yield Flag(
            fault.path, context["message"], "a protocol needs no more; check that this is one", on_key=True
        )
    else:
        message, help_ = bound_broken(fault)
        yield Flag(fault.path, message, help_)


@rule("KEY005", Severity.ERROR, waivable=False)
def unknown_term(fault: Fault) -> Results:
    """A word that is no term of the format, or names an arm or preset that is not there.

    Terms are what makes two protocols comparable; the usual synonyms are known and translated in the finding. So are other
    names of a condition of the evidence base; any other condition is kept as text.

    Fix: write the nearest term; what it leaves open goes into `site_detail`, `target_detail` or `description`.
    `tavns check --fix` does for another spelling and for a synonym, never for a guess.
    """
    value, name = str(fault.value), key_of(fault.path)
    if fault.kind == "unknown_arm":
        kind = "arm" if fault.context.get("any") else "active arm"
        yield Flag(fault.path, f"there is no {kind} {value}", choice_help(value, fault.context["known"]))
    elif fault.kind == "unknown_preset":
        yield Flag(fault.path, f"there is no preset {value}", choice_help(value, fault.context["known"]))
    elif name.endswith("site") or name == "sites":
        help_ = of_word(fault) or site_help(value, name, terms_of(fault))
        yield Flag(fault.path, f'"{value}" is no term for a site', help_, fix=as_term(fault, terms_of(fault)))
    else:
        help_ = of_word(fault) or term_help(name, value, terms_of(fault))
        yield Flag(fault.path, f'"{value}" is no term for {name}', help_, fix=as_term(fault, terms_of(fault)))


@rule("KEY006", Severity.ERROR, waivable=False)
def unknown_format(fault: Fault) -> Results:
    """The file says a format that this version does not know.

    Fix: write `format = 1`, or update tavns-protocols.
    """
    yield Flag(
        fault.path,
        f"format {fault.value} is not known",
        f"write: format = {fault.context['known']}, or update tavns-protocols",
    )


@rule("KEY007", Severity.ERROR, waivable=False)
def impossible_range(fault: Fault) -> Results:
    """A range whose min exceeds its max, or that has neither.

    Fix: exchange the two ends, or leave out the key while nothing is known.
    """
    name = key_of(fault.path)
    if fault.kind == "range_empty":
        yield Flag(
            fault.path,
            f"the range of {name} has neither min nor max",
            "leave the key out while it is not known",
        )
    else:
        low, high = plain(fault.context["min"]), plain(fault.context["max"])
        yield Flag(
            fault.path,
            f"the range of {name} begins at {low}, above its end at {high}",
            f"write: {name} = {{ min = {high}, max = {low} }}",
        )


@rule("KEY009", Severity.ERROR, waivable=False)
def keys_exclude_each_other(fault: Fault) -> Results:
    """Two keys of which one table may hold only one.

    Fix: keep the one that says what is meant.
    """
    first, second = fault.context["first"], fault.context["second"]
    yield Flag(
        (*fault.path, second),
        f"{second} and {first} exclude each other",
        "keep the one that says what is meant",
        (((*fault.path, first), "the other of the two"),),
        on_key=True,
    )


def rule_for(fault: Fault) -> Rule:
    """Return the rule that a fault breaks."""
    if fault.kind == "unknown_key":
        in_unit_alone = other_unit(str(fault.path[-1]), keys_at(fault.path[:-1]))
        return key_in_another_unit if in_unit_alone else unknown_key
    if fault.kind == "unknown_term" and not isinstance(fault.value, str):
        return wrong_type
    if fault.kind.startswith("range_"):
        return impossible_range
    if fault.kind in ("unknown_term", "unknown_arm", "unknown_preset"):
        return unknown_term
    others = {"missing": missing_key, "exclusive": keys_exclude_each_other, "unknown_format": unknown_format}
    return others.get(fault.kind) or (wrong_type if fault.kind.endswith("_type") else impossible_value)
