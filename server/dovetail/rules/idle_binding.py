"""A `@contract` tag speaks of nothing that can be held to a contract, so the code beside it is not checked."""

from collections.abc import Iterator

from dovetail.core.bindings import ANY_CONTRACT, says_props
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .faults import Fault
from .routes.bound_routes import bound_routes


@rule("format", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Only of tags that name a contract: what is said of others may be prose about tags."""
    shapes = source.shapes
    if not shapes.bindings or source.path.endswith(SUFFIX):
        return
    items = (*shapes.declarations, *shapes.routes, *shapes.handlers, *shapes.calls)
    typed = {i.original for i in shapes.imports if i.module == ANY_CONTRACT}
    heard = {tag.range.start for item in items for tag in item.tags}
    for tag in shapes.bindings:
        contract = snapshot.contracts.get(tag.value)
        if contract is not None and tag.value in typed and says_props(contract):
            continue
        if contract is not None and tag.range.start not in heard and not _is_sent(contract, source, snapshot):
            yield Fault(
                source.path,
                tag.range,
                f"Nothing is held to `{contract.name}` by this tag, for it speaks of no type, table, schema, query or route; "
                "write it right above one, or at the end of its first line.",
                (Place(contract.path, contract.declaration.name_range, f"`{contract.name}` is declared here"),),
            )


def _is_sent(contract: Contract, source: Source, snapshot: Snapshot) -> bool:
    """True for an endpoint that a request of the same file is by its method and path: the tag stands above its function."""
    return contract.is_endpoint and any(b.contract == contract for b in bound_routes(source, snapshot))
