"""Which of the files that an editor has open are protocols, and what is configured for one."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pygls.uris import to_fs_path, urlparse

from protocols.check.configuration.choosing import configured
from protocols.check.configuration.config import Config
from protocols.check.configuration.reading import OWN, SHARED
from protocols.document.reading import read

NAMED: Final = ".tavns.toml"
RE_FORMAT: Final = re.compile(r"""^[ \t]*["']?format["']?[ \t]*=[ \t]*1\b""", re.MULTILINE)
RE_ARMS: Final = re.compile(r"""^[ \t]*\[*[ \t]*["']?arms\b""", re.MULTILINE)

Stamp = tuple[tuple[str, int, int], ...]


def path_of(uri: str) -> str | None:
    """Return the path of a file; None for what has none, such as a text that was never saved."""
    return to_fs_path(uri) if uri.startswith("file:") else None


def is_protocol(uri: str, language: str, text: str) -> bool:
    """Say whether a file is a protocol: by its name, or, of other TOML, by `format = 1` and arms, also with broken lines."""
    name = (path_of(uri) or urlparse(uri)[2]).lower()
    if name.endswith(NAMED):
        return True
    if not name.endswith(".toml") and (path_of(uri) is not None or language != "toml"):
        return False
    if RE_FORMAT.search(text) is None or RE_ARMS.search(text) is None:
        return False
    data = read(text).data
    return data is None or ("arms" in data and data.get("format") == 1)


def config_of(uri: str) -> Config:
    """Return what is configured for a file, read anew. Raises ConfigurationError."""
    path = path_of(uri)
    return configured()(path) if path is not None else Config()


def stamp(uri: str, policies: tuple[str, ...] = ()) -> Stamp:
    """Return the state of all files that can configure a file: where one changes, comes or goes, the stamp is another."""
    path = path_of(uri)
    found = []
    for one in [*_candidates(path), *policies] if path is not None else ():
        try:
            state = os.stat(one)  # noqa: PTH116 - a path for each would be made, many times a minute
        except (OSError, ValueError):
            continue
        found.append((one, state.st_mtime_ns, state.st_size))
    return tuple(found)


def _candidates(path: str) -> Iterator[str]:
    for folder in Path(path).parents:
        yield from (str(folder / name) for name in (OWN, SHARED))
