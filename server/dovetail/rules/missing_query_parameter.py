"""A client leaves out a query parameter that the endpoint needs."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key

from . import rule
from .faults import Fault
from .query_strings import calls


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for call in calls(source, snapshot):
        given = {key(name) for name, _ in call.given}
        for field in call.promised if call.whole else ():
            if field.presence == "required" and field.key not in given:
                yield Fault(
                    source.path,
                    call.bound.route.path_range,
                    f"`{field.name}` is missing in the query; contract {call.bound.contract.name} needs it.",
                    (call.bound.endpoint.place,),
                    severity=call.bound.severity,
                )
