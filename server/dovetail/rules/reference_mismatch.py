"""A field holds a record of another contract than the one that is promised."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .checks.clashes import clashes
from .faults import Fault
from .routes.carried_types import carried_types
from .routes.models import asks_for_more, misheld, misplaced
from .routes.rpc_messages import other_messages


@rule("conformance", "error")
def of_routes(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    yield from carried_types(source, snapshot, "reference-mismatch")
    told: set[Range] = set()
    for bound, model, found in misplaced(source, snapshot):
        if model.range not in told:  # one name may be that of several endpoints
            told.add(model.range)
            contract = bound.contract
            does = "asks for more than" if asks_for_more(found, snapshot) else "lacks what"
            message = (
                f"`{model.type.rstrip('[]')}` is another contract by other routes, and {does} is promised here: `{model.chain[0]}` "
                f"is {found.contract.name} in contract {contract.name}, which is {bound.endpoint.method} {bound.endpoint.path}."
            )
            place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
            yield Fault(source.path, model.range, message, (place,), severity="warning")
    for match, found in misheld(source.path, snapshot) if source.shapes.language == "python" else ():
        if (at := match.field.type_range or match.field.name_range) not in told:
            told.add(at)
            message = (
                f"`{match.field.kind.text}` is another contract elsewhere, and lacks what is promised here: "
                f"`{match.field.name}` is {found.contract.name}."
            )
            contract = found.contract
            place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
            yield Fault(source.path, at, message, (place,), severity="warning")


@rule("conformance", "error")
def of_rpcs(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for found in other_messages(source, snapshot):
        contract = found.endpoint.contract
        message = (
            f"The rpc {found.does} `{found.message}`, which is {found.given}, "
            f"and contract {contract.name} promises {found.promised}."
        )
        place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
        yield Fault(source.path, found.range, message, (place,), severity="warning")


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    yield from clashes(pairing, snapshot, "reference-mismatch")
