"""Two contracts have the same fields, and nothing says whether they are the same thing."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault

LEAST = 3  # fields that two contracts share by chance


@rule("clarity", "info")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    first: dict[frozenset[tuple[object, ...]], Contract] = {}
    for contract in snapshot.contracts:
        declaration = contract.declaration
        if not isinstance(declaration, Record) or contract.is_endpoint or declaration.open or declaration.bases:
            continue
        if len(declaration.fields) < LEAST or any(f.kind.name in ("unknown", "hole") for f in declaration.fields):
            continue
        known = first.setdefault(frozenset(_said(f) for f in declaration.fields), contract)
        if known is not contract and known.name != contract.name and not _mentions(declaration, known.name):
            yield Fault(
                contract.path,
                declaration.name_range,
                f"`{contract.name}` has the very fields of `{known.name}`; make it `{known.name}`, or say how they differ.",
                (Place(known.path, known.declaration.name_range, f"`{known.name}`"),),
            )


def _said(field: Field) -> tuple[object, ...]:
    format = field.tag("format")
    kind = field.kind
    named = (kind.name, kind.target, kind.values, kind.text if kind.name in ("record", "union", "map") else "")
    return (field.name, named, field.presence, field.nullable, field.list_depth, format.value if format else "")


def _mentions(record: Record, name: str) -> bool:
    """True where a comment speaks of the other."""
    return name in record.doc
