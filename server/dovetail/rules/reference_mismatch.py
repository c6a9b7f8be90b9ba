"""A field holds a record of another contract than the one that is promised."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .carried_types import carried_types
from .clashes import clashes
from .faults import Fault


@rule("conformance", "error")
def of_routes(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    yield from carried_types(source, snapshot, "reference-mismatch")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    yield from clashes(pairing, snapshot, "reference-mismatch")
