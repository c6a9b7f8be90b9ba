"""Where the names of a Python file come from: the file of a module, and the file that defines what is imported."""

import re
from collections.abc import Mapping

from dovetail.core.paths import folders_shared
from dovetail.core.shapes import Import, Kind
from dovetail.core.snapshot import Snapshot, Source

_DEEPEST = 6  # files that pass a name on
_OF_SERVICES = "_grpc"  # and those that have their services, behind that
_OF_PROTO = "_pb2"  # how modules end that are made of files of Protocol Buffers


def defined(name: str, source: Source, snapshot: Snapshot, depth: int = 0) -> tuple[Source, str] | None:
    """The file that defines a name, and its name there, which is empty where it is the file itself; None where it is not known."""
    if depth > _DEEPEST:
        return None
    if "." in name:
        outer, _, rest = name.partition(".")
        module = defined(outer, source, snapshot, depth + 1)
        return defined(rest, module[0], snapshot, depth + 1) if module is not None and not module[1] else None
    shapes = source.shapes
    if any(d.name == name for d in shapes.definitions) or any(r.name == name for r in shapes.records):
        return source, name
    if shapes.language == "proto" and any(s.name.startswith(f"{name}.") for s in shapes.signatures):
        return source, name  # what is made of a service
    imported = [i for i in shapes.imports if i.name == name]
    if len({(i.original, i.module) for i in imported}) > 1:
        return None
    if imported:
        return _imported(imported[0], source, snapshot, depth)
    for star in (i for i in shapes.imports if i.name == "*"):
        path = _module(star.module, source.path, snapshot)
        found = defined(name, snapshot.sources[path], snapshot, depth + 1) if path is not None else None
        if found is not None:
            return found
    return None


def type_name(kind: Kind) -> str:
    """The name of a type with the module before it, as a file of Python writes it: `models.Status` of `list[models.Status] | None`."""
    if "." not in kind.text or not kind.target:
        return kind.target
    found = re.search(rf"(?<![\w.])(?:\w+\.)+{re.escape(kind.target)}(?![\w.])", kind.text)
    return found[0] if found is not None else kind.target


def _imported(imported: Import, source: Source, snapshot: Snapshot, depth: int) -> tuple[Source, str] | None:
    path = _module(imported.module, source.path, snapshot)
    if imported.original == "*":
        renamed = imported.name != imported.module.split(".")[0] or "." not in imported.module
        return (snapshot.sources[path], "") if path is not None and renamed else None
    found = None
    if path is not None and path != source.path:
        found = defined(imported.original, snapshot.sources[path], snapshot, depth + 1)
    if found is not None:
        return found
    dot = "" if imported.module.endswith(".") else "."
    inner = _module(f"{imported.module}{dot}{imported.original}", source.path, snapshot)
    return (snapshot.sources[inner], "") if inner is not None else None


def module_file(module: str, path: str, snapshot: Snapshot) -> str | None:
    """The file of a module as an import in a file writes it; None where it is none of this tree."""
    return _module(module, path, snapshot)


def _module(module: str, path: str, snapshot: Snapshot) -> str | None:
    """The file of a module as an import in a file writes it."""
    rest = module.lstrip(".")
    dots = len(module) - len(rest)
    parts = [p for p in rest.split(".") if p]
    if dots:
        folder = path.split("/")[:-dots]
        if dots > len(path.split("/")):
            return None
        base = "/".join([*folder, *parts])
        candidates = [f"{base}.py", f"{base}/__init__.py" if base else "__init__.py", f"{base}.pyi"]
        found = next((c for c in candidates if c in snapshot.sources), None)
        return found or _generated(f"/{base}", path, snapshot)
    if not parts:
        return None
    by_name = snapshot.once("python modules", lambda: _by_name(snapshot))
    found = [p for p in by_name.get(parts[-1], ()) if f"/{_bare(p)}".endswith("/" + "/".join(parts))]
    shared = sorted(((folders_shared(p, path), p) for p in found), reverse=True)
    if not found:
        return _generated("/" + "/".join(parts), path, snapshot)
    return shared[0][1] if shared and (len(shared) == 1 or shared[0][0] > shared[1][0]) else None


def _generated(module: str, path: str, snapshot: Snapshot) -> str | None:
    """The file of Protocol Buffers of which a module is made: `orders/v1/events_pb2` is of `events.proto`, also in another folder."""
    stem = module.removesuffix(_OF_SERVICES).removesuffix(_OF_PROTO)
    if stem == module:
        return None
    by_name = snapshot.once("python modules of protobuf", lambda: _protos(snapshot))
    same = by_name.get(stem.rpartition("/")[2], ())
    beside = [p for p in same if f"/{p}".endswith(f"{stem}.proto")]
    found = beside or list(same)
    return found[0] if len(found) == 1 and found[0] != path else None


def _protos(snapshot: Snapshot) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in snapshot.sources:
        if path.endswith(".proto"):
            found.setdefault(path.rpartition("/")[2].removesuffix(".proto"), []).append(path)
    return found


def _by_name(snapshot: Snapshot) -> Mapping[str, list[str]]:
    """The Python files by the last part of their module's name."""
    found: dict[str, list[str]] = {}
    for path in snapshot.sources:
        if path.endswith(".py"):
            found.setdefault(_bare(path).rpartition("/")[2], []).append(path)
    return found


def _bare(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__")
