"""How a side says that there is no value.

On the wire of JSON there are two ways, a field that is left out and a null. A table, a Python object, a GraphQL type and a
message of Protocol Buffers know only one: there, what may be left out and what may be null are the same.
"""

from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import SUFFIX
from dovetail.core.shapes import Alias, Field, Kind, Record
from dovetail.core.snapshot import Placer, Snapshot
from dovetail.core.text import Range

from ..records.bases import is_graphql
from ..records.comparison import called as name_of
from ..records.decorated import column_at
from ..records.direction import direction

_ONE_WAY = ("python", "proto")
_DEEPEST = 10  # a cycle of aliases decides nothing


def knows_one_way(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where an implementation has one way only to say that there is no value."""
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct == "typed dict":
        return pairing.is_store
    return pairing.is_store or is_graphql(record) or snapshot.sources[pairing.path].shapes.language in _ONE_WAY


def may_be_nothing(field: Field) -> bool:
    return field.presence == "optional" or field.nullable == "yes"


def matters(pairing: Pairing, snapshot: Snapshot, stricter: Literal["here", "there"]) -> bool:
    """True where being stricter here (or there, in the contract) breaks something, whichever way the values go."""
    if pairing.is_store:
        return True
    return direction(pairing, snapshot) != ("emits" if stricter == "here" else "accepts")


def called(field: Field, pairing: Pairing) -> str:
    return name_of(field, pairing.is_store)


def said_at(field: Field, what: Literal["presence", "null"], pairing: Pairing, snapshot: Snapshot) -> Range:
    """Where a file says whether a field may be left out, or null: at its name, or where its language says such things."""
    source = snapshot.sources[pairing.path]
    writer = snapshot.writers.get(source.shapes.language)
    found = writer.said_at(field, what, source) if isinstance(writer, Placer) else None
    return found or (column_at(field, source.text) if pairing.is_store else field.name_range)


def is_decided(kind: Kind, path: str, snapshot: Snapshot, plain: Literal["null", "undefined"], depth: int = 0) -> bool:
    """True for a type of a file of which it is known whether it holds null, or undefined.

    A name may stand for a type that does: `type Maybe = string | null`. Of one that no contract declares nobody knows.
    """
    if kind.name == "unknown" and kind.text.startswith("(") and "=>" in kind.text:
        return True  # a function
    if kind.name == "union" and kind.options:
        return depth < _DEEPEST and all(is_decided(k, path, snapshot, plain, depth + 1) for k in kind.options)
    if kind.name != "ref":
        return kind.name not in ("any", "unknown", "hole", "json", "null")
    contract = snapshot.contracts.get(kind.target) if path.endswith(SUFFIX) else None
    if contract is None or not isinstance(contract.declaration, Alias):
        return contract is not None
    alias, text = contract.declaration, snapshot.sources[contract.path].text
    lacks = alias.nullable == "no" and (plain == "null" or "undefined" not in text[alias.range])
    return lacks and depth < _DEEPEST and is_decided(alias.kind, contract.path, snapshot, plain, depth + 1)
