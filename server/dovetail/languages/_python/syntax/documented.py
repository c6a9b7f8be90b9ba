"""What is said about a statement of Python: in the comments above it, on its own first line, behind it, and in its docstring."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment, read_comment
from ..._treesitter import Syntax
from .literals import string_range

_BODIES = frozenset(
    "function_definition for_statement while_statement with_statement if_statement try_statement".split()
)


def documented(syntax: Syntax, statement: Node, comments: list[Node], behind: Node | None) -> tuple[Comment, Range]:
    """What is said about a statement, and where the whole stands.

    `comments` are those that stand somewhere above it, and `behind` is what follows.
    """
    found: list[Node] = []
    below = statement.start_point.row
    for comment in reversed(comments):
        if below - comment.end_point.row > 1:
            break
        found.insert(0, comment)
        below = comment.start_point.row
    found.extend(_within(statement))
    if behind is not None and behind.type == "comment" and behind.start_point.row == statement.end_point.row:
        found.append(behind)
    range = syntax.range(statement)
    start = min([range.start, *(syntax.range(c).start for c in found)])
    places = [syntax.range(c) for c in found]
    docstring = _docstring(statement)
    if docstring is not None:
        places.append(string_range(syntax, docstring))
    return read_comment(syntax.text.source, places), Range(start, range.end)


def comment_around(syntax: Syntax, node: Node) -> Comment:
    """What is said about the statement that a node is in, and in a function's docstring."""
    here = node
    while (outer := here.parent) is not None and outer.type not in ("module", "block"):
        here = outer
    return documented(syntax, here, ts.comments_before(here), here.next_sibling)[0]


def _within(statement: Node) -> Iterator[Node]:
    """The comments between a statement's parts: behind a decorator, behind the colon of a class or function, and behind the brace that a
    value opens in the statement's first line."""
    if statement.type in ("return_statement", "expression_statement"):
        yield from _behind_brace(statement)
    for child in statement.children:
        if child.type == "comment":
            # The first comment of a body speaks of its first statement, where it does not stand on the line of what has that body.
            colon = next((c for c in statement.children if c.type == ":"), None)
            if _on_line_of(child, colon) or not (statement.type in _BODIES or _is_of_class_within(statement)):
                yield child
        elif statement.type == "decorated_definition" and child.type in ("class_definition", "function_definition"):
            yield from _within(child)
        elif child.type == "decorator":
            yield from (c for c in child.children if c.type == "comment")


def _behind_brace(statement: Node) -> Iterator[Node]:
    """`return {  # @contract Stay`."""
    here: Node | None = statement
    while here is not None and here.type not in ("comment", "block"):
        row = statement.start_point.row
        first = [c for c in here.children if c.start_point.row == row]
        yield from (c for c in first if c.type == "comment" and here.type in ("dictionary", "list", "argument_list"))
        here = first[-1] if first and first[-1].end_point.row > row else None


def above_first(outer: Node) -> list[Node]:
    """The comments above the first statement in the body of a class, below the line that has its colon."""
    colon = next((c for c in outer.children if c.type == ":"), None)
    return [c for c in outer.children if c.type == "comment" and not _on_line_of(c, colon)]


def _is_of_class_within(statement: Node) -> bool:
    """True where the first comment of a class stands right above another class, which it then speaks of."""
    body = ts.field(statement, "body") if statement.type == "class_definition" else None
    first = body.children[0] if body is not None and body.children else None
    above = above_first(statement)
    if first is None or first.type != "class_definition" or not above:
        return False
    return first.start_point.row - above[-1].end_point.row == 1


def _on_line_of(comment: Node, other: Node | None) -> bool:
    return other is not None and other.end_point.row == comment.start_point.row


def _docstring(statement: Node) -> Node | None:
    inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
    body = ts.field(inner, "body") if inner is not None else None
    first = body.children[0] if body is not None and body.children else None
    below = first.children[0] if first is not None and first.type == "expression_statement" and first.children else None
    return below if below is not None and below.type == "string" else None
