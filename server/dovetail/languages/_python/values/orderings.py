"""In which order queries of Python ask for rows: of SQLAlchemy, SQLModel and Django, of MongoDB's drivers, and of SQL in texts."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Ordering
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._orders import sql_order
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of, local_value, qualified

_SAID = ("order_by(", "ORDER BY", "order by", ".sort(")
_PLACES = re.compile(
    r"\.(?P<call>order_by|sort)(?=\()|\b(?P<other>sorted|reversed|reverse)(?=\()|(?P<sql>\b(?:order by|ORDER BY)\b)"
)
_WAYS = {"asc": "desc", "desc": "asc"}
_NUMBERS = {"1": "-1", "-1": "1", "ASCENDING": "DESCENDING", "DESCENDING": "ASCENDING"}
_ONE_ROW = frozenset("first one one_or_none afirst last alast scalar scalar_one get exists".split())
_STARTS = frozenset("select query".split())
_DJANGO = re.compile(r"(?P<sign>-?)(?P<key>[A-Za-z_]\w*)\Z")
_LONGEST = 60


def orderings(syntax: Syntax) -> tuple[Ordering, ...]:
    """The orders of all queries that give several rows, and all that orders them by itself, with the functions that they stand in."""
    if not syntax.has_any(*_SAID):
        return ()
    found = list(_orderings(syntax))
    return tuple(found) if any(o.key for o in found) else ()


def _orderings(syntax: Syntax) -> Iterator[Ordering]:
    texts: set[int] = set()
    for place in _PLACES.finditer(syntax.text.source):
        node = syntax.at(place.start(place.lastgroup or 0))
        order: Ordering | None = None
        if place["sql"] is not None:
            text = _text_around(node)
            if text is not None and text.id not in texts:
                texts.add(text.id)
                order = sql_order(syntax.text.source, string_range(syntax, text))
        elif node.type == "identifier" and place["other"] is not None:
            order = Ordering(syntax.range(node))
        elif node.type == "identifier" and node.parent is not None and node.parent.type == "attribute":
            order = _called(node.parent, syntax.str(node), syntax)
        if order is not None:
            yield _placed(order, node, syntax)


def _placed(order: Ordering, node: Node, syntax: Syntax) -> Ordering:
    """An ordering with the function or the method that it stands in."""
    function = function_of(node)
    name = ts.field(function, "name") if function is not None else None
    if function is None or name is None:
        return order
    return replace(
        order, function=qualified(syntax, function), name_range=syntax.range(name), within=syntax.range(function)
    )


def _text_around(node: Node) -> Node | None:
    """The text that a place is in, as a whole."""
    here: Node | None = node
    while here is not None and here.type != "string":
        here = here.parent if here.type in ("string_content", "escape_sequence") else None
    return here


def _called(attribute: Node, name: str, syntax: Syntax) -> Ordering | None:
    """`.order_by(Loan.due_on.desc())` of a query, `.sort("due_on", -1)` of a cursor; what a program sorts is an order of its own."""
    call, inner = attribute.parent, ts.field(attribute, "object")
    if call is None or call.type != "call" or inner is None:
        return None
    arguments = _given(call)
    first, rest = (arguments[0], arguments[1:]) if arguments else (None, [])
    whole = Ordering(_whole(call, syntax), table=_table(inner, syntax))
    if first is None or (name == "sort" and first.type not in ("string", "list")):
        return replace(whole, table="")
    chain = list(_chain(inner, syntax))
    if name == "order_by" and any(n == "order_by" for n, _ in chain) and not _is_django(first):
        return None  # what decides where the first does not
    if _asks_for_one(call, syntax):
        return None
    if name == "sort":
        return _of_cursor(first, rest, whole, syntax) or whole
    if is_plain_string(first):
        return _of_text(first, whole, syntax) or whole
    return _expressed(first, whole, syntax) or whole


def _whole(call: Node, syntax: Syntax) -> Range:
    """A call with all that is called on what it gives."""
    here = call
    while (outer := here.parent) is not None and outer.type in ("attribute", "call"):
        if outer.type == "call" and ts.field(outer, "function") != here:
            break
        here = outer
    return Range(syntax.offset(call.start_byte), syntax.offset(here.end_byte))


def _is_django(first: Node) -> bool:
    """True for what says the whole order anew."""
    return is_plain_string(first)


def _given(call: Node) -> list[Node]:
    arguments = ts.field(call, "arguments")
    return [c for c in arguments.named_children if c.type != "comment"] if arguments is not None else []


def _asks_for_one(call: Node, syntax: Syntax) -> bool:
    """True where one of the rows is taken: `.first()`, `.limit(1)`, `[0]`, `[:1]`."""
    here = call
    while (outer := here.parent) is not None:
        if outer.type == "attribute" and outer.parent is not None and outer.parent.type == "call":
            name = ts.field(outer, "attribute")
            method, own = syntax.str(name) if name is not None else "", _given(outer.parent)
            if method in _ONE_ROW or (method == "limit" and own and syntax.str(own[0]) == "1"):
                return True
            here = outer.parent
        elif outer.type == "subscript" and ts.field(outer, "value") == here:
            return syntax.str(outer).endswith(("[0]", "[:1]"))
        elif outer.type == "argument_list" and outer.parent is not None and outer.parent.type == "call":
            function = ts.field(outer.parent, "function")
            method = syntax.str(function).rpartition(".")[2] if function is not None else ""
            if method in ("scalar", "scalar_one", "get_object_or_404"):
                return True
            here = outer.parent
        elif outer.type in ("await", "parenthesized_expression"):
            here = outer
        else:
            return False
    return False


def _of_text(first: Node, whole: Ordering, syntax: Syntax) -> Ordering | None:
    """`order_by("-created_at")` of Django."""
    found, at = _DJANGO.match(string_value(syntax.str(first))), string_range(syntax, first)
    if found is None or "__" in found["key"]:
        return None
    place = Range(at.start + found.start("key"), at.end)
    turned = (Range(at.start, place.start), "" if found["sign"] else "-")
    return replace(
        whole,
        key=found["key"],
        key_range=place,
        way="desc" if found["sign"] else "asc",
        way_range=place,
        turned=turned,
    )


def _of_cursor(first: Node, rest: list[Node], whole: Ordering, syntax: Syntax) -> Ordering | None:
    """`sort("created_at", -1)`, `sort([("created_at", DESCENDING)])`."""
    if first.type == "list":
        pair = next(iter(first.named_children), None)
        inner = pair.named_children if pair is not None and pair.type == "tuple" else []
        return _of_cursor(inner[0], inner[1:], whole, syntax) if inner and inner[0].type == "string" else None
    if not is_plain_string(first):
        return None
    at = string_range(syntax, first)
    found = _DJANGO.match(string_value(syntax.str(first)))
    if found is None:
        return None
    if found["sign"] or not rest:
        return _of_text(first, whole, syntax)
    said = syntax.range(rest[0])
    written = syntax.str(rest[0]).rpartition(".")[2]
    if written not in _NUMBERS:
        return None
    way = "asc" if written in ("1", "ASCENDING") else "desc"
    turned = (Range(said.end - len(written), said.end), _NUMBERS[written])
    return replace(whole, key=found["key"], key_range=at, way=way, way_range=said, turned=turned)


def _expressed(value: Node, whole: Ordering, syntax: Syntax) -> Ordering | None:
    """`Loan.due_on`, `Loan.due_on.desc()`, `desc(Loan.due_on)`, `col(Loan.due_on).desc()`, `loans.c.due_on`."""
    if value.type == "call":
        function, own = ts.field(value, "function"), _given(value)
        if function is None:
            return None
        if function.type == "attribute":
            inner, name = ts.field(function, "object"), ts.field(function, "attribute")
            method = syntax.str(name) if name is not None else ""
            if inner is None or name is None:
                return None
            column = _expressed(inner, whole, syntax)
            if method in ("nullslast", "nullsfirst", "nulls_last", "nulls_first"):
                return column
            at = syntax.range(name)
            return _directed(column, method, at, at, syntax.range(value).end)
        called = syntax.str(function).rpartition(".")[2]
        column = _expressed(own[0], whole, syntax) if len(own) == 1 else None
        if called in ("col", "nulls_last", "nulls_first", "nullslast", "nullsfirst"):
            return column
        at = syntax.range(function)
        return _directed(column, called, at, at, at.end)
    owner, name = ts.field(value, "object"), ts.field(value, "attribute")
    if value.type != "attribute" or owner is None or name is None:
        return None
    at = syntax.range(name)
    if syntax.str(owner).endswith(".c"):
        owner = ts.field(owner, "object") or owner
    if owner.type not in ("identifier", "attribute"):
        return None
    table = syntax.str(owner).rpartition(".")[2]
    end = syntax.range(value).end
    return replace(
        whole, key=syntax.str(name), key_range=at, table=table, way_range=at, turned=(Range(end, end), ".desc()")
    )


def _directed(column: Ordering | None, way: str, at: Range, name: Range, end: int) -> Ordering | None:
    """A column in the direction that `asc` or `desc` says."""
    if column is None or way not in _WAYS:
        return None
    return replace(column, way="desc" if way == "desc" else "asc", way_range=at, turned=(name, _WAYS[way]))


def _chain(node: Node, syntax: Syntax) -> Iterator[tuple[str, Node]]:
    """The calls on the way to an expression, the last first, with the names of what they call; also where a local name holds them."""
    here = node
    for _ in range(_LONGEST):
        if here.type == "identifier":
            held = local_value(syntax, here)
            if held is None:
                return
            here = held
        elif here.type in ("await", "parenthesized_expression"):
            here = here.named_children[0]
        elif here.type == "call" and (function := ts.field(here, "function")) is not None:
            name = ts.field(function, "attribute") if function.type == "attribute" else function
            yield (syntax.str(name) if name is not None else ""), here
            inner = ts.field(function, "object") if function.type == "attribute" else None
            if inner is None:
                return
            here = inner
        else:
            return


def _table(node: Node, syntax: Syntax) -> str:
    """The class or table whose rows a query gives: `select(Loan)`, `session.query(Loan)`, `Loan.objects`."""
    calls = list(_chain(node, syntax))
    for name, call in calls:
        own = _given(call)
        if name in _STARTS and len(own) == 1 and own[0].type in ("identifier", "attribute"):
            return syntax.str(own[0]).rpartition(".")[2]
    function = ts.field(calls[-1][1], "function") if calls else node
    owner = ts.field(function, "object") if calls and function is not None else node
    if owner is not None and owner.type == "attribute":
        manager, inner = ts.field(owner, "attribute"), ts.field(owner, "object")
        if manager is not None and inner is not None and syntax.str(manager) in ("objects", "query"):
            return syntax.str(inner).rpartition(".")[2]
    return ""
