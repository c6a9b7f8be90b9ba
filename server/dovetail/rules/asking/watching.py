"""A snapshot that notes what is asked of it, so that a rule is asked again only when something that it looked at has changed.

What is noted is a key: `("name", "User")` for the contract of that name, `("source", "src/a.ts")` for what was read of a
file, `("contracts",)` for all contracts. Whoever keeps an answer keeps the keys with it (`incremental`).
"""

# pyright: reportIncompatibleVariableOverride=false
# What is kept in a snapshot's attributes is asked for in a watched one.

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import Any, Protocol, TypeVar, cast

from dovetail.core.bindings import Pairing
from dovetail.core.composition import CHOOSING
from dovetail.core.contracts import SUFFIX, Contract, Contracts, Outline
from dovetail.core.conventions import Conventions
from dovetail.core.plan import Sprint
from dovetail.core.scopes import Scopes
from dovetail.core.settings import Settings
from dovetail.core.shapes import FileShapes, Import, Kind
from dovetail.core.snapshot import Branch, Conflict, Failure, Snapshot, Source, Writer
from dovetail.core.text import Text
from dovetail.core.words import key

Key = tuple[Hashable, ...]
T = TypeVar("T")


@lru_cache(maxsize=4096)
def _shared(*parts: Hashable) -> Key:
    """A key of which thousands of answers are made: they keep the same one."""
    return parts


class Notes:
    """The keys that are asked for while something is computed. What is computed within is noted for the whole as well."""

    def __init__(self) -> None:
        self.keys: set[Key] = set()
        self._outer: list[set[Key]] = []

    def begin(self) -> None:
        self._outer.append(self.keys)
        self.keys = set()

    def end(self) -> set[Key]:
        """What was noted since the last `begin`."""
        noted = self.keys
        self.keys = self._outer.pop()
        if self._outer:  # outside of all, nobody asks what was noted
            self.keys |= noted
        return noted


class _Once:
    """What was computed once, or is being computed, with the keys that were asked for."""

    __slots__ = ("noted", "value")

    def __init__(self, circle: Any) -> None:
        self.value = circle
        self.noted: Set[Key] = frozenset()


class Members(frozenset[str]):
    """A set of names that notes which names are looked for in it."""

    notes: Notes
    what: str

    @classmethod
    def of(cls, names: Iterable[str], what: str, notes: Notes) -> "Members":
        made = cls(names)
        made.notes, made.what = notes, what
        return made

    def __contains__(self, name: object) -> bool:
        self.notes.keys.add((self.what, cast(Hashable, name)))
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self.notes.keys.add((self.what,))
        return super().__iter__()


class WatchedContracts(Contracts):
    """Contracts that note which of them are looked up. `own` are the real ones."""

    def __init__(self, own: Contracts, notes: Notes) -> None:
        self.__dict__.update(
            own=own,
            notes=notes,
            asked=Members.of(own.asked, "asked", notes),
            answered=Members.of(own.answered, "answered", notes),
        )

    own: Contracts
    notes: Notes

    @property
    def by_path(self) -> Mapping[str, FileShapes]:
        self.notes.keys.add(("contracts",))
        return self.own.by_path

    @property
    def all(self) -> tuple[Contract, ...]:
        self.notes.keys.add(("contracts",))
        return self.own.all

    @property
    def paths(self) -> list[str]:
        self.notes.keys.add(("contract paths",))
        return self.own.paths

    @property
    def declared(self) -> Mapping[str, tuple[str, ...]]:
        self.notes.keys.add(("declared names",))
        return self.own.declared

    @property
    def names(self) -> list[str]:
        self.notes.keys.add(("contract names",))
        return self.own.names

    def nearest(self, name: str) -> str | None:
        self.notes.keys.add(("contract names",))
        return self.own.nearest(name)

    @property
    def id_formats(self) -> tuple[Mapping[str, int], Mapping[str, str]]:
        self.notes.keys.add(("id formats",))
        return self.own.id_formats

    @property
    def again(self) -> tuple[Contract, ...]:
        self.notes.keys.add(("contracts again",))
        return self.own.again

    def links(self, name: str) -> tuple[str, ...]:
        self.notes.keys.add(("links",))
        return self.own.links(name)

    def reachable(self, name: str) -> tuple[str, ...]:
        self.notes.keys.add(("links",))
        return self.own.reachable(name)

    def all_reachable(self, names: Iterable[str]) -> tuple[str, ...]:
        self.notes.keys.add(("links",))
        return self.own.all_reachable(names)

    def reaching(self, names: Iterable[str]) -> Iterator[str]:
        self.notes.keys.add(("links",))
        return self.own.reaching(names)

    def resolved(self, kind: Kind, deep: int = 0) -> Kind:
        if kind.name == "ref":
            outline = self.own.outline(kind.target)
            made = kind.target in CHOOSING or "." in kind.target  # of others, or one member of an enum
            if outline.is_record if outline is not None else not made:
                self.notes.keys.add(("outline", kind.target))
                return kind  # it stays what it is, whatever the record says
        return super().resolved(kind, deep)

    def outline(self, name: str) -> Outline | None:
        if "." in name:
            self._note_spelled(name)
        self.notes.keys.add(("outline", name))
        return self.own.outline(name)

    def get(self, name: str) -> Contract | None:
        self._note_spelled(name)
        return self.own.get(name)

    def spellings(self, name: str) -> tuple[str, ...]:
        self.notes.keys.add(("shared names",))
        if name.rpartition(".")[2] in self.own.scopes.places:
            self._note_spelled(name)
        return self.own.spellings(name)

    def _note_spelled(self, name: str) -> None:
        """A name was looked up, which may have the parts of a file's path before it."""
        self.notes.keys.add(("name", name))
        if "." in name:
            own = name.rpartition(".")[2]
            self.notes.keys.update({("name", own), ("declared", own)})

    @property
    def scopes(self) -> Scopes:
        self.notes.keys.add(("contracts",))
        return self.own.scopes

    def meant(self, name: str, path: str, imports: Iterable[Import] = ()) -> Contract | None:
        self._note_name(name, found := self.own.meant(name, path, imports))
        self.notes.keys.update({("name", name), ("words", key(name))})
        return found

    def imported(self, name: str, module: str) -> Contract | None:
        self._note_name(name, found := self.own.imported(name, module))
        if (
            found is None
            and not self.own.paths_of(name)
            and module.endswith((".contract", ".contract.js", ".contract.ts"))
        ):
            self.notes.keys.add(("declared names",))
        return found

    def handed_on(self, name: str, module: str) -> Contract | None:
        self.notes.keys.add(("declared names",))
        self._note_name(name, found := self.own.handed_on(name, module))
        return found

    def exported(self, name: str, path: str) -> Contract | None:
        self._note_name(name, found := self.own.exported(name, path))
        if path not in self.own.paths_of(name):
            self.notes.keys.add(("declared names",))
        return found

    def _note_name(self, name: str, found: Contract | None) -> None:
        """A name was looked up by what files declare, and this was found; its own is another where it was handed on."""
        self.notes.keys.add(("declared", name))
        if found is not None:
            self.notes.keys.update({("name", found.name), ("declared", found.declaration.name)})
            if found.declaration.name != name:
                self.notes.keys.add(("declared names",))

    def namesakes(self, name: str) -> Iterator[Contract]:
        self.notes.keys.add(("declared", name))
        for contract in self.own.namesakes(name):
            self.notes.keys.add(("name", contract.name))
            yield contract

    def same_name(self, name: str) -> tuple[Contract, ...]:
        self.notes.keys.add(("name", name))
        return self.own.same_name(name)

    def paths_of(self, name: str) -> tuple[str, ...]:
        self.notes.keys.add(("declared", name))
        return self.own.paths_of(name)

    def by_words(self, name: str) -> Contract | None:
        self.notes.keys.add(("words", key(name)))
        return self.own.by_words(name)

    def by_table(self, name: str) -> Contract | None:
        self.notes.keys.add(("table", name))
        return self.own.by_table(name)


class _ContractFile(Source):
    """A contract file. Most who look it up want to know where a contract is, and read nothing of the rest."""

    __slots__ = ("_notes", "_own")

    def __init__(self, own: Source, notes: Notes) -> None:
        self._own = own
        self._notes = notes

    @property
    def path(self) -> str:
        return self._own.path

    @property
    def text(self) -> Text:
        self._notes.keys.add(("text", self._own.path))
        return self._own.text

    @property
    def shapes(self) -> FileShapes:
        self._notes.keys.add(("source", self._own.path))
        return self._own.shapes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and (self.path, self.text, self.shapes) == (
            other.path, other.text, other.shapes,
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash(self._own)


class _Sources(Mapping[str, Source]):
    def __init__(self, own: Mapping[str, Source], notes: Notes) -> None:
        self._own = own
        self._notes = notes

    def __getitem__(self, path: str) -> Source:
        if path.endswith(SUFFIX):
            self._notes.keys.add(("is source", path))
            return _ContractFile(self._own[path], self._notes)
        self._notes.keys.add(("source", path))
        return self._own[path]

    def get(self, path: str, default: Any = None) -> Any:
        self._notes.keys.add(("source", path))
        return self._own.get(path, default)

    def __contains__(self, path: object) -> bool:
        self._notes.keys.add(("is source", cast(Hashable, path)))
        return path in self._own

    def __iter__(self) -> Iterator[str]:
        self._notes.keys.add(("paths",))
        return iter(self._own)

    def __len__(self) -> int:
        self._notes.keys.add(("paths",))
        return len(self._own)

    def values(self) -> Any:
        self._notes.keys.add(("sources",))
        return self._own.values()

    def items(self) -> Any:
        self._notes.keys.add(("sources",))
        return self._own.items()


class _Pairings(Mapping[str, tuple[Pairing, ...]]):
    """The pairings by path, or by contract. `find` gives none for a name that has none."""

    def __init__(
        self, find: Callable[[str], tuple[Pairing, ...]], all: Callable[[], Iterable[str]], what: str, notes: Notes
    ) -> None:
        self._find = find
        self._all = all
        self._what = what
        self._notes = notes

    def __getitem__(self, name: str) -> tuple[Pairing, ...]:
        found = self.get(name)
        if not found:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = ()) -> Any:
        self._notes.keys.add((self._what, name))
        found = self._find(name)
        self._notes.keys.update(("name", p.contract.name) for p in found)
        return found or default

    def __iter__(self) -> Iterator[str]:
        self._notes.keys.add(("pairings",))
        return iter(self._all())

    def __len__(self) -> int:
        self._notes.keys.add(("pairings",))
        return len(list(self._all()))


class Kept(Protocol):
    """What whoever watches keeps from one snapshot to the next."""

    def watched_sprints(self, notes: Notes) -> tuple[Sprint, ...]: ...
    def pairings(self) -> tuple[Pairing, ...]: ...
    def pairings_of_path(self, path: str) -> tuple[Pairing, ...]: ...
    def pairings_of_contract(self, name: str) -> tuple[Pairing, ...]: ...
    def facts_of_sources(self, extract: Callable[[Source], Any]) -> Mapping[str, Any]: ...
    def facts_of_contracts(self, extract: Callable[[Contract], Any]) -> Mapping[str, Any]: ...
    def sources_with(self, extract: Callable[[Source], Any], key: Hashable) -> Mapping[str, Any]: ...
    def contracts_with(self, extract: Callable[[Contract], Any], key: Hashable) -> Mapping[str, Any]: ...
    def said_of_contracts(self, extract: Callable[[Contract], Any], key: Hashable) -> Collection[Any]: ...


class Watched(Snapshot):
    """A snapshot that notes what is asked of it. `own` is the real one; what outlives it is asked of `kept`."""

    own: Snapshot
    notes: Notes
    kept: Kept
    _held: dict[Hashable, _Once]

    def __init__(self, own: Snapshot, notes: Notes, kept: Kept) -> None:
        held: dict[Hashable, _Once] = {}
        self.__dict__.update(own=own, notes=notes, kept=kept, _held=held, _with={})
        self.__dict__.update(
            _watched_sources=_Sources(own.sources, notes),
            _watched_contracts=WatchedContracts(own.contracts, notes),
            _by_path=_Pairings(
                kept.pairings_of_path, lambda: {p.path: None for p in kept.pairings()}, "pairings of path", notes
            ),
            _by_contract=_Pairings(
                kept.pairings_of_contract,
                lambda: {p.contract.name: None for p in kept.pairings()},
                "pairings of contract",
                notes,
            ),
        )

    def forget(self) -> None:
        """Let go of what was computed once: some of it refers to this snapshot, and would be kept by it until a collection."""
        self._held.clear()
        self.__dict__.pop("_memo", None)

    def _noted(self, what: str) -> Snapshot:
        self.notes.keys.add((what,))
        return self.own

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.__dict__["_watched_sources"]

    @property
    def contracts(self) -> Contracts:
        return self.__dict__["_watched_contracts"]

    @property
    def paths(self) -> frozenset[str]:
        return self._noted("paths").paths

    @property
    def texts(self) -> Mapping[str, Text]:
        return self._noted("texts").texts

    @property
    def conventions(self) -> Conventions | None:
        return self._noted("conventions").conventions

    @property
    def sprints(self) -> tuple[Sprint, ...]:
        return self.kept.watched_sprints(self.notes)

    @property
    def settings(self) -> Settings:
        return self.own.settings

    @property
    def writers(self) -> Mapping[str, Writer]:
        return self.own.writers

    @property
    def libraries(self) -> Mapping[str, Source]:
        return self.own.libraries

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return self._noted("conflicts").conflicts

    @property
    def failures(self) -> tuple[Failure, ...]:
        return self._noted("failures").failures

    @property
    def base(self) -> Snapshot | None:
        return self._noted("base").base

    @property
    def launched(self) -> str | None:
        return self._noted("launched").launched

    @property
    def branch(self) -> Branch | None:
        return self._noted("branch").branch

    @property
    def others(self) -> tuple[Branch, ...]:
        return self._noted("others").others

    @property
    def implementations(self) -> tuple[Source, ...]:
        return self._noted("implementations").implementations

    @property
    def pairings(self) -> tuple[Pairing, ...]:
        self._noted("pairings")
        self._noted("contracts")
        return self.kept.pairings()

    @property
    def pairings_by_path(self) -> Mapping[str, tuple[Pairing, ...]]:
        return self.__dict__["_by_path"]

    @property
    def pairings_by_contract(self) -> Mapping[str, tuple[Pairing, ...]]:
        return self.__dict__["_by_contract"]

    @property
    def memo(self) -> dict[object, Any]:
        """Whoever keeps something here depends on everything, for nobody knows what it was made of."""
        self._noted("everything")
        return self.__dict__.setdefault("_memo", {})

    def once(self, name: Hashable, compute: Callable[[], T], circle: Any = None) -> T:
        found = self._held.get(name)  # asked, and put there, once: a name is long, and is hashed anew each time
        if found is not None:
            self.notes.keys.update(found.noted)
            return found.value
        self._held[name] = made = _Once(circle)
        self.notes.begin()
        try:
            made.value = compute()
        finally:
            made.noted = self.notes.end()
        return made.value

    def of_sources(self, extract: Callable[[Source], T]) -> Mapping[str, T]:
        self.notes.keys.add(("of sources", extract))
        return self.kept.facts_of_sources(extract)

    def of_contracts(self, extract: Callable[[Contract], T]) -> Mapping[str, T]:
        self.notes.keys.add(("of contracts", extract))
        return self.kept.facts_of_contracts(extract)

    def sources_with(self, extract: Callable[[Source], Mapping[Any, T]], key: Hashable) -> tuple[tuple[str, T], ...]:
        self.notes.keys.add(noted := ("sources with", extract, key))
        found: dict[Key, tuple[tuple[str, T], ...]] = self.__dict__["_with"]
        if noted not in found:
            found[noted] = tuple(sorted(self.kept.sources_with(extract, key).items()))
        return found[noted]

    def contracts_with(
        self, extract: Callable[[Contract], Mapping[Any, T]], key: Hashable
    ) -> tuple[tuple[str, T], ...]:
        self.notes.keys.add(noted := ("contracts with", extract, key))
        found: dict[Key, tuple[tuple[str, T], ...]] = self.__dict__["_with"]
        if noted not in found:
            found[noted] = tuple(sorted(self.kept.contracts_with(extract, key).items()))
        return found[noted]

    def said_of_contracts(self, extract: Callable[[Contract], Mapping[Any, T]], key: Hashable) -> Collection[T]:
        self.notes.keys.add(_shared("said of contracts", extract, key))
        return self.kept.said_of_contracts(extract, key)

    def text(self, path: str) -> Text | None:
        self.notes.keys.add(("text", path))
        return self.own.text(path)

    def is_generated(self, path: str) -> bool:
        self.notes.keys.add(_shared("generated", path))
        return self.own.is_generated(path)

    def preface(self, path: str) -> str:
        self.notes.keys.add(_shared("preface", path))
        return self.own.preface(path)

    def text_of(self, contract: Contract) -> Text:
        self.notes.keys.add(("name", contract.name))
        return self.own.sources[contract.path].text
