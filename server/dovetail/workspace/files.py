"""What lies on disk: the paths of a folder that git would not ignore, and their texts. Never raises for a file's sake."""

import os
from collections.abc import Iterator
from pathlib import Path

from dovetail.core.text import Text

from .ignores import Ignores

LARGEST = 1_000_000  # bytes; a longer file is generated, and nobody's contract
SETTLED = 2_000_000_000  # nanoseconds: the coarsest clock of a file system in use

Stamp = tuple[int, int, int, int]


def walk(root: Path, ignores: Ignores, below: str = "") -> Iterator[list[str]]:
    """The files of a folder and of all folders below it, a folder at a time, by their paths relative to the root.

    Links are not followed and other repositories inside this one are left alone, as git does.
    """
    todo = [below]
    while todo:
        folder = todo.pop()
        names: list[str] = []
        try:
            with os.scandir(root / folder) as entries:
                for entry in sorted(entries, key=lambda e: e.name):
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if not _is_text(path):
                        continue
                    if entry.is_file(follow_symlinks=False):
                        if not ignores.ignored(path, is_folder=False):
                            names.append(path)
                    elif entry.is_dir(follow_symlinks=False) and not ignores.left_alone(path):
                        todo.append(path)
        except OSError:
            pass  # a folder that cannot be listed, or is gone by now, has no files for us
        yield names


def stamp(path: Path | str) -> Stamp | None:
    """What changes when a file is written or replaced: its times, its size and its number. None where there is no file."""
    try:
        status = os.stat(path)  # noqa: PTH116 thousands of paths are asked about, and to make one takes longer than to ask
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def settled(stamp: Stamp | None, taken: int) -> Stamp | None:
    """A stamp that any later write will change; None for one taken so soon after a write that another could leave it as it is."""
    return stamp if stamp is not None and max(stamp[:2]) + SETTLED < taken else None


def read_text(path: Path | str) -> Text | None:
    """The text of a file; None for what is not there, not readable, too long or not text."""
    try:
        with open(path, "rb", 0) as file:  # noqa: PTH123 thousands of files are read at one go, without a buffer for each
            if os.fstat(file.fileno()).st_size > LARGEST:
                return None
            content = file.read()
    except (OSError, ValueError):
        return None
    return None if b"\0" in content else Text(content.decode("utf-8", "replace"))


def is_readable(text: Text) -> bool:
    """Whether a text that somebody has in an editor would be read from the disk: it is not too long, and text."""
    source = text.source
    if text.has_nul or len(source) > LARGEST:
        return False
    return text.is_ascii or 4 * len(source) <= LARGEST or len(source.encode("utf-8", "surrogatepass")) <= LARGEST


def repository_root(path: Path) -> Path | None:
    """The folder at or above a path that holds a repository or a worktree."""
    for folder in (path, *path.parents):
        if (folder / ".git").exists():
            return folder
    return None


def unlinked(root: Path | None, path: str) -> str:
    """The path of a file without the links that it goes through, where that is in the same folder: one file has one name."""
    if root is None:
        return path
    try:
        real, top = (root / path).resolve(), root.resolve()
    except OSError:  # links that lead to themselves
        return path
    return real.relative_to(top).as_posix() if real.is_relative_to(top) and real != top else path


def _is_text(name: str) -> bool:
    """False for a name that is not UTF-8, which no format of ours can mention."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
