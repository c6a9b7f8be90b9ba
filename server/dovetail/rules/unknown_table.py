"""A query names a table that nothing makes, by all but the name of one that a contract says it is stored in."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import stored_names
from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest, singular

from . import rule
from .edits.suggestions import hint, rename_fix
from .faults import Fault
from .records.migrations import series_of, takes_back
from .records.step_names import step_order
from .statements.promised_tables import slipped
from .statements.sql_columns import by_former_name
from .statements.unmade_tables import ALTERS, NAMED, REFERS, Unmade, table_of, table_unmade
from .typescript.misdirected_keys import misdirected_keys
from .typescript.prisma_models import is_bound, is_extended, models
from .typescript.query_tables import unmade_tables
from .typescript.reached import Reach

_ALTERED = "altered table"
_MODELS = frozenset({"model", "table model", "django model", "class"})
_IN_CODE = ("migrated table", "drizzle table")
_TELLING = 2  # other models that code asks for, which show that the schema has all of them
_QUERIES = re.compile(r"\s*\.\s*(?:find\w+|create\w*|update\w*|upsert|delete\w*|count|aggregate|groupBy)\(")
MODEL = "model of prisma"  # and of one that names a model


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    yield from _of_models(source, snapshot)
    for found in misdirected_keys(source, snapshot):
        yield _elsewhere(found.column, found.target, found.range, found.contract, found.meant, source)
    if source.shapes.language == "typescript":
        for unmade in unmade_tables(source, Reach(snapshot)):
            message = f"`{unmade.name}` is no table of this database{hint(unmade.name, unmade.known)}"
            fixes = rename_fix(source, unmade.name, unmade.range, unmade.known)
            yield Fault(source.path, unmade.range, message, (), fixes)
    seen: set[Range] = set()
    for use in source.shapes.uses:
        if use.type_name != NAMED or use.ranges[0] in seen:
            continue
        seen.add(use.ranges[0])
        renamed = _renamed(use, source, snapshot) if use.via != ALTERS else None
        if renamed is not None:
            yield renamed
            continue
        other = _of_another_table(use, snapshot)
        if other is not None:
            column = use.via.rpartition(".")[2]
            yield _elsewhere(column, use.chain[0], use.ranges[0], other, table_of(other), source)
            continue
        meant = _meant(use, source, snapshot) if use.via != ALTERS else None
        contract = snapshot.contracts.by_table(meant) if meant is not None else None
        if meant is None or contract is None:
            found = table_unmade(use, source, snapshot)
            yield from (_unmade(found, source),) if found is not None else ()
            continue
        name = use.chain[0]
        near = slipped(name, [meant]) is not None or not use.via.startswith(REFERS)
        says = "did you mean" if near else f"for `{use.via.rpartition('.')[2]}`, did you mean"
        yield Fault(
            source.path,
            use.ranges[0],
            f"No schema has a table `{name}`; {says} `{meant}`, which stores contract {contract.name}?",
            (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
            rename_fix(source, name, use.ranges[0], [meant]),
        )


def _unmade(found: Unmade, source: Source) -> Fault:
    """Of a table that nothing makes, and whose name is like no other."""
    if found.meant is not None:
        table, contract = found.meant
        said = f"; the columns that are asked of it are those of `{table}`, which stores contract {contract.name}"
        places = (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),)
        fixes = (Fix(f"Change to `{table}`", (Edit(source.path, found.range, table),)),)
        return Fault(source.path, found.range, f"No schema has a table `{found.name}`{said}.", places, fixes)
    message = f"No step makes a table `{found.name}`, {found.why}, and they make all others."
    return Fault(source.path, found.range, message, severity="warning")


def _of_another_table(use: Use, snapshot: Snapshot) -> Contract | None:
    """The contract that a key's column speaks of, where the key refers to the table of another: `maker_id REFERENCES staff`."""
    known = list(snapshot.of_contracts(table_of).values()) if use.via.startswith(REFERS) else []
    name, meant = use.chain[0].lower(), _referred(use, known)
    if meant is None or name not in {k.lower() for k in known} or singular(meant.lower()) == singular(name):
        return None
    if name.endswith(
        f"_{meant.lower()}"
    ):  # a kind of the same, by its last word: `connector_id REFERENCES sso_connectors`
        return None
    made = snapshot.sources_with(_made, meant.lower()) and snapshot.sources_with(_made, name)
    return snapshot.contracts.by_table(meant) if made else None


def _elsewhere(column: str, target: str, at: Range, contract: Contract, meant: str | None, source: Source) -> Fault:
    """Of a key that refers to another table than its name says; `meant` is what the file calls that one."""
    shown = meant or table_of(contract)
    return Fault(
        source.path,
        at,
        f"`{column}` refers to `{target}`, and its name speaks of `{shown}`, which stores contract {contract.name}.",
        (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
        (Fix(f"Change to `{meant}`", (Edit(source.path, at, meant),)),) if meant and meant.isidentifier() else (),
        severity="warning",
    )


def _of_models(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Calls of Prisma's client for a model that no schema has, by all but the name of one that stores a contract."""
    seen: set[Range] = set()
    for use in source.shapes.uses:
        if use.type_name != MODEL or use.ranges[0] in seen:
            continue
        seen.add(use.ranges[0])
        known, name = models(snapshot), use.chain[0]
        if not known or name in known or is_extended(snapshot):
            continue
        near = nearest(name, list(known), 2)
        if near is None and _is_query(use, source) and _are_all_others_known(name, snapshot):
            message = f"No schema has a model that the client calls `{name}`{hint(name, list(known))}"
            yield Fault(source.path, use.ranges[0], message, severity="warning")
        found = known[near] if near is not None else None
        if near is not None and found is not None and is_bound(*found, snapshot):
            yield Fault(
                source.path,
                use.ranges[0],
                f"No schema has a model that the client calls `{name}`; did you mean `{near}`?",
                (Place(found[0], found[1].name_range, f"Model {found[1].name}"),),
                rename_fix(source, name, use.ranges[0], [near]),
            )


def _is_query(use: Use, source: Source) -> bool:
    """True where a model is asked for rows, or given some."""
    return _QUERIES.match(source.text.source, use.ranges[0].end) is not None


def _are_all_others_known(name: str, snapshot: Snapshot) -> bool:
    """True where the one schema of a tree has a contract's model, and all models but one of those that code asks for."""
    known = models(snapshot)
    asked = {n for names in snapshot.of_sources(_asked_models).values() for n in names} - {name}
    one = len({found[0] for found in known.values() if found is not None}) == 1 and None not in known.values()
    bound = one and any(found is not None and is_bound(*found, snapshot) for found in known.values())
    return bound and len(asked) >= _TELLING and asked <= known.keys()


def _asked_models(source: Source) -> frozenset[str]:
    """The models that a file asks a client of Prisma for."""
    return frozenset(u.chain[0] for u in source.shapes.uses if u.type_name == MODEL)


def _meant(use: Use, source: Source, snapshot: Snapshot) -> str | None:
    """The table of a contract that a name slips from; None where it is a table itself, or may be one."""
    name = use.chain[0]
    known = list(snapshot.of_contracts(table_of).values())
    near = slipped(name, known) or _one_of(name, known)
    referred = _referred(use, known) if near is None else None
    near = referred if referred is not None and _is_said_once(name, source) else near
    if near is None or key(near) == key(name) or _is_stored(use, source, snapshot):
        return None
    if singular(name.lower()) == singular(near.lower()) and not snapshot.sources_with(_made, near.lower()):
        return None  # `loans` is what many a framework calls the table of a model `Loan`
    made = re.search(
        rf"(?<!TRUNCATE )\b(?:TABLE|VIEW|EXISTS)\s+[\w.\"`\[]*{re.escape(name)}\b", source.text.source, re.IGNORECASE
    )
    return near if made is None and not _was_there(name, source, snapshot) else None


def _is_stored(use: Use, source: Source, snapshot: Snapshot) -> bool:
    """True for the name of a table. A model of Python whose table has another name is none: its keys refer to tables."""
    name = key(use.chain[0])
    of_model = source.shapes.language == "python" and use.via.startswith(REFERS)
    return bool(snapshot.sources_with(_tables if of_model else _stores, name))


def _renamed(use: Use, source: Source, snapshot: Snapshot) -> Fault | None:
    """A table by the name that it had before a migration renamed it, where nothing else has that name."""
    name = use.chain[0]
    found = snapshot.sources_with(by_former_name, name.lower())
    if len(found) != 1 or len(found[0][1]) != 1:
        return None
    path, record = found[0][0], found[0][1][0]
    now, series, own = record.table or record.name, series_of(path), series_of(source.path)
    contract = snapshot.contracts.by_table(now)
    before = own == series and step_order(source.path) <= step_order(path)
    if contract is None or series is None or takes_back(path) or before or (own is not None and own != series):
        return None
    makes = [p for p, _ in snapshot.sources_with(_stores, key(name))]
    if any(series_of(p) != series or step_order(p) >= step_order(path) for p in makes):
        return None
    return Fault(
        source.path,
        use.ranges[0],
        f"The table `{name}` is called `{now}` since {path}, which stores contract {contract.name}.",
        (Place(path, record.name_range, f"Table {now}"),),
        (Fix(f"Change to `{now}`", (Edit(source.path, use.ranges[0], now),)),) if now.isidentifier() else (),
    )


def _one_of(name: str, known: list[str]) -> str | None:
    """The table whose name is the plural, or the singular, of a name."""
    found = [t for t in known if t.lower() != name.lower() and singular(t.lower()) == singular(name.lower())]
    return found[0] if len(found) == 1 and len(name) > 2 else None


def _is_said_once(name: str, source: Source) -> bool:
    """True for a name that nothing else in its file speaks of, as what is made elsewhere would be."""
    return len(re.findall(rf"(?<![\w$]){re.escape(name)}(?![\w$])", source.text.source, re.IGNORECASE)) == 1


def _referred(use: Use, known: list[str]) -> str | None:
    """The table that the name of a key speaks of: `patients` for `patient_id`, and not `pets`."""
    column = use.via.rpartition(".")[2].lower() if use.via.startswith(REFERS) else ""
    stem = re.sub(r"_?id\Z", "", column) if column.endswith("id") else ""
    found = [t for t in known if singular(t.lower()) == singular(stem)] if len(stem) > 2 else []
    return found[0] if len(found) == 1 else None


def _was_there(name: str, source: Source, snapshot: Snapshot) -> bool:
    """True for a step of migrations about a table that another step of the series names."""
    series = series_of(source.path)
    others = (s for p, s in snapshot.sources.items() if p != source.path and series_of(p) == series) if series else ()
    word = rf"(?<![\w$]){re.escape(name)}(?![\w$])"
    named = re.compile(
        rf"\b(?:TABLE|VIEW|EXISTS|ONLY|INTO|FROM|JOIN|UPDATE|REFERENCES|ON|TO|USING|,)\s+[\w.\"`\[]*{word}",
        re.IGNORECASE,
    )
    ways = {"sql": named}  # where a column or an alias may be called so, too
    other = re.compile(word)
    return any(
        name in s.text.source and ways.get(s.shapes.language, other).search(s.text.source) is not None for s in others
    )


def _made(source: Source) -> Mapping[str, bool]:
    """The tables that statements of a file make, which are called that and nothing else."""
    sql, python = source.shapes.language == "sql", source.shapes.language == "python"
    made = ("table",) if sql else _IN_CODE if source.shapes.language == "typescript" else ()
    records = (r for r in source.shapes.records if r.layer == "db" and (python or r.construct in made))
    named = (r.table or (r.name if sql else "") for r in records if r.construct != _ALTERED)
    return {n.rpartition(".")[2].lower(): True for n in named if n}


def _tables(source: Source) -> Mapping[str, bool]:
    """The words of the names of tables: those of models that say theirs, and of what says none all names under which it may be stored."""
    records = (r for r in source.shapes.records if r.layer == "db")
    named = (n for r in records for n in ((r.table,) if r.table else (*stored_names(r, source.path), r.name)))
    return {key(n.rpartition(".")[2]): True for n in named}


def _stores(source: Source) -> Mapping[str, bool]:
    """The words of the names under which the records of a file may be stored: those of models too, which may be called like their table."""
    records = (r for r in source.shapes.records if r.layer == "db" and not _is_altered_alone(r, source))
    names = (n for r in records for n in (*_own_names(r, source), r.name if not _is_mapped(r) else ""))
    return {key(n.rpartition(".")[2]): True for n in names if n}


def _is_altered_alone(record: Record, source: Source) -> bool:
    """True for a table that a step of Python alters, which does not make it."""
    return record.construct == _ALTERED and source.shapes.language == "python"


def _own_names(record: Record, source: Source) -> tuple[str, ...]:
    return (record.table or "",) if _is_mapped(record) else stored_names(record, source.path)


def _is_mapped(record: Record) -> bool:
    """True for a model of Prisma, or of Python, that says its table: no statement can call that by the model's name."""
    return record.construct in _MODELS and bool(record.table)
