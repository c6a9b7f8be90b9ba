"""A field takes any string where the contract lists the values."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.clashes import clashes
from .faults import Fault
from .routes.models import SCHEMA


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not _only_dumps(pairing, snapshot):
        yield from clashes(pairing, snapshot, "loose-enum", "; here any string goes through")


def _only_dumps(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a schema of marshmallow by which answers are written, since that checks nothing then."""
    record = pairing.implementation
    is_schema = isinstance(record, Record) and record.construct == SCHEMA
    return is_schema and pairing.guessed and pairing.contract.name not in snapshot.contracts.asked
