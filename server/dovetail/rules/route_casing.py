"""A route's path is not in the casing that the conventions ask for."""

from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.shapes import NAMED_PATH
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import Casing, has_casing, in_casing

from . import rule
from .contracts.paths import normal_path
from .faults import Fault
from .naming.casing import convention_place, where


@rule("conventions", "warning")
def check(subject: Contract | Source, snapshot: Snapshot) -> Iterator[Fault]:
    conventions = snapshot.conventions
    governed = conventions.governs(subject.path, "routes") if conventions is not None else None
    if governed is None or governed[0].casing is None:
        return
    for route, range in _routes(subject, snapshot):
        for wrong in misspelled(route, governed[0].casing)[:1]:
            kind = "contracts" if subject.path.endswith(SUFFIX) else where(governed[1])
            wanted = in_casing(wrong, governed[0].casing)
            message = (
                f"`{wrong}` in `{route}` is not {governed[0].casing}, as routes are in {kind}; call it `{wanted}`."
            )
            yield Fault(subject.path, range, message, (convention_place(snapshot, governed[1], "routes"),))


def _routes(subject: Contract | Source, snapshot: Snapshot) -> Iterator[tuple[str, Range]]:
    """The paths of a contract, or those that a file serves and no contract promises."""
    if isinstance(subject, Source):
        for route in subject.shapes.routes if not subject.path.endswith(SUFFIX) else ():
            named = route.path_range == route.method_range  # by a method of a service, which has no path of its own
            if (
                route.side in ("server", "described")
                and not named
                and not snapshot.contracts_with(_promised, normal_path(route.path))
            ):
                yield route.path, route.path_range
    elif subject.endpoint is not None:
        yield subject.endpoint[1], subject.endpoint[2].range


def _promised(contract: Contract) -> dict[str, bool]:
    return {normal_path(contract.endpoint[1]): True} if contract.endpoint is not None else {}


def misspelled(route: str, casing: Casing) -> list[str]:
    """The literal parts of a path that are in another casing; a parameter's name is its own affair."""
    bare = (
        p.partition(".")[0]
        for p in normal_path(route).split("/")
        if ":" not in p and "*" not in p and p[:1] != NAMED_PATH
    )
    return [part for part in bare if part and not has_casing(part, casing)]
