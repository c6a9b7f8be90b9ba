"""Routes: as a server registers them on an app or router, and as a client calls them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Import, Mount, Opened, Passed, Route, Tag, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS, joined, plain_path
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.functions import default_function, function_elsewhere, function_named, functions_in
from ..scoping.member_names import member_name
from ..scoping.modelled import indirect, modelled
from ..sending.forms import form_route
from ..sending.urls import Address, address, asks_others, written_path
from ..servers import nitro, route_modules
from ..servers.created_routes import Created, created_by, created_route
from ..servers.elysia import ELYSIA, group_of
from ..servers.handlers import answered_by_module, exported_as, handled
from ..servers.method_branches import branches
from ..servers.mount_tables import tabled
from ..servers.mounted_folders import mounted_folder
from ..servers.named_paths import served_path
from ..servers.nest import controller_routes
from ..servers.nest_modules import module_mounts
from ..servers.routers import base_of_class, chain_root, hung_on, is_handed_out, is_parameter, mounted_router, router_of
from ..syntax.nodes import given
from ..syntax.signatures import type_arguments
from ..syntax.tests import asks_app, injected, is_supertest
from ..syntax.types import unquoted
from .asserted import ASSERTS, asserted
from .chosen import asked_by_fetch, chosen
from .client_bases import asked_of_client
from .configured import configured
from .cypress import CYPRESS, cypress_request, waited_for
from .endpoints import ENDPOINT, asked_by_endpoint
from .expected import EXPECTS, expected
from .fetches import FETCHES, REQUESTS, Fetches, pairs_of
from .hono_clients import HONO_CALLS, hono_request
from .intercepted import INTERCEPTS, Intercepted, composed, intercepted
from .jquery import jquery_request
from .kept_bodies import kept_bodies
from .keyed import KEYED, keys
from .other_clients import Request, request_of
from .stand_ins import REPLIES, replied

_ROUTING = (
    METHODS | INTERCEPTS | {"use", "register", EXPECTS}
)  # the methods by which routes are served, mounted or asked for
_CLIENTS = re.compile(
    r"(?:[aA]xios|ky|got|http|https|client|api|request|supertest|\$http|superagent)$|(?:Client|Api|Http)$"
)
_ROUTERS_ALONE = re.compile(r"(?:[rR]oute[rs]?|[rR]outers|[cC]ontroller|^api|Api)$")
_ROUTERS = re.compile(r"(?:^|[a-z_$])(?:[rR]outer|[rR]outes)$")
_APPS = re.compile(r"^(?:app|server|fastify|hono|express)$|App$|Server$")
_MAKES_ROUTER = re.compile(r"(?:^|\.|\bnew\s+)(?:Router|Hono)\b")
_NEW_ROUTER = re.compile(r"(?:\w+\.)?Router\([^()]*\)$")
_MAKES_APP = re.compile(
    r"(?:^|\bnew\s+)(?:express|fastify|Fastify|Elysia|Koa|createApp|App)\b|\.getHttpAdapter\(\)(?:\.getInstance\(\))?$"
)
_MAKES_FETCH = re.compile(r"^(?:ofetch|\$fetch)\.create\b")
_MAKES_CLIENT = re.compile(r"^(?:[aA]xios|ky|got)\.(?:create|extend)\b")
_MOCKS = frozenset({"http", "rest"})  # what msw calls the object on which answers in place of a server are registered
_MOCKED = re.compile(r"""from\s+["']msw["']""")
_BASE_PATH = re.compile(r"""\.basePath\(\s*["'`](/[^"'`$]*)["'`]\s*\)""")
# As routers of Koa and apps of Elysia say it: `new Router({ prefix: "/orders" })`.
_PREFIX = re.compile(r"""(?:new\s+)?\w*(?:Router|Elysia)(?:<[^<>]*>)?\(\s*\{[^{}]*?\bprefix:\s*["'`](/[^"'`$]*)["'`]""")
_NAMED = ("identifier", "member_expression")
_LITERALS = ("string", "template_string")
_FUNCTIONS = ("arrow_function", "function_expression", "function", "generator_function")
ROUTED = frozenset({"call_expression", "class_body", "jsx_opening_element", "new_expression"})
_PLACES = (re.compile(r"(?:^|/)app/(.*?)/?route\.[jt]sx?$"), re.compile(r"(?:^|/)src/routes/(.*?)/?\+server\.[jt]s$"))
_PAGES = re.compile(r"(?:^|/)pages/api/(.*)\.[jt]sx?$")
_METHOD_ASKED = re.compile(r"""\.method\s*[!=]==?\s*["'](\w+)["']|case\s+["'](GET|POST|PUT|PATCH|DELETE)["']""")


_ASKS_METHOD = re.compile(r"\.method\b|\b(?:getMethod|isMethod|assertMethod)\(")
_DEEPEST = 4  # routers that hang on one another


@dataclass
class Routes:
    """Collects the routes of one file. `comment_of` gives the tags above the statement that a node is in."""

    syntax: Syntax
    tags_of: Callable[[Node], tuple[Tag, ...]]
    made_by: dict[str, str] = field(default_factory=dict)
    mounts: dict[str, str] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    found: list[tuple[str, Route, int]] = field(default_factory=list)
    hung: list[Mount] = field(default_factory=list)
    made_in: dict[Range, str] = field(default_factory=dict[Range, str])  # the functions that make what others hang on
    created: dict[int, Created] = field(default_factory=dict[int, Created])
    opened: list[Opened] = field(default_factory=list[Opened])
    fetches: Fetches = field(init=False)

    def __post_init__(self) -> None:
        self.fetches = Fetches(self.syntax)

    def declared(self, name: str, initial: str) -> None:
        """Notes what makes a variable: `express()` makes an app, `Router()` a router. An app of Hono is either."""
        self.made_by[name] = initial
        base = _BASE_PATH.search(initial) or _PREFIX.match(initial)
        if base is not None:
            self.bases[name] = base[1]

    def visit(self, node: Node) -> None:
        """Reads a node of one of the types in `ROUTED`."""
        match node.type:
            case "call_expression":
                self.call(node)
            case "class_body":
                self._controller(node)
            case "new_expression":
                maker = self.syntax.field(node, "constructor")
                if maker is not None and self.syntax.str(maker) in REQUESTS:
                    self._fetch(node, maker, given(node), "fetch")
            case _:
                route = form_route(self.syntax, node)
                if route is not None:
                    self.found.append(("", replace(route, tags=self.tags_of(node)), 0))

    def call(self, node: Node) -> None:
        """Reads a call that may register a route, mount a router or fetch."""
        function = self.syntax.field(node, "function")
        if function is None:
            return
        called, named = self.syntax.str(function), function.type in ("identifier", "member_expression")
        if named and called in self.made_by and _MAKES_FETCH.match(self.made_by[called]):
            called = "ofetch"
        if named and (called in FETCHES or (called.endswith("request") and asks_app(self.syntax, function))):
            self._fetch(node, function, given(node), called)
        elif KEYED.match(called):
            for key in (k for first in given(node)[:1] for k in keys(self.syntax, first)):
                path = address(self.syntax, key)
                if path is not None:
                    at = self.syntax.range(function)
                    said = indirect(modelled(self.syntax, next(iter(type_arguments(node)), None), ("response",), at))
                    self._client(node, "GET", path, at, path.query + said)
        elif ENDPOINT.match(called):
            options = next((first for first in given(node)[:1] if first.type == "object"), None)
            types = type_arguments(node)
            asked = asked_by_endpoint(self.syntax, options, function, types) if options is not None else None
            if asked is not None:
                self._client(node, asked.method, asked.address, asked.at, asked.sent)
        elif (asked := self._asked(node, function, called)) is not None:
            self._client(node, asked.method, asked.address, asked.at, asked.sent)
        elif chosen := configured(self.syntax, node, function, self.made_by, self.fetches):
            for one in chosen:
                self._client(node, one.method, one.address, one.at, one.sent)
        elif (described := created_route(self.syntax, node)) is not None:
            self.created.setdefault(node.id, described)
        elif function.type == "member_expression":
            self._method(node, function)

    def _asked(self, call: Node, function: Node, called: str) -> Request | None:
        found = cypress_request(self.syntax, call, function, self.fetches) if called == CYPRESS else None
        found = found or request_of(self.syntax, call, function, self.made_by, self.fetches)
        return found or jquery_request(self.syntax, call, function, self.fetches)

    def _controller(self, body: Node) -> None:
        for route in controller_routes(self.syntax, body, self.tags_of):
            self.found.append(("", route, 0))

    def routes(self) -> tuple[Route, ...]:
        """The routes, those of a router behind the prefix under which this file mounts it."""
        for described in self.created.values():  # those that another file registers
            self._created(described, described.call, [], "")
        self.created.clear()
        found: list[Route] = []
        answers = self.fetches.followed() if self.fetches.calls else {}
        for receiver, route, call in self.found:
            if call in answers:
                told = answers[call]
                route = replace(route, carries=(*route.carries, *told.carries), models=(*route.models, *told.models))
            if receiver in self.bases:
                route = replace(route, path=joined(self.bases[receiver], route.path))
            found.append(self._behind_mounts(receiver, route))
        return tuple(sorted(found, key=lambda r: r.range))

    def _behind_mounts(self, router: str, route: Route) -> Route:
        """A route behind the prefixes of this file; it is the one of the router on which all of that hangs, if not of an application."""
        on = {mount.router: mount.on for mount in self.hung}
        for _ in range(_DEEPEST):
            prefix = self.mounts.get(router)
            if prefix is None:
                break
            router = on.get(router, "")
            made = self.made_by.get(router, "")
            hangs = _NEW_ROUTER.search(made) is not None and is_handed_out(self.syntax, router)
            route = replace(route, path=joined(self.bases.get(router, ""), joined(prefix, route.path)), mounted=hangs)
            route = replace(route, router=router) if hangs else route
        return route

    def file_routes(self, path: str, names: Iterable[tuple[str, Range, tuple[Tag, ...]]]) -> None:
        """The exported handlers of a file that is a route by its place, as in Next's `app/users/[id]/route.ts`."""
        place = next((m for p in _PLACES if (m := p.search(path)) is not None), None)
        if place is None:
            return
        folders = [f for f in place[1].split("/") if f and not (f.startswith("(") and f.endswith(")"))]
        own = "/" + plain_path("/".join(folders))
        for name, local, range, tags in (*((n, n, r, t) for n, r, t in names), *exported_as(self.syntax, self.tags_of)):
            if name.lower() in METHODS and name.isupper():
                function = function_named(self.syntax, local)
                self._by_file(name, own, range, tags, function, True)

    def page_routes(self, path: str) -> None:
        """The one handler of a file of Next's `pages/api`, for the method that it asks for."""
        place = _PAGES.search(path)
        function = default_function(self.syntax) if place is not None else None
        if place is None or function is None:
            return
        several = branches(self.syntax, function)
        methods = {a or b for a, b in _METHOD_ASKED.findall(self.syntax.str(function))}
        name = ts.field(function, "name")
        range = self.syntax.range(name if name is not None else function.children[0])
        tags = self.tags_of(function)
        own = "/api/" + plain_path(place[1].removesuffix("index").strip("/"))
        method = methods.pop() if len(methods) == 1 else "ALL" if methods else "*"
        for one in several:
            self._by_file(one.method, own.rstrip("/"), one.range, tags, None, False, one.sending)
        if not several:
            self._by_file(method, own.rstrip("/"), range, tags, function, False)

    def event_routes(self, path: str) -> None:
        """The one handler of a file of Nitro's `server/api`."""
        place = nitro.place_of(path)
        function = nitro.handler_of(self.syntax) if place is not None else None
        if place is not None and function is not None:
            method, own = place
            method = "ALL" if method == "*" and _ASKS_METHOD.search(self.syntax.str(function)) else method
            range, told = self.syntax.range(function.children[0]), nitro.returned(self.syntax, function)
            self._by_file(method, own, range, self.tags_of(function), function, False, told)

    def module_routes(self, path: str) -> list[Import]:
        """Files of React Router and Remix that only answer requests: one by its own name, or those that a table of routes lists.

        What the table imports so is returned.
        """
        own = route_modules.path_by_name(path, self.syntax)
        for name, method in route_modules.METHODS.items() if own is not None else ():
            function = function_named(self.syntax, name)
            if function is not None and _ASKS_METHOD.search(self.syntax.str(function)) is None:
                range = self.syntax.range(function.children[0])
                told = answered_by_module(self.syntax, function)
                self._by_file(method, own or "", range, self.tags_of(function), function, False, told)
        imports: list[Import] = []
        for listed in route_modules.listed_routes(self.syntax):
            imports.append(listed.module)
            for name, method in route_modules.METHODS.items():
                at, handler = self.syntax.range(listed.call), f"{listed.module.name}.{name}"
                route = Route(method, listed.path, at, listed.at, listed.at, "server", handler=handler)
                self.found.append(("", route, 0))
        return imports

    def _by_file(
        self, method: str, path: str, range: Range, tags: tuple[Tag, ...], function: Node | None, by_file: bool,
        returned: Sending = NOTHING,
    ) -> None:  # fmt: skip
        sending = (handled(self.syntax, None, [function], by_file) if function is not None else NOTHING) + returned
        route = Route(
            method,
            path,
            range,
            range,
            range,
            "server",
            tags,
            carries=sending.carries,
            sent=sending.sent,
            passes=sending.passes,
            models=sending.models,
        )
        self.found.append(("", route, 0))

    def _method(self, node: Node, function: Node) -> None:
        name = self.syntax.field(function, "property")
        method = self.syntax.str(name) if name is not None else ""
        if name is not None and method == "inject":
            self._injected(node, name)
        if method == "openapi" and given(node):
            self._opened(node, function)
        stood = replied(self.syntax, node) if method in REPLIES and name is not None else None
        if stood is not None and name is not None:
            self._intercepted(node, name, stood)
        said = asserted(self.syntax, node, method) if method in ASSERTS and name is not None else None
        if said is not None and name is not None:
            self._intercepted(node, name, said)
        if method in HONO_CALLS:
            asked = hono_request(self.syntax, node, function, self.fetches)
            if asked is not None:
                self._client(node, asked.method, asked.address, asked.at, asked.sent)
        if name is None or method not in _ROUTING:
            return
        receiver, parts = ts.field(function, "object"), given(node)
        if receiver is None or not parts:
            return
        if method == EXPECTS or method in INTERCEPTS:
            of_angular = expected(self.syntax, node) if method == EXPECTS else None
            read = [of_angular] if of_angular is not None else intercepted(self.syntax, node, method)
            for stood in read:
                self._intercepted(node, name, stood)
            if len(read) == 1 and method == "intercept":
                self._waited_for(node)
            if read or method == EXPECTS:
                return
        if method == "use" and len(parts) == 1 and parts[0].type == "identifier":
            self._hang(node, receiver, parts[0])
            return
        if method in ("use", "route") and len(parts) >= 2:  # `app.route("/api", users)` is how Hono mounts
            self._mount(node, receiver, parts)
            return
        if method == "register" and len(parts) == 2 and parts[1].type == "object":
            prefix = next((v for k, v in pairs_of(self.syntax, parts[1]) if k == "prefix"), None)
            if prefix is not None:
                self._mount(node, receiver, [prefix, parts[0]])
            return
        if method == "route" and parts[0].type == "object":
            self._described(node, receiver, parts[0])
            return
        if method not in METHODS:
            return
        path, range = served_path(self.syntax, parts[0]) if len(parts) > 1 else written_path(self.syntax, parts[0])
        handlers = parts[1:]
        if path is None:
            path, range = self._route_call(receiver)
            handlers = parts if path is not None else handlers
        chained = chain_root(receiver)
        side = self._side(receiver, handlers) or (self._side_of_chain(chained, handlers) if chained is not None else "")
        group = group_of(self.syntax, node) if handlers and self.syntax.says(ELYSIA) else ""
        if group and path is not None:
            side, path = "server", joined(group, path)
        own = self.syntax.str(receiver)
        if side == "client":
            made = self.made_by.get(own, "")
            relative = self.fetches.has_base(own, made)
            chosen_from = [one for _, one in chosen(self.syntax, parts[0])]
            asked = [asked_of_client(self.syntax, one, own, made, relative) for one in chosen_from]
            if asked and all(asked):
                tested = is_supertest(self.syntax, receiver, made)
                sent = self.fetches.tested(node) if tested else self.fetches.called(node, own, made, method, parts)
                for called in (one for one in asked if one is not None):
                    sending = called.query + sent
                    self._client(node, method.upper(), called, self.syntax.range(name), sending, len(asked) == 1)
        elif side in ("server", "mock") and path is not None and range is not None:
            functions = list(functions_in(self.syntax, handlers))
            sending = handled(self.syntax, node, functions, False)
            if side == "mock":
                sending += composed(self.syntax, functions) + kept_bodies(self.syntax, functions)
            elsewhere = function_elsewhere(self.syntax, handlers) if not functions else ""
            root = chained if chained is not None else receiver
            hangs_on = self.syntax.str(root) if root.type == "identifier" else own
            is_app = self._is_app(hangs_on)
            router = hangs_on if is_app else router_of(self.syntax, node, root) or hangs_on
            if own.startswith("this.") and not is_app and (base := base_of_class(self.syntax, node)):
                self.bases[router] = base
            if router != hangs_on and hangs_on in self.bases:  # a variable of the function that makes the router
                path = joined(self.bases[hangs_on], path)
            route = Route(
                method.upper(), path, self.syntax.range(node), self.syntax.range(name), range, side,
                self.tags_of(node), not is_app, sending.carries, sending.sent, elsewhere, router, sending.passes,
                sending.models,
            )  # fmt: skip
            self.found.append((router, route, 0))

    def _described(self, node: Node, receiver: Node, literal: Node) -> None:
        """`fastify.route({ method: ["GET"], url: "/users", handler })`, and Hapi's `path`."""
        pairs: dict[str, Node] = {}
        for part in literal.children:
            key = ts.field(part, "key") or ts.field(part, "name") or part
            pairs[unquoted(self.syntax.str(key))] = ts.field(part, "value") or part
        methods, place = pairs.get("method"), pairs.get("url") or pairs.get("path")
        path, range = written_path(self.syntax, place) if place is not None else (None, None)
        if methods is None or path is None or range is None or "handler" not in pairs:
            return
        own = self.syntax.str(receiver)
        sending = handled(self.syntax, node, list(functions_in(self.syntax, [pairs["handler"]])), False)
        for method in methods.children if methods.type == "array" else [methods]:
            name = unquoted(self.syntax.str(method)).upper()
            if method.type == "string" and name.lower() in METHODS:
                at, written = self.syntax.range(node), self.syntax.range(method)
                inner = Range(written.start + 1, written.end - 1)
                mounted = not self._is_app(own)
                router = router_of(self.syntax, node, receiver) or own if mounted else own
                route = Route(
                    name, path, at, inner, range, "server", self.tags_of(node), mounted, sending.carries, sending.sent,
                    router=router, passes=sending.passes, models=sending.models,
                )  # fmt: skip
                self.found.append((router, route, 0))

    def _opened(self, node: Node, function: Node) -> None:
        """`app.openapi(listUsers, (context) => …)` of Hono's zod-openapi."""
        first, *handlers = given(node)
        call, receiver = created_by(self.syntax, first), ts.field(function, "object")
        described = created_route(self.syntax, call) if call is not None else None
        if described is None and first.type in _NAMED and handlers:
            handler = function_elsewhere(self.syntax, handlers)
            if handler:
                self.opened.append(Opened(member_name(self.syntax, first), handler, self.syntax.range(node)))
            return
        if described is None or call is None or receiver is None:
            return
        self.created.pop(call.id, None)
        chained = chain_root(receiver)
        own = self.syntax.str(receiver)
        router = router_of(self.syntax, node, chained if chained is not None else receiver) or own
        self._created(described, node, handlers, router)

    def _created(self, described: Created, node: Node, handlers: list[Node], router: str) -> None:
        declared = described.call.parent
        own = ts.field(declared, "name") if declared is not None and declared.type == "variable_declarator" else None
        name = self.syntax.str(own) if own is not None else ""
        functions = list(functions_in(self.syntax, handlers))
        sending = handled(self.syntax, node, functions, False) if functions else NOTHING
        elsewhere = function_elsewhere(self.syntax, handlers) if handlers and not functions else ""
        carries = (*(h for h in described.held if isinstance(h, Use)), *sending.carries)
        passes = (*(h for h in described.held if isinstance(h, Passed)), *sending.passes)
        route = Route(
            described.method, described.path, self.syntax.range(node), described.method_range, described.path_range, "server",
            self.tags_of(node) or self.tags_of(described.call), True, carries, sending.sent, elsewhere, router, passes,
            name=name,
        )  # fmt: skip
        self.found.append((router, route, 0))

    def _route_call(self, receiver: Node) -> tuple[str | None, Range | None]:
        """The path in `app.route('/users').get(…).post(…)`."""
        for _ in range(20):
            function, arguments = self.syntax.field(receiver, "function"), self.syntax.field(receiver, "arguments")
            if receiver.type != "call_expression" or function is None or function.type != "member_expression":
                break
            name = ts.field(function, "property")
            inner = ts.field(function, "object")
            if name is not None and self.syntax.str(name) == "route" and arguments is not None:
                first = next((c for c in arguments.children if c.is_named), None)
                return written_path(self.syntax, first) if first is not None else (None, None)
            if inner is None:
                break
            receiver = inner
        return None, None

    def _side(self, receiver: Node, handlers: list[Node]) -> Literal["server", "client", "mock", ""]:
        """Which side a call like `x.get('/path', …)` is on; empty where it cannot be told."""
        own = self.syntax.str(receiver)
        last = own.rsplit(".", 1)[-1]
        made = self.made_by.get(own, "")
        if is_supertest(self.syntax, receiver, made):
            return "client"
        if receiver.type == "call_expression":
            return "server" if handlers and (".route(" in own or _NEW_ROUTER.match(own)) else ""
        if _MAKES_ROUTER.search(made) or _MAKES_APP.search(made):
            return "server" if handlers else ""
        if _ROUTERS.search(last) or _APPS.search(last):
            return "server" if handlers else ""
        if last in _MOCKS and handlers and handlers[-1].type in _FUNCTIONS and self.syntax.says(_MOCKED):
            return "mock"
        if _CLIENTS.search(last) or _MAKES_CLIENT.match(made):
            return "client"
        return "server" if handlers and handlers[-1].type in _FUNCTIONS else ""

    def _side_of_chain(self, root: Node, handlers: list[Node]) -> Literal["server", ""]:
        """The side of `new Hono().get(…).post(…)`, by what the chain begins with."""
        text = self.syntax.str(root)
        made = text if root.type != "identifier" else self.made_by.get(text, "")
        return "server" if handlers and (_MAKES_ROUTER.search(made[:80]) or _MAKES_APP.search(made[:80])) else ""

    def _is_app(self, name: str) -> bool:
        made = self.made_by.get(name)
        return bool(made and _MAKES_APP.search(made) and not re.search(r"Router\b", made))

    def _mount(self, node: Node, receiver: Node, parts: list[Node]) -> None:
        if (folder := mounted_folder(self.syntax, parts[0], parts[-1])) is not None:
            prefix, module = folder
            self.hung.append(Mount(prefix, module, self.syntax.str(receiver), self.syntax.range(node)))
            return
        rows = list(tabled(self.syntax, node, [parts[0], parts[-1]])) if parts[0].type in _NAMED else []
        for row in rows:
            if row and row[0].type not in _NAMED:
                self._mount(node, receiver, row)
        if rows:
            return
        prefix, _ = served_path(self.syntax, parts[0])
        router = mounted_router(self.syntax, parts[-1])
        if prefix is None or not router:
            return
        on, before = hung_on(self.syntax, node, receiver)
        self.mounts[router] = prefix = joined(before, prefix) if before else prefix
        at = self.syntax.range(parts[0]) if parts[0].type in _LITERALS else None
        self.hung.append(self._hung(Mount(prefix, router, on, self.syntax.range(node), path_range=at), node, receiver))

    def _hang(self, node: Node, receiver: Node, given: Node) -> None:
        """A router that is mounted without a prefix: `app.use(routes)`. A middleware has no routes."""
        router = self.syntax.str(given)
        if not _ROUTERS_ALONE.search(router):
            return
        on, before = hung_on(self.syntax, node, receiver)
        self.mounts[router] = before
        self.hung.append(self._hung(Mount(before, router, on, self.syntax.range(node)), node, receiver))

    def _hung(self, mount: Mount, call: Node, receiver: Node) -> Mount:
        if receiver.type == "identifier" and (made := router_of(self.syntax, call, receiver)):
            self.made_in[mount.range] = made
        return replace(mount, rooted=self._is_app(mount.on) and not is_parameter(self.syntax, call, mount.on))

    def prefixed(self) -> tuple[Mount, ...]:
        """The routers that hang behind a prefix, those on a router of this file behind that one's too."""
        found: list[Mount] = []
        for mount in self.hung:
            outer = "".join(p.rstrip("/") for p in (self.bases.get(mount.on, ""), self.mounts.get(mount.on, "")))
            rooted = mount.rooted or any(m.rooted for m in self.hung if m.router == mount.on)
            on = mount.on if rooted or mount.on in self.mounts else self.made_in.get(mount.range, mount.on)
            whole = joined(outer, mount.prefix) if outer else mount.prefix
            found.append(replace(mount, prefix=whole, on=on, rooted=rooted))
        return (*found, *module_mounts(self.syntax))

    def _fetch(self, node: Node, function: Node, parts: list[Node], name: str) -> None:
        options = parts[1] if len(parts) > 1 and parts[1].type == "object" else None
        if not parts or (len(parts) > 1 and options is None):
            return
        asked = asked_by_fetch(self.syntax, parts[0], options, self.syntax.range(function))
        sending = self.fetches.fetched(node, options, name) if asked else NOTHING
        for (method, method_range), called in asked:
            self._client(node, method, called, method_range, called.query + sending, len(asked) == 1)

    def _intercepted(self, node: Node, name: Node, stood: Intercepted) -> None:
        sending, at, named = stood.sending, self.syntax.range(node), stood.method_range or self.syntax.range(name)
        route = Route(
            stood.method, stood.path, at, named, stood.path_range, "mock", self.tags_of(node), True,
            sending.carries, sending.sent, passes=sending.passes, models=sending.models,
        )  # fmt: skip
        self.found.append(("", route, 0))

    def _waited_for(self, intercept: Node) -> None:
        """Follows what a test of Cypress reads of an exchange that it waits for."""
        route = self.found[-1][1]
        for call in waited_for(self.syntax, intercept):
            self.fetches.answered(call, "exchange")
            self.found.append(
                ("", replace(route, carries=(), sent=(), passes=(), models=()), self.fetches.number(call))
            )

    def _injected(self, node: Node, name: Node) -> None:
        """`app.inject({ method: "POST", url: "/users", payload: { … } })` of Fastify and Hapi, `app.inject("/users")`."""
        asked = injected(self.syntax, node, name)
        called = address(self.syntax, asked.url) if asked is not None else None
        if asked is not None and called is not None:
            sending = called.query + self.fetches.injected(node, asked)
            self._client(node, asked.method, called, asked.at, sending)

    def _client(
        self, node: Node, method: str, called: Address, at: Range, sending: Sending, is_only: bool = True
    ) -> None:
        """Notes a request; what is taken from the answer is that of the only one which a call may send."""
        tags = self.tags_of(node)
        if not tags and asks_others(self.syntax, called):
            return
        route = Route(
            method, called.path, self.syntax.range(node), at, called.range, "client", tags, called.based,
            sending.carries, sending.sent, models=sending.models, behind=called.behind,
        )  # fmt: skip
        self.found.append(("", route, self.fetches.number(node) if is_only else 0))
