"""Literal values of TypeScript, and objects and lists of them, as constants."""

import json
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Entry, Field, Member, Presence
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._numbers import computed, parsed_number, written_number
from ..._treesitter import MAX_DEPTH, Syntax
from .types import Literals, attached, comment_of, is_opening, name_of, separator_and_trailing, unquoted, unquoted_range

WRAPPERS = (
    "as_expression",
    "satisfies_expression",
    "parenthesized_expression",
    "type_assertion",
    "non_null_expression",
)


@dataclass(frozen=True, slots=True)
class Value:
    """An initializer without what is wrapped around it. `frozen` where `as const` is said."""

    node: Node
    frozen: bool
    satisfies: Node | None


def value_of(node: Node) -> Value:
    """What an initializer holds, behind `as const`, `satisfies X`, `Object.freeze()`, parentheses, and vee-validate's `toTypedSchema()`."""
    frozen, satisfies = False, None
    for _ in range(MAX_DEPTH):
        if node.type == "call_expression" and (node.text or b"").startswith((b"Object.freeze(", b"toTypedSchema(")):
            arguments = ts.field(node, "arguments")
            inner = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
            frozen = frozen or (node.text or b"").startswith(b"Object.")
        elif node.type in WRAPPERS:
            frozen = frozen or (node.type == "as_expression" and node.children[-1].type == "const")
            if node.type == "satisfies_expression":
                satisfies = node.children[-1]
            inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        else:
            break
        if inner is None:
            break
        node = inner
    return Value(node, frozen, satisfies)


def literal(syntax: Syntax, node: Node) -> str | None:
    """A literal in the one form that all languages share, or None."""
    text = syntax.str(node)
    match node.type:
        case "string":
            return json.dumps(unquoted(text), ensure_ascii=False)
        case "template_string" if ts.child(node, "template_substitution") is None:
            return json.dumps(unquoted(text), ensure_ascii=False)
        case "true" | "false" | "null":
            return text
        case "number" | "unary_expression" | "binary_expression" | "parenthesized_expression":
            number = _number(syntax, node, 0)
            return None if number is None else written_number(number)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Pair:
    """One `key: value` of an object literal, with what its comments say. `range` begins with the comment above it."""

    key: Node
    value: Node
    comment: Comment
    range: Range


def field_of(syntax: Syntax, pair: Pair, typed: Typed, presence: Presence, stored: str | None = None) -> Field:
    """The field that a pair of a schema or a table declares, whose value says its type: `email: z.string()`."""
    return Field(
        name=unquoted(syntax.str(pair.key)),
        name_range=unquoted_range(syntax, pair.key),
        kind=typed.kind,
        presence=presence,
        nullable=typed.nullable,
        range=pair.range,
        type_range=syntax.range(pair.value),
        list_depth=typed.list_depth,
        stored=stored,
        doc=pair.comment.doc,
        tags=pair.comment.tags,
    )


def pairs(syntax: Syntax, literal: Node) -> Iterator[Pair]:
    """The pairs of an object literal whose keys are written out; in `{ id }` the name is both."""
    pending: list[Node] = []
    children = literal.children
    for i, pair in enumerate(children):
        if pair.type == "comment":
            pending.extend([pair] if i != 1 or not is_opening(pair) else [])
            continue
        short = pair if pair.type == "shorthand_property_identifier" else None
        key, value = ts.field(pair, "key") or short, ts.field(pair, "value") or short
        written = pair.type == "pair" or short is not None
        if written and key is not None and value is not None and key.type != "computed_property_name":
            end, trailing = separator_and_trailing(children, i)
            comment = comment_of(syntax, attached(pending, pair), trailing)
            start = syntax.offset(pair.start_byte)
            start = comment.start if 0 <= comment.start < start else start
            yield Pair(key, value, comment, Range(start, syntax.offset(end.end_byte)))
        if pair.is_named or (
            pending and children[i - 1] is not pair and pending[-1].start_point.row == pair.start_point.row
        ):
            pending = []


def entries(syntax: Syntax, node: Node, prefix: str = "", depth: int = 0) -> Iterator[Entry]:
    """The values of an object literal; those of an object inside it by `outer.inner`."""
    for pair in pairs(syntax, node):
        inner = value_of(pair.value).node
        own = name_of(syntax, pair.key)
        name = prefix + own if prefix else own
        if inner.type == "object" and depth < MAX_DEPTH:
            yield from entries(syntax, inner, name + ".", depth + 1)
            continue
        text = literal(syntax, inner)
        at, comment = unquoted_range(syntax, pair.key), pair.comment
        yield Entry(name, syntax.str(inner) if text is None else text, at, pair.range, comment.doc, comment.tags)


def list_members(syntax: Syntax, node: Node) -> tuple[Member, ...] | None:
    """The members of a list of strings, or None where it holds anything else."""
    items = [c for c in node.children if c.is_named and c.type != "comment"]
    if not items or any(i.type != "string" for i in items):
        return None
    return tuple(Member(name_of(syntax, i), name_of(syntax, i), unquoted_range(syntax, i)) for i in items)


def literals_of(syntax: Syntax, value: Value) -> Literals | None:
    """What `typeof` gives for a frozen list or object."""
    if value.node.type == "array":
        members = list_members(syntax, value.node)
        return Literals((), tuple(m.value for m in members)) if members is not None else None
    if value.node.type == "object":
        found = [e for e in entries(syntax, value.node) if "." not in e.name]
        values = tuple(json.loads(e.value) if e.value.startswith('"') else e.value for e in found)
        return Literals(tuple(e.name for e in found), values)
    return None


def _number(syntax: Syntax, node: Node, depth: int) -> int | float | None:
    """A number, or the value of simple arithmetic with numbers: `60 * 60`."""
    if depth > MAX_DEPTH:
        return None
    if node.type == "number":
        return parsed_number(syntax.str(node))
    if node.type == "parenthesized_expression":
        inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        return _number(syntax, inner, depth + 1) if inner is not None else None
    if node.type == "unary_expression":
        operator, argument = ts.field(node, "operator"), ts.field(node, "argument")
        value = _number(syntax, argument, depth + 1) if argument is not None else None
        return -value if value is not None and operator is not None and operator.type == "-" else None
    if node.type == "binary_expression":
        left, right, operator = ts.field(node, "left"), ts.field(node, "right"), ts.field(node, "operator")
        if left is None or right is None or operator is None:
            return None
        a, b = _number(syntax, left, depth + 1), _number(syntax, right, depth + 1)
        return None if a is None or b is None else computed(operator.type, a, b)
    return None
