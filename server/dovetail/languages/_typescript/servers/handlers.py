"""What the handler of a route takes from its request, and what it answers."""

import re
from collections.abc import Callable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import NO_ROUTE, THROWN, Handler, Modelled, Passed, Tag, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..schemas.json_schemas import members
from ..scoping.functions import function_named, functions_by_name, keys_of_default
from ..sending.sent import sending
from ..syntax.held import Held
from ..syntax.nodes import ParameterNode, given, parameters, parts
from ..syntax.signatures import FUNCTIONS, function_around, type_arguments
from ..syntax.types import unquoted, unquoted_range
from .answered_values import ANSWERED, FASTIFY
from .elysia import ELYSIA, refused
from .nitro import returned
from .raised import answered_of_error
from .requests import Flow
from .route_modules import METHODS, MODULES
from .statuses import numbered, status_at, statuses_set
from .validators import held_to, hooks

_SAYING = frozenset("call_expression expression_statement assignment_expression return_statement".split())
_PARTS = {
    "params": "params", "Params": "params", "Querystring": "query", "query": "query", "searchParams": "query",
    "Body": "request", "body": "request",
}  # fmt: skip
_OF_EXPRESS = ("params", "", "request", "query")  # the type arguments of its `Request`
_REQUESTS = re.compile(r"_?(?:req|request|ctx|c|context)")
_UNUSED = re.compile(r"_+(?:unused)?")
_ANSWERING = re.compile(r"_?(?:res|response|reply)")
_STATUSES = frozenset({"status", "code"})
_SENDS = frozenset({"json", "send", "jsonp"})
_ENDS = frozenset({"end", "send", "json"})
_ANSWERS = frozenset({"NextResponse", "Response", "HttpResponse"})
_STATUS = re.compile(r"[1-5]\d\d$")
_REFUSING_STATUS = re.compile(r"4\d\d")
_KIT = re.compile(r"""from\s+["']@sveltejs/kit""")
_REFUSED = "error()"
_GATEWAY = "APIGatewayProxy"
_OF_ANGULAR = "@angular/common/http"  # its interceptors take requests that the client makes
_NEST = re.compile(r"""from\s+["']@nestjs/common["']""")
_NEW = frozenset({"new_expression"})
_MADE = _NEW | {"call_expression"}  # also by `super({ … })`
_OF_MODULES = frozenset({"data", "json"})
_ERROR = re.compile(r"_?(?:err|error|e|exception|cause)")
_TAKES_REFUSALS = frozenset({"setErrorHandler", "onError"})
# What stands in a file with a function that answers what was refused: a name, or what such a function takes.
_REFUSING = ("setErrorHandler", "onError", "ErrorRequestHandler", "getResponse")
_REFUSES = re.compile(r"\(_?e(?:rr|rror|xception)?\b[^(){}]*,[^(){}]*,[^(){}]*,")
# A function that is given what answers and an error, to answer with that: `handleError(res, err)`.
_HELPS = re.compile(
    r"\(\s*(?:res|response|reply)\b[^(),]*,\s*_?(?:err|error|e|exception|cause)\b[^(),]*\)\s*(?::[^={]*)?(?:=>|\{)"
)
_SENT = re.compile(r"\.(?:json|send|jsonp)\(")
_WITH_STATUS = re.compile(
    r"\.(?:status|code)\(\s*(?!2\d\d\s*\))[^()]*(?:\([^()]*\)[^()]*)*\)\s*\.(?:json|send|jsonp)\("
)
_REPLIES = frozenset({"res", "response", "reply"})
_MADE_REPLY = re.compile(r"\b(?:const|let)\s+(\w+)[^;={}]*=[^;{}]*\.getResponse\b")


def handled(syntax: Syntax, call: Node | None, functions: list[Node], by_file: bool) -> Sending:
    """All that the functions of one route carry. In a route that is a file's, what is given second has the parameters."""
    flow, found = Flow(syntax), NOTHING
    typed: list[Use] = list(_of_generics(syntax, call)) if call is not None else []
    for function in functions:
        taken = parameters(syntax, function)
        if len(taken) > 3:
            continue
        typed.extend(_of_annotations(syntax, taken, by_file) if taken else ())
        flow.function(function, (Held("request"), Held("request") if by_file else None))
        found += _answered(syntax, function, taken, by_file)
        if call is not None and syntax.says(ELYSIA):
            found += returned(syntax, function)
            for value, status in refused(syntax, function):
                found += answered_with(syntax, value, status)
    for held in held_to(syntax, call) if call is not None else ():
        typed.extend([held] if isinstance(held, Use) else [])
        flow.hands.extend([held] if isinstance(held, Passed) else [])
    for hook in hooks(syntax, call) if call is not None else ():
        found += _answered(syntax, hook, parameters(syntax, hook)[1:], by_file)
    return Sending((*typed, *flow.of(0)), passes=tuple(flow.hands)) + found


def handlers(syntax: Syntax, tags_of: Callable[[Node], tuple[Tag, ...]]) -> Iterator[Handler]:
    """The functions of the top level, and the methods of its classes and objects, whose first parameter is a request.

    Its name tells, or a tag above a function that takes a request and what answers it.
    """
    yield from _refusing(syntax)
    if syntax.has_any(_OF_ANGULAR):
        return
    tagged = "@contract" in syntax.text.source
    for owner, name, written, function in functions_by_name(syntax):
        taken = parameters(syntax, function)
        if not 1 <= len(taken) <= 3:
            continue
        routed = not owner and syntax.str(name) in METHODS and syntax.says(MODULES)
        routed = routed and "request.method" not in syntax.str(function)  # it may be any of several endpoints
        gateway = tagged and not owner and _is_of_gateway(syntax, name, taken[0])
        named = routed or gateway or _takes_request(syntax, taken)
        if not named and not (tagged and len(taken) > 1 and any(t.name == "contract" for t in tags_of(name))):
            continue
        sending = handled(syntax, None, [function], False)
        sending += answered_by_module(syntax, function) if routed else NOTHING
        sending += _answered_to_gateway(syntax, function) if gateway else NOTHING
        if sending != NOTHING:
            in_object = owner and written.parent is not None and written.parent.type in ("pair", "object")
            own, tags = owner + syntax.str(name), () if in_object else tags_of(name)
            passes, models = sending.passes, sending.models
            for called in (own, *keys_of_default(syntax).get(own, ())):
                yield Handler(called, syntax.range(name), sending.carries, sending.sent, tags, passes, models=models)


def _takes_request(syntax: Syntax, taken: Sequence[ParameterNode]) -> bool:
    """True for what a function takes by the name of a request, also where it does not look at it: `(_, res)`."""
    first = _name(syntax, taken[0])
    unused = len(taken) > 1 and _UNUSED.fullmatch(first) and _ANSWERING.fullmatch(_name(syntax, taken[1]))
    return _REQUESTS.fullmatch(first) is not None or bool(unused)


def _is_of_gateway(syntax: Syntax, name: Node, first: ParameterNode) -> bool:
    """True for a function of AWS Lambda that a gateway of HTTP calls, as its type or that of its event says."""
    declared = syntax.field(name.parent, "type") if name.parent is not None else None
    return any(node is not None and _GATEWAY in syntax.str(node) for node in (declared, first.annotation))


def _answered_to_gateway(syntax: Syntax, function: Node) -> Sending:
    """What such a function answers: `return { statusCode: 404, body: JSON.stringify({ … }) }`."""
    found = NOTHING
    for node in ts.walk(function):
        said = members(syntax, node) if node.type == "object" else {}
        if "statusCode" in said and "body" in said:
            found += answered_with(syntax, said["body"], syntax.str(said["statusCode"]))
    return found


def answered_by_module(syntax: Syntax, function: Node) -> Sending:
    """What a loader or an action answers: what it returns or throws, by itself or as `data(order, { status: 201 })`."""
    found = returned(syntax, function)
    for node in ts.walk(function):
        called = ts.field(node, "function") if node.type == "call_expression" else None
        arguments = given(node) if called is not None and syntax.str(called) in _OF_MODULES else []
        if arguments:
            found += answered_with(
                syntax, arguments[0], _status_of_options(syntax, arguments[1]) if len(arguments) > 1 else ""
            )
    return found


def _refusing(syntax: Syntax) -> Iterator[Handler]:
    """The functions that answer whatever was refused: Express' with an error in front, Fastify's `setErrorHandler`, Hono's `onError`."""
    yield from _of_no_route(syntax)
    yield from _thrown(syntax)
    yield from _helping(syntax)
    if not syntax.has_any(*_REFUSING) and not syntax.says(_REFUSES):
        return
    for function in syntax.nodes(FUNCTIONS):
        taken = parameters(syntax, function)
        called = function.parent.parent if function.parent is not None and function.parent.type == "arguments" else None
        callee = ts.field(called, "function") if called is not None else None
        name = ts.field(callee, "property") if callee is not None and callee.type == "member_expression" else None
        given = syntax.str(name) in _TAKES_REFUSALS if name is not None else False
        reply = _reply_of_filter(syntax, function) if function.type == "method_definition" else ""
        of_express = len(taken) == 4 and _ERROR.fullmatch(_name(syntax, taken[0])) is not None
        if not (given and len(taken) > 1) and not of_express and not reply:
            continue
        found = _answered(syntax, function, taken[1:], False, "errors", reply)
        if found.carries:
            passes = tuple(_of_error(syntax, function, taken))
            yield Handler(
                "", syntax.range(function.children[0]), found.carries, found.sent, passes=passes, refuses=True
            )


def _helping(syntax: Syntax) -> Iterator[Handler]:
    """The functions that handlers give what answers and an error, where all that they answer has a status that may be of a refusal."""
    for function in syntax.nodes(FUNCTIONS) if syntax.says(_HELPS) else ():
        taken, text = parameters(syntax, function), syntax.str(function)
        reply = _name(syntax, taken[0]) if len(taken) == 2 else ""
        if reply not in _REPLIES or _ERROR.fullmatch(_name(syntax, taken[1])) is None:
            continue
        if len(_SENT.findall(text)) == len(_WITH_STATUS.findall(text)):
            found = _answered(syntax, function, (), False, "errors", reply)
            if found.carries:
                at = syntax.range(function.children[0])
                yield Handler("", at, found.carries, found.sent, refuses=True)


def _of_no_route(syntax: Syntax) -> Iterator[Handler]:
    """What a function refuses that stands before all routes, or behind them: `app.use((req, res) => res.status(404).json({ … }))`."""
    if not syntax.has_any(".use(function", ".use((", ".use(async"):
        return
    for function in syntax.nodes(FUNCTIONS):
        call = function.parent.parent if function.parent is not None and function.parent.type == "arguments" else None
        callee = ts.field(call, "function") if call is not None else None
        name = ts.field(callee, "property") if callee is not None and callee.type == "member_expression" else None
        taken = parameters(syntax, function)
        if (
            call is None
            or name is None
            or syntax.str(name) != "use"
            or len(given(call)) != 1
            or len(taken) not in (2, 3)
        ):
            continue
        found = _answered(syntax, function, taken, False)
        carries = tuple(u for u in found.carries if u.chain[0] == "errors")
        if carries and len(carries) == len(found.carries):
            yield Handler(NO_ROUTE, syntax.range(function.children[0]), carries, found.sent, refuses=True)


def _thrown(syntax: Syntax) -> Iterator[Handler]:
    """What NestJS answers for an exception of its own that is given an object: `throw new NotFoundException({ code: "gone" })`.

    So does a class that extends one: `super({ code: "gone" })`.
    """
    if not syntax.has_any("Exception({", "super({") or not syntax.says(_NEST):
        return
    for made in syntax.nodes(_MADE):
        maker, first = ts.field(made, "constructor"), next(iter(given(made)), None)
        called = ts.field(made, "function")
        if called is not None and called.type == "super":
            maker = _extended(made)
        if maker is None or first is None or first.type != "object" or not syntax.str(maker).endswith("Exception"):
            continue
        if syntax.says(re.compile(rf"""\b{re.escape(syntax.str(maker))}\b[^;]*from\s+["']@nestjs/common""")):
            found = sending(syntax, first, "errors")
            yield Handler(THROWN, syntax.range(maker), found.carries, found.sent, refuses=True)


def _extended(node: Node) -> Node | None:
    """What the class extends in which something stands."""
    here = node.parent
    while here is not None and here.type not in ("class_declaration", "class"):
        here = here.parent
    extended = ts.child(ts.child(here, "class_heritage"), "extends_clause") if here is not None else None
    return ts.field(extended, "value") if extended is not None else None


def _of_error(syntax: Syntax, function: Node, taken: Sequence[ParameterNode]) -> Iterator[Passed]:
    """The properties of the error that such a function answers with."""
    error = _name(syntax, taken[0]) if taken else ""
    for node in ts.walk(function) if error else ():
        called = ts.field(node, "function") if node.type == "call_expression" else None
        name = ts.field(called, "property") if called is not None and called.type == "member_expression" else None
        arguments = given(node) if name is not None and syntax.str(name) in _SENDS else []
        if arguments:
            yield from answered_of_error(syntax, arguments[0], error, "errors")


def _reply_of_filter(syntax: Syntax, method: Node) -> str:
    """What the filter of exceptions of NestJS answers with: `const response = host.switchToHttp().getResponse()`."""
    name = ts.field(method, "name")
    if name is None or syntax.str(name) != "catch":
        return ""
    made = _MADE_REPLY.search(syntax.str(method))
    return made[1] if made is not None else ""


def exported_as(
    syntax: Syntax, tags_of: Callable[[Node], tuple[Tag, ...]]
) -> Iterator[tuple[str, str, Range, tuple[Tag, ...]]]:
    """The names in `export { list as GET }`, with those that they have in the file."""
    for statement in (s for s in syntax.root.children if s.type == "export_statement"):
        clause = ts.child(statement, "export_clause")
        if clause is None or ts.field(statement, "source") is not None:
            continue
        for specifier in clause.children:
            name, alias = ts.field(specifier, "name"), ts.field(specifier, "alias")
            if name is not None and alias is not None:
                function = function_named(syntax, syntax.str(name))
                tags = tags_of(function if function is not None else specifier) or tags_of(specifier)
                yield syntax.str(alias), syntax.str(name), syntax.range(alias), tags


def _name(syntax: Syntax, parameter: ParameterNode) -> str:
    pattern = parameter.pattern or parameter.node
    return syntax.str(pattern) if pattern.type == "identifier" else ""


def _of_generics(syntax: Syntax, call: Node) -> Iterator[Use]:
    """The names in Fastify's `app.get<{ Params: { id: string } }>(…)`."""
    for argument in type_arguments(call):
        yield from _of_parts(syntax, _aliased(syntax, argument))


def _of_annotations(syntax: Syntax, taken: Sequence[ParameterNode], by_file: bool) -> Iterator[Use]:
    """The names in `{ params }: { params: Promise<{ id: string }> }`, and in Express' `Request<{ id: string }>`."""
    first = taken[0].annotation
    generic = ts.child(first, "generic_type")
    name = ts.field(generic, "name") if generic is not None else None
    if generic is not None and name is not None and syntax.str(name).split(".")[-1] in ("Request", "RequestHandler"):
        for part, argument in zip(_OF_EXPRESS, type_arguments(generic), strict=False):
            if part and argument.type == "object_type":
                yield from _members(syntax, argument, part)
    if name is not None and generic is not None and syntax.str(name) == "FastifyRequest":
        for argument in type_arguments(generic):
            yield from _of_parts(syntax, argument)
    second = taken[1].annotation if by_file and len(taken) > 1 else None
    if second is not None:
        for written in second.children:
            yield from _of_parts(syntax, _aliased(syntax, written))


def _aliased(syntax: Syntax, type: Node) -> Node:
    """What a type of its own name stands for in this file: `type Context = { params: Promise<{ id: string }> }`."""
    name = syntax.str(type) if type.type == "type_identifier" else ""
    for statement in syntax.root.children if name else ():
        inner = ts.field(statement, "declaration") or statement
        own = ts.field(inner, "name") if inner.type in ("type_alias_declaration", "interface_declaration") else None
        if own is not None and syntax.str(own) == name:
            return ts.field(inner, "value") or ts.field(inner, "body") or type
    return type


def _of_parts(syntax: Syntax, type: Node) -> Iterator[Use]:
    for member in type.children if type.type in ("object_type", "interface_body") else ():
        name, written = ts.field(member, "name"), ts.field(member, "type")
        inner = next((c for c in written.children if c.is_named), None) if written is not None else None
        if inner is not None and inner.type == "generic_type":  # `Promise<…>`
            inner = next(iter(type_arguments(inner)), None)
        part = _PARTS.get(syntax.str(name)) if name is not None else None
        if part is not None and inner is not None and inner.type == "object_type":
            yield from _members(syntax, inner, part)


def _members(syntax: Syntax, type: Node, part: str) -> Iterator[Use]:
    for member in (c for c in type.children if c.type == "property_signature"):
        name = ts.field(member, "name")
        if name is not None and name.type in ("property_identifier", "string"):
            ranges = (syntax.range(type), unquoted_range(syntax, name))
            yield Use("", (part, unquoted(syntax.str(name))), ranges, "read", part)


def _answered(
    syntax: Syntax, function: Node, taken: Sequence[ParameterNode], by_file: bool, part: str = "", reply: str = ""
) -> Sending:
    """What a handler sends back, where the status says whether it is the response or an error, or it is always that `part`.

    `reply` is what it answers with, where that is no parameter.
    """
    found = NOTHING
    request = _name(syntax, taken[0]) if taken else ""
    reply = reply or (_name(syntax, taken[1]) if len(taken) > 1 and not by_file else "")
    reply = reply if reply != "next" else ""  # Koa's context answers by itself
    nodes = syntax.nodes(_SAYING, function)
    statuses = {n: list(statuses_set(syntax, nodes, n)) for n in (request, reply) if n}
    gives = (reply == "reply" and not statuses[reply]) or (
        len(taken) < 2 and bool(taken) == bool(parameters(syntax, function)) and not by_file and syntax.says(FASTIFY)
    )
    body = ts.field(function, "body")
    if gives and len(taken) < 2 and body is not None and body.type != "statement_block":
        found += sending(syntax, body, "response") + _itself(syntax, body, "")
    for node in nodes:
        if node.type == "call_expression":
            sent = _sent_by(syntax, node, request, reply) or (_sent_by_function(syntax, node) if by_file else None)
            if sent is not None:
                value, status, root = sent
                if part:
                    found += sending(syntax, value, part)
                    continue
                status = status or status_at(syntax, node, statuses.get(root, []))
                answered = answered_with(syntax, value, status) + _refused_with(syntax, node, status)
                found += _without_message(answered) if root == _REFUSED else answered + _itself(syntax, value, status)
            elif reply and not part:
                found += _bare(syntax, node, reply)
        elif node.type == "assignment_expression" and request:
            left, right = ts.field(node, "left"), ts.field(node, "right")
            if left is not None and right is not None and syntax.str(left) == f"{request}.body" and not reply:
                found += answered_with(syntax, right, status_at(syntax, node, statuses[request]))
        elif node.type == "return_statement" and gives:
            value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
            if value is not None and (not taken or value != taken[-1].node) and function_around(node) == function:
                found += sending(syntax, value, "response") + _itself(syntax, value, "")
    return found


def answered_with(syntax: Syntax, value: Node, status: str) -> Sending:
    """What a value carries that is answered with a status, if one is said: an error's is the contract of what is refused."""
    status = numbered(status)
    if status and not _STATUS.match(status):
        return NOTHING
    return sending(syntax, value, "errors" if status[:1] in ("4", "5") else "response")


def _refused_with(syntax: Syntax, answer: Node, status: str) -> Sending:
    """The status of an answer that refuses, where it is written there; else at the whole answer."""
    number = numbered(status)
    if _REFUSING_STATUS.fullmatch(number) is None:
        return NOTHING
    whole, at = syntax.range(answer), syntax.str(answer).find(status)
    place = Range(whole.start + at, whole.start + at + len(status)) if at >= 0 else whole
    return Sending(models=(Modelled(("errors",), "", range=place, status=number),))


def _bare(syntax: Syntax, call: Node, reply: str) -> Sending:
    """A refusal that says nothing but its status: `res.sendStatus(404)`, `res.status(404).end()`."""
    function = ts.field(call, "function")
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    target = ts.field(function, "object") if function is not None and name is not None else None
    given = parts(ts.field(call, "arguments"))
    if name is None or target is None:
        return NOTHING
    if syntax.str(name) == "sendStatus" and len(given) == 1 and syntax.str(target) == reply:
        return _refused_with(syntax, call, syntax.str(given[0]))
    if syntax.str(name) not in _ENDS or given or target.type != "call_expression":
        return NOTHING
    inner, said = ts.field(target, "function"), parts(ts.field(target, "arguments"))
    sets = inner is not None and syntax.str(inner) in {f"{reply}.{called}" for called in _STATUSES}
    return _refused_with(syntax, call, syntax.str(said[0])) if sets and len(said) == 1 else NOTHING


def _itself(syntax: Syntax, value: Node, status: str) -> Sending:
    """A value that is answered, of which whoever follows it knows what it is; nothing for a refusal."""
    status = numbered(status)
    fine = (not status or _STATUS.match(status) is not None) and status[:1] not in ("4", "5")
    said = fine and value.type in ANSWERED
    return Sending(models=(Modelled(("response",), "", range=syntax.range(value)),)) if said else NOTHING


def _sent_by(syntax: Syntax, call: Node, request: str, reply: str) -> tuple[Node, str, str] | None:
    """What a call sends, its status if it says one, and the name that it is called on."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    if function is None or name is None or arguments is None or syntax.str(name) not in _SENDS:
        return None
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
    target = ts.field(function, "object")
    if not parts or target is None:
        return None
    root = syntax.str(target)
    if syntax.str(name) == "json" and root in _ANSWERS:
        return parts[0], _status_of_options(syntax, parts[1]) if len(parts) > 1 else "", root
    if syntax.str(name) == "json" and root == request and not reply:
        return parts[0], syntax.str(parts[1]) if len(parts) > 1 else "", root
    if not reply:
        return None
    status = ""
    while target is not None and target.type == "call_expression":
        inner, given = ts.field(target, "function"), ts.field(target, "arguments")
        called = ts.field(inner, "property") if inner is not None and inner.type == "member_expression" else None
        if inner is None or called is None:
            return None
        first = next((c for c in given.children if c.is_named), None) if given is not None else None
        if syntax.str(called) in _STATUSES and first is not None:
            status = syntax.str(first)
        target = ts.field(inner, "object")
    return (parts[0], status, reply) if target is not None and syntax.str(target) == reply else None


def _sent_by_function(syntax: Syntax, call: Node) -> tuple[Node, str, str] | None:
    """What SvelteKit's `json(plot, { status: 201 })` and `error(404, { … })` answer."""
    called, arguments = ts.field(call, "function"), parts(ts.field(call, "arguments"))
    name = syntax.str(called) if called is not None and called.type == "identifier" and arguments else ""
    if name == "json" and syntax.says(_KIT):
        return arguments[0], _status_of_options(syntax, arguments[1]) if len(arguments) > 1 else "", ""
    if name == "error" and len(arguments) == 2 and syntax.says(_KIT):
        return arguments[1], syntax.str(arguments[0]), _REFUSED
    return None


def _without_message(refused: Sending) -> Sending:
    """What SvelteKit answers for an error has a message, whatever the program says of its errors."""
    return replace(refused, carries=tuple(u for u in refused.carries if u.chain[1:2] != ("message",)))


def _status_of_options(syntax: Syntax, options: Node) -> str:
    """The status in `{ status: 404 }`; no number where it cannot be told."""
    for part in options.children:
        key, value = ts.field(part, "key"), ts.field(part, "value")
        if key is not None and value is not None and syntax.str(key) == "status":
            return syntax.str(value)
        if part.type in ("shorthand_property_identifier", "spread_element"):
            return "?"
    return "" if options.type == "object" else "?"
