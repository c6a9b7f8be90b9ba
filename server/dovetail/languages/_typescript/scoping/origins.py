"""Whose members the names of a file of TypeScript are: of a class (`Users.list`), or of what a function gives (`makeUsers().list`).

So a method is called where it is declared, and so others find it that only have an object of the class: `new Users(db)`, a parameter
of that type, what `this` keeps, what is taken out of `makeUsers(db)`.
"""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import value_of
from ..syntax.nodes import parameters, parts
from ..syntax.signatures import FUNCTIONS

MADE = "()"  # how the name of something ends that a function of that name makes
_DEEPEST = 6
_LONGEST = 20  # names that stand for names
_NAMES = ("identifier", "shorthand_property_identifier")
_BLOCKS = ("statement_block", "program")
_SCOPES = FUNCTIONS.union(_BLOCKS)
_CLASSES = ("class_declaration", "class", "abstract_class_declaration")
_GIVEN = re.compile(r"ReturnType<\s*typeof\s+([\w$]+)\s*>$")
_AROUND = ("parenthesized_expression", "non_null_expression", "await_expression")


def origin(syntax: Syntax, node: Node, depth: int = 0) -> str:
    """The class that an object is of, or the call that gives it; empty where this file does not say."""
    if depth > _DEEPEST:
        return ""
    match node.type:
        case "this":
            return class_name(syntax, node)
        case "new_expression":
            made = ts.field(node, "constructor")
            return syntax.str(made) if made is not None and made.type == "identifier" else ""
        case "call_expression":
            function = ts.field(node, "function")
            return syntax.str(function) + MADE if function is not None and function.type == "identifier" else ""
        case "identifier":
            found = declaration(syntax, node)
            return _of_declaration(syntax, found, syntax.str(node), depth) if found is not None else ""
        case "member_expression":
            target, name = ts.field(node, "object"), ts.field(node, "property")
            kept = target is not None and target.type == "this" and name is not None
            return kept_type(syntax, node, syntax.str(name)) if kept and name is not None else ""
        case kind if kind in _AROUND:
            inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
            return origin(syntax, inner, depth + 1) if inner is not None else ""
        case _:
            return ""


def class_name(syntax: Syntax, node: Node) -> str:
    """The class that a node stands in."""
    here: Node | None = node
    while here is not None and here.type not in _CLASSES:
        here = here.parent
    name = ts.field(here, "name") if here is not None else None
    return syntax.str(name) if name is not None else ""


def base_name(syntax: Syntax, node: Node) -> str:
    """The class that the class which a node stands in extends; empty where it extends none by its name."""
    here: Node | None = node
    while here is not None and here.type not in _CLASSES:
        here = here.parent
    extended = ts.child(ts.child(here, "class_heritage"), "extends_clause")
    base = ts.field(extended, "value") if extended is not None else None
    return syntax.str(base) if base is not None and base.type == "identifier" else ""


def kept_type(syntax: Syntax, node: Node, name: str) -> str:
    """The type of what a class keeps under a name, as its constructor or its fields say."""
    here: Node | None = node
    while here is not None and here.type != "class_body":
        here = here.parent
    for member in here.children if here is not None else ():
        if member.type == "public_field_definition" and _text(syntax, member, "name") == name:
            return _plain_type(syntax, member)
        own = ts.field(member, "parameters") if _text(syntax, member, "name") == "constructor" else None
        for parameter in parts(own):
            if _text(syntax, parameter, "pattern") == name and ts.child(parameter, "accessibility_modifier"):
                return _plain_type(syntax, parameter)
    return ""


def declaration(syntax: Syntax, name: Node, *, in_part: bool = False) -> Node | None:
    """What gives a name its meaning where it stands: a variable, a parameter, a function or a class of this file; `in_part` also that of
    which it is an item or the rest, `const [form, setForm] = …`.
    """
    own, here = syntax.str(name), _scope_around(syntax, name)
    while here is not None:
        if here.type in _BLOCKS:
            found = syntax.once_of(here, _declared_in).get(own)
            if found is None and in_part:
                found = syntax.once_of(here, _in_part_of).get(own)
            if found is not None:
                return found
        else:
            for parameter in parameters(syntax, here):
                pattern = parameter.pattern if parameter.pattern is not parameter.node else None
                if pattern is not None and own in _names(syntax, pattern):
                    return parameter.node
        here = syntax.once_of(here, _scope_around)
    return None


def _scope_around(syntax: Syntax, node: Node) -> Node | None:
    """The block or the function that is around a node; each step out of one takes as long as the way to it from the root."""
    here = node.parent
    while here is not None and here.type not in _SCOPES:
        here = here.parent
    return here


def meant(syntax: Syntax, node: Node) -> Node:
    """What an expression is, where a name of this file stands for it."""
    for _ in range(_LONGEST):
        value = initializer(syntax, node) if node.type in _NAMES else None
        if value is None:
            break
        node = value_of(value).node
    return node


def initializer(syntax: Syntax, name: Node) -> Node | None:
    """What a variable is given that a name stands for; None where it is no variable of this file, or is given nothing."""
    found = declaration(syntax, name)
    return ts.field(found, "value") if found is not None and found.type == "variable_declarator" else None


def _declared_in(syntax: Syntax, block: Node) -> dict[str, Node]:
    """What gives each name its meaning that the statements of a block declare."""
    found: dict[str, Node] = {}
    for statement in block.children:
        exported = ts.field(statement, "declaration") if statement.type == "export_statement" else None
        node = exported or statement
        kind = node.type
        if kind in ("lexical_declaration", "variable_declaration"):
            for declarator in (c for c in node.children if c.type == "variable_declarator"):
                pattern = ts.field(declarator, "name")
                for name in _names(syntax, pattern) if pattern is not None else ():
                    found.setdefault(name, declarator)
        elif kind.endswith("_declaration"):
            found.setdefault(_text(syntax, node, "name"), node)
    return found


def _in_part_of(syntax: Syntax, block: Node) -> dict[str, Node]:
    """The declarations of a block of which names are an item or the rest."""
    found: dict[str, Node] = {}
    for statement in block.children:
        declared = ts.field(statement, "declaration") if statement.type == "export_statement" else statement
        for declarator in (
            (c for c in declared.children if c.type == "variable_declarator") if declared is not None else ()
        ):
            pattern = ts.field(declarator, "name")
            items = parts(pattern) if pattern is not None and pattern.type == "array_pattern" else []
            rest = [p.children[-1] for p in parts(pattern) if p.type == "rest_pattern"] if pattern is not None else []
            found.update((syntax.str(name), declarator) for name in (*items, *rest) if name.type == "identifier")
    return found


def _names(syntax: Syntax, pattern: Node) -> list[str]:
    """The names that a pattern gives to something."""
    if pattern.type != "object_pattern":
        return [syntax.str(pattern)]
    return [_bound(syntax, part) for part in parts(pattern)]


def _bound(syntax: Syntax, part: Node) -> str:
    """The name that a part of an object pattern gives."""
    value = ts.field(part, "value") or ts.field(part, "left") or part
    return syntax.str(value)


def taken_property(syntax: Syntax, declared: Node, name: str) -> str:
    """The property that a name is of what is taken apart; empty for a name that is given to the whole."""
    pattern = syntax.field(declared, "pattern") or syntax.field(declared, "name")
    for part in parts(pattern) if pattern is not None and pattern.type == "object_pattern" else []:
        if _bound(syntax, part) == name:
            return syntax.str(ts.field(part, "key") or ts.field(part, "left") or part)
    return ""


def _of_declaration(syntax: Syntax, declared: Node, name: str, depth: int) -> str:
    """What an object is of that a declaration gives a name to."""
    taken = taken_property(syntax, declared, name)
    if not taken:
        return said_of(syntax, declared, depth)
    written = next(iter(parts(ts.field(declared, "type"))), None)
    for member in parts(written) if written is not None and written.type == "object_type" else []:
        if _text(syntax, member, "name") == taken:
            return _plain_type(syntax, member)
    return ""


def said_of(syntax: Syntax, declared: Node, depth: int) -> str:
    """What a declaration says that it holds: by its type, or else by its value."""
    if syntax.field(declared, "type") is not None:
        return _plain_type(syntax, declared)
    value = ts.field(declared, "value")
    return origin(syntax, value, depth + 1) if value is not None else ""


def _plain_type(syntax: Syntax, node: Node) -> str:
    """The class, or the call, that the type of a declaration names; where it has none, what it is given."""
    made = syntax.field(node, "value")
    if made is not None and made.type == "new_expression":
        return _text(syntax, made, "constructor")
    inner = next(iter(parts(syntax.field(node, "type"))), None)
    if inner is None:
        return ""
    if inner.type == "type_identifier":
        return syntax.str(inner)
    given = _GIVEN.match(syntax.str(inner)) if inner.type == "generic_type" else None
    return given[1] + MADE if given is not None else ""


def _text(syntax: Syntax, node: Node, role: str) -> str:
    found = ts.field(node, role)
    return syntax.str(found) if found is not None else ""
