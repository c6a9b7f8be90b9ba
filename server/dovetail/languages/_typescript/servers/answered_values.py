"""Values that handlers of requests may answer with, as whoever follows them knows them: `res.json(items)`, `return rows` in Fastify."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..syntax.made import member

# What may stand for a value of which more is known than what is written there.
ANSWERED = frozenset(
    "identifier member_expression call_expression await_expression subscript_expression non_null_expression object array".split()
)
# Its handlers answer with what they give.
FASTIFY = re.compile(r"""(?:from\s+|require\()["'](?:fastify(?:-[\w-]+)?|@fastify/[\w-]+)["']""")
_SENDS = frozenset({b"json", b"send", b"jsonp"})


def sent_value(syntax: Syntax, function: Node, parts: Sequence[Node], given: Sequence[Value | None]) -> Field | None:
    """What a call may answer a request with, `res.status(201).json(item)`; None for another call, and for a value that is not known."""
    name = ts.field(function, "property") if parts and function.type == "member_expression" else None
    if name is None or name.text not in _SENDS:
        return None
    return answered_value(syntax, parts[0], given[0])


def answered_value(syntax: Syntax, node: Node, value: Value | None) -> Field | None:
    """What may be answered, with its place; None where nothing is known of it."""
    if value is None or node.type not in ANSWERED:
        return None
    return replace(member("", value.typed), name_range=syntax.range(node))
