"""Names that a route asks for in whichever part of a request has them, as express-validator's `check` and `matchedData` do."""

from collections.abc import Collection, Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import ASKED, Record, Route, Use
from dovetail.core.snapshot import Snapshot

from .endpoints import member

_PARTS = ("request", "query", "params")


def in_parts(route: Route, contract: Contract, parameters: Collection[str], snapshot: Snapshot) -> Route:
    """A route whose names are all of a part that the endpoint has; `parameters` are those of its paths."""
    if not any(u.chain[0] == ASKED for u in route.carries):
        return route
    return replace(route, carries=tuple(_uses(route.carries, contract, parameters, snapshot)))


def part_asked(contract: Contract, name: str, snapshot: Snapshot) -> str:
    """The part of an endpoint that has a name, or else would have it: its body, if there is one; empty where that cannot be told."""
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) else ()
    declared = [p for p in _PARTS if any(f.name == p and f.kind.name != "null" for f in fields)]
    known = {p: member(contract, p, snapshot) for p in declared}
    if any(found is None for found in known.values()):
        return ""
    has = next((p for p, found in known.items() if any(f.name == name for f in found or ())), "")
    return has or next((p for p in declared if p != "params"), "")


def _uses(
    carries: tuple[Use, ...], contract: Contract, parameters: Collection[str], snapshot: Snapshot
) -> Iterator[Use]:
    for use in carries:
        if use.chain[0] != ASKED:
            yield use
        elif len(use.chain) > 1 and use.chain[1] not in parameters:
            part = part_asked(contract, use.chain[1], snapshot)
            if part:
                yield replace(use, chain=(part, *use.chain[1:]))
