"""What looks like a contract and does not say that it is one. Similarity only ever offers to bind; it reports no drift."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from dovetail.core.bindings import imported_contract, stored_key, tagged_contract
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.shapes import SCHEMA_OBJECTS, Enum, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import words

from ..records.bases import is_graphql
from ..records.comparison import LITERAL, wire_name
from ..records.migrations import continues

# What languages and frameworks put around the name of a thing.
_AROUND = frozenset(
    "dto model schema entity row record body payload response request type table data base read out in i".split()
)
_BEFORE = frozenset("i base db api".split())
# What is done with a thing: a form to create one is not a form to change one, however alike they are.
_DEEDS = (
    frozenset("create new insert add register".split()),
    frozenset("update edit patch change modify".split()),
    frozenset("delete remove".split()),
    frozenset("filter filters search query params".split()),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A declaration that may be a contract; `shared` of its `promised` fields (or members) are there.

    `alike` of them are also there as often: always, or not always.
    """

    source: Source
    item: Record | Enum
    contract: Contract
    shared: int
    promised: int
    alike: int = 0


def offers(source: Source, snapshot: Snapshot) -> Iterator[Offer]:
    """The best offer for each declaration of a file that is not bound, where one contract is clearly meant."""
    items = () if is_test(source.path) else (*source.shapes.records, *source.shapes.enums)
    if not items:
        return
    bound = {p.implementation.range for p in snapshot.pairings_by_path.get(source.path, ())}
    for item in items:
        if item.range in bound or not _may_be_bound(item, source, snapshot):
            continue
        found = list(_offers(source, item, snapshot))
        best = max(((o.shared, o.alike) for o in found), default=(0, 0))
        clear = [o for o in found if (o.shared, o.alike) == best]
        if len(clear) == 1 and not _is_a_row(item, clear[0].contract) and not _is_kept(item, clear[0].contract):
            yield clear[0]


def _offers(source: Source, item: Record | Enum, snapshot: Snapshot) -> Iterator[Offer]:
    """The contracts that a declaration may be: one that shares most of its names, or one of its own name that shares half.

    One that has few names must share them all, and they must be no names that anything could have.
    """
    kind, stored, own = "Enum" if isinstance(item, Enum) else "Record", item.layer == "db", own_keys(item)
    least = max(4, 0.6 * len(own))
    telling = isinstance(item, Record) and (len(own) == 3 or (len(own) == 2 and _has_words(item)))
    same = {name: keys[stored] for name, keys in snapshot.contracts_with(_bare, (kind, bare_name(item.name)))}
    if len(own) >= least:
        sharing = Counter(chain.from_iterable(snapshot.contracts_with(_promised, (kind, stored, k)) for k in own))
    else:
        alike = snapshot.contracts_with(_whole, (kind, stored, own)) if telling else ()
        sharing = Counter({(name, len(own)): len(own) for name, _ in alike})
    sharing.update(
        {(name, len(keys)): len(own & keys) for name, keys in same.items() if (name, len(keys)) not in sharing}
    )
    for (name, promised), shared in sharing.items():
        likely = shared >= least and shared >= 0.8 * promised
        exact = telling and shared == len(own) == promised
        exact = exact or (shared == promised >= 3 and 2 * shared >= len(own) and _do_the_same(item.name, name))
        if not (likely or exact or (name in same and shared and 2 * shared >= promised)):
            continue
        if _deeds(item.name) and _deeds(name) and _deeds(item.name) != _deeds(name):
            continue
        contract = snapshot.contracts.get(name)
        if contract is not None and not _is_answer(item, contract, snapshot):
            yield Offer(source, item, contract, shared, promised, _alike(item, contract))


def _do_the_same(item: str, contract: str) -> bool:
    return bool(_deeds(item)) and _deeds(item) == _deeds(contract)


def _is_answer(item: Record | Enum, contract: Contract, snapshot: Snapshot) -> bool:
    """True for what endpoints only answer, beside what by its name does something with it: `UpdateUserDto` is a request."""
    name, crossing = contract.name, snapshot.contracts
    if not _deeds(item.name) or _deeds(name):
        return False
    return name in crossing.answered and name not in crossing.asked


def _is_kept(item: Record | Enum, contract: Contract) -> bool:
    """True for what is stored of a contract that says more: all that it lacks is what `@db none` says is not stored."""
    declaration = contract.declaration
    if not isinstance(declaration, Record) or declaration.tag("db") is None:
        return False
    unstored = {f.key for f in declaration.fields if stored_key(f) is None}
    return bool(unstored) and {f.key for f in declaration.fields} - own_keys(item) == unstored


@lru_cache(maxsize=16384)
def _deeds(name: str) -> frozenset[int]:
    """What is done with a thing, by its name."""
    own = frozenset(words(name))
    return frozenset(i for i, deed in enumerate(_DEEDS) if own & deed)


def _has_words(item: Record) -> bool:
    return any(len(words(f.name)) > 1 and not f.name.lower().endswith("id") for f in item.fields)


def _alike(item: Record | Enum, contract: Contract) -> int:
    """How many of the names that both have are there as often in both."""
    declaration = contract.declaration
    if not isinstance(item, Record) or not isinstance(declaration, Record):
        return 0
    promised = {f.key: f.presence == "required" for f in declaration.fields}
    return sum(promised.get(f.key) == (f.presence == "required") for f in item.fields)


def _bare(contract: Contract) -> dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]]:
    """What a contract is called, for those who may be meant to keep it, with the words of what it promises on the wire and in a store."""
    declaration = contract.declaration
    if not isinstance(declaration, Record | Enum) or not _may_be_kept(contract):
        return {}
    named = (promised_keys(declaration, False), promised_keys(declaration, True))
    return {(type(declaration).__name__, bare_name(contract.name)): named}


def _whole(contract: Contract) -> dict[tuple[str, bool, frozenset[str]], bool]:
    """All the words of what a contract promises together."""
    return {
        (kind, stored, keys): True
        for (kind, _), named in _bare(contract).items()
        for stored, keys in zip((False, True), named, strict=True)
    }


def _promised(contract: Contract) -> dict[tuple[str, bool, str], int]:
    """The words of what a contract promises, as a store and as the wire would name them, each with how many there are."""
    return {
        (kind, stored, k): len(keys)
        for (kind, _), named in _bare(contract).items()
        for stored, keys in zip((False, True), named, strict=True)
        for k in keys
    }


def _may_be_kept(contract: Contract) -> bool:
    return isinstance(contract.declaration, Record | Enum) and not contract.is_endpoint


def _may_be_bound(item: Record | Enum, source: Source, snapshot: Snapshot) -> bool:
    if tagged_contract(item.tags) is not None:
        return False  # its tag is wrong, which is another rule's
    if is_graphql(item) and source.shapes.language != "graphql":
        return False  # a tag would be written into a string
    if isinstance(item, Enum):
        return True
    if "." in item.name and item.construct in SCHEMA_OBJECTS:
        return False  # it stands in an object, where the route says what it is
    extends = item.open and item.construct.startswith("GraphQL")
    if item.construct in (LITERAL, "altered table", "mixin") or extends or not item.fields:
        return False
    if any(b.name == item.name for r in source.shapes.records for b in r.bases if r is not item):
        return False  # a base, which is a part of what inherits from it
    if item.layer == "db" and continues(item, source.path, snapshot):
        return False
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
    own = list(words(name))
    while len(own) > 1 and own[-1] in _AROUND:
        own.pop()
    while len(own) > 1 and own[0] in _BEFORE:
        own.pop(0)
    last = own[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return "".join([*own[:-1], last])
