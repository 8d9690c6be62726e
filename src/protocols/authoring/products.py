"""What is made of a whole protocol: fixes, dose, drawings, drafts and methods, as plain data."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, Literal, TypedDict, get_args

from protocols import drawing as drawings
from protocols.authoring.changing import Edited, between, study_of
from protocols.authoring.paths import needs_a_name
from protocols.check.fixes import fix as fixed
from protocols.document.document import mark_of
from protocols.document.reading import read
from protocols.draft import draft
from protocols.evidence.trials import preset as made_from
from protocols.formats.methods import FORMATS, for_the_team
from protocols.formats.style import Style
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import record_files
from protocols.methods import STYLES
from protocols.model.quantity import TERMINAL
from protocols.model.terms import Role, ShamMethod
from protocols.overview import overview

Picture = Literal["ear", "pulse", "train", "session", "course"]

PICTURES: Final[tuple[Picture, ...]] = get_args(Picture)


class Fixed(Edited):
    """A text with its fixes, and on which line (from 1) what became what."""

    changes: list[dict[str, Any]]


class Written(TypedDict):
    """A text made from a protocol; for_the_team is what goes beside one that is handed out, else "" (as for a paper)."""

    text: str
    for_the_team: str


def fix(text: str) -> Fixed:
    """Return a text with all fixes that change no meaning, as `tavns check --fix` makes them; unchanged where there is none."""
    found = fixed(read(text))
    new = mark_of(text) + found.document.text
    edits = between(text, new) if new != text else []
    return {"text": new, "edits": edits, "changes": [change._asdict() for change in found.changes]}


def dose(text: str) -> list[dict[str, Any]]:
    """Return the dose of each stimulated arm: each quantity with its unit, and by arm its interval, its words or what is missing.

    The interval is in `unit`, the words are in `text_unit`.

    Raises AuthoringError where the text is no protocol.
    """
    return [asdict(one) for one in overview(study_of(text), TERMINAL).doses]


def drawing(text: str, arm: str, which: Picture, prefix: str = "") -> str:
    """Return a drawing of an arm as SVG: the ear, one pulse, the train, the session or the course.

    prefix makes its ids unique in a page. Raises AuthoringError where the text is no protocol, for an arm that it does
    not have or that is not stimulated, and for a drawing that there is none of.
    """
    study = study_of(text)
    if which not in PICTURES:
        raise AuthoringError(f"there is no drawing {which}; there are {', '.join(PICTURES)}")
    if arm not in study.parts:
        raise AuthoringError(f"there is no arm {arm}; there are {', '.join(study.parts)}")
    one, ids = study.parts[arm], prefix or f"{which}-{arm}"
    if not one.stimulated:
        raise AuthoringError(f"{arm} is an arm without stimulation, of which there is nothing to draw")
    if which == "ear":
        return drawings.ear([drawings.placement_of(one)], ids)
    if which == "course":
        return drawings.course(study, one, ids)
    if which == "session":
        return drawings.session(one, ids)
    return drawings.pulse(one, ids) if which == "pulse" else drawings.train(one, ids)


def draft_from(  # noqa: PLR0913 - as `draft`: each is a choice of the person
    preset: str | None = None,
    *,
    title: str = "",
    condition: str | None = None,
    arms: Mapping[str, str] | None = None,
    sham_method: str | None = None,
    device: str | None = None,
) -> str:
    """Return the text of a new protocol from a preset, or from nothing; arms maps names to roles and replaces the preset's.

    Raises AuthoringError for a preset, a role or a sham method that there is none of, and for a name that can be none.
    """
    _is_one_of("preset", preset, tuple(record_files()))
    _is_one_of("sham method", sham_method, get_args(ShamMethod))
    for name, role in (arms or {}).items():
        needs_a_name(name)
        _is_one_of("role", role, get_args(Role))
    if arms is not None and not arms:
        raise AuthoringError("a protocol has at least one arm")
    taken = made_from(preset) if preset else None
    roles = (
        [arm.role for arm in taken.arms.values()] if taken and arms is None else list((arms or {}).values())
    )
    if sham_method is not None and "sham" not in roles:
        raise AuthoringError("a sham method is for an arm with the role sham, and there is none")
    chosen = condition or (taken.about.condition if taken else None)
    return draft(
        title or (f"taVNS in {chosen.replace('_', ' ')}" if chosen else "taVNS study"),
        from_preset=preset,
        condition=condition,
        arms=arms,
        sham_method=sham_method,
        device=device,
    )


def _is_one_of(what: str, word: str | None, words: tuple[str, ...]) -> None:
    if word is not None and word not in words:
        raise AuthoringError(f"there is no {what} {word}; there are {', '.join(words)}")


def methods(text: str, style: str = "paper", form: str = "text") -> Written:
    """Return a protocol in words: style paper, registry or lay; form text, markdown or json.

    Raises AuthoringError where the text is no protocol, and for a style or form that there is none of.
    """
    _is_one_of("style", style, tuple(STYLES))
    _is_one_of("form", form, tuple(FORMATS))
    made, shown = STYLES[style](study_of(text)), Style()
    return {"text": FORMATS[form](made, "<text>", shown), "for_the_team": for_the_team(made, shown)}
