"""Routers and handlers across files: behind which prefix a router hangs, and which routes a handler is given to."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Handler, Import, Opened, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..files.imported import default_name, module_source
from ..files.python_names import module_file
from ..typescript.wiring import member_of
from .constant_paths import is_named, whole_path, with_whole_path
from .parameters_elsewhere import is_parameter
from .parameters_elsewhere import referring as parameter_referring

_SUFFIX = re.compile(r"\.(?:[cm]?[jt]sx?|py)$")
_OWN = re.compile(r"^(?:@|~|#|\$\w+)?/|^src/")
_PLUGINS = frozenset(
    {"app", "fastify", "server", "instance"}
)  # what a plugin's function calls the router that it is given
_MADE = "()"  # how the name of a router ends that a function of that name makes
_EACH = "*"  # what stands for the name of each file in a folder that is mounted as a whole
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Hanging:
    """A router of another module behind a prefix; `original` is its name over there, `on` what it hangs on here.

    `instead` where the prefix stands in the place of the router's own, `rooted` where nothing is left that could stand before it. `nth` is
    which of the mounts of its file it is: where that stands changes too often.
    """

    module: str
    original: str
    prefix: str
    on: str
    instead: bool = False
    rooted: bool = False
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A route that is given a handler of another module, whose name is `original` over there."""

    module: str
    original: str
    route: Route


def whole_paths(route: Route, source: Source, snapshot: Snapshot) -> tuple[str, ...]:
    """The paths that a route of a server has behind the prefixes under which other files mount its router; none where none does."""
    if route.side == "described" and not route.path:
        return _described_at(route, source, snapshot)
    if not route.mounted or route.side != "server" or not route.router:
        return ()
    own = {False: route.path, True: route.path.removeprefix(route.prefix.rstrip("/"))}
    found = (
        f"{prefix.rstrip('/')}/{own[instead].strip('/')}".rstrip("/")
        for prefix, instead in _prefixes(route.router, source, snapshot)
        if prefix or source.shapes.language == "python"  # a module of NestJS may stand behind none
    )
    return tuple(dict.fromkeys(found))


def stands_elsewhere(route: Route, source: Source, snapshot: Snapshot) -> bool:
    """True for a path of a description whose operations are seen in another file."""
    whole = route.side == "described" and route.method == "*"
    file = _file_of(route, source.path) if whole and route.handler else None
    return file is not None and file[0] in snapshot.sources and bool(snapshot.sources[file[0]].shapes.routes)


def _described_at(route: Route, source: Source, snapshot: Snapshot) -> tuple[str, ...]:
    """The paths under which descriptions refer to an operation that stands in a file of its own."""
    if is_parameter(route):
        return ()
    referring = snapshot.sources_with(_referring, source.path)
    return tuple(dict.fromkeys(r.path for _, each in referring for r, key in each if key in (route.router, "")))


def described_calls(route: Route, source: Source, snapshot: Snapshot) -> tuple[Route, ...]:
    """An operation, or a parameter, that has a file of its own, as descriptions refer to it: with their method and path."""
    if route.method or route.side != "described":
        return (route,)
    if is_parameter(route):
        return tuple(_with_parameter(route, source, snapshot))
    referring = snapshot.sources_with(_referring, source.path)
    calls = dict.fromkeys((r.method, r.path, r.mounted) for _, each in referring for r, _ in each if r.method != "*")
    return tuple(replace(route, method=m, path=p, mounted=mounted) for m, p, mounted in calls if p)


def _with_parameter(route: Route, source: Source, snapshot: Snapshot) -> Iterator[Route]:
    """A parameter as part of each operation that refers to it."""
    for place, operation in parameter_referring(route, source, snapshot):
        for call in described_calls(operation, place, snapshot):
            for path in whole_paths(call, place, snapshot) or (call.path,):
                if path:
                    yield replace(route, method=call.method, path=path, mounted=call.mounted)


def _referring(source: Source) -> Mapping[str, tuple[tuple[Route, str], ...]]:
    """The paths and operations of a description that are in other files, by these, with the key there."""
    found: dict[str, list[tuple[Route, str]]] = {}
    for route in source.shapes.routes if source.shapes.language == "openapi" else ():
        if route.handler:
            file, key = _file_of(route, source.path)
            found.setdefault(file, []).append((route, key))
    return {file: tuple(same) for file, same in found.items()}


def _file_of(route: Route, path: str) -> tuple[str, str]:
    """The file that has a path's operations, and their key there; empty where the whole file is that path's."""
    file, _, pointer = route.handler.partition("#")
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
    return place, unquote(pointer.rpartition("/")[2]).replace("~1", "/").replace("~0", "~")


def _prefixes(router: str, source: Source, snapshot: Snapshot) -> Iterator[tuple[str, bool]]:
    """The prefixes under which other files hang a router, and whether each stands in the place of the router's own."""
    for chain in hung_behind(router, source, snapshot):
        found = [_prefix(path, each, snapshot) for path, each in chain]
        unknown = [n for n, prefix in enumerate(found) if prefix is None]
        if not unknown or unknown[-1] != len(found) - 1:
            known = [p for p in found[unknown[-1] + 1 if unknown else 0 :] if p is not None]
            yield "".join([*(p.rstrip("/") for p in known[:-1]), *known[-1:]]), chain[-1][1].instead


def _prefix(path: str, hanging: Hanging, snapshot: Snapshot) -> str | None:
    """What a router stands behind by a file alone; None where a name in it is not known to be a path."""
    source = snapshot.sources.get(path) if is_named(hanging.prefix) else None
    return whole_path(hanging.prefix, source, snapshot) if source is not None else hanging.prefix


def hung_behind(
    router: str, source: Source, snapshot: Snapshot, depth: int = 0
) -> Iterator[tuple[tuple[str, Hanging], ...]]:
    """The ways in which other files hang a router: what it hangs on with the paths of the files, the outermost first."""
    for path, each in _hung_by(router, source, snapshot):
        outer = snapshot.sources.get(path)
        above = list(hung_behind(each.on, outer, snapshot, depth + 1)) if outer is not None and depth < _DEEPEST else []
        for chain in above or [()]:
            yield (*chain, (path, each))


def mounting_files(route: Route, source: Source, snapshot: Snapshot) -> tuple[str, ...]:
    """The files that mount the router of a route, and those that mount what it hangs on, the nearest first."""
    found: list[str] = []
    todo = [(route.router, source)] if route.mounted and route.side == "server" and route.router else []
    for router, place in todo:
        for path, each in _hung_by(router, place, snapshot):
            outer = snapshot.sources.get(path)
            if path not in found and outer is not None and len(found) < _DEEPEST:
                found.append(path)
                todo.append((each.on, outer))
    return tuple(found)


def _hung_by(router: str, source: Source, snapshot: Snapshot) -> Iterator[tuple[str, Hanging]]:
    """Where a router of a file is hung, by the files that do so."""
    barrels = _handing_on(source, snapshot)
    told: set[str] = set()
    for stem in dict.fromkeys((_stem(source.path), *(_stem(b.path) for b, _, _ in barrels))):
        for path, hanging in snapshot.sources_with(_hanging, stem):
            for each in hanging:
                of = _originals(each.original, each.module, path, source, barrels, snapshot)
                if any(_is_router(name, router) for name in of):
                    told.add(path)
                    yield path, each
    for path, hanging in snapshot.sources_with(_hanging, _EACH) if source.shapes.language == "typescript" else ():
        for each in hanging if path not in told and path != source.path else ():
            name = _in_folder(each.module, path, source.path)
            if name:
                yield path, replace(each, prefix=each.prefix.replace(_EACH, name))


def _in_folder(module: str, importer: str, path: str) -> str:
    """The name under which a file is one of those that a pattern loads, `./routes/*`; empty where it is none, or has dots in it."""
    folder, name = posixpath.split(_SUFFIX.sub("", path).removesuffix("/index"))
    of = posixpath.normpath(posixpath.join(posixpath.dirname(importer), posixpath.dirname(module)))
    return name if (folder or ".") == of and name != "index" and "." not in name else ""


def _is_router(original: str, router: str) -> bool:
    """True where what a module exports under a name may be that router of it."""
    first = original.partition(".")[0]
    named = original == router or first in ("default", "*", router) or router in _PLUGINS
    return named or (first == f"default{_MADE}" and router.endswith(_MADE))


def _originals(
    written: str, module: str, path: str, source: Source, barrels: list[tuple[Source, str, str]], snapshot: Snapshot
) -> list[str]:
    """What a name that a file takes from a module is called in another file: there, or in a file that hands it on."""
    found = [written] if _is_module(module, path, source, snapshot) else []
    for barrel, name, original in barrels:
        own, dot, rest = written.partition(".")
        if own in (name, f"{name}{_MADE}") and _is_module(module, path, barrel, snapshot):
            called = original + own[len(name) :]
            found.append(rest if called == "*" and dot else f"{called}{dot}{rest}")
    return found


def _handing_on(source: Source, snapshot: Snapshot) -> list[tuple[Source, str, str]]:
    """The files that hand on what a file exports, with its name there and here: `export { default as users } from "./users"`."""
    found: list[tuple[Source, str, str]] = []
    for path, imports in snapshot.sources_with(_barrels, _stem(source.path)):
        barrel = snapshot.sources.get(path)
        for imported in imports if barrel is not None and path != source.path else ():
            if barrel is not None and _is_module(imported.module, path, source, snapshot):
                found.append((barrel, imported.name, imported.original))
    return found


def _barrels(source: Source) -> Mapping[str, tuple[Import, ...]]:
    """What a file that declares nothing itself takes from others, by these: it is there to hand it on."""
    shapes = source.shapes
    found: dict[str, list[Import]] = {}
    for imported in shapes.imports if shapes.language == "typescript" and not shapes.definitions else ():
        if imported.name != "*":
            found.setdefault(_stem(imported.module), []).append(imported)
    return {stem: tuple(same) for stem, same in found.items()}


def _is_module(module: str, importer: str, source: Source, snapshot: Snapshot) -> bool:
    """True where a module that a file imports is a file of the tree."""
    if source.shapes.language == "python":
        return module_file(module, importer, snapshot) == source.path
    if _leads_to(module, importer, source.path):
        return True
    found = module_source(module, importer, snapshot) if not module.startswith(".") else None
    return found is not None and found.path == source.path


def given_routes(handler: Handler, source: Source, snapshot: Snapshot) -> Iterator[tuple[Source, Route]]:
    """The routes of other files that a handler is given to, with the files."""
    last = handler.name.rpartition(".")[2]
    barrels = _handing_on(source, snapshot)
    told: set[tuple[str, Range]] = set()
    for stem in dict.fromkeys((_stem(source.path), *(_stem(b.path) for b, _, _ in barrels))):
        for path, given in snapshot.sources_with(_given, (stem, last)):
            for each in given:
                defaults = (f"default.{last}", f"default{_MADE}.{last}")
                of = _originals(each.original, each.module, path, source, barrels, snapshot)
                inside = "." in handler.name or not default_name(source)
                fits = any(name == handler.name or (name in defaults and inside) for name in of)
                other = snapshot.sources.get(path)
                if fits and other is not None:
                    told.add((path, each.route.range))
                    whole = with_whole_path(each.route, other, snapshot)
                    yield from ((other, whole),) if whole is not None else ()
    for path, routes in snapshot.sources_with(_dotted, last) if "." in handler.name else ():
        for route in (r for r in routes if (path, r.range) not in told):
            other = snapshot.sources.get(path)
            if other is not None and member_of(route.handler, other, snapshot) == (source, handler.name):
                whole = with_whole_path(route, other, snapshot)
                yield from ((other, whole),) if whole is not None else ()
    yield from _opened_with(handler, source, snapshot)


def is_mapped(route: Route, source: Source, snapshot: Snapshot) -> bool:
    """True for a route of a view of which a table of URLs maps the actions by itself: these stand where it says."""
    of_view = [h for h in source.shapes.handlers if route.router and h.name.startswith(f"{route.router}.")]
    return any(True for handler in of_view for _ in given_routes(handler, source, snapshot))


def _opened_with(handler: Handler, source: Source, snapshot: Snapshot) -> Iterator[tuple[Source, Route]]:
    """The routes that a handler is registered with where another file describes them."""
    for path, opened in snapshot.sources_with(_opened, handler.name.rpartition(".")[2]):
        other = snapshot.sources.get(path)
        for each in opened if other is not None else ():
            found = _described_elsewhere(each, other, handler, source, snapshot) if other is not None else None
            if found is not None:
                yield found


def _described_elsewhere(
    opened: Opened, other: Source, handler: Handler, source: Source, snapshot: Snapshot
) -> tuple[Source, Route] | None:
    """The route that a file registers with a handler; None where it is another handler, or the route is not found."""
    imports = {i.name: i for i in other.shapes.imports}
    given, described = imports.get(root_of(opened.handler)), imports.get(root_of(opened.described))
    if given is None:
        fits = other.path == source.path and opened.handler == handler.name
    else:
        fits = (
            _is_module(given.module, other.path, source, snapshot) and original(given, opened.handler) == handler.name
        )
    place = module_source(described.module, other.path, snapshot) if described is not None and fits else None
    if described is None or place is None:
        return None
    name = original(described, opened.described)
    route = next((r for r in place.shapes.routes if r.name == name), None)
    return (place, route) if route is not None else None


def _opened(source: Source) -> Mapping[str, tuple[Opened, ...]]:
    found: dict[str, list[Opened]] = {}
    for each in source.shapes.opened:
        found.setdefault(each.handler.rpartition(".")[2], []).append(each)
    return {name: tuple(same) for name, same in found.items()}


def _hanging(source: Source) -> Mapping[str, tuple[Hanging, ...]]:
    imports = {i.name: i for i in source.shapes.imports}
    found: dict[str, list[Hanging]] = {}
    for nth, mount in enumerate(source.shapes.mounts):
        imported = imports.get(root_of(mount.router))
        module, name, stem = mount.router, "*", ""
        if source.shapes.language == "python" and imported is not None:
            module, name = _of_python(imported, mount.router)
            stem = module.rstrip(".").rpartition(".")[2]
        elif source.shapes.language == "python":
            stem = mount.router.rpartition(".")[2] if "." in mount.router else ""  # what Django includes by its name
        elif imported is not None:
            module, name = imported.module, original(imported, mount.router)
            stem = _stem(module)
        elif mount.router.startswith("."):
            stem = _EACH
        if stem:
            hanging = Hanging(module, name, mount.prefix, mount.on, mount.instead, mount.rooted, nth)
            found.setdefault(stem, []).append(hanging)
    return {stem: tuple(same) for stem, same in found.items()}


def _given(source: Source) -> Mapping[tuple[str, str], tuple[Given, ...]]:
    imports = {i.name: i for i in source.shapes.imports}
    found: dict[tuple[str, str], list[Given]] = {}
    for route in source.shapes.routes:
        imported = imports.get(root_of(route.handler)) if route.handler else None
        if imported is not None:
            is_python = source.shapes.language == "python"
            whole = imported.module, original(imported, route.handler)
            module, name = _of_python(imported, route.handler) if is_python else whole
            stem = module.rpartition(".")[2] if is_python else _stem(module)
            found.setdefault((stem, name.rpartition(".")[2]), []).append(Given(module, name, route))
    return {key: tuple(same) for key, same in found.items()}


def _dotted(source: Source) -> Mapping[str, tuple[Route, ...]]:
    """The routes that are given a method of something, by its name."""
    found: dict[str, list[Route]] = {}
    for route in source.shapes.routes if source.shapes.language == "typescript" else ():
        if "." in route.handler:
            found.setdefault(route.handler.rpartition(".")[2], []).append(route)
    return {name: tuple(same) for name, same in found.items()}


def root_of(written: str) -> str:
    """The name of a file that a written one begins with: `makeUsers` of `makeUsers().create`."""
    return written.partition(".")[0].partition("(")[0]


def original(imported: Import, written: str) -> str:
    """What a name that is written here is over there: `users.create` of `import * as users` is `create`."""
    _, dot, rest = written.partition(".")
    return rest if imported.original == "*" and dot else imported.original + written[len(root_of(written)) :]


def _of_python(imported: Import, written: str) -> tuple[str, str]:
    """The module of a router, and its name there: `users.router` is of the module `users`, whatever package that is imported from.

    A class is none: `UserViewSet.list` is in the module that has the class.
    """
    _, dot, rest = written.partition(".")
    if not dot:
        return imported.module, imported.original
    if imported.original[:1].isupper():
        return imported.module, f"{imported.original}.{rest}"
    if imported.original == "*":
        return imported.module, rest
    between = "" if imported.module.endswith(".") else "."
    return f"{imported.module}{between}{imported.original}", rest


def _stem(path: str) -> str:
    """The word by which files are told apart at first: the last of a path, of an index that of its folder."""
    parts = [p for p in _SUFFIX.sub("", path).split("/") if p not in ("", ".", "..")]
    if parts and parts[-1] in ("index", "__init__"):
        parts.pop()
    return parts[-1] if parts else ""


def _leads_to(module: str, importer: str, path: str) -> bool:
    """True where a module that a file imports is a file of the tree."""
    target = _SUFFIX.sub("", path).removesuffix("/index")
    if module.startswith("."):
        folder = posixpath.dirname(importer)
        return _SUFFIX.sub("", posixpath.normpath(posixpath.join(folder, module))).removesuffix("/index") == target
    own = _SUFFIX.sub("", _OWN.sub("", module)).removesuffix("/index")
    return own != module and (target == own or target.endswith("/" + own))
