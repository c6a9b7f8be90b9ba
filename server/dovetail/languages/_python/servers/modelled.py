"""The classes of what a handler of FastAPI, Django Ninja or Litestar takes and gives: its body, its query, its answers and errors.

Where a framework takes no classes, they are the schemas that a handler loads and dumps by.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Modelled

from ... import _treesitter as ts
from ..._statements import constant
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_value
from ..syntax.markers import has, is_plain, keyword, marker, marker_name
from ..syntax.written import written
from .by_method import of_others
from .replied import replied
from .schemas_used import used_schemas, with_replied

_IMPORTS = re.compile(r"^\s*(?:from|import)\s+(?:fastapi|ninja|litestar)\b", re.MULTILINE)
_LITESTAR = re.compile(r"^\s*(?:from|import)\s+litestar\b", re.MULTILINE)
BODILESS = frozenset({"get", "head", "delete", "options"})
_PARTS = {"Query": "query", "Body": "request", "Form": "request", "Depends": "query"}
_ANSWERS = ("response_model", "response")
# Keywords of a decorator by which the answer is not what its class says.
_CHANGES = re.compile(r"response_model_\w+|by_alias|exclude_\w+")


def modelled(syntax: Syntax, function: Node, decorator: Node | None, method: str) -> tuple[Modelled, ...]:
    """The classes, each with the part of the endpoint that it stands for; none where the framework takes no classes."""
    if _IMPORTS.search(syntax.text.source) is None:
        others = of_others(syntax, ts.field(function, "body"), method)
        return with_replied(syntax, function, used_schemas(syntax, function), replied(syntax, function, others))
    return (*_taken(syntax, function, method), *_given(syntax, function, decorator))


def _taken(syntax: Syntax, function: Node, method: str) -> Iterator[Modelled]:
    listed = ts.field(function, "parameters")
    for node in listed.children if listed is not None else ():
        type, default = ts.field(node, "type"), ts.field(node, "value")
        name = ts.field(node, "name") or (node.children[0] if node.children else None)
        if type is None or name is None or name.type != "identifier":
            continue
        mark = marker(syntax, type) or marker(syntax, default)
        said, own = syntax.str(type), syntax.str(name)
        if mark is None and (is_plain(said) or default is not None or method in BODILESS):
            continue
        if own != "data" and _LITESTAR.search(syntax.text.source) is not None and method not in BODILESS:
            continue  # which is injected: a body has that name
        part = "request" if mark is None else _PARTS.get(marker_name(syntax, mark), "")
        if mark is not None and marker_name(syntax, mark) == "Depends" and not _is_of_class(syntax, mark):
            continue
        if part and (known := written(said, {})):
            alias = keyword(syntax, mark, "alias") if mark is not None and part == "request" else None
            if alias is not None and not is_plain_string(alias):
                continue
            name = string_value(syntax.str(alias)) if alias is not None else own
            embedded = mark is not None and has(syntax, mark, "embed", "True")
            yield Modelled((part, name) if embedded else (part,), known, name, syntax.range(type))


def _is_of_class(syntax: Syntax, mark: Node) -> bool:
    """True for `Depends()` and `Depends(Filter)`, whose parameters are those of a class."""
    arguments = ts.field(mark, "arguments")
    first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    return first is None or syntax.str(first).rpartition(".")[2][:1].isupper()


def _given(syntax: Syntax, function: Node, decorator: Node | None) -> Iterator[Modelled]:
    call, returns = ts.child(decorator, "call"), ts.field(function, "return_type")
    arguments = ts.field(call, "arguments") if call is not None else None
    names = [ts.field(c, "name") for c in arguments.children] if arguments is not None else []
    if any(n is not None and _CHANGES.fullmatch(syntax.str(n)) for n in names):
        return
    said = next((k for n in _ANSWERS if call is not None and (k := keyword(syntax, call, n)) is not None), None)
    if said is not None and said.type == "dictionary":
        yield from _by_status(syntax, said)
    elif (answer := said or returns) is not None and (type := written(syntax.str(answer), {})):
        yield Modelled(("response",), type, range=syntax.range(answer), direct=True)
    own = tuple(_others(syntax, call)) if call is not None else ()
    yield from own
    called = ts.field(call, "function") if call is not None and "responses" in syntax.text.source else None
    owner = ts.field(called, "object") if called is not None and called.type == "attribute" else None
    router = constant(syntax, syntax.str(owner)) if owner is not None and owner.type == "identifier" else None
    if router is not None and router.type == "call":  # `APIRouter(responses={404: {"model": Problem}})`
        said_here = {o.status for o in own}
        yield from (o for o in _others(syntax, router) if o.chain[:1] == ("errors",) and o.status not in said_here)


def _others(syntax: Syntax, call: Node) -> Iterator[Modelled]:
    """The answers that a decorator or a router says besides the usual one."""
    others = keyword(syntax, call, "responses")
    if others is not None and others.type == "identifier":
        others = constant(syntax, syntax.str(others))  # `NOT_FOUND = {404: {"model": Problem}}`
    if others is not None:
        yield from _by_status(syntax, others)


def _by_status(syntax: Syntax, answers: Node) -> Iterator[Modelled]:
    """`{404: {"model": Problem}}` of FastAPI, and `{200: User, 404: Problem}` of Ninja."""
    for pair in (c for c in answers.children if c.type == "pair"):
        status, value = ts.field(pair, "key"), ts.field(pair, "value")
        number = re.search(r"[2-5]\d\d", syntax.str(status)) if status is not None else None
        if number is None or value is None:
            continue
        if value.type == "dictionary":
            models = (
                p for p in value.children if p.type == "pair" and syntax.str(p.children[0]).strip("\"'") == "model"
            )
            value = next((ts.field(p, "value") for p in models), None)
        type = written(syntax.str(value), {}) if value is not None else ""
        if value is not None and type:
            part = "errors" if number[0] >= "400" else "response"
            yield Modelled((part,), type, range=syntax.range(value), direct=True, status=number[0])
