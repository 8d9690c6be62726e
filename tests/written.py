"""Hypothesis: one document in each way that TOML has of writing it, with comments, indents, and either line end."""

import re
from typing import Any

from hypothesis import strategies as st

from protocols.document.literal import key_text, literal
from strategies import Document, Step

RANGE = {"min", "max"}
COMMENTS = ("# note", "# [stimulation]", "# side = …", '  # "a" = 1', "#:schema ./x.json")


@st.composite
def written(draw: st.DrawFn, document: Document) -> str:
    """Draw a file that holds a document: tables under headers, as dotted keys or in curly brackets, mixed."""
    lines = _table(draw, document, ())
    for _ in range(draw(st.integers(0, 4))):
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(["", "\t", *COMMENTS])))
    spaced: list[str] = []
    for line in lines:
        if line.startswith("[") and draw(st.booleans()):
            spaced.append("")
        spaced.append(line + draw(st.sampled_from(["", "", "", " ", "  # why"])))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark, last = draw(st.sampled_from(["", "\ufeff"])), draw(st.sampled_from([end, "", end + end]))
    return mark + re.sub(r"\n", end, "\n".join(spaced)) + last


def _table(draw: st.DrawFn, table: Document, path: tuple[str, ...]) -> list[str]:
    """Write the keys of a table that has a header, then its tables."""
    plain: list[str] = []
    below: list[str] = []
    indent = draw(st.sampled_from(["", "", "  "])) if path else ""
    for name, value in table.items():
        here = (*path, name)
        if _is_tables(value) and draw(st.booleans()):
            for entry in value:
                below += [f"[[{_key(here)}]]", *_table(draw, entry, here)]
        elif isinstance(value, dict) and value.keys() - RANGE and (how := draw(st.integers(0, 5))) < 5:
            if how == 0:
                plain += [indent + line for line in _dotted(draw, value, (name,))]
            else:
                inner = _table(draw, value, here)
                implied = inner and inner[0].startswith("[") and draw(st.booleans())
                below += inner if implied else [f"[{_key(here)}]", *inner]
        elif value == {} and draw(st.booleans()):
            below.append(f"[{_key(here)}]")
        else:
            plain.append(f"{indent}{_key((name,))} = {_value(draw, value)}")
    return [*plain, *below]


def _dotted(draw: st.DrawFn, table: Document, names: tuple[str, ...]) -> list[str]:
    lines: list[str] = []
    for name, value in table.items():
        if isinstance(value, dict) and value.keys() - RANGE and draw(st.booleans()):
            lines += _dotted(draw, value, (*names, name))
        else:
            lines.append(f"{_key((*names, name))} = {_value(draw, value)}")
    return lines


def _value(draw: st.DrawFn, value: Any) -> str:
    """Write a value; a list now and then on several lines, with comments."""
    if not isinstance(value, list) or not value or draw(st.integers(0, 2)):
        return literal(value)
    comma = draw(st.sampled_from(["", ","]))
    entries = [literal(one) for one in value]
    remarks = [draw(st.sampled_from(["", "  # why"])) for _ in entries]
    ends = [","] * (len(entries) - 1) + [comma]
    return (
        "[\n"
        + "".join(f"  {one}{end}{why}\n" for one, end, why in zip(entries, ends, remarks, strict=True))
        + "]"
    )


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _key(names: tuple[str, ...]) -> str:
    return ".".join(map(key_text, names))


def keys_of(value: Any, path: tuple[Step, ...] = ()) -> list[tuple[Step, ...]]:
    """Return the path of each key, those of tables and of entries of lists of tables included."""
    found: list[tuple[Step, ...]] = []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if _is_tables(value) else ()
    for step, below in inner:
        if isinstance(step, str):
            found.append((*path, step))
        found += keys_of(below, (*path, step))
    return found


def comments(text: str) -> list[str]:
    """Return every comment that has a line of its own."""
    return [line.strip() for line in re.split(r"\r?\n", text) if line.strip().startswith("#")]
