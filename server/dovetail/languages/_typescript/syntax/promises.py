"""Promises that code makes itself: `new Promise((resolve, reject) => { … resolve({ … }) … })`."""

from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .nodes import parameters, parts
from .signatures import FUNCTIONS

_CALLS = frozenset({"call_expression"})


def resolved(syntax: Syntax, made: Node) -> Iterator[Node]:
    """What a promise is resolved to, each as it is written, wherever in its function; nothing for what else is made by `new`."""
    maker, given = ts.field(made, "constructor"), parts(ts.field(made, "arguments"))
    if maker is None or syntax.str(maker) != "Promise" or not given or given[0].type not in FUNCTIONS:
        return
    taken = parameters(syntax, given[0])
    name = syntax.str(taken[0].pattern) if taken and taken[0].pattern is not None else ""
    for call in syntax.nodes(_CALLS, given[0]) if name else ():
        function, values = ts.field(call, "function"), parts(ts.field(call, "arguments"))
        if function is not None and syntax.str(function) == name and len(values) == 1:
            yield values[0]
