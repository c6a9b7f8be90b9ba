"""Routers of tRPC: what a procedure takes and gives, and what a client's hooks do with it."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..schemas.schemas import schema_object
from ..scoping.scopes import Value
from ..scoping.taken import some
from ..scoping.values import Uses
from ..syntax.made import CALL, ELEMENT, function, inside, member
from ..syntax.nodes import parts
from ..syntax.signatures import type_arguments
from ..syntax.types import Types
from .calls import paged

KINDS = ("query", "mutation", "subscription")
_PROCEDURE = re.compile(r"\b\w*[pP]rocedure\b")
_ROUTER = re.compile(r"(?:^|\.)(?:router|createTRPCRouter|mergeRouters)$")
CLIENT = re.compile(r"^createTRPC(?:React|Next|Client|ProxyClient|ReactQuery|Context)$|^createTRPCOptionsProxy$")
_OPTIONS = frozenset("ctx input rawInput signal path type".split())
_ASKS = frozenset({"useQuery", "useSuspenseQuery"})
_CUSTOM = re.compile(r"(?:^|\.)custom$")
_DEEPEST = 20
_NOTHING = Typed(Kind("unknown"), "unknown")


def is_router(name: str) -> bool:
    """True for what puts procedures together."""
    return _ROUTER.search(name) is not None


def procedure_schemas(callee: Node, run: Sequence[Node], types: Types) -> tuple[Typed, Typed | None] | None:
    """What a procedure takes, in `t.procedure.input(schema).query(…)`, and what `output(schema)` says that it gives; None for no procedure.

    It is one by what it is made of, or by what its function asks for: `admins.query(({ ctx, input }) => …)`. Where several schemas
    say together what it takes, that is of no particular type.
    """
    syntax = types.syntax
    method, here = ts.field(callee, "property"), ts.field(callee, "object")
    if method is None or here is None or syntax.str(method) not in KINDS:
        return None
    found: Typed | None = None
    gives: Typed | None = None
    for _ in range(_DEEPEST):
        if here is None or here.type != "call_expression":
            break
        inner, given = ts.field(here, "function"), parts(ts.field(here, "arguments"))
        name = ts.field(inner, "property") if inner is not None else None
        if inner is None or inner.type != "member_expression":
            break
        called = syntax.str(name) if name is not None and len(given) == 1 else ""
        if called == "input":
            found = _by_schema(given[0], types) if found is None else Typed(Kind("unknown"))
        elif called == "output" and gives is None:
            gives = _by_schema(given[0], types)
        here = ts.field(inner, "object")
    named = here is not None and here.end_byte - here.start_byte < 200 and _PROCEDURE.search(syntax.str(here))
    if not named and not any(_asks_for_context(r, syntax) for r in run):
        return None
    return found or Typed(Kind("unknown")), gives if gives is not None and _says_something(gives) else None


def _by_schema(schema: Node, types: Types) -> Typed:
    """What a schema says, which has a name, stands in place, or is made by a type alone: `z.custom<Book>()`."""
    if schema.type == "identifier":
        return Typed(Kind("unknown", target=types.syntax.str(schema), text="input"))
    said = type_arguments(schema) if schema.type == "call_expression" else []
    if len(said) == 1 and _CUSTOM.search(types.syntax.str(ts.field(schema, "function") or schema)):
        return types.typed(said[0], frozenset())
    written = schema_object(types, schema)
    if written is None or written.opened or written.bases:
        return Typed(Kind("unknown"))
    return Typed(Kind("unknown", members=tuple(_by_name(f) for f in written.fields)))


def _by_name(field: Field) -> Field:
    """A field whose schema has a name is what that is, which may keep a contract."""
    named = field.kind.name == "record" and field.kind.text.isidentifier()
    return replace(field, kind=Kind("unknown", target=field.kind.text, text="input")) if named else field


def _says_something(typed: Typed) -> bool:
    return bool(typed.kind.target or typed.kind.members)


def _asks_for_context(node: Node, syntax: Syntax) -> bool:
    """True for a function that takes apart what only a procedure is given."""
    first = next(iter(parts(ts.field(node, "parameters"))), None) if node.type == "arrow_function" else None
    pattern = ts.field(first, "pattern") if first is not None else None
    if pattern is None or pattern.type != "object_pattern":
        return False
    names = {syntax.str(ts.field(part, "key") or part) for part in parts(pattern)}
    return bool(names) and names <= _OPTIONS


def asked_of(taken: Typed, gives: Typed | None, called: Value | None, uses: Uses, at: Range) -> Value:
    """What is given to the function of a procedure, its input, and the context if `called` says what that is; and what it must give."""
    options = uses.property(uses.property(called, "(0)", at, ""), "(0)", at, "")
    context = uses.property(options, "ctx", at, "")
    known = {"input": taken} | ({"ctx": context.typed} if context is not None else {})
    return Value(function(gives, inside(**known)).kind, 0, "procedure")


def procedure(taken: Typed, said: Typed | None, run: Value | None, kind: str, uses: Uses) -> Value | None:
    """A procedure as clients see it, by hooks of React or by calls; it gives what is `said`, or what its function gives."""
    back = next((m for m in run.kind.members if m.name == CALL), None) if run is not None else None
    gives = said or (Typed(back.kind, back.nullable, back.list_depth) if back is not None else Typed(Kind("unknown")))
    known = taken if _says_something(taken) else Typed(Kind("unknown"))
    call, options = function(gives, known), inside(select=function(None, gives))
    held = function(inside(data=gives), known, options)
    if kind == "mutation":
        told = inside(onSuccess=function(None, gives, known), onSettled=function(None, gives, _NOTHING, known))
        made = inside(mutate=function(None, known, told), mutateAsync=function(gives, known, told), data=gives)
        hooks = inside(
            useMutation=function(made, told), mutate=call, mutationOptions=function(inside(mutationFn=call), told)
        )
        return uses.value(_callable(hooks, call), "procedure")
    if kind == "subscription":
        shown = function(None, known, inside(onData=function(None, _each(gives))))
        return uses.value(inside(useSubscription=shown, subscribe=shown), "procedure")
    pages, chosen = paged(gives), function(None, some(known))
    following = inside(getNextPageParam=function(None, gives), select=function(None, pages))
    asked = inside(
        useQuery=held, useSuspenseQuery=function(_pair(gives), known, options), query=call,
        queryOptions=function(inside(queryFn=call), known),
        useInfiniteQuery=function(inside(data=pages), known, following),
        useSuspenseInfiniteQuery=function(_pair(pages), known, following),
        fetch=call, ensureData=call, getData=function(gives, known), setData=function(None, known, gives),
        getInfiniteData=function(pages, known), setInfiniteData=function(None, known, pages),
        invalidate=chosen, refetch=chosen, cancel=chosen, prefetch=function(None, known),
    )  # fmt: skip
    return uses.value(_callable(asked, call), "procedure")


def _pair(data: Typed) -> Typed:
    """What a hook of React gives that waits: the data, and the query with it."""
    return Typed(Kind("unknown", members=(member("0", data), member("1", inside(data=data)))), list_depth=1)


def _each(listed: Typed) -> Typed:
    """One of what a subscription gives: of what a generator yields, or of what is observed."""
    if listed.list_depth:
        return replace(listed, list_depth=listed.list_depth - 1)
    return Typed(replace(listed.kind, steps=(*listed.kind.steps, ELEMENT)) if listed.kind.target else Kind("unknown"))


def selected(method: str, given: Sequence[Value | None], uses: Uses, at: Range) -> Value | None:
    """What a query of a procedure has as its data that is given a function which selects of it; None for any other call."""
    asks = method in _ASKS and len(given) > 1
    options = given[1] if asks else None
    if options is None or not any(m.name == "select" for m in options.kind.members):
        return None
    chosen = uses.property(uses.property(options, "select", at, ""), CALL, at, "")
    return uses.value(inside(data=chosen.typed if chosen is not None and method == "useQuery" else _NOTHING), method)


def client_of(maker: str, router: Typed) -> Typed:
    """What makes the client of a router gives: its procedures, and with them the hook that leads to what is kept of their answers."""
    if maker == "createTRPCContext":
        return inside(useTRPC=function(router), useTRPCClient=function(router))
    kept = inside(useUtils=function(router), useContext=function(router))
    return Typed(Kind("unknown", options=(router.kind, kept.kind), steps=("&",)))


def makes_callers(name: str) -> bool:
    """True for what is given a router and gives a function that makes callers of it."""
    return name.rpartition(".")[2] == "createCallerFactory"


def _callable(held: Typed, call: Typed) -> Typed:
    """What may be called as well, as a caller on the server does."""
    return Typed(replace(held.kind, members=(*held.kind.members, *call.kind.members)))
