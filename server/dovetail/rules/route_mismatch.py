"""A route has another method or path than its endpoint in the contract."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .contracts.paths import asks_for, ends_with, normal_path, unprefixed
from .faults import Fault
from .routes.behind_mounts import Misplaced, Mounted, misplaced, mounted_at
from .routes.whole_requests import requests_of


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    tagged = [
        (pairing.contract, pairing.implementation)
        for pairing in snapshot.pairings_by_path.get(source.path, ())
        if isinstance(pairing.implementation, Route)
    ]
    mounted = mounted_at(tagged, source, snapshot)
    wrong = {r: found for r, at in mounted.items() if (found := misplaced(r, at, tagged, source, snapshot)) is not None}
    for contract, route in tagged:
        behind = mounted.get(route.router) if route.mounted else None
        yield from _compared(contract, route, source.path, snapshot, behind, route.router not in wrong)
    yield from (_mounted_elsewhere(found, snapshot) for found in wrong.values())
    for sent in requests_of(source, snapshot):  # through functions of our own
        tag = sent.route.tag("contract")
        contract = snapshot.contracts.meant(tag.value, source.path, source.shapes.imports) if tag else None
        if contract is not None:
            yield from _compared(contract, sent.route, source.path, snapshot)


def _compared(
    contract: Contract, route: Route, at: str, snapshot: Snapshot, behind: Mounted | None = None, is_right: bool = True
) -> Iterator[Fault]:
    """What is wrong with method and path of a route; `behind` is where its router is mounted, if that is seen, and `is_right` whether it
    should be there.
    """
    endpoint = contract.endpoint
    if endpoint is None or not endpoint[1]:
        return
    method, path, tag = endpoint
    wrong_method = route.method not in (method, "*", "ALL", "ANY")
    if route.side == "client":
        own = (
            unprefixed(route.path) if route.mounted else route.path
        )  # the usual prefix may be that of the whole server
        wrong_path = not any(asks_for(path, p, route.mounted) for p in (route.path, own))
    elif behind is not None:
        wrong_path = not (behind.fits(path, route) if is_right else ends_with(path, behind.own(route)))
    else:
        wrong_path = not (
            ends_with(path, route.path) if route.mounted else normal_path(path) == normal_path(route.path)
        )
    if not wrong_method and not wrong_path:
        return
    name = contract.name
    shown = behind.whole(route) if behind is not None and is_right and ends_with(path, route.path) else route.path
    yield Fault(
        at,
        route.path_range if wrong_path else route.method_range,
        f"`{route.method} {shown}` is `{method} {path}` in contract {name}.",
        (Place(contract.path, tag.range, f"`@api` of contract {name}"),),
        tuple(_fixes(at, route, method if wrong_method else None, path if wrong_path else None, snapshot)),
    )


def _mounted_elsewhere(found: Misplaced, snapshot: Snapshot) -> Fault:
    """A router that is mounted where none of its routes is what its contract says."""
    method, route, endpoint = found.route.method, found.route, found.contract.endpoint
    assert endpoint is not None
    fixes: tuple[Fix, ...] = ()
    text = snapshot.sources[found.path].text
    inner = text[found.range].strip("\"'`")
    if found.wanted is not None and inner.startswith("/"):
        start = found.range.start + text[found.range].index(inner)
        edit = Edit(found.path, Range(start, start + len(inner)), found.wanted)
        fixes = (Fix(f"Change to `{found.wanted}`", (edit,)),)
    return Fault(
        found.path,
        found.range,
        f"Mounted here, `{method} {route.path}` is `{method} {found.whole}`, "
        f"but `{endpoint[0]} {endpoint[1]}` in contract {found.contract.name}.",
        (Place(found.contract.path, endpoint[2].range, f"`@api` of contract {found.contract.name}"),),
        fixes,
    )


def _like(written: str, method: str) -> str:
    """A method spelled as the one that it takes the place of: `GET`, `get`, `@Get`."""
    if written.isupper():
        return method
    return method.capitalize() if written[:1].isupper() else method.lower()


def _fixes(path: str, route: Route, method: str | None, wanted: str | None, snapshot: Snapshot) -> Iterator[Fix]:
    text = snapshot.sources[path].text
    edits: list[Edit] = []
    if method is not None:
        if text[route.method_range].lower() != route.method.lower():
            return
        written = text[route.method_range]
        edits.append(Edit(path, route.method_range, _like(written, method)))
    if wanted is not None:
        literal = text[route.path_range]
        inner = literal.strip("\"'`")
        spelled = _spelled(inner, route, wanted)
        if spelled is None or spelled == inner:
            return
        start = route.path_range.start + literal.index(inner)
        edits.append(Edit(path, Range(start, start + len(inner)), spelled))
    what = " ".join(x for x in (method, wanted) if x)
    yield Fix(f"Change to `{what}`", tuple(edits))


def _spelled(inner: str, route: Route, wanted: str) -> str | None:
    """The contract's path in place of the written one, whose parameters stay as the framework writes them.

    Where the route stands behind a prefix, its own part is the end of the path. None where the parts do not correspond.
    """
    own, promised = _parts(inner), _parts(wanted)
    known = [p for p in normal_path(route.path).split("/") if p]
    if not own or _parts(normal_path(inner)) != known[-len(own) :]:
        return None  # the path is that of the file, or made of several pieces
    before = promised[: len(promised) - len(own)]
    if not route.mounted and (
        len(known) != len(promised) or known[: len(before)] != _parts(normal_path("/".join(before)))
    ):
        return None
    if len(promised) < len(own):
        return None
    made: list[str] = []
    for mine, theirs in zip(own, promised[len(before) :], strict=True):
        is_parameter = _is_parameter(theirs)
        if is_parameter != _is_parameter(mine):
            return None
        made.append(mine if is_parameter else theirs)
    start, end = "/" if inner.startswith("/") else "", "/" if inner.endswith("/") and len(inner) > 1 else ""
    return start + "/".join(made) + end


def _parts(path: str) -> list[str]:
    return [p for p in path.split("/") if p]


def _is_parameter(part: str) -> bool:
    return any(c in part for c in ":{[<*$(")
