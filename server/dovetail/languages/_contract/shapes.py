"""The shapes of a contract file, each made when it is asked for.

A keystroke in a large contract asks for the few declarations that it may have changed. All others have been read, and only
their places would have to be moved.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import itemgetter
from typing import Any, TypeVar, overload

from dovetail.core.dataclass import replace
from dovetail.core.shapes import (
    Alias,
    Block,
    Constant,
    Declaration,
    Definition,
    Enum,
    Field,
    FileShapes,
    Ignore,
    Kind,
    Record,
)  # fmt: skip
from dovetail.core.text import Range

from .._typescript.syntax.declarations import Draft, Merger
from .pieces import Category, Cut, Piece

NAME = "contract"
T = TypeVar("T")
_PIECE = itemgetter(0)  # of a spot


class ContractShapes(FileShapes):
    """What a cut text exposes. What nobody has asked for yet is not there: `__getattr__` makes it."""

    __slots__ = ("_cut", "_declarations")

    def __init__(self, cut: Cut, ignores: tuple[Ignore, ...]) -> None:
        super().__init__(NAME, ignores=ignores)
        self._cut = cut
        self._declarations = _Declarations(cut)
        for name in _MADE:
            delattr(self, name)

    def __getattr__(self, name: str) -> Any:
        make = _MADE.get(name)
        if make is None:
            raise AttributeError(name, name=name, obj=self)
        value = make(self._cut, self._declarations)
        setattr(self, name, value)
        return value

    def __eq__(self, other: object) -> bool:
        """Equal to whatever shapes say the same, made or not."""
        return isinstance(other, FileShapes) and all(
            getattr(self, f.name) == getattr(other, f.name) for f in fields(FileShapes) if f.compare
        )

    __hash__ = FileShapes.__hash__

    def __reduce__(self) -> tuple[type[FileShapes], tuple[object, ...]]:
        """For whoever keeps shapes: plain ones. What is made for that alone is not held here as well."""
        all = _Declarations(self._cut)
        held = {f.name: self._held(f.name, all) for f in fields(FileShapes)}
        return FileShapes, tuple({**held, "starts": tuple(self.starts)}.values())

    def _held(self, name: str, all: "_Declarations") -> Any:
        """A part that is there, or else what is made of some declarations."""
        try:
            return super().__getattribute__(name)
        except AttributeError:
            return _MADE[name](self._cut, all)

    @property
    def declarations(self) -> Sequence[Declaration]:
        return self._declarations

    @property
    def declared(self) -> tuple[str, ...]:
        return self._cut.declared

    @property
    def derived(self) -> Sequence[Block]:
        return self._cut.derived

    @property
    def abroad(self) -> frozenset[str]:
        return self._cut.abroad

    def standing(self, blocks: Sequence[Block]) -> tuple[int, int]:
        return self._cut.standing(blocks)

    def declarations_around(self, offsets: Iterable[int]) -> Iterable[Declaration]:
        return self._declarations.around(offsets)


class _Declarations(Sequence[Declaration]):
    """The declarations of a file, in the order of the text."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._made: dict[int, Declaration] = {}
        drafts = _Named[Draft](cut, lambda: cut.drafts, lambda piece: piece.drafts)
        self._merger = Merger(drafts, _Named[Alias](cut, lambda: cut.aliases, lambda piece: piece.aliases))

    def __len__(self) -> int:
        return len(self._cut.spots)

    @overload
    def __getitem__(self, index: int) -> Declaration: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Declaration]: ...
    def __getitem__(self, index: int | slice) -> Declaration | Sequence[Declaration]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if index not in self._made:
            at, sort, nth = self._cut.spots[index]
            piece = self._cut.placed(at)
            match sort:
                case "record":
                    self._made[index] = self._merger.record(piece.drafts[nth])
                case "enum":
                    self._made[index] = piece.enums[nth]
                case "constant":
                    self._made[index] = piece.constants[nth]
                case "alias":
                    self._made[index] = piece.aliases[nth]
        return self._made[index]

    def of(self, wanted: Category) -> Iterator[tuple[tuple[int, int], Declaration]]:
        """Those of a sort with their spots."""
        for index, (at, sort, nth) in enumerate(self._cut.spots):
            if sort == wanted:
                yield (at, nth), self[index]

    def around(self, offsets: Iterable[int]) -> Iterator[Declaration]:
        """Those of the pieces that hold some places, and of the ones beside them."""
        spots, wanted = self._cut.spots, set[int]()
        for offset in offsets:
            at = self._cut.starts.until(offset) - 1
            wanted.update(range(bisect_left(spots, at - 1, key=_PIECE), bisect_right(spots, at + 1, key=_PIECE)))
        return (self[index] for index in sorted(wanted))


class _Named(Mapping[str, T]):
    """The first declaration of a sort by each name, moved to where it stands when it is asked for."""

    def __init__(
        self,
        cut: Cut,
        firsts: Callable[[], Mapping[str, tuple[int, int]]],
        of: Callable[[Piece], Sequence[T]],
    ) -> None:
        self._cut = cut
        self._firsts = firsts
        self._of = of

    def __getitem__(self, name: str) -> T:
        at, nth = self._firsts()[name]
        return self._of(self._cut.placed(at))[nth]

    def __contains__(self, name: object) -> bool:
        return name in self._firsts()

    def __iter__(self) -> Iterator[str]:
        return iter(self._firsts())

    def __len__(self) -> int:
        return len(self._firsts())


def _records(_: Cut, all: _Declarations) -> tuple[Record, ...]:
    """In the order of the pieces, and within them as they were read."""
    return tuple(d for _, d in sorted(all.of("record"), key=lambda one: one[0]) if isinstance(d, Record))


def _enums(_: Cut, all: _Declarations) -> tuple[Enum, ...]:
    return tuple(d for _, d in sorted(all.of("enum"), key=lambda one: one[0]) if isinstance(d, Enum))


def _constants(_: Cut, all: _Declarations) -> tuple[Constant, ...]:
    return tuple(d for _, d in sorted(all.of("constant"), key=lambda one: one[0]) if isinstance(d, Constant))


def _aliases(_: Cut, all: _Declarations) -> tuple[Alias, ...]:
    return tuple(d for _, d in sorted(all.of("alias"), key=lambda one: one[0]) if isinstance(d, Alias))


def _definitions(cut: Cut, _: _Declarations) -> tuple[Definition, ...]:
    """The definitions of all pieces; `export { User }` may stand in another than `User`."""
    names = frozenset[str]().union(*(cut.alone[at].exported for at in cut.special))
    definitions = (d for at in range(len(cut.starts)) for d in cut.placed(at).definitions)
    return tuple(replace(d, exported=True) if d.name in names and not d.exported else d for d in definitions)


def _default(name: str) -> Field:
    """What a file exports without a name, as files of TypeScript have it."""
    nowhere = Range(0, 0)
    return Field("default", nowhere, Kind("ref", name), "required", "no", nowhere)


def _special(cut: Cut) -> Iterator[Piece]:
    return (cut.placed(at) for at in cut.special)


_MADE: Mapping[str, Callable[[Cut, _Declarations], Any]] = {
    "records": _records,
    "enums": _enums,
    "constants": _constants,
    "aliases": _aliases,
    "definitions": _definitions,
    "imports": lambda cut, _: tuple(i for piece in _special(cut) for i in piece.imports),
    "values": lambda cut, _: tuple(_default(p.default) for p in _special(cut) if p.default),
    "problems": lambda cut, _: tuple(sorted((x for p in _special(cut) for x in p.problems), key=lambda p: p.range)),
    "holes": lambda cut, _: tuple(sorted(h for piece in _special(cut) for h in piece.holes)),
    "blocks": lambda cut, _: cut.blocks,
    "starts": lambda cut, _: cut.starts,
}
