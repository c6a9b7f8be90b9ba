"""The props of a component of Vue that is made of options, by what is said of each: `order: { type: Object as PropType<Order> }`.

In JavaScript that stands in a comment, `/** @type {import("vue").PropType<Order>} */`, which is such a cast when it is read.
"""

from collections.abc import Mapping

from tree_sitter import Node

from dovetail.core.parameters import Typed

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..syntax.made import function, inside
from ..syntax.nodes import bare, parts
from ..syntax.types import Types


def setup_of(name: str, given: list[Node], types: Types, generics: frozenset[str]) -> tuple[Node, Value] | None:
    """The `setup` of `defineComponent({ props, setup })`, with what it is given; None for any other call."""
    if name != "defineComponent" or not given or given[0].type != "object":
        return None
    options = _pairs(given[0], types)
    setup, props = options.get("setup"), options.get("props")
    if setup is None or props is None:
        return None
    known = said_props(given[0], types, generics)
    return (setup, Value(function(None, inside(**known)).kind, 0, "props")) if known else None


def says_props(syntax: Syntax) -> bool:
    """True where a file may say what the props of a component of options are."""
    return syntax.has_any("PropType", "as () =>")


def said_props(options: Node, types: Types, generics: frozenset[str]) -> dict[str, Typed]:
    """The types of the props that the options of a component say."""
    props = _pairs(options, types).get("props")
    said = _pairs(props, types).items() if props is not None else ()
    return {prop: typed for prop, node in said if (typed := _prop(node, types, generics))}


def _prop(said: Node, types: Types, generics: frozenset[str]) -> Typed | None:
    """The type in `Object as PropType<Order>` or `Object as () => Order`, alone or under `type`."""
    said = bare(_pairs(said, types).get("type", said))
    cast = said.children[-1] if said.type == "as_expression" else None
    gives = ts.field(cast, "return_type") if cast is not None and cast.type == "function_type" else None
    if gives is not None:
        return types.typed(gives, generics)
    name, arguments = (ts.field(cast, r) if cast is not None else None for r in ("name", "type_arguments"))
    if name is None or types.syntax.str(name) != "PropType" or not parts(arguments):
        return None
    return types.typed(parts(arguments)[0], generics)


def _pairs(node: Node, types: Types) -> Mapping[str, Node]:
    """The values and methods of an object literal, by their names."""
    found: dict[str, Node] = {}
    for part in parts(node) if node.type == "object" else ():
        key = ts.field(part, "key") or ts.field(part, "name")
        if key is not None:
            found[types.syntax.str(key)] = ts.field(part, "value") or part
    return found
