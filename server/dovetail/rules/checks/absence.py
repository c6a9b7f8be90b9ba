"""How a side says that there is no value.

On the wire of JSON there are two ways, a field that is left out and a null. A table, a Python object, a GraphQL type and a
message of Protocol Buffers know only one: there, what may be left out and what may be null are the same.
"""

from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from ..records.bases import is_graphql
from ..records.comparison import called as name_of
from ..records.direction import direction

_ONE_WAY = ("python", "proto")


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
