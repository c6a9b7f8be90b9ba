"""What calls make of a request, or of the answer to it."""

import re
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import ASKED, Modelled, Passed, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..scoping.functions import functions_in
from ..scoping.injected import CALLEE
from ..scoping.member_names import member_name
from ..scoping.origins import initializer
from ..scoping.typed_places import typed_member
from ..scoping.untyped_states import give, is_nothing
from ..scoping.values import BUILT_IN_METHODS
from ..sending.sent import told
from ..syntax.held import HEADERS, PARTS_BY_METHOD, VALIDATED_PARTS, Held, What, part_taken_by
from ..syntax.literals import value_of
from ..syntax.made import ELEMENT
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS, type_arguments
from ..syntax.tests import SHOWS, Expectation, expectation
from ..syntax.types import unquoted, unquoted_range
from .nitro import HELPERS, names_said, taken_by
from .request_names import Names, RequestNames
from .validators import checks_by, parses_by, schemas_beside

_MATCHED = "matchedData"
_LOCATIONS = {"body": "request", "query": "query", "params": "params"}
_TAKES = " takes"  # behind the name of a place, for the type of what it takes
_READS = frozenset("get getAll has".split())
_WRITES = frozenset("set append".split())
_QUERIES = re.compile(r"^use(?:Suspense|SWR)?Query$|^useSWR(?:Immutable)?$|^use(?:Lazy)?AsyncData$")
_IN_REFS = re.compile(r"""\buse(?:Lazy)?AsyncData\b|from\s+["'](?:vue|@tanstack/vue-query|#imports)["']""")
_ELEMENTS = frozenset("map filter forEach find findIndex findLast some every flatMap".split())
_LISTED = re.compile(r"(?:\w+\.)?array\((\w+)\)")  # a schema of a list of what another one is of
_STEPS = re.compile(r"[^.\[\]]+")
_OF_PLAYWRIGHT = frozenset({"request", "postDataJSON", "postData"})  # `route.request().postDataJSON()`
_SHOULD = frozenset(
    "eq equal deep.equal eql deep.eq include contain deep.include".split()
)  # what Cypress calls being the same
_READ_OF = re.compile(r"(\w+)\.(?:get|getAll)\(")
# What follows on a promise, or on a request of wretch, and gives the answer as before.
_CATCHES = frozenset(
    "catch finally notFound unauthorized forbidden badRequest timeout internalError fetchError error catcher catcherFallback".split()
)
_PROMISES = frozenset({"then", "catch", "finally"})
_SETTLED = ("then", "done")  # of promises, and of jQuery's requests
_ENDED = ("catch", "finally", "fail", "always")
_SAME = frozenset("filter slice sort toSorted reverse toReversed concat".split())
_ONE = frozenset("find findLast at pop shift".split())


@dataclass
class RequestCalls(RequestNames):
    """Follows what is held into calls, and what comes out of them. `places` are the types of what places take, by where they stand."""

    places: dict[int, Node] = field(default_factory=dict[int, Node])

    def _call(self, node: Node, names: Names, depth: int) -> Held | None:
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        if function is None:
            return None
        if node.id in self.answers:
            self.visit(function, names, depth + 1)
            return self._answered(self.answers[node.id], function, parts, names, depth)
        expected = expectation(self.syntax, node)
        if expected is not None:
            self._expected(expected, names, depth)
            return None
        name = ts.field(function, "property") if function.type == "member_expression" else None
        if name is None:
            self.visit(function, names, depth + 1)
            called = self._text(function)
            if called in HELPERS and parts and (of := self.infer(parts[0], names, depth + 1)) and of.what == "request":
                types = type_arguments(node)
                taken, hands = taken_by(self.syntax, called, parts, bool(types))
                for said in names_said(self.syntax, called, parts[0], types):
                    self.emitted(said)
                self.hands.extend(hands)
                return taken
            if called == _MATCHED and parts:
                return self._matched(parts, names, depth)
            if _QUERIES.search(called):
                return self._query(node, parts, names, depth)
            if called == "pick" and (picked := self._picked(parts, names, depth)) is not None:
                return picked
            held = self._handed(parts, names, depth, function)
            self._put(held, function, parts, names)
            if parts and not is_nothing(self.syntax, parts[0]):
                give(names.get(called), held[0], names)
            self._shown_to(function, held, depth)
            return held[0] if called == "use" and len(held) == 1 else None  # React's, for a promise
        method, at = self._text(name), self.syntax.range(name)
        target = self.infer(ts.field(function, "object"), names, depth + 1)
        if target is None:
            if method == "pick" and (picked := self._picked(parts, names, depth)) is not None:
                return picked
            if (
                method == "fromEntries"
                and len(parts) == 1
                and (bag := self.infer(parts[0], names, depth + 1)) is not None
            ):
                return replace(bag, what="value") if bag.what == "bag" else self.emitted(bag)
            if method == "includes" and len(parts) == 1:
                self._listed(ts.field(function, "object"), self.infer(parts[0], names, depth + 1))
            held = self._handed(parts, names, depth, function)
            self._put(held, function, parts, names)
            return held[0].parsed(at) if held and held[0] is not None and self._text(function) == "JSON.parse" else None
        match target.what:
            case "request":
                return self._of_request(method, at, parts, names, depth, bool(type_arguments(node)))
            case "bag":
                return self._of_bag(target, method, parts, names, depth)
            case "answer" | "reply" | "data" | "exchange" if target.what != "data" or method in _PROMISES:
                return self._of_answer(target, method, at, parts, names, depth, type_arguments(node))
            case "value":
                return self._of_value(target, method, at, parts, names, depth)
            case _:
                self._handed(parts, names, depth)
                return None

    def _matched(self, parts: list[Node], names: Names, depth: int) -> Held | None:
        """What express-validator's `matchedData(request)` gives of a request: of any part, or of the one that its options name."""
        held, at = self.infer(parts[0], names, depth + 1), self.syntax.range(parts[0])
        if held is None or held.what != "request":
            return None
        said = re.findall(r"""["'](body|query|params)["']""", self._text(parts[1])) if len(parts) > 1 else []
        located = len(parts) > 1 and "locations" in self._text(parts[1])
        part = ASKED if not located else _LOCATIONS[said[0]] if len(said) == 1 else ""
        return Held("value", (part,), (at,)) if part else None

    def _listed(self, listed: Node | None, held: Held | None) -> None:
        """A value is one of the texts of a list in which it is looked for: `["open", "closed"].includes(state)`."""
        if held is None or held.what != "value" or len(held.chain) < 2 or listed is None:
            return
        found = initializer(self.syntax, listed) if listed.type == "identifier" else listed
        written = value_of(found).node if found is not None else None
        texts = parts_of(written) if written is not None and written.type == "array" else []
        for text in texts if all(t.type == "string" for t in texts) else ():
            self.emitted(held.step(f"={unquoted(self._text(text))}", unquoted_range(self.syntax, text)))

    def _put(self, given: list[Held | None], function: Node, parts: list[Node], names: Names) -> None:
        """Notes what is given to a function that puts it into a place which says its type."""
        if len(given) == 1:
            self._typed(given[0], self.taken_by(function, names), parts[0])

    def takes(self, place: str, type: Node, names: Names) -> None:
        """Keeps that what is put into a place is of a type."""
        self.places[type.start_byte] = type
        names[f"{place}{_TAKES}"] = Held("taker", (str(type.start_byte),))

    def taken_by(self, place: Node, names: Names) -> Node | None:
        """The type of what may be put into a place, or given to a function; None where that is not said."""
        told = names.get(f"{self._text(place)}{_TAKES}")
        if told is not None:
            return self.places[int(told.chain[0])]
        return typed_member(self.syntax, place) if place.type == "member_expression" else None

    def _answered(self, answer: Held, function: Node, parts: list[Node], names: Names, depth: int) -> Held:
        """A call that gives an answer; one of supertest may show it to a function: `.expect((res) => …)`, `.end((error, res) => …)`."""
        name = ts.field(function, "property")
        shows = name is not None and self._text(name) in SHOWS and answer.what == "reply"
        if shows and parts and parts[-1].type in FUNCTIONS:
            before = (None,) if name is not None and self._text(name) == "end" else ()
            self.function(parts[-1], (*before, answer), names, depth + 1)
            parts = parts[:-1]
        self._handed(parts, names, depth)
        return answer

    def _expected(self, expectation: Expectation, names: Names, depth: int) -> None:
        """What a test expects of a part of an answer is asked of it, too."""
        held = self.infer(expectation.of, names, depth + 1)
        self.emitted(held)
        if held is not None and held.what == "value" and expectation.how in ("path", "keys"):
            for name in expectation.expected:
                at = self._on_path(held, name)
                if expectation.value is not None and expectation.value.type == "string":
                    text = unquoted(self._text(expectation.value))
                    self.emitted(at.step(f"={text}", unquoted_range(self.syntax, expectation.value)))
            return
        if held is None or held.what != "value" or expectation.how == "arguments":
            for expected in expectation.expected:
                self.visit(expected, names, depth + 1)
            return
        held = held.step(ELEMENT, self.syntax.range(expectation.of)) if expectation.how == "element" else held
        for use in told(self.syntax, expectation.expected[0], held.chain, held.ranges):
            read = replace(use, access="read")
            self.uses.setdefault((held.of, read.ranges, "read"), read)

    def _on_path(self, held: Held, path: Node) -> Held:
        """The names in `toHaveProperty("user.teams.0.name")`, and what is there."""
        text, start = unquoted(self._text(path)), unquoted_range(self.syntax, path).start
        for step in _STEPS.finditer(text if path.type == "string" else ""):
            name, at = step[0], Range(start + step.start(), start + step.end())
            held = held.step(ELEMENT if name.isdecimal() else name, at)
            self.emitted(held)
        return held

    def _query(self, node: Node, parts: list[Node], names: Names, depth: int) -> Held | None:
        """`useQuery({ queryFn: () => fetch(…).then(…) })` and `useSWR(key, () => …)` have what the function gives as their `data`."""
        found: list[Held | None] = []
        for part in parts:
            for pair in part.children if part.type == "object" else ():
                key, value = ts.field(pair, "key"), ts.field(pair, "value")
                if key is not None and value is not None and value.type in FUNCTIONS and self._text(key) == "queryFn":
                    found.append(self.function(value, (), names, depth + 1))
                elif value is not None:
                    self.visit(value, names, depth + 1)
                if key is not None and self._text(key) == "select":
                    found.append(None)
            if part.type in FUNCTIONS:
                found.append(self.function(part, (), names, depth + 1))
        held = found[0] if len(found) == 1 else None
        types = type_arguments(node)
        self._typed(held, next(iter(types), None))
        plain = held is not None and held.what == "value" and held.chain == ("response",) and not types
        what: What = "refs" if self.syntax.says(_IN_REFS) else "data"
        return Held(what, of=held.of) if held is not None and plain else None

    def _handed(self, parts: list[Node], names: Names, depth: int, function: Node | None = None) -> list[Held | None]:
        """What is handed to a function that we do not see, or (`function`) that may be found by its name."""
        found: list[Held | None] = []
        for i, part in enumerate(parts):
            held = self.infer(part, names, depth + 1) if part.child_count or part.type == "identifier" else None
            held = held or (self._bag_read(part, names) if part.type == "object" else None)
            if held is None and function is not None and part.type == "object":
                self._completed(part, i, function, names, depth)
            self.emitted(held)
            found.append(held)
            self._checked(held, function)
            if function is not None and held is not None and held.what in ("request", "value") and not held.of:
                part_of = held.chain or part_taken_by(self._text(function))
                for beside in schemas_beside(self.syntax, part_of, parts, i, self._text(function)):
                    if isinstance(beside, Use):
                        self.uses.setdefault((0, beside.ranges, beside.access), beside)
                    else:
                        self.hands.append(beside)
                name, target = ts.field(function, "property"), ts.field(function, "object")
                parses = target is not None and name is not None and parses_by(self._text(name), self._text(target))
                callees = [member_name(self.syntax, target if parses and target is not None else function)]
                if not parses and target is not None and name is not None and checks_by(self._text(name)):
                    callees.append(member_name(self.syntax, target))  # a schema, if there is one by that name
                for callee in callees:
                    if CALLEE.fullmatch(callee):
                        self.hands.append(Passed(held.chain, f"{callee}({i})", self.syntax.range(function)))
        return found

    def _completed(self, literal: Node, place: int, function: Node, names: Names, depth: int) -> None:
        """Hands a part of the request to a schema, with what is put beside it: `taskSchema.parse({ ...req.body, userId })`."""
        name, target = ts.field(function, "property"), ts.field(function, "object")
        if name is None or target is None or not parses_by(self._text(name), self._text(target)):
            return
        spread = [p for p in parts_of(literal) if p.type == "spread_element"]
        held = self.infer(spread[0].children[-1], names, depth + 1) if len(spread) == 1 else None
        callee = member_name(self.syntax, target)
        if held is None or held.what != "value" or held.of or len(held.chain) != 1 or not CALLEE.fullmatch(callee):
            return
        keys = [ts.field(p, "key") or p for p in parts_of(literal) if p not in spread]
        beside = [(unquoted(self._text(k)), unquoted_range(self.syntax, k)) for k in keys]
        given = tuple(Use("", (*held.chain, own), (*held.ranges, at), "write", "") for own, at in beside)
        self.hands.append(Passed(held.chain, f"{callee}({place})", self.syntax.range(function), given))

    def _checked(self, held: Held | None, function: Node | None) -> None:
        """An answer, or a part of it, that is given to a schema is what that says: `order.parse(await answer.json())`, `z.array(order)`."""
        if held is None or function is None or not held.of or held.what != "value":
            return
        schema, _, method = self._text(function).rpartition(".")
        listed = _LISTED.fullmatch(schema)
        named = listed[1] if listed is not None else schema
        if parses_by(method, schema) and named.isidentifier():
            type = f"typeof {named}{'[]' if listed is not None else ''}"
            said = Modelled(held.chain, type, range=self.syntax.range(function), direct=True)
            self.said[held.of] = self.said.get(held.of, NOTHING) + Sending(models=(said,))

    def _shown_to(self, function: Node, given: list[Held | None], depth: int) -> None:
        """What of an answer is given to a function of this file that nothing else calls."""
        if function.type != "identifier" or not any(h is not None and h.of and h.what == "value" for h in given):
            return
        if len(re.findall(rf"(?<![\w$.]){re.escape(self._text(function))}(?![\w$])", self.syntax.text.source)) == 2:
            for own in functions_in(self.syntax, [function]):
                self.function(own, tuple(given), depth=depth + 1)

    def _picked(self, parts: list[Node], names: Names, depth: int) -> Held | None:
        """What `pick(request.query, ["page", "limit"])` takes, as helpers of that name and `_.pick` have it: those names of the same."""
        held = self.infer(parts[0], names, depth + 1) if len(parts) > 1 else None
        keys = [k for p in parts[1:] for k in (parts_of(p) if p.type == "array" else [p])]
        if held is None or held.what != "value" or held.of or not all(k.type == "string" for k in keys):
            return None
        for key in keys:
            self.emitted(held.property(unquoted(self._text(key)), unquoted_range(self.syntax, key)))
        return held

    def _bag_read(self, literal: Node, names: Names) -> Held | None:
        """The query or form of which an object is made: `{ state: query.get("state"), page: query.get("page") }`."""
        bags = [
            held
            for pair in literal.children
            if (value := ts.field(pair, "value")) is not None
            and (read := _READ_OF.match(self._text(value))) is not None
            and (held := names.get(read[1])) is not None
        ]
        same = len({b.chain for b in bags}) == 1 and len(bags) == sum(c.is_named for c in literal.children)
        return replace(bags[0], what="value") if same and bags[0].what == "bag" else None

    def _of_request(
        self, method: str, at: Range, parts: list[Node], names: Names, depth: int, typed: bool
    ) -> Held | None:
        first = parts[0] if parts else None
        if (part := PARTS_BY_METHOD.get(method)) is not None:
            value = Held("value", (part,), (at,))
            if first is None:
                return value
            return self._named(value, first) if first.type == "string" else None
        if method == "valid" and first is not None and first.type == "string":
            part = VALIDATED_PARTS.get(unquoted(self._text(first)))
            return Held("value", (part,), (at,)) if part is not None else None
        if method == "json" and first is None:
            return Held("value", ("request",), (at,)) if not typed else None
        if method == "text" and first is None:  # which a webhook checks as it is written before it parses it
            return Held("text", ("request",), (at,))
        if method in _OF_PLAYWRIGHT and first is None:
            return Held("value", ("request",), (at,)) if method != "request" else Held("request")
        if method in ("formData", "parseBody"):
            return Held("bag" if method == "formData" else "value", ("request",), (at,))
        self._handed(parts, names, depth)
        return None

    def _named(self, part: Held, name: Node) -> Held:
        return part.step(unquoted(self._text(name)), unquoted_range(self.syntax, name))

    def _of_bag(self, bag: Held, method: str, parts: list[Node], names: Names, depth: int) -> Held | None:
        first = parts[0] if parts else None
        if method in _READS | _WRITES and first is not None and first.type == "string" and len(bag.chain) == 1:
            held = self._named(bag, first)
            self.emitted(held, "write" if method in _WRITES else "read")
            parts = parts[1:]
            if method == "get" and not parts:
                return held
        self._handed(parts, names, depth)
        return bag if method == "entries" else None

    def _of_answer(
        self, answer: Held, method: str, at: Range, parts: list[Node], names: Names, depth: int, types: list[Node]
    ) -> Held | None:
        if method == "json" and not parts:
            body = Held("value", ("response",), (at,), answer.of)
            self._typed(body, next(iter(types), None))
            return body if not types else None
        if method == "then" and parts and parts[0].type in FUNCTIONS:
            return self.then(answer, parts[0], names, depth)
        if method == "then" and len(parts) == 1:
            give(names.get(self._text(parts[0])), None, names)
        if method == "json" and len(parts) == 1 and parts[0].type in FUNCTIONS:  # as wretch has it
            return self.then(Held("value", ("response",), (at,), answer.of), parts[0], names, depth)
        if method == "its" and parts and parts[0].type == "string":
            return self._its(answer, parts[0])
        self._handed(parts, names, depth)
        return answer if method in _CATCHES else None

    def _its(self, held: Held, path: Node) -> Held | None:
        """What Cypress takes under a path of names: `cy.wait("@users").its("response.body.0.email")`."""
        found: Held | None = held
        start = unquoted_range(self.syntax, path).start
        for step in _STEPS.finditer(unquoted(self._text(path))):
            at = Range(start + step.start(), start + step.end())
            if found is None:
                return None
            element = found.what == "value" and step[0].isdecimal()
            found = found.step(ELEMENT, at) if element else found.property(step[0], at)
        self.emitted(found)
        return found

    def _of_value(
        self, value: Held, method: str, at: Range, parts: list[Node], names: Names, depth: int
    ) -> Held | None:
        first = parts[0] if parts else None
        if value.chain == (HEADERS,):
            named = method in ("get", "has") and first is not None and first.type == "string"
            return self.emitted(self._named(value, first)) if named and first is not None else None
        if method in _SETTLED and first is not None and first.type in FUNCTIONS:
            held = self.then(value, first, names, depth)
            return held if method == "then" else value
        if method == "then" and first is not None:
            self._typed(value, self.taken_by(first, names), first)
            give(names.get(self._text(first)), value, names)
        if method == "fail" and first is not None and first.type in FUNCTIONS and value.chain == ("response",):
            self.function(first, (Held("outcome", of=value.of),), names, depth + 1)
            return value
        if method in _ENDED and not any(n.type == "pair" for p in parts for n in ts.walk(p)):
            self._handed(parts, names, depth)
            return value  # `response.json().catch(() => null)`, and nothing that has other names
        self.emitted(value)
        element = value.step(ELEMENT, at)
        if first is not None and first.type in FUNCTIONS and method in _ELEMENTS:
            self.function(first, (element,), names, depth + 1)
            parts = parts[1:]
        elif first is not None and method in _ELEMENTS:
            self._shown_to(first, [element], depth)
        elif method not in BUILT_IN_METHODS and first is None:
            self.emitted(value.step(method, at))
        self._handed(parts, names, depth)
        return value if method in _SAME else element if method in _ONE else None

    def then(self, held: Held, function: Node, names: Names, depth: int) -> Held | None:
        """What a promise becomes that is given a function."""
        self.function(function, (held,), names, depth + 1)
        body, parameter = ts.field(function, "body"), ts.field(function, "parameter")
        if parameter is None and (parameters := ts.field(function, "parameters")) is not None:
            first = next((c for c in parameters.children if c.is_named), None)
            parameter = ts.field(first, "pattern") if first is not None else None
        if body is None or body.type == "statement_block" or parameter is None or parameter.type != "identifier":
            return None
        inner: Names = names.new_child()
        inner[self._text(parameter)] = held
        return self.infer(body, inner, depth + 1)
