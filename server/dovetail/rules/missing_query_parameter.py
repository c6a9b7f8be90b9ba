"""A client leaves out a query parameter that the endpoint needs, a description or a handler one that it has, or a client a header."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key, nearest

from . import rule
from .checks.query_strings import calls
from .checks.untaken import untaken
from .faults import Fault
from .routes.carried import bound_routes
from .routes.endpoints import member
from .routes.operations import describing
from .routes.parameters_elsewhere import with_parameters_elsewhere

# What a description says of these headers counts for nothing: it says them by `security` and by what it carries.
_SAID_ELSEWHERE = frozenset({"authorization", "accept", "contenttype", "cookie"})


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
    for bound, place, field in untaken(source, snapshot):
        message = (
            f"`{field.name}` is missing in what the handler takes of the query; contract {bound.contract.name} has it."
        )
        yield Fault(source.path, place, message, (bound.endpoint.place,), severity="warning")
    yield from _undescribed(source, snapshot)
    yield from _without_headers(source, snapshot)


def _without_headers(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The headers that must be sent and that a description does not have. Their names are of any casing, and of some it says nothing."""
    for bound in bound_routes(source, snapshot) if describing(source) else ():
        headers = with_parameters_elsewhere(bound.route, "headers", source, snapshot)
        promised = member(bound.contract, "headers", snapshot) if headers is not None else None
        given = {f.key for f in headers.kind.members} if headers is not None else set[str]()
        for field in promised or ():
            if field.presence == "required" and field.key not in (*given, *_SAID_ELSEWHERE):
                yield Fault(
                    source.path,
                    bound.route.method_range,
                    f"`{field.name}` is missing in the headers; contract {bound.contract.name} has it.",
                    (bound.endpoint.place,),
                    severity=bound.severity,
                )


def _undescribed(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The parameters that a description does not have, but for those that it may call otherwise."""
    for bound in bound_routes(source, snapshot) if describing(source) else ():
        query = with_parameters_elsewhere(bound.route, "query", source, snapshot)
        promised = member(bound.contract, "query", snapshot) if query is not None else None
        if query is None or promised is None:
            continue
        known = {f.key for f in promised}
        given = {f.key for f in query.kind.members}
        others = [f.name for f in query.kind.members if f.key not in known]
        for field in promised:
            if field.key not in given and nearest(field.name, others) is None:
                yield Fault(
                    source.path,
                    bound.route.method_range,
                    f"`{field.name}` is missing in the query; contract {bound.contract.name} has it.",
                    (bound.endpoint.place,),
                    severity=bound.severity,
                )
