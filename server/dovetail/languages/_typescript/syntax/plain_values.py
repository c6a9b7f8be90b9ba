"""Values that show by themselves what they are: literals, what is compared, and what JavaScript's own functions give."""

import re
from collections.abc import Mapping

from tree_sitter import Node

from dovetail.core.shapes import Plain

from ... import _treesitter as ts
from ..._treesitter import Syntax

_LITERALS: Mapping[str, Plain] = {
    "template_string": "text", "number": "number", "true": "boolean", "false": "boolean", "null": "null",
    "undefined": "undefined", "array": "list", "object": "object",
}  # fmt: skip
_FUNCTIONS: Mapping[str, Plain] = {
    **dict.fromkeys(("Number", "parseInt", "parseFloat", "Number.parseInt", "Number.parseFloat", "Date.now"), "number"),
    **dict.fromkeys(("Math.round", "Math.floor", "Math.ceil", "Math.trunc", "Math.abs", "Date.parse"), "number"),
    **dict.fromkeys(("String", "JSON.stringify"), "text"),
    "Boolean": "boolean",
}
_METHODS: Mapping[str, Plain] = {
    "getTime": "number", "toISOString": "text", "toString": "text", "toFixed": "text", "toLowerCase": "text",
    "toUpperCase": "text", "toLocaleDateString": "text", "toLocaleTimeString": "text", "toDateString": "text",
    "toUTCString": "text", "toPrecision": "text",
    "toNumber": "number",  # of decimals and long numbers
    **dict.fromkeys((f"get{utc}{part}" for utc in ("", "UTC") for part in
                     ("FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds")), "number"),
}  # fmt: skip
# What makes a text of a list, or a list of a text, by what stands between its parts.
_OF_PARTS: Mapping[str, Plain] = {"join": "text", "split": "list"}
_WORD = re.compile(r"[A-Za-z]{2}")
# What a browser tells of what was typed, by the property of the element.
_TYPED: Mapping[str, Plain] = {"value": "text", "valueAsNumber": "number", "checked": "boolean"}
_ELEMENTS = (".target", ".currentTarget")
_LINKS = frozenset({"call_expression", "member_expression", "subscript_expression"})
# What cuts the date out of a moment: `row.dueOn.toISOString().slice(0, 10)`, `.split("T")[0]`.
_DATE_OF_MOMENT = re.compile(
    r"""\.toISOString\(\)\.(?:(?:slice|substring|substr)\(\s*0,\s*10\s*\)|split\(\s*["']T["']\s*\)\[0\]!?)$"""
)
_CUTS = frozenset({"call_expression", "subscript_expression", "non_null_expression"})
_RECKONS = ("-", "*", "/", "%", "**")
_COMPARES = ("===", "!==", "==", "!=", "<", ">", "<=", ">=", "instanceof")


def plain_of(syntax: Syntax, node: Node) -> Plain | None:
    """What a value is by itself; None where that hangs on something else.

    A property that is given what `?.` gives may be undefined. What is read of something is `held` there.
    """
    if node.type in _LINKS and syntax.has_any("?.") and _is_value_of_pair(node) and _may_end_early(node):
        return "undefined"
    if node.type in _CUTS and syntax.has_any("toISOString") and _DATE_OF_MOMENT.search(syntax.str(node)) is not None:
        return "text"
    match node.type:
        case "call_expression":
            return _given_by(syntax, node)
        case "unary_expression" if ts.child(node, "!") is not None:
            return "boolean"
        case "unary_expression" if ts.child(node, "-", "+") is not None:
            return "number"
        case "binary_expression" if ts.child(node, *_COMPARES) is not None:
            return "boolean"
        case "binary_expression" if ts.child(node, *_RECKONS) is not None:
            return "number"
        case "binary_expression" if ts.child(node, "+") is not None:
            sides = [plain_of(syntax, side) for side in (node.children[0], node.children[-1])]
            return "text" if "text" in sides or _has_text(node) else None
        case "parenthesized_expression":
            inner = [c for c in node.children if c.is_named and c.type != "comment"]
            return plain_of(syntax, inner[0]) if len(inner) == 1 and inner[0].type == "binary_expression" else None
        case "new_expression":
            made = ts.field(node, "constructor")
            return "moment" if made is not None and syntax.str(made) == "Date" else None
        case "member_expression":
            of, name = syntax.field(node, "object"), syntax.field(node, "property")
            typed = of is not None and of.type == "member_expression" and syntax.str(of).endswith(_ELEMENTS)
            return _TYPED.get(syntax.str(name), "held") if typed and name is not None else "held"
        case kind:
            return _LITERALS.get(kind)


def _has_text(sum: Node) -> bool:
    """True where one side of a sum is a text in quotes."""
    return "string" in (sum.children[0].type, sum.children[-1].type)


def _is_value_of_pair(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "pair"


def _may_end_early(node: Node) -> bool:
    """True for `row.endedAt?.toISOString()`, which has no `??` behind it."""
    here: Node | None = node
    while here is not None and here.type in _LINKS:
        if ts.child(here, "optional_chain") is not None:
            return True
        here = ts.field(here, "function") or ts.field(here, "object")
    return False


def _given_by(syntax: Syntax, call: Node) -> Plain | None:
    function = ts.field(call, "function")
    if function is None:
        return None
    known = _FUNCTIONS.get(syntax.str(function))
    if known is not None or function.type != "member_expression":
        return known
    name = ts.field(function, "property")
    if name is None or (ts.child(function, "optional_chain") is not None and not _has_other(call)):
        return None  # it may give nothing
    cut = _OF_PARTS.get(syntax.str(name))
    return _METHODS.get(syntax.str(name)) if cut is None else cut if _is_separator(syntax, call) else None


def _has_other(call: Node) -> bool:
    """True for `row.endedAt?.getTime() ?? null`, which says what else it is where it gives nothing."""
    around = call.parent
    return around is not None and around.type == "binary_expression" and ts.child(around, "??") is not None


def _is_separator(syntax: Syntax, call: Node) -> bool:
    """True for the one argument of `tags.join(", ")`, which no other function of that name would be given."""
    given = [c for c in (ts.field(call, "arguments") or call).children if c.is_named]
    return len(given) == 1 and given[0].type == "string" and _WORD.search(syntax.str(given[0])) is None
