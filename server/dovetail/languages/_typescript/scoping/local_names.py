"""What the names stand for that a function declares itself."""

import re
from collections.abc import Mapping

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parameters
from ..syntax.signatures import FUNCTIONS

_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})
SAID = _ASSIGNMENTS | {"variable_declarator", "call_expression"}
_OF_OTHERS = ("member_expression", "subscript_expression")
ASSIGNS = "Object.assign"
_SAYS_NOTHING = re.compile(  # of the names that are in it
    r":\s*(?:(?:Readonly|Partial)<)?(?:Record<|URLSearchParams\b|FormData\b|URL\b|RequestInit\b|HttpParams\b|unknown$|any$|object$|string$|\{\s*\[)"
)


@dataclass(frozen=True, slots=True)
class _Body:
    """What is said of names in a function's body, at every depth: who declares them, what they or parts of them are made, and what
    `Object.assign` is given, as it is written.
    """

    declared: Mapping[str, list[Node]]
    made: Mapping[str, list[Node | None]]
    assigned: list[str]


def local_value(syntax: Syntax, name: Node, grows: frozenset[str] = frozenset()) -> Node | None:
    """What a name stands for that a function declares once, without a type that says more, and does not change.

    `grows` are the methods that give the same with something more, as in `params = params.set("page", page)`.
    """
    own, here = syntax.str(name), name.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    body = syntax.field(here, "body") if here is not None else None
    if body is None:
        return None
    said = syntax.once_of(body, _body)
    found = said.declared.get(own, ())
    said_type = ts.field(found[0], "type") if len(found) == 1 else None
    if len(found) != 1 or (said_type is not None and _SAYS_NOTHING.match(syntax.str(said_type)) is None):
        return None
    if any(not _grown(syntax, made, own, grows) for made in said.made.get(own, ())):
        return None
    return ts.field(found[0], "value") if not any(given.startswith(own) for given in said.assigned) else None


def value_around(syntax: Syntax, name: Node) -> Node | None:
    """What a name stands for that a function around declares once, as a suite of tests does for all of them: `const url = "/users"`."""
    own, here = syntax.str(name), name.parent
    while here is not None:
        if here.type in FUNCTIONS:
            body = syntax.field(here, "body")
            found = syntax.once_of(body, _body).declared.get(own, []) if body is not None else []
            if found or any(own == syntax.str(n) for p in parameters(syntax, here) if (n := p.pattern) is not None):
                const = (
                    len(found) == 1 and found[0].parent is not None and ts.child(found[0].parent, "const") is not None
                )
                return ts.field(found[0], "value") if const else None
        here = here.parent
    return None


def _body(syntax: Syntax, body: Node) -> _Body:
    declared, made = dict[str, list[Node]](), dict[str, list[Node | None]]()
    assigned: list[str] = []
    for node in syntax.nodes(SAID, body):
        if node.type == "variable_declarator":
            name = syntax.field(node, "name")
            if name is not None:
                declared.setdefault(syntax.str(name), []).append(node)
        elif node.type in _ASSIGNMENTS:
            target = syntax.field(node, "left")
            while target is not None and target.type in _OF_OTHERS:
                target = syntax.field(target, "object")
            if target is not None:
                made.setdefault(syntax.str(target), []).append(syntax.field(node, "right"))
        else:
            function, given = syntax.field(node, "function"), syntax.field(node, "arguments")
            if function is not None and given is not None and syntax.str(function) == ASSIGNS:
                assigned.append(syntax.str(given)[1:].lstrip())
    return _Body(declared, made, assigned)


def _grown(syntax: Syntax, node: Node | None, own: str, methods: frozenset[str]) -> bool:
    """True for `params.set(…).set(…)`, which only adds to what a name stands for."""
    while node is not None and node.type == "call_expression":
        function = ts.field(node, "function")
        name = ts.field(function, "property") if function is not None else None
        if function is None or name is None or syntax.str(name) not in methods:
            return False
        node = ts.field(function, "object")
    return node is not None and syntax.str(node) == own
