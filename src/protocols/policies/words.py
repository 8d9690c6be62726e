"""The keywords of JSON Schema (draft 2020-12) that a policy may use, and what stands inside which."""

from collections.abc import Iterator
from typing import Any, Final

from protocols.policies.text import Pointer

MAPS: Final = ("$defs", "properties", "patternProperties", "dependentSchemas")
LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
ONE: Final = (
    "not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems",
    "unevaluatedProperties",
)  # fmt: skip
SAME: Final = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
"""Those that say something of the same value, rather than of one inside it."""

PLAIN: Final = (
    "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
    "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties",
    "minProperties", "required", "dependentRequired",
)  # fmt: skip
SAID: Final = ("$ref", "$anchor", "$comment", "title", "description", "default", "examples", "deprecated")
KEYWORDS: Final = frozenset({*MAPS, *LISTS, *ONE, *PLAIN, *SAID})

INSTEAD: Final = {
    "format": "write a pattern: no format is checked",
    "definitions": "write $defs",
    "dependencies": "write dependentRequired or dependentSchemas",
    "additionalItems": "write items",
    "$dynamicRef": "write $ref",
    "$recursiveRef": "write $ref",
    "$dynamicAnchor": "write $anchor",
    "id": "write $id, at the top",
    "$id": "it stands only at the top",
    "$schema": "it stands only at the top",
}
"""What to write instead of a keyword that a policy cannot use."""

Schema = dict[str, Any]


def inside(schema: Schema, where: Pointer, keywords: tuple[str, ...]) -> Iterator[tuple[Pointer, Schema]]:
    """Yield the schemas that stand under these keywords of a schema, with where they stand."""
    for word in keywords:
        held = schema.get(word)
        parts: list[tuple[Pointer, Any]] = [((*where, word), held)]
        if word in MAPS and isinstance(held, dict):
            parts = [((*where, word, name), inner) for name, inner in held.items()]
        elif word in LISTS and isinstance(held, list):
            parts = [((*where, word, number), inner) for number, inner in enumerate(held)]
        yield from ((place, inner) for place, inner in parts if isinstance(inner, dict))


def everything(schema: Schema) -> Iterator[tuple[Pointer, Schema]]:
    """Yield a schema and every schema in it, each with where it stands."""
    todo: list[tuple[Pointer, Schema]] = [((), schema)]
    while todo:
        where, one = todo.pop()
        yield where, one
        todo += reversed(list(inside(one, where, (*MAPS, *LISTS, *ONE))))
