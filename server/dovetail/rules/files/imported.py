"""The file that an import of TypeScript means."""

from collections.abc import Iterable, Iterator, Mapping

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.modules import TAKEN_IN
from dovetail.core.paths import folders_shared
from dovetail.core.shapes import FileShapes
from dovetail.core.snapshot import Snapshot, Source

from .taken_in import taken_in

_SUFFIXES = (".d.ts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_INDEX = "/index"
_COMPONENTS = (".vue", ".svelte")
_DEEPEST = 8
_PLAIN = frozenset({"src", "lib", "dist", "app", "index"})  # names that say nothing of what is meant
_WORKSPACES = ("packages", "libs", "apps", "modules")
# Scopes of packages that are no program's own aliases: `@apollo/client` is not the `client.ts` of a tree.
_OF_OTHERS = frozenset(
    "@angular @apollo @aws-sdk @azure @emotion @faker-js @fastify @google-cloud @headlessui @heroicons @hono @hookform @mui @nestjs @ngrx "
    "@nuxt @playwright @prisma @radix-ui @react-navigation @reduxjs @remix-run @sentry @storybook @sveltejs @tanstack "
    "@testing-library @trpc @types @vue @vueuse".split()
)
_ALIASES = ("@/", "~/", "#/", "$lib/", "src/", "~", "#", "$", "/")


def module_source(module: str, path: str, snapshot: Snapshot) -> Source | None:
    """The file that a module's name means in a file; None where it is none of this tree, or may be one of two."""
    folder = path.rpartition("/")[0]
    found = snapshot.once(("module", module, folder), lambda: _path(module, path, snapshot))
    return snapshot.sources[found] if found is not None else None


def declared_module(module: str, path: str, snapshot: Snapshot) -> Source | None:
    """The file that a module's name means, or the declarations of a library of that name."""
    return module_source(module, path, snapshot) or snapshot.libraries.get(module)


def default_name(source: Source) -> str:
    """The name of what a file of TypeScript exports without one."""
    value = next((v for v in source.shapes.values if v.name == "default"), None)
    return value.kind.target.removeprefix("typeof ") if value is not None else ""


def origins(name: str, shapes: FileShapes) -> Iterator[tuple[str, str]]:
    """Where a name may come from, as it is called there: by its own import, or with all that another module exports."""
    space, _, inner = name.partition(".")
    own = next((i for i in shapes.imports if i.name == space), None)
    if own is None:
        yield from ((name, i.module) for i in shapes.imports if i.name == "*")
    elif own.original == "*":
        yield inner or "*", own.module
    else:
        yield f"{own.original}.{inner}" if inner else own.original, own.module


def contract_of(name: str, source: Source, snapshot: Snapshot) -> Contract | None:
    """The contract that a name stands for in a file: by its own import, or through files that hand it on."""
    return snapshot.once(("contract of", source.path, name), lambda: _contract_of(name, source, snapshot, 0))


def _contract_of(name: str, source: Source, snapshot: Snapshot, depth: int) -> Contract | None:
    found = imported_contract(name, source.shapes, snapshot.contracts)
    own = any(d.name == name for d in source.shapes.definitions)
    if found is not None or own or depth > _DEEPEST:
        return found
    for original, module in origins(name, source.shapes):
        other = module_source(module, source.path, snapshot)
        if other is None:
            continue
        if other.path.endswith(SUFFIX):
            found = snapshot.contracts.exported(original, other.path)
        else:
            found = _contract_of(original, other, snapshot, depth + 1)
        if found is not None:
            return found
    return None


def declared(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, str] | None:
    """The file that declares a name, and its name there; None where that is not known."""
    for _ in range(_DEEPEST):
        if any(d.name == name for d in source.shapes.definitions):
            return source, name
        imported = next((i for i in source.shapes.imports if i.name == name and i.original != "*"), None)
        other = module_source(imported.module, source.path, snapshot) if imported is not None else None
        if imported is None or other is None or other.path == source.path:
            return None
        source, name = other, imported.original
    return None


def handed_on(name: str, source: Source, snapshot: Snapshot, depth: int = 0) -> tuple[Source, str] | None:
    """The file that declares what another one exports under a name, through barrel files, and its name there."""
    if any(d.name == name for d in source.shapes.definitions):
        return source, name
    for original, module in origins(name, source.shapes) if depth < _DEEPEST else ():
        other = module_source(module, source.path, snapshot)
        found = handed_on(original, other, snapshot, depth + 1) if other not in (None, source) else None
        if found is not None:
            return found
    return None


def handed_on_member(name: str, source: Source, snapshot: Snapshot, depth: int = 0) -> tuple[Source, str] | None:
    """The same of something that is taken out of what is exported: `users.create`, where `users` is all that another module exports."""
    space, _, member = name.partition(".")
    if any(d.name == space for d in source.shapes.definitions):
        return source, name
    for imported in source.shapes.imports if depth < _DEEPEST else ():
        if imported.name not in (space, "*"):
            continue
        other = module_source(imported.module, source.path, snapshot)
        if other is None or other.path == source.path:
            continue
        if imported.name == "*":
            found = handed_on_member(name, other, snapshot, depth + 1)
        elif imported.original in ("*", "default"):
            own = default_name(other) if imported.original == "default" else ""
            found = (other, f"{own}.{member}" if own else member)
        else:
            found = handed_on_member(f"{imported.original}.{member}", other, snapshot, depth + 1)
        if found is not None:
            return found
    return None


def _beside(module: str, path: str) -> str | None:
    """The path that a module's name means which is told from where it is asked for; None where that lies outside of the tree."""
    parts = path.split("/")[:-1]
    for part in module.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


def _component_path(module: str, path: str, snapshot: Snapshot) -> str | None:
    """The component in a file of its own that a module's name means."""
    if module.startswith("."):
        place = _beside(module, path)
        if place is None or place in snapshot.sources:
            return place
        return next((p for end in (".ts", ".js") if (p := f"{place}{end}") in snapshot.sources), None)
    place = module.removeprefix(next((a for a in _ALIASES if module.startswith(a)), ""))
    ends = [p for p, _ in snapshot.sources_with(_component, place.rpartition("/")[2]) if f"/{p}".endswith(f"/{place}")]
    shared = sorted(((folders_shared(p, path), p) for p in ends), reverse=True)
    return shared[0][1] if shared and (len(shared) == 1 or shared[0][0] > shared[1][0]) else None


def _component(source: Source) -> Mapping[str, str]:
    """The name of a file that is a component."""
    return {source.path.rpartition("/")[2]: source.path} if source.path.endswith(_COMPONENTS) else {}


def _path(module: str, path: str, snapshot: Snapshot) -> str | None:
    if module.endswith(_COMPONENTS):
        return _component_path(module, path, snapshot)
    if module.startswith("."):
        place = _beside(module, path)
        return _file(place, snapshot) if place is not None else None
    if module.startswith(TAKEN_IN):
        return taken_in(module.removeprefix(TAKEN_IN), path, snapshot)
    alias = next((a for a in _ALIASES if module.startswith(a)), None)
    if alias is None:
        of_others = module in snapshot.libraries or module.partition("/")[0] in _OF_OTHERS
        return _of_package(module, path, snapshot) or (None if of_others else _aliased(module, path, snapshot))
    return _nearest([module.removeprefix(alias)], path, snapshot)


def _aliased(module: str, path: str, snapshot: Snapshot) -> str | None:
    """A file by an alias that only the build knows: `openapi/requests/types` in `ui/openapi-gen`, `@core/models/user`.

    It may as well be a package of others, so what is told by one name alone must be the only one.
    """
    scope, _, rest = module.partition("/")
    if not rest or rest in _PLAIN:
        return None
    whole = [] if scope.startswith("@") else [module]
    if "/" in rest:
        return _nearest([*whole, rest], path, snapshot)
    return _nearest(whole, path, snapshot) or _nearest([rest], path, snapshot, alone=True)


def _nearest(wanted: Iterable[str], path: str, snapshot: Snapshot, alone: bool = False) -> str | None:
    """The file whose path ends as one of some places, or as a folder's index there; of several the one that is nearest to who asks.

    None where two are as near, or where it is not `alone` and should be.
    """
    for place, index in ((stem(w), end) for w in wanted for end in ("", _INDEX)):
        same = snapshot.sources_with(_last, place.rpartition("/")[2] + index)
        ends = [p for p, _ in same if f"/{stem(p)}".endswith(f"/{place}{index}")]
        if ends:
            shared = sorted(((folders_shared(p, path), p) for p in ends), reverse=True)
            return shared[0][1] if len(shared) == 1 or (not alone and shared[0][0] > shared[1][0]) else None
    return None


def _file(wanted: str, snapshot: Snapshot) -> str | None:
    """The one file of a path without an ending, or of the folder's index."""
    for place in (stem(wanted), f"{stem(wanted)}{_INDEX}".lstrip("/")):
        found = [p for suffix in _SUFFIXES if (p := f"{place}{suffix}") in snapshot.sources]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _of_package(module: str, path: str, snapshot: Snapshot) -> str | None:
    """What an alias is called like, what a path from `src` means, or a package of the same repository.

    `@billing/ports` may be `apps/billing/src/ports.ts`, and `@acme/domain/users` in `packages/domain`.
    """
    scope, _, rest = module.partition("/")
    if not scope.startswith("@"):
        return _file(f"src/{module}", snapshot) if rest else None
    alias = scope.removeprefix("@")
    found = _nearest([f"{alias}/src/{rest}", f"{alias}/{rest}"] if rest else [alias], path, snapshot)
    if found is not None or not rest:
        return found
    name, _, inner = rest.partition("/")
    for folder in _WORKSPACES:
        own = f"{folder}/{name}"
        places = (f"{own}/src/{inner}", f"{own}/{inner}") if inner else (f"{own}/src", own)
        found = next((f for p in places if (f := _file(p, snapshot)) is not None), None)
        if found is not None:
            return found
    return None


def _last(source: Source) -> Mapping[str, str]:
    """The last part of a file's path, without its ending; of an index, that of its folder too."""
    if not source.path.endswith(_SUFFIXES):
        return {}
    *_, folder, last = ("", "", *stem(source.path).split("/"))
    return {last: source.path, f"{folder}{_INDEX}": source.path} if f"/{last}" == _INDEX else {last: source.path}


def stem(path: str) -> str:
    """A path without the ending of a file of TypeScript or JavaScript."""
    return path.removesuffix(next((s for s in _SUFFIXES if path.endswith(s)), ""))
