"""Which way a value crosses the wire. A producer may promise less than the contract gives, a consumer may not ask for more."""

from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.paths import is_test
from dovetail.core.shapes import SCHEMA_OBJECTS, Record
from dovetail.core.snapshot import Snapshot, Source

Direction = Literal["accepts", "emits", "both"]

_SERVER = frozenset("api server backend routes handlers controllers endpoints".split())
_CLIENT = frozenset("ui client frontend web components pages views hooks mobile".split())

_DESCRIBES = (".yaml", ".yml", ".json")  # what both sides are written from
ASKED = frozenset("params query headers request".split())  # the parts of an endpoint that a client sends


def direction(pairing: Pairing, snapshot: Snapshot) -> Direction:
    """Whether an implementation only takes such values in, only gives them out, or (also where it cannot be told) both."""
    if pairing.way:
        return pairing.way
    if isinstance(pairing.implementation, Record) and by_type(pairing.implementation):
        return "emits"
    if pairing.path.endswith(_DESCRIBES):
        return "both"
    own = side(pairing) or _side_of_tree(pairing, snapshot)
    if own is None:
        return "both"
    if pairing.part:
        return "accepts" if (own == "server") == (pairing.part[0] in ASKED) else "emits"
    asked = pairing.contract.name in snapshot.contracts.asked
    if asked == (pairing.contract.name in snapshot.contracts.answered):
        return "both"
    return "accepts" if (own == "server") == asked else "emits"


def _side_of_tree(pairing: Pairing, snapshot: Snapshot) -> Literal["client"] | None:
    """The side of code in folders that say none, in a tree that calls a server and is none itself."""
    if pairing.is_store or _SERVER.intersection(pairing.path.split("/")[:-1]):
        return None
    return "client" if only_calls(snapshot) else None


def only_calls(snapshot: Snapshot) -> bool:
    """True for a tree that calls a server and is none."""
    return snapshot.once("only calls", lambda: _only_calls(snapshot))


def _only_calls(snapshot: Snapshot) -> bool:
    sides = {side for found in snapshot.of_sources(_sides).values() for side in found}
    return "client" in sides and "server" not in sides


def _sides(source: Source) -> frozenset[str]:
    """The sides of the wire that a file has code of, tests and descriptions apart."""
    if is_test(source.path):
        return frozenset()
    shapes = source.shapes
    sides = {r.side for r in shapes.routes if r.side in ("server", "client")} | ({"client"} if shapes.calls else set())
    # A loader of a page takes a request, too, and a client's own function may call what it sends so.
    return frozenset(sides | {"server"} if shapes.handlers and "client" not in sides else sides)


def by_type(record: Record) -> bool:
    """True where code is bound by a type of its own language: what that type allows to be narrower, may be."""
    return bool(record.conforms) and record.tag("contract") is None and record.construct not in SCHEMA_OBJECTS


def side(pairing: Pairing) -> Literal["server", "client"] | None:
    """Which side of the wire an implementation is on, as far as its folders tell."""
    if pairing.is_store:
        return None
    folders = pairing.path.split("/")[:-1]
    if pairing.path.endswith((".tsx", ".jsx")) or _CLIENT.intersection(folders):
        return None if _SERVER.intersection(folders) else "client"
    return "server" if _SERVER.intersection(folders) else None
