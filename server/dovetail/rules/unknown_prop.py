"""A component is given a prop that its contract does not have."""

from collections.abc import Iterator

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.modules import module_is
from dovetail.core.shapes import Definition, Import, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .checks.angular_inputs import lacking
from .checks.vue_attributes import strangers, taken
from .contracts.asked import Selected, Unbound
from .contracts.parts import shown_by
from .contracts.views import is_vue
from .edits.suggestions import hint, rename_fix
from .faults import Fault
from .typescript.expansion import TYPE_OF
from .typescript.own_types import stands_for
from .typescript.reached import Reach, is_prop

_OWN = (".", "/", "@/", "~", "#", "$")
_INDEX = "index"
_REACT = (".tsx", ".jsx")
_COMPONENTS = (".vue", ".svelte")


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    reach = Reach(snapshot)
    said: set[Range] = set()
    for use in source.shapes.uses:
        if not is_prop(use):
            continue
        component, name, range = use.via[1:-1], use.chain[0], use.ranges[0]
        by_name = use.type_name == component and not _takes(use, source, reach)
        found = (
            _asked(use, source, snapshot)
            if by_name
            else None
            if use.type_name == component
            else _reached(use, source, reach)
        )
        if found is None and use.type_name == component:
            written = replace(use, type_name=f"{TYPE_OF}{component}", chain=("(0)", name), ranges=(range, range))
            found = _reached(written, source, reach)  # `function Row({ order }: { order: Order })`
        if found is None or range in said:
            continue
        place, known = found
        if name not in known:
            said.add(range)
            message = f"`{name}` is no prop of {component}{hint(name, known)}"
            severity = None if place.path.endswith(SUFFIX) else "warning"
            yield Fault(
                source.path, range, message, (place,), rename_fix(source, name, range, known), severity=severity
            )
    if is_vue(source):
        yield from _slips(source, reach)
    for found in lacking(source, reach):
        message = f"`{found.name}` is no input or output of {found.component}{hint(found.name, found.known)}"
        fixes = rename_fix(source, found.name, found.range, found.known)
        yield Fault(source.path, found.range, message, (found.place,), fixes, severity="warning")


def _slips(source: Source, reach: Reach) -> Iterator[Fault]:
    """In Vue, what is all but a prop that is not given, or nothing. Any other attribute goes to the element within."""
    for element in source.shapes.elements:
        props = taken(element, source, reach)
        for stranger in strangers(element, props, source) if props is not None else ():
            known = tuple(f.name for f in props.fields) if props is not None else ()
            near = f"; did you mean `{stranger.meant}`?" if stranger.meant else hint(stranger.name, known)
            severity = None if props is not None and props.promised and stranger.sure else "warning"
            message = f"`{stranger.name}` is no prop of {element.name}{near}"
            bare = Range(max(stranger.range.start, stranger.range.end - len(stranger.name)), stranger.range.end)
            is_sure = stranger.meant and source.text[bare] == stranger.name  # without the `:` before it
            fix = Fix(f"Change to `{stranger.meant}`", (Edit(source.path, bare, stranger.meant),))
            fixes = (fix,) if is_sure else ()
            places = (props.place,) if props is not None else ()
            yield Fault(source.path, stranger.range, message, places, fixes, severity=severity)


def _asked(use: Use, source: Source, snapshot: Snapshot) -> tuple[Place, tuple[str, ...]] | None:
    imported = next((i for i in source.shapes.imports if i.name == use.type_name), None)
    found = _props(imported, snapshot) if imported is not None else None
    return (_place(found[0]), found[1]) if found is not None else None


def _reached(use: Use, source: Source, reach: Reach) -> tuple[Place, tuple[str, ...]] | None:
    """The contract whose fields are among the props, where a component takes more, or less: `Article & { onOpen(): void }`.

    Or the type of the component's own props that is made of a contract: `{ order: Order; onOpen(): void }`.
    """
    found = reach.unreached(use, source)
    if found is None or isinstance(found.of, Selected):
        return None
    if isinstance(found.of, Unbound):
        whole = source.path.endswith(_REACT) or _is_of_file(use.type_name.removeprefix(TYPE_OF), source)
        own = stands_for(found.of, found.name, reach.snapshot) if whole else None
        return (own[1], found.known) if own is not None else None
    return _place(found.of if isinstance(found.of, Contract) else found.of.pairing.contract), found.known


def _is_of_file(component: str, source: Source) -> bool:
    """True for a component of Vue or Svelte, in a file of its own, that a test gives props: `mount(OrderRow, { props: { order } })`."""
    return any(i.name == component and i.module.endswith(_COMPONENTS) for i in source.shapes.imports)


def _takes(use: Use, source: Source, reach: Reach) -> bool:
    """True where such a file itself says what the component takes, which may be more than the contract of the view."""
    taken = Use(f"{TYPE_OF}{use.type_name}", ("(0)",), use.ranges, "read", use.type_name)
    return _is_of_file(use.type_name, source) and bool(reach.ends(taken, source))


def _place(contract: Contract) -> Place:
    return Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")


def _props(imported: Import, snapshot: Snapshot) -> tuple[Contract, tuple[str, ...]] | None:
    """The contract of an imported component's props and all that it takes; None where that is not known."""
    if not imported.module.startswith(_OWN) or imported.original == "*":
        return None
    name = imported.name if imported.original == "default" else imported.original
    defined = _defined(name, snapshot)
    if not defined:  # its own package may still be at work: the contract says which component shows it
        shown = [c for n, _ in snapshot.contracts_with(shown_by, name) if (c := snapshot.contracts.get(n)) is not None]
        return _whole(shown[0], snapshot) if len(shown) == 1 else None
    here = [(s, d) for s, d in defined if module_is(imported.module, s.path) or _is_index(s.path)]
    chosen = here if len(here) == 1 else defined
    return _taken(*chosen[0], snapshot) if len(chosen) == 1 else None


def _taken(source: Source, definition: Definition, snapshot: Snapshot) -> tuple[Contract, tuple[str, ...]] | None:
    """What a component takes whose props are a contract, or a record of its file that is bound to one."""
    contract = imported_contract(definition.takes, source.shapes, snapshot.contracts)
    if contract is not None:
        return _whole(contract, snapshot)
    for pairing in snapshot.pairings_by_path.get(source.path, ()):
        own = pairing.implementation
        if isinstance(own, Record) and own.name == definition.takes and not own.open:
            return pairing.contract, tuple(f.name for f in own.fields)
    return None


def _whole(contract: Contract, snapshot: Snapshot) -> tuple[Contract, tuple[str, ...]] | None:
    found = snapshot.contracts.record(contract.name)
    if found is None:
        return None
    promises, complete = snapshot.contracts.promised(found[0])
    return (found[0], tuple(p.field.name for p in promises)) if complete else None


def _defined(name: str, snapshot: Snapshot) -> list[tuple[Source, Definition]]:
    """Where an exported name that may be a component is defined."""
    paths = [path for path, _ in snapshot.sources_with(_components, name)]
    return [(s, d) for p in paths for s in (snapshot.sources[p],) for d in s.shapes.definitions if _is_one(d, name)]


def _components(source: Source) -> dict[str, bool]:
    if source.shapes.language != "typescript":
        return {}
    return {d.name: True for d in source.shapes.definitions if _is_one(d, d.name)}


def _is_one(definition: Definition, name: str) -> bool:
    return definition.name == name and name[:1].isupper() and definition.construct in ("function", "const", "class")


def _is_index(path: str) -> bool:
    return path.rpartition("/")[2].partition(".")[0] == _INDEX
