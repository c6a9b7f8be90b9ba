"""Enum classes of Python that do not say which contract they are, and that a field holds which keeps one: `status: OrderStatus`."""

from collections.abc import Mapping

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Enum
from dovetail.core.snapshot import Snapshot, Source

from .comparison import compare
from .inline import unfolded
from .python_names import defined


def contract_of_held(enum: Enum, home: Source, snapshot: Snapshot) -> Contract | None:
    """The contract whose values an enum has by way of a field of a class that implements one."""
    return snapshot.once(("held enum", home.path, enum.name), lambda: _held(enum, home, snapshot))


def _held(enum: Enum, home: Source, snapshot: Snapshot) -> Contract | None:
    for path, names in snapshot.sources_with(_enum_names, enum.name):
        source = snapshot.sources[path]
        meant = {n for n in names if (p := defined(n, source, snapshot)) is not None and p == (home, enum.name)}
        for pairing in unfolded(path, snapshot) if meant else ():
            for match in compare(pairing, snapshot).matches:
                wanted = snapshot.contracts.resolved(match.contract.kind)
                if match.field.kind.target in meant and wanted.values:
                    return snapshot.contracts.get(match.contract.kind.target) or pairing.contract
    return None


def _enum_names(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The types of the fields of a file's classes as they are written, by their last names; those that are imported under another too."""
    if source.shapes.language != "python":
        return {}
    original = {i.name: i.original for i in source.shapes.imports}
    found: dict[str, dict[str, None]] = {}
    for record in source.shapes.records:
        for field in record.fields:
            target = field.kind.target
            if target:
                last = original.get(target, target).rpartition(".")[2]
                found.setdefault(last, {})[target] = None
    return {last: tuple(written) for last, written in found.items()}
