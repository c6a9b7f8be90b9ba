"""Parameters as they come from the wire, for what is too frequent or too early to be turned into the protocol's types."""

from collections.abc import Mapping
from typing import Any, cast

LONGEST = 2**31 - 1  # the protocol's largest integer


class BadParams(ValueError):
    """Parameters that do not fit their method."""


def mapping(value: object) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    raise BadParams(f"an object is needed here, not {_shown(value)}")


def items(value: object) -> list[Any]:
    if isinstance(value, list):
        return cast("list[Any]", value)
    raise BadParams(f"a list is needed here, not {_shown(value)}")


def string(held: Mapping[str, Any], key: str) -> str:
    value = held.get(key)
    if isinstance(value, str):
        return value
    raise BadParams(f"`{key}` must be text, not {_shown(value)}")


def integer(held: Mapping[str, Any], key: str) -> int:
    """A whole number, cut to what the protocol can say."""
    value = held.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-LONGEST, min(value, LONGEST))
    raise BadParams(f"`{key}` must be a whole number, not {_shown(value)}")


def inner(held: object, *keys: str) -> Any:
    """What stands at a path of keys; None where there is no such place."""
    value = held
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, Any]", value).get(key)
    return value


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return "text"
        case _:
            return str(value)[:40]
