"""The patterns of keys, values, comments and line ends in TOML, also of those that are faulty."""

from __future__ import annotations

import re
from typing import Final

# The quantifiers are possessive (++, *+): on a long file they must not try again and again.
BARE: Final = r"[A-Za-z0-9_-]++"
BASIC: Final = r'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"'
LITERAL: Final = r"'[^'\n]*+'"
PLAIN_TEXT: Final = r'"[^"\\\x00-\x08\x0a-\x1f\x7f]*+"'
SCALAR: Final = r"(?:[0-9]{4}-[0-9][0-9]-[0-9][0-9] (?=[0-9][0-9]:))?+[A-Za-z0-9+\-.:_]++"
COMMENT: Final = r"#[^\x00-\x08\x0a-\x1f\x7f]*+"
TAIL: Final = rf"[ \t]*+(?:{COMMENT})?(?:\r?\n|\Z)"
GAP: Final = rf"(?:[ \t\n]++|\r\n|{COMMENT}(?=\r?\n|\Z))*+"
PART: Final = rf"(?:{BARE}|{BASIC}|{LITERAL})"
DOTTED_KEY: Final = rf"{PART}(?:[ \t]*+\.[ \t]*+{PART})*+"
RE_TAIL: Final = re.compile(TAIL)
RE_GAP: Final = re.compile(GAP)
RE_SPACE: Final = re.compile(r"[ \t]*+")
RE_PART: Final = re.compile(rf"({BARE})|{BASIC}|{LITERAL}")
RE_ITEM: Final = re.compile(rf"{GAP}({PLAIN_TEXT}|{SCALAR}){GAP}([,\]])")
RE_PAIR: Final = re.compile(rf"{GAP}({BARE})[ \t]*+=[ \t]*+({PLAIN_TEXT}|{SCALAR}){GAP}([,}}])")
RE_TEXT: Final = re.compile(
    r'"""(?:[^"\\]++|\\.|""?+(?!"))*+"""(?:""?)?'
    r"|'''(?:[^']++|''?+(?!'))*+'''(?:''?)?"
    rf'|(?!"""){BASIC}|(?!\'\'\'){LITERAL}',
    re.DOTALL,
)
RE_SURELY_FINE: Final = re.compile(rf"{PLAIN_TEXT}|[0-9]|[1-9][0-9]{{1,17}}|true|false")
RE_CURLY: Final = re.compile(
    "[\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb]"
    "[^\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb\r\n]*+"
    "[\u201c\u201d\u2018\u2019\u00ab\u00bb]?"
)
RE_RUN: Final = re.compile(r"(?:[^#\r\n]|\r(?!\n))++")
RE_RUN_INSIDE: Final = re.compile(r"(?:[^,\]}#\r\n]|\r(?!\n))++")
RE_ENTRY: Final = re.compile(r"(?:[^,}\r\n]|\r(?!\n))++")
RE_KEY_LINE: Final = re.compile(rf"{DOTTED_KEY}[ \t]*+=")

# The rest of a text that was broken over several lines, up to the quote that was to close it.
SPILL: Final = rf"(?:\n(?![ \t]*+(?:{DOTTED_KEY}[ \t]*+=|[\[\]{{}}#\"'\r\n]))[^\"'\n]*+){{1,20}}+"

# That quote ends its line: in `condition "migraine"` it opens a text, and another mistake stands there.
RE_SPILL: Final = {quote: re.compile(SPILL + quote + r"(?=[ \t]*+(?:#|\r?\n|\Z))") for quote in "\"'"}
RE_HEADER_LINE: Final = re.compile(
    rf"\[\[?+[ \t]*+(?=[A-Za-z_])(?!(?:true|false|inf|nan)[ \t]*+\]){DOTTED_KEY}[ \t]*+\]\]?+{TAIL}"
)
