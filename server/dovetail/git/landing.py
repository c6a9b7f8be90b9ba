"""Moves main to a verified commit, or refuses and says what to do. Nothing is moved half-way."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dovetail.core.errors import GitError
from dovetail.git.locks import repository_lock
from dovetail.git.run import CommandFailed, Git, Outcome
from dovetail.git.trees import changes
from dovetail.git.worktrees import list_worktrees

Reason = Literal["moved", "not-ahead", "dirty", "untracked", "busy", "checked-out-twice"]


@dataclass(frozen=True, slots=True)
class Landed:
    """A branch that moved; `worktree` is the checkout whose files moved with it."""

    branch: str
    before: str
    after: str
    worktree: Path | None


class LandingRefused(GitError):
    """The branch was not moved, and why."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


def land(git: Git, branch: str, verified: str, *, expected: str) -> Landed:
    """Move `branch` from `expected` to `verified`, by compare-and-swap.

    Where the branch is checked out its files move too, which needs a checkout without uncommitted changes; untracked
    files stay, unless the commit has files of their names.
    """
    # Git writes the files before it swaps the ref, so two landings at once could leave the files of the one that lost.
    with repository_lock(git, "landing"):
        return _land(git, branch, git.commit(verified), git.commit(expected))


def uncommitted(git: Git) -> tuple[str, ...]:
    """The tracked files of a checkout that differ from its commit."""
    out = git.run_bytes(
        "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=none"
    )
    return tuple(record[3:] for record in out.decode("utf-8", "surrogateescape").split("\0") if record)


def _land(git: Git, branch: str, verified: str, expected: str) -> Landed:
    ref = f"refs/heads/{branch}"
    now = git.commit(ref)
    if now == verified:
        return Landed(branch, now, verified, None)
    if now != expected:
        raise _moved(branch, expected, now)
    if not git.is_ancestor(expected, verified):
        raise LandingRefused(
            "not-ahead",
            f"{verified[:10]} does not contain all of {branch}: integrate the sprint again on today's {branch}.",
        )
    _refuse_rebase(git, branch)
    holders = [worktree for worktree in list_worktrees(git) if worktree.branch == branch and not worktree.is_bare]
    if len(holders) > 1:
        places = " and ".join(str(worktree.path) for worktree in holders)
        raise LandingRefused(
            "checked-out-twice",
            f"{branch} is checked out in {places}: check out something else in all but one, then land again.",
        )
    if not holders:
        _swap(git, ref, branch, verified, expected)
        return Landed(branch, expected, verified, None)
    _update_checkout(git.at(holders[0].path), ref, branch, verified, expected)
    return Landed(branch, expected, verified, holders[0].path)


def _swap(git: Git, ref: str, branch: str, verified: str, expected: str) -> None:
    try:
        git.run("update-ref", "-m", "dovetail: land", "--create-reflog", ref, verified, expected)
    except CommandFailed as failure:
        now = git.commit(ref)
        if now != expected:
            raise _moved(branch, expected, now) from failure
        if f"{ref}.lock" in str(failure):
            raise _locked(git, ref, branch) from failure
        raise


def _locked(git: Git, ref: str, branch: str) -> LandingRefused:
    """Of a lock that another git holds for a moment, and that stays where that was killed."""
    lock = git.common_dir() / f"{ref}.lock"
    return LandingRefused(
        "busy",
        f"{lock} is there, so another git is moving {branch}, or was killed as it did: "
        "wait for it to end, or remove that file if none runs, then land again.",
    )


def _update_checkout(git: Git, ref: str, branch: str, verified: str, expected: str) -> None:
    dirty = uncommitted(git)
    if dirty and _is_all_but_landed(git, verified):
        return _swap(git, ref, branch, verified, expected)
    if dirty:
        raise _dirty(git, branch, dirty)
    outcome = _push(git, ref, verified, expected)
    if "would be overwritten" in _said(outcome) and _take_away_remains(git, verified, expected):
        outcome = _push(git, ref, verified, expected)
    if outcome.code == 0:
        return None
    said = _said(outcome)
    now = git.commit(ref)
    if now != expected:
        raise _moved(branch, expected, now)
    if "unstaged changes" in said or "staged changes" in said:
        raise _dirty(git, branch, uncommitted(git))
    if f"{ref}.lock" in said:
        raise _locked(git, ref, branch)
    if "index.lock" in said or "Up-to-date check failed" in said:
        raise LandingRefused("busy", f"Another git is at work in {git.directory}: wait for it to end, then land again.")
    if "would be overwritten" in said:
        names = [
            line.partition("'")[2].partition("'")[0] for line in said.splitlines() if "would be overwritten" in line
        ]
        listed = ", ".join(name for name in names if name) or "untracked files"
        raise LandingRefused(
            "untracked",
            f"{git.directory} has untracked files where {verified[:10]} has its own ({listed}): move them away, then land again.",
        )
    raise CommandFailed(("push", ".", f"{verified}:{ref}"), outcome.code, said)


def _is_all_but_landed(git: Git, verified: str) -> bool:
    """True where files and index are the commit's already: a landing was killed before it moved the branch."""
    return all(
        git.attempt(*asked).code == 0
        for asked in (
            ("diff-index", "--cached", "--quiet", verified),
            ("diff-files", "--quiet", "--ignore-submodules=none"),
        )
    )


def _push(git: Git, ref: str, verified: str, expected: str) -> Outcome:
    """git's own way of moving a branch under a checkout: it looks at the files and swaps the ref as one."""
    # The setting goes to the receiving side, which does not inherit `-c` from the sending one.
    receiver = "git -c receive.denyCurrentBranch=updateInstead -c core.hooksPath=/dev/null receive-pack"
    return git.attempt(
        "-c", "push.gpgSign=false", "push", "--porcelain", "--no-verify", "--recurse-submodules=no",
        f"--receive-pack={receiver}", f"--force-with-lease={ref}:{expected}", ".", f"{verified}:{ref}",
    )  # fmt: skip


def _said(outcome: Outcome) -> str:
    return outcome.text + "\n" + outcome.err


def _take_away_remains(git: Git, verified: str, expected: str) -> bool:
    """Removes the untracked files that a landing has left which was killed while git wrote them; False where others are in the way.

    Such a file holds what the commit has of its name, or the beginning of it, so that nothing is lost.
    """
    added = [c.path for c in changes(git, expected, verified) if c.before is None]
    in_the_way = [path for path in added if os.path.lexists(Path(git.directory, path))]
    if not all(_is_remains(git, verified, path) for path in in_the_way):
        return False
    for path in in_the_way:
        Path(git.directory, path).unlink(missing_ok=True)
    return bool(in_the_way)


def _is_remains(git: Git, verified: str, path: str) -> bool:
    there = Path(git.directory, path)
    if there.is_symlink() or not there.is_file():
        return False
    whole = git.run_bytes("cat-file", "--filters", f"{verified}:{path}")  # as a checkout writes it
    return whole.startswith(there.read_bytes())


def _refuse_rebase(git: Git, branch: str) -> None:
    """While a branch is being rebased HEAD is detached, so no worktree claims it; finishing would undo the landing."""
    for worktree in list_worktrees(git):
        if worktree.is_bare or worktree.branch is not None or not worktree.path.is_dir():
            continue
        here = git.at(worktree.path)
        for state in ("rebase-merge/head-name", "rebase-apply/head-name"):
            name = here.git_path(state)
            if name.is_file() and name.read_text("utf-8", "replace").strip() == f"refs/heads/{branch}":
                raise LandingRefused(
                    "busy",
                    f"{branch} is being rebased in {worktree.path}: finish or abort the rebase, then land again.",
                )


def _moved(branch: str, expected: str, now: str) -> LandingRefused:
    return LandingRefused(
        "moved",
        f"{branch} has moved from {expected[:10]} to {now[:10]} since it was verified: integrate the sprint again on it.",
    )


def _dirty(git: Git, branch: str, paths: tuple[str, ...]) -> LandingRefused:
    shown = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    return LandingRefused(
        "dirty",
        f"{git.directory} has {branch} checked out with uncommitted changes ({shown}): commit or stash them, then land again.",
    )
