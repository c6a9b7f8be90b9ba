"""Forms: the names of their fields, and the endpoint that a form is sent to by itself."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Route, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..syntax.signatures import function_around, type_arguments
from ..syntax.types import unquoted, unquoted_range

_FIELDS = frozenset({"input", "select", "textarea", "Input", "Select", "Textarea", "TextField", "Field", "Controller"})
_OPENINGS = ("jsx_opening_element", "jsx_self_closing_element")
_PLAIN = re.compile(r"[A-Za-z]\w*\Z")
OF_FRAMEWORKS = re.compile(r"csrf|captcha|xsrf|authenticity", re.IGNORECASE)


def form_route(syntax: Syntax, opening: Node) -> Route | None:
    """`<form method="post" action="/login">`, with the names of its fields."""
    name = ts.field(opening, "name")
    if name is None or syntax.str(name) != "form":
        return None
    written = dict(_attributes(syntax, opening))
    action, method = written.get("action"), written.get("method")
    if action is None or action.type != "string" or (method is not None and method.type != "string"):
        return None
    path = unquoted(syntax.str(action))
    if not path.startswith("/") or "onSubmit" in written or opening.parent is None:
        return None
    at = unquoted_range(syntax, action)
    verb = unquoted(syntax.str(method)).upper() if method is not None else "GET"
    method_at = unquoted_range(syntax, method) if method is not None else syntax.range(name)
    carries = tuple(field_names(syntax, opening.parent, "query" if verb == "GET" else "request"))
    end = at.start + len(path.split("?")[0])
    range = syntax.range(opening)
    return Route(verb, path.split("?")[0], range, method_at, Range(at.start, end), "client", (), True, carries)


def field_names(syntax: Syntax, within: Node, part: str) -> Iterator[Use]:
    """The names of all fields, but for those that a framework adds."""
    for node in ts.walk(within):
        name = ts.field(node, "name") if node.type in _OPENINGS else None
        if name is None or syntax.str(name) not in _FIELDS:
            continue
        written = dict(_attributes(syntax, node))
        called, kind = written.get("name"), written.get("type")
        hidden = kind is not None and unquoted(syntax.str(kind)) in ("hidden", "submit", "button", "reset")
        if called is None or called.type != "string" or hidden:
            continue
        own = unquoted(syntax.str(called))
        if _PLAIN.match(own) and not OF_FRAMEWORKS.search(own):
            yield Use("", (part, own), (syntax.range(node), unquoted_range(syntax, called)), "write", part)


def form_data(syntax: Syntax, made: Node, part: str) -> Sending:
    """The fields of the one form of a component, in `new FormData(event.currentTarget)`."""
    component = _outermost(made)
    forms = [n for n in ts.walk(component) if _is_form(syntax, n)] if component is not None else []
    return Sending(tuple(field_names(syntax, forms[0], part))) if len(forms) == 1 else NOTHING


def registered(syntax: Syntax, name: Node, part: str) -> Sending:
    """The fields that React Hook Form gives to the function in `handleSubmit`, where that sends them on as they are."""
    function, component = function_around(name), _outermost(name)
    if function is None or component is None or syntax.str(name) != _first_parameter(syntax, function):
        return NOTHING
    own = _name(syntax, function)
    uses: list[Use] = []
    forms, handled = 0, False
    for node in (n for n in ts.walk(component) if n.type == "call_expression"):
        called, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        text = syntax.str(called).rsplit(".", 1)[-1] if called is not None else ""
        if text == "useForm":
            forms += 2 if type_arguments(node) else 1  # what has a type is compared by that
        elif text == "handleSubmit" and first is not None:
            handled = handled or first == function or (bool(own) and syntax.str(first) == own)
        elif text == "register" and first is not None and first.type == "string":
            field = unquoted(syntax.str(first))
            if _PLAIN.match(field):
                ranges = (syntax.range(node), unquoted_range(syntax, first))
                uses.append(Use("", (part, field), ranges, "write", part))
    return Sending(tuple(uses)) if forms == 1 and handled else NOTHING


def _is_form(syntax: Syntax, node: Node) -> bool:
    opening = ts.child(node, "jsx_opening_element") if node.type == "jsx_element" else None
    name = ts.field(opening, "name") if opening is not None else None
    return name is not None and syntax.str(name) in ("form", "Form")


def _attributes(syntax: Syntax, opening: Node) -> Iterator[tuple[str, Node]]:
    for attribute in (c for c in opening.children if c.type == "jsx_attribute"):
        parts = [c for c in attribute.children if c.is_named]
        if len(parts) == 2:
            yield syntax.str(parts[0]), parts[1]
        elif parts:
            yield syntax.str(parts[0]), parts[0]


def _outermost(node: Node) -> Node | None:
    found = here = function_around(node)
    while here is not None:
        found, here = here, function_around(here)
    return found


def _first_parameter(syntax: Syntax, function: Node) -> str:
    single, listed = ts.field(function, "parameter"), ts.field(function, "parameters")
    if single is not None:
        return syntax.str(single)
    first = next((p for p in listed.children if p.is_named), None) if listed is not None else None
    pattern = ts.field(first, "pattern") if first is not None else None
    typed = first is not None and ts.field(first, "type") is not None
    return syntax.str(pattern) if pattern is not None and not typed else ""


def _name(syntax: Syntax, function: Node) -> str:
    name = ts.field(function, "name")
    holder = function.parent
    if name is None and holder is not None and holder.type == "variable_declarator":
        name = ts.field(holder, "name")
    return syntax.str(name) if name is not None else ""
