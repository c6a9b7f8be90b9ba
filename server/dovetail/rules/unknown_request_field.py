"""A route takes or sends a field that the request of its endpoint does not have."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.given_in_place import strange_names
from .checks.misplaced import misplaced
from .faults import Fault
from .routes.carried import unknown_fields


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for unknown in unknown_fields(source, snapshot, "request"):
        of = f" ({unknown.owner})" if unknown.owner else ""
        yield unknown.fault(
            f"`{unknown.name}` is no field of the request{of} of contract {unknown.bound.contract.name}"
        )
    yield from strange_names(source, snapshot)
    yield from misplaced(source, snapshot, "request")
