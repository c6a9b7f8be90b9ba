"""Viewsets of Django's REST framework that inherit what they serve from a class of the program: `class TicketViewSet(BaseViewSet)`."""

from collections.abc import Mapping

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source

from ..files.python_names import defined
from ..python.held import Held, Lookup, bases

_DEEPEST = 4
_CHOOSES = ("get_serializer_class", "get_serializer")


def inherited_routes(source: Source, snapshot: Snapshot) -> tuple[Route, ...]:
    """The routes that views of a file have by bases of their own, wherever these are."""
    if not source.shapes.inherited:
        return ()
    return snapshot.once(("inherited routes", source.path), lambda: _inherited(source, snapshot), ())


def is_base(view: str, snapshot: Snapshot) -> bool:
    """True for a view from which others inherit what they serve."""
    return bool(view) and bool(snapshot.sources_with(_bases, view))


def _bases(source: Source) -> Mapping[str, bool]:
    """What the views of a file inherit from, by their last names."""
    views = {r.router for r in source.shapes.inherited}
    found = (s.gives for s in source.shapes.signatures if views and s.how == "base" and s.name in views)
    return {written.rpartition(".")[2]: True for written in found}


def _inherited(source: Source, snapshot: Snapshot) -> tuple[Route, ...]:
    found: list[Route] = []
    for route in source.shapes.inherited:
        brought = _brought(route, source, route.router, snapshot, 0)
        if brought is not None:
            # What a base does itself, or chooses, is not what the view says.
            unsure = brought or any(_is_above(source, route.router, name, snapshot) for name in _CHOOSES)
            found.append(replace(route, side="server", models=() if unsure else route.models))
    return tuple(found)


def _brought(route: Route, source: Source, view: str, snapshot: Snapshot, depth: int) -> bool | None:
    """Whether a base writes an action itself that a view has by it; None where the view has none."""
    for written in bases(Held(source, view, "value")) if depth < _DEEPEST else ():
        place, last = defined(written, source, snapshot), written.rpartition(".")[2]
        if place is None or not place[1]:
            brings = last.endswith("ModelViewSet") and (
                route.method == "GET" or not last.endswith("ReadOnlyModelViewSet")
            )
            if brings:
                return False
            continue
        owner, own = place
        same = [r for r in owner.shapes.routes if r.router == own and (r.method, r.path) == (route.method, route.path)]
        if same:
            return (
                owner.text[same[0].method_range] != own
            )  # what no method of its own says stands at the name of the class
        above = _brought(route, owner, own, snapshot, depth + 1)
        if above is not None:
            return above
    return None


def _is_above(source: Source, view: str, name: str, snapshot: Snapshot) -> bool:
    """True for a method that a base of a view has, and not the view itself."""
    if any(s.name == f"{view}.{name}" for s in source.shapes.signatures):
        return False
    return Lookup(snapshot).inherited(Held(source, view, "value"), name) is not None
