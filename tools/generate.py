"""Write what is made from model, rules and data: the schema; `keys`, `devices`, `evidence`, `references`, `pictures/` and `rules/` of `docs/`.

python tools/generate.py            writes them
python tools/generate.py --check    says with exit code 1 which are out of date
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from protocols.check.engine import load
from protocols.check.records import lacking
from protocols.cli.preset_rows import HEADER, LEGEND, kind_of, row_of
from protocols.document.literal import literal
from protocols.drawing.colours import SCHEMES, settled
from protocols.evidence.trials import preset
from protocols.formats.book import markdown
from protocols.formats.devices import markdown_page
from protocols.lib.references import reference, references
from protocols.lib.resources import BASE, record_files
from protocols.model import Study
from protocols.rules import NAMES, RULES
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
        "Result": "[[results]]",
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
        f"`{example if field.get('format') == 'date' else literal(example)}`" if example != "" else "",
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


def rules_text() -> str:
    """Return the index of the rules by family."""
    lines = ["# The rules", "", "Made from the rules and their pages by `tools/generate.py`."]
    for family, name in NAMES.items():
        found = [rule for rule in RULES.values() if rule.family == family]
        if found:
            lines += [
                "",
                f"## {family}: {name}",
                "",
                "| code | severity | finds | may be waived |",
                "|---|---|---|---|",
            ]
            lines += [
                f"| [{one.code}]({one.code}.md) | {one.severity.value} | {one.title} | {'yes' if one.waivable else 'no'} |"
                for one in found
            ]
    return "\n".join(lines) + "\n"


def references_text() -> str:
    """Return each cited work with the rules that stand on it."""
    lines = [
        "# What the rules stand on",
        "",
        "Made from the rules and `data/references.toml` by `tools/generate.py`.",
    ]
    lines += [
        "",
        "Each work, what it is, what of it was read and how, and the rules that cite it in their definition.",
        "",
    ]
    lines += ["| work | kind | read | rules |", "|---|---|---|---|"]
    cited: dict[str, list[str]] = {}
    for rule in RULES.values():
        for source in rule.sources:
            cited.setdefault(source.key, []).append(f"[{rule.code}](rules/{rule.code}.md)")
    works = {work.key: work for work in references()} | {key: reference(key) for key in cited}
    for key, work in works.items():
        title = f"[{work.cite}]({work.url})" if work.url else work.cite
        lines.append(
            f"| {title} | {work.kind} | {work.read} | {', '.join(dict.fromkeys(cited.get(key, [])))} |"
        )
    return "\n".join(lines) + "\n"


def evidence_text() -> str:
    """Return the evidence base as a table: what each record says, what was read, and what is missing in it."""
    lines = [(ROOT / "tools" / "evidence.md").read_text(encoding="utf-8"), "## The base", ""]
    several = {name: preset(name) for name in record_files()}
    kinds = Counter(kind_of(name) for name in several)
    lines += [
        f"{len(several)} records: " + ", ".join(f"{number} {kind}" for kind, number in kinds.items()) + ".",
        "Made from `presets/` by `tools/generate.py`. An empty cell was not found in what was read.",
        "",
    ]
    header = (*HEADER, "read in", "missing")
    rows = [
        (
            f"[{name}](../{record_files()[name].relative_to(ROOT)})",
            *row_of(name, kind_of(name), study)[1:],
            _read_in(study),
            ", ".join(lacking(study)),
        )
        for name, study in several.items()
    ]
    lines += ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([*lines, "", LEGEND]) + "\n"


def _read_in(study: Study) -> str:
    """Return the works that a record cites, each once, with the kinds of reading."""
    kinds: dict[str, set[str]] = {}
    for _, _, source in study.sources:
        kinds.setdefault(source.cite, set()).add(str(source.kind or "").replace("_", " "))
    return "; ".join(f"{cite} ({', '.join(sorted(found))})" for cite, found in kinds.items())


def pictures() -> dict[str, str]:
    """Return the pictures of the first pages, in the colours of a light page."""
    plot = load(ROOT / "examples" / "migraine-two-arms.toml").plot
    drawn = {
        "ear": plot.ear(),
        "pulse": plot.pulse(),
        "session": plot.session(),
        "course": plot.course(),
        "frequency": plot.literature("frequency"),
    }
    return {f"docs/pictures/{name}.svg": f"{on_paper(svg)}\n" for name, svg in drawn.items()}


def on_paper(svg: str) -> str:
    """Return a drawing on a ground of its own: as a file it does not know the colours of the page."""
    start = svg.index(">") + 1
    ground = f'<rect width="100%" height="100%" fill="{SCHEMES["light"]["paper"]}"/>'
    return settled(f"{svg[:start]}{ground}{svg[start:]}")


def made() -> dict[str, str]:
    """Return every generated file with its text."""
    files = {
        "schemas/protocol.schema.json": schema_text(),
        "docs/keys.md": keys_text(),
        "docs/devices.md": markdown_page(),
        "docs/rules/index.md": rules_text(),
        "docs/references.md": references_text(),
        "docs/evidence.md": evidence_text(),
    }
    return files | pictures() | {f"docs/rules/{rule.code}.md": markdown(rule) for rule in RULES.values()}


def main() -> int:
    """Write or check the files, those on the evidence from the real base, whatever the environment names."""
    os.environ.pop(BASE, None)
    check, files = "--check" in sys.argv, made()
    left = {str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "rules").glob("*.md")} - set(files)
    stale = [name for name, text in files.items() if not _is(ROOT / name, text)] + sorted(left)
    for name in stale:
        if not check and name in files:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(files[name], encoding="utf-8")
        elif not check:
            (ROOT / name).unlink()
        print(
            f"{name} {'is out of date; run: make generate' if check else 'written' if name in files else 'removed'}"
        )
    return 1 if stale and check else 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
