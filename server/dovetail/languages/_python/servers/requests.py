"""What a Python function takes from a request, or from the answer to one: `request.args["limit"]`, `answer.json()["id"]`."""

import re
from collections import Counter
from dataclasses import field
from typing import Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Modelled, Passed, Sent, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._statements import constant
from ..._treesitter import MAX_DEPTH, Syntax
from ..scoping.chosen import kept_of
from ..scoping.filling import filling
from ..scoping.fixtures import fixture_name, takes_fixtures
from ..scoping.given_names import filled, in_order, is_bound, is_emptied, is_empty, is_kept, put
from ..scoping.looped import looped
from ..scoping.values import target_names
from ..syntax.given import inside
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import called_function, callee_name, function_of, local_value, qualified
from ..syntax.markers import keyword
from ..syntax.written import written
from ..values.sent import ELEMENT
from .compared import Compared, Held
from .handed_answers import handed_back
from .helpers import body_givers
from .restx import parsed_part, uses_restx

_PARTS = {
    "args": "query", "query_params": "query", "headers": "headers", "GET": "query", "form": "request", "json": "request", "data": "request",
    "POST": "request", "view_args": "params", "path_params": "params",
    "query": "query", "match_info": "params",
}  # fmt: skip
_BODIES = frozenset({"get_json", "json", "form", "post"})  # `post` of aiohttp
_REQUESTS = frozenset({"Request", "HttpRequest", "WSGIRequest", "ASGIRequest", "Any"})
_PARSES = frozenset({"decode", "model_validate_json", "parse_raw"})  # a text
_VALIDATES = frozenset({"model_validate", "parse_obj"})
# What a function may say that it gives, and still no class is known of it.
_OPEN = re.compile(
    r"(?:(?:list|List|Iterator|Iterable|AsyncIterator)\[)?(?:[\w.]*(?:dict|Dict|Mapping|Any|object|Response|JSON\w*)\b)"
)
_HANDED = frozenset({"identifier", "call", "subscript", "attribute", "await"})
_LOADS = frozenset({"json.loads", "orjson.loads", "ujson.loads", "simplejson.loads"})
_RAW = re.compile(
    r"(?:await )?(?:self\.)?request\.(?:body|data|get_data|read|text)(?:\([^()]*\))?(?:\.decode\([^()]*\))?"
)
_ONE_OF = frozenset({"next", "max", "min"})
_IN_TURN = frozenset({"max", "min", "sorted", "filter", "map", "groupby", "itertools.groupby"})
_GATHERS = frozenset({"next", "max", "min", "set", "frozenset", "sorted", "list", "tuple"})
_CASTS = (b"cast", b"typing.cast")
_GETS = frozenset({"get", "getlist", "getall", "pop"})


@dataclass
class Flow:
    """Follows what is held through one function. A name counts that is given one value there."""

    syntax: Syntax
    answers: dict[int, int] = field(default_factory=dict)  # the number of each call, by the id of its node
    read: set[int] = field(default_factory=set[int])  # the calls that give what the answer holds
    perhaps: frozenset[int] = frozenset()  # the numbers of those that may give the answer to a call, or what it holds
    found: dict[tuple[int, tuple[Range, ...]], Use] = field(default_factory=dict)
    models: dict[int, list[Modelled]] = field(default_factory=dict[int, list[Modelled]])  # by the number of the call
    names: dict[str, Held] = field(default_factory=dict)
    again: frozenset[str] = frozenset()  # the names that are given one value after the other, in one run of statements
    passed: dict[int, list[Passed]] = field(
        default_factory=dict[int, list[Passed]]
    )  # to other functions, by the number of the call
    compares: dict[int, list[Sent]] = field(
        default_factory=dict[int, list[Sent]]
    )  # what answers are said to have all in all, by the number of the call
    given: dict[str, Held] = field(default_factory=dict[str, Held])  # what the parameters of the function stand for
    plain: bool = True  # whether `request` is the one of the framework
    gives: dict[str, Held] = field(
        default_factory=dict[str, Held]
    )  # what functions give of an answer: `make`, `Api.users`
    put: frozenset[tuple[str, str]] = frozenset()  # keys that the function itself puts into what names stand for
    returned: list[Held | None] = field(default_factory=list["Held | None"])  # by the function that is visited
    stands: dict[int, Held] = field(default_factory=dict[int, Held])  # what nodes stand for, by their ids

    @property
    def compared(self) -> Compared:
        """Made anew for whoever asks: what refers to itself would stay, with the tree of the file, until there is a collection."""
        return Compared(self.syntax, lambda node: self._value(node, 0), self._emit, self._whole)

    def of(self, number: int) -> tuple[Use, ...]:
        return tuple(use for (of, _), use in self.found.items() if of == number)

    def function(self, node: Node) -> None:
        """Visits a function with all that is in it."""
        found = [n for n in ts.walk(node) if n.type == "identifier" and is_bound(n) and not is_emptied(self.syntax, n)]
        bound = Counter(self.syntax.str(n) for n in found)
        self.again = in_order(self.syntax, found) - filled(self.syntax, node)
        self.names = {n: self.gives[n] for n in bound if n in self.gives and takes_fixtures(self.syntax, node, n)}
        self.names.update((n, held) for n, held in self.given.items() if bound[n] == 1)
        self.returned = []
        self.put = frozenset(put(self.syntax, node))
        self.plain = _is_of_framework(self.syntax, node)
        returns = ts.field(node, "return_type")
        compared = self.compared
        hidden: list[tuple[int, str, Held | None]] = []  # what names stand for again behind a comprehension
        for inner in ts.walk(node):
            while hidden and inner.start_byte >= hidden[-1][0]:
                _, name, before = hidden.pop()
                self.names.pop(name, None)
                if before is not None:
                    self.names[name] = before
            match inner.type:
                case "assignment":
                    self._assignment(inner, bound)
                case "named_expression":
                    self._bind(ts.field(inner, "name"), self._value(ts.field(inner, "value"), 0), bound)
                case "as_pattern":
                    target = ts.field(inner, "alias")
                    target = target.children[0] if target is not None and target.children else target
                    self._bind(target, self._value(inner.children[0], 0), bound)
                case "for_statement":
                    self._each(inner, bound)
                case "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression":
                    for clause in (c for c in inner.children if c.type == "for_in_clause"):
                        left = ts.field(clause, "left")
                        for name in target_names(self.syntax, left):
                            hidden.append((inner.end_byte, name, self.names.pop(name, None)))
                        self._each(clause, Counter(target_names(self.syntax, left)))
                case "lambda":
                    taken = self._taken(inner)
                    if taken is not None:
                        hidden.append((inner.end_byte, taken[0], self.names.pop(taken[0], None)))
                        self.names[taken[0]] = taken[1]
                case "call" | "subscript":
                    self._emit(self._value(inner, 0))
                    compared.looked_up(inner)
                    compared.asserted(inner)
                    self._makes(inner)
                    self._passes(inner)
                    self._collects(inner, bound)
                case "return_statement" | "yield" if inner.is_named and function_of(inner) == node:
                    given = next((c for c in inner.children if c.is_named), None)
                    held = self._value(given, 0)
                    if given is not None:  # what ends there gives nothing else
                        self.returned.append(yielded(self.syntax, node, inner, held) if inner.type == "yield" else held)
                    if returns is not None and inner.type == "return_statement":
                        self._typed(given, self.syntax.str(returns))
                case "match_statement":
                    compared.matched(inner)
                case "comparison_operator":
                    compared.same(inner)
                case _:
                    pass
        self._give(node)

    def _taken(self, node: Node) -> tuple[str, Held] | None:
        """What a function in place is given in turn: `max(days, key=lambda day: day["value"])`; its name, and what it stands for."""
        above = (
            node.parent.parent if node.parent is not None and node.parent.type == "keyword_argument" else node.parent
        )
        call = above.parent if above is not None and above.type == "argument_list" else None
        function = ts.field(call, "function") if call is not None else None
        parameters = ts.field(node, "parameters")
        names = inside(parameters)
        if function is None or above is None or len(names) != 1 or names[0].type != "identifier":
            return None
        called = self.syntax.str(function)
        of = ts.field(function, "object") if called.endswith(".sort") else None
        if of is None and called in _IN_TURN:
            of = next((c for c in above.children if c.is_named and c.type not in ("lambda", "keyword_argument")), None)
        held = self._opened(self._value(of, 0)) if of is not None else None
        each = held.item(self.syntax.range(node)) if held is not None else None
        return (self.syntax.str(names[0]), each) if each is not None else None

    def _collects(self, node: Node, bound: Counter[str]) -> None:
        """A list that a function makes empty and fills page by page: `found.extend(page["items"])`."""
        filled = filling(self.syntax, node)
        if filled is None or bound[filled.name] != 1:
            return
        held = self._value(filled.value, 0)
        if held is not None and filled.is_one:
            listed = held.what == "value" and held.chain[-1:] == (ELEMENT,)
            held = replace(held, chain=held.chain[:-1], ranges=held.ranges[:-1]) if listed else None
        before = self.names.get(filled.name)
        if held is not None and held.what == "value" and (before is None or before.chain == held.chain):
            self.names[filled.name] = held
        else:
            self.names.pop(filled.name, None)

    def _give(self, function: Node) -> None:
        """Notes what a function gives of an answer, where it says no class for it and gives one thing alone."""
        held = self.returned[0] if self.returned else None
        returns = ts.field(function, "return_type")
        open = returns is None or _OPEN.match(self.syntax.str(returns)) is not None
        if held is not None and open and held.what != "request" and held.of and all(h == held for h in self.returned):
            self.gives[qualified(self.syntax, function)] = held

    def _makes(self, node: Node) -> None:
        """`User(**answer.json())`, `User.model_validate(answer.json())`, `cast(User, answer.json())`."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        if function is None or not parts:
            return
        owner, _, method = self.syntax.str(function).rpartition(".")
        if method in ("cast",) and len(parts) == 2:
            self._typed(parts[1], self.syntax.str(parts[0]))
        elif method in _VALIDATES:
            self._typed(parts[0], owner)
        elif method in _PARSES and self.plain and _RAW.fullmatch(self.syntax.str(parts[0])) is not None:
            said = owner if method != "decode" else self._decoded(node, function)
            type = written(said, {}) if said else ""
            if type:
                self.models.setdefault(0, []).append(Modelled(("request",), type))
        elif method == "convert" and len(parts) == 2:  # of msgspec
            self._typed(parts[0], self.syntax.str(ts.field(parts[1], "value") or parts[1]))
        elif method[:1].isupper() and parts[0].type == "dictionary_splat" and len(parts) == 1:
            self._typed(parts[0].children[-1], self.syntax.str(function))

    def _decoded(self, call: Node, function: Node) -> str:
        """What msgspec makes of a text: `json.decode(body, type=User)`, `decoder.decode(body)` after `decoder = json.Decoder(User)`."""
        said, owner = keyword(self.syntax, call, "type"), ts.field(function, "object")
        if said is not None or owner is None:
            return self.syntax.str(said) if said is not None else ""
        named = owner.type == "identifier"
        made = (local_value(self.syntax, owner) or constant(self.syntax, self.syntax.str(owner))) if named else owner
        called, arguments = (ts.field(made, n) if made is not None else None for n in ("function", "arguments"))
        if called is None or arguments is None or not self.syntax.str(called).endswith("Decoder"):
            return ""
        first = next((c for c in arguments.children if c.is_named), None)
        return self.syntax.str(ts.field(first, "value") or first) if first is not None else ""

    def _passes(self, node: Node) -> None:
        """`Show.from_json(answer.json())`, `save(request.json)`: what is held goes on to another function."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if function is None or arguments is None or arguments.type != "argument_list":
            return
        for place, argument in enumerate(c for c in arguments.children if c.is_named and c.type != "comment"):
            held = self._opened(self._value(argument, 0)) if argument.type in _HANDED else None
            callee = callee_name(self.syntax, function) if held is not None and held.what == "value" else ""
            if held is not None and callee:
                passed = Passed(held.chain, f"{callee}({place})", self.syntax.range(function))
                self.passed.setdefault(held.of, []).append(passed)

    def _typed(self, node: Node | None, annotation: str) -> None:
        """What is held is said to be of a type."""
        held = self._opened(self._value(node, 0))
        type = written(annotation, {}) if held is not None and held.what == "value" else ""
        if held is not None and type:
            self.models.setdefault(held.of, []).append(Modelled(held.chain, type))

    def _each(self, node: Node, bound: Counter[str]) -> None:
        left, right = ts.field(node, "left"), ts.field(node, "right")
        for name, of in looped(self.syntax, left, right) if left is not None and right is not None else ():
            held = self._opened(self._value(of, 0))
            self._bind(name, held.item(self.syntax.range(name)) if held is not None else None, bound)

    def _assignment(self, node: Node, bound: Counter[str]) -> None:
        left, type = ts.field(node, "left"), ts.field(node, "type")
        if type is not None:
            self._typed(ts.field(node, "right"), self.syntax.str(type))
        typed = type is not None and not self.syntax.str(type).startswith(("dict", "Any", "Mapping", "object"))
        if left is not None and left.type in ("list_pattern", "tuple_pattern", "pattern_list"):
            names, right = [c for c in left.children if c.is_named], ts.field(node, "right")
            values = [c for c in right.children if c.is_named] if right is not None else []
            if right is not None and right.type in ("expression_list", "tuple") and len(values) == len(names):
                for name, value in zip(names, values, strict=True):
                    self._bind(name, self._value(value, 0), bound)
                return
            held = self._value(ts.field(node, "right"), 0)
            for name in names if held is not None and held.what == "value" else ():
                self._bind(name, held.step(ELEMENT, self.syntax.range(name)) if held is not None else None, bound)
            return
        if (
            left is not None
            and not typed
            and (left.type != "identifier" or self.syntax.str(left) in self.again or is_kept(self.syntax, left))
        ):
            self._bind(left, self._value(ts.field(node, "right"), 0), bound)

    def _bind(self, target: Node | None, held: Held | None, bound: Counter[str]) -> None:
        if target is None or target.type != "identifier":
            return
        name = self.syntax.str(target)
        if name in self.again:
            self.names.pop(name, None)
        if held is not None and (bound[name] == 1 or name in self.again):
            self.names[name] = held

    def _value(self, node: Node | None, depth: int) -> Held | None:
        if node is None or depth > MAX_DEPTH:
            return None
        if self.stands and (stands := self.stands.get(node.id)) is not None:
            return stands
        match node.type:
            case "identifier":
                name = self.syntax.str(node)
                return self.names.get(name) or (Held("request") if name == "request" and self.plain else None)
            case "attribute" if self.syntax.str(node) == "self.request" and self.plain:
                return Held("request")
            case "attribute" if (node.text or b"").endswith(b".payload") and uses_restx(self.syntax):
                return Held("value", ("request",), (self.syntax.range(node),))
            case "attribute":
                held, name = self._value(ts.field(node, "object"), depth + 1), ts.field(node, "attribute")
                if held is not None and held.what == "request" and name is not None and name.text == b"rel_url":
                    return held  # of aiohttp, which has the query
                part = _PARTS.get(self.syntax.str(name)) if name is not None else None
                if (
                    held is not None
                    and held.what == "answer"
                    and name is not None
                    and self.syntax.str(name) in ("json", "data")
                ):
                    return Held(
                        "value", ("response",), (self.syntax.range(name),), held.of
                    )  # of Flask, of Django's clients
                if held is None or held.what != "request" or part is None or name is None:
                    return None
                return Held("value", (part,), (self.syntax.range(name),))
            case "subscript":
                return self._item(node, depth)
            case "call":
                return self._call(node, depth)
            case "await" | "parenthesized_expression":
                return self._value(next((c for c in node.children if c.is_named), None), depth + 1)
            case "list_comprehension" | "set_comprehension" | "generator_expression":
                kept = kept_of(self.syntax, node)
                return (
                    self._opened(self._value(kept, depth + 1)) if kept is not None else self._made(node, "each", depth)
                )
            case "dictionary_comprehension":
                return self._made(node, "by", depth)
            case "boolean_operator":
                right = ts.field(node, "right")
                return self._value(ts.field(node, "left"), depth + 1) if is_empty(self.syntax, right) else None
            case "conditional_expression":  # `body if isinstance(body, dict) else {}`
                first, *_, last = [c for c in node.children if c.is_named]
                return self._value(first, depth + 1) if is_empty(self.syntax, last) else None
            case _:
                return None

    def _made(self, node: Node, what: Literal["each", "by"], depth: int) -> Held | None:
        """What a comprehension makes a list of, `[row["id"] for row in rows]`, or a dictionary by, `{row["state"]: 1 for row in rows}`."""
        clauses = [c for c in node.children if c.type == "for_in_clause"]
        left = ts.field(clauses[0], "left") if len(clauses) == 1 else None
        held = self._opened(self._value(ts.field(clauses[0], "right"), depth + 1)) if left is not None else None
        each = held.item(self.syntax.range(node)) if held is not None else None
        if left is None or each is None or left.type != "identifier":
            return None
        name = self.syntax.str(left)
        before = self.names.pop(name, None)
        self.names[name] = each
        body = ts.field(node, "body")
        made = self._value(ts.field(body, "key") if what == "by" and body is not None else body, depth + 1)
        del self.names[name]
        if before is not None:
            self.names[name] = before
        return replace(made, what=what) if made is not None and made.what == "value" else None

    def _opened(self, held: Held | None) -> Held | None:
        """What is held, where keys are asked of it: what may be an answer, or the value in it, is that value."""
        if held is not None and held.what == "answer" and held.of in self.perhaps:
            return Held("value", ("response",), (Range(0, 0),), held.of)
        return held

    def _item(self, node: Node, depth: int) -> Held | None:
        held, index = self._opened(self._value(ts.field(node, "value"), depth + 1)), ts.field(node, "subscript")
        if held is not None and index is not None and held.what == "by":
            self.compared.said(held.as_value(), index)
        if held is None or index is None or held.what not in ("value", "each", "all"):
            return None
        if is_plain_string(index) and held.what == "value":
            owner = ts.field(node, "value")
            if owner is not None and (self.syntax.str(owner), string_value(self.syntax.str(index))) in self.put:
                return None
            return held.step(string_value(self.syntax.str(index)), string_range(self.syntax, index))
        return held.item(self.syntax.range(index)) if index.type == "integer" else None

    def _call(self, node: Node, depth: int) -> Held | None:
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if node.id in self.answers and node.id in self.read and function is not None:
            return Held("value", ("response",), (self.syntax.range(function),), self.answers[node.id])
        if node.id in self.answers:
            return Held("answer", of=self.answers[node.id])
        if function is None or arguments is None:
            return None
        if self.gives and (given := self._given(function)) is not None:
            return given
        if function.text in _CASTS:
            return self._value(next((c for c in reversed(arguments.children) if c.is_named), None), depth + 1)
        if function.type == "identifier" and self.syntax.str(function) in _GATHERS:
            generated = arguments.type == "generator_expression"
            plain = [c for c in arguments.children if c.is_named and c.type != "keyword_argument"]
            alone = len(plain) == 1 or function.text == b"next"
            first = arguments if generated else plain[0] if plain and alone else None
            return self._gathered(first, self.syntax.str(function), self.syntax.range(node), depth)
        if function.type == "identifier" and self.syntax.str(function) in self.syntax.once(body_givers):
            given = [self._value(c, depth + 1) for c in arguments.children if c.is_named and c.type != "comment"]
            of_this = not given or any(h is not None and h.what == "request" for h in given)
            return Held("value", ("request",), (self.syntax.range(function),)) if of_this else None
        if self.answers and (handed := self._handed(function, arguments, depth)) is not None:
            return handed
        if function.type != "attribute":
            return None
        target, name = ts.field(function, "object"), ts.field(function, "attribute")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
        held = self._value(target, depth + 1)
        if name is None:
            return None
        method, at = self.syntax.str(name), self.syntax.range(name)
        loads = self.syntax.str(function) in _LOADS and self.plain
        if self.syntax.str(function) in _LOADS and parts and (answer := self._body(parts[0], depth)) is not None:
            return replace(answer, ranges=(at,))
        if loads and parts and _RAW.fullmatch(self.syntax.str(parts[0])) is not None:
            return Held("value", ("request",), (at,))
        if method == "parse_args" and (part := parsed_part(self.syntax)):
            return Held("value", (part,), (at,))
        if held is None:
            return None
        if held.what == "request" and method in _BODIES:
            return Held("value", ("request",), (at,))
        if held.what == "answer" and method in ("json", "get_json"):
            return Held("value", ("response",), (at,), held.of)
        if held.what == "answer" and method == "raise_for_status":
            return held  # of httpx, which gives the answer itself
        held = self._opened(held) or held
        if held.what == "by" and method in _GETS and parts:
            self.compared.said(held.as_value(), parts[0])
        if held.what == "value" and method == "keys":
            return replace(held, what="keys")
        if held.what == "value" and method in _GETS and parts and is_plain_string(parts[0]):
            found = held.step(string_value(self.syntax.str(parts[0])), string_range(self.syntax, parts[0]))
            for default in parts[1:2]:
                self.compared.said(found, default)
            return found
        return None

    def _handed(self, function: Node, arguments: Node, depth: int) -> Held | None:
        """What a function of the file gives of an answer that it is handed: `self._body(self.session.get(url))`."""
        first = next((c for c in arguments.children if c.is_named and c.type != "comment"), None)
        plain = function.type == "identifier" or (function.children[0].text in (b"self", b"cls"))
        held = self._value(first, depth + 1) if plain and first is not None and first.type in _HANDED else None
        given = handed_back(self.syntax, function, 0) if held is not None and held.what == "answer" else None
        if held is None or given is None:
            return None
        return held if given == "answer" else Held("value", ("response",), (self.syntax.range(function),), held.of)

    def _gathered(self, of: Node | None, by: str, at: Range, depth: int) -> Held | None:
        """What `set(rows)` and `sorted(rows)` hold, or `next(row for row in rows)` is."""
        held = self._opened(self._value(of, depth + 1))
        if held is None or by in _ONE_OF:
            return held.item(at) if held is not None else None
        return replace(held, what="all") if held.what == "value" else held

    def _body(self, node: Node, depth: int) -> Held | None:
        """The value in an answer of which the raw body is parsed: `json.loads(answer.data)`, `json.loads(answer.data.decode())`."""
        text = re.fullmatch(
            r"(.+?)\.(?:data|content|text|body|get_data)(?:\(.*?\))?(?:\.decode\(.*?\))?", self.syntax.str(node)
        )
        while node.type in ("call", "attribute"):
            node = ts.field(node, "function" if node.type == "call" else "object") or node
            held = self._value(node, depth + 1) if text is not None else None
            if held is not None and held.what == "answer":
                return Held("value", ("response",), (Range(0, 0),), held.of)
        return None

    def _given(self, function: Node) -> Held | None:
        """What a function of the file gives of an answer."""
        last = self.syntax.str(ts.field(function, "attribute") or function)
        known = any(name == last or name.endswith(f".{last}") for name in self.gives)
        return self.gives.get(called_function(self.syntax, function)) if known else None

    def _whole(self, held: Held, names: tuple[str, ...], at: Range) -> None:
        if held.chain[0] == "response":
            self.compares.setdefault(held.of, []).append(Sent(held.chain[0], at, names, held.chain[1:]))

    def _emit(self, held: Held | None) -> None:
        if held is None or held.what != "value":
            return
        chain, ranges = held.chain, held.ranges
        while chain and chain[-1] == ELEMENT:
            chain, ranges = chain[:-1], ranges[:-1]
        if len(chain) > 1:
            self.found.setdefault((held.of, ranges), Use("", chain, ranges, "read", chain[0]))


def _is_of_framework(syntax: Syntax, function: Node) -> bool:
    """False where a parameter is called `request` and has a type of its own."""
    parameters = ts.field(function, "parameters")
    for parameter in parameters.children if parameters is not None else []:
        type = ts.field(parameter, "type")
        name = (ts.field(parameter, "name") or parameter.children[0]) if type is not None else None
        if type is not None and name is not None and syntax.str(name) == "request":
            return syntax.str(type).rsplit(".", 1)[-1] in _REQUESTS
    return True


def yielded(syntax: Syntax, function: Node, node: Node, held: Held | None) -> Held | None:
    """What a function gives that yields a value: a fixture gives it itself, and any other one a list of such values."""
    given_once = fixture_name(syntax, function) is not None or b"contextmanager" in (
        (function.parent.text or b"").partition(b"def ")[0] if function.parent is not None else b""
    )
    if held is None or given_once or ts.child(node, "from") is not None:
        return held
    is_item = held.what == "value" and held.chain[-1:] == (ELEMENT,)
    return replace(held, chain=held.chain[:-1], ranges=held.ranges[:-1]) if is_item else None
