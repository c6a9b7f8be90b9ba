"""Messages that an rpc takes or gives, where the contract of its name promises another: `rpc GetOrder(OrderId) returns (Invoice)`."""

from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.parts import contract_of
from ..records.elsewhere import contract_elsewhere
from .bound_routes import bound_routes
from .endpoints import Endpoint, endpoint_named, field_at

_PARTS = {"request": "takes", "response": "gives"}


@dataclass(frozen=True, slots=True)
class OtherMessage:
    """A message that keeps contract `given` in a part of an endpoint for which something else is `promised`; `does` says which part."""

    message: str
    range: Range
    does: str
    given: str
    promised: str
    endpoint: Endpoint


def other_messages(source: Source, snapshot: Snapshot) -> Iterator[OtherMessage]:
    """The messages of a file's rpcs that keep another contract than their endpoint promises, where some message keeps that one."""
    for route in source.shapes.routes if source.shapes.language == "proto" else ():
        endpoint = (
            endpoint_named(route.path.rpartition("/")[2], snapshot) if route.method_range == route.path_range else None
        )
        for part in route.parts if endpoint is not None else ():
            if part.name in _PARTS and part.kind.name == "ref" and endpoint is not None:
                found = _other(part, endpoint, source, snapshot)
                if found is not None:
                    yield found
    for bound in bound_routes(source, snapshot) if source.shapes.language == "proto" else ():
        for part in bound.route.parts if bound.route.method_range != bound.route.path_range else ():
            if part.name in _PARTS and part.kind.name == "ref":
                found = _in_place(part, bound.endpoint, source, snapshot)
                if found is not None:
                    yield found


def _other(part: Field, endpoint: Endpoint, source: Source, snapshot: Snapshot) -> OtherMessage | None:
    promise = field_at(endpoint.contract, (part.name,), snapshot)
    promised = contract_of(promise, endpoint.contract, snapshot) if promise is not None else None
    given = snapshot.contracts.get(_kept_by(part, source, snapshot) or "")
    if promised is None:
        return _in_place(part, endpoint, source, snapshot)
    if promise is None or given is None or promised.name == given.name:
        return None
    kept = snapshot.pairings_by_contract.get(promised.name, ())
    of_proto = any(snapshot.sources[p.path].shapes.language == "proto" for p in kept)
    around = any(p.field.kind.target == promised.name for p in snapshot.contracts.promised(given)[0])  # an envelope
    if not of_proto or around or promise.list_depth:
        return None
    return OtherMessage(part.kind.target, part.name_range, _PARTS[part.name], given.name, promised.name, endpoint)


def _in_place(part: Field, endpoint: Endpoint, source: Source, snapshot: Snapshot) -> OtherMessage | None:
    """A message whose contract has none of what is promised, in a record that the endpoint writes out."""
    promise = field_at(endpoint.contract, (part.name,), snapshot)
    given = snapshot.contracts.get(_kept_by(part, source, snapshot) or "")
    if promise is None or given is None or promise.list_depth or not isinstance(given.declaration, Record):
        return None
    own, whole = snapshot.contracts.promised(given)
    members = promise.kind.members
    names = [f.name for f in members]
    around = any(f.kind.target == given.name and not f.list_depth for f in members)  # an envelope
    required = any(f.presence == "required" for f in members)
    if not whole or around or not required or any(p.field.name in names for p in own):
        return None
    shown = f"an object with `{'`, `'.join(names[:3])}`"
    return OtherMessage(part.kind.target, part.name_range, _PARTS[part.name], given.name, shown, endpoint)


def _kept_by(part: Field, source: Source, snapshot: Snapshot) -> str | None:
    """The contract that the message of a part keeps."""
    own = next((r for r in source.shapes.records if r.name == part.kind.target), None)
    if own is None:
        return contract_elsewhere(part.kind, source.path, snapshot)
    return next(
        (p.contract.name for p in snapshot.pairings_by_path.get(source.path, ()) if p.implementation is own), None
    )
