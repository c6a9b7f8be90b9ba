"""The file that an import of TypeScript means."""

from collections.abc import Mapping

from dovetail.core.snapshot import Snapshot, Source

_SUFFIXES = (".d.ts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_INDEX = "/index"
_DEEPEST = 8
_WORKSPACES = ("packages", "libs", "apps", "modules")
_ALIASES = ("@/", "~/", "#/", "$lib/", "src/", "~", "#", "$", "/")


def module_source(module: str, path: str, snapshot: Snapshot) -> Source | None:
    """The file that a module's name means in a file; None where it is none of this tree, or may be one of two."""
    found = _path(module, path, snapshot)
    return snapshot.sources[found] if found is not None else None


def declared_module(module: str, path: str, snapshot: Snapshot) -> Source | None:
    """The file that a module's name means, or the declarations of a library of that name."""
    return module_source(module, path, snapshot) or snapshot.libraries.get(module)


def default_name(source: Source) -> str:
    """The name of what a file of TypeScript exports without one."""
    value = next((v for v in source.shapes.values if v.name == "default"), None)
    return value.kind.target.removeprefix("typeof ") if value is not None else ""


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


def _path(module: str, path: str, snapshot: Snapshot) -> str | None:
    if module.startswith("."):
        parts = path.split("/")[:-1]
        for part in module.split("/"):
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part not in (".", ""):
                parts.append(part)
        return _file("/".join(parts), snapshot)
    alias = next((a for a in _ALIASES if module.startswith(a)), None)
    if alias is None:
        return _of_package(module, snapshot)
    rest = stem(module.removeprefix(alias))
    for wanted in (rest, f"{rest}{_INDEX}"):
        same = snapshot.sources_with(_last, wanted.rpartition("/")[2])
        ends = [p for p, _ in same if f"/{stem(p)}".endswith(f"/{wanted}")]
        if ends:
            shared = sorted(((_shared(p, path), p) for p in ends), reverse=True)
            return shared[0][1] if len(shared) == 1 or shared[0][0] > shared[1][0] else None
    return None


def _file(wanted: str, snapshot: Snapshot) -> str | None:
    """The one file of a path without an ending, or of the folder's index."""
    for place in (stem(wanted), f"{stem(wanted)}{_INDEX}".lstrip("/")):
        found = [p for suffix in _SUFFIXES if (p := f"{place}{suffix}") in snapshot.sources]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _of_package(module: str, snapshot: Snapshot) -> str | None:
    """A package of the same repository: `@acme/domain/users` is in `packages/domain`."""
    scope, _, rest = module.partition("/")
    if not scope.startswith("@") or not rest:
        return None
    name, _, inner = rest.partition("/")
    for folder in _WORKSPACES:
        own = f"{folder}/{name}"
        places = (f"{own}/src/{inner}", f"{own}/{inner}") if inner else (f"{own}/src", own)
        found = next((f for p in places if (f := _file(p, snapshot)) is not None), None)
        if found is not None:
            return found
    return None


def _last(source: Source) -> Mapping[str, str]:
    """The last part of a file's path, without its ending."""
    return {stem(source.path).rpartition("/")[2]: source.path} if source.path.endswith(_SUFFIXES) else {}


def stem(path: str) -> str:
    """A path without the ending of a file of TypeScript or JavaScript."""
    return path.removesuffix(next((s for s in _SUFFIXES if path.endswith(s)), ""))


def _shared(a: str, b: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for x, y in zip(a.split("/")[:-1], b.split("/")[:-1], strict=False):
        if x != y:
            break
        count += 1
    return count
