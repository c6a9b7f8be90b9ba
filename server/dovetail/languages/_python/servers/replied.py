"""The classes of what handlers answer with that take the whole request: `return JSONResponse(asdict(user))`, `json_response(page())`.

What a call gives is told once the whole file has been followed, by the steps that lead to the function: until then its type is the call.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Handler, Maker, Modelled, Passed, Route, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.values import STEP, TYPE_OF
from ..syntax.given import first_argument
from ..syntax.literals import string_items, string_value
from ..syntax.locals import function_of, local_value
from ..syntax.markers import keyword
from ..syntax.written import written
from .by_method import is_within

_CALL = "#"  # before the number of a call's node, in the place of a type
_RESPONSE = re.compile(r"(?:\w+\.)*(?:\w*Response|json_response|jsonify|json|make_response)")
OF_ERRORS: Final = re.compile(
    r"error|problem|fail|not_?found|invalid|forbid|denied|conflict|bad_?request|refus", re.IGNORECASE
)
_CONTENTS = ("content", "data", "body", "text", "media")
_WRITES = re.compile(r"(?:\w+\.)*(?:asdict|dumps|encode|to_builtins|unstructure|jsonable_encoder)")
_DUMPS = frozenset({"model_dump", "model_dump_json", "dict"})  # of a value of pydantic
_REFUSED = re.compile(r"(?:\w+\.)*(?:HTTP_)?([45]\d\d)\w*")
_DEEPEST = 6
_T = TypeVar("_T", Route, Handler)
_Sends = TypeVar("_Sends", Route, Handler, Maker)


def replied(syntax: Syntax, function: Node, others: Sequence[Range] = ()) -> Iterator[Modelled]:
    """The classes that a handler answers with, and those as which functions of the program read its request, with the part of each.

    Some parts of its body are of other methods.
    """
    for node in ts.walk(function):
        if others and is_within(syntax.range(node), others):
            continue
        if node.type == "call":
            yield from _read(syntax, node, function)
        if node.type != "return_statement" or function_of(node) != function:
            continue
        value = next((c for c in node.children if c.is_named), None)
        parts = [c for c in value.children if c.is_named] if value is not None else []
        status = ""
        if value is not None and value.type in ("expression_list", "tuple") and len(parts) > 1:
            value, status = parts[0], syntax.str(parts[1])
        called = ts.field(value, "function") if value is not None and value.type == "call" else None
        if value is not None and called is not None and _RESPONSE.fullmatch(syntax.str(called)) is not None:
            if OF_ERRORS.search(syntax.str(called)) is not None:
                continue  # whose status is its own
            said = keyword(syntax, value, "status_code") or keyword(syntax, value, "status") or second_argument(value)
            status = syntax.str(said) if said is not None else status
            contents = next((v for n in _CONTENTS if (v := keyword(syntax, value, n)) is not None), None)
            value = contents or first_argument(value)
        elif value is not None and called is not None and called.type in ("identifier", "attribute"):
            yield from _through(syntax, value, called)
        refused = _REFUSED.fullmatch(status)
        for chain, type in _types(syntax, value, ("errors" if refused is not None else "response",)):
            yield Modelled(chain, type, status=refused[1] if refused else "")


def _types(syntax: Syntax, value: Node | None, chain: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is answered, or stands in it where that is a dictionary: `{"user": user.model_dump()}`, `jsonify(user=asdict(user))`."""
    if value is not None and value.type == "dictionary" and len(chain) < _DEEPEST:
        for name, given in string_items(syntax, value):
            yield from _types(syntax, given, (*chain, name))
    elif type := type_of(syntax, value, 0):
        yield chain, type


def _through(syntax: Syntax, call: Node, called: Node) -> Iterator[Modelled]:
    """The class of what a function of the program is given that may make the answer: `return reply(UserView(…), 201)`."""
    own, first = syntax.str(called), first_argument(call)
    if first is None or own.rpartition(".")[2][:1].isupper():
        return
    said = keyword(syntax, call, "status_code") or keyword(syntax, call, "status") or second_argument(call)
    refused = _REFUSED.fullmatch(syntax.str(said)) if said is not None else None
    if type := type_of(syntax, first, 0):
        part = "errors" if refused is not None else "response"
        yield Modelled((part,), type, status=refused[1] if refused else "", through=own)


def _read(syntax: Syntax, call: Node, function: Node) -> Iterator[Modelled]:
    """The class as which a function of the program may read the request: `await read(request, NewUser)`."""
    called, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    given = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    if called is None or len(given) < 2 or called.type != "identifier" or given[0].type != "identifier":
        return
    listed = ts.field(function, "parameters")
    taken = (
        {syntax.str(p.children[0] if p.children else p) for p in listed.named_children}
        if listed is not None
        else set[str]()
    )
    for part in given[1:] if syntax.str(given[0]) in taken else ():
        own = syntax.str(part)
        if part.type in ("identifier", "attribute") and own.rpartition(".")[2][:1].isupper() and not own.isupper():
            yield Modelled(("request",), own, range=syntax.range(part), through=syntax.str(called))


def methods_sent(carriers: Iterable[Route | Handler | Maker], known: Collection[str]) -> frozenset[int]:
    """Where the names of methods end whose results are sent, of what no name of the file stands for: `zone.to_dict()`."""
    return frozenset(p.range.end for c in carriers for p in c.passes if _is_of_value(p, known))


def with_methods(carrier: _Sends, callees: Mapping[int, Use], known: Collection[str]) -> _Sends:
    """The same, with those methods behind what they are asked of, as far as that is known by now."""
    if not callees or not any(_is_of_value(p, known) for p in carrier.passes):
        return carrier
    passes = (
        replace(p, callee=_behind(callees[p.range.end]) or p.callee)
        if _is_of_value(p, known) and p.range.end in callees
        else p
        for p in carrier.passes
    )
    return replace(carrier, passes=tuple(passes))


def _is_of_value(passed: Passed, known: Collection[str]) -> bool:
    first, *steps = passed.callee.split(".")
    return bool(steps) and first not in known and first.isidentifier()


def _behind(callee: Use) -> str:
    """A method as others find it: `Zone.to_dict`, `typeof services!get_permit!()!zone.to_dict`."""
    module = callee.type_name.startswith(TYPE_OF) and len(callee.chain) == 1
    return (
        "" if module or callee.list_depth else f"{STEP.join((callee.type_name, *callee.chain[:-1]))}.{callee.chain[-1]}"
    )


def calls_of(models: tuple[Modelled, ...]) -> frozenset[int]:
    """The nodes of the calls whose types are not known yet."""
    return frozenset(int(m.type.strip("#[]")) for m in models if m.type[:1] == _CALL)


def completed(carrier: _T, callees: Mapping[int, Use]) -> _T:
    """A route or a handler with the types of what calls give; without those of which it is not known what is called."""
    if not any(m.type[:1] == _CALL for m in carrier.models):
        return carrier
    found: list[Modelled] = []
    for model in carrier.models:
        if model.type[:1] != _CALL:
            found.append(model)
            continue
        lists = model.type[model.type.find("[") :] if model.type.endswith("]") else ""
        callee = callees.get(int(model.type.strip("#[]")))
        if callee is not None:
            steps = "".join(STEP + step for step in (*callee.chain, "()"))
            found.append(replace(model, type=f"{callee.type_name}{'[]' * callee.list_depth}{steps}{lists}"))
    return replace(carrier, models=tuple(found))


def type_of(syntax: Syntax, node: Node | None, depth: int) -> str:
    """What an expression is a value of, or the call that gives it; empty where that is not seen."""
    if node is None or depth > _DEEPEST:
        return ""
    match node.type:
        case "await" | "parenthesized_expression":
            return type_of(syntax, next((c for c in node.children if c.is_named), None), depth + 1)
        case "identifier":
            value = local_value(syntax, node)
            return type_of(syntax, value, depth + 1) if value is not None else _said(syntax, node)
        case "list_comprehension":
            return _listed(syntax, node, depth)
        case "list":
            inner = {type_of(syntax, c, depth + 1) for c in node.children if c.is_named}
            return f"{one}[]" if len(inner) == 1 and (one := inner.pop()) else ""
        case "call":
            return _called(syntax, node, depth)
        case _:
            return ""


def given_types(syntax: Syntax, node: Node | None, chain: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The classes of what a request is given, or of what stands in it, where that is made or said there: `asdict(new)`, a variable
    with a type of its own."""
    if node is not None and node.type == "dictionary" and len(chain) < _DEEPEST:
        for name, given in string_items(syntax, node):
            yield from given_types(syntax, given, (*chain, name))
    elif node is not None and node.type in ("identifier", "call"):
        type = type_of(syntax, node, 0)
        if type and _CALL not in type:
            yield chain, type


def _called(syntax: Syntax, call: Node, depth: int) -> str:
    function = ts.field(call, "function")
    name = ts.field(function, "attribute") if function is not None and function.type == "attribute" else function
    if function is None or name is None or function.type not in ("identifier", "attribute"):
        return ""
    own = syntax.str(name)
    if function.type == "attribute" and own in _DUMPS:
        return type_of(syntax, ts.field(function, "object"), depth + 1)
    if _WRITES.fullmatch(syntax.str(function)) is not None and (first := first_argument(call)) is not None:
        return type_of(syntax, first, depth + 1)
    if own[:1].isupper() and not own.isupper():
        return syntax.str(function)
    return f"{_CALL}{call.id}"


def _listed(syntax: Syntax, node: Node, depth: int) -> str:
    """`[User(…) for row in rows]`, and `[u.model_dump() for u in users()]`, which is what it is made of."""
    body, clause = ts.field(node, "body"), ts.child(node, "for_in_clause")
    left, right = (ts.field(clause, n) if clause is not None else None for n in ("left", "right"))
    if body is None or left is None or right is None:
        return ""
    inner = body
    while inner.type == "call":  # what is written of each
        function = ts.field(inner, "function")
        name = ts.field(function, "attribute") if function is not None else None
        owner = ts.field(function, "object") if function is not None else None
        dumps = name is not None and syntax.str(name) in _DUMPS
        writes = function is not None and _WRITES.fullmatch(syntax.str(function)) is not None
        following = owner if dumps else first_argument(inner) if writes else None
        if following is None:
            break
        inner = following
    if inner.type == "identifier" and syntax.str(inner) == syntax.str(left):
        return type_of(syntax, right, depth + 1)
    made = type_of(syntax, inner, depth + 1)
    return f"{made}[]" if made and inner.type == "call" else ""


def _said(syntax: Syntax, name: Node) -> str:
    """The type that a parameter, or a variable, says."""
    function, own = function_of(name), syntax.str(name)
    for node in ts.walk(function) if function is not None else ():
        type = (
            ts.field(node, "type")
            if node.type in ("assignment", "typed_parameter", "typed_default_parameter")
            else None
        )
        target = (ts.field(node, "left") or ts.field(node, "name") or node.children[0]) if type is not None else None
        if type is not None and target is not None and syntax.str(target) == own:
            return written(string_value(syntax.str(type)), {})
    return ""


def second_argument(call: Node) -> Node | None:
    """What a call is given in the second place: the status of `JSONResponse(body, 404)`."""
    arguments = ts.field(call, "arguments")
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    return parts[1] if len(parts) > 1 and parts[1].type in ("integer", "attribute") else None
