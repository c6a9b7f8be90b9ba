"""A server reads the list that it answers with in another order than the contract says."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field, Kind, Route, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .contracts.chains import fields_of
from .contracts.promises import ordered_lists
from .faults import Fault
from .routes.bound_routes import Bound, bound_routes

_WAY = re.compile(r"(asc|desc)(?:ending)?\b", re.IGNORECASE)
_ORDERS = re.compile(r"order_?by\b|\border\s+by\b", re.IGNORECASE)
_ANY = ("rderBy", "rder_by", "RDER BY", "rder by")  # looked for first, which takes next to no time
# How the first name that a query is ordered by is written, and which way.
_WRITTEN = (
    re.compile(r"""orderBy\s*:\s*\[?\s*\{\s*(?P<name>\w+)\s*:\s*["'](?P<way>asc|desc)["']"""),  # Prisma
    re.compile(
        r"""\.orderBy\(\s*["'](?:\w+\.)?(?P<name>\w+)["'](?:\s*,\s*["'](?P<way>asc|desc|ASC|DESC)["'])?\s*\)"""
    ),  # Knex, Kysely, TypeORM
    re.compile(r"""\.orderBy\(\s*(?P<way>asc|desc)\(\s*\w+\.(?P<name>\w+)\s*\)"""),  # Drizzle
    re.compile(r"""\.orderBy\(\s*\w+\.(?P<name>\w+)\s*[,)]"""),
    re.compile(r"""\.order_by\(\s*(?:\w+\.)+(?P<name>\w+)\.(?P<way>asc|desc)\(\)"""),  # SQLAlchemy
    re.compile(r"""\.order_by\(\s*(?P<way>asc|desc)\(\s*(?:\w+\.)+(?P<name>\w+)\s*\)"""),
    re.compile(r"""\.order_by\(\s*[A-Z]\w*\.(?P<name>\w+)\s*[,)]"""),
    re.compile(r"""\.order_by\(\s*["'](?P<way>-?)(?P<name>\w+)["']"""),  # Django
    re.compile(
        r"""\border\s+by\s+(?:\w+\.)?["`]?(?P<name>[a-z_]\w*)["`]?(?:\s+(?P<way>asc|desc)\b)?\s*(?=[,;)"'`\n]|\Z|\$|limit\b|offset\b|nulls\b)""",
        re.IGNORECASE,
    ),
)
# What puts a list into another order afterwards, or reckons an order within a statement.
_OTHERWISE = re.compile(
    r"\.(?:sort|toSorted|reverse|toReversed|reversed)\(|\b(?:sorted|reversed|sortBy|_\.orderBy)\(|\bover\s*\(|\binclude\s*:|\bdistinct\s+on\b|\bunion\b",
    re.IGNORECASE,
)
_WORDS = frozenset({"asc", "desc"})


@dataclass(frozen=True, slots=True)
class Order:
    """The name that a query is ordered by first, and whether the greatest come first; `way_at` where that is written."""

    name: str
    name_at: Range
    descends: bool
    way_at: Range | None


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if not any(word in source.text.source for word in _ANY):
        return
    seen: set[Range] = set()
    for bound in bound_routes(source, snapshot):
        if bound.route.side != "server" or bound.of_test or bound.made:
            continue
        order = _order(source, _handler(bound.route, source))
        promised = _promised(bound.contract, snapshot) if order is not None and order.name_at not in seen else None
        if order is not None and promised is not None:
            seen.add(order.name_at)
            yield from _differing(order, *promised, bound, snapshot)


def _handler(route: Route, source: Source) -> Range:
    """The function that serves a route: behind its path, where several are chained; of a file by its place, from its name on."""
    start, end = route.range.start, route.range.end
    if route.path_range.start in route.range:
        start = route.path_range.start
    if source.text[route.range].isidentifier():
        end = source.text.source.find("\n}", start) + 1 or end
    return Range(start, end)


def _order(source: Source, within: Range) -> Order | None:
    """The one order that a function says; None where it says none, several, or one that is not written out."""
    text = source.text[within]
    if len(_ORDERS.findall(text)) != 1 or _OTHERWISE.search(text):
        return None
    if source.shapes.language == "python" and text.count("def ") > 1:
        return None  # a class, of which another method may say it
    for written in _WRITTEN:
        found = written.search(text)
        if found is None:
            continue
        if written is _WRITTEN[-1] and _is_inner(text, max(found.end("name"), found.end("way"))):
            return None  # of a query within another one
        groups = found.groupdict()
        way, start = groups.get("way"), within.start
        at = Range(start + found.start("name"), start + found.end("name"))
        way_at = Range(start + found.start("way"), start + found.end("way")) if way and way.lower() in _WORDS else None
        return Order(found["name"], at, (way or "").lower() in ("desc", "-"), way_at)
    return None


def _is_inner(text: str, end: int) -> bool:
    """True where a parenthesis is closed within the statement behind a place that was opened before it."""
    depth = 0
    for sign in text[end:]:
        if sign in "\"'`":
            return False
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return True
    return False


def _promised(contract: Contract, snapshot: Snapshot) -> tuple[Contract, Field, Tag] | None:
    """The one list that an endpoint answers with whose order a tag tells."""
    found = [(contract, f, tag) for name, f, tag in ordered_lists(contract) if ".response" in name]
    for target in {t for t in _answered(contract) if t}:
        page = snapshot.contracts.get(target)
        if page is not None:
            found.extend((page, f, tag) for _, f, tag in ordered_lists(page))
    return found[0] if len(found) == 1 else None


def _answered(contract: Contract) -> Iterator[str]:
    response = next((f for f in getattr(contract.declaration, "fields", ()) if f.name == "response"), None)
    if response is not None and response.kind.name == "ref":
        yield response.kind.target


def _differing(
    order: Order, owner: Contract, field: Field, tag: Tag, bound: Bound, snapshot: Snapshot
) -> Iterator[Fault]:
    way = _WAY.match(tag.prose)
    items = _items(field.kind, snapshot)
    wanted = next((f for f in items if f.name == tag.value), None)
    if wanted is None:
        return
    place = Place(owner.path, tag.range, f"`@order` of contract {owner.name}")
    path, severity = bound.source.path, bound.severity
    said = f"`@order {tag.value}{f' {way[1].lower()}' if way else ''}`"
    if key(order.name) not in _names(wanted):
        if any(key(order.name) in _names(f) for f in items):
            message = (
                f"The list is ordered by `{order.name}` here, and by `{tag.value}` in contract {owner.name} ({said})."
            )
            yield Fault(path, order.name_at, message, (place,), severity=severity)
        return
    if way is None or order.descends == (way[1].lower() == "desc"):
        return
    here, there = ("descends", "ascends") if order.descends else ("ascends", "descends")
    message = f"The list {here} by `{order.name}` here, and {there} in contract {owner.name} ({said})."
    fixes = ()
    if order.way_at is not None:
        now = bound.source.text[order.way_at]
        word = way[1].upper() if now.isupper() else way[1].lower()
        fixes = (Fix(f"Change to `{word}`", (Edit(path, order.way_at, word),)),)
    yield Fault(path, order.way_at or order.name_at, message, (place,), fixes, severity=severity)


def _items(kind: Kind, snapshot: Snapshot) -> tuple[Field, ...]:
    if kind.name == "record":
        return kind.members
    found = snapshot.contracts.get(kind.target) if kind.name == "ref" else None
    return fields_of(found, snapshot) or () if found is not None else ()


def _names(field: Field) -> frozenset[str]:
    """How code and columns may call a field."""
    stored = field.tag("db")
    return frozenset({key(field.name), *([key(stored.value)] if stored is not None and stored.value else [])})
