"""Keys that Python writes where a model has the object itself: `Booking(room=3)`, `booking.room = room.id`."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Given, Record
from dovetail.core.snapshot import Snapshot, Source

from ..bound.classes import walk
from ..bound.inline import unfolded
from ..contracts.asked import Asked
from ..python.held import Lookup
from .unfit import Wanted

_MODELS = frozenset({"django model", "table model"})
_KEYS = frozenset({"number", "text", "held"})
_BY_KEY = re.compile(r"\.a?update\((?:[^()]|\([^()]*\))*\Z")  # a query of Django takes the key, too
_KEY = re.compile(r"\w+(?:\.\w+)*\.(?:id|pk|uuid)")
_LONGEST = 400  # characters of a call that stand before what it is given


def key_for_object(given: Given, source: Source, snapshot: Snapshot) -> Wanted | None:
    """The relation of a model that keeps a contract for which a key is given; None where something else is."""
    if given.plain not in _KEYS or given.use.via or not given.use.chain:
        return None
    steps = list(walk(given.use, source, snapshot))
    last = steps[-1] if steps else None
    if not isinstance(last, Asked) or last.range != given.use.ranges[-1] or not _leads_to_one(last, snapshot):
        return None
    text = source.text.source
    if given.plain == "held" and _KEY.fullmatch(source.text[given.range]) is None:
        return None
    if _BY_KEY.search(text, max(0, given.range.start - _LONGEST), given.range.start) is not None:
        return None
    for record in _models(last.path, snapshot):
        if any(f.name_range == last.field.name_range for f in record.fields):
            name = f"`{last.field.name}` of {record.name}"
            return Wanted(name, f"a `{last.field.kind.target}` itself", last.path, last.field.name_range)
    return None


def _leads_to_one(asked: Asked, snapshot: Snapshot) -> bool:
    """True for a field that is an object of a model."""
    field = asked.field
    if field.list_depth or not field.kind.target:
        return False
    held = Lookup(snapshot).model(field.kind.target, snapshot.sources[asked.path])
    models = held.source.shapes.records if held is not None and held.what == "value" and not held.depth else ()
    return any(held is not None and r.name == held.name and r.construct in _MODELS for r in models)


def _models(path: str, snapshot: Snapshot) -> Iterator[Record]:
    """The models of a file that keep a contract."""
    for pairing in unfolded(path, snapshot):
        own = pairing.implementation
        if isinstance(own, Record) and own.construct in _MODELS and not pairing.guessed:
            yield own
