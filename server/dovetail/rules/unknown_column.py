"""A query names a field that the stored model of a contract does not have."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.findings import Place
from dovetail.core.shapes import Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .sql_columns import unknown_columns
from .suggestions import hint, rename_fix

CLIENT = "prisma."
_COMPOUND = re.compile(r"""@@(?:unique|id)\(\s*(?:fields:\s*)?\[([^\]]*)\](?:[^"\n]*\bname:\s*"(\w*)")?""")
GENERATED = re.compile(r"^@prisma/client|(?:^|/)generated/(?:prisma|client)(?:/|$)|/prisma/client$")
_EXTENDS = "$extends"


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    seen: set[Range] = set()
    rows = {i.name: i.original for i in source.shapes.imports if GENERATED.search(i.module)}
    for use in source.shapes.uses:
        if use.type_name.startswith(CLIENT):
            model = use.type_name.removeprefix(CLIENT)
        elif use.type_name in rows:
            model = _accessor(rows[use.type_name])
        else:
            continue
        found = _unknown(use, model, snapshot)
        if found is None or found[2] in seen or _is_extended(snapshot):
            continue
        (path, model), name, range = found
        seen.add(range)  # a chain repeats the beginning of another
        known = [f.name for f in model.fields]
        place = Place(path, model.name_range, f"Model {model.name}")
        message = f"`{name}` is no field of model {model.name}{hint(name, known)}"
        yield Fault(source.path, range, message, (place,), rename_fix(source, name, range, known))
    for column in unknown_columns(source, snapshot):
        message = f"`{column.name}` is no column of table {column.table}{hint(column.name, column.known)}"
        fixes = rename_fix(source, column.name, column.range, column.known)
        yield Fault(source.path, column.range, message, (column.place,), fixes)


def _unknown(use: Use, model: str, snapshot: Snapshot) -> tuple[tuple[str, Record], str, Range] | None:
    """The first step that the model, or the one that a relation has led to, does not have."""
    models = _models(snapshot)
    found = models.get(model)
    if found is None or not _is_bound(*found, snapshot):
        return None
    queried = use.via.startswith(CLIENT)
    for i, (name, range) in enumerate(zip(use.chain, use.ranges, strict=True)):
        if name == "[]":
            continue
        if found is None or found[1].open or name.startswith("_") or not name.isidentifier():  # a call, or its argument
            return None
        if queried and name in _compounds(*found, snapshot):
            continue  # its parts are fields of the same model
        field = next((f for f in found[1].fields if f.name == name), None)
        if field is None:
            return found, name, range
        if field.list_depth and not queried and use.chain[i + 1 : i + 2] != ("[]",):
            return None  # what comes next is the list's own
        found = models.get(_accessor(field.kind.target)) if field.kind.name == "ref" else None
    return None


def _models(snapshot: Snapshot) -> Mapping[str, tuple[str, Record] | None]:
    """The models by the name that the client gives them; None where two schemas have one of that name."""
    return snapshot.once("prisma models", lambda: _found(snapshot))


def _found(snapshot: Snapshot) -> dict[str, tuple[str, Record] | None]:
    found: dict[str, tuple[str, Record] | None] = {}
    for path, models in snapshot.of_sources(_models_of).items():
        for record in models:
            name = _accessor(record.name)
            found[name] = None if name in found else (path, record)
    return found


def _models_of(source: Source) -> tuple[Record, ...]:
    return source.shapes.records if source.shapes.language == "prisma" else ()


def _accessor(model: str) -> str:
    return model[:1].lower() + model[1:]


def _compounds(path: str, model: Record, snapshot: Snapshot) -> frozenset[str]:
    """The names that `@@unique([a, b])` and `@@id([a, b], name: "c")` give for queries."""
    text = snapshot.text(path)
    found = _COMPOUND.findall(text[model.range]) if text is not None else []
    parts = ("_".join(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", fields))) for fields, _ in found)
    return frozenset({*parts, *(name for _, name in found)})


def _is_bound(path: str, model: Record, snapshot: Snapshot) -> bool:
    return any(p.implementation is model for p in snapshot.pairings_by_path.get(path, ()))


def _is_extended(snapshot: Snapshot) -> bool:
    """Whether the client has been given fields that no schema shows."""
    return bool(snapshot.of_sources(_extends))


def _extends(source: Source) -> bool:
    return source.shapes.language == "typescript" and _EXTENDS in source.text.source
