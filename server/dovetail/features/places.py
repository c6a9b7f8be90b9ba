"""What stands at a place in a file: a contract, a package, a tag or a key. Hover, definition and references all start here."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.bindings import Pairing, imported_contract, tagged_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Constant, Enum, Field, Record, Route, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.words import key
from dovetail.core.yaml import Document, Path, around
from dovetail.rules.checks.query_strings import mentioned
from dovetail.rules.records.comparison import Match
from dovetail.rules.unknown_endpoint_part import PARTS

from .addresses import address_of, parameter_at
from .following import Place, kept_in, meant, member_meant
from .implementing import implementations_in
from .kept_names import kept_at
from .members import Member, kept_members, members_at
from .mentions import named_at
from .said import said
from .written import contract_written


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go to."""

    path: str
    range: Range


@dataclass(frozen=True, slots=True)
class ContractAt:
    """A contract, or one of its fields. `pairing` is set in an implementation, `declares` at the contract's own name."""

    contract: Contract
    field: Field | None
    range: Range
    declares: bool = False
    pairing: Pairing | None = None


@dataclass(frozen=True, slots=True)
class MemberAt:
    """A member of a contract's enum, or an entry of one of its constants; `declares` in the contract itself."""

    member: Member
    range: Range
    declares: bool = False


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


At = ContractAt | MemberAt | PackageAt | TagAt | KeyAt

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_NEAR = 4  # declarations that begin in front of a place, the last of which may hold it


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
    contracts = snapshot.contracts.of_file(source.path)
    behind = bisect_right(contracts, offset, key=lambda c: c.declaration.range.start)
    for contract in contracts[max(behind - _NEAR, 0) : behind + 1]:  # each of them is made when it is asked for
        declaration = contract.declaration
        if offset not in declaration.range and offset not in declaration.name_range:
            continue
        if offset in declaration.name_range:
            return ContractAt(contract, None, declaration.name_range, declares=True)
        if isinstance(declaration, Record):
            field = _field_at(declaration.fields, offset)
            if field is not None:
                return ContractAt(contract, field, field.name_range, declares=True)
        for member in members_at(snapshot, contract):
            if offset in member.range:
                return MemberAt(member, member.range, declares=True)
        if (address := address_of(contract, source.text)) is not None and offset in address:
            named = parameter_at(snapshot, source.path, offset)
            return ContractAt(*named) if named is not None else ContractAt(contract, None, address, declares=True)
    named = named_at(snapshot, source.path, offset)
    if named is not None:
        return ContractAt(*named)
    tag = _tag(source, offset)
    return _by_word(snapshot, source, offset) if tag is None else _by_tag(snapshot, tag, offset)


def _field_at(fields: tuple[Field, ...], offset: int) -> Field | None:
    """The field whose name is at an offset, also of a record that is written in place."""
    for field in fields:
        if offset in field.name_range:
            return field
        if field.kind.members and offset in field.range and (inner := _field_at(field.kind.members, offset)):
            return inner
    return None


def _by_tag(snapshot: Snapshot, at: TagAt, offset: int) -> At | None:
    """A package that a tag names."""
    if at.tag.name == "owner" and offset in at.tag.value_range:
        for sprint in snapshot.sprints:
            if (package := sprint.package(at.tag.value)) is not None:
                return PackageAt(sprint, package, at.tag.value_range)
    return None


def _in_code(snapshot: Snapshot, source: Source, offset: int) -> At | None:
    for pairing in pairings_in(snapshot, source.path):
        item = pairing.implementation
        tagged = tagged_contract(item.tags)
        if tagged is not None and offset in tagged[0].value_range:
            return ContractAt(pairing.contract, None, tagged[0].value_range, pairing=pairing)
        if offset in name_of(item):
            return ContractAt(pairing.contract, None, name_of(item), pairing=pairing)
    for kept in kept_in(snapshot, source.path):
        if offset in kept.match.field.name_range and not _is_part(kept.match, source):
            found = promise_at(snapshot, kept.promised)
            if found is not None:
                return ContractAt(*found, kept.match.field.name_range, pairing=kept.pairing)
    word = _word(source.text, offset)
    named = kept_at(snapshot, source.path, offset, source.text[word]) if word is not None else None
    if named is not None and word is not None and (found := promise_at(snapshot, named.promised)) is not None:
        return ContractAt(*found, word, pairing=named.pairing)
    found = _by_use(snapshot, source, offset) or _by_import(snapshot, source, offset)
    found = found or _by_carriage(snapshot, source, offset)
    return found or _by_place(snapshot, source, offset) or _by_text(snapshot, source, offset)


def _is_part(match: Match, source: Source) -> bool:
    """True for a part of an endpoint that stands under the name of the whole: the parameters of an operation under its `get`."""
    name, range = match.field.name, match.field.name_range
    return source.shapes.language == "openapi" and name in PARTS and source.text[range] != name


def _by_carriage(snapshot: Snapshot, source: Source, offset: int) -> ContractAt | None:
    """The field of an endpoint that a request or an answer carries under a name: `?limit=20`, `{ displayName }`."""
    for field, range, _ in mentioned(source, snapshot):
        if offset in range:
            declared = (promise_at(snapshot, (p, field.name_range.start)) for p in snapshot.contracts.by_path)
            return next((ContractAt(*d, range) for d in declared if d is not None and d[1] is field), None)
    return None


def _by_place(snapshot: Snapshot, source: Source, offset: int) -> ContractAt | None:
    """A parameter that a route's path names, else the contract of the path, or of a component's name."""
    named = parameter_at(snapshot, source.path, offset)
    if named is not None:
        return ContractAt(*named)
    here = (
        i
        for i in implementations_in(snapshot, source.path)
        if not isinstance(i.what, Pairing) and offset in i.name_range
    )
    return next((ContractAt(i.contract, None, i.name_range) for i in here), None)


def _by_use(snapshot: Snapshot, source: Source, offset: int) -> At | None:
    """What a name in a chain of properties means."""
    for use in source.shapes.uses:
        if not any(offset in r for r in use.ranges):
            continue
        for range, contract, name in member_meant(use, source, snapshot):
            if offset in range:
                named = (m for m in members_at(snapshot, contract) if m.name == name)
                return next((MemberAt(m, range) for m in named), None)
        for step in meant(use, source, snapshot):
            if offset in step.range:
                found = promise_at(snapshot, step.place) or promise_at(snapshot, _kept_promise(snapshot, step.place))
                if found is not None:
                    return ContractAt(*found, step.range)
    return None


def _kept_promise(snapshot: Snapshot, place: Place) -> Place | None:
    """The contract's field that one of an implementation keeps."""
    return next((k.promised for k in kept_in(snapshot, place[0]) if k.place == place), None)


def promise_at(snapshot: Snapshot, place: Place | None) -> tuple[Contract, Field] | None:
    """The contract and its field that is declared at a place."""
    source = snapshot.sources.get(place[0]) if place is not None and place[0].endswith(SUFFIX) else None
    if source is None or place is None:
        return None
    for contract in snapshot.contracts.of_file(source.path):
        record = contract.declaration
        held = isinstance(record, Record) and place[1] in record.range
        if held and isinstance(record, Record) and (field := _field_at(record.fields, place[1])) is not None:
            return contract, field
    return None


def _by_import(snapshot: Snapshot, source: Source, offset: int) -> ContractAt | None:
    word = _word(source.text, offset)
    if word is None:
        return None
    contract = imported_contract(source.text[word], source.shapes, snapshot.contracts)
    return ContractAt(contract, None, word) if contract is not None else None


def _by_text(snapshot: Snapshot, source: Source, offset: int) -> MemberAt | None:
    """A member that code says as a text, or asks something in code for: `state === "open"`, `State.OPEN`."""
    word = _word(source.text, offset)
    wanted = key(source.text[word]) if word is not None else ""
    for contract in snapshot.contracts if wanted else ():
        if not isinstance(contract.declaration, Enum | Constant | Record):
            continue
        for member in members_at(snapshot, contract):
            if key(member.name.rpartition(".")[2]) != wanted:
                continue
            copies = tuple(kept_members(snapshot, member))
            places = (
                *(c.range for c in copies if c.path == source.path),
                *(s.range for s in said(snapshot, source, member, copies)),
            )
            found = next((r for r in places if offset in r), None)
            if found is not None:
                return MemberAt(member, found)
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
    yield from sorted(around(document.values, offset), key=lambda v: (v[1].end - v[1].start, -len(v[0])))


def _key(document: Document, kind: str, offset: int) -> KeyAt | None:
    return next((KeyAt(kind, p, r) for p, r in around(document.keys, offset)), None)


def _by_word(snapshot: Snapshot, source: Source, offset: int) -> ContractAt | None:
    """A contract by its name, or by what the file's imports call it, wherever that is written in a contract file."""
    word = _word(source.text, offset)
    if word is None:
        return None
    contract = contract_written(source, word, snapshot)
    return ContractAt(contract, None, word) if contract is not None else None


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
    for item in (*shapes.records, *shapes.enums, *shapes.constants, *shapes.routes, *shapes.aliases):
        yield from item.tags
        if isinstance(item, Record):
            for field in item.fields:
                yield from _field_tags(field)
        if isinstance(item, Constant):
            for entry in item.entries:
                yield from entry.tags


def _field_tags(field: Field) -> Iterator[Tag]:
    yield from field.tags
    for inner in field.kind.members:
        yield from _field_tags(inner)


def pairings_in(snapshot: Snapshot, path: str) -> tuple[Pairing, ...]:
    """The implementations in one file."""
    return snapshot.pairings_by_path.get(path, ())


def name_of(item: Record | Enum | Constant | Route) -> Range:
    """Where an implementation's name stands; a route's is its path."""
    return item.path_range if isinstance(item, Route) else item.name_range
