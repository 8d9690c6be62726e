"""A text from a protocol as a document of Word (the extra `docx`): co-authors go on with it there."""

import io

from docx import Document

from protocols.formats.methods import closing, sections, works
from protocols.formats.packing import packed
from protocols.formats.style import LONGEST_PROPERTY, held
from protocols.methods.pieces import Text
from protocols.methods.rendering import in_words


def as_docx(text: Text) -> bytes:
    """Return a text as a document of Word, with real headings; the same text makes the same bytes."""
    made = Document()
    title = held(in_words(text.title, text.numbers, stop=False))
    made.core_properties.title, made.core_properties.author = title[:LONGEST_PROPERTY], ""
    made.add_heading(title, 0)
    for heading, paragraphs in sections(text):
        made.add_heading(held(heading), 1)
        for words in paragraphs:
            made.add_paragraph(held(words))
    if text.works:
        made.add_heading("References", 1)
        for words in works(text):
            made.add_paragraph(held(words))
    for words in closing(text):
        made.add_paragraph(held(words))
    kept = io.BytesIO()
    made.save(kept)
    return packed(kept.getvalue())
