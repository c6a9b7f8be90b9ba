"""Caches of workspaces that are gone, such as worktrees of packages that have landed. They are looked for when a new cache is made."""

import os
import re
import sqlite3
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path

_NAME = re.compile(r"-([0-9a-f]{16})\.sqlite")


def mark_of(root: bytes) -> str:
    """What tells the cache of a workspace from others, in the name of its file."""
    return blake2b(root, digest_size=8).hexdigest()


def remove_abandoned(folder: Path) -> None:
    """Remove the caches in a folder whose workspaces are no longer there.

    A file is only taken for a cache if its name is that of the workspace which it says it is of; all else stays.
    """
    for file in folder.glob("*.sqlite"):
        root = _root_of(file)
        if root is not None and not os.path.lexists(root):
            with suppress(OSError):  # somebody else was quicker, or has it open where that keeps it
                file.unlink()


def _root_of(file: Path) -> bytes | None:
    """The workspace that a cache is of; None for what is no cache, or is being written."""
    named = _NAME.search(file.name)
    if named is None or file.is_symlink() or not file.is_file():
        return None
    with (
        suppress(sqlite3.Error, ValueError),
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", timeout=0, uri=True)) as database,
    ):
        for (root,) in database.execute("select root from version"):
            if isinstance(root, bytes) and mark_of(root) == named[1]:
                return root
    return None
