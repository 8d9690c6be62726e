"""What a key means: its title, its unit, its terms in words, and what the trials of the condition used."""

from functools import lru_cache
from typing import Any, Final, Literal, TypedDict, get_args, get_origin

from protocols.authoring.paths import Where, is_name, kind_of, steps
from protocols.authoring.trials import Used, used
from protocols.check.partly import read_partly
from protocols.document.reading import read
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import data
from protocols.lib.units import sign_of
from protocols.model import Study
from protocols.model.faults import build
from protocols.model.keys import Key, UnreadError
from protocols.model.kinds import kinds_at
from protocols.model.paths import Steps, annotation_at, dotted, table_at, takes_range
from protocols.model.records import Source
from protocols.model.terms import CONDITIONS, EXCLUSIONS, Confidence, SourceKind, in_words
from protocols.model.terms import term as said

FREE: Final = {"condition": CONDITIONS, "exclusion": EXCLUSIONS}
"""Keys that take any text, of which the format knows some as terms."""


OF_SOURCE: Final = {"kind": SourceKind, "confidence": Confidence}
"""The terms of an entry of `[sources]`, of which the model knows no path."""


class Term(TypedDict):
    """A term, what it is in words, and what people write for it."""

    term: str
    words: str
    synonyms: list[str]


class Meaning(TypedDict):
    """What a key means. kinds: the kinds of value it takes; unit: in full, sign: as people write it; item: of Farmer 2021."""

    path: list[str | int]
    dotted: str
    title: str
    description: str
    kinds: list[str]
    required: bool
    unit: str
    sign: str
    example: Any
    item: str
    terms: list[Term]
    used: Used | None


def meaning(path: Where, text: str | None = None) -> Meaning:
    """Say what the key or the table at a path means; with a text, also what the trials of its condition used.

    Raises AuthoringError for a path that the format does not have.
    """
    where = steps(path)
    named = where
    while len(named) > 1 and isinstance(named[-1], int):
        named = named[:-1]  # an entry means what its list means
    field = field_at(named)
    if field is None:
        return _of_a_name(where)
    study = study_in(text) if text is not None else None
    return {
        "path": list(where),
        "dotted": dotted(where),
        "title": field.title or str(named[-1]),
        "description": field.description or "",
        "kinds": sorted(kinds_of(named)),
        "required": field.required,
        "unit": field.unit,
        "sign": sign_of(str(named[-1])),
        "example": field.example,
        "item": field.farmer,
        "terms": terms(named),
        "used": _used(named, study) if study is not None else None,
    }


def field_at(path: Steps) -> Key | None:
    """Return how the model describes a key; None where the format has no such key."""
    table = Source if path[0] == "sources" and len(path) > 1 else table_at(path[:-1])
    return table.known_keys.get(str(path[-1])) if table is not None else None


def kinds_of(path: Steps) -> set[str]:
    """Return the kinds of value that a key takes: text, number, range, bool, date, list, table."""
    found = set(kinds_at(path))
    return found | {"range"} if takes_range(path) else found


def _of_a_name(where: Steps) -> Meaning:
    """Say what a name of the author's own stands for, such as that of an arm; or an entry of `[sources]`."""
    ends = {"min": "Lowest value", "max": "Highest value"}
    if str(where[-1]) in ends and takes_range(where[:-1]):
        title, said = ends[str(where[-1])], "Absent: open on this side."
    elif is_name(where):
        title, said = str(where[-1]), f"The name of {kind_of(where)}."
    elif where[0] == "sources" and len(where) > 1:
        title, said = "Source", f"Where {'.'.join(map(str, where[1:]))} was taken from."
    else:
        raise AuthoringError(f"the format has no key {dotted(where)}")
    return {
        "path": list(where),
        "dotted": dotted(where),
        "title": title,
        "description": said,
        "kinds": sorted(kinds_of(where)) or ["text", "table"],
        "required": False,
        "unit": "",
        "sign": sign_of(str(where[-2])) if str(where[-1]) in ends else "",
        "example": None,
        "item": "",
        "terms": [],
        "used": None,
    }


def terms(path: Steps) -> list[Term]:
    """Return the terms of a key, or of the entries of a list, in words; none where it takes other values."""
    key = str(path[-1])
    of_source = OF_SOURCE.get(key) if path[0] == "sources" else None
    found = _listed(of_source or annotation_at(path))
    return [
        {"term": one, "words": in_plain_words(key, one), "synonyms": synonyms(key, one)}
        for one in found or FREE.get(key, ())
    ]


def _listed(annotation: Any) -> tuple[str, ...]:
    """Return the terms in an annotation, as in that of a key which takes one of them or a list of them."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for one in get_args(annotation) if (found := _listed(one))), ())


def in_plain_words(key: str, term: str) -> str:
    """Return a term of a key in words."""
    if key == "condition":
        return in_words(term)
    words = said(key, term)
    return words.replace("_", " ") if words == term else words


def synonyms(key: str, term: str) -> list[str]:
    """Return what people write for a term, as they write it."""
    alike = "sites" if key.endswith("_site") else key
    return [word.replace("_", " ") for word in data("terms").get(alike, {}).get(term, ())]


@lru_cache(maxsize=1)  # many keys of one text are asked for; a study never changes
def study_in(text: str) -> Study | None:
    """Return the study that a text describes, as far as it can be read; None where it cannot at all."""
    document = read(text)
    study = build(document.data) if document.data is not None else None
    if isinstance(study, Study):
        return study
    return read_partly(document).study


def _used(path: Steps, study: Study) -> Used | None:
    try:
        return used(path, study)
    except UnreadError:  # the condition or a role could not be read
        return None
