"""Locks that hold across processes, and those that a killed git left behind."""

import fcntl
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dovetail.git.run import Git


@contextmanager
def repository_lock(git: Git, name: str) -> Generator[None]:
    """One holder at a time, in all processes that work on the repository; ends with the process that holds it."""
    folder = git.common_dir() / "dovetail"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def clear_stale_locks(git: Git, *, older_than: float = 0.0) -> tuple[Path, ...]:
    """Remove the locks that a killed git left in a worktree. To be called while nothing of ours runs there."""
    own = git.git_dir()
    locks = [own / "index.lock", own / "HEAD.lock"]
    head = git.attempt("symbolic-ref", "--quiet", "HEAD")
    if head.code == 0:
        locks.append(git.common_dir() / f"{head.text}.lock")
    stale = [lock for lock in locks if lock.exists() and time.time() - lock.stat().st_mtime >= older_than]
    for lock in stale:
        lock.unlink(missing_ok=True)
    return tuple(stale)
