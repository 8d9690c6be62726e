"""Write what is made from the model: `schemas/protocol.schema.json` and `docs/keys.md`.

python tools/generate.py            writes them
python tools/generate.py --check    says with exit code 1 which are out of date
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from protocols.literal import literal
from protocols.schema import protocol_schema, schema_text

ROOT = Path(__file__).parent.parent
SHAPES = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
}


def keys_text() -> str:
    """Return the reference of all keys, one table of Markdown for each table of the format."""
    schema = protocol_schema()
    return "\n".join(_page(schema)) + "\n"


def _page(schema: dict[str, Any]) -> Iterator[str]:
    yield "# Every key of a protocol file"
    yield ""
    yield "Made from the model by `tools/generate.py`. *q* marks a number or a range such as `{ min = 200, max = 250 }`."
    yield "The last column names the item of Farmer et al. 2021, Table 3, that a key serves."
    for title, definition in _tables(schema):
        yield from ["", f"## {title}", "", definition.get("description", ""), ""]
        yield from ["| key | takes | unit | meaning | example | item |", "|---|---|---|---|---|---|"]
        for name, field in definition["properties"].items():
            if name != "notes":
                told = schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {}) | field
                yield _row(name, told, definition.get("required", []))
    yield from ["", "Every table with fixed keys also takes `notes`: a fact without a key of its own.", ""]


def _tables(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    definitions = schema["$defs"]
    yield "The file", schema
    places = {
        "About": "[study]",
        "WrittenArm": "[arms.NAME]",
        "Outcome": "[outcomes.NAME]",
        "Waiver": "[[waivers]]",
        "Amendment": "[[amendments]]",
        "Conflict": "[[conflicts]]",
        "Claim": "claims of a conflict",
        "Source": "an entry of [sources]",
        "Limits": "[device.limits]",
        "Delivered": "[arms.NAME.delivered]",
        "Intensity": "[stimulation.intensity]",
        "Burst": "[stimulation.burst]",
        "Gating": "[stimulation.gating]",
    }
    for name, definition in definitions.items():
        if "properties" in definition:
            yield places.get(name, f"[{name.lower()}]"), definition


def _row(name: str, field: dict[str, Any], required: list[str]) -> str:
    example = field.get("examples", [""])[0]
    cells = (
        f"`{name}`" + (", required" if name in required else ""),
        _shape(field),
        field.get("x-unit", ""),
        field.get("description", ""),
        f"`{literal(example)}`" if example != "" else "",
        field.get("x-farmer-2021", ""),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _shape(field: dict[str, Any]) -> str:
    kind, inner = field.get("type"), field.get("items", {})
    if "enum" in field:
        return (
            ", ".join(field["enum"]) if field["title"] != "Rule" else "the code of a rule that may be waived"
        )
    if kind == ["number", "object"]:
        return "number *q*"
    if kind == ["string", "array"]:
        return f"{', '.join(inner['enum'])}, or a list of these"
    if isinstance(kind, list):
        return "text or number"
    if "enum" in inner:
        return f"list of {', '.join(inner['enum'])}"
    return "date" if field.get("format") == "date" else SHAPES.get(str(kind), "table")


MADE = {"schemas/protocol.schema.json": schema_text, "docs/keys.md": keys_text}


def main() -> int:
    """Write or check the files."""
    stale = []
    for name, make in MADE.items():
        path, text = ROOT / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(
            f"{name} {'is out of date; run: python tools/generate.py' if '--check' in sys.argv else 'written'}"
        )
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
