"""Objects that may have more than a contract has, and that leave out one of its names: what has a name of its own stands in its place."""

from dovetail.core.shapes import COPY, Use, Written
from dovetail.core.snapshot import Source

from ..typescript.reached import Reach, Unreached


def in_place_of_one(found: Unreached, use: Use, source: Source, reach: Reach) -> bool:
    """True for the one name of an object that its contract does not have, where one that it must have is left out."""
    if use.via != COPY:
        return False
    around = (w for w in source.shapes.written if w.use.type_name == use.type_name and w.use.chain == use.chain[:-1])
    written = next((w for w in around if w.range.start < found.range.start and found.range.end < w.range.end), None)
    return written is not None and written.names.count(found.name) == 1 and has_one_for_another(written, source, reach)


def has_one_for_another(written: Written, source: Source, reach: Reach) -> bool:
    """True for an object that has one name which is none of its contract's, and leaves one out that must be there."""
    holders = reach.holders(written.use, source)
    if written.use.via != COPY or len(holders) != 1:
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
