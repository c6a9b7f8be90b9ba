"""Routes that are described before they are registered, as by Hono's zod-openapi: `createRoute({ method, path, request, responses })`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Passed, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._treesitter import Syntax
from ..schemas.json_schemas import members
from ..scoping.origins import initializer
from ..sending.urls import written_path
from ..syntax.nodes import given
from ..syntax.types import unquoted
from .statuses import numbered
from .validators import passed

_CREATES = re.compile(r"^(?:\w+\.)?createRoute$")
_CONTENT = re.compile(
    r"content", re.IGNORECASE
)  # how helpers are called that put a schema into a body: `jsonContent(order, "…")`
_PARTS = ("params", "query")


@dataclass(frozen=True, slots=True)
class Created:
    """A described route: the call that makes it, its method and path with their places, and what its schemas say of its parts."""

    call: Node
    method: str
    method_range: Range
    path: str
    path_range: Range
    held: tuple[Passed | Use, ...]


def created_route(syntax: Syntax, call: Node) -> Created | None:
    """The route that a call of `createRoute` describes; None for any other call, and where method or path are not written."""
    if not syntax.has_any("createRoute"):
        return None
    function = ts.field(call, "function")
    first = next(iter(given(call)), None)
    if function is None or first is None or _CREATES.match(syntax.str(function)) is None:
        return None
    said = members(syntax, first)
    method, place = said.get("method"), said.get("path")
    if method is None or place is None or method.type != "string" or "responses" not in said:
        return None
    path, at = written_path(syntax, place)
    name = unquoted(syntax.str(method))
    if path is None or at is None or name.lower() not in METHODS:
        return None
    inner = syntax.range(method)
    held = tuple(_held(syntax, said))
    return Created(call, name.upper(), Range(inner.start + 1, inner.end - 1), path, at, held)


def created_by(syntax: Syntax, node: Node) -> Node | None:
    """The call that describes a route which is written here, or that a name of this file stands for."""
    made = initializer(syntax, node) if node.type == "identifier" else node
    return made if made is not None and made.type == "call_expression" else None


def _held(syntax: Syntax, said: dict[str, Node]) -> Iterator[Passed | Use]:
    request = members(syntax, said.get("request"))
    for part in _PARTS:
        if part in request:
            yield from passed(syntax, part, request[part])
    body = request.get("body")
    for schema in _bodies(syntax, body) if body is not None else ():
        yield from passed(syntax, "request", schema)
    for written, answer in members(syntax, said["responses"]).items():
        status = numbered(written.strip("[]"))
        part = "response" if status[:1] == "2" else "errors" if status[:1] in ("4", "5") else ""
        for schema in _bodies(syntax, answer) if part else ():
            yield from passed(syntax, part, schema)


def _bodies(syntax: Syntax, body: Node) -> Iterator[Node]:
    """The schemas of a body, by its media types."""
    function = ts.field(body, "function") if body.type == "call_expression" else None
    if function is not None:
        if _CONTENT.search(syntax.str(function)) is not None:
            yield from given(body)[:1]
        return
    for media in members(syntax, members(syntax, body).get("content")).values():
        schema = members(syntax, media).get("schema")
        if schema is not None:
            yield schema
