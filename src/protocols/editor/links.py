"""What can be opened from a text: works by DOI or number, registered trials, addresses, and the cited works that have one."""

import re
from collections.abc import Iterator
from typing import Final

from lsprotocol import types as lsp

from protocols.authoring.values import CITING
from protocols.document.document import mark_of
from protocols.document.layout import Layout
from protocols.document.reading import read
from protocols.editor.texts import Text
from protocols.lib.references import reference
from protocols.model.paths import Steps

RE_LINK: Final = re.compile(
    r"""(?P<address>https?://[^\s"'<>`|\\]+)
    |(?P<doi>\b(?:doi:[ ]?)?(?P<number>10\.\d{4,9}/[^\s"'<>`|\\]+))
    |\b(?P<trial>NCT\d{8})\b
    |\b(?P<isrctn>ISRCTN\d{8})\b
    |\b(?P<pmc>PMC\d{4,9})\b
    |\bPMID:?[ ]?(?P<pmid>\d{4,9})\b""",
    re.VERBOSE | re.ASCII,
)
ADDRESSES: Final = {
    "address": "{}",
    "number": "https://doi.org/{}",
    "trial": "https://clinicaltrials.gov/study/{}",
    "isrctn": "https://www.isrctn.com/{}",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
}
PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def links(text: Text) -> list[lsp.DocumentLink]:
    """Return every link of a text, in its values and its comments, in order; a work without an address has none."""
    found = sorted([*_in_words(text.text), *_cited(text.text)])
    return [
        lsp.DocumentLink(text.range(start, end), target, tooltip or None)
        for start, end, target, tooltip in found
    ]


def _in_words(text: str) -> Iterator[tuple[int, int, str, str]]:
    for one in RE_LINK.finditer(text):
        kind = next(name for name in ADDRESSES if one[name])
        whole, named = _ended(one[0]), _ended(one[kind])
        yield one.start(), one.start() + len(whole), ADDRESSES[kind].format(named), ""


def _ended(text: str) -> str:
    """Return a link without the signs that end the sentence or close the brackets around it."""
    while text and (
        text[-1] in ".,;:" or (text[-1] in PAIRS and text.count(PAIRS[text[-1]]) < text.count(text[-1]))
    ):
        text = text[:-1]
    return text


def _cited(text: str) -> Iterator[tuple[int, int, str, str]]:
    shift = len(mark_of(text))
    layout = Layout(read(text))
    for path, node in layout.tree.leaves():
        if not _cites(tuple(step for step in path if isinstance(step, str))):
            continue
        value = layout.text[node.start : node.end]
        try:
            work = reference(value.strip("\"'"))
        except KeyError:
            continue
        if work.url:
            start, end = node.start + shift, node.end + shift
            yield start, end, work.url, work.cite


def _cites(key: Steps) -> bool:
    return key in CITING or (key[:1] == ("sources",) and key[-1] not in ("kind", "note"))
