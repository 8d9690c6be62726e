"""From a file's data to a Study, or to the faults that keep it from being one."""

from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from typing import Any, Final

from protocols.document.document import Path
from protocols.lib.resources import record_files
from protocols.model.design import WrittenArm
from protocols.model.keys import UnreadError
from protocols.model.limits import MAX_FAULTS, too_much
from protocols.model.protocol import Protocol
from protocols.model.study import Study
from protocols.model.terms import CONDITIONS, term_of
from protocols.model.unread_arm import UNKNOWN_ARM
from protocols.model.values import Fault, RefusedError


def build(data: dict[str, Any]) -> Study | list[Fault]:
    """Make a Study of a file's data, or say every fault of its shape, in the order of the file."""
    if excess := too_much(data):
        return [
            Fault("too_much", one.path, one.value, {"message": one.message}) for one in excess[:MAX_FAULTS]
        ]
    try:
        study = Study(Protocol.read(data))
    except RefusedError as error:
        return told(*error.faults)
    return across(study) or study


def across(study: Study) -> list[Fault]:
    """Return the faults that only the study as a whole shows; what hangs on a part that was not read is left alone."""
    found: list[Fault] = []
    for check in CHECKS:
        with suppress(UnreadError):
            found += check(study)
    return found


def told(*faults: Fault) -> list[Fault]:
    """Return the faults that are told: not too many, and not what only follows from another."""
    found = list(faults[:MAX_FAULTS])
    if len(faults) > MAX_FAULTS:
        more = f"there are {len(faults) - MAX_FAULTS} faults more, which are not shown"
        found.append(Fault("too_much", found[-1].path, None, {"message": more}))
    unknown_format = [fault for fault in found if fault.kind == "unknown_format"]
    # Of a format that is not known nothing else can be said.
    unknown: dict[Path, list[str]] = {}
    for fault in found:
        if fault.kind == "unknown_key":
            unknown.setdefault(fault.path[:-1], []).append(str(fault.path[-1]))
    return unknown_format or [fault for fault in found if not _is_misspelt(fault, unknown)]


def _is_misspelt(missing: Fault, unknown: dict[Path, list[str]]) -> bool:
    """Say whether a missing key stands there misspelt: the unknown key is then the one fault."""
    return missing.kind == "missing" and any(
        get_close_matches(name, [str(missing.path[-1])]) for name in unknown.get(missing.path[:-1], ())
    )


def _another_word_for_the_condition(study: Study) -> list[Fault]:
    """Find a condition of the evidence base in other words than its term; nothing would be compared with its trials."""
    about = study.about
    said: list[tuple[Path, str | None]] = [(("study", "condition"), about.condition)]
    said += [(("study", "conditions", index), one) for index, one in enumerate(about.conditions or ())]
    for name, arm in study.protocol.arms.items():
        several = () if "conditions" in arm.unread else arm.conditions or ()
        said += [(("arms", name, "conditions", index), one) for index, one in enumerate(several)]
    found = [
        (where, one)
        for where, one in said
        if one is not None and term_of("condition", one, CONDITIONS) not in ("", one)
    ]
    if not found:
        return []
    return [Fault("unknown_term", where, one, {"terms": CONDITIONS}) for where, one in found]


def _unknown_arms(study: Study) -> list[Fault]:
    active = [
        name for name, arm in study.arms.items() if "active" in {arm.role, *(part.role for part in arm.parts)}
    ]
    controls: list[tuple[Path, str]] = [
        (("arms", arm.name, "controls", index), name)
        for arm in (*study.arms.values(), *study.lenders.values())
        for index, name in enumerate(arm.written.controls or ())
    ]
    active += [name for name, arm in study.lenders.items() if arm.role == "active"]
    return [
        *(Fault("unknown_arm", at, name, {"known": active}) for at, name in controls if name not in active),
        *_unknown_arms_of_results(study),
    ]


def _unknown_arms_given(study: Study) -> Iterator[Fault]:
    known = [
        *study.protocol.arms,
        *(str(path[1]) for path in study.unread if path[:1] == ("arms",) and path[1:]),
    ]
    if UNKNOWN_ARM in known:
        return
    holders: list[tuple[Path, Protocol | WrittenArm]] = [((), study.protocol)]
    holders += [(("arms", name), arm) for name, arm in study.protocol.arms.items()]
    for at, holder in holders:
        for name, period in (holder.periods or {}).items():
            if period.gives is not None and period.gives not in known:
                where = (*at, "periods", name, "gives")
                yield Fault("unknown_arm", where, period.gives, {"known": known, "any": True})


def _unknown_arms_of_results(study: Study) -> Iterator[Fault]:
    for index, result in enumerate(study.protocol.results or ()):
        named: list[tuple[Path, str | None]] = [(("arm",), result.arm)]
        named += [(("against", number), name) for number, name in enumerate(result.against or ())]
        for at, name in named:
            # Of a crossover it is the treatments that are compared, which arms without participants describe.
            known = [*study.arms, *study.lenders]
            if UNKNOWN_ARM not in known and name is not None and name not in known:
                yield Fault("unknown_arm", ("results", index, *at), name, {"known": known, "any": True})


def _unknown_preset(study: Study) -> list[Fault]:
    name = study.about.based_on
    if name is None or name in record_files():
        return []
    return [Fault("unknown_preset", ("study", "based_on"), name, {"known": list(record_files())})]


def _times_of_another_table(study: Study) -> list[Fault]:
    """Compare alternating frequencies with their times where an arm has one of the two from the shared table."""
    return [
        Fault(
            "unequal_lengths",
            arm.at("stimulation", "alternating_s")[:-1],
            None,
            fault | {"at": arm.at("stimulation", "alternating_hz")},
        )
        for arm in study.parts.values()
        if (fault := arm.stimulation.unequal_lengths())
    ]


CHECKS: Final = (
    _another_word_for_the_condition,
    _unknown_arms_given,
    _unknown_arms,
    _unknown_preset,
    _times_of_another_table,
)
"""What is looked at in turn: where one asks for what could not be read, the others speak."""
