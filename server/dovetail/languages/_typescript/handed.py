"""Props of components that say no type: they are what the component is given wherever it is used.

A component without a type takes a type by its own name, `props of UserCard`, of which those know more who see all files; and what it is
given in a place is kept beside that.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, Props

from .. import _treesitter as ts
from .._treesitter import Syntax
from .made import inside, is_known, member
from .nodes import bare, is_nothing, parts
from .scopes import Value
from .signatures import FUNCTIONS

HANDED = "props of "  # before the name of a component whose props say no type
SPREAD = "..."
CONTEXT = "(context)"  # the step to what a context of React holds
_PROVIDER = "Provider"
_NAME = re.compile(r"[A-Z][\w$]*[a-z][\w$]*")
_WRAPPERS = re.compile(r"(?:^|\.)(?:memo|forwardRef|observer)$")
_CLASS = re.compile(r"(?:React\.)?(?:Pure)?Component\Z")
_UNKNOWN = Typed(Kind("unknown"), "unknown")
# What has no names of its own.
_PLAIN = frozenset(
    "string number true false template_string regex jsx_element jsx_self_closing_element jsx_fragment".split()
)


def untyped_props(syntax: Syntax, function: Node) -> Value | None:
    """What a component of the top level takes first that says no type of it; None for any other function."""
    name = _component(syntax, function) if syntax.has_any("/>", "</") else ""
    return Value(Kind("ref", target=HANDED + name, text="props"), 0, "props") if name else None


def untyped_context(syntax: Syntax, call: Node, begun: Value | None) -> Value | None:
    """What `createContext(null)` gives: a context that says no type is what its provider is given, wherever that is used.

    `begun` is what it has where nobody provides it.
    """
    name = ts.field(call.parent, "name") if call.parent is not None else None
    plain = begun is None or (
        not begun.chain and not begun.kind.target and not any(map(_is_followed, begun.kind.members))
    )
    if name is None or name.type != "identifier" or not plain:
        return None
    given = Kind("unknown", f"{HANDED}{syntax.str(name)}.{_PROVIDER}", steps=("value",))
    return Value(inside(**{CONTEXT: Typed(given)}).kind, 0, "context")


def _is_followed(field: Field) -> bool:
    return bool(field.kind.target or field.kind.steps)


def class_props(syntax: Syntax, node: Node, base: str) -> Field | None:
    """What `this.props` is in a component that is a class and says no type of it."""
    name = ts.field(node, "name")
    if name is None or not _CLASS.match(base) or not syntax.has_any("/>", "</"):
        return None
    return member("props", Typed(Kind("ref", target=HANDED + syntax.str(name), text="props")))


def may_be_given(component: Node | None, syntax: Syntax) -> bool:
    """True for a component that may have been declared without a type, by how it is called where it is used."""
    name = syntax.str(component).removesuffix(f".{_PROVIDER}") if component is not None else ""
    return _NAME.fullmatch(name) is not None


def is_plain(expression: Node) -> bool:
    """True for what gives a prop nothing that has names: a text, a function, an element, nothing at all."""
    expression = bare(expression)
    return expression.type in _PLAIN or expression.type in FUNCTIONS or is_nothing(expression)


def props(component: str, given: dict[str, Value | None], spread: list[Value | None]) -> Props | None:
    """What a component is given in a place; None where that has no names."""
    found = [member(name, _typed(value)) for name, value in given.items()]
    found += [member(SPREAD, _typed(value)) for value in spread]
    return Props(component, tuple(found)) if found else None


def _typed(value: Value | None) -> Typed:
    """The type of a prop; what its owner puts into such objects itself goes along."""
    if value is None or value.kind.target[:1] == "<" or value.kind.text in ("setter", "held"):
        return _UNKNOWN
    typed = value.typed
    if not value.admitted or not is_known(typed.kind):
        return typed
    own = Kind("record", members=tuple(member(name, _UNKNOWN) for name in sorted(value.admitted)))
    return replace(typed, kind=Kind("unknown", options=(own, typed.kind), steps=("&",)))


def _component(syntax: Syntax, function: Node) -> str:
    """The name of a component of the top level that a function is, in `memo` or `forwardRef` too; empty for any other function."""
    name, outer = ts.field(function, "name"), function.parent
    while outer is not None and outer.type in ("arguments", "call_expression", "parenthesized_expression"):
        called = ts.field(outer, "function") if outer.type == "call_expression" else None
        if called is not None and not _WRAPPERS.search(syntax.str(called)):
            return ""
        outer = outer.parent
    if outer is not None and outer.type == "variable_declarator":
        name, outer = ts.field(outer, "name"), outer.parent and outer.parent.parent
    if outer is not None and outer.type == "export_statement":
        if name is None:
            return "default"
        outer = outer.parent
    own = syntax.str(name) if name is not None else ""
    return own if outer is not None and outer.type == "program" and _NAME.fullmatch(own) else ""


def spreads(element: Node) -> Iterator[Node]:
    """What is spread into the props of a component."""
    for part in (e for c in element.children if c.type == "jsx_expression" for e in parts(c)):
        if part.type == "spread_element":
            yield bare(part.children[-1])
