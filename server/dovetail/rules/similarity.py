"""What looks like a contract and does not say that it is one. Similarity only ever offers to bind; it reports no drift."""

from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.bindings import imported_contract, stored_key, tagged_contract
from dovetail.core.contracts import Contract
from dovetail.core.shapes import Enum, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import words

from .comparison import LITERAL, wire_name
from .duplicate_route import is_test

# What languages and frameworks put around the name of a thing.
_AROUND = frozenset(
    "dto model schema entity row record body payload response request type table data base read out in i".split()
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A declaration that may be a contract; `shared` of its `promised` fields (or members) are there."""

    source: Source
    item: Record | Enum
    contract: Contract
    shared: int
    promised: int


def offers(snapshot: Snapshot) -> Iterator[Offer]:
    """The best offer for each declaration that is not bound, where one contract is clearly meant."""
    bound = {(p.path, p.implementation.range) for p in snapshot.pairings}
    records = [c for c in snapshot.contracts if isinstance(c.declaration, Record) and not c.is_endpoint]
    enums = [c for c in snapshot.contracts if isinstance(c.declaration, Enum)]
    for source in snapshot.implementations:
        if is_test(source.path):
            continue
        for item in (*source.shapes.records, *source.shapes.enums):
            if (source.path, item.range) in bound or not _may_be_bound(item, source, snapshot):
                continue
            candidates = records if isinstance(item, Record) else enums
            found = [o for c in candidates if (o := _offer(source, item, c)) is not None]
            best = max((o.shared for o in found), default=0)
            clear = [o for o in found if o.shared == best]
            if len(clear) == 1:
                yield clear[0]


def _may_be_bound(item: Record | Enum, source: Source, snapshot: Snapshot) -> bool:
    if tagged_contract(item.tags) is not None:
        return False  # its tag is wrong, which is another rule's
    if isinstance(item, Enum):
        return True
    if item.construct in (LITERAL, "altered table") or not item.fields:
        return False
    derived = (imported_contract(b.name, source.shapes, snapshot.contracts) for b in (*item.bases, *item.conforms))
    return not any(derived)


def _offer(source: Source, item: Record | Enum, contract: Contract) -> Offer | None:
    promised, given = _keys(contract.declaration, item), _own_keys(item)
    shared = len(promised & given)
    if not promised or not shared:
        return None
    same_name = bare_name(item.name) == bare_name(contract.name)
    if same_name and 2 * shared >= len(promised):
        return Offer(source, item, contract, shared, len(promised))
    alike = shared >= 4 and shared >= 0.8 * len(promised) and shared >= 0.6 * len(given)
    return Offer(source, item, contract, shared, len(promised)) if alike else None


def _keys(declaration: object, item: Record | Enum) -> frozenset[str]:
    """The words of what the contract promises, as a store or the wire would name it."""
    if isinstance(declaration, Record) and isinstance(item, Record):
        named = (stored_key(f) if item.layer == "db" else f.key for f in declaration.fields)
        return frozenset(k for k in named if k is not None)
    return frozenset(m.value for m in declaration.members) if isinstance(declaration, Enum) else frozenset()


def _own_keys(item: Record | Enum) -> frozenset[str]:
    if isinstance(item, Enum):
        return frozenset(m.value for m in item.members)
    names = (f.stored or f.name if item.layer == "db" else wire_name(f) for f in item.fields)
    return frozenset("".join(words(n)) for n in names)


def bare_name(name: str) -> str:
    """A name without what frameworks put around it, in the singular: `users`, `UserDto` and `IUser` are one."""
    own = [w for w in words(name) if w not in _AROUND] or list(words(name))
    last = own[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return "".join([*own[:-1], last])
