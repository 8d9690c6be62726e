"""Lines such as `# age = …`, which keep the place of a key that is not written yet."""

import re
from collections.abc import Iterator
from typing import Final

from protocols.document.document import Path
from protocols.document.layout import Layout
from protocols.document.splice import next_line
from protocols.model.paths import steps_of

RE_KEY: Final = re.compile(r"""[ \t]*#[ \t]*((?:[\w-]+|"[^"\n]*")(?:\.(?:[\w-]+|"[^"\n]*"))*)[ \t]*=""")
RE_HEADER: Final = re.compile(r"""[ \t]*#[ \t]*\[{1,2}([\w."-]+)\]{1,2}[ \t]*(?:#[^\n]*)?(?=\r?(?:\n|\Z))""")


def placeholders(layout: Layout) -> dict[Path, int]:
    """Return the keys that have such a line, each with where the line after it begins; of one that has several, the last.

    Below a header that is commented out, up to the next key that is written, they are of that table.
    """
    found: dict[Path, int] = {}
    for number, section in enumerate(layout.sections):
        table: Path = section.path
        for start in _comment_lines(layout, number):
            if start < 0:
                table = section.path
            elif header := RE_HEADER.match(layout.text, start):
                table = steps_of(header[1])
            elif key := RE_KEY.match(layout.text, start):
                found[(*table, *steps_of(key[1]))] = next_line(layout.text, start)
    return found


def _comment_lines(layout: Layout, number: int) -> Iterator[int]:
    """Yield where each line begins that stands between the keys of a section; -1 for a key."""
    section = layout.sections[number]
    end = layout.sections[number + 1].start if number + 1 < len(layout.sections) else len(layout.text)
    at, body = section.stop, iter([*section.body, None])
    for one in body:
        until = one.start if one is not None else end
        while at < until:
            yield at
            at = next_line(layout.text, at)
        if one is not None:
            yield -1
            at = one.stop
