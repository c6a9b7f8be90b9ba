"""Chains of properties in code, followed to the fields that they mean: of a contract, or of a record that implements one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dovetail.core.bindings import Pairing, imported_contract
from dovetail.core.contracts import Contract
from dovetail.core.modules import module_is
from dovetail.core.shapes import Constant, Enum, Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.rules.bound.classes import bound_class, walk
from dovetail.rules.bound.examples import LANGUAGE, walk_example
from dovetail.rules.bound.inline import with_inline
from dovetail.rules.checks.graphql_operations import TYPE, walk_operation
from dovetail.rules.checks.proto_paths import MESSAGE, field_in_path
from dovetail.rules.contracts.asked import Asked
from dovetail.rules.files.imported import declared
from dovetail.rules.files.python_names import defined
from dovetail.rules.records.comparison import Match, compare
from dovetail.rules.statements.sql_columns import OF, asked_column, is_row, names_of_row
from dovetail.rules.typescript.prisma_models import GENERATED
from dovetail.rules.typescript.reached import Reach

_TYPE_OF = "typeof "
_CLIENT = "prisma."
Place = tuple[str, int]  # the path of a declaration and where its name starts


@dataclass(frozen=True, slots=True)
class Kept:
    """A field of an implementation, and the promise of the contract that it keeps."""

    pairing: Pairing
    match: Match

    @property
    def place(self) -> Place:
        return self.pairing.path, self.match.field.name_range.start

    @property
    def promised(self) -> Place:
        return self.match.promise.path, self.match.contract.name_range.start


@dataclass(frozen=True, slots=True)
class Meant:
    """A name in a chain, and the field that it means in the file that declares it."""

    range: Range
    path: str
    field: Field

    @property
    def place(self) -> Place:
        return self.path, self.field.name_range.start


@dataclass(frozen=True, slots=True)
class _Owner:
    """The fields that a value has, each with the file that declares it. `source` is where their types' names are known."""

    fields: tuple[tuple[str, Field], ...]
    source: Source | None


def kept_in(snapshot: Snapshot, path: str) -> tuple[Kept, ...]:
    """The fields in a file that keep a contract's, those of inner records too."""
    return tuple(Kept(p, m) for p in _bound_by_path(snapshot).get(path, ()) for m in compare(p, snapshot).matches)


def bound_paths(snapshot: Snapshot) -> Iterable[str]:
    """The files in which something keeps a contract: by a sign of its own, inside of another, or because a route carries it."""
    return dict.fromkeys((*(p.path for p in snapshot.pairings), *_bound_by_path(snapshot)))


def _bound_by_path(snapshot: Snapshot) -> Mapping[str, list[Pairing]]:
    held: Mapping[str, list[Pairing]] | None = snapshot.memo.get("inline by path")
    if held is None:
        found: dict[str, list[Pairing]] = {}
        for pairing in with_inline(snapshot):
            found.setdefault(pairing.path, []).append(pairing)
        held = snapshot.memo["inline by path"] = found
    return held


def kept(snapshot: Snapshot, promise: Place) -> tuple[Kept, ...]:
    """The fields that keep one of a contract, in any file."""
    held: Mapping[Place, list[Kept]] | None = snapshot.memo.get("kept")
    if held is None:
        found: dict[Place, list[Kept]] = {}
        for path in bound_paths(snapshot):
            for one in kept_in(snapshot, path):
                found.setdefault(one.promised, []).append(one)
        held = snapshot.memo["kept"] = found
    return tuple(held.get(promise, ()))


def meant(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Meant]:
    """What each name of a chain means, up to the first that is not known."""
    if use.type_name.startswith(OF):
        column = _given(use, source) or asked_column(use, snapshot)
        if column is not None:
            yield Meant(use.ranges[0], *column)
        return
    if use.type_name.startswith(MESSAGE):
        taken = field_in_path(use, source, snapshot)
        if taken is not None:
            yield Meant(taken.range, taken.path, taken.field)
        return
    if source.shapes.language == LANGUAGE:
        for step in walk_example(use, source, snapshot):
            if isinstance(step, Asked):
                yield Meant(step.range, step.path, step.field)
        return
    language, of_graphql = source.shapes.language, use.type_name.startswith(TYPE)
    model = next(
        (i.original for i in source.shapes.imports if i.name == use.type_name and GENERATED.search(i.module)), ""
    )
    if model and language == "typescript":  # a row, as the client of Prisma has its type
        use = replace(use, type_name=f"{_CLIENT}{_accessor(model)}")
    if language == "python" or of_graphql:
        steps = walk_operation(use, snapshot) if of_graphql else walk(use, source, snapshot)
        for step in steps:
            if isinstance(step, Asked):
                yield Meant(step.range, step.path, step.field)
        return
    if language == "typescript" and not use.type_name.startswith(_CLIENT) and use.via != f"<{use.type_name}>":
        reached = Reach(snapshot).reached(use, source)
        yield from _narrowed([Meant(f.range, f.path, f.field) for f in reached], use, source, snapshot)
        return
    owner = _owner(use, source, snapshot)
    depth = use.list_depth
    for name, range in zip(use.chain, use.ranges, strict=True):
        if name == "[]":
            if not depth:
                return
            depth -= 1
            continue
        found = next((f for f in owner.fields if f[1].name == name), None) if owner is not None else None
        if owner is None or found is None or (depth and not use.type_name.startswith(_CLIENT)):
            return
        path, field = found
        yield Meant(range, path, field)
        depth = field.list_depth
        owner = _within(field, owner, snapshot)


def _given(use: Use, source: Source) -> tuple[str, Field] | None:
    """What a row is asked for in the query of the same file that gives it; the last one before it that gives those very names.

    Where a rename leaves the columns as they are, such a query gives them under the new name.
    """
    names = names_of_row(use) if is_row(use) else ()
    queries = [
        r
        for r in source.shapes.records
        if r.construct == "query" and r.range.start < use.ranges[0].start and {f.name for f in r.fields} == {*names}
    ]
    given = max(queries, key=lambda r: r.range.start, default=None)
    field = next((f for f in given.fields if f.name == use.chain[0]), None) if given is not None else None
    return (source.path, field) if field is not None else None


def _narrowed(steps: list[Meant], use: Use, source: Source, snapshot: Snapshot) -> Iterator[Meant]:
    """The steps of a chain. Of the alternatives that a written name may be of, those that have all the names written beside it."""
    several = use.access == "write" and len({s.place for s in steps if s.range == use.ranges[-1]}) > 1
    beside = _beside(use, source) if several else frozenset[str]()
    fitting = [s for s in steps if s.range == use.ranges[-1] and beside <= _neighbours(s, snapshot)]
    yield from (s for s in steps if not fitting or s.range != use.ranges[-1] or s in fitting)


def _beside(use: Use, source: Source) -> frozenset[str]:
    """The names in the object that a name is written in."""
    text = source.text.source
    start, end = _braces(text, use.ranges[-1].start)
    others = (u for u in source.shapes.uses if u.type_name == use.type_name and u.chain[:-1] == use.chain[:-1])
    inside = (u for u in others if start < u.ranges[-1].start < end)
    return frozenset(u.chain[-1] for u in inside if _braces(text, u.ranges[-1].start) == (start, end))


def _braces(text: str, at: int) -> tuple[int, int]:
    """Where the innermost braces around a place open and close; the whole text where there are none."""
    start, depth = at, 0
    while start > 0 and depth >= 0:
        start -= 1
        depth += {"}": 1, "{": -1}.get(text[start], 0)
    end, depth = at, 0
    while end < len(text) and depth >= 0:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return start, end


def _neighbours(step: Meant, snapshot: Snapshot) -> frozenset[str]:
    """The names of the record that a field is of, in the file that declares it."""
    records = snapshot.sources[step.path].shapes.records if step.path in snapshot.sources else ()
    own = (r.fields for r in records if any(f.name_range == step.field.name_range for f in r.fields))
    return frozenset(f.name for f in next(own, ()))


def member_meant(use: Use, source: Source, snapshot: Snapshot) -> Iterator[tuple[Range, Contract, str]]:
    """The members of a contract's constant or enum that a chain names; a nested entry is named as a whole: `inner.deep`."""
    if not use.type_name.startswith(_TYPE_OF):
        return
    name, chain, ranges = use.type_name.removeprefix(_TYPE_OF), use.chain, use.ranges
    if any(i.name == name and i.original == "*" for i in source.shapes.imports) and chain:
        name, chain, ranges = f"{name}.{chain[0]}", chain[1:], ranges[1:]
    contract = imported_contract(name, source.shapes, snapshot.contracts)
    if contract is None or not isinstance(contract.declaration, Enum | Constant):
        return
    for i, range in enumerate(ranges):
        yield range, contract, ".".join(chain[: i + 1])


def enum_member_meant(use: Use, source: Source, snapshot: Snapshot) -> tuple[Range, Place] | None:
    """The member of an enum in code that a chain names, and where that is declared."""
    if not use.chain[0].isidentifier():
        return None
    name = use.type_name.removeprefix(_TYPE_OF)
    if source.shapes.language == "python":
        place = defined(name, source, snapshot)
    elif use.type_name.startswith(_TYPE_OF):
        place = declared(name, source, snapshot)
    else:
        place = None
    enums = [e for e in place[0].shapes.enums if e.name == place[1]] if place is not None else []
    if place is None or len(enums) != 1:
        return None
    member = next((m for m in enums[0].members if m.name == use.chain[0]), None)
    return (use.ranges[0], (place[0].path, member.range.start)) if member is not None else None


def _owner(use: Use, source: Source, snapshot: Snapshot) -> _Owner | None:
    name = use.type_name
    if name.startswith(_TYPE_OF):
        return None
    if name.startswith(_CLIENT):
        return _model(name.removeprefix(_CLIENT), snapshot)
    if use.via == f"<{name}>":
        return _props(name, source, snapshot)
    return _named(name, source, snapshot)


def _named(name: str, source: Source, snapshot: Snapshot) -> _Owner | None:
    """What a type's name stands for in a file: a contract, or a record that implements one."""
    contract = imported_contract(name, source.shapes, snapshot.contracts)
    if contract is not None:
        return _contract(contract, snapshot)
    if source.shapes.language == "python":
        bound = bound_class(name, source, snapshot)
        return _record(bound.record, bound.source) if bound is not None else None
    own = [r for r in source.shapes.records if r.name == name]
    if own:
        return _record(own[0], source) if len(own) == 1 else None
    for imported in source.shapes.imports:
        if imported.name == name and imported.original != "*":
            return _from(imported.original if imported.original != "default" else name, imported.module, snapshot)
    return None


def _from(name: str, module: str, snapshot: Snapshot) -> _Owner | None:
    """A record that implements a contract, in the file of a module."""
    for pairing in _by_name(snapshot).get(name, ()):
        if isinstance(pairing.implementation, Record) and module_is(module, pairing.path):
            return _record(pairing.implementation, snapshot.sources[pairing.path])
    return None


def _by_name(snapshot: Snapshot) -> Mapping[str, list[Pairing]]:
    held: Mapping[str, list[Pairing]] | None = snapshot.memo.get("bound by name")
    if held is None:
        found: dict[str, list[Pairing]] = {}
        for pairing in snapshot.pairings:
            if isinstance(pairing.implementation, Record):
                found.setdefault(pairing.implementation.name, []).append(pairing)
        held = snapshot.memo["bound by name"] = found
    return held


def _contract(contract: Contract, snapshot: Snapshot) -> _Owner | None:
    found = snapshot.contracts.record(contract.name)
    if found is None:
        return None
    promises, _complete = snapshot.contracts.promised(found[0])
    return _Owner(tuple((p.path, p.field) for p in promises), None)


def _record(record: Record, source: Source) -> _Owner:
    return _Owner(tuple((source.path, f) for f in record.fields), source)


def _within(field: Field, outer: _Owner, snapshot: Snapshot) -> _Owner | None:
    """What a field's own value has."""
    path = next((p for p, f in outer.fields if f is field), "")
    if field.kind.name == "record":
        return _Owner(tuple((path, f) for f in field.kind.members), outer.source)
    if field.kind.name != "ref":
        return None
    if outer.source is not None:
        if outer.source.shapes.language == "prisma":
            return _model(_accessor(field.kind.target), snapshot)
        return _named(field.kind.target, outer.source, snapshot)
    contract = snapshot.contracts.get(field.kind.target)
    return _contract(contract, snapshot) if contract is not None else None


def _model(accessor: str, snapshot: Snapshot) -> _Owner | None:
    """A Prisma model by the name that the client gives it."""
    for source in snapshot.implementations:
        if source.shapes.language == "prisma":
            for record in source.shapes.records:
                if _accessor(record.name) == accessor:
                    return _record(record, source)
    return None


def _accessor(model: str) -> str:
    return model[:1].lower() + model[1:]


def _props(component: str, source: Source, snapshot: Snapshot) -> _Owner | None:
    """What a component takes, where it is defined in this file or imported from the only one that defines it."""
    imported = next((i for i in source.shapes.imports if i.name == component), None)
    name = imported.original if imported is not None and imported.original not in ("default", "*") else component
    for path, takes in _components(snapshot).get(name, ()):
        if path == source.path or (imported is not None and module_is(imported.module, path)):
            return _named(takes, snapshot.sources[path], snapshot)
    contract = _shown_by(snapshot).get(name)
    return _contract(contract, snapshot) if contract is not None else None


def _components(snapshot: Snapshot) -> Mapping[str, list[tuple[str, str]]]:
    """By a component's name, the files that define one and the type of what it takes."""
    held: Mapping[str, list[tuple[str, str]]] | None = snapshot.memo.get("component props")
    if held is None:
        found: dict[str, list[tuple[str, str]]] = {}
        for source in snapshot.implementations:
            for definition in source.shapes.definitions:
                if definition.takes:
                    found.setdefault(definition.name, []).append((source.path, definition.takes))
        held = snapshot.memo["component props"] = found
    return held


def _shown_by(snapshot: Snapshot) -> Mapping[str, Contract]:
    """The contracts of props by the component that their `@view` names."""
    return {tag.value: c for c in snapshot.contracts if (tag := c.declaration.tag("view")) is not None and tag.value}
