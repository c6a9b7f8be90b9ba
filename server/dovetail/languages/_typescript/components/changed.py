"""Fields of a form that a handler changes by their own names: `setOrder({ ...order, [event.target.name]: event.target.value })`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted
from .submitted import handler

HANDLERS = ("onChange", "onInput", "onBlur", "onValueChange")
_OBJECTS = frozenset({"object"})
_OF_TARGET = re.compile(r"(?:\w+\.)?(?:target|currentTarget)\.(name|id)")
_TAKEN = re.compile(  # `const { name, value } = event.target`, `({ target: { name, value } }) => …`, `const name = event.target.name`
    r"\{[^{}]*\b(name|id)\b[^{}]*\}\s*=\s*(?:\w+\.)?(?:target|currentTarget)\b|"
    r"\b(?:target|currentTarget):\s*\{[^{}]*\b(name|id)\b|"
    r"\b(name|id)\s*=\s*\w+\.(?:target|currentTarget)\.(?:name|id)\b"
)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a handler changes: the attribute that has the name of the field, and the state, or what it calls to set the next one."""

    attribute: str
    state: str
    setter: str


def changed_by_name(syntax: Syntax, expression: Node, name: str) -> Changed | None:
    """What a handler changes for an element of a name; None for one that does something else, or has a case for that very name."""
    if not syntax.has_any("target.name", "target.id", ".target", "target:"):
        return None
    run = handler(syntax, expression)
    if run is None:
        return None
    text = syntax.str(run)
    found = [c for node in syntax.nodes(_OBJECTS, run) if (c := _changed(syntax, node, run, text)) is not None]
    return found[0] if len(found) == 1 and not re.search(rf"""["']{re.escape(name)}["']""", text) else None


def _changed(syntax: Syntax, literal: Node, run: Node, text: str) -> Changed | None:
    spreads = [p.children[-1] for p in parts(literal) if p.type == "spread_element"]
    keys = [k for p in parts(literal) if (k := ts.field(p, "key")) is not None and k.type == "computed_property_name"]
    if len(spreads) != 1 or len(keys) != 1 or spreads[0].type != "identifier":
        return None
    key = "".join(syntax.str(keys[0])[1:-1].split())
    of_target = _OF_TARGET.fullmatch(key)
    taken = _TAKEN.search(text) if key in ("name", "id") else None
    attribute = of_target[1] if of_target is not None else key if taken is not None and key in taken.groups() else ""
    state = syntax.str(spreads[0])
    return Changed(attribute, state, _setter(syntax, literal, run, state)) if attribute else None


def _setter(syntax: Syntax, literal: Node, run: Node, state: str) -> str:
    """What is called with a function that makes the next state of the one before; empty where the state is one of the component."""
    here = literal.parent
    while here is not None and here != run:
        if here.type in FUNCTIONS:
            call = here.parent.parent if here.parent is not None and here.parent.type == "arguments" else None
            called = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
            taken = ts.field(here, "parameter") or next(iter(parts(ts.field(here, "parameters"))), None)
            own = ts.field(taken, "pattern") or taken if taken is not None else None
            if called is not None and own is not None and syntax.str(own) == state and called.type == "identifier":
                return syntax.str(called)
        here = here.parent
    return ""


def written_name(syntax: Syntax, value: Node) -> str:
    """The name that an element has, where it is written out and is that of one field."""
    name = unquoted(syntax.str(value)) if value.type == "string" else ""
    return name if name.isidentifier() else ""
