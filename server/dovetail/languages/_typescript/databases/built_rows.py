"""The rows of queries that Kysely and Knex build, written as the type of a statement's rows is: `sql orders only id,state as total`.

What a callback or a variable adds to a query is not seen, so that such a query gives nothing that is known.
"""

from collections.abc import Iterator
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._sql.rows import ANY, ONLY
from ..._sql.uses import GIVEN, SEVERAL, TABLE
from ..._treesitter import Syntax
from ..syntax.literals import value_of
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted
from .query_chains import BEGINS, SELECTED, builds_queries, chain_of, listing, renaming, sources_of

_RUNS = frozenset({"execute", "executeTakeFirst", "executeTakeFirstOrThrow"})
_SELECTS = frozenset("select returning first column columns distinct".split())
_SELECTS_ALL = frozenset({"selectAll", "returningAll"})
_WRITES = frozenset("insertInto updateTable deleteFrom insert update del delete".split())
_COMPUTES = frozenset("count sum avg min max countDistinct".split())
_CHANGES = frozenset(
    "pluck modify then catch on toSQL stream columnInfo clearSelect $if $call $castTo $narrowType union with".split()
)
_GIVES = frozenset({"await_expression", "return_statement", "arrow_function"})


@dataclass(frozen=True, slots=True)
class Built:
    """What a query gives: a row, or `several`; `begins` is the call that names its first table."""

    row: Kind
    several: bool
    begins: Node


@dataclass
class _Listed:
    plain: list[str] = field(default_factory=list[str])
    given: set[str] = field(default_factory=set[str])
    all: bool = False


def given_by_chain(path: str, syntax: Syntax, call: Node, method: str) -> Built | None:
    """What comes of the last call of a query; None for any other, and where not all of the query is known."""
    if not builds_queries(path, syntax):
        return None
    chain = chain_of(syntax, call)
    if not (method in _RUNS or _is_awaited(call) or any(_takes_await(each) for _, each in chain)):
        return None
    names = [name for name, _ in chain]
    of_kysely = bool(chain) and names[0] in BEGINS
    if not chain or of_kysely != (method in _RUNS) or not _CHANGES.isdisjoint(names):
        return None
    tables = dict(sources_of(syntax, chain))
    listed = _listed(syntax, chain, tables)
    if (
        "" in tables
        or listed is None
        or (not _WRITES.isdisjoint(names) and not (listed.plain or listed.given or listed.all))
    ):
        return None
    several = not ("first" in names or method.startswith("executeTake"))
    return Built(Kind("ref", target=_row(listed, tables), text="row"), several, chain[0][1])


def _is_awaited(call: Node) -> bool:
    return call.parent is not None and call.parent.type in _GIVES


def _takes_await(call: Node) -> bool:
    """True where the grammar takes the `await` before a call with type arguments for a part of it: `await knex<User>("users")`."""
    function = call.child_by_field_name("function")
    return function is not None and function.type == "await_expression"


def _row(listed: _Listed, tables: dict[str, str]) -> str:
    given = GIVEN + SEVERAL.join(sorted(listed.given)) if listed.given else ""
    only = (
        ONLY + SEVERAL.join(listed.plain)
        if not listed.all and (listed.plain or listed.given) and ANY not in listed.given
        else ""
    )
    if not only and listed.plain:
        given = GIVEN + SEVERAL.join(sorted({*listed.given, *listed.plain}))
    return TABLE + SEVERAL.join(dict.fromkeys(tables.values())) + only + given


def _listed(syntax: Syntax, chain: list[tuple[str, Node]], tables: dict[str, str]) -> _Listed | None:
    """The names that a query gives; None where it lists all of one of several tables."""
    found = _Listed()
    for name, call in chain:
        arguments = given(call)
        if name in _COMPUTES:
            found.given.update(_computed(syntax, arguments))
        elif name in _SELECTS_ALL:
            if arguments and len(set(tables.values())) > 1:
                return None
            found.all = True
        elif name in _SELECTS:
            for part in _items(syntax, arguments):
                _add(syntax, part, found)
    return found


def _computed(syntax: Syntax, arguments: list[Node]) -> Iterator[str]:
    """The names in `count("* as total")`; what says none is called otherwise by each database."""
    for argument in arguments or [None]:
        name = (
            SELECTED.match(unquoted(syntax.str(argument)))
            if argument is not None and argument.type == "string"
            else None
        )
        yield name["called"] if name is not None and name["called"] else ANY


def _items(syntax: Syntax, arguments: list[Node]) -> Iterator[Node]:
    """What is selected, each by itself: of a list, and of the list that a callback gives."""
    for argument in arguments:
        written = ts.field(argument, "body") if argument.type == "arrow_function" else listing(syntax, argument)
        inner = value_of(written).node if written is not None else argument
        yield from _items(syntax, parts(inner)) if inner.type == "array" else [inner]


def _add(syntax: Syntax, part: Node, found: _Listed) -> None:
    if part.type == "string":
        name = SELECTED.match(unquoted(syntax.str(part)))
        if name is None:
            found.given.add(ANY)
        elif name["column"] == "*":
            found.all = True
        elif name["called"]:
            found.given.add(name["called"])
        else:
            found.plain.append(name["column"])
        return
    if part.type in ("object", "identifier"):
        written = renaming(syntax, part)
        keys = [ts.field(pair, "key") for pair in parts(written)] if written is not None else [None]
        found.given.update(unquoted(syntax.str(key)) if key is not None else ANY for key in keys)
        return
    function = ts.field(part, "function") if part.type == "call_expression" else None
    own = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    first = next(iter(given(part)), None) if own is not None and syntax.str(own) == "as" else None
    called = first is not None and first.type == "string"
    found.given.add(unquoted(syntax.str(first)) if first is not None and called else ANY)
