"""Which way a value crosses the wire. A producer may promise less than the contract gives, a consumer may not ask for more."""

from collections.abc import Iterator
from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract, Contracts
from dovetail.core.shapes import Kind, Record
from dovetail.core.snapshot import Snapshot

Direction = Literal["accepts", "emits", "both"]

_SERVER = frozenset("api server backend routes handlers controllers endpoints".split())
_CLIENT = frozenset("ui client frontend web components pages views hooks mobile".split())


def direction(pairing: Pairing, snapshot: Snapshot) -> Direction:
    """Whether an implementation only takes such values in, only gives them out, or (also where it cannot be told) both."""
    side = _side(pairing)
    if side is None:
        return "both"
    asked, answered = crossing(pairing.contract, snapshot.contracts)
    if asked == answered:
        return "both"
    return "accepts" if (side == "server") == asked else "emits"


def _side(pairing: Pairing) -> Literal["server", "client"] | None:
    if pairing.is_store:
        return None
    folders = pairing.path.split("/")[:-1]
    if pairing.path.endswith((".tsx", ".jsx")) or _CLIENT.intersection(folders):
        return None if _SERVER.intersection(folders) else "client"
    return "server" if _SERVER.intersection(folders) else None


def crossing(contract: Contract, contracts: Contracts) -> tuple[bool, bool]:
    """Whether requests carry a contract, and whether answers do."""
    asked = answered = False
    for endpoint in contracts:
        if not endpoint.is_endpoint or not isinstance(endpoint.declaration, Record):
            continue
        for field in endpoint.declaration.fields:
            if any(contract.name in contracts.reachable(target) for target in _targets(field.kind)):
                answered = answered or field.name in ("response", "errors")
                asked = asked or field.name not in ("response", "errors")
    return asked, answered


def _targets(kind: Kind) -> Iterator[str]:
    todo = [kind]
    while todo:
        current = todo.pop()
        if current.name == "ref":
            yield current.target
        todo.extend(current.options)
        todo.extend(m.kind for m in current.members)
