"""What is wrong with a line: its key, the header of a table, what stands behind a value."""

from __future__ import annotations

import re
from typing import Final

from protocols.document.advice import (
    COMMENT_MESSAGE,
    CONTROL,
    CURLY,
    CURLY_MESSAGE,
    INVISIBLE,
    KEY_LETTERS,
    LONGEST_QUOTED,
    QUOTED,
    Advice,
    explain_control,
    explain_unclosed,
    in_quotes,
)

WORD: Final = re.compile(r"[A-Za-z0-9_-]+\Z")

COMMENT: Final = re.compile(r"//|;|/\*|--|%")


def explain_key(rest: str) -> Advice:  # noqa: PLR0911 - one return for each way of getting it wrong
    """Say what is wrong with a line (from its first character) that is not a key, = and a value."""
    control = CONTROL.search(rest) or INVISIBLE.match(rest)
    if control:
        return explain_control(rest, control.start())
    end = len(rest.rstrip())
    equals = rest.find("=")
    comment = COMMENT.match(rest)
    if comment:
        return Advice(0, end, COMMENT_MESSAGE, f"write # instead of {comment.group()}")
    if equals == 0:
        return Advice(0, 1, "the key before = is missing", "name = …", 0)
    if CURLY.match(rest):
        return Advice(0, 1, CURLY_MESSAGE, '"', equals)
    if rest[0] in "]})":
        return Advice(0, 1, f"this {rest[0]} closes nothing", "leave it out, or open it further up")
    if rest[0] in "\"'" and not re.match(QUOTED, rest):
        return explain_unclosed(rest)
    return _explain_key_end(rest, end, equals)


def _explain_key_end(rest: str, end: int, equals: int) -> Advice:
    key = re.match(rf"(?:{QUOTED}|[\w.\-]+)", rest)
    colon = re.match(rf"((?:{QUOTED}|[^\s:=\"']+))[ \t]*:=?[ \t]*(.*)", rest)
    if colon and (equals < 0 or equals >= colon.start(2) - 2):
        at = rest.index(":", colon.end(1))
        value = colon[2].strip()
        advice = f"{colon[1]} = {value}" if 0 < len(value) <= LONGEST_QUOTED else f"{colon[1]} = …"
        sign = at + 1 if rest.startswith(":=", at) else at
        return Advice(
            at, at + 1, "= must stand between a key and its value, not :", advice, sign if value else -1
        )
    if equals > 0:
        name = rest[:equals].rstrip()
        dots = re.search(r"\A[ \t]*\.|\.[ \t]*(?=\.)|\.[ \t]*\Z", name)
        if dots:
            return Advice(
                dots.start(), dots.end(), "a part of the key is missing beside this point", "", equals
            )
        return Advice(0, len(name), KEY_LETTERS, f"{_key_help(name)} = …", equals)
    if key is None:
        return Advice(0, end, "a line must begin with a key, [ or #")
    help_ = f"{key.group()} = …" if WORD.match(key.group()) else "key = …"
    if re.match(r"[ \t]+[^\W\d]", rest[key.end() :]):
        help_ += " (or # in front when this is a note)"
    # A value of several lines is not taken for as many faults.
    opens = re.match(r"""[ \t]*(?:[\[{]|\"{3}|'{3})""", rest[key.end() :])
    return Advice(0, end, "a key must be followed by = and a value", help_, key.end() - 1 if opens else -1)


def _key_help(name: str) -> str:
    plain = re.sub(r"[ \t]+", "_", name)
    if WORD.match(plain):
        return plain
    return in_quotes(name)


def explain_header(rest: str, many: bool, named: bool) -> Advice:
    """Say what is wrong with the header of a table; the piece begins after the opening brackets.

    `named` says that the name can be read, so that only the closing brackets are amiss.
    """
    control = CONTROL.search(rest)
    if control:
        return explain_control(rest, control.start())
    opening, close = ("[[", "]]") if many else ("[", "]")
    closed = rest.find("]")
    inside = (rest if closed < 0 else rest[:closed]).rstrip()
    name = inside.split("#")[0].strip()
    if not name:
        return Advice(
            -len(opening),
            max(closed, 0),
            "a table needs a name between its brackets",
            f"{opening}name{close}",
        )
    if named:
        spaced = re.search(r"[^\s.][ \t]+[^\s.]", name)
        if not spaced or (closed < 0 and "#" in inside):
            short = name if len(name) <= LONGEST_QUOTED else "…"
            message = f"the name of the table is not closed with {close}"
            return Advice(-len(opening), len(inside), message, f"{opening}{short}{close}")
    # Names of arms and outcomes take no spaces even in quotes: offer one that the format takes.
    spoken = re.sub(r"[ \t]+", "_", name) if re.fullmatch(r"[\w. \t-]+", name) else _key_help(name)
    return _explain_table_name(inside, f"{opening}{spoken}{close}")


def _blanked(match: re.Match[str]) -> str:
    return "_" * len(match.group())


def _explain_table_name(inside: str, advice: str) -> Advice:
    curly = CURLY.search(inside)
    if curly:
        return Advice(curly.start(), curly.end(), CURLY_MESSAGE, '"')
    quote = re.search("[\"']", re.sub(QUOTED, _blanked, inside))
    if quote:
        return explain_unclosed(inside, quote.start())
    if re.search(r"\A[ \t]*\.|\.[ \t]*(?:\.|\Z)", inside):
        return Advice(0, len(inside), "a part of the table's name is missing beside a point")
    if re.search("[\"'\\[]", inside):
        message = "the name of a table is not written in this way"
        return Advice(0, len(inside), message, "[name], or [[name]] for one of several")
    return Advice(0, len(inside), KEY_LETTERS, advice)


def explain_tail(rest: str, before: str) -> Advice:
    """Say what is wrong with something that stands after `before` (one character) on the same line."""
    end = len(rest.rstrip())
    control = CONTROL.search(rest)
    if control:
        return explain_control(rest, control.start())
    first = rest[0]
    if rest.startswith(("//", "/*")):
        return Advice(0, end, COMMENT_MESSAGE, f"write # instead of {rest[:2]}")
    if first in ",;" and end == 1:
        return Advice(0, 1, f"no {first} is needed here", "leave it out")
    if first in "]})":
        return Advice(0, 1, f"this {first} closes nothing", "leave it out")
    advice = "begin a comment with #, and anything else on a new line"
    if before == '"' and before in rest:
        advice = r"write \" for a double quote inside the text"
    elif before == "'" and before in rest:
        advice = "put the text in double quotes when it holds a single quote"
    return Advice(0, end, "nothing but a comment may follow here on the same line", advice)
