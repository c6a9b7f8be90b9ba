"""Dictionaries that a request or an answer sends, written where they are sent: their names, at every depth."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Use
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._sending import NOTHING, Sending, sent_as
from .._treesitter import MAX_DEPTH, Syntax
from .bodies import forwarded, made_body
from .fixtures import fixture_value, parametrized
from .literals import is_plain_string, string_range, string_value
from .locals import constant_value, function_of, local_value
from .told import told

ELEMENT = "[]"
_ASKED = ("request", "query")  # what clients put together
_MADE = ("dictionary", "list", "list_comprehension")  # what shows its names where it is made
_LISTS = frozenset({"list", "tuple", "list_comprehension", "generator_expression"})
_DEEPEST = 4  # functions that give what others made


def _keyword(
    syntax: Syntax, argument: Node, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use]:
    """A keyword that becomes a name of what is sent, with its value."""
    name = ts.field(argument, "name")
    if name is not None:
        own, at = syntax.str(name), syntax.range(name)
        yield Use("", (*chain, own), (*ranges, at), "write", chain[0])
        yield from _uses(syntax, ts.field(argument, "value"), (*chain, own), (*ranges, at), depth + 1)


def sending(syntax: Syntax, node: Node | None, part: str) -> Sending:
    """What an expression sends as a part of an endpoint, as far as it is written here."""
    added: list[Node] = []
    if node is not None and node.type == "identifier":
        made, added = _made(syntax, node)
        node = made or constant_value(syntax, node) or fixture_value(syntax, node)
    if node is None:
        return NOTHING
    at = syntax.range(node)
    keys = ((string_value(syntax.str(k)), string_range(syntax, k)) for k in added)
    later = tuple(Use("", (part, name), (at, place), "write", part) for name, place in keys)
    spread = (
        (u for k in forwarded(syntax, node) for u in _keyword(syntax, k, (part,), (at,), 0)) if part in _ASKED else ()
    )
    carries = (*_uses(syntax, node, (part,), (at,), 0), *later, *spread)
    is_dict = node.type == "dictionary" or _is_dict_call(syntax, node)
    return Sending(carries, sent_as(part, at, carries) if is_dict and not added and _is_whole(node) else ())


def _made(syntax: Syntax, name: Node) -> tuple[Node | None, list[Node]]:
    """What a name of a function stands for, and the keys that are put into it afterwards; None where it is not all seen."""
    body, own = function_of(name), syntax.str(name)
    value = local_value(syntax, name)
    if value is not None or body is None:
        return value, []
    found: list[Node] = []
    added: list[Node] = []
    for node in ts.walk(body):
        left = ts.field(node, "left") if node.type in ("assignment", "augmented_assignment") else None
        if left is None:
            continue
        if syntax.str(left) == own:
            found.append(node)
        target, key = (ts.field(left, n) if left.type == "subscript" else None for n in ("value", "subscript"))
        if target is not None and syntax.str(target) == own and key is not None and is_plain_string(key):
            added.append(key)
    if len(found) != 1 or found[0].type != "assignment":
        return None, []
    right, type = ts.field(found[0], "right"), ts.field(found[0], "type")
    plain = type is None or syntax.str(type).startswith(("dict", "Dict", "MutableMapping"))
    return (right, added) if right is not None and plain and right.type == "dictionary" else (None, [])


def keywords(syntax: Syntax, call: Node, part: str) -> Sending:
    """`jsonify(id=1, name="x")`."""
    return sending(syntax, call, part) if _names(syntax, call) else NOTHING


def _is_dict_call(syntax: Syntax, node: Node) -> bool:
    function = ts.field(node, "function") if node.type == "call" else None
    return function is not None and syntax.str(function) in ("dict", "jsonify") and _names(syntax, node)


def _names(syntax: Syntax, call: Node) -> bool:
    arguments = ts.field(call, "arguments")
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    return bool(parts) and all(p.type in ("keyword_argument", "dictionary_splat") for p in parts)


def _members(node: Node) -> list[Node]:
    inside = ts.field(node, "arguments") if node.type == "call" else node
    return [c for c in inside.children if c.is_named and c.type != "comment"] if inside is not None else []


def _is_whole(node: Node) -> bool:
    return all(
        m.type == "keyword_argument"
        or (m.type == "pair" and (k := ts.field(m, "key")) is not None and is_plain_string(k))
        for m in _members(node)
    )


def _uses(
    syntax: Syntax, node: Node | None, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use]:
    """What an expression puts where a chain leads."""
    if node is None or depth > MAX_DEPTH:
        return
    if node.type == "dictionary" or _is_dict_call(syntax, node):
        yield from _entries(syntax, node, chain, ranges, depth)
    elif is_plain_string(node):
        text, at = string_value(syntax.str(node)), string_range(syntax, node)
        yield Use("", (*chain, f"={text}"), (*ranges, at), "write", chain[0])
    elif node.type == "call" and chain[0] in _ASKED:
        values, given = made_body(syntax, node) if depth < _DEEPEST else ([], [])
        for value in values:
            yield from _uses(syntax, value, chain, ranges, depth + 1)
        for keyword in given:
            yield from _keyword(syntax, keyword, chain, ranges, depth)
    elif node.type in _LISTS:
        body = ts.field(node, "body")  # of a comprehension
        for item in (c for c in node.children if c.is_named) if body is None else (body,):
            yield from _uses(syntax, item, (*chain, ELEMENT), (*ranges, syntax.range(item)), depth + 1)
    else:
        for value in _stands_for(syntax, node):
            yield from _uses(syntax, value, chain, ranges, depth + 1)


def _entries(
    syntax: Syntax, node: Node, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use]:
    """The names in a dictionary, or in a call of `dict`, with their values."""
    for member in _members(node):
        key = ts.field(member, "key") or ts.field(member, "name")
        if member.type == "dictionary_splat":
            yield from _uses(syntax, member.children[-1], chain, ranges, depth + 1)
        if key is not None and is_plain_string(key):
            own, at = string_value(syntax.str(key)), string_range(syntax, key)
        elif key is not None and key.type == "identifier" and member.type != "pair":
            own, at = syntax.str(key), syntax.range(key)
        else:
            continue
        yield Use("", (*chain, own), (*ranges, at), "write", chain[0])
        yield from _uses(syntax, ts.field(member, "value"), (*chain, own), (*ranges, at), depth + 1)


def _stands_for(syntax: Syntax, node: Node) -> Iterator[Node | None]:
    """The expressions, one of which, or all of which together, an expression stands for."""
    match node.type:
        case "identifier":
            made = local_value(syntax, node) or constant_value(syntax, node)
            if made is None:
                yield from (*parametrized(syntax, node), *told(syntax, node))
            elif made.type in _MADE:
                yield made
        case "attribute":
            yield from told(syntax, node)
        case "binary_operator" if syntax.str(node.children[1]) == "|":
            yield from (ts.field(node, side) for side in ("left", "right"))
        case "parenthesized_expression":
            yield next((c for c in node.children if c.is_named), None)
        case "conditional_expression":
            parts = [c for c in node.children if c.is_named]
            yield from (parts[0], parts[-1]) if len(parts) == 3 else ()
        case _:
            return
