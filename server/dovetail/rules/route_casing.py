"""A route's path is not in the casing that the conventions ask for."""

from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import Casing, has_casing, in_casing

from . import rule
from .casing import convention_place, where
from .faults import Fault
from .paths import normal_path


@rule("conventions", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    conventions = snapshot.conventions
    if conventions is None:
        return
    promised: set[str] = set()
    routes: list[tuple[str, str, Range]] = []
    for contract in snapshot.contracts:
        if contract.endpoint is not None:
            promised.add(normal_path(contract.endpoint[1]))
            routes.append((contract.path, contract.endpoint[1], contract.endpoint[2].range))
    for source in snapshot.implementations:
        served = (r for r in source.shapes.routes if r.side == "server" and normal_path(r.path) not in promised)
        routes.extend((source.path, r.path, r.path_range) for r in served)  # a promised path is the contract's
    for path, route, range in routes:
        governed = conventions.governs(path, "routes")
        if governed is None or governed[0].casing is None:
            continue
        wrong = _wrong(route, governed[0].casing)
        if wrong:
            kind = "contracts" if path.endswith(SUFFIX) else where(governed[1])
            wanted = in_casing(wrong, governed[0].casing)
            message = (
                f"`{wrong}` in `{route}` is not {governed[0].casing}, as routes are in {kind}; call it `{wanted}`."
            )
            yield Fault(path, range, message, (convention_place(snapshot, governed[1], "routes"),))


def _wrong(route: str, casing: Casing) -> str:
    """The first literal part of a path in another casing; a parameter's name is its own affair."""
    for part in normal_path(route).split("/"):
        bare = part.partition(".")[0]
        if bare and ":" not in part and "*" not in part and not has_casing(bare, casing):
            return bare
    return ""
