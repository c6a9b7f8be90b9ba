"""Objects that a request or an answer sends, written where they are sent: their names, at every depth."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Use
from dovetail.core.text import Range

from . import _treesitter as ts
from ._sending import NOTHING, Sending, sent_as
from ._treesitter import MAX_DEPTH, Syntax
from ._ts_signatures import FUNCTIONS
from ._ts_types import unquoted, unquoted_range
from ._ts_values import ELEMENT

_PLAIN_KEYS = ("property_identifier", "string")


def sending(syntax: Syntax, node: Node | None, part: str) -> Sending:
    """What an expression sends as a part of an endpoint, as far as it is written here."""
    if node is None:
        return NOTHING
    node = _bare(syntax, node)
    if node is None:
        return NOTHING
    at = syntax.range(node)
    carries = tuple(_uses(syntax, node, (part,), (at,), 0))
    return Sending(carries, sent_as(part, at, carries) if node.type == "object" and _is_whole(node) else ())


def local_value(syntax: Syntax, name: Node) -> Node | None:
    """What a name stands for that a function declares once, without a type, and does not change."""
    own, here = syntax.str(name), name.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    body = ts.field(here, "body") if here is not None else None
    if body is None:
        return None
    found: list[Node] = []
    for node in ts.walk(body):
        if node.type == "variable_declarator" and _named(syntax, node, "name") == own:
            found.append(node)
        elif node.type in ("assignment_expression", "augmented_assignment_expression"):
            target = ts.field(node, "left")
            while target is not None and target.type in ("member_expression", "subscript_expression"):
                target = ts.field(target, "object")
            if target is not None and syntax.str(target) == own:
                return None
    if len(found) != 1 or ts.field(found[0], "type") is not None:
        return None
    return ts.field(found[0], "value")


def _named(syntax: Syntax, node: Node, role: str) -> str:
    found = ts.field(node, role)
    return syntax.str(found) if found is not None else ""


def _bare(syntax: Syntax, node: Node, local: bool = True) -> Node | None:
    """An expression without what is around it; None where its type is said, which is compared by itself."""
    for _ in range(MAX_DEPTH):
        if node.type in ("parenthesized_expression", "await_expression", "non_null_expression"):
            inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
            if inner is None:
                return None
            node = inner
        elif node.type in ("as_expression", "satisfies_expression"):
            if syntax.str(node.children[-1]) != "const":
                return None
            node = node.children[0]
        elif node.type == "call_expression" and (text := _made_text(syntax, node)) is not None:
            node = text
        elif node.type == "identifier" and local:
            value = local_value(syntax, node)
            if value is None:
                return None
            node, local = value, False
        else:
            return node
    return None


def _made_text(syntax: Syntax, node: Node) -> Node | None:
    """The object in `JSON.stringify({ … })`."""
    function, given = ts.field(node, "function"), ts.field(node, "arguments")
    if function is None or given is None or syntax.str(function) != "JSON.stringify":
        return None
    return next((c for c in given.children if c.is_named and c.type != "comment"), None)


def _is_whole(node: Node) -> bool:
    return all(_key(c) is not None for c in node.children if c.is_named and c.type != "comment")


def _key(part: Node) -> Node | None:
    """The name of one member of an object literal."""
    if part.type == "shorthand_property_identifier":
        return part
    key = ts.field(part, "key") if part.type == "pair" else None
    key = ts.field(part, "name") if part.type == "method_definition" else key
    return key if key is not None and key.type in _PLAIN_KEYS else None


def _uses(
    syntax: Syntax, node: Node | None, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use]:
    if node is None or depth > MAX_DEPTH:
        return
    match node.type:
        case "object":
            for part in (c for c in node.children if c.is_named):
                key = _key(part)
                if key is None:
                    continue
                own, at = unquoted(syntax.str(key)), unquoted_range(syntax, key)
                yield Use("", (*chain, own), (*ranges, at), "write", chain[0])
                value = ts.field(part, "value") if part.type == "pair" else None
                bare = _bare(syntax, value, local=False) if value is not None else None
                yield from _uses(syntax, bare, (*chain, own), (*ranges, at), depth + 1)
        case "array":
            for item in (c for c in node.children if c.is_named):
                at = syntax.range(item)
                bare = _bare(syntax, item, local=False)
                yield from _uses(syntax, bare, (*chain, ELEMENT), (*ranges, at), depth + 1)
        case "ternary_expression":
            for role in ("consequence", "alternative"):
                branch = ts.field(node, role)
                bare = _bare(syntax, branch, local=False) if branch is not None else None
                yield from _uses(syntax, bare, chain, ranges, depth + 1)
        case "call_expression":
            made = _mapped(syntax, node)
            if made is not None:
                yield from _uses(syntax, made, (*chain, ELEMENT), (*ranges, syntax.range(made)), depth + 1)
        case _:
            return


def _mapped(syntax: Syntax, node: Node) -> Node | None:
    """The object in `users.map((user) => ({ … }))`."""
    function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    if name is None or first is None or syntax.str(name) != "map" or first.type not in FUNCTIONS:
        return None
    body = ts.field(first, "body")
    if body is None or ts.field(first, "return_type") is not None:
        return None
    if body.type == "statement_block":
        last = body.children[-2] if len(body.children) > 2 else None
        body = (
            next((c for c in last.children if c.is_named), None) if last and last.type == "return_statement" else None
        )
    return _bare(syntax, body, local=False) if body is not None else None
