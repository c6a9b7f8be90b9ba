"""Tables that queries of Drizzle ask for by a name which the schema of their database does not have: `db.query.user` of `users`."""

from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Use
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..contracts.asked import Bound
from .expansion import TYPE_OF
from .reached import Reach
from .things import Declared, Module, Type

_QUERY = "query"
_LIBRARY = "drizzle-orm"
_TABLE = "drizzle table"


@dataclass(frozen=True, slots=True)
class Unmade:
    """A name under which a database has no table, and those under which it has some."""

    name: str
    range: Range
    known: tuple[str, ...]


def unmade_tables(source: Source, reach: Reach) -> Iterator[Unmade]:
    """The names that queries of a file ask a database of Drizzle for in vain, where one of its tables stores a contract."""
    seen: set[Range] = set()
    for use in source.shapes.uses:
        if use.chain[:1] != (_QUERY,) or len(use.chain) < 2 or not use.type_name.startswith(TYPE_OF):
            continue
        name, at = use.chain[1], use.ranges[1]
        if at in seen or not name.isidentifier() or source.text[at] != name:
            continue
        seen.add(at)
        known = _tables(use, source, reach)
        if known and name not in known and any(_is_bound(use, table, source, reach) for table in known):
            yield Unmade(name, at, known)


def _tables(use: Use, source: Source, reach: Reach) -> tuple[str, ...]:
    """The tables of the schema that a database was given; none where not all of them are seen."""
    asked = reach.ends(Use(use.type_name, (_QUERY,), use.ranges[:1], "read", ""), source)
    one = asked[0] if len(asked) == 1 else None
    if not isinstance(one, Type) or not one.source.path.startswith(_LIBRARY):
        return ()
    schema = reach.looked_up(one)
    given = schema[0] if len(schema) == 1 else None
    if isinstance(given, Type) and given.kind.target.startswith(TYPE_OF) and not (given.kind.steps or given.depth):
        named = reach.named(given.kind.target, given.source)  # `import * as schema`
        given = named[0] if len(named) == 1 else None
    if isinstance(given, Module):
        shapes = given.source.shapes
        handed_on = any(i.name == "*" for i in shapes.imports)
        return () if handed_on else tuple(r.name for r in shapes.records if r.construct == _TABLE)
    if isinstance(given, Type) and not (given.kind.target or given.kind.steps or given.kind.options or given.depth):
        return tuple(m.name for m in given.kind.members)
    return ()


def _is_bound(use: Use, table: str, source: Source, reach: Reach) -> bool:
    """True for a table of a database that stores a contract."""
    ends = reach.ends(Use(use.type_name, (_QUERY, table), use.ranges[:2], "read", ""), source)
    found = [t for end in ends for t in (reach.expanded(end, 0) or [end] if isinstance(end, Type) else [end])]
    return any(isinstance(t, Declared) and isinstance(t.owner.of, Bound) for t in found)
