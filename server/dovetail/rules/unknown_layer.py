"""A package is of a layer that the sprint gives nothing to read, and another one is spelled all but like it."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.plan import WorkPackage
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest

from . import rule
from .faults import Fault


@rule("plan", "warning")
def check(work: WorkPackage, _: Snapshot) -> Iterator[Fault]:
    """A layer that is spelled like no other may be one for which there is nothing to read."""
    sprint, layer = work.sprint, work.package.layer
    layers = sorted(sprint.context.layers)
    near = nearest(layer, layers, 2) if layer is not None and layer not in layers else None
    if near is not None and layer is not None:
        place = sprint.place(work.package.id, "layer")
        edit = Edit(sprint.path, place, sprint.text[place].replace(layer, near))
        says = f"`context.layers` has no layer `{layer}`, so that its agent reads no file of it; did you mean `{near}`?"
        yield Fault(sprint.path, place, says, fixes=(Fix(f"Change to '{near}'", (edit,)),))
