"""No server registers the route of an endpoint whose neighbours are served."""

import re
from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .endpoints import unanswered
from .faults import Fault
from .misserved import misserved
from .packages import is_planned

_VIEWSET = re.compile(r"\.register\(\s*(?:r|prefix=r?)?[\"'][^\"'\n]*[\"']\s*,\s*(?:viewset=)?[\w.]*View[Ss]et\b")


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Only for a contract file of which another endpoint is there: else it is the work of another repository."""
    if snapshot.of_sources(_registers_viewsets):
        return  # whose methods are routes without saying so
    told = {m.endpoint for m in misserved(snapshot)}  # at the route that must be it
    for endpoint in unanswered(snapshot, "server"):
        contract = endpoint.contract
        if is_planned(contract, snapshot) or endpoint in told:
            continue  # somebody is making it
        yield Fault(
            contract.path,
            endpoint.tag.range,
            f"`{endpoint.method} {endpoint.path}` of contract {contract.name} is served nowhere; "
            f"register it, or say `@contract {contract.name}` where it is.",
        )


def _registers_viewsets(source: Source) -> bool:
    return source.shapes.language == "python" and _VIEWSET.search(source.text.source) is not None
