"""What functions and classes of JavaScript are given to work with, as types: `given Users(0)` is what whoever makes a `Users` gives it."""

import re
from collections.abc import Iterable
from typing import Protocol

from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .things import Owner, Thing, Type
from .wiring import givers

GIVEN = "given "
_PLACE = re.compile(r"([\w$]+)\((\d+)\)")
_GIVEN_PATH = re.compile(r"([\w$]+\(\d+\))\.?(.*)")
_MADE, _NEW = "()", "new "
_NOWHERE = Range(0, 0)


class Expander(Protocol):
    """Who knows what types are made of."""

    snapshot: Snapshot

    def expanded(self, thing: Thing, depth: int) -> list[Thing] | None:
        """What a type is made of, until its fields are known; None where they are not."""
        ...


def of_given(name: str, source: Source, by: Expander) -> list[Thing] | None:
    """What a class or a function of a file is given at a place, where all who do so give the same; other names may be given as well."""
    place = _PLACE.fullmatch(name.removeprefix(GIVEN))
    if place is None:
        return None
    every = list(givers(place[1], source, by.snapshot))
    given = [tuple((path, value) for at, path, value in values if at == int(place[2])) for _, values in every]
    if not given or any(g != given[0] for g in given[1:]):
        return None
    file = every[0][0]
    whole = next((value for path, value in given[0] if not path), None)
    if whole is not None:
        return by.expanded(Type(kind_of(whole), 0, file), 1)
    fields = tuple((_field(path, value), file) for path, value in _plain(given[0]))
    return [Owner(fields, False, None)] if fields else None


def _plain(given: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((path[1:], value) for path, value in given if path[1:].isidentifier())


def _field(name: str, value: str) -> Field:
    return Field(name, _NOWHERE, kind_of(value), "required", "no", _NOWHERE)


def kind_of(written: str) -> Kind:
    """What is given, as a type of the file that gives it: `new UserService`, `makeUsers()`, `models.User`, `UserController(0).users`."""
    if written.startswith(_NEW):
        return Kind("ref", target=written.removeprefix(_NEW))
    handed = _GIVEN_PATH.fullmatch(written)
    if handed is not None:
        steps = tuple(handed[2].split(".")) if handed[2] else ()
        return Kind("unknown", GIVEN + handed[1], steps=steps) if steps else Kind("ref", target=GIVEN + handed[1])
    first, *steps = written.split(".")
    made = first.endswith(_MADE)
    return Kind("unknown", f"typeof {first.removesuffix(_MADE)}", steps=(*((_MADE,) if made else ()), *steps))
