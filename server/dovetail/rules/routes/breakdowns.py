"""What a server answers where it breaks down, of which a contract that says by status how it refuses says nothing."""

import re

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Kind, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .endpoints import answered_with

_PART = "errors"
# The status of what is sent: `reply.code(500).send(`, `HTTPException(500, detail=`; behind it `c.json({ … }, 500)` and `{ status: 500 }`.
_BEFORE = re.compile(r"\b(5\d\d)(?:\s*\)\s*\.\s*\w+\(|\s*,\s*(?:\w+\s*=)?)\s*$")
_BEHIND = re.compile(r"\s*\)?\s*,\s*\{?\s*(?:\w+\s*[:=]\s*)?(5\d\d)\b")
_NEAR = 80  # characters before what is sent in which its status stands


def but_breakdowns(route: Route, contract: Contract, source: Source, snapshot: Snapshot) -> Route:
    """A route of a server without what it sends with a status of 500 and above that its contract, which says others, does not have."""
    broken = [s.range for s in route.sent if s.part == _PART and _is_broken(s.range, contract, source, snapshot)]
    if route.side != "server" or not broken:
        return route
    carries = (u for u in route.carries if u.chain[0] != _PART or not any(u.ranges[-1].start in r for r in broken))
    return replace(route, carries=tuple(carries), sent=tuple(s for s in route.sent if s.range not in broken))


def _is_broken(sent: Range, contract: Contract, source: Source, snapshot: Snapshot) -> bool:
    text = source.text.source
    found = _BEFORE.search(text[max(0, sent.start - _NEAR) : sent.start]) or _BEHIND.match(text, sent.end)
    promise = (
        snapshot.contracts.looked_up(Kind("unknown", contract.name, steps=(_PART,))) if found is not None else None
    )
    return promise is not None and found is not None and answered_with(found[1], promise, snapshot) is None
