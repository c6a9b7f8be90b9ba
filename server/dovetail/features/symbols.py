"""The outline of a file: contracts with their fields, sprints with their packages, the keys of conventions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.contracts import Declaration, declarations
from dovetail.core.conventions import Conventions
from dovetail.core.plan import Sprint
from dovetail.core.shapes import Alias, Constant, Enum, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

SymbolKind = Literal["record", "endpoint", "field", "enum", "member", "constant", "alias", "sprint", "package", "key"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name in the outline. `range` holds the whole, `name_range` (within it) what to select."""

    name: str
    detail: str
    kind: SymbolKind
    range: Range
    name_range: Range
    children: "tuple[Symbol, ...]" = ()


def symbols(snapshot: Snapshot, path: str) -> tuple[Symbol, ...]:
    """The outline of a file."""
    source = snapshot.sources.get(path)
    if source is not None:
        return tuple(_declaration(d) for d in declarations(source.shapes))
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        return (_sprint(sprint),) if sprint.file is not None else ()
    if snapshot.conventions is not None and snapshot.conventions.path == path:
        return tuple(_keys(snapshot.conventions))
    return ()


def _declaration(declaration: Declaration) -> Symbol:
    d = declaration
    match d:
        case Record():
            kind: SymbolKind = "endpoint" if d.tag("api") is not None else "record"
            fields = tuple(
                Symbol(f.name, f.kind.text or f.kind.name, "field", _around(f.range, f.name_range), f.name_range)
                for f in d.fields
            )
            return Symbol(d.name, d.construct, kind, _around(d.range, d.name_range), d.name_range, fields)
        case Enum():
            members = tuple(Symbol(m.name or m.value, "", "member", m.range, m.range) for m in d.members)
            return Symbol(d.name, d.construct, "enum", _around(d.range, d.name_range), d.name_range, members)
        case Constant():
            entries = tuple(
                Symbol(e.name, e.value, "constant", _around(e.range, e.name_range), e.name_range)
                for e in d.entries
                if e.name
            )
            return Symbol(d.name, "constant", "constant", _around(d.range, d.name_range), d.name_range, entries)
        case Alias():
            return Symbol(d.name, d.kind.text, "alias", _around(d.range, d.name_range), d.name_range)


def _sprint(sprint: Sprint) -> Symbol:
    name = sprint.document.place(("sprint",))
    packages = tuple(
        Symbol(p.id, p.title, "package", _around(sprint.package_range(p.id), sprint.place(p.id)), sprint.place(p.id))
        for p in sprint.packages
    )
    return Symbol(sprint.name, f"{len(packages)} packages", "sprint", sprint.text.whole, name, packages)


def _keys(conventions: Conventions) -> Iterator[Symbol]:
    document = conventions.document
    for path, key in document.keys.items():
        if len(path) == 1:
            value = document.values.get(path, key)
            inner = tuple(
                Symbol(str(p[1]), "", "key", _around(document.values.get(p, k), k), k)
                for p, k in document.keys.items()
                if len(p) == 2 and p[0] == path[0]
            )
            yield Symbol(str(path[0]), "", "key", _around(value, key), key, inner)


def _around(range: Range, inner: Range) -> Range:
    """Clients refuse an outline whose names lie outside of what they name."""
    return Range(min(range.start, inner.start), max(range.end, inner.end))
