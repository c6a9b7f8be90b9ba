"""Statuses that code throws with an error: `throw new ApiError(410, "Gone")`, `throw new GoneException()`, `next(createError(410))`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Thrown
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import bare, given
from .statuses import numbered

_THROWING = frozenset({"throw_statement", "call_expression"})
_MADE = frozenset({"new_expression", "call_expression"})
_ERRORS = re.compile(r"(?:Error|Exception|Problem)$")
_NUMBERS = re.compile(r"4\d\d$")
_PREFIXED = re.compile(r"(?:HTTP|STATUS)_(?=[A-Z])")
_TEXTS = ("string", "template_string")
_NEST = "@nestjs/common"
_OF_NEST = {
    "BadRequestException": "400", "NotFoundException": "404", "NotAcceptableException": "406", "ConflictException": "409",
    "GoneException": "410", "PreconditionFailedException": "412", "UnprocessableEntityException": "422", "ImATeapotException": "418",
}  # fmt: skip
# What answers to an error with the status that it carries: `res.status(err.status)`, `const { status } = error`.
_ANSWERS = re.compile(
    r"(?:\.(?:status|code|sendStatus)\(\s*|\bstatus\s*:\s*)\(?\s*(?:err|error|exception|e)\.(?:\w*[sS]tatus\w*|\w*[cC]ode|getStatus\(\))"
    r"|\{[^{}]*\bstatus(?:Code)?\b[^{}]*\}\s*=\s*(?:err|error|exception|e)\b"
)


def thrown(syntax: Syntax) -> Iterator[Thrown]:
    """The statuses of a file's errors that are thrown, or handed on with `next`."""
    if not syntax.has_any("throw ", "next("):
        return
    for node in syntax.nodes(_THROWING):
        made = _error(syntax, node)
        said = _status(syntax, made) if made is not None else None
        if made is not None and said is not None:
            yield Thrown(said[0], said[1], _maker(syntax, made), _function(syntax, node))


def answers_status(syntax: Syntax) -> bool:
    """True for a file that answers to errors with the status that they carry."""
    return syntax.has_any("tatus", ".code(") and _ANSWERS.search(syntax.text.source) is not None


def _error(syntax: Syntax, node: Node) -> Node | None:
    """What makes the error that a statement throws, or that a call of `next` hands on."""
    if node.type == "throw_statement":
        value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
    else:
        function = syntax.field(node, "function")
        value = next(iter(given(node)), None) if function is not None and syntax.str(function) == "next" else None
    value = bare(value) if value is not None else None
    if value is None or value.type not in _MADE or _ERRORS.search(_maker(syntax, value)) is None:
        return None
    return value


def _maker(syntax: Syntax, made: Node) -> str:
    """The class or function by which an error is made, as it is written."""
    name = syntax.field(made, "constructor") or syntax.field(made, "function")
    return syntax.str(name) if name is not None and name.type in ("identifier", "member_expression") else ""


def _status(syntax: Syntax, made: Node) -> tuple[str, Range] | None:
    """The status of an error: the first that it is given, the one behind a text, or what its class is for; one of a refusal."""
    name = syntax.field(made, "constructor")
    if name is not None and syntax.str(name) in _OF_NEST and syntax.has_any(_NEST):
        return _OF_NEST[syntax.str(name)], syntax.range(name)
    values = given(made)
    place = values[1:2] if values and values[0].type in _TEXTS else values[:1]
    return _number(syntax, place[0]) if place else None


def _number(syntax: Syntax, node: Node) -> tuple[str, Range] | None:
    """A status as a number, or by its name: `410`, `HttpStatus.GONE`, `Code.HTTP_GONE`."""
    if node.type == "number":
        status = syntax.str(node)
        return (status, syntax.range(node)) if _NUMBERS.match(status) is not None else None
    name = ts.field(node, "property") if node.type == "member_expression" else None
    if name is None:
        return None
    bare_name = _PREFIXED.sub("", syntax.str(name))
    status, at = numbered(f".{bare_name}"), syntax.range(name)
    return (status, Range(at.end - len(bare_name), at.end)) if _NUMBERS.match(status) is not None else None


def _function(syntax: Syntax, node: Node) -> str:
    """The function of the top level that is around a place, or the method of a class there; empty where that has no name."""
    method = ""
    here: Node | None = node
    while here is not None and here.type != "program":
        name = ts.field(here, "name")
        if here.type == "method_definition":
            method = syntax.str(name) if name is not None else ""
        top = here.parent is None or here.parent.type in ("program", "export_statement")
        if top and here.type in ("lexical_declaration", "variable_declaration"):
            declared = next((c for c in here.children if c.type == "variable_declarator"), None)
            name = ts.field(declared, "name") if declared is not None else None
            return syntax.str(name) if name is not None and name.type == "identifier" else ""
        if top and here.type.endswith("class_declaration"):
            return f"{syntax.str(name)}.{method}" if name is not None and method else ""
        if top and here.type.endswith("function_declaration"):
            return syntax.str(name) if name is not None else ""
        here = here.parent
    return ""
