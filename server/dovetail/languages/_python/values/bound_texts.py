"""Texts that are bound to the parameters of a statement of SQL: `execute("… WHERE state = ?", ("open",))`, `{"state": "open"}`."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Quoted

from ... import _treesitter as ts
from ..._sql.uses import statement_texts
from ..._statements import Statement, constant, statement
from ..._treesitter import Syntax
from ..syntax.literals import string_items, string_range, string_value
from ..syntax.locals import local_value
from .strings import strings

_RUNS = frozenset(
    "execute fetch fetchrow fetchval fetch_all fetch_one fetch_val query_one query_all scalar scalars".split()
)
_MAY_RUN = re.compile(r"\.(?:execute|fetch\w*|query_one|query_all|scalars?)\(")
_PARAMETER = re.compile(r"'[^'\n]*'|(?<!:):([A-Za-z_]\w*)|%\((\w+)\)s|\$(\d+)|%s|\?")
_PLAIN = re.compile(r"[\w .@-]+")


def bound_texts(syntax: Syntax) -> Iterator[Quoted]:
    """The texts of a file that are bound, each with the column that it is compared with or put into."""
    if _MAY_RUN.search(syntax.text.source) is None:
        return
    for call in syntax.nodes(frozenset({"call"})):
        function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
        name = ts.field(function, "attribute") if function is not None and function.type == "attribute" else None
        if name is None or arguments is None or syntax.str(name) not in _RUNS:
            continue
        parts = [c for c in arguments.children if c.is_named and c.type not in ("comment", "keyword_argument")]
        said = _statement(syntax, parts[0]) if len(parts) > 1 else None
        if said is not None:
            yield from _texts(syntax, said, *_given(syntax, parts[1:], "$1" in said.text))


def _statement(syntax: Syntax, node: Node) -> Statement | None:
    """What a statement says that is written as a whole, here or under a name."""
    arguments = (
        ts.field(node, "arguments")
        if node.type == "call" and syntax.str(node).startswith(("text(", "sa.text("))
        else None
    )
    node = next((c for c in arguments.children if c.is_named), node) if arguments is not None else node
    if node.type == "identifier":
        node = local_value(syntax, node) or constant(syntax, syntax.str(node)) or node
    if node.type not in ("string", "concatenated_string"):
        return None
    said = statement(syntax, node)
    return said if sum(place.end - place.start for _, place in said.pieces) == len(said.text) else None


def _given(syntax: Syntax, parts: Sequence[Node], numbered: bool) -> tuple[Sequence[Node], Mapping[str, Node]]:
    """What a call gives to parameters, by their places and by their names; to those that are `numbered` each by an argument of its own."""
    if parts[0].type == "dictionary":
        return (), {key: value for key, value in string_items(syntax, parts[0]) if value is not None}
    if parts[0].type in ("tuple", "list") and len(parts) == 1 and not numbered:
        return [c for c in parts[0].children if c.is_named and c.type != "comment"], {}
    return parts, {}


def _texts(syntax: Syntax, said: Statement, places: Sequence[Node], names: Mapping[str, Node]) -> Iterator[Quoted]:
    """The texts that a statement would compare if they stood in it."""
    text, end, next_place = "", 0, 0
    stand: dict[int, list[Node]] = {}
    for found in _PARAMETER.finditer(said.text):
        if found[0][0] == "'":
            continue
        name, number = found[1] or found[2], found[3]
        if name:
            given = names.get(name)
        else:
            place = int(number) - 1 if number else next_place
            next_place += not number
            given = places[place] if 0 <= place < len(places) else None
        texts = [t for t in strings(syntax, given) if _PLAIN.fullmatch(string_value(syntax.str(t))) is not None]
        text += said.text[end : found.start()]
        if texts:
            stand[len(text) + 1] = texts
        text += f"'{string_value(syntax.str(texts[0]))}'" if texts else "?"
        end = found.end()
    for quoted in statement_texts(text + said.text[end:], 0) if stand else ():
        for given in stand.get(quoted.range.start, ()):
            at = string_range(syntax, given)
            yield Quoted(replace(quoted.use, ranges=(at,)), string_value(syntax.str(given)), at)
