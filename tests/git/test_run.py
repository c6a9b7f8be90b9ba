"""Git is run where it is told to, with nothing inherited that would send it elsewhere."""

import os
from pathlib import Path

import pytest

from dovetail.core.errors import GitError, NotARepository
from dovetail.git import run
from dovetail.git.run import CommandFailed, Git, GitMissing, find_repository
from repositories import Repository


def test_what_a_hook_exports_does_not_redirect_a_command(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other", {"other.txt": "x"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere"))
    assert repo.git.run("ls-files") == "README.md"
    assert find_repository(repo.path).directory == repo.path


def test_a_variable_that_we_set_ourselves_wins(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_DATE", "1 +0000")
    ours = repo.git.with_env({"GIT_AUTHOR_DATE": "1700000000 +0100"})
    assert "1700000000 +0100" in ours.run("var", "GIT_AUTHOR_IDENT")
    assert " 1 +0000" not in repo.git.run("var", "GIT_AUTHOR_IDENT")


def test_a_directory_that_is_gone_is_an_error_and_not_the_process_directory(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.path)
    with pytest.raises(CommandFailed, match="cannot change to"):
        Git(tmp_path / "gone").run("status")


def test_an_error_says_what_was_tried_and_what_git_said(repo: Repository) -> None:
    with pytest.raises(GitError) as caught:
        repo.git.run("checkout", "no-such-branch")
    assert "git checkout no-such-branch" in str(caught.value)
    assert "did not match" in str(caught.value)


def test_input_and_output_are_bytes_where_asked(repo: Repository) -> None:
    oid = repo.git.run("hash-object", "-w", "--stdin", input=b"\xff\0\n")
    assert repo.git.run_bytes("cat-file", "blob", oid) == b"\xff\0\n"


def test_no_repository_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotARepository, match="not in a git repository: run `git init`"):
        find_repository(tmp_path)


def test_a_repository_is_found_from_a_file_below_it(repo: Repository) -> None:
    repo.write({"a/b/c.txt": "x"})
    assert find_repository(repo.path / "a/b/c.txt").directory == repo.path


def test_a_missing_git_is_one_clear_sentence(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    run._interface.cache_clear()
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(GitMissing, match=r"Git was not found: install git 2\.39 or newer"):
        repo.git.run("status")


def test_a_git_that_is_too_old_is_one_clear_sentence(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "bin/git"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho git version 2.25.1\n")
    old.chmod(0o755)
    run._interface.cache_clear()
    monkeypatch.setenv("PATH", f"{old.parent}:{os.environ['PATH']}")
    try:
        with pytest.raises(GitMissing, match=r"Git 2\.25\.1 is too old"):
            repo.git.run("status")
    finally:
        run._interface.cache_clear()


def test_hooks_of_the_repository_do_not_run(repo: Repository) -> None:
    hook = repo.path / ".git/hooks/post-checkout"
    hook.write_text("#!/bin/sh\ntouch hook-ran\n")
    hook.chmod(0o755)
    repo.git.run("checkout", "--quiet", "-b", "other")
    assert not (repo.path / "hook-ran").exists()


def test_an_unknown_revision_is_named(repo: Repository) -> None:
    with pytest.raises(GitError, match="no commit, branch or tag `nowhere`"):
        repo.git.commit("nowhere")
    assert not repo.git.has("nowhere")
    assert not repo.git.has("--help")
