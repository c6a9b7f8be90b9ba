"""What a schema of zod says of a field that holds another contract: the schema of that, or what it holds written in place."""

import re

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot

from .import_edits import imported_names

ZOD = "zod object"


def with_schema(field: Field, record: Record, pairing: Pairing, snapshot: Snapshot) -> tuple[Field, tuple[Edit, ...]]:
    """The field as the writer of schemas takes it, and the imports that it needs."""
    target = field.kind.target
    contract = snapshot.contracts.get(target)
    if contract is None or not isinstance(contract.declaration, Record) or contract.name == pairing.contract.name:
        return field, ()
    found = [p for p in snapshot.pairings_by_contract.get(target, ()) if _is_schema(p, pairing.path, snapshot)]
    found = [p for p in found if p.path == pairing.path] or found
    if len(found) == 1:
        name, path = found[0].implementation.name, found[0].path
        above = path != pairing.path or found[0].implementation.range.start < record.range.start
        written = Kind("ref", text=name if above else f"z.lazy(() => {name})")  # a constant below has no value yet
        imports = (
            () if path == pairing.path else imported_names(snapshot.sources[pairing.path], [(path, name)], types=False)
        )
        return replace(field, kind=written), imports
    if found:
        return field, ()
    members = tuple(_plain(p.field, snapshot) for p in snapshot.contracts.promised(contract)[0])
    return replace(field, kind=Kind("record", members=members)), ()


def _is_schema(pairing: Pairing, path: str, snapshot: Snapshot) -> bool:
    """True for a whole schema of that contract that a file has or can import."""
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct != ZOD or pairing.mode == "subset":
        return False
    exported = re.compile(rf"^export const {re.escape(record.name)}\b", re.MULTILINE)
    return pairing.path == path or exported.search(snapshot.sources[pairing.path].text.source) is not None


def _plain(field: Field, snapshot: Snapshot) -> Field:
    return replace(field, kind=snapshot.contracts.resolved(field.kind))
