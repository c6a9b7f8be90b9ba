"""What stands behind the name of a Python class, and in its body as plain assignments."""

import re

from tree_sitter import Node

from dovetail.core.words import Casing

from .. import _treesitter as ts
from .._treesitter import Syntax
from .literals import is_plain_string, string_value
from .marshmallow import renames_all

_RENAMES: dict[str, Casing] = {"camel": "camelCase", "pascal": "PascalCase", "kebab": "kebab-case"}
_RENAMED = re.compile(r"\brename\s*=\s*[\"'](\w+)[\"']")
_GENERATORS: dict[str, Casing] = {
    "to_camel": "camelCase",
    "to_pascal": "PascalCase",
    "to_snake": "snake_case",
    "camelize": "camelCase",
}


def base_names(syntax: Syntax, node: Node) -> list[tuple[str, Node]]:
    """The names of a class's bases, those that are parametrised without their parameters."""
    given = ts.field(node, "superclasses")
    found: list[tuple[str, Node]] = []
    for base in given.children if given is not None else []:
        inner = ts.field(base, "value") if base.type == "subscript" else base
        if inner is not None and inner.type in ("identifier", "attribute"):
            found.append((syntax.str(inner), inner))
        elif base.is_named and base.type not in ("keyword_argument", "comment"):
            found.append((syntax.str(base), base))
    return found


def arguments(syntax: Syntax, node: Node) -> str:
    """What stands behind the name of a class: its bases, and what they are told."""
    given = ts.field(node, "superclasses")
    return syntax.str(given) if given is not None else ""


def is_partial(syntax: Syntax, node: Node) -> bool:
    """True for a typed dictionary whose keys may all be left out."""
    return "total=False" in arguments(syntax, node).replace(" ", "")


def table_name(syntax: Syntax, node: Node, body: Node) -> str | None:
    """The table that a class says it is; None where it says none."""
    for left, right in assignments(body):
        if syntax.str(left) == "__tablename__" and right is not None and is_plain_string(right):
            return string_value(syntax.str(right))
    name = ts.field(node, "name")
    if name is not None and "table=True" in arguments(syntax, node).replace(" ", ""):
        return syntax.str(name).lower()  # SQLModel names the table so
    return None


def wire_casing(syntax: Syntax, body: Node, bases: str) -> Casing | None:
    """What an alias generator of pydantic makes of names, or `rename="camel"` of msgspec."""
    if "rename" in bases and (renamed := _RENAMED.search(bases)) is not None:
        return _RENAMES.get(renamed[1])
    for statement in body.children:
        text = syntax.str(statement)
        if "alias_generator" in text and ("model_config" in text or statement.type == "class_definition"):
            return next((casing for name, casing in _GENERATORS.items() if name in text), None)
    return "camelCase" if renames_all(syntax, body) else None


def assignments(body: Node) -> list[tuple[Node, Node | None]]:
    """The assignments of a class body."""
    found: list[tuple[Node, Node | None]] = []
    for statement in body.children:
        inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
        left = ts.field(inner, "left") if inner is not None and inner.type == "assignment" else None
        if inner is not None and left is not None:
            found.append((left, ts.field(inner, "right")))
    return found
