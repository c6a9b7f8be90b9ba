"""A contract says which component shows it, and there is no such component."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest

from . import rule
from .checks.packages import is_planned
from .contracts.views import views
from .faults import Fault
from .files.imported import module_source


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Only where the components are in the tree, which the component of another contract shows."""
    found = views(snapshot)
    taken = {v.tag.value for v in found}
    if not any(v.definition for v in found):
        return
    for view in found:
        if view.definition is not None or _is_imported(view.tag.value, snapshot):
            continue
        if is_planned(view.contract, snapshot):
            continue  # somebody is making it
        near = nearest(view.tag.value, sorted(_components(snapshot) - taken))
        hint = f"did you mean `{near}`?" if near else "make it, or take `@view` away."
        yield Fault(
            view.contract.path,
            view.tag.value_range,
            f"{view.contract.name} is shown by `{view.tag.value}`, and there is no such component; {hint}",
            fixes=(Fix(f"Change to `{near}`", (Edit(view.contract.path, view.tag.value_range, near),)),)
            if near
            else (),
        )


def _is_imported(name: str, snapshot: Snapshot) -> bool:
    """True where a file takes the component from elsewhere, which may be where we cannot see it."""
    for source in snapshot.implementations:
        for item in source.shapes.imports:
            if item.original == name:
                other = module_source(item.module, source.path, snapshot)
                if other is None or any(i.original == "*" for i in other.shapes.imports):
                    return True
    return False


def _components(snapshot: Snapshot) -> set[str]:
    """The names of what is exported from files with JSX and may be a component."""
    return {
        d.name
        for s in snapshot.implementations
        if s.path.endswith((".tsx", ".jsx"))
        for d in s.shapes.definitions
        if d.exported and d.name[:1].isupper() and d.construct not in ("interface", "type", "enum")
    }
