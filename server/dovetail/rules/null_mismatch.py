"""A field may be null on one side and not on the other."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .comparison import Match, compare, wire_name
from .direction import direction
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
            or field.list_depth != promise.list_depth
        ):
            continue
        message = _stored(match) if pairing.is_store else _crossing(match, pairing, snapshot)
        if message:
            yield Fault(
                pairing.path,
                field.name_range,
                f"{message} in contract {pairing.contract.name}.",
                (match.promise.place(pairing.contract),),
                nullability(match, pairing, snapshot),
            )


def _stored(match: Match) -> str:
    promise, column = match.contract, match.field
    name = column.stored or column.name
    if promise.nullable == "yes" and column.nullable == "no" and column.presence != "optional":
        return f"`{name}` cannot hold null here, and `{promise.name}` may be null"
    if promise.nullable == "no" and promise.presence == "required" and column.nullable == "yes":
        return f"`{name}` may be null here, and `{promise.name}` is never null"
    return ""


def _crossing(match: Match, pairing: Pairing, snapshot: Snapshot) -> str:
    promise, field = match.contract, match.field
    if promise.nullable == field.nullable:
        return ""
    name, way = wire_name(field), direction(pairing, snapshot)
    if promise.nullable == "yes":
        return f"`{name}` is never null here and may be null" if way != "emits" else ""
    left_out = promise.presence == "optional" and field.presence != "required"
    if way == "accepts" or (left_out and snapshot.sources[pairing.path].shapes.language == "python"):
        return ""  # None is how Python leaves out
    return f"`{name}` may be null here and is never null"
