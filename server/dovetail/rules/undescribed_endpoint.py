"""A description of the API leaves out an endpoint whose neighbours it describes."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.misserved import misserved
from .checks.packages import is_planned
from .faults import Fault
from .routes.endpoints import unanswered


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Only for a contract file of which another endpoint is there: else it is the work of another repository."""
    told = {m.endpoint for m in misserved(snapshot) if m.placed.route.side == "described"}
    for endpoint in unanswered(snapshot, "described"):
        contract = endpoint.contract
        if endpoint in told:
            continue  # at the route that must be it
        if is_planned(contract, snapshot):
            continue  # somebody is making it
        yield Fault(
            contract.path,
            endpoint.tag.range,
            f"`{endpoint.method} {endpoint.path}` of contract {contract.name} is described nowhere; add it to the description.",
        )
