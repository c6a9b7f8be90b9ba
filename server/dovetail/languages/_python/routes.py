"""Routes of FastAPI, Flask and their kin, and the calls of HTTP clients."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import cached_property

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import OF_KIND, OTHERS, Call, Route, Sender, Tag, Use
from dovetail.core.shapes import Mount as Hung
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._comments import read_comment
from .._routes import METHODS, joined, plain_path
from .._sending import NOTHING, Sending
from .._statements import constant, statement
from .._treesitter import Syntax
from .asking import asking, filled_path, places, says_path, senders
from .fixtures import FIXTURE
from .function_views import function_view_routes
from .handlers import handled
from .literals import is_plain_string, string_range, string_value
from .locals import function_of, local_value
from .requests import Flow
from .sent import keyword_uses, sending
from .values import TYPE_OF
from .viewsets import is_view, view_routes
from .wrappers import CLIENT, Wrapper, foreign_wrapper, wrappers

_NINJA = re.compile(r"^\s*(?:from|import)\s+(?:ninja|ninja_extra)\b", re.MULTILINE)
_LITESTAR = re.compile(r"^\s*from litestar\b", re.MULTILINE)
_APPS = frozenset("FastAPI Flask Starlette Quart Sanic".split())
# What a client is given by these names, and the part of the request that it is.
SENT = (("params", "query"), ("query_string", "query"), ("json", "request"), ("data", "request"))
_FUNCTION = re.compile(r"(?:\w+\.)*[a-z_]\w*")
_VIEW = re.compile(r"([\w.]+)\.as_view\((?!\s*\{)[^()]*\)")
_INCLUDED = re.compile(r"include\(\s*\(?\s*(?:[\"']([\w.]+)[\"']|([\w.]+\.urls|[a-z]\w*)\b)")
_OF_FIXTURE = TYPE_OF + FIXTURE
_ROUNDS = 3  # of functions that give what others gave them
_PREFIXES = ("prefix", "url_prefix")


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a router hangs: on which app or router, behind what. In Flask that stands in the place of its own prefix.

    `hidden` where more stands before the prefix that is not seen.
    """

    parent: str
    prefix: str
    instead: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A route as it was read, what it is registered on, and its handler with its decorator, or the call of a client."""

    receiver: str
    route: Route
    function: Node | None = None
    decorator: Node | None = None
    number: int = 0


@dataclass
class Routes:
    """Collects the routes of one file."""

    syntax: Syntax
    tags_of: Callable[[Node], tuple[Tag, ...]]
    prefixes: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, bool] = field(default_factory=dict[str, bool])  # the routers whose prefix is only seen in part
    mounts: dict[str, Mount] = field(default_factory=dict)
    hung: list[tuple[str, Mount, Range]] = field(default_factory=list)
    apps: set[str] = field(default_factory=set)
    routers: set[str] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)
    calls: list[Node] = field(default_factory=list)
    handed: dict[str, list[Mount]] = field(default_factory=dict[str, list[Mount]])  # the routers of Litestar's handlers
    answers: dict[int, int] = field(default_factory=dict)  # the number of each call of a client, by the id of its node
    read: set[int] = field(default_factory=set[int])  # the calls among them that give what the answer holds
    unread: set[int] = field(default_factory=set[int])  # those of which nobody sees what they give
    told: dict[int, list[tuple[Node, str]]] = field(
        default_factory=dict[int, list[tuple[Node, str]]]
    )  # what each is given
    perhaps: dict[int, Node] = field(
        default_factory=dict[int, Node]
    )  # calls with a path, of whatever function, by their ids

    @cached_property
    def wrappers(self) -> Mapping[str, Wrapper]:
        """The functions of the file that send what they are asked to."""
        return wrappers(self.syntax)

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
        prefix = next((p for k in _PREFIXES if (p := self._keyword(value, k)) is not None), None)
        if prefix is not None and prefix.type != "none":
            self.prefixes[name], self.hidden[name] = self._prefix(prefix)

    def _api(self, name: str, call: Node) -> None:
        """`Api(blueprint)` and `Namespace("users", path="/users")` of Flask-RESTful and its kin: what resources hang on."""
        first, path = _first(call), self._keyword(call, "path")
        self.routers.add(name)
        if path is not None and is_plain_string(path):
            self.prefixes[name] = string_value(self.syntax.str(path))
        if first is not None and first.type == "identifier":
            said = self._keyword(call, "prefix")
            before = string_value(self.syntax.str(said)) if said is not None and is_plain_string(said) else ""
            self.mounts.setdefault(name, Mount(self.syntax.str(first), before, False))

    def _prefix(self, node: Node) -> tuple[str, bool]:
        """What a prefix says as far as it is seen, and whether more stands before that: `API + "/users"`, `f"{settings.API}/users"`."""
        before, hole, text = statement(self.syntax, node).text.rpartition("?")
        known = bool(before or hole or text) or is_plain_string(node)
        return (text, bool(hole)) if known and text[:1] in ("/", "") else ("", True)

    def decorator(self, node: Node, function: Node) -> None:
        """`@app.get("/x")`, `@router.route("/x", methods=["POST"])`."""
        call = ts.child(node, "call")
        target = ts.field(call, "function") if call is not None else None
        if call is not None and target is not None and target.type == "identifier":
            self._litestar(call, target, node, function)
        if call is None or target is None or target.type != "attribute":
            return
        receiver, name = ts.field(target, "object"), ts.field(target, "attribute")
        first = _first(call)
        path, range = self._path(first)
        if path is None and receiver is not None and self._is_of_ninja(receiver):
            path, range = self._bare(first)
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
        listed = self._keyword(call, "route_handlers")
        if listed is None or listed.type != "list" or _LITESTAR.search(self.syntax.text.source) is None:
            return
        first = self._keyword(call, "path") or _first(call)
        said = string_value(self.syntax.str(first)).strip("/") if first is not None and is_plain_string(first) else ""
        prefix = f"{before}/{plain_path(said)}".rstrip("/") if said else before
        for part in (c for c in listed.children if c.is_named):
            if part.type == "call":
                self.handlers(part, on, prefix)
            elif part.type == "identifier":
                mount = Mount(on, prefix, False)
                self.handed.setdefault(self.syntax.str(part), []).append(mount)
                self.mounts.setdefault(self.syntax.str(part), mount)

    def _bare(self, first: Node | None) -> tuple[str | None, Range | None]:
        """A path that begins without a slash."""
        if first is None or not is_plain_string(first):
            return None, None
        return plain_path(f"/{string_value(self.syntax.str(first))}"), string_range(self.syntax, first)

    def _litestar(self, call: Node, target: Node, decorator: Node, function: Node) -> None:
        """`@get("/{id:uuid}")` of Litestar, in a controller behind the path that its class says."""
        method = self.syntax.str(target)
        if method not in METHODS or _LITESTAR.search(self.syntax.text.source) is None:
            return
        first = _first(call)
        path, range = (
            self._path(first) if first is not None and first.type == "string" else ("", self.syntax.range(target))
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
        if target is not None and target.type == "identifier" and self.syntax.str(target) in ("path", "re_path"):
            self._url(node)
        if target is not None and node.parent is not None and node.parent.type not in ("assignment", "list"):
            own = f"{self.syntax.str(target)}()"
            self.routers.update({own} if own != "Litestar()" else ())
            self.handlers(node, own)
        if target is not None and says_path(self.syntax, node) and not is_decorator(node):
            own = self.syntax.str(ts.field(target, "attribute") or target)
            self.perhaps.update({node.id: node} if own not in self.wrappers else {})
        if target is None or self._wrapped(node, target) or target.type != "attribute":
            return
        receiver, name = ts.field(target, "object"), ts.field(target, "attribute")
        if receiver is None or name is None:
            return
        method, own = self.syntax.str(name), self.syntax.str(receiver)
        if method in ("include_router", "register_blueprint"):
            self._mount(node, own, method)
        elif method == "add_url_rule":
            self._rule(node, own)
        elif method in ("add_resource", "add_namespace"):
            self._resource(node, own)
        elif method == "register" and own in self.routers:
            self._registered(node, own)
        elif (method.lower() in METHODS or method == "request") and not is_decorator(node):
            method = method.lower() if method.isupper() else method
            self._client(node, own.rsplit(".", 1)[-1], method, self.syntax.range(name))

    def _client(self, node: Node, receiver: str, method: str, at: Range) -> None:
        """A call of a client, which is known by its name, or by the tag above it."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        if method == "request" and parts and is_plain_string(parts[0]):
            method, at = string_value(self.syntax.str(parts[0])).lower(), string_range(self.syntax, parts[0])
            parts = parts[1:]
        if method not in METHODS or not parts:
            return
        tags = self.tags_of(node)
        if CLIENT.search(receiver) is not None or any(t.name == "contract" for t in tags):
            values = list(self._given(node))
            sent = sum((_sent(self.syntax, v, part) for v, part in values), NOTHING)
            if self._asks(node, method, at, parts[0], "", sent, tags):
                self.told[self.answers[node.id]] = values

    def _wrapped(self, node: Node, target: Node) -> bool:
        """A call of a function of our own that sends what it is asked to; of another file, where method and path are written."""
        name = ts.field(target, "attribute") or target
        own = self.syntax.str(name)
        owner = ts.field(target, "object")
        wrapper = self.wrappers.get(own) or foreign_wrapper(self.syntax, node, own)
        if wrapper is not None and owner is not None and self.syntax.str(owner) == wrapper.through:
            return False  # the client itself, whose method a function has the name of: `self._http.get`
        path = wrapper.given(self.syntax, node, "path") if wrapper is not None else None
        if wrapper is None or path is None:
            return False
        said = wrapper.given(self.syntax, node, "method")
        method, at = wrapper.method, self.syntax.range(name)
        if said is not None and is_plain_string(said):
            method, at = string_value(self.syntax.str(said)).lower(), string_range(self.syntax, said)
        given = [(wrapper.given(self.syntax, node, word), part) for word, part in SENT]
        values = [(v, part) for v, part in given if v is not None]
        sent = sum((_sent(self.syntax, v, part) for v, part in values), NOTHING)
        for part in (part for word, part in SENT if wrapper.roles.get(word) == OTHERS):
            others = wrapper.others(self.syntax, node)
            sent += Sending(tuple(u for k in others for u in keyword_uses(self.syntax, k, part)))
        if method not in METHODS or not self._asks(node, method, at, path, wrapper.before, sent, self.tags_of(node)):
            return False
        self.told[self.answers[node.id]] = values
        if wrapper.gives != "answer":
            (self.read if wrapper.gives == "value" else self.unread).add(node.id)
        return True

    def _asks(
        self, node: Node, method: str, at: Range, path: Node, before: str, sent: Sending, tags: tuple[Tag, ...]
    ) -> bool:
        """Notes a request; False where its path is not seen."""
        written, range = self._path(path)
        if written is None or range is None:
            return False
        mounted = "://" not in self.syntax.str(path)
        whole = joined(before, written) if before else written
        route = Route(
            method.upper(), whole, self.syntax.range(node), at, range, "client", tags, mounted, sent.carries, sent.sent
        )
        self.answers[node.id] = len(self.answers) + 1
        self.calls.append(node)
        self.found.append(Found("", route, number=len(self.answers)))
        return True

    def routes(self) -> tuple[Route, ...]:
        """The routes, those of a router behind its own prefix and the one that it is mounted under in this file."""
        found: list[Route] = []
        flow = self.flow
        for each, prefix, mounted in self._placed():
            route, function = each.route, each.function
            path = joined(plain_path(prefix), route.path) if prefix else route.path
            seen = each.number and each.number not in self.unseen
            carries, sent = (*route.carries, *(flow.of(each.number) if seen else ())), route.sent
            models, passed = route.models, route.passes
            if seen:
                models, passed = (tuple(m.get(each.number, ())) for m in (flow.models, flow.passed))
            if function is not None and each.decorator is not None:
                handling = handled(self.syntax, function, route.method.lower(), path, each.decorator)
                carries, sent, models, passed = handling.carries, handling.sent, handling.models, handling.passes
            behind = each.decorator is not None and _is_behind(_first(ts.child(each.decorator, "call")))
            mounted = route.mounted and (mounted or behind)
            own = plain_path(self.prefixes.get(route.router, "")) if each.receiver not in self.mounts else ""
            whole = replace(route, path=path, mounted=mounted, carries=carries, sent=sent, passes=passed, prefix=own)
            found.append(replace(whole, models=models))
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

    @cached_property
    def unseen(self) -> frozenset[int]:
        """The numbers of the calls of which nobody sees here what they give."""
        return frozenset(self.answers[n] for n in self.unread)

    @cached_property
    def flow(self) -> Flow:
        """What is taken from the answers to the calls of this file."""
        for node in self.perhaps:
            self.answers.setdefault(node, len(self.answers) + 1)
        flow = Flow(self.syntax, self.answers, self.read, frozenset(self.answers[n] for n in self.perhaps))
        calls = (*self.calls, *self.perhaps.values())
        functions = {f.id: f for call in calls if (f := function_of(call)) is not None}
        for function in functions.values():
            flow.function(function)
        self._follow_given(flow)
        return flow

    def asking(self, callees: Mapping[int, Use]) -> tuple[Call, ...]:
        """The calls that may be of functions which send what they are asked to, where it is known of which."""
        known = {
            node.id for node in self.calls
        }  # of a client by its name; what a fixture gives a test under that is one
        made = ((node, callees.get(node.id)) for node in self.perhaps.values())
        return tuple(
            asking(self.syntax, node, callee, self.tags_of(node), self.flow.of(self.answers[node.id]))
            for node, callee in made
            if callee is not None and not (node.id in known and callee.type_name.startswith(_OF_FIXTURE))
        )

    def senders(self) -> tuple[Sender, ...]:
        """The functions that send a request for who calls them."""
        nodes = {self.answers[n.id]: n for n in (*self.calls, *self.perhaps.values())} if self.flow.answers else {}
        sent = {number: self.told.get(number) or places(self.syntax, node) for number, node in nodes.items()}
        unsure = frozenset(self.answers[n] for n in self.perhaps)
        return tuple(senders(self.syntax, self.flow, nodes, sent, self.unseen, unsure, self.wrappers))

    def _follow_given(self, flow: Flow) -> None:
        """Follows what functions give of an answer into those that call them, or take it as a fixture."""
        if not flow.gives:
            return
        functions = self.syntax.nodes(frozenset({"function_definition"}))
        for _ in range(_ROUNDS):
            given = {name.rpartition(".")[2].encode() for name in flow.gives}
            before = len(flow.gives)
            for function in functions:
                if any(name in (function.text or b"") for name in given):
                    flow.function(function)
            if len(flow.gives) == before:
                return

    def _given(self, call: Node) -> Iterator[tuple[Node, str]]:
        """`params={…}`, `json={…}` and `data={…}`, with the part of the request that each is."""
        for name, part in SENT:
            value = self._keyword(call, name)
            if value is not None:
                yield value, part
        arguments, function = ts.field(call, "arguments"), ts.field(call, "function")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        name = ts.field(function, "attribute") if function is not None else None
        method = self.syntax.str(name) if name is not None else ""
        if method in METHODS and len(parts) > 1 and parts[1].type in ("dictionary", "identifier"):
            yield parts[1], "query" if method in ("get", "delete", "head") else "request"

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
        mounted = receiver not in self.apps or _is_behind(_first(ts.child(decorator, "call")))
        tags = self.tags_of(function)
        whole = self.syntax.range(function)
        route = Route(method.upper(), path, whole, at, range, "server", tags, mounted, router=receiver)
        self.found.append(Found(receiver, route, function, decorator))

    def _mount(self, node: Node, parent: str, method: str) -> None:
        arguments = ts.field(node, "arguments")
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        if first is not None and first.type == "keyword_argument":
            first = self._keyword(node, "router") or self._keyword(node, "blueprint")
        prefix = next((p for k in _PREFIXES if (p := self._keyword(node, k)) is not None), None)
        if first is None:
            return
        prefix = prefix if prefix is None or prefix.type != "none" else None
        text, hidden = self._prefix(prefix) if prefix is not None else ("", False)
        mount = Mount(parent, text, method == "register_blueprint" and prefix is not None, hidden)
        self.hung.append((self.syntax.str(first), mount, self.syntax.range(node)))
        self.mounts[self.syntax.str(first)] = mount

    def prefixed(self) -> tuple[Hung, ...]:
        """The routers that hang on apps and routers of this file, with all that these stand behind here."""
        return tuple(
            Hung(self._behind(mount.parent, 0)[0].rstrip("/") + mount.prefix, router, mount.parent, at, mount.instead)
            for router, mount, at in self.hung
        )

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
        inner = string_value(self.syntax.str(parts[0])).rstrip("/")
        given = self.syntax.str(parts[1])
        if (view := _VIEW.fullmatch(given)) is not None:
            self._hang(view[1], on, inner, node)
        elif (included := _INCLUDED.match(given)) is not None:
            self._hang(included[1] or included[2].removesuffix(".urls"), on, inner, node)
        elif _FUNCTION.fullmatch(given) is not None:
            self._hang(given, on, inner, node)
        if given.startswith("include("):
            return
        start = string_range(self.syntax, parts[0]).start
        range, at = Range(start, start + len(inner)), self.syntax.range(function)
        above = [self.syntax.range(c) for c in ts.comments_before(node)]
        tags = read_comment(self.syntax.text.source, above).tags
        whole, router = self.syntax.range(node), on if on == "urlpatterns" else ""
        route = Route("*", plain_path(f"/{inner}"), whole, at, range, "server", tags, True, router=router)
        self.found.append(Found(on if on != "urlpatterns" else "", route))

    def _rule(self, node: Node, on: str) -> None:
        """`app.add_url_rule("/users/<id>", view_func=UserView.as_view("user"))` of Flask."""
        path, view = _first(node), self._keyword(node, "view_func")
        found = _VIEW.fullmatch(self.syntax.str(view)) if view is not None else None
        if found is not None and path is not None and is_plain_string(path):
            self._hang(found[1], on, string_value(self.syntax.str(path)).strip("/"), node)

    def _resource(self, node: Node, on: str) -> None:
        """`api.add_resource(UserResource, "/users/<id>")` of Flask-RESTful, `api.add_namespace(users, path="/users")` of Flask-RESTX."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        said = self._keyword(node, "path") or next((p for p in parts[1:] if is_plain_string(p)), None)
        if parts and parts[0].type in ("identifier", "attribute") and (said is None or is_plain_string(said)):
            path = string_value(self.syntax.str(said)).strip("/") if said is not None else ""
            self._hang(self.syntax.str(parts[0]), on, path, node)

    def _registered(self, node: Node, router: str) -> None:
        """`router.register("books", BookViewSet)` of Django's REST framework."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        if len(parts) > 1 and is_plain_string(parts[0]) and parts[1].type in ("identifier", "attribute"):
            self._hang(self.syntax.str(parts[1]), router, string_value(self.syntax.str(parts[0])).strip("^/"), node)

    def _hang(self, what: str, on: str, prefix: str, node: Node) -> None:
        """Notes that a router, a view or the URLs of a module stand behind a prefix."""
        mount = Mount(on, plain_path(f"/{prefix}") if prefix else "", False)
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
                function, first = ts.field(call, "function") if call is not None else None, _first(call)
                owner, word = (ts.field(function, n) if function is not None else None for n in ("object", "attribute"))
                routed = owner is not None and word is not None and self.syntax.str(word) == "route"
                if routed and owner is not None and name is not None and first is not None and is_plain_string(first):
                    path = string_value(self.syntax.str(first)).strip("/")
                    self._hang(self.syntax.str(name), self.syntax.str(owner), path, decorator)
            self.found.extend(Found(r.router, r) for r in view_routes(self.syntax, node))

    def _methods(self, call: Node) -> list[tuple[str, Range]]:
        listed = self._keyword(call, "methods")
        strings = [c for c in listed.children if is_plain_string(c)] if listed is not None else []
        return [(string_value(self.syntax.str(s)), string_range(self.syntax, s)) for s in strings]

    def _path(self, first: Node | None) -> tuple[str | None, Range | None]:
        """The path that an argument is: a string, one behind a base, or a name for one of them."""
        if first is not None and first.type == "identifier":
            first = local_value(self.syntax, first) or constant(self.syntax, self.syntax.str(first))
        if first is not None and (filled := filled_path(self.syntax, first)) is not None:
            return filled
        left = ts.field(first, "left") if first is not None and first.type == "binary_operator" else None
        if first is not None and left is not None:
            right, operator = ts.field(first, "right"), ts.field(first, "operator")
            added = operator is not None and operator.type == "+" and left.type in ("identifier", "attribute")
            first = right if added else None
        return self._written(first) if first is not None and first.type == "string" else (None, None)

    def _written(self, first: Node) -> tuple[str | None, Range | None]:
        """A literal path; what an f-string puts in is a parameter."""
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


def _is_behind(path: Node | None) -> bool:
    """True for a path behind a base that is not seen: `BASE + "/users"`, `f"{BASE}/users"`."""
    if path is None:
        return False
    return path.type == "binary_operator" or (path.text or b"")[:3] in (b'f"{', b"f'{")


def _sent(syntax: Syntax, value: Node, part: str) -> Sending:
    """What a client is given; in a form all values are texts."""
    found, outer = sending(syntax, value, part), value.parent
    if outer is None or outer.type != "keyword_argument" or outer.children[0].text != b"data":
        return found
    return replace(found, carries=tuple(u for u in found.carries if not u.chain[-1].startswith(OF_KIND)))


def is_decorator(call: Node) -> bool:
    """True for a call that decorates a function."""
    return call.parent is not None and call.parent.type == "decorator"


def _first(call: Node | None) -> Node | None:
    arguments = ts.field(call, "arguments") if call is not None else None
    return next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
