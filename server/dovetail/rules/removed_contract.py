"""A contract is gone, and what was built on it has nothing to keep to."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .checks.followers import contract_changes
from .checks.gone import references
from .faults import Fault


@rule("evolution", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for change in contract_changes(snapshot):
        if change.kind != "declaration-removed" or change.before is None:
            continue
        name, home = change.contract, change.before.path
        found = tuple(references(name, home, snapshot))
        for reference in found:
            where = f"Contract {name} was removed from {home}, and {reference.says}."
            yield Fault(reference.path, reference.range, where, _home(home, snapshot))
        if not found and (home in snapshot.sources or snapshot.launched is None):
            # Of a file that is gone there is no text to show, and a report names it all the same.
            where = "" if home in snapshot.sources else f" with {home}"
            message = f"Contract {name} was removed{where}; nothing here refers to it, and what does elsewhere breaks."
            yield Fault(home, Range(0, 0), message, severity="warning")


def _home(path: str, snapshot: Snapshot) -> tuple[Place, ...]:
    return (Place(path, Range(0, 0), "it was declared here"),) if path in snapshot.sources else ()
