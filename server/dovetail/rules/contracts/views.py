"""Components, and the contracts that say with `@view` what they show."""

from collections.abc import Iterator

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.modules import module_is
from dovetail.core.paths import is_test
from dovetail.core.shapes import COMPONENT, Definition, Record, Tag
from dovetail.core.snapshot import Snapshot, Source

_TYPES = ("interface", "type", "enum")  # which are no components, whatever they are called
_COMPONENTS = (".tsx", ".jsx", ".ts", ".js", ".vue")


@dataclass(frozen=True, slots=True)
class View:
    """A contract of props, the component that it names, and where that is defined, if it is."""

    contract: Contract
    tag: Tag
    source: Source | None
    definition: Definition | None

    def is_bound(self, snapshot: Snapshot) -> bool:
        """True where the component's file speaks of the contract: it imports it, or declares what is bound to it."""
        if self.source is None:
            return False
        shapes = self.source.shapes
        if self.definition is not None and self.definition.construct == COMPONENT:
            taken = imported_contract(self.definition.takes, shapes, snapshot.contracts)
            return taken is not None and taken.name == self.contract.name
        imported = (imported_contract(i.name, shapes, snapshot.contracts) for i in shapes.imports)
        bound = (p.contract for p in snapshot.pairings_by_path.get(self.source.path, ()))
        return any(c is not None and c.name == self.contract.name for c in (*imported, *bound))


def views(snapshot: Snapshot) -> tuple[View, ...]:
    """Every contract with `@view`."""
    return snapshot.once("views", lambda: tuple(_views(snapshot)))


def _views(snapshot: Snapshot) -> Iterator[View]:
    for name in snapshot.of_contracts(_component):
        contract = snapshot.contracts.get(name)
        tag = contract.declaration.tag("view") if contract is not None else None
        if contract is None or tag is None:
            continue
        same = [
            (s, d)
            for path, _ in snapshot.sources_with(_definitions, tag.value)
            for s in (snapshot.sources[path],)
            for d in s.shapes.definitions
            if d.name == tag.value and d.construct not in _TYPES
        ]
        if len(same) < 2:  # of two components with one name nobody knows which is meant
            yield View(contract, tag, *(same[0] if same else (None, None)))


def _component(contract: Contract) -> str:
    tag = contract.declaration.tag("view")
    return tag.value if tag is not None and isinstance(contract.declaration, Record) else ""


def _definitions(source: Source) -> dict[str, bool]:
    """What a file defines that may be a component."""
    if is_test(source.path) or not source.path.endswith(_COMPONENTS):
        return {}
    return {d.name: True for d in source.shapes.definitions if d.construct not in _TYPES}


def called_as(name: str, source: Source, snapshot: Snapshot) -> View | None:
    """The view that a component's name in a file stands for: defined there, or imported from where it is."""
    for view in views(snapshot):
        if view.tag.value != name or view.source is None:
            continue
        if view.source.path == source.path:
            return view
        imported = next((i for i in source.shapes.imports if i.name == name), None)
        if imported is None and is_vue(source) and is_vue(view.source):
            return view  # Nuxt, or `app.component`, takes it in
        if (
            imported is not None
            and imported.original in (name, "default")
            and module_is(imported.module, view.source.path)
        ):
            return view
    return None


def is_vue(source: Source) -> bool:
    """True for a component of Vue, where an attribute that is no prop goes to the element within."""
    return source.path.endswith(".vue")
