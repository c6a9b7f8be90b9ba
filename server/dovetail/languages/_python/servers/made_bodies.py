"""Bodies of requests that functions put together, which may be of other files: `json=berth(kind="quay")`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import OTHERS, Passed, Use

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.passed import passes
from ..syntax.locals import called_value, local_value
from ..values.sent import keyword_uses, sending


def made_by_functions(syntax: Syntax, value: Node, part: str) -> Iterator[Passed]:
    """The functions whose results are a part of a request, with what they are given by name."""
    call = _call(syntax, value)
    called = ts.field(call, "function") if call is not None else None
    for passed in passes(syntax, value, (part,)):
        direct = call is not None and called is not None and syntax.range(called) == passed.range
        given = tuple(_given(syntax, call, part)) if direct and call is not None and passed.chain == (part,) else ()
        yield replace(passed, given=(*passed.given, *given))


def _call(syntax: Syntax, value: Node) -> Node | None:
    """The call that an expression, or a name that is given nothing else, stands for."""
    if value.type == "identifier":
        value = local_value(syntax, value) or called_value(syntax, value) or value
    if value.type == "await":
        value = next((c for c in value.children if c.is_named), value)
    return value if value.type == "call" else None


def _given(syntax: Syntax, call: Node, part: str) -> Iterator[Use]:
    arguments = ts.field(call, "arguments")
    for argument in arguments.children if arguments is not None else ():
        if argument.type == "keyword_argument":
            yield from keyword_uses(syntax, argument, part)
        elif argument.type == "dictionary_splat" and argument.children[-1].type == "dictionary":
            yield from sending(syntax, argument.children[-1], part).carries
        elif argument.type == "dictionary_splat":
            at = syntax.range(argument)
            yield Use("", (part, OTHERS), (at, at), "write", part)
