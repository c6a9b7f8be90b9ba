"""A field may be null on one side and not on the other."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .absence import called, knows_one_way, matters, may_be_nothing
from .comparison import Match, compare
from .faults import Fault
from .type_edits import nullability


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not isinstance(pairing.implementation, Record):
        return
    for match in compare(pairing, snapshot).matches:
        promise, field = match.contract, match.field
        if (
            "unknown" in (promise.nullable, field.nullable)
            or promise.kind.name == "any"
            or (field.list_depth != promise.list_depth and field.kind.name != "json")
        ):
            continue
        message = _difference(match, pairing, snapshot)
        if message:
            yield Fault(
                pairing.path,
                field.name_range,
                f"{message} in contract {pairing.contract.name}.",
                (match.promise.place(pairing.contract.name),),
                nullability(match, pairing, snapshot),
            )


def _difference(match: Match, pairing: Pairing, snapshot: Snapshot) -> str:
    promise, field = match.contract, match.field
    if promise.nullable == field.nullable:
        return ""
    name, one_way = called(field, pairing), knows_one_way(pairing, snapshot)
    if promise.nullable == "yes":
        empty = one_way and may_be_nothing(field)
        verb = "cannot hold null" if pairing.is_store else "is never null"
        return f"`{name}` {verb} here and may be null" if not empty and matters(pairing, snapshot, "here") else ""
    if one_way and may_be_nothing(promise):
        return ""
    return f"`{name}` may be null here and is never null" if matters(pairing, snapshot, "there") else ""
