"""All that a check looks at, as one immutable value."""

from collections.abc import Callable, Collection, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from . import bindings
from .bindings import Pairing
from .contracts import SUFFIX, Contract, Contracts
from .conventions import Conventions
from .dataclass import dataclass, replace
from .findings import Edit
from .globs import matches_any
from .plan import Sprint
from .settings import Settings
from .shapes import Field, FileShapes, Record
from .text import Range, Text

T = TypeVar("T")
# What this thread computes right now, of which snapshot.
_begun: ContextVar[frozenset[tuple[int, Hashable]]] = ContextVar("_begun", default=frozenset())


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a language module has read."""

    path: str
    text: Text
    shapes: FileShapes


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place where branches disagree. Ranges of lines count from 0 and are half open, in each side's own text."""

    ours: str
    theirs: str
    ours_lines: tuple[int, int]
    theirs_lines: tuple[int, int]
    resolved: Literal["", "structured", "union", "remembered"] = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that two branches changed in ways that do not merge. `ours` and `theirs` are package ids, or `base`."""

    path: str
    ours: str
    theirs: str
    hunks: tuple[Hunk, ...]
    reason: Literal["content", "add/add", "modify/delete", "rename", "binary", "other"] = "content"


@dataclass(frozen=True, slots=True)
class Failure:
    """A verify command that failed, and the place it names where it names one (line and column from 1)."""

    command: str
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    package: str | None = None
    output: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file as it was where a branch left its base, and as it is; None where there was or is none.

    A file that no language reads has its text and no shapes.
    """

    path: str
    before: Source | None
    after: Source | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A package's branch: what it has changed, and `missed`, what its base has changed since the branch left it."""

    package: str
    changed: tuple[FileChange, ...]
    missed: tuple[FileChange, ...] = ()


class Writer(Protocol):
    """How a language writes what a fix needs. Found by the name in `FileShapes.language`."""

    def field(self, field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
        """The contract's field as a member of the record, on a line without indentation or line break; None if it cannot be written."""
        ...

    def comment(self, text: str) -> str:
        """A comment of one line."""
        ...


@runtime_checkable
class Retyper(Protocol):
    """A writer that can change what a field that is there says of its type."""

    def retyped(
        self, given: Field, wanted: Field, record: Record, source: Source, conventions: Conventions | None
    ) -> tuple[Edit, ...] | None:
        """The edits after which the field holds what is wanted; where the kinds are equal, its own type stays as it is written.

        None where it cannot be said, or where more would have to change than is seen.
        """
        ...


@runtime_checkable
class Importer(Protocol):
    """A writer of a language in which a file says where its names come from."""

    def imports(self, written: str, source: Source) -> tuple[Edit, ...]:
        """The edits that import what a piece of code names and the file does not know."""
        ...


@runtime_checkable
class Lister(Protocol):
    """A writer of a language that lists the names of its required fields apart from them."""

    def listing(self, field: Field, record: Record, path: str) -> tuple[int, str] | None:
        """Where the contract's field must be listed besides, and what is written there."""
        ...

    def listed(self, field: Field, source: "Source") -> Range | None:
        """Where the name of a field of the source is listed besides, None where it is not."""
        ...


@dataclass(frozen=True)
class Snapshot:
    """A tree as one value: what was read, the plan, and (at integration) what the merge and the gate found.

    `paths` are all files of the tree, also those that no language module reads. `texts` are files that are read for
    their text alone, such as an agent's reading. `libraries` are the declarations of libraries that are known without a file in the tree,
    by the module's name. Two equal trees give equal snapshots, whatever the path by which each was made.
    `base` is the tree to compare the contracts with, if any; where it is the tree from which a running sprint was launched,
    `launched` is that sprint's slug. `branch` is the package's branch that this is the tree of, and `others` are those that it is to
    be merged with.
    """

    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    paths: frozenset[str] = frozenset()
    texts: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    conventions: Conventions | None = None
    sprints: tuple[Sprint, ...] = ()
    settings: Settings = field(default_factory=Settings)
    writers: Mapping[str, Writer] = field(default_factory=lambda: MappingProxyType({}))
    libraries: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    conflicts: tuple[Conflict, ...] = ()
    failures: tuple[Failure, ...] = ()
    base: "Snapshot | None" = None
    launched: str | None = None
    branch: Branch | None = None
    others: tuple[Branch, ...] = ()

    def __post_init__(self) -> None:
        """What threads share is there before any of them asks."""
        _ = self.memo

    @cached_property
    def contracts(self) -> Contracts:
        return Contracts({p: self.sources[p].shapes for p in self.sources if p.endswith(SUFFIX)})

    @cached_property
    def implementations(self) -> tuple[Source, ...]:
        """The sources that are not contracts, by path."""
        return tuple(self.sources[p] for p in sorted(self.sources) if not p.endswith(SUFFIX))

    @cached_property
    def pairings(self) -> tuple[Pairing, ...]:
        """Every implementation of a contract, by path and place."""
        return tuple(
            p
            for s in self.implementations
            for p in bindings.pairings_of_file(s.path, s.shapes, self.contracts, self.conventions)
        )

    @cached_property
    def memo(self) -> dict[object, Any]:
        """What was computed of this snapshot once; `once`, `of_sources` and `of_contracts` fill it."""
        return {}

    def once(self, name: Hashable, compute: "Callable[[], T]", circle: Any = None) -> T:
        """What several rules compute of the same snapshot, computed once; `name` says what it is.

        `circle` is what it gets that asks for itself while it is computed. Only that: the packages of a sprint are checked side by
        side against one base, and a thread that asks for what another computes now computes it too. All get what was there first.
        """
        if name in self.memo:
            return self.memo[name]
        begun, own = _begun.get(), (id(self), name)
        if own in begun:
            return circle
        token = _begun.set(begun | {own})
        try:
            return self.memo.setdefault(name, compute())
        finally:
            _begun.reset(token)

    def of_sources(self, extract: Callable[[Source], T]) -> Mapping[str, T]:
        """What a function says of each source that is not a contract, by path, without the sources of which it says nothing.

        `extract` is a function of a module, which looks at nothing but the source that it is given.
        """
        return self.once(extract, lambda: {s.path: v for s in self.implementations if (v := extract(s))})

    def of_contracts(self, extract: Callable[[Contract], T]) -> Mapping[str, T]:
        """What a function says of each contract, by name, without the contracts of which it says nothing.

        `extract` is a function of a module, which looks at nothing but the contract that it is given, and at no place in
        its text: what it says stays true where the text above has grown.
        """
        return self.once(extract, lambda: {c.name: v for c in self.contracts.firsts if (v := extract(c))})

    def sources_with(self, extract: Callable[[Source], Mapping[Any, T]], key: Hashable) -> tuple[tuple[str, T], ...]:
        """The paths of the sources that a function says something of under a key, with what it says; `extract` as in `of_sources`."""
        found = self.once(("with", extract), lambda: indexed(self.of_sources(extract)))
        return self.once(("with", extract, key), lambda: tuple(sorted(found.get(key, {}).items())))

    def contracts_with(
        self, extract: Callable[[Contract], Mapping[Any, T]], key: Hashable
    ) -> tuple[tuple[str, T], ...]:
        """The same of the contracts, by name; `extract` as in `of_contracts`."""
        found = self.once(("with", extract), lambda: indexed(self.of_contracts(extract)))
        return self.once(("with", extract, key), lambda: tuple(sorted(found.get(key, {}).items())))

    def said_of_contracts(self, extract: Callable[[Contract], Mapping[Any, T]], key: Hashable) -> Collection[T]:
        """What a function says under a key, of whichever contracts, each once and in no order; `extract` as in `of_contracts`."""
        return self.once(("said", extract, key), lambda: {value for _, value in self.contracts_with(extract, key)})

    @cached_property
    def pairings_by_contract(self) -> Mapping[str, tuple[Pairing, ...]]:
        found: dict[str, list[Pairing]] = {}
        for pairing in self.pairings:
            found.setdefault(pairing.contract.name, []).append(pairing)
        return {name: tuple(all) for name, all in found.items()}

    @cached_property
    def pairings_by_path(self) -> Mapping[str, tuple[Pairing, ...]]:
        found: dict[str, list[Pairing]] = {}
        for pairing in self.pairings:
            found.setdefault(pairing.path, []).append(pairing)
        return {path: tuple(all) for path, all in found.items()}

    def text(self, path: str) -> Text | None:
        """The text of a file that was read, for whatever purpose."""
        if path in self.sources:
            return self.sources[path].text
        if self.conventions is not None and self.conventions.path == path:
            return self.conventions.text
        sprint = next((s for s in self.sprints if s.path == path), None)
        return sprint.text if sprint else self.texts.get(path)

    def text_of(self, contract: Contract) -> Text:
        """The text that a contract stands in, for those who read nothing of it but the contract and the comment above it."""
        return self.sources[contract.path].text

    def sprint(self, name_or_path: str) -> Sprint | None:
        """A sprint by its path, its name or its slug."""
        return next((s for s in self.sprints if name_or_path in (s.path, s.name, s.slug)), None)

    def with_source(self, source: Source) -> "Snapshot":
        """This snapshot with one file read anew."""
        # What is behind a view is copied at one go; `dict` would ask it for each of thousands.
        held = self.sources
        sources = held.copy() if isinstance(held, MappingProxyType) else dict(held)
        sources[source.path] = source
        paths = self.paths if source.path in self.paths else self.paths | {source.path}
        made = replace(self, sources=MappingProxyType(sources), paths=paths)
        changed = source.path.endswith(SUFFIX)
        if changed and source.path in self.contracts.by_path:
            made.__dict__["contracts"] = Contracts({**self.contracts.by_path, source.path: source.shapes})
        made.take_contracts(self, changed)
        return made

    def take_contracts(self, before: "Snapshot", changed: bool) -> None:
        """Use what was found of an earlier snapshot's contracts, which are the same unless some have `changed`."""
        if not changed:
            self.__dict__["contracts"] = before.contracts
        else:
            self.contracts.take_names(before.contracts)


def indexed(facts: Mapping[str, Mapping[Any, T]]) -> dict[Any, dict[str, T]]:
    """What was said of each name under each key, by key."""
    found: dict[Any, dict[str, T]] = {}
    for name, said in facts.items():
        for key, value in said.items():
            found.setdefault(key, {})[name] = value
    return found


def owned_by(sprint: Sprint, path: str) -> "tuple[str, ...]":
    """The ids of the packages that own a path."""
    return tuple(p.id for p in sprint.packages if matches_any(p.owns, path))


def whole_line(text: Text, line: int) -> Range:
    """A line from its first character that is not white space to its end."""
    range = text.line_range(min(line, len(text.line_starts) - 1))
    indent = len(text[range]) - len(text[range].lstrip())
    return Range(range.start + indent, range.end)
