"""What types of a contract take from others: `User["team"]`, `(typeof METHODS)[number]`, `keyof Invoice`, `import("./user.contract").User`.

What a name means that another file declares is left open, for those who put contracts together (`core/scopes.py`).
"""

from tree_sitter import Node

from dovetail.core.composition import KEY_OF, NAMES_OF, TYPE_OF, VALUE_AT, VALUES_OF
from dovetail.core.modules import imported_type
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from .. import _treesitter as ts
from .._treesitter import MAX_DEPTH
from .._typescript.syntax.made import looked_up
from .._typescript.syntax.types import Types, unquoted

_NAMED = ("identifier", "type_identifier", "nested_type_identifier", "member_expression")


def taken(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    """What a type is taken from; None for one that is not. It holds no types in place, at whatever depth."""
    match node.type:
        case "lookup_type":
            return looked_up(types, node, generics) or _of_constant(types, node)
        case "index_type_query":
            return _names(types, node, generics)
        case "type_query":
            return _of_constant(types, node)
        case "member_expression":
            written = types.syntax.str(node)
            return Typed(Kind("ref", target=written, text=written)) if imported_type(written)[0] else None
        case _:
            return None


def _names(types: Types, node: Node, generics: frozenset[str]) -> Typed | None:
    """`keyof typeof LIMITS` and `keyof Invoice`."""
    of = next((c for c in node.children if c.is_named and c.type != "comment"), None)
    text = types.syntax.str(node)
    if of is not None and of.type == "type_query":
        name = _queried(types, of)
        return _made(name, NAMES_OF, "", text) if name and name not in types.literals else None
    if of is None or of.type not in ("type_identifier", "nested_type_identifier") or types.syntax.str(of) in generics:
        return None
    target = types.outer_name(of, types.syntax.str(of))
    return Typed(Kind("unknown", options=(Kind("ref", target=target, text=target),), steps=(KEY_OF,), text=text))


def _of_constant(types: Types, node: Node) -> Typed | None:
    """All values of a constant, the one that it has under a name, or its own."""
    steps: list[str] = []
    here, how = node, VALUE_AT
    for _ in range(MAX_DEPTH):
        parts = [c for c in here.children if c.is_named and c.type != "comment"]
        if here.type == "parenthesized_type" and parts:
            here = parts[0]
        elif here.type == "lookup_type" and len(parts) == 2:
            literal = parts[1].children[0] if parts[1].type == "literal_type" and parts[1].children else None
            if literal is not None and literal.type == "string":
                steps.append(unquoted(types.syntax.str(literal)))
            elif steps or how == VALUES_OF or not _is_any(types, parts[1], parts[0]):
                return None
            else:
                how = VALUES_OF
            here = parts[0]
        else:
            break
    name = _queried(types, here) if here.type == "type_query" else ""
    if not name or name in types.literals or (steps and how == VALUES_OF):
        return None
    return _made(name, how, ".".join(reversed(steps)), types.syntax.str(node))


def _is_any(types: Types, index: Node, of: Node) -> bool:
    """True for `number`, and for `keyof typeof X` of the same `X`."""
    if types.syntax.str(index) == "number":
        return True
    queried = ts.child(index, "type_query") if index.type == "index_type_query" else None
    inner = of if of.type == "type_query" else ts.child(of, "type_query")
    return queried is not None and inner is not None and _queried(types, queried) == _queried(types, inner)


def _queried(types: Types, query: Node) -> str:
    """The name behind `typeof`; empty for what is none."""
    what = next((c for c in query.children if c.is_named and c.type != "comment"), None)
    return types.syntax.str(what) if what is not None and what.type in _NAMED else ""


def _made(name: str, how: str, at: str, text: str) -> Typed:
    steps = (TYPE_OF, how, at) if at else (TYPE_OF, how)
    return Typed(Kind("unknown", options=(Kind("ref", target=name, text=name),), steps=steps, text=text), "unknown")
