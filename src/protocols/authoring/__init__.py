"""For programs in which a protocol is written, such as an editor, a page or a notebook: plain functions over its text.

They say what stands at a place and what may stand there, change the text by place so that every other byte stays, and
return what a check finds. All take and return what JSON has; nothing is read, written or kept. What cannot be done
raises AuthoringError, whose text is one sentence.
"""

from protocols.authoring.changing import Edit, Edited
from protocols.authoring.columns import Position, offset, positions
from protocols.authoring.edits import add, drop, put
from protocols.authoring.meanings import Meaning, Term, meaning
from protocols.authoring.naming import Mention, mentions, rename
from protocols.authoring.offers import offers
from protocols.authoring.places import Place, at
from protocols.authoring.results import Fixed, Written, check, dose, draft_from, drawing, fix, methods
from protocols.authoring.sharing import own, share
from protocols.authoring.trials import Use, Used
from protocols.authoring.values import Offer
from protocols.lib.errors import AuthoringError

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
    "dose",
    "draft_from",
    "drawing",
    "drop",
    "fix",
    "meaning",
    "mentions",
    "methods",
    "offers",
    "offset",
    "own",
    "positions",
    "put",
    "rename",
    "share",
]
