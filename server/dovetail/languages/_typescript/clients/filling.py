"""What is written where a type is asked for: object literals, lists and functions, in TypeScript."""

import re
from collections.abc import Callable, Sequence
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import CAST, COLUMN, COPY, MOCKED, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..databases.drizzle import selected
from ..databases.drizzle_rows import TABLE_ROWS
from ..databases.prisma import prisma_part
from ..schemas.checks import taken_by_name
from ..scoping.alternatives import of_literal
from ..scoping.angular_forms import begins, form_values
from ..scoping.begun_states import Begun, begun_with
from ..scoping.grown import may_grow
from ..scoping.kept_objects import is_changed, is_gone_through, kept_object
from ..scoping.kept_texts import kept_texts
from ..scoping.lists import SAME
from ..scoping.local_names import ASSIGNS, local_value
from ..scoping.mocks import is_untyped_mock
from ..scoping.option_data import data_object
from ..scoping.origins import declaration
from ..scoping.pushed import pushed
from ..scoping.rests import is_rest
from ..scoping.scopes import Scope, Value, is_tuple
from ..scoping.tables import RENDERERS
from ..sending.earlier import earlier
from ..sending.form_fields import all_fields
from ..syntax.made import CALL, KEY_OF, inside, member
from ..syntax.made import function as function_of
from ..syntax.nodes import alternatives, bare, is_nothing, parts
from ..syntax.refusals import refused
from ..syntax.signatures import given_back
from ..syntax.tests import made_answer
from ..syntax.types import unquoted, unquoted_range
from .noting import Noter

_BY_NAMES = ("relations", "select")  # what TypeORM takes as a list of names, too, instead of `{ customer: true }`
_MAX_DEPTH = 150
_MIDDLEWARE = frozenset(
    "persist devtools immer subscribeWithSelector redux useCallback React.useCallback useShallow memo React.memo observer".split()
)
_ANSWERS = ("NextResponse", "HttpResponse", "TypedResponse")  # types of what answers a request, with that of the answer
_TAKES_VALUE = re.compile(r"\b(?:getValue|renderValue)\b")  # of the cell that a column shows

# What gives, or answers with, just what it is given.
_PASSES = frozenset(
    "HttpResponse.json NextResponse.json Promise.resolve Object.freeze structuredClone vi.fn jest.fn mock.fn".split()
)

# What a value that is written out shows of itself; texts in quotes are held to more than that.
# What MongoDB is told of a value: `{ $ne: "draft" }`, `{ $in: ["open", "closed"] }`.
_OF_VALUES = frozenset("$eq $ne $in $nin $all".split())

# What TypeORM is told of a value: `Not("draft")`, `In(["open", "closed"])`.
_OPERATORS = frozenset("Not In Equal Any".split())
_PRIMITIVES = frozenset({"string", "number", "boolean"})
_WRITTEN = ("object", "array", "string", "ternary_expression")  # what shows by itself what it holds
_SHOWN_ALONE = ("string", "array", "ternary_expression")  # of which it says nothing else what it is
_COLLECTIONS = frozenset({"Set", "Map", "WeakMap"})

# Is told of an object literal that stands where a named type is asked for; true where its keys are held to it already.
Expected = Callable[[Node, Typed, Range, str], bool]


@dataclass
class Filler(Noter):
    """Holds what is written to the types that are asked for. `asked` is what is asked of function literals, by their nodes' ids."""

    expected: Expected
    asked: dict[int, Value] = field(default_factory=dict[int, Value])

    def _expect(
        self,
        node: Node,
        typed: Typed | None,
        at: Range | None,
        how: str,
        scope: Scope | None = None,
        whole: bool = True,
    ) -> None:
        """A type is asked for where an expression stands; `whole` where all that it needs must be there."""
        if typed is None:
            return
        while node.type in ("parenthesized_expression", "as_expression") and node.child_count > 1:
            inner = node.children[1] if node.type == "parenthesized_expression" else node.children[0]
            cast = node.type == "as_expression" and self._text(node.children[-1]) != "const"
            if cast and inner.type == "string":
                return  # it is said to be more than it is
            whole, node = whole and not cast, inner
        if node.type in ("ternary_expression", "binary_expression"):
            for part in alternatives(node):
                self._expect(part, typed, at, how, scope, whole)
        elif node.type == "object" and typed.kind.name == "ref" and not typed.list_depth and at is not None:
            held = self.expected(node, typed, at, how)
            self._fill(node, self.uses.value(typed, typed.kind.target), scope, held=held, whole=whole)
        elif node.type == "member_expression" and typed.kind.name in _PRIMITIVES and not typed.list_depth:
            self.uses.take(typed, self._at(node))
        elif node.type == "array" and typed.list_depth and not _is_placed(typed):
            for item in (c for c in node.children if c.type in ("object", "string", "array")):
                self._expect(item, replace(typed, list_depth=typed.list_depth - 1), at, how, scope, whole)
        else:
            self._fill(node, self.uses.value(typed, typed.kind.target), scope, whole=whole)

    def _fill(
        self,
        node: Node,
        value: Value | None,
        scope: Scope | None,
        held: bool = False,
        depth: int = 0,
        whole: bool = True,
    ) -> None:
        """What is written where a value of some type is asked for: the keys of an object are its fields, and so within.

        `held` where the keys of the object itself are held to a contract already; `whole` where all that it needs must be there.
        """
        if value is None or depth > _MAX_DEPTH:
            return
        if whole or value.via == COPY:
            self._note_plain(node, value)
        match node.type:
            case "parenthesized_expression" | "await_expression":
                for part in parts(node):
                    self._fill(part, value, scope, held, depth + 1, whole)
            case "ternary_expression" | "binary_expression":
                for part in alternatives(node):
                    self._fill(part, value, scope, held, depth + 1, whole)
            case "as_expression" if self._text(node.children[-1]) == "const":
                self._fill(node.children[0], value, scope, held, depth + 1, whole)
            case "as_expression" if node.children[0].type == "identifier" and is_untyped_mock(
                self.types.syntax, node.children[0]
            ):
                self._fill(node.children[0], value, scope, held, depth + 1, whole)
            case "object" if not value.is_list and not prisma_part(node, value, self.types.syntax, self.uses):
                self._fill_object(node, of_literal(value), scope, held, depth, whole)
            case "array" if is_tuple(value):
                for i, part in enumerate(parts(node)):
                    placed = self.uses.property(replace(value, depth=0), str(i), self._at(part), "")
                    self._fill(part, placed, scope, depth=depth + 1, whole=whole)
            case "array" if value.chain and value.chain[-1] in _BY_NAMES and self.types.syntax.has_any("typeorm"):
                for part in (p for p in parts(node) if p.type == "string"):
                    self._key(part, value)
            case "array" if value.is_list or value.is_open:
                for part in parts(node):
                    self._fill(part, self.uses.element(value, self._at(part)), scope, depth=depth + 1, whole=whole)
            case "arrow_function" | "function_expression" | "generator_function":
                self.asked[node.id] = value
            case "call_expression" | "member_expression" if (
                scope is not None and (begun := _begun(self.types.syntax, node)) is not None
            ):
                self._fill_begun(Begun(begun), replace(value, via=COPY), scope, depth, alone=whole)
            case "call_expression" if self._text(node.children[0]) in _PASSES:
                answered = value.kind.options if value.kind.target in _ANSWERS and not value.chain else ()
                inner = self.uses.value(Typed(answered[0]), "") if answered else value
                for part in parts(ts.field(node, "arguments"))[:1]:
                    self._fill_if([part], 0, inner, scope) if answered else self._fill(
                        part, inner, scope, held, depth + 1, whole
                    )
            case "call_expression" if (answer := made_answer(self.types.syntax, node)) is not None:
                self._fill(
                    answer, self.uses.property(value, CALL, self._at(answer), ""), scope, depth=depth + 1, whole=False
                )
            case "call_expression" if self._text(node.children[0]) in _MIDDLEWARE:
                first, *others = parts(ts.field(node, "arguments")) or [node]
                self._fill(first, value, scope, depth=depth + 1)
                for options in others[:1]:
                    self._fill(options, self._kept(value, options), scope, depth=depth + 1)
            case "call_expression" if self._text(node.children[0]) == ASSIGNS:
                for part in parts(ts.field(node, "arguments")):
                    self._fill(part, replace(value, via=COPY), scope, depth=depth + 1, whole=False)
            case "call_expression" if self._text(node.children[0]) in _OPERATORS:
                for part in parts(ts.field(node, "arguments")):
                    for text in parts(part) if part.type == "array" else [part]:
                        self._quote(text, value)
            case "call_expression" if value.is_list or value.chain or self._mapper(node) is not None:
                self._fill_mapped(node, value, whole)
                rows = selected(self.types.syntax, node)
                if rows is not None:
                    self._fill(rows, self.uses.element(value, self._at(rows)), scope, depth=depth + 1, whole=whole)
            case "call_expression":
                self.asked[node.id] = value
            case "new_expression" if self._text(ts.field(node, "constructor") or node) == "Promise":
                self._fill_promise(node, value)
            case "new_expression" if ts.field(node, "type_arguments") is None:
                made, given = ts.field(node, "constructor"), parts(ts.field(node, "arguments"))
                if made is not None and self._text(made) in _COLLECTIONS and given:
                    self._fill_collection(given[0], self._text(made), value, scope)
            case "string" | "template_string":
                self._quote(node, value)
            case "member_expression" if (kept := self._kept_part(node)) is not None:
                self._fill(kept, replace(value, via=COPY), scope, depth=depth + 1)
            case "identifier" | "shorthand_property_identifier" if scope is not None:
                for text in kept_texts(self.types.syntax, node):
                    self._quote(text, value)
                known = scope.look_up(self._text(node)) if whole else None
                self._note_taken(node, value, known)
                if is_rest(known) and not is_changed(self.types.syntax, self._text(node)):
                    self.uses.write(value, {}, [known], self._at(node))
                else:
                    self._fill_earlier(node, value, scope, depth)
            case _:
                pass

    def _fill_if(self, given: Sequence[Node], at: int, value: Value | None, scope: Scope | None) -> None:
        """What is given at one place is written where a value is asked for, if one is."""
        if value is not None and at < len(given):
            self._fill(given[at], value, scope)

    def _fill_earlier(self, name: Node, value: Value, scope: Scope, depth: int, alone: bool = True) -> None:
        """What was written into a variable without a type, before it stands where one is asked for: it may have more than that, and less
        where it is not `alone`, but spread into an object.
        """
        syntax, held = self.types.syntax, scope.look_up(self._text(name))
        if refused(syntax).holds(self._at(name)):
            return
        if is_untyped_mock(syntax, name):  # of which a test says later what it gives, and asks what it was called with
            scope.tell(self._text(name), replace(value, via=self._text(name)))
            return
        begun = begun_with(syntax, name)
        if begun is not None:
            self._fill_begun(begun, replace(value, via=COPY), scope, depth, alone)
            return
        written = held is not None and held.kind.name in ("unknown", "union")
        made = None
        if written or held is None:
            made = local_value(syntax, name) or self._top_value(name) or kept_object(syntax, name)
        if held is None and made is not None and bare(made).type not in _SHOWN_ALONE:
            made = None
        via = value.via if value.via == MOCKED else COPY
        asked: Value | None = replace(value, via=via)
        if made is None and (
            written or ((held is None or held.kind.name == "map") and may_grow(syntax, self._text(name)))
        ):
            self._fill_grown(name, replace(value, via=via), scope, depth)
            return
        if made is not None and made.type == "array":
            for part in pushed(syntax, name):
                self._fill(part, self.uses.element(asked, self._at(part)), scope, depth=depth + 1)
        maker = self._mapper(made) if made is not None and made.type == "call_expression" else None
        if maker is not None and _copies(ts.field(maker, "body")):
            return  # which is made for its own sake
        if maker is not None:
            made, asked = ts.field(maker, "body"), self.uses.element(asked, self._at(maker))
        made = bare(made) if made is not None else None
        if made is not None and (made.type in _WRITTEN or self._text(made).startswith(f"{ASSIGNS}(")):
            self._fill(made, asked, scope, depth=depth + 1, whole=False)
        items = maker is not None and not is_gone_through(syntax, self._text(name))
        alone = alone and made is not None and made.type == "object" and (items or _is_constant(made))
        if made is not None and asked is not None and alone and not is_changed(syntax, self._text(name)):
            self._note_whole(made, asked, scope)

    def _fill_begun(self, begun: Begun, value: Value, scope: Scope, depth: int, alone: bool) -> None:
        """What a state begins with that says no type, and that stands as it is where a type is asked for."""
        keys = begun.keys(self.types.syntax)
        for name, key in keys.items():
            known = self.uses.property(value, name, unquoted_range(self.types.syntax, key), "")
            self.uses.emit(known, "write")
            written = ts.field(key.parent, "value") if key.parent is not None and key.parent.type == "pair" else None
            if written is not None and not is_nothing(written):  # what is nothing at first is put there later
                self._fill(begins(self.types.syntax, written), known, scope, depth=depth + 1, whole=False)
        if alone:
            self.uses.write(value, dict.fromkeys(keys, ""), [], self._at(begun.literal))

    def _fill_grown(self, name: Node, value: Value, scope: Scope, depth: int) -> None:
        """What a variable is given property by property before it stands where a type is asked for, or what the items of its list are."""
        found = earlier(self.types.syntax, name)
        if found is None:
            return
        for first in parts(found.first) if found.first.type == "array" and not value.is_list else [found.first]:
            self._fill(first, value, scope, depth=depth + 1, whole=False)
        for key, given in found.later:
            at = unquoted_range(self.types.syntax, key)
            known = self.uses.property(value, unquoted(self._text(key)), at, "")
            self.uses.emit(known, "write")
            self._fill(given, known, scope, depth=depth + 1, whole=False)

    def _top_value(self, name: Node) -> Node | None:
        """The object that a `const` of the file itself is, where it says no type."""
        found = declaration(self.types.syntax, name)
        top = found is not None and found.type == "variable_declarator" and ts.field(found, "type") is None
        value = ts.field(found, "value") if top and found is not None else None
        above = found.parent.parent if value is not None and found is not None and found.parent is not None else None
        return value if above is not None and above.type in ("program", "export_statement") else None

    def _kept_part(self, node: Node) -> Node | None:
        """The object that a `const` of the file itself has under a name: `people.ada`."""
        of, name = ts.field(node, "object"), ts.field(node, "property")
        held = self._top_value(of) if of is not None and of.type == "identifier" else None
        for pair in parts(held) if held is not None and held.type == "object" and name is not None else ():
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and value is not None and name is not None and key.text == name.text:
                return value if value.type == "object" else None
        return None

    def _kept(self, store: Value, options: Node) -> Value | None:
        """What the options of `persist` take, by what makes the state that is kept."""
        state = self.uses.property(store, CALL, self._at(options), "")
        if state is None:
            return None
        shown = function_of(None, state.typed)
        return Value(inside(partialize=shown, onRehydrateStorage=shown).kind, 0, "persist")

    def _quote(self, node: Node, value: Value | None) -> None:
        """A text stands where a value is asked for, or beside one that it is compared with."""
        is_key = value is not None and value.kind.steps == (KEY_OF,) and not value.is_list
        if value is not None and is_key and node.type in ("string", "template_string"):
            via = COLUMN if value.kind.text == COLUMN and _is_shown_otherwise(node, self.types.syntax) else "keyof"
            self._key(node, self.uses.value(Typed(value.kind.options[0]), via))
        elif node.type == "string":
            self.uses.quote(value, unquoted(self._text(node)), unquoted_range(self.types.syntax, node))

    def _fill_object(self, node: Node, value: Value, scope: Scope | None, held: bool, depth: int, whole: bool) -> None:
        if whole and scope is not None:
            self._note_whole(node, value, scope)
        if depth == 0:
            self._note_fields(node, value)
        for part in parts(node):
            spread = bare(part.children[-1]) if part.type == "spread_element" else part
            if part != spread and spread.type == "identifier" and scope is not None:
                self._fill_earlier(spread, value, scope, depth + 1, alone=False)
            if spread.type in ("ternary_expression", "binary_expression"):
                self._fill(spread, replace(value, via=COPY), scope, held, depth + 1, whole=False)
            key, inner = (
                self.types.syntax.field(part, "key") or self.types.syntax.field(part, "name") or part,
                self.types.syntax.field(part, "value"),
            )
            if part.type not in ("pair", "shorthand_property_identifier", "method_definition"):
                continue
            if key.type in ("computed_property_name", "number") and inner is not None and value.kind.name == "map":
                each = self.uses.element(self.uses.values_of(value), self._at(key))
                self._fill(inner, each, scope, depth=depth + 1, whole=whole and not value.some)
            if (
                key.type == "computed_property_name"
                and value.kind.name == "map"
                and not value.chain
                and inner is not None
            ):
                self._fill(
                    inner,
                    self.uses.element(self.uses.values_of(value), self._at(inner)),
                    scope,
                    depth=depth + 1,
                    whole=whole,
                )
            if key.type not in ("property_identifier", "shorthand_property_identifier", "string") or key.is_missing:
                continue
            if self._text(key)[:1] == "$":
                self._fill_operator(key, inner, value, scope, depth)
                continue
            known = self.uses.property(value, unquoted(self._text(key)), unquoted_range(self.types.syntax, key), "")
            if held:
                self.uses.hold(known)
            else:
                self.uses.emit(known, "write")
            if part.type == "method_definition" and known is not None:
                self.asked[part.id] = known
            elif inner is not None or part.type == "shorthand_property_identifier":
                if whole and value.some and inner is not None and inner.type != "undefined":
                    self._note_plain(inner, known)
                copied = known is not None and known.via == COPY and inner is not None and inner.type == "object"
                made = copied and not _copies(inner)
                if made and known is not None:  # inside a copy, too, and so no copy itself
                    known = replace(known, via=self._text(key))
                self._fill(inner or part, known, scope, depth=depth + 1, whole=made or (whole and not value.some))

    def _parsed(self, given: Node, schema: Value | None, scope: Scope) -> None:
        """An object that a schema parses has its names, and so has what is taken from a form or a query for each: `form.get("email")`."""
        made = self._made_by(schema, given)
        if made is None:
            return
        made = replace(made, via=CAST)
        self._fill(given, made, scope, whole=False)
        for name in taken_by_name(given, self.types.syntax):
            text, place = unquoted(self._text(name)), unquoted_range(self.types.syntax, name)
            self.uses.emit(self.uses.property(made, text, place, CAST))

    def _parsed_form(self, given: Node, schema: Value | None) -> None:
        """A form that a schema parses as a whole has its names."""
        for name, place in all_fields(self.types.syntax, given):
            self.uses.emit(self.uses.property(self._made_by(schema, given), name, place, ""), "write")

    def _made_by(self, schema: Value | None, given: Node) -> Value | None:
        """What a schema makes of something: the steps to it stand nowhere in the text."""
        at = self._at(given)
        made = self.uses.property(self.uses.property(schema, "parse", at, ""), CALL, at, "")
        return replace(made, through=(*made.through, *made.chain), chain=(), ranges=()) if made is not None else None

    def _fill_operator(self, key: Node, inner: Node | None, value: Value, scope: Scope | None, depth: int) -> None:
        """What stands under an operator of MongoDB: `$or: [{ … }]`, `$in: ["open"]`."""
        name = self._text(key)
        if name in _OF_VALUES:
            self._compared_with(inner, value)
        elif inner is not None:
            known = self.uses.property(value, name, self._at(key), "")
            self._fill(inner, known, scope, depth=depth + 1, whole=False)

    def _compared_with(self, node: Node | None, value: Value) -> None:
        for text in parts(node) if node is not None and node.type == "array" else [node]:
            if text is not None:
                self._quote(text, value)

    def _fill_mapped(self, node: Node, value: Value, whole: bool) -> None:
        """In `rows.map((row) => ({ … }))` each object is asked for, in `rows.flatMap((row) => [{ … }])` a list of some."""
        maker = self._mapper(node)
        if maker is None and value.is_list and self._text(node.children[0]).endswith(".flatMap"):
            made = next(iter(parts(ts.field(node, "arguments"))), node)
            self.asked[made.id] = Value(
                Kind("unknown", members=(member(CALL, value.typed),)), 0, "map" if whole else CAST
            )
            return
        each = self.uses.element(value, self._at(maker)) if maker is not None else None
        body = bare(ts.field(maker, "body") or maker) if maker is not None else None
        if each is not None and each.via == TABLE_ROWS and body is not None and body.type == "object":
            self._fill(body, each, None, whole=whole)  # a row of a table, which no type says
        elif maker is not None and each is not None:
            via = COPY if _copies(ts.field(maker, "body")) else "map" if whole else CAST
            self.asked[maker.id] = Value(Kind("unknown", members=(member(CALL, each.typed),)), 0, via)

    def _mapper(self, node: Node) -> Node | None:
        """The function in `rows.map((row) => ({ … }))` that makes objects, and in `Array.from(…)`; so before `.sort(…)`, and in
        `Promise.all(…)`."""
        function, given = ts.field(node, "function"), parts(ts.field(node, "arguments"))
        name = ts.field(function, "property") if function is not None else None
        inner = ts.field(function, "object") if function is not None else None
        if name is not None and inner is not None and self._text(name) in SAME and inner.type == "call_expression":
            return self._mapper(inner)
        if function is not None and self._text(function) == "Promise.all" and len(given) == 1:
            return self._mapper(given[0]) if given[0].type == "call_expression" else None
        made = function is not None and self._text(function) == "Array.from"
        mapper = next(iter(given[1:] if made else given), None)
        if name is None or not (made or self._text(name) == "map") or mapper is None or mapper.type != "arrow_function":
            return None
        body = ts.field(mapper, "body")
        return mapper if body is not None and _made_objects(body) else None

    def _fill_promise(self, node: Node, value: Value) -> None:
        """What `resolve` of `new Promise((resolve) => …)` is given is what the promise holds."""
        for given in parts(ts.field(node, "arguments"))[:1]:
            if given.type in ("arrow_function", "function_expression"):
                resolves = function_of(None, value.typed)
                self.asked[given.id] = Value(function_of(None, resolves).kind, 0, "")

    def _fill_collection(self, node: Node, made: str, value: Value | None, scope: Scope | None) -> None:
        """In `new Map<State, Badge>([["open", { … }]])` each pair has a key and a value, as in `new Set<State>(["open"])` each item."""
        if value is None or value.is_list or not (value.kind.name == "map" or made.endswith("Map")):
            self._fill(node, value, scope)
            return
        for pair in parts(node) if node.type == "array" else []:
            both = parts(pair) if pair.type == "array" else []
            if len(both) == 2:
                self._quote(both[0], self.uses.key_of(value))
                self._fill(both[1], self.uses.element(self.uses.values_of(value), self._at(both[1])), scope)


def _made_objects(body: Node) -> list[Node]:
    """The objects of which one is the value of an expression, or what a function gives back."""
    body = bare(body)
    if body.type == "ternary_expression":
        return [found for part in alternatives(body) for found in _made_objects(part)]
    if body.type == "statement_block" and body.parent is not None:
        return [found for part in given_back(body.parent) for found in _made_objects(part)]
    return [body] if body.type == "object" else []


def _begun(syntax: Syntax, node: Node) -> Node | None:
    """The object whose names the values of a form, or a part of a component's data, have."""
    return form_values(syntax, node) or (data_object(syntax, node) if node.type == "member_expression" else None)


def _copies(body: Node | None) -> bool:
    """True for what makes a copy of something, which may have more than is asked for."""
    return body is not None and any(ts.child(o, "spread_element") is not None for o in _made_objects(body))


def _is_placed(typed: Typed) -> bool:
    """True for a tuple, of which each place has its own type."""
    return typed.list_depth == 1 and bool(typed.kind.members) and typed.kind.members[0].name == "0"


def _is_shown_otherwise(key: Node, syntax: Syntax) -> bool:
    """True for the key of a column that says itself what it shows: it may be a column of buttons, unless that takes the value itself."""
    column = key.parent.parent if key.parent is not None else None
    for part in parts(column):
        name = ts.field(part, "key") or ts.field(part, "name") or part
        shown = syntax.str(name) in RENDERERS and _TAKES_VALUE.search(syntax.str(part)) is None
        if shown or name.type == "spread_element":
            return True
    return False


def _is_constant(value: Node) -> bool:
    """True for what `const name = { … };` says."""
    above = value.parent.parent if value.parent is not None and value.parent.type == "variable_declarator" else None
    return above is not None and ts.child(above, "const") is not None
