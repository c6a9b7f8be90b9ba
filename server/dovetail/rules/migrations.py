"""Schemas in steps: what a file of SQL makes, a later one of the same folder may change; of Python's migrations, any other."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing, tagged_contract
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Alias, Enum, Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key

_FOLDERS = ("migrations", "migrate", "versions")
_NUMBERED = re.compile(r"V?\d+[_.-]", re.IGNORECASE)
_MEMBER_OF = "sql type "
_MADE = ("table", "migrated table")
_ALTERED = "altered table"
_STEPS = (".sql", ".py")
# What a migration in Python may do to a table that is not followed.
_OTHERWISE = re.compile(
    r"\b(?:RenameModel|AlterModelTable|RunSQL|SeparateDatabaseAndState|DeleteModel|rename_table|drop_table)\b"
)
_WORD = re.compile(r"\w+")
_HIDDEN = re.compile(r"\bDO\s+\$|\bEXECUTE\b|\bPREPARE\b", re.IGNORECASE)  # statements that are strings
_TAKES_BACK = re.compile(r"(?:down|rollback|undo)\.sql\Z", re.IGNORECASE)


def series_of(path: str) -> str | None:
    """The folder whose files are applied one after the other, where a file is one of them."""
    folders = path.split("/")[:-1]
    for i, folder in enumerate(folders):
        if folder in _FOLDERS:
            return "/".join(folders[: i + 1])
    return "/".join(folders) if path.endswith(".sql") and _NUMBERED.match(path.rpartition("/")[2]) else None


def changed_later(made: Record | Enum, path: str, snapshot: Snapshot) -> frozenset[str]:
    """The columns or members (as `words.key`) that later files of a series change, so that they are not as they stand here.

    They may be more: where a file alters in a string, all words of that are among them.
    """
    series = series_of(path)
    if series is None or not path.endswith(_STEPS):
        return frozenset()
    found: set[str] = set()
    for other in _later(path, series, snapshot):
        if isinstance(made, Enum) or (other.path.endswith(".sql") and _HIDDEN.search(other.text.source)):
            found.update(_words(made, other))
        else:
            if other.path.endswith(".py"):
                found.update(_words(made, other))
            altered = [r for r in other.shapes.records if _is_same(r, made)]
            if made.construct == _ALTERED:  # what makes the table comes before
                altered = [r for r in altered if r.construct not in _MADE or other.path > path]
            found.update(key(n) for r in altered for n in (*(f.name for f in r.fields), *(n for n, _ in r.gone)))
    return frozenset(found)


def added_later(made: Enum, path: str, snapshot: Snapshot) -> Iterator[tuple[Source, Use]]:
    """The members that later files of a series add to an enum, with their places; but for what a file after that one changes again."""
    series = series_of(path)
    wanted = _MEMBER_OF + made.name.rpartition(".")[2].strip('"').lower()
    later = list(_later(path, series, snapshot)) if series is not None and path.endswith(".sql") else []
    for i, other in enumerate(later):
        for use in other.shapes.uses:
            changed = use.type_name.lower() == wanted and any(
                key(use.chain[0]) in _words(made, after) for after in later[i + 1 :]
            )
            if use.type_name.lower() == wanted and not changed:
                yield other, use


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
    before = (s for s in _steps(series, snapshot) if s.path < pairing.path)
    made = [r for s in before for r in s.shapes.records if r.construct in _MADE and _is_same(r, altered)]
    return any(not r.open for r in made)


def made_elsewhere(record: Record, path: str, snapshot: Snapshot) -> frozenset[str]:
    """The columns (as `words.key`) that other files of a series give a table."""
    series = series_of(path)
    others = _steps(series, snapshot) if series is not None else ()
    same = (r for s in others if s.path != path for r in s.shapes.records if _is_same(r, record))
    return frozenset(key(f.stored or f.name) for r in same for f in r.fields)


def made_later(record: Record, path: str, snapshot: Snapshot) -> bool:
    """True where a later file of the series makes a table of the same name, which takes its place."""
    series = series_of(path)
    if series is None or not path.endswith(_STEPS):
        return False
    for other in _later(path, series, snapshot):
        anew = record.construct != _ALTERED or other.path > path
        if anew and any(r.construct in _MADE and _is_same(r, record) for r in other.shapes.records):
            return True
        upward = other.text.source.partition("def downgrade(")[0]  # the rest takes back what it does
        if other.path.endswith(".py") and _OTHERWISE.search(upward) and _mentions(record, upward):
            return True
    return False


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
    return (s.path for s in steps if s.path < path or (path.endswith(".py") and s.path != path))


def _later(path: str, series: str, snapshot: Snapshot) -> Iterator[Source]:
    """The later files of a series, without those that take back what another does."""
    for other in _steps(series, snapshot):
        if other.path > path or (path.endswith(".py") and other.path != path):
            yield other


def _steps(series: str, snapshot: Snapshot) -> tuple[Source, ...]:
    """The files of a series, without those that take back what another does."""
    return snapshot.once(("series", series), lambda: _series(series, snapshot))


def _series(series: str, snapshot: Snapshot) -> tuple[Source, ...]:
    return tuple(
        s
        for s in snapshot.implementations
        if s.path.endswith(_STEPS) and series_of(s.path) == series and not takes_back(s.path)
    )
