"""Schemas of marshmallow that a handler loads its request with and dumps its answer by, in its body or by decorators of flask-smorest,
APIFlask and webargs: `NewUser().load(request.json)`, `jsonify(user_schema.dump(user))`, `@blp.response(200, UserSchema(many=True))`."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.shapes import Modelled, Use

from ... import _treesitter as ts
from ..._statements import constant
from ..._treesitter import MAX_DEPTH, Syntax
from ..classes.schema_names import positional
from ..syntax.given import inside
from ..syntax.literals import is_plain_string, string_items, string_range, string_value
from ..syntax.locals import built_value, function_of, local_value
from ..syntax.markers import keyword
from .restx import model_name, uses_restx

_USES = re.compile(
    rb"\.(?:dump|load)\(|\.(?:arguments|response|input|output|expect)\(|\b(?:use_(?:kw)?args|marshal(?:_with|_list_with)?|validate_(?:request|response|querystring))\("
)
_LIBRARIES = re.compile(
    r"^\s*(?:from|import)\s+(?:flask_smorest|apiflask|webargs|flask_apispec|quart_schema)\b", re.MULTILINE
)
_BY_RESTX = frozenset({"marshal_with", "marshal_list_with", "expect", "response"})
_OF_QUART = {"validate_request": "request", "validate_querystring": "query"}
_TAKES, _GIVES = (
    frozenset({"arguments", "input", "use_args", "use_kwargs", *_OF_QUART}),
    frozenset({"response", "output", "marshal_with", "validate_response"}),
)
_BY_WEBARGS = frozenset({"use_args", "use_kwargs"})
_BY_PLACE = frozenset({"arguments", "use_args"})  # which give what they load to the first parameters, in their order
_WRAPS = frozenset({"jsonify", "make_response", "Response", "JSONResponse", "json"})
_PARTIAL = ("only", "exclude", "partial")  # what makes a schema one of a part of its fields
_PLACES = {"json": "request", "form": "request", "json_or_form": "request", "query": "query", "querystring": "query"}
_FINE = re.compile(r"(?:HTTPStatus\.(?:OK|CREATED|ACCEPTED)|2\d\d)(?:\.value)?")


def used_schemas(syntax: Syntax, function: Node) -> tuple[Modelled, ...]:
    """The schemas of a handler, each with the part of the endpoint that it stands for."""
    outer = function.parent
    around = outer if outer is not None and outer.type == "decorated_definition" else function
    return tuple(_used(syntax, function)) if _USES.search(around.text or b"") is not None else ()


def with_replied(
    syntax: Syntax, function: Node, used: Sequence[Modelled], replied: Iterable[Modelled]
) -> tuple[Modelled, ...]:
    """The schemas of a handler with the classes that it answers with, but for those that a decorator's schema writes."""
    start = syntax.range(function).start
    written = any(0 < m.range.end < start and m.chain[:1] == ("response",) for m in used)
    return (*used, *(m for m in replied if not written or m.chain[0] != "response"))


def loaded(syntax: Syntax, function: Node) -> dict[str, str]:
    """The schemas that decorators load the parameters of a handler by, under the names of these: `@blp.arguments(NewUser)`."""
    outer = function.parent
    if outer is None or outer.type != "decorated_definition" or not syntax.once(_has_library):
        return {}
    calls = [c for d in outer.children if d.type == "decorator" and (c := ts.child(d, "call")) is not None]
    listed, found = ts.field(function, "parameters"), dict[str, str]()
    parts = inside(listed)
    names = (syntax.str(ts.field(p, "name") or next(iter(p.children), p)) for p in parts)
    free = [n for n in names if n != "self"]
    for call in calls:
        word = syntax.str(ts.field(call, "function") or call).rpartition(".")[2]
        if word not in _BY_PLACE | {"input"} or keyword(syntax, call, "as_kwargs") is not None:
            continue
        said = keyword(syntax, call, "schema") or next((p for p in positional(call) if not is_plain_string(p)), None)
        if word in _BY_PLACE:
            own = free.pop(0) if free else ""
        else:
            place, named = keyword(syntax, call, "location"), keyword(syntax, call, "arg_name")
            usual = f"{string_value(syntax.str(place)) if place is not None else 'json'}_data"
            own = string_value(syntax.str(named)) if named is not None else usual
        found[own] = _schema(syntax, said) if said is not None else ""
    return {own: type for own, type in found.items() if own and type}


def listed_fields(syntax: Syntax, function: Node, method: str) -> Iterator[Use]:
    """The names that a decorator lists by itself for a request: `@use_kwargs({"tag": fields.Str()}, location="query")`."""
    outer = function.parent
    if outer is None or outer.type != "decorated_definition" or not syntax.once(_has_library):
        return
    for decorator in (d for d in outer.children if d.type == "decorator"):
        call = ts.child(decorator, "call")
        called = ts.field(call, "function") if call is not None else None
        plain = positional(call) if call is not None and called is not None else []
        word = syntax.str(called).rpartition(".")[2] if called is not None else ""
        if call is None or word not in _BY_WEBARGS or not plain or plain[0].type != "dictionary":
            continue
        usual = "query" if method in ("get", "head", "delete") else "request"
        place = keyword(syntax, call, "location") or next((p for p in plain[1:] if is_plain_string(p)), None)
        part = _PLACES.get(string_value(syntax.str(place)), "") if place is not None else usual
        for pair in plain[0].children if part else ():
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is None or value is None or not is_plain_string(key) or value.type != "call":
                continue
            said = keyword(syntax, value, "data_key") or key
            if is_plain_string(said):
                at = syntax.range(plain[0]), string_range(syntax, said)
                yield Use("", (part, string_value(syntax.str(said))), at, "read", part)


def dumped(syntax: Syntax, function: Node) -> str:
    """The schema that a decorator writes what a handler gives by: `@blp.response(200, User)`; empty where none or several do."""
    outer = function.parent
    if outer is None or outer.type != "decorated_definition" or not syntax.once(_has_library):
        return ""
    calls = (ts.child(d, "call") for d in outer.children if d.type == "decorator")
    found = {m.type for c in calls for m in _decorated(syntax, c) if m.chain == ("response",) and m.direct}
    return found.pop() if len(found) == 1 else ""


def _used(syntax: Syntax, function: Node) -> Iterator[Modelled]:
    outer = function.parent
    ways = ((_by_restx, uses_restx(syntax)), (_decorated, syntax.once(_has_library)))
    for decorator in outer.children if outer is not None and any(used for _, used in ways) else ():
        if decorator.type == "decorator":
            for read in (read for read, used in ways if used):
                yield from read(syntax, ts.child(decorator, "call"))
    for node in ts.walk(function):
        if node.type == "return_statement" and function_of(node) == function:
            value = next((c for c in node.children if c.is_named), None)
            if value is not None and value.type in ("expression_list", "tuple"):
                parts = [c for c in value.children if c.is_named]
                status = syntax.str(parts[1]) if len(parts) > 1 else ""
                value = parts[0] if not status or _FINE.fullmatch(status) is not None else None
            yield from _dumped(syntax, value, ("response",), 0)
        elif node.type == "call":
            yield from _loaded(syntax, node)


def _has_library(syntax: Syntax) -> bool:
    return _LIBRARIES.search(syntax.text.source) is not None


def _decorated(syntax: Syntax, call: Node | None) -> Iterator[Modelled]:
    called = ts.field(call, "function") if call is not None else None
    name = syntax.str(called).rpartition(".")[2] if called is not None else ""
    if call is None or name not in _TAKES | _GIVES:
        return
    plain = positional(call)
    if name in _GIVES and plain and plain[0].type not in ("identifier", "call", "attribute"):
        if _FINE.fullmatch(syntax.str(plain[0])) is None:
            return
        plain = plain[1:]
    said = keyword(syntax, call, "schema") or next((p for p in plain if not is_plain_string(p)), None)
    place = keyword(syntax, call, "location") or next((p for p in plain[1:] if is_plain_string(p)), None)
    part = _OF_QUART.get(name) or _PLACES.get(string_value(syntax.str(place)) if place is not None else "json", "")
    if said is None or not (part or name in _GIVES):
        return
    type, chain = _schema(syntax, said), ("response" if name in _GIVES else part,)
    if type:
        yield Modelled(chain, type, range=syntax.range(said), direct=name in _GIVES)
    elif said.type == "identifier":
        yield from (Modelled(chain, f"typeof {syntax.str(said)}{many}") for many in ("", "[]"))


def _by_restx(syntax: Syntax, call: Node | None) -> Iterator[Modelled]:
    """The model that a decorator of Flask-RESTX says: `@ns.marshal_with(item)`, `@ns.expect(item)`, `@ns.response(404, "", error)`."""
    called = ts.field(call, "function") if call is not None else None
    name = syntax.str(called).rpartition(".")[2] if called is not None else ""
    if call is None or name not in _BY_RESTX:
        return
    plain = positional(call)
    status = syntax.str(plain[0]).rpartition(".")[2] if name == "response" and plain else "200"
    said = keyword(syntax, call, "model") or keyword(syntax, call, "fields")
    said = said or next(iter(plain[2:] if name == "response" else plain), None)
    type = model_name(syntax, said) if said is not None else ""
    if said is None or not type or keyword(syntax, call, "skip_none") is not None:
        return
    as_list, under = keyword(syntax, call, "as_list"), keyword(syntax, call, "envelope")
    many = name == "marshal_list_with" or (as_list is not None and syntax.str(as_list) == "True")
    type, at = f"{type}[]" if many and not type.endswith("[]") else type, syntax.range(said)
    if name == "expect":
        yield Modelled(("request",), type, range=at, direct=True)
    elif _FINE.fullmatch(status) is None and status not in ("OK", "CREATED", "ACCEPTED"):
        if status[:1] in ("4", "5"):
            yield Modelled(("errors",), type, range=at, direct=True, status=status)
    elif under is None or is_plain_string(under):
        envelope = (string_value(syntax.str(under)),) if under is not None else ()
        many = type.endswith("[]") or name == "response"  # of a list `marshal_with(item)` writes each
        yield Modelled(("response", *envelope), type, range=at, direct=many)


def _schema(syntax: Syntax, node: Node) -> str:
    """The class of a schema, or the list of what it is for: `UserSchema`, `UserSchema(many=True)`; empty for a part of one."""
    if node.type == "call":
        function = ts.field(node, "function")
        if function is None or any(keyword(syntax, node, word) is not None for word in _PARTIAL):
            return ""
        many = keyword(syntax, node, "many")
        own = _schema(syntax, function)
        return f"{own}[]" if own and many is not None and syntax.str(many) == "True" else own
    written = syntax.str(node)
    classy = written.rpartition(".")[2][:1].isupper() and written.replace(".", "").isidentifier()
    return written if node.type in ("identifier", "attribute") and classy else ""


def _by_call(syntax: Syntax, call: Node, chain: tuple[str, ...]) -> Iterator[Modelled]:
    """What a call of `dump` or `load` is for: where nobody sees here whether a schema in a variable is for many, both."""
    function = ts.field(call, "function")
    owner = ts.field(function, "object") if function is not None and function.type == "attribute" else None
    if owner is None or keyword(syntax, call, "partial") is not None:
        return
    many, at = keyword(syntax, call, "many"), syntax.range(owner)
    if many is not None and syntax.str(many) not in ("True", "False"):
        return
    said = syntax.str(many) == "True" if many is not None else None
    if owner.type == "identifier":
        made = local_value(syntax, owner) or constant(syntax, syntax.str(owner))
        if made is not None:
            owner = made
        elif not syntax.str(owner)[:1].isupper() and syntax.str(owner) not in ("json", "yaml", "pickle", "self"):
            name = f"typeof {syntax.str(owner)}"
            types = (name, f"{name}[]") if said is None else (f"{name}[]",) if said else (name,)
            yield from (Modelled(chain, type, range=at, direct=True) for type in types)
    if owner.type == "call" and (type := _schema(syntax, owner)):
        lists = type.endswith("[]") if said is None else said
        yield Modelled(chain, type.removesuffix("[]") + "[]" * lists, range=at, direct=True)


def _dumped(syntax: Syntax, value: Node | None, chain: tuple[str, ...], depth: int) -> Iterator[Modelled]:
    """The schemas by which a value is dumped, with the places in the answer."""
    if value is None or depth > MAX_DEPTH:
        return
    match value.type:
        case "call":
            function, arguments = ts.field(value, "function"), ts.field(value, "arguments")
            name = syntax.str(function).rpartition(".")[2] if function is not None else ""
            if name == "marshal" and uses_restx(syntax):
                said = next(iter(positional(value)[1:]), None)
                type = model_name(syntax, said) if said is not None else ""
                yield from ([Modelled(chain, type, range=syntax.range(said))] if said is not None and type else [])
            elif name == "dump":
                yield from _by_call(syntax, value, chain)
            elif (name in _WRAPS or name == "dict") and arguments is not None and _is_fine(syntax, value, name):
                for part in (c for c in arguments.children if c.is_named):
                    own = ts.field(part, "name") if part.type == "keyword_argument" else None
                    inner = chain if own is None else (*chain, syntax.str(own))
                    yield from _dumped(syntax, part if own is None else ts.field(part, "value"), inner, depth + 1)
        case "dictionary":
            for key, held in string_items(syntax, value):
                yield from _dumped(syntax, held, (*chain, key), depth + 1)
        case "identifier":
            made, added = built_value(syntax, value)
            yield from _dumped(syntax, made, chain, depth + 1)
            for key, given in added:
                yield from _dumped(syntax, given, (*chain, string_value(syntax.str(key))), depth + 1)
        case _:
            return


def _is_fine(syntax: Syntax, call: Node, name: str) -> bool:
    """True for what makes no refusal, as `make_response(body, 404)` does."""
    said = keyword(syntax, call, "status") or keyword(syntax, call, "status_code")
    said = said or (next(iter(positional(call)[1:]), None) if name in ("make_response", "Response") else None)
    return said is None or _FINE.fullmatch(syntax.str(said)) is not None


def _loaded(syntax: Syntax, call: Node) -> Iterator[Modelled]:
    """The schema with which what came in is loaded."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None or not syntax.str(function).endswith(".load"):
        return
    first = next((c for c in arguments.children if c.is_named), None)
    given = local_value(syntax, first) if first is not None and first.type == "identifier" else first
    written = syntax.str(given) if given is not None else ""
    if re.match(r"(?:\w+\.)?request\.", written) is not None:
        part = "query" if "request.args" in written else "request"
        yield from _by_call(syntax, call, (part,))
