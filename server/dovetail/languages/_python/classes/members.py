"""The names of a Python class that are not its fields."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_value

_DYNAMIC = frozenset({"__getattr__", "__getattribute__", "__setattr__", "__getitem__", "__setitem__"})
_BEFORE = re.compile(r"root_validator|model_validator\(\s*mode\s*=\s*[\"'](?:before|wrap)")
_EXTRA = re.compile(r"extra\s*=\s*(?:[\"']allow[\"']|Extra\.allow)")
_ALIASES = frozenset({"validation_alias", "alias"})


def members(syntax: Syntax, body: Node) -> tuple[str, ...]:
    """Methods, properties, nested classes, plain attributes, and what a constructor takes under another name.

    `**` stands for any name; `__init__` for a constructor of its own, which may take what is no field.
    """
    return tuple(dict.fromkeys(_members(syntax, body)))


def _members(syntax: Syntax, body: Node) -> Iterator[str]:
    if _EXTRA.search(syntax.str(body)):
        yield "**"
    for node in ts.walk(body):
        match node.type:
            case "function_definition" | "class_definition":
                name = ts.field(node, "name")
                if name is not None:
                    written = syntax.str(name)
                    yield "**" if written in _DYNAMIC else written
            case "decorator":
                if _BEFORE.search(syntax.str(node)):
                    yield "__init__"
            case "assignment" | "augmented_assignment":
                left = ts.field(node, "left")
                target = ts.field(left, "object") if left is not None and left.type == "attribute" else left
                name = ts.field(left, "attribute") if left is not None and left.type == "attribute" else left
                if name is None or target is None or target.type != "identifier":
                    continue
                direct = node.parent is not None and node.parent.parent == body
                if (left is name and direct) or (left is not name and syntax.str(target) in ("self", "cls")):
                    yield syntax.str(name)
            case "keyword_argument":
                name, value = ts.field(node, "name"), ts.field(node, "value")
                if name is not None and value is not None and syntax.str(name) in _ALIASES:
                    yield from (string_value(syntax.str(n)) for n in ts.walk(value) if is_plain_string(n))
            case _:
                pass


def assignments(body: Node) -> list[tuple[Node, Node | None]]:
    """The assignments of a class body."""
    found: list[tuple[Node, Node | None]] = []
    for statement in body.children:
        inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
        left = ts.field(inner, "left") if inner is not None and inner.type == "assignment" else None
        if inner is not None and left is not None:
            found.append((left, ts.field(inner, "right")))
    return found
