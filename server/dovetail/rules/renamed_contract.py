"""A contract has another name than before, and what refers to the old one finds nothing."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.followers import contract_changes
from .checks.gone import Reference, references
from .faults import Fault


@rule("evolution", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for change in contract_changes(snapshot):
        if change.kind != "declaration-renamed" or change.before is None or change.after is None:
            continue
        old, new = change.earlier, change.contract
        there = (Place(change.after.path, change.after.range, f"`{new}` is declared here"),)
        says = f"Contract {old} is now called {new}; what still has the old name must follow."
        yield Fault(change.after.path, change.after.range, says, severity="warning")
        for reference in references(old, change.before.path, snapshot):
            message = f"Contract {old} is now called {new}, and {reference.says} by its old name."
            yield Fault(reference.path, reference.range, message, there, _fixes(reference, old, new, snapshot))


def _fixes(reference: Reference, old: str, new: str, snapshot: Snapshot) -> tuple[Fix, ...]:
    text = snapshot.text(reference.path)
    if text is None or text[reference.range] != old or "import" in reference.says:
        return ()  # an import's name is used all over its file
    return (Fix(f"Change to `{new}`", (Edit(reference.path, reference.range, new),)),)
