"""Fields that hold another kind of value than their contract says, for the rules that each ask about one sort of it."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from ..faults import Fault
from ..records.comparison import Match, compare
from ..records.decorated import decorated_at
from ..records.kinds import Clash, Sort, clash
from .absence import called
from .type_edits import changed, contract_type


def clashes(pairing: Pairing, snapshot: Snapshot, sort: Sort, advice: str = "") -> Iterator[Fault]:
    """The fields of one implementation whose kind contradicts the contract's in a certain way."""
    for match, difference in _of_all_sorts(pairing, snapshot):
        if difference.sort == sort:
            yield Fault(
                pairing.path,
                match.field.type_range
                or decorated_at(match.field, snapshot.sources[pairing.path].text, match.field.kind.text),
                f"`{called(match.field, pairing)}` {difference.words} in contract {pairing.contract.name}{advice}.",
                (match.promise.place(pairing.contract.name),),
                contract_type(match, pairing, snapshot) or changed(match, pairing, snapshot, "kind"),
                severity=difference.severity,
            )


def _of_all_sorts(pairing: Pairing, snapshot: Snapshot) -> tuple[tuple[Match, Clash], ...]:
    """All clashes of an implementation. Ten rules ask, so it is answered once for a snapshot."""
    held = snapshot.once(("clashes", id(pairing)), lambda: (pairing, tuple(_found(pairing, snapshot))))
    return held[1] if held[0] is pairing else tuple(_found(pairing, snapshot))


def _found(pairing: Pairing, snapshot: Snapshot) -> Iterator[tuple[Match, Clash]]:
    if not isinstance(pairing.implementation, Record):
        return
    for match in compare(pairing, snapshot).matches:
        field = match.field
        if field.list_depth != match.contract.list_depth or field.relation:
            continue
        difference = clash(match.contract, field, pairing, snapshot)
        if difference is not None:
            yield match, difference
