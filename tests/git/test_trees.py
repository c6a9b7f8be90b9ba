"""Trees and commits go in and out as values; the checkout and its index stay as they were."""

import os
from pathlib import Path

import pytest

from dovetail.git.run import Git
from dovetail.git.trees import (
    Change,
    Entry,
    changed_since_fork,
    changes,
    entries,
    identity,
    read_blobs,
    read_files,
    scratch,
    worktree_state,
    write_commit,
    write_tree,
)
from repositories import Repository

ODD = "ä b\n'\"\tc.txt"


def fingerprint(repo: Repository) -> tuple[bytes, str, dict[str, str]]:
    return (repo.path / ".git/index").read_bytes(), repo.git.run("status", "--porcelain"), repo.refs()


def test_files_of_a_tree_are_read_with_any_name_and_content(repo: Repository) -> None:
    head = repo.commit({ODD: "odd\n", "empty": "", "bin": "\udcff\0x", "dir/a.ts": "a\n"})
    assert read_files(repo.git, head) == {
        "README.md": b"hello\n", ODD: b"odd\n", "empty": b"", "bin": b"\xff\0x", "dir/a.ts": b"a\n",
    }  # fmt: skip
    assert read_files(repo.git, head, ["dir/a.ts", "gone"]) == {"dir/a.ts": b"a\n"}


def test_a_missing_blob_is_left_out(repo: Repository) -> None:
    known = entries(repo.git, "HEAD")["README.md"].oid
    assert read_blobs(repo.git, ["0" * 39 + "1", known]) == {known: b"hello\n"}
    assert read_blobs(repo.git, []) == {}


def test_a_tree_is_written_without_touching_the_checkout(repo: Repository) -> None:
    repo.commit({"run.sh": "x\n", "gone": "y\n"})
    os.chmod(repo.path / "run.sh", 0o755)  # noqa: PTH101
    repo.commit({})
    before = fingerprint(repo)
    tree = write_tree(repo.git, "HEAD", {"run.sh": b"z\n", "gone": None, f"new/{ODD}": b"n", "absent": None})
    assert fingerprint(repo) == before
    assert {p: e.mode for p, e in entries(repo.git, tree).items()} == {
        "README.md": "100644", "run.sh": "100755", f"new/{ODD}": "100644",
    }  # fmt: skip
    assert write_tree(repo.git, "HEAD", {}) == repo.git.run("rev-parse", "HEAD^{tree}")


def test_changes_between_trees(repo: Repository) -> None:
    before = repo.commit({"a": "1\n", "b": "2\n"})
    after = repo.commit({"a": "changed\n", "b": None, ODD: "3\n"})
    found = {change.path: change for change in changes(repo.git, before, after)}
    assert set(found) == {"a", "b", ODD}
    assert found["b"].after is None
    assert found[ODD] == Change(ODD, None, entries(repo.git, after)[ODD])


def test_what_a_branch_changed_does_not_count_what_the_base_did_since(repo: Repository) -> None:
    branch = repo.branch("work", {"mine.txt": "m\n"})
    repo.commit({"theirs.txt": "t\n"})
    assert [c.path for c in changed_since_fork(repo.git, "main", branch)] == ["mine.txt"]


def test_the_same_input_gives_the_same_commit(repo: Repository) -> None:
    tree = repo.git.run("rev-parse", "HEAD^{tree}")
    made = {write_commit(repo.git, tree, ["HEAD"], "Same", date="1700000000 +0200") for _ in range(2)}
    assert len(made) == 1
    assert repo.git.run("log", "-1", "--format=%an %ai %cn", made.pop()) == "Ada 2023-11-15 00:13:20 +0200 Ada"


def test_a_nameless_committer_gets_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL", raising=False)
    git = Git(tmp_path / "bare")
    git.directory.mkdir()
    git.run("init", "--quiet")
    assert identity(git)["GIT_COMMITTER_NAME"] == "Dovetail"
    git.run("config", "user.email", "grace@example.org")
    assert identity(git)["GIT_AUTHOR_EMAIL"] == "grace@example.org"
    git.run("config", "user.name", "Grace")
    assert identity(git) == {}


def test_uncommitted_work_is_a_commit_and_stays_uncommitted(repo: Repository) -> None:
    repo.commit({".gitignore": "*.log\n", "kept": "1\n", "removed": "2\n"})
    assert not worktree_state(repo.git).is_dirty
    repo.write({"kept": "changed\n", "removed": None, "new/file": "n\n", "x.log": "ignored\n"})
    repo.git.run("add", "new/file")
    before = fingerprint(repo)
    state = worktree_state(repo.git)
    assert fingerprint(repo) == before
    assert state.is_dirty
    assert state.head == repo.git.commit("HEAD")
    assert sorted(read_files(repo.git, state.commit)) == [".gitignore", "README.md", "kept", "new/file"]
    assert repo.read(state.commit, "kept") == "changed\n"


def test_what_was_staged_and_then_changed_is_kept_too(repo: Repository) -> None:
    repo.write({"a": "staged\n"})
    repo.git.run("add", "a")
    repo.write({"a": "later\n"})
    state = worktree_state(repo.git)
    assert repo.read(state.commit, "a") == "later\n"
    assert repo.read(f"{state.commit}^2", "a") == "staged\n"


def test_a_worktree_in_the_middle_of_a_merge_has_a_state(repo: Repository) -> None:
    repo.branch("other", {"README.md": "theirs\n"})
    repo.commit({"README.md": "ours\n"})
    assert repo.git.attempt("merge", "other").code == 1
    assert "<<<<<<<" in repo.read(worktree_state(repo.git).commit, "README.md")


def test_scratch_objects_leave_nothing_behind(repo: Repository) -> None:
    count = repo.git.run("count-objects")
    with scratch(repo.git) as git:
        tree = write_tree(git, "HEAD", {"simulated": b"only here\n"})
        assert read_files(git, tree)["simulated"] == b"only here\n"
        assert entries(git, tree)["README.md"] == entries(repo.git, "HEAD")["README.md"]
    assert repo.git.run("count-objects") == count
    assert repo.git.attempt("cat-file", "-e", tree).code != 0


def test_a_scratch_within_a_scratch_reads_both(repo: Repository) -> None:
    with scratch(repo.git) as outer:
        first = write_tree(outer, "HEAD", {"a": b"1"})
        with scratch(outer) as inner:
            second = write_tree(inner, first, {"b": b"2"})
            assert read_files(inner, second) == {"README.md": b"hello\n", "a": b"1", "b": b"2"}
        assert outer.attempt("cat-file", "-e", second).code != 0


def test_scratch_works_where_the_path_has_a_colon_and_a_quote(tmp_path: Path) -> None:
    repo = Repository(tmp_path / 'odd:"name')
    with scratch(repo.git) as git:
        assert read_files(git, write_tree(git, "HEAD", {"x": b"1"})) == {"README.md": b"hello\n", "x": b"1"}


def test_symbolic_links_are_not_read_as_files(repo: Repository) -> None:
    (repo.path / "link").symlink_to("README.md")
    head = repo.commit({})
    assert entries(repo.git, head)["link"] == Entry("120000", repo.git.run("rev-parse", f"{head}:link"))
    assert "link" not in read_files(repo.git, head)
