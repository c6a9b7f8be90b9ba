"""The rows that queries of Drizzle give and take: `db.select().from(users)`, `db.query.users.findMany({ with: { … } })`."""

from collections.abc import Callable, Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.words import words

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.scopes import Scope, Value
from ..scoping.values import Uses
from ..syntax.made import function, inside, member
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range

TABLE_ROWS = "rows of a table"  # how they are said that no variable holds yet
ROWS = frozenset("where limit offset orderBy groupBy having $dynamic for execute all then".split())
OPERATOR = "drizzle operator"  # the text of the kind of `eq` where a query hands it to a function
_SELECTS = frozenset({"select", "selectDistinct", "selectDistinctOn"})
JOINS = frozenset({"leftJoin", "innerJoin", "rightJoin", "fullJoin"})
_WRITES = {"values": "insert", "set": "update"}
_FINDS = {"findMany": 1, "findFirst": 0}
ALL_CHOSEN = "all selected columns"  # the text of the kind of rows whose columns are all written in the query
_CHOSEN = "selected columns"
_GIVING = frozenset({"from", "returning", *_SELECTS, *JOINS})
_COMPARES = ("eq", "ne", "inArray", "notInArray")
_DEEPEST = 12


def row_of(
    method: str,
    function: Node,
    given: Sequence[Node],
    values: Sequence[Value | None],
    syntax: Syntax,
    uses: Uses,
    scope: Scope,
    of: Value | None,
) -> Value | None:
    """The rows of a table, or of what is selected, and what is called on them; what `db.insert(users).values({…}).returning()` gives."""
    if of is not None and of.is_list and of.via == TABLE_ROWS and method in ROWS:
        return of
    target = syntax.field(function, "object") if method in _GIVING else None
    if target is None:
        return None
    first = values[0] if values else None
    if method in _SELECTS and len(given) == 1 and given[0].type == "object" and first is not None:
        return replace(first, via=_CHOSEN)
    if method == "from" and len(given) == 1 and target.type == "call_expression":
        return _selected(target, given[0], syntax, uses, scope, of)
    if method in JOINS and of is not None and of.is_list and of.via == TABLE_ROWS:
        return of if of.kind.text in (_CHOSEN, ALL_CHOSEN) else _joined(target, given, syntax, uses, scope, of)
    if method == "returning":
        changed = _changed(target, syntax, uses, scope, frozenset({"insert", "update", "delete"}))
        chosen = replace(first, via=TABLE_ROWS) if first is not None and given[0].type == "object" else None
        return uses.list_of((chosen if given else changed) if changed is not None else None)
    return None


def _selected(target: Node, table: Node, syntax: Syntax, uses: Uses, scope: Scope, of: Value | None) -> Value | None:
    """The rows in `select().from(users)`, or of the columns in `select({ id: users.id }).from(users)`."""
    inner, given = ts.field(target, "function"), parts(ts.field(target, "arguments"))
    if of is not None and of.via == _CHOSEN and not of.chain:
        written = bool(given) and all(_is_written(part) for part in parts(given[0]))
        return uses.list_of(Value(replace(of.kind, text=ALL_CHOSEN if written else _CHOSEN), 0, TABLE_ROWS))
    selects = inner is not None and syntax.str(inner).endswith((".select", ".selectDistinct"))
    return uses.list_of(_table(table, syntax, uses, scope)) if selects and not given else None


def _is_written(column: Node) -> bool:
    """True for a part of what is selected that has its name written, and is nothing that is spread."""
    key = ts.field(column, "key") if column.type == "pair" else column
    return key is not None and key.type in ("property_identifier", "string", "shorthand_property_identifier")


def _joined(target: Node, given: Sequence[Node], syntax: Syntax, uses: Uses, scope: Scope, of: Value) -> Value | None:
    """What `select().from(orders).leftJoin(users, …)` gives: the row of each table under its name."""
    joined = _table(given[0], syntax, uses, scope) if given else None
    if joined is None:
        return None
    known = of.kind.members
    if of.kind.name == "ref":
        root = next((n for n in _calls(target) if syntax.str(_method(n) or n) == "from"), None)
        names = _names(parts(ts.field(root, "arguments")), syntax) if root is not None else []
        row = uses.element(of, syntax.range(target))
        known = tuple(member(name, row.typed) for name in names) if row is not None else ()
    known = (*known, *(member(name, joined.typed) for name in _names(given, syntax)))
    return uses.list_of(Value(Kind("unknown", members=known), 0, TABLE_ROWS))


def _names(given: Sequence[Node], syntax: Syntax) -> list[str]:
    """How a table may be called in a joined row: by its own name, which is most often that of its variable."""
    own = syntax.str(given[0]).rpartition(".")[2] if given else ""
    short = own.removesuffix("Table").removesuffix("table")
    return list(dict.fromkeys((own, short, "_".join(words(own)), "_".join(words(short)))))


def written_row(method: str, function: Node, syntax: Syntax, uses: Uses, scope: Scope) -> Value | None:
    """What is asked for in `db.insert(users).values({…})` and `db.update(users).set({…})`."""
    changes = _WRITES.get(method)
    target = ts.field(function, "object") if changes is not None else None
    if changes is None or target is None or target.type != "call_expression":
        return None
    return _changed(target, syntax, uses, scope, frozenset({changes}))


def updated_row(
    method: str, function: Node, given: Sequence[Node], syntax: Syntax, uses: Uses, scope: Scope
) -> Iterator[tuple[Node, Value]]:
    """What is asked for in `….onConflictDoUpdate({ target: users.email, set: { … } })`."""
    target = ts.field(function, "object") if method in ("onConflictDoUpdate", "onDuplicateKeyUpdate") else None
    if target is None:
        return
    row = _changed(target, syntax, uses, scope, frozenset({"insert"}))
    for pair in parts(given[0]) if given and row is not None else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if row is not None and key is not None and value is not None and syntax.str(key) == "set":
            yield value, row


def found_rows(
    method: str,
    given: Sequence[Node],
    of: Value | None,
    asks: Callable[[Node, Value], None],
    syntax: Syntax,
    uses: Uses,
) -> Value | None:
    """What `db.query.users.findMany({ columns, where, with })` gives, with the names that it is given noted.

    `asks` is told what is asked of the functions among them.
    """
    if method not in _FINDS or of is None or len(of.chain) < 2 or of.chain[-2] != "query":
        return None
    row = replace(of, chain=(), ranges=(), through=(*of.through, *of.chain, "$inferSelect"), via=TABLE_ROWS)
    if given:
        _note_options(given[0], row, asks, syntax, uses, 0)
        if "extras" in syntax.str(given[0]):
            return None  # which give names that are no columns
    return uses.list_of(row) if _FINDS[method] else row


def _note_options(
    options: Node, row: Value, asks: Callable[[Node, Value], None], syntax: Syntax, uses: Uses, depth: int
) -> None:
    for option in parts(options) if options.type == "object" and depth < _DEEPEST else []:
        key, value = ts.field(option, "key"), ts.field(option, "value")
        name = syntax.str(key) if key is not None else ""
        if value is None:
            continue
        if value.type in FUNCTIONS and name in ("where", "orderBy", "extras"):
            asks(value, Value(function(None, row.typed, _OPERATORS).kind, 0, name))
        elif name in ("columns", "with") and value.type == "object":
            for chosen in (c for c in parts(value) if c.type == "pair"):
                own, inner = ts.field(chosen, "key"), ts.field(chosen, "value")
                if own is None or inner is None or own.type not in ("property_identifier", "string"):
                    continue
                at = unquoted_range(syntax, own)
                held = uses.property(row, unquoted(syntax.str(own)), at, "")
                uses.emit(held)
                if name == "with" and held is not None:
                    _note_options(inner, uses.each_of(held, at), asks, syntax, uses, depth + 1)


def _changed(node: Node, syntax: Syntax, uses: Uses, scope: Scope, methods: frozenset[str]) -> Value | None:
    """The row of the table in a chain of calls that begins with `db.insert(users)`."""
    for call in _calls(node):
        name = _method(call)
        if name is not None and syntax.str(name) in methods:
            given = parts(ts.field(call, "arguments"))
            return _table(given[0], syntax, uses, scope, "$inferInsert") if len(given) == 1 else None
    return None


def _calls(node: Node) -> Iterator[Node]:
    """The calls of a chain, the last first."""
    for _ in range(_DEEPEST):
        function = ts.field(node, "function") if node.type == "call_expression" else None
        target = ts.field(function, "object") if function is not None else None
        if target is None:
            return
        yield node
        node = target


def _method(call: Node) -> Node | None:
    function = ts.field(call, "function")
    return ts.field(function, "property") if function is not None else None


def _table(node: Node, syntax: Syntax, uses: Uses, scope: Scope, row: str = "$inferSelect") -> Value | None:
    """The row of a table that is named by an identifier, or in a module: `schema.users`. One that is written has no relations."""
    table: Value | None = None
    if node.type == "identifier":
        table = scope.look_up(syntax.str(node))
    elif node.type == "member_expression":
        of, name = ts.field(node, "object"), ts.field(node, "property")
        module = scope.look_up(syntax.str(of)) if of is not None and of.type == "identifier" else None
        table = uses.property(module, syntax.str(name), syntax.range(name), "") if name is not None else None
    if table is None or table.kind.name != "ref" or table.is_list:
        return None
    steps = (*table.through, *table.chain, row)
    return Value(Kind("ref", target=table.kind.target), 0, TABLE_ROWS, through=steps)


_OPERATORS = inside(
    **{
        name: Typed(Kind("unknown", members=inside(of=Typed(Kind("unknown"))).kind.members, text=OPERATOR))
        for name in _COMPARES
    }
)
