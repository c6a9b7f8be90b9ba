"""Routes of FastAPI, Flask, Django and their kin, and what they stand behind."""

import re
from collections.abc import Callable, Iterator
from dataclasses import field

from tree_sitter import Node

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Mount as Hung
from dovetail.core.shapes import Route, Tag
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import read_comment
from ..._routes import METHODS, joined, plain_path
from ..._treesitter import Syntax
from ..servers.converters import converted
from ..servers.function_views import function_view_routes
from ..servers.handler_parts import handler_parts, taken_query
from ..servers.handlers import handled
from ..servers.mapped_actions import mapped_actions
from ..servers.paths import bare_path, first_argument, is_behind, path_of, prefix_of
from ..servers.patterns import BY_PATTERN, path_of_pattern
from ..servers.registered import is_registering, mount_prefix, mounted_behind, named_function, registration
from ..servers.viewsets import is_view, view_routes
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.markers import keyword
from ..syntax.types import Types
from .clients import OF_WEBTEST, Clients, is_decorator
from .mock_transports import transported
from .mocks import mocked

_NINJA = re.compile(r"^\s*(?:from|import)\s+(?:ninja|ninja_extra)\b", re.MULTILINE)
_LITESTAR = re.compile(r"^\s*from litestar\b", re.MULTILINE)
_APPS = frozenset("FastAPI Flask Starlette Quart Sanic".split())
_FUNCTION = re.compile(r"(?:\w+\.)*[a-z_]\w*")
_VIEW = re.compile(r"([\w.]+)\.as_view\((?!\s*\{)[^()]*\)")
_INCLUDED = re.compile(r"include\(\s*\(?\s*(?:[\"']([\w.]+)[\"']|([\w.]+\.urls|[a-z]\w*)\b)")
_MOUNTS = ("include_router", "register_blueprint", "blueprint")
_PREFIXES = ("prefix", "url_prefix")
_URLS = BY_PATTERN | {"path"}


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a router hangs: on which app or router, behind what. In Flask that stands in the place of its own prefix.

    `hidden` where more stands before the prefix that is not seen, and `at` where it is written, if it is a literal.
    """

    parent: str
    prefix: str
    instead: bool
    hidden: bool = False
    name: str = ""
    at: Range | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A route as it was read, what it is registered on, and its handler with its decorator."""

    receiver: str
    route: Route
    function: Node | None = None
    decorator: Node | None = None


@dataclass
class Routes:
    """Collects the routes of one file."""

    syntax: Syntax
    tags_of: Callable[[Node], tuple[Tag, ...]]
    types: Types
    prefixes: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, bool] = field(default_factory=dict[str, bool])  # the routers whose prefix is only seen in part
    mounts: dict[str, Mount] = field(default_factory=dict)
    hung: list[tuple[str, Mount, Range]] = field(default_factory=list)
    apps: set[str] = field(default_factory=set)
    routers: set[str] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)
    handed: dict[str, list[Mount]] = field(default_factory=dict[str, list[Mount]])  # the routers of Litestar's handlers

    @cached_property
    def clients(self) -> Clients:
        """The requests that the file sends."""
        return Clients(self.syntax, self.tags_of)

    def assigned(self, name: str, value: Node) -> None:
        """Notes an app or a router with its prefix."""
        function = ts.field(value, "function")
        if value.type != "call" or function is None:
            return
        made = self.syntax.str(function).rsplit(".", 1)[-1]
        self.handlers(value, name)
        if made in _APPS:
            self.apps.add(name)
        if made.endswith(("Router", "Blueprint")):
            self.routers.add(name)
        if made in ("Api", "Namespace"):
            self._api(name, value)
        prefix = next((p for k in _PREFIXES if (p := keyword(self.syntax, value, k)) is not None), None)
        if prefix is not None and prefix.type != "none":
            self.prefixes[name], self.hidden[name] = prefix_of(self.syntax, prefix)

    def _api(self, name: str, call: Node) -> None:
        """`Api(blueprint)` and `Namespace("users", path="/users")` of Flask-RESTful and its kin: what resources hang on."""
        first, path = first_argument(call), keyword(self.syntax, call, "path")
        self.routers.add(name)
        if path is not None and is_plain_string(path):
            self.prefixes[name] = string_value(self.syntax.str(path))
        elif path is None and first is not None and is_plain_string(first):
            self.prefixes[name] = f"/{string_value(self.syntax.str(first))}"  # as a namespace stands that says no path
        if first is not None and first.type == "identifier":
            self.mounts.setdefault(name, Mount(self.syntax.str(first), "", False))

    def decorator(self, node: Node, function: Node) -> None:
        """`@app.get("/x")`, `@router.route("/x", methods=["POST"])`."""
        call = ts.child(node, "call")
        target = ts.field(call, "function") if call is not None else None
        if call is not None and target is not None and target.type == "identifier":
            self._litestar(call, target, node, function)
        if call is None or target is None or target.type != "attribute":
            return
        receiver, name = ts.field(target, "object"), ts.field(target, "attribute")
        first = first_argument(call)
        path, range = path_of(self.syntax, first)
        if path is None and receiver is not None and self._is_of_ninja(receiver):
            path, range = bare_path(self.syntax, first)
        if receiver is None or name is None or path is None or range is None:
            return
        method, own = self.syntax.str(name), self.syntax.str(receiver)
        if method in METHODS:
            self._server(own, method, path, node, self.syntax.range(name), range, function)
        elif method in ("route", "api_route"):
            for word, at in self._methods(call) or [("get", self.syntax.range(name))]:
                self._server(own, word, path, node, at, range, function)

    def _is_of_ninja(self, receiver: Node) -> bool:
        """True for an API or a router of Django Ninja, whose paths need not begin with a slash."""
        return _NINJA.search(self.syntax.text.source) is not None and self.syntax.str(receiver) != "mock"

    def handlers(self, call: Node, on: str = "", before: str = "") -> None:
        """`Router("/users", route_handlers=[list_users, Router("/{id:uuid}", …)])` of Litestar, and its app."""
        listed = keyword(self.syntax, call, "route_handlers")
        if listed is None or listed.type != "list" or _LITESTAR.search(self.syntax.text.source) is None:
            return
        first = keyword(self.syntax, call, "path") or first_argument(call)
        said = string_value(self.syntax.str(first)).strip("/") if first is not None and is_plain_string(first) else ""
        prefix = f"{before}/{plain_path(said)}".rstrip("/") if said else before
        for part in (c for c in listed.children if c.is_named):
            if part.type == "call":
                self.handlers(part, on, prefix)
            elif part.type == "identifier":
                mount = Mount(on, prefix, False)
                self.handed.setdefault(self.syntax.str(part), []).append(mount)
                self.mounts.setdefault(self.syntax.str(part), mount)

    def _litestar(self, call: Node, target: Node, decorator: Node, function: Node) -> None:
        """`@get("/{id:uuid}")` of Litestar, in a controller behind the path that its class says."""
        method = self.syntax.str(target)
        if method not in METHODS or _LITESTAR.search(self.syntax.text.source) is None:
            return
        first = first_argument(call)
        path, range = (
            path_of(self.syntax, first)
            if first is not None and first.type == "string"
            else ("", self.syntax.range(target))
        )
        before = _said_by_class(self.syntax, function)
        if path is None or range is None or before is None:
            return
        whole = f"{before.rstrip('/')}/{path.strip('/')}".rstrip("/")
        own = ts.field(function, "name")
        receiver = self.syntax.str(own) if own is not None and not before else ""
        self._server(receiver, method, whole or "/", decorator, self.syntax.range(target), range, function)

    def call(self, node: Node) -> None:
        """`client.post("/x", …)`, and `app.include_router(router, prefix="/api")`."""
        target = ts.field(node, "function")
        if target is not None and target.type == "identifier" and self.syntax.str(target) in _URLS:
            self._url(node)
        if target is not None and node.parent is not None and node.parent.type not in ("assignment", "list"):
            own = f"{self.syntax.str(target)}()"
            self.routers.update({own} if own != "Litestar()" else ())
            self.handlers(node, own)
        if is_registering(self.syntax) and self._register(node):
            return
        if target is None or self.clients.call(node, target) or target.type != "attribute":
            return
        receiver, name = ts.field(target, "object"), ts.field(target, "attribute")
        if receiver is None or name is None:
            return
        method, own = self.syntax.str(name).removesuffix(OF_WEBTEST), self.syntax.str(receiver)
        if method in _MOUNTS:
            self._mount(node, own, method)
        elif method == "add_url_rule":
            self._rule(node, own)
        elif method in ("mount", "add_subapp") and is_registering(self.syntax):
            self._sub_app(node, own)
        elif method in ("add_resource", "add_namespace"):
            self._resource(node, own)
        elif method == "register" and own in self.routers:
            self._registered(node, own)
        elif (method.lower() in METHODS or method == "request") and not is_decorator(node):
            method = method.lower() if method.isupper() else method
            made = ts.field(receiver, "function") if receiver.type == "call" else None  # `APIClient().get("/users")`
            of_client = made is not None and self.syntax.str(made).endswith(("Client", "Session"))
            own = "client" if of_client else own.rsplit(".", 1)[-1]
            self.clients.client(node, own, method, self.syntax.range(name))

    def routes(self) -> tuple[Route, ...]:
        """The routes, those of a router behind its own prefix and the one that it is mounted under in this file."""
        found = [*self.clients.routes(), *mocked(self.syntax), *transported(self.syntax)]
        for each, prefix, mounted in self._placed():
            route, function = each.route, each.function
            path = joined(plain_path(prefix), route.path) if prefix else route.path
            if function is not None:
                handling = handled(self.syntax, function, route.method.lower(), path, each.decorator)
                route = replace(route, carries=handling.carries, sent=handling.sent)
                told = handler_parts(self.types, function, route.method.lower(), path)
                query = taken_query(self.types, function, route.method.lower(), path)
                sent = (*route.sent, *query)
                route = replace(route, models=handling.models, passes=handling.passes, parts=told, sent=sent)
            if not route.parts:
                route = replace(route, parts=converted(self.syntax, route.path_range))
            behind = each.decorator is not None and is_behind(first_argument(ts.child(each.decorator, "call")))
            mounted = route.mounted and (mounted or behind)
            own = plain_path(self.prefixes.get(route.router, "")) if each.receiver not in self.mounts else ""
            found.append(replace(route, path=path, mounted=mounted, prefix=own))
        return tuple(sorted(found, key=lambda r: r.range))

    def _placed(self) -> Iterator[tuple[Found, str, bool]]:
        """Each route with what it stands behind, and whether there may be more; as often as routers of Litestar have its handler."""
        for each in self.found:
            mounts = self.handed.get(each.receiver, [])
            for mount in mounts:
                outer, mounted = self._behind(mount.parent, 1)
                yield each, f"{outer.rstrip('/')}/{mount.prefix.strip('/')}".rstrip("/"), mounted
            if not mounts:
                yield each, *self._behind(each.receiver, 0)

    def _behind(self, receiver: str, depth: int) -> tuple[str, bool]:
        """All that a router's routes stand behind, and whether there may be more that is not seen."""
        own, mount = self.prefixes.get(receiver, ""), self.mounts.get(receiver)
        hidden = self.hidden.get(receiver, False)
        if mount is None or depth > 10:
            return own, hidden or (receiver in self.routers if depth else receiver not in self.apps)
        if hidden and not mount.instead:
            return own, True
        outer, mounted = ("", True) if mount.hidden else self._behind(mount.parent, depth + 1)
        return "".join(p.rstrip("/") for p in (outer, mount.prefix, "" if mount.instead else own)), mounted

    def _server(
        self, receiver: str, method: str, path: str, decorator: Node, at: Range, range: Range, function: Node
    ) -> None:
        mounted = receiver not in self.apps or is_behind(first_argument(ts.child(decorator, "call")))
        tags = self.tags_of(function)
        whole = self.syntax.range(function)
        name, call = ts.field(function, "name"), ts.child(decorator, "call")
        own = self.syntax.str(name) if name is not None else ""
        for word in ("name", "endpoint"):
            own = (self._name(call, word) if call is not None else "") or own
        route = Route(method.upper(), path, whole, at, range, "server", tags, mounted, router=receiver, name=own)
        self.found.append(Found(receiver, route, function, decorator))

    def _mount(self, node: Node, parent: str, method: str) -> None:
        arguments = ts.field(node, "arguments")
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        if first is not None and first.type == "keyword_argument":
            first = keyword(self.syntax, node, "router") or keyword(self.syntax, node, "blueprint")
        prefix = next((p for k in _PREFIXES if (p := keyword(self.syntax, node, k)) is not None), None)
        if first is None:
            return
        prefix = prefix if prefix is None or prefix.type != "none" else None
        text, hidden = prefix_of(self.syntax, prefix) if prefix is not None else ("", False)
        at = string_range(self.syntax, prefix) if prefix is not None and is_plain_string(prefix) else None
        mount = Mount(parent, text, method in _MOUNTS[1:] and prefix is not None, hidden, at=at)
        self.hung.append((self.syntax.str(first), mount, self.syntax.range(node)))
        self.mounts[self.syntax.str(first)] = mount

    def prefixed(self) -> tuple[Hung, ...]:
        """The routers that hang on apps and routers of this file, with all that these stand behind here."""
        found: list[Hung] = []
        for router, mount, at in self.hung:
            whole, root, behind = self._behind(mount.parent, 0)[0].rstrip("/") + mount.prefix, mount.parent, [mount]
            while (above := self.mounts.get(root)) is not None and above not in behind:
                root, behind = above.parent, [*behind, above]
            rooted = root in self.apps and not any(m.hidden for m in behind)
            found.append(Hung(whole, router, mount.parent, at, mount.instead, mount.name, mount.at, rooted))
        return tuple(found)

    def _url(self, node: Node) -> None:
        """`path("users/<int:id>/", views.user)` among Django's `urlpatterns`, which takes every method."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        listed = node.parent
        assigned = listed.parent if listed is not None and listed.type == "list" else None
        left = ts.field(assigned, "left") if assigned is not None and assigned.type == "assignment" else None
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        on = self.syntax.str(left) if left is not None else ""
        included = re.search(rf"include\(\s*\(?\s*{re.escape(on)}\b", self.syntax.text.source) if on else None
        if function is None or (on != "urlpatterns" and included is None) or len(parts) < 2:
            return
        if not is_plain_string(parts[0]):
            return
        written = string_value(self.syntax.str(parts[0]))
        patterned = self.syntax.str(function) in BY_PATTERN
        inner = path_of_pattern(written) if patterned else written.rstrip("/")
        given = self.syntax.str(parts[1])
        if inner is None:
            return
        if (view := _VIEW.fullmatch(given)) is not None:
            self._hang(view[1], on, inner, node, self._name(node))
        elif (included := _INCLUDED.match(given)) is not None:
            self._hang(included[1] or included[2].removesuffix(".urls"), on, inner, node)
        elif _FUNCTION.fullmatch(given) is not None:
            self._hang(given, on, inner, node, self._name(node))
        mapped = mapped_actions(self.syntax, parts[1])
        if given.startswith("include("):
            return
        start = string_range(self.syntax, parts[0]).start
        range, at = Range(start, start + len(written.rstrip("/"))), self.syntax.range(function)
        above = [self.syntax.range(c) for c in ts.comments_before(node)]
        tags = read_comment(self.syntax.text.source, above).tags
        whole, router = self.syntax.range(node), on if on == "urlpatterns" else ""
        route = Route("*", plain_path(f"/{inner}"), whole, at, range, "server", tags, True, router=router)
        for method, said, handler in mapped:
            one = replace(route, method=method, method_range=said, range=said, handler=handler)
            self.found.append(Found(on if on != "urlpatterns" else "", one))
        if not mapped:
            self.found.append(Found(on if on != "urlpatterns" else "", route))

    def _rule(self, node: Node, on: str) -> None:
        """`app.add_url_rule("/users/<id>", view_func=UserView.as_view("user"))` of Flask."""
        path, view = first_argument(node), keyword(self.syntax, node, "view_func")
        found = _VIEW.fullmatch(self.syntax.str(view)) if view is not None else None
        if found is not None and path is not None and is_plain_string(path):
            self._hang(found[1], on, string_value(self.syntax.str(path)).strip("/"), node)

    def _register(self, node: Node) -> bool:
        """`app.router.add_get("/users", users)`, `Route("/users", users)`, and what Starlette mounts; False for any other call."""
        prefix, (before, on) = mount_prefix(self.syntax, node), mounted_behind(self.syntax, node)
        if prefix is not None:
            named = [keyword(self.syntax, node, "routes"), keyword(self.syntax, node, "app")]
            arguments = ts.field(node, "arguments")
            parts = [*named, *([c for c in arguments.children if c.is_named][1:] if arguments is not None else ())]
            for part in (p for p in parts if p is not None and p.type in ("identifier", "attribute")):
                self._hang(self.syntax.str(part), on, f"{before}{prefix}".strip("/"), node)
            return True
        found = registration(self.syntax, node)
        if found is None:
            return False
        path = plain_path(before.rstrip("/") + string_value(self.syntax.str(found.path)))
        function = named_function(self.syntax, found.handler)
        whole = self.syntax.range(function or node)
        for method, at in found.methods:
            place = string_range(self.syntax, found.path)
            tags = self.tags_of(function or node)
            handler = found.handler if function is None else ""
            route = Route(method.upper(), path, whole, at, place, "server", tags, True, handler=handler, router=on)
            self.found.append(Found(on, route, function))
        if not found.methods:
            self._hang(found.handler, on, path.strip("/"), node)
        return True

    def _sub_app(self, node: Node, on: str) -> None:
        """`app.add_subapp("/admin", admin)` of aiohttp, `app.mount("/admin", admin)` of Starlette."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named] if arguments is not None else []
        if len(parts) > 1 and is_plain_string(parts[0]) and parts[1].type in ("identifier", "attribute"):
            self._hang(self.syntax.str(parts[1]), on, string_value(self.syntax.str(parts[0])).strip("/"), node)

    def _resource(self, node: Node, on: str) -> None:
        """`api.add_resource(UserResource, "/users/<id>")` of Flask-RESTful, `api.add_namespace(users, path="/users")` of Flask-RESTX."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        said = keyword(self.syntax, node, "path") or next((p for p in parts[1:] if is_plain_string(p)), None)
        if parts and parts[0].type in ("identifier", "attribute") and (said is None or is_plain_string(said)):
            path = string_value(self.syntax.str(said)).strip("/") if said is not None else ""
            named = self.syntax.str(ts.field(node, "function") or node).endswith("add_namespace")
            self._hang(self.syntax.str(parts[0]), on, path, node, instead=named and said is not None)

    def _registered(self, node: Node, router: str) -> None:
        """`router.register("books", BookViewSet)` of Django's REST framework."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        if len(parts) > 1 and is_plain_string(parts[0]) and parts[1].type in ("identifier", "attribute"):
            said = keyword(self.syntax, node, "basename") or (parts[2] if len(parts) > 2 else None)
            name = string_value(self.syntax.str(said)) if said is not None and is_plain_string(said) else ""
            path = string_value(self.syntax.str(parts[0])).strip("^/")
            self._hang(self.syntax.str(parts[1]), router, path, node, f"{name}-")

    def _name(self, node: Node, word: str = "name") -> str:
        """What a path is called by, `path("users/", users, name="users")`, which Flask says under another word."""
        said = keyword(self.syntax, node, word)
        return string_value(self.syntax.str(said)) if said is not None and is_plain_string(said) else ""

    def _hang(self, what: str, on: str, prefix: str, node: Node, name: str = "", *, instead: bool = False) -> None:
        """Notes that a router, a view or the URLs of a module stand behind a prefix, where code may call the place by a name."""
        mount = Mount(on, plain_path(f"/{prefix}") if prefix else "", instead, name=name)
        self.hung.append((what, mount, self.syntax.range(node)))
        self.mounts[what] = mount

    def function_view(self, node: Node) -> None:
        """A function that is a view of Django."""
        self.found.extend(Found(r.router, r) for r in function_view_routes(self.syntax, node))

    def view(self, node: Node) -> None:
        """A class of views of Django, its REST framework or Flask; one of Flask-RESTX says where it hangs: `@users.route("/<id>")`."""
        if is_view(self.syntax, node):
            outer, name = node.parent, ts.field(node, "name")
            for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else ():
                call = ts.child(decorator, "call") if decorator.type == "decorator" else None
                function, first = ts.field(call, "function") if call is not None else None, first_argument(call)
                owner, word = (ts.field(function, n) if function is not None else None for n in ("object", "attribute"))
                routed = owner is not None and word is not None and self.syntax.str(word) in ("route", "view")
                if routed and owner is not None and name is not None and first is not None and is_plain_string(first):
                    path = string_value(self.syntax.str(first)).strip("/")
                    self._hang(self.syntax.str(name), self.syntax.str(owner), path, decorator)
            self.found.extend(Found(r.router, r) for r in view_routes(self.syntax, node))

    def _methods(self, call: Node) -> list[tuple[str, Range]]:
        listed = keyword(self.syntax, call, "methods")
        strings = [c for c in listed.children if is_plain_string(c)] if listed is not None else []
        return [(string_value(self.syntax.str(s)), string_range(self.syntax, s)) for s in strings]


def _said_by_class(syntax: Syntax, function: Node) -> str | None:
    """The path of the controller that a method is in: `path = "/users"`; empty for a function, None where it is not written."""
    body = function.parent.parent if function.parent is not None else None
    if body is None or body.parent is None or body.parent.type != "class_definition":
        return ""
    for member in body.children:
        assigned = ts.child(member, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        if left is not None and right is not None and syntax.str(left) == "path":
            return plain_path(string_value(syntax.str(right))) if is_plain_string(right) else None
    return ""
