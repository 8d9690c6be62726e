"""An archive packed anew without the time of day, so that the same content makes the same bytes."""

import io
import zipfile
from typing import Final

LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can tell."""


def packed(archive: bytes) -> bytes:
    """Return a zip archive with the same files in the same order, all of one time."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as given,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in given.infolist():
            entry = zipfile.ZipInfo(one.filename, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, given.read(one.filename))
    return made.getvalue()
