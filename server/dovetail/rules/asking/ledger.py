"""What rules said in an earlier run, and what they looked at, in a form that can be written to disk.

It is coarser than what `Checker` keeps while a server lives: all rules of a file are asked together. Keys are numbers here. Two
keys with one number cost an asking too many, never one too few.
"""

import pickle
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, cast
from zlib import crc32

from dovetail.core.findings import Finding

from .watching import Key

WHOLE = "//"  # before the id of a rule that visits the whole: no path begins so


@dataclass(frozen=True, slots=True)
class Entry:
    """What was said of a file, or by a rule that visits the whole; `keys` are the numbers of all that was looked at.

    `pairs` are the contracts that the file implements, once for each pairing, and `looked_up` is what was looked at to find them.
    """

    keys: bytes
    findings: tuple[Finding, ...] = ()
    pairs: tuple[str, ...] = ()
    looked_up: bytes = b""


@dataclass(frozen=True, slots=True)
class Fact:
    """That a function says something of a file: a hash of what it says, and the numbers of the keys under which it says it.

    The hash is empty where none can be made; then nobody can tell whether it says the same as before.
    """

    hash: bytes
    keys: bytes


@dataclass(slots=True)
class Ledger:
    """All that is kept of a check: the entries by their names, and what functions say of files, by their names and by path.

    `of_contracts` are the functions that were asked of contracts.
    """

    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    facts: dict[str, dict[str, Fact]] = field(default_factory=dict[str, dict[str, Fact]])
    of_contracts: set[str] = field(default_factory=set[str])


class _Numbered(dict[Key, int]):
    """Keys with their numbers. One that is not known gets its own when it is asked for, without a call for those that are."""

    def __missing__(self, key: Key) -> int:
        number = self[key] = crc32(_written(key).encode("utf-8", "surrogatepass"))
        return number


class Numbers:
    """The numbers of keys. They are the same in every process and every run."""

    def __init__(self) -> None:
        self.of: Callable[[Key], int] = _Numbered().__getitem__

    def packed(self, keys: Iterable[Key]) -> bytes:
        return array("I", sorted(set(map(self.of, keys)))).tobytes()

    def fact(self, whole: str, extract: Callable[..., Any], value: Any) -> Fact:
        """What is kept of a value that a function has said; `whole` begins the keys of what it says."""
        keys = self.packed((whole, extract, k) for k in value) if isinstance(value, Mapping) else b""
        try:
            content = pickle.dumps(value, protocol=5)
        except (pickle.PicklingError, AttributeError, TypeError):
            return Fact(b"", keys)
        return Fact(blake2b(content, digest_size=12).digest(), keys)


def unpacked(keys: bytes) -> "array[int]":
    return array("I", keys)


def touches(numbers: set[int], keys: bytes) -> bool:
    """True where some of the keys have one of these numbers."""
    return bool(keys) and not numbers.isdisjoint(unpacked(keys))


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}:{function.__qualname__}"


def _written(part: object) -> str:
    """A part of a key as a text, the same in every run and for all that is equal; of other values only what they are."""
    if type(part) is str:  # most are, and are told sooner than by a pattern
        return part
    if type(part) is tuple:
        return f"({','.join(map(_written, cast(tuple[object, ...], part)))})"
    match part:
        case str():
            return part
        case None:
            return "None"
        case bool() | int() | float():
            return str(hash(part))  # 1, 1.0 and True are one key
        case tuple():
            return f"({','.join(map(_written, cast(tuple[object, ...], part)))})"
        case frozenset():
            return f"{{{','.join(sorted(map(_written, cast(frozenset[object], part))))}}}"
        case _ if callable(part) and hasattr(part, "__qualname__"):
            return name_of(part)
        case _:
            return type(part).__name__
