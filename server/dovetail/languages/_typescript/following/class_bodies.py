"""What the bodies of classes hold: their fields, what they give `this`, and what their methods take and give."""

import re
from collections.abc import Iterator
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..components.handed import handed_to
from ..components.prop_shapes import PROP_TYPES, prop_shapes
from ..components.react_classes import component_members
from ..databases.entities import allowed_texts
from ..databases.sequelize import initialized, model_kind
from ..scoping.injected import kept_of_given
from ..scoping.scopes import Scope, Value
from ..scoping.values import INHERITS
from ..syntax.classes import class_fields, unsaid_methods
from ..syntax.made import NEW, function_kind, member
from ..syntax.nodes import parts
from ..syntax.signatures import generics_of
from ..syntax.types import flat, unquoted
from .class_states import ClassStates

_LISTS_TEXTS = re.compile(r"""(?:[|\s]*(?:"[^"]*"|'[^']*'|null|undefined|\w+(?=\s*\|\s*null\Z)))+""")
_OF_CONTRACT = re.compile(r"""import\s+(?:type\s+)?\{([^}]*)\}\s*from\s*["'][^"']*\.contract["']""")


@dataclass
class ClassBodies(ClassStates):
    """Follows values through classes. `values` are what the top-level names of a file stand for, `methods` those of its classes."""

    values: dict[str, Field] = field(default_factory=dict[str, Field])
    methods: dict[str, dict[str, Field]] = field(default_factory=dict[str, dict[str, Field]])

    def _class(self, node: Node, scope: Scope, depth: int) -> None:
        body, name = ts.field(node, "body"), ts.field(node, "name")
        if body is None:
            return
        inner = scope.inner(generics_of(self.types.syntax, node))
        own = self._text(name) if name is not None and scope is self.top else ""
        shown = {f.name: f for f in component_members(self.types, node, inner.generics)}
        fields = {**shown}
        fields.update((f.name, f) for f in class_fields(self.types, body, inner.generics))
        fields.update((f.name, f) for f in self._members(body, inner.generics) if f.name not in fields)
        if own:  # what its methods give that do not say so, turns out when all are read
            fields.update(
                (n, member(n, Typed(Kind("unknown", own, steps=(n,))))) for n in unsaid_methods(self.types.syntax, body)
            )
        inherits = ts.child(node, "class_heritage") is not None
        for kept in kept_of_given(self.types.syntax, body):
            fields.setdefault(kept.name, kept)
        called = self._text(name) if name is not None else ""
        if inherits and initialized(self.types.syntax, called, node):
            scope.names[called] = Value(model_kind(called), 0, called)
            if own:
                self.values[own] = member(own, Typed(model_kind(called)))
        before = self.kept, self.state
        self._keeps(node, inner)
        if self.state is not None:
            fields["state"] = member("state", self.state)
        self._this(fields, inner, own, inherits)
        base = _extended(node) if inherits else None
        if base is not None:
            self._kept_of_base(body, base)
        given: dict[str, Field] = {}
        for property in (m for m in body.children if m.type == "public_field_definition"):
            for decorator in (d for d in property.children if d.type == "decorator"):
                self.visit(decorator, inner, depth + 1)
                for text in allowed_texts(self.types.syntax, decorator):
                    allowed = self._annotated(ts.field(property, "type"), inner, "")
                    listed = allowed is not None and allowed.is_list
                    self._quote(text, self.uses.element(allowed, self._at(text)) if listed else allowed)
                    self._quote_for_field(text, property, own, listed)
            found = self._property(property, inner, depth, base)
            key = ts.field(property, "name")
            if self.state is not None and key is not None and self._text(key) == "state":
                continue
            said = ts.field(property, "value")
            if key is not None and said is not None and self._text(key) == PROP_TYPES and "props" in shown:
                props = self.uses.value(Typed(shown["props"].kind), "props")
                prop_shapes(self.types.syntax, said, props, self.uses)
            if found is not None and key is not None and ts.field(property, "type") is None:
                fields[self._text(key)] = member(self._text(key), found.typed)
                if ts.child(property, "static") is None:
                    given[self._text(key)] = fields[self._text(key)]
                self._this(fields, inner, own, inherits)
        methods: dict[str, Field] = {}
        statics: list[Field] = []
        for method in (m for m in body.children if m.type != "public_field_definition" and m.child_count):
            key = ts.field(method, "name")
            if method.type != "method_definition" or key is None:
                self.visit(method, inner, depth + 1)
                continue
            static = ts.child(method, "static") is not None
            around = inner.inner()
            if static:
                around.names["this"] = None
            typed = self.function(method, around, depth + 1, ()).typed
            if ts.child(method, "get", "set") is None and self._text(key) != "constructor":
                found = member(self._text(key), typed)
                statics.append(found) if static else methods.setdefault(found.name, found)
        self.kept, self.state = before
        if own:
            names: dict[str, Field] = {}
            for found in self._members(body, inner.generics):
                several = found.name in names  # what an overloaded method gives hangs on what it takes
                names[found.name] = member(found.name, Typed(Kind("unknown"))) if several else found
                if several:
                    methods.pop(found.name, None)
            self.methods[own] = {n: methods.get(n, f) for n, f in (given | names | methods).items() if n[:1] != "#"}
            self.methods[own].update((NEW, f) for f in self._maker(body, inner.generics))
            asked = shown["props"].kind if "props" in shown else None
            if asked is not None and asked.steps == ("&",):  # by whoever uses the component, as of a function
                statics.append(member("(0)", Typed(asked.options[0])))
            if statics and own not in self.values:
                self.values[own] = member(own, Typed(Kind("unknown", members=tuple(statics))))

    def _kept_of_base(self, body: Node, base: Node) -> None:
        """The texts that a class says one of its properties may be are some of those that the class has for it which it extends."""
        extended = Value(Kind("ref", target=self._text(base)), 0, self._text(base))
        for property in _properties(body):
            name = ts.field(property, "name") or ts.field(property, "pattern")
            annotation = ts.field(property, "type")
            written = next(iter(parts(annotation)), None) if annotation is not None else None
            if written is None or name is None or name.type not in ("property_identifier", "identifier"):
                continue
            whose = self.uses.property(extended, self._text(name), self._at(name), "")
            for part in flat(written, "union_type"):
                literal = part.children[0] if part.type == "literal_type" and part.children else None
                if literal is not None and literal.type == "string":
                    self._quote(literal, whose)

    def _quote_for_field(self, text: Node, property: Node, own: str, listed: bool) -> None:
        """A text that a decorator allows is one that the field of the class may hold, whatever type of the program's own that says."""
        name, annotation = ts.field(property, "name"), ts.field(property, "type")
        written = self._text(annotation).lstrip(": ") if annotation is not None else ""
        if (
            not own
            or name is None
            or listed
            or not (written.isidentifier() or _LISTS_TEXTS.fullmatch(written))
            or written in self.types.syntax.once(_from_contracts)
        ):
            return
        field = Value(Kind("ref", target=own), 0, own, (self._text(name),), (self._at(name),))
        self._quote(text, field)

    def _prop_types(self, left: Node, said: Node, scope: Scope) -> None:
        """What `Row.propTypes = { … }` says of what the component is given, which may say its type, too."""
        component, name = ts.field(left, "object"), ts.field(left, "property")
        if component is None or name is None or self._text(name) != PROP_TYPES or component.type != "identifier":
            return
        own = self._text(component)
        known = scope.function(own)
        first = known.parameters[0] if known is not None and known.parameters else None
        taken = first.typed if first is not None else None
        made = self.values.get(own) if taken is None else None
        asked = next((m for m in made.kind.members if m.name == "(0)"), None) if made is not None else None
        if asked is not None:
            taken = Typed(asked.kind, asked.nullable, asked.list_depth)
        props = self.uses.value(taken or handed_to(own), "props")
        prop_shapes(self.types.syntax, said, props, self.uses)

    def _maker(self, body: Node, generics: frozenset[str]) -> Iterator[Field]:
        """What the constructor of a class takes, where there is one."""
        made = [m for m in body.children if m.type in ("method_definition", "method_signature")]
        own = [m for m in made if (name := ts.field(m, "name")) is not None and self._text(name) == "constructor"]
        if len(own) == 1:
            yield member(NEW, Typed(function_kind(self.types, own[0], generics)))

    def _members(self, body: Node, generics: frozenset[str]) -> Iterator[Field]:
        """What a class has besides its fields: methods, also abstract ones, setters, and what is private."""
        for part in body.children:
            name = self.types.syntax.field(part, "name")
            if name is None or ts.child(part, "static") is not None or self._text(name) == "constructor":
                continue
            key = unquoted(self._text(name))
            if part.type == "public_field_definition":
                if key.startswith("#"):
                    annotation = ts.field(part, "type")
                    typed = self.types.annotation(annotation, generics) if annotation is not None else None
                    yield member(key, typed or Typed(Kind("unknown")))
            elif ts.child(part, "get", "set") is not None:
                yield member(key, Typed(Kind("unknown")))
            else:
                yield member(key, Typed(function_kind(self.types, part, generics)))

    def _this(self, fields: dict[str, Field], scope: Scope, own: str, inherits: bool) -> None:
        kind = Kind("record", own, members=tuple(fields.values()), text=INHERITS if inherits else "")
        scope.names["this"] = Value(kind, 0, "this")

    def _property(self, node: Node, scope: Scope, depth: int, base: Node | None) -> Value | None:
        """What a class gives one of its properties; one that says no type is what the class says that it extends."""
        annotation, value, name = ts.field(node, "type"), ts.field(node, "value"), ts.field(node, "name")
        if value is None:
            return None
        if annotation is None and base is not None and name is not None and name.type == "property_identifier":
            extended = Value(Kind("ref", target=self._text(base)), 0, self._text(base))
            self._fill(value, self.uses.property(extended, self._text(name), self._at(name), ""), scope)
        if annotation is not None:
            typed = self.types.annotation(annotation, scope.generics)
            self._expect(value, typed, self.types.type_range(annotation), ":", scope)
        return self._emitted(value, scope, depth)


def _properties(body: Node) -> Iterator[Node]:
    """The properties that a class declares with a type, those that its constructor takes among them."""
    for part in parts(body):
        if part.type == "public_field_definition":
            yield part
        elif part.type == "method_definition" and ts.field(part, "return_type") is None:
            taken = ts.field(part, "parameters")
            words = ("accessibility_modifier", "readonly", "override_modifier")
            yield from (p for p in parts(taken) if any(ts.child(p, word) is not None for word in words))


def _extended(node: Node) -> Node | None:
    """The name of what a class extends, where nothing is put in for type parameters."""
    extended = ts.child(ts.child(node, "class_heritage"), "extends_clause")
    if extended is None or ts.field(extended, "type_arguments") is not None:
        return None
    base = ts.field(extended, "value")
    return base if base is not None and base.type == "identifier" else None


def _from_contracts(syntax: Syntax) -> frozenset[str]:
    """The names that a file imports of contracts, as far as its text shows."""
    found = _OF_CONTRACT.findall(syntax.text.source)
    return frozenset(name.strip().rpartition(" ")[2] for names in found for name in names.split(","))
