"""Parameters of descriptions that stand in another file than the operations that refer to them: `$ref: ./parameters.yaml#/Limit`."""

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Route
from dovetail.core.snapshot import Snapshot, Source

ELSEWHERE = "parameters"  # the parts of an operation that refer to such a parameter
_Place = tuple[str, str]  # a file, and the place in it


def is_parameter(route: Route) -> bool:
    """True for a parameter that stands in no operation."""
    return route.name.startswith("#") and route.side == "described"


def referring(route: Route, source: Source, snapshot: Snapshot) -> Iterator[tuple[Source, Route]]:
    """The operations that refer to a parameter of another file, with their files."""
    for path, found in snapshot.sources_with(_referring, (source.path, route.name)):
        if path != source.path:
            yield from ((snapshot.sources[path], operation) for operation in found)


def of_operation(route: Route, source: Source, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """The parts that an operation has from other files, each with one parameter; None where one of them is not seen."""
    found: list[Field] = []
    for part in route.parts:
        if part.name == ELSEWHERE:
            path, name = _place(part, source)
            other = snapshot.sources.get(path)
            same = [r for r in other.shapes.routes if r.name == name and is_parameter(r)] if other is not None else []
            if len(same) != 1:
                return None
            found.extend(same[0].parts)
    return tuple(found)


def with_parameters_elsewhere(route: Route, part: str, source: Source, snapshot: Snapshot) -> Field | None:
    """A part of an operation with what it has of other files; None where not all of it is seen, or there is none."""
    own = next((p for p in route.parts if p.name == part), None)
    others = of_operation(route, source, snapshot)
    if own is None or others is None or is_parameter(route):
        return None
    members = (m for other in others if other.name == part for m in other.kind.members)
    return replace(own, kind=replace(own.kind, members=(*own.kind.members, *members)))


def _referring(source: Source) -> Mapping[_Place, tuple[Route, ...]]:
    """The operations of a file that refer to parameters of other files, by these."""
    found: dict[_Place, list[Route]] = {}
    for route in source.shapes.routes if source.shapes.language == "openapi" else ():
        for part in route.parts:
            if part.name == ELSEWHERE:
                found.setdefault(_place(part, source), []).append(route)
    return {place: tuple(routes) for place, routes in found.items()}


def _place(part: Field, source: Source) -> _Place:
    file, _, pointer = part.kind.target.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), unquote(file))) if file else source.path
    return path, "#" + unquote(pointer).replace("~1", "/").replace("~0", "~").rstrip("/")
