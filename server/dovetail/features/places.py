"""What stands at a place in a file: a contract, a package, a tag or a key. Hover, definition and references all start here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dovetail.core.bindings import Pairing, field_pairs, imported_contract, tagged_contract
from dovetail.core.contracts import SUFFIX, Contract, declarations
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Constant, Enum, Field, Record, Route, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.yaml import Document, Path


@dataclass(frozen=True, slots=True)
class ContractAt:
    """A contract, or one of its fields. `pairing` is set in an implementation, `declares` at the contract's own name."""

    contract: Contract
    field: Field | None
    range: Range
    declares: bool = False
    pairing: Pairing | None = None


@dataclass(frozen=True, slots=True)
class PackageAt:
    """A work package; `declares` at its own `id`."""

    sprint: Sprint
    package: Package
    range: Range
    declares: bool = False


@dataclass(frozen=True, slots=True)
class TagAt:
    """A tag in a comment."""

    tag: Tag
    range: Range


@dataclass(frozen=True, slots=True)
class KeyAt:
    """A key of a sprint or of conventions."""

    kind: str
    path: Path
    range: Range


At = ContractAt | PackageAt | TagAt | KeyAt

_WORD = re.compile(r"[A-Za-z_$][\w$]*")


def at(snapshot: Snapshot, path: str, offset: int) -> At | None:
    """What stands at an offset of a file."""
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        return _in_sprint(snapshot, sprint, offset)
    if snapshot.conventions is not None and snapshot.conventions.path == path:
        return _key(snapshot.conventions.document, "conventions", offset)
    source = snapshot.sources.get(path)
    if source is None:
        return None
    found = _in_contract(snapshot, source, offset) if path.endswith(SUFFIX) else _in_code(snapshot, source, offset)
    return found or _tag(source, offset)


def _in_contract(snapshot: Snapshot, source: Source, offset: int) -> At | None:
    for declaration in declarations(source.shapes):
        contract = Contract(source.path, declaration)
        if offset in declaration.name_range:
            return ContractAt(contract, None, declaration.name_range, declares=True)
        if isinstance(declaration, Record):
            for field in declaration.fields:
                if offset in field.name_range:
                    return ContractAt(contract, field, field.name_range, declares=True)
        if offset in declaration.range:
            break
    if _tag(source, offset) is None:
        return _by_word(snapshot, source.text, offset)
    return None


def _in_code(snapshot: Snapshot, source: Source, offset: int) -> At | None:
    for pairing in pairings_in(snapshot, source.path):
        item = pairing.implementation
        tagged = tagged_contract(item.tags)
        if tagged is not None and offset in tagged[0].value_range:
            return ContractAt(pairing.contract, None, tagged[0].value_range, pairing=pairing)
        if offset in name_of(item):
            return ContractAt(pairing.contract, None, name_of(item), pairing=pairing)
        for pair in field_pairs(pairing):
            if offset in pair.implementation.name_range:
                return ContractAt(pairing.contract, pair.contract, pair.implementation.name_range, pairing=pairing)
    for use in source.shapes.uses:
        range = next((r for r in use.ranges if offset in r), None)
        if range is not None:
            found = _used(snapshot, source, use.type_name, use.chain[: use.ranges.index(range) + 1])
            return ContractAt(found[0], found[1], range) if found is not None else None
    word = _word(source.text, offset)
    if word is not None:
        contract = imported_contract(source.text[word], source.shapes, snapshot.contracts)
        if contract is not None:
            return ContractAt(contract, None, word)
    return None


def _used(
    snapshot: Snapshot, source: Source, type_name: str, chain: tuple[str, ...]
) -> tuple[Contract, Field | None] | None:
    """The contract field at the end of a chain of properties."""
    contract = imported_contract(type_name, source.shapes, snapshot.contracts)
    field: Field | None = None
    for step in chain:
        if contract is None:
            return None
        record = snapshot.contracts.record(contract.name)
        field = next((f for f in record[1].fields if (f.wire or f.name) == step), None) if record is not None else None
        if record is None or field is None:
            return None
        owner = record[0]
        contract = snapshot.contracts.get(field.kind.target) if field.kind.name == "ref" else None
        if step == chain[-1]:
            return owner, field
    return None


def _in_sprint(snapshot: Snapshot, sprint: Sprint, offset: int) -> At | None:
    for path, range in innermost(sprint.document, offset):
        match path:
            case ("packages", int(), "id"):
                package = sprint.package(sprint.text[range].strip("'\""))
                return PackageAt(sprint, package, range, declares=True) if package is not None else None
            case ("packages", int(), "provides" | "consumes", int()):
                contract = snapshot.contracts.get(sprint.text[range].strip("'\""))
                return ContractAt(contract, None, range) if contract is not None else None
            case ("packages", int(), "after", int()):
                package = sprint.package(sprint.text[range].strip("'\""))
                return PackageAt(sprint, package, range) if package is not None else None
            case _:
                pass
    return _key(sprint.document, "sprint", offset)


def innermost(document: Document, offset: int) -> Iterator[tuple[Path, Range]]:
    """The values around an offset, the smallest first."""
    around = ((p, r) for p, r in document.values.items() if offset in r)
    yield from sorted(around, key=lambda v: (v[1].end - v[1].start, -len(v[0])))


def _key(document: Document, kind: str, offset: int) -> KeyAt | None:
    return next((KeyAt(kind, p, r) for p, r in document.keys.items() if offset in r), None)


def _by_word(snapshot: Snapshot, text: Text, offset: int) -> ContractAt | None:
    """A contract by its name, wherever the name is written in a contract file."""
    word = _word(text, offset)
    contract = snapshot.contracts.get(text[word]) if word is not None else None
    return ContractAt(contract, None, word) if contract is not None and word is not None else None


def _word(text: Text, offset: int) -> Range | None:
    line = text.line_range(text.line_of(offset))
    for found in _WORD.finditer(text[line]):
        range = Range(line.start + found.start(), line.start + found.end())
        if offset in range:
            return range
    return None


def _tag(source: Source, offset: int) -> TagAt | None:
    return next((TagAt(t, t.range) for t in tags(source) if offset in t.range), None)


def tags(source: Source) -> Iterator[Tag]:
    """Every tag of a file."""
    shapes = source.shapes
    items: Iterable[Record | Enum | Constant | Route] = (
        *shapes.records, *shapes.enums, *shapes.constants, *shapes.routes
    )  # fmt: skip
    for item in items:
        yield from item.tags
        if isinstance(item, Record):
            for field in item.fields:
                yield from field.tags
    for alias in shapes.aliases:
        yield from alias.tags


def pairings_in(snapshot: Snapshot, path: str) -> tuple[Pairing, ...]:
    """The implementations in one file."""
    return tuple(p for p in snapshot.pairings if p.path == path)


def name_of(item: Record | Enum | Constant | Route) -> Range:
    """Where an implementation's name stands; a route's is its path."""
    return item.path_range if isinstance(item, Route) else item.name_range
