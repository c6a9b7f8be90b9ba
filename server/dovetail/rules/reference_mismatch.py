"""A field holds a record of another contract than the one that is promised."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.clashes import clashes
from .faults import Fault
from .routes.carried_types import carried_types


@rule("conformance", "error")
def of_routes(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    yield from carried_types(source, snapshot, "reference-mismatch")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    yield from clashes(pairing, snapshot, "reference-mismatch")
