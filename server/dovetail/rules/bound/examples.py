"""What the examples of a description show, held against the schemas that they are examples of."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, Record, Use, Written
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import nearest

from ..contracts.asked import Asked, Bound, Missed
from ..records.bases import completed
from ..records.elsewhere import declared_elsewhere, with_elsewhere
from .inline import unfolded

LANGUAGE = "openapi"
DISCRIMINATOR = "a discriminator"  # how a use comes about that tells the alternatives of a union apart
VIA = "an example"  # and one of a key of an example
CONDITION = "a condition"  # and one of a property that `if`, `then` or a dependency of a schema speaks of
_SHORT = 3  # letters of a name that is like too many others
ELEMENT = "[]"
SEVERAL = "what tells several apart"  # how the kind of a property is written that does so
_IN_PLACE = "schema in place"
AT = "schema at "  # before the place of one that stands in an operation


def first_unshown(use: Use, source: Source, snapshot: Snapshot) -> Missed | None:
    """The first name of an example that its schema, which implements a contract, does not have."""
    return next((s for s in walk_example(use, source, snapshot) if isinstance(s, Missed)), None)


def walk_example(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Asked | Missed]:
    """The fields that an example shows, up to the first that is not there or not known."""
    found = _first(use.type_name, source, snapshot)
    depth = 0
    for n, (name, at) in enumerate(zip(use.chain, use.ranges, strict=True)):
        if name == ELEMENT:
            depth -= 1
            continue
        if not found or depth > 0:
            return
        if len(found) > 1 and use.via == VIA:
            found = _meant(found, written_around(use, n, source, snapshot), snapshot)
        wholes = [(o, r, whole_of(o, r, snapshot)) for o, r in found]
        having = [(o, r, f) for o, r, whole in wholes if (f := next((f for f in whole.fields if f.name == name), None))]
        if len({(o.path, f.name_range) for o, _, f in having}) > 1:
            if all(f.kind.name == "literal" for _, _, f in having):  # by which they are told apart
                owner, _, field = having[0]
                values = tuple(v for _, _, f in having for v in f.kind.values)
                yield Asked(at, owner.path, replace(field, kind=Kind("enum", values=values, text=SEVERAL)))
            return  # of several, nobody knows which
        if not having:
            owner, record, whole = wholes[0]
            pairing = next((p for p in unfolded(owner.path, snapshot) if p.implementation is record), None)
            closed = not any(w.open or r.construct == _IN_PLACE for _, r, w in wholes)
            if use.via == CONDITION:  # which may speak of what else a value has
                near = len(name) > _SHORT and nearest(name, [f.name for f in whole.fields], 2) is not None
                closed = near or (closed and pairing is not None and not _promises(pairing, name, snapshot))
            if pairing is not None and closed:
                yield Missed(Bound(pairing, whole, owner), name, at)
            return
        owner, record, field = having[0]
        yield Asked(at, owner.path, field)
        depth = field.list_depth
        found = _held(field, owner, record, snapshot)


def records_shown(written: Written, source: Source, snapshot: Snapshot) -> list[tuple[Source, Record]]:
    """The schemas of which an object in an example is one, as far as all of them are known."""
    found, depth = _first(written.use.type_name, source, snapshot), 0
    if any(name != ELEMENT for name in written.use.chain):
        steps = list(walk_example(written.use, source, snapshot))
        last = max((i for i, name in enumerate(written.use.chain) if name != ELEMENT), default=0)
        asked = steps[-1] if steps else None
        if not isinstance(asked, Asked) or asked.range != written.use.ranges[last]:
            return []
        owner, depth = snapshot.sources[asked.path], asked.field.list_depth - (len(written.use.chain) - 1 - last)
        around = next((r for r in owner.shapes.records if asked.field in r.fields), None)
        found = _held(asked.field, owner, around, snapshot)
    return _meant(found, written, snapshot) if depth == 0 else []


def whole_of(owner: Source, record: Record, snapshot: Snapshot) -> Record:
    """A schema with all that it is made of, as its file and others say it."""
    return with_elsewhere(completed(record, owner, snapshot), owner, snapshot)


def _meant(
    found: list[tuple[Source, Record]], written: Written | None, snapshot: Snapshot
) -> list[tuple[Source, Record]]:
    """Those of several schemas that an object in an example may be, by what tells them apart: `method: card`."""
    if written is None or len(found) < 2:
        return found
    texts = dict(written.texts)
    fitting = [(o, r) for o, r in found if not any(_is_other(f, texts) for f in whole_of(o, r, snapshot).fields)]
    return fitting or found


def _is_other(field: Field, texts: Mapping[str, str]) -> bool:
    return field.name in texts and field.kind.name == "literal" and texts[field.name] not in field.kind.values


def written_around(use: Use, step: int, source: Source, snapshot: Snapshot) -> Written | None:
    """The object of an example in which a step of a chain is a key."""
    by_place = snapshot.once(("objects of examples", source.path), lambda: _by_place(source))
    inside = by_place.get((use.type_name, use.chain[:step]), [])
    nearest_before = bisect_right(inside, use.ranges[step].start, key=lambda w: w.range.start) - 1
    return inside[nearest_before] if nearest_before >= 0 else None


def _by_place(source: Source) -> Mapping[tuple[str, tuple[str, ...]], list[Written]]:
    found: dict[tuple[str, tuple[str, ...]], list[Written]] = {}
    for written in sorted(source.shapes.written, key=lambda w: w.range.start):
        found.setdefault((written.use.type_name, written.use.chain), []).append(written)
    return found


def _first(name: str, source: Source, snapshot: Snapshot) -> list[tuple[Source, Record]]:
    """The schemas of which an example as a whole is one."""
    alone = _named(name, source, snapshot)
    if alone is not None or name.startswith(AT):
        return [alone] if alone is not None else []
    return _options(Kind("ref", name), source, snapshot)


def _promises(pairing: Pairing, name: str, snapshot: Snapshot) -> bool:
    """True where a contract has what its schema does not declare: that alone is told."""
    promises, whole = snapshot.contracts.promised(pairing.contract)
    return not whole or any(p.field.name == name for p in promises)


def _held(field: Field, owner: Source, record: Record | None, snapshot: Snapshot) -> list[tuple[Source, Record]]:
    """The records of which a field holds one; nothing where not all of them are known."""
    alone = (_in_place(field, owner, record) if record is not None else None) or _named(
        field.kind.target, owner, snapshot
    )
    return [alone] if alone is not None else _options(field.kind, owner, snapshot)


def _options(kind: Kind, owner: Source, snapshot: Snapshot) -> list[tuple[Source, Record]]:
    """The records of which a kind is one, by their names; nothing where not all of them are known."""
    alias = next((a for a in owner.shapes.aliases if a.name == kind.target), None)
    kind = alias.kind if alias is not None and kind.name == "ref" else kind
    options = kind.options if kind.name == "union" else (kind,) if alias is not None else ()
    named = [_named(o.target, owner, snapshot) for o in options]
    found = [n for n in named if n is not None]
    return found if len(found) == len(named) else []


def _in_place(field: Field, owner: Source, around: Record) -> tuple[Source, Record] | None:
    """A record that is written where it is held."""
    if field.kind.name != "record" or field.kind.target:
        return None
    return owner, replace(around, name="", fields=field.kind.members, bases=(), construct=_IN_PLACE, open=False)


def _of_operation(place: int, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """What an operation takes or gives, where that is written in it at a place."""
    held = (p.implementation for p in unfolded(source.path, snapshot))
    found = (r for r in held if isinstance(r, Record) and r.construct == "operation" and r.range.start == place)
    record = next(found, None)
    return (source, record) if record is not None else None


def _named(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The schema of a name in a file, or that another file declares."""
    if name.startswith(AT):
        return _of_operation(int(name.removeprefix(AT)), source, snapshot)
    own = [r for r in source.shapes.records if r.name == name]
    if len(own) == 1:
        return source, own[0]
    found = declared_elsewhere(name, source.path, snapshot) if name and not own else None
    return (found[0], found[1]) if found is not None and isinstance(found[1], Record) else None
