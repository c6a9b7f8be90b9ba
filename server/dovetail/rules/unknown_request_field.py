"""A route takes or sends a field that the request of its endpoint does not have."""

from collections.abc import Iterator

from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .bound_routes import bound_routes, parameters_of
from .carried import unknown_fields
from .endpoints import member
from .faults import Fault


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for unknown in unknown_fields(source, snapshot, "request"):
        of = f" ({unknown.owner})" if unknown.owner else ""
        yield unknown.fault(
            f"`{unknown.name}` is no field of the request{of} of contract {unknown.bound.contract.name}"
        )
    yield from _misplaced(source, snapshot)


def _misplaced(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Names in a body that an endpoint does not have, which are those of its query or its path."""
    for bound in bound_routes(source, snapshot):
        uses = [u for u in bound.route.carries if u.chain[0] == "request" and len(u.chain) > 1]
        declaration = bound.contract.declaration
        if not uses or bound.of_test or not isinstance(declaration, Record) or declaration.open:
            continue
        if declaration.field("request") is not None:
            continue
        elsewhere = {u.chain[1] for u in bound.route.carries if u.chain[0] in ("query", "params") and len(u.chain) > 1}
        query = {f.name for f in member(bound.contract, "query", snapshot) or ()}
        path = set(parameters_of(bound.endpoint.path))
        for use in uses:
            name = use.chain[1]
            where = "the query" if name in query else "the path" if name in path else ""
            if where and name not in elsewhere:  # else it is taken from wherever it is
                says = f"`{name}` is in {where} of contract {bound.contract.name}, which has no body."
                yield Fault(source.path, use.ranges[1], says, (bound.endpoint.place,), severity=bound.severity)
