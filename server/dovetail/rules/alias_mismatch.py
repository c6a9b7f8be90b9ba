"""An alias spells something else on the wire than the contract's name for the field."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .records.comparison import compare, wire_name
from .records.direction import direction
from .renamed_field import aliased

# In pydantic an alias of one way says nothing of the other.
_WRITTEN = re.compile(r"(?<!\w)serialization_alias\s*=")
_BOTH_WAYS = re.compile(r"(?<!\w)(?:validation_)?alias\s*=")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if pairing.is_store or not isinstance(pairing.implementation, Record):
        return
    text = snapshot.sources[pairing.path].text
    for match in compare(pairing, snapshot).matches:
        if match.by != "alias":
            continue
        field, name = match.field, match.contract.name
        if field.name == name and _is_only_written(text[field.range]) and not _is_answered(pairing, snapshot):
            continue  # what is taken in is read by its own name
        yield Fault(
            pairing.path,
            field.name_range,
            f"`{field.name}` crosses the wire as `{wire_name(field)}`, and contract {pairing.contract.name} calls it `{name}`.",
            (match.promise.place(pairing.contract.name),),
            aliased(wire_name(field), name, field.range, pairing.path, text.source),
        )


def _is_only_written(field: str) -> bool:
    return _WRITTEN.search(field) is not None and _BOTH_WAYS.search(field) is None


def _is_answered(pairing: Pairing, snapshot: Snapshot) -> bool:
    return direction(pairing, snapshot) == "emits" or pairing.contract.name in snapshot.contracts.answered
