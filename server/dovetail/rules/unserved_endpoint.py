"""No server registers the route of an endpoint whose neighbours are served."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.misserved import likely, misserved
from .checks.packages import is_planned
from .faults import Fault
from .routes.endpoints import Endpoint, unanswered

_VIEWSET = re.compile(
    r"\.register\(\s*(?:r|prefix=r?)?[\"'][^\"'\n]*[\"']\s*,\s*(?:viewset=)?(?:\w+\.)*(\w*View[Ss]et)\b"
)


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Only for a contract file of which another endpoint is there: else it is the work of another repository."""
    registered = {name for names in snapshot.of_sources(_registered).values() for name in names}
    if any(not snapshot.sources_with(_viewsets, name) for name in registered):
        return  # a viewset that is not seen has routes without saying so
    told = {m.endpoint for m in misserved(snapshot) if m.placed.route.side == "server"}  # at the route that must be it
    for endpoint in unanswered(snapshot, "server"):
        contract = endpoint.contract
        if is_planned(contract, snapshot) or endpoint in told:
            continue  # somebody is making it
        yield Fault(
            contract.path,
            endpoint.tag.range,
            f"`{endpoint.method} {endpoint.path}` of contract {contract.name} is served nowhere; "
            f"register it, or say `@contract {contract.name}` where it is.",
            _beside(endpoint, snapshot),
        )


def _beside(endpoint: Endpoint, snapshot: Snapshot) -> tuple[Place, ...]:
    """The route that may be it, where there is one alone."""
    if (placed := likely(endpoint, snapshot)) is None:
        return ()
    return (Place(*placed.path_place, f"`{placed.route.method} {placed.route.path}` is no endpoint"),)


def _registered(source: Source) -> tuple[str, ...]:
    """The viewsets of Django's REST framework that a file gives to routers."""
    return tuple(_VIEWSET.findall(source.text.source)) if source.shapes.language == "python" else ()


def _viewsets(source: Source) -> Mapping[str, bool]:
    """The views of a file that have routes behind whatever prefix."""
    shapes = source.shapes
    views = (*shapes.routes, *shapes.inherited) if shapes.language == "python" else ()
    return {r.router: True for r in views if r.router}
