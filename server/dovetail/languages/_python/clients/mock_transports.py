"""What a function answers that stands for a server in a test: `httpx.MockTransport(respond)`.

It asks for path and method itself: `if request.url.path == "/users" and request.method == "GET":`, `case ("GET", "/users"):`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Route

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of
from .mocks import given

_REQUEST = re.compile(r"(?:httpx\.)?Request")
_ANSWERS = ("httpx.Response", "Response")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The texts that a request is asked for: its method and its path."""

    method: Node | None = None
    path: Node | None = None


def transported(syntax: Syntax) -> Iterator[Route]:
    """The routes that such functions answer, each where path and method are told by texts alone."""
    if not syntax.has_any("MockTransport"):
        return
    for statement in syntax.nodes(frozenset({"return_statement"})):
        call = next((c for c in statement.children if c.type == "call"), None)
        called, function = ts.field(call, "function") if call is not None else None, function_of(statement)
        name = _request(syntax, function) if function is not None else ""
        if call is None or called is None or not name or syntax.str(called) not in _ANSWERS:
            continue
        asked = _around(syntax, statement, name)
        path = string_value(syntax.str(asked.path)) if asked is not None and asked.path is not None else ""
        method = string_value(syntax.str(asked.method)) if asked is not None and asked.method is not None else ""
        if (
            asked is None
            or asked.path is None
            or asked.method is None
            or path[:1] != "/"
            or method.lower() not in METHODS
        ):
            continue
        sent, at = given(syntax, call), string_range(syntax, asked.path)
        yield Route(
            method.upper(), path, syntax.range(call), string_range(syntax, asked.method), at, "mock", (), True,
            sent.carries, sent.sent, passes=sent.passes,
        )  # fmt: skip


def _request(syntax: Syntax, function: Node) -> str:
    """The parameter of a function that is a request of httpx; empty where it takes none."""
    listed = ts.field(function, "parameters")
    for part in listed.named_children if listed is not None else ():
        type = ts.field(part, "type")
        if type is not None and part.children and _REQUEST.fullmatch(syntax.str(type)) is not None:
            return syntax.str(part.children[0])
    return ""


def _around(syntax: Syntax, node: Node, name: str) -> _Asked | None:
    """What the branches around an answer ask of the request; None where one of them asks otherwise."""
    found, here = _Asked(), node
    while here.parent is not None and here.type != "function_definition":
        outer = here.parent
        asked: _Asked | None = _Asked()
        if outer.type in ("if_statement", "elif_clause") and here == ts.field(outer, "consequence"):
            asked = _condition(syntax, ts.field(outer, "condition"), name)
        elif outer.type == "case_clause":
            asked = _case(syntax, outer, name)
        elif outer.type == "else_clause":
            asked = None
        if asked is None:
            return None
        found, here = _Asked(found.method or asked.method, found.path or asked.path), outer
    return found


def _condition(syntax: Syntax, condition: Node | None, name: str) -> _Asked | None:
    """`request.url.path == "/users" and request.method == "GET"`."""
    if condition is None:
        return None
    if condition.type == "boolean_operator" and any(c.type == "and" for c in condition.children):
        parts = [_condition(syntax, ts.field(condition, side), name) for side in ("left", "right")]
        left, right = parts[0], parts[1]
        if left is None or right is None:
            return None
        return _Asked(left.method or right.method, left.path or right.path)
    parts = [c for c in condition.children if c.is_named]
    if (
        condition.type != "comparison_operator"
        or len(parts) != 2
        or not any(c.type == "==" for c in condition.children)
    ):
        return None
    return _text(syntax, parts[0], parts[1], name)


def _text(syntax: Syntax, asked: Node, text: Node, name: str) -> _Asked | None:
    if not is_plain_string(text):
        return None
    match syntax.str(asked).removeprefix(f"{name}."):
        case "method":
            return _Asked(method=text)
        case "url.path":
            return _Asked(path=text)
        case _:
            return None


def _case(syntax: Syntax, clause: Node, name: str) -> _Asked | None:
    """`case ("GET", "/users"):` of `match request.method, request.url.path:`."""
    block = clause.parent
    match = block.parent if block is not None and block.type == "block" else block
    subjects = match.children_by_field_name("subject") if match is not None else []
    if len(subjects) == 1 and subjects[0].type in ("tuple", "parenthesized_expression"):
        subjects = [c for c in subjects[0].children if c.is_named]
    patterns = [c for c in clause.children if c.type == "case_pattern"]
    inner = patterns[0].children if len(patterns) == 1 else []
    if len(inner) == 1 and inner[0].type == "tuple_pattern":
        patterns = [c for c in inner[0].children if c.type == "case_pattern"]
    if len(subjects) != len(patterns) or ts.field(clause, "guard") is not None:
        return None
    found = _Asked()
    for subject, pattern in zip(subjects, patterns, strict=True):
        text = pattern.children[0] if pattern.child_count == 1 else pattern
        asked = _text(syntax, subject, text, name)
        if asked is None:
            return None
        found = _Asked(found.method or asked.method, found.path or asked.path)
    return found
