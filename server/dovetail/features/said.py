"""Where code says a member of a contract's enum or an entry of its constant: compared with, given to, as a key, or asked for.

A text is a member's only where something around it tells: a field that keeps one of the enum's type, or the type's own name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Kind, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import CASINGS, in_casing, key
from dovetail.languages.examples import Example, examples
from dovetail.languages.texts import Clue, Written, taken, texts
from dovetail.rules.bound.listed import Values, listed_at
from dovetail.rules.checks.carried_texts import carried_texts
from dovetail.rules.checks.query_strings import mentioned
from dovetail.rules.files.imported import declared
from dovetail.rules.files.python_names import defined
from dovetail.rules.typescript.reached import Reach

from .following import Place, kept_in, meant
from .members import Copy, Member, is_listed, is_of, made_of

_DEEPEST = 6
_COMPARED = re.compile(
    r"""["`\]]?\s*(?:=|<>|!=|(?:not\s+)?in\s*\()\s*(?P<values>'[^'\n]*'(?:\s*,\s*'[^'\n]*')*)""", re.IGNORECASE
)  # in a query: `state = 'open'`, `state IN ('open', 'sold')`
_ASKED = re.compile(r"=(?P<values>[\w.-]+)(?=[&\"'`#])")  # in a path: `/listings?state=open`
_VALUE = re.compile(r"'([^']*)'|[\w.-]+")


@dataclass(frozen=True)
class Said:
    """One place; `names` is the declaration in code that it is spelled as, if it is asked of one by name."""

    range: Range
    access: Literal["read", "write"]
    names: Place | None = None


def said(snapshot: Snapshot, source: Source, member: Member, copies: Iterable[Copy]) -> Iterator[Said]:
    """The places in one file. `copies` are where implementations declare the member."""
    name = member.name.rpartition(".")[2]
    wanted, spelled = key(name), {name, *(in_casing(name, casing) for casing in CASINGS)}
    if source.path.endswith(SUFFIX) or not any(s in source.text.source for s in spelled):
        return
    teller = _Teller(snapshot, source, member, tuple(copies))
    if member.says != "name" and source.shapes.uses:
        yield from (Said(r, "read") for r in teller.beside() if key(source.text[r]) == wanted)
    if member.says != "name":
        yield from (Said(r, "read") for r in _quoted(snapshot, source, member, wanted))
        yield from (Said(r, "read") for r in teller.exemplified() if key(source.text[r]) == wanted)
    for one in texts(source.path, source.text, lambda text: key(text) == wanted):
        if one.how == "member" and (names := teller.declaration(one)) is not None:
            yield Said(one.range, "read", names)
        elif member.says != "name" and any(teller.tells(c, source) for c in one.clues):
            yield Said(one.range, "read")


def _quoted(snapshot: Snapshot, source: Source, member: Member, wanted: str) -> Iterator[Range]:
    """The texts that are compared with, or stand for, a value which the contract lists."""
    reach, names = Reach(snapshot), made_of(snapshot, member.contract)

    def lists(values: Values) -> bool:
        if member.field is None:
            return values.contract in names
        return (values.path, values.range) == (member.contract.path, member.field.name_range)

    for text, range, values, _, _ in carried_texts(source, snapshot):
        if key(text) == wanted and lists(values):
            yield from _written(source, range, text)
    for quoted in source.shapes.quoted:
        if key(quoted.text) == wanted:
            values = listed_at(quoted, source, reach)
            if values is not None and lists(values):
                yield quoted.range


def _written(source: Source, range: Range, text: str) -> Iterator[Range]:
    """A text where it stands alone, or in quotes somewhere in what says it: `z.enum(["open", "sold"])`."""
    if source.text[range] == text:
        yield range
        return
    for found in re.finditer(rf"""(["'`]){re.escape(text)}\1""", source.text[range]):
        yield Range(range.start + found.start() + 1, range.start + found.end() - 1)


class _Teller:
    """Says of what surrounds a text whether it tells that the text is a member."""

    def __init__(self, snapshot: Snapshot, source: Source, member: Member, copies: tuple[Copy, ...]) -> None:
        self.snapshot, self.source, self.member, self.copies = snapshot, source, member, copies
        self.names = made_of(snapshot, member.contract)
        self._fields: Mapping[int, int] | None = None

    def declaration(self, written: Written) -> Place | None:
        """Where code declares the member that a name is asked for."""
        place = _place(written.owner, self.source, self.snapshot)
        if place is None:
            return None
        owner, name = place
        text = self.source.text[written.range]
        members = [(m.name, m.range) for e in owner.shapes.enums if e.name == name for m in e.members]
        members += [(e.name, e.name_range) for c in owner.shapes.constants if c.name == name for e in c.entries]
        for one, at in members:
            known = next((c for c in self.copies if c.path == owner.path and c.range.touches(at)), None)
            if one.rpartition(".")[2] == text and known is not None:
                return known.path, known.range.start
        return None

    def tells(self, clue: Clue, source: Source, depth: int = 0) -> bool:
        if clue.range is not None:
            return source is self.source and clue.range.start in self.fields
        if clue.call:
            place = _place(clue.call, source, self.snapshot)
            if place is None or depth > _DEEPEST:
                return False
            owner, name = place
            found = taken(owner.path, owner.text, name, clue.argument)
            return any(self.tells(c, owner, depth + 1) for c in found)
        if clue.steps:
            at = tuple(Range(0, 0) for _ in clue.steps)
            steps = tuple(meant(Use(clue.type, clue.steps, at, "read", ""), source, self.snapshot))
            return len(steps) == len(clue.steps) and self._is_field(steps[-1].path, steps[-1].field)
        return self._is_type(clue.type, source)

    def beside(self) -> Iterator[Range]:
        """The texts right behind a name, in queries and in the paths of requests."""
        text = self.source.text.source
        for end in self.fields.values():
            found = _COMPARED.match(text, end) or _ASKED.match(text, end)
            for value in _VALUE.finditer(text, *found.span("values")) if found is not None else ():
                yield Range(value.start(1), value.end(1)) if value[1] is not None else Range(*value.span())

    def exemplified(self) -> Iterator[Range]:
        """The values in examples of a description."""
        if self.source.shapes.language == "openapi":
            fields = self.fields
            yield from (e.value for e in examples_in(self.source, self.snapshot) if e.value and e.property in fields)

    @property
    def fields(self) -> Mapping[int, int]:
        """Where the names stand whose values are of the enum's type, with where each ends."""
        if self._fields is None:
            snapshot, source = self.snapshot, self.source
            kept = (k.match for k in kept_in(snapshot, source.path))
            found = [m.field.name_range for m in kept if self._is_listed(m.contract)]
            found += [r for f, r, _ in mentioned(source, snapshot) if self._is_listed(f)]
            for use in source.shapes.uses:
                steps = meant(use, source, snapshot)
                found += [s.range for s in steps if self._is_field(s.path, s.field)]
            self._fields = {r.start: r.end for r in found}
        return self._fields

    def _is_field(self, path: str, field: Field) -> bool:
        """True for a field of the enum's type: of a contract, of what keeps one, or of code that names the type."""
        if path.endswith(SUFFIX):
            return self._is_listed(field)
        for kept in kept_in(self.snapshot, path):
            if kept.match.field.name_range == field.name_range:
                return self._is_listed(kept.match.contract)
        return field.kind.name == "ref" and self._is_type(field.kind.target, self.snapshot.sources[path])

    def _is_listed(self, field: Field) -> bool:
        return is_listed(field, self.member, self.names, self.snapshot)

    def _is_type(self, name: str, source: Source) -> bool:
        """True where a type's name in a file stands for the enum, or for what implements it in code."""
        contract = imported_contract(name, source.shapes, self.snapshot.contracts)
        if contract is not None:
            return self.member.field is None and is_of(Kind("ref", target=contract.name), self.names, self.snapshot)
        place = _place(name, source, self.snapshot)
        if place is None:
            return False
        owner, own = place
        return any(
            c.path == owner.path and c.range.start in e.range
            for e in owner.shapes.enums
            if e.name == own
            for c in self.copies
        )


def examples_in(source: Source, snapshot: Snapshot) -> tuple[Example, ...]:
    """The examples in a description."""
    return snapshot.once(("examples", source.path), lambda: examples(source.text))


def _place(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, str] | None:
    if source.shapes.language == "python":
        return defined(name, source, snapshot)
    return declared(name, source, snapshot)
