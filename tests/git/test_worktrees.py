"""Worktrees survive a crash at any point, and their removal loses nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dovetail.core.errors import GitError
from dovetail.git.locks import clear_stale_locks
from dovetail.git.run import Git
from dovetail.git.worktrees import (
    add_detached_worktree,
    add_worktree,
    copy_included,
    list_worktrees,
    move_detached,
    prune_worktrees,
    remove_worktree,
)
from repositories import Repository


@pytest.fixture
def trees(repo: Repository) -> Path:
    return repo.path.parent / "trees"


def add(repo: Repository, path: Path, branch: str = "dovetail/s/api") -> Git:
    return add_worktree(repo.git, path, branch, "main")


def test_a_worktree_starts_at_the_base_on_its_branch(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    assert (trees / "api/README.md").read_text() == "hello\n"
    assert here.run("symbolic-ref", "--short", "HEAD") == "dovetail/s/api"
    assert here.run("status", "--porcelain") == ""
    assert [(w.path, w.branch) for w in list_worktrees(repo.git)] == [
        (repo.path, "main"), (trees / "api", "dovetail/s/api"),
    ]  # fmt: skip


def test_adding_again_keeps_what_is_there(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    repo.write({"README.md": "edited\n", "new.txt": "n\n"}, here.directory)
    again = add(repo, trees / "api")
    assert (again.directory / "README.md").read_text() == "edited\n"
    assert (again.directory / "new.txt").read_text() == "n\n"


@pytest.mark.parametrize("torn", ["empty", "absent"])
@pytest.mark.parametrize("last", ["locked", "gitdir", "link", "HEAD", "commondir"])
def test_git_killed_at_any_file_of_its_registration_is_gone_on_from(
    repo: Repository, trees: Path, last: str, torn: str
) -> None:
    # In the order in which `git worktree add` writes them; "link" is the `.git` of the worktree itself.
    kept = trees.parent / "repo/.git/worktrees/api"
    files = {name: kept / name for name in ("locked", "gitdir")} | {"link": trees / "api/.git"}
    files |= {name: kept / name for name in ("HEAD", "commondir")}
    repo.git.run("worktree", "add", "--quiet", "--no-checkout", "-b", "dovetail/s/api", str(trees / "api"), "main")
    files["locked"].write_text("initializing")
    files["HEAD"].write_text("0" * 40 + "\n")
    names = list(files)
    for name in names[names.index(last) :]:
        files[name].unlink()
    if torn == "empty":
        files[last].touch()
    here = add(repo, trees / "api")
    assert (trees / "api/README.md").read_text() == "hello\n"
    assert here.run("symbolic-ref", "--short", "HEAD") == "dovetail/s/api"
    assert here.run("status", "--porcelain") == ""
    repo.git.run("worktree", "remove", str(trees / "api"))
    assert len(list_worktrees(repo.git)) == 1


def test_worktrees_are_pruned_where_git_was_killed_in_registering_one(repo: Repository, trees: Path) -> None:
    add(repo, trees / "api")
    repo.git.run("worktree", "add", "--quiet", "--no-checkout", "--detach", str(trees / "half"), "main")
    (repo.path / ".git/worktrees/half/commondir").write_text("")
    prune_worktrees(repo.git)
    assert {worktree.path for worktree in list_worktrees(repo.git)} >= {repo.path, trees / "api"}


def test_a_folder_that_vanished_is_made_again_from_its_branch(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    repo.write({"done.txt": "d\n"}, here.directory)
    here.run("add", "--all")
    here.run("commit", "--quiet", "-m", "Work")
    (trees / "api").rename(trees / "moved")
    assert list_worktrees(repo.git)[1].is_gone
    add(repo, trees / "api")
    assert (trees / "api/done.txt").read_text() == "d\n"


def test_a_checkout_that_was_killed_is_completed(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    (here.git_dir() / "index").rename(here.git_dir() / "index.lock")
    (trees / "api/README.md").unlink()
    add(repo, trees / "api")
    assert here.run("status", "--porcelain") == ""


def test_many_are_added_at_once(repo: Repository, trees: Path) -> None:
    names = [f"p{n}" for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda name: add(repo, trees / name, f"dovetail/s/{name}"), names))
    assert all((git.directory / "README.md").exists() for git in made)
    assert len(list_worktrees(repo.git)) == 9


def test_a_folder_in_the_way_is_left_alone(repo: Repository, trees: Path) -> None:
    repo.write({"mine.txt": "precious\n"}, trees / "api")
    with pytest.raises(GitError, match="is in the way of a worktree"):
        add(repo, trees / "api")
    assert (trees / "api/mine.txt").read_text() == "precious\n"


def test_another_branch_in_its_place_is_refused(repo: Repository, trees: Path) -> None:
    add(repo, trees / "api")
    with pytest.raises(GitError, match="is the worktree of dovetail/s/api, not of dovetail/s/ui"):
        add(repo, trees / "api", "dovetail/s/ui")


def test_merged_and_clean_work_is_removed_without_a_trace(repo: Repository, trees: Path) -> None:
    add(repo, trees / "api")
    removed = remove_worktree(repo.git, trees / "api", merged_into="main", delete_branch=True)
    assert removed.rescue is None
    assert removed.branch_deleted
    assert not (trees / "api").exists()
    assert set(repo.refs()) == {"refs/heads/main"}


def test_dirty_work_is_rescued(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    repo.write({"README.md": "edited\n", "untracked/new.txt": "n\n"}, here.directory)
    removed = remove_worktree(repo.git, trees / "api", merged_into="main")
    assert removed.rescue is not None
    assert removed.rescue.startswith("refs/dovetail/rescue/api/")
    assert repo.read(removed.rescue, "README.md") == "edited\n"
    assert repo.read(removed.rescue, "untracked/new.txt") == "n\n"


def test_unmerged_commits_are_rescued_before_their_branch_goes(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    repo.write({"done.txt": "d\n"}, here.directory)
    here.run("add", "--all")
    here.run("commit", "--quiet", "-m", "Work")
    removed = remove_worktree(repo.git, trees / "api", merged_into="main", delete_branch=True)
    assert removed.branch_deleted
    assert removed.rescue is not None
    assert repo.read(removed.rescue, "done.txt") == "d\n"


def test_a_branch_that_the_worktree_left_behind_is_not_deleted(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    repo.write({"done.txt": "d\n"}, here.directory)
    here.run("add", "--all")
    here.run("commit", "--quiet", "-m", "Work")
    here.run("checkout", "--quiet", "--detach", "main")
    remove_worktree(repo.git, trees / "api", merged_into="main", delete_branch=True)
    assert repo.read("dovetail/s/api", "done.txt") == "d\n"


def test_removing_twice_in_a_second_makes_two_rescue_refs(repo: Repository, trees: Path) -> None:
    refs: set[str | None] = set()
    for text in ("one\n", "two\n"):
        here = add(repo, trees / "api")
        repo.write({"x": text}, here.directory)
        refs.add(remove_worktree(repo.git, trees / "api", merged_into="main").rescue)
    assert None not in refs
    assert {repo.read(str(ref), "x") for ref in refs} == {"one\n", "two\n"}


def test_a_repository_inside_is_not_swallowed(repo: Repository, trees: Path) -> None:
    add(repo, trees / "api")
    Repository(trees / "api/vendored", {"inner.txt": "i\n"})
    with pytest.raises(GitError, match=r"repositories of their own \(vendored\)"):
        remove_worktree(repo.git, trees / "api", merged_into="main")
    assert (trees / "api/vendored/inner.txt").exists()


def test_a_locked_worktree_stays(repo: Repository, trees: Path) -> None:
    add(repo, trees / "api")
    repo.git.run("worktree", "lock", str(trees / "api"))
    with pytest.raises(GitError, match="is locked: run `git worktree unlock"):
        remove_worktree(repo.git, trees / "api", merged_into="main")


def test_a_worktree_that_was_never_checked_out_needs_no_rescue(repo: Repository, trees: Path) -> None:
    repo.git.run("worktree", "add", "--no-checkout", "-b", "x", str(trees / "api"), "main")
    assert remove_worktree(repo.git, trees / "api", merged_into="main").rescue is None


def test_an_unknown_path_is_refused(repo: Repository, trees: Path) -> None:
    with pytest.raises(GitError, match="is not a worktree of"):
        remove_worktree(repo.git, trees / "none", merged_into="main")


def test_locks_that_a_killed_git_left_are_removed(repo: Repository, trees: Path) -> None:
    here = add(repo, trees / "api")
    locks = [here.git_dir() / "index.lock", repo.path / ".git/refs/heads/dovetail/s/api.lock"]
    for lock in locks:
        lock.write_text("")
    assert clear_stale_locks(here, older_than=3600) == ()
    assert set(clear_stale_locks(here)) == set(locks)
    repo.write({"x": "1\n"}, here.directory)
    here.run("add", "--all")
    here.run("commit", "--quiet", "-m", "works again")


def test_a_detached_worktree_is_put_at_each_commit_exactly(repo: Repository, trees: Path) -> None:
    repo.commit({".gitignore": "cache/\n", "a": "1\n"})
    older, newer = repo.git.commit("main"), repo.branch("x", {"a": None, "b": "2\n"})
    gate = add_detached_worktree(repo.git, trees / "gate", older)
    repo.write({"a": "left over\n", "junk": "j\n", "cache/kept": "k\n"}, gate.directory)
    move_detached(gate, newer)
    assert sorted(p.name for p in gate.directory.iterdir()) == [".git", ".gitignore", "README.md", "b", "cache"]
    assert (gate.directory / "cache/kept").exists()
    assert add_detached_worktree(repo.git, trees / "gate", older).commit("HEAD") == newer
    with pytest.raises(GitError, match="is on a branch"):
        move_detached(repo.git, older)


def test_ignored_files_that_worktreeinclude_names_are_copied(repo: Repository, trees: Path) -> None:
    repo.commit(
        {
            ".gitignore": ".env*\nnode_modules/\nconfig/local.json\n",
            ".worktreeinclude": ".env*\n!.env.prod\nconfig/\n*.md\n",
        }
    )
    repo.write(
        {
            ".env": "KEY=1\n",
            ".env.prod": "no\n",
            "config/local.json": "{}\n",
            "node_modules/x/i.js": "x\n",
            "notes.md": "untracked\n",
        }
    )
    here = add(repo, trees / "api")
    repo.write({".env.local": "theirs\n"}, here.directory)
    repo.write({".env.local": "ours\n"})
    assert sorted(copy_included(repo.git, here.directory)) == [".env", "config/local.json"]
    assert (here.directory / ".env").read_text() == "KEY=1\n"
    assert (here.directory / ".env.local").read_text() == "theirs\n"
    assert not (here.directory / "node_modules").exists()


def test_without_worktreeinclude_nothing_is_copied(repo: Repository, trees: Path) -> None:
    repo.write({".env": "KEY=1\n"})
    assert copy_included(repo.git, add(repo, trees / "api").directory) == ()


def test_pruning_forgets_only_what_is_gone(repo: Repository, trees: Path) -> None:
    add(repo, trees / "api")
    add(repo, trees / "ui", "dovetail/s/ui")
    (trees / "api").rename(trees / "elsewhere")
    prune_worktrees(repo.git)
    assert [w.path.name for w in list_worktrees(repo.git)] == ["repo", "ui"]
    assert "refs/heads/dovetail/s/api" in repo.refs()


def test_names_with_spaces_and_line_breaks_are_listed(repo: Repository, trees: Path) -> None:
    odd = trees / "a b\nc"
    add(repo, odd)
    assert list_worktrees(repo.git)[1].path == odd


def test_adding_and_removing_at_once(repo: Repository, trees: Path) -> None:
    errors: list[BaseException] = []

    def churn(name: str) -> None:
        try:
            for _ in range(2):
                add(repo, trees / name, f"dovetail/s/{name}")
                remove_worktree(repo.git, trees / name, merged_into="main", delete_branch=True)
        except GitError as error:
            errors.append(error)

    threads = [threading.Thread(target=churn, args=(f"p{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert set(repo.refs()) == {"refs/heads/main"}
