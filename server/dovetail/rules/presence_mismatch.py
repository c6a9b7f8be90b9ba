"""A field must be there on one side and may be left out on the other."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .comparison import LITERAL, Match, compare, wire_name
from .direction import direction
from .faults import Fault
from .type_edits import presence


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct == LITERAL:
        return
    for match in compare(pairing, snapshot).matches:
        message = _stored(match) if pairing.is_store else _crossing(match, pairing, snapshot)
        if message:
            yield Fault(
                pairing.path,
                match.field.name_range,
                f"{message} in contract {pairing.contract.name}.",
                (match.promise.place(pairing.contract),),
                presence(match, pairing, snapshot),
            )


def _stored(match: Match) -> str:
    """A column must have room for no value where the field may be left out. Where it may be null, that is another rule's."""
    promise, column = match.contract, match.field
    full = column.presence == "required" and column.nullable == "no"
    if promise.presence == "optional" and promise.nullable == "no" and full:
        return f"`{column.stored or column.name}` must have a value here, and `{promise.name}` may be left out"
    return ""


def _crossing(match: Match, pairing: Pairing, snapshot: Snapshot) -> str:
    promise, field = match.contract, match.field
    if field.presence == "defaulted" or "hole" in (promise.kind.name, field.kind.name):
        return ""
    if promise.presence == "optional" and field.presence == "required":
        return f"`{wire_name(field)}` is required here and optional" if direction(pairing, snapshot) != "emits" else ""
    record = pairing.implementation
    if isinstance(record, Record) and record.construct != "typed dict" and _is_python(pairing, snapshot):
        return ""  # an attribute with a default is always there when it is sent
    if promise.presence == "required" and field.presence == "optional":
        return (
            f"`{wire_name(field)}` is optional here and required" if direction(pairing, snapshot) != "accepts" else ""
        )
    return ""


def _is_python(pairing: Pairing, snapshot: Snapshot) -> bool:
    return snapshot.sources[pairing.path].shapes.language == "python"
