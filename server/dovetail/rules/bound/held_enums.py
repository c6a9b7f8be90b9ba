"""Enums of Python and TypeScript that do not say which contract they are, and that a field holds which keeps one: `status: OrderStatus`."""

from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing, Way
from dovetail.core.contracts import Contract
from dovetail.core.shapes import Enum, Kind, Member
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import handed_on
from ..files.python_names import defined, type_name
from ..records.comparison import Match, compare
from ..records.direction import direction
from .inline import unfolded

LANGUAGES = frozenset({"python", "typescript"})


def contract_of_held(enum: Enum, home: Source, snapshot: Snapshot) -> Contract | None:
    """The contract whose values an enum has by way of a field of a class that implements one."""
    return snapshot.once(("held enum", home.path, enum.name), lambda: _held(enum, home, snapshot))


def held_as(enum: Enum, home: Source, snapshot: Snapshot) -> Pairing | None:
    """An enum with what the fields of other files that hold it are promised to be; None where they are not all promised the same."""
    holding = [h for h in _holding(enum, home, snapshot) if h[1].values]
    if enum.open or any(p.path == home.path for p, _, _ in holding):
        return None  # what a field of its own file holds is told there
    contract = _promised(holding, snapshot)
    if contract is None:
        return None
    pairing, _, match = holding[0]
    ways = {direction(p, snapshot) for p, _, _ in holding}
    way: Way = "accepts" if ways == {"accepts"} else "emits" if ways == {"emits"} else ""
    guessed = all(p.guessed for p, _, _ in holding)
    because = f"`{match.field.name}` holds it, which is `{match.contract.name}` of contract {pairing.contract.name}"
    mode = "whole" if any(p.way == "accepts" or p.mode != "subset" for p, _, _ in holding) else "subset"
    return Pairing(contract, home.path, enum, mode, because, guessed=guessed, way=way)


def promised_of_held(enum: Enum, home: Source, snapshot: Snapshot) -> Contract | None:
    """The enum that every field which holds another is promised to be; None where they are not all promised the same values."""
    return snapshot.once(
        ("promised of held enum", home.path, enum.name),
        lambda: _promised([h for h in _holding(enum, home, snapshot) if h[1].values], snapshot),
    )


def _promised(holding: list[tuple[Pairing, Kind, Match]], snapshot: Snapshot) -> Contract | None:
    """The enum that fields are promised to be: a contract, or what one lists in a field."""
    if len({w.values for _, w, _ in holding}) != 1:
        return None
    pairing, wanted, match = holding[0]
    contract = snapshot.contracts.get(match.contract.kind.target)
    if contract is not None and isinstance(contract.declaration, Enum):
        return contract
    at = match.contract.type_range or match.contract.name_range
    members = tuple(Member(v, v, at) for v in wanted.values)
    name = f"{pairing.contract.name}.{match.contract.name}"
    listed = Enum(name, match.contract.name_range, at, members, "contract", "enum")
    return Contract(match.promise.path or pairing.contract.path, listed)


def _held(enum: Enum, home: Source, snapshot: Snapshot) -> Contract | None:
    holding = next((h for h in _holding(enum, home, snapshot) if h[1].values), None)
    if holding is None:
        return None
    pairing, _, match = holding
    return snapshot.contracts.get(match.contract.kind.target) or pairing.contract


def _holding(enum: Enum, home: Source, snapshot: Snapshot) -> Iterator[tuple[Pairing, Kind, Match]]:
    """The fields that hold an enum and keep a promise, with what they are promised to be."""
    for path, names in snapshot.sources_with(_enum_names, enum.name):
        source = snapshot.sources[path]
        where = handed_on if source.shapes.language == "typescript" else defined
        meant = {n for n in names if (p := where(n, source, snapshot)) is not None and p == (home, enum.name)}
        for pairing in unfolded(path, snapshot) if meant else ():
            for match in compare(pairing, snapshot).matches:
                if type_name(match.field.kind) in meant:
                    yield pairing, snapshot.contracts.resolved(match.contract.kind), match


def _enum_names(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The types of the fields of a file's classes as they are written, by their last names; those that are imported under another too."""
    if source.shapes.language not in LANGUAGES:
        return {}
    original = {i.name: i.original for i in source.shapes.imports}
    found: dict[str, dict[str, None]] = {}
    for record in source.shapes.records:
        for field in record.fields:
            target = type_name(field.kind)
            if target:
                last = original.get(target, target).rpartition(".")[2]
                found.setdefault(last, {})[target] = None
    return {last: tuple(written) for last, written in found.items()}
