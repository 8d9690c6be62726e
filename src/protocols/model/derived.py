"""What follows from a study or an arm, worked out when first asked for and kept with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Keeper(Protocol):
    """Something that keeps what follows from it."""

    derived: dict[Any, Any]


K = TypeVar("K", bound=Keeper)
P = ParamSpec("P")
T = TypeVar("T")


def derived(function: Callable[Concatenate[K, P], T]) -> Callable[Concatenate[K, P], T]:
    """Keep what a function finds of a study, or of an arm, with it; the other arguments have to be hashable.

    A hundred rules ask for the same; and what is kept goes when the study does.
    """

    @wraps(function)
    def kept(of: K, /, *args: P.args, **named: P.kwargs) -> T:
        asked = (function, *args, *named.items()) if args or named else function
        found = of.derived.get(asked, of)
        if found is of:
            found = of.derived[asked] = function(of, *args, **named)
        return found  # type: ignore[no-any-return] # as the function gives it

    return kept
