"""States that say no type and begin with an object, `useState({ title: "" })`, which goes to a contract as it is."""

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import COPY
from dovetail.core.snapshot import Snapshot

from ..contracts.asked import Unbound
from ..routes.bound_routes import bound_routes
from ..typescript.own_types import RESULT
from ..typescript.reached import Reach
from .given_forms import given_by_names

_TYPED = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte")


def goes_to(of: Unbound, snapshot: Snapshot) -> tuple[str, Place] | None:
    """To which contract a state goes, in words, and where it begins; None for anything else, and where code has no types."""
    record, source = of.record, of.source
    if record.construct != RESULT or record.name or not source.path.endswith(_TYPED):
        return None
    place = Place(source.path, record.range, "What the state begins with")
    by_names = given_by_names(of, snapshot)
    if by_names:
        return f"which goes to contract {by_names}", place
    for bound in bound_routes(source, snapshot):
        if any(sent.range == record.range for sent in bound.route.sent):
            return f"which goes to contract {bound.contract.name}", place
    reach = Reach(snapshot)
    for written in source.shapes.written:
        if written.range != record.range or written.use.via != COPY:
            continue
        for part in (p for parts in reach.holders(written.use, source) for p in parts):
            if isinstance(part.of, Contract):
                return f"which goes to contract {part.of.name}", place
    return None
