"""The status of an answer that is set by a statement of its own: `ctx.status = 404;` before or behind `ctx.body = { … };`."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import leaves, parts

UNKNOWN = "?"  # a status that cannot be told


_NAMED = re.compile(r"""[\w$.]*(?:\.|\[["'])([A-Z][A-Z_]+)(?:["']\])?$""")
_OTHERS = {
    "UNPROCESSABLE_CONTENT": 422,
    "PAYLOAD_TOO_LARGE": 413,
    "CONTENT_TOO_LARGE": 413,
    "SERVER_ERROR": 500,
    "TIMEOUT": 408,
}


def numbered(status: str) -> str:
    """A status as a number where it is written under a usual name of it: `httpStatus.NOT_FOUND`, `StatusCodes.OK`; else as it is."""
    named = _NAMED.match(status)
    if named is None:
        return status
    known = HTTPStatus.__members__.get(named[1])
    found = known.value if known is not None else _OTHERS.get(named[1])
    return str(found) if found is not None else status


def statuses_set(syntax: Syntax, function: list[Node], name: str) -> Iterator[tuple[Node, str]]:
    """The statements that set the status of an answer, with what they set it to, among all nodes of a function."""
    for node in function:
        if node.type != "expression_statement" or not node.children:
            continue
        inner = node.children[0]
        if inner.type == "assignment_expression":
            left, right = ts.field(inner, "left"), ts.field(inner, "right")
            if left is not None and right is not None and syntax.str(left) in (f"{name}.status", f"{name}.statusCode"):
                yield node, syntax.str(right)
        called = ts.field(inner, "function") if inner.type == "call_expression" else None
        if called is not None and syntax.str(called) in (f"{name}.status", f"{name}.code"):
            given = parts(ts.field(inner, "arguments"))
            yield node, syntax.str(given[0]) if given else UNKNOWN


def status_at(syntax: Syntax, answer: Node, set_by: list[tuple[Node, str]]) -> str:
    """The status at an answer: that of its own block, or none where all others are set in blocks that end there."""
    around = _blocks(answer)
    own = [status for statement, status in set_by if statement.parent == around[0]]
    if own:
        return own[0] if len(own) == 1 else UNKNOWN
    outside = (s.parent for s, _ in set_by)
    return "" if all(b is not None and b not in around and leaves(b) for b in outside) else UNKNOWN


def _blocks(node: Node) -> list[Node]:
    """The blocks around a node, the innermost first."""
    found: list[Node] = []
    here = node.parent
    while here is not None:
        if here.type in ("statement_block", "program", "switch_case", "switch_default"):
            found.append(here)
        here = here.parent
    return found
