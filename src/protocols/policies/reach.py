"""Whether a policy reaches what it speaks of: a key that no protocol has would be a rule that never fires."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from protocols.document.document import Path
from protocols.model import Protocol
from protocols.model.paths import INHERITED, dotted, is_known, is_named, table_at, terms_at
from protocols.model.resolved import ALWAYS
from protocols.policies.text import Pointer, PolicyText
from protocols.policies.words import SAME, Schema, inside

ANY: Final = "NAME"
"""Stands for the name of an arm or an outcome."""


def check_reach(text: PolicyText, schema: Schema, homes: Mapping[int, Pointer]) -> None:
    """Refuse a policy that names keys which a resolved protocol cannot have where the policy looks for them.

    homes says where each schema stands, by its id: references have been put in.
    """
    todo: list[tuple[Schema, Path]] = [(schema, ())]
    seen: set[tuple[int, Path]] = set()
    while todo:
        one, path = todo.pop()
        # Under [sources] any word may be a key.
        if (id(one), path) in seen or path[:1] == ("sources",):
            continue
        seen.add((id(one), path))
        _check_names(text, homes[id(one)], one, path)
        _check_terms(text, homes[id(one)], one, path)
        todo += [(inner, path) for _, inner in inside(one, (), SAME)]
        todo += [(inner, (*path, at[-1])) for at, inner in inside(one, (), ("properties",))]
        if is_named(path):
            others = ("patternProperties", "additionalProperties", "unevaluatedProperties")
            todo += [(inner, (*path, ANY)) for _, inner in inside(one, (), others)]
        entries = ("items", "prefixItems", "contains", "unevaluatedItems")
        todo += [(inner, (*path, 0)) for _, inner in inside(one, (), entries)]


def _check_names(text: PolicyText, where: Pointer, schema: Schema, path: Path) -> None:
    required = [
        ((*where, "required", number), name) for number, name in enumerate(schema.get("required", ()))
    ]
    for at, name in [*_named(where, schema), *required]:
        if not path and name in INHERITED:
            text.refuse(
                at,
                f"each arm holds its own {name}; write it under arms, in properties or additionalProperties",
            )
        if not is_known((*path, name)):
            text.refuse(at, f"{dotted(path) or 'a protocol'} has no key {name}; {_meant(name, path)}")
    for at, name in required:
        if not path and name in ALWAYS and name not in schema.get("properties", ()):
            text.refuse(
                at, f"{name} is always there, if empty; require one of its keys, in properties.{name}"
            )


def _named(where: Pointer, schema: Schema) -> Iterator[tuple[Pointer, str]]:
    for word in ("properties", "dependentSchemas", "dependentRequired"):
        yield from (((*where, word, name), name) for name in schema.get(word, ()))
    for trigger, names in schema.get("dependentRequired", {}).items():
        yield from (((*where, "dependentRequired", trigger), name) for name in names)


def _check_terms(text: PolicyText, where: Pointer, schema: Schema, path: Path) -> None:
    """Refuse a comparison with a word that is no term of the key: it would always, or never, hold."""
    terms = terms_at(path)
    words = [((*where, "const"), schema["const"])] if "const" in schema else []
    words += [((*where, "enum", number), word) for number, word in enumerate(schema.get("enum", ()))]
    for at, word in words if terms else ():
        if word not in terms:
            near = get_close_matches(str(word), terms, n=1)
            advice = f"did you mean {near[0]}?" if near else f"there are: {', '.join(terms)}"
            text.refuse(at, f"{word} is no term for {dotted(path)}; {advice}")


def _meant(name: str, path: Path) -> str:
    table = Protocol if not path else table_at(path)
    keys = [key for key in table.known_keys if path or key not in INHERITED] if table else []
    near = get_close_matches(name, keys, n=1)
    return f"did you mean {near[0]}?" if near else "tavns resolve shows what a policy is held against"
