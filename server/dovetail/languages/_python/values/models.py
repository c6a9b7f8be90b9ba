"""What the body of a class says of a model of Django: in its `Meta`, in its options, by the decorator that registers it."""

import re
from collections.abc import Collection

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..classes.bases import base_names
from ..classes.django import keywords
from ..classes.forms import ADDED
from ..classes.members import assignments
from ..classes.named import (
    NAMED,
    OWN,
    cleaned_strings,
    hooks,
    keyed_strings,
    listed_strings,
    meta_strings,
    refused_strings,
)
from ..classes.names import Names
from ..classes.serializers import nested, sourced
from ..scoping.factories import MADE
from ..scoping.values import Scope, Value, bound_names
from ..syntax.literals import is_plain_string, string_range, string_value
from .queries import Queries

# Bases that declare no fields of their own besides those of the model.
_OF_LIBRARIES = frozenset(
    "Serializer ModelSerializer HyperlinkedModelSerializer Form ModelForm UserCreationForm UserChangeForm FilterSet Factory "
    "DjangoModelFactory SQLAlchemyModelFactory WritableNestedModelSerializer GeoFeatureModelSerializer object".split()
)
_MODEL_FORM = re.compile(r"\Aclass \w+\(\s*(?:forms\.)?ModelForm\s*\)")  # a form that has no other fields than its own
_FOR_MODELS = ("Serializer", "FilterSet", "ModelForm")  # in the names of bases
# What the `Meta` of a serializer, a form or a factory lists of its model.
_LISTS = ("fields", "read_only_fields", "exclude", "django_get_or_create", "sqlalchemy_get_or_create")


@dataclass(frozen=True, slots=True)
class Models:
    """Notes the names of fields that such classes give in strings."""

    names: Names
    queries: Queries

    def registered(self, node: Node, scope: Scope) -> Value | None:
        """The model that an admin's class of Django is for: `@admin.register(User)`."""
        outer = node.parent
        for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else []:
            call = ts.child(decorator, "call")
            arguments = ts.field(call, "arguments") if call is not None else None
            parts = [c for c in arguments.children if c.is_named] if arguments is not None else []
            if len(parts) == 1 and self._text(decorator).partition("(")[0].endswith("register"):
                name = self.names.class_name(parts[0], scope)
                return Value(name) if name else None
        return None

    def of_meta(self, node: Node, scope: Scope) -> Value | None:
        """The model that the `Meta` of a serializer, a form or a set of filters names."""
        bases, body = ts.field(node, "superclasses"), ts.field(node, "body")
        if bases is None or body is None or not any(word in self._text(bases) for word in _FOR_MODELS):
            return None
        for member in (m for m in body.children if m.type == "class_definition"):
            name, below = ts.field(member, "name"), ts.field(member, "body")
            if name is None or below is None or self._text(name) != "Meta":
                continue
            for left, right in assignments(below):
                known = self.names.class_name(right, scope) if right is not None and self._text(left) == "model" else ""
                if known:
                    return Value(known)
        return None

    def filters(self, body: Node, model: Value) -> None:
        """The fields that the filters of a set are for: `CharFilter(field_name="owner__email")`, `OrderingFilter(fields=(…))`."""
        for call in (n for n in ts.walk(body) if n.type == "call"):
            function = ts.field(call, "function")
            if function is None or not self._text(function).endswith("Filter"):
                continue
            given = keywords(self.names.types.syntax, call)
            named, listed = given.get("field_name"), given.get("fields")
            if named is not None and is_plain_string(named):
                self.queries.named(model, named)
            for part in listed.children if listed is not None and listed.type in ("list", "tuple") else ():
                first = next((c for c in part.children if c.is_named), None) if part.type in ("list", "tuple") else part
                if first is not None and is_plain_string(first):
                    self.queries.named(model, first)

    def listed(self, body: Node, model: Value) -> None:
        """The names of fields in the options of a class that is for a model, but for those of its own methods."""
        known, _ = bound_names(self.names.types.syntax, body)
        for member in body.children:
            shown = member.type != "decorated_definition"  # behind `ordering` of a decorator stands no method
            for string in listed_strings(self.names.types.syntax, member):
                if not shown or string_value(self._text(string)) not in known:
                    self.queries.named(model, string)

    def meta(self, node: Node, outer: Node, scope: Scope, own: Value | None) -> None:
        """The fields that a serializer or form of Django takes from its model (`class Meta: model = User; fields = ["email"]`),
        and those of its own that a model orders by."""
        syntax = self.names.types.syntax
        body, name = ts.field(node, "body"), ts.field(node, "name")
        if body is not None and own is not None and name is not None and self._text(name) == "Meta":
            for string in meta_strings(syntax, body):
                self.queries.named(own, string, OWN)
            self.queries.conditions(own, body)
        given: dict[str, Node] = {}
        for statement in body.children if body is not None else []:
            assigned = ts.child(statement, "assignment")
            left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
            if left is not None and right is not None:
                given[self._text(left)] = right
        model = self.names.class_name(given["model"], scope) if "model" in given else ""
        if not model:
            return
        above = self._declared_above(outer)
        known = {*bound_names(syntax, outer)[0], *sourced(syntax, node), *(above or ())}
        known.update(ADDED.findall(self._text(outer)))
        strings: list[Node] = []
        for listed in (given.get(name) for name in _LISTS):
            strings.extend(listed.children if listed is not None and listed.type in ("list", "tuple") else ())
        for name in ("fields", "extra_kwargs", "widgets", "labels", "help_texts", "error_messages", "field_classes"):
            strings.extend(keyed_strings(given.get(name)))
        strings.extend(cleaned_strings(syntax, outer))
        if "Form" in self._text(outer.parent or outer).partition(":")[0]:
            strings.extend(refused_strings(syntax, outer))
            for place in hooks(syntax, outer, "clean") if _MODEL_FORM.search(self._text(outer.parent or outer)) else ():
                if syntax.text[place] not in known:
                    self.queries.sinks.uses.emit(Value(model).property(syntax.text[place], place), "read", "lookup")
        for node in (n for n in ts.walk(outer) if n.type == "attribute"):
            owner, name = ts.field(node, "object"), ts.field(node, "attribute")
            if (
                owner is not None
                and name is not None
                and self._text(owner) == "self.instance"
                and node.parent is not None
            ):
                found = Value(model).property(self._text(name), syntax.range(name))
                called = node.parent.type == "call" and ts.field(node.parent, "function") == node
                self.queries.sinks.uses.emit(found if not called else None)
        self._of_fields(outer, Value(model), known)
        for part in strings if above is not None else ():
            if is_plain_string(part) and string_value(self._text(part)) not in known:
                self.queries.named(Value(model), part)

    def _declared_above(self, body: Node) -> set[str] | None:
        """What the bases of a serializer, a form or a factory declare for it; None where one is of another file of the program."""
        syntax, found, waiting = self.names.types.syntax, set[str](), [body.parent]
        for node in waiting:
            for written, base in base_names(syntax, node) if node is not None else ():
                if base.type != "identifier" or written in _OF_LIBRARIES:
                    continue
                own = [
                    c for c in syntax.root.children if c.type == "class_definition" and _is_called(syntax, c, written)
                ]
                below = ts.field(own[0], "body") if own else None
                if below is None:
                    return None
                if own[0] not in waiting:
                    found.update(bound_names(syntax, below)[0])
                    waiting.append(own[0])
        return found

    def _of_fields(self, body: Node, model: Value, known: Collection[str]) -> None:
        """What a serializer's own fields take of its model: `CharField(source="owner.email")`, and `def validate_email`."""
        syntax = self.names.types.syntax
        for node in ts.walk(body):
            name, value = (ts.field(node, n) if node.type == "keyword_argument" else None for n in ("name", "value"))
            if name is not None and value is not None and self._text(name) == "source" and is_plain_string(value):
                at, found = string_range(syntax, value).start, model
                for part in string_value(self._text(value)).split("."):
                    found = found.property(part, Range(at, at + len(part))) if found is not None else None
                    at += len(part) + 1
                self.queries.sinks.uses.emit(found, "read", "lookup")
        for name in nested(syntax, body):
            self.queries.sinks.uses.emit(model.property(self._text(name), syntax.range(name)), "read", NAMED)
        for place in hooks(syntax, body, "validate"):
            if syntax.text[place] not in known:
                self.queries.sinks.uses.emit(model.property(syntax.text[place], place), "read", MADE)

    def _text(self, node: Node) -> str:
        return self.names.types.syntax.str(node)


def _is_called(syntax: Syntax, node: Node, name: str) -> bool:
    own = ts.field(node, "name")
    return own is not None and syntax.str(own) == name


def method_name(syntax: Syntax, body: Node, name: str) -> Node | None:
    """The name of a method in the body of a class."""
    for member in body.children:
        inner = ts.field(member, "definition") if member.type == "decorated_definition" else member
        own = ts.field(inner, "name") if inner is not None and inner.type == "function_definition" else None
        if own is not None and syntax.str(own) == name:
            return own
    return None
