"""Addresses of endpoints and routes, and the parameters that they name: `/orders/:orderId`."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.rules.routes.bound_routes import Bound, bound_routes
from dovetail.rules.routes.endpoints import member
from dovetail.rules.routes.whole_requests import routes_of

ANSWERING = ("server", "described")

_PARAMETER = re.compile(r":(?P<colon>\w+)|\{(?P<brace>\w+)\}")


def address_of(contract: Contract, text: Text) -> Range | None:
    """Method and path of an endpoint, where its `@api` says them."""
    endpoint = contract.endpoint
    if endpoint is None or not endpoint[1]:
        return None
    method = endpoint[2].value_range
    found = text.source.find(endpoint[1], method.end, text.line_range(text.line_of(method.end)).end)
    return Range(method.start, found + len(endpoint[1])) if found >= 0 else None


def parameters_in(text: Text, address: Range) -> Iterator[Range]:
    """The names of parameters in an address: `:id`, `{id}`."""
    for found in _PARAMETER.finditer(text[address]):
        start, end = found.span(found.lastgroup or 0)
        yield Range(address.start + start, address.start + end)


def parameter_at(snapshot: Snapshot, path: str, offset: int) -> tuple[Contract, Field, Range] | None:
    """The field of an endpoint's `params` that is named at an offset: in a contract's address, or by code that answers there."""
    source = snapshot.sources[path]
    for contract, name in _named(source, snapshot):
        if offset in name:
            promised = member(contract, "params", snapshot) or ()
            field = next((f for f in promised if f.name == source.text[name]), None)
            if field is not None:
                return contract, field, name
    return None


def _named(source: Source, snapshot: Snapshot) -> Iterator[tuple[Contract, Range]]:
    """Every place where a file names a parameter of an endpoint."""
    if source.path.endswith(SUFFIX):
        for declaration in source.shapes.declarations:
            contract = Contract(source.path, declaration)
            address = address_of(contract, source.text)
            if address is not None:
                yield from ((contract, name) for name in parameters_in(source.text, address))
        return
    if source.shapes.language == "python":
        return  # a function of Python calls its parameters as it likes
    own = {r.path_range for r in routes_of(source, snapshot)}
    for bound in bound_routes(source, snapshot):
        if bound.route.side in ANSWERING and not bound.made:
            if bound.route.path_range in own:
                yield from ((bound.contract, name) for name in parameters_in(source.text, bound.route.path_range))
            yield from ((bound.contract, name) for name in parameters_read(bound))


def parameters_read(bound: Bound) -> Iterator[Range]:
    """Where a handler reads the parameters of its path: `request.params.id`."""
    yield from (use.ranges[1] for use in bound.route.carries if use.chain[0] == "params" and len(use.chain) > 1)
