"""Records inside of bound ones: those written in place, `counts: { open: number }`, and those of the file that a field names.

They keep the contract's field as a record with a tag would, so every rule looks at them in the same way. A record that says
itself which contract it is, is not asked by way of another.
"""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot

from .comparison import compare
from .kinds import resolved
from .migrations import continued, renamed_tables, renaming_paths
from .models import modelled, modelled_paths
from .operations import describing, operations
from .parts import contract_of


def with_inline(snapshot: Snapshot) -> Iterator[Pairing]:
    """Every pairing, each followed by those of the records that are inside of it."""
    for path in sorted(
        {
            *snapshot.pairings_by_path,
            *modelled_paths(snapshot),
            *snapshot.of_sources(describing),
            *renaming_paths(snapshot),
        }
    ):
        yield from unfolded(path, snapshot)


def unfolded(path: str, snapshot: Snapshot) -> tuple[Pairing, ...]:
    """The pairings of a file, each followed by those of what is inside of it and of what later migrations make of it.

    Among them are those of the classes that routes carry, and behind them the operations that the file describes.
    """
    return snapshot.once(("inline", path), lambda: tuple(_all(path, snapshot)), ())


def _all(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    pairings = (*snapshot.pairings_by_path.get(path, ()), *modelled(path, snapshot), *renamed_tables(path, snapshot))
    seen = {(p.path, p.implementation.range.start, "") for p in pairings}
    for pairing in pairings:
        held = _of_part(pairing, snapshot) if pairing.part else pairing
        if held is not None:
            yield from _unfolded(held, snapshot, 0, seen)
            yield from continued(held, snapshot)
    for operation in operations(path, snapshot):
        yield from _unfolded(operation, snapshot, 0, seen)


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
    if not any(f.kind.name in ("record", "ref") for f in record.fields):
        return
    for match in compare(pairing, snapshot).matches:
        inner = _inner(match.field, record, pairing.path, snapshot)
        if inner is None or match.field.list_depth != match.contract.list_depth:
            continue
        contract = contract_of(match.contract, pairing.contract, snapshot)
        if contract is None:
            continue
        because, mode = pairing.because, pairing.mode
        if match.field.kind.name == "ref":
            known = (pairing.path, inner.range.start, "")
            again = (pairing.path, inner.range.start, contract.name)
            if known in seen or again in seen:
                continue
            seen.add(again)
            because = f"`{record.name}.{match.field.name}` holds it"
            mode = "subset" if mode == "subset" else "closed" if contract.closed else "whole"
        named = pairing.named and match.field.kind.name != "ref"
        within = replace(
            pairing,
            contract=contract,
            implementation=inner,
            mode=mode,
            because=because,
            sign=None,
            part=(),
            named=named,
        )
        yield from _unfolded(within, snapshot, depth + 1, seen)


def _inner(field: Field, record: Record, path: str, snapshot: Snapshot) -> Record | None:
    """The record that a field holds: written in place, or of the same file and wholly known."""
    if field.kind.name == "record" and field.kind.members:
        return replace(
            record, name=field.name, name_range=field.name_range, range=field.type_range or field.range,
            fields=field.kind.members, open=False, insert_at=None, table=None,
        )  # fmt: skip
    if field.kind.name != "ref" or field.relation:
        return None
    named = resolved(field.kind, snapshot.sources[path].shapes, snapshot.contracts).record
    if named is None or named.layer != record.layer or named.open or not named.fields:
        return None
    return named if named.layer != "db" or named.construct == "type" else None


def _embeds(path: str, snapshot: Snapshot) -> bool:
    """True for a store whose records hold others: documents of MongoDB, as Prisma has them."""
    return snapshot.sources[path].shapes.language == "prisma"
