"""The outline of a file: contracts with their fields, sprints with their packages, the keys of conventions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.contracts import Declaration
from dovetail.core.conventions import Conventions
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Alias, Constant, Enum, Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .hierarchy import step, waves
from .hover import written_type

SymbolKind = Literal[
    "record", "endpoint", "field", "enum", "member", "constant", "alias", "sprint", "package", "contract", "key"
]


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
        return tuple(_declaration(d) for d in source.shapes.declarations)
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        return (_sprint(snapshot, sprint),) if sprint.file is not None else ()
    if snapshot.conventions is not None and snapshot.conventions.path == path:
        return tuple(_keys(snapshot.conventions))
    return ()


def _declaration(declaration: Declaration) -> Symbol:
    d = declaration
    match d:
        case Record():
            kind: SymbolKind = "endpoint" if d.tag("api") is not None else "record"
            fields = tuple(_field(f) for f in d.fields)
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
            return Symbol(d.name, " ".join(d.kind.text.split()), "alias", _around(d.range, d.name_range), d.name_range)


def _field(field: Field) -> Symbol:
    """A field with those of the record that it holds in place."""
    inner = tuple(_field(f) for f in field.kind.members if f.name_range.end)
    around = _around(field.range, field.name_range)
    return Symbol(field.name, written_type(field), "field", around, field.name_range, inner)


def _sprint(snapshot: Snapshot, sprint: Sprint) -> Symbol:
    name = sprint.document.place(("sprint",))
    packages = tuple(_package(snapshot, sprint, p) for p in sprint.packages)
    order = (_order(snapshot, sprint),) if any(p.after for p in sprint.packages) else ()
    return Symbol(sprint.name, f"{len(packages)} packages", "sprint", sprint.text.whole, name, (*order, *packages))


def _package(snapshot: Snapshot, sprint: Sprint, package: Package) -> Symbol:
    """A package with the contracts that it provides and consumes."""
    place = sprint.place(package.id)
    whole = _around(sprint.package_range(package.id), place)
    named = tuple(
        Symbol(n, key, "contract", at, at)
        for key, names in (("provides", package.provides), ("consumes", package.consumes))
        for n in dict.fromkeys(names)
        for at in (sprint.item_place(package.id, key, n),)
    )
    detail = step(snapshot, sprint, package).detail
    return Symbol(
        package.id, f"{package.title} · {detail}" if package.title else detail, "package", whole, place, named
    )


def _order(snapshot: Snapshot, sprint: Sprint) -> Symbol:
    """The packages by the step in which they can start. It stands at the key, so that no package seems to be in it."""
    by_step: dict[int, list[Symbol]] = {}
    for id, wave in waves(snapshot.contracts, sprint).items():
        place = sprint.place(id)
        package = sprint.package(id)
        after = f"after {', '.join(package.after)}" if package is not None and package.after else ""
        by_step.setdefault(wave, []).append(Symbol(id, after, "package", place, place))
    key = sprint.document.key_place(("packages",))
    steps = tuple(Symbol(f"step {n}", "", "key", key, key, tuple(by_step[n])) for n in sorted(by_step))
    return Symbol("order", f"{len(steps)} steps", "key", key, key, steps)


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
