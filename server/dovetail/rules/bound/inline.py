"""Records inside of bound ones: those written in place, `counts: { open: number }`, and those of the file that a field names.

They keep the contract's field as a record with a tag would, so every rule looks at them in the same way. A record that says
itself which contract it is, is not asked by way of another.
"""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot

from ..contracts.parts import contract_of
from ..records.comparison import Match, compare
from ..records.elsewhere import record_elsewhere, with_elsewhere
from ..records.kinds import is_another, resolved
from ..records.migrations import continued, renamed_tables, renaming_paths
from ..records.schema_bases import schema_paths, schemas_within
from ..routes.handler_parameters import handler_parameters, taking
from ..routes.models import modelled, modelled_paths
from ..routes.operations import describing, operations
from ..routes.variants import told_apart_records
from .row_types import row_type_paths, row_types

_HOLDING = ("record", "ref", "union")


def with_inline(snapshot: Snapshot) -> Iterator[Pairing]:
    """Every pairing, each followed by those of the records that are inside of it."""
    for path in sorted(
        {
            *snapshot.pairings_by_path,
            *modelled_paths(snapshot),
            *snapshot.of_sources(describing),
            *snapshot.of_sources(taking),
            *renaming_paths(snapshot),
            *schema_paths(snapshot),
            *row_type_paths(snapshot),
        }
    ):
        yield from unfolded(path, snapshot)


def unfolded(path: str, snapshot: Snapshot) -> tuple[Pairing, ...]:
    """The pairings of a file, each followed by those of what is inside of it and of what later migrations make of it.

    Among them are those of the classes that routes carry, and behind them the operations that the file describes.
    """
    return snapshot.once(("inline", path), lambda: tuple(_all(path, snapshot)), ())


def _all(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    pairings = (
        *snapshot.pairings_by_path.get(path, ()),
        *modelled(path, snapshot),
        *renamed_tables(path, snapshot),
        *row_types(path, snapshot),
    )
    seen = {(p.path, p.implementation.range.start, "") for p in pairings}
    for pairing in pairings:
        held = _of_part(pairing, snapshot) if pairing.part else pairing
        if held is not None:
            yield from _unfolded(held, snapshot, 0, seen)
            yield from continued(held, snapshot)
    for part in schemas_within(path, snapshot):
        yield from _unfolded(part, snapshot, 0, seen)
    for operation in operations(path, snapshot):
        yield from _unfolded(operation, snapshot, 0, seen)
    yield from handler_parameters(path, snapshot)


def _of_part(pairing: Pairing, snapshot: Snapshot) -> Pairing | None:
    """A pairing with a part of a contract, `Book["request"]`, as one with that part alone; None where it is no record."""
    promise = snapshot.contracts.looked_up(Kind("unknown", pairing.contract.name, steps=pairing.part))
    if promise is None or promise.list_depth:
        return None
    contract = contract_of(promise, pairing.contract, snapshot)
    return replace(pairing, contract=contract) if contract is not None else None


def is_inside(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a pairing that stands inside of another, so that the tags of its record are not its own."""
    return not any(p is pairing for p in snapshot.pairings_by_path.get(pairing.path, ()))


def _unfolded(pairing: Pairing, snapshot: Snapshot, depth: int, seen: set[tuple[str, int, str]]) -> Iterator[Pairing]:
    yield pairing
    record = pairing.implementation
    if not isinstance(record, Record) or depth > 20 or (pairing.is_store and not _embeds(pairing.path, snapshot)):
        return
    if not any(f.kind.name in _HOLDING for f in record.fields):
        return
    for match in compare(pairing, snapshot).matches:
        if match.field.list_depth != match.contract.list_depth:
            continue
        for home, (inner, contract) in _held_anywhere(match, pairing, record, snapshot):
            within = _within(replace(pairing, path=home), match, inner, contract, seen)
            if within is not None:
                if home != pairing.path:  # several files may, and what is wrong is told once
                    within = replace(within, because="a description in another file refers to it as one")
                yield from _unfolded(within, snapshot, depth + 1, seen)


def _held_anywhere(
    match: Match, pairing: Pairing, record: Record, snapshot: Snapshot
) -> Iterator[tuple[str, tuple[Record, Contract]]]:
    """The same with its file: a description may refer to a record of another one, which nothing else binds."""
    own = next((f for f in record.fields if f.name == match.field.name), match.field)
    there = record_elsewhere(own.kind, pairing.path, snapshot)
    if there is None:
        yield from ((pairing.path, held) for held in _held(match, pairing, record, snapshot))
        return
    source, inner = there
    bound = any(p.implementation is inner for p in snapshot.pairings_by_path.get(source.path, ()))
    whole = not bound and not with_elsewhere(inner, source, snapshot).open
    contract = contract_of(match.contract, pairing.contract, snapshot) if whole else None
    if contract is not None and inner.fields:
        yield source.path, (inner, contract)


def _held(match: Match, pairing: Pairing, record: Record, snapshot: Snapshot) -> Iterator[tuple[Record, Contract]]:
    """The records that a field holds, each with its contract: one, or those of a union that is written in place."""
    named = _named_options(match.field, pairing.path, snapshot) if record.layer == "api" else ()
    if named:
        bound = [p.implementation for p in snapshot.pairings_by_path.get(pairing.path, ())]
        for inner, contract in told_apart_records(named, match.contract, pairing.contract, snapshot):
            if not any(b is inner for b in bound):
                yield inner, contract
        return
    if match.field.kind.name == "union":
        options = [_in_place(replace(match.field, kind=k), record) for k in match.field.kind.options]
        if all(o is not None for o in options):
            yield from told_apart_records([o for o in options if o], match.contract, pairing.contract, snapshot)
        return
    inner = _inner(match.field, record, pairing.path, snapshot)
    contract = contract_of(match.contract, pairing.contract, snapshot) if inner is not None else None
    if inner is None or contract is None:
        return
    if match.field.kind.name == "ref" and is_another(inner, contract, pairing.path, snapshot):
        return  # which the field is told of
    if not _is_told_elsewhere(inner, contract, pairing, snapshot):
        yield inner, contract


def _named_options(field: Field, path: str, snapshot: Snapshot) -> tuple[Record, ...]:
    """The records of a description that a field is one of, by names, be it behind a name itself; none where not all of them are known."""
    shapes = snapshot.sources[path].shapes
    if shapes.language != "openapi":
        return ()
    kind = resolved(field.kind, shapes, snapshot.contracts).kind if field.kind.name == "ref" else field.kind
    if kind.name != "union" or any(o.name not in ("ref", "record") or not o.target for o in kind.options):
        return ()
    found = [resolved(o, shapes, snapshot.contracts).record for o in kind.options]
    known = tuple(r for r in found if r is not None and not r.open)
    return known if len(known) == len(found) else ()


def _is_told_elsewhere(inner: Record, contract: Contract, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for what has all fields of a record of the file that is bound to the same contract, as one that `allOf` makes of it has."""
    places = {f.name_range for f in inner.fields}
    bound = (p for p in snapshot.pairings_by_path.get(pairing.path, ()) if p.contract is contract)
    held = (p.implementation for p in bound if isinstance(p.implementation, Record) and p.implementation is not inner)
    return any(h.fields and places.issuperset(f.name_range for f in h.fields) for h in held)


def _within(
    pairing: Pairing, match: Match, inner: Record, contract: Contract, seen: set[tuple[str, int, str]]
) -> Pairing | None:
    """The pairing of a record inside of another; None where it has been followed already."""
    because, mode = pairing.because, pairing.mode
    if match.field.kind.name == "ref":
        known = (pairing.path, inner.range.start, "")
        again = (pairing.path, inner.range.start, contract.name)
        if known in seen or again in seen:
            return None
        seen.add(again)
        because = f"`{pairing.implementation.name}.{match.field.name}` holds it"
        mode = "subset" if mode == "subset" else "closed" if contract.closed else "whole"
    return replace(
        pairing,
        contract=contract,
        implementation=inner,
        mode=mode,
        because=because,
        sign=None,
        part=(),
        named=pairing.named and match.field.kind.name != "ref",
    )


def _in_place(field: Field, record: Record) -> Record | None:
    """The record that stands in a field's place; None where it is none, or not wholly known."""
    if field.kind.name != "record" or not field.kind.members:
        return None
    return replace(
        record, name=field.name, name_range=field.name_range, range=field.type_range or field.range,
        fields=field.kind.members, open=False, insert_at=None, table=None,
    )  # fmt: skip


def _inner(field: Field, record: Record, path: str, snapshot: Snapshot) -> Record | None:
    """The record that a field holds: written in place, or of the same file and wholly known."""
    if (written := _in_place(field, record)) is not None:
        return written
    if field.kind.name != "ref" or field.relation:
        return None
    named = resolved(field.kind, snapshot.sources[path].shapes, snapshot.contracts).record
    if named is None or named.layer != record.layer or named.open or not named.fields:
        return None
    return named if named.layer != "db" or named.construct == "type" else None


def _embeds(path: str, snapshot: Snapshot) -> bool:
    """True for a store whose records hold others: documents of MongoDB, as Prisma has them."""
    return snapshot.sources[path].shapes.language == "prisma"
