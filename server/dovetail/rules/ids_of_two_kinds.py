"""Two contracts write the id of one thing in two ways."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields, thing_with_id
from .faults import Fault

_TEXT = frozenset({"string", "uuid"})
_NUMBER = frozenset({"number", "int"})
_OF_MAKING = frozenset("draft input request data new create".split())  # in the name of what is posted to make something
_IN_ADDRESS = frozenset({"params", "query", "headers"})  # where a number is text, too
# Of what no contract is, and of which one name is written for many things.
_ANYTHING = frozenset(
    "external parent reference ref source target entity object resource item client request trace record node".split()
)


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
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """What a thing's own contract says of its `id` counts, else what the first mention says."""
    for thing, id in _ids(contract):
        if not snapshot.contracts_with(_thing, thing) and not _ANYTHING.isdisjoint(thing):
            continue
        mentions = snapshot.contracts_with(_written, thing)
        if len({written for _, all in mentions for written in all}) < 2:
            continue
        contracts = [c for name, _ in mentions if (c := snapshot.contracts.get(name)) is not None]
        contracts.sort(key=lambda c: (c.path, c.declaration.range.start))
        ids = [i for c in contracts for t, i in _ids(c) if t == thing]
        own = (i for i in ids if i.label == f"{i.contract.name}.{i.field.name}" and i.field.key == "id")
        known = next(own, ids[0] if ids else id)
        if known.label != id.label and id.differs(known):
            yield _fault(id, known)


@rule("clarity", "warning")
def in_addresses(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """Of ids that stand in paths, where a number is text, too: one endpoint takes a number, and another one any string."""
    for thing, id in _addressed(contract):
        mentions = snapshot.contracts_with(_kinds_addressed, thing)
        if len({kind for _, kind in mentions}) < 2 or not _ANYTHING.isdisjoint(thing):
            continue
        contracts = [c for name, _ in mentions if (c := snapshot.contracts.get(name)) is not None]
        contracts.sort(key=lambda c: (c.path, c.declaration.range.start))
        known = next((i for c in contracts for t, i in _addressed(c) if t == thing), id)
        if known.label != id.label and id.differs(known):
            yield _fault(id, known)


def _fault(id: Id, known: Id) -> Fault:
    return Fault(
        id.contract.path,
        id.field.name_range,
        f"`{id.label}` is a {id.written}, and `{known.label}` is a {known.written}; write the id of one thing in one way.",
        (Place(known.contract.path, known.field.name_range, f"`{known.label}` is a {known.written}"),),
    )


def _kinds_addressed(contract: Contract) -> dict[tuple[str, ...], bool]:
    """Whether an endpoint takes the id of each thing in its path as a number."""
    return {thing: id.field.kind.name in _NUMBER for thing, id in _addressed(contract)}


def _addressed(contract: Contract) -> Iterator[tuple[tuple[str, ...], Id]]:
    """The ids in the path of an endpoint, by the words of the thing."""
    for label, field in own_fields(contract) if contract.is_endpoint else ():
        own = words(field.name)
        if label.split(".")[1:-1] == ["params"] and own[-1] == "id" and field.kind.name in _TEXT | _NUMBER:
            thing = own[:-1] or thing_with_id(contract, label)
            if thing:
                yield thing, Id(contract, field, label)


def _made(contract: Contract, label: str) -> tuple[str, ...]:
    """The words of the thing that an endpoint makes of what is posted, and of which it answers the `id`."""
    posted = (
        contract.endpoint is not None and contract.endpoint[0] == "POST" and label == f"{contract.name}.response.id"
    )
    made_of = contract.declaration.fields if posted and isinstance(contract.declaration, Record) else ()
    asked = (f for f in made_of if f.name == "request")
    target = next((f.kind.target for f in asked if f.kind.name == "ref" and not f.list_depth), "")
    return tuple(word for word in words(target) if word not in _OF_MAKING) if target else ()


def _thing(contract: Contract) -> dict[tuple[str, ...], bool]:
    """The words of a thing, which a field with `Id` behind them is the id of."""
    return {words(contract.name): True} if isinstance(contract.declaration, Record) else {}


def _written(contract: Contract) -> dict[tuple[str, ...], tuple[str, ...]]:
    """How a contract writes the ids of each thing."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for thing, id in _ids(contract):
        found[thing] = (*found.get(thing, ()), id.written)
    return found


def _ids(contract: Contract) -> Iterator[tuple[tuple[str, ...], Id]]:
    """The ids in a contract, by the words of the thing."""
    is_endpoint = contract.is_endpoint
    for label, field in own_fields(contract):
        own = words(field.name)
        if own[-1] not in ("id", "ids") or field.list_depth != (own[-1] == "ids"):
            continue
        if field.kind.name not in _TEXT and field.kind.name not in _NUMBER:
            continue
        if is_endpoint and label.split(".")[1] in _IN_ADDRESS:
            continue
        thing = own[:-1] or thing_with_id(contract, label) or _made(contract, label)
        if thing:
            yield thing, Id(contract, field, label)
