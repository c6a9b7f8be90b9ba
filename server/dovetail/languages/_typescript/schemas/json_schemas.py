"""JSON Schemas that are written in code, as Fastify holds routes to them: `{ type: "object", properties: { … } }`, by the names in them."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import meant
from ..syntax.literals import value_of
from ..syntax.made import ELEMENT
from ..syntax.nodes import parts
from ..syntax.types import unquoted, unquoted_range

NAMES = ("identifier", "shorthand_property_identifier")
_DEEPEST = 20

Place = tuple[tuple[str, ...], tuple[Range, ...]]  # a chain of names from a part of an endpoint, and where they stand


def members(syntax: Syntax, node: Node | None) -> dict[str, Node]:
    """What is written in an object literal, by its names, also in one of a name of this file."""
    literal = value_of(meant(syntax, node)).node if node is not None else None
    if literal is None or literal.type != "object":
        return {}
    by_name: dict[str, Node] = {}
    for part in parts(literal):
        key, value = ts.field(part, "key"), ts.field(part, "value")
        if part.type == "shorthand_property_identifier":
            by_name[syntax.str(part)] = part
        elif key is not None and value is not None:
            by_name[unquoted(syntax.str(key))] = value
    return by_name


def is_json_schema(syntax: Syntax, node: Node) -> bool:
    """True for a schema whose properties or items are written out."""
    return not {"properties", "items"}.isdisjoint(members(syntax, node))


def schema_names(syntax: Syntax, schema: Node, at: Place, depth: int = 0) -> Iterator[Use]:
    """The names, and the listed texts, in a schema."""
    said = members(syntax, schema) if depth <= _DEEPEST else {}
    chain, ranges = at
    access = "write" if chain[0] in ("response", "errors") else "read"
    properties = said.get("properties")
    for name, value in members(syntax, properties).items():
        key = _key(value)
        if key is not None:
            own = ((*chain, name), (*ranges, unquoted_range(syntax, key)))
            yield Use("", *own, access, chain[0])
            yield from schema_names(syntax, value, own, depth + 1)
    for text in _texts(said.get("required")) if properties is not None else ():
        yield Use("", (*chain, unquoted(syntax.str(text))), (*ranges, unquoted_range(syntax, text)), access, chain[0])
    for text in _texts(said.get("enum")):
        own_text = f"={unquoted(syntax.str(text))}"
        yield Use("", (*chain, own_text), (*ranges, unquoted_range(syntax, text)), access, chain[0])
    items = said.get("items")
    if items is not None and items.type == "object":
        yield from schema_names(syntax, items, ((*chain, ELEMENT), (*ranges, syntax.range(items))), depth + 1)


def _texts(listed: Node | None) -> list[Node]:
    """The texts of a list, behind `as const` too."""
    inner = value_of(listed).node if listed is not None else None
    return [n for n in parts(inner) if n.type == "string"] if inner is not None and inner.type == "array" else []


def _key(value: Node) -> Node | None:
    """The key of a pair, by its value; in `{ city }` that is both."""
    return value if value.type == NAMES[1] or value.parent is None else ts.field(value.parent, "key")
