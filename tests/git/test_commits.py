"""A step is committed once, however often and however late it is run again."""

import pytest

from dovetail.core.errors import GitError
from dovetail.git.commits import Committed, commit_step, find_step, steps
from dovetail.git.run import Git
from dovetail.git.worktrees import add_worktree
from repositories import Repository


@pytest.fixture
def worktree(repo: Repository) -> Git:
    return add_worktree(repo.git, repo.path.parent / "trees/api", "dovetail/s/api", "main")


def step(git: Git, number: int) -> Committed:
    return commit_step(
        git,
        branch="dovetail/s/api",
        base="main",
        step_id=f"api/{number}",
        message=f"Step {number}",
        trailers={"Package": "api"},
    )


def test_a_step_is_found_anywhere_in_the_branch_not_only_at_its_tip(repo: Repository, worktree: Git) -> None:
    made: list[str] = []
    for n in range(3):
        repo.write({f"f{n}": f"{n}\n"}, worktree.directory)
        made.append(step(worktree, n).sha)
    repo.write({"half-done": "x\n"}, worktree.directory)
    assert step(worktree, 0) == Committed(made[0], created=False)
    assert worktree.commit("HEAD") == made[2]
    assert steps(worktree, "main", "dovetail/s/api") == {f"api/{n}": sha for n, sha in enumerate(made)}
    assert worktree.run("log", "-1", "--format=%(trailers:key=Package,valueonly,separator=%x20)") == "api"
    assert find_step(worktree, "main", "HEAD", "api/9") is None


def test_nothing_to_commit_is_no_commit(repo: Repository, worktree: Git) -> None:
    assert step(worktree, 1) == Committed(repo.git.commit("main"), created=False)


def test_commits_made_off_the_branch_are_taken_along(repo: Repository, worktree: Git) -> None:
    worktree.run("checkout", "--quiet", "--detach")
    repo.write({"a": "1\n"}, worktree.directory)
    worktree.run("add", "--all")
    worktree.run("commit", "--quiet", "-m", "by the agent itself")
    repo.write({"b": "2\n"}, worktree.directory)
    made = step(worktree, 1)
    assert worktree.run("symbolic-ref", "HEAD") == "refs/heads/dovetail/s/api"
    assert worktree.run("log", "--format=%s", "main..dovetail/s/api") == "Step 1\nby the agent itself"
    assert made.sha == worktree.commit("dovetail/s/api")


def test_a_worktree_elsewhere_is_refused(repo: Repository, worktree: Git) -> None:
    repo.write({"a": "1\n"}, worktree.directory)
    step(worktree, 1)
    repo.branch("elsewhere", {"z": "z\n"})
    worktree.run("checkout", "--quiet", "elsewhere")
    repo.write({"b": "2\n"}, worktree.directory)
    with pytest.raises(GitError, match="has left its branch"):
        step(worktree, 2)


def test_a_message_cannot_forge_a_step(repo: Repository, worktree: Git) -> None:
    repo.write({"a": "1\n"}, worktree.directory)
    commit_step(
        worktree, branch="dovetail/s/api", base="main", step_id="api/1", message="About\n\nStep-Id: api/2\n\nmore"
    )
    assert find_step(worktree, "main", "HEAD", "api/2") is None
