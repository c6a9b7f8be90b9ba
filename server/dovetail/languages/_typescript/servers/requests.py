"""What a request holds, followed through a function: the names that are taken from it, or from the answer to it.

Precision first: a name that is given another value, and what is handed to something else, is unknown from there on.
"""

from collections import ChainMap

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import ASKED

from ... import _treesitter as ts
from ..scoping.modelled import annotated, returned_type
from ..scoping.typed_places import typed_place
from ..scoping.untyped_states import state_of
from ..syntax.held import Held
from ..syntax.made import ELEMENT
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .request_calls import RequestCalls
from .request_names import MAX_DEPTH, Names

_BLOCKS = frozenset("statement_block for_statement for_in_statement switch_body catch_clause".split())
_SKIPPED = frozenset(
    "comment interface_declaration type_alias_declaration enum_declaration type_annotation type_arguments type_parameters "
    "string number regex import_statement".split()
)
_TRANSPARENT = frozenset("parenthesized_expression non_null_expression await_expression satisfies_expression".split())
_ASKED = (("query",), ("params",))  # which a server asks for what they may hold
_COMPARES = ("===", "!==", "==", "!=")


@dataclass
class Flow(RequestCalls):
    """Follows what is held through one function."""

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

    def visit(self, node: Node, names: Names, depth: int) -> None:
        kind = node.type
        if kind in _SKIPPED or depth > MAX_DEPTH:
            return
        if kind in FUNCTIONS:
            self.function(node, (self.answers.get(node.id),), names, depth + 1)
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
            case kind if kind in _TRANSPARENT:
                inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                return self.infer(inner, names, depth + 1)
            case _:
                self.visit(node, names, depth + 1)
                return None

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
        place = typed_place(self.syntax, node)
        if place is not None:
            self.takes(*place, names)
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
        given = self.infer(right, names, depth + 1) if right is not None else None
        self.emitted(given)
        if left is None:
            return
        self._typed(given, self.taken_by(left, names), right)
        if left.type in ("member_expression", "subscript_expression"):
            target = ts.field(left, "object")
            if left.type != "member_expression" or target is None or not self._is_put_into(target, left, names):
                self._forget(target, names)  # it has what is put in here
        else:
            for found in (
                n for n in ts.walk(left) if n.type in ("identifier", "shorthand_property_identifier_pattern")
            ):
                self._forget(found, names)
            if left.type == "identifier" and given is not None and given.chain == (ASKED,):
                names[self._text(left)] = given  # `req = matchedData(req)`

    def _is_put_into(self, target: Node, place: Node, names: Names) -> bool:
        """True where what is put in is a part of a request, or the context of one, alone: of the others is known what was."""
        own = self._text(target)
        held = names.get(own) if target.type == "identifier" else None
        if held is None or held.what != "request":
            return False
        around = next(scope for scope in names.maps if own in scope)
        around[self._text(place)] = None
        return True

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
        if held is not None and held.what == "request" and self._text(node) in names:
            return names[self._text(node)]
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
