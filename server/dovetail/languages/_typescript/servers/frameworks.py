"""What well-known types of server frameworks hold: requests and answers, their handlers, contexts of Hono, schemas of zod.

What a program itself adds to a request (`declare global { namespace Express { interface Request { … } } }`) may stand in any file, so a
request is a type of a name that no file can declare, and those who see all files say what it has.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.composition import SOME
from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..databases.entities import KYSELY
from ..scoping.form_values import form_type
from ..scoping.scopes import Value
from ..scoping.stories import story_type
from ..scoping.tables import table_type
from ..scoping.values import Uses
from ..syntax.made import function, inside, made, member
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS, type_arguments
from ..syntax.types import CHOICES, Types, unquoted, unquoted_range
from .rpc_services import rpc_type

ADDED = "@"  # how the names begin of what a program adds to the types of a library
REQUEST = f"{ADDED}Request"
CONTEXT, APP = "context", "app"  # the texts of the kinds of Hono's contexts, and of apps
_VARIABLES = "var"
_ADDED_VARIABLES = f"{ADDED}ContextVariableMap"
_OF_YUP = frozenset("yup.ObjectSchema Yup.ObjectSchema yup.Schema ObjectSchema".split())
SCHEMAS = _OF_YUP | frozenset(
    "z.ZodType ZodType z.Schema z.ZodSchema ZodSchema z.core.$ZodType Joi.ObjectSchema v.GenericSchema GenericSchema".split()
)
_REQUESTS = frozenset("Request express.Request FastifyRequest".split())
_RESPONSES = frozenset("Response express.Response".split())
_HANDLERS = frozenset("RequestHandler express.RequestHandler".split())
_HONO = frozenset("Hono OpenAPIHono".split())
_CONTEXTS = frozenset("Context MiddlewareHandler Handler".split())
_PASSES = frozenset(CHOICES)
_SOME_COLUMNS = frozenset({"Insertable", "Updateable"})
_OF_KYSELY = _SOME_COLUMNS | frozenset({"Generated", "GeneratedAlways", "ColumnType", "JSONColumnType", "Selectable"})
_KOA = frozenset("Koa Application Router".split())
_OF_KOA = frozenset("Middleware ParameterizedContext RouterContext".split())
_KNOWN = _KOA | _OF_KOA | SCHEMAS | _REQUESTS | _RESPONSES | _HANDLERS | _HONO | _CONTEXTS | _PASSES
_PARTS = ("params", "", "body", "query")  # the type arguments of Express' `Request`, in their order
_OF_FASTIFY = {"Body": "body", "Params": "params", "Querystring": "query"}
_CHAINED = ("status", "code", "location", "set", "header", "headers", "type", "cookie")
_MAKERS = frozenset({"createFactory", "createMiddleware", "createHandlers"})
_MOST_HANDLERS = 5
_CONTEXT_NAMES = ("c", "ctx", "context")
_ROUTES = frozenset("get post put patch delete head options all use on".split())
_VALIDATORS = frozenset("zValidator sValidator vValidator validator tbValidator".split())
_ASKING = ("req", "request", "_req", "_request")
_ANSWERING = frozenset("res response reply _res _response _reply next _next done".split())

Infer = Callable[[Node], Value | None]  # what an expression is the value of


def typed_by_library(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    """How a type is made of others, those of server frameworks among them; None for a type that is not."""
    name = types.syntax.field(node, "name") if node.type == "generic_type" else None
    if name is None:
        return made(types, node, generics, depth)
    base = types.syntax.str(name)
    if base in _KNOWN and base not in generics and not _is_own(types, base):
        found = framework_type(base, type_arguments(node), lambda n: types.typed(n, generics, depth + 1))
        if found is not None:
            return found
    if base in _OF_KYSELY and types.syntax.has_any(KYSELY):
        row = types.typed(type_arguments(node)[0], generics, depth + 1)
        some = Kind("unknown", options=(row.kind,), steps=(SOME, "partial")) if base in _SOME_COLUMNS else row.kind
        return replace(row, kind=replace(some, text=types.syntax.str(node)))
    if base not in generics:
        given = [types.typed(n, generics, depth + 1) for n in type_arguments(node)]
        found = form_type(base, given) or table_type(base, given) or story_type(base, given)
        found = found or rpc_type(base, node, types.syntax)
        if found is not None:
            return found
    return made(types, node, generics, depth)


def _is_own(types: Types, name: str) -> bool:
    """True for a type that the file declares itself, whatever libraries call so."""
    declared = rf"^(?:export |declare )*(?:type {name}\b[^=;,}}\n]*=|(?:interface|(?:abstract )?class) {name}\b)"
    return name not in _PASSES and re.search(declared, types.syntax.text.source, re.MULTILINE) is not None


def framework_type(base: str, given: Sequence[Node], read: Callable[[Node], Typed]) -> Typed | None:
    """What a generic type of a framework, or one of TypeScript's own that chooses, holds; None for any other."""
    if not given or base not in _KNOWN:
        return None
    types = [read(node) for node in given]
    if base in _KOA | _OF_KOA:
        return _of_koa(base, types) if len(types) >= 2 else None
    if base in _PASSES:
        kind = types[0].kind
        return replace(types[0], kind=replace(kind, text=f"{base}<{kind.text}, …>"))
    if base in SCHEMAS:
        parsed, tried = function(types[0]), function(inside(data=types[0]))
        if base in _OF_YUP:
            whole = {"validate": parsed} if "." in base else {}  # Joi has a type of that name as well
            return inside(validateSync=parsed, cast=parsed, **whole)
        if base == "Joi.ObjectSchema":
            return inside(validate=function(inside(value=types[0])), validateAsync=parsed)
        return inside(parse=parsed, parseAsync=parsed, safeParse=tried, safeParseAsync=tried)
    if base == "FastifyRequest":
        return request(_of_fastify(types[0]))
    if base in _REQUESTS:
        return _of_express(types)
    if base in _RESPONSES:
        return answer(types[0])
    if base in _HANDLERS:
        return function(None, _of_express(types), *([answer(types[1])] if len(types) > 1 else []))
    if base in _HONO:
        return app(context(types[0]))
    return context(types[0]) if base == "Context" else function(None, context(types[0]))


def request(known: dict[str, Typed]) -> Typed:
    """A request with its parts, and with whatever the program adds to requests."""
    added = Kind("ref", target=REQUEST, text=REQUEST)
    if not known:
        return Typed(added)
    return Typed(Kind("unknown", options=(inside(**known).kind, added), steps=("&",)))


def answer(of: Typed) -> Typed:
    """An answer whose body is of a type: `res.status(201).json({ … })`."""
    sends = function(None, of)
    found = inside(json=sends, send=sends)
    for _ in range(3):
        found = inside(json=sends, send=sends, **dict.fromkeys(_CHAINED, function(found)))
    return found


def context(environment: Typed) -> Typed:
    """Hono's context, by what the type of its environment says of its variables."""
    kind = environment.kind
    variables = Typed(Kind("ref", target=_ADDED_VARIABLES))
    if kind.name == "record":
        found = next((f for f in kind.members if f.name == "Variables"), None)
        variables = Typed(found.kind) if found is not None else variables
    elif kind.name == "ref" and not kind.options:
        variables = Typed(Kind("unknown", kind.target, steps=("Variables",)))
    return Typed(Kind("unknown", members=(member(_VARIABLES, variables),), text=CONTEXT))


def _of_koa(base: str, types: Sequence[Typed]) -> Typed:
    """Koa's context, by the types of its state and of what the program adds to it, and what is given one."""
    given = Typed(Kind("unknown", options=(inside(state=types[0]).kind, types[1].kind), steps=("&",)))
    return app(given) if base in _KOA else function(None, given) if base == "Middleware" else given


def app(given: Typed) -> Typed:
    """An app or router, by the context that its handlers are given."""
    handlers = function(None, *[function(None, given)] * _MOST_HANDLERS)
    methods = (member(name, handlers) for name in sorted(_ROUTES | _MAKERS))
    return Typed(Kind("unknown", members=(member("(0)", given), *methods), text=APP))


def made_by(name: str, arguments: Sequence[Typed]) -> Typed | None:
    """What makes apps and middleware of Hono: `createFactory<Env>()`, `createMiddleware<Env>(…)`."""
    return app(context(arguments[0])) if name in _MAKERS and arguments else None


def is_request(parameters: Sequence[str], at: int) -> bool:
    """True for a parameter that is called like a request, beside one that is called like an answer."""
    return parameters[at] in _ASKING and any(p in _ANSWERING for p in parameters[at + 1 : at + 3])


def asked_by_route(method: str, arguments: Sequence[Typed]) -> Value | None:
    """What a route says by its type arguments that its handler takes and gives, as Fastify does."""
    if method not in _ROUTES or len(arguments) != 1 or arguments[0].kind.name != "record":
        return None
    said = arguments[0].kind
    known = _of_fastify(arguments[0])
    reply = next((f for f in said.members if f.name == "Reply"), None)
    by_status = (
        reply is not None and reply.kind.name == "record" and any(m.name[:1].isdecimal() for m in reply.kind.members)
    )
    if reply is None or by_status:
        return Value(function(None, request(known)).kind, 0, "route")
    given = Typed(reply.kind, reply.nullable, reply.list_depth)
    return Value(function(given, request(known), answer(given)).kind, 0, "route")


def asked_by_app(
    value: Value, method: str, given: Sequence[Node], infer: Infer, uses: Uses, syntax: Syntax
) -> Iterator[tuple[Node, Value]]:
    """What an app of Hono or Koa, or what makes middleware, gives the functions that it is called with."""
    functions = [p for p in given if p.type in FUNCTIONS]
    first = next((m for m in value.kind.members if m.name == "(0)"), None)
    if first is None or not functions:
        return
    checked = list(_validated(given, infer, uses, syntax)) if method in _ROUTES and first.kind.members else []
    if [name for name, _ in checked].count(_checked("")) > 1:
        checked = [(name, typed) for name, typed in checked if name != _checked("")]
    own = Kind("unknown", members=(*first.kind.members, member("req", inside(**dict(checked)))), text=CONTEXT)
    for part in functions:
        yield part, Value(function(None, Typed(own if checked else first.kind)).kind, 0, "handler")


def variable(value: Value, method: str, given: Sequence[Node], uses: Uses, syntax: Syntax) -> Value | None:
    """The variable of a context that `c.get("user")` and `c.set("user", …)` mean, or what `c.req.valid("json")` gives."""
    if not given or given[0].type != "string" or value.is_list:
        return None
    name, at = unquoted(syntax.str(given[0])), unquoted_range(syntax, given[0])
    if method == "valid" and not value.chain:
        known = [m.name for m in value.kind.members]
        said = next((n for n in (_checked(name), _checked("")) if n in known), None)
        return uses.property(value, said, at, name) if said is not None else None
    is_context = value.kind.text == CONTEXT or (value.kind.name == "ref" and value.via in _CONTEXT_NAMES)
    if method not in ("get", "set") or not is_context:
        return None
    return uses.property(uses.property(value, _VARIABLES, at, ""), name, at, name)


def _validated(given: Sequence[Node], infer: Infer, uses: Uses, syntax: Syntax) -> Iterator[tuple[str, Typed]]:
    """What validators have checked: `zValidator("json", schema)`; for one of the program's own, `body(schema)`, of no name."""
    for part in given:
        called = ts.field(part, "function") if part.type == "call_expression" else None
        inner = parts(ts.field(part, "arguments"))
        if called is None or not inner:
            continue
        named = syntax.str(called) in _VALIDATORS
        if named and (len(inner) < 2 or inner[0].type != "string"):
            continue
        schema, checks = (inner[1], unquoted(syntax.str(inner[0]))) if named else (inner[0], "")
        if schema.type in ("identifier", "member_expression"):
            at = syntax.range(schema)
            parsed = uses.property(uses.property(infer(schema), "parse", at, ""), "()", at, "")
            if parsed is not None:
                yield _checked(checks), parsed.typed


def _checked(part: str) -> str:
    return f"valid {part}"


def _of_express(types: Sequence[Typed]) -> Typed:
    return request({name: typed for name, typed in zip(_PARTS, types, strict=False) if name})


def _of_fastify(typed: Typed) -> dict[str, Typed]:
    of: tuple[Field, ...] = typed.kind.members if typed.kind.name == "record" else ()
    return {_OF_FASTIFY[f.name]: Typed(f.kind, f.nullable, f.list_depth) for f in of if f.name in _OF_FASTIFY}
