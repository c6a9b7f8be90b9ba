"""Types that a framework writes for the files of a route, from what the file beside them loads: SvelteKit's `./$types`, `./+types/home`
of React Router.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .things import ANYTHING, CALL, Both, Owner, Thing, Type, parts_of

TYPES = "$types."  # how the reader of TypeScript names what a component of a route has without saying so
_NOWHERE = Range(0, 0)
_OF_KIT = "/$types"
_OF_ROUTER = "./+types/"
_DATA = {"PageData": "+page", "PageServerData": "+page", "LayoutData": "+layout", "LayoutServerData": "+layout"}
_PROPS = {"PageProps": "PageData", "LayoutProps": "LayoutData"}
_ENDINGS = (".ts", ".js", ".server.ts", ".server.js")  # what is loaded in the browser, too, is told last and counts
_MOST_FOLDERS = 20


class Expander(Protocol):
    """Who knows what types are made of."""

    snapshot: Snapshot

    def expanded(self, thing: Thing, depth: int) -> list[Thing] | None:
        """What a type is made of, until its fields are known; None where they are not."""
        ...


def route_type(name: str, module: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """What a name stands for that a file imports from the types of its route; None for any other."""
    if module.startswith(_OF_ROUTER):
        return _of_router(name, source)
    return of_kit(name, source, by, depth) if module.endswith(_OF_KIT) else None


def of_kit(name: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """What a type of SvelteKit is in a file of a route: what its page, and the layouts around it, load."""
    if name in _PROPS:
        return [Owner(((_field("data", Kind("ref", TYPES + _PROPS[name])), source),), False, None)]
    stem = _DATA.get(name)
    parts = [*_loaded(stem, source, by, depth)] if stem is not None else []
    return [Both(tuple(parts))] if parts else None


def _of_router(name: str, source: Source) -> list[Thing] | None:
    """`Route.ComponentProps`: what the loader and the action of the same file give."""
    if name != "Route.ComponentProps":
        return None
    fields = (_field("loaderData", _given_by("loader")), _field("actionData", _given_by("action")))
    return [Owner(tuple((f, source) for f in fields), False, None)]


def _loaded(stem: str, source: Source, by: Expander, depth: int) -> Iterator[Owner]:
    """What is loaded for a page, that of its own file before those of the layouts around it."""
    folder = source.path.rpartition("/")[0]
    stems = [stem] if stem == "+layout" else [stem, "+layout"]
    for _ in range(_MOST_FOLDERS):
        for own in stems:
            loads = _load(f"{folder}/{own}", by.snapshot)
            if loads is not None:
                things = by.expanded(Type(_given_by("load"), 0, loads), depth + 1)
                yield from (
                    parts_of(things[0]) or (ANYTHING,) if things is not None and len(things) == 1 else (ANYTHING,)
                )
        stems = ["+layout"]
        folder, _, last = folder.rpartition("/")
        if last == "routes" or not folder:
            return


def _load(stem: str, snapshot: Snapshot) -> Source | None:
    """The file that loads for a page or a layout, if any does."""
    for ending in _ENDINGS:
        found = snapshot.sources.get(stem + ending)
        if found is not None and any(d.name == "load" for d in found.shapes.definitions):
            return found
    return None


def _given_by(function: str) -> Kind:
    return Kind("unknown", f"typeof {function}", steps=(CALL,))


def _field(name: str, kind: Kind) -> Field:
    return Field(name, _NOWHERE, kind, "required", "no", _NOWHERE)


def _inside(fields: Mapping[str, Kind]) -> Kind:
    return Kind("record", members=tuple(_field(name, kind) for name, kind in fields.items()))


_EVENT = _inside({"locals": Kind("ref", "@Locals")})
_HANDLER = _inside({"(0)": _EVENT})
HANDLERS: Mapping[str, Kind] = {
    **dict.fromkeys(
        "PageServerLoad PageLoad LayoutServerLoad LayoutLoad ServerLoad Load RequestHandler Action".split(), _HANDLER
    ),
    "Actions": Kind("map", options=(_HANDLER,)),
    "RequestEvent": _EVENT,
    "Handle": _inside({"(0)": _inside({"event": _EVENT})}),
}
"""What SvelteKit's types of functions take, by their names."""
