"""A contract says that a table stores it, and nothing makes that table."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import stored_key, stored_names
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import RENAMED, Record, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest, singular

from . import rule
from .checks.packages import is_planned
from .faults import Fault
from .records.migrations import later_steps, may_rename_tables, under_last_table_names
from .statements.unmade_tables import table_of

_ALTERED = "altered table"
_IN_STEPS = ("table", "migrated table")
_TYPES = ("interface", "type")  # by which code types a table that is made elsewhere


@rule("conformance", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Only where the schema is in the tree, which the table of another contract shows."""
    tables = _tables(snapshot)
    named = [c for name in snapshot.of_contracts(table_of) if (c := snapshot.contracts.get(name)) is not None]
    if not any(_is_there(c, tables, snapshot) for c in named):
        return
    for contract in named:
        tag = contract.declaration.tag("db")
        if tag is None or _is_there(contract, tables, snapshot):
            continue
        if is_planned(contract, snapshot):
            continue  # somebody is making it
        near = nearest(tag.value, sorted(set(tables.values()))) or _alike(contract, snapshot)
        hint = f"did you mean `{near}`?" if near else "make it, or say `@db none`."
        yield Fault(
            contract.path,
            tag.range,
            f"{contract.name} is stored in `{tag.value}`, and no schema has such a table; {hint}",
            tuple(_made(near, snapshot)) if near else (),
            fixes=(Fix(f"Change to `{near}`", (Edit(contract.path, tag.value_range, near),)),) if near else (),
        )
        places = list(_made(near, snapshot)) if near is not None else []
        if near is not None and len(places) == 1 and _is_nobodys(places[0], snapshot):
            told = _to_be_called(near, contract, tag, places[0], snapshot)
            yield replace(told, fixes=())  # one of the two is to change, and the finding above offers it
    yield from _called_otherwise([c for c in named if _is_there(c, tables, snapshot)], snapshot)


def _called_otherwise(named: list[Contract], snapshot: Snapshot) -> Iterator[Fault]:
    """Tables that are called otherwise in one kind of schema, in migrations or in models, and as the contract says in another one."""
    each = _kinds_in_the_end(snapshot)
    for construct in {r for kinds in each.values() for r in kinds}:
        made = {key(t): t for kinds in each.values() for t in kinds.get(construct, ())}
        absent = [c for c in named if key(c.table) not in made and not is_planned(c, snapshot)]
        if len(absent) == len(named):
            continue
        for contract in absent:
            bound = (p.implementation for p in snapshot.pairings_by_contract.get(contract.name, ()) if p.is_store)
            if any(isinstance(r, Record) and r.construct == construct for r in bound):
                continue
            found = _alike(contract, snapshot, construct)
            places = list(_made(found, snapshot, construct)) if found is not None else []
            renamed = list(_made(found, snapshot, _ALTERED)) if found is not None and construct in _IN_STEPS else []
            places = renamed if len(renamed) == 1 else places
            tag = contract.declaration.tag("db")
            if len(places) == 1 and tag is not None and not may_rename_tables(places[0].path, snapshot):
                yield _to_be_called(found or "", contract, tag, places[0], snapshot)


def _is_nobodys(place: Place, snapshot: Snapshot) -> bool:
    """True for what makes a table that keeps no contract, and that no step may yet call otherwise."""
    bound = (p.implementation for p in snapshot.pairings_by_path.get(place.path, ()))
    held = any(isinstance(r, Record) and r.name_range == place.range for r in bound)
    return not held and not may_rename_tables(place.path, snapshot)


def _to_be_called(table: str, contract: Contract, tag: Tag, place: Place, snapshot: Snapshot) -> Fault:
    """Of a table that is called otherwise than the contract says, where it is made."""
    return Fault(
        place.path,
        place.range,
        f"`{table}` has what {contract.name} stores in `{tag.value}`, of which nothing here makes a table; call it so.",
        (Place(contract.path, tag.range, f"`@db` of contract {contract.name}"),),
        (*_called(table, tag.value, place, snapshot), *_said(table, contract, tag, snapshot)),
    )


def _called(table: str, wanted: str, place: Place, snapshot: Snapshot) -> Iterator[Fix]:
    """The table called as the contract says, where its name stands in quotes in what makes it, or else nowhere but there."""
    source = snapshot.sources[place.path]
    record = next((r for r in source.shapes.records if r.name_range == place.range), None)
    text, at = source.text.source, place.range
    quoted = (
        [*re.finditer(rf"(?<=[\"']){re.escape(table)}(?=[\"'])", text[record.range.start : record.range.end])]
        if record
        else []
    )
    if record is not None and len(quoted) == 1:
        at = Range(*quoted[0].span()).shifted(record.range.start)
    word = re.compile(rf"(?<![\w$]){re.escape(table)}(?![\w$])")
    alone = sum(len(word.findall(s.text.source)) for s in snapshot.implementations) == 1
    if source.text[at] == table and (alone or len(quoted) == 1):
        yield Fix(f"Rename to `{wanted}`", (Edit(place.path, at, wanted),))


def _said(table: str, contract: Contract, tag: Tag, snapshot: Snapshot) -> Iterator[Fix]:
    """The name of the table in the contract, where no table at all has the one that stands there."""
    stores = (r for p in snapshot.of_sources(_stores) for r in snapshot.sources[p].shapes.records if _makes_table(r))
    if not any(key(r.table or r.name) == key(tag.value) for r in stores):
        yield Fix(f"Say `@db {table}` in the contract", (Edit(contract.path, tag.value_range, table),))


def _kinds_in_the_end(snapshot: Snapshot) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What `_kinds` says of each file, without the tables that later ones drop, and under the names that those give them."""
    found, dropped = snapshot.of_sources(_kinds), snapshot.of_sources(_dropped)
    if not dropped:
        return found
    each: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for path in found:
        kinds = _kinds(under_last_table_names(path, snapshot))
        each[path] = {
            c: _kept(path, names, dropped, snapshot) if c in _IN_STEPS else names for c, names in kinds.items()
        }
    return each


def _made(table: str, snapshot: Snapshot, construct: str = "") -> Iterator[Place]:
    """Where a table or model of that name is made."""
    for path, names in snapshot.of_sources(_named).items():
        if table in names:
            for record in snapshot.sources[path].shapes.records:
                of_kind = not construct or record.construct == construct
                if of_kind and _makes_table(record) and table in stored_names(record, path):
                    yield Place(path, record.name_range, f"Table {table}")


def _alike(contract: Contract, snapshot: Snapshot, construct: str = "") -> str | None:
    """The only table that is nobody's and holds nearly all that the contract stores."""
    fields = [p.field for p in snapshot.contracts.promised(contract)[0]]
    wanted = {k for f in fields if (k := stored_key(f)) is not None}
    found: list[str] = []
    for path in snapshot.of_sources(_stores):
        bound = [p.implementation.range for p in snapshot.pairings_by_path.get(path, ())]
        for record in under_last_table_names(path, snapshot).shapes.records:
            of_kind = not construct or record.construct == construct
            if of_kind and _is_stored(record) and record.range not in bound:
                own = {key(f.stored or f.name) for f in record.fields if not f.relation}
                share = 0.5 if singular(record.table or record.name) == singular(contract.table) else 0.75
                if len(wanted & own) >= max(2, share * len(wanted), 0.6 * len(own)):
                    found.append(record.table or record.name)
    return found[0] if len(set(found)) == 1 else None


def _tables(snapshot: Snapshot) -> dict[str, str]:
    """The names of all tables and models, by their words; of those that are only typed where no schema makes any."""
    found = snapshot.of_sources(_named) or snapshot.of_sources(_typed)
    dropped = snapshot.of_sources(_dropped)
    if dropped:
        found = {path: _kept(path, names, dropped, snapshot) for path, names in found.items()}
    return {key(name): name for names in found.values() for name in names}


def _named(source: Source) -> tuple[str, ...]:
    """The names of the tables and models of a file."""
    return tuple(name for r in source.shapes.records if _makes_table(r) for name in stored_names(r, source.path))


def _kinds(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The names of the tables and models of a file, by what makes them."""
    made = [r for r in source.shapes.records if _makes_table(r)]
    return {
        r.construct: tuple(n for o in made if o.construct == r.construct for n in stored_names(o, source.path))
        for r in made
    }


def _dropped(source: Source) -> tuple[str, ...]:
    """The names of the tables that a file drops or renames, and that another makes."""
    records = source.shapes.records
    dropped = (r.name for r in records if r.construct == "dropped table")
    return (*dropped, *(b.name for r in records for b in r.bases if b.how == RENAMED and r.layer == "db"))


def _kept(
    path: str, names: tuple[str, ...], dropped: Mapping[str, tuple[str, ...]], snapshot: Snapshot
) -> tuple[str, ...]:
    """The tables of a file that no later one of its series drops or renames."""
    # One without a number is none of those that are applied in turn: it may be what empties a test's database.
    steps = (s for s in later_steps(path, snapshot) if any(c.isdigit() for c in s))
    gone = {key(name) for step in steps for name in dropped.get(step, ())}
    return tuple(n for n in names if key(n) not in gone)


def _typed(source: Source) -> tuple[str, ...]:
    """The names of the tables of a file that it types for a query builder, and somebody else makes."""
    tables = (r for r in source.shapes.records if r.layer == "db" and r.construct in _TYPES)
    return tuple(name for record in tables for name in stored_names(record, source.path))


def _stores(source: Source) -> bool:
    """True for a file that has something of a database, made or typed."""
    return any(_is_stored(r) for r in source.shapes.records)


def _is_stored(record: Record) -> bool:
    return record.layer == "db" and record.construct != "query"


def _makes_table(record: Record) -> bool:
    return _is_stored(record) and record.construct not in _TYPES


def _is_there(contract: Contract, tables: dict[str, str], snapshot: Snapshot) -> bool:
    """True where a table has the name, or says itself that it is the contract's."""
    if key(contract.table) in tables:
        return True
    bound = (p.implementation for p in snapshot.pairings_by_contract.get(contract.name, ()) if p.is_store)
    made = bool(snapshot.of_sources(_named))
    tagged = (r for r in bound if isinstance(r, Record) and r.tag("contract") is not None and r.construct != "query")
    return any(_makes_table(r) or not made for r in tagged)
