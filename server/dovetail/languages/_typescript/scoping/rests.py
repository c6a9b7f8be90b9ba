"""What is left of a value behind the names that a pattern takes from it: `const { id, ...rest } = user`."""

from typing import TypeGuard

from tree_sitter import Node

from dovetail.core.arguments import step_without, taken_away
from dovetail.core.dataclass import replace

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts
from ..syntax.types import unquoted
from .scopes import Value

_PLAIN = frozenset({"shorthand_property_identifier_pattern", "property_identifier", "string", "number"})


def rest_of(value: Value, rest: Node, syntax: Syntax) -> Value:
    """The value that the rest of a pattern stands for; all of it where a name is only known when the program runs.

    What is taken away may still be asked for: that the type has it is true, so it is not told as a name that it lacks.
    """
    names = _taken(rest, syntax)
    if not names or value.kind.name != "ref" or value.kind.target[:1] == "<":
        return value
    step, at = step_without(names), syntax.range(rest)
    return replace(value, chain=(*value.chain, step), ranges=(*value.ranges, at), admitted=value.admitted | names)


def is_rest(value: Value | None) -> TypeGuard[Value]:
    """True for what a pattern leaves of a value, as it is."""
    return value is not None and bool(value.chain) and taken_away(value.chain[-1]) is not None


def _taken(rest: Node, syntax: Syntax) -> frozenset[str] | None:
    """The names that a pattern takes beside its rest; None where one of them is not written."""
    found: set[str] = set()
    for part in parts(rest.parent):
        key = ts.field(part, "key") or ts.field(part, "left") or part
        if part == rest:
            continue
        if key.type not in _PLAIN:
            return None
        found.add(unquoted(syntax.str(key)))
    return frozenset(found)
