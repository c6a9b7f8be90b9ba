"""Forms that say no type and are sent as they are: `onSubmit={(values) => createPatient(values)}`.

What the values are then is what is asked for where they are sent, so the names of the form's fields are those.
"""

from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..clients.fetches import pairs_of
from ..scoping.origins import declaration
from ..syntax.nodes import bare, given, parameters
from ..syntax.signatures import FUNCTIONS, type_arguments
from ..syntax.types import unquoted

_CALLS = frozenset({"call_expression"})
_REGISTERS = frozenset({"register"})
_FORM = "useForm"


def handler(syntax: Syntax, node: Node) -> Node | None:
    """The function that is written in a place, or that a name of the file stands for there."""
    node = bare(node)
    if node.type == "identifier":
        found = declaration(syntax, node)
        node = (ts.field(found, "value") or found) if found is not None else node
    return node if node.type in FUNCTIONS else None


def handed_on(syntax: Syntax, function: Node) -> Iterator[tuple[Node, int]]:
    """The calls in a function that are given its first parameter as it is, each with the place of that."""
    taken = parameters(syntax, function)
    pattern = taken[0].pattern if taken and taken[0].annotation is None else None
    if pattern is None or pattern.type != "identifier":
        return
    for call in syntax.nodes(_CALLS, function):
        for place, part in enumerate(given(call)):
            if part.type == "identifier" and part.text == pattern.text:
                yield call, place


def registered_fields(syntax: Syntax, submits: Node) -> Iterator[tuple[str, Node]]:
    """The fields of the form of react-hook-form that is submitted in a place: what it begins with, and the names that it registers."""
    here: Node | None = submits
    component = submits
    while here is not None:
        component = here if here.type in FUNCTIONS else component
        here = here.parent
    for call in syntax.nodes(_CALLS, component):
        called, listed = ts.field(call, "function"), given(call)
        name = syntax.str(called) if called is not None else ""
        if name in _REGISTERS and listed and listed[0].type == "string":
            yield unquoted(syntax.str(listed[0])), listed[0]
        elif name == _FORM and listed and not type_arguments(call):
            yield from (("", v) for k, v in pairs_of(syntax, listed[0]) if k == "defaultValues" and v.type == "object")
