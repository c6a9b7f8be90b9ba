"""Schemas that say no contract, and whose values are given to one by its names: `send({ email: form.email, phone: form.phone })`."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.asked import Unbound
from ..typescript.reached import Reach, Reached

_FEWEST = 2  # names that are no chance
_SAME = re.compile(r"(?<![\w$.?])([A-Za-z_$][\w$]*)\s*:\s*(?:[\w$.]+\(\s*)?([A-Za-z_$][\w$]*)\.\1\b(?!\s*\()")


def given_on(of: Unbound, snapshot: Snapshot) -> tuple[str, Place] | None:
    """To what the values of a schema are given in its own file, in words, and where it stands; None for any other schema."""
    record, source = of.record, of.source
    if not of.is_schema or source.path not in snapshot.sources or source.shapes.language != "typescript":
        return None
    at = ("given on", source.path, record.name)
    contract = snapshot.once(at, lambda: given_by_names(of, snapshot, _FEWEST))
    place = Place(source.path, record.name_range, record.name)
    return (f"whose values are given to contract {contract}", place) if contract else None


def given_by_names(of: Unbound, snapshot: Snapshot, fewest: int = 1) -> str:
    """The one contract whose names are given the same names of something in a file; `fewest` of these it must have itself."""
    names = {f.name for f in of.record.fields}
    found: dict[str, dict[str, set[str]]] = {}
    for holder, name, contract in snapshot.once(
        ("given by names", of.source.path), lambda: _given(of.source, snapshot)
    ):
        found.setdefault(contract, {}).setdefault(holder, set()).add(name)
    several = [c for c, by in found.items() if any(len(s) >= _FEWEST and len(s & names) >= fewest for s in by.values())]
    return several[0] if len(several) == 1 else ""


def _given(source: Source, snapshot: Snapshot) -> tuple[tuple[str, str, str], ...]:
    """The names of objects that are given the same of something else: what that is called, the name, and the contract that has it."""
    return tuple(_given_of(source, snapshot))


def _given_of(source: Source, snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    places = {m.start(1): m for m in _SAME.finditer(source.text.source)}
    reach = Reach(snapshot) if len(places) >= _FEWEST else None
    for use in (*source.shapes.uses, *source.shapes.keys) if reach is not None else ():
        match = places.get(use.ranges[-1].start) if use.ranges and use.access == "write" else None
        if match is None or reach is None or use.chain[-1] != match[1]:
            continue
        ends = reach.reached(use, source)
        if ends and ends[-1].range == use.ranges[-1] and ends[-1].path.endswith(SUFFIX):
            owner = _owner(ends[-1], snapshot)
            if owner:
                yield match[2], match[1], owner


def _owner(reached: Reached, snapshot: Snapshot) -> str:
    """The contract in whose text a field is declared."""
    for contract in snapshot.contracts.of_file(reached.path):
        whole = contract.declaration.range
        if whole.start <= reached.field.name_range.start < whole.end:
            return contract.name
    return ""
