"""A server reads the list that it answers with in another order than the contract says."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import field_pairs, match_field, named_column, stored_key
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit, Fix, Place, Severity
from dovetail.core.paths import is_test
from dovetail.core.shapes import Field, Handler, Kind, Maker, Ordering, Record, Route, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing, key, singular, words

from . import rule
from .contracts.chains import fields_of
from .contracts.promises import ordered_lists, own_fields
from .faults import Fault
from .routes.answers import answering
from .routes.bound_routes import Bound, bound_route, bound_routes
from .routes.endpoints import Endpoint, endpoint_named
from .routes.mounting import given_routes
from .unordered_list import item_record

_WAY = re.compile(r"(asc|desc)(ending)?\b", re.IGNORECASE)
_CALLED = re.compile(r"\b(\w+)\(")
_SORTED = re.compile(
    r"(?:\b(?:sort|toSorted|sortBy|sort_by|sorted|orderBy|order_by|reverse|toReversed|reversed)\(|\border\s+by\b)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z_]\w*")
# What says nothing of whom it is called on.
_USUAL = frozenset("all find get map filter sort first push execute query fetch run then json".split())
_SORTS = frozenset("sort order orderby sortby ordering direction".split())
_OF_ROWS = frozenset("row rows model entity entities table record records orm db schema".split())
# The methods of a view by which it gives the list that it answers with.
_LISTING = frozenset({"get", "list", "get_queryset"})
_WAYS = {"asc": "ascends", "desc": "descends"}


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list that an endpoint answers with; `tag` says its order, if any."""

    owner: Contract
    name: str
    field: Field
    tag: Tag | None


@dataclass(frozen=True, slots=True)
class _Answered:
    """An endpoint that is answered with the rows of a query; `loosely` where only the name of the function that asks for them says so."""

    endpoint: Endpoint
    severity: Severity | None
    loosely: bool = False


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    known = [o for o in source.shapes.orderings if o.key]
    if not known or is_test(source.path):
        return
    own = {(r.range, r.path_range) for r in source.shapes.routes}  # others are of the files that register a handler
    bound = [
        b
        for b in bound_routes(source, snapshot)
        if b.route.side == "server" and (b.route.range, b.route.path_range) in own
    ]
    for ordering in known:
        scope, found = _answered(ordering, bound, source, snapshot)
        if sum(o.range.start in scope for o in source.shapes.orderings) > 1:
            continue
        answered = [a for a in found if not a.loosely or _has_rows(a.endpoint, ordering, snapshot)]
        faults = [f for a in answered for f in _faults(ordering, a, source, snapshot)]
        promised = [a for a in answered if any(one.tag is not None for one in _lists(a.endpoint.contract, snapshot))]
        if faults and len(faults) == len(promised):
            yield faults[0]


def _answered(
    ordering: Ordering, bound: list[Bound], source: Source, snapshot: Snapshot
) -> tuple[Range, tuple[_Answered, ...]]:
    """What is answered with the rows of a query, and where all stands that is done for it."""
    own = [b for b in bound if ordering.range.start in _body(b.route)]
    if own:
        scope = min((_body(b.route) for b in own), key=lambda r: r.end - r.start)
        inner = ordering.within.end - ordering.within.start < scope.end - scope.start
        if inner and "." in ordering.function and ordering.function.rpartition(".")[2] not in _LISTING:
            return scope, ()  # of a view that is a class, another method
        lists = (b for b in own if _body(b.route) == scope and _lists(b.contract, snapshot))
        return scope, tuple(_Answered(b.endpoint, b.severity) for b in lists)
    named = [b for b in bound if b.route.range == ordering.name_range]
    if named or not ordering.function:
        return ordering.within, tuple(_Answered(b.endpoint, b.severity) for b in named)
    return ordering.within, tuple(_elsewhere(ordering, source, snapshot))


def _body(route: Route) -> Range:
    """What stands behind the path of a route: before it may be other routes of the same chain of calls."""
    start = route.path_range.start
    return Range(start, route.range.end) if start in route.range else route.range


def _elsewhere(ordering: Ordering, source: Source, snapshot: Snapshot) -> Iterator[_Answered]:
    """What routes of other files answer with what a function gives, or by a function that is their handler."""
    handler = next((h for h in source.shapes.handlers if h.name_range == ordering.name_range), None)
    tag = handler.tag("contract") if handler is not None else None
    endpoint = endpoint_named(tag.value, snapshot) if tag is not None else None
    if endpoint is not None:
        yield _Answered(endpoint, None)
        return
    given = list(given_routes(handler or Handler(ordering.function, ordering.name_range, ()), source, snapshot))
    maker = Maker(ordering.function, ordering.name_range, ())
    sent = [(s, r) for s, r, _ in answering(maker, source, snapshot) if r.side == "server"]
    if any(_sorts(r, s) for s, r in sent):
        return
    given += sent
    asking = () if given else snapshot.sources_with(_asked, ordering.function.rpartition(".")[2])
    loose: list[tuple[Source, Route]] = []
    for path, owners in asking:
        if (other := snapshot.sources.get(path)) is not None:
            for owner in owners:
                loose += [(other, owner)] if isinstance(owner, Route) else given_routes(owner, other, snapshot)
    told: set[str] = set()
    for place, route in given or loose:
        whole = bound_route(route, place, snapshot)
        if whole is not None and whole[1].contract.name not in told:
            told.add(whole[1].contract.name)
            severity: Severity | None = None if route.tag("contract") is not None else "warning"
            yield _Answered(whole[1], severity, loosely=not given)


def _asked(source: Source) -> dict[str, tuple[Route | Handler, ...]]:
    """The routes and handlers of a file that order nothing themselves, by the names of the functions that they call."""
    found: dict[str, list[Route | Handler]] = {}
    shapes = source.shapes
    routes = [r for r in shapes.routes if r.side == "server"] if not is_test(source.path) else []
    handlers = shapes.handlers if not is_test(source.path) else ()
    for owner in (*routes, *handlers):
        if not _sorts(owner, source):
            for name in {m[1] for m in _CALLED.finditer(_text(owner, source))} - _USUAL:
                found.setdefault(name, []).append(owner)
    return {name: tuple(owners) for name, owners in found.items()}


def _text(owner: Route | Handler, source: Source) -> str:
    """What a route or a handler does, as it is written: of one that is known by its name alone, up to the next one."""
    body, shapes = _body(owner) if isinstance(owner, Route) else owner.name_range, source.shapes
    if source.text[body].isidentifier():
        named = (*(d.range for d in (*shapes.definitions, *shapes.routes)), *(h.name_range for h in shapes.handlers))
        later = (at.start for at in named if at.start > body.start)
        body = Range(body.end, min(later, default=len(source.text.source)))
    return source.text[body]


def _sorts(owner: Route | Handler, source: Source) -> bool:
    """True where a route or a handler asks for an order of its own, or sorts."""
    return _SORTED.search(_text(owner, source)) is not None


def _has_rows(endpoint: Endpoint, ordering: Ordering, snapshot: Snapshot) -> bool:
    """True for an endpoint that answers with a list of what a query gives."""
    return any(_is_of(ordering.table, one.field.kind, snapshot) for one in _lists(endpoint.contract, snapshot))


def _faults(ordering: Ordering, answered: _Answered, source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What is wrong with the order of a query whose rows an endpoint answers with."""
    endpoint, severity = answered.endpoint, answered.severity
    lists = _lists(endpoint.contract, snapshot)
    if _is_chosen(endpoint.contract, snapshot):
        return
    of_table = [one for one in lists if _is_of(ordering.table, one.field.kind, snapshot)]
    chosen = of_table if of_table else lists
    one = chosen[0] if len(chosen) == 1 else None
    tag = one.tag if one is not None else None
    if one is None or tag is None or not tag.value:
        return
    items = item_record(one.field.kind, snapshot.contracts) or ()
    wanted = next((f for f in items if f.name == tag.value), None)
    if wanted is None:
        return
    way = _WAY.match(tag.prose)
    said = f"`@order {tag.value}{f' {way[1].lower()}' if way else ''}`"
    place = (Place(one.owner.path, tag.range, f"`@order` of contract {one.owner.name}"),)
    columns = _columns(one.field.kind, snapshot)
    own = columns.get(wanted.name, frozenset())
    spoken = {wanted.key, stored_key(wanted), *map(key, own)}
    if key(ordering.key) in spoken:
        if not of_table and _is_anothers(ordering, snapshot):
            return
        if way is not None and way[1].lower() != ordering.way:
            here, there = _WAYS[ordering.way], _WAYS[way[1].lower()]
            message = f"The list {here} by `{ordering.key}` here, and {there} in contract {one.owner.name} ({said})."
            yield Fault(source.path, ordering.way_range, message, place, _turned(ordering, source), severity)
        return
    other = next(
        (f for f in items if key(ordering.key) in {f.key, stored_key(f), *map(key, columns.get(f.name, ()))}), None
    )
    strange = other is None and not _is_column(ordering.key, one.field.kind, snapshot)  # which is told as no column
    if strange or (ordering.table and not of_table) or _may_be_alike(ordering, wanted, one, endpoint.contract):
        return
    behind = source.text.source[ordering.key_range.end : ordering.range.end]
    if any(key(name) in spoken for name in _NAME.findall(behind)):  # what is first decides only between groups
        return
    spelled = _spelled(wanted, other, ordering.key, own)
    is_turned = way is not None and way[1].lower() != ordering.way
    fixes = _renamed(ordering, spelled, source, is_turned=is_turned) if spelled else ()
    message = (
        f"The list is ordered by `{ordering.key}` here, and by `{wanted.name}` in contract {one.owner.name} ({said})."
    )
    yield Fault(source.path, ordering.key_range, message, place, fixes, severity)


def _turned(ordering: Ordering, source: Source) -> tuple[Fix, ...]:
    """The fix that has the rows in the other direction; none where that takes a function that the file does not have."""
    if ordering.turned is None:
        return ()
    at, text = ordering.turned
    written = source.text.source
    calls = text in _WAYS and written[at.end : at.end + 1] == "(" and written[at.start - 1 : at.start] != "."
    if calls and re.search(rf"\b{text}\b", written) is None:
        return ()
    return (Fix("Turn the order round", (Edit(source.path, at, text),)),)


def _renamed(ordering: Ordering, spelled: str, source: Source, *, is_turned: bool) -> tuple[Fix, ...]:
    """The fix that orders the rows by another column, in the other direction as well where they must be; none where that is not sure."""
    renamed = Edit(source.path, ordering.key_range, spelled)
    turning = [edit for fix in _turned(ordering, source) for edit in fix.edits][:1] if is_turned else []
    if is_turned and not turning:
        return ()
    edits = sorted((renamed, *turning), key=lambda e: (e.range.start, e.range.end))
    if len(edits) == 2 and edits[0].range.end > edits[1].range.start:
        return ()
    if len(edits) == 2 and edits[0].range.end == edits[1].range.start:  # edits that touch are one
        whole = Range(edits[0].range.start, edits[1].range.end)
        edits = [Edit(source.path, whole, edits[0].new_text + edits[1].new_text)]
    return (Fix(f"Change to `{spelled}`", tuple(edits)),)


def _may_be_alike(ordering: Ordering, wanted: Field, one: _Listed, endpoint: Contract) -> bool:
    """True for a column that may well give the same order, or that a comment speaks of."""
    own, said = words(ordering.key), {*words(wanted.name)}
    if own == ("id",) or said <= {*own}:
        return True
    spoken = f"{one.field.doc} {endpoint.declaration.doc} {one.tag.prose if one.tag is not None else ''}".lower()
    return " ".join(own) in spoken or ordering.key.lower() in spoken


def _spelled(wanted: Field, other: Field | None, written: str, own: frozenset[str]) -> str | None:
    """The name of the right column as the file writes names; None where that is not sure."""
    if other is not None:
        for name in sorted(own):
            if ("_" in name) == ("_" in written) or len(words(name)) == 1:
                return name
        snake = in_casing(wanted.name, "snake_case")
        if own or (len(words(written)) == 1 and snake != wanted.name):
            return None  # a short name does not show how the others are written
        if written == other.name:
            return wanted.name
        return (named_column(wanted) or snake) if written == in_casing(other.name, "snake_case") else None
    return next(iter(own)) if len(own) == 1 else None


def _columns(kind: Kind, snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """What code calls the fields of a list's items where it stores them."""
    found: dict[str, frozenset[str]] = {}
    for pairing in snapshot.pairings_by_contract.get(kind.target, ()) if kind.name == "ref" else ():
        for pair in field_pairs(pairing) if pairing.is_store else ():
            names = {pair.implementation.name, *([pair.implementation.stored] if pair.implementation.stored else ())}
            found[pair.contract.name] = found.get(pair.contract.name, frozenset()) | names
    return found


def _is_column(name: str, kind: Kind, snapshot: Snapshot) -> bool:
    """True for a column of a list's items that the contract does not speak of."""
    pairings = snapshot.pairings_by_contract.get(kind.target, ()) if kind.name == "ref" else ()
    stored = (p.implementation for p in pairings if p.is_store)
    return any(isinstance(r, Record) and match_field(r, key(name), store=True) is not None for r in stored)


def _is_of(table: str, kind: Kind, snapshot: Snapshot) -> bool:
    """True for what a query calls the table in which a contract is stored: by its name, by `@db`, or by what is bound to the contract."""
    contract = snapshot.contracts.get(kind.target) if table and kind.name == "ref" else None
    if contract is None:
        return False
    tag = contract.declaration.tag("db")
    names = {contract.name, *([tag.value] if tag is not None else ())}
    for pairing in snapshot.pairings_by_contract.get(contract.name, ()):
        item = pairing.implementation
        names |= {item.name, *([item.table] if isinstance(item, Record) and item.table else ())}
    return _thing(table) in {_thing(n) for n in names}


def _is_anothers(ordering: Ordering, snapshot: Snapshot) -> bool:
    """True where rows are ordered by what another contract has, whose table it is."""
    contracts, table = snapshot.contracts, ordering.table
    found = contracts.by_words("_".join(_thing(table))) or contracts.by_table(table.lower()) if table else None
    fields = fields_of(found, snapshot) if found is not None else ()
    return fields is None or any(f.key == key(ordering.key) for f in fields)


def _thing(name: str) -> tuple[str, ...]:
    """The words of a thing, without those that say that it is a row: `ReadingRow`, `loans`."""
    own = [w for w in words(name.rpartition(".")[2]) if w not in _OF_ROWS]
    return (*own[:-1], singular(own[-1])) if own else ()


def _lists(contract: Contract, snapshot: Snapshot) -> list[_Listed]:
    """The lists that an endpoint answers with, in place or in the record that it answers with."""
    owners = [contract]
    response = next((f for n, f in own_fields(contract) if n == f"{contract.name}.response"), None)
    if response is not None and not response.list_depth and response.kind.name == "ref":
        held = snapshot.contracts.get(response.kind.target)
        owners += [held] if held is not None else []
    found: list[_Listed] = []
    for owner in owners:
        told = {id(f): t for _, f, t in ordered_lists(owner)}
        for name, field in own_fields(owner):
            if field.list_depth and (owner is not contract or name.split(".")[1:2] == ["response"]):
                found.append(_Listed(owner, name, field, told.get(id(field))))
    lists = [f for f in found if item_record(f.field.kind, snapshot.contracts)]
    of_all = response.tag("order") if response is not None else None
    return [replace(f, tag=f.tag or of_all) for f in lists] if len(lists) == 1 else lists


def _is_chosen(contract: Contract, snapshot: Snapshot) -> bool:
    """True for an endpoint that is told in its query how to sort."""
    query = next((f for n, f in own_fields(contract) if n == f"{contract.name}.query"), None)
    asked = item_record(query.kind, snapshot.contracts) if query is not None else None
    return any(_SORTS.intersection((*words(f.name), f.key)) for f in asked or ())
