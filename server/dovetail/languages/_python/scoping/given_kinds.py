"""Kinds of what expressions of Python give, where they show it themselves: `str(n)`, `len(rows)`, `a < b`, `day.isoformat()`."""

from collections.abc import Mapping, Sequence

from tree_sitter import Node

from dovetail.core.shapes import KindName, Plain

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string
from ..syntax.locals import function_of

_BY_NODE: Mapping[str, KindName] = {
    "string": "string", "concatenated_string": "string", "integer": "int", "float": "float", "true": "boolean", "false": "boolean",
    "comparison_operator": "boolean", "not_operator": "boolean",
}  # fmt: skip
_BY_FUNCTION: Mapping[str, KindName] = {
    "str": "string", "repr": "string", "len": "int", "int": "int", "float": "float", "bool": "boolean", "any": "boolean",
    "all": "boolean", "isinstance": "boolean", "hasattr": "boolean", "reverse": "string", "ord": "int",
}  # fmt: skip
_BY_METHOD: Mapping[str, KindName] = {
    "isoformat": "string", "strftime": "string", "join": "string", "format": "string", "strip": "string", "lower": "string",
    "upper": "string", "title": "string", "replace": "string", "hexdigest": "string", "get_full_name": "string",
    "build_absolute_uri": "string", "exists": "boolean", "startswith": "boolean", "endswith": "boolean", "isdigit": "boolean",
    "total_seconds": "float", "timestamp": "float",
}  # fmt: skip
_PLAIN: Mapping[KindName, Plain] = {"string": "text", "int": "number", "float": "number", "boolean": "boolean"}
_ANNOTATED: Mapping[str, KindName] = {"str": "string", "int": "int", "float": "float", "bool": "boolean"}
_MOST_DIGITS = 2  # arguments of `round`, one of which says how many digits stay


def shown_kind(syntax: Syntax, node: Node | None) -> KindName | None:
    """What an expression gives; None where that is not seen. A method that other values have under its name counts for what texts give."""
    if node is None:
        return None
    if node.type == "string" and not is_plain_string(node) and ts.child(node, "interpolation") is None:
        return None  # bytes
    if node.type in _BY_NODE:
        return _BY_NODE[node.type]
    match node.type:
        case "parenthesized_expression" | "await":
            return shown_kind(syntax, next((c for c in node.children if c.is_named), None))
        case "conditional_expression":
            parts = [c for c in node.children if c.is_named]
            ends = (parts[0], parts[-1]) if len(parts) == 3 else ()
            return _one([shown_kind(syntax, p) for p in ends if p.type != "none"])
        case "call":
            return _called(syntax, node)
        case _:
            return None


def shown_plain(syntax: Syntax, node: Node | None) -> Plain | None:
    """What an expression gives, as values are told that show by themselves what they are."""
    kind = shown_kind(syntax, node)
    return _PLAIN.get(kind) if kind is not None else None


def may_be_none(node: Node) -> bool:
    """True for `None`, and for a choice that gives it: `row.id if row else None`."""
    parts = [c for c in node.children if c.is_named] if node.type == "conditional_expression" else []
    return node.type == "none" or any(may_be_none(p) for p in parts[::2])


def _called(syntax: Syntax, call: Node) -> KindName | None:
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None:
        return None
    if function.type == "identifier":
        own = syntax.str(function)
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
        if own == "round":
            return "float" if len(parts) == _MOST_DIGITS else None
        return _BY_FUNCTION.get(own)
    name = ts.field(function, "attribute")
    return _BY_METHOD.get(syntax.str(name)) if name is not None else None


def returned_kind(syntax: Syntax, function: Node) -> tuple[KindName | None, bool]:
    """What a function gives by all its returns, or by what it says; and whether it may give None."""
    said = ts.field(function, "return_type")
    if said is not None:
        return _ANNOTATED.get(syntax.str(said)), False
    values = [
        next((c for c in n.children if c.is_named), None)
        for n in ts.walk(function)
        if n.type == "return_statement" and function_of(n) == function
    ]
    kind = _one([shown_kind(syntax, v) for v in values if v is not None and v.type != "none"])
    return kind, any(v is None or v.type == "none" for v in values)


def _one(kinds: Sequence[KindName | None]) -> KindName | None:
    """The kind that all are."""
    return kinds[0] if kinds and all(k == kinds[0] for k in kinds) else None
