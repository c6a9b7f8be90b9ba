"""What a function gives that asks a server and hands on the answer, where no type says so: `(await api.get("/orders")).data`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from .. import _treesitter as ts
from .._routes import METHODS
from .._treesitter import Syntax
from .endpoints import ANSWERED
from .fetches import pairs_of
from .nodes import bare, given, parts
from .sent import local_value
from .signatures import FUNCTIONS, type_arguments
from .types import unquoted
from .urls import address

_CLIENTS = re.compile(r"(?:^|\.)(?:[aA]xios|api|http|client|instance|\$http|\w+(?:Client|Api|Http|Axios))$")
_ASKS = re.compile(r"\bfetch\(")
_ASKING = (".get(", ".post(", ".put(", ".patch(", ".delete(")
_REFUSES = re.compile(r"\bthrow\b|\breject\b")
_ELSEWHERE = re.compile(r"https?://(?!localhost|127\.|0\.0\.0\.0)")
_DATA, _BODY = "response.data", "response"  # an interceptor may have taken out the `data` of an answer of axios


def fetched(syntax: Syntax, function: Node) -> Typed | None:
    """The answer that a function gives; None where it gives something else, or not always the same."""
    if not syntax.has_any(*_ASKING) and not syntax.says(_ASKS, "fetch("):
        return None
    body = ts.field(function, "body")
    values = list(_given(body)) if body is not None and body.type == "statement_block" else [body]
    call, part = _answer(syntax, _awaited(values[0])) if len(values) == 1 and values[0] is not None else (None, "")
    if part == _BODY and not _REFUSES.search(syntax.str(function)):
        return None  # what is given may be that of a call which was refused
    name = _named(syntax, call, part) if call is not None else ""
    return Typed(Kind("ref", target=name, text=name)) if name else None


def _given(body: Node) -> Iterator[Node | None]:
    """What the statements of a function give back, but for those of functions within."""
    for node in body.children:
        if node.type == "return_statement":
            yield next(iter(parts(node)), None)
        elif node.type not in FUNCTIONS:
            yield from _given(node)


def _answer(syntax: Syntax, value: Node) -> tuple[Node | None, str]:
    """The call of which a value is the body of the answer, and how that was taken."""
    if value.type == "identifier":
        taken = _taken_out(syntax, value)
        if taken is not None:
            return taken, _DATA
        value = _made(syntax, value)
    if value.type == "member_expression" and _name(syntax, value) == "data":
        return _asked(syntax, ts.field(value, "object")), _DATA
    called = ts.field(value, "function") if value.type == "call_expression" else None
    of = ts.field(called, "object") if called is not None and called.type == "member_expression" else None
    method = _name(syntax, called) if called is not None and of is not None else ""
    if method == "json" and not given(value):
        return _asked(syntax, of), _BODY
    if method == "then" and len(given(value)) == 1:
        how = re.sub(r"\s", "", syntax.str(given(value)[0]))
        if re.fullmatch(r"(?:async)?\(?(\w+)\)?=>\1\.data|\(\{data\}\)=>data", how):
            return _asked(syntax, of), _DATA
        if re.fullmatch(r"(?:async)?\(?(\w+)\)?=>\1\.json\(\)", how):
            return _asked(syntax, of), _BODY
    return None, ""


def _taken_out(syntax: Syntax, name: Node) -> Node | None:
    """The call in `const { data } = await api.get("/orders")`, of which a name is the data."""
    here = name.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    body = ts.field(here, "body") if here is not None else None
    own = syntax.str(name)
    short = "" if own == "data" else rf"\s*:\s*{re.escape(own)}"
    taken = re.compile(rf"\{{\s*data{short}\s*,?\s*\}}")
    found: list[Node | None] = []
    for node in ts.walk(body) if body is not None else ():
        pattern = ts.field(node, "name") if node.type == "variable_declarator" else None
        if pattern is not None and pattern.type == "object_pattern" and taken.fullmatch(syntax.str(pattern)):
            found.append(_asked(syntax, ts.field(node, "value")))
    return found[0] if len(found) == 1 else None


def _made(syntax: Syntax, value: Node) -> Node:
    """What a name of a function stands for, or an expression itself."""
    local = local_value(syntax, value) if value.type == "identifier" else None
    return _awaited(local) if local is not None else value


def _asked(syntax: Syntax, value: Node | None) -> Node | None:
    """The call of a client, without type arguments, that a value is the answer of."""
    call = _made(syntax, _awaited(value)) if value is not None else None
    function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
    if call is None or function is None or type_arguments(call):
        return None
    text = syntax.str(function)
    asks = text in ("fetch", "window.fetch") or (
        function.type == "member_expression"
        and _name(syntax, function) in METHODS
        and _CLIENTS.search(syntax.str(ts.field(function, "object") or function)) is not None
    )
    return call if asks else None


def _named(syntax: Syntax, call: Node, part: str) -> str:
    """The type of what a call is answered; empty where its path is not known."""
    function, arguments = ts.field(call, "function"), given(call)
    if function is None or not arguments or _ELSEWHERE.search(syntax.str(arguments[0])):
        return ""
    method = _name(syntax, function).upper() if function.type == "member_expression" else ""
    client = syntax.str(ts.field(function, "object") or function)
    if part == _DATA and client.lower() != "axios":  # which only where it is made can be told to be one
        part = f"{part}@{client}"
        if not client.isidentifier():
            return ""
    if method in ("", "FETCH"):
        method = "GET"
        said = dict(pairs_of(syntax, arguments[1])) if len(arguments) > 1 else {}
        if len(arguments) > 1 and arguments[1].type != "object":
            return ""
        if "method" in said:
            if said["method"].type != "string":
                return ""
            method = unquoted(syntax.str(said["method"])).upper()
    found = address(syntax, arguments[0], relative=function.type == "member_expression", whole=True)
    if found is None:
        return ""
    return f"{ANSWERED}{method} {part} {found.behind or '-'} {found.path or '-'}"


def _awaited(value: Node) -> Node:
    """What is awaited, if something is."""
    value = bare(value)
    while value.type == "await_expression" and parts(value):
        value = bare(parts(value)[0])
    return value


def _name(syntax: Syntax, member: Node) -> str:
    name = ts.field(member, "property")
    return syntax.str(name) if name is not None else ""
