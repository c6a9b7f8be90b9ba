"""Routers of tRPC: what a procedure takes and gives, and what a client's hooks do with it."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._treesitter import Syntax
from .made import CALL, function, inside
from .nodes import parts
from .scopes import Value
from .values import Uses

KINDS = ("query", "mutation", "subscription")
_PROCEDURE = re.compile(r"\b\w*[pP]rocedure\b")
_ROUTER = re.compile(r"(?:^|\.)(?:router|createTRPCRouter|mergeRouters)$")
CLIENT = re.compile(r"^createTRPC(?:React|Next|Client|ProxyClient|ReactQuery|Context)$|^createTRPCOptionsProxy$")
_OPTIONS = frozenset("ctx input rawInput signal path type".split())
_DEEPEST = 20


def is_router(name: str) -> bool:
    """True for what puts procedures together."""
    return _ROUTER.search(name) is not None


def procedure_input(callee: Node, run: Sequence[Node], syntax: Syntax) -> Typed | None:
    """What a procedure takes, in `t.procedure.input(schema).query(…)`; of no particular type where no schema has a name.

    It is one by what it is made of, or by what its function asks for: `admins.query(({ ctx, input }) => …)`.
    """
    method, here = ts.field(callee, "property"), ts.field(callee, "object")
    if method is None or here is None or syntax.str(method) not in KINDS:
        return None
    found: Typed | None = None
    for _ in range(_DEEPEST):
        if here is None or here.type != "call_expression":
            break
        inner, given = ts.field(here, "function"), parts(ts.field(here, "arguments"))
        name = ts.field(inner, "property") if inner is not None else None
        if inner is None or inner.type != "member_expression":
            break
        if name is not None and syntax.str(name) == "input":
            plain = len(given) == 1 and given[0].type == "identifier" and found is None
            found = Typed(Kind("unknown", target=syntax.str(given[0]) if plain else "", text="input"))
        here = ts.field(inner, "object")
    named = here is not None and here.end_byte - here.start_byte < 200 and _PROCEDURE.search(syntax.str(here))
    return (found or Typed(Kind("unknown"))) if named or any(_asks_for_context(r, syntax) for r in run) else None


def _asks_for_context(node: Node, syntax: Syntax) -> bool:
    """True for a function that takes apart what only a procedure is given."""
    first = next(iter(parts(ts.field(node, "parameters"))), None) if node.type == "arrow_function" else None
    pattern = ts.field(first, "pattern") if first is not None else None
    if pattern is None or pattern.type != "object_pattern":
        return False
    names = {syntax.str(ts.field(part, "key") or part) for part in parts(pattern)}
    return bool(names) and names <= _OPTIONS


def asked_of(taken: Typed, called: Value | None, uses: Uses, at: Range) -> Value:
    """What is given to the function of a procedure: its input, and the context if `called` says what that is."""
    options = uses.property(uses.property(called, "(0)", at, ""), "(0)", at, "")
    context = uses.property(options, "ctx", at, "")
    known = {"input": taken} | ({"ctx": context.typed} if context is not None else {})
    return Value(function(None, inside(**known)).kind, 0, "procedure")


def procedure(taken: Typed, run: Value | None, kind: str, uses: Uses) -> Value | None:
    """A procedure as clients see it: the hooks of React, and the calls of a plain client."""
    back = next((m for m in run.kind.members if m.name == CALL), None) if run is not None else None
    gives = Typed(back.kind, back.nullable, back.list_depth) if back is not None else Typed(Kind("unknown"))
    known = taken if taken.kind.target else Typed(Kind("unknown"))
    call, held = function(gives, known), function(inside(data=gives), known)
    if kind == "mutation":
        made = inside(mutate=function(None, known), mutateAsync=call, data=gives)
        return uses.value(_callable(inside(useMutation=function(made), mutate=call), call), "procedure")
    asked = inside(useQuery=held, useSuspenseQuery=function(None, known), query=call)
    return uses.value(_callable(asked, call), "procedure")


def _callable(held: Typed, call: Typed) -> Typed:
    """What may be called as well, as a caller on the server does."""
    return Typed(replace(held.kind, members=(*held.kind.members, *call.kind.members)))
