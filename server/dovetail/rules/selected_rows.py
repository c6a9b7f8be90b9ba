"""The rows that statements of SQL give in TypeScript, as things with the columns of their tables and the names that a statement gives."""

import re

from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing

from .asked import Selected
from .bases import completed
from .sql_columns import ANY, columns_of, is_bound, runs_strings, statement_of, tables_made
from .things import Owner

_NOWHERE = Range(0, 0)
# How drivers and builders are told to give columns in another casing.
_CONVERTS = re.compile(
    r"\bpostgres\.(?:(?:to|from)?[cC]amel|(?:to|from)?[pP]ascal)\b|knexSnakeCaseMappers|snakeCaseMappers|postProcessResponse|pg-camelcase|"
    r"CamelCasePlugin|camelizeColumns|createFieldNameTransformationInterceptor|\btransform\s*:\s*\{"
)


def selected_row(type_name: str, snapshot: Snapshot) -> list[Owner] | None:
    """The row that a type of a statement says; None where its tables are not all known, or none of them is bound."""
    statement = statement_of(type_name)
    made = [(table, tables_made(table.lower(), snapshot)) for table in statement.tables]
    everything = [own for _, records in made for own in records]
    bound = next(((p, r) for p, r in everything if is_bound(p, r, snapshot)), None)
    if bound is None or not all(records for _, records in made):
        return None
    fields: list[tuple[Field, Source]] = []
    for _, records in made:
        columns = columns_of(records, False, snapshot)
        if columns is None:
            return None
        for path, record in records:
            source = snapshot.sources[path]
            for field in completed(record, source, snapshot).fields:
                name = columns.get((field.stored or field.name).lower())
                if name is not None and not field.relation:
                    fields.append((replace(field, name=name), source))
    home = snapshot.sources[bound[0]]
    if statement.only is not None:
        fields = [_called(name, fields) or (_given(name), home) for name in statement.only]
    fields += [(_given(name), home) for name in sorted(statement.given - {ANY})]
    if _converts(snapshot):
        fields += [(replace(f, name=in_casing(f.name, "camelCase")), s) for f, s in fields]
    closed = ANY not in statement.given and not runs_strings(everything, snapshot)
    place = Place(bound[0], bound[1].name_range, f"Table {bound[1].table or bound[1].name}")
    return [Owner(tuple(fields), closed, Selected(" and ".join(statement.tables), place))]


def _called(name: str, fields: list[tuple[Field, Source]]) -> tuple[Field, Source] | None:
    """The column of a name that a statement lists."""
    return next(((replace(f, name=name), s) for f, s in fields if f.name.lower() == name.lower()), None)


def _given(name: str) -> Field:
    return Field(name, _NOWHERE, Kind("unknown"), "required", "unknown", _NOWHERE)


def _converts(snapshot: Snapshot) -> bool:
    """True where columns may come in another casing than their tables have."""
    return bool(snapshot.of_sources(_says_so))


def _says_so(source: Source) -> bool:
    return source.shapes.language == "typescript" and _CONVERTS.search(source.text.source) is not None
