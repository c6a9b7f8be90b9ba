"""Queries that Knex and Kysely build: `knex("orders").where({ user_id: id })`, `db.selectFrom("orders").select(["id"])`.

What they name is told as the columns of a statement in a string are. Only names that are written out count; of a callback those that
stand in the list it gives, as in `select((eb) => ["id", eb.fn.countAll().as("count")])`, and the queries in it.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import ROWS_OF, Quoted, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sql.uses import GIVEN, NAMED, SEVERAL, TABLE
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..scoping.origins import initializer
from ..syntax.literals import value_of
from ..syntax.nodes import given, parts
from ..syntax.signatures import type_arguments
from ..syntax.types import unquoted, unquoted_range
from .built_expressions import Named, in_expressions, made_of_each, texts_compared
from .handed_builders import handing_call, whole_chain

_KYSELY = (".selectFrom(", ".insertInto(", ".updateTable(", ".deleteFrom(")
_BUILDS = re.compile(
    # A word is looked behind from its first letter: where that is one of a few, a search passes over the rest.
    r"""[kKdt](?<!\w.)(?:(?<=[kK])nex|(?<=d)(?:b|atabase)|(?<=t)r?x)(?:<[^<>()]*>)?\(\s*["']"""
)
_BUILDERS = ("nex", "db", "database", "trx", "tx")
BEGINS = frozenset("selectFrom insertInto updateTable deleteFrom".split())
_KNEX = re.compile(r"(?:[kK]nex|\bdb|\btrx|\btx|\bdatabase)\Z")
_JOINS = frozenset(
    "join innerJoin leftJoin rightJoin fullJoin leftOuterJoin rightOuterJoin fullOuterJoin crossJoin".split()
)
_FIRST = frozenset(
    "where andWhere orWhere whereNot whereIn whereNotIn orWhereIn whereNull whereNotNull whereBetween whereNotBetween whereLike "
    "whereILike orWhereNull orWhereNotNull orderBy increment decrement having sum avg min max count countDistinct".split()
)
_ALL = frozenset("select column columns distinct groupBy returning pluck first onConflict".split())
_TOLD_BY_CALLBACK = frozenset("select where having returning on orderBy".split())
_BETWEEN = frozenset({"whereRef"})
_ON = frozenset("on andOn orOn onRef".split())
_KEYED = frozenset("where andWhere orWhere whereNot insert update set values doUpdateSet".split())
# What hands the query itself to a function, and what makes it one of another table there.
_HANDS = frozenset("modify where andWhere orWhere whereNot andWhereNot orWhereNot having onConflict $if $call".split())
_OF_OTHER = frozenset("from table into with select union unionAll subQuery".split())
_COLUMN = re.compile(r"(?:(?P<table>[\w$]+)\.)?(?P<column>[\w$]+)(?:\s+as\s+[\w$]+)?\Z", re.IGNORECASE)
_SOURCE = re.compile(r"(?:[\w$]+\.)?(?P<table>[\w$]+)(?:\s+as\s+(?P<alias>[\w$]+))?\Z", re.IGNORECASE)
_TABLE_ROWS = re.compile(  # by which a file of Kysely says that it writes columns as they are stored
    r"""\.(?:where|orderBy|select|returning|groupBy)\(\s*\[?\s*["'](?:\w+\.)?[a-z]+_[a-z]"""
    r"""|\.(?:values|set)\(\s*\{[^{}]*?\b[a-z]+_[a-z]\w*\s*:"""
)
_GIVES = re.compile(r"""\bas(?:\s+|\(\s*)["'`]*([\w$]+)""", re.IGNORECASE)
_LONGEST = 60
_BUILT = "built sql"
_GROWS = frozenset("where andWhere orWhere orderBy limit offset groupBy having whereRef clearOrderBy".split())
_GOES_ON = _GROWS | _ALL | _JOINS | {"execute", "executeTakeFirst", "executeTakeFirstOrThrow"}
SELECTED = re.compile(r"(?:[\w$]+\.)?(?P<column>[\w$]+|\*)(?:\s+as\s+(?P<called>[\w$]+))?\Z", re.IGNORECASE)


def builds_queries(path: str, syntax: Syntax) -> bool:
    """True in a file that may build queries so; not in migrations, whose tables are not yet what they will be."""
    return "migration" not in path and syntax.once(_builds)


def _builds(syntax: Syntax) -> bool:
    return syntax.has_any(*_KYSELY) or syntax.says(_BUILDS, *_BUILDERS)


def built_query(syntax: Syntax, call: Node) -> tuple[list[Use], list[Quoted]]:
    """The columns that a chain of calls names whose last call this is, and the texts that it compares them with."""
    chain = chain_of(syntax, call) or _handed(syntax, call)
    if not chain:
        return [], []
    tables = dict(sources_of(syntax, chain))
    said = list(_tables_named(syntax, chain))
    whole = [call, whole_chain(chain[0][1])]
    names = {m[1] for part in whole for m in _GIVES.finditer(syntax.str(part))} | set(_keys_given(syntax, chain))
    made = GIVEN + SEVERAL.join(sorted(names)) if names else ""
    uses: list[Use] = []
    texts: list[Quoted] = []
    for name, part in chain:
        for named in _named(syntax, name, given(part)):
            found = _COLUMN.match(unquoted(syntax.str(named.node)))
            of = _table(found["table"], tables) if found is not None else None
            if found is None or of is None:
                continue
            at = unquoted_range(syntax, named.node)
            start = at.start + found.start("column")
            place = Range(start, start + len(found["column"]))
            use = Use(TABLE + of + made, (found["column"],), (place,), "read", "sql")
            uses.append(use)
            texts += [Quoted(use, unquoted(syntax.str(t)), unquoted_range(syntax, t)) for t in named.texts]
    stored = any("_" in use.chain[0] for use in uses) or (chain[0][0] in BEGINS and syntax.says(_TABLE_ROWS))
    # A plug-in may put the names of columns into another casing.
    told = {u: u if stored or u.chain[0].islower() else replace(u, via=_BUILT) for u in uses}
    return [*said, *told.values()], [replace(q, use=told[q.use]) for q in texts]


def _tables_named(syntax: Syntax, chain: list[tuple[str, Node]]) -> Iterator[Use]:
    """The tables that a query names, and of which type one of Knex says that the rows of the first are."""
    for i, (name, call) in enumerate(chain):
        first = next(iter(given(call)), None)
        found = _SOURCE.match(unquoted(syntax.str(first))) if first is not None and first.type == "string" else None
        if first is None or found is None or not (i == 0 or name in _JOINS):
            continue
        if syntax.has_any(f'.with("{found["table"]}"', f".with('{found['table']}'", ".withRecursive("):
            continue  # what a query of Kysely is put before it
        start = unquoted_range(syntax, first).start + found.start("table")
        yield Use(NAMED, (found["table"],), (Range(start, start + len(found["table"])),), "read", "sql")
        rows = type_arguments(call) if i == 0 and name == "from" else []
        if rows and rows[0].type == "type_identifier":
            yield Use(f"{ROWS_OF}{found['table']}", (syntax.str(rows[0]),), (syntax.range(rows[0]),), "read", "rows")


def chain_of(syntax: Syntax, call: Node) -> list[tuple[str, Node]]:
    """The calls of a query from its first, also where a variable holds the first of them, and is only told which rows it is to give;
    nothing for what is no query, or not the whole of it.
    """
    outer = call.parent
    if outer is not None and outer.type == "member_expression" and ts.field(outer, "object") == call:
        further = outer.parent
        if further is not None and further.type == "call_expression" and ts.field(further, "function") == outer:
            return []
    found: list[tuple[str, Node]] = []
    here = call
    for _ in range(_LONGEST):
        function = ts.field(here, "function") if here.type == "call_expression" else None
        if function is None:
            return []
        name = ts.field(function, "property") if function.type == "member_expression" else None
        own = syntax.str(name) if name is not None else syntax.str(function) if function.type == "identifier" else ""
        first = next(iter(given(here)), None)
        if own in BEGINS or (_KNEX.search(syntax.str(function)[-30:]) and first is not None and first.type == "string"):
            return [(own if own in BEGINS else "from", here), *found[::-1]]
        target = ts.field(function, "object")
        if name is None or target is None:
            return []
        found.append((own, here))
        if target.type == "identifier" and own in _GOES_ON:
            target = local_value(syntax, target, _GROWS) or target
        here = target
    return []


def _handed(syntax: Syntax, call: Node) -> list[tuple[str, Node]]:
    """The same of calls by which a function goes on with a query that it is handed, behind the first call of that and its joins."""
    found: list[tuple[str, Node]] = []
    here = call
    if whole_chain(call) != call:
        return []
    while here.type == "call_expression":
        function = ts.field(here, "function")
        name, target = (ts.field(function, r) if function is not None else None for r in ("property", "object"))
        if name is None or target is None:
            return []
        found.append((syntax.str(name), here))
        here = target
    outer = handing_call(syntax, here) if here.type in ("identifier", "this") else None
    function = ts.field(outer, "function") if outer is not None else None
    method = ts.field(function, "property") if function is not None else None
    how = syntax.str(method) if method is not None else ""
    if outer is None or not (how in _HANDS or how in _JOINS) or any(name in _OF_OTHER for name, _ in found):
        return []
    last = whole_chain(outer)
    whole = chain_of(syntax, last) or (_handed(syntax, last) if last != call else [])
    if any(name == "from" for name, _ in whole[1:]):
        return []
    begins = [part for i, part in enumerate(whole) if i == 0 or part[0] in _JOINS]
    own = [part for part in found[::-1] if how not in _JOINS or part[0] in _ON]
    return [*begins, *own] if begins and own else []


def sources_of(syntax: Syntax, chain: list[tuple[str, Node]]) -> Iterator[tuple[str, str]]:
    """The tables of a query, by the names that it gives them."""
    for i, (name, call) in enumerate(chain):
        first = next(iter(given(call)), None)
        if first is None or not (i == 0 or name in _JOINS):
            continue
        found = _SOURCE.match(unquoted(syntax.str(first))) if first.type == "string" else None
        if found is not None:
            yield found["alias"] or found["table"], found["table"]
        else:
            yield "", ""  # of what a callback joins, nothing is known


def _table(prefix: str | None, tables: dict[str, str]) -> str | None:
    """The table of a column, or all of which it may be; None where that is not told."""
    if prefix is not None:
        return tables.get(prefix)
    return SEVERAL.join(tables.values()) if "" not in tables else None


def _named(syntax: Syntax, name: str, arguments: list[Node]) -> Iterator[Named]:
    """The names that one call of a query is given."""
    first = arguments[0] if arguments else None
    if first is None:
        return
    if name in _KEYED:
        for literal in parts(first) if first.type == "array" else [made_of_each(syntax, first) or first]:
            yield from _keys(literal)
    if name in _TOLD_BY_CALLBACK:
        for function in (a for a in arguments if a.type == "arrow_function"):
            yield from in_expressions(syntax, function)
    if name in _FIRST and first.type == "string":
        yield Named(first, tuple(texts_compared(syntax, arguments[1:])) if "here" in name else ())
    if name == "orderBy" and first.type == "array":
        yield from (named for each in parts(first) for named in _ordered(syntax, each))
    if name in _ALL:
        for argument in arguments:
            yield from _renamed(syntax, argument)
            written = ts.field(argument, "body") if argument.type == "arrow_function" else listing(syntax, argument)
            listed = parts(written) if written is not None and written.type == "array" else [argument]
            yield from (Named(each) for each in listed if each.type == "string")
    if name in _ON:
        yield from (Named(each) for each in arguments if each.type == "string" and "." in syntax.str(each))
    if name in _BETWEEN:
        yield from (Named(each) for each in (first, arguments[-1]) if each.type == "string")
    if name in _JOINS:
        yield from (Named(each) for each in arguments[1:] if each.type == "string" and "." in syntax.str(each))


def _ordered(syntax: Syntax, each: Node) -> Iterator[Named]:
    """The columns in `orderBy(["pier", { column: "name", order: "desc" }])`."""
    if each.type == "string":
        yield Named(each)
    for pair in parts(each) if each.type == "object" else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is not None and value is not None and syntax.str(key) == "column" and value.type == "string":
            yield Named(value)


def _renamed(syntax: Syntax, argument: Node) -> Iterator[Named]:
    """The columns in `select({ total: "orders.total_cents" })`, also where the object is a constant of the file."""
    for pair in parts(renaming(syntax, argument)):
        value = ts.field(pair, "value")
        if value is not None and value.type == "string":
            yield Named(value)


def _keys_given(syntax: Syntax, chain: list[tuple[str, Node]]) -> Iterator[str]:
    """The names that such objects give to columns."""
    for argument in (a for name, call in chain if name in _ALL for a in given(call)):
        keys = (ts.field(pair, "key") for pair in parts(renaming(syntax, argument)))
        yield from (unquoted(syntax.str(key)) for key in keys if key is not None)


def listing(syntax: Syntax, argument: Node) -> Node:
    """The list of columns that a constant of the file is: `const COLUMNS = ["id", "total_cents as total"] as const`; else the argument."""
    value = initializer(syntax, argument) if argument.type == "identifier" else None
    written = value_of(value).node if value is not None else argument
    return written if written.type == "array" else argument


def renaming(syntax: Syntax, argument: Node) -> Node | None:
    """The object that gives columns other names, written in place or as a constant of the file; None for anything else."""
    if argument.type == "identifier":
        found = initializer(syntax, argument)
        argument = value_of(found).node if found is not None else argument
    return argument if argument.type == "object" else None


def _keys(literal: Node) -> Iterator[Named]:
    """The keys of an object that is written out, with the texts that they are given."""
    inner = value_of(literal).node
    for pair in parts(inner) if inner.type == "object" else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if pair.type == "shorthand_property_identifier":
            yield Named(pair)
        elif key is not None and key.type in ("property_identifier", "string"):
            yield Named(key, (value,) if value is not None and value.type == "string" else ())
