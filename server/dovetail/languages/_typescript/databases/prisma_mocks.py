"""The client of Prisma where a test lets something else answer in its place, and looks at what it was asked.

`vi.mocked(prisma.user.findMany).mockResolvedValue([{ … }])`, `expect(prismaMock.user.create).toHaveBeenCalledWith({ data: { … } })`.
"""

import re

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._prisma.types import CLIENT
from ..._treesitter import Syntax
from ..scoping.values import Uses
from ..syntax.nodes import given, without_casts
from ..syntax.tests import Expectation, answered_by_mock
from ..syntax.types import unquoted
from .prisma import METHODS_OF_LISTS, METHODS_OF_ROWS, asked_of_model, is_client, is_method

_SAYS = "risma"  # as in `prisma` and `PrismaClient`
_MOCKED = re.compile(r"^(?:vi|jest)\.mocked$")
_SPIED = re.compile(r"^(?:vi|jest)\.spyOn$")
_MADE = re.compile(r"^(?:vi|jest|mock)\.fn$")
_NAMED = re.compile(r"(?:^|\.)_?(?:mock(?:ed)?_?)?(?:\w*[pP]risma\w*|[dD]b|[dD]atabase|tx)$")


def row_of_mock(syntax: Syntax, call: Node) -> tuple[Node, Typed] | None:
    """What a test lets a method of the client give, with the type of that, which may have only some of it; None for any other call."""
    if not syntax.has_any(_SAYS):
        return None
    answered = answered_by_mock(syntax, call)
    asked = _asked(syntax, answered[0]) if answered is not None else None
    if answered is None or asked is None or asked[1] not in METHODS_OF_LISTS | METHODS_OF_ROWS:
        return None
    row = Typed(Kind("ref", target=f"{CLIENT}{asked[0]}"), list_depth=1 if asked[1] in METHODS_OF_LISTS else 0)
    return without_casts(answered[1]), row


def expected_query(syntax: Syntax, expectation: Expectation, uses: Uses) -> bool:
    """Notes the fields of a model in what a test expects that a method of the client was asked; False of any other function."""
    asked = _asked(syntax, expectation.of) if syntax.has_any(_SAYS) else None
    if asked is not None:
        asked_of_model(expectation.expected[0], *asked, syntax, uses)
    return asked is not None


def _asked(syntax: Syntax, mock: Node) -> tuple[str, str] | None:
    """The model and the method of the client that a mock stands for."""
    mock = without_casts(mock)
    if mock.type == "call_expression":
        callee, inner = ts.field(mock, "function"), given(mock)
        name = syntax.str(callee) if callee is not None else ""
        if _MOCKED.match(name) and inner:
            return _asked(syntax, inner[0])
        if _SPIED.match(name) and len(inner) == 2 and inner[1].type == "string":
            return _of_model(syntax, inner[0], unquoted(syntax.str(inner[1])))
        return _written(syntax, mock) if _MADE.match(name) else None
    model, method = ts.field(mock, "object"), ts.field(mock, "property")
    if mock.type != "member_expression" or model is None or method is None:
        return None
    return _of_model(syntax, model, syntax.str(method))


def _of_model(syntax: Syntax, model: Node, method: str) -> tuple[str, str] | None:
    client, name = ts.field(model, "object"), ts.field(model, "property")
    if model.type != "member_expression" or client is None or name is None or not is_method(method):
        return None
    called = syntax.str(without_casts(client))
    return (syntax.str(name), method) if _NAMED.search(called) or is_client(called) else None


def _written(syntax: Syntax, made: Node) -> tuple[str, str] | None:
    """The model and the method under which a mock stands in an object: `prisma: { user: { findMany: vi.fn() } }`."""
    names: list[str] = []
    here: Node | None = made
    while here is not None and len(names) < 3:
        parent = here.parent
        key = None
        if parent is not None and parent.type == "pair":
            key = ts.field(parent, "key")
        elif parent is not None and parent.type == "variable_declarator":
            key = ts.field(parent, "name")
        if key is not None:
            names.append(unquoted(syntax.str(key)))
        elif parent is None or parent.type in ("statement_block", "program", "arguments"):
            return None
        here = parent
    method, model, client = names if len(names) == 3 else ("", "", "")
    return (model, method) if is_method(method) and _NAMED.search(client) else None
