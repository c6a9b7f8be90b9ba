"""Shapes that were read from a piece of a text, moved to where the piece stands."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from dovetail.core.shapes import Kind
from dovetail.core.text import Range

T = TypeVar("T")
_Move = Callable[[Any, int], Any]
_EMPTY: tuple[object, ...] = ()
_OFFSETS = frozenset({"insert_at", "start"})  # numbers that are offsets


def shifted(shape: T, by: int) -> T:
    """A shape with every range in it moved; the shape itself where nothing moves."""
    return cast(T, _mover(type(shape))(shape, by)) if by else shape


@cache
def _mover(of: type) -> _Move:
    """How values of a class are moved. Built once from its annotations, so that a new member of a shape is never forgotten."""
    if of is Range:
        return lambda value, by: Range(value.start + by, value.end + by)
    hints = get_type_hints(of)
    names = [f.name for f in fields(of)]
    moved = [(at, move) for at, name in enumerate(names) if (move := _move(name, hints[name], of)) is not None]
    given: Callable[[Any], tuple[Any, ...]] = (
        attrgetter(*names) if len(names) > 1 else lambda v: (getattr(v, names[0]),)
    )

    def move_all(value: Any, by: int) -> Any:
        held = list(given(value))
        for at, move in moved:
            item = held[at]
            if item is not None and item is not _EMPTY:
                held[at] = move(item, by)
        return of(*held)

    if of is Kind:  # most kinds hold no place
        return lambda value, by: move_all(value, by) if value.members or value.options else value
    return move_all


def _move(name: str, hint: Any, owner: type) -> _Move | None:
    """How a member with an annotation is moved; None where it is copied."""
    if name in _OFFSETS:
        return lambda value, by: None if value is None else value + by
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = [_move(name, a, owner) for a in get_args(hint) if a is not NoneType]
        found = next((m for m in inner if m is not None), None)
        return None if found is None else lambda value, by: None if value is None else found(value, by)
    if origin is tuple:
        item = get_args(hint)[0]
        return _move_tuple(item) if isinstance(item, type) and is_dataclass(item) else None
    if isinstance(hint, type) and is_dataclass(hint):
        return _move_one(hint)
    return None


def _move_one(hint: type) -> _Move:
    """Looked up late: kinds hold fields, which have kinds."""

    def move(value: Any, by: int) -> Any:
        return _mover(hint)(value, by)

    return move


def _move_tuple(item: type) -> _Move:
    return lambda value, by: tuple([_mover(item)(v, by) for v in value]) if value else value
