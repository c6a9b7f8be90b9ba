"""What takes a value in asks for a field that the contract does not have."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import replace
from dovetail.core.findings import Fix, Place
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Record
from dovetail.core.snapshot import Retyper, Snapshot
from dovetail.core.words import words

from . import rule
from .faults import Fault
from .records.bases import construct_of
from .records.comparison import compare, wire_name
from .records.direction import direction

_INPUT = "GraphQL input"  # which takes values in whatever a contract says of them
# What refuses a value that lacks a field; a plain type of the language refuses nothing when the code runs.
_VALIDATES = SCHEMA_OBJECTS | {"pydantic model", "msgspec struct", "schema", "input", _INPUT}

_LOOKS_AT = re.compile(r"@(?:Is[A-Z]\w*|Min|Max|MinLength|MaxLength|Length|Matches|ValidateNested)\(")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    contract = pairing.contract
    construct = construct_of(pairing, snapshot)
    if construct not in (*_VALIDATES, "class") or pairing.mode == "closed":
        return
    name, contracts = contract.name, snapshot.contracts
    only_asked = construct == "class" and name in contracts.asked and name not in contracts.answered
    either = direction(pairing, snapshot) == "both" and (only_asked or construct == _INPUT)
    if direction(pairing, snapshot) != "accepts" and not either:
        return
    for field in compare(pairing, snapshot).extra:
        if construct == "class" and not _is_validated(field, pairing, snapshot):
            continue
        if either and construct == _INPUT and words(field.name)[-1:] == ("id",):
            continue  # which says what a path says elsewhere
        if field.presence == "required" and field.kind.name not in ("hole", "unknown", "any"):
            yield Fault(
                pairing.path,
                field.name_range,
                f"`{wire_name(field)}` is required here and is no field of contract {contract.name}: who keeps to the contract is "
                "refused. Make it optional, or add it to the contract.",
                (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
                _optional(field, pairing, snapshot),
            )


def _optional(field: Field, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The field made optional, as its language writes that."""
    source, record = snapshot.sources[pairing.path], pairing.implementation
    writer = snapshot.writers.get(source.shapes.language)
    if not isinstance(writer, Retyper) or not isinstance(record, Record):
        return ()
    if not record.range.start <= field.name_range.start < record.range.end:
        return ()  # it comes from a base, which others may share
    edits = writer.retyped(field, replace(field, presence="optional"), record, source, snapshot.conventions)
    return (Fix(f"Make `{field.name}` optional", edits),) if edits else ()


def _is_validated(field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a field of a class that class-validator looks at."""
    written = snapshot.sources[pairing.path].text.source[field.range.start : field.name_range.start]
    return _LOOKS_AT.search(written) is not None
