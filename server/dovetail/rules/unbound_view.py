"""A component is the one that a contract speaks of, and does not use the contract's props."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.views import views
from .faults import Fault


@rule("conformance", "info")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for view in views(snapshot):
        if view.source is None or view.definition is None or view.is_bound(snapshot):
            continue
        name = view.contract.name
        yield Fault(
            view.source.path,
            view.definition.range,
            f"`{view.definition.name}` is what shows contract {name}, and its file does not mention {name}; "
            f"take its props as `{name}`, and they are held to it.",
            (Place(view.contract.path, view.tag.range, f"`@view` of contract {name}"),),
        )
