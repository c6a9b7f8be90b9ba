"""Objects that a request or an answer sends, written where they are sent: their names, at every depth."""

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.shapes import OF_KIND, Modelled, Passed, Plain, Sent, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import MAX_DEPTH, Syntax
from ..scoping.begun_states import begun_object
from ..scoping.grown import grown, may_grow
from ..scoping.injected import CALLEE
from ..scoping.kept_objects import kept_object
from ..scoping.local_names import local_value
from ..scoping.member_names import member_name
from ..syntax.held import HEADERS
from ..syntax.made import ELEMENT
from ..syntax.nodes import alternatives, bare, parameters, parts
from ..syntax.plain_values import plain_of
from ..syntax.signatures import FUNCTIONS
from ..syntax.tests import whole_expected
from ..syntax.types import unquoted, unquoted_range

_PLAIN_KEYS = ("property_identifier", "string")
_NAMES = ("identifier", "shorthand_property_identifier")
_SAME = frozenset("filter slice sort toSorted reverse toReversed".split())  # what gives a list of the same things
_OF_TEXTS = ("query", "params", HEADERS)
_KINDS: Mapping[Plain, str] = {"text": "string", "number": "number", "boolean": "boolean"}
_PARSES = frozenset({"parse", "parseAsync"})
_CHECKS = frozenset({"safeParse", "safeParseAsync"})


def sending(syntax: Syntax, node: Node | None, part: str) -> Sending:
    """What an expression sends as a part of an endpoint, as far as it is written here."""
    if node is None:
        return NOTHING
    written = _bare(syntax, node)
    found = list(_told(syntax, written, (part,), (syntax.range(written),), 0)) if written is not None else []
    found = found or list(_said(syntax, node, part))
    if not found and (written is None or written.type in _NAMES):
        return NOTHING
    return Sending(
        tuple(f for f in found if isinstance(f, Use)),
        tuple(f for f in found if isinstance(f, Sent)),
        tuple(f for f in found if isinstance(f, Passed)),
        tuple(f for f in found if isinstance(f, Modelled)),
    )


def _said(syntax: Syntax, name: Node, part: str) -> Iterator[Use]:
    """The names that a parameter's own type has, where all of it is sent: `(params: { page?: number }) => get("/users", { params })`,
    or all but what is taken out of it: `({ id, ...body }: { id: string; name: string }) => put(`/users/${id}`, body)`.
    """
    own, here = syntax.str(name), name.parent if name.type in _NAMES else None
    while here is not None:
        for parameter in parts(ts.field(here, "parameters")) if here.type in FUNCTIONS else ():
            pattern, annotation = ts.field(parameter, "pattern"), ts.field(parameter, "type")
            taken = taken_out(syntax, pattern, own) if pattern is not None else None
            if taken is not None:
                yield from said_by_type(syntax, next(iter(parts(annotation)), None), taken, name, part)
                return
        here = here.parent


def taken_out(syntax: Syntax, pattern: Node, own: str) -> frozenset[str] | None:
    """What is not of a parameter in what one of its names stands for: nothing for the whole, the names beside it for the rest of it;
    None where the name stands for something else.
    """
    if pattern.type == "identifier":
        return frozenset() if syntax.str(pattern) == own else None
    inner = parts(pattern) if pattern.type == "object_pattern" else []
    rest = [p for p in inner if p.type == "rest_pattern" and parts(p) and syntax.str(parts(p)[0]) == own]
    keys = (ts.field(p, "key") or ts.field(p, "left") or p for p in inner if p not in rest)
    return frozenset(unquoted(syntax.str(k)) for k in keys) if rest else None


def said_by_type(syntax: Syntax, type: Node | None, taken: frozenset[str], name: Node, part: str) -> Iterator[Use]:
    """The names of a type that is written in place, or of one of the same file of which something was taken out before the rest is sent."""
    if type is not None and type.type == "type_identifier" and taken:
        type = _own_type(syntax, type)
    for member in parts(type) if type is not None and type.type in ("object_type", "interface_body") else ():
        key = ts.field(member, "name") if member.type == "property_signature" else None
        if key is not None and key.type in _PLAIN_KEYS and unquoted(syntax.str(key)) not in taken:
            chain, ranges = (part, unquoted(syntax.str(key))), (syntax.range(name), unquoted_range(syntax, key))
            yield Use("", chain, ranges, "write", part)
            said = next(iter(parts(ts.field(member, "type"))), None)
            if part not in _OF_TEXTS and said is not None and said.type == "predefined_type":
                kind = f"{OF_KIND}{syntax.str(said)}"  # of what is no such kind nothing is known by it
                yield Use("", (*chain, kind), (*ranges, syntax.range(said)), "write", part)


def _own_type(syntax: Syntax, name: Node) -> Node | None:
    """What a name of a type of this file stands for, where that extends nothing."""
    for statement in syntax.root.children:
        inner = ts.field(statement, "declaration") or statement
        own = ts.field(inner, "name") if inner.type in ("type_alias_declaration", "interface_declaration") else None
        if own is not None and syntax.str(own) == syntax.str(name):
            extends = any(c.type == "extends_type_clause" for c in inner.children)
            return (ts.field(inner, "value") or ts.field(inner, "body")) if not extends else None
    return None


def told(syntax: Syntax, node: Node, chain: tuple[str, ...], ranges: tuple[Range, ...]) -> tuple[Use, ...]:
    """The names and texts that are written for what a chain leads to."""
    return tuple(found for found in _told(syntax, node, chain, ranges, 0) if isinstance(found, Use))


def promised(syntax: Syntax, name: Node) -> Node | None:
    """The call that a name is the answer of: `find(id).then((user) => …)`, also where it is the rest of that."""
    own, here = syntax.str(name), name.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    taken = parameters(syntax, here) if here is not None else ()
    call = here.parent.parent if here is not None and here.parent is not None else None
    called = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
    if (
        len(taken) != 1
        or call is None
        or called is None
        or called.type != "member_expression"
        or taken[0].annotation is not None
    ):
        return None
    method, pattern = ts.field(called, "property"), taken[0].pattern
    if (
        method is None
        or syntax.str(method) != "then"
        or pattern is None
        or here != parts(ts.field(call, "arguments"))[0]
    ):
        return None
    rest = [p for p in parts(pattern) if p.type == "rest_pattern"] if pattern.type == "object_pattern" else []
    named = [pattern] if pattern.type == "identifier" else [parts(p)[0] for p in rest if parts(p)]
    return ts.field(called, "object") if any(syntax.str(n) == own for n in named) else None


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
        elif node.type in ("identifier", "shorthand_property_identifier") and local:
            value = local_value(syntax, node) or promised(syntax, node) or kept_object(syntax, node)
            value = value or begun_object(syntax, node)
            if value is None:
                return node if may_grow(syntax, syntax.str(node)) else None
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


def _told(
    syntax: Syntax, node: Node | None, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use | Sent | Passed | Modelled]:
    """The names in an expression at any depth, the objects all of whose names are seen, and the calls that give the rest."""
    if node is None or depth > MAX_DEPTH:
        return
    match node.type:
        case "object":
            yield from _object(syntax, node, chain, ranges, depth)
        case "array":
            for item in (c for c in node.children if c.is_named):
                at = syntax.range(item)
                yield from _told(syntax, _bare(syntax, item), (*chain, ELEMENT), (*ranges, at), depth + 1)
        case "ternary_expression":
            for role in ("consequence", "alternative"):
                branch = ts.field(node, role)
                bare = _bare(syntax, branch) if branch is not None else None
                yield from _told(syntax, bare, chain, ranges, depth + 1)
        case "call_expression" if (some := whole_expected(syntax, node)) != node:  # a test asks for no more than that
            yield from (f for f in _told(syntax, some, chain, ranges, depth + 1) if not isinstance(f, Sent))
        case "call_expression":
            yield from _called(syntax, node, chain, ranges, depth)
        case "identifier" | "shorthand_property_identifier":
            yield from _stepwise(syntax, node, chain, ranges, depth)
        case "member_expression" if (schema := _checked_by(syntax, node)) is not None:
            yield Modelled(chain, f"typeof {schema}")
        case "string" if len(chain) > 1:
            at = unquoted_range(syntax, node)
            yield Use("", (*chain, f"={unquoted(syntax.str(node))}"), (*ranges, at), "write", chain[0])
        case _:
            return


def _stepwise(
    syntax: Syntax, node: Node, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use | Sent | Passed | Modelled]:
    """The names that an object is given one after the other: it may have more, or none of them."""
    found = grown(syntax, node, with_names=chain[0] == "query")
    if found is None:
        return
    first = _told(syntax, found.first, chain, ranges, depth + 1)
    yield from (f for f in first if not isinstance(f, Sent) or f.chain != chain[1:])
    for key, value in found.later:
        own, at = unquoted(syntax.str(key)), unquoted_range(syntax, key)
        yield Use("", (*chain, own), (*ranges, at), "write", chain[0])
        yield from _told(syntax, _bare(syntax, value), (*chain, own), (*ranges, at), depth + 1)


def _object(
    syntax: Syntax, node: Node, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use | Sent | Passed | Modelled]:
    named = [(part, key) for part in node.children if part.is_named and (key := _key(part)) is not None]
    if _is_whole(node):
        yield Sent(chain[0], syntax.range(node), tuple(unquoted(syntax.str(k)) for _, k in named), chain[1:])
    for part, key in named:
        own, at = unquoted(syntax.str(key)), unquoted_range(syntax, key)
        yield Use("", (*chain, own), (*ranges, at), "write", chain[0])
        value = part if part.type == "shorthand_property_identifier" else ts.field(part, "value")
        inner = _bare(syntax, value) if value is not None and part.type != "method_definition" else None
        yield from _told(syntax, inner, (*chain, own), (*ranges, at), depth + 1)
        yield from _kind(syntax, inner, (*chain, own), (*ranges, at))
    for spread in (c for c in node.children if c.type == "spread_element"):
        whole = bare(spread.children[-1])
        for one in (bare(o) for o in ([whole] if whole.type == "identifier" else alternatives(whole))):
            is_name = one.type == "identifier"
            perhaps = kept_object(syntax, one) or begun_object(syntax, one) if is_name else one
            if perhaps is not None and perhaps.type == "object":
                named = _told(syntax, perhaps, chain, ranges, depth + 1)
                yield from (f for f in named if not isinstance(f, Sent) or f.chain != chain[1:])


def _kind(syntax: Syntax, value: Node | None, chain: tuple[str, ...], ranges: tuple[Range, ...]) -> Iterator[Use]:
    """What a value is that shows it by itself, but for a text that is written out, which is told as such. In a query all are texts."""
    plain = plain_of(syntax, value) if value is not None and chain[0] not in _OF_TEXTS else None
    kind = _KINDS.get(plain) if plain is not None else None
    if value is not None and kind is not None:
        yield Use("", (*chain, f"{OF_KIND}{kind}"), (*ranges, syntax.range(value)), "write", chain[0])


def _called(
    syntax: Syntax, node: Node, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Use | Sent | Passed | Modelled]:
    """What a call gives: a list of objects that are made in it, or what the function that is called gives."""
    function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    if function is None:
        return
    name = ts.field(function, "property") if function.type == "member_expression" else None
    method = syntax.str(name) if name is not None else ""
    if syntax.str(function) == "Promise.all" and parts:
        yield from _told(syntax, _bare(syntax, parts[0]), chain, ranges, depth + 1)
    elif method in _SAME:
        yield from _told(syntax, _bare_field(syntax, function), chain, ranges, depth + 1)
    elif method == "map" and parts and parts[0].type in FUNCTIONS:
        made = mapped(syntax, node)
        if made is not None:
            yield from _told(syntax, made, (*chain, ELEMENT), (*ranges, syntax.range(made)), depth + 1)
    elif method == "map" and parts and parts[0].type == "identifier":
        yield Passed((*chain, ELEMENT), syntax.str(parts[0]), syntax.range(parts[0]))
    elif (schema := _parsed_by(syntax, function, method, parts)) is not None:
        yield Modelled(chain, f"typeof {schema}")
    elif (callee := _callee(syntax, function)) is not None:
        yield Passed(chain, callee, syntax.range(function))


def _parsed_by(syntax: Syntax, function: Node, method: str, given: list[Node]) -> str | None:
    """The schema in `OrderBody.parse(order)`, and in valibot's `parse(OrderBody, order)`, by its name."""
    target = ts.field(function, "object") if function.type == "member_expression" else None
    if (method or syntax.str(function)) not in _PARSES:
        return None
    schema = given[0] if len(given) == 2 else target
    return syntax.str(schema) if schema is not None and schema.type == "identifier" else None


def _checked_by(syntax: Syntax, node: Node) -> str | None:
    """The schema of which a name of the function holds what it makes of a value: `checked.data` behind `OrderBody.safeParse(body)`."""
    of, name = ts.field(node, "object"), ts.field(node, "property")
    if of is None or name is None or of.type != "identifier" or syntax.str(name) != "data":
        return None
    value = local_value(syntax, of)
    call = bare(value) if value is not None else None
    while call is not None and call.type == "await_expression":
        call = bare(call.children[-1])
    function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
    schema, _, method = syntax.str(function).rpartition(".") if function is not None else ("", "", "")
    return schema if method in _CHECKS and schema.isidentifier() else None


def _bare_field(syntax: Syntax, function: Node) -> Node | None:
    target = ts.field(function, "object")
    return _bare(syntax, target) if target is not None else None


def _callee(syntax: Syntax, function: Node) -> str | None:
    """A function as it is called; a method by the class of its object, `Users.create`."""
    if function.type not in ("identifier", "member_expression"):
        return None
    text = member_name(syntax, function)
    return text if CALLEE.fullmatch(text) and not text.startswith("this.") else None


def mapped(syntax: Syntax, node: Node) -> Node | None:
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
    return _bare(syntax, body) if body is not None else None
