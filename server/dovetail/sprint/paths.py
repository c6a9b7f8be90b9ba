"""Where the engine of a repository keeps its state, its socket and its worktrees."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dovetail.core.errors import NotARepository

# A Unix socket's address is a fixed buffer of 104 (macOS) or 108 bytes.
LONGEST_SOCKET = 99


@dataclass(frozen=True, slots=True)
class EnginePaths:
    """The files of one repository's engine, all below the folder that its worktrees share."""

    common_dir: Path
    socket: Path

    @property
    def state(self) -> Path:
        return self.common_dir / "dovetail"

    @property
    def engine_db(self) -> Path:
        return self.state / "engine.db"

    @property
    def events_db(self) -> Path:
        return self.state / "events.db"

    @property
    def lock(self) -> Path:
        return self.state / "engine.lock"

    @property
    def pid(self) -> Path:
        return self.state / "engine.pid"

    @property
    def log(self) -> Path:
        return self.state / "engine.log"

    @property
    def spool(self) -> Path:
        return self.state / "spool"

    @property
    def worktrees(self) -> Path:
        """Where the worktrees of this repository's packages are: outside the checkout."""
        name = self.common_dir.parent.name if self.common_dir.name == ".git" else self.common_dir.name
        return dovetail_home() / "worktrees" / f"{name}-{_digest(self.common_dir)}"

    def worktree(self, sprint_slug: str, package: str) -> Path:
        return self.worktrees / sprint_slug / package


def engine_paths(root: Path | str) -> EnginePaths:
    """The engine's files for the repository that holds a folder."""
    common = common_dir(root)
    inside = common / "dovetail" / "engine.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET:
        return EnginePaths(common, inside)
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    return EnginePaths(common, runtime / f"dovetail-{os.getuid()}" / f"{_digest(common)}.sock")


def dovetail_home() -> Path:
    """Where Dovetail keeps what belongs to no repository; `DOVETAIL_HOME` overrides it."""
    if home := os.environ.get("DOVETAIL_HOME"):
        return Path(home)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "dovetail"


def common_dir(root: Path | str) -> Path:
    """The git folder that all worktrees of a repository share.

    Read from git's documented layout and not asked of git: a client that only wants to reach the engine starts no process.
    """
    start = Path(root).absolute()
    for folder in (start, *start.parents):
        dot_git = folder / ".git"
        if dot_git.is_dir():
            return dot_git.resolve()
        if dot_git.is_file():
            git_dir = folder / dot_git.read_text("utf-8", "replace").partition("gitdir:")[2].strip()
            if not git_dir.is_dir():
                raise NotARepository(
                    f"{dot_git} names {git_dir}, which is not there: run `git worktree repair` or clone again."
                )
            return _shared(git_dir)
        if (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir():
            return folder.resolve()
    raise NotARepository(f"{root} is not in a git repository: run `git init` there, or open a folder that is in one.")


def _shared(git_dir: Path) -> Path:
    """The common folder of a worktree's own git folder, which names it in its file `commondir`."""
    pointer = git_dir / "commondir"
    return (git_dir / pointer.read_text("utf-8").strip()).resolve() if pointer.is_file() else git_dir.resolve()


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
