"""What the packages of a sprint have to do with one another: who provides, relies on and owns what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from .cached import cached_property
from .dataclass import dataclass
from .globs import fixed_parts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Assignment:
    """What others need to know of a package. `is_open` is true while it is still to be built."""

    id: str
    is_open: bool
    provides: tuple[str, ...]
    consumes: tuple[str, ...]
    owns: tuple[str, ...]

    @property
    def folders(self) -> frozenset[str]:
        """The folders that its globs name before their first wildcards."""
        return frozenset(f for glob in self.owns for f in fixed_parts(glob))


Positioned = tuple[int, Assignment]


class Assignments:
    """The assignments of a sprint, in the order of its packages; some come with their position among them."""

    def __init__(self, all: Iterable[Assignment]) -> None:
        self.all = tuple(all)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(a.id for a in self.all)

    @cached_property
    def is_split(self) -> bool:
        """True where more than one package is still to be built."""
        return sum(a.is_open for a in self.all) > 1

    def providing(self, contract: str) -> Sequence[Positioned]:
        """Those that provide a contract by its name."""
        return self._providing.get(contract, ())

    def naming(self, contract: str) -> Sequence[Assignment]:
        """Those that provide or consume a contract by its name."""
        return self._naming.get(contract, ())

    def owning_at(self, folder: str) -> Sequence[Positioned]:
        """Those, still to be built, that own something in a folder."""
        return self._owning[0].get(folder, ())

    def owning_below(self, folder: str) -> Sequence[Positioned]:
        """Those, still to be built, that own something in a folder or further down."""
        return self._owning[1].get(folder, ())

    def owning_about(self, folder: str) -> Iterator[Positioned]:
        """Those, still to be built, that own something in a folder, or in one above or below it; no others can overlap it."""
        yield from self.owning_below(folder)
        for one in above(folder):
            yield from self.owning_at(one)

    @cached_property
    def _providing(self) -> Mapping[str, list[Positioned]]:
        return _by_name((positioned, positioned[1].provides) for positioned in enumerate(self.all))

    @cached_property
    def _naming(self) -> Mapping[str, list[Assignment]]:
        return _by_name((a, (*a.provides, *a.consumes)) for a in self.all)

    @cached_property
    def _owning(self) -> tuple[Mapping[str, list[Positioned]], Mapping[str, list[Positioned]]]:
        at: dict[str, list[Positioned]] = {}
        below: dict[str, list[Positioned]] = {}
        for positioned in enumerate(self.all):
            if positioned[1].is_open:
                folders = positioned[1].folders
                for folder in folders:
                    at.setdefault(folder, []).append(positioned)
                for folder in folders.union(*map(above, folders)):
                    below.setdefault(folder, []).append(positioned)
        return at, below


def above(folder: str) -> Iterator[str]:
    """The folders that a folder lies in."""
    return (folder[: i + 1] for i, c in enumerate(folder[:-1]) if c == "/")


def _by_name(named: Iterable[tuple[T, Iterable[str]]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for one, names in named:
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(one)
    return found
