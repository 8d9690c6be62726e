"""What an answer means: a number, a range, a choice from those offered, or words. What is wrong with it, the check says."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from protocols import authoring
from protocols.authoring import Offer
from protocols.authoring.paths import RE_NAME
from protocols.model.terms import Role

NOT_YET: Final = "-"
HELP: Final = "?"
BACK: Final = "<"
NONE: Final = "none"
NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
RANGE: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(-?\d+(?:\.\d+)?)")
YES_OR_NO: Final = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def choices(text: str, path: str) -> list[Offer]:
    """Return what an answer may be chosen from, the terms of a key or devices: what most trials used comes first."""
    found: dict[str, Offer] = {}
    for one in authoring.offers(text, path):
        if one["kind"] in ("term", "device"):
            found.setdefault(one["text"], one)
    return sorted(found.values(), key=lambda one: -(one["cohorts"] or 0))


def value_of(said: str, path: str, offered: Sequence[Offer], *, several: bool) -> Any:
    """Return the value that an answer stands for, as the format has it; words that are none stay as they are."""
    kinds = authoring.meaning(path)["kinds"]
    if several and "list" in kinds:
        parts = [chosen(part.strip(), offered) for part in said.split(",") if part.strip()]
        return parts[0] if len(parts) == 1 and "text" in kinds else parts
    if "bool" in kinds:
        return YES_OR_NO.get(said.lower(), said)
    if kinds and set(kinds) <= {"number", "range", "list"}:
        return _number(said, kinds)
    return chosen(said, offered)


def _number(typed: str, kinds: Sequence[str]) -> Any:
    if NUMBER.fullmatch(typed):
        return _plain(typed)
    ends = RANGE.fullmatch(typed)
    if ends and "range" in kinds:
        return {"min": _plain(ends[1]), "max": _plain(ends[2])}
    return typed


def _plain(digits: str) -> float:
    return float(digits) if "." in digits else int(digits)


def chosen(typed: str, offered: Sequence[Offer]) -> str:
    """Return the offer of a number, or the one whose words were written; else what was written."""
    if typed.isdecimal() and 0 < int(typed) <= len(offered):
        return offered[int(typed) - 1]["label"]
    wanted = typed.casefold()
    return next((one["label"] for one in offered if wanted in (one["label"], one["words"].casefold())), typed)


def arms_of(typed: str, roles: Sequence[str]) -> dict[str, Role] | str:
    """Read `low=active, high=active, sham`; or say in one sentence what is wrong with it.

    A name without a role is a sham if it is called so, else active.
    """
    arms: dict[str, Any] = {}
    for part in typed.split(","):
        name, _, role = (piece.strip() for piece in part.partition("="))
        role = role or ("sham" if name.startswith("sham") else "active")
        if role not in roles:
            return f"there is no role {role}; there are {', '.join(roles)}"
        if not RE_NAME.fullmatch(name):
            return f'"{name}" is no name for an arm: names begin with a small letter, then small letters, digits, _ or -'
        if name in arms:
            return f"two arms are called {name}"
        arms[name] = role
    return arms


def as_typed(value: Any) -> str:
    """Return a value as somebody would type it."""
    if isinstance(value, list):
        return ", ".join(map(as_typed, value))
    if isinstance(value, dict):
        return f"{value.get('min', '')}-{value.get('max', '')}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value)
