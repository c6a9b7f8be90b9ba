"""The type that an object literal has whose names are all that code may ask for, as if it were written in place where the object stands."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.made import TYPE_OF, member
from ..syntax.nodes import parts
from ..syntax.types import unquoted, unquoted_range

_KEYS = ("property_identifier", "string")


def keys_of(literal: Node) -> Iterator[Node]:
    """The names that are written in an object."""
    for part in parts(literal):
        key = ts.field(part, "key")
        if part.type == "shorthand_property_identifier":
            yield part
        elif key is not None and key.type in _KEYS and not key.is_missing:
            yield key


def is_plain(literal: Node) -> bool:
    """True for an object all of whose names are seen, of which there is one at least."""
    return bool(parts(literal)) and len(list(keys_of(literal))) == len(parts(literal))


def type_of_literal(syntax: Syntax, literal: Node) -> tuple[Typed, Field]:
    """The type of an object, by a name that no code can have, and what has that name among the values of its file."""
    whole = syntax.range(literal)
    own = f"(type {whole.start})"
    fields = [_field(unquoted(syntax.str(key)), unquoted_range(syntax, key), whole) for key in keys_of(literal)]
    return Typed(Kind("unknown", f"{TYPE_OF}{own}")), member(own, Typed(Kind("record", members=tuple(fields))))


def _field(name: str, at: Range, whole: Range) -> Field:
    """A name of the object, which says no type."""
    return Field(name, at, Kind("unknown"), "required", "unknown", whole, at)
