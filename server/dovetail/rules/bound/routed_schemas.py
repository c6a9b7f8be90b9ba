"""Schemas of zod that do not say which contract they are, and that routes hold a part of a request to: `listQuery.parse(req.query)`.

The endpoint says what such a schema is, and so what the values are that it gives, wherever these are handed on. Of a schema that no
route names, the type that it gives may still be what a route carries.
"""

from collections.abc import Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Kind, Record
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.asked import Bound, Unbound
from ..contracts.parts import contract_of
from ..routes.answers import answering
from ..routes.bound_routes import bound_route
from .inline import unfolded

Routed = Mapping[tuple[str, tuple[str, ...]], Pairing | None]

_ANY: Routed = {("", ()): None}


def bound_by_route(schema: Unbound, snapshot: Snapshot) -> Bound | None:
    """A schema, or a type that a route carries, with the part of an endpoint that it is; None where no route says so, or several do."""
    record, source = schema.record, schema.source
    if not schema.is_schema and source.path not in snapshot.sources:
        return None  # what a library declares
    at = ("routed schema", source.path, record.name)
    found: Routed = snapshot.once(at, lambda: _routed(record, source, snapshot)) if schema.is_schema else {}
    if found:
        pairing = next(iter(found.values())) if len(found) == 1 else None
        return Bound(pairing, record, source) if pairing is not None else None
    held = [p for p in unfolded(source.path, snapshot) if p.implementation.range.start == record.range.start]
    return Bound(held[0], record, source) if len({p.contract.name for p in held}) == 1 else None


def _routed(record: Record, source: Source, snapshot: Snapshot) -> Routed:
    """What a schema is by the routes that hold something to it; none where no route does."""
    maker = next((m for m in source.shapes.makers if m.name_range == record.name_range), None)
    found: dict[tuple[str, tuple[str, ...]], Pairing | None] = {}
    for place, route, chain in answering(maker, source, snapshot) if maker is not None else ():
        bound = bound_route(route, place, snapshot)
        if bound is None or not chain:
            return _ANY  # it may be any route's
        outer = bound[1].contract
        promise = snapshot.contracts.looked_up(Kind("unknown", outer.name, steps=chain))
        contract = contract_of(promise, outer, snapshot) if promise is not None and not promise.list_depth else None
        because = f"{bound[1].method} {bound[1].path} takes it as `{chain[0]}` of contract {outer.name}"
        guessed = route.tag("contract") is None
        found[outer.name, chain] = (
            Pairing(contract, source.path, record, "whole", because, guessed=guessed) if contract is not None else None
        )
    return found
