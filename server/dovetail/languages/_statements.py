"""Statements of SQL in the strings of other languages, those too that are put together of pieces and of constants of the file."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Quoted, Use
from dovetail.core.text import Range

from . import _treesitter as ts
from ._sql.uses import statement_texts, statement_uses
from ._treesitter import Syntax

_TEXT = frozenset({"string_content", "string_fragment"})
_PUT_IN = frozenset({"interpolation", "template_substitution"})
_STRINGS = frozenset({"string", "template_string", "concatenated_string"})
_WITHIN = _TEXT | _PUT_IN | _STRINGS | {"escape_sequence"}
_SUMS = frozenset({"binary_expression", "binary_operator"})
# No statement is without one of these; what is put together of constants alone is not followed.
_CLAUSE = re.compile(r"\b(?:SELECT|FROM|INTO|SET|JOIN|WHERE|ORDER|LIMIT|select|from|into|set|join|where|order|limit)\b")
_DEEPEST = 4  # constants within constants
_ANYTHING = "?"


@dataclass(frozen=True, slots=True)
class Statement:
    """What strings say, one after the other. What is put into them and is not known is a question mark.

    `pieces` are the parts that are written out: where each begins in the text, and where it stands in the file.
    """

    text: str
    pieces: tuple[tuple[int, Range], ...]

    def place(self, within: Range) -> Range | None:
        """Where a part of the text stands in the file; None where that is not written in one piece."""
        at = bisect_right(self.pieces, within.start, key=lambda piece: piece[0]) - 1
        if at < 0:
            return None
        start, place = self.pieces[at]
        found = within.shifted(place.start - start)
        return found if found.end <= place.end else None


def string_names(syntax: Syntax, node: Node) -> tuple[list[Use], list[Quoted]]:
    """The columns that a string, a template, or what begins with one, names as SQL; and the texts that it compares them with."""
    said = _beginning(syntax, node)
    if said is None:
        return [], []
    uses = [
        replace(u, ranges=(at,)) for u in statement_uses(said.text, 0) if (at := said.place(u.ranges[0])) is not None
    ]
    texts: list[Quoted] = []
    for quoted in statement_texts(said.text, 0):
        at, column = said.place(quoted.range), said.place(quoted.use.ranges[0])
        if at is not None and column is not None:
            texts.append(Quoted(replace(quoted.use, ranges=(column,)), quoted.text, at))
    return uses, texts


def statement(syntax: Syntax, node: Node) -> Statement:
    """What a string says, or strings that are put together."""
    texts: list[str] = []
    pieces: list[tuple[int, Range]] = []
    size = 0
    for text, place in _said(syntax, node):
        if place is not None:
            pieces.append((size, place))
        texts.append(text)
        size += len(text)
    return Statement("".join(texts), tuple(pieces))


def constant(syntax: Syntax, name: str) -> Node | None:
    """What a `const` at the top of the file is given, or a variable of Python that is given something once."""
    given: list[Node] = []
    for top in syntax.root.children:
        inner = (ts.field(top, "declaration") if top.type == "export_statement" else None) or top
        kind = ts.field(inner, "kind")
        wanted = "variable_declarator" if kind is not None and kind.type == "const" else "assignment"
        for assigned in (c for c in inner.children if c.type == wanted):
            left = ts.field(assigned, "name") or ts.field(assigned, "left")
            value = ts.field(assigned, "value") or ts.field(assigned, "right")
            if left is not None and value is not None and syntax.str(left) == name:
                given.append(value)
    return given[0] if len(given) == 1 else None


def _beginning(syntax: Syntax, node: Node) -> Statement | None:
    """What a string says with all that is added behind it; None where it is itself added to something that is written."""
    whole = node
    while (sum := whole.parent) is not None and _is_sum(syntax, sum):
        if ts.field(sum, "right") == whole and any(n.type in _STRINGS for n in _terms(syntax, sum)[:-1]):
            return None
        whole = sum
    written = syntax.str(whole)
    said = (" " in written or "\n" in written) and _CLAUSE.search(written) is not None  # a statement has several words
    return statement(syntax, whole) if said else None


def _is_sum(syntax: Syntax, node: Node) -> bool:
    operator = ts.field(node, "operator") if node.type in _SUMS else None
    return operator is not None and syntax.str(operator) == "+"


def _terms(syntax: Syntax, node: Node) -> list[Node]:
    """What a sum adds, from left to right."""
    found: list[Node] = []
    here: Node | None = node
    while here is not None and _is_sum(syntax, here):
        right = ts.field(here, "right")
        found.extend([right] if right is not None else [])
        here = ts.field(here, "left")
    return [*([here] if here is not None else []), *reversed(found)]


def _said(syntax: Syntax, node: Node) -> Iterator[tuple[str, Range | None]]:
    """The parts of what is said, with their places where they are written out."""
    todo = [(node, _DEEPEST)]
    while todo:
        part, left = todo.pop()
        if part.type in _TEXT:
            yield from _written(syntax, part)
        elif part.type == "escape_sequence":
            yield " ", None
        elif part.type in _STRINGS:
            todo.extend((c, left) for c in reversed(part.children) if c.type in _WITHIN)
        elif _is_sum(syntax, part):
            todo.extend((c, left) for c in reversed(_terms(syntax, part)))
        else:
            name = part if part.type == "identifier" else ts.child(part, "identifier") if part.type in _PUT_IN else None
            known = constant(syntax, syntax.str(name)) if name is not None and left > 0 else None
            if known is not None and (known.type in _STRINGS or _is_sum(syntax, known)):
                todo.append((known, left - 1))
            else:
                yield _ANYTHING, None


def _written(syntax: Syntax, text: Node) -> Iterator[tuple[str, Range]]:
    """What is written out, between the escapes in it."""
    whole = syntax.range(text)
    start = whole.start
    for escape in (syntax.range(c) for c in text.children):
        yield syntax.text.source[start : escape.start] + " ", Range(start, escape.start)
        start = escape.end
    yield syntax.text.source[start : whole.end], Range(start, whole.end)
