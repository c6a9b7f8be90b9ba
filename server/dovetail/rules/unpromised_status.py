"""A server, or what stands in for one, refuses with a status that its endpoint does not promise, or a client asks for one."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Kind, Modelled
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .checks.asked_statuses import ASKED, asked_statuses
from .checks.thrown_statuses import thrown_statuses
from .faults import Fault
from .routes.bound_routes import Bound, bound_routes
from .routes.endpoints import endpoints
from .routes.raised import is_answered

_PART = "errors"
_TITLES = {"answers with": "Answer with", "asks for": "Ask for"}
_STATUS = re.compile(r"\d\d\d|[45]XX|default")
_ANY = frozenset({"4XX", "default"})
# What stands before all handlers answers so: who is not let in, asks too often, or sends too much.
_BEFORE = frozenset("401 403 405 406 407 408 413 414 415 426 429 431".split())
_MOST = 4  # endpoints of which each must say by status how it refuses
_MALFORMED = frozenset({"400", "422"})  # which many endpoints answer, and few contracts write down


@rule("conformance", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Only where the endpoint says by status how it refuses."""
    shapes = source.shapes
    if any(r.side == "client" for r in shapes.routes) or shapes.calls:
        yield from _asked(source, snapshot)
    yield from _of_errors(source, snapshot)
    yield from _thrown(source, snapshot)
    if not any(_refuses(m) for route in (*shapes.routes, *shapes.handlers) for m in route.models):
        return
    for bound in bound_routes(source, snapshot):
        mocked = bound.route.side == "mock"
        if not mocked and (bound.route.side != "server" or bound.of_test):
            continue
        # What stands in for a server may break down, too, as no contract promises it.
        refused = [m for m in bound.route.models if _refuses(m) and not (mocked and m.status.startswith("5"))]
        promised = _promised(bound.contract, snapshot) if refused else ()
        for model in refused:
            if _is_unpromised(model.status, promised):
                said = {m.status for m in refused}
                yield _fault("answers with", model.status, model.range, promised, said, bound)


def _refuses(model: Modelled) -> bool:
    """True for the status of an answer, of which no type is known."""
    return model.chain == (_PART,) and bool(model.status) and not model.type


def _of_errors(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The statuses that classes of errors say, where a handler answers to them and no endpoint at all promises such a status."""
    for own in source.shapes.error_classes:
        if own.status is None or not is_answered(own.name, source, snapshot):
            continue
        said = {e.contract.name: (e.contract, _promised(e.contract, snapshot)) for e in endpoints(snapshot)}
        promised = tuple(dict.fromkeys(s for _, statuses in said.values() for s in statuses))
        if _is_unpromised(own.status[0], promised):
            message = (
                f"Errors of `{own.name}` are answered with {own.status[0]}, which no endpoint promises; they promise "
                f"{' or '.join(sorted(promised))}."
            )
            contract = next(c for c, statuses in said.values() if statuses)
            place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
            yield Fault(source.path, own.status[1], message, (place,))


def _thrown(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The statuses of errors that are thrown, where no endpoint promises them that may be refused so."""
    for thrown, contracts in thrown_statuses(source, snapshot):
        said = {c.name: (c, _promised(c, snapshot)) for c in contracts}
        promised = tuple(sorted({s for _, statuses in said.values() for s in statuses}))
        silent = len(said) < _MOST and not all(statuses for _, statuses in said.values())
        if silent or not _is_unpromised(thrown.status, promised):
            continue
        contract = next(c for c, statuses in said.values() if statuses)
        of = f"contract {contract.name} promises" if len(said) == 1 else "the endpoints that may be refused so promise"
        message = f"This is answered with {thrown.status}, and {of} {' or '.join(promised)}."
        place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
        yield Fault(source.path, thrown.range, message, (place,))


def _promised(contract: Contract, snapshot: Snapshot) -> tuple[str, ...]:
    """The statuses with which an endpoint says that it refuses; none where it does not say it by status."""
    promise = snapshot.contracts.looked_up(Kind("unknown", contract.name, steps=(_PART,)))
    fields = snapshot.contracts.fields_of(promise.kind) if promise is not None and not promise.list_depth else None
    names = tuple(p.field.name for p in fields or ())
    return names if all(map(_STATUS.fullmatch, names)) else ()


def _is_unpromised(status: str, promised: tuple[str, ...]) -> bool:
    if not promised or status in promised or status in _BEFORE or not _ANY.isdisjoint(promised):
        return False
    return status not in _MALFORMED or not _MALFORMED.isdisjoint(promised)


def _asked(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What code asks for behind a request of its own."""
    if ASKED.search(source.text.source) is None:
        return
    told: set[Range] = set()
    for bound in bound_routes(source, snapshot):
        promised = _promised(bound.contract, snapshot) if bound.route.side == "client" else ()
        asked = list(asked_statuses(source, bound.route.range)) if promised else []
        for status, range in asked:
            if range not in told and _is_unpromised(status, promised):
                told.add(range)
                yield _fault("asks for", status, range, promised, {s for s, _ in asked}, bound)


def _fault(does: str, status: str, range: Range, promised: tuple[str, ...], said: set[str], bound: Bound) -> Fault:
    contract = bound.contract
    message = (
        f"This {does} {status}, and contract {contract.name}, which is {bound.endpoint.method} {bound.endpoint.path}, "
        f"promises {' or '.join(promised)}."
    )
    left = [p for p in promised if p not in said and p.isdecimal()]
    sure = len(left) == 1 and bound.source.text[range] == status
    fixes = (Fix(f"{_TITLES[does]} {left[0]}", (Edit(bound.source.path, range, left[0]),)),) if sure else ()
    place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
    return Fault(bound.source.path, range, message, (place,), fixes)
