"""The columns that statements in strings name, held against the tables that schemas and models make.

A table is known by all that makes or alters it, in whatever language, and asked about only where one of those is bound to a contract.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import implied_table
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import RENAMED, Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing, nearest, words

from ..records.bases import completed
from ..records.migrations import series_of, takes_back
from ..records.step_names import step_order
from .promised import is_added
from .promised_tables import place_of, promised_column, promised_table, slip

OF = "sql "  # before the table's name in a use's type
SEVERAL = ","  # between tables, of any of which a column may be
GIVEN = " as "  # before the names that a statement gives to what it selects
ONLY = " only "  # before the columns that a statement lists, where it gives no others
ANY = "?"  # among those names, for one that is not known
_NAMED_ROWS = re.compile(
    r"^\s*(?:from|import)\s+(?:sqlalchemy|sqlmodel)\b|\bnamedtuple_row\b|\bNamedTupleCursor\b", re.MULTILINE
)
_OF_ROWS = frozenset("count index tuple t keys values items get".split())
_MAKES = frozenset(
    {
        "table",
        "view",
        "materialized view",
        "model",
        "table model",
        "django model",
        "core table",
        "drizzle table",
        "migrated table",
        "embedded table",
    }
)
_ALTERS = "altered table"
# A table as its rows' type in code, or an entity, has it, where nothing else makes it.
_OF_CODE = frozenset({"interface", "type", "class"})
_IN_STEPS = frozenset({"table", "migrated table", _ALTERS})  # what SQL and migrations make, and no model
_LANGUAGES = ("sql", "python")
_OF_STEPS = (*_LANGUAGES, "typescript")
_OUTPUT = "given sql"
_ASKING = frozenset({"is", "has", "was", "are"})  # before what is true or false
_BUILT = "built sql"  # a column by a name that a plug-in may put into another casing
_COMMENT = re.compile(r"--|#|//")
_HIDDEN = re.compile(
    r"\bEXECUTE\b(?!\s+(?:FUNCTION|PROCEDURE|ON)\b)|\bPREPARE\b", re.IGNORECASE
)  # statements that are strings


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column that a table does not have, the columns that it has, and where it is made; `is_seen` where a file makes it.

    Where there is no table, it is a part of the statement that does not give the column.
    """

    name: str
    range: Range
    table: str
    known: tuple[str, ...]
    place: Place
    is_seen: bool = True


@dataclass(frozen=True, slots=True)
class Statement:
    """The tables that a statement names, the names that it gives besides their columns, and those of the columns if it lists them."""

    tables: tuple[str, ...]
    given: frozenset[str]
    only: tuple[str, ...] | None


def statement_of(type_name: str) -> Statement:
    """What the type of a column, or of a row, says of the statement that it is of."""
    tables, _, given = type_name.removeprefix(OF).partition(GIVEN)
    tables, lists, only = tables.partition(ONLY)
    return Statement(
        tuple(filter(None, tables.split(SEVERAL))),
        frozenset(filter(None, given.split(SEVERAL))),
        tuple(filter(None, only.split(SEVERAL))) if lists else None,
    )


def is_row(use: Use) -> bool:
    """True for what is read of a row, which is not written in the statement itself."""
    return use.type_name.startswith(OF) and use.via not in ("sql", "perhaps sql", _OUTPUT, _BUILT)


def names_of_row(use: Use) -> tuple[str, ...]:
    """All names that a row has, where its statement says them all; nothing where it may have others."""
    said = statement_of(use.type_name)
    return () if said.only is None or ANY in said.given else (*said.only, *sorted(said.given))


def _whole_row(use: Use, snapshot: Snapshot) -> tuple[str, ...]:
    """All names that a row has, where its statement says them, or takes all columns of tables that are known."""
    said = statement_of(use.type_name)
    if said.only is not None or ANY in said.given:
        return names_of_row(use)
    made = [tables_made(table.lower(), snapshot) for table in said.tables]
    columns = [columns_of(m, False, snapshot) for m in made]
    if not all(columns) or runs_strings([m for records in made for m in records], snapshot):
        return ()
    return (*(name for own in columns for name in (own or {}).values()), *sorted(said.given))


def not_selected(use: Use, source: Source, snapshot: Snapshot) -> UnknownColumn | None:
    """What a row of Python is asked for that its statement does not give; None where that may be otherwise."""
    names = _whole_row(use, snapshot) if _is_of_columns(use, source) else ()
    return _not_selected(use, names, source, snapshot) if names else None


def unknown_columns(source: Source, snapshot: Snapshot) -> Iterator[UnknownColumn]:
    """What the statements in the strings of one file ask of tables that have no such column."""
    seen: set[Range] = set()
    step = source if source.shapes.language in _OF_STEPS and series_of(source.path) is not None else None
    followed = source.shapes.language == "typescript"  # where rows are followed as other values are
    for use in source.shapes.uses:
        if use.type_name.startswith(OF) and use.ranges[0] not in seen:
            if is_row(use) and (followed or not _is_of_columns(use, source)):
                continue  # what a row of an answer has besides its columns
            seen.add(use.ranges[0])
            if is_row(use) and (names := _whole_row(use, snapshot)):
                found = _not_selected(use, names, source, snapshot)
            else:
                found = _not_given(use, snapshot) if use.via == _OUTPUT else _unknown(use, step, snapshot)
            if found is not None:
                yield found


def _is_of_columns(use: Use, source: Source) -> bool:
    """True where a row of Python is asked for a column: by a key, or by a name where rows have those of their columns."""
    if source.text.source[use.ranges[0].start - 1] in "\"'":
        return True
    name = use.chain[0]
    return _NAMED_ROWS.search(source.text.source) is not None and name not in _OF_ROWS and name[:1] != "_"


def _not_selected(use: Use, names: tuple[str, ...], source: Source, snapshot: Snapshot) -> UnknownColumn | None:
    """What a row is asked for that its statement does not give, where the code puts no more into it."""
    name = use.chain[0]
    told = use.access == "read" and use.via not in ("made", "asked") and not is_added(name, source)
    if not told or name.lower() in [n.lower() for n in names]:
        return None
    place = _bound_table(statement_of(use.type_name).tables, snapshot)
    return UnknownColumn(name, use.ranges[0], "", names, place) if place else None


def asked_column(use: Use, snapshot: Snapshot) -> tuple[str, Field] | None:
    """The field that a column of a statement is, in the first record that is bound, and the file of that."""
    return next(asked_columns(use, snapshot), None)


def asked_columns(use: Use, snapshot: Snapshot) -> Iterator[tuple[str, Field]]:
    """The same of all records that are bound: a step may make a column of which a later one, or a file beside, says more."""
    name = use.chain[0].lower()
    for table in statement_of(use.type_name.lower()).tables:
        made = tables_made(table, snapshot)
        having = [(p, r, f) for p, r in made if (f := _column(r, name)) is not None]
        contract = promised_table(table, snapshot) if not made else None
        promised = promised_column(name, contract, snapshot) if contract is not None else None
        if promised is not None:
            yield promised
        yield from ((p, f) for p, r, f in having if is_bound(p, r, snapshot))
        if having or not made or contract is not None:
            return


def _column(record: Record, name: str) -> Field | None:
    return next((f for f in record.fields if (f.stored or f.name).lower() == name and not f.relation), None)


def columns_made(table: str, snapshot: Snapshot) -> tuple[dict[str, str], Place] | None:
    """The columns that SQL or migrations give a table, by their names in lower case, and where it is made; None where not all are known."""
    made = [(p, r) for p, r in tables_made(table.lower(), snapshot) if r.construct in _IN_STEPS]
    whole = next(((p, r) for p, r in made if r.construct != _ALTERS), None)
    columns = columns_of(made, False, snapshot) if whole is not None else None
    if whole is None or not columns:
        return None
    return columns, Place(whole[0], whole[1].name_range, f"Table {table}")


def _not_given(use: Use, snapshot: Snapshot) -> UnknownColumn | None:
    """What a statement asks of its own subquery, or of what WITH makes, and that does not give; one of its tables is bound."""
    statement = statement_of(use.type_name)
    place = _bound_table(statement.tables, snapshot)
    return UnknownColumn(use.chain[0], use.ranges[0], "", tuple(sorted(statement.given)), place) if place else None


def _bound_table(tables: tuple[str, ...], snapshot: Snapshot) -> Place | None:
    """Where the first of some tables is made that is bound."""
    made = (m for table in tables for m in tables_made(table.lower(), snapshot))
    bound = next(((p, r) for p, r in made if is_bound(p, r, snapshot)), None)
    return Place(bound[0], bound[1].name_range, f"Table {bound[1].table or bound[1].name}") if bound else None


def _unknown(use: Use, step: Source | None, snapshot: Snapshot) -> UnknownColumn | None:
    # Where a table is not yet what it will be: it may have what any file gives it.
    in_steps = step is not None
    statement = statement_of(use.type_name)
    made = [tables_made(table.lower(), snapshot) for table in statement.tables]
    if not made or not all(made):
        return _slipped(use, statement, snapshot)
    made = [_in_series_of(step, m) or m for m in made] if step is not None else made
    each = [columns_of(m, in_steps, snapshot) for m in made]
    known = {low: name for columns in each for low, name in (columns or {}).items()}
    name = use.chain[0]
    everything = [record for records in made for record in records]
    bound = next(((p, r) for p, r in everything if is_bound(p, r, snapshot)), None)
    if bound is None and in_steps and len(made) == 1:
        bound = next(_bound_later(statement.tables[0].lower(), snapshot), None)
    left_before = len(made) == 1 and step is not None and _left_before(use, everything, step, snapshot)
    fits = (name.lower() in known and not left_before) or {name, name.lower()} & statement.given
    if use.via == _BUILT or any(r.construct in _OF_CODE for _, r in everything):
        fits = fits or in_casing(name, "snake_case") in {in_casing(n, "snake_case") for n in known.values()}
    if (
        None in each
        or bound is None
        or fits
        or _is_hidden(use, step, everything, in_steps and not left_before, snapshot)
    ):
        return None
    sure = left_before or (
        use.via in ("sql", _BUILT)
        and (step is None or (len(made) == 1 and _is_only_asked(use, step, everything, snapshot)))
    )
    if not sure and not _is_like(name.lower(), known, len(made) == 1):
        return None  # a word of SQL, or a name that the statement gives
    shown = " and ".join(statement.tables)
    place = Place(bound[0], bound[1].name_range, f"Table {bound[1].table or bound[1].name}")
    left = {n.lower() for _, r in everything for n, _ in r.gone} if in_steps else set[str]()
    columns = tuple(n for low, n in known.items() if low not in left)  # what a step takes away is not what is meant
    return UnknownColumn(name, use.ranges[0], shown, columns, place)


def _in_series_of(step: Source, made: list[tuple[str, Record]]) -> list[tuple[str, Record]]:
    """What the steps beside one make and alter of a table that they make: for them no model tells its columns."""
    series = series_of(step.path)
    own = [(p, r) for p, r in made if r.construct in _IN_STEPS and series_of(p) == series]
    return own if any(r.construct != _ALTERS for _, r in own) else []


def _bound_later(table: str, snapshot: Snapshot) -> Iterator[tuple[str, Record]]:
    """A table that is bound under the name which a later step gives it."""
    for path, records in snapshot.sources_with(by_former_name, table):
        yield from ((path, r) for r in records if is_bound(path, r, snapshot))


def by_former_name(source: Source) -> Mapping[str, tuple[Record, ...]]:
    """What renames a table, by the name that it had."""
    records = source.shapes.records if source.shapes.language == "sql" else ()
    return {b.name.rpartition(".")[2].lower(): (r,) for r in records for b in r.bases if b.how == RENAMED}


def _is_like(name: str, known: Mapping[str, str], alone: bool) -> bool:
    """True for all but the name of a column; of one table also for `guest`, where that is `is_guest`, or the other way round."""
    if len(name) < 4:
        return False
    if nearest(name, list(known), 1 if len(name) < 6 else 2) is not None:
        return True
    own = set(words(name))
    return alone and sum(own ^ set(words(k)) <= _ASKING and own != set(words(k)) for k in known) == 1


def _slipped(use: Use, statement: Statement, snapshot: Snapshot) -> UnknownColumn | None:
    """A slip of the name of a column that a contract stores in a table which no file makes."""
    table, name = statement.tables[0] if len(statement.tables) == 1 else "", use.chain[0]
    contract = promised_table(table.lower(), snapshot)
    if contract is None or {name, name.lower()} & statement.given:
        return None
    near = slip(name, contract, snapshot)
    return UnknownColumn(name, use.ranges[0], table, (near,), place_of(contract), False) if near is not None else None


def tables_made(table: str, snapshot: Snapshot) -> list[tuple[str, Record]]:
    """All records of a table, by the paths of their files; nothing where no file makes it."""
    found = [(p, r) for p, records in snapshot.sources_with(_tables, table) for r in records]
    former = {b.name.lower() for _, r in found for b in r.bases if b.how == RENAMED} - {table}
    found += [made for name in former for made in tables_made(name, snapshot)]
    made = [(p, r) for p, r in found if r.construct not in _OF_CODE]
    if any(r.construct in _MAKES for _, r in made):
        return made
    return found if found and not made else []


def _tables(source: Source) -> Mapping[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    if takes_back(source.path):
        return found
    for record in source.shapes.records:
        of_code = record.construct in _OF_CODE and bool(record.table) and source.shapes.language == "typescript"
        if record.construct in _MAKES or record.construct == _ALTERS or of_code:
            python = source.shapes.language == "python"
            name = record.table or (implied_table(record, source.path) if python else record.name)
            key = name.rpartition(".")[2].strip('"`[]').lower()
            if key and record.layer == "db":
                found[key] = (*found.get(key, ()), record)
    return found


def columns_of(made: list[tuple[str, Record]], in_steps: bool, snapshot: Snapshot) -> dict[str, str] | None:
    """The columns of a table by their names in lower case, in steps those too that it has had; None where not all of them are known."""
    found: dict[str, str] = {}
    for path, record in made if in_steps else _since_rebuilt(made, snapshot):
        whole = completed(record, snapshot.sources[path], snapshot)
        if record.construct == _ALTERS:
            series = series_of(path)
            others = {series_of(p) for p, r in made if r.construct == "table"}
            if series is None or series in others:
                for name, _ in record.gone if not in_steps else ():
                    found.pop(name.lower(), None)
        elif whole.open or not whole.fields:
            return None
        found.update((n.lower(), n) for n in _given_by(path, whole, snapshot))
    return found


def _since_rebuilt(made: list[tuple[str, Record]], snapshot: Snapshot) -> list[tuple[str, Record]]:
    """What makes a table, without what an earlier step made that a later one drops to make the table anew."""
    tables = [(p, r) for p, r in made if r.construct == "table" and series_of(p) is not None]
    if len(tables) < 2:
        return made
    last, table = max(tables, key=lambda step: step_order(step[0]))
    if not _drops(snapshot.sources[last], table.name):
        return made
    series = series_of(last)
    return [(p, r) for p, r in made if series_of(p) != series or step_order(p) >= step_order(last)]


def _drops(step: Source, table: str) -> bool:
    dropped = rf"\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?[\"`\[]?{re.escape(table)}\b"
    return re.search(dropped, step.text.source, re.IGNORECASE) is not None


def _given_by(path: str, record: Record, snapshot: Snapshot) -> Iterator[str]:
    """The columns that a record gives its table: not those that it only alters, which must be there before."""
    asked = _altered_in(path, snapshot) if record.construct == _ALTERS else frozenset[Range]()
    return (f.stored or f.name for f in record.fields if not f.relation and f.name_range not in asked)


def _altered_in(path: str, snapshot: Snapshot) -> frozenset[Range]:
    """Where a step alters columns."""
    if not path.endswith((".sql", ".py")):
        return frozenset()
    uses = snapshot.sources[path].shapes.uses
    return snapshot.once(("altered columns", path), lambda: frozenset(u.ranges[0] for u in uses if u.via == "sql"))


def _left_before(use: Use, made: list[tuple[str, Record]], step: Source, snapshot: Snapshot) -> bool:
    """True for a column that an earlier file of the series, or an earlier statement, has renamed or dropped, and that none gives since."""
    series, low = series_of(step.path), use.chain[0].lower()
    if series is None or not step.path.endswith(".sql") or takes_back(step.path):
        return False
    left = [(p, at) for p, r in made if series_of(p) == series for n, at in r.gone if n.lower() == low]
    before = (p for p, at in left if step_order(p) < step_order(step.path) or _is_above(p, at, use, step))
    last = max(before, key=step_order, default=None)
    if last is None:
        return False
    given = (p for p, r in made if any(n.lower() == low for n in _given_by(p, r, snapshot)))
    return all(series_of(p) == series and step_order(p) < step_order(last) for p in given)


def _is_above(path: str, at: Range, use: Use, step: Source) -> bool:
    """True for what the step itself does in a statement above one that asks for a column."""
    return path == step.path and ";" in step.text.source[at.end : use.ranges[0].start]


def _is_only_asked(use: Use, step: Source, made: list[tuple[str, Record]], snapshot: Snapshot) -> bool:
    """True where no step says a name but in statements that ask for it, in comments, as a text, and as that of a column of other tables.

    A column that a table has for a while is said where it comes, and where it goes. Of a table that is made outside of the steps nobody
    knows what it had before.
    """
    word = re.compile(rf"(?<![\w$]){re.escape(use.chain[0])}(?![\w$])", re.IGNORECASE)
    series, own = series_of(step.path), [r for _, r in made]
    # What is no step, a model of Prisma say, tells all its columns.
    if not any(series_of(p) == series for p, r in made if r.construct in _IN_STEPS and r.construct != _ALTERS):
        return False
    steps = {p for p, r in made if r.construct in _IN_STEPS and snapshot.sources[p].shapes.language in _LANGUAGES}
    paths = {p for p in snapshot.sources if series_of(p) == series} | steps
    for source in (snapshot.sources[p] for p in paths):
        found = list(word.finditer(source.text.source))
        if not found:
            continue
        records = source.shapes.records
        fields = (f for r in records if not any(r is o for o in own) for f in r.fields)
        types = (f.type_range.start for r in records for f in r.fields if f.type_range is not None)
        known = {u.ranges[0].start for u in source.shapes.uses} | {f.name_range.start for f in fields} | {*types}
        for match in found:
            line = source.text.source[source.text.source.rfind("\n", 0, match.start()) + 1 : match.start()]
            value = line.count("'") % 2 == 1 and "'" in source.text.source[match.end() :].partition("\n")[0]
            if match.start() not in known and not value and _COMMENT.search(line) is None:
                return False
    return True


def is_bound(path: str, record: Record, snapshot: Snapshot) -> bool:
    """True for a table that stores a contract."""
    return any(p.implementation is record for p in snapshot.pairings_by_path.get(path, ()))


def runs_strings(made: list[tuple[str, Record]], snapshot: Snapshot) -> bool:
    """True where a file that makes a table runs statements that it puts together, which may change it."""
    return any(_HIDDEN.search(snapshot.sources[p].text.source) is not None for p, _ in made if p.endswith(".sql"))


def _is_hidden(
    use: Use, step: Source | None, made: list[tuple[str, Record]], in_steps: bool, snapshot: Snapshot
) -> bool:
    """True where a file that makes the table, or one beside it, says the name in a statement that it puts together, or takes it away.

    What takes it away is not what asks for it itself.
    """
    name = use.chain[0]
    word = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    away = re.compile(
        rf"\b(?:RENAME|DROP|CHANGE)\s+(?:COLUMN\s+)?(?:IF\s+EXISTS\s+)?[\"`\[]?{re.escape(name)}\b", re.IGNORECASE
    )
    for path in {p for p, _ in made if p.endswith(".sql")} if in_steps else ():
        itself = use.ranges[0].start if step is not None and path == step.path else -1
        text = snapshot.sources[path].text.source
        found = (m for m in away.finditer(text) if not m.start() <= itself < m.end())
        if any(_is_of_table(text, m.start(), made) for m in found):
            return True
    return any(
        _HIDDEN.search(text) is not None and word.search(text) is not None
        for text in (snapshot.sources[p].text.source for p, _ in made if p.endswith(".sql"))
    )


def _is_of_table(text: str, at: int, made: list[tuple[str, Record]]) -> bool:
    """False where a statement alters another table than the one that records make."""
    statement = text[text.rfind(";", 0, at) + 1 : at]
    names = {(r.table or r.name).rpartition(".")[2].strip('"`[]') for _, r in made}
    names |= {b.name.rpartition(".")[2].strip('"`[]') for _, r in made for b in r.bases if b.how == RENAMED}
    named = any(re.search(rf"(?<![\w$]){re.escape(n)}(?![\w$])", statement, re.IGNORECASE) for n in names)
    return named or re.search(r"\bALTER\s+TABLE\b", statement, re.IGNORECASE) is None
