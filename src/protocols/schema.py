"""The JSON Schema of a protocol file, made from the model, for editors and other validators."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from protocols.model import Protocol
from protocols.model.limits import MAX_KEYS, MAX_NAMED, MAX_SIGNS, NAMED
from protocols.rules import RULES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """As pydantic makes it, without `null`: TOML has none, and each `anyOf … null` doubles an editor's messages."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        # Names that do not match have to be refused, not merely left unchecked.
        for pattern, inner in made.pop("patternProperties", {}).items():
            made |= {"patternProperties": {pattern: inner}, "additionalProperties": False}
        return made | {"maxProperties": MAX_KEYS, "propertyNames": {"maxLength": MAX_SIGNS}}

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        return {"maxItems": MAX_KEYS} | super().tuple_schema(schema)

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:  # noqa: ARG002 - pydantic's signature
        return {"type": "string", "format": "date"}


def protocol_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the file format."""
    made = Protocol.model_json_schema(schema_generator=_Generator)
    made["$defs"]["Waiver"]["properties"]["rule"]["enum"] = [
        rule.code for rule in RULES.values() if rule.waivable
    ]
    for (table,) in NAMED:
        made["properties"][table]["maxProperties"] = MAX_NAMED
    return {"$schema": DIALECT, "title": "taVNS protocol", **{k: v for k, v in made.items() if k != "title"}}


def schema_text() -> str:
    """Return the schema as the committed file holds it."""
    return json.dumps(protocol_schema(), ensure_ascii=False, indent=2) + "\n"
