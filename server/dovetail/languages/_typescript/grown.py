"""Objects that a function makes step by step: `const where: any = {}`, and later `where.status = status`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from .. import _treesitter as ts
from .._treesitter import Syntax
from .nodes import parts
from .signatures import FUNCTIONS

_LOOSE = re.compile(
    r":\s*(?:any|object|Record<string,\s*(?:any|unknown)>|\{\s*\[\w+:\s*string\]:\s*(?:any|unknown);?\s*\})\Z"
)


@dataclass(frozen=True, slots=True)
class Grown:
    """What a variable is made, and what its properties are given later: the name of each, and its value."""

    first: Node
    later: tuple[tuple[Node, Node], ...] = ()


def grown(syntax: Syntax, name: Node) -> Grown | None:
    """What a name stands for that a function declares once, without a type that says anything, and never makes something else."""
    own, here = syntax.str(name), name.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    body = ts.field(here, "body") if here is not None else None
    declared: list[Node] = []
    later: list[tuple[Node, Node]] = []
    for node in ts.walk(body) if body is not None else ():
        if node.type == "variable_declarator" and _is(syntax, ts.field(node, "name"), own):
            declared.append(node)
        elif node.type == "assignment_expression":
            target, value = ts.field(node, "left"), ts.field(node, "right")
            if _is(syntax, target, own):
                return None
            held, key = (ts.field(target, role) if target is not None else None for role in ("object", "property"))
            if value is not None and key is not None and key.type == "property_identifier" and _is(syntax, held, own):
                later.append((key, value))
    first = ts.field(declared[0], "value") if len(declared) == 1 else None
    type = ts.field(declared[0], "type") if declared else None
    if first is None or first.type != "object" or not is_loose(syntax, type):
        return None
    if type is None and parts(first) and later:
        return None  # it has the type of what it is made with
    return Grown(first, tuple(later))


def may_grow(syntax: Syntax, name: str) -> bool:
    """True where a file declares a variable of that name whose type says nothing, or an empty object; the text alone is asked."""
    source = syntax.text.source
    return f"{name} = {{}}" in source or any(f"{name}: {type}" in source for type in ("any", "Record<", "object", "{"))


def is_loose(syntax: Syntax, type: Node | None) -> bool:
    """True for a type that says nothing of what is in an object, and where there is none."""
    return type is None or _LOOSE.match(syntax.str(type)) is not None


def _is(syntax: Syntax, node: Node | None, name: str) -> bool:
    return node is not None and node.type == "identifier" and syntax.str(node) == name
