"""For programs in which a protocol is written, such as an editor, a page or a notebook: plain functions over its text.

They say what stands at a place and what may stand there, change the text by place so that every other byte stays, and
return what a check finds. All take and return what JSON has; nothing is read, written or kept. What cannot be done
raises AuthoringError, whose text is one sentence.
"""

from typing import TYPE_CHECKING

from protocols.lib.errors import AuthoringError
from protocols.lib.lazy import on_demand

if TYPE_CHECKING:
    from protocols.authoring.changing import Edit, Edited
    from protocols.authoring.columns import Position, offset, positions
    from protocols.authoring.edits import add, drop, put
    from protocols.authoring.formatting import formatted
    from protocols.authoring.inserting import insert_missing
    from protocols.authoring.leading import definition, uses
    from protocols.authoring.meanings import Meaning, Term, meaning
    from protocols.authoring.naming import Mention, mentions, rename
    from protocols.authoring.offering import offers
    from protocols.authoring.ordering import move
    from protocols.authoring.places import Place, at
    from protocols.authoring.products import Fixed, Written, dose, draft_from, drawing, fix, methods
    from protocols.authoring.reporting import comparison, report
    from protocols.authoring.results import check
    from protocols.authoring.sharing import own, share
    from protocols.authoring.trials import Use, Used
    from protocols.authoring.values import Offer
    from protocols.authoring.views import lines

# Imported when asked for: an editor that asks what stands at a place needs none of the drawings and texts.
_HOME = {
    "Edit": "changing",
    "Edited": "changing",
    "Fixed": "products",
    "Meaning": "meanings",
    "Mention": "naming",
    "Offer": "values",
    "Place": "places",
    "Position": "columns",
    "Term": "meanings",
    "Use": "trials",
    "Used": "trials",
    "Written": "products",
    "add": "edits",
    "at": "places",
    "check": "results",
    "comparison": "reporting",
    "definition": "leading",
    "dose": "products",
    "draft_from": "products",
    "drawing": "products",
    "drop": "edits",
    "fix": "products",
    "formatted": "formatting",
    "insert_missing": "inserting",
    "meaning": "meanings",
    "lines": "views",
    "mentions": "naming",
    "methods": "products",
    "move": "ordering",
    "offers": "offering",
    "offset": "columns",
    "own": "sharing",
    "positions": "columns",
    "put": "edits",
    "rename": "naming",
    "report": "reporting",
    "share": "sharing",
    "uses": "leading",
}

__all__ = [
    "AuthoringError",
    "Edit",
    "Edited",
    "Fixed",
    "Meaning",
    "Mention",
    "Offer",
    "Place",
    "Position",
    "Term",
    "Use",
    "Used",
    "Written",
    "add",
    "at",
    "check",
    "comparison",
    "definition",
    "dose",
    "draft_from",
    "drawing",
    "drop",
    "fix",
    "formatted",
    "insert_missing",
    "lines",
    "meaning",
    "mentions",
    "methods",
    "move",
    "offers",
    "offset",
    "own",
    "positions",
    "put",
    "rename",
    "report",
    "share",
    "uses",
]
__getattr__ = on_demand(__name__, _HOME)
