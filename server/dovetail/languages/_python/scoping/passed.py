"""What Python hands on between functions: results of others that are sent, and what a dependency of FastAPI takes of a request."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import OTHERS, Passed, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import MAX_DEPTH, Syntax
from ..syntax.literals import string_items, string_value
from ..syntax.locals import appended, built_value, called_value, class_of_value, function_of
from ..syntax.markers import marker, marker_name
from .fixtures import given_fixture, is_changed

PARTS: Final = ("query", "params")  # what a dependency may take
_WHOLE = ("response",)
_REFUSAL = re.compile(r"(?:status(?:_code)?\s*=\s*)?[45]\d\d")  # what `problem(404, "gone")` is given
_LISTS = frozenset({"list", "list_comprehension", "generator_expression", "tuple"})
OF_CALL: Final = "_"  # for what a call gives, before the name of a method that is asked of it
_GIVES = frozenset({"call", "parenthesized_expression"})
_WRAPS = frozenset(
    {
        "jsonify",
        "list",
        "JSONResponse",
        "JsonResponse",
        "Response",
        "ORJSONResponse",
        "json_response",
        "sorted",
        "tuple",
    }
)


def passes(syntax: Syntax, value: Node | None, chain: tuple[str, ...], depth: int = 0) -> Iterator[Passed]:
    """The calls of functions whose results are sent, with the chains to where they stand in it."""
    if value is None or depth > MAX_DEPTH:
        return
    match value.type:
        case "call":
            yield from _called(syntax, value, chain, depth)
        case "dictionary":
            for key, held in string_items(syntax, value):
                yield from passes(syntax, held, (*chain, key), depth + 1)
            for spread in (c.children[-1] for c in value.children if c.type == "dictionary_splat"):
                yield from _spread(syntax, spread, chain, depth)
        case kind if kind in _LISTS:
            body = ts.field(value, "body")
            for item in [body] if body is not None else [c for c in value.children if c.is_named]:
                yield from passes(syntax, item, (*chain, "[]"), depth + 1)
        case "await" | "parenthesized_expression":
            yield from passes(syntax, next((c for c in value.children if c.is_named), None), chain, depth + 1)
        case "conditional_expression":
            for part in [c for c in value.children if c.is_named][::2]:
                yield from passes(syntax, part, chain, depth + 1)
        case "identifier":
            made, added = built_value(syntax, value)
            yield from _of_fixture(syntax, value, chain, changed=False)
            yield from passes(syntax, made or called_value(syntax, value), chain, depth + 1)
            for item in appended(syntax, value):
                yield from passes(syntax, item, (*chain, "[]"), depth + 1)
            for key, given in added:
                yield from passes(syntax, given, (*chain, string_value(syntax.str(key))), depth + 1)
        case _:
            pass


def _spread(syntax: Syntax, value: Node, chain: tuple[str, ...], depth: int) -> Iterator[Passed]:
    """What is spread into what is sent, beside which there may be more: `{**summary(order), "pieces": …}`."""
    if value.type == "identifier":
        yield from _of_fixture(syntax, value, chain, changed=True)
    elif value.type == "call":
        others = _others(chain, syntax.range(value))
        yield from (
            replace(p, given=others) if p.chain == chain else p for p in passes(syntax, value, chain, depth + 1)
        )


def _others(chain: tuple[str, ...], at: Range) -> tuple[Use, ...]:
    return (Use("", (chain[0], OTHERS), (at, at), "write", chain[0]),)


def _of_fixture(syntax: Syntax, name: Node, chain: tuple[str, ...], *, changed: bool) -> Iterator[Passed]:
    """What a fixture of another file gives, which stands in what is sent; what else does is not told where it is `changed`."""
    fixture = given_fixture(syntax, name) if "def test" in syntax.text.source or "fixture" in syntax.text.source else ""
    if fixture:
        at = syntax.range(name)
        yield Passed(chain, fixture, at, _others(chain, at) if changed or is_changed(syntax, name) else ())


def _called(syntax: Syntax, call: Node, chain: tuple[str, ...], depth: int) -> Iterator[Passed]:
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None or function.type not in ("identifier", "attribute"):
        return
    called = syntax.str(function)
    named = [c for c in arguments.children if c.type == "keyword_argument"]
    if called == "dict" or (named and called.rpartition(".")[2] == "jsonify"):
        for given in named:
            name = ts.field(given, "name")
            inner = (*chain, syntax.str(name)) if name is not None else chain
            yield from passes(syntax, ts.field(given, "value"), inner, depth + 1)
        return
    first = (
        next((c for c in arguments.children if c.is_named), None) if arguments.type == "argument_list" else arguments
    )
    if called.rpartition(".")[2] in _WRAPS:
        yield from passes(syntax, first, chain, depth + 1)
    elif called == "map" and first is not None and first.type in ("identifier", "attribute"):
        yield Passed((*chain, "[]"), syntax.str(first), syntax.range(first))
    elif (owner := ts.field(function, "object")) is not None and owner.type in _GIVES:
        name = ts.field(function, "attribute")
        if name is not None:  # of what another function gives, which is told where that is known
            yield Passed(chain, f"{OF_CALL}.{syntax.str(name)}", syntax.range(function))
    elif called[:1].islower() and called.replace(".", "").isidentifier():
        refused = chain == _WHOLE and any(_REFUSAL.fullmatch(syntax.str(c)) for c in arguments.children)
        callee = _of_parameter(syntax, function) or called
        yield Passed(("errors",) if refused else chain, callee, syntax.range(function))


def _of_parameter(syntax: Syntax, called: Node) -> str:
    """A method of what a handler is given, behind the class that its parameter says: `Gym.show` for `gym.show` after `gym: Gym`."""
    owner, name = (ts.field(called, n) if called.type == "attribute" else None for n in ("object", "attribute"))
    function = function_of(called)
    if owner is None or name is None or function is None or owner.type != "identifier":
        return ""
    class_ = class_of_value(syntax, owner, function)
    return f"{class_}.{syntax.str(name)}" if class_.replace(".", "").isidentifier() else ""


def depends(syntax: Syntax, function: Node, chain: str, part: str) -> Iterator[Passed]:
    """What the parameters of a function hand on to dependencies: `page: Page = Depends(page)`, `page: PageDep`."""
    listed = ts.field(function, "parameters")
    for node in listed.children if listed is not None else ():
        type, default = ts.field(node, "type"), ts.field(node, "value")
        mark = marker(syntax, type) or marker(syntax, default)
        named = type.children[0] if type is not None and type.child_count == 1 else None
        if mark is not None and marker_name(syntax, mark) == "Depends":
            yield from depended(syntax, mark, chain, part, _said(type))
        elif mark is None and named is not None and named.type in ("identifier", "attribute"):
            yield Passed((chain,), f"{syntax.str(named)}({part})", syntax.range(named))


def _said(type: Node | None) -> Node | None:
    """The class in `Annotated[Page, Depends()]`, or the type itself."""
    here = type.children[0] if type is not None and type.child_count == 1 else None
    if here is None or here.type in ("identifier", "attribute"):
        return here
    return annotated(here)


def annotated(node: Node | None) -> Node | None:
    """The class in `Annotated[Page, Depends()]`."""
    names = [n for n in ts.walk(node) if n.type == "identifier"] if node is not None else []
    return names[1] if len(names) > 1 and names[0].text == b"Annotated" else None


def depended(syntax: Syntax, mark: Node, chain: str, part: str, said: Node | None = None) -> Iterator[Passed]:
    """The function that `Depends(page)` names, or the class that is `said` where it names none."""
    arguments = ts.field(mark, "arguments")
    first = next((c for c in arguments.children if c.is_named), said) if arguments is not None else said
    if first is not None and first.type in ("identifier", "attribute"):
        yield Passed((chain,), f"{syntax.str(first)}({part})", syntax.range(first))
