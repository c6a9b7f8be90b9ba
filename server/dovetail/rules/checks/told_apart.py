"""The property by which a schema of a union tells its alternatives apart, as `z.discriminatedUnion("kind", [Card, Transfer])` does."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Bound, Missed
from ..records.bases import completed

_KEYED = re.compile(r"""\b(?:discriminatedUnion|variant)\(\s*["'](\w+)["']\s*,\s*\[([\w\s,]*)\]""")


def keys_of_unions(source: Source, snapshot: Snapshot) -> Iterator[Missed]:
    """Each key of a union of named schemas that one of them, which implements a contract, does not have."""
    text = source.text.source
    if "discriminatedUnion(" not in text and ".variant(" not in text:
        return
    pairings = {p.implementation.name: p for p in snapshot.pairings_by_path.get(source.path, ())}
    for keyed in _KEYED.finditer(text):
        for name in re.findall(r"\w+", keyed[2]):
            record = pairings[name].implementation if name in pairings else None
            whole = completed(record, source, snapshot) if isinstance(record, Record) else None
            if whole is not None and not whole.open and all(f.name != keyed[1] for f in whole.fields):
                yield Missed(Bound(pairings[name], whole, source), keyed[1], Range(*keyed.span(1)))
                break
