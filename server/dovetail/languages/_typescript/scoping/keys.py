"""Names of properties that types and strings mention: `Pick<User, "email">`, `User["email"]`, `keys: (keyof User)[] = ["email"]`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import COLUMN, Kind, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import value_of
from ..syntax.made import ELEMENT
from ..syntax.nodes import given, parts
from ..syntax.signatures import generics_of, type_arguments
from ..syntax.types import flat, unquoted, unquoted_range
from .scopes import Value
from .values import Uses

# What mentions keys, with the words of which one is in every file that has such a mention; of some there are no words.
_MENTIONS = {
    frozenset({"lookup_type"}): (),
    frozenset({"generic_type"}): ("Pick", "Omit", "Extract", "Exclude"),
    frozenset({"variable_declarator", "satisfies_expression", "required_parameter"}): ("keyof", "Record"),
    frozenset({"call_expression"}): ("PickType(", "OmitType("),
}
MENTIONING = frozenset[str]().union(*_MENTIONS)
_CHOOSES = re.compile(r"(?:Pick|Omit)Type\(")  # what makes a class of another one in NestJS
_AROUND = frozenset({"parenthesized_type", "array_type", "readonly_type"})
_LISTS = frozenset({"Array", "ReadonlyArray", "Readonly", "Partial", "Set", "ReadonlySet"})
_AROUND_VALUE = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression"})
_DEEPEST = 20


def mentions(syntax: Syntax) -> frozenset[str]:
    """The types of nodes that may mention keys in a file."""
    possible = (types for types, words in _MENTIONS.items() if not words or syntax.has_any(*words))
    return frozenset[str]().union(*possible)


def mentioned_keys(node: Node, syntax: Syntax, uses: Uses) -> None:
    """The uses that one node of a type in `mentions` shows."""
    match node.type:
        case "generic_type":
            # What `Omit` takes away need not be there, for TypeScript: a field may be gone on purpose.
            via = COLUMN if syntax.str(node).startswith("Omit") else ""
            for key in _picked(node, syntax):
                _add(key[0], ((key[1], key[2]),), node, syntax, uses, via)
            _chosen(node, syntax, uses)
        case "lookup_type" if node.parent is None or node.parent.type != "lookup_type":
            looked = _looked_up(node, syntax, 0)
            if looked is not None:
                _add(looked[0], looked[1], node, syntax, uses)
        case "variable_declarator" if ts.field(node, "type") is None:
            pass
        case "call_expression":
            for name, text in _of_class(node, syntax):
                _add(name, ((unquoted(syntax.str(text)), unquoted_range(syntax, text)),), node, syntax, uses)
        case "variable_declarator" | "required_parameter" | "satisfies_expression":
            value = node.children[0] if node.type == "satisfies_expression" else ts.field(node, "value")
            if value is None:
                return
            annotation = node.children[-1] if node.type == "satisfies_expression" else ts.field(node, "type")
            if annotation is not None and annotation.type == "type_annotation":
                annotation = next((c for c in annotation.children if c.is_named), None)
            if annotation is not None:
                for name, at in _keys_of(annotation, value, syntax):
                    _add(name, ((syntax.text[at], at),), node, syntax, uses)
        case _:
            pass


def _add(
    type_name: str, steps: tuple[tuple[str, Range], ...], node: Node, syntax: Syntax, uses: Uses, via: str = ""
) -> None:
    if not _is_parameter(type_name, node, syntax):
        uses.add(Use(type_name, tuple(s[0] for s in steps), tuple(s[1] for s in steps), "read", via or type_name))


def _of_class(call: Node, syntax: Syntax) -> Iterator[tuple[str, Node]]:
    """The names in `PickType(User, ["email"] as const)`, each with the class that they are of."""
    taken = given(call)
    if len(taken) == 2 and taken[0].type == "identifier" and _CHOOSES.match(syntax.str(call)) is not None:
        listed = value_of(taken[1]).node
        yield from ((syntax.str(taken[0]), text) for text in parts(listed) if text.type == "string")


def _is_parameter(name: str, node: Node, syntax: Syntax) -> bool:
    """True where a type parameter hides the type of that name."""
    here: Node | None = node
    while here is not None:
        if name in generics_of(syntax, here):
            return True
        here = here.parent
    return False


def _picked(node: Node, syntax: Syntax) -> Iterator[tuple[str, str, Range]]:
    """The keys in `Pick<User, "a" | "b">` and `Omit<…>`."""
    name, arguments = ts.field(node, "name"), type_arguments(node)
    if name is None or syntax.str(name) not in ("Pick", "Omit") or len(arguments) != 2:
        return
    if arguments[0].type != "type_identifier":
        return
    for part in flat(arguments[1], "union_type"):
        literal = part.children[0] if part.type == "literal_type" and part.children else None
        if literal is not None and literal.type == "string":
            yield syntax.str(arguments[0]), unquoted(syntax.str(literal)), unquoted_range(syntax, literal)


def _chosen(node: Node, syntax: Syntax, uses: Uses) -> None:
    """The alternatives in `Extract<Event, { type: "sent" }>` and `Exclude<Status, "draft">`, by their names and texts."""
    name, arguments = ts.field(node, "name"), type_arguments(node)
    if name is None or syntax.str(name) not in ("Extract", "Exclude") or len(arguments) != 2:
        return
    if arguments[0].type != "type_identifier" or _is_parameter(syntax.str(arguments[0]), node, syntax):
        return
    of = uses.value(Typed(Kind("ref", target=syntax.str(arguments[0]))), "")
    for part in flat(arguments[1], "union_type"):
        _quote(part, of, syntax, uses)
        for member in part.children if part.type == "object_type" else ():
            key, type = ts.field(member, "name"), ts.field(member, "type")
            if member.type == "property_signature" and key is not None and key.type == "property_identifier":
                known = uses.property(of, syntax.str(key), syntax.range(key), "")
                uses.emit(known)
                for written in flat(type.children[-1], "union_type") if type is not None else ():
                    _quote(written, known, syntax, uses)


def _quote(type: Node, value: Value | None, syntax: Syntax, uses: Uses) -> None:
    """A text that stands as a type where a value may be one of several texts."""
    text = type.children[0] if type.type == "literal_type" and type.children else None
    if text is not None and text.type == "string":
        uses.quote(value, unquoted(syntax.str(text)), unquoted_range(syntax, text))


def _looked_up(node: Node, syntax: Syntax, depth: int) -> tuple[str, tuple[tuple[str, Range], ...]] | None:
    """The type and the steps in `User["teams"][number]["name"]`."""
    if node.type == "type_identifier":
        return syntax.str(node), ()
    types = [c for c in node.children if c.is_named and c.type != "comment"]
    if node.type != "lookup_type" or len(types) != 2 or depth > _DEEPEST:
        return None
    outer = _looked_up(types[0], syntax, depth + 1)
    literal = types[1].children[0] if types[1].type == "literal_type" and types[1].children else None
    if outer is None:
        return None
    if literal is not None and literal.type == "string":
        step = (unquoted(syntax.str(literal)), unquoted_range(syntax, literal))
    elif syntax.str(types[1]) == "number" and outer[1]:
        step = (ELEMENT, syntax.range(types[1]))
    else:
        return None
    return outer[0], (*outer[1], step)


def _keys_of(annotation: Node, value: Node, syntax: Syntax) -> Iterator[tuple[str, Range]]:
    """The strings, or the keys of an object, that are said to be keys of a type."""
    for _ in range(_DEEPEST):
        arguments = type_arguments(annotation)
        if annotation.type in _AROUND:
            annotation = next((c for c in annotation.children if c.is_named), annotation)
        elif annotation.type == "generic_type" and len(arguments) == 1 and _name(annotation, syntax) in _LISTS:
            annotation = arguments[0]
        else:
            break
    while value.type in _AROUND_VALUE and value.child_count:
        value = next((c for c in value.children if c.is_named), value.children[0])
    if annotation.type == "index_type_query":
        nodes = value.children if value.type == "array" else [value]
        keys = [n for n in nodes if n.type == "string"]
    elif annotation.type == "generic_type" and _name(annotation, syntax) == "Record" and value.type == "object":
        arguments = type_arguments(annotation)
        annotation = arguments[0] if arguments else annotation
        pairs = (ts.field(p, "key") for p in value.children if p.type == "pair")
        keys = [k for k in pairs if k is not None and k.type in ("property_identifier", "string")]
    else:
        return
    named = annotation.children[-1] if annotation.type == "index_type_query" and annotation.children else None
    if named is not None and named.type == "type_identifier":
        for key in keys:
            at = unquoted_range(syntax, key)
            if syntax.text[at] == unquoted(syntax.str(key)):
                yield syntax.str(named), at


def _name(node: Node, syntax: Syntax) -> str:
    name = ts.field(node, "name")
    return syntax.str(name) if name is not None else ""
