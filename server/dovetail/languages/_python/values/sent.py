"""Dictionaries that a request or an answer sends, written where they are sent: their names, at every depth."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import OF_KIND, Sent, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending, sent_as
from ..._treesitter import MAX_DEPTH, Syntax
from ..scoping.bodies import forwarded, made_body
from ..scoping.filtered import filtered
from ..scoping.fixtures import fixture_value, parametrized
from ..scoping.given_kinds import may_be_none, shown_kind
from ..scoping.kept import is_kept_changed, kept_value
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import appended, built_value, constant_value, function_of, is_dict, local_value, names_alone
from .told import told

ELEMENT = "[]"
_ASKED = ("request", "query")  # what clients put together
_MADE = ("dictionary", "list", "list_comprehension")  # what shows its names where it is made
_FILTERS = ("dictionary_comprehension", "call")
_LISTS = frozenset({"list", "tuple", "list_comprehension", "generator_expression"})
_GATHERS = frozenset({"list", "sorted", "tuple"})
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
        yield from _kind(syntax, ts.field(argument, "value"), (*chain, own), (*ranges, at))


def keyword_uses(syntax: Syntax, argument: Node, part: str) -> Iterator[Use]:
    """What a keyword sends that becomes a name of a part of an endpoint."""
    return _keyword(syntax, argument, (part,), (syntax.range(argument),), 0)


def sending(syntax: Syntax, node: Node | None, part: str) -> Sending:
    """What an expression sends as a part of an endpoint, as far as it is written here."""
    added: list[tuple[Node, Node]] = []
    whole = filtered(syntax, node) if node is not None and node.type in _FILTERS else None
    open, node = whole is not None, whole or node
    if node is not None and node.type == "identifier" and not appended(syntax, node):
        open = open or _is_filled(syntax, node)
        made, added = built_value(syntax, node)
        if made is None and added:
            at = syntax.range(node)
            return Sending(tuple(_added(syntax, added, part, at)))
        cases = () if made is not None else tuple(parametrized(syntax, node))
        if cases:  # a test that is run with one after the other
            return sum((sending(syntax, case, part) for case in cases), NOTHING)
        node = made or constant_value(syntax, node) or fixture_value(syntax, node)
    elif node is not None and node.type == "attribute":
        open, node = open or is_kept_changed(syntax, node), kept_value(syntax, node)
    if node is None:
        return NOTHING
    at = syntax.range(node)
    later = tuple(_added(syntax, added, part, at))
    spread = (
        (u for k in forwarded(syntax, node) for u in _keyword(syntax, k, (part,), (at,), 0)) if part in _ASKED else ()
    )
    carries = (*_uses(syntax, node, (part,), (at,), 0), *later, *spread)
    seen = is_dict(syntax, node) and not open and _is_whole(node)  # and with what may be put into it later
    inside = tuple(s for s in _objects(syntax, node, part, (), 0) if s.range != at)
    return Sending(carries, (*(sent_as(part, at, carries) if seen else ()), *inside))


def _added(syntax: Syntax, added: list[tuple[Node, Node]], part: str, at: Range) -> Iterator[Use]:
    """The keys that are put into a dictionary one by one."""
    for key, _ in added:
        yield Use("", (part, string_value(syntax.str(key))), (at, string_range(syntax, key)), "write", part)


def _is_filled(syntax: Syntax, name: Node) -> bool:
    """True for a name into whose value a function puts what is not written out: `body.update(rest)`, `body[key] = 1`."""
    function, own = function_of(name), re.escape(syntax.str(name))
    filled = rf"\b{own}(?:\.(?:update|setdefault|pop|clear)\(|\[[^\"'\]\n]+\]\s*=[^=]|\s*\|=)"
    return function is not None and re.search(filled, syntax.str(function)) is not None


def _objects(syntax: Syntax, node: Node | None, part: str, chain: tuple[str, ...], depth: int) -> Iterator[Sent]:
    """The dictionaries in an expression whose keys are all seen, with the chains to where they stand."""
    if node is None or depth > MAX_DEPTH:
        return
    if is_dict(syntax, node):
        members = [(_key(syntax, m), ts.field(m, "value")) for m in _members(node)]
        if _is_whole(node):
            yield Sent(part, syntax.range(node), tuple(key for key, _ in members), chain)
        for key, value in members:
            yield from _objects(syntax, value, part, (*chain, key), depth + 1) if key else ()
    elif node.type in _LISTS:
        body = ts.field(node, "body")
        for item in (c for c in node.children if c.is_named) if body is None else (body,):
            yield from _objects(syntax, item, part, (*chain, ELEMENT), depth + 1)
    else:
        for item in appended(syntax, node) if node.type == "identifier" else ():
            yield from _objects(syntax, item, part, (*chain, ELEMENT), depth + 1)
        parts = _stands_for(syntax, node) if node.type != "binary_operator" else ()  # each of which the other completes
        for value in parts:
            yield from _objects(syntax, value, part, chain, depth + 1)


def _key(syntax: Syntax, member: Node) -> str:
    """The name of a pair, or of a keyword; empty where it is not written out."""
    key = ts.field(member, "key") or ts.field(member, "name")
    if key is None:
        return ""
    return string_value(syntax.str(key)) if is_plain_string(key) else syntax.str(key) if member.type != "pair" else ""


def keywords(syntax: Syntax, call: Node, part: str) -> Sending:
    """`jsonify(id=1, name="x")`."""
    return sending(syntax, call, part) if names_alone(syntax, call) else NOTHING


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
    if is_dict(syntax, node):
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
        for item in appended(syntax, node) if node.type == "identifier" else ():
            yield from _uses(syntax, item, (*chain, ELEMENT), (*ranges, syntax.range(item)), depth + 1)
        for value in _stands_for(syntax, node):
            yield from _uses(syntax, value, chain, ranges, depth + 1)
        if (
            node.type == "identifier" and local_value(syntax, node) is None
        ):  # `row["total"] = 3` after `row = {"id": 1}`
            made, added = built_value(syntax, node)
            yield from _uses(syntax, made, chain, ranges, depth + 1) if added else ()
            for key, _ in added if made is not None else ():
                own, at = string_value(syntax.str(key)), string_range(syntax, key)
                yield Use("", (*chain, own), (*ranges, at), "write", chain[0])


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
        yield from _kind(syntax, ts.field(member, "value"), (*chain, own), (*ranges, at))


def _kind(syntax: Syntax, value: Node | None, chain: tuple[str, ...], ranges: tuple[Range, ...]) -> Iterator[Use]:
    """What a value is that shows it by itself, but for a text, which is told as such. In a query all are texts."""
    if value is None or chain[0] == "query" or is_plain_string(value):
        return
    found = (shown_kind(syntax, value), "null" if may_be_none(value) else None)
    for kind in found:
        if kind is not None:
            yield Use("", (*chain, f"{OF_KIND}{kind}"), (*ranges, syntax.range(value)), "write", chain[0])


def _gathered(syntax: Syntax, node: Node) -> Node | None:
    """What a call gives as a list: `sorted(rows, key=…)`, `list(rows)`."""
    function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
    if node.type != "call" or function is None or arguments is None or syntax.str(function) not in _GATHERS:
        return None
    if arguments.type != "argument_list":
        return arguments
    return next((c for c in arguments.children if c.is_named), None)


def _stands_for(syntax: Syntax, node: Node) -> Iterator[Node | None]:
    """The expressions, one of which, or all of which together, an expression stands for."""
    match node.type:
        case "identifier":
            made = local_value(syntax, node) or constant_value(syntax, node)
            if made is None:
                yield from (*parametrized(syntax, node), *told(syntax, node))
            elif made.type in _MADE or is_dict(syntax, made) or _gathered(syntax, made) is not None:
                yield made
        case "attribute":
            yield from told(syntax, node)
            yield kept_value(syntax, node)
        case "call":
            yield _gathered(syntax, node)
        case "binary_operator" if syntax.str(node.children[1]) == "|":
            yield from (ts.field(node, side) for side in ("left", "right"))
        case "parenthesized_expression":
            yield next((c for c in node.children if c.is_named), None)
        case "conditional_expression":
            parts = [c for c in node.children if c.is_named]
            yield from (parts[0], parts[-1]) if len(parts) == 3 else ()
        case _:
            return
