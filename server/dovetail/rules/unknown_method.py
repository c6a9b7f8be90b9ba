"""A client calls a path of a contract with a method that neither a contract nor a server has for it."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Snapshot

from . import rule
from .endpoints import ANY, Endpoint, Placed, endpoints_called, routes, routes_at
from .faults import Fault


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for placed in routes(snapshot, "client"):
        route = placed.route
        known = endpoints_called(route, snapshot)
        if (
            placed.is_tagged
            or not known
            or route.method in ("HEAD", "OPTIONS")
            or route.method in [e.method for e in known]
        ):
            continue
        if any(p.route.method in (route.method, *ANY) for p in routes_at(route.path, snapshot, "server")):
            continue
        methods = list(dict.fromkeys(e.method for e in known))
        yield Fault(
            placed.source,
            route.method_range,
            f"`{route.method} {route.path}` is no endpoint; contracts have {', '.join(f'`{m}`' for m in methods)} for that path.",
            (known[0].place,),
            _fixes(placed, known, snapshot) if len(methods) == 1 else (),
        )


def _fixes(placed: Placed, known: list[Endpoint], snapshot: Snapshot) -> tuple[Fix, ...]:
    written = snapshot.sources[placed.source].text[placed.route.method_range]
    method = known[0].method
    if written.lower() != placed.route.method.lower():
        return ()
    new = method if written.isupper() else method.lower()
    return (Fix(f"Change to `{method}`", (Edit(placed.source, placed.route.method_range, new),)),)
