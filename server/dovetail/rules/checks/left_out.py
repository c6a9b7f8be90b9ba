"""Objects that may have more than a contract has, and that leave out one of its names: what has a name of its own stands in its place."""

import re

from dovetail.core.contracts import Contract
from dovetail.core.shapes import CAST, COPY, EXPECTED_WHOLE, Field, Use, Written
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..typescript.reached import Reach, Unreached


def in_place_of_one(found: Unreached, use: Use, source: Source, reach: Reach) -> bool:
    """True for the one name of an object that its contract does not have, where one that it must have is left out."""
    if use.via not in (COPY, CAST):
        return False
    around = (w for w in source.shapes.written if w.use.type_name == use.type_name and w.use.chain == use.chain[:-1])
    written = next((w for w in around if w.range.start < found.range.start and found.range.end < w.range.end), None)
    if written is None or written.names.count(found.name) != 1:
        return False
    if written.use.via == EXPECTED_WHOLE:
        # Of a contract what is left out is told. What a test lets a mock give, and expects again, may have no name of a class at all.
        return not isinstance(found.of, Contract) and len(written.names) > 1 and _has_one(written, source, reach)
    return has_one_for_another(written, source, reach)


def has_one_for_another(written: Written, source: Source, reach: Reach) -> bool:
    """True for an object that has one name which is none of its contract's, and leaves one out that must be there."""
    return written.use.via == COPY and _has_one(written, source, reach)


def _has_one(written: Written, source: Source, reach: Reach) -> bool:
    holders = reach.holders(written.use, source)
    if len(holders) != 1:
        return False
    fields = [field for part in holders[0] for field, _ in part.fields]
    given = set(written.names)
    for spread in written.spread:
        others = reach.holders(spread, source)
        if not others:
            return False
        given.update(f.name for parts in others for part in parts for f, _ in part.fields)
    lacking = [f for f in fields if f.presence == "required" and f.name not in given]
    return len(lacking) == 1 and len(set(written.names).difference(f.name for f in fields)) == 1


def selected_in_its_place(written: Written, source: Source, reach: Reach) -> tuple[str, Range] | None:
    """The one name of a row that an object is made of and its type does not have, where the query gives it that name in this file."""
    known = {f.name for parts in reach.holders(written.use, source) for part in parts for f, _ in part.fields}
    columns: dict[str, tuple[Field, Source]] = {}
    for spread in written.spread:
        columns |= {f.name: (f, h) for parts in reach.holders(spread, source) for part in parts for f, h in part.fields}
    strange = [(f, home) for name, (f, home) in columns.items() if name not in known]
    if len(strange) != 1:
        return None
    field, home = strange[0]
    if home is source and source.text[field.name_range] == field.name:
        return field.name, field.name_range
    said = [*re.finditer(rf"""\b[aA][sS]\s+["'`\\]*({re.escape(field.name)})\b""", source.text.source)]
    return (field.name, Range(said[0].start(1), said[0].end(1))) if len(said) == 1 else None
