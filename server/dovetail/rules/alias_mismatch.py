"""An alias spells something else on the wire than the contract's name for the field."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .comparison import compare, wire_name
from .faults import Fault
from .renamed_field import aliased


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if pairing.is_store or not isinstance(pairing.implementation, Record):
        return
    text = snapshot.sources[pairing.path].text
    for match in compare(pairing, snapshot).matches:
        if match.by != "alias":
            continue
        field, name = match.field, match.contract.name
        yield Fault(
            pairing.path,
            field.name_range,
            f"`{field.name}` crosses the wire as `{wire_name(field)}`, and contract {pairing.contract.name} calls it `{name}`.",
            (match.promise.place(pairing.contract.name),),
            aliased(wire_name(field), name, field.range, pairing.path, text.source),
        )
