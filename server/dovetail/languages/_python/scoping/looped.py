"""What the names of a loop of Python are taken from, where it goes through more than one list: `for place, item in enumerate(items)`."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax

_PAIRS = ("itertools.pairwise", "pairwise")


def looped(syntax: Syntax, left: Node, right: Node) -> tuple[tuple[Node, Node | None], ...]:
    """The names of a loop, each with the list whose items it stands for; none of them for a number.

    `enumerate` gives a number with each, `zip` one of each, `pairwise` two of one; of anything else it is the whole that a loop names.
    """
    function = ts.field(right, "function") if right.type == "call" else None
    arguments = ts.field(right, "arguments")
    called = syntax.str(function) if function is not None else ""
    if arguments is None or called not in ("enumerate", "zip", *_PAIRS):
        return ((left, right),)
    names = [c for c in left.children if c.is_named]
    given = [c for c in arguments.children if c.is_named and c.type not in ("comment", "keyword_argument")]
    lists = [None, *given[:1]] if called == "enumerate" else given if called == "zip" else given[:1] * 2
    return tuple(zip(names, lists if len(lists) == len(names) else [None] * len(names), strict=True))
