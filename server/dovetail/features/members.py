"""The members of a contract's enum and the entries of its constants, and what keeps them in code."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Constant, Enum, Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.words import key
from dovetail.rules.records.elsewhere import declared_elsewhere
from dovetail.rules.records.kinds import resolved

from .following import bound_paths, kept_in
from .mentions import listed

_QUERIED = re.compile(r"\btypeof\s+([\w$.]+)")
_DEFAULT = re.compile(r"""\bdefault(?:\s*\(\s*|\s*:\s*|\s+)["']?(?P<value>[\w.-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """A member or an entry: the name in code (`name`), or the text that crosses the wire (`value`).

    `field` is the field of the contract whose own type lists it: `code: "gone" | "taken"`.
    """

    contract: Contract
    name: str
    range: Range
    says: Literal["name", "value", "both"]
    field: Field | None = None

    @property
    def owner(self) -> str:
        """What has the member, as a sentence says it."""
        return self.contract.name if self.field is None else f"{self.contract.name}.{self.field.name}"

    @property
    def beside(self) -> tuple[str, ...]:
        """The names and values of the other members."""
        declaration = self.contract.declaration
        if self.field is not None:
            return tuple(v for v in self.field.kind.values if v != self.name)
        if isinstance(declaration, Enum):
            others = [m for m in declaration.members if self.name not in (m.name, m.value)]
            return tuple(n for m in others for n in (m.name, m.value))
        outer, _, own = self.name.rpartition(".")
        entries = (e.name.rpartition(".") for e in getattr(declaration, "entries", ()))
        return tuple(name for around, _, name in entries if around == outer and name != own)


@dataclass(frozen=True, slots=True)
class Copy:
    """A place that says a member again, with the other members of its list."""

    path: str
    range: Range
    beside: tuple[str, ...]


def members_at(snapshot: Snapshot, contract: Contract) -> Iterator[Member]:
    """The members of a contract, each where it is written."""
    text = snapshot.sources[contract.path].text
    match contract.declaration:
        case Enum(construct="enum") as enum:
            yield from _of_enum(contract, enum, text)
        case Enum() as enum:
            for member in enum.members:
                at = bare(text, member.range)
                if text[at] == member.value:  # else it is made of another declaration's: `(typeof ROLES)[number]`
                    yield Member(contract, member.value, at, "both")
        case Constant() as constant:
            for entry in constant.entries:
                if entry.name:
                    yield Member(contract, entry.name, bare(text, entry.name_range), "name")
        case Record() as record:
            yield from _of_fields(contract, record.fields, text)
        case _:
            pass


def _of_fields(contract: Contract, fields: Iterable[Field], text: Text) -> Iterator[Member]:
    """The texts that the fields of a record list in place."""
    for field in fields:
        at = field.type_range or field.range
        for value in field.kind.values if field.kind.name in ("enum", "literal") and not field.kind.target else ():
            found = re.search(rf"""(["']){re.escape(value)}\1""", text[at])
            if found is not None:
                start = at.start + found.start() + 1
                yield Member(contract, value, Range(start, start + len(value)), "both", field)
        yield from _of_fields(contract, field.kind.members, text)


def _of_enum(contract: Contract, enum: Enum, text: Text) -> Iterator[Member]:
    for i, member in enumerate(enum.members):
        name = bare(text, member.range)
        explicit = _value_behind(
            text, name, enum.members[i + 1].range.start if i + 1 < len(enum.members) else enum.range.end
        )
        yield Member(contract, member.name, name, "name" if explicit is not None else "both")
        if explicit is not None:
            yield Member(contract, member.value, explicit, "value")


def as_value(snapshot: Snapshot, member: Member) -> Member:
    """A member of an enum that is asked for by name in code, as the text that crosses the wire."""
    declaration = member.contract.declaration
    if member.says != "name" or not isinstance(declaration, Enum):
        return member
    value = next((m.value for m in declaration.members if m.name == member.name), member.name)
    return next((m for m in members_at(snapshot, member.contract) if m.says == "value" and m.name == value), member)


def _value_behind(text: Text, name: Range, limit: int) -> Range | None:
    """The text that a member is given: `Red = "red"`."""
    found = re.compile(r"""["']?\s*=\s*(["'])(.*?)\1""").match(text.source, name.end, limit)
    return Range(found.start(2), found.end(2)) if found else None


def bare(text: Text, range: Range) -> Range:
    """A name without the quotes around it."""
    quoted = text[range][:1] in ("'", '"', "`") and range.end - range.start > 1
    return Range(range.start + 1, range.end - 1) if quoted else range


def kept_members(snapshot: Snapshot, member: Member) -> Iterator[Copy]:
    """Where implementations say a member of an enum that crosses the wire, or an entry of a constant."""
    names = made_of(snapshot, member.contract)
    for pairing in (p for one in sorted(names) for p in snapshot.pairings_by_contract.get(one, ())):
        text = snapshot.sources[pairing.path].text
        match pairing.implementation:
            case Enum() as enum if member.says != "name":
                yield from _in_enum(pairing.path, text, enum, member.name)
            case Constant() as constant:
                others = tuple(e.name for e in constant.entries)
                for entry in constant.entries:
                    if entry.name and key(entry.name) == key(member.name):
                        beside = tuple(n for n in others if n != entry.name)
                        yield Copy(pairing.path, bare(text, entry.name_range), beside)
            case _:
                pass
    if member.says != "name":
        for path in bound_paths(snapshot):
            yield from _in_fields(snapshot, path, member, names)


def is_listed(field: Field, member: Member, names: frozenset[str], snapshot: Snapshot) -> bool:
    """True for a field of a contract whose values are those of which a member is one."""
    own = member.field
    if own is not None:
        return field.name_range == own.name_range and field.kind == own.kind
    return is_of(field.kind, names, snapshot)


def made_of(snapshot: Snapshot, contract: Contract) -> frozenset[str]:
    """A contract and those whose members are its own: `type Role = (typeof ROLES)[number]`."""
    names = {contract.name}
    if isinstance(contract.declaration, Enum):
        values = [m.value for m in contract.declaration.members]
        for path in (p for p in snapshot.contracts.paths if "typeof" in snapshot.sources[p].text.source):
            for other in snapshot.contracts.of_file(path):
                enum, text = other.declaration, snapshot.sources[path].text
                if isinstance(enum, Enum) and [m.value for m in enum.members] == values:
                    said = (snapshot.contracts.stands_for(n, path) for n in _QUERIED.findall(text[enum.range]))
                    names.update(other.name for one in said if one is not None and one.name == contract.name)
    return frozenset(names)


def _in_fields(snapshot: Snapshot, path: str, member: Member, names: frozenset[str]) -> Iterator[Copy]:
    """The lists of values of the fields in a file that keep one of the enum's type."""
    source = snapshot.sources[path]
    for kept in kept_in(snapshot, path):
        if not is_listed(kept.match.contract, member, names, snapshot):
            continue
        field = kept.match.field
        found = resolved(field.kind, source.shapes, snapshot.contracts)
        other = _elsewhere(found.kind, path, snapshot) if found.enum is None and found.contract is None else None
        if other is not None:
            yield from _in_enum(other[0].path, other[0].text, other[1], member.name)
            yield from _in_default(path, source.text, field, other[1], member.name)
        elif found.enum is not None:
            yield from _in_enum(path, source.text, found.enum, member.name)
            yield from _in_default(path, source.text, field, found.enum, member.name)
        elif found.kind.name in ("enum", "literal") and found.contract is None:
            yield from _in_type(path, source.text, field, found.kind, member.name)


def _elsewhere(kind: Kind, path: str, snapshot: Snapshot) -> tuple[Source, Enum] | None:
    """The enum of another file that a field is of, such as a type that an earlier migration makes."""
    found = declared_elsewhere(kind.target, path, snapshot, kind.text) if kind.target else None
    return (found[0], found[1]) if found is not None and isinstance(found[1], Enum) else None


def is_of(kind: Kind, names: frozenset[str], snapshot: Snapshot) -> bool:
    """True for a type that is one of the named contracts, by way of aliases too."""
    for _ in range(10):
        if kind.name != "ref":
            return False
        named = snapshot.contracts.get(kind.target)
        if named is None:
            return False
        if named.name in names:
            return True
        alias = getattr(named.declaration, "kind", None)
        if not isinstance(alias, Kind):
            return False
        kind = alias
    return False


def _in_enum(path: str, text: Text, enum: Enum, name: str) -> Iterator[Copy]:
    """The name and the value of a member with the same words."""
    for member in enum.members:
        if key(member.value) != key(name) and key(member.name) != key(name):
            continue
        others = tuple(m for m in enum.members if m is not member)
        at = bare(text, member.range)
        if key(text[at]) == key(name):
            yield Copy(path, at, tuple(m.name for m in others))
        line = text.line_range(text.line_of(member.range.start))
        for found in re.finditer(
            r"""(["'])((?:(?!\1).)*)\1""", text[Range(member.range.end, max(line.end, member.range.end))]
        ):
            if found[2] == member.value and key(found[2]) == key(name):
                start = member.range.end + found.start(2)
                yield Copy(path, Range(start, start + len(found[2])), tuple(m.value for m in others))
                break


def _in_default(path: str, text: Text, field: Field, enum: Enum, name: str) -> Iterator[Copy]:
    """The value that a column or a field of an enum's type has by itself: `@default(OPEN)`, `DEFAULT 'open'`, `default: open`."""
    for found in _DEFAULT.finditer(text.source, field.range.start, field.range.end):
        member = next((m for m in enum.members if found["value"] in (m.name, m.value)), None)
        if member is not None and key(found["value"]) == key(name):
            others = tuple(
                m.name if found["value"] == member.name else m.value for m in enum.members if m is not member
            )
            yield Copy(path, Range(found.start("value"), found.end("value")), others)


def _default(text: Text, field: Field, value: str) -> Iterator[Range]:
    for found in _DEFAULT.finditer(text.source, field.range.start, field.range.end):
        if found["value"] == value:
            yield Range(found.start("value"), found.end("value"))


def _in_type(path: str, text: Text, field: Field, kind: Kind, name: str) -> Iterator[Copy]:
    """A value in a type that is written in place: `role: "member" | "admin"`, `CHECK (role IN ('member'))`."""
    value = next((v for v in kind.values if key(v) == key(name)), None)
    if value is None:
        return
    others = tuple(v for v in kind.values if v != value)
    if path.endswith((".yaml", ".yml", ".json")):
        for range in (*listed(text, field.range, "enum", value), *_default(text, field, value)):
            yield Copy(path, range, others)
        return
    for found in re.finditer(rf"""(["']){re.escape(value)}\1""", text[field.range]):
        start = field.range.start + found.start() + 1
        yield Copy(path, Range(start, start + len(value)), others)
