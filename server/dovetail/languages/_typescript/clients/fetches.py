"""What the calls of HTTP clients send, and what is taken from their answers."""

import re
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.modelled import indirect, modelled, type_of_name
from ..sending.forms import registered
from ..sending.sent import sending
from ..sending.urls import bag
from ..servers.requests import Flow
from ..syntax.held import HEADERS, PERHAPS, Held
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS, type_arguments
from ..syntax.tests import SHOWS, Injected, chained
from ..syntax.types import unquoted
from .own_helpers import given_back_by, given_by_tests

REQUESTS = frozenset({"Request", "NextRequest"})  # classes whose objects say what `fetch` is told
FETCHES = frozenset({"fetch", "window.fetch", "globalThis.fetch", "$fetch", "ofetch"})
_AXIOS = re.compile(r"(?:^|\.)(?:[aA]xios|\$axios|axiosInstance|axiosClient|\$http|http|httpClient)$")
_MAKES_AXIOS = re.compile(r"\b[aA]xios\.create\b")
KY = re.compile(r"(?:^|\.)(?:ky|got)$")
MAKES_KY = re.compile(r"\b(?:ky|got)\.(?:create|extend)\b")
_ANGULAR = re.compile(r"""from\s+["']@angular/common/http["']""")
_PLAYWRIGHT = re.compile(r"""from\s+["']@playwright/test["']""")
_OF_REACT = re.compile(r"""from\s+["'](?:react|preact|use-http)["']""")
_OPTIONS = frozenset(
    "headers method body json data params query searchParams signal credentials token schema timeout cache mode retry auth "
    "payload variables input values options baseURL prefixUrl responseType withCredentials onSuccess onError next".split()
)
_BODIES = {"json": "request", "searchParams": "query"}


@dataclass
class Fetches:
    """Reads what the clients of one file send, and follows their answers at the end."""

    syntax: Syntax
    answers: dict[int, Held] = field(default_factory=dict)
    calls: list[Node] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict[int, int])

    def fetched(self, call: Node, options: Node | None, name: str) -> Sending:
        """`fetch("/users", { body: JSON.stringify({ … }) })`."""
        own = name in ("$fetch", "ofetch")
        if not own:
            self.answered(call, "answer")
        elif not type_arguments(call):
            self.answered(call, "value")
        found = self.said(call) if own else NOTHING
        for key, value in pairs_of(self.syntax, options):
            if key == "body":
                found += self.body(value, own)
            elif key == HEADERS:
                found += sending(self.syntax, value, HEADERS)
            elif own and key in ("query", "params"):
                found += self.query(value)
        return found

    def called(self, call: Node, receiver: str, made: str, method: str, parts: list[Node]) -> Sending:
        """`axios.post("/users", { … }, { params: { … } })` and its kin; of an unknown client only what is surely a body."""
        bodied = method in ("post", "put", "patch")
        said = (
            self.said(call)
            if self._is_plain(receiver, made) or self._is_own(receiver, made)
            else indirect(self.said(call))
        )
        if _AXIOS.search(receiver) or _MAKES_AXIOS.search(made):
            self.asked_by(call, receiver, made)
            options = parts[2:3] if bodied else parts[1:2]
            found = self.body(parts[1], True) if bodied and len(parts) > 1 else NOTHING
            return said + found + self._options(options, {"params": "query", "data": "request"})
        if KY.search(receiver) or MAKES_KY.search(made):
            self.answered(call, "reply" if "got" in receiver or "got" in made else "answer")
            return said + self._options(parts[1:2], _BODIES)
        if receiver.endswith("request") and self.syntax.says(_PLAYWRIGHT):
            self.answered(call, "answer")
            return said + self._options(parts[1:2], {"data": "request", "form": "request", "params": "query"})
        if not made and not type_arguments(call):
            self.answered(call, "perhaps")
        body = parts[1] if bodied and len(parts) > 1 else None
        if body is None or any(key in _OPTIONS for key, _ in pairs_of(self.syntax, body)):
            return said
        return said + self.body(body, True)

    def asked_by(self, call: Node, receiver: str, made: str) -> None:
        """Notes that a call of axios, or of a client like it, gives an answer."""
        if type_arguments(call):
            return
        if self._is_plain(receiver, made):
            self.answered(call, "data")
        elif not made and not (_AXIOS.search(receiver) or _MAKES_AXIOS.search(made)):
            self.answered(call, "perhaps")

    def said(self, call: Node) -> Sending:
        """What the type argument of a call says of the answer."""
        return modelled(self.syntax, next(iter(type_arguments(call)), None), ("response",), self.syntax.range(call))

    def tested(self, call: Node) -> Sending:
        """What a test sends with supertest, whose answer is that of the last of the calls that follow on it."""
        found, last = NOTHING, call
        looked_at: list[Node] = []
        for name, outer in chained(call):
            given = parts(ts.field(outer, "arguments"))
            method = self.syntax.str(name)
            if method == "then":
                break
            if given and method in SHOWS and given[-1].type in FUNCTIONS:
                looked_at.append(outer)
            if given and method in ("send", "query"):
                found += self.query(given[0]) if method == "query" else self.body(given[0], True)
            last = outer
        self.answered(last, "reply", call)
        for shown in looked_at:
            self.answers[shown.id] = self.answers[last.id]
        return found

    def injected(self, call: Node, asked: Injected) -> Sending:
        """What a test sends with `app.inject({ … })`."""
        self.answered(call, "answer")
        found = self.query(asked.query) if asked.query is not None else NOTHING
        return found + self.body(asked.body, True) if asked.body is not None else found

    @staticmethod
    def has_base(receiver: str, made: str) -> bool:
        """True for a client that puts paths behind a base, so that they need no slash at their start."""
        return any(p.search(s) for p, s in ((_AXIOS, receiver), (_MAKES_AXIOS, made), (KY, receiver), (MAKES_KY, made)))

    def _is_own(self, receiver: str, made: str) -> bool:
        """True for a client of a library that gives the body as its type argument says."""
        return bool(KY.search(receiver) or MAKES_KY.search(made)) or self.syntax.says(_ANGULAR)

    def _is_plain(self, receiver: str, made: str) -> bool:
        """True for an axios whose answers have their body as `data`: an interceptor may take it out."""
        own = "axios" in receiver.lower() or _MAKES_AXIOS.search(made) is not None
        return own and "interceptors.response" not in self.syntax.text.source

    def followed(self) -> dict[int, Sending]:
        """What is taken from the answers, by the number of the call."""
        for call in [c for c in self.calls if c.id in self.answers]:
            for helped in given_back_by(self.syntax, call):
                self.answers.setdefault(helped.id, self.answers[call.id])
                self.calls.append(helped)
        functions = {f.id: f for call in self.calls if (f := _outermost(call)) is not None}
        flow = Flow(self.syntax, self.answers)
        if any(_outermost(call) is None for call in self.calls):
            flow.program(self.syntax.root)
        else:
            for function in functions.values():
                flow.function(function, ())
        numbers = dict.fromkeys((*(of for of, _, _ in flow.uses), *flow.said))
        return {of: Sending(flow.of(of)) + flow.said.get(of, NOTHING) for of in numbers}

    def number(self, call: Node) -> int:
        """The number of a call whose answer is followed; 0 for any other."""
        return self.numbers.get(call.id, 0)

    def answered(self, call: Node, what: str, asked: Node | None = None) -> None:
        """Notes that a call gives an answer, of what another one asked where that is not the same.

        `what` is how the answer is taken: `Held` says what each means, `refs` are `data` in a ref of Vue, and `perhaps` is what only
        another file can tell to be an answer of axios.
        """
        self.calls.append(call)
        self.numbers[(asked or call).id] = len(self.calls)
        of = len(self.calls)
        at = self.syntax.range(call)
        match what:
            case "answer":
                self.answers[call.id] = Held("answer", of=of)
            case "data" | "reply" | "outcome" | "exchange":
                self.answers[call.id] = Held(what, of=of)
            case "perhaps":
                self.answers[call.id] = Held("data", of=of, part=PERHAPS)
            case "refs":
                self.answers[call.id] = Held("outcome" if self.syntax.says(_OF_REACT) else "refs", of=of)
            case _:
                self.answers[call.id] = Held("value", ("response",), (at,), of)

    def shown(self, call: Node, function: Node | None) -> None:
        """Notes that a function, if it is one, is given the answer of a call."""
        if function is not None and function.type in FUNCTIONS:
            self.answers[function.id] = self.answers[call.id]

    def follow(self, outer: Node, call: Node) -> None:
        """Lets a call that follows on another have the answer of that one."""
        if call.id in self.answers:
            self.answers[outer.id] = self.answers[call.id]

    def _options(self, options: list[Node], parts: dict[str, str]) -> Sending:
        found = NOTHING
        for key, value in pairs_of(self.syntax, options[0] if options else None):
            if parts.get(key) == "query":
                found += self.query(value)
            elif key == HEADERS:
                found += sending(self.syntax, value, HEADERS)
            elif key in parts:
                found += self.body(value, True)
        return found

    def query(self, value: Node) -> Sending:
        made = bag(self.syntax, value, "query")
        return made if made is not NOTHING else sending(self.syntax, value, "query") + self._of_type(value, "query")

    def _of_type(self, value: Node, part: str) -> Sending:
        """What the type of a name says that is sent as it is."""
        if value.type not in ("identifier", "shorthand_property_identifier"):
            return NOTHING
        said = modelled(self.syntax, type_of_name(self.syntax, value), (part,), self.syntax.range(value))
        return Sending(models=said.models)

    def _text(self, value: Node | None) -> Sending:
        """What is turned into text: an object, or all the fields of a form."""
        if value is None:
            return NOTHING
        function = ts.field(value, "function") if value.type == "call_expression" else None
        arguments = ts.field(value, "arguments")
        if function is not None and self.syntax.str(function) == "Object.fromEntries" and arguments is not None:
            first = next((c for c in arguments.children if c.is_named), None)
            return bag(self.syntax, first, "request") if first is not None else NOTHING
        found = sending(self.syntax, value, "request")
        if found is NOTHING and value.type == "identifier":
            found = registered(self.syntax, value, "request")
        for told in given_by_tests(self.syntax, value) if found is NOTHING else ():
            found += sending(self.syntax, told, "request")
        return found + self._of_type(value, "request")

    def body(self, value: Node, plain: bool) -> Sending:
        """A body as text, as a form, or (where the client turns it into text) as an object."""
        function = ts.field(value, "function") if value.type == "call_expression" else None
        if function is not None and self.syntax.str(function) == "JSON.stringify":
            arguments = ts.field(value, "arguments")
            first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
            return self._text(first)
        made = bag(self.syntax, value, "request")
        if made is not NOTHING or value.type == "new_expression":
            return made
        return self._text(value) if plain else NOTHING


def pairs_of(syntax: Syntax, options: Node | None) -> list[tuple[str, Node]]:
    """The members of an options object."""
    found: list[tuple[str, Node]] = []
    for part in options.children if options is not None and options.type == "object" else ():
        key, value = syntax.field(part, "key"), syntax.field(part, "value")
        if key is not None and value is not None:
            found.append((unquoted(syntax.str(key)), value))
        elif part.type == "shorthand_property_identifier":
            found.append((syntax.str(part), part))
    return found


def _outermost(node: Node) -> Node | None:
    """The function that a node is in, and that is in no other."""
    found, here = None, node.parent
    while here is not None:
        if here.type in FUNCTIONS:
            found = here
        here = here.parent
    return found
