"""The sources of the values in a text, as numbered references in the order in which they come up."""

from collections.abc import Iterable

from protocols.document.document import Path
from protocols.evidence.trials import preset
from protocols.lib.references import known, reference
from protocols.lib.resources import record_files
from protocols.methods.pieces import Said, Sentence, Work
from protocols.model import Study
from protocols.model.paths import dotted
from protocols.model.records import Source

# Sources in which a value does not stand as such: what is to be said of that beside the reference.
NOT_AS_SUCH = {
    "derived": "Derived from it, and not stated in it",
    "review_group_claim": "Stated in it of a group of studies as a whole",
    "own_choice": "An own choice, and not stated in it",
}


class Sources:
    """The entries of `[sources]` that a text uses, numbered from 1 as its values come up."""

    def __init__(self, study: Study, sentences: Iterable[Sentence]) -> None:
        self._entries = [(about, source) for _, about, source in study.sources]
        self._numbers: dict[str, int] = {}
        self._used: dict[str, list[tuple[tuple[str, ...], Source]]] = {}
        for sentence in sentences:
            for piece in sentence.pieces:
                if isinstance(piece, Said):
                    self._number(piece)

    def _number(self, piece: Said) -> None:
        for cite in piece.cites:
            self._numbers.setdefault(cite, len(self._numbers) + 1)
        for path in piece.at:
            for about, source in self._of(path):
                self._numbers.setdefault(source.cite, len(self._numbers) + 1)
                entries = self._used.setdefault(source.cite, [])
                entries += [(about, source)] if (about, source) not in entries else []

    def _of(self, path: Path) -> list[tuple[tuple[str, ...], Source]]:
        """Return the entries on a path or on parts of it; else the nearest one on a table that it stands in."""
        steps = tuple(str(part) for part in path)
        found = [entry for entry in self._entries if entry[0][: len(steps)] == steps]
        above = [entry for entry in self._entries if len(entry[0]) > 1 and steps[: len(entry[0])] == entry[0]]
        return found or sorted(above, key=lambda entry: -len(entry[0]))[:1]

    def numbers(self, piece: Said) -> tuple[int, ...]:
        """Return the numbers of the works that a value was taken from, or names itself."""
        cites = [*piece.cites, *(source.cite for path in piece.at for _, source in self._of(path))]
        return tuple(sorted({self._numbers[cite] for cite in cites}))

    def works(self) -> tuple[Work, ...]:
        """Return the references in the order of their numbers."""
        return tuple(
            Work(number, cite, in_full(cite), tuple(self._remarks(cite)))
            for cite, number in self._numbers.items()
        )

    def _remarks(self, cite: str) -> Iterable[str]:
        for kind, words in NOT_AS_SUCH.items():
            entries = [entry for entry in self._used.get(cite, ()) if entry[1].kind == kind]
            if entries:
                yield f"{words}: {'; '.join(_entry(about, source) for about, source in entries)}"


def _entry(about: tuple[str, ...], source: Source) -> str:
    return dotted(about) + (f" ({source.note})" if source.note else "")


def in_full(cite: str) -> str:
    """Return what the references know of a citation; one of another form as it stands."""
    if not known(cite):
        return cite
    try:
        work = reference(cite)
    except KeyError:  # known by its form, such as a DOI
        return cite
    published = preset(cite).about.citation if cite in record_files() else None
    return ". ".join(part for part in (work.cite, published or work.url) if part)
