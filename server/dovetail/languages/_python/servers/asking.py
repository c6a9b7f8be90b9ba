"""Calls in Python that may be of functions of other files which send requests, and functions of a file that send one for their callers.

`self.get("/users", page=1)` is a request where `get`, of a class of another file, sends what it is asked to; and `Client.users` gives what
that answers, to whoever calls it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Argument, Call, Modelled, Sender, Tag, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import plain_path
from ..._treesitter import Syntax
from ..scoping.filtered import filtered
from ..syntax.given import arguments_of
from ..syntax.literals import is_plain_string, string_items, string_range, string_value
from ..syntax.locals import built_value, constant_value, function_of, local_value, qualified, updated
from ..values.sent import sending
from .replied import given_types
from .requests import Flow
from .wrappers import Wrapper, parameters_of

_PATH = b"/"
_PUT_IN = re.compile(r"%(?:\(\w+\))?[sdri]|\{\w*\}")
_VERBS = frozenset({b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"REQUEST"})
_PLACES = 2  # at which a path may stand
_DEEPEST = 4
_GIVES: Mapping[str | None, Literal["answer", "value"]] = {"answer": "answer", "value": "value"}
Sent = Sequence[tuple[Node, str]]  # what a call is given, and the part of the request that each is


def says_path(syntax: Syntax, call: Node) -> bool:
    """True for a call that is given a path: `get("/users")`, `request("GET", f"/users/{id}")`, `GET(path)` after `path = "/users"`."""
    arguments = ts.field(call, "arguments")
    listed = arguments.children if arguments is not None else []
    plain = [c for c in listed if c.type in ("string", "identifier", "binary_operator")][:_PLACES]
    function = ts.field(call, "function")
    verb = (function.text or b"").rpartition(b".")[2].upper() in _VERBS if function is not None else False
    return any(_is_path(syntax, p, verb) for p in plain)


def _is_path(syntax: Syntax, node: Node, verb: bool) -> bool:
    if node.type == "identifier":
        made = local_value(syntax, node) if verb else None
        return made is not None and made.type in ("string", "binary_operator") and _is_path(syntax, made, verb)
    if node.type == "binary_operator":
        return filled_path(syntax, node) is not None
    return _PATH in (node.text or b"")[1:3] and string_value((node.text or b"").decode())[:1] == "/"


def filled_path(syntax: Syntax, node: Node) -> tuple[str, Range] | None:
    """The path of a text into which values are put, `"/users/%s" % id` and `"/users/{}".format(id)`, with its place."""
    text = None
    if node.type == "binary_operator" and syntax.str(node.children[1]) == "%":
        text = ts.field(node, "left")
    elif node.type == "call":
        function = ts.field(node, "function")
        name = ts.field(function, "attribute") if function is not None else None
        text = (
            ts.field(function, "object")
            if function is not None and name is not None and syntax.str(name) == "format"
            else None
        )
    if text is None or not is_plain_string(text):
        return None
    inner = string_value(syntax.str(text)).partition("?")[0]
    start = string_range(syntax, text).start
    path = plain_path(_PUT_IN.sub("{value}", inner))
    return (path, Range(start, start + len(inner))) if path[:1] == "/" else None


def asking(syntax: Syntax, node: Node, callee: Use, tags: tuple[Tag, ...], flow: Flow, number: int) -> Call:
    """A call with all that it is given, and what becomes of its answer, which `flow` has followed under a number."""
    function = ts.field(node, "function") or node
    return Call(
        range=syntax.range(node),
        callee=callee,
        name_range=syntax.range(ts.field(function, "attribute") or function),
        given=tuple(_argument(syntax, part, place) for place, part in enumerate(arguments_of(node))),
        tags=tags,
        models=tuple(flow.models.get(number, ())),
        carries=flow.of(number),
        passes=tuple(flow.passed.get(number, ())),
    )


def _argument(syntax: Syntax, part: Node, place: int) -> Argument:
    """What stands at one place of a call; the chains of what it carries begin with its name, or with the number of the place."""
    name = ts.field(part, "name") if part.type == "keyword_argument" else None
    value = (ts.field(part, "value") if name is not None else part) or part
    key = syntax.str(name) if name is not None else f"*{place}" if part.type.endswith("_splat") else str(place)
    sent = sending(syntax, value, key)
    models = tuple(Modelled(chain, type) for chain, type in given_types(syntax, value, (key,)))
    found = Argument(syntax.range(value), carries=sent.carries, sent=sent.sent, models=models)
    given = local_value(syntax, value) if value.type == "identifier" else value
    if given is not None and (filled := filled_path(syntax, given)) is not None:
        found = replace(found, text=filled[0], range=filled[1])
    elif given is not None and given.type == "string":
        value = given
        inner = string_value(syntax.str(value))
        path = plain_path(inner.partition("?")[0]) if not is_plain_string(value) or inner[:1] == "/" else inner
        start = string_range(syntax, value).start
        found = replace(found, text=path, range=Range(start, start + len(inner.partition("?")[0])))
    if name is not None:
        return replace(found, name=key, name_range=syntax.range(name))
    return replace(found, name=key if part.type.endswith("_splat") else "")


def places(syntax: Syntax, call: Node) -> Sent:
    """What a call is given, each with the place of it: `(0)`, `(json)`; `(**)` for what is spread."""
    found: list[tuple[Node, str]] = []
    for place, part in enumerate(arguments_of(call)):
        name, value = (ts.field(part, n) if part.type == "keyword_argument" else None for n in ("name", "value"))
        if name is not None and value is not None:
            found.append((value, f"({syntax.str(name)})"))
        elif part.type == "dictionary_splat":
            found.append((part.children[-1], "(**)"))
        elif part.type != "list_splat":
            found.append((part, f"({place})"))
    return found


def senders(
    syntax: Syntax, flow: Flow, calls: Mapping[int, Node], sent: Mapping[int, Sent], unseen: frozenset[int],
    unsure: frozenset[int], wrappers: Mapping[str, Wrapper],
) -> Iterator[Sender]:  # fmt: skip
    """The functions that send a request for who calls them; `calls` are those of the file that may send one, by their numbers."""
    for name, wrapper in wrappers.items():
        function = _named(syntax, name)
        if function is not None:
            yield Sender(
                whole_name(syntax, function), wrapper.parameters, _GIVES.get(wrapper.gives, ""),
                tuple(wrapper.roles.items()), wrapper.method, wrapper.before, wrapper.rest,
            )  # fmt: skip
    own: dict[str, list[tuple[Node, int]]] = {}
    for number, call in calls.items():
        function = function_of(call)
        if function is not None:
            own.setdefault(qualified(syntax, function), []).append((function, number))
    for name in dict.fromkeys((*own, *flow.gives)):
        held, inside = flow.gives.get(name), own.get(name, [])
        number = held.of if held is not None else inside[0][1] if len(inside) == 1 else 0
        if not number or name.rpartition(".")[2] in wrappers or len({f.id for f, _ in inside}) > 1:
            continue
        function = inside[0][0] if inside else None
        mine = function is not None and any(n == number for _, n in inside)
        takes = tuple(_takes(syntax, function, sent.get(number, ()))) if mine and function is not None else ()
        if held is None and (not takes or name.startswith("test")):
            continue
        yield Sender(
            whole_name(syntax, made) if (made := function or _named(syntax, name)) is not None else name,
            tuple(parameters_of(syntax, function)) if function is not None else (),
            "" if held is None else "value" if held.what == "value" else "either" if number in unsure else "answer",
            asks=syntax.range(calls[number]),
            chain=(held.chain or ("response",)) if held is not None else (),
            takes=takes,
            rest=number in unseen,
        )


def whole_name(syntax: Syntax, function: Node) -> str:
    """The name of a function as other files may know it: `Api.users`, `make_user.make` for one that another function gives."""
    outer = function_of(function)
    name = ts.field(outer, "name") if outer is not None and outer.parent is not None else None
    return f"{syntax.str(name)}.{qualified(syntax, function)}" if name is not None else qualified(syntax, function)


def _named(syntax: Syntax, name: str) -> Node | None:
    nodes = syntax.nodes(frozenset({"function_definition"}))
    found = [n for n in nodes if syntax.str(ts.field(n, "name") or n) == name]
    return found[0] if len(found) == 1 else None


def _takes(syntax: Syntax, function: Node, sent: Sent) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parameters of a function that go into its request, each with the place there."""
    parameters = frozenset(parameters_of(syntax, function))
    for value, part in sent:
        yield from _put(syntax, value, (part,), parameters, 0)


def _put(
    syntax: Syntax, node: Node | None, chain: tuple[str, ...], parameters: frozenset[str], depth: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if node is None or depth > _DEEPEST:
        return
    match node.type:
        case "identifier":
            own = syntax.str(node)
            made, added = built_value(syntax, node)
            if own in parameters and made is None and not added:
                yield own, chain
            elif f"**{own}" in parameters and made is None:
                yield "**", chain
            else:
                yield from _put(syntax, made or constant_value(syntax, node), chain, parameters, depth + 1)
                for value in updated(syntax, node) if made is not None else ():
                    yield from _put(syntax, value, chain, parameters, depth + 1)
                for key, value in added:
                    yield from _put(syntax, value, (*chain, string_value(syntax.str(key))), parameters, depth + 1)
        case "dictionary":
            for key, held in string_items(syntax, node):
                yield from _put(syntax, held, (*chain, key), parameters, depth + 1)
            for part in (c for c in node.children if c.type == "dictionary_splat"):
                yield from _put(syntax, part.children[-1], chain, parameters, depth + 1)
        case "binary_operator" if syntax.str(node.children[1]) == "|":
            for side in ("left", "right"):
                yield from _put(syntax, ts.field(node, side), chain, parameters, depth + 1)
        case "conditional_expression":
            for part in [c for c in node.children if c.is_named][::2]:
                yield from _put(syntax, part, chain, parameters, depth + 1)
        case "dictionary_comprehension" | "call":
            yield from _put(syntax, filtered(syntax, node), chain, parameters, depth + 1)
        case _:
            return
