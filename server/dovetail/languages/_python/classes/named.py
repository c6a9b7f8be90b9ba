"""Strings in the body of a Python class that name its own fields: in validators, indexes and constraints."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.given import called_name
from ..syntax.literals import is_plain_string, string_value

NAMED: Final = "named"  # how such a use comes about
_DECORATORS = frozenset({"field_validator", "field_serializer", "validator", "serializer", "validates"})
_LISTS = frozenset(
    "filterset_fields search_fields ordering_fields ordering list_display list_filter list_editable list_display_links "
    "readonly_fields autocomplete_fields raw_id_fields fields".split()
)
OWN: Final = "own"  # how one comes about that the `Meta` of a model says of its own fields
HOOK: Final = "hook"  # how a use comes about that a method's name is made of
_OF_FRAMEWORK = frozenset(
    "validate_empty_values get_fields get_queryset get_initial get_value get_validators get_attribute get_default".split()
)
_TAKES = {"clean": 1}  # parameters, of those that are given no value
_CONSTRAINTS = frozenset({"Index", "UniqueConstraint", "PrimaryKeyConstraint"})


def field_strings(syntax: Syntax, member: Node) -> Iterator[Node]:
    """The strings of one member: `@field_validator("email")`, `__table_args__ = (Index("ix_email", "email"),)`."""
    if member.type == "decorated_definition":
        for decorator in (c for c in member.children if c.type == "decorator"):
            call = ts.child(decorator, "call")
            if call is not None and called_name(syntax, call) in _DECORATORS and "check_fields" not in syntax.str(call):
                yield from _strings(call)
        return
    assigned = ts.child(member, "assignment")
    left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
    if left is None or right is None:
        return
    if syntax.str(left) in ("USERNAME_FIELD", "EMAIL_FIELD") and is_plain_string(right):
        yield right
    elif syntax.str(left) == "REQUIRED_FIELDS" and right.type in ("list", "tuple"):
        yield from (c for c in right.children if is_plain_string(c))
    if syntax.str(left) != "__table_args__":
        return
    for node in ts.walk(right):
        called = called_name(syntax, node) if node.type == "call" else ""
        if called in _CONSTRAINTS:
            yield from list(_strings(node))[int(called == "Index") :]


def listed_strings(syntax: Syntax, member: Node) -> Iterator[Node]:
    """The strings of a class of Django or its REST framework that name fields of its model: `search_fields = ["=email"]`."""
    if member.type == "decorated_definition":
        for node in (n for d in member.children if d.type == "decorator" for n in ts.walk(d)):
            name, value = (ts.field(node, n) if node.type == "keyword_argument" else None for n in ("name", "value"))
            if name is not None and value is not None and syntax.str(name) == "ordering" and is_plain_string(value):
                yield value
        return
    assigned = ts.child(member, "assignment")
    left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
    if left is None or right is None:
        return
    if syntax.str(left) in ("fieldsets", "add_fieldsets"):
        for pair in (n for n in ts.walk(right) if n.type == "pair"):
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and value is not None and string_value(syntax.str(key)) == "fields":
                yield from (n for n in ts.walk(value) if is_plain_string(n))
    elif syntax.str(left) == "prepopulated_fields":
        yield from (n for n in ts.walk(right) if is_plain_string(n))
    elif syntax.str(left) in ("lookup_field", "date_hierarchy", "slug_field") and is_plain_string(right):
        yield right
    elif syntax.str(left) == "filterset_fields" and right.type == "dictionary":
        yield from keyed_strings(right)
    elif syntax.str(left) in _LISTS and right.type in ("list", "tuple"):
        for item in right.children:
            first = next((c for c in item.children if c.is_named), None) if item.type == "tuple" else item
            if first is not None and is_plain_string(first):  # also with the filter that is to be used for it
                yield first


def hooks(syntax: Syntax, body: Node, *words: str) -> Iterator[Range]:
    """The names of fields in those of methods that a serializer or a form calls by itself, `validate_email`, `clean_email` and `get_total`,
    where nobody else does: of the last only where a `SerializerMethodField` has no method. `words` are those with which they may begin."""
    methods = {
        syntax.str(name): name
        for member in body.children
        if member.type == "function_definition" and (name := ts.field(member, "name")) is not None
    }
    computed = set(_computed(syntax, body))
    bare = any(f"get_{name}" not in methods for name in computed)
    for written, name in methods.items():
        word, _, field = written.partition("_")
        taken = ts.field(name.parent, "parameters") if name.parent is not None else None
        count = sum(c.is_named for c in taken.children) if taken is not None else 0
        called = any(f"{before}{written}" in syntax.text.source for before in ".\"'")
        if word not in words or not field or count != _TAKES.get(word, 2) or called or written in _OF_FRAMEWORK:
            continue
        if word in ("validate", "clean") or (word == "get" and bare and field not in computed):
            at = syntax.range(name)
            yield Range(at.end - len(field), at.end)


def _computed(syntax: Syntax, body: Node) -> Iterator[str]:
    """The fields of a serializer that a method gives which is called like them."""
    for member in body.children:
        assigned = ts.child(member, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        called = called_name(syntax, right) if right is not None and right.type == "call" else ""
        if (
            left is not None
            and right is not None
            and called == "SerializerMethodField"
            and syntax.str(right)[-2:] == "()"
        ):
            yield syntax.str(left)


def computing(syntax: Syntax, body: Node) -> frozenset[str]:
    """The methods that give the fields of a serializer: `get_total` for `total = SerializerMethodField()`."""
    found: set[str] = set()
    for member in body.children:
        assigned = ts.child(member, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        if (
            left is None
            or right is None
            or right.type != "call"
            or called_name(syntax, right) != "SerializerMethodField"
        ):
            continue
        arguments = ts.field(right, "arguments")
        strings = [n for n in ts.walk(arguments) if is_plain_string(n)] if arguments is not None else []
        found.add(string_value(syntax.str(strings[0])) if strings else f"get_{syntax.str(left)}")
    return frozenset(found)


def shows(syntax: Syntax, body: Node, member: Node, name: Node) -> bool:
    """True for a method of an admin class that shows something of a row: `list_display` has its name, or `@admin.display` is above it."""
    decorated = any(c.type == "decorator" and b"display" in (c.text or b"") for c in member.children)
    own = re.escape(syntax.str(name))
    return decorated or re.search(rf"""["']{own}["']""", syntax.str(body)) is not None


def keyed_strings(node: Node | None) -> Iterator[Node]:
    """The keys of a dictionary that are strings."""
    for pair in (
        (c for c in node.children if c.type == "pair") if node is not None and node.type == "dictionary" else ()
    ):
        key = ts.field(pair, "key")
        if key is not None and is_plain_string(key):
            yield key


def refused_strings(syntax: Syntax, body: Node) -> Iterator[Node]:
    """The keys under which a class of Django refuses what it is given: `raise ValidationError({"email": "taken"})`."""
    for node in ts.walk(body) if b"ValidationError(" in (body.text or b"") else ():
        if node.type == "call" and called_name(syntax, node) == "ValidationError":
            arguments = ts.field(node, "arguments")
            yield from keyed_strings(
                next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
            )


def cleaned_strings(syntax: Syntax, body: Node) -> Iterator[Node]:
    """The strings by which a form of Django names its fields: `self.cleaned_data["email"]`, `self.add_error("email", …)`."""
    cleaned = {"self.cleaned_data", "self.fields"}
    for node in (n for n in ts.walk(body) if n.type == "assignment"):
        left, right = ts.field(node, "left"), ts.field(node, "right")
        if left is not None and right is not None and syntax.str(right) in ("super().clean()", "self.cleaned_data"):
            cleaned.add(syntax.str(left))
    for node in ts.walk(body):
        if node.type == "subscript":
            owner, index = ts.field(node, "value"), ts.field(node, "subscript")
            if owner is not None and index is not None and syntax.str(owner) in cleaned:
                yield index
        elif node.type == "call":
            function = ts.field(node, "function")
            owner, _, method = syntax.str(function).rpartition(".") if function is not None else ("", "", "")
            asked = (owner == "self" and method == "add_error") or (owner in cleaned and method in ("get", "pop"))
            yield from list(_strings(node))[: int(asked)]


def meta_strings(syntax: Syntax, body: Node) -> Iterator[Node]:
    """The strings in the `Meta` of a model of Django that name its fields: in its order, its indexes and constraints."""
    for statement in body.children:
        assigned = ts.child(statement, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        if left is None or right is None:
            continue
        match syntax.str(left):
            case "ordering" | "unique_together" | "index_together":
                yield from (n for n in ts.walk(right) if is_plain_string(n))
            case "get_latest_by" if is_plain_string(right):
                yield right
            case "indexes" | "constraints":
                for node in (n for n in ts.walk(right) if n.type == "keyword_argument"):
                    name, value = ts.field(node, "name"), ts.field(node, "value")
                    if name is not None and value is not None and syntax.str(name) in ("fields", "include"):
                        yield from (c for c in value.children if is_plain_string(c))
            case _:
                pass


def _strings(call: Node) -> Iterator[Node]:
    arguments = ts.field(call, "arguments")
    yield from (c for c in (arguments.children if arguments is not None else []) if is_plain_string(c))
