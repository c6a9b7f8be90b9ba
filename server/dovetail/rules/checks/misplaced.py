"""Names that a route carries in a part of the request which its endpoint does not have, and that are those of another part."""

from collections.abc import Iterator
from typing import Literal

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source

from ..faults import Fault
from ..routes.bound_routes import bound_routes, parameters_of
from ..routes.endpoints import member

Part = Literal["request", "query"]
_CALLED: dict[str, str] = {"request": "body", "query": "query", "params": "path"}


def misplaced(source: Source, snapshot: Snapshot, part: Part) -> Iterator[Fault]:
    """Names in a body of an endpoint without one that are in its query or its path; or the other way round."""
    for bound in bound_routes(source, snapshot):
        uses = [u for u in bound.route.carries if u.chain[0] == part and len(u.chain) > 1]
        declaration = bound.contract.declaration
        if not uses or bound.of_test or not isinstance(declaration, Record) or declaration.open:
            continue
        if declaration.field(part) is not None:
            continue
        # What is taken from wherever it is may be in any of them.
        either = {
            u.chain[1] for u in bound.route.carries if u.chain[0] != part and len(u.chain) > 1 and u.chain[0] in _CALLED
        }
        path = parameters_of(bound.endpoint.path)
        for use in uses:
            name = use.chain[1]
            where = _where(name, part, path, bound.contract, snapshot) if name not in either else ""
            if where:
                says = f"`{name}` is in the {where} of contract {bound.contract.name}, which has no {_CALLED[part]}."
                yield Fault(source.path, use.ranges[1], says, (bound.endpoint.place,), severity=bound.severity)


def _where(name: str, part: Part, path: tuple[str, ...], contract: Contract, snapshot: Snapshot) -> str:
    """The part of the request that has a name; empty where none has it."""
    if name in path:
        return "" if part == "query" else _CALLED["params"]  # Next has the parameters of the path in the query
    other: Part = "query" if part == "request" else "request"
    return _CALLED[other] if name in {f.name for f in member(contract, other, snapshot) or ()} else ""
