"""A field is spelled otherwise than in the contract, so the two sides do not find each other."""

import re
from collections.abc import Iterator
from keyword import iskeyword

from dovetail.core.bindings import Pairing, stored_key, tagged_contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit, Fix
from dovetail.core.modules import module_is
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Lister, Snapshot
from dovetail.core.text import Range
from dovetail.core.words import has_casing, in_casing, key

from . import rule
from .bound.classes import walk
from .contracts.asked import Asked
from .edits.tag_edits import added_tag
from .faults import Fault
from .records.comparison import LITERAL, Match, column_name, compare, wire_name
from .statements.sql_columns import columns_made

_TAKEN_NAMES = frozenset({"metadata", "registry"})  # which a class of SQLAlchemy has for itself


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record = pairing.implementation
    if not isinstance(record, Record) or pairing.named:
        return
    comparison = compare(pairing, snapshot)
    for match in comparison.matches if pairing.is_store and _says_names(pairing, snapshot) else ():
        if _is_called_otherwise(match):
            yield _told_by_column(match, record, pairing, snapshot)
    for match in (*comparison.matches, *comparison.guesses):
        if match.spelled or match.by not in ("name", "likeness"):
            continue
        yield Fault(
            pairing.path,
            match.field.name_range,
            _message(match, record, pairing, snapshot),
            (match.promise.place(pairing.contract.name),),
            _fixes(match, record, pairing, snapshot),
        )


def _says_names(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where a store's names in code are the contract's, too: it says so itself, or its rows have them, as in Prisma and Drizzle."""
    record = pairing.implementation
    tagged = isinstance(record, Record) and tagged_contract(record.tags) is not None
    drizzle = isinstance(record, Record) and record.construct == "drizzle table"
    return tagged or drizzle or snapshot.sources[pairing.path].shapes.language == "prisma"


def _is_called_otherwise(match: Match) -> bool:
    """True where a column's name is the contract's, and that of its property in the code says something else."""
    field, stored = match.field, match.field.stored
    if (
        match.by != "name"
        or stored is None
        or field.name.startswith("_")
        or stored in _TAKEN_NAMES
        or iskeyword(stored)
    ):
        return False
    meant = {match.contract.key, stored_key(match.contract), key(stored)}
    return key(field.name) not in meant and key(f"{field.name}_id") != key(stored)


def _in_code(match: Match) -> str:
    """What code calls the field, in the casing of what it calls it now."""
    snake = has_casing(match.field.name, "snake_case") and "_" in match.field.name
    return in_casing(match.contract.name, "snake_case") if snake else match.contract.name


def _with_property(fix: Fix, match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> Fix:
    """A fix that calls the field in code as it calls the column, where nothing else has the name."""
    new = _in_code(match)
    edits = (Edit(pairing.path, match.field.name_range, new), *_uses(match, new, record, pairing.path, snapshot))
    return replace(fix, edits=(*fix.edits, *edits)) if _mentions(match.field.name, snapshot) == len(edits) else fix


def _told_by_column(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> Fault:
    field, name, in_code = match.field, match.contract.name, _in_code(match)
    fix = _with_property(Fix(f"Rename to `{in_code}`", ()), match, record, pairing, snapshot)
    return Fault(
        pairing.path,
        field.name_range,
        f"`{field.name}` is stored as `{field.stored}`, which is `{name}` of contract {pairing.contract.name}; call it `{in_code}`.",
        (match.promise.place(pairing.contract.name),),
        (fix,) if fix.edits else (),
        severity="warning",  # what is stored is right, and code may well call it otherwise
    )


def _message(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> str:
    contract, name = pairing.contract.name, match.contract.name
    if pairing.is_store:
        column = column_name(match.contract, record, pairing.path, snapshot)
        given = match.field.stored or match.field.name
        promised = f"`{name}` of contract {contract}, which would be stored as `{column}`"
        return f"`{given}` seems to be {promised}; call it that, or say `@db {given}` in the contract."
    given = wire_name(match.field)
    if match.by == "likeness":
        return f"`{given}` is no field of contract {contract}, whose `{name}` is missing here; if this is it, call it `{name}`."
    return f"`{given}` is `{name}` in contract {contract}; on the wire a field is spelled exactly as in the contract."


def _fixes(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    source = snapshot.sources[pairing.path]
    text, field = source.text, match.field
    if pairing.is_store and _is_made(field, record, pairing, snapshot):
        return _kept(match, record, pairing, snapshot)
    wanted = column_name(match.contract, record, pairing.path, snapshot) if pairing.is_store else match.contract.name
    alias = field.stored if pairing.is_store else field.wire
    if alias is not None and alias != field.name:
        if alias in text[field.range]:
            fixes = aliased(alias, wanted, field.range, pairing.path, text.source)
            both = pairing.is_store and _says_names(pairing, snapshot) and key(field.name) != match.contract.key
            return tuple(_with_property(f, match, record, pairing, snapshot) for f in fixes) if both else fixes
        wanted = in_casing(wanted, "snake_case")  # the other name is made from this one
    elif not pairing.is_store and record.casing is not None and record.casing != "snake_case":
        plain = in_casing(wanted, "snake_case")  # a name of one word, which the other is made from as well
        wanted = plain if source.shapes.language == "python" and in_casing(plain, record.casing) == wanted else wanted
    if text[field.name_range] != field.name:
        return ()
    if pairing.is_store and _mentions(field.name, snapshot) > 1:  # in indexes, queries or relations
        stores = snapshot.pairings_by_contract.get(pairing.contract.name, ())
        others = any(p.is_store and p.path != pairing.path and _says_names(p, snapshot) for p in stores)
        return () if others else _kept(match, record, pairing, snapshot)
    if wanted == field.name:
        return ()  # what makes the other name of it cannot make the contract's
    new = wanted
    if record.construct == LITERAL and field.type_range == field.name_range:
        new = f"{wanted}: {field.name}"  # the shorthand `{ user_id }`
    edits = (Edit(pairing.path, field.name_range, new), *_uses(match, new, record, pairing.path, snapshot))
    writer = snapshot.writers.get(source.shapes.language)
    listed = writer.listed(field, source) if isinstance(writer, Lister) else None
    edits = (*edits, Edit(pairing.path, listed, new)) if listed is not None else edits
    return (Fix(f"Rename to `{wanted}`", edits),)


def _is_made(field: Field, record: Record, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for the column of a model that SQL or a migration makes: a model alone cannot call it otherwise."""
    if snapshot.sources[pairing.path].shapes.language == "sql":
        return False
    made = columns_made((record.table or record.name).rpartition(".")[2], snapshot)
    return made is not None and (field.stored or field.name).lower() in made[0]


def _kept(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The column as it is: the contract says its name, and code calls it by the contract's."""
    field, promise = match.field, match.promise
    given, contract = field.stored or field.name, snapshot.text(promise.path)
    if contract is None or promise.field.tag("db") is not None:
        return ()
    usual = column_name(match.contract, record, pairing.path, snapshot)
    if usual != given and _mentions(usual, snapshot):
        return ()  # another store, or a query, has the column by the contract's name
    said = added_tag(promise.path, contract, promise.field.range, promise.field.name_range, f"@db {given}")
    fix = Fix(f"Say `@db {given}` in the contract, so that the column stays", (said,))
    if not _says_names(pairing, snapshot) or key(field.name) == match.contract.key:
        return (fix,)
    source = snapshot.sources[pairing.path]
    if field.stored is None:
        if source.shapes.language != "prisma" or field.type_range is None:
            return ()
        behind = re.compile(r"[?\[\]]*").match(source.text.source, field.type_range.end)
        at = behind.end() if behind is not None else field.type_range.end
        fix = replace(fix, edits=(*fix.edits, Edit(pairing.path, Range(at, at), f' @map("{given}")')))
        if _mentions(field.name, snapshot) > 1 + _mentions_in_sql(field.name, snapshot):
            return ()  # in indexes, queries or relations
        renamed = Edit(pairing.path, field.name_range, _in_code(match))
        return (replace(fix, edits=(*fix.edits, renamed)),)
    whole = _with_property(fix, match, record, pairing, snapshot)
    return (whole,) if len(whole.edits) > len(fix.edits) else ()


def _mentions_in_sql(name: str, snapshot: Snapshot) -> int:
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    return sum(len(word.findall(s.text.source)) for s in snapshot.implementations if s.shapes.language == "sql")


def _uses(match: Match, new: str, record: Record, path: str, snapshot: Snapshot) -> tuple[Edit, ...]:
    """The same name, where values of the record are used in any file."""
    name = match.field.name
    if record.construct == LITERAL or not new.isidentifier():
        return ()
    if snapshot.sources[path].shapes.language == "python":
        return tuple(dict.fromkeys(_asked(match, new, path, snapshot)))
    found: dict[tuple[str, Range], None] = {}
    for source in snapshot.implementations:
        here = {i.name for i in source.shapes.imports if i.original == record.name and _is_module(i.module, path)}
        known = {record.name} if source.path == path else here
        for use in source.shapes.uses if known else ():
            steps = [(step, at) for step, at in zip(use.chain, use.ranges, strict=False) if step != "[]"]
            if use.type_name in known and steps and steps[0][0] == name and source.text[steps[0][1]] == name:
                found[source.path, steps[0][1]] = None
    return tuple(Edit(at, range, new) for at, range in found)


def _asked(match: Match, new: str, path: str, snapshot: Snapshot) -> Iterator[Edit]:
    """Where Python asks for the field of a value: by the name that it has there, or by that on the wire."""
    field = match.field
    spelled = {field.name, wire_name(field), in_casing(field.name, "camelCase")}
    for source in snapshot.implementations:
        if source.shapes.language != "python" or not any(s in source.text.source for s in spelled):
            continue
        for use in source.shapes.uses:
            for step in walk(use, source, snapshot):
                if isinstance(step, Asked) and step.path == path and step.field.name_range == field.name_range:
                    written = source.text[step.range]
                    if written in spelled:
                        yield Edit(source.path, step.range, new if written == field.name else match.contract.name)


def _is_module(module: str, path: str) -> bool:
    """True where an import's module can be a file, in TypeScript or in Python."""
    return module_is(module.replace(".", "/") if path.endswith(".py") else module, path.removesuffix(".py"))


def aliased(alias: str, wanted: str, within: Range, path: str, source: str) -> tuple[Fix, ...]:
    """The alias replaced, where it stands once in the member."""
    found = list(re.finditer(rf"""(?<=["']){re.escape(alias)}(?=["'])""", source[within.start : within.end]))
    if len(found) != 1:
        return ()
    start = within.start + found[0].start()
    return (Fix(f"Rename to `{wanted}`", (Edit(path, Range(start, start + len(alias)), wanted),)),)


def _mentions(name: str, snapshot: Snapshot) -> int:
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    return sum(len(word.findall(s.text.source)) for s in snapshot.implementations)
