"""Models of pydantic that rows fill (`from_attributes`): they take in what a table holds, whatever they give out."""

import re

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..files.python_names import defined
from ..records.bases import construct_of

_SAYS = re.compile(r"\b(?:from_attributes|orm_mode)[\"']?\s*[=:]\s*True\b")
_MODEL = "pydantic model"
_DEEPEST = 4


def is_filled_from_rows(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for such a model of a contract that a table stores."""
    record, source = pairing.implementation, snapshot.sources[pairing.path]
    if (
        not isinstance(record, Record)
        or source.shapes.language != "python"
        or construct_of(pairing, snapshot) != _MODEL
    ):
        return False
    stored = any(p.is_store for p in snapshot.pairings_by_contract.get(pairing.contract.name, ()))
    return stored and _says(record.name, record.range, source, snapshot, 0)


def _says(name: str, at: Range, source: Source, snapshot: Snapshot, depth: int) -> bool:
    """True where a class, or one above it, says so."""
    if _SAYS.search(source.text[at]) is not None:
        return True
    above = [s.gives.partition("<")[0] for s in source.shapes.signatures if s.how == "base" and s.name == name]
    above += [b.name for r in source.shapes.records if r.name == name for b in r.bases]
    for base in above if depth < _DEEPEST else ():
        place = defined(base, source, snapshot)
        declared = (*place[0].shapes.records, *place[0].shapes.definitions) if place is not None else ()
        found = next((d for d in declared if place is not None and d.name == place[1]), None)
        if place is not None and found is not None and _says(found.name, found.range, place[0], snapshot, depth + 1):
            return True
    return False
