"""A field of a contract has another name than before, and who has the old one no longer finds it."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing, match_field, stored_key
from dovetail.core.changes import Change
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .checks.followers import contract_changes
from .faults import Fault


@rule("evolution", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for change in contract_changes(snapshot):
        if change.kind not in ("field-renamed", "endpoint-parameter-renamed") or change.after is None:
            continue
        behind = tuple(_behind(change, snapshot))
        yield Fault(
            change.after.path,
            change.after.range,
            f"{change.says}; what still has the old name must follow.",
            behind[:10],
        )


def _behind(change: Change, snapshot: Snapshot) -> Iterator[Place]:
    """The implementations that still have the old name and not the new one."""
    old = snapshot.base.contracts.record(change.earlier) if snapshot.base is not None else None
    new = snapshot.contracts.record(change.contract)
    if old is None or new is None or change.before is None or change.after is None:
        return
    was, now = _field(old[1], change.before.range), _field(new[1], change.after.range)
    if was is None or now is None:
        return  # a field of a field, which no implementation is compared by
    for pairing in snapshot.pairings_by_contract.get(change.contract, ()):
        held = _with_old_name(pairing, was, now)
        if held is not None:
            yield Place(pairing.path, held, f"`{was.name}` is `{now.name}` in contract {change.contract}")


def _field(record: Record, range: Range) -> Field | None:
    return next((f for f in record.fields if f.name_range == range), None)


def _with_old_name(pairing: Pairing, was: Field, now: Field) -> Range | None:
    item = pairing.implementation
    if not isinstance(item, Record):
        return None
    old, new = (stored_key(f) if pairing.is_store else f.key for f in (was, now))
    if old is None or new is None or old == new or match_field(item, new, pairing.is_store) is not None:
        return None
    held = match_field(item, old, pairing.is_store)
    return held.name_range if held is not None else None
