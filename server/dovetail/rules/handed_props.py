"""What components are given that do not say what they take, wherever they are used: `<PatientCard patient={patient} />`.

A prop is known where every use of the component that gives it shows what it gives. Tests do not count, which give what they like.
"""

from collections.abc import Iterator

from dovetail.core.arguments import INFERRED, arguments
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.paths import is_test
from dovetail.core.shapes import Element, Field, Use
from dovetail.core.snapshot import Snapshot, Source

from .imported import default_name, module_source, origins
from .things import Owner, Thing

HANDED = "props of "  # how the reader of TypeScript names what a component is given
_STEP = " > "
_MOST = 12  # uses of a component; what is used in more places is made for anything
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class _Call:
    """A use of a component: the names that it is given, and of which types, as far as they are known."""

    names: frozenset[str]
    props: tuple[Field, ...]


def handed_props(name: str, source: Source, snapshot: Snapshot) -> list[Thing] | None:
    """What a component of a file is given, each use an alternative; None where it is not used, or nobody knows with what."""
    component = name.removeprefix(HANDED)
    found: list[tuple[Source, _Call]] = []
    for path, calls in snapshot.sources_with(_calls, component):
        caller = snapshot.sources[path]
        if _is_at(component, caller, source, component, snapshot, 0):
            if calls is None:
                return None
            found += [(caller, call) for call in calls]
    if not found or len(found) > _MOST:
        return None
    owners = dict.fromkeys(_alternatives(found))
    return [*owners]


def _alternatives(found: list[tuple[Source, _Call]]) -> Iterator[Owner]:
    """What each use gives; where it leaves out what others give, what they give counts for it, too."""
    first: dict[str, tuple[Field, Source]] = {}
    unknown: set[str] = set()
    for caller, call in found:
        for prop in call.props:
            first.setdefault(prop.name, (prop, caller))
        unknown |= call.names - {p.name for p in call.props}
    for caller, call in found:
        own = {**first, **{p.name: (p, caller) for p in call.props}}
        yield Owner(tuple(pair for name, pair in own.items() if name not in unknown), False, None)


def _calls(source: Source) -> dict[str, tuple[_Call, ...] | None]:
    """The uses of components in a file, by the names that these have there; None for one that may be given more than is seen."""
    elements = source.shapes.elements
    if not elements or is_test(source.path) or ".stories." in source.path:
        return {}
    shown: dict[str, list[Use]] = {}
    for use in source.shapes.uses:
        if use.via[:1] == "<" and INFERRED in use.type_name:
            shown.setdefault(use.via[1:-1], []).append(use)
    found: dict[str, tuple[_Call, ...] | None] = {}
    for element in elements:
        before = found.get(element.name, ())
        if element.open or before is None:
            found[element.name] = None
        else:
            found[element.name] = (*before, _call(element, shown.get(element.name, [])))
    return found


def _call(element: Element, shown: list[Use]) -> _Call:
    names = frozenset(name for name, _ in element.given)
    for use in shown:
        if element.range.start <= use.ranges[0].start < element.range.end:
            step = next((s for s in use.type_name.split(_STEP) if s.startswith(INFERRED)), "")
            given = arguments(step) if step else ()
            if given:
                return _Call(names, tuple(replace(m, nullable="unknown") for m in given[0].members))
    return _Call(names, ())


def _is_at(name: str, caller: Source, home: Source, component: str, snapshot: Snapshot, depth: int) -> bool:
    """True where a name of a file is the component of another, or of itself."""
    if any(d.name == name for d in caller.shapes.definitions):
        return caller.path == home.path and name == component
    for original, module in origins(name, caller.shapes):
        other = module_source(module, caller.path, snapshot)
        if other is None or depth > _DEEPEST:
            continue
        if original == "default" and other.path == home.path:
            return default_name(other) in (component, "")
        if _is_at(original, other, home, component, snapshot, depth + 1):
            return True
    return False
