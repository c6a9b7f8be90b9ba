"""Literal values of Python, in the form that all languages share."""

import json
import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Entry, Member
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._numbers import computed, parsed_number, written_number
from ..._treesitter import MAX_DEPTH, Syntax

_PREFIX = re.compile(r"[rRbBuUfF]{0,2}(\"\"\"|'''|\"|')")
_COLLECTIONS = ("frozenset(", "set(", "tuple(", "list(")
_CONSTANTS = {"true": "true", "false": "false", "none": "null"}


def string_value(text: str) -> str:
    """What a string literal holds; any other text is itself."""
    opening = _PREFIX.match(text)
    if opening is None:
        return text
    inner = text[opening.end() :].removesuffix(opening[1])
    return inner if "\\" not in inner or "r" in opening[0].lower() else re.sub(r"\\([\\'\"])", r"\1", inner)


def string_range(syntax: Syntax, node: Node) -> Range:
    """Where a string's content stands."""
    range, text = syntax.range(node), syntax.str(node)
    opening = _PREFIX.match(text)
    if opening is None:
        return range
    closing = len(opening[1]) if text.endswith(opening[1]) and len(text) > opening.end() else 0
    return Range(range.start + opening.end(), range.end - closing)


def is_plain_string(node: Node) -> bool:
    """True for a string without interpolation that is text."""
    start = ts.child(node, "string_start")
    prefix = (start.text or b"").lower() if start is not None else b""
    return node.type == "string" and ts.child(node, "interpolation") is None and b"b" not in prefix


def literal(syntax: Syntax, node: Node) -> str | None:
    """A literal in the shared form, or None."""
    if node.type in _CONSTANTS:
        return _CONSTANTS[node.type]
    if node.type == "string":
        return json.dumps(string_value(syntax.str(node)), ensure_ascii=False) if is_plain_string(node) else None
    number = _number(syntax, node, 0)
    return None if number is None else written_number(number)


def string_items(syntax: Syntax, dictionary: Node) -> Iterator[tuple[str, Node | None]]:
    """The values of a dictionary by its keys that are plain strings."""
    for pair in (c for c in dictionary.children if c.type == "pair"):
        key = ts.field(pair, "key")
        if key is not None and is_plain_string(key):
            yield string_value(syntax.str(key)), ts.field(pair, "value")


def entries(syntax: Syntax, node: Node, prefix: str = "", depth: int = 0) -> Iterator[Entry]:
    """The values of a dictionary of plain values by strings."""
    for pair in (c for c in node.children if c.is_named and c.type != "comment"):
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if pair.type != "pair" or key is None or value is None or not is_plain_string(key):
            continue
        name = prefix + string_value(syntax.str(key))
        if value.type == "dictionary" and depth < MAX_DEPTH:
            yield from entries(syntax, value, name + ".", depth + 1)
            continue
        text = literal(syntax, value)
        yield Entry(name, syntax.str(value) if text is None else text, string_range(syntax, key), syntax.range(pair))


def listed_texts(syntax: Syntax, node: Node) -> tuple[Member, ...]:
    """The texts in a list, tuple or set, also in `frozenset({…})`; nothing where it holds anything else."""
    if node.type == "call" and syntax.str(node).startswith(_COLLECTIONS):
        given = ts.field(node, "arguments")
        inner = [c for c in given.children if c.is_named] if given is not None else []
        node = inner[0] if len(inner) == 1 else node
    items = [c for c in node.children if c.is_named and c.type != "comment"]
    if node.type not in ("list", "tuple", "set") or not all(is_plain_string(i) for i in items):
        return ()
    texts = [(string_value(syntax.str(i)), string_range(syntax, i)) for i in items]
    return tuple(Member(text, text, at) for text, at in texts)


def _number(syntax: Syntax, node: Node, depth: int) -> int | float | None:
    if depth > MAX_DEPTH:
        return None
    match node.type:
        case "integer" | "float":
            return parsed_number(syntax.str(node))
        case "parenthesized_expression":
            inner = next((c for c in node.children if c.is_named), None)
            return _number(syntax, inner, depth + 1) if inner is not None else None
        case "unary_operator":
            operator, argument = ts.field(node, "operator"), ts.field(node, "argument")
            value = _number(syntax, argument, depth + 1) if argument is not None else None
            return -value if value is not None and operator is not None and operator.type == "-" else None
        case "binary_operator":
            left, right, operator = ts.field(node, "left"), ts.field(node, "right"), ts.field(node, "operator")
            if left is None or right is None or operator is None:
                return None
            a, b = _number(syntax, left, depth + 1), _number(syntax, right, depth + 1)
            return None if a is None or b is None else computed(operator.type, a, b)
        case _:
            return None
