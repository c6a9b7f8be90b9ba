"""What handlers of FastAPI say of the parameters they take, as parts of their endpoints: types, bounds, and whether they must be given.

Which names there are, and which have none, other rules say.
"""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .bound_routes import Bound, bound_routes
from .endpoints import member

_NUMBERED = ("id", "number", "no", "code", "key", "year", "version", "page", "offset", "limit")
_CONSTRUCT = "pydantic model"  # which is what FastAPI makes of them


def taking(source: Source) -> bool:
    """True for a file whose handlers say what their parameters are."""
    shapes = source.shapes
    return shapes.language == "python" and any(r.parts for r in (*shapes.routes, *shapes.makers))


def handler_parameters(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    """The parameters of the handlers of a file, each part of an endpoint as a record that keeps the contract's."""
    source = snapshot.sources[path]
    seen: set[tuple[Range, tuple[Kind, ...]]] = set()  # what a dependency takes may be for many endpoints
    for bound in bound_routes(source, snapshot) if taking(source) else ():
        for part in bound.route.parts if bound.route.side == "server" and not bound.of_test else ():
            pairing = _pairing(part, bound, snapshot)
            promised = pairing.contract.declaration if pairing is not None else None
            kinds = tuple(f.kind for f in promised.fields) if isinstance(promised, Record) else ()
            if pairing is not None and (part.range, kinds) not in seen:
                seen.add((part.range, kinds))
                yield pairing


def _pairing(part: Field, bound: Bound, snapshot: Snapshot) -> Pairing | None:
    """A part with what is promised of it; of a path the parameters may be called otherwise, in the same words."""
    promised = {f.name if part.name == "query" else f.key: f for f in member(bound.contract, part.name, snapshot) or ()}
    own: list[Field] = []
    for field in part.kind.members:
        promise = promised.get((field.wire or field.name) if part.name == "query" else field.key)
        if promise is not None and not _is_number_in_text(field, promise, snapshot):
            own.append(replace(field, wire=promise.name))
    declaration, route = bound.contract.declaration, bound.route
    if not own or not isinstance(declaration, Record):
        return None
    record = Record(f"{route.method} {route.path}", route.method_range, part.range, tuple(own), "api", _CONSTRUCT)
    known = tuple(promised.values())
    contract = Contract(bound.contract.path, replace(declaration, fields=known, bases=(), tags=()))
    because = (
        f"{bound.endpoint.method} {bound.endpoint.path} is contract {bound.contract.name}, whose `{part.name}` it takes"
    )
    guessed = bound.severity is not None
    return Pairing(contract, bound.source.path, record, "subset", because, guessed=guessed, way="accepts", text=True)


def _is_number_in_text(field: Field, promise: Field, snapshot: Snapshot) -> bool:
    """True for a number that a contract calls a text, as which it stands in an address, where its name may be that of a number."""
    wanted = snapshot.contracts.resolved(promise.kind)
    as_number = wanted.name in ("bigint", "decimal") or (wanted.name == "string" and field.key.endswith(_NUMBERED))
    return field.kind.name in ("int", "decimal") and as_number
