"""The rows that statements of SQL give which code runs: `pool.query("SELECT id FROM orders")`, `db.prepare("…").all()`, sql`SELECT …`.

No driver is declared for this: what is given to `query` is a statement or not, and what comes of it is told by how it is used, as
`{ rows }` of pg is, or `[rows]` of mysql2.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import ROW_TYPE, Kind, Record, Use

from ... import _treesitter as ts
from ..._sql.rows import selected
from ..._statements import constant, statement
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..syntax.made import function, inside, member
from ..syntax.nodes import parameters, parts
from ..syntax.signatures import FUNCTIONS

_LISTS: Final = frozenset("$queryRaw $queryRawUnsafe all any many manyOrNone iterate queryAll fetchAll".split())
_ONE: Final = frozenset("get one oneOrNone queryOne fetchOne maybeOne".split())
_ANY_ROW = frozenset({"RowDataPacket", "QueryResultRow"})  # what drivers call a row of which no more is said
_PREPARES: Final = "prepare"
_RUNS = frozenset("query execute raw unsafe queryRaw".split()) | _LISTS | _ONE | {_PREPARES}
_TAGS = re.compile(r"(?:^|\.)(?:sql|pg|tx|trx|\$queryRaw)$")
_STATES = re.compile(r"\b(?:SELECT|RETURNING)\s", re.IGNORECASE)
_WORDS = ("SELECT", "select", "Select", "RETURNING", "returning", "Returning")
_STRINGS = ("string", "template_string", "binary_expression")
_AROUND = frozenset(
    "await_expression parenthesized_expression non_null_expression as_expression satisfies_expression".split()
)
_OF_LISTS = (
    "map|forEach|filter|find|findIndex|reduce|some|every|slice|flatMap|at|length|entries|includes|sort|push|pop|shift"
)
_IN_PAIRS = re.compile(
    r"""["']mysql2?(?:/promise)?["']|\bmysql\b|MySql"""
)  # drivers that give rows beside what is said of them
_BESIDE = re.compile(r"_|(?:_?(?:fields|meta|metadata|info))")
_SEVERAL = re.compile(r"(?:rows|results?|list|\w+[^s]s)$", re.IGNORECASE)


def given_by_statement(syntax: Syntax, call: Node, method: str, said: list[Typed]) -> tuple[Typed, Kind] | None:
    """What a call gives that runs a statement, and the row that the statement says. `said` are the call's type arguments, of which the
    last is what the program calls a row, or several.
    """
    if not syntax.says(_STATES, *_WORDS):
        return None
    arguments, callee = ts.field(call, "arguments"), ts.field(call, "function")
    if arguments is None or callee is None:
        return None
    tagged = arguments.type == "template_string"
    if tagged and _TAGS.search(syntax.str(callee)) is None:
        return None
    if not tagged and method not in _RUNS:
        return None
    kind = _row(syntax, arguments if tagged else next(iter(parts(arguments)), None))
    if kind is None and method == "execute":  # sql`SELECT …`.execute(db)
        made = ts.field(callee, "object")
        kind = _row(syntax, made) if made is not None and made.type == "call_expression" else None
        tagged = False
    if kind is None:
        return None
    row = said[-1] if said and said[-1].kind.name == "ref" and said[-1].kind.target not in _ANY_ROW else Typed(kind)
    if method == _PREPARES:
        return _prepared(row), kind
    if method in _LISTS or method in _ONE:
        return (_list(row) if method in _LISTS else row), kind
    return _answer(syntax, call, row, tagged), kind


def row_schema(syntax: Syntax, call: Node) -> Node | None:
    """The schema that a statement says its rows are of, as Slonik has it: `pool.one(sql.type(orderRow)`SELECT …`)`."""
    given = next(iter(parts(ts.field(call, "arguments"))), None)
    tag = ts.field(given, "function") if given is not None and given.type == "call_expression" else None
    made = ts.field(tag, "function") if tag is not None and tag.type == "call_expression" else None
    if tag is None or made is None or not syntax.str(made).endswith(".type"):
        return None
    schema = next(iter(parts(ts.field(tag, "arguments"))), None)
    return schema if schema is not None and schema.type == "identifier" else None


def shown_to_callback(syntax: Syntax, call: Node, given: Typed) -> tuple[Node, Typed] | None:
    """The function in `query("SELECT …", (error, result) => …)`, and what is asked of it."""
    last = next(reversed(parts(ts.field(call, "arguments"))), None)
    if last is None or last.type not in FUNCTIONS or len(parameters(syntax, last)) < 2:
        return None
    return last, function(None, Typed(Kind("unknown")), given)


def _row(syntax: Syntax, node: Node | None) -> Kind | None:
    """The row of the statement that an argument is, or the text in `{ text: "SELECT …", values }`; None for what is none."""
    if node is not None and node.type == "object":
        pairs = [(ts.field(p, "key"), ts.field(p, "value")) for p in parts(node) if p.type == "pair"]
        node = next((v for k, v in pairs if k is not None and syntax.str(k) in ("text", "sql")), None)
    if node is not None and node.type == "identifier":
        node = local_value(syntax, node) or constant(syntax, syntax.str(node))
    if node is not None and node.type == "call_expression":  # a text that a tag makes: sql`SELECT …`
        node = ts.field(node, "arguments")
    if node is None or node.type not in _STRINGS:
        return None
    found = selected(statement(syntax, node).text)
    return Kind("ref", target=found, text="row") if found else None


def _prepared(row: Typed) -> Typed:
    """A statement of SQLite that is run later, or one of D1 that is given its values first."""
    several = _list(row)
    given = inside(first=function(row), all=function(inside(results=several)))
    runs = {"get": function(row), "all": function(several), "iterate": function(several), "first": function(row)}
    return inside(bind=function(given), **runs)


def _list(row: Typed) -> Typed:
    return row if row.list_depth else Typed(row.kind, list_depth=1)


def _answer(syntax: Syntax, call: Node, row: Typed, tagged: bool) -> Typed:
    """What a driver gives for a statement, as it is used: rows, an object that has them, or a pair of them and what is said of them."""
    rows = _list(row)
    in_pair = Typed(Kind("unknown", members=(member("0", rows),)), list_depth=1)
    pairs = syntax.says(_IN_PAIRS)
    outer = call
    while outer.parent is not None and outer.parent.type in _AROUND:
        outer = outer.parent
    around = outer.parent
    name = ts.field(around, "name") if around is not None and around.type == "variable_declarator" else None
    if name is not None and name.type == "array_pattern":
        return in_pair if pairs or _is_pair(syntax, name) else rows
    callback = next(reversed(parts(ts.field(call, "arguments"))), None) if not tagged else None
    if callback is not None and callback.type in FUNCTIONS:
        taken = parameters(syntax, callback)
        name = taken[1].pattern if len(taken) > 1 else None
        if name is not None and name.type == "identifier":
            return inside(rows=rows) if _says(syntax, callback, rf"\b{_written(syntax, name)}[?!]?\.rows\b") else rows
    if name is not None and name.type == "identifier" and not pairs:
        own = _written(syntax, name)
        listed = rf"\b{own}(?:[?!]?\.(?:{_OF_LISTS})\b|\[)|\bof\s+{own}\b|\.\.\.{own}\b"
        if not _says(syntax, name, rf"\b{own}[?!]?\.rows\b") and (tagged or _says(syntax, name, listed)):
            return rows
    if around is not None and around.type in ("member_expression", "subscript_expression"):
        asked = ts.field(around, "property")
        if asked is not None and syntax.str(asked) == "rows":
            return inside(rows=rows)
        return in_pair if pairs and asked is None else rows
    if pairs:
        return in_pair
    plain = name is None or name.type != "object_pattern"
    return rows if tagged and plain else inside(rows=rows)


def _is_pair(syntax: Syntax, pattern: Node) -> bool:
    """True for `[rows, fields]` and `[[row]]`, and where the first name is used as a list is."""
    names = parts(pattern)
    if not names or names[0].type != "identifier":
        return bool(names) and names[0].type == "array_pattern"
    if len(names) > 1:
        return _BESIDE.fullmatch(syntax.str(names[1])) is not None
    own = _written(syntax, names[0])
    listed = rf"\b{own}(?:[?!]?\.(?:{_OF_LISTS})\b|\[)|\bof\s+{own}\b|\.\.\.{own}\b"
    return _says(syntax, pattern, listed) or _SEVERAL.match(syntax.str(names[0])) is not None


def _written(syntax: Syntax, name: Node) -> str:
    return re.escape(syntax.str(name))


def _says(syntax: Syntax, node: Node, pattern: str) -> bool:
    """True where the function that a node stands in, or is, says something."""
    here = node
    while here.parent is not None and here.type not in FUNCTIONS:
        here = here.parent
    return re.search(pattern, syntax.str(here)) is not None


def as_stored(records: Iterable[Record], uses: Collection[Use]) -> Iterator[Record]:
    """Records; one that says which contract it keeps, and is what a statement's rows are said to be, keeps it as it is stored."""
    for record in records:
        spelled = "".join(f.name for f in record.fields) if record.tag("contract") is not None else ""
        if "_" in spelled and spelled.islower():
            names = {f.name_range for f in record.fields}
            if any(u.via == ROW_TYPE and u.ranges and u.ranges[0] in names for u in uses):
                record = replace(record, layer="db")
        yield record
