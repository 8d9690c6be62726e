"""What the page shows of a whole protocol, and what a new one may start from."""

from dataclasses import asdict
from typing import Any

from protocols import authoring
from protocols.authoring.changing import study_of
from protocols.document.reading import read
from protocols.interview.starts import starts as in_order
from protocols.lib.errors import AuthoringError
from protocols.lib.references import references as works
from protocols.model.terms import in_words
from protocols.overview import OF_DOSE, OF_EXPOSURE, overview
from protocols.page.plain import plain


def look(text: str) -> dict[str, Any]:
    """Return the data of a text, and of a protocol its arms side by side and its dose.

    data is None where the text is no TOML, and view where it is no protocol; trouble then says the first fault.
    """
    document = read(text)
    data = plain(document.data) if document.data is not None else None
    try:
        study = study_of(text)
    except AuthoringError as error:
        return {"data": data, "view": None, "trouble": str(error)}
    made = overview(study)
    return {
        "data": data,
        "trouble": "",
        "view": plain(
            {
                "arms": [asdict(arm) for arm in made.arms],
                "lines": authoring.lines(text),
                "rows": [asdict(row) for row in made.rows],
                "dose": [asdict(one) for one in made.doses],
                "totals": [asdict(one) for one in made.totals],
                "wholes": made.wholes,
                "courses": [asdict(one) for one in made.courses],
                "exposures": [asdict(one) for one in made.exposures],
                "of_dose": OF_DOSE,
                "of_exposure": OF_EXPOSURE,
            }
        ),
    }


def starts(condition: str = "") -> list[dict[str, Any]]:
    """Return what a protocol may start from, the condition's own first, then its family's; each with its settings in a line."""
    return [
        {**one._asdict(), "condition": in_words(one.condition) if one.condition else ""}
        for one in in_order(condition or None)
    ]


def start(
    preset: str = "", title: str = "", condition: str = "", arms: dict[str, str] | None = None
) -> dict[str, str]:
    """Return the text of a new protocol, from a preset or a trial or from nothing."""
    text = authoring.draft_from(preset or None, title=title, condition=condition or None, arms=arms)
    return {"text": text}


def references() -> dict[str, str]:
    """Return how each work that findings stand on is cited, by its key."""
    return {work.key: work.cite for work in works()}
