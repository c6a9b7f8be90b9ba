"""Classes and object literals of TypeScript, as records."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from dovetail.core.parameters import Typed, listed
from dovetail.core.shapes import Field, Kind, Layer, Presence, Record, Reference
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._treesitter import Syntax
from .declarations import insert_at
from .mapped_classes import base_classes
from .signatures import type_arguments
from .types import Types, attached, is_opening, separator_and_trailing, type_parameters, unquoted, unquoted_range

_MODIFIERS = ("accessibility_modifier", "override_modifier", "readonly")
_OF_ITSELF = re.compile(r"\)\s*:\s*this is ")
_LEAVES_OUT = re.compile(r"@(?:IsOptional|ValidateIf)\(")


def class_fields(types: Types, body: Node, generics: frozenset[str]) -> tuple[Field, ...]:
    """The fields of a class: its properties, those that its constructor's parameters declare, and its getters."""
    found: dict[str, Field] = {}
    pending: list[Node] = []
    children = body.children
    for i, member in enumerate(children):
        if member.type == "comment":
            pending.extend([member] if i != 1 or not is_opening(member) else [])
            continue
        name = types.syntax.field(member, "name")
        if member.type == "public_field_definition" and name is not None and ts.child(member, "static") is None:
            end, trailing = separator_and_trailing(children, i)
            field = _class_field(types, member, name, types.comment(attached(pending, member), trailing), end, generics)
            found[field.name] = field
        elif member.type == "method_definition" and name is not None and types.syntax.str(name) == "constructor":
            found.update((f.name, f) for f in _parameter_properties(types, member, generics))
        elif member.type == "method_definition" and name is not None and ts.child(member, "get") is not None:
            annotation = ts.field(member, "return_type")
            typed = (
                types.annotation(annotation, generics) if annotation is not None else Typed(Kind("unknown"), "unknown")
            )
            start = types.syntax.offset(member.start_byte)
            comment = types.comment(attached(pending, member))
            field = types.field(name, typed, "required", comment, start, member, annotation)
            found.setdefault(field.name, field)
        if member.is_named:
            pending = []
    return tuple(f for f in found.values() if not f.name.startswith("#"))


def class_record(
    types: Types, node: Node, range: Range, comment: Comment, exported: bool, generics: frozenset[str]
) -> Record | None:
    """A class with fields. One that extends another is open."""
    name, body = ts.field(node, "name"), ts.field(node, "body")
    if name is None or body is None:
        return None
    heritage = ts.child(node, "class_heritage")
    extends, implements = ts.child(heritage, "extends_clause"), ts.child(heritage, "implements_clause")
    syntax = types.syntax
    base = ts.field(extends, "value") if extends is not None else None
    arguments = type_arguments(extends) if extends is not None else []
    given = tuple(listed(types.typed(a, generics)).kind for a in arguments)
    return Record(
        name=syntax.str(name),
        name_range=syntax.range(name),
        range=range,
        fields=class_fields(types, body, generics),
        layer="code",
        construct="class",
        open=extends is not None,
        exported=exported,
        doc=comment.doc,
        tags=comment.tags,
        conforms=tuple(
            Reference(syntax.str(ts.field(t, "name") or t), syntax.range(ts.field(t, "name") or t), "implements")
            for t in (implements.children if implements is not None else [])
            if t.is_named and t.type != "comment"
        ),
        bases=tuple(base_classes(syntax, base, given)) if base is not None else (),
        insert_at=insert_at(syntax, body),
        members=("**",) if ts.child(body, "index_signature") is not None or _tells_itself(syntax, body) else (),
        generics=type_parameters(syntax, node),
    )


def _tells_itself(syntax: Syntax, body: Node) -> bool:
    """True for a class with a method that says which of several it is: `isText(): this is TextMessage`. It may have what that has."""
    return syntax.has_any("this is ") and _OF_ITSELF.search(syntax.str(body)) is not None


def object_record(
    types: Types,
    node: Node,
    name: str,
    name_range: Range,
    layer: Layer,
    comment: Comment,
    conforms: tuple[Reference, ...],
) -> Record:
    """An object literal: its keys, and of their values only whether they are null. A spread makes it open."""
    fields, opened = _keys(types, node)
    return Record(
        name=name,
        name_range=name_range,
        range=types.syntax.range(node),
        fields=tuple(fields),
        layer=layer,
        construct="object literal",
        open=opened,
        exported=False,
        doc=comment.doc,
        tags=comment.tags,
        conforms=conforms,
    )


def _literals(node: Node) -> Iterator[Node]:
    """The object literals in `wide ? { width } : {}` and in `wide && { width }`."""
    todo = [node]
    while todo:
        here = todo.pop()
        if here.type == "object":
            yield here
        elif here.type == "parenthesized_expression":
            todo.extend(c for c in here.children if c.is_named)
        elif here.type == "ternary_expression":
            todo.extend(c for name in ("alternative", "consequence") if (c := ts.field(here, name)) is not None)
        elif here.type == "binary_expression" and ts.child(here, "&&", "||", "??") is not None:
            todo.extend(c for name in ("right", "left") if (c := ts.field(here, name)) is not None)


def _keys(types: Types, node: Node) -> tuple[list[Field], bool]:
    """The keys of an object literal, with those of literals that are spread into it; whether it may have more."""
    syntax = types.syntax
    fields: list[Field] = []
    opened = False
    children = node.children
    for i, pair in enumerate(children):
        if pair.type == "pair":
            key, value = syntax.field(pair, "key"), syntax.field(pair, "value")
        elif pair.type == "method_definition":
            key, value = ts.field(pair, "name"), None
        elif pair.type == "shorthand_property_identifier":
            key, value = pair, pair
        else:
            opened = opened or pair.type in ("spread_element", "ERROR")
            if pair.type == "spread_element" and pair.children:
                fields += [
                    replace(f, presence="optional") for o in _literals(pair.children[-1]) for f in _keys(types, o)[0]
                ]
            continue
        if key is None or key.type == "computed_property_name":
            opened = True
            continue
        end, _ = separator_and_trailing(children, i)
        null = value is not None and value.type == "null"
        fields.append(
            Field(
                name=unquoted(syntax.str(key)),
                name_range=unquoted_range(syntax, key),
                kind=Kind("null" if null else "unknown", text=syntax.str(value) if value is not None else ""),
                presence="required",
                nullable="yes" if null else "unknown",
                range=syntax.span(pair, end),
                type_range=syntax.range(value) if value is not None else None,
            )
        )
    return fields, opened


def _class_field(
    types: Types, member: Node, name: Node, comment: Comment, end: Node, generics: frozenset[str]
) -> Field:
    annotation, value = ts.field(member, "type"), ts.field(member, "value")
    typed = types.annotation(annotation, generics) if annotation is not None else Typed(Kind("unknown"), "unknown")
    optional = typed.optional or ts.child(member, "?") is not None
    given = value is not None or (not optional and _may_be_left_out(types.syntax, member))
    presence: Presence = "defaulted" if given else "optional" if optional else "required"
    start = types.syntax.offset(member.start_byte)
    return types.field(name, typed, presence, comment, start, end, annotation)


def _may_be_left_out(syntax: Syntax, member: Node) -> bool:
    """True for a field that class-validator does not ask for, whatever its type says: `@IsOptional() name!: string`."""
    decorators = (d for d in member.children if d.type == "decorator")
    return any(_LEAVES_OUT.match(syntax.str(d)) is not None for d in decorators)


def _parameter_properties(types: Types, constructor: Node, generics: frozenset[str]) -> list[Field]:
    """`constructor(private readonly name: string)` declares a field."""
    parameters = ts.field(constructor, "parameters")
    found: list[Field] = []
    children = parameters.children if parameters is not None else []
    for i, parameter in enumerate(children):
        name, annotation = types.syntax.field(parameter, "pattern"), types.syntax.field(parameter, "type")
        if name is None or name.type != "identifier" or ts.child(parameter, *_MODIFIERS) is None:
            continue
        value = ts.field(parameter, "value")
        typed = types.annotation(annotation, generics) if annotation is not None else _made(types.syntax, value)
        optional = parameter.type == "optional_parameter" or typed.optional
        presence: Presence = "defaulted" if value is not None else "optional" if optional else "required"
        end, _ = separator_and_trailing(children, i)
        start = types.syntax.offset(parameter.start_byte)
        found.append(types.field(name, typed, presence, Comment(), start, end, annotation))
    return found


def _made(syntax: Syntax, value: Node | None) -> Typed:
    """What a parameter is that says no type, by what it is where nobody gives it: `private readonly users = new Users()`."""
    made = ts.field(value, "constructor") if value is not None and value.type == "new_expression" else None
    if value is None or made is None or made.type != "identifier" or type_arguments(value):
        return Typed(Kind("unknown"), "unknown")
    return Typed(Kind("ref", target=syntax.str(made), text=syntax.str(made)))


def unsaid_methods(syntax: Syntax, body: Node) -> Iterator[str]:
    """The methods of a class that do not say what they give."""
    for method in body.children:
        name = syntax.field(method, "name")
        if method.type != "method_definition" or name is None or name.type != "property_identifier":
            continue
        other = ts.child(method, "static", "get", "set", "*") is not None or syntax.str(name) == "constructor"
        if not other and ts.field(method, "return_type") is None:
            yield syntax.str(name)
