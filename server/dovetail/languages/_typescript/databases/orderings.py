"""In which order queries of TypeScript ask for rows: of Prisma, Drizzle, Knex, Kysely, TypeORM, Mongoose, and of SQL in texts."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Ordering
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._orders import sql_order
from ..._treesitter import Syntax
from ..scoping.functions import functions_by_name
from ..scoping.origins import initializer
from ..syntax.nodes import given, parts
from ..syntax.signatures import function_around
from ..syntax.types import unquoted, unquoted_range

_SAID = ("orderBy", "ORDER BY", "order by", ".sort(", "order:")
_PLACES = re.compile(
    r"\b(?P<key>orderBy|order|sort)\b(?=\s*:)|\.(?P<call>orderBy|sort)(?=\()"
    r"|(?P<sql>\border\s+by\b)|\b(?P<other>toSorted|reverse|toReversed|sortBy|orderBy)(?=\()",
    re.IGNORECASE,
)
_LISTS = frozenset("findMany find findAll findAndCount findAndCountAll findBy".split())
_ONE_ROW = frozenset("first executeTakeFirst executeTakeFirstOrThrow getOne getOneOrFail takeFirst findOne get".split())
_STRINGS = ("string", "template_string")
_WAYS = {"asc": "desc", "desc": "asc"}
_NUMBERS = {"1": "-1", "-1": "1"}
_COLUMN = re.compile(r"(?:(?P<table>[\w$]+)\.)?(?P<key>[A-Za-z_$][\w$]*)(?:\s+(?P<way>asc|desc))?\Z")
_FROM = ("from", "selectFrom")
_KNEX = re.compile(r"(?:[kK]nex|\bdb|\btrx|\btx|\bdatabase)(?:<[^()]*>)?\Z")
_FIRST_WORD = re.compile(r"(?P<sign>-?)(?P<key>[A-Za-z_$][\w$]*)(?:\s|\Z)")
_LONGEST = 60


def orderings(syntax: Syntax) -> tuple[Ordering, ...]:
    """The orders of all queries that give several rows, and all that orders them by itself, with the functions that they stand in."""
    if not syntax.has_any(*_SAID):
        return ()
    found = list(_orderings(syntax))
    if all(not o.key for o in found):
        return ()
    functions = [(owner + syntax.str(name), name, f) for owner, name, _, f in functions_by_name(syntax)]
    return tuple(_placed(o, functions, syntax) for o in found)


def _placed(ordering: Ordering, functions: Sequence[tuple[str, Node, Node]], syntax: Syntax) -> Ordering:
    """An ordering with the innermost of the functions that have a name."""
    around = [f for f in functions if ordering.range.start in syntax.range(f[2])]
    if not around:
        return ordering
    name, at, function = min(around, key=lambda f: f[2].end_byte - f[2].start_byte)
    return replace(ordering, function=name, name_range=syntax.range(at), within=syntax.range(function))


def _orderings(syntax: Syntax) -> Iterator[Ordering]:
    texts: set[int] = set()
    for place in _PLACES.finditer(syntax.text.source):
        start = place.start(place.lastgroup or 0)
        node = syntax.at(start)
        if node.type == "comment":
            continue
        at = syntax.range(node)
        if place["sql"] is not None:
            text = _text_around(node)
            if text is not None and text.id not in texts:
                texts.add(text.id)
                inner = syntax.range(text)
                order = sql_order(syntax.text.source, Range(inner.start + 1, inner.end - 1))
                yield from (order,) if order is not None else ()
        elif node.type != "property_identifier" or node.parent is None:
            yield from (Ordering(at),) if place["other"] is not None and node.type == "identifier" else ()
        elif node.parent.type == "pair":
            yield from _option(node.parent, syntax)
        elif node.parent.type == "member_expression":
            yield from _called(node.parent, syntax.str(node), syntax)


def _text_around(node: Node) -> Node | None:
    """The text that a place is in, as a whole."""
    here: Node | None = node
    while here is not None and here.type not in _STRINGS:
        here = here.parent if here.type in ("string_fragment", "escape_sequence") else None
    return here


def _option(pair: Node, syntax: Syntax) -> Iterator[Ordering]:
    """`orderBy` among what a query is given, `pet.findMany({ orderBy: { name: "asc" } })`; not that of a relation in it."""
    value, made = ts.field(pair, "value"), pair.parent
    arguments = made.parent if made is not None else None
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    function = syntax.field(call, "function") if call is not None and call.type == "call_expression" else None
    method = ts.field(function, "property") if function is not None else None
    owner = ts.field(function, "object") if function is not None else None
    if method is None or owner is None or made is None or value is None or syntax.str(method) not in _LISTS:
        return
    if any(syntax.str(p).replace(" ", "") in ("take:1", "limit:1") for p in parts(made)):
        return
    whole = Ordering(syntax.range(pair), table=_last(owner, syntax))
    yield _keyed(value, whole, syntax) or _expressed(value, whole, syntax) or whole


def _last(owner: Node, syntax: Syntax) -> str:
    """The last name of what a query is called on: `pet` of `this.prisma.pet`."""
    name = ts.field(owner, "property") if owner.type == "member_expression" else owner
    return syntax.str(name) if name is not None and name.type in ("identifier", "property_identifier") else ""


def _keyed(value: Node, whole: Ordering, syntax: Syntax) -> Ordering | None:
    """What an object says, or the first in a list of them: `[{ startsAt: "asc" }]`, `[["createdAt", "DESC"]]`."""
    first = next(iter(parts(value)), None) if value.type in ("array", "object") else None
    if first is None:
        return None
    if value.type == "array":
        return _keyed(first, whole, syntax) or (_listed(value, whole, syntax) if first.type == "string" else None)
    name, said = ts.field(first, "key"), ts.field(first, "value")
    if first.type != "pair" or name is None or said is None:
        return None
    if said.type == "object":  # `{ sort: "desc", nulls: "last" }`
        inner = next(iter(parts(said)), None)
        key = ts.field(inner, "key") if inner is not None else None
        said = ts.field(inner, "value") if inner is not None and key is not None and syntax.str(key) == "sort" else None
    if said is None or name.type not in ("property_identifier", "string"):
        return None
    known = replace(whole, key=unquoted(syntax.str(name)), key_range=unquoted_range(syntax, name))
    return _directed(known, said, syntax)


def _listed(pair: Node, whole: Ordering, syntax: Syntax) -> Ordering | None:
    """`["createdAt", "DESC"]` of Sequelize."""
    given_ = parts(pair)
    if len(given_) != 2 or given_[0].type != "string":
        return None
    known = replace(whole, key=unquoted(syntax.str(given_[0])), key_range=unquoted_range(syntax, given_[0]))
    return _directed(known, given_[1], syntax)


def _directed(known: Ordering, said: Node, syntax: Syntax) -> Ordering | None:
    """What is ordered by a known name, in the direction that a literal says; None for any other."""
    text = unquoted(syntax.str(said))
    other = _NUMBERS.get(text) if said.type in ("number", "unary_expression") else None
    at = syntax.range(said)
    if other is not None:
        return replace(known, way="asc" if text == "1" else "desc", way_range=at, turned=(at, other))
    turned = _WAYS.get(text.lower()) if said.type == "string" else None
    if turned is None:
        return None
    at = unquoted_range(syntax, said)
    way = "asc" if text.lower() == "asc" else "desc"
    return replace(known, way=way, way_range=at, turned=(at, turned.upper() if text.isupper() else turned))


def _expressed(value: Node, whole: Ordering, syntax: Syntax) -> Ordering | None:
    """A column of Drizzle, or what is made of it: `desc(loans.dueOn)`, `(loan, { asc }) => [asc(loan.dueOn)]`."""
    if value.type == "arrow_function":
        value = ts.field(value, "body") or value
    if value.type == "parenthesized_expression" or value.type == "array":
        first = next(iter(parts(value)), None)
        return _expressed(first, whole, syntax) if first is not None else None
    function = ts.field(value, "function") if value.type == "call_expression" else None
    if function is not None:
        called, own = syntax.str(function), given(value)
        if called not in _WAYS or len(own) != 1 or own[0].type != "member_expression":
            return None
        column = _expressed(own[0], whole, syntax)
        at = syntax.range(function)
        way = "asc" if called == "asc" else "desc"
        return replace(column, way=way, way_range=at, turned=(at, _WAYS[called])) if column is not None else None
    owner, name = ts.field(value, "object"), ts.field(value, "property")
    if value.type != "member_expression" or owner is None or name is None:
        return None
    at = syntax.range(name)
    table = whole.table or _last(owner, syntax)
    return replace(whole, key=syntax.str(name), key_range=at, table=table, way_range=at)


def _called(member: Node, name: str, syntax: Syntax) -> Iterator[Ordering]:
    """`.orderBy("due_on", "desc")` of a query, or `.sort({ dueOn: -1 })` of Mongoose; what a program sorts is an order of its own."""
    call, inner = member.parent, ts.field(member, "object")
    if call is None or call.type != "call_expression" or inner is None:
        return
    arguments = given(call)
    first, rest = (arguments[0], arguments[1:]) if arguments else (None, [])
    whole = Ordering(_whole(call, syntax), table=_table(inner, syntax))
    if name not in ("orderBy", "sort") or first is None:
        if not _is_of_each(call, syntax):
            yield replace(whole, table="")
        return
    before = _methods(inner, syntax)
    if name == "orderBy" and "orderBy" in before:
        return  # what decides where the first does not
    if name == "sort" and first.type not in ("object", "string"):
        if not _is_of_each(call, syntax):
            yield replace(whole, table="")
        return
    behind = list(_behind(call, syntax))
    if any(m in _ONE_ROW or (m == "limit" and a == "1") for m, a in behind):
        return
    yield _given(name, first, rest, whole, syntax) or whole


def _is_of_each(call: Node, syntax: Syntax) -> bool:
    """True for what a program sorts inside of each row: `rows.map((row) => ({ tags: row.tags.sort() }))`."""
    function = function_around(call)
    arguments = function.parent if function is not None else None
    outer = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    called = syntax.field(outer, "function") if outer is not None and outer.type == "call_expression" else None
    return called is not None and syntax.str(called).endswith(".map")


def _given(name: str, first: Node, rest: list[Node], whole: Ordering, syntax: Syntax) -> Ordering | None:
    if first.type == "object":
        return _keyed(first, whole, syntax) if len(parts(first)) and name == "sort" else None
    if first.type == "array" and name == "orderBy":
        column = next(iter(parts(first)), None)
        return _of_knex(column, whole, syntax) if column is not None else None
    if first.type != "string":
        return _expressed(first, whole, syntax) if name == "orderBy" else None
    written, at = unquoted(syntax.str(first)), unquoted_range(syntax, first)
    if name == "sort":  # `-createdAt name`
        word = _FIRST_WORD.match(written)
        if word is None:
            return None
        place = Range(at.start + word.start("key"), at.start + word.end("key"))
        turned = (Range(at.start, place.start), "" if word["sign"] else "-")
        way = "desc" if word["sign"] else "asc"
        return replace(whole, key=word["key"], key_range=place, way=way, way_range=place, turned=turned)
    named = _named(written, at, whole)
    if named is not None and named.turned is not None:  # `due_on desc` of Kysely
        return named
    if named is None or not rest:
        end = syntax.range(first).end
        return replace(named, turned=(Range(end, end), ', "desc"')) if named is not None else None
    return _directed(named, rest[0], syntax)


def _named(written: str, at: Range, whole: Ordering) -> Ordering | None:
    """`due_on`, `loans.due_on`: ordered by a column that a text names."""
    found = _COLUMN.match(written)
    if found is None:
        return None
    place = Range(at.start + found.start("key"), at.start + found.end("key"))
    named = replace(whole, key=found["key"], key_range=place, way_range=place)
    if not found["way"]:
        return named
    said = Range(at.start + found.start("way"), at.end)
    way = "desc" if found["way"] == "desc" else "asc"
    return replace(named, way=way, way_range=said, turned=(said, _WAYS[way]))


def _of_knex(column: Node, whole: Ordering, syntax: Syntax) -> Ordering | None:
    """The first in `orderBy(["pier", { column: "name", order: "desc" }])`."""
    if column.type == "string":
        return _named(unquoted(syntax.str(column)), unquoted_range(syntax, column), whole)
    said = {syntax.str(k): v for p in parts(column) for k, v in [(ts.field(p, "key"), ts.field(p, "value"))] if k and v}
    name, way = said.get("column"), said.get("order")
    known = _of_knex(name, whole, syntax) if name is not None and name.type == "string" else None
    return _directed(known, way, syntax) if known is not None and way is not None else known


def _methods(node: Node, syntax: Syntax) -> list[str]:
    """The methods that are called on the way to an expression, the last first."""
    return [name for name, _ in _chain(node, syntax)]


def _chain(node: Node, syntax: Syntax) -> Iterator[tuple[str, Node]]:
    """The calls on the way to an expression, the last first, with the names of what they call; the first also where a name holds it."""
    here = node
    for _ in range(_LONGEST):
        if here.type == "await_expression" and here.named_children:
            here = here.named_children[0]
        if here.type == "identifier":
            held = initializer(syntax, here)
            if held is None or held.type not in ("call_expression", "await_expression"):
                return
            here = held
            continue
        function = ts.field(here, "function") if here.type == "call_expression" else None
        if function is None:
            return
        name = ts.field(function, "property") if function.type == "member_expression" else None
        yield syntax.str(name if name is not None else function), here
        inner = ts.field(function, "object")
        if inner is None:
            return
        here = inner


def _table(node: Node, syntax: Syntax) -> str:
    """What a query calls the table of its rows: of Knex and Kysely in a text, of Drizzle by the name of a constant."""
    calls = list(_chain(node, syntax))
    for name, call in calls:
        first = next(iter(given(call)), None)
        function = ts.field(call, "function")
        begins = name in _FROM or (
            call is calls[-1][1] and function is not None and _KNEX.search(syntax.str(function)[-60:]) is not None
        )
        if first is not None and begins:
            if first.type == "string":
                return unquoted(syntax.str(first)).partition(" ")[0].rpartition(".")[2]
            return _last(first, syntax)
        if name in ("find", "createQueryBuilder") and function is not None:  # `Shipment.find(…)` of Mongoose
            owner = ts.field(function, "object")
            return _last(owner, syntax) if owner is not None else ""
    return ""


def _whole(call: Node, syntax: Syntax) -> Range:
    """A call with all that is called on what it gives."""
    end = max((c.end_byte for c in _calls_behind(call)), default=call.end_byte)
    return Range(syntax.offset(call.start_byte), syntax.offset(end))


def _calls_behind(call: Node) -> Iterator[Node]:
    here = call
    while (member := here.parent) is not None and member.type == "member_expression":
        outer = member.parent
        if outer is None or outer.type != "call_expression":
            return
        yield outer
        here = outer


def _behind(call: Node, syntax: Syntax) -> Iterator[tuple[str, str]]:
    """The methods that are called on what a call gives, each with what it is given first."""
    for outer in _calls_behind(call):
        function = ts.field(outer, "function")
        name = ts.field(function, "property") if function is not None else None
        if name is not None:
            yield syntax.str(name), next((syntax.str(a) for a in given(outer)), "")
