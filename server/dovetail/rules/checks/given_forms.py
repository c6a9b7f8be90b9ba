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
    contract = snapshot.once(at, lambda: _contract(of, snapshot))
    place = Place(source.path, record.name_range, record.name)
    return (f"whose values are given to contract {contract}", place) if contract else None


def _contract(of: Unbound, snapshot: Snapshot) -> str:
    names = {f.name for f in of.record.fields}
    found: dict[str, dict[str, set[str]]] = {}
    for holder, name, contract in _given(of.source, names, snapshot):
        found.setdefault(contract, {}).setdefault(holder, set()).add(name)
    several = [c for c, by in found.items() if any(len(same) >= _FEWEST for same in by.values())]
    return several[0] if len(several) == 1 else ""


def _given(source: Source, names: set[str], snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """The names of objects that are given the same of something else: what that is called, the name, and the contract that has it."""
    places = {m.start(1): m for m in _SAME.finditer(source.text.source) if m[1] in names}
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
