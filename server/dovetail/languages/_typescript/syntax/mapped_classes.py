"""Classes that are made of others by functions, as NestJS does: `class NewUser extends PickType(User, ["email"] as const) {}`."""

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from dovetail.core.shapes import Kind, Reference, Step

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .literals import value_of
from .nodes import given, parts
from .types import unquoted

_CHOOSES = {"PickType": "pick", "OmitType": "omit", "PartialType": "partial", "RequiredType": "required"}
_JOINS = "IntersectionType"
_DEEPEST = 20


def base_classes(syntax: Syntax, base: Node, arguments: tuple[Kind, ...], depth: int = 0) -> Iterator[Reference]:
    """The classes that a class takes its fields from, with what is done to them; a base of any other form is one of that name."""
    function = ts.field(base, "function") if base.type == "call_expression" else None
    how, taken = (syntax.str(function), given(base)) if function is not None else ("", [])
    if how == _JOINS and taken and depth < _DEEPEST:
        for part in taken:
            yield from base_classes(syntax, part, (), depth + 1)
    elif how in _CHOOSES and taken and depth < _DEEPEST:
        step = _step(syntax, _CHOOSES[how], taken[1] if len(taken) > 1 else None)
        for inner in base_classes(syntax, taken[0], (), depth + 1):
            yield replace(inner, steps=(*inner.steps, step))
    else:
        yield Reference(syntax.str(base), syntax.range(base), "extends", arguments=arguments)


def _step(syntax: Syntax, how: str, names: Node | None) -> Step:
    """What is done to the fields; unknown where the names are not written out."""
    if how in ("partial", "required"):
        return Step(how)
    listed = value_of(names).node if names is not None else None
    texts = parts(listed) if listed is not None and listed.type == "array" else []
    if not texts or any(t.type != "string" for t in texts):
        return Step("unknown")
    return Step(how, frozenset(unquoted(syntax.str(t)) for t in texts))
