"""Two contracts write the id of one thing in two ways."""

from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .faults import Fault

_TEXT = frozenset({"string", "uuid"})
_NUMBER = frozenset({"number", "int"})


@dataclass(frozen=True, slots=True)
class Id:
    """A field that holds the id of a thing; `label` is what people call it."""

    contract: Contract
    field: Field
    label: str

    @property
    def written(self) -> str:
        tag = self.field.tag("format")
        return (
            "number"
            if self.field.kind.name in _NUMBER
            else f"string{f' (`@format {tag.value}`)' if tag and tag.value else ''}"
        )

    def differs(self, other: "Id") -> bool:
        """True for a number and a string, and for two formats that are both stated."""
        if (self.field.kind.name in _NUMBER) != (other.field.kind.name in _NUMBER):
            return True
        formats = [t.value for i in (self, other) if (t := i.field.tag("format")) is not None and t.value]
        return self.field.kind.name in _TEXT and len(set(formats)) == 2


@rule("clarity", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """What a thing's own contract says of its `id` counts, else what the first mention says."""
    first: dict[tuple[str, ...], Id] = {}
    found = list(_ids(snapshot))
    for own in (True, False):
        for thing, id in found:
            if (id.field.key == "id") == own:
                first.setdefault(thing, id)
    for thing, id in found:
        known = first[thing]
        if known is not id and id.differs(known):
            yield Fault(
                id.contract.path,
                id.field.name_range,
                f"`{id.label}` is a {id.written}, and `{known.label}` is a {known.written}; write the id of one thing in one way.",
                (Place(known.contract.path, known.field.name_range, f"`{known.label}` is a {known.written}"),),
            )


def _ids(snapshot: Snapshot) -> Iterator[tuple[tuple[str, ...], Id]]:
    """The ids of things, by the words of the thing."""
    things = {words(c.name) for c in snapshot.contracts if isinstance(c.declaration, Record)}
    for contract in snapshot.contracts:
        declaration = contract.declaration
        for field in declaration.fields if isinstance(declaration, Record) else ():
            own = words(field.name)
            if own[-1] != "id" or field.kind.name not in (_TEXT | _NUMBER) or field.list_depth:
                continue
            thing = own[:-1] or words(contract.name)
            if thing in things:
                yield thing, Id(contract, field, f"{contract.name}.{field.name}")
