"""A client sends, or a server takes, a query parameter that the endpoint does not have."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.misplaced import misplaced
from .checks.query_strings import unknown_in_paths
from .faults import Fault
from .routes.carried import unknown_query


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for unknown in (*unknown_in_paths(source, snapshot), *unknown_query(source, snapshot)):
        yield unknown.fault(f"`{unknown.name}` is no query parameter of contract {unknown.bound.contract.name}")
    yield from misplaced(source, snapshot, "query")
