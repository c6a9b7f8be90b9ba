"""What calls of Python are given, and what they are called."""

import re
from http import HTTPStatus

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax


def inside(node: Node | None) -> list[Node]:
    """The parts of a list, a dictionary or a list of arguments, without its comments."""
    return [c for c in node.children if c.is_named and c.type != "comment"] if node is not None else []


def arguments_of(call: Node) -> list[Node]:
    """All arguments of a call, those with a name and those that are spread, too."""
    return inside(ts.field(call, "arguments"))


def plain_arguments(call: Node) -> list[Node]:
    """The arguments of a call that have no name."""
    return [c for c in arguments_of(call) if c.type != "keyword_argument"]


def first_argument(call: Node) -> Node | None:
    """The first argument of a call, unless that has a name or is a dictionary that is spread."""
    first = next(iter(arguments_of(call)), None)
    return first if first is not None and first.type not in ("keyword_argument", "dictionary_splat") else None


def called_name(syntax: Syntax, call: Node) -> str:
    """The last part of what a call calls: `Table` of `sa.Table(…)`; empty for what is no call."""
    function = ts.field(call, "function")
    return syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""


def number_of(status: str) -> str:
    """The number of a status as code writes it: `404`, `status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`."""
    named = re.search(r"HTTP_(\d{3})_", status)
    known = (
        HTTPStatus.__members__.get(status.removeprefix("http.").removeprefix("HTTPStatus.")) if named is None else None
    )
    return named[1] if named is not None else str(known.value) if known is not None else status
