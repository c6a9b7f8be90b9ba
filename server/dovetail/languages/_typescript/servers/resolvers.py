"""Resolvers of GraphQL: the members of `{ Query: { … }, User: { email: … } }`, each a field of the type that it stands under."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._graphql.operations import RESOLVED, TYPE
from ..._treesitter import Syntax
from ..syntax.types import unquoted, unquoted_range

_ROOTS = frozenset({"Query", "Mutation", "Subscription"})
_AROUND = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression"})
_NAMES = frozenset({"property_identifier", "string", "shorthand_property_identifier_pattern"})
_GENERATED = re.compile(r":?\s*(?:\w+\.)?(\w*)Resolvers\b")  # as graphql-code-generator calls the types of resolvers


def resolved_fields(syntax: Syntax, declarator: Node) -> Iterator[Use]:
    """The fields that an object resolves, which a variable is given: all types in one, or one whose declared type says which."""
    value = syntax.field(declarator, "value")
    if value is None or (value.type != "object" and value.type not in _AROUND):
        return
    annotation = ts.field(declarator, "type")
    generated = _GENERATED.match(syntax.str(annotation)) if annotation is not None else None
    while value is not None and value.type in _AROUND:
        said = value.children[-1]
        generated = generated or (
            _GENERATED.match(syntax.str(said)) if value.type != "parenthesized_expression" else None
        )
        value = next((c for c in value.children if c.is_named), None)
    if value is None or value.type != "object":
        return
    if generated is not None and generated[1]:
        yield from _fields(syntax, generated[1], value)
        return
    types = [
        (name, within) for name, _, within in _members(syntax, value) if within is not None and within.type == "object"
    ]
    if _ROOTS.isdisjoint(name for name, _ in types):
        return
    for name, within in types:
        yield from _fields(syntax, name, within)


def _fields(syntax: Syntax, type_name: str, object: Node) -> Iterator[Use]:
    for name, range, member in _members(syntax, object):
        if not name.startswith("__"):  # `__resolveType` is the library's
            yield Use(TYPE + type_name, (name,), (range,), "read", RESOLVED)
            for asked in _arguments(syntax, member) if member is not None else ():
                place = unquoted_range(syntax, asked)
                step = f"({unquoted(syntax.str(asked))})"
                yield Use(TYPE + type_name, (name, step), (range, place), "read", RESOLVED)


def _arguments(syntax: Syntax, function: Node) -> Iterator[Node]:
    """The names of the arguments that a resolver takes, where its second parameter says them: `(parent, { id }: { id: string })`."""
    parameters = ts.field(function, "parameters")
    taken = [c for c in parameters.children if c.is_named and c.type != "comment"] if parameters is not None else []
    if len(taken) < 2 or taken[1].type not in ("required_parameter", "optional_parameter"):
        return
    pattern, annotation = ts.field(taken[1], "pattern"), ts.field(taken[1], "type")
    type = next((c for c in annotation.children if c.is_named), None) if annotation is not None else None
    taker = type if type is not None else pattern
    for member in taker.children if taker is not None and taker.type in ("object_pattern", "object_type") else ():
        name = member if member.type == "shorthand_property_identifier_pattern" else None
        if member.type == "object_assignment_pattern":
            name = ts.field(member, "left")
        elif member.type in ("pair_pattern", "property_signature"):
            name = ts.field(member, "key" if member.type == "pair_pattern" else "name")
        if name is not None and name.type in _NAMES:
            yield name


def _members(syntax: Syntax, object: Node) -> Iterator[tuple[str, Range, Node | None]]:
    """The names in an object, with their places and their values; a method is its own, and what has none stands elsewhere."""
    for member in object.children:
        if member.type == "shorthand_property_identifier":
            yield syntax.str(member), syntax.range(member), None
            continue
        name = syntax.field(member, "key" if member.type == "pair" else "name")
        if (
            member.type in ("pair", "method_definition")
            and name is not None
            and name.type in ("property_identifier", "string")
        ):
            value = member if member.type == "method_definition" else ts.field(member, "value")
            yield unquoted(syntax.str(name)), unquoted_range(syntax, name), value
