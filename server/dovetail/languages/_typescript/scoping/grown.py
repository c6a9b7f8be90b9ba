"""Objects that a function makes step by step: `const where: any = {}`, and later `where.status = status`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS

_PLAIN = r"(?:string|number|boolean|null|undefined|Date)(?:\[\])?"
_SAID = rf"(?:any|unknown|{_PLAIN}(?:\s*\|\s*{_PLAIN})*)"  # of values, and not of their names
_LOOSE = re.compile(rf":\s*(?:any|object|Record<string,\s*{_SAID}>|\{{\s*\[\w+:\s*string\]:\s*{_SAID};?\s*\}})\Z")
_MADE = frozenset({"variable_declarator", "assignment_expression"})
_KEYS = frozenset({"property_identifier", "string"})


@dataclass(frozen=True, slots=True)
class Grown:
    """What a variable is made, and what its properties are given later: the name of each, and its value."""

    first: Node
    later: tuple[tuple[Node, Node], ...] = ()


def grown(syntax: Syntax, name: Node, with_names: bool = False) -> Grown | None:
    """What a name stands for that a function declares once, without a type that says anything, and never makes something else.

    One that has names at first has the type of these, unless it may have them (`with_names`).
    """
    own, here = syntax.str(name), name.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    body = ts.field(here, "body") if here is not None else None
    declared: list[Node] = []
    later: list[tuple[Node, Node]] = []
    again: list[tuple[Node, Node]] = []
    for node in syntax.once_of(body, _steps).get(own, ()) if body is not None else ():
        target, value = ts.field(node, "left"), ts.field(node, "right")
        if target is None:
            declared.append(node)
        elif target.type == "identifier":
            more = _with_more(syntax, value, own)
            if more is None:
                return None
            again.extend(more)
        elif value is not None and (key := ts.field(target, "property") or ts.field(target, "index")) is not None:
            later.extend([(key, value)] if key.type in _KEYS else [])
    first = ts.field(declared[0], "value") if len(declared) == 1 else None
    type = ts.field(declared[0], "type") if declared else None
    if first is None or first.type != "object" or not is_loose(syntax, type):
        return None
    if type is None and parts(first) and later and not with_names:
        return None
    return Grown(first, (*later, *again))


def _with_more(syntax: Syntax, value: Node | None, own: str) -> list[tuple[Node, Node]] | None:
    """What an object adds to one of which it is a copy, `user = { ...user, verification }`; None for anything else."""
    given = parts(value) if value is not None and value.type == "object" else []
    if not given or syntax.str(given[0]) != f"...{own}":
        return None
    pairs = [
        (key, inner) for p in given[1:] if (key := ts.field(p, "key") or p) and (inner := ts.field(p, "value") or p)
    ]
    return [(k, v) for k, v in pairs if k.type in _KEYS or k.type == "shorthand_property_identifier"]


def may_grow(syntax: Syntax, name: str) -> bool:
    """True where a file declares a variable of that name whose type says nothing, or an object; the text alone is asked."""
    source = syntax.text.source
    return f"{name} = {{" in source or any(f"{name}: {type}" in source for type in ("any", "Record<", "object", "{"))


def is_loose(syntax: Syntax, type: Node | None) -> bool:
    """True for a type that says nothing of what is in an object, and where there is none."""
    return type is None or _LOOSE.match(syntax.str(type)) is not None


def _steps(syntax: Syntax, body: Node) -> dict[str, list[Node]]:
    """What declares each name in a body, and what makes something of it or of a property of it, in order."""
    found: dict[str, list[Node]] = {}
    for node in syntax.nodes(_MADE, body):
        target = syntax.field(node, "name") or syntax.field(node, "left")
        if target is not None and node.type == "assignment_expression":
            target = syntax.field(target, "object") or target
        if target is not None and target.type == "identifier":
            found.setdefault(syntax.str(target), []).append(node)
    return found
