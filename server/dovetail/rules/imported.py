"""The file that an import of TypeScript means."""

from collections.abc import Iterable, Mapping

from dovetail.core.snapshot import Snapshot, Source

_SUFFIXES = (".d.ts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_INDEX = "/index"
_ALIASES = ("@/", "~/", "#/", "$lib/", "src/", "~", "#", "$", "/")


def module_source(module: str, path: str, snapshot: Snapshot) -> Source | None:
    """The file that a module's name means in a file; None where it is none of this tree, or may be one of two."""
    found = _path(module, path, snapshot)
    return snapshot.sources[found] if found is not None else None


def _path(module: str, path: str, snapshot: Snapshot) -> str | None:
    files = _by_stem(snapshot)
    if module.startswith("."):
        parts = path.split("/")[:-1]
        for part in module.split("/"):
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part not in (".", ""):
                parts.append(part)
        wanted = _stem("/".join(parts))
        return _only(files.get(wanted) or files.get(f"{wanted}{_INDEX}".lstrip("/")))
    alias = next((a for a in _ALIASES if module.startswith(a)), None)
    if alias is None:
        return _of_package(module, files)
    rest = _stem(module.removeprefix(alias))
    for wanted in (rest, f"{rest}{_INDEX}"):
        ends = [
            p for p in _by_last(snapshot).get(wanted.rpartition("/")[2], ()) if f"/{_stem(p)}".endswith(f"/{wanted}")
        ]
        if ends:
            shared = sorted(((_shared(p, path), p) for p in ends), reverse=True)
            return shared[0][1] if len(shared) == 1 or shared[0][0] > shared[1][0] else None
    return None


def _of_package(module: str, files: Mapping[str, list[str]]) -> str | None:
    """A package of the same repository: `@acme/domain/users` is in `packages/domain`."""
    scope, _, rest = module.partition("/")
    if not scope.startswith("@") or not rest:
        return None
    name, _, inner = rest.partition("/")
    inner = _stem(inner)
    found: list[str] = []
    for folder in ("packages", "libs", "apps", "modules"):
        own = f"{folder}/{name}"
        for place in (f"{own}/src/{inner}", f"{own}/{inner}", f"{own}/src/{inner}{_INDEX}") if inner else (
            f"{own}/src/index", f"{own}/index", f"{own}/src/main",
        ):  # fmt: skip
            found.extend(files.get(place, ())[:1])
    return found[0] if found else None


def _by_stem(snapshot: Snapshot) -> Mapping[str, list[str]]:
    """The files of TypeScript and JavaScript by their paths without an ending."""
    return snapshot.once(
        "typescript modules", lambda: _grouped((_stem(p), [p]) for p in snapshot.sources if p.endswith(_SUFFIXES))
    )


def _by_last(snapshot: Snapshot) -> Mapping[str, list[str]]:
    """The same files by the last part of their paths."""
    return snapshot.once(
        "typescript files", lambda: _grouped((s.rpartition("/")[2], paths) for s, paths in _by_stem(snapshot).items())
    )


def _grouped(named: Iterable[tuple[str, list[str]]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, paths in named:
        found.setdefault(name, []).extend(paths)
    return found


def _stem(path: str) -> str:
    suffix = next((s for s in _SUFFIXES if path.endswith(s)), "")
    return path.removesuffix(suffix)


def _only(paths: list[str] | None) -> str | None:
    return paths[0] if paths and len(paths) == 1 else None


def _shared(a: str, b: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for x, y in zip(a.split("/")[:-1], b.split("/")[:-1], strict=False):
        if x != y:
            break
        count += 1
    return count
