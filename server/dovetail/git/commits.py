"""Commits of a package's worktree: once for each step, whatever crashed in between."""

from collections.abc import Mapping
from dataclasses import dataclass

from dovetail.core.errors import GitError
from dovetail.git.run import Git
from dovetail.git.trees import write_commit

STEP = "Step-Id"


@dataclass(frozen=True, slots=True)
class Committed:
    """The worktree's head after a step; `created` is False where there was nothing to commit, or it had been."""

    sha: str
    created: bool


def commit_step(
    git: Git, *, branch: str, base: str, step_id: str, message: str, trailers: Mapping[str, str] | None = None
) -> Committed:
    """Commit all that lies in a worktree as one step of its branch.

    A step that is already in base..branch is not committed again: a process that was stopped and comes back many
    steps later finds its own. The caller runs nothing else in the worktree meanwhile.
    """
    done = find_step(git, base, branch, step_id)
    if done is not None:
        return Committed(done, created=False)
    head = _on_branch(git, branch)
    git.run("add", "--all", "--", ":/")
    tree = git.run("write-tree")
    if tree == git.run("rev-parse", "HEAD^{tree}"):
        return Committed(head, created=False)
    lines = [f"{key}: {value}" for key, value in {**(trailers or {}), STEP: step_id}.items()]
    sha = write_commit(git, tree, [head], message.strip() + "\n\n" + "\n".join(lines))
    git.run("update-ref", "-m", f"commit: {message.splitlines()[0]}", f"refs/heads/{branch}", sha, head)
    return Committed(sha, created=True)


def find_step(git: Git, base: str, tip: str, step_id: str) -> str | None:
    """The commit of a step between a base and a tip."""
    return steps(git, base, tip).get(step_id)


def steps(git: Git, base: str, tip: str) -> dict[str, str]:
    """The commits of base..tip that carry a step, by step."""
    out = git.run("log", "-z", f"--format=%H %(trailers:key={STEP},valueonly,separator=%x20)", f"{base}..{tip}", "--")
    found: dict[str, str] = {}
    for record in out.split("\0"):
        sha, _, step = record.partition(" ")
        if step.strip():
            found[step.strip()] = sha
    return found


def _on_branch(git: Git, branch: str) -> str:
    """HEAD's commit, with HEAD on the branch. An agent may have left the branch; what it committed since is taken along."""
    head = git.commit("HEAD")
    ref = f"refs/heads/{branch}"
    if git.attempt("symbolic-ref", "--quiet", "HEAD").text == ref:
        return head
    tip = git.commit(ref)
    if not git.is_ancestor(tip, head):
        raise GitError(
            f"The worktree {git.directory} has left its branch {branch}: run `git checkout {branch}` there, and merge what is to be kept."
        )
    git.run("update-ref", ref, head, tip)
    git.run("symbolic-ref", "HEAD", ref)
    return head
