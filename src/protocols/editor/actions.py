"""What can be done where the cursor stands: mend, waive with a reason, give an arm a value of its own, share one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from lsprotocol import types as lsp

from protocols import authoring
from protocols.authoring.changing import study_of, told
from protocols.document.splice import Splice
from protocols.editor.adding import INSERT, insertions, sources
from protocols.editor.diagnostics import Checked
from protocols.editor.edits import workspace_edit
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError
from protocols.model.paths import INHERITED, Steps, dotted
from protocols.rules import RULES

FIX: Final = lsp.CodeActionKind.QuickFix
FIX_ALL: Final = f"{lsp.CodeActionKind.SourceFixAll.value}.tavns"
REWRITE: Final = lsp.CodeActionKind.RefactorRewrite
KINDS: Final = (FIX, FIX_ALL, REWRITE, INSERT)
MISSING: Final = ("REP", "KEY011")
"""Families and codes that name what is missing."""
ARMS: Final = 8
"""Arms of a study up to which each may be given a value of its own: it is tried for each, at each step of the cursor."""


def actions(found: Checked, where: lsp.Range, only: Sequence[str] | None = None) -> list[lsp.CodeAction]:
    """Return what can be done about what stands in a stretch of a text; only: of these kinds, None for all.

    Editors ask at each step of the cursor: what nobody asks for is not made.
    """
    start, end = found.text.offset(where.start), found.text.offset(where.end)
    wanted = [kind for kind in KINDS if only is None or any(_is_of(kind, one) for one in only)]
    made: list[lsp.CodeAction] = []
    if FIX in wanted:
        made += [*_fixes(found, start, end), *_waivers(found, start, end)]
    if FIX_ALL in wanted:
        here = found.findings if only is not None else [one for one, _ in _touching(found, start, end)]
        made += _all_fixes(found) if any(one["fix"] for one in here) else ()
    if REWRITE in wanted:
        made += [*_sharing(found.text, start), *sources(found, start, REWRITE)]
    if INSERT in wanted and (
        only is not None or any(one["code"].startswith(MISSING) for one, _ in _touching(found, start, end))
    ):
        made += insertions(found)
    return made


def _is_of(kind: lsp.CodeActionKind | str | None, wanted: lsp.CodeActionKind | str) -> bool:
    """Say whether a kind is the wanted one or one of its kinds, as refactor.rewrite is of refactor."""
    name, asked = _name(kind), _name(wanted)
    return not asked or name == asked or name.startswith(f"{asked}.")


def _name(kind: lsp.CodeActionKind | str | None) -> str:
    return kind.value if isinstance(kind, lsp.CodeActionKind) else kind or ""


def _touching(found: Checked, start: int, end: int) -> Iterator[tuple[dict[str, Any], lsp.Diagnostic]]:
    for finding, diagnostic in zip(found.findings, found.diagnostics, strict=True):
        if finding["start"] <= end and start <= finding["end"]:
            yield finding, diagnostic


def _fixes(found: Checked, start: int, end: int) -> Iterator[lsp.CodeAction]:
    for finding, diagnostic in _touching(found, start, end):
        if finding["fix"]:
            edits = told(Splice(one["start"], one["end"], one["text"]) for one in finding["fix"])
            yield lsp.CodeAction(
                f"{finding['code']}: write {edits[0]['text']}",
                kind=FIX,
                diagnostics=[diagnostic],
                is_preferred=True,
                edit=workspace_edit(found.text, edits),
            )


def _all_fixes(found: Checked) -> Iterator[lsp.CodeAction]:
    edits = authoring.fix(found.text.text)["edits"]
    title = "Mend all that changes no meaning (tavns check --fix)"
    yield lsp.CodeAction(title, kind=FIX_ALL, edit=workspace_edit(found.text, edits))


def _waivers(found: Checked, start: int, end: int) -> Iterator[lsp.CodeAction]:
    """Yield waivers. The reason is left to be written: an empty one is a finding itself, and silences nothing."""
    for finding, diagnostic in _touching(found, start, end):
        if finding["waiver"] or not RULES[finding["code"]].waivable:
            continue
        where = {"where": finding["path"]} if finding["path"] else {}
        try:
            waiver = {"rule": finding["code"], **where, "reason": ""}
            edits = authoring.add(found.text.text, "waivers", waiver)["edits"]
        except AuthoringError:  # a broken line has to be mended first
            continue
        yield lsp.CodeAction(
            f"Waive {finding['code']} here; then write the reason",
            kind=FIX,
            diagnostics=[diagnostic],
            edit=workspace_edit(found.text, edits),
        )


def _sharing(text: Text, offset: int) -> Iterator[lsp.CodeAction]:
    place = authoring.at(text.text, offset)
    path = tuple(place["path"])
    if place["on"] not in ("key", "value") or place["broken"]:
        return
    if place["arm"] is not None and path[2:3] and path[2] in INHERITED:
        shared, said = path[2:], "Share {key} of {arm} with all arms"
        yield from _tried(text, said, [place["arm"]], shared)
    elif path[0] in INHERITED and len(path) > 1:
        try:
            study = study_of(text.text)
        except AuthoringError:
            return
        arms = [arm.name for arm in study.arms.values() if arm.stimulated]
        yield from _tried(text, "Give {arm} {key} of its own", arms if len(arms) <= ARMS else (), path)


def _tried(text: Text, said: str, arms: Iterable[str], path: Steps) -> Iterator[lsp.CodeAction]:
    """Yield what can be done exactly, so that no arm gets anything else by it."""
    change = authoring.share if said.startswith("Share") else authoring.own
    for arm in arms:
        try:
            edits = change(text.text, arm, path)["edits"]
        except AuthoringError:
            continue
        title = said.format(arm=arm, key=dotted(path[:2]))
        yield lsp.CodeAction(title, kind=REWRITE, edit=workspace_edit(text, edits))
