"""Two contracts have the same fields, and nothing says whether they are the same thing."""

from collections.abc import Iterator
from hashlib import blake2b

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.promises import remembering
from .faults import Fault

LEAST = 3  # fields that two contracts share by chance


@rule("clarity", "info", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for fields in _fields(contract):
        twins = [c for name, _ in snapshot.contracts_with(_fields, fields) if (c := snapshot.contracts.get(name))]
        known = min((*twins, contract), key=lambda c: (c.path, c.declaration.range.start))
        declaration = contract.declaration
        if known.name != contract.name and not (isinstance(declaration, Record) and _mentions(declaration, known.name)):
            yield Fault(
                contract.path,
                declaration.name_range,
                f"`{contract.name}` has the very fields of `{known.name}`; make it `{known.name}`, or say how they differ.",
                (Place(known.path, known.declaration.name_range, f"`{known.name}`"),),
            )


@remembering
def _fields(contract: Contract) -> dict[bytes, bool]:
    """What a contract says of its fields, where that is enough to tell twins, as a digest: it is kept of every contract."""
    declaration = contract.declaration
    if not isinstance(declaration, Record) or contract.is_endpoint or declaration.open or declaration.bases:
        return {}
    if len(declaration.fields) < LEAST or any(f.kind.name in ("unknown", "hole") for f in declaration.fields):
        return {}
    said = "\n".join(sorted([repr(_said(f)) for f in declaration.fields]))
    return {blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest(): True}


def _said(field: Field) -> tuple[object, ...]:
    format, kind = field.tag("format"), field.kind
    named = (kind.name, kind.target, kind.values, kind.text if kind.name in ("record", "union", "map") else "")
    return (field.name, named, field.presence, field.nullable, field.list_depth, format.value if format else "")


def _mentions(record: Record, name: str) -> bool:
    """True where a comment speaks of the other."""
    return name in record.doc
