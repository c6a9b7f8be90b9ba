"""Lists that functions of Python make empty and then fill: `found = []`, `found.extend(page["items"])`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.locals import function_of


@dataclass(frozen=True, slots=True)
class Filling:
    """The name of such a list, and what a call puts into it: several values, or one."""

    name: str
    value: Node
    is_one: bool


def filling(syntax: Syntax, call: Node) -> Filling | None:
    """What a call of `extend` or `append` puts into a list that its function has made empty; None for any other call."""
    called, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    owner, method = (
        ts.field(called, n) if called is not None and called.type == "attribute" else None
        for n in ("object", "attribute")
    )
    if (
        owner is None
        or method is None
        or arguments is None
        or owner.type != "identifier"
        or method.text not in (b"extend", b"append")
    ):
        return None
    given = [c for c in arguments.children if c.is_named and c.type != "comment"]
    function, name = function_of(call), syntax.str(owner)
    made = re.compile(
        rf"^[ \t]*(?:\w+, *)*{re.escape(name)}\b[^=\n]*=[ \t]*(?:[^=\n]*, *)?(?:\[\]|list\(\))", re.MULTILINE
    )
    if len(given) != 1 or function is None or made.search(syntax.str(function)) is None:
        return None
    return Filling(name, given[0], method.text == b"append")
