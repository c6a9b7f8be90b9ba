"""The names of a scope in TypeScript: what declarations and patterns give them, and what guards take away."""

import re
from abc import abstractmethod

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.guards import may_narrow
from dovetail.core.shapes import COLUMN, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..clients.filling import Filler
from ..clients.refused import refused, refused_answer
from ..scoping.choosing import Choice, choice, chosen
from ..scoping.rests import rest_of
from ..scoping.scopes import Scope, Value, is_tuple
from ..syntax.made import CALL, FUNCTION, GUARD, IS, ITEM, NEW, NOWHERE, TYPE_OF, inside, member
from ..syntax.nodes import bare, declared, parts, path_of
from ..syntax.signatures import Parameter, Signature, signature, type_arguments
from ..syntax.types import unquoted, unquoted_range

MAX_DEPTH = 150
CLASSES = ("class_declaration", "class", "abstract_class_declaration")
_MATCHES = re.compile(r"\w\.(?:fulfilled|rejected|pending)\.match$")
_AROUND_ANSWERS = frozenset({"parenthesized_expression", "await_expression"})
_HANDS_ON = frozenset({"pair", "return_statement", "array", "template_substitution", "jsx_expression"})


@dataclass
class Names(Filler):
    """Keeps what the names of scopes stand for.

    `top` is the scope of the file itself, `declared` are the imported names of which libraries say what they are.
    """

    top: Scope | None = None
    declared: frozenset[str] = frozenset()

    @abstractmethod
    def visit(self, node: Node, scope: Scope, depth: int) -> None:
        """Visits a node of any kind."""

    @abstractmethod
    def infer(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        """Visits an expression, and says what its value is."""

    def _name(self, name: str, scope: Scope) -> Value | None:
        """What a name stands for; a function of this file whose result is not written, by its name."""
        known = scope.function(name)
        if known is None and name[:1] == "$" and not scope.declares(name):
            return self.uses.property(scope.look_up(name[1:]), ITEM, NOWHERE, name)  # what a store of Svelte holds
        if known is None:
            return scope.look_up(name)
        own = self.top is not None and self.top.names.get(name) is known
        if own and (known.generics or (known.inferred and known.returns is None)):
            return self._named(name)
        takes = (member(f"({i})", p.typed) for i, p in enumerate(known.parameters) if p is not None)
        gives = (member(CALL, known.returns),) if known.returns is not None else ()
        text = GUARD if known.narrows else FUNCTION
        return Value(Kind("unknown", values=known.generics, members=(*gives, *takes), text=text), 0, name)

    def _instance(self, name: str, scope: Scope) -> Value | None:
        """An object of a class of this file, or of an imported one."""
        found = scope.look_up(name)
        named = found is not None and found.kind.target == f"{TYPE_OF}{name}" and not found.chain
        return Value(Kind("ref", target=name), 0, name) if named else None

    def _constructor(self, name: str, at: Range, scope: Scope) -> Value | None:
        """What makes objects of a class."""
        made = self._instance(name, scope)
        return replace(made, chain=(NEW,), ranges=(at,)) if made is not None else None

    def _annotated(self, annotation: Node | None, scope: Scope, via: str) -> Value | None:
        if annotation is None or annotation.type != "type_annotation":
            return None
        typed = self.types.annotation(annotation, scope.generics)
        return self.uses.value(typed, via if via.isidentifier() else typed.kind.target or "props")

    def _bind(self, pattern: Node, value: Value | None, scope: Scope, depth: int) -> None:
        """Gives the names of a pattern what they stand for."""
        if depth > MAX_DEPTH:
            return
        match pattern.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                name = self._text(pattern)
                scope.names[name] = value if value is None or value.via == name else replace(value, via=name)
            case "object_pattern":
                for part in pattern.children:
                    if part.is_named:
                        self._bind_property(part, value, scope, depth)
            case "object_assignment_pattern" | "assignment_pattern":
                left, right = ts.field(pattern, "left"), ts.field(pattern, "right")
                if right is not None:
                    self._fill(right, value, scope, whole=False)
                    self.visit(right, scope, depth + 1)
                if left is not None:
                    self._bind(left, value, scope, depth + 1)
            case "array_pattern":
                index = 0
                for part in pattern.children:
                    index += part.type == ","
                    if part.type == "rest_pattern" and part.child_count:
                        self._bind(part.children[-1], self._item(value, index, part), scope, depth + 1)
                    elif part.is_named and part.type != "comment":
                        self._bind(part, self._item(value, index, part), scope, depth + 1)
            case _:
                for part in (c for c in pattern.children if c.is_named):
                    self._bind(part, None, scope, depth + 1)

    def _item(self, value: Value | None, index: int, part: Node) -> Value | None:
        """What stands at a place of a list, or of a pair."""
        if value is None or part.type == "rest_pattern":
            listed = value is not None and value.is_list and not is_tuple(value)
            return value if listed or (value is not None and value.chain[-1:] == (CALL,)) else None
        if value.kind.members and not value.chain and (value.depth == 0 or is_tuple(value)):
            return self.uses.property(replace(value, depth=0), str(index), self._at(part), "")
        if (
            value.chain[-1:] == (CALL,) and not value.is_list
        ):  # of a pair, or of a list: that turns out where it comes from
            at = self._at(part)
            return replace(value, chain=(*value.chain, f"[{index}]"), ranges=(*value.ranges, at))
        return self.uses.element(value, self._at(part)) if value.is_list or value.is_open else None

    def _bind_property(self, part: Node, value: Value | None, scope: Scope, depth: int) -> None:
        key, target = part, part
        if part.type == "pair_pattern":
            key, target = ts.field(part, "key") or part, ts.field(part, "value") or part
        elif part.type == "object_assignment_pattern":
            key = ts.field(part, "left") or part
        taken: Value | None = None
        if value is not None and key.type in ("property_identifier", "shorthand_property_identifier_pattern", "string"):
            name, at = unquoted(self._text(key)), unquoted_range(self.types.syntax, key)
            taken = self.uses.property(value, name, at, name)
            if target.type != "object_pattern":
                self.uses.emit(taken)
        elif key.type == "computed_property_name":
            self.visit(key, scope, depth + 1)
            taken = self.uses.element(self.uses.values_of(value), self._at(key))
        elif part.type == "rest_pattern" and value is not None and not value.is_list:
            self._bind(part.children[-1], rest_of(value, part, self.types.syntax), scope, depth + 1)
            return
        self._bind(target, taken, scope, depth + 1)

    def _hoist(self, block: Node, scope: Scope) -> None:
        """Hides the outer meaning of every name that a block declares itself."""
        signatures: list[Node] = []
        for statement in block.children:
            inner = declared(statement)
            if inner is None:
                continue
            kind = inner.type
            if kind in ("lexical_declaration", "variable_declaration"):
                for declarator in (c for c in inner.children if c.type == "variable_declarator"):
                    name, type = (self.types.syntax.field(declarator, role) for role in ("name", "type"))
                    if name is not None and name.type == "identifier":
                        own, later = self._text(name), type is None and scope is self.top
                        value = self._named(own) if later else self._annotated(type, scope, own)
                        told = not later and value is not None and any(m.name == CALL for m in value.kind.members)
                        known = None if told else signature(self.types, declarator, scope.generics)
                        scope.names[own] = known or value
                    elif name is not None:
                        self._bind(name, None, scope, 0)
            elif kind.endswith("_declaration") and (name := self.types.syntax.field(inner, "name")) is not None:
                known = signature(self.types, inner, scope.generics)
                known_by_name = kind in CLASSES or kind == "enum_declaration"
                itself = self._named(self._text(name)) if known_by_name and scope is self.top else None
                scope.names[self._text(name)] = known or itself
            elif kind == "function_signature":
                signatures.append(inner)
        alone: dict[str, bool] = {}
        for inner in signatures:
            name = ts.field(inner, "name")
            if name is not None:
                own = self._text(name)
                alone[own] = own not in alone and own not in scope.names
                # What an overloaded function gives hangs on what it takes.
                scope.names[own] = signature(self.types, inner, scope.generics) if alone[own] else None
        parameter = ts.field(block, "parameter") if block.type == "catch_clause" else None
        if parameter is not None:
            thrown = refused(self.types.syntax)
            self._bind(parameter, self.uses.value(thrown, "error") if thrown is not None else None, scope, 0)

    def _state(self, pattern: Node, state: Parameter, scope: Scope, depth: int) -> None:
        """The state in `const [user, setUser] = useState<User | null>(null)`, and what may be given to its setter."""
        names = [c for c in pattern.children if c.is_named and c.type != "comment"]
        if names and pattern.children[1] == names[0]:
            self._bind(names[0], self.uses.value(state.typed, "useState"), scope, depth)
            if len(names) > 1 and names[1].type == "identifier":
                scope.names[self._text(names[1])] = Signature(parameters=(state,), sets=True, narrows=False)

    def _narrowed(self, test: Node | None, scope: Scope, made: bool = False) -> Scope:
        """What is known where a test is true: after `error instanceof Refused` the error is one."""
        inner = scope.inner() if made else scope
        if test is None:
            return inner
        test = bare(test)
        answer = refused_answer(self.types.syntax, test) if test.type == "unary_expression" else None
        if answer is not None:
            inner = scope.inner()
            inner.names[answer.via] = answer
            return inner
        if test.type == "binary_expression" and ts.child(test, "&&") is not None:
            left = self._narrowed(ts.field(test, "left"), scope)
            return self._narrowed(ts.field(test, "right"), left, made)
        if test.type == "call_expression":
            return self._refused(test, scope) or self._matched(test, scope) or self._guarded(test, scope, inner)
        said = choice(self.types.syntax, test)
        if said is not None:
            return self._alternative(said, scope)
        left, right = self.types.syntax.field(test, "left"), self.types.syntax.field(test, "right")
        if test.type != "binary_expression" or left is None or right is None or ts.child(test, "instanceof") is None:
            return inner
        inner = scope.inner()
        if left.type == "identifier" and right.type == "identifier":
            inner.names[self._text(left)] = self._instance(self._text(right), scope)
        return inner

    def _alternative(self, said: Choice, scope: Scope) -> Scope:
        """What is known where a test says which of several a name is."""
        inner = scope.inner()
        inner.names[said.name] = chosen(scope.look_up(said.name), said, self.uses)
        return inner

    def _refused(self, test: Node, scope: Scope) -> Scope | None:
        """What is known after `axios.isAxiosError<Problem>(error)`; None for any other test."""
        guard, given, said = ts.field(test, "function"), parts(ts.field(test, "arguments")), type_arguments(test)
        if guard is None or not given or not self._text(guard).endswith("isAxiosError"):
            return None
        thrown = (
            inside(response=inside(data=self.types.typed(said[0], scope.generics)))
            if said
            else refused(self.types.syntax)
        )
        name = self._text(given[0])
        inner = scope.inner()
        inner.names[name] = Value(thrown.kind, 0, name) if thrown is not None else None
        return inner

    def _matched(self, test: Node, scope: Scope) -> Scope | None:
        """What is known after `load.fulfilled.match(action)` of Redux Toolkit; None for any other test."""
        guard, given = ts.field(test, "function"), parts(ts.field(test, "arguments"))
        if guard is None or not _MATCHES.search(self._text(guard)) or not given or given[0].type != "identifier":
            return None
        inner = scope.inner()
        inner.names[self._text(given[0])] = self.infer(ts.field(guard, "object"), scope, 0)
        return inner

    def _guarded(self, test: Node, scope: Scope, inner: Scope) -> Scope:
        """What a guard says that it is given: after `isUser(value)`, which `value is User`. What was known before stays besides."""
        guard, given = ts.field(test, "function"), parts(ts.field(test, "arguments"))
        if guard is None or guard.type != "identifier" or not given or given[0].type != "identifier":
            return inner
        if scope.look_up(self._text(given[0])) is not None:
            return inner
        name = self._text(guard)
        known = scope.look_up(name) is not None or (self.top is not None and self.top.names.get(name) is not None)
        told = self.uses.property(self._named(name), IS, self._at(guard), "") if known else None
        if told is None or not (scope.imports(name) or self._is_own(name, scope)):
            return inner
        inner = scope.inner()
        inner.names[self._text(given[0])] = told
        return inner

    def _is_own(self, name: str, scope: Scope) -> bool:
        """True for a function of the top level of this file."""
        known = scope.function(name)
        return known is not None and self.top is not None and self.top.names.get(name) is known

    def _doubt(self, arguments: Node | None, guard: str, at: Node, scope: Scope, written: bool) -> None:
        """What a guard is given may be of another type from there on. Of an imported function it turns out whether it is one."""
        found = scope.look_up(guard)
        imported = found is not None and found.kind.target == f"{TYPE_OF}{guard}"
        followed = imported or self._is_own(guard, scope)
        named, written = may_narrow(guard), written and scope.function(guard) is not None
        if not (followed or named or written) or (at.parent is not None and _is_only_handed_on(at.parent)):
            return
        for part in parts(arguments):
            known = scope.look_up(self._text(part)) if followed and part.type == "identifier" else None
            row = known is not None and known.kind.target.startswith("prisma.")  # what no function of ours narrows
            if known is not None and not row and (named or known.kind.name == "ref"):
                scope.doubt(self._text(part), guard, self.types.syntax.range(at))
            elif named and followed and part.type == "member_expression":
                scope.doubt_path(path_of(self._text(part)), guard, self.types.syntax.range(at))
            elif named or written:
                self._forget(part, scope)
                if followed and part.type == "identifier" and at.parent is not None and _is_statement(at.parent):
                    self._bind(part, self.uses.property(self._named(guard), IS, self._at(at), ""), scope, 0)

    def _asked_whether(self, name: Node, of: Node, scope: Scope) -> None:
        """After `"retired" in user` there may be such a property, whatever the type of a user says; a slip of one it has, it is not."""
        value = scope.look_up(self._text(bare(of)))
        if name.type == "string":
            text, at = unquoted(self._text(name)), unquoted_range(self.types.syntax, name)
            self.uses.emit(
                self.uses.property(replace(value, via=COLUMN) if value is not None else None, text, at, COLUMN)
            )
        if name.type != "string" or not scope.admit(self._text(bare(of)), unquoted(self._text(name))):
            self._forget(of, scope)

    def _forget_names(self, node: Node | None, scope: Scope) -> None:
        """A guard may narrow what it is given, so its properties are not known any more."""
        for child in node.children if node is not None else []:
            self._forget(child, scope)

    def _forget(self, node: Node, scope: Scope) -> None:
        while node.type in ("parenthesized_expression", "non_null_expression") and node.child_count:
            node = next((c for c in node.children if c.is_named), node.children[0])
        if node.type in ("identifier", "this"):
            scope.forget(self._text(node))
        elif node.type == "member_expression":
            scope.forget(path_of(self._text(node)))
        elif node.type == "subscript_expression" and node.children:
            self._forget(node.children[0], scope)


def _is_only_handed_on(call: Node) -> bool:
    """True where what a guard says decides nothing here: `{ late: isLate(loan) }`, `return isLate(loan)`."""
    here = call
    while here.parent is not None and here.parent.type in _AROUND_ANSWERS:
        here = here.parent
    above = here.parent
    if above is not None and above.type == "arguments":
        return above.parent is not None and not _is_statement(above.parent)  # it may be `assert(isUser(value))`
    return above is not None and above.type in _HANDS_ON


def _is_statement(call: Node) -> bool:
    """True for a call that stands alone, so that what it asserts holds from there on: `assertUser(value);`."""
    return call.parent is not None and call.parent.type == "expression_statement"
