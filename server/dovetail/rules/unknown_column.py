"""A query names a field that the stored model of a contract does not have."""

from collections.abc import Iterator

from dovetail.core.arguments import taken_away
from dovetail.core.bindings import stored_key
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import RECKONED, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .edits.suggestions import hint, rename_fix
from .faults import Fault
from .statements.python_rows import unknown_in_rows
from .statements.sql_columns import UnknownColumn, unknown_columns
from .typescript.prisma_models import (
    CLIENT,
    accessor,
    compounds,
    is_bound,
    is_extended,
    made_besides,
    model_rows,
    models,
)

_WORDS = frozenset(
    "AND OR NOT is isNot some every none create connect connectOrCreate where data select include".split()
)


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    seen: set[Range] = set()
    rows = model_rows(source.shapes)
    for use in source.shapes.uses:
        if use.type_name.startswith(CLIENT):
            model = use.type_name.removeprefix(CLIENT)
        elif use.type_name in rows:
            model = rows[use.type_name]
        else:
            continue
        if source.shapes.language == "prisma":
            yield from _relations(use, model, source, snapshot)
        found = _unknown(use, model, snapshot)
        extended = source.shapes.language != "prisma" and is_extended(snapshot)
        if found is None or found[2] in seen or extended:
            continue
        (path, model), name, range = found
        if name in made_besides(accessor(model.name), snapshot):
            continue
        seen.add(range)  # a chain repeats the beginning of another
        known = [f.name for f in model.fields]
        place = Place(path, model.name_range, f"Model {model.name}")
        message = f"`{name}` is no field of model {model.name}{hint(name, known)}"
        yield Fault(source.path, range, message, (place,), rename_fix(source, name, range, known))
    for column in (*unknown_columns(source, snapshot), *unknown_in_rows(source, snapshot)):
        what = f"no column of table {column.table}" if column.table else "nothing that this part of the statement gives"
        promised = _promised_by(column, snapshot)
        says = f"; contract {promised} says that there is one." if promised else hint(column.name, column.known)
        message = f"`{column.name}` is {what}{says}"
        fixes = rename_fix(source, column.name, column.range, column.known) if not promised else ()
        severity = None if column.is_seen else "warning"
        yield Fault(source.path, column.range, message, (column.place,), fixes, severity)


def _promised_by(column: UnknownColumn, snapshot: Snapshot) -> str:
    """The contract of a table that has such a column by it: then the statement is right, and the table is not; empty for any other."""
    if not column.table or key(column.name) in map(key, column.known):
        return ""
    for pairing in snapshot.pairings_by_path.get(column.place.path, ()):
        item = pairing.implementation
        if not pairing.is_store or not isinstance(item, Record) or item.name_range != column.place.range:
            continue
        promises, _ = snapshot.contracts.promised(pairing.contract)
        if any(stored_key(p.field) == key(column.name) for p in promises):
            return pairing.contract.name
    return ""


def _relations(use: Use, model: str, source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """A relation where a schema asks for the field that stores it: `fields: [author]`, `@@index([author])`."""
    known = models(snapshot)
    found, name = known.get(model), use.chain[0]
    if found is None or len(use.chain) > 1 or not is_bound(*found, snapshot):
        return
    field = next((f for f in found[1].fields if f.name == name), None)
    if field is None or not field.relation or accessor(field.kind.target) not in known:
        return
    keys = [f.name for f in found[1].fields if key(f.name) == key(f"{name}Id")]
    advice = f"; its key is `{keys[0]}`" if keys else ""
    message = f"`{name}` is a relation of model {found[1].name}, and no column{advice}."
    fixes = (Fix(f"Change to `{keys[0]}`", (Edit(source.path, use.ranges[0], keys[0]),)),) if keys else ()
    yield Fault(source.path, use.ranges[0], message, (Place(found[0], field.name_range, f"`{name}`"),), fixes)


def _unknown(use: Use, model: str, snapshot: Snapshot) -> tuple[tuple[str, Record], str, Range] | None:
    """The first step that the model, or the one that a relation has led to, does not have."""
    known = models(snapshot)
    found = known.get(model)
    if found is None or not is_bound(*found, snapshot):
        return None
    queried = use.via.startswith(CLIENT)
    for i, (name, range) in enumerate(zip(use.chain, use.ranges, strict=True)):
        if name == "[]" or taken_away(name) is not None or (found is not None and name in RECKONED):
            continue
        if found is None or found[1].open or name.startswith("_") or not name.isidentifier():  # a call, or its argument
            return None
        if queried and name in compounds(*found, snapshot):
            continue  # its parts are fields of the same model
        field = next((f for f in found[1].fields if f.name == name), None)
        if field is None and name in _WORDS:
            return None
        if field is None:
            return found, name, range
        if field.list_depth and not queried and use.chain[i + 1 : i + 2] != ("[]",):
            return None  # what comes next is the list's own
        found = known.get(accessor(field.kind.target)) if field.kind.name == "ref" else None
    return None
