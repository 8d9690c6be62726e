"""Whether what a call is given is of the types that it names. JSON has texts, numbers, lists and tables; nothing is converted."""

import types
from collections.abc import Callable, Mapping
from functools import cache
from inspect import Parameter, signature
from typing import Any, Final, Literal, Union, get_args, get_origin

SIMPLE: Final = {str: "a text", int: "a whole number", bool: "true or false"}


class ArgumentError(ValueError):
    """What is wrong with the arguments of a call, in one sentence."""


def check(call: Callable[..., Any], arguments: Mapping[str, object]) -> None:
    """Hold arguments against what a call takes. Raises ArgumentError for one that is missing, unknown or of another type."""
    asked = _parameters(call)
    for name in arguments:
        if name not in asked:
            raise ArgumentError(f"{name}: there is no such argument; there are {', '.join(asked) or 'none'}")
    for name, one in asked.items():
        if name not in arguments and one.default is Parameter.empty:
            raise ArgumentError(f"{name}: it is missing")
        if name in arguments and not _fits(arguments[name], one.annotation):
            raise ArgumentError(f"{name}: it takes {_told(one.annotation)}")


@cache
def _parameters(call: Callable[..., Any]) -> Mapping[str, Parameter]:
    return signature(call).parameters


def _fits(value: object, kind: Any) -> bool:
    origin, inner = get_origin(kind) or kind, get_args(kind)
    if kind is Any or kind is types.NoneType:
        return kind is Any or value is None
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is Literal:
        return isinstance(value, str) and value in inner
    if kind in SIMPLE:
        return type(value) is kind
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(_fits(one, inner[1]) for one in value.values())
    # What is left is a list; any other class, such as a configuration, JSON has nothing of.
    return isinstance(value, list | tuple) and bool(inner) and all(_fits(one, inner[0]) for one in value)


def _told(kind: Any) -> str:
    """Say what a type takes, as far as JSON has it."""
    origin, inner = get_origin(kind) or kind, get_args(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_told(one) for one in inner if one is not types.NoneType))
    if origin is Literal:
        return f"one of {', '.join(inner)}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "a table"
    return SIMPLE.get(kind, "a list")
