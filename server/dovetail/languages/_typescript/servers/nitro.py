"""Routes of Nitro, which Nuxt's server is: one handler to a file whose place says method and path, and what h3 takes from its event."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Passed

from ... import _treesitter as ts
from ..._routes import METHODS, plain_path
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.functions import default_function
from ..scoping.member_names import member_name
from ..sending.sent import sending
from ..syntax.held import Held
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .validators import PARSES

_PLACE = re.compile(r"(?:^|/)server/(api|routes)/(.+?)\.[cm]?[jt]s$")
_INDEX = re.compile(r"(?:^|/)index$")
_NAMED_PARTS = {"getRouterParam": "params"}
_PARTS = {
    "getRouterParams": "params",
    "getQuery": "query",
    "readBody": "request",
    "readRawBody": "",
    "readFormData": "",
}
_CHECKED_PARTS = {
    "getValidatedRouterParams": "params", "getValidatedQuery": "query", "readValidatedBody": "request",
    "useValidatedParams": "params", "useValidatedQuery": "query", "useValidatedBody": "request",
}  # fmt: skip
HELPERS = frozenset({*_NAMED_PARTS, *_PARTS, *_CHECKED_PARTS})
"""The functions that take something from the event of a request."""


def place_of(path: str) -> tuple[str, str] | None:
    """Method and path of a file's route: those of `server/api/users/[id].patch.ts` are PATCH and `/api/users/:id`, `*` is any method."""
    place = _PLACE.search(path)
    if place is None or "[...]" in path:
        return None
    own, _, method = place[2].rpartition(".")
    if method not in METHODS:
        own, method = place[2], "*"
    folders = [f for f in _INDEX.sub("", own).split("/") if f and not (f.startswith("(") and f.endswith(")"))]
    prefix = ["api"] if place[1] == "api" else []
    return method.upper(), "/" + plain_path("/".join((*prefix, *folders)))


def handler_of(syntax: Syntax) -> Node | None:
    """The function in `export default defineEventHandler(async (event) => …)`, whatever wraps it."""
    for statement in syntax.root.children:
        value = ts.field(statement, "value") if statement.type == "export_statement" else None
        if value is not None and value.type == "call_expression" and ts.child(statement, "default") is not None:
            return default_function(syntax) or _in_options(syntax, value)
    return None


def _in_options(syntax: Syntax, call: Node) -> Node | None:
    """The handler in `defineEventHandler({ onRequest, handler })`, or before the options of one that is cached."""
    for part in parts(ts.field(call, "arguments"))[:1]:
        if part.type in FUNCTIONS:
            return part
        for pair in parts(part):
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and value is not None and syntax.str(key) == "handler" and value.type in FUNCTIONS:
                return value
    return None


def returned(syntax: Syntax, function: Node) -> Sending:
    """What a handler answers by returning it, where its own type does not say that."""
    body = ts.field(function, "body")
    if body is None or ts.field(function, "return_type") is not None:
        return NOTHING
    if body.type != "statement_block":
        return sending(syntax, body, "response")
    found = NOTHING
    for node in _returns(body):
        value = next(iter(parts(node)), None)
        found += sending(syntax, value, "response") if value is not None else NOTHING
    return found


def _returns(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.type == "return_statement":
            yield child
        elif child.child_count and child.type not in FUNCTIONS and not child.type.endswith("declaration"):
            yield from _returns(child)


def taken_by(syntax: Syntax, called: str, given: list[Node], typed: bool) -> tuple[Held | None, list[Passed]]:
    """What one of the `HELPERS` takes from an event, which it is given first, and the schema that it holds this to."""
    at = syntax.range(given[0])
    if called in _NAMED_PARTS:
        name = given[1] if len(given) > 1 and given[1].type == "string" else None
        held = Held("value", (_NAMED_PARTS[called],), (at,))
        return (
            (held.step(unquoted(syntax.str(name)), unquoted_range(syntax, name)), [])
            if name is not None
            else (None, [])
        )
    if called in _CHECKED_PARTS:
        schema = _schema(syntax, given[1]) if len(given) > 1 else None
        part = _CHECKED_PARTS[called]
        return None, [Passed((part,), f"{schema}(0)", syntax.range(given[1]))] if schema else []
    part = _PARTS[called]
    return Held("value", (part,), (at,)) if part and not typed else None, []


def names_said(syntax: Syntax, called: str, event: Node, types: list[Node]) -> Iterator[Held]:
    """The names that a type written in place says: `getQuery<{ state?: string }>(event)`."""
    part = _PARTS.get(called, "")
    for member in parts(types[0]) if part and types and types[0].type == "object_type" else ():
        name = ts.field(member, "name") if member.type == "property_signature" else None
        if name is not None:
            of = Held("value", (part,), (syntax.range(event),))
            yield of.step(unquoted(syntax.str(name)), unquoted_range(syntax, name))


def _schema(syntax: Syntax, check: Node) -> str:
    """The schema in `schema`, `schema.parse` and `(body) => schema.safeParse(body)`."""
    body = ts.field(check, "body") if check.type == "arrow_function" else None
    if body is not None:
        called = ts.field(body, "function") if body.type == "call_expression" else None
        check = called if called is not None else body
    target, name = ts.field(check, "object"), ts.field(check, "property")
    if check.type == "member_expression" and target is not None and name is not None:
        return member_name(syntax, target) if syntax.str(name) in PARSES else ""
    return member_name(syntax, check) if check.type == "identifier" and body is None else ""
