"""The rows that statements of SQL give in TypeScript, as things with the columns of their tables and the names that a statement gives."""

import re

from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing

from ..contracts.asked import Selected
from ..records.bases import completed
from ..statements.sql_columns import ANY, columns_of, is_bound, runs_strings, statement_of, tables_made
from .things import Owner

_NOWHERE = Range(0, 0)
# What makes the client of a library that could be told so, and calls of those that cannot.
_KNOWN = re.compile(
    r"\b(?:postgres|neon|knex|drizzle)(?:<[^<>()]*>)?\(|\bnew\s+(?:\w+\.)?(?:Kysely|SQL)\b|\.(?:query|prepare|execute)(?:<[^<>()]*>)?\("
)
# How drivers and builders are told to give columns in another casing.
_CONVERTS = re.compile(
    r"\bpostgres\.(?:(?:to|from)?[cC]amel|(?:to|from)?[pP]ascal)\b|knexSnakeCaseMappers|snakeCaseMappers|postProcessResponse|pg-camelcase|"
    r"CamelCasePlugin|camelizeColumns|createFieldNameTransformationInterceptor|\btransform\s*:\s*\{"
)
# Slonik's pools are mostly made with such an interceptor, in a package of its own.
_OF_SLONIK = re.compile(r"""\bfrom\s+["'](?:@[\w.-]+/)?slonik["']""")
_MAKES_POOL = re.compile(r"\bcreatePool\(")


def selected_row(type_name: str, snapshot: Snapshot) -> list[Owner] | None:
    """The row that a type of a statement says; None where its tables are not all known, or none of them is bound."""
    statement = statement_of(type_name)
    made = [(table, tables_made(table.lower(), snapshot)) for table in statement.tables]
    everything = [own for _, records in made for own in records]
    bound = next(((p, r) for p, r in everything if is_bound(p, r, snapshot)), None)
    if bound is None or not all(records for _, records in made):
        return None
    home = snapshot.sources[bound[0]]
    known: dict[str, tuple[Field, Source]] = {}
    for _, records in made:
        columns = _columns(records, snapshot)
        if columns is None:
            return None
        # Of two tables that have a column of one name, the row has either's.
        shared = {low: (_given(own[0].name), home) for low, own in columns.items() if low in known}
        known |= columns | shared
    fields = list(known.values())
    if statement.only is not None:
        fields = [_called(name, known) or (_given(name), home) for name in statement.only]
    fields += [(_given(name), home) for name in sorted(statement.given - {ANY})]
    if _converts(snapshot):
        fields += [(replace(f, name=in_casing(f.name, "camelCase")), s) for f, s in fields]
    closed = ANY not in statement.given and not runs_strings(everything, snapshot)
    place = Place(bound[0], bound[1].name_range, f"Table {bound[1].table or bound[1].name}")
    return [Owner(tuple(fields), closed, Selected(" and ".join(statement.tables), place))]


def _columns(made: list[tuple[str, Record]], snapshot: Snapshot) -> dict[str, tuple[Field, Source]] | None:
    """The columns of a table by their names in lower case; None where not all of them are known."""
    columns = columns_of(made, False, snapshot)
    found: dict[str, tuple[Field, Source]] = {}
    for path, record in made if columns is not None else ():
        source = snapshot.sources[path]
        for field in completed(record, source, snapshot).fields:
            low = (field.stored or field.name).lower()
            if columns is not None and low in columns and not field.relation:
                found.setdefault(low, (replace(field, name=columns[low]), source))
    return found if columns is not None else None


def _called(name: str, known: dict[str, tuple[Field, Source]]) -> tuple[Field, Source] | None:
    """The column of a name that a statement lists."""
    found = known.get(name.lower())
    return (replace(found[0], name=name), found[1]) if found is not None else None


def _given(name: str) -> Field:
    return Field(name, _NOWHERE, Kind("unknown"), "required", "unknown", _NOWHERE)


def _converts(snapshot: Snapshot) -> bool:
    """True where columns may come in another casing than their tables have: something says so, or nothing in sight makes the client."""
    unseen = bool(snapshot.of_sources(_is_of_slonik)) and not snapshot.of_sources(_makes_pool)
    return unseen or bool(snapshot.of_sources(_says_so)) or not snapshot.of_sources(_has_client)


def _is_of_slonik(source: Source) -> bool:
    return source.shapes.language == "typescript" and _OF_SLONIK.search(source.text.source) is not None


def _makes_pool(source: Source) -> bool:
    return source.shapes.language == "typescript" and _MAKES_POOL.search(source.text.source) is not None


def _has_client(source: Source) -> bool:
    return source.shapes.language == "typescript" and _KNOWN.search(source.text.source) is not None


def _says_so(source: Source) -> bool:
    return source.shapes.language == "typescript" and _CONVERTS.search(source.text.source) is not None
