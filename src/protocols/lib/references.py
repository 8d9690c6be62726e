"""Each cited work, once: `data/references.toml`, and the published trials among the presets."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from protocols.lib.resources import data, record_files, trial_files

# A citation that is no key of ours, by its form.
FORMS = re.compile(
    r"doi:10\.\d{4,9}/\S+|PMID ?\d+|PMC\d+|NCT\d{8}|ChiCTR[-\w]*\d+|ISRCTN\d+|https?://\S+", re.ASCII
)

TITLE = re.compile(r'^title = "([^":]+)', re.MULTILINE)
"""How the title of a trial's record begins."""

POLICY = "policy:"
"""What the key of a house policy begins with; its name follows. It is cited in its own words, not among the works."""


class Citation(NamedTuple):
    """A work and the place in it that a number or a statement stands on."""

    key: str
    pinpoint: str = ""

    @property
    def kind(self) -> str:
        """What the work is: standard, manual, review, trial, dataset, judgement of an expert; or policy, of the house."""
        return reference(self.key).kind

    def __str__(self) -> str:
        work = reference(self.key).cite
        return f"{work}, {self.pinpoint}" if self.pinpoint else work


class Reference(NamedTuple):
    """A cited work: how to find it, what it is, and what of it was read."""

    key: str
    cite: str
    kind: str
    read: str = ""
    url: str = ""


def cite(key: str, pinpoint: str = "") -> Citation:
    """Cite a work by its key, as in `cite("zhang-2026", "§4.1.1")`. A test holds every key used."""
    return Citation(key, pinpoint)


def by_work(sources: Iterable[Citation]) -> list[str]:
    """Return each work once, in the order of its first citation, with every place in it that is cited: `…, §3, §6.1`."""
    places: dict[str, list[str]] = {}
    for one in sources:
        places.setdefault(one.key, []).append(one.pinpoint)
    return [str(Citation(key, _together(several))) for key, several in places.items()]


def _together(pinpoints: Iterable[str]) -> str:
    several = [one for one in dict.fromkeys(pinpoints) if one]
    if any(sign in one for one in several for sign in ":;"):  # one that says in words what is there
        return "; ".join(several)
    return ", ".join(dict.fromkeys(part for one in several for part in one.split(", ")))


def reference(key: str) -> Reference:
    """Return a cited work. Raises KeyError for a key that is neither a reference nor a published trial."""
    if key.startswith(POLICY):
        return Reference(key, f"policy {key.removeprefix(POLICY)}", "policy")
    entry = data("references").get(key)
    if entry is not None:
        return Reference(key, **entry)
    if key not in record_files():
        raise KeyError(key)
    return Reference(key, f"{label(key)} (preset {key})", "trial", "see the preset's [sources]")


def references() -> list[Reference]:
    """Return every cited work of the data file."""
    return [reference(key) for key in data("references")]


@lru_cache(maxsize=1024)
def known(citation: str) -> bool:
    """Say whether a citation is a key of ours, a preset, or of a known form."""
    return (
        citation in data("references") or citation in record_files() or FORMS.fullmatch(citation) is not None
    )


@lru_cache(maxsize=1024)
def label(stem: str) -> str:
    """Return a preset's name as a reader cites it: `abdel-baset-2023` is Abdel-Baset 2023.

    A record beyond the review is called as its title begins, before the colon.
    """
    if stem in trial_files():
        found = TITLE.search(trial_files()[stem].read_text(encoding="utf-8"))
        return found[1] if found else stem
    *names, year = stem.split("-")
    return f"{'-'.join(name.capitalize() for name in names)} {year}" if names else stem
