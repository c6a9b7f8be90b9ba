"""Documents of GraphQL in the strings of other languages: schemas as well as operations."""

import re
from collections.abc import Collection, Iterable

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import PUT_IN, Alias, Enum, FileShapes, Record, Reference
from dovetail.core.text import Range, Text

from .._blank import blank
from .._shifting import shifted

_MARKS = ("gql", "graphql", "GraphQL", "typeDefs", "buildSchema")
_BEGINS = re.compile(r"\s*#\s*graphql\b", re.IGNORECASE)
_PUT = re.compile(r"\$\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Embedded:
    """What documents in the strings of a file declare, at the places where they stand."""

    records: tuple[Record, ...] = ()
    enums: tuple[Enum, ...] = ()
    aliases: tuple[Alias, ...] = ()


def may_have_documents(source: str) -> bool:
    """False where nothing in a file's text marks a string as a document."""
    return any(mark in source for mark in _MARKS)


def says_itself(text: str) -> bool:
    """True for a string that begins with `#graphql`, as Apollo's do."""
    return _BEGINS.match(text) is not None


def masked(source: str, range: Range) -> Text:
    """The document in the text at a range. What a template puts in is left out: fragments, as a rule."""
    return Text(_PUT.sub(lambda m: blank(m[0]), source[range.start : range.end]))


def declared(source: str, documents: Iterable[tuple[Range, FileShapes]], taken: Collection[str]) -> Embedded:
    """The types of documents, but for those whose names the code around them has taken.

    New members and types would be written into a string, where we do not write. A type into which the template puts something is open.
    """
    records: list[Record] = []
    enums: list[Enum] = []
    aliases: list[Alias] = []
    for range, shapes in documents:
        put = [Range(m.start(), m.end()) for m in _PUT.finditer(source[range.start : range.end])]
        records.extend(shifted(_left_alone(r, put), range.start) for r in shapes.records if r.name not in taken)
        enums.extend(shifted(e, range.start) for e in shapes.enums if e.name not in taken and not _holds(e.range, put))
        aliases.extend(shifted(a, range.start) for a in shapes.aliases if a.name not in taken)
    return Embedded(tuple(records), tuple(enums), tuple(aliases))


def _left_alone(record: Record, put: Iterable[Range]) -> Record:
    fields = tuple(replace(f, type_range=None) for f in record.fields)
    described = [Range(f.range.start, f.name_range.start) for f in record.fields]
    record = replace(record, fields=fields, insert_at=None)
    body = Range(record.name_range.end, record.range.end)
    if not any(_holds(body, [p]) and not any(_holds(d, [p]) for d in described) for p in put):
        return record
    return replace(record, open=True, bases=(*record.bases, Reference("", record.name_range, PUT_IN)))


def _holds(range: Range, put: Iterable[Range]) -> bool:
    return any(range.start <= p.start < range.end for p in put)
