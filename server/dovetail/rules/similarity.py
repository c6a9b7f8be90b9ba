"""What looks like a contract and does not say that it is one. Similarity only ever offers to bind; it reports no drift."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
    held = _Held.of(snapshot)
    for source in snapshot.implementations:
        if is_test(source.path):
            continue
        for item in (*source.shapes.records, *source.shapes.enums):
            if (source.path, item.range) in bound or not _may_be_bound(item, source, snapshot):
                continue
            found = held.offers(source, item)
            best = max((o.shared for o in found), default=0)
            clear = [o for o in found if o.shared == best]
            if len(clear) == 1 and not _is_a_row(item, clear[0].contract):
                yield clear[0]


class _Held:
    """What the contracts promise, by each word of it, so that a declaration meets only those it shares something with."""

    def __init__(self) -> None:
        self.contracts: list[Contract] = []
        self.names: list[str] = []
        self.promised: list[dict[bool, frozenset[str]]] = []
        self.by_key: dict[tuple[str, bool, str], list[int]] = {}

    @classmethod
    def of(cls, snapshot: Snapshot) -> "_Held":
        held = cls()
        for contract in snapshot.contracts:
            declaration = contract.declaration
            if not isinstance(declaration, Record | Enum) or contract.is_endpoint:
                continue
            keys = {stored: promised_keys(declaration, stored) for stored in (False, True)}
            for stored, promised in keys.items():
                for k in promised:
                    held.by_key.setdefault((type(declaration).__name__, stored, k), []).append(len(held.contracts))
            held.contracts.append(contract)
            held.names.append(bare_name(contract.name))
            held.promised.append(keys)
        return held

    def offers(self, source: Source, item: Record | Enum) -> list[Offer]:
        """The contracts that a declaration may be: one that shares most of its names, or one of its own name that shares half."""
        kind, stored, own = type(item).__name__, item.layer == "db", own_keys(item)
        least, name = max(4, 0.6 * len(own)), bare_name(item.name)
        sharing = Counter(i for k in own for i in self.by_key.get((kind, stored, k), ()))
        found: list[Offer] = []
        for i, shared in sharing.items():
            same_name = self.names[i] == name
            if shared < least and not same_name:
                continue
            promised = len(self.promised[i][stored])
            if (shared >= least and shared >= 0.8 * promised) or (same_name and 2 * shared >= promised):
                found.append(Offer(source, item, self.contracts[i], shared, promised))
        return found


def _may_be_bound(item: Record | Enum, source: Source, snapshot: Snapshot) -> bool:
    if tagged_contract(item.tags) is not None:
        return False  # its tag is wrong, which is another rule's
    if isinstance(item, Enum):
        return True
    extends = item.open and item.construct.startswith("GraphQL")
    if item.construct in (LITERAL, "altered table", "mixin") or extends or not item.fields:
        return False
    if any(b.name == item.name for r in source.shapes.records for b in r.bases if r is not item):
        return False  # a base, which is a part of what inherits from it
    derived = (imported_contract(b.name, source.shapes, snapshot.contracts) for b in (*item.bases, *item.conforms))
    return not any(derived)


def _is_a_row(item: Record | Enum, contract: Contract) -> bool:
    """True where every name of several words is written in another way than on the wire: such a record holds what a query gives."""
    declaration = contract.declaration
    if isinstance(item, Enum) or item.layer == "db" or not isinstance(declaration, Record):
        return False
    promised = {f.key: f.name for f in declaration.fields if len(words(f.name)) > 1}
    given = [(wire_name(f), promised[f.key]) for f in item.fields if f.key in promised]
    return bool(given) and all(own != wanted for own, wanted in given)


def promised_keys(declaration: Record | Enum, stored: bool) -> frozenset[str]:
    """The words of what a contract promises, as a store or the wire would name it."""
    if isinstance(declaration, Enum):
        return frozenset(m.value for m in declaration.members)
    named = (stored_key(f) if stored else f.key for f in declaration.fields)
    return frozenset(k for k in named if k is not None)


def own_keys(item: Record | Enum) -> frozenset[str]:
    if isinstance(item, Enum):
        return frozenset(m.value for m in item.members)
    names = (f.stored or f.name if item.layer == "db" else wire_name(f) for f in item.fields)
    return frozenset("".join(words(n)) for n in names)


@lru_cache(maxsize=16384)
def bare_name(name: str) -> str:
    """A name without what frameworks put around it, in the singular: `users`, `UserDto` and `IUser` are one."""
    own = [w for w in words(name) if w not in _AROUND] or list(words(name))
    last = own[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return "".join([*own[:-1], last])
