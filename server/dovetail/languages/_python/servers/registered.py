"""Routes that programs of Python register by calls: `app.router.add_get(path, show)` of aiohttp, `Route(path, show)` of Starlette.

The functions that these are given take the request itself, and say in it which path and query they were asked for.
"""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Handler
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of, local_value, qualified
from ..syntax.markers import keyword
from .handlers import answers
from .replied import replied
from .requests import Flow

_FRAMEWORK = re.compile(r"^\s*(?:from|import)\s+(?:aiohttp|starlette|sanic|falcon|tornado|quart)\b", re.MULTILINE)
_WORDS: Final = ("aiohttp", "starlette", "sanic", "falcon", "tornado", "quart")
_ADDS = re.compile(r"add_(get|post|put|patch|delete|head|route|view|api_route)")
_TABLES = frozenset({"Route", "web.view", "url", "URLSpec", *(f"web.{m}" for m in METHODS)})
_ALL = "*"
_REQUEST = re.compile(r"(?:self,\s*|cls,\s*|_,\s*)?_?req(?:uest)?\b")
_VIEW = re.compile(r"\.as_view\(.*\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Registration:
    """A path and what is registered there. `methods` are none where a class has a method for each of them."""

    methods: tuple[tuple[str, Range], ...]
    path: Node
    handler: str


def is_registering(syntax: Syntax) -> bool:
    """True for a file of a framework whose handlers take the request as such."""
    return syntax.says(_FRAMEWORK, *_WORDS)


def registration(syntax: Syntax, call: Node) -> Registration | None:
    """What a call registers; None for any other call."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None or not is_registering(syntax):
        return None
    called = syntax.str(function)
    name = called.rpartition(".")[2]
    adds = _ADDS.fullmatch(name) if function.type == "attribute" else None
    if adds is None and called not in _TABLES:
        return None
    parts = [c for c in arguments.children if c.is_named and c.type not in ("comment", "keyword_argument")]
    methods: tuple[tuple[str, Range], ...] = ()
    at = syntax.range(ts.field(function, "attribute") or function)
    word = adds[1] if adds is not None else name
    if word in METHODS:
        methods = ((word, at),)
    elif parts and is_plain_string(parts[0]) and string_value(syntax.str(parts[0])).lower() in (*METHODS, _ALL):
        methods = (
            (string_value(syntax.str(parts[0])), string_range(syntax, parts[0])),
        )  # `add_route("GET", "/users", users)`
        parts = parts[1:]
    listed = keyword(syntax, call, "methods")
    strings = [c for c in listed.children if is_plain_string(c)] if listed is not None else []
    methods = tuple((string_value(syntax.str(s)), string_range(syntax, s)) for s in strings) or methods
    given = keyword(syntax, call, "endpoint") or keyword(syntax, call, "handler")
    parts = [*parts, *((given,) if given is not None else ())]
    if len(parts) > 1 and parts[0].type != "string" and is_plain_string(parts[1]):
        parts = [parts[1], parts[0], *parts[2:]]  # of Sanic, which is given the handler first
    if len(parts) < 2 or not is_plain_string(parts[0]):
        return None
    handler = handler_name(syntax, parts[1])
    return Registration(methods or _usual(handler, at), parts[0], handler) if handler else None


def _usual(handler: str, at: Range) -> tuple[tuple[str, Range], ...]:
    """The method that a function is registered for where none is said; a class has its own."""
    return () if handler.rpartition(".")[2][:1].isupper() else (("get", at),)


def handler_name(syntax: Syntax, node: Node) -> str:
    """What is registered, as the file knows it: `users.show`, `Users.show` for a method of one, `Users` for a class or what it makes."""
    if node.type == "call":
        function = ts.field(node, "function")
        written = _VIEW.sub("", syntax.str(node))
        made = syntax.str(function) if function is not None else ""
        return written if _VIEW.search(syntax.str(node)) else made if made.rpartition(".")[2][:1].isupper() else ""
    if node.type == "identifier":
        made = _made(syntax, node)
        return made or syntax.str(node)
    owner, name = ts.field(node, "object"), ts.field(node, "attribute")
    if node.type != "attribute" or owner is None or name is None:
        return ""
    if syntax.str(owner) == "self":
        function = function_of(node)
        return f"{qualified(syntax, function).rpartition('.')[0]}.{syntax.str(name)}" if function is not None else ""
    made = _made(syntax, owner) if owner.type == "identifier" else ""
    return f"{made}.{syntax.str(name)}" if made else syntax.str(node)


def _made(syntax: Syntax, name: Node) -> str:
    """The class that a name is made of: `users = Users(pool)`."""
    value = local_value(syntax, name)
    function = ts.field(value, "function") if value is not None and value.type == "call" else None
    made = syntax.str(function) if function is not None else ""
    return made if made.rpartition(".")[2][:1].isupper() else ""


def requested(syntax: Syntax, served: frozenset[Range]) -> Iterator[Handler]:
    """The functions that take a request and that another file may register; those that are `served` here are told by their routes."""
    if not is_registering(syntax):
        return
    for function in syntax.nodes(frozenset({"function_definition"})):
        name, listed, at = ts.field(function, "name"), ts.field(function, "parameters"), syntax.range(function)
        if name is None or listed is None or at in served or function_of(function) is not None:
            continue
        if _REQUEST.match(syntax.str(listed)[1:]) is None:
            continue
        flow = Flow(syntax)
        flow.function(function)
        given = answers(syntax, function, "response")
        passes = (*flow.passed.get(0, ()), *given.passes)
        carries = (*flow.of(0), *given.carries)
        models = (*flow.models.get(0, ()), *replied(syntax, function), *given.models)
        if carries or passes or models:
            own = qualified(syntax, function)
            yield Handler(own, syntax.range(name), carries, given.sent, passes=passes, models=models)


def mounted_behind(syntax: Syntax, call: Node) -> tuple[str, str]:
    """What stands before a path of Starlette's by `Mount("/api", routes=[…])` around it, and the name of the list or app that it is in."""
    before, here = "", call.parent
    while here is not None and here.type not in ("function_definition", "class_definition"):
        if here.type == "call" and (prefix := mount_prefix(syntax, here)) is not None:
            before = prefix.rstrip("/") + before
        left = ts.field(here, "left") if here.type == "assignment" else None
        if left is not None:
            return before, syntax.str(left)
        here = here.parent
    return before, ""


def mount_prefix(syntax: Syntax, call: Node) -> str | None:
    """The prefix of `Mount("/api", …)`; None for any other call."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None or syntax.str(function) != "Mount":
        return None
    first = next((c for c in arguments.children if c.is_named), None)
    return string_value(syntax.str(first)) if first is not None and is_plain_string(first) else None


def named_function(syntax: Syntax, name: str) -> Node | None:
    """The function, or the method of a class, that a file knows by a name."""
    nodes = syntax.nodes(frozenset({"function_definition"}))
    found = [n for n in nodes if qualified(syntax, n) == name and function_of(n) is None]
    return found[0] if len(found) == 1 else None
