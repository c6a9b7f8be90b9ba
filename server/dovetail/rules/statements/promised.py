"""Names that are asked of a dictionary, or of a row, that a comment in Python says is a contract: `json.loads(body)  # @contract User`."""

import re

from dovetail.core.bindings import stored_key
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import OF_ROWS, Field, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from ..contracts.asked import Asked, Unpromised
from ..contracts.parts import contract_of
from ..python.held import Held

_PART = " > "
_SHORT, _SLIPS = 5, 2  # letters of a name, and those in which a longer one may differ


def promised(
    held: Held, name: str, at: Range, use: Use, source: Source, snapshot: Snapshot
) -> tuple[Asked | Unpromised | None, Held | None]:
    """The field of the contract that is asked for by a key, or the lack of it; and what it leads to."""
    contract, rows = _contract(held.name.rstrip(OF_ROWS), snapshot), held.name.endswith(OF_ROWS)
    if contract is None or source.text.source[at.start - 1 : at.start] not in ("'", '"'):
        return None, None
    promises, complete = snapshot.contracts.promised(contract)
    promise = next((p for p in promises if _is_called(p.field, name, rows)), None)
    if promise is not None:
        return Asked(at, promise.path, promise.field, contract), _led(promise.field, contract, held, snapshot)
    known = tuple(p.field.name for p in promises)
    added = use.access == "write" or is_added(name, source)
    likely = nearest(name, known, _SLIPS if len(name) > _SHORT else 1)
    if not complete or name.startswith("_") or (added and likely is None):
        return None, None
    return Unpromised(contract, name, at, known), None


def _contract(name: str, snapshot: Snapshot) -> Contract | None:
    """The contract of a name, or the part of it that its field is which stands behind that: `Receipt > lines`."""
    first, *steps = name.split(_PART)
    found = snapshot.contracts.record(first)
    contract = found[0] if found is not None else None
    for step in steps:
        promises = snapshot.contracts.promised(contract)[0] if contract is not None else ()
        promise = next((p for p in promises if p.field.name == step), None)
        contract = (
            contract_of(promise.field, contract, snapshot) if promise is not None and contract is not None else None
        )
    return contract


def is_added(name: str, source: Source) -> bool:
    """True for a key that the file writes to some dictionary: `values["seen"] = True`."""
    written = (f"{mark}{name}{mark}] =" in source.text.source for mark in "\"'")
    return any(written) and re.search(rf"""["']{re.escape(name)}["']\] =(?!=)""", source.text.source) is not None


def _is_called(field: Field, name: str, rows: bool) -> bool:
    return field.name == name or (rows and key(name) in (field.key, stored_key(field)))


def _led(field: Field, contract: Contract, held: Held, snapshot: Snapshot) -> Held | None:
    """What a field holds, where that is a contract itself."""
    inner = contract_of(field, contract, snapshot)
    if inner is not None and snapshot.contracts.resolved(field.kind).name == "record":  # which has no name of its own
        return replace(held, name=f"{held.name.rstrip(OF_ROWS)}{_PART}{field.name}", depth=field.list_depth)
    if inner is None or snapshot.contracts.record(inner.name) is None or inner.path != contract.path:
        named = snapshot.contracts.record(field.kind.target) if field.kind.target else None
        inner = named[0] if named is not None else None
    if inner is None or snapshot.contracts.get(inner.name) is None:
        return None
    return replace(held, source=snapshot.sources[inner.path], name=inner.name, depth=field.list_depth)
