"""A component is not given a prop that its contract needs."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.shapes import Element, Field
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.vue_attributes import strangers, taken
from .contracts.chains import fields_of
from .contracts.views import called_as, is_vue
from .edits.placeholders import with_prop
from .faults import Fault
from .typescript.reached import Reach

_OF_ANY = frozenset({"key", "ref", "children"})  # what a library takes for itself, or puts between the tags


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for element in source.shapes.elements:
        view = called_as(element.name, source, snapshot) if not element.open else None
        if view is None or not view.is_bound(snapshot):
            continue
        props = taken(element, source, Reach(snapshot)) if is_vue(source) else None
        others = [s.name for s in strangers(element, props, source)] if props is not None else None
        for field in _missing(element, fields_of(view.contract, snapshot) or (), others):
            yield Fault(
                source.path,
                element.name_range,
                f"`{field.name}` of contract {view.contract.name} is not given to `{element.name}`.",
                (Place(view.contract.path, field.name_range, f"`{field.name}` of contract {view.contract.name}"),)
                if field in getattr(view.contract.declaration, "fields", ())
                else (),
                tuple(with_prop(field, source, element, snapshot.contracts)),
            )


def _missing(element: Element, fields: tuple[Field, ...], told: list[str] | None) -> Iterator[Field]:
    """What must be given and is not, unless something else is given that may be meant for it, and is told.

    `told` are those of a component that may be given attributes that are no props, of which nobody tells.
    """
    given = {name for name, _ in element.given}
    strange = set(told) if told is not None else given - {f.name for f in fields} - _OF_ANY
    if all("-" in name for name in strange):
        yield from (f for f in fields if f.presence == "required" and f.name not in given and f.kind.name != "hole")
