"""What in a file leads to another: contracts that are imported, components and tables that tags name, files that a sprint gives to read."""

from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.contracts import SUFFIX
from dovetail.core.globs import is_literal, normal
from dovetail.core.modules import module_is
from dovetail.core.plan import Sprint
from dovetail.core.shapes import Import, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.rules.contracts.views import views

from .occurrences import unquoted
from .places import Link, tags

_LISTS = ("owns", "reads")


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A range that leads somewhere: to a file, or to a place in one."""

    range: Range
    path: str
    at: Range | None
    tooltip: str


def links(snapshot: Snapshot, path: str) -> tuple[DocumentLink, ...]:
    """The links of a file, by place."""
    source = snapshot.sources.get(path)
    found = _of_source(snapshot, source) if source is not None else iter(())
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        found = _of_sprint(snapshot, sprint)
    return tuple(sorted(found, key=lambda link: link.range))


def _of_source(snapshot: Snapshot, source: Source) -> Iterator[DocumentLink]:
    yield from _modules(snapshot, source)
    if not source.path.endswith(SUFFIX):
        return
    for tag in tags(source):
        target = _named(snapshot, tag.name, tag.value) if tag.value else None
        if target is not None:
            yield DocumentLink(tag.value_range, target.path, target.range, f"Open {target.path}")


def _modules(snapshot: Snapshot, source: Source) -> Iterator[DocumentLink]:
    """The modules of imports that are contracts; other modules are the language's own business."""
    seen: set[Range] = set()
    for imported in source.shapes.imports:
        path = next((p for p in snapshot.contracts.by_path if imported.module and module_is(imported.module, p)), None)
        start = _module_at(source.text, imported) if path is not None else -1
        at = Range(start, start + len(imported.module))
        if path is not None and start >= 0 and path != source.path and at not in seen:
            seen.add(at)
            yield DocumentLink(at, path, None, f"Open the contracts in {path}")


def _module_at(text: Text, imported: Import) -> int:
    """Where the module of an import is written: behind its names, or before them in JSDoc's `import("./a.contract").A`; -1 for nowhere."""
    line = text.line_range(text.line_of(imported.range.start))
    before = text.source.find(imported.module, line.start, imported.range.start)
    return before if before >= 0 else text.source.find(imported.module, imported.range.end)


def _named(snapshot: Snapshot, tag: str, value: str) -> Link | None:
    match tag:
        case "view":
            for view in views(snapshot):
                if view.tag.value == value and view.source is not None and view.definition is not None:
                    return Link(view.source.path, view.definition.range)
        case "db":
            return _tables(snapshot).get(value)
        case "owner":
            for sprint in snapshot.sprints:
                if sprint.package(value) is not None:
                    return Link(sprint.path, sprint.place(value))
        case _:
            pass
    return None


def _tables(snapshot: Snapshot) -> dict[str, Link]:
    """Where each stored name of a contract is: of a table, or of its model."""
    held: dict[str, Link] | None = snapshot.memo.get("tables")
    if held is None:
        held = {}
        for pairing in snapshot.pairings:
            item = pairing.implementation
            if pairing.is_store and isinstance(item, Record):
                for name in (item.table, item.name):
                    if name is not None:
                        held.setdefault(name, Link(pairing.path, item.name_range))
        snapshot.memo["tables"] = held
    return held


def _of_sprint(snapshot: Snapshot, sprint: Sprint) -> Iterator[DocumentLink]:
    """Every value that is the path of a file that exists."""
    for range in named_paths(sprint):
        at = unquoted(sprint.text, range)
        target = normal(sprint.text[at])
        if is_literal(target) and target in snapshot.paths:
            yield DocumentLink(at, target, None, f"Open {target}")


def named_paths(sprint: Sprint) -> Iterator[Range]:
    """Where a sprint names files and folders, or globs of them, with their quotes."""
    for path, range in sprint.document.values.items():
        match path:
            case ("conventions",) | ("contracts" | "shared", int()) | ("context", "global", int()):
                yield range
            case ("context", "layers", str(), int()):
                yield range
            case ("packages", int(), str(key), int()) if key in _LISTS:
                yield range
            case _:
                pass
