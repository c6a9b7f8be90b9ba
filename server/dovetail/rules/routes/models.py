"""Classes that routes carry: an endpoint says which contract each of them is, though the class itself does not say so.

`@router.post("/users", response_model=UserOut)` makes `UserOut` what the endpoint's `response` is. A class that says itself which contract
it is, is not asked by way of a route; nor is one of the database, whose names are other ones. A client need not take all that it is given.
"""

import re
from collections.abc import Hashable, Iterator, Mapping

from dovetail.core.bindings import Pairing, Way
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Kind, Modelled, Record, Route
from dovetail.core.snapshot import Snapshot, Source

from ..files.python_names import defined
from ..python.held import STEP, Held, Lookup
from ..python.self_written import writes_itself
from ..records.bases import REFUSES, completed, construct_of, inherited
from ..records.comparison import LITERAL, Match, compare
from ..records.direction import ASKED, direction
from ..typescript.things import CALL
from .bound_routes import Bound, bound_routes
from .carried_types import schemas
from .endpoints import answered_with
from .typed_answers import types_given
from .typescript_models import held_by, is_meant, schema_meant, targets, typed
from .variants import paired

_PLACE = "(0)"  # behind the name of a schema that something is held to
_OF_QUERY = "(query)"  # behind the name of what a handler takes its query by
_GETTER = re.compile(r"\bget\s+\Z")
_NAME = re.compile(r"[A-Za-z_][\w.]*")
SERIALIZER, SCHEMA = "serializer", "marshmallow schema"
_PLAIN = frozenset({"string", "number", "int", "boolean", "uuid", "instant", "date"})
# What a serializer that has such a method takes, or writes, is not what its fields say.
_REMAKES = {
    "request": {"to_internal_value", "pre_load"},
    "response": {"to_representation", "post_dump"},
    "errors": {"to_representation", "post_dump"},
}
_CLASSES = {
    "python": frozenset(
        {"pydantic model", "msgspec struct", "dataclass", "typed dict", "named tuple", "class", SERIALIZER, SCHEMA}
    ),
    "typescript": frozenset({"interface", "type", "class"}) | SCHEMA_OBJECTS,
}
_FILLED = frozenset({"dataclass", "named tuple"})  # which take all that `**` gives
_HELD = (("request",), ("query",), ("response",), ("errors",))  # the parts that schemas are held to as a whole
_WHATEVER = "*"
_DEEPEST = 6
_LACKING = 2  # fields from which it shows that a class is no slip of a contract, but another one


@dataclass(frozen=True, slots=True)
class Carriage:
    """How a class is carried: by a client, where only method and path say which endpoint it is, where a part of it is enough, where
    all that it takes is text at first, and where the route itself tells of its names. `beside` are those that are put to what it takes."""

    client: bool
    guessed: bool
    part: bool = False
    text: bool = False
    named: bool = False
    beside: frozenset[str] = frozenset()


def modelled(path: str, snapshot: Snapshot) -> tuple[Pairing, ...]:
    """The classes of a file that routes carry, each with the contract that it thereby is, but for those that are another's."""
    found = _carried_in(path, snapshot)
    told = {p.implementation.range.start for p in found} if any(is_anothers(p, snapshot) for p in found) else set[int]()
    told = {start for start in told if _is_told(path, start, snapshot)}
    return tuple(p for p in found if p.implementation.range.start not in told or not is_anothers(p, snapshot))


def is_anothers(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a class of Python that lacks most of a contract which a route says it is, or what a class beside it has, or asks for more
    of a request, and is all of another one by other routes."""
    if not pairing.guessed or not pairing.path.endswith(".py"):
        return False
    here = [p for p in _carried_in(pairing.path, snapshot) if p.implementation == pairing.implementation]
    if len(here) < 2:
        return False
    compared = compare(pairing, snapshot)
    lacks = len(compared.missing) >= _LACKING and len(compared.missing) > len(compared.matches)
    if not lacks and not asks_for_more(pairing, snapshot) and not _has_better(pairing, snapshot):
        return False
    return any(p.contract.name != pairing.contract.name and _is_whole(p, snapshot) for p in here)


def _has_better(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a class that lacks what another one beside it has: the summary where the detail is promised."""
    missing = [p.field for p in compare(pairing, snapshot).missing if p.field.presence == "required"]
    source = snapshot.sources[pairing.path]
    others = (r for r in source.shapes.records if missing and r != pairing.implementation and _is_class(r, source))
    return any(_is_whole(replace(pairing, implementation=other), snapshot) for other in others)


def asks_for_more(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a class that needs several fields which the contract of a request does not have."""
    contracts, name = snapshot.contracts, pairing.contract.name
    if name not in contracts.asked or name in contracts.answered:
        return False
    return sum(f.presence == "required" for f in compare(pairing, snapshot).extra) >= _LACKING


def misplaced(source: Source, snapshot: Snapshot) -> tuple[tuple[Bound, Modelled, Pairing], ...]:
    """The classes that routes of a file carry, each at the place where it is named, and that are another contract than promised there."""
    if source.shapes.language != "python" or not any(m.range.end for r in _carrying(source) for m in r.models):
        return ()
    return snapshot.once(("misplaced models", source.path), lambda: tuple(_misplaced(source, snapshot)), ())


def _carrying(source: Source) -> tuple[Route, ...]:
    return (*source.shapes.routes, *source.shapes.inherited)


def _misplaced(source: Source, snapshot: Snapshot) -> Iterator[tuple[Bound, Modelled, Pairing]]:
    for bound in bound_routes(source, snapshot):
        for model in bound.route.models if not bound.of_test else ():
            held = _class_of(model, source, snapshot) if model.range.end else None
            found = next(_promised(held, model.chain, bound, snapshot), None) if held is not None else None
            if found is not None and is_anothers(found, snapshot):
                yield bound, model, found


def misheld(path: str, snapshot: Snapshot) -> tuple[tuple[Match, Pairing], ...]:
    """The fields of classes in a file that hold another class of it than is promised there, with what that lacks to be it."""
    return snapshot.once(("misheld", path), lambda: tuple(_misheld(path, snapshot)), ())


def _misheld(path: str, snapshot: Snapshot) -> Iterator[tuple[Match, Pairing]]:
    source, carried = snapshot.sources[path], _carried_in(path, snapshot)
    anothers = [p for p in carried if is_anothers(p, snapshot)]
    for pairing in carried if anothers else ():
        held = Held(source, str(pairing.implementation.name), "value")
        for match in compare(pairing, snapshot).matches:
            inner = _field_class(match.field, held, snapshot)
            said = _said_by(held, match.field)
            here = inner is not None and inner.source.path == path
            yield from ((match, p) for p in anothers if here and p.because == said)


def _said_by(held: Held, field: Field) -> str:
    return f"`{held.name}.{field.name}` holds it"


def _is_told(path: str, start: int, snapshot: Snapshot) -> bool:
    """True for a class of which some route, or a field of another class, says at its name that it is another one's."""
    if any(p.implementation.range.start == start for _, p in misheld(path, snapshot)):
        return True
    names = {r.name for r in snapshot.sources[path].shapes.records if r.range.start == start}
    places = {p for name in names for p in _carriers(path, name, snapshot)}
    found = (each for place in places for each in misplaced(snapshot.sources[place], snapshot))
    return any(p.path == path and p.implementation.range.start == start for _, _, p in found)


def _is_whole(pairing: Pairing, snapshot: Snapshot) -> bool:
    compared = compare(pairing, snapshot)
    return len(compared.matches) > 1 and all(p.field.presence != "required" for p in compared.missing)


def _carried_in(path: str, snapshot: Snapshot) -> tuple[Pairing, ...]:
    """The classes of a file with all contracts that routes say they are."""
    return snapshot.once(("carried in", path), lambda: _all_carried_in(path, snapshot), ())


def _all_carried_in(path: str, snapshot: Snapshot) -> tuple[Pairing, ...]:
    source = snapshot.sources.get(path)
    if source is None or source.shapes.language not in _CLASSES:
        return ()
    found: dict[tuple[int, str], Pairing] = {}
    bound = {p.implementation.range.start for p in snapshot.pairings_by_path.get(path, ())}
    free = (r for r in source.shapes.records if r.range.start not in bound and _is_class(r, source))
    names = {r.name.rpartition(".")[2] for r in free}
    for place in sorted({p for name in names for p in _carriers(path, name, snapshot)}):
        for pairing in _carried_by(place, snapshot):
            if pairing.path == path and pairing.implementation.range.start not in bound:
                found.setdefault((pairing.implementation.range.start, pairing.contract.name), pairing)
    return tuple(found.values())


def modelled_paths(snapshot: Snapshot) -> frozenset[str]:
    """The files with such classes."""
    return frozenset(p.path for path in snapshot.of_sources(_routed) for p in _carried_by(path, snapshot))


def own_members(bound: Bound, part: str, snapshot: Snapshot) -> frozenset[str]:
    """What the class that a route holds a part of its request to has besides fields: its methods, and what it computes."""
    found = [_class_of(m, bound.source, snapshot) for m in bound.route.models if m.chain == (part,)]
    held = next((h for h in found if h is not None), None)
    todo, names = [(held.source, held.name)] if held is not None else [], set[str]()
    for source, name in todo:
        for record in (r for r in source.shapes.records if r.name == name and len(todo) < _DEEPEST):
            text = source.text.source
            computed = (f for f in record.fields if _GETTER.search(text, f.range.start, f.name_range.start))
            names.update((*record.members, *(f.name for f in computed)))
            bases = (_typed(base.name, source, snapshot) for base in record.bases)
            todo.extend((base.source, base.name) for base in bases if base is not None)
    return frozenset(names)


def _carriers(path: str, name: str, snapshot: Snapshot) -> Iterator[str]:
    """The files whose routes may carry a class of this name: itself, under another name, or inside of another one."""
    yield from (place for place, _ in snapshot.sources_with(_routed, _WHATEVER))
    seen, todo = {(path, name)}, [(path, name, 0)]
    while todo:
        file, here, depth = todo.pop()
        yield from (place for place, _ in snapshot.sources_with(_routed, here))
        if depth < _DEEPEST:
            holders = (*snapshot.sources_with(_holders, here), *snapshot.sources_with(_holders, (file, here)))
            above = {(place, n) for place, names in holders for n in names} - seen
            seen |= above
            todo.extend((place, n, depth + 1) for place, n in above)


def _routed(source: Source) -> Mapping[str, bool]:
    """The last names of the classes that routes of a file carry; `*` where they carry what a function gives, of whatever class."""
    owners = (*_carrying(source), *source.shapes.handlers)
    models = [m for r in owners for m in r.models]
    sent = (m for c in source.shapes.calls for m in (*c.models, *(m for a in c.given for m in a.models)))
    bound = (r for r in source.shapes.records if r.tag("contract") is not None and _is_class(r, source))
    held = (name.rpartition(".")[2] for r in bound for field in r.fields for name in targets(field.kind))
    passed = (p.callee.removesuffix(_PLACE) for o in owners for p in o.passes)
    named = {n for written in (*(m.type for m in (*models, *sent)), *passed) for n in _names(written)}
    made = (s.gives.rpartition(".")[2] for s in source.shapes.signatures if s.how == "value" and s.name in named)
    given = (_WHATEVER,) if any(STEP in m.type for m in models) else ()
    return dict.fromkeys((*named, *made, *held, *given), True)


def _holders(source: Source) -> Mapping[Hashable, tuple[str, ...]]:
    """The classes and types of a file by the names that they mention; what is imported under another name, by its own one.

    A name that the file declares itself stands with its path: many files have a `Props`, and none of them is another one's.
    """
    if source.shapes.language not in _CLASSES:
        return {}
    found: dict[str, dict[str, None]] = {}
    for record in source.shapes.records:
        for name in (name for field in record.fields for name in targets(field.kind)):
            found.setdefault(name.rpartition(".")[2], {})[record.name] = None
        for base in record.bases:
            found.setdefault(base.name.rpartition(".")[2], {})[record.name] = None
    for alias in source.shapes.aliases:
        for name in targets(alias.kind):
            found.setdefault(name, {})[alias.name] = None
    functions = (*source.shapes.values, *(m for r in source.shapes.records for m in r.methods))
    for function in functions if source.shapes.language == "typescript" else ():
        for name in (n for m in function.kind.members if m.name == CALL for n in targets(m.kind)):
            found.setdefault(name.rpartition(".")[2], {})[function.name] = None
    schemas = {r.name for r in source.shapes.records if r.construct == SCHEMA}
    for signature in source.shapes.signatures:
        stands = signature.how == "alias" or (signature.how == "value" and signature.gives in schemas)
        for name in _names(signature.gives) if stands else ():
            found.setdefault(name, {})[signature.name] = None
    checked = {r.name for r in source.shapes.records if r.construct in SCHEMA_OBJECTS}
    for value in source.shapes.values if checked else ():
        if (same := schema_meant(value.name, source)) in checked:
            found.setdefault(same, {})[value.name] = None
    for imported in source.shapes.imports:
        if imported.name != imported.original != "*":
            found.setdefault(imported.original, {})[imported.name] = None
    records = (r for r in source.shapes.records if r.construct != LITERAL)  # a literal goes by the name of its type
    own = {declared.name for declared in (*records, *source.shapes.aliases)}
    return {(source.path, name) if name in own else name: tuple(above) for name, above in found.items()}


def _names(written: str) -> list[str]:
    return [name.rpartition(".")[2] for name in _NAME.findall(written)]


def _carried_by(path: str, snapshot: Snapshot) -> tuple[Pairing, ...]:
    """All that the routes of a file carry."""
    return snapshot.once(("carried by", path), lambda: tuple(_all(snapshot.sources[path], snapshot)), ())


def _all(source: Source, snapshot: Snapshot) -> Iterator[Pairing]:
    for bound in bound_routes(source, snapshot):
        known = [(m, h) for m in bound.route.models if (h := _class_of(m, source, snapshot)) is not None]
        bodies = sum(m.chain == ("request",) and bool(m.name) for m, _ in known)
        for model, held in known if not bound.of_test else ():
            named = model.chain == ("request",) and model.name and bodies > 1
            steps = (*model.chain, model.name) if named else model.chain
            yield from _promised(held, steps, bound, snapshot, status=model.status)
        for held in _taken_by_name(bound, snapshot) if not bound.of_test else ():
            found = _promised(held, ("query",), bound, snapshot)
            yield from (p for p in found if construct_of(p, snapshot) == "pydantic model")
        for schema in schemas(bound, _HELD) if not bound.of_test else ():
            checked = _class_of(schema, source, snapshot)
            put = (u.chain[-1] for p in bound.route.passes if p.range == schema.range for u in p.given)
            if checked is not None:
                yield from _promised(checked, schema.chain, bound, snapshot, named=True, beside=frozenset(put))
        for chain, given in types_given(bound, snapshot) if not bound.of_test else ():
            found = list(_promised(given, chain, bound, snapshot)) if _own_class(given) is not None else []
            if (
                found and compare(found[0], snapshot).matches
            ):  # another type altogether is not that one under other names
                yield from found
    yield from _held_by_bound(source, snapshot)


def _taken_by_name(bound: Bound, snapshot: Snapshot) -> Iterator[Held]:
    """The models that a handler of FastAPI takes its query as behind a name: `Filters = Annotated[RoomFilters, Query()]`."""
    for passed in bound.route.passes:
        name = passed.callee.removesuffix(_OF_QUERY)
        place = defined(name, bound.source, snapshot) if name != passed.callee else None
        listed = place[0].shapes.makers if place is not None else ()
        inner = [p.callee for m in listed if place is not None and m.name == place[1] + _OF_QUERY for p in m.passes]
        held = (
            _typed(inner[0].removesuffix(_OF_QUERY), place[0], snapshot)
            if place is not None and len(inner) == 1
            else None
        )
        if held is not None and held.what == "value" and _own_class(held) is not None:
            yield held


def _promised(
    held: Held,
    chain: tuple[str, ...],
    bound: Bound,
    snapshot: Snapshot,
    named: bool = False,
    status: str = "",
    beside: frozenset[str] = frozenset(),
) -> Iterator[Pairing]:
    """A class with the contract that a part of an endpoint is promised to be; `named` where the route tells of its names."""
    promise = snapshot.contracts.looked_up(Kind("unknown", bound.contract.name, steps=chain))
    promise = answered_with(status, promise, snapshot) if promise is not None and chain == ("errors",) else promise
    if promise is None or promise.list_depth != held.depth:
        return
    asked, text = chain[0] in ASKED, chain[0] in ("query", "params")
    how = Carriage(bound.route.side == "client", bound.severity is not None, text=text, named=named, beside=beside)
    for one, contract in paired(held, promise, bound.contract, snapshot):
        yield from _unfolded(one, contract, _because(bound, chain[0]), how, snapshot, set(), asked)


def _held_by_bound(source: Source, snapshot: Snapshot) -> Iterator[Pairing]:
    """What the fields of classes hold that say themselves which contract they are. A client need not know all of it."""
    for pairing in snapshot.pairings_by_path.get(source.path, ()):
        record = pairing.implementation
        if not isinstance(record, Record) or record.tag("contract") is None or not _is_class(record, source):
            continue
        part = pairing.mode == "subset" or direction(pairing, snapshot) == "accepts"
        how = Carriage(client=False, guessed=True, part=part)
        held = Held(source, record.name, "value")
        yield from _held_by(pairing, held, pairing.contract, how, snapshot, set(), False)


def _because(bound: Bound, part: str) -> str:
    verb = "asks for" if bound.route.side == "client" else "is"
    return f"{bound.endpoint.method} {bound.endpoint.path} {verb} contract {bound.contract.name}, whose `{part}` it carries"


def _class_of(model: Modelled, source: Source, snapshot: Snapshot) -> Held | None:
    """The class; of a body that may be something else, by a name that some framework gives what it injects, nothing."""
    if not model.type:
        return None
    name = model.type.partition("<")[0].rstrip("[]")
    if model.through and not _takes_whole(model, source, snapshot):
        return None
    held = _typed(model.type, source, snapshot)
    if held is not None and held.what == "either":
        return held
    if model.chain[0] != "response" and _is_alias(name, source, snapshot):
        return None
    if held is not None and model.chain[0] != "request" and writes_itself(held, model.type, snapshot):
        held = replace(held, what="value")
    if held is None or held.what != "value":
        return None
    own = _own_class(held)
    return held if own is not None and not _is_remade(own, held.source, model.chain[0], snapshot) else None


def _takes_whole(model: Modelled, source: Source, snapshot: Snapshot) -> bool:
    """True where the function that a class goes through reads the whole request as it, or makes it the whole answer."""
    place = defined(model.through, source, snapshot)
    how = "reads" if model.chain[0] == "request" else "replies"
    return place is not None and any(s.how == how and s.name == place[1] for s in place[0].shapes.signatures)


def _is_remade(own: Record, source: Source, part: str, snapshot: Snapshot) -> bool:
    """True for a class that takes, or writes, something else than its fields say."""
    hooks = _REMAKES.get(part, set[str]())
    return not hooks.isdisjoint(own.members) or not hooks.isdisjoint(completed(own, source, snapshot).members)


def _own_class(held: Held) -> Record | None:
    """What a class or a type is where it is declared."""
    return next((r for r in held.source.shapes.records if r.name == held.name and _is_class(r, held.source)), None)


def _typed(written: str, source: Source, snapshot: Snapshot) -> Held | None:
    """A value of a type as a file writes it."""
    if source.shapes.language == "typescript":
        return typed(written, source, snapshot)
    return Lookup(snapshot).typed(written, source)


def _is_class(record: Record, source: Source) -> bool:
    return record.construct in _CLASSES.get(source.shapes.language, ())


def _is_alias(name: str, source: Source, snapshot: Snapshot) -> bool:
    place = defined(name, source, snapshot)
    owner, own = place if place is not None else (source, name)
    return any(s.how == "alias" and s.name == own for s in owner.shapes.signatures)


def _unfolded(
    held: Held,
    contract: Contract,
    because: str,
    how: Carriage,
    snapshot: Snapshot,
    seen: set[tuple[str, str, str]],
    asked: bool,
) -> Iterator[Pairing]:
    """A class and those that its fields hold, in other files too."""
    own = [r for r in held.source.shapes.records if r.name == held.name and _is_class(r, held.source)]
    if len(own) != 1 or (held.source.path, held.name, contract.name) in seen:
        return
    seen.add((held.source.path, held.name, contract.name))
    record: Record = own[0]
    if record.construct == SCHEMA and _is_remade(record, held.source, "request" if asked else "response", snapshot):
        return
    known = next((p for p in snapshot.pairings_by_path.get(held.source.path, ()) if p.implementation == record), None)
    if how.beside:
        record = replace(record, fields=tuple(f for f in record.fields if f.name not in how.beside))
    pairing = known or _pairing(held.source, record, contract, because, how, asked)
    unsure = (
        known is None
        and held.source.shapes.language == "typescript"
        and not is_meant(replace(pairing, named=False), snapshot)
    )
    if unsure and not (_is_wrapper(pairing, held, contract, snapshot) or (asked and _is_renamed(pairing, snapshot))):
        return
    if known is None and asked and not how.client and _refuses(pairing, snapshot):
        pairing = replace(pairing, way="accepts")
    if known is None:
        yield pairing
    how = replace(how, named=False, beside=frozenset())  # of what it holds the routes do not tell
    yield from _held_by(pairing, held, contract, how, snapshot, seen, asked)
    for source, base in inherited(pairing, snapshot) if known is None else ():
        of_base = replace(pairing, path=source.path, implementation=base, mode="subset")
        of_base = replace(of_base, because=f"`{record.name}` inherits from it, and {because}")
        yield of_base
        above = replace(held, source=source, name=base.name)
        yield from _held_by(of_base, above, contract, how, snapshot, seen, asked)


def _refuses(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a class that refuses what lacks one of its fields, of a contract that is nothing but sent."""
    only_sent = pairing.contract.name not in snapshot.contracts.answered
    return only_sent and construct_of(pairing, snapshot) in REFUSES


def _is_wrapper(pairing: Pairing, held: Held, contract: Contract, snapshot: Snapshot) -> bool:
    """True for a type whose one field holds what that of the contract does, under another name: `{ data: Order }`."""
    promises, complete = snapshot.contracts.promised(contract)
    record = pairing.implementation
    if not complete or len(promises) != 1 or not isinstance(record, Record) or len(record.fields) != 1:
        return False
    field, promised = record.fields[0], promises[0].field
    inner = _field_class(field, held, snapshot)
    if inner is None or field.list_depth + inner.depth != promised.list_depth:
        return False
    one = next((r for r in inner.source.shapes.records if r.name == inner.name and _is_class(r, inner.source)), None)
    below = list(paired(inner, promised, contract, snapshot))
    return one is not None and any(
        is_meant(replace(pairing, contract=c, path=inner.source.path, implementation=one), snapshot) for _, c in below
    )


def _is_renamed(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a type of what is asked whose one plain value has another name than the one of the contract: `{ mail }` for `{ email }`."""
    promises, complete = snapshot.contracts.promised(pairing.contract)
    record = pairing.implementation
    if not complete or len(promises) != 1 or not isinstance(record, Record) or len(record.fields) != 1 or record.bases:
        return False
    field, promised = record.fields[0], promises[0].field
    kinds = {snapshot.contracts.resolved(f.kind).name for f in (field, promised)}
    return not record.open and not field.list_depth and not promised.list_depth and kinds <= _PLAIN


def _held_by(
    pairing: Pairing,
    held: Held,
    contract: Contract,
    how: Carriage,
    snapshot: Snapshot,
    seen: set[tuple[str, str, str]],
    asked: bool,
) -> Iterator[Pairing]:
    """The classes that the fields of a class hold."""
    for match in compare(pairing, snapshot).matches if pairing.contract.name == contract.name else ():
        inner = _field_class(match.field, held, snapshot)
        if inner is not None and match.field.list_depth + inner.depth == match.contract.list_depth:
            said = _said_by(held, match.field)
            for one, below in paired(inner, match.contract, contract, snapshot):
                yield from _unfolded(one, below, said, how, snapshot, seen, asked)


def _pairing(source: Source, record: Record, contract: Contract, because: str, how: Carriage, asked: bool) -> Pairing:
    """A class with the contract that it is on its side of the wire. A client need not have all that it is given."""
    client = how.client
    whole = record.construct in _FILLED or (asked and source.shapes.language == "typescript")
    mode = "subset" if how.part or (client and not whole) else "closed" if contract.closed else "whole"
    checks = asked and record.construct in SCHEMA_OBJECTS
    way: Way = ("emits" if asked else "accepts") if client else "accepts" if checks else ""
    text = how.text and not client and source.shapes.language == "typescript"
    return Pairing(
        contract, source.path, record, mode, because, guessed=how.guessed, way=way, text=text, named=how.named
    )


def _field_class(field: Field, held: Held, snapshot: Snapshot) -> Held | None:
    """The class of a field, or what stands for a type parameter there."""
    if held.source.shapes.language == "typescript":
        return held_by(field, held, snapshot)
    target = field.kind.target
    found = Lookup(snapshot).typed(target, held.source, held.given) if target else None
    return found if found is not None and found.what in ("value", "either") else None
