"""Make a shared value an arm's own and back; no arm gets anything else by it."""

from protocols.authoring.changing import Draft, Edited, value_at
from protocols.authoring.edits import drop_in, put_in
from protocols.authoring.ordering import shared_of, write_over
from protocols.authoring.paths import Where, is_name, known, steps
from protocols.document.document import Document
from protocols.document.kinds import same
from protocols.lib.errors import AuthoringError
from protocols.model import Study
from protocols.model.faults import build
from protocols.model.paths import INHERITED, Steps, dotted


def own(text: str, arm: str, path: Where) -> Edited:
    """Write a shared value into an arm's own table, where it can then be changed for this arm alone.

    path is that of the shared value, such as stimulation.frequency_hz. A nested table is the arm's own as a whole: of
    stimulation.intensity.method the arm gets all of stimulation.intensity. Of a period, such as periods.open, it gets a
    table of its own that is empty, and so as all arms have it. Raises AuthoringError where the arm has it already or
    cannot have it, where nothing is shared, and where the arm would get something else by it.
    """
    if is_name(steps(path)):
        return _own_period(text, arm, steps(path))
    draft, shared = Draft(text), _shared(path)
    theirs = ("arms", arm, *shared)
    before = _study(draft.document)
    _has_arm(before, arm)
    value = value_at(draft.data, shared)
    if value is None:
        raise AuthoringError(f"nothing is written at {dotted(shared)}, so there is nothing to take over")
    if value_at(draft.data, theirs) is not None:
        raise AuthoringError(f"{arm} has {dotted(shared)} of its own already")
    put_in(draft, theirs, value)
    _are_alike(before, draft, f"{dotted(shared)} of its own")
    return draft.edited()


def _own_period(text: str, arm: str, path: Steps) -> Edited:
    draft, theirs = Draft(text), ("arms", arm, *path)
    if value_at(draft.data, ("arms", arm)) is None:
        raise AuthoringError(f"there is no arm {arm}")
    if value_at(draft.data, path) is None or shared_of(theirs) != path:
        raise AuthoringError(f"there is no {dotted(path)} of all arms, so there is nothing to take over")
    if value_at(draft.data, theirs) is not None:
        raise AuthoringError(f"{arm} has {dotted(path)} of its own already")
    write_over(draft, theirs)
    return draft.edited()


def share(text: str, arm: str, path: Where) -> Edited:
    """Write an arm's own value into the shared table, and take it out of the arm and of those with the same value.

    The opposite of `own`. Raises AuthoringError where the arm has no such value of its own, and where an arm would get
    something else by it, such as one that takes another value from the shared table.
    """
    draft, shared = Draft(text), _shared(path)
    before = _study(draft.document)
    _has_arm(before, arm)
    value = value_at(draft.data, ("arms", arm, *shared))
    if value is None:
        raise AuthoringError(f"{arm} has no {dotted(shared)} of its own")
    alike = [
        name for name in draft.data["arms"] if same(value_at(draft.data, ("arms", name, *shared)), value)
    ]
    put_in(draft, shared, value)
    for name in alike:
        drop_in(draft, ("arms", name, *shared))
    _are_alike(before, draft, f"{dotted(shared)} from the shared table")
    return draft.edited()


def _shared(path: Where) -> Steps:
    """Return the path of a shared value, or of the nested table that it is in: such a table is an arm's own as a whole."""
    found = steps(path)
    if found[0] == "arms" and len(found) > 2:
        found = found[2:]
    if found[0] not in INHERITED or len(found) < 2:
        raise AuthoringError(
            f"{dotted(found)} is nothing that arms share; they share keys of {', '.join(INHERITED)}"
        )
    if not known(found):
        raise AuthoringError(f"the format has no key {dotted(found)}")
    return found[:2]


def _study(document: Document) -> Study:
    study = build(document.data or {})
    if not isinstance(study, Study):
        raise AuthoringError(
            f"{dotted(study[0].path)} has to be mended first, so that it is known what each arm gets"
        )
    return study


def _has_arm(study: Study, arm: str) -> None:
    if arm not in study.arms:
        raise AuthoringError(f"there is no arm {arm}")
    if not study.arms[arm].stimulated:
        raise AuthoringError(f"{arm} is an arm without stimulation, which has no settings")


def _are_alike(before: Study, draft: Draft, what: str) -> None:
    """Raise AuthoringError where an arm gets something else than before."""
    after = build(draft.data)
    for name, arm in before.arms.items():
        now = after.arms[name] if isinstance(after, Study) else None
        if now is None or any(getattr(arm, table) != getattr(now, table) for table in INHERITED):
            raise AuthoringError(f"with {what}, {name} would get something else than it does now")
