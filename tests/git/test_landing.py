"""Main moves to exactly the verified commit, or not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dovetail.git.landing import Landed, LandingRefused, land, uncommitted
from dovetail.git.worktrees import add_worktree
from repositories import Repository


def test_main_moves_and_so_do_the_files_of_its_checkout(repo: Repository) -> None:
    before = repo.git.commit("main")
    after = repo.branch("work", {"a": "1\n", "README.md": None})
    repo.write({"untracked": "mine\n"})
    assert land(repo.git, "main", after, expected=before) == Landed("main", before, after, repo.path)
    assert repo.git.commit("main") == after
    assert sorted(p.name for p in repo.path.iterdir()) == [".git", "a", "untracked"]
    assert repo.git.run("status", "--porcelain") == "?? untracked"


def test_main_moves_where_it_is_not_checked_out(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    repo.git.run("checkout", "--quiet", "-b", "mine")
    repo.write({"README.md": "being edited\n"})
    assert land(repo.git, "main", after, expected=before).worktree is None
    assert repo.git.commit("main") == after
    assert (repo.path / "README.md").read_text() == "being edited\n"


def test_main_in_another_worktree_is_updated_there(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    repo.git.run("checkout", "--quiet", "-b", "mine")
    other = add_worktree(repo.git, repo.path.parent / "other", "main", "main")
    assert land(repo.git, "main", after, expected=before).worktree == other.directory
    assert (other.directory / "a").exists()
    assert not (repo.path / "a").exists()


def test_landing_again_is_fine(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    land(repo.git, "main", after, expected=before)
    assert land(repo.git, "main", after, expected=before).after == after


@pytest.mark.parametrize("stage", [False, True])
def test_a_dirty_checkout_is_refused_and_untouched(repo: Repository, stage: bool) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    repo.write({"README.md": "being edited\n"})
    if stage:
        repo.git.run("add", "--all")
    with pytest.raises(
        LandingRefused, match=r"uncommitted changes \(README.md\): commit or stash them, then land"
    ) as caught:
        land(repo.git, "main", after, expected=before)
    assert caught.value.reason == "dirty"
    assert uncommitted(repo.git) == ("README.md",)
    assert repo.git.commit("main") == before
    assert (repo.path / "README.md").read_text() == "being edited\n"
    assert not (repo.path / "a").exists()


def test_an_untracked_file_in_the_way_is_refused_and_untouched(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    repo.write({"a": "mine\n"})
    with pytest.raises(LandingRefused, match=r"untracked files where .* has its own \(a\): move them away") as caught:
        land(repo.git, "main", after, expected=before)
    assert caught.value.reason == "untracked"
    assert repo.git.commit("main") == before
    assert (repo.path / "a").read_text() == "mine\n"


def test_what_a_killed_landing_left_in_the_way_is_taken_away(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"n/a": "1\n", "n/b": "12345\n", "n/c": "3\n"})
    repo.write({"n/a": "1\n", "n/b": "123", "mine": "mine\n"})  # whole, torn, and not yet written
    assert land(repo.git, "main", after, expected=before).after == after
    assert repo.git.run("status", "--porcelain") == "?? mine"
    assert (repo.path / "n/b").read_text() == "12345\n"


def test_a_landing_that_was_killed_before_it_moved_the_branch_is_finished(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n", "README.md": "new\n"})
    repo.git.run("read-tree", "-u", "-m", after)
    assert uncommitted(repo.git) == ("README.md", "a")
    assert land(repo.git, "main", after, expected=before).after == after
    assert repo.git.run("status", "--porcelain") == ""


def test_what_a_killed_landing_left_stays_beside_what_a_person_wrote(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"n/a": "1\n", "n/b": "12345\n"})
    repo.write({"n/a": "1\n", "n/b": "124"})
    with pytest.raises(LandingRefused, match=r"untracked files where .* has its own"):
        land(repo.git, "main", after, expected=before)
    assert (repo.path / "n/a").read_text() == "1\n"
    assert (repo.path / "n/b").read_text() == "124"


@pytest.mark.parametrize("checked_out", [True, False])
def test_a_main_that_moved_is_refused(repo: Repository, checked_out: bool) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    moved = repo.commit({"b": "2\n"})
    if not checked_out:
        repo.git.run("checkout", "--quiet", "--detach")
    with pytest.raises(
        LandingRefused, match=r"has moved from .* since it was verified: integrate the sprint again"
    ) as caught:
        land(repo.git, "main", after, expected=before)
    assert caught.value.reason == "moved"
    assert repo.git.commit("main") == moved


def test_a_commit_that_lacks_some_of_main_is_refused(repo: Repository) -> None:
    after = repo.branch("work", {"a": "1\n"})
    moved = repo.commit({"b": "2\n"})
    with pytest.raises(LandingRefused, match="does not contain all of main"):
        land(repo.git, "main", after, expected=moved)
    assert repo.git.commit("main") == moved


def test_a_main_that_is_being_rebased_is_refused(repo: Repository) -> None:
    repo.branch("other", {"README.md": "theirs\n"})
    before = repo.commit({"README.md": "ours\n"})
    after = repo.branch("work", {"a": "1\n"})
    assert repo.git.attempt("rebase", "other").code != 0
    with pytest.raises(LandingRefused, match="is being rebased in"):
        land(repo.git, "main", after, expected=before)
    assert repo.git.commit("main") == before


def test_a_hook_of_the_repository_neither_runs_nor_blocks(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    for name in ("pre-push", "pre-receive", "update", "reference-transaction", "push-to-checkout"):
        hook = repo.path / ".git/hooks" / name
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
    assert land(repo.git, "main", after, expected=before).after == after


def test_of_two_that_land_at_once_one_wins(repo: Repository) -> None:
    before = repo.git.commit("main")
    rivals = [repo.branch(f"work{n}", {f"f{n}": f"{n}\n"}) for n in range(4)]

    def attempt(commit: str) -> str | None:
        try:
            return land(repo.git, "main", commit, expected=before).after
        except LandingRefused as refused:
            assert refused.reason in ("moved", "dirty")
            return None

    with ThreadPoolExecutor(4) as pool:
        winners = [commit for commit in pool.map(attempt, rivals) if commit]
    assert winners == [repo.git.commit("main")]
    assert repo.git.run("status", "--porcelain") == ""


def test_a_checkout_in_which_git_is_at_work_is_refused(repo: Repository) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    (repo.path / ".git/index.lock").write_text("")
    with pytest.raises(
        LandingRefused, match=r"Another git is at work in .*: wait for it to end, then land again"
    ) as caught:
        land(repo.git, "main", after, expected=before)
    assert caught.value.reason == "busy"
    assert repo.git.commit("main") == before


@pytest.mark.parametrize("is_checked_out", [True, False])
def test_a_branch_that_a_killed_git_has_locked_is_refused_with_the_name_of_the_lock(
    repo: Repository, is_checked_out: bool
) -> None:
    before, after = repo.git.commit("main"), repo.branch("work", {"a": "1\n"})
    if not is_checked_out:
        repo.git.run("checkout", "--quiet", "--detach")
    lock = repo.path / ".git/refs/heads/main.lock"
    lock.write_text("")
    with pytest.raises(LandingRefused, match=r"main\.lock is there, .*: wait .*, or remove that file") as caught:
        land(repo.git, "main", after, expected=before)
    assert caught.value.reason == "busy"
    lock.unlink()
    assert land(repo.git, "main", after, expected=before).after == after
    assert repo.git.run("status", "--porcelain") == ""
