"""A sprint that notes what is asked of it, package by package, and by which of those keys two sprints differ."""

# pyright: reportIncompatibleVariableOverride=false
# What is kept in a sprint's attributes is asked for in a watched one.

from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import eq

from dovetail.core.assignments import Assignment, Assignments, Positioned, above
from dovetail.core.plan import Context, Package, Sprint, SprintFile
from dovetail.core.shapes import Problem
from dovetail.core.text import Range, Text
from dovetail.core.yaml import Document
from dovetail.core.yaml_pieces import Pieces, Placed

from .moving import Move
from .watching import Key, Notes


class WatchedSprint(Sprint):
    """A sprint that notes what is asked of it. `own` is the real one; what is not told apart there is the whole, `("sprint", path)`."""

    own: Sprint
    notes: Notes

    def __init__(self, own: Sprint, notes: Notes) -> None:
        self.__dict__.update(own=own, notes=notes)

    def _noted(self, what: str, *names: str) -> Sprint:
        self.notes.keys.add((what, self.own.path, *names))
        return self.own

    @property
    def path(self) -> str:
        return self.own.path

    @property
    def text(self) -> Text:
        return self._noted("sprint").text

    @property
    def document(self) -> Document:
        return self._noted("sprint").document

    @property
    def file(self) -> SprintFile | None:
        return self._noted("sprint").file

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._noted("sprint").problems

    @property
    def pieces(self) -> Pieces:
        return self._noted("sprint").pieces

    @property
    def packages(self) -> tuple[Package, ...]:
        return self._noted("sprint").packages

    def raw_packages(self) -> list[tuple[int, str]]:
        return self._noted("sprint").raw_packages()

    @property
    def name(self) -> str:
        return self._noted("sprint head").name

    @property
    def slug(self) -> str:
        return self._noted("sprint head").slug

    @property
    def context(self) -> Context:
        return self._noted("sprint head").context

    @property
    def shared(self) -> tuple[str, ...]:
        return self._noted("sprint head").shared

    @property
    def contracts(self) -> tuple[str, ...]:
        return self._noted("sprint head").contracts

    @property
    def summary(self) -> str:
        return self._noted("summary").summary

    @property
    def assignments(self) -> Assignments:
        return _WatchedAssignments(self.own, self.notes)

    def package(self, id: str) -> Package | None:
        return self._noted("package", id).package(id)

    def index_of(self, package_id: str) -> int | None:
        return self._noted("package", package_id).index_of(package_id)

    def place(self, package_id: str, *path: str | int) -> Range:
        return self._of_package(package_id).place(package_id, *path)

    def item_place(self, package_id: str, key: str, value: str) -> Range:
        return self._of_package(package_id).item_place(package_id, key, value)

    def package_range(self, package_id: str) -> Range:
        return self._of_package(package_id).package_range(package_id)

    def _of_package(self, id: str) -> Sprint:
        """The sprint, for the places of a package; those of one that there is not are elsewhere in it."""
        return self._noted("package", id) if self.own.index_of(id) is not None else self._noted("sprint")


class _WatchedAssignments(Assignments):
    def __init__(self, sprint: Sprint, notes: Notes) -> None:
        self._own = sprint.assignments
        self._path = sprint.path
        self._notes = notes

    def _noted(self, what: str, *names: str) -> Assignments:
        self._notes.keys.add((what, self._path, *names))
        return self._own

    @property
    def all(self) -> tuple[Assignment, ...]:
        return self._noted("sprint").all

    @property
    def ids(self) -> tuple[str, ...]:
        return self._noted("package ids").ids

    @property
    def is_split(self) -> bool:
        return self._noted("is split").is_split

    def providing(self, contract: str) -> Sequence[Positioned]:
        return self._noted("providing", contract).providing(contract)

    def naming(self, contract: str) -> Sequence[Assignment]:
        return self._noted("naming", contract).naming(contract)

    def owning_at(self, folder: str) -> Sequence[Positioned]:
        return self._noted("owning at", folder).owning_at(folder)

    def owning_below(self, folder: str) -> Sequence[Positioned]:
        return self._noted("owning below", folder).owning_below(folder)


def changed_sprint(old: Sprint | None, new: Sprint | None) -> tuple[set[Key], Move]:
    """The keys by which two readings of a sprint differ, None where it is new or gone, and where the rest of its packages are now."""
    path = next(s.path for s in (new, old) if s is not None)
    keys: set[Key] = {("sprint", path), ("text", path)}
    if old is None or new is None:
        keys.add(("sprint paths",))
    if old is None or new is None or _head(old) != _head(new):
        keys.add(("sprint head", path))
    if old is None or new is None or old.summary != new.summary:
        keys.add(("summary", path))
    if old is None or new is None or old.assignments is not new.assignments:
        before, after = (s.assignments if s is not None else Assignments(()) for s in (old, new))
        keys.update((what, path, *names) for what, *names in _reassigned(before, after))
    move = _move(old, new)
    keys.update(("package", path, id) for s in (old, new) if s is not None for id in _ids_between(s, move))
    return keys, move


def _head(sprint: Sprint) -> list[object]:
    """What a sprint says beside its packages."""
    return [getattr(sprint.file, name, None) for name in SprintFile.model_fields if name != "packages"]


def _reassigned(old: Assignments, new: Assignments) -> Iterator[tuple[str, ...]]:
    """What packages ask of assignments, and get another answer to."""
    if old.ids != new.ids:
        yield ("package ids",)
    if old.is_split != new.is_split:
        yield ("is split",)
    head = _same(old.all, new.all)
    tail = _same(old.all[head:][::-1], new.all[head:][::-1])
    for all in (old.all, new.all):
        for assignment in all[head : len(all) - tail]:
            for name in assignment.provides:
                yield "providing", name
            for name in (*assignment.provides, *assignment.consumes):
                yield "naming", name
            for folder in assignment.folders:
                yield "owning at", folder
                for one in (folder, *above(folder)):
                    yield "owning below", one


def _move(old: Sprint | None, new: Sprint | None) -> Move:
    """How many packages stand where they stood, from the first on, and how many of the last ones have only moved."""
    if old is None or new is None:
        return Move(0, 0, 0)
    before, after = old.pieces.items or (), new.pieces.items or ()
    above = [s.text.source[: items[0].offset] for s, items in ((old, before), (new, after)) if items]
    head = _same(_written(before), _written(after)) if above and above[0] == above[-1] else 0
    tail = _same(_written(before[head:])[::-1], _written(after[head:])[::-1])
    lines = len(new.text.line_starts) - len(old.text.line_starts)
    return Move(head, tail, len(new.text.source) - len(old.text.source), lines)


def _written(items: Sequence[Placed]) -> list[tuple[int, int]]:
    """What packages are read from; the last one of a sprint ends in another way."""
    return [(id(item.piece), item.gap) for item in items]


def _same(old: Sequence[object], new: Sequence[object]) -> int:
    """How many are equal, from the first on."""
    return sum(1 for _ in takewhile(bool, map(eq, old, new)))


def _ids_between(sprint: Sprint, move: Move) -> Iterator[str]:
    """The ids of the packages that neither stand nor have moved."""
    first, end = move.head, len(sprint.pieces.items or ()) - move.tail
    return (id for at, id in sprint.raw_packages() if sprint.pieces.items is None or first <= at < end)
