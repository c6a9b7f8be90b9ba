"""Routes of controllers: classes whose methods say by decorators which requests they take, as in NestJS."""

from collections.abc import Callable, Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Modelled, Passed, Route, Tag, Use

from ... import _treesitter as ts
from ..._routes import METHODS, joined, plain_path
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.modelled import annotated, modelled, returned_type
from ..sending.sent import sending
from ..syntax.held import Held
from ..syntax.nodes import parts
from ..syntax.signatures import function_around
from ..syntax.types import unquoted, unquoted_range
from .named_paths import served_path
from .requests import Flow

_CONTROLLERS = frozenset({"Controller", "JsonController"})
_PARTS = {"Param": "params", "Query": "query", "Body": "request", "QueryParam": "query", "BodyParam": "request"}


def controller_routes(syntax: Syntax, body: Node, tags_of: Callable[[Node], tuple[Tag, ...]]) -> Iterator[Route]:
    """The routes of a class, if it is a controller. All may stand behind a prefix that the application has."""
    prefix = _prefix(syntax, body)
    if prefix is None:
        return
    named = ts.field(body.parent, "name") if body.parent is not None else None
    own = syntax.str(named) if named is not None else ""
    decorators: list[Node] = []
    for member in body.children:
        if member.type == "decorator":
            decorators.append(member)
        elif member.type == "method_definition":
            for decorator in decorators:
                name, arguments = _called(syntax, decorator)
                if name.lower() in METHODS and name[1:].islower() and name[:1].isupper():
                    for path in _paths(syntax, arguments):
                        route = _route(syntax, member, decorator, prefix, path, tags_of(decorators[0]))
                        yield replace(route, router=own)
            decorators = []
        elif member.type != "comment":
            decorators = []


def _prefix(syntax: Syntax, body: Node) -> str | None:
    """The path in `@Controller("users")`; None where a class is none, or its path is not written."""
    declared = body.parent
    above = [*declared.children] if declared is not None else []
    if declared is not None and declared.parent is not None and declared.parent.type == "export_statement":
        above += declared.parent.children
    for decorator in (c for c in above if c.type == "decorator"):
        name, arguments = _called(syntax, decorator)
        if name not in _CONTROLLERS:
            continue
        first = arguments[0] if arguments else None
        if first is not None and first.type == "object":
            pairs = ((ts.field(p, "key"), ts.field(p, "value")) for p in first.children)
            first = next((v for k, v in pairs if k is not None and v is not None and syntax.str(k) == "path"), None)
        if first is None:
            return "" if not arguments or arguments[0].type == "object" else None
        return _written(syntax, first)
    return None


def _paths(syntax: Syntax, arguments: list[Node]) -> list[tuple[str, Node | None]]:
    """The paths that a decorator says, each with its place; the controller's own where it says none, and none where they are not seen."""
    if not arguments:
        return [("", None)]
    listed = parts(arguments[0]) if arguments[0].type == "array" else [arguments[0]]
    found = [(path, node) for node in listed if (path := _written(syntax, node)) is not None]
    return list(found) if len(found) == len(listed) else []


def _written(syntax: Syntax, node: Node) -> str | None:
    """A path that is written out, or stands under a name of another file; None for any other."""
    return unquoted(syntax.str(node)) if node.type == "string" else served_path(syntax, node)[0]


def _route(
    syntax: Syntax,
    method: Node,
    decorator: Node,
    prefix: str,
    written: tuple[str, Node | None],
    tags: tuple[Tag, ...],
) -> Route:
    verb, _ = _called(syntax, decorator)
    own, first = written
    path = "/" + joined(prefix, own).strip("/")
    name = ts.field(method, "name") or method
    if first is None:
        path_at = syntax.range(name)
    else:
        path_at = unquoted_range(syntax, first) if first.type == "string" else syntax.range(first)
    call = ts.child(decorator, "call_expression")
    called = ts.field(call, "function") if call is not None else None
    at = syntax.range(called) if called is not None else syntax.range(decorator)
    carried = _carried(syntax, method)
    range = syntax.span(decorator, method)
    return Route(
        verb.upper(), plain_path(path), range, at, path_at, "server", tags, True, carried.carries, carried.sent,
        passes=carried.passes, models=carried.models,
    )  # fmt: skip


def _carried(syntax: Syntax, method: Node) -> Sending:
    parameters = ts.field(method, "parameters")
    given: list[Held | None] = []
    uses: list[Use] = []
    piped: list[Passed] = []
    said = NOTHING
    for parameter in (c for c in (parameters.children if parameters is not None else []) if c.is_named):
        held: Held | None = None
        for decorator in (c for c in parameter.children if c.type == "decorator"):
            name, arguments = _called(syntax, decorator)
            part = _PARTS.get(name)
            first = arguments[0] if arguments else None
            if part is not None and first is not None and first.type == "string":
                at, own = unquoted_range(syntax, first), unquoted(syntax.str(first))
                uses.append(Use("", (part, own), (syntax.range(decorator), at), "read", part))
                said += modelled(syntax, annotated(ts.field(parameter, "type")), (part, own), at)
                piped.extend(_piped(syntax, (part, own), arguments[1:]))
                continue
            if part in ("request", "query"):
                piped.extend(_piped(syntax, (part,), arguments or _for_all(syntax, method)))
                said += modelled(syntax, annotated(ts.field(parameter, "type")), (part,), syntax.range(decorator))
            if part is not None and (part != "request" or ts.field(parameter, "type") is None):
                held = Held("value", (part,), (syntax.range(decorator),))
        given.append(held)
    flow = Flow(syntax)
    flow.function(method, tuple(given))
    models = (*said.models, *_serialized(syntax, method))
    own = Sending((*uses, *said.carries, *flow.of(0)), passes=(*flow.hands, *piped), models=models)
    return own + _returned(syntax, method)


def _piped(syntax: Syntax, chain: tuple[str, ...], pipes: list[Node]) -> Iterator[Passed]:
    """The schemas that pipes hold a part of a request to: `@Body(new ZodValidationPipe(createUser)) body`."""
    for pipe in pipes:
        schema = parts(ts.field(pipe, "arguments")) if pipe.type in ("new_expression", "call_expression") else []
        if len(schema) == 1 and schema[0].type in ("identifier", "member_expression"):
            yield Passed(chain, f"{syntax.str(schema[0])}(0)", syntax.range(schema[0]))


def _for_all(syntax: Syntax, method: Node) -> list[Node]:
    """The pipes through which a method takes all that it takes: `@UsePipes(new ZodValidationPipe(createUser))`."""
    return _decorated(syntax, method, "UsePipes")


def _serialized(syntax: Syntax, method: Node) -> Iterator[Modelled]:
    """What all that a method answers is held to before it is sent: `@ZodSerializerDto(OrderDto)`."""
    for said in _decorated(syntax, method, "ZodSerializerDto"):
        if said.type == "identifier":
            yield Modelled(("response",), syntax.str(said), range=syntax.range(said), direct=True)


def _decorated(syntax: Syntax, method: Node, wanted: str) -> list[Node]:
    """What the decorators of a name before a method are given."""
    found: list[Node] = []
    before = method.prev_sibling
    while before is not None and before.type in ("decorator", "comment"):
        name, arguments = _called(syntax, before) if before.type == "decorator" else ("", [])
        found += arguments if name == wanted else []
        before = before.prev_sibling
    return found


def _returned(syntax: Syntax, method: Node) -> Sending:
    found, returns = NOTHING, returned_type(method)
    if returns is not None:
        return Sending(models=modelled(syntax, returns, ("response",), syntax.range(returns)).models)
    for node in ts.walk(method):
        value = next((c for c in node.children if c.is_named), None) if node.type == "return_statement" else None
        if value is not None and function_around(node) == method:
            found += sending(syntax, value, "response")
    return found


def _called(syntax: Syntax, decorator: Node) -> tuple[str, list[Node]]:
    """A decorator's name and arguments."""
    call = ts.child(decorator, "call_expression")
    function, arguments = (
        (ts.field(call, "function"), ts.field(call, "arguments")) if call is not None else (None, None)
    )
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    return (syntax.str(function) if function is not None else ""), parts
