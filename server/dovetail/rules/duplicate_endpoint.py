"""Two contracts promise the same method and path."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.paths import normal_path
from .duplicate_route import application_of
from .faults import Fault
from .routes.endpoints import Endpoint, endpoints


@rule("clarity", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Two applications of one repository may each have theirs."""
    first: dict[tuple[str, str, str], Endpoint] = {}
    for endpoint in endpoints(snapshot):
        known = first.setdefault(
            (application_of(endpoint.contract.path, snapshot), endpoint.method, normal_path(endpoint.path)), endpoint
        )
        if known is not endpoint and known.contract.name != endpoint.contract.name:
            yield Fault(
                endpoint.contract.path,
                endpoint.tag.range,
                f"`{endpoint.method} {endpoint.path}` is contract {known.contract.name} already; keep one of the two.",
                (known.place,),
            )
