"""A path of a contract has a method that no contract has for it: a client's call, or the route of a server in the endpoint's place."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.misserved import misserved
from .faults import Fault
from .routes.endpoints import ANY, Endpoint, Placed, callers, endpoints_called, is_routed, shown


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    yield from _called(snapshot)
    for found in misserved(snapshot):
        if found.slip is None:
            yield _fault(found.placed, [found.endpoint], snapshot)


def _called(snapshot: Snapshot) -> Iterator[Fault]:
    for placed in callers(snapshot):
        route = placed.route
        known = endpoints_called(route, snapshot)
        if (
            placed.is_tagged
            or not known
            or route.method in ("HEAD", "OPTIONS", *ANY)
            or route.method in [e.method for e in known]
        ):
            continue
        if is_routed(route.path, snapshot, "server", (route.method, *ANY)):
            continue
        yield _fault(placed, known, snapshot)


def _fault(placed: Placed, known: list[Endpoint], snapshot: Snapshot) -> Fault:
    route = placed.route
    methods = list(dict.fromkeys(e.method for e in known))
    return Fault(
        placed.source,
        route.method_range,
        f"`{shown(placed, snapshot)}` is no endpoint; contracts have {', '.join(f'`{m}`' for m in methods)} for that path.",
        (known[0].place,),
        _fixes(placed, _meant(route, methods), snapshot),
    )


def _meant(route: Route, methods: list[str]) -> str | None:
    """The only method there is; else the only one that changes something, as the one that is written does, of what asks for no query."""
    asks = any(use.chain[0] == "query" for use in route.carries)
    changing = [m for m in methods if m != "GET"] if route.method != "GET" and not asks else []
    return methods[0] if len(methods) == 1 else changing[0] if len(changing) == 1 else None


def _fixes(placed: Placed, method: str | None, snapshot: Snapshot) -> tuple[Fix, ...]:
    written = snapshot.sources[placed.source].text[placed.route.method_range]
    if method is None or written.lower() != placed.route.method.lower():
        return ()
    new = method if written.isupper() else method.capitalize() if written.istitle() else method.lower()
    return (Fix(f"Change to `{method}`", (Edit(placed.source, placed.route.method_range, new),)),)
