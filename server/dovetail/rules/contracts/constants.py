"""Copies of contracts' constants: values that code writes out under the constant's own words."""

from collections import Counter
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Constant, Entry
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key, words


@dataclass(frozen=True, slots=True)
class Copy:
    """An entry of a constant in code, and the contract's entry whose words it has."""

    path: str
    constant: Constant
    entry: Entry
    contract: Contract
    promise: Entry


def copies(source: Source, snapshot: Snapshot) -> Iterator[Copy]:
    """Every copy in a file. A name of one word is too common to be a copy of anything."""
    for constant in source.shapes.constants if not source.path.endswith(SUFFIX) else ():
        for entry in constant.entries:
            name = entry.name or constant.name
            found = promised(name, snapshot) if len(words(name)) > 1 else None
            if found is not None and _may_copy(found[1], entry, name):
                yield Copy(source.path, constant, entry, *found)


def promised(name: str, snapshot: Snapshot) -> tuple[Contract, Entry] | None:
    """The one entry of a contract's constant that has the words of a name."""
    found = snapshot.contracts_with(_values, key(name))
    contract = snapshot.contracts.get(found[0][0]) if len(found) == 1 and found[0][1] == 1 else None
    if contract is None:
        return None
    return contract, next(e for e in entries(contract) if key(e.name or contract.name) == key(name))


def entries(contract: Contract) -> Iterator[Entry]:
    """The plain values of a contract, under names that mean something."""
    declaration = contract.declaration
    for entry in declaration.entries if isinstance(declaration, Constant) else ():
        if len(words(entry.name or contract.name)) > 1 and is_literal(entry):
            yield entry


def _values(contract: Contract) -> Counter[str]:
    return Counter(key(entry.name or contract.name) for entry in entries(contract))


def _may_copy(promise: Entry, entry: Entry, name: str) -> bool:
    """True for values of one kind that are more than their own name: `USER_CANCEL = "user_cancel"` copies nothing."""
    if not is_literal(entry) or promise.value[:1].isalpha() != entry.value[:1].isalpha():
        return False
    texts = (promise.value[:1] == '"', entry.value[:1] == '"')
    return texts == (False, False) or (texts == (True, True) and key(promise.value) != key(name))


def is_literal(entry: Entry) -> bool:
    """True for a plain value, in the form that all languages share."""
    value = entry.value
    return value[:1] in ('"', "-") or value[:1].isdigit() or value in ("true", "false")


def entry_of(promise: Entry, constant: Constant) -> Entry | None:
    """The entry of a constant that stands for one of a contract's: of that very name, else of its words."""
    own = next((e for e in constant.entries if e.name == promise.name), None)
    if len(constant.entries) == 1 and not constant.entries[0].name and key(constant.name) == key(promise.name):
        return constant.entries[0]  # one value of several, under its own name
    return own or next((e for e in constant.entries if key(e.name) == key(promise.name)), None)


def same_value(a: Entry, b: Entry) -> bool:
    return not is_literal(a) or not is_literal(b) or a.value == b.value
