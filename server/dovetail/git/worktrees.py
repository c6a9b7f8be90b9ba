"""Worktrees of packages: made one at a time, removed only when nothing in them could be lost."""

import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from dovetail.core.errors import GitError
from dovetail.git.locks import clear_stale_locks, repository_lock
from dovetail.git.run import CommandFailed, Git
from dovetail.git.trees import SUBMODULE, entries, worktree_state

RESCUE = "refs/dovetail/rescue"

# Writing thousands of files is what a disk does worst in parallel; two at a time is as fast as it gets.
_checkouts = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Worktree:
    """A worktree as git lists it. `branch` is None where HEAD is detached; one is half made where git was killed in it."""

    path: Path
    head: str | None
    branch: str | None
    is_bare: bool = False
    is_locked: bool = False
    is_gone: bool = False
    is_half_made: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A worktree that is no more. `rescue` names the ref that keeps what was not merged."""

    path: Path
    rescue: str | None
    branch_deleted: bool


def add_worktree(git: Git, path: Path, branch: str, start: str) -> Git:
    """A worktree on a branch, which starts at `start` unless it exists. Safe to repeat after a crash at any point."""
    # `git worktree add` in parallel, or beside `prune`, fails now and then.
    with repository_lock(git, "worktrees"):
        known = _find_whole(git, path)
        if known is None:
            _register(git, path, branch, start)
        elif known.branch not in (branch, None):
            raise GitError(
                f"{path} is the worktree of {known.branch}, not of {branch}: run `dovetail clean`, then launch again."
            )
    here = git.at(path)
    clear_stale_locks(here)
    _check_out(here)
    return here


def add_detached_worktree(git: Git, path: Path, commit: str) -> Git:
    """A worktree on no branch, for looking at commits. One that is there already is taken as it is."""
    with repository_lock(git, "worktrees"):
        if _find_whole(git, path) is None:
            _refuse_occupied(path)
            git.run("worktree", "add", "--force", "--no-checkout", "--detach", str(path), commit)
    here = git.at(path)
    clear_stale_locks(here)
    _check_out(here)
    return here


def move_detached(git: Git, commit: str) -> None:
    """Put a detached worktree's files at exactly a commit. What git ignores stays: installed dependencies, caches."""
    if git.attempt("symbolic-ref", "--quiet", "HEAD").code == 0:
        raise GitError(f"{git.directory} is on a branch, so its files are not moved.")
    clear_stale_locks(git)
    git.run("checkout", "--quiet", "--force", "--detach", commit)
    git.run("clean", "-ffdq")


def remove_worktree(git: Git, path: Path, *, merged_into: str, delete_branch: bool = False) -> Removed:
    """Remove a worktree. What it holds that is not in `merged_into`, committed or not, is first kept under a rescue ref."""
    with repository_lock(git, "worktrees"):
        known = _find(git, path)
        if known is None:
            raise GitError(f"{path} is not a worktree of {git.directory}.")
        if known.is_half_made:
            _forget_half_made(git, path)
            return Removed(path, None, branch_deleted=False)
        if known.is_locked:
            raise GitError(f"{path} is locked: run `git worktree unlock {path}` if nothing uses it any more.")
        rescue = None if known.is_gone else _rescue(git.at(path), path.name, merged_into)
        git.run("worktree", "remove", "--force", str(path))
        deleted = delete_branch and known.branch is not None and _delete_branch(git, known.branch, merged_into)
    return Removed(path, rescue, deleted)


def list_worktrees(git: Git) -> tuple[Worktree, ...]:
    """All worktrees of the repository, the main one first."""
    listing = ("worktree", "list", "--porcelain", "-z")
    outcome = git.attempt(*listing)
    if outcome.code != 0 and _finish_registrations(git):
        outcome = git.attempt(*listing)
    if outcome.code != 0:
        raise CommandFailed(listing, outcome.code, outcome.err)
    found: list[Worktree] = []
    for block in outcome.out.decode("utf-8", "surrogateescape").split("\0\0"):
        if not block.strip("\0"):
            continue
        lines = [line.partition(" ") for line in block.strip("\0").split("\0")]
        fields = {key: value for key, _, value in lines}
        branch = fields["branch"].removeprefix("refs/heads/") if "branch" in fields else None
        found.append(
            Worktree(
                Path(fields["worktree"]),
                fields.get("HEAD"),
                branch,
                is_bare="bare" in fields,
                is_locked="locked" in fields,
                is_gone="prunable" in fields,
                is_half_made=fields.get("locked") == "initializing" or set(fields.get("HEAD", "1")) == {"0"},
            )
        )
    return tuple(found)


def prune_worktrees(git: Git) -> None:
    """Forget the worktrees whose folders are gone. Their branches stay."""
    with repository_lock(git, "worktrees"):
        _finish_registrations(git)
        git.run("worktree", "prune")


def copy_included(git: Git, worktree: Path) -> tuple[str, ...]:
    """Copy what `.worktreeinclude` names from the checkout to a new worktree: ignored files such as `.env`.

    Its patterns are those of `.gitignore`. A file that git tracks, or that the worktree has already, is left alone.
    """
    patterns = git.directory / ".worktreeinclude"
    if not patterns.is_file():
        return ()
    named = git.run_bytes("ls-files", "-z", "--others", "--ignored", f"--exclude-from={patterns}")
    if not named:
        return ()
    ignored = git.attempt("check-ignore", "-z", "--stdin", input=named).out
    copied: list[str] = []
    for name in ignored.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        source, target = git.directory / name, worktree / name
        if target.exists() or target.is_symlink() or not (source.is_file() or source.is_symlink()):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)
        copied.append(name)
    return tuple(copied)


def _register(git: Git, path: Path, branch: str, start: str) -> None:
    _refuse_occupied(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    (git.common_dir() / f"refs/heads/{branch}.lock").unlink(missing_ok=True)
    if git.has(f"refs/heads/{branch}"):
        git.run("worktree", "add", "--force", "--no-checkout", str(path), branch)
    else:
        git.run("worktree", "add", "--force", "--no-checkout", "--no-track", "-b", branch, str(path), git.commit(start))


def _find_whole(git: Git, path: Path) -> Worktree | None:
    """The worktree at a path; None, and nothing left of it in git, where it is gone or was never finished."""
    known = _find(git, path)
    if known is not None and not known.is_gone and not known.is_half_made:
        return known
    _forget_half_made(git, path)
    return None


def _finish_registrations(git: Git) -> bool:
    """Write the `commondir` that a killed `git worktree add` left empty; whether there was one.

    With an empty one most of git refuses to work in the whole repository. What is written is what git would have written,
    so that a `git worktree add` that is at this very moment alive loses nothing by it.
    """
    empty = [path for path in git.common_dir().glob("worktrees/*/commondir") if path.stat().st_size == 0]
    for path in empty:
        path.write_text("../..\n")
    return bool(empty)


def _forget_half_made(git: Git, path: Path) -> None:
    """Remove what `git worktree add` had written when it was killed: a `.git` file alone, and a lock that says so."""
    git.attempt("worktree", "unlock", str(path))
    link = path / ".git"
    if link.is_file() and [entry.name for entry in path.iterdir()] == [".git"]:
        link.unlink()
        path.rmdir()
    git.run("worktree", "prune")


def _refuse_occupied(path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise GitError(f"{path} is in the way of a worktree: move it away, then launch again.")


def _check_out(git: Git) -> None:
    # The index is written last, so a worktree without one has never been whole, and nobody has worked in it.
    if git.git_path("index").exists():
        return
    with _checkouts:
        git.run("reset", "--hard", "--quiet")


def _rescue(git: Git, name: str, merged_into: str) -> str | None:
    """Keep a worktree's commits and files under a ref, where they are not all in `merged_into`."""
    if not git.git_path("index").exists():
        # Its checkout never ended, so nobody has worked in it; what looks deleted was never there.
        head = git.commit("HEAD")
        return None if git.is_ancestor(head, merged_into) else _keep(git, name, head)
    state = worktree_state(git, f"Uncommitted work in the worktree {name}")
    foreign = {path for path, entry in entries(git, state.tree).items() if entry.mode == SUBMODULE}
    foreign -= {path for path, entry in entries(git, state.head).items() if entry.mode == SUBMODULE}
    if foreign:
        raise GitError(
            f"{git.directory} holds repositories of their own ({', '.join(sorted(foreign))}): move them away, then clean again."
        )
    if not state.is_dirty and git.is_ancestor(state.head, merged_into):
        return None
    return _keep(git, name, state.commit)


def _keep(git: Git, name: str, commit: str) -> str:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    for n in range(1000):
        ref = f"{RESCUE}/{name}/{stamp}" + (f"-{n}" if n else "")
        if (
            git.attempt("update-ref", "-m", "dovetail: rescue", "--create-reflog", ref, commit, "0" * len(commit)).code
            == 0
        ):
            return ref
    raise GitError(f"What {git.directory} holds could not be kept under {RESCUE}/{name}, so it was not removed.")


def _delete_branch(git: Git, branch: str, merged_into: str) -> bool:
    """Delete a branch whose commits are all merged or rescued."""
    tip = git.commit(f"refs/heads/{branch}")
    if not git.is_ancestor(tip, merged_into) and not git.run("for-each-ref", "--contains", tip, RESCUE):
        return False
    git.run("update-ref", "-d", f"refs/heads/{branch}", tip)
    return True


def _find(git: Git, path: Path) -> Worktree | None:
    resolved = path.resolve()
    return next((worktree for worktree in list_worktrees(git) if worktree.path.resolve() == resolved), None)
