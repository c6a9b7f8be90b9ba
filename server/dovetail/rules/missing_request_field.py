"""A client leaves out a field that the request of an endpoint needs."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .edits.placeholders import with_property
from .faults import Fault
from .routes.carried import unsent


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for bound, range, field in unsent(source, snapshot, "request"):
        if bound.route.side == "client":
            yield Fault(
                source.path,
                range,
                f"`{field.name}` is missing in the request; contract {bound.contract.name} needs it.",
                (bound.endpoint.place,),
                tuple(with_property(field, source, range, snapshot.contracts)),
                severity=bound.severity,
            )
