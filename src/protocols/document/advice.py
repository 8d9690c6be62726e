"""What is wrong with a piece of TOML, said to somebody who has never heard of TOML."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import tomli

from protocols.lib.units import if_meant, line_for, sign_of

LONGEST_QUOTED = 60  # more than this of the user's text is not repeated in a help
LONGEST_RUN = 200  # a value without quotes that is longer than this is a text


class Advice(NamedTuple):
    """A fault inside a piece of text; the offsets count from the start of the piece."""

    start: int
    end: int
    message: str
    help: str = ""
    equals: int = -1  # for a key: where the = is, when there is one to go on from


CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
CURLY: Final = re.compile("[\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb]")
# Characters that come along when text is copied from a word processor or a web page.
INVISIBLE: Final = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028\u2029\u202f\u3000\ufeff]")
MINUS: Final = re.compile("[\u2212\u2013\u2014](?=[0-9.])")
NEXT_KEY: Final = re.compile(r"\S+[ \t]+([A-Za-z0-9_-]+)[ \t]*=(?!=)")
QUOTED: Final = r'"(?:[^"\\\n]|\\[^\n])*"|\'[^\'\n]*\''
NUMBER: Final = r"[+-]?[0-9][0-9_]*(?:\.[0-9]+)?"
UNIT: Final = re.compile(rf"({NUMBER})\s*(?:[^\W\d_]|[%\u00b0\u2030])")
DATE: Final = re.compile(
    r"[0-9]{1,4}([-/])[0-9]{1,2}\1[0-9]{1,4}(?![0-9])|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}\Z|[0-9]{1,2}:[0-9]"
)
ISO_TIME: Final = r"[0-9][0-9]:[0-9][0-9]"
ISO: Final = re.compile(
    rf"[0-9]{{4}}-[0-9][0-9]-[0-9][0-9](?:[ Tt]{ISO_TIME}.*)?\Z|{ISO_TIME}(?::[0-9][0-9].*)?\Z"
)
QUOTES: Final = "text must stand in quotes"
NO_VALUE: Final = "nothing stands after ="
LEAVE_OUT: Final = "write the value, or leave the key out while it is not known"
COMMENT_MESSAGE: Final = "a comment begins with #"
KEY_LETTERS: Final = "a key takes only the letters A to Z, digits, - and _; any other key needs quotes"
CURLY_MESSAGE: Final = "use straight quotes"
PLACEHOLDER: Final = re.compile(r"…|\.\.\.|\?+|tbd|tba|n/?a|none|null|unknown", re.IGNORECASE)
UNCLOSED: Final = "the text that opens here is not closed on this line"

# Tried in this order on a value that tomli refuses; the help is made from the match.
VALUES: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = (
    (re.compile(r"(?i)(true|false)\Z"), "true and false are written in small letters", "lower"),
    (re.compile(r"(?i)([+-]?(?:inf|nan))\Z"), "inf and nan are written in small letters", "lower"),
    (re.compile(r"(?i)(?:null|none|nil)\Z"), "an empty value cannot be written", "leave the key out"),
    (re.compile(r"==?"), "one = between the key and its value is enough", "leave this = out"),
    (
        re.compile(r"([+-]?[1-9][0-9]{0,2}),([0-9]{3})\Z"),
        "a decimal point is written as a point",
        "thousands",
    ),
    (re.compile(r"([+-]?[1-9][0-9]*),([0-9]+)\Z"), "a decimal point is written as a point", "comma"),
    (re.compile(r"([+-]?[0-9]+),([0-9]+)\Z"), "a decimal point is written as a point", "point"),
    (
        re.compile(rf"{NUMBER}(?:(?:[ \t]*[,;][ \t]*|[ \t]+){NUMBER})+\Z"),
        "several values need brackets",
        "list",
    ),
    (re.compile(r"[(]"), "a list stands in square brackets", "[ … ]"),
    (re.compile(r"([+-]?)0+([0-9][0-9_]*(?:\.[0-9]+)?)\Z"), "a number must not begin with 0", "zeros"),
    (re.compile(r"([+-]?)(\.[0-9]+)\Z"), "a digit must stand before the decimal point", "before"),
    (re.compile(r"([+-]?[0-9]+\.)\Z"), "a digit must stand after the decimal point", "after"),
    (
        re.compile(r"[+-]?[0-9][0-9_.]*[eE][0-9_.eE+-]*\Z"),
        "a number is not written in this way",
        "as in 0.0025 or 2.5e-3",
    ),
    (re.compile(r"[+-]?0[xX]"), "after 0x only the digits 0 to 9 and a to f may stand", ""),
    (re.compile(r"[+-]?0[oO](?:[0-9_]|\Z)"), "after 0o only the digits 0 to 7 may stand", ""),
    (re.compile(r"[+-]?0[bB](?:[0-9_]|\Z)"), "after 0b only the digits 0 and 1 may stand", ""),
    (re.compile(r"[+-]?[0-9.]*_[0-9_.]*\Z"), "an underscore may only stand between two digits", "plain"),
)


def explain_value(run: str, key: str, error: ValueError, inside: bool) -> Advice:
    """Say what is wrong with a value that is not in quotes; `inside` says that brackets are around it."""
    label = f"{key} = " if key else ""
    found = _explain_characters(run, label) or _explain_more(run, inside)
    if found is not None:
        return found
    if not isinstance(error, tomli.TOMLDecodeError):
        return Advice(0, len(run), "this number has too many digits to be read")
    whole = run.rstrip(" \t,;")
    if len(whole) > LONGEST_RUN:
        return Advice(0, len(run), QUOTES, label + '"…"')
    for pattern, message, kind in VALUES:
        match = pattern.match(whole)
        if match and kind == "list" and inside:
            listed = ", ".join(re.findall(NUMBER, whole))
            return Advice(0, len(run), "a comma is missing between two values", listed)
        if match:
            end = match.end() if match.group().startswith("=") else len(run)
            return Advice(0, end, message, _value_help(kind, match, label))
    return _explain_word(run, whole, label)


def _explain_characters(run: str, label: str) -> Advice | None:
    """Look for characters that look right, or do not show at all, and are wrong."""
    control = CONTROL.search(run) or INVISIBLE.match(run)
    if control:
        return explain_control(run, control.start())
    if MINUS.match(run):
        return Advice(0, 1, "this is not the minus sign of the keyboard", f"{label}-{run[1:LONGEST_RUN]}")
    if CURLY.match(run):
        return Advice(0, len(run), CURLY_MESSAGE, label + in_quotes(CURLY.sub("", run)))
    return None


def _explain_more(run: str, inside: bool) -> Advice | None:
    """Look for something else on the line after the value."""
    next_key = NEXT_KEY.match(run)
    if next_key and inside:
        return Advice(*next_key.span(1), "a comma is missing before this key", "put , before it")
    if next_key:
        message = "each key must stand on a line of its own"
        return Advice(*next_key.span(1), message, "begin a new line before it")
    comment = re.search(r"(?:\A|[ \t])(//|/\*)", run)
    if comment:
        return Advice(comment.start(1), len(run), COMMENT_MESSAGE, f"write # instead of {comment[1]}")
    return None


def _value_help(kind: str, match: re.Match[str], label: str) -> str:
    whole, groups = match.group(), match.groups("")
    made = {
        "lower": whole.lower(),
        "point": whole.replace(",", "."),
        "comma": whole.replace(",", ".") + if_meant(whole),
        "thousands": f"{'.'.join(groups)}, or {label}{''.join(groups)} when thousands are meant",
        "list": "[" + ", ".join(re.findall(NUMBER, whole)) + "]",
        "zeros": "".join(groups),
        "before": "0".join(groups),
        "after": whole + "0",
        "plain": whole.replace("_", ""),
    }
    return label + made[kind] if kind in made else kind


def _explain_word(run: str, whole: str, label: str) -> Advice:
    if ISO.match(whole):
        return Advice(0, len(run), "there is no such date or time")
    if DATE.match(whole):
        message = "a date or time is not written in this way"
        return Advice(0, len(run), message, "write 2026-03-31 for a date and 09:30:00 for a time")
    if PLACEHOLDER.fullmatch(whole):
        return Advice(0, len(run), "this stands in place of a value", LEAVE_OUT)
    key = label.removesuffix(" = ")
    if UNIT.match(whole) or line_for(key, whole):
        message = "a number stands without its unit; the unit is part of the key's name"
        return Advice(0, len(run), message, line_for(key, whole) or _unit_help(key))
    if re.search(r"[^\W_]", whole):
        return Advice(0, len(run), QUOTES, label + in_quotes(whole))
    return Advice(0, len(run), "this is not a value", "write a number, true, false, or text in quotes")


def _unit_help(key: str) -> str:
    return f"the key is in {sign_of(key)}" if sign_of(key) else ""


def in_quotes(text: str) -> str:
    """Return a text in the quotes that it takes; a long one is not repeated."""
    """Give the text as TOML would have it; quotes that stand at its ends already are not repeated."""
    text = text.strip("\"' \t")
    if len(text) > LONGEST_QUOTED:
        return '"…"'
    return f"'{text}'" if '"' in text or "\\" in text else f'"{text}"'


def explain_control(text: str, at: int) -> Advice:
    """Say that a character which cannot be seen stands at this place."""
    if text[at] == "\r":
        message = "a carriage return stands here without a line feed"
        return Advice(at, at + 1, message, "save the file with the line ends of Windows or Unix")
    if text[at] == "\n":
        return Advice(at, at + 1, "the line ends here too early")
    return Advice(at, at + 1, f"an invisible character (U+{ord(text[at]):04X}) stands here", "delete it")


def explain_unclosed(rest: str, at: int = 0) -> Advice:
    """Say that a line ends before the quote that should close a text."""
    straight = "a straight " if CURLY.search(rest) else ""
    return Advice(at, len(rest.rstrip()), UNCLOSED, f"close it with {straight}{rest[at]}")


def explain_string(token: str, error: ValueError) -> Advice:
    """Say what is wrong inside a text in quotes that is closed, yet refused by tomli."""
    control = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)", token)
    if control:
        return explain_control(token, control.start())
    if not isinstance(error, tomli.TOMLDecodeError):
        return Advice(0, len(token), "this text cannot be read")
    at = error_offset("x = " + token, error) - len("x = ")
    slash = max(token.rfind("\\", 0, at), 0)
    if "scalar value" in error.msg:
        return Advice(slash, at, "there is no character with this number")
    advice = r"write \\ for a backslash, or put the text in single quotes"
    if "hex" in error.msg and not token[slash:].startswith("\\U"):
        digits = {"x": 2, "u": 4}.get(token[slash + 1], 8)
        return Advice(
            slash, slash + 2, f"\\{token[slash + 1]} must be followed by {digits} hexadecimal digits", advice
        )
    return Advice(slash, slash + 2, "a backslash has a special meaning in double quotes", advice)


def error_offset(text: str, error: tomli.TOMLDecodeError) -> int:
    """Find where tomli's error is in the text; tomli itself counts without carriage returns."""
    start = 0
    for _ in range(error.lineno - 1):
        start = text.find("\n", start) + 1
    return min(start + error.colno - 1, len(text))


# What tomli says, for the rare fault that nothing here has found.
TOMLI: Final = (
    ("Expected newline", "nothing but a comment may follow here on the same line"),
    ("Invalid statement", "a line must begin with a key, [ or #"),
    ("Invalid initial character", KEY_LETTERS),
    ("Expected '='", "a key must be followed by = and a value"),
    ("Expected ']'", "the name of the table is not closed with ]"),
    ("Expected ']]'", "the name of the table is not closed with ]]"),
    ("Cannot declare", "this table is given twice"),
    ("Cannot", "this key or table is given elsewhere too"),
    ("Duplicate", "this key is given twice"),
    ("Unclosed array", "a list is not closed with ], or a comma is missing in it"),
    ("Unclosed inline table", "a table is not closed with }, or a comma is missing in it"),
    ("Unterminated", "a text is not closed"),
    ("Expected ", "a text is not closed"),
    ("Unescaped", "a backslash has a special meaning in double quotes"),
    ("Invalid date", "there is no such date or time"),
    ("Illegal character", "an invisible character stands here"),
    ("Found invalid character", "an invisible character stands here"),
)


def explain_tomli(error: ValueError) -> str:
    """Put tomli's own error into a plain sentence."""
    said = str(error)
    return next((plain for start, plain in TOMLI if said.startswith(start)), "this cannot be read")
