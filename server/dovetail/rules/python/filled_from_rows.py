"""Classes that rows fill, models of pydantic by `from_attributes` and dataclasses by `Loan(**row)`: they take in what a table holds."""

import re

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..files.python_names import defined
from ..records.bases import construct_of

_SAYS = re.compile(r"\b(?:from_attributes|orm_mode)[\"']?\s*[=:]\s*True\b")
_MADE = re.compile(r"\b([A-Z]\w*|cls)\(\s*(?:\*\*(?:dict\()?row\b|(?:\w+\s*=\s*)?row\[)")
_PLAIN = frozenset({"dataclass", "named tuple"})
_MODEL = "pydantic model"
_DEEPEST = 4


def is_filled_from_rows(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for such a model of a contract that a table stores."""
    record, source = pairing.implementation, snapshot.sources[pairing.path]
    if not isinstance(record, Record) or source.shapes.language != "python":
        return False
    made = construct_of(pairing, snapshot)
    if made != _MODEL and made not in _PLAIN:
        return False
    if not any(p.is_store for p in snapshot.pairings_by_contract.get(pairing.contract.name, ())):
        return False
    if made in _PLAIN:
        own = any(m[1] == "cls" for m in _MADE.finditer(source.text[record.range]))
        return own or any(record.name in names for names in snapshot.of_sources(_made_of_rows).values())
    return _says(record.name, record.range, source, snapshot, 0)


def _made_of_rows(source: Source) -> frozenset[str]:
    """The classes that a file makes of rows: `Loan(**row)`, `Loan(id=row["id"], …)`."""
    text = source.text.source
    if source.shapes.language != "python" or "row" not in text:
        return frozenset()
    return frozenset(m[1] for m in _MADE.finditer(text))


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
