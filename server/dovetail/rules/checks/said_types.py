"""The contracts that a route or a call names for what it takes and gives."""

from dovetail.core.contracts import Contract
from dovetail.core.parameters import ELEMENT
from dovetail.core.shapes import Kind
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import contract_of
from ..records.elsewhere import bound_elsewhere
from ..routes.endpoints import Endpoint, Placed, field_at

ANSWER = ("response",)
Said = dict[tuple[str, ...], tuple[str, int]]
"""The names of contracts, and in how many lists they stand, by the parts of requests and answers that they are: `("response",)`."""


def said_types(placed: Placed, snapshot: Snapshot) -> Said:
    """What a route or a call names for its body and for the answer, or for parts of them."""
    source = snapshot.sources.get(placed.source)
    found: Said = {}
    if source is None:
        return found
    for model in placed.route.models:
        part = tuple(step for step in model.chain if step != ELEMENT)
        named = model.chain[: len(part)] == part
        contract = _contract(model.type.rstrip("[]"), source, snapshot) if named else None
        if contract is not None and not contract.is_endpoint:
            found[part] = contract.name, model.type.count("[]") + len(model.chain) - len(part)
    return found


def takes_and_gives(endpoint: Endpoint, said: Said, snapshot: Snapshot) -> bool:
    """True for an endpoint that has all of that in the same parts."""
    return all(_is_part(endpoint, part, *held, snapshot) for part, held in said.items())


def _is_part(endpoint: Endpoint, part: tuple[str, ...], name: str, lists: int, snapshot: Snapshot) -> bool:
    field = field_at(endpoint.contract, part, snapshot)
    return field is not None and (field.kind.target, field.list_depth) == (name, lists)


def _contract(name: str, source: Source, snapshot: Snapshot) -> Contract | None:
    """The contract that a type's name stands for, or that what it names says it is."""
    imported = contract_of(name, source, snapshot)
    if imported is not None:
        return imported
    own = [p for p in snapshot.pairings_by_path.get(source.path, ()) if p.implementation.name == name]
    bound = own[0] if len(own) == 1 else bound_elsewhere(Kind("ref", name), source.path, snapshot)
    return bound.contract if bound is not None and not bound.guessed and not bound.is_store else None
