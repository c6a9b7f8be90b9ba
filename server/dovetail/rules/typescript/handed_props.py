"""What components take that say no type of their props: what they are given wherever they are used, but for tests and stories.

What one place gives that nobody knows, the component may read as it likes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.shapes import Import, Kind, Props
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import default_name, module_source, origins, stem
from .things import ANYTHING, Both, Owner, Thing, Type, parts_of

HANDED = "props of "  # before the name of a component, as the reader of TypeScript names what it takes
_ACTION = "action "  # before the type of an action that a program dispatches, wherever it does
_SPREAD = "..."
_DEFAULT = "default"
_STORY = re.compile(r"\.(?:stories|story)\.\w+$")
_DEEPEST = 8
_MOST = 12  # places of which each gives something else


@dataclass(frozen=True, slots=True)
class Place:
    """A component where it is used, and what its file imports by that name, if anything."""

    props: Props
    imported: Import | None


class Expander(Protocol):
    """Who knows what types are made of."""

    snapshot: Snapshot

    def expanded(self, thing: Thing, depth: int) -> list[Thing] | None:
        """What a type is made of, until its fields are known; None where they are not."""
        ...


def handed_props(component: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """What a component of a file is given, one for each place; None where it is used nowhere, or in too many ways."""
    exported = any(d.name == component and d.exported for d in source.shapes.definitions)
    if exported and component[:1].islower() and _is_taken_whole(source, by.snapshot):
        return None
    found: dict[tuple[str, Props], list[Thing]] = {}
    for other, props in _places(component, source, by.snapshot):
        if (other.path, props) not in found:
            found[other.path, props] = _given(props, component, other, by, depth)
    things = [t for given in found.values() for t in given]
    return things if 0 < len(things) <= _MOST else None


def _is_taken_whole(source: Source, snapshot: Snapshot) -> bool:
    """True for a file that another one takes as a whole, whose functions it may call as members of that: `mappers.toOrder(row)`."""
    for path, modules in snapshot.sources_with(_wholes, _called(source.path)):
        found = (module_source(module, path, snapshot) for module in modules)
        if any(other is not None and other.path == source.path for other in found):
            return True
    return False


def _wholes(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The modules that a file takes as a whole, by what their files are called."""
    found: dict[str, tuple[str, ...]] = {}
    for imported in source.shapes.imports if source.shapes.language == "typescript" else ():
        if imported.original in ("*", _DEFAULT) and imported.module.startswith((".", "@", "~")):
            name = _called(imported.module)
            found[name] = (*found.get(name, ()), imported.module)
    return found


def _given(props: Props, component: str, source: Source, by: Expander, depth: int) -> list[Thing]:
    """What a component is given in one place, which may be several things where one of those is spread into its props.

    A prop that it hands on to itself is what it was given before.
    """
    own = tuple((f, source) for f in props.given if f.name != _SPREAD and not _is_own(f.kind, component))
    spread = [f for f in props.given if f.name == _SPREAD]
    if not spread:
        return [Owner(own, True, None)]
    things = by.expanded(Type(spread[0].kind, spread[0].list_depth, source), depth + 1) if len(spread) == 1 else None
    return [Both((Owner(own, True, None), *(parts_of(t) or (ANYTHING,)))) for t in things or [ANYTHING]]


def _is_own(kind: Kind, component: str) -> bool:
    return kind.target == HANDED + component


def _places(component: str, source: Source, snapshot: Snapshot) -> Iterator[tuple[Source, Props]]:
    """Where a component is used."""
    if component.startswith(_ACTION):
        for own in component.removeprefix(_ACTION).split(","):
            for path, places in snapshot.sources_with(_used, _ACTION + own):
                yield from ((snapshot.sources[path], place.props) for place in places)
        return
    within = component.partition(".")[2]  # `Provider` of a context
    own = f"{_DEFAULT} {_called(source.path)}"
    own_file = _called(source.path) if source.path.endswith(".vue") and component == _DEFAULT else component
    for key in (own_file, f"{own}.{within}" if within else own):
        for path, places in snapshot.sources_with(_used, key):
            other = snapshot.sources.get(path)
            for place in places if other is not None else ():
                if other is not None and _means(place, other, component, source, snapshot):
                    yield other, place.props


def _means(place: Place, other: Source, component: str, source: Source, snapshot: Snapshot) -> bool:
    """True where the component of a place is that of a file."""
    imported = place.imported
    if imported is None:  # or one that the build of Nuxt takes in
        return other.path == source.path or (source.path.endswith(".vue") and other.path.endswith(".vue"))
    own, local = component.partition(".")[0], place.props.component.partition(".")[0]
    module = module_source(imported.module, other.path, snapshot)
    return module is not None and _declares(imported.original, local, module, own, source, snapshot)


def _declares(
    name: str, local: str, module: Source, component: str, source: Source, snapshot: Snapshot, depth: int = 0
) -> bool:
    """True where what a file exports under a name is the component, through barrel files too.

    What wraps it may hide which component a file exports without a name: it is the one that others call like it.
    """
    if module.path == source.path:
        exported = default_name(source) if name == _DEFAULT else name
        return exported == component or (not exported and component in (local, _DEFAULT))
    for original, behind in origins(name, module.shapes) if depth < _DEEPEST else ():
        inner = module_source(behind, module.path, snapshot)
        if inner is not None and _declares(original, local, inner, component, source, snapshot, depth + 1):
            return True
    return False


def _used(source: Source) -> Mapping[str, tuple[Place, ...]]:
    """The components that a file uses, by the names of those; of what is exported without one, by that of the file."""
    found: dict[str, list[Place]] = {}
    if not source.shapes.props or is_test(source.path) or _STORY.search(source.path):
        return {}
    imports = {i.name: i for i in source.shapes.imports}
    for props in source.shapes.props:
        if props.component.startswith(_ACTION):
            found.setdefault(props.component, []).append(Place(props, None))
            continue
        local, _, within = props.component.partition(".")
        imported = imports.get(local)
        name = local if imported is None else imported.original
        if imported is not None and name == _DEFAULT:
            name = f"{_DEFAULT} {_called(imported.module)}"
        found.setdefault(f"{name}.{within}" if within else name, []).append(Place(props, imported))
    return {name: tuple(places) for name, places in found.items()}


def _called(path: str) -> str:
    """What a file is called, or its folder where it is the index of that."""
    *_, folder, last = ("", "", *stem(path.removesuffix(".vue").removesuffix(".svelte")).split("/"))
    return folder if last == "index" else last
