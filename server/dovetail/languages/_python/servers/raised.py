"""Errors of Python with what a framework answers where one is raised: `HTTPException(404, detail={"code": "gone"})`."""

import re
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Modelled

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..syntax.given import first_argument, number_of, plain_arguments
from ..syntax.locals import function_of, is_dict
from ..syntax.markers import keyword
from ..values.sent import sending

RAISES: Final = re.compile(r"\bHTTPException\(")
_ABORTS = re.compile(r"\babort\(")
_REFUSED = re.compile(r"4\d\d")
_DETAIL = "detail"  # under which FastAPI, Starlette and Litestar answer with it
_PLACE = 1  # of it among the arguments, behind the status
_ERRORS = "errors"


def raised(syntax: Syntax, function: Node) -> Sending:
    """What the errors of a function say, where that is written as a dictionary: names behind `detail` of an endpoint's errors."""
    found = NOTHING
    if RAISES.search(syntax.str(function)) is None:
        return found
    for call in ts.walk(function):
        called = ts.field(call, "function") if call.type == "call" else None
        if called is None or not syntax.str(called).endswith("HTTPException") or function_of(call) != function:
            continue
        plain = plain_arguments(call)
        status = keyword(syntax, call, "status_code") or next(iter(plain), None)
        found += refused_with(syntax, status) if status is not None else NOTHING
        detail = keyword(syntax, call, _DETAIL) or (plain[_PLACE] if len(plain) > _PLACE else None)
        if detail is not None and is_dict(syntax, detail):
            found += _behind(syntax, detail)
    return found


def aborted(syntax: Syntax, function: Node) -> Sending:
    """The statuses with which a function of Flask gives up: `abort(404)`."""
    found = NOTHING
    if _ABORTS.search(syntax.str(function)) is None:
        return found
    for call in ts.walk(function):
        called = ts.field(call, "function") if call.type == "call" else None
        if called is not None and syntax.str(called) in ("abort", "flask.abort") and function_of(call) == function:
            status = first_argument(call)
            found += refused_with(syntax, status) if status is not None else NOTHING
    return found


def refused_with(syntax: Syntax, status: Node) -> Sending:
    """The status of an answer that refuses, where code says it."""
    number = number_of(syntax.str(status))
    found = Modelled((_ERRORS,), "", range=syntax.range(status), status=number)
    return Sending(models=(found,)) if _REFUSED.fullmatch(number) is not None else NOTHING


def _behind(syntax: Syntax, detail: Node) -> Sending:
    """What a dictionary sends behind the name under which it is answered with, which the framework writes."""
    at, given = syntax.range(detail), sending(syntax, detail, _ERRORS)
    carries = (
        replace(u, chain=(_ERRORS, _DETAIL, *u.chain[1:]), ranges=(at, at, *u.ranges[1:])) for u in given.carries
    )
    return Sending(tuple(carries), tuple(replace(s, chain=(_DETAIL, *s.chain)) for s in given.sent))
