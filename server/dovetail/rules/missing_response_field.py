"""A server, or what a test compares its answer with, leaves out a field that the response of an endpoint promises."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.lacking_answers import lacking_answers
from .checks.left_out_answers import left_out_of_answers
from .edits.placeholders import with_property
from .faults import Fault
from .routes.bound_routes import stands_in
from .routes.carried import unsent


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for bound, range, field in (*left_out_of_answers(source, snapshot), *lacking_answers(source, snapshot)):
        yield Fault(
            source.path,
            range,
            f"`{field.name}` is left out of the response here; contract {bound.contract.name} promises it.",
            (bound.endpoint.place,),
            severity=bound.severity,
        )
    for part in ("response", "errors"):
        for bound, range, field in unsent(source, snapshot, part):
            if bound.route.side in ("server", "client") or stands_in(bound):
                where = f"the {part}" if bound.route.side != "client" else f"what the whole {part} is compared with"
                yield Fault(
                    source.path,
                    range,
                    f"`{field.name}` is missing in {where}; contract {bound.contract.name} promises it.",
                    (bound.endpoint.place,),
                    tuple(with_property(field, source, range, snapshot.contracts)),
                    severity=bound.severity,
                )
