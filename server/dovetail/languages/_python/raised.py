"""Errors of Python with what a framework answers where one is raised: `HTTPException(404, detail={"code": "gone"})`."""

import re
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import replace

from .. import _treesitter as ts
from .._sending import NOTHING, Sending
from .._treesitter import Syntax
from .locals import function_of, is_dict
from .markers import keyword
from .sent import sending

RAISES: Final = re.compile(r"\bHTTPException\(")
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
        arguments = ts.field(call, "arguments")
        plain = (
            [c for c in arguments.children if c.is_named and c.type not in ("keyword_argument", "comment")]
            if arguments
            else []
        )
        detail = keyword(syntax, call, _DETAIL) or (plain[_PLACE] if len(plain) > _PLACE else None)
        if detail is not None and is_dict(syntax, detail):
            found += _behind(syntax, detail)
    return found


def _behind(syntax: Syntax, detail: Node) -> Sending:
    """What a dictionary sends behind the name under which it is answered with, which the framework writes."""
    at, given = syntax.range(detail), sending(syntax, detail, _ERRORS)
    carries = (
        replace(u, chain=(_ERRORS, _DETAIL, *u.chain[1:]), ranges=(at, at, *u.ranges[1:])) for u in given.carries
    )
    return Sending(tuple(carries), tuple(replace(s, chain=(_DETAIL, *s.chain)) for s in given.sent))
