"""Copies of contracts' constants: values that code writes out under the constant's own words."""

from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Constant, Entry
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key, words


@dataclass(frozen=True, slots=True)
class Copy:
    """An entry of a constant in code, and the contract's entry whose words it has."""

    path: str
    constant: Constant
    entry: Entry
    contract: Contract
    promise: Entry


def copies(snapshot: Snapshot) -> Iterator[Copy]:
    """Every copy. A name of one word is too common to be a copy of anything."""
    promised: dict[str, tuple[Contract, Entry]] = {}
    doubtful: set[str] = set()
    for contract in snapshot.contracts:
        if isinstance(contract.declaration, Constant):
            for entry in contract.declaration.entries:
                name = entry.name or contract.name
                if len(words(name)) > 1 and is_literal(entry):
                    if key(name) in promised:
                        doubtful.add(key(name))
                    promised[key(name)] = (contract, entry)
    if not promised:
        return
    for source in snapshot.implementations:
        for constant in source.shapes.constants:
            for entry in constant.entries:
                name = entry.name or constant.name
                found = promised.get(key(name)) if key(name) not in doubtful else None
                if found is not None and len(words(name)) > 1 and _may_copy(found[1], entry, name):
                    yield Copy(source.path, constant, entry, *found)


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
    return own or next((e for e in constant.entries if key(e.name) == key(promise.name)), None)


def same_value(a: Entry, b: Entry) -> bool:
    return not is_literal(a) or not is_literal(b) or a.value == b.value
