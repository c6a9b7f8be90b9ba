"""A client leaves out a query parameter that the endpoint needs."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key

from . import rule
from .faults import Fault
from .query_strings import calls


@rule("conformance", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for call in calls(snapshot):
        given = {key(name) for name, _ in call.given}
        for field in call.promised if call.whole else ():
            if field.presence == "required" and field.key not in given:
                yield Fault(
                    call.placed.source,
                    call.placed.route.path_range,
                    f"`{field.name}` is missing in the query; contract {call.endpoint.contract.name} needs it.",
                    (call.endpoint.place,),
                    severity=None if call.placed.is_tagged else "warning",
                )
