"""Operations of a description as what they are: the parts of an endpoint, each of which keeps the contract's."""

from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Mode, Pairing
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source

from .carried import Bound, bound_routes

CONSTRUCT = "operation"
_ERRORS = "errors"
# How much of each part is compared as a record's: what else a query has or lacks, other rules say.
_PARTS: Mapping[tuple[str, ...], Mode] = {("params", "query"): "subset", ("request", "response"): "whole"}


def describing(source: Source) -> bool:
    """True for a file that describes what operations take and give."""
    return any(r.parts for r in source.shapes.routes)


def operations(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    """What the operations of a file take and give, as records of their endpoints' parts."""
    source = snapshot.sources[path]
    for bound in bound_routes(source, snapshot) if describing(source) else ():
        for names, mode in _PARTS.items():
            yield from _pairing(bound, names, mode)
        yield from _refused(bound)


def _refused(bound: Bound) -> Iterator[Pairing]:
    """Each answer that refuses, where the contract has one type for all of them."""
    declaration = bound.contract.declaration
    promised = [f for f in declaration.fields if f.name == _ERRORS] if isinstance(declaration, Record) else []
    if promised and promised[0].kind.name == "ref":
        given = (f for f in bound.route.parts if f.name == _ERRORS and f.kind.name == "ref")
        yield from (_made(bound, tuple(promised), (field,), "subset") for field in given)


def _pairing(bound: Bound, names: tuple[str, ...], mode: Mode) -> Iterator[Pairing]:
    declaration, route = bound.contract.declaration, bound.route
    if not isinstance(declaration, Record):
        return
    promised = tuple(f for f in declaration.fields if f.name in names and _holds_something(f))
    said = [f for f in route.parts if f.name in names]
    given = tuple(f for f in said if f.name in [p.name for p in promised])
    if not promised or (mode != "whole" and not given) or (said and all(f.kind.name == "any" for f in said)):
        return  # an outline says no more than that there is something
    yield _made(bound, promised, given, mode)


def _made(bound: Bound, promised: tuple[Field, ...], given: tuple[Field, ...], mode: Mode) -> Pairing:
    route, declaration = bound.route, bound.contract.declaration
    record = Record(
        f"{route.method} {route.path}", route.method_range, route.range, given, "api", CONSTRUCT, tags=route.tags
    )  # fmt: skip
    assert isinstance(declaration, Record)
    contract = Contract(bound.contract.path, replace(declaration, fields=promised, bases=(), tags=()))
    because = f"the contract says `@api {bound.endpoint.method} {bound.endpoint.path}`"
    return Pairing(contract, bound.source.path, record, mode, because)


def _holds_something(part: Field) -> bool:
    return part.kind.name not in ("null", "hole") and part.presence == "required"
