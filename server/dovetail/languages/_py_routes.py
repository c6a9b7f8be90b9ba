"""Routes of FastAPI, Flask and their kin, and the calls of HTTP clients."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from dovetail.core.shapes import Route, Tag
from dovetail.core.text import Range

from . import _treesitter as ts
from ._py_literals import is_plain_string, string_range, string_value
from ._routes import METHODS, joined, plain_path
from ._treesitter import Syntax

_CLIENTS = frozenset("requests httpx client session http api test_client async_client".split())
_APPS = frozenset("FastAPI Flask Starlette Quart Sanic".split())
_PREFIXES = ("prefix", "url_prefix")


@dataclass
class Routes:
    """Collects the routes of one file."""

    syntax: Syntax
    tags_of: Callable[[Node], tuple[Tag, ...]]
    prefixes: dict[str, str] = field(default_factory=dict)
    mounts: dict[str, str] = field(default_factory=dict)
    apps: set[str] = field(default_factory=set)
    found: list[tuple[str, Route]] = field(default_factory=list)

    def assigned(self, name: str, value: Node) -> None:
        """Notes an app or a router with its prefix."""
        function = ts.field(value, "function")
        if value.type != "call" or function is None:
            return
        made = self.syntax.str(function).rsplit(".", 1)[-1]
        if made in _APPS:
            self.apps.add(name)
        prefix = next((p for k in _PREFIXES if (p := self._keyword(value, k)) is not None), None)
        if prefix is not None and is_plain_string(prefix):
            self.prefixes[name] = string_value(self.syntax.str(prefix))

    def decorator(self, node: Node, function: Node) -> None:
        """`@app.get("/x")`, `@router.route("/x", methods=["POST"])`."""
        call = ts.child(node, "call")
        target = ts.field(call, "function") if call is not None else None
        if call is None or target is None or target.type != "attribute":
            return
        receiver, name = ts.field(target, "object"), ts.field(target, "attribute")
        path, range = self._path(call)
        if receiver is None or name is None or path is None or range is None:
            return
        method, own = self.syntax.str(name), self.syntax.str(receiver)
        if method in METHODS:
            self._server(own, method, path, function, self.syntax.range(name), range, function)
        elif method in ("route", "api_route"):
            for word, at in self._methods(call) or [("get", self.syntax.range(name))]:
                self._server(own, word, path, function, at, range, function)

    def call(self, node: Node) -> None:
        """`client.post("/x", …)`, and `app.include_router(router, prefix="/api")`."""
        target = ts.field(node, "function")
        if target is None or target.type != "attribute":
            return
        receiver, name = ts.field(target, "object"), ts.field(target, "attribute")
        if receiver is None or name is None:
            return
        method, own = self.syntax.str(name), self.syntax.str(receiver)
        if method in ("include_router", "register_blueprint"):
            self._mount(node)
        elif method in METHODS and own.rsplit(".", 1)[-1] in _CLIENTS:
            path, range = self._path(node)
            if path is not None and range is not None:
                tags = self.tags_of(node)
                at = self.syntax.range(name)
                route = Route(method.upper(), path, self.syntax.range(node), at, range, "client", tags, True)
                self.found.append(("", route))

    def routes(self) -> tuple[Route, ...]:
        """The routes, those of a router behind its own prefix and the one that it is mounted under in this file."""
        found: list[Route] = []
        for receiver, route in self.found:
            path = joined(self.prefixes[receiver], route.path) if receiver in self.prefixes else route.path
            mount = self.mounts.get(receiver)
            if mount is not None:
                path = joined(mount, path)
            mounted = route.mounted and mount is None
            found.append(replace(route, path=path, mounted=mounted))
        return tuple(sorted(found, key=lambda r: r.range))

    def _server(
        self, receiver: str, method: str, path: str, node: Node, at: Range, range: Range, function: Node
    ) -> None:
        mounted = receiver not in self.apps
        tags = self.tags_of(function)
        route = Route(method.upper(), path, self.syntax.range(node), at, range, "server", tags, mounted)
        self.found.append((receiver, route))

    def _mount(self, node: Node) -> None:
        arguments = ts.field(node, "arguments")
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        prefix = next((p for k in _PREFIXES if (p := self._keyword(node, k)) is not None), None)
        if first is None or (prefix is not None and not is_plain_string(prefix)):
            return
        self.mounts[self.syntax.str(first)] = string_value(self.syntax.str(prefix)) if prefix is not None else ""

    def _methods(self, call: Node) -> list[tuple[str, Range]]:
        listed = self._keyword(call, "methods")
        strings = [c for c in listed.children if is_plain_string(c)] if listed is not None else []
        return [(string_value(self.syntax.str(s)), string_range(self.syntax, s)) for s in strings]

    def _path(self, call: Node) -> tuple[str | None, Range | None]:
        """The literal path that is a call's first argument; what an f-string puts in is a parameter."""
        arguments = ts.field(call, "arguments")
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        if first is None or first.type != "string":
            return None, None
        inner, range = string_value(self.syntax.str(first)), string_range(self.syntax, first)
        start = 0
        if "://" in inner:
            start = inner.find("/", inner.index("://") + 3)
        elif inner.startswith("{") and "}/" in inner:
            start = inner.index("}/") + 1
        end = len(inner.split("?")[0])
        if start < 0 or inner[start : start + 1] not in ("/", "") or (not inner and start):
            return None, None
        return plain_path(inner[start:end]) or "/", Range(range.start + start, range.start + max(start, end))

    def _keyword(self, call: Node, name: str) -> Node | None:
        arguments = ts.field(call, "arguments")
        for argument in arguments.children if arguments is not None else []:
            key = ts.field(argument, "name") if argument.type == "keyword_argument" else None
            if key is not None and self.syntax.str(key) == name:
                return ts.field(argument, "value")
        return None
