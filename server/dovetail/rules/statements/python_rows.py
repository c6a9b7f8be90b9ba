"""What Python reads of rows that functions give or take, in whatever file these run their statements: `find(id)["title"]`."""

from collections.abc import Iterator

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..python.held import OF_SQL, Lookup
from ..python.python_sending import started
from .sql_columns import UnknownColumn, not_selected


def unknown_in_rows(source: Source, snapshot: Snapshot) -> Iterator[UnknownColumn]:
    """The names that rows do not have which a file is given by functions, or takes in one of its own."""
    if source.shapes.language != "python":
        return
    known = frozenset(name for names in snapshot.of_sources(_giving).values() for name in names)
    told: set[Range] = set()
    for use in source.shapes.uses if known else ():
        found = next(iter(_missing(use, source, snapshot)), None) if _may_lead(use) else None
        if found is not None and found.range not in told:
            told.add(found.range)
            yield found


def _giving(source: Source) -> tuple[str, ...]:
    """The functions and attributes of a file that give rows of statements."""
    if source.shapes.language != "python":
        return ()
    return tuple(s.name for s in source.shapes.signatures if OF_SQL in s.gives)


def _may_lead(use: Use) -> bool:
    """True for a chain through what a function gives or takes, which ends with a name that may be a column's."""
    return use.access == "read" and use.chain[-1].isidentifier() and any(s[:1] == "(" for s in use.chain[:-1])


def _missing(use: Use, source: Source, snapshot: Snapshot) -> list[UnknownColumn]:
    """What none of the rows has of which a chain asks a name; nothing where it may be asked of something else."""
    rows = _rows(use, source, snapshot)
    found = [not_selected(row, source, snapshot) for row in rows]
    return [f for f in found if f is not None] if all(f is not None for f in found) else []


def _rows(use: Use, source: Source, snapshot: Snapshot) -> list[Use]:
    """The rows of which a chain asks its last name, as uses of the types of their statements."""
    lookup = Lookup(snapshot)
    held = started(use, source, lookup)
    for step in use.chain[:-1]:
        held = lookup.following(held, step, False) if held is not None else None
    several = held.parts if held is not None and held.what == "either" else (held,)
    rows = [h for h in several if h is not None and h.what == "row" and not h.depth]
    if len(rows) != len(several):
        return []
    return [replace(use, type_name=r.name, chain=use.chain[-1:], ranges=use.ranges[-1:], via="") for r in rows]
