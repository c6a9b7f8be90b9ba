"""The calls of HTTP clients in a file of Python, and what it takes from their answers."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from tree_sitter import Node

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import OF_KIND, OTHERS, Call, Modelled, Route, Sender, Tag, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS, joined
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.fixtures import FIXTURE
from ..scoping.values import TYPE_OF
from ..servers.asking import asking, places, says_path, senders
from ..servers.handlers import written_out
from ..servers.made_bodies import made_by_functions
from ..servers.paths import NAMED, named_values, path_of
from ..servers.replied import given_types
from ..servers.requests import Flow
from ..servers.wrappers import Wrapper, foreign_wrapper, is_client, wrappers
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of, local_value
from ..syntax.markers import keyword
from ..values.sent import keyword_uses, sending
from .mocks import is_mock

# What a client is given by these names, and the part of the request that it is.
_SENT = (
    ("params", "query"),
    ("query_string", "query"),
    ("json", "request"),
    ("data", "request"),
    ("headers", "headers"),
)
OF_WEBTEST = "_json"  # how methods end that write what they are given as JSON: `testapp.post_json("/users", {…})`
_WRITTEN = ("data", "content")  # what may be given a body that is written as JSON already
_OF_FIXTURE = TYPE_OF + FIXTURE
_MAKERS = ("test_client(", "TestClient(", "AsyncClient(", "APIClient(")
_MADE = re.compile(
    r"(?:^|[\s=(.])\w*(?:test_client|TestClient|AsyncClient|APIClient)\((?:[^()\n]|\([^()\n]*\))*\) as (\w+)|"
    r"^\s*(\w+) = (?:[\w.]+\.)?\w*(?:test_client|TestClient|AsyncClient|APIClient)\(",
    re.MULTILINE,
)
_ROUNDS = 3  # of functions that give what others gave them


@dataclass
class Clients:
    """Collects the requests of one file."""

    syntax: Syntax
    tags_of: Callable[[Node], tuple[Tag, ...]]
    requests: list[tuple[int, Route]] = field(default_factory=list[tuple[int, Route]])  # with their numbers
    calls: list[Node] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)  # the number of each call of a client, by the id of its node
    read: set[int] = field(default_factory=set[int])  # the calls among them that give what the answer holds
    unread: set[int] = field(default_factory=set[int])  # those of which nobody sees what they give
    told: dict[int, list[tuple[Node, str]]] = field(
        default_factory=dict[int, list[tuple[Node, str]]]
    )  # what each is given
    opened: dict[int, frozenset[str]] = field(
        default_factory=dict[int, frozenset[str]]
    )  # clients by the functions that make them
    perhaps: dict[int, Node] = field(
        default_factory=dict[int, Node]
    )  # calls with a path, of whatever function, by their ids

    @cached_property
    def wrappers(self) -> Mapping[str, Wrapper]:
        """The functions of the file that send what they are asked to."""
        return wrappers(self.syntax)

    def _is_opened(self, node: Node, receiver: str) -> bool:
        """True for the name of a client that the function at hand makes itself: `with app.test_client() as c`."""
        function = function_of(node) if self.syntax.has_any(*_MAKERS) else None
        if function is None:
            return False
        made = self.opened.get(function.id)
        if made is None:
            made = frozenset(m[1] or m[2] for m in _MADE.finditer(self.syntax.str(function)))
            self.opened[function.id] = made
        return receiver in made

    def routes(self) -> Iterator[Route]:
        """The requests, with what is taken from their answers."""
        flow = self.flow
        for number, route in self.requests:
            if number in self.unseen:
                yield route
            else:
                carries = (*route.carries, *flow.of(number))
                models, passed = (tuple(m.get(number, ())) for m in (flow.models, flow.passed))
                sent = (*route.sent, *flow.compares.get(number, ()))
                models, passed = (*route.models, *models), (*route.passes, *passed)
                yield replace(route, carries=carries, sent=sent, models=models, passes=passed)

    def call(self, node: Node, target: Node) -> bool:
        """Notes a call that may be of a function which sends what it is asked to; True for one of which that is seen here."""
        own = self.syntax.str(ts.field(target, "attribute") or target)
        if own not in self.wrappers and says_path(self.syntax, node) and not is_decorator(node):
            self.perhaps[node.id] = node
        return self._wrapped(node, target)

    def client(self, node: Node, receiver: str, method: str, at: Range) -> None:
        """A call of a client, which is known by its name, or by the tag above it."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        if method == "request" and parts and is_plain_string(parts[0]):
            method, at = string_value(self.syntax.str(parts[0])).lower(), string_range(self.syntax, parts[0])
            parts = parts[1:]
        if method not in METHODS or not parts or is_mock(self.syntax, receiver):
            return
        tags = self.tags_of(node)
        known = is_client(self.syntax, receiver) or self._is_opened(node, receiver)
        if known or any(t.name == "contract" for t in tags):
            values = list(self._given(node))
            sent = sum((_sent(self.syntax, v, part) for v, part in values), NOTHING)
            sent += Sending(models=tuple(_modelled(self.syntax, values)))
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
        given = [(wrapper.given(self.syntax, node, word), part) for word, part in _SENT]
        values = [(v, part) for v, part in given if v is not None]
        sent = sum((_sent(self.syntax, v, part) for v, part in values), NOTHING)
        for part in (part for word, part in _SENT if wrapper.roles.get(word) == OTHERS):
            others = wrapper.others(self.syntax, node)
            sent += Sending(tuple(u for k in others for u in keyword_uses(self.syntax, k, part)))
        sent += Sending(models=tuple(_modelled(self.syntax, values)))
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
        written, range = path_of(self.syntax, path)
        if written is None or range is None:
            return False
        mounted = "://" not in self.syntax.str(path)
        name, slash, rest = written.partition("/")
        named = name if written.startswith(NAMED) else ""
        put = tuple(named_values(self.syntax, path)) if named else ()
        written = slash + rest if named else written
        whole = joined(before, written) if before else written
        route = Route(
            method.upper(),
            whole,
            self.syntax.range(node),
            at,
            range,
            "client",
            tags,
            mounted,
            (*sent.carries, *put),
            sent.sent,
            passes=sent.passes,
            models=sent.models,
            behind=named,
        )
        self.answers[node.id] = len(self.answers) + 1
        self.calls.append(node)
        self.requests.append((len(self.answers), route))
        return True

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
            asking(self.syntax, node, callee, self.tags_of(node), self.flow, self.answers[node.id])
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

    def _body(self, node: Node) -> Node | None:
        """What is written as JSON here, or under a name that stands for it; None where it is something else."""
        value = (local_value(self.syntax, node) if node.type == "identifier" else None) or node
        value = _encoded(self.syntax, value) or value
        written = written_out(self.syntax, value)
        return written if written != value else None

    def _given(self, call: Node) -> Iterator[tuple[Node, str]]:
        """`params={…}`, `json={…}` and `data={…}`, with the part of the request that each is."""
        for name, part in _SENT:
            value = keyword(self.syntax, call, name)
            if value is not None:
                yield (self._body(value) or value) if name in _WRITTEN else written_out(self.syntax, value), part
        content = keyword(self.syntax, call, "content")
        body = self._body(content) if content is not None else None
        if body is not None:
            yield body, "request"
        arguments, function = ts.field(call, "arguments"), ts.field(call, "function")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        name = ts.field(function, "attribute") if function is not None else None
        method = self.syntax.str(name).removesuffix(OF_WEBTEST) if name is not None else ""
        body = written_out(self.syntax, parts[1]) if method in METHODS and len(parts) > 1 else None
        if body is not None and body.type in ("dictionary", "identifier", "call", "attribute"):
            yield body, "query" if method in ("get", "delete", "head") else "request"


def _encoded(syntax: Syntax, node: Node) -> Node | None:
    """What `json.dumps(body).encode()` writes as bytes; None for what is no call of that."""
    function = ts.field(node, "function") if node.type == "call" else None
    owner = ts.field(function, "object") if function is not None else None
    name = ts.field(function, "attribute") if function is not None else None
    return owner if name is not None and syntax.str(name) == "encode" else None


def _modelled(syntax: Syntax, values: list[tuple[Node, str]]) -> Iterator[Modelled]:
    """The classes of what a request is given as its body."""
    for value, part in values:
        found = given_types(syntax, value, (part,)) if part == "request" else ()
        yield from (Modelled(chain, type) for chain, type in found)


def _sent(syntax: Syntax, value: Node, part: str) -> Sending:
    """What a client is given; in a form all values are texts."""
    found = sending(syntax, value, part) + Sending(passes=tuple(made_by_functions(syntax, value, part)))
    outer = value.parent
    if outer is None or outer.type != "keyword_argument" or outer.children[0].text != b"data":
        return found
    return replace(found, carries=tuple(u for u in found.carries if not u.chain[-1].startswith(OF_KIND)))


def is_decorator(call: Node) -> bool:
    """True for a call that decorates a function."""
    return call.parent is not None and call.parent.type == "decorator"
