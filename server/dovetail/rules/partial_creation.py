"""What makes a new thing may leave out everything that the thing has."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .faults import Fault

# What changes or asks for what there is, and makes nothing.
_OTHERWISE = frozenset(
    "search query filter filters find lookup preview validate check draft drafts estimate quote calculate update edit patch change merge "
    "sync import save upsert settings preferences profile config configuration options".split()
)
_UTILITY = "Partial<"


def makes_something(contract: Contract) -> bool:
    """True for an endpoint that makes a new thing: no change of one, no search, and nothing that is done to what its path names."""
    endpoint = contract.endpoint
    steps = [s for s in endpoint[1].split("/") if s] if endpoint is not None and endpoint[0] == "POST" else []
    if not steps or steps[-1][0] in ":{":
        return False
    return _OTHERWISE.isdisjoint((*words(contract.name), *words(steps[-1])))


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    endpoint, declaration = contract.endpoint, contract.declaration
    if endpoint is None or not isinstance(declaration, Record) or not makes_something(contract):
        return
    request = next((f for f in declaration.fields if f.name == "request"), None)
    if request is None or request.type_range is None:
        return
    written = snapshot.text_of(contract)[request.type_range]
    if not written.startswith(_UTILITY) or not written.endswith(">") or request.doc or request.list_depth:
        return
    whole = Edit(contract.path, request.type_range, written[len(_UTILITY) : -1])
    yield Fault(
        contract.path,
        request.name_range,
        f"`{endpoint[0]} {endpoint[1]}` makes something of a request that may leave out everything; say which fields must be there, "
        f"as in `Omit<…>` or `Pick<…>`, or in its comment what stands in for what is left out.",
        fixes=(Fix("Ask for all of it", (whole,)),),
    )
