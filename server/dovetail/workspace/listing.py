"""Which files a folder has, as git would list them."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from .files import walk
from .ignores import GITIGNORE, Ignores


class Listing:
    """The paths of a folder's files and of what is open in it. Without a root there are only those that are added.

    `version` is another number after every change, and 0 before the first.
    """

    def __init__(self, root: Path | None) -> None:
        self.paths: set[str] = set()
        self.version = 0
        self._root = root
        self._ignores = Ignores(root) if root is not None else None

    def add(self, paths: Iterable[str]) -> None:
        self.paths.update(paths)
        self.version += 1

    def remove(self, paths: Collection[str]) -> None:
        if paths:
            self.paths.difference_update(paths)
            self.version += 1

    def walk(self) -> Iterator[list[str]]:
        """What is on disk now, a folder at a time; nothing of it is added."""
        if self._root is not None and self._ignores is not None:
            yield from walk(self._root, self._ignores)

    def walk_anew(self) -> Iterator[list[str]]:
        """The same, after the ignore files may have changed."""
        self._ignores = Ignores(self._root) if self._root is not None else None
        yield from self.walk()

    def below(self, folder: str) -> set[str]:
        """What lies in a folder on disk now."""
        if self._root is None or self._ignores is None or self._ignores.ignored_anywhere(folder + "/x"):
            return set()
        return {path for names in walk(self._root, self._ignores, folder) for path in names}

    def rescan(self, opened: Iterable[str]) -> None:
        """An ignore file has changed, and with it which files there are."""
        if self._root is not None:
            found = {path for names in self.walk_anew() for path in names}
            self.paths = found | {path for path in opened if not self.ignores(path)}
            self.version += 1

    def ignores(self, path: str) -> bool:
        """True where git would not list a file of this path, in this repository."""
        return self._ignores is not None and self._ignores.ignored_anywhere(path)


def is_ignore_file(path: str) -> bool:
    """True for a file that says which others are listed."""
    return path.rpartition("/")[2] == GITIGNORE
