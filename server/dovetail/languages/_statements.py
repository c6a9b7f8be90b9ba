"""Statements of SQL in the strings of other languages, those too that are put together of pieces and of constants of the file."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Given, Quoted, Use
from dovetail.core.text import Range

from . import _treesitter as ts
from ._put_together import PUT_IN, STRINGS, Part, added, is_sum, put_in, terms
from ._sql.uses import statement_nulls, statement_texts, statement_uses
from ._treesitter import Syntax

_TEXT = frozenset({"string_content", "string_fragment"})
_WITHIN = _TEXT | PUT_IN | STRINGS | {"escape_sequence"}
# No statement is without one of these; what is put together of constants alone is not followed.
_CLAUSE = re.compile(r"\b(?:SELECT|FROM|INTO|SET|JOIN|WHERE|ORDER|LIMIT|select|from|into|set|join|where|order|limit)\b")
_SENDS_VALUES = re.compile(r"(?:^|[.$])(?:sql|SQL|queryRaw|executeRaw)$")  # tags that make what is put in a parameter
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


def string_names(syntax: Syntax, node: Node) -> tuple[list[Use], list[Quoted], list[Given]]:
    """The columns that a string, a template, or what begins with one, names as SQL; the texts that it compares them with, and where it
    puts null into them.
    """
    said = _beginning(syntax, node)
    if said is None:
        return [], [], []
    uses = [
        replace(u, ranges=(at,)) for u in statement_uses(said.text, 0) if (at := said.place(u.ranges[0])) is not None
    ]
    texts: list[Quoted] = []
    for quoted in statement_texts(said.text, 0):
        at, column = said.place(quoted.range), said.place(quoted.use.ranges[0])
        if at is not None and column is not None:
            texts.append(Quoted(replace(quoted.use, ranges=(column,)), quoted.text, at))
    nulls = [
        Given(replace(g.use, ranges=(column,)), g.plain, at)
        for g in statement_nulls(said.text)
        if (at := said.place(g.range)) is not None and (column := said.place(g.use.ranges[0])) is not None
    ]
    return uses, texts, nulls


def statement(syntax: Syntax, node: Node, *more: Part) -> Statement:
    """What a string says, or strings that are put together, with what is added behind them."""
    texts: list[str] = []
    pieces: list[tuple[int, Range]] = []
    size = 0
    for text, place in _said(syntax, (node, *more)):
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
    while (sum := whole.parent) is not None and is_sum(syntax, sum):
        if ts.field(sum, "right") == whole and any(n.type in STRINGS for n in terms(syntax, sum)[:-1]):
            return None
        whole = sum
    written = syntax.str(whole)
    said = (" " in written or "\n" in written) and _CLAUSE.search(written) is not None  # a statement has several words
    return statement(syntax, whole, *added(syntax, whole)) if said else None


def _said(syntax: Syntax, parts: Iterable[Part]) -> Iterator[tuple[str, Range | None]]:
    """The parts of what is said, with their places where they are written out."""
    todo = [(part, _DEEPEST) for part in reversed(list(parts))]
    while todo:
        part, left = todo.pop()
        if part is None or isinstance(part, str):
            yield _ANYTHING if part is None else part, None
        elif part.type in _TEXT:
            yield from _written(syntax, part)
        elif part.type == "escape_sequence":
            yield " ", None
        elif part.type in STRINGS:
            todo.extend((c, left) for c in reversed(part.children) if c.type in _WITHIN)
        elif is_sum(syntax, part):
            todo.extend((c, left) for c in reversed(terms(syntax, part)))
        else:
            known = _known(syntax, part) if left > 0 else None
            if known is not None and part.type in PUT_IN and _is_parameter(syntax, part, known):
                known = ["'", *known, "'"]
            todo.extend((p, left - 1) for p in reversed(known or (None,)))


def _is_parameter(syntax: Syntax, put: Node, known: list[Part]) -> bool:
    """True for a text that a tag sends beside its statement, as a value: sql`… WHERE state = ${OPEN}`."""
    template = put.parent
    call = template.parent if template is not None else None
    tag = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
    only = known[0] if len(known) == 1 else None
    return (
        tag is not None
        and call is not None
        and ts.field(call, "arguments") == template
        and _SENDS_VALUES.search(syntax.str(tag)) is not None
        and isinstance(only, Node)
        and only.type == "string"
        and "'" not in syntax.str(only)[1:-1]
    )


def _known(syntax: Syntax, part: Node) -> list[Part] | None:
    """What is put in, where it is a constant of the file or put together in the function."""
    name = part if part.type == "identifier" else ts.child(part, "identifier") if part.type in PUT_IN else None
    known = constant(syntax, syntax.str(name)) if name is not None else None
    if known is not None and (known.type in STRINGS or is_sum(syntax, known)):
        return [known]
    return put_in(syntax, part)


def _written(syntax: Syntax, text: Node) -> Iterator[tuple[str, Range]]:
    """What is written out, between the escapes in it."""
    whole = syntax.range(text)
    start = whole.start
    for escape in (syntax.range(c) for c in text.children):
        yield syntax.text.source[start : escape.start] + " ", Range(start, escape.start)
        start = escape.end
    yield syntax.text.source[start : whole.end], Range(start, whole.end)
