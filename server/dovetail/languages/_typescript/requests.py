"""What a request holds, followed through a function: the names that are taken from it, or from the answer to it.

Precision first: a name that is given another value, and what is handed to something else, is unknown from there on.
"""

import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Passed, Use
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._sending import NOTHING, Sending
from .._treesitter import Syntax
from .held import PARTS_BY_METHOD, VALIDATED_PARTS, Held, What, part_taken_by
from .made import ELEMENT
from .modelled import annotated, modelled, returned_type
from .nitro import HELPERS, names_said, taken_by
from .nodes import parts as parts_of
from .origins import member_name
from .sent import told
from .signatures import FUNCTIONS, type_arguments
from .tests import SHOWS, Expectation, expectation
from .types import unquoted, unquoted_range
from .untyped_states import give, is_nothing, is_put_in, state_of
from .validators import parses_by, schemas_beside
from .values import BUILT_IN_METHODS

Names = ChainMap[str, Held | None]

MAX_DEPTH = 150
_BLOCKS = frozenset("statement_block for_statement for_in_statement switch_body catch_clause".split())
_SKIPPED = frozenset(
    "comment interface_declaration type_alias_declaration enum_declaration type_annotation type_arguments type_parameters "
    "string number regex import_statement".split()
)
TRANSPARENT = frozenset("parenthesized_expression non_null_expression await_expression satisfies_expression".split())
_READS = frozenset("get getAll has".split())
_WRITES = frozenset("set append".split())
_QUERIES = re.compile(r"^use(?:Suspense|SWR)?Query$|^useSWR(?:Immutable)?$|^use(?:Lazy)?AsyncData$")
_IN_REFS = re.compile(r"""\buse(?:Lazy)?AsyncData\b|from\s+["'](?:vue|@tanstack/vue-query|#imports)["']""")
_ELEMENTS = frozenset("map filter forEach find findIndex findLast some every flatMap".split())
_STEPS = re.compile(r"[^.\[\]]+")
_CALLEE = re.compile(r"[\w$]+(?:\(\))?(?:\.[\w$]+)?")
_ASKED = (("query",), ("params",))  # which a server asks for what they may hold
_COMPARES = ("===", "!==", "==", "!=")
_READ_OF = re.compile(r"(\w+)\.(?:get|getAll)\(")
# What follows on a promise, or on a request of wretch, and gives the answer as before.
_CATCHES = frozenset(
    "catch finally notFound unauthorized forbidden badRequest timeout internalError fetchError error catcher catcherFallback".split()
)
_PROMISES = frozenset({"then", "catch", "finally"})
_SAME = frozenset("filter slice sort toSorted reverse toReversed concat".split())
_ONE = frozenset("find findLast at pop shift".split())


@dataclass
class Flow:
    """Follows what is held through one function. `answers` are the calls that give one, by the ids of their nodes.

    `hands` is what of it other functions are given whole, and `said` of which types the code says that parts of answers are.
    """

    syntax: Syntax
    answers: Mapping[int, Held] = field(default_factory=dict)
    uses: dict[tuple[int, tuple[Range, ...], str], Use] = field(default_factory=dict)
    returned: list[Held | None] = field(default_factory=list)
    hands: list[Passed] = field(default_factory=list[Passed])
    said: dict[int, Sending] = field(default_factory=dict[int, Sending])

    def of(self, id: int) -> tuple[Use, ...]:
        """The uses of one answer."""
        return tuple(use for (of, _, _), use in self.uses.items() if of == id)

    def function(
        self, node: Node, given: tuple[Held | None, ...], names: Names | None = None, depth: int = 0
    ) -> Held | None:
        """Visits a function whose first parameters are given, and says what it returns."""
        inner: Names = names.new_child() if names is not None else ChainMap()
        single, parameters, body = ts.field(node, "parameter"), ts.field(node, "parameters"), ts.field(node, "body")
        patterns = [single] if single is not None else []
        for parameter in parameters.children if parameters is not None else []:
            pattern = ts.field(parameter, "pattern") if parameter.is_named else None
            if pattern is not None:
                patterns.append(pattern)
                held = given[len(patterns) - 1] if len(patterns) <= len(given) else None
                self._typed(held, annotated(ts.field(parameter, "type")))
        for i, pattern in enumerate(patterns):
            self.bind(pattern, given[i] if i < len(given) else None, inner, depth)
        if body is None:
            return None
        if body.type != "statement_block":
            found = self.infer(body, inner, depth + 1)
            self.emitted(found)
            self._typed(found, returned_type(node))
            return found
        outer, self.returned = self.returned, []
        self._block(body, inner, depth)
        inside, self.returned = self.returned, outer
        for found in inside:
            self._typed(found, returned_type(node))
        return inside[0] if len(inside) == 1 else None

    def program(self, root: Node) -> None:
        """Visits a whole file."""
        self._block(root, ChainMap(), 0)

    def _typed(self, held: Held | None, type: Node | None) -> None:
        """Notes of which type code says that a part of an answer is."""
        if held is not None and held.of and held.what == "value" and type is not None:
            said = modelled(self.syntax, type, held.chain, held.ranges[-1])
            self.said[held.of] = self.said.get(held.of, NOTHING) + said

    def visit(self, node: Node, names: Names, depth: int) -> None:
        kind = node.type
        if kind in _SKIPPED or depth > MAX_DEPTH:
            return
        if kind in FUNCTIONS:
            self.function(node, (), names, depth + 1)
        elif kind in _BLOCKS:
            self._block(node, names.new_child(), depth)
        elif kind == "variable_declarator":
            self._declarator(node, names, depth)
        elif kind in ("assignment_expression", "augmented_assignment_expression"):
            self._assignment(node, names, depth)
        elif kind == "binary_expression" and ts.child(node, "in") is not None:
            self._asked_whether(node, names, depth)
        elif kind == "binary_expression" and ts.child(node, *_COMPARES) is not None:
            self._compared(node, names, depth)
        elif kind in ("member_expression", "subscript_expression", "call_expression"):
            self._expression(node, names, depth)
        elif kind == "return_statement":
            value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
            self.returned.append(self.infer(value, names, depth + 1))
            self.emitted(self.returned[-1])
        else:
            self._children(node, names, depth)

    def _asked_whether(self, node: Node, names: Names, depth: int) -> None:
        """`"tag" in request.query` takes that name; what may be of several kinds is not known behind such a question."""
        left, right = ts.field(node, "left"), ts.field(node, "right")
        held = self.infer(right, names, depth + 1)
        asked = held if left is not None and left.type == "string" and held is not None and not held.of else None
        if left is not None and asked is not None and asked.what == "value" and asked.chain[:1] in _ASKED:
            self.emitted(asked.property(unquoted(self._text(left)), unquoted_range(self.syntax, left)))
            return
        self._children(node, names, depth)
        for child in node.children:
            self._forget(child, names)

    def infer(self, node: Node | None, names: Names, depth: int) -> Held | None:
        """What an expression stands for; all in it is visited."""
        if node is None or depth > MAX_DEPTH:
            return None
        match node.type:
            case "identifier":
                return names.get(self._text(node))
            case "member_expression":
                return self._member(node, names, depth)
            case "subscript_expression":
                return self._subscript(node, names, depth)
            case "call_expression":
                return self._call(node, names, depth)
            case "new_expression":
                return self._new(node, names, depth)
            case "as_expression":
                inner = self.infer(node.children[0], names, depth + 1)
                self._typed(inner, node.children[-1])
                if inner is not None and inner.what == "value" and not inner.of:
                    self.emitted(inner)  # what it is said to be says nothing of its name
                return inner if self._is_untyped(node.children[-1]) or inner is None or len(inner.chain) == 1 else None
            case "binary_expression" if ts.child(node, "??", "||") is not None:
                left, right = ts.field(node, "left"), ts.field(node, "right")
                found = self.infer(left, names, depth + 1)
                if right is not None:
                    self.visit(right, names, depth + 1)
                empty = right is not None and right.type == "object" and right.named_child_count == 0
                whole = found is not None and found.chain == ("request",)  # `event.body ?? "{}"`
                return found if empty or whole else self.emitted(found)
            case kind if kind in TRANSPARENT:
                inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                return self.infer(inner, names, depth + 1)
            case _:
                self.visit(node, names, depth + 1)
                return None

    def bind(self, pattern: Node, held: Held | None, names: Names, depth: int) -> None:
        """Gives the names of a pattern what they stand for."""
        if depth > MAX_DEPTH:
            return
        match pattern.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                names[self._text(pattern)] = held
            case "object_pattern":
                for part in (c for c in pattern.children if c.is_named):
                    self._bind_property(part, held, names, depth)
            case "object_assignment_pattern" | "assignment_pattern":
                left, right = ts.field(pattern, "left"), ts.field(pattern, "right")
                if right is not None:
                    self.visit(right, names, depth + 1)
                if left is not None:
                    self.bind(left, held, names, depth + 1)
            case "array_pattern":
                for part in (c for c in pattern.children if c.is_named):
                    at = self.syntax.range(part)
                    element = held.step(ELEMENT, at) if held is not None and held.what == "value" else None
                    self.bind(part, element, names, depth + 1)
            case _:
                for part in (c for c in pattern.children if c.is_named):
                    self.bind(part, None, names, depth + 1)

    def emitted(self, held: Held | None, access: Literal["read", "write"] = "read") -> None:
        """Notes the names that were taken."""
        if held is None or held.what not in ("value", "bag"):
            return
        chain, ranges = held.chain, held.ranges
        while chain and chain[-1] == ELEMENT:
            chain, ranges = chain[:-1], ranges[:-1]
        if len(chain) > 1 and not (held.of and is_put_in(self.syntax.text.source, chain[-1])):
            self.uses.setdefault((held.of, ranges, access), Use("", chain, ranges, access, chain[0]))

    def _expression(self, node: Node, names: Names, depth: int) -> None:
        self.emitted(self.infer(node, names, depth + 1))

    def _compared(self, node: Node, names: Names, depth: int) -> None:
        """A text that a value is compared with is one of those that it may be."""
        held = self.infer(ts.field(node, "left"), names, depth + 1)
        self.emitted(held)
        right = ts.field(node, "right")
        if right is None or right.type != "string":
            self._children(node, names, depth)
        elif held is not None and held.what == "value" and len(held.chain) > 1:
            self.emitted(held.step(f"={unquoted(self._text(right))}", unquoted_range(self.syntax, right)))

    def _children(self, node: Node, names: Names, depth: int) -> None:
        for child in node.children:
            if child.child_count:
                self.visit(child, names, depth + 1)

    def _block(self, node: Node, names: Names, depth: int) -> None:
        """A block hides the outer meaning of what it declares itself."""
        for statement in node.children:
            for declarator in statement.children if statement.type.endswith("_declaration") else ():
                name = ts.field(declarator, "name") if declarator.type == "variable_declarator" else None
                if name is not None:
                    self.bind(name, None, names, depth)
        parameter = ts.field(node, "parameter") if node.type == "catch_clause" else None
        if parameter is not None:
            self.bind(parameter, None, names, depth)
        left, right = (
            (ts.field(node, r) for r in ("left", "right")) if node.type == "for_in_statement" else (None, None)
        )
        if left is not None:
            held = self.infer(right, names, depth + 1)
            of = ts.child(node, "of") is not None and right is not None
            listed = held if of and held is not None and held.what == "value" else None
            self.bind(left, listed.step(ELEMENT, self.syntax.range(left)) if listed else None, names, depth)
        self._children(node, names, depth)

    def _declarator(self, node: Node, names: Names, depth: int) -> None:
        name, value, annotation = ts.field(node, "name"), ts.field(node, "value"), ts.field(node, "type")
        if (state := state_of(self.syntax, node)) is not None:
            names[state[0]], names[state[1]] = None, Held("setter", (state[0],))
            return
        held = self.infer(value, names, depth + 1)
        self._typed(held, annotated(annotation))
        if annotation is not None and held is not None and held.what == "value" and not self._is_untyped(annotation):
            self.emitted(held)
            held = None if held.chain[0] in ("request", "response") else held  # its type says what it has
        if name is not None:
            if name.type == "identifier":
                self.emitted(held)
            self.bind(name, held, names, depth)

    def _is_untyped(self, type: Node) -> bool:
        """True where a type says no names: `any`, `unknown`, a map."""
        text = self._text(type).lstrip(": ")
        return text in ("any", "unknown", "object", "const") or text.startswith(("Record<", "{ [", "{["))

    def _assignment(self, node: Node, names: Names, depth: int) -> None:
        left, right = ts.field(node, "left"), ts.field(node, "right")
        self._expression(right, names, depth) if right is not None else None
        if left is None:
            return
        if left.type in ("member_expression", "subscript_expression"):
            target = ts.field(left, "object")
            self._forget(target, names)  # it has what is put in here
        else:
            for found in (
                n for n in ts.walk(left) if n.type in ("identifier", "shorthand_property_identifier_pattern")
            ):
                self._forget(found, names)

    def _forget(self, node: Node | None, names: Names) -> None:
        while node is not None and node.type in (
            "member_expression",
            "subscript_expression",
            "parenthesized_expression",
        ):
            node = node.children[0] if node.type != "parenthesized_expression" else node.children[1]
        if node is not None and node.type in ("identifier", "shorthand_property_identifier_pattern"):
            for scope in names.maps:
                if self._text(node) in scope:
                    scope[self._text(node)] = None
                    return

    def _member(self, node: Node, names: Names, depth: int) -> Held | None:
        target, name = ts.field(node, "object"), ts.field(node, "property")
        held = self.infer(target, names, depth + 1)
        if held is None or name is None or name.type != "property_identifier" or name.is_missing:
            self.emitted(held)
            return None
        return held.property(self._text(name), self.syntax.range(name))

    def _subscript(self, node: Node, names: Names, depth: int) -> Held | None:
        index = ts.field(node, "index")
        held = self.infer(ts.field(node, "object"), names, depth + 1)
        if index is None or held is None:
            if index is not None:
                self.visit(index, names, depth + 1)
            return None
        if index.type == "string":
            return held.property(unquoted(self._text(index)), unquoted_range(self.syntax, index))
        self.emitted(held)
        self.visit(index, names, depth + 1)
        number = index.type == "number" and held.what == "value"
        return held.step(ELEMENT, self.syntax.range(index)) if number else None

    def _new(self, node: Node, names: Names, depth: int) -> Held | None:
        """`new URL(request.url)` has the query of the request."""
        made, arguments = ts.field(node, "constructor"), ts.field(node, "arguments")
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        held = self.infer(first, names, depth + 1)
        self.emitted(held)
        is_url = made is not None and self._text(made) in ("URL", "URLSearchParams") and held is not None
        if made is None or not is_url or held is None or held.what not in ("url", "bag"):
            return None
        return held

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
            if _QUERIES.search(called):
                return self._query(node, parts, names, depth)
            if called == "pick" and (picked := self._picked(parts, names, depth)) is not None:
                return picked
            held = self._handed(parts, names, depth, function)
            if parts and not is_nothing(self.syntax, parts[0]):
                give(names.get(called), held[0], names)
            return held[0] if called == "use" and len(held) == 1 else None  # React's, for a promise
        method, at = self._text(name), self.syntax.range(name)
        target = self.infer(ts.field(function, "object"), names, depth + 1)
        if target is None:
            if method == "pick" and (picked := self._picked(parts, names, depth)) is not None:
                return picked
            held = self._handed(parts, names, depth, function)
            return held[0].parsed(at) if held and held[0] is not None and self._text(function) == "JSON.parse" else None
        match target.what:
            case "request":
                return self._of_request(method, at, parts, names, depth, bool(type_arguments(node)))
            case "bag":
                return self._of_bag(target, method, parts, names, depth)
            case "answer" | "reply" | "data" if target.what != "data" or method in _PROMISES:
                return self._of_answer(target, method, at, parts, names, depth, type_arguments(node))
            case "value":
                return self._of_value(target, method, at, parts, names, depth)
            case _:
                self._handed(parts, names, depth)
                return None

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
        if held is not None and held.what == "value" and expectation.how == "path":
            self._on_path(held, expectation.expected[0])
            return
        if held is None or held.what != "value" or expectation.how == "arguments":
            for expected in expectation.expected:
                self.visit(expected, names, depth + 1)
            return
        held = held.step(ELEMENT, self.syntax.range(expectation.of)) if expectation.how == "element" else held
        for use in told(self.syntax, expectation.expected[0], held.chain, held.ranges):
            read = replace(use, access="read")
            self.uses.setdefault((held.of, read.ranges, "read"), read)

    def _on_path(self, held: Held, path: Node) -> None:
        """The names in `toHaveProperty("user.teams.0.name")`."""
        text, start = unquoted(self._text(path)), unquoted_range(self.syntax, path).start
        for step in _STEPS.finditer(text if path.type == "string" else ""):
            name, at = step[0], Range(start + step.start(), start + step.end())
            held = held.step(ELEMENT if name.isdecimal() else name, at)
            self.emitted(held)

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
            self.emitted(held)
            found.append(held)
            if function is not None and held is not None and held.what in ("request", "value") and not held.of:
                part_of = held.chain or part_taken_by(self._text(function))
                for beside in schemas_beside(self.syntax, part_of, parts, i, self._text(function)):
                    if isinstance(beside, Use):
                        self.uses.setdefault((0, beside.ranges, beside.access), beside)
                    else:
                        self.hands.append(beside)
                name, target = ts.field(function, "property"), ts.field(function, "object")
                parses = target is not None and name is not None and parses_by(self._text(name), self._text(target))
                callee = member_name(self.syntax, target if parses and target is not None else function)
                if _CALLEE.fullmatch(callee):
                    self.hands.append(Passed(held.chain, f"{callee}({i})", self.syntax.range(function)))
        return found

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
        return None

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
        self._handed(parts, names, depth)
        return answer if method in _CATCHES else None

    def _of_value(
        self, value: Held, method: str, at: Range, parts: list[Node], names: Names, depth: int
    ) -> Held | None:
        first = parts[0] if parts else None
        if method == "then" and first is not None and first.type in FUNCTIONS:
            return self.then(value, first, names, depth)
        if method == "then" and first is not None:
            give(names.get(self._text(first)), value, names)
        if method in ("catch", "finally") and not any(n.type == "pair" for p in parts for n in ts.walk(p)):
            self._handed(parts, names, depth)
            return value  # `response.json().catch(() => null)`, and nothing that has other names
        self.emitted(value)
        element = value.step(ELEMENT, at)
        if first is not None and first.type in FUNCTIONS and method in _ELEMENTS:
            self.function(first, (element,), names, depth + 1)
            parts = parts[1:]
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

    def _bind_property(self, part: Node, held: Held | None, names: Names, depth: int) -> None:
        key, target = part, part
        if part.type == "pair_pattern":
            key, target = ts.field(part, "key") or part, ts.field(part, "value") or part
        elif part.type == "object_assignment_pattern":
            key = ts.field(part, "left") or part
        taken: Held | None = None
        if held is not None and key.type in ("property_identifier", "shorthand_property_identifier_pattern", "string"):
            taken = held.property(unquoted(self._text(key)), unquoted_range(self.syntax, key))
            inner = ts.field(target, "left") if target.type == "assignment_pattern" else target
            if inner is None or inner.type != "object_pattern":
                self.emitted(taken)
        self.bind(target, taken, names, depth + 1)

    def _text(self, node: Node) -> str:
        return self.syntax.str(node)
