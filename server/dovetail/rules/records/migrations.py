"""Schemas in steps: what a file of SQL makes, a later one of the same folder may change; of Python's migrations, any other."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing, tagged_contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import RENAMED, Alias, Enum, Field, Kind, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key

from .step_names import aspect, columns_renamed, renamed_in, step_order, under_last_names

_FOLDERS = ("migrations", "migrate", "versions")
_OF_ONE = ("_migrations", "_versions")  # of one of several databases: `main_versions`
_NUMBERED = re.compile(r"V?\d+[_.-]", re.IGNORECASE)
# Of a program in code, which may have a number for other reasons: a moment, or a version and more behind it.
_DATED = re.compile(r"(?:V?\d[\w.]*[_-])?\d{8,}[\d.]*[_-]\w", re.IGNORECASE)
_MEMBER_OF = "sql type "
_MADE = ("table", "migrated table")
_ALTERED = "altered table"
IN_PYTHON = frozenset({"migrated table", _ALTERED})  # what steps of Python make, and steps in any language alter
_STEPS = (".sql", ".py", ".ts", ".js", ".mjs", ".cjs", ".mts", ".cts")
# What a migration in Python may do to a table that is not followed.
_OTHERWISE = re.compile(
    r"\b(?:RenameModel|AlterModelTable|RunSQL|SeparateDatabaseAndState|DeleteModel|rename_table|drop_table)\b"
)
_RENAMES_TABLE = re.compile(r"\b(?:RenameModel|AlterModelTable|rename_table)\b")
# What makes a list of values longer, or another one, that a type of the database has, in a step of Python.
_LONGER = re.compile(r"\bALTER\s+TYPE\b|\bADD\s+VALUE\b|sync_enum_values", re.IGNORECASE)
_DROPPED_CHECK = re.compile(r'\bDROP\s+(?:CONSTRAINT|CHECK)\s+(?:IF\s+EXISTS\s+)?["`]?(\w+)', re.IGNORECASE)
_WORD = re.compile(r"\w+")
_HIDDEN = re.compile(
    r"\bDO\s+\$|\bEXECUTE\b(?!\s+(?:FUNCTION|PROCEDURE|ON)\b)|\bPREPARE\b", re.IGNORECASE
)  # statements that are strings
_TAKES_BACK = re.compile(r"(?:down|rollback|undo)\.sql\Z", re.IGNORECASE)


def series_of(path: str) -> str | None:
    """The folder whose files are applied one after the other, where a file is one of them."""
    folders = path.split("/")[:-1]
    for i, folder in enumerate(folders):
        if folder in _FOLDERS or folder.endswith(_OF_ONE):
            return "/".join(folders[: i + 1])
    name = path.rpartition("/")[2]
    numbered = _NUMBERED.match(name) if path.endswith(".sql") else _DATED.match(name) if path.endswith(_STEPS) else None
    return "/".join(folders) if numbered is not None else None


def is_of_history(word: str, source: Source, snapshot: Snapshot) -> bool:
    """True for a word that other steps of a file's series say, or the step itself more than once: what is called so may have been then."""
    series, pattern = series_of(source.path), re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    others = (
        s for p, s in snapshot.sources.items() if p != source.path and series is not None and series_of(p) == series
    )
    return len(pattern.findall(source.text.source)) > 1 or any(pattern.search(s.text.source) for s in others)


def changed_later(made: Record | Enum, path: str, snapshot: Snapshot) -> frozenset[str]:
    """The columns or members (as `words.key`) that later files of a series change, so that they are not as they stand here.

    They may be more: where a file alters in a string, all words of that are among them.
    """
    outside = (
        _altered_outside(made, path, snapshot) if isinstance(made, Record) and path.endswith(".sql") else frozenset()
    )
    whole, partly = _changes(made, path, snapshot)
    return whole | partly.keys() | outside


def as_it_stays(made: Record, path: str, snapshot: Snapshot) -> tuple[Record, frozenset[str]]:
    """A table without what later files say otherwise of its columns, and the columns (as `words.key`) of which nothing stays.

    `ALTER COLUMN room SET NOT NULL` leaves its type as it was, and `ALTER COLUMN room TYPE uuid` whether it may be null.
    """
    whole, partly = _changes(made, path, snapshot)
    whole |= changed_later(made, path, snapshot) - partly.keys()
    if not partly:
        return made, whole
    fields = (_left(f, partly.get(key(f.stored or f.name), frozenset())) for f in made.fields)
    return replace(made, fields=tuple(fields)), whole


def _left(field: Field, changed: frozenset[str]) -> Field:
    """What stays of a column."""
    if "type" in changed:  # nor are its old length and digits any more what they were
        field = replace(field, kind=Kind("unknown"), range=field.name_range, type_range=None, list_depth=0)
    return replace(field, nullable="unknown") if "null" in changed else field


def _changes(made: Record | Enum, path: str, snapshot: Snapshot) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """What later files of a series change as a whole, and of what they change only the type, or only whether it may be null."""
    series = series_of(path)
    if series is None or not path.endswith(_STEPS):
        return frozenset(), {}
    # Many ask for the same table, and each later file is searched for it. The record is held, so that no other gets its id.
    held = snapshot.once(
        ("changed later", id(made), path), lambda: (made, _changed_later(made, path, series, snapshot))
    )
    return held[1]


def _altered_outside(made: Record, path: str, snapshot: Snapshot) -> frozenset[str]:
    """The columns that files of other folders give a table, or take from it, where those do not make it themselves.

    A schema as it was once, and what came behind it, may stand side by side: `schema/full.sql`, `schema/delta/73/02_users.sql`.
    """
    if made.construct not in _MADE:
        return frozenset()
    series, found = series_of(path), set[str]()
    making = _series_making(_bare(made), snapshot)
    for other, records in snapshot.sources_with(_by_table, _bare(made)):
        own = series_of(other)
        if other == path or (own is not None and own == series):
            continue
        if any(r.construct in _MADE for r in records) or (own is not None and own in making):
            continue
        for record in records:
            if record.construct == _ALTERED:
                found.update((*(key(f.name) for f in record.fields), *(key(n) for n, _ in record.gone)))
    return frozenset(found)


def _series_making(table: str, snapshot: Snapshot) -> set[str | None]:
    """The series of the files that make a table."""
    made = snapshot.sources_with(_by_table, table)
    return {series_of(p) for p, records in made if any(r.construct in _MADE for r in records)}


def _by_table(source: Source) -> Mapping[str, tuple[Record, ...]]:
    """The tables that a file of SQL makes or alters, by their names in capitals."""
    found: dict[str, tuple[Record, ...]] = {}
    for record in source.shapes.records if source.path.endswith(".sql") and not takes_back(source.path) else ():
        if record.construct in (*_MADE, _ALTERED):
            found[_bare(record)] = (*found.get(_bare(record), ()), record)
    return found


def _changed_later(
    made: Record | Enum, path: str, series: str, snapshot: Snapshot
) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    found: set[str] = set()
    partly: dict[str, frozenset[str]] = {}
    for other in _later(path, series, snapshot):
        if isinstance(made, Enum):
            found.update(_words(made, other))
            made = _renamed_type(made, other)
            found.update(_words(made, other))
        elif other.path.endswith(".sql") and _HIDDEN.search(other.text.source):
            found.update(_words(made, other))
        else:
            if other.path.endswith(".py"):
                found.update(_words(made, other))
                longer = _LONGER.search(other.text.source) is not None
                found.update(key(f.name) for f in made.fields if longer and f.kind.name == "enum")
            found.update(_unchecked(made, other))
            altered = [r for r in other.shapes.records if _is_same(r, made)]
            if made.construct == _ALTERED:  # what makes the table comes before
                altered = [r for r in altered if r.construct not in _MADE or _is_before(path, other.path)]
            own = {f.name for f in made.fields}
            for change in altered:
                renamed = {new for _, new in renamed_in(change) if new in own}  # and so it is called here, too
                altering = other.path.endswith(".sql") and change.construct == _ALTERED
                for field in change.fields:
                    said = aspect(field) if altering and field.name in own else None
                    if said is not None:
                        partly[key(field.name)] = partly.get(key(field.name), frozenset()) | {said}
                    elif field.name not in renamed:
                        found.add(key(field.name))
                fields = [f for f in change.fields if f.name not in renamed]
                found.update(key(f.stored) for f in fields if f.stored is not None)  # Django's foreign keys
                found.update(key(n) for n, _ in change.gone)
    return frozenset(found), {name: aspects for name, aspects in partly.items() if name not in found}


def added_later(made: Enum, path: str, snapshot: Snapshot) -> Iterator[tuple[Source, Use]]:
    """The members that later files of a series add to an enum, with their places; but for what a file after that one changes again."""
    series = series_of(path)
    later = list(_later(path, series, snapshot)) if series is not None and path.endswith(".sql") else []
    for i, other in enumerate(later):
        names = [made.name, (made := _renamed_type(made, other)).name]
        wanted = {_MEMBER_OF + n.rpartition(".")[2].strip('"').lower() for n in names}
        for use in other.shapes.uses:
            changed = use.type_name.lower() in wanted and any(
                key(use.chain[0]) in _words(made, after) for after in later[i + 1 :]
            )
            if use.type_name.lower() in wanted and not changed:
                yield other, use


def under_later_names(record: Record, path: str, snapshot: Snapshot) -> Record:
    """A table with its columns under the names that later files of the series give them."""
    series = series_of(path)
    if series is None or not path.endswith(".sql"):
        return record
    later = (r for s in _later(path, series, snapshot) for r in s.shapes.records if r.construct == _ALTERED)
    return columns_renamed(record, (r for r in later if _is_same(r, record)))


def under_last_table_names(path: str, snapshot: Snapshot) -> Source:
    """A file with its tables under the names that later ones of its series give them."""
    series = series_of(path) if path.endswith(_STEPS) else None
    steps = _steps(series, snapshot) if series is not None else ()
    return next((s for s in steps if s.path == path), snapshot.sources[path])


def renamed_tables(path: str, snapshot: Snapshot) -> Iterator[Pairing]:
    """The tables that a file makes, and that are a contract's under the name that a later file gives them."""
    series = series_of(path) if path.endswith(_STEPS) else None
    named = next((s for s in _steps(series, snapshot) if s.path == path), None) if series is not None else None
    source = snapshot.sources[path]
    if named is None or named is source:
        return
    bound = snapshot.pairings_by_path.get(path, ())
    for own, record in zip(source.shapes.records, named.shapes.records, strict=True):
        contract = snapshot.contracts.by_table(record.table or record.name)
        # What is made under its former name later, a view say, may be another contract's.
        said = [p.contract for p in bound if p.implementation is own]
        if own is record or contract is None or any(c is contract or tagged_contract(own.tags) for c in said):
            continue
        because = f"a later file calls its table `{record.name}`, which the contract says"
        yield Pairing(contract, path, record, "whole", because)


def renaming_paths(snapshot: Snapshot) -> frozenset[str]:
    """The files of those series in which a table is renamed."""
    series = {series_of(p) for p in snapshot.of_sources(_renames)}
    return frozenset(s.path for each in series if each is not None for s in _steps(each, snapshot))


def _renames(source: Source) -> bool:
    return source.shapes.language in ("sql", "typescript") and any(
        b.how == RENAMED for r in source.shapes.records for b in r.bases
    )


def continued(pairing: Pairing, snapshot: Snapshot) -> Iterator[Pairing]:
    """The table of a pairing as later files of its series alter it or make it anew, where they do not say themselves what it is."""
    record, series = pairing.implementation, series_of(pairing.path)
    if series is None or not isinstance(record, Record) or record.construct not in _MADE:
        return
    because = f"its table is that in {pairing.path}"
    for other in _later(pairing.path, series, snapshot):
        same = [r for r in other.shapes.records if r.construct in (*_MADE, _ALTERED) and _is_same(r, record)]
        for again in same:
            bound = any(p.implementation is again for p in snapshot.pairings_by_path.get(other.path, ()))
            if bound and again.construct in _MADE:
                return  # from there on it is that pairing's table
            if not bound and tagged_contract(again.tags) is None:
                yield Pairing(pairing.contract, other.path, again, pairing.mode, because)


def continues(record: Record, path: str, snapshot: Snapshot) -> bool:
    """True for a table that another file of its series binds to a contract."""
    series = series_of(path)
    others = [s.path for s in _steps(series, snapshot) if s.path != path] if series is not None else []
    bound = (p for o in others for p in snapshot.pairings_by_path.get(o, ()))
    return any(c.implementation is record for p in bound for c in continued(p, snapshot))


def with_domains(record: Record, path: str, snapshot: Snapshot) -> Record:
    """A table whose columns are of domains that another file of its series makes, with what those say."""
    series = series_of(path)
    if series is None or not any(f.kind.name == "ref" for f in record.fields):
        return record
    domains = {a.name.upper(): a for s in _steps(series, snapshot) if s.path != path for a in s.shapes.aliases}
    return replace(record, fields=tuple(_of_domain(f, domains) for f in record.fields)) if domains else record


def _of_domain(field: Field, domains: Mapping[str, Alias]) -> Field:
    domain = domains.get(field.kind.target.upper()) if field.kind.name == "ref" else None
    if domain is None:
        return field
    null = "no" if domain.nullable == "no" else field.nullable
    kind = replace(domain.kind, text=field.kind.text)
    return replace(field, kind=kind, list_depth=field.list_depth + domain.list_depth, nullable=null)


def _words(made: Record | Enum, other: Source) -> Iterator[str]:
    """All words of the statements that alter it, also of those that stand in a string."""
    what, name = ("TYPE", made.name) if isinstance(made, Enum) else ("TABLE", made.table or made.name)
    altering = re.compile(rf"\bALTER\s+{what}\b[^;]*\b{re.escape(name)}\b[^;]*", re.IGNORECASE)
    for statement in altering.findall(other.text.source):
        yield from (key(w) for w in _WORD.findall(statement))


def _renamed_type(made: Enum, other: Source) -> Enum:
    """An enum under the name that a later file gives it."""
    name = re.escape(made.name.rpartition(".")[2].strip('"'))
    renaming = re.compile(rf'\bALTER\s+TYPE\s+(?:\w+\.)?"?{name}"?\s+RENAME\s+TO\s+"?(\w+)', re.IGNORECASE)
    found = renaming.search(other.text.source) if "RENAME" in other.text.source.upper() else None
    return replace(made, name=found[1]) if found is not None else made


def _unchecked(made: Record, other: Source) -> Iterator[str]:
    """The columns whose list of values a later file drops. By custom a constraint's name has the column's."""
    for name in _DROPPED_CHECK.findall(other.text.source) if other.path.endswith(".sql") else ():
        yield from (
            key(f.name) for f in made.fields if f.kind.name == "enum" and f"_{f.name}_".lower() in f"_{name}_".lower()
        )


def _bare(record: Record) -> str:
    return (record.table or record.name).rpartition(".")[2].strip('"`[]').upper()


def altered_later(pairing: Pairing, snapshot: Snapshot) -> Iterator[Pairing]:
    """The pairings of a contract with what later files of a series alter of a table."""
    record, series = pairing.implementation, series_of(pairing.path)
    if series is None or not isinstance(record, Record) or record.construct not in _MADE:
        return
    for other in _later(pairing.path, series, snapshot):
        for later in snapshot.pairings_by_path.get(other.path, ()):
            altered = later.implementation
            if isinstance(altered, Record) and altered.construct == _ALTERED and _is_same(altered, record):
                yield later


def made_before(altered: Record, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for the changes of a table that an earlier file of the series makes, with all its columns."""
    series = series_of(pairing.path)
    if series is None or altered.construct != _ALTERED:
        return False
    before = (s for s in _steps(series, snapshot) if _is_before(s.path, pairing.path))
    made = [r for s in before for r in s.shapes.records if r.construct in _MADE and _is_same(r, altered)]
    return any(not r.open for r in made)


def made_elsewhere(record: Record, path: str, snapshot: Snapshot) -> frozenset[str]:
    """The columns (as `words.key`) that other files of a series give a table."""
    series = series_of(path)
    others = _steps(series, snapshot) if series is not None else ()
    same = [r for s in others if s.path != path for r in s.shapes.records if _is_same(r, record)]
    if path.endswith(".sql") and series not in _series_making(_bare(record), snapshot):
        same += [r for p, records in snapshot.sources_with(_by_table, _bare(record)) if p != path for r in records]
    return frozenset(key(f.stored or f.name) for r in same for f in r.fields)


def made_later(record: Record, path: str, snapshot: Snapshot) -> bool:
    """True where a later file of the series makes a table of the same name, which takes its place."""
    series = series_of(path)
    if series is None or not path.endswith(_STEPS):
        return False
    for other in _later(path, series, snapshot):
        anew = record.construct != _ALTERED or _is_before(path, other.path)
        if anew and any(r.construct in _MADE and _is_same(r, record) for r in other.shapes.records):
            return True
        upward = other.text.source.partition("def downgrade(")[0]  # the rest takes back what it does
        if other.path.endswith(".py") and _OTHERWISE.search(upward) and _mentions(record, upward):
            return True
    return False


def may_rename_tables(path: str, snapshot: Snapshot) -> bool:
    """True for a step of a series in Python of which another may give a table another name."""
    series = series_of(path) if path.endswith(".py") else None
    steps = _steps(series, snapshot) if series is not None else ()
    return any(_RENAMES_TABLE.search(s.text.source) is not None for s in steps if s.path.endswith(".py"))


def _mentions(record: Record, text: str) -> bool:
    names = "|".join(re.escape(n) for n in {record.name, _bare(record)})
    return re.search(rf"\b(?:{names})\b", text, re.IGNORECASE) is not None


def _is_same(a: Record, b: Record) -> bool:
    """True for two records of one table; a migration of Django may know it by its model alone."""
    by_model = a.name.upper() == b.name.upper() and "migrated table" in (a.construct, b.construct)
    return _bare(a) == _bare(b) or by_model


def takes_back(path: str) -> bool:
    """True for the file of a migration that undoes what another does."""
    return _TAKES_BACK.search(path) is not None


def later_steps(path: str, snapshot: Snapshot) -> Iterator[str]:
    """The files of the same series of migrations that come behind a file."""
    series = series_of(path)
    return (s.path for s in _later(path, series, snapshot)) if series is not None else iter(())


def earlier_steps(path: str, snapshot: Snapshot) -> Iterator[str]:
    """The files of the same series behind which a file comes."""
    series = series_of(path)
    steps = _steps(series, snapshot) if series is not None else ()
    return (s.path for s in steps if _is_before(s.path, path) or (path.endswith(".py") and s.path != path))


def _later(path: str, series: str, snapshot: Snapshot) -> Iterator[Source]:
    """The later files of a series, without those that take back what another does."""
    for other in _steps(series, snapshot):
        if _is_before(path, other.path) or (path.endswith(".py") and other.path != path):
            yield other


def _is_before(path: str, other: str) -> bool:
    return step_order(path) < step_order(other)


def _steps(series: str, snapshot: Snapshot) -> tuple[Source, ...]:
    """The files of a series in their order, without those that take back what another does."""
    return snapshot.once(("series", series), lambda: _series(series, snapshot))


def _series(series: str, snapshot: Snapshot) -> tuple[Source, ...]:
    paths = (path for path, _ in snapshot.sources_with(_step_of, series))
    return under_last_names([snapshot.sources[p] for p in sorted(paths, key=step_order)])


def _step_of(source: Source) -> Mapping[str, bool]:
    """The series that a file is a step of, but for one that takes back what another does."""
    series = series_of(source.path) if source.path.endswith(_STEPS) and not takes_back(source.path) else None
    return {series: True} if series is not None else {}
