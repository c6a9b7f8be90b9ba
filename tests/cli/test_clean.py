"""`dovetail clean` frees worktrees and loses nothing that was written in them."""

from pathlib import Path

import pytest

from dovetail.git.worktrees import add_worktree
from dovetail.sprint.paths import engine_paths
from repositories import Repository
from support.cli import dovetail

pytestmark = pytest.mark.slow


def test_unmerged_and_uncommitted_work_is_kept_under_a_rescue_ref(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("DOVETAIL_HOME", str(home))
    repository = Repository(tmp_path / "repo")
    worktree = engine_paths(repository.path).worktree("login", "api")
    add_worktree(repository.git, worktree, "dovetail/login/api", "main")
    (worktree / "unsaved.ts").write_text("export const precious = 1;\n")
    other = tmp_path / "mine"
    repository.git.run("worktree", "add", "-q", "-b", "mine", str(other))
    env = {"DOVETAIL_HOME": str(home)}

    dry = dovetail(repository.path, "clean", "--dry-run", env=env)
    assert (dry.code, worktree.exists()) == (0, True)
    done = dovetail(repository.path, "clean", "--yes", env=env)

    assert done.code == 0, done.err
    assert not worktree.exists()
    assert other.exists(), "a worktree that is not ours is not touched"
    [rescue] = [ref for ref in repository.refs() if ref.startswith("refs/dovetail/rescue/")]
    assert rescue in done.out
    assert repository.read(rescue, "unsaved.ts") == "export const precious = 1;\n"
    assert "no worktrees to clean" in dovetail(repository.path, "clean", "--yes", env=env).out


def test_what_checks_have_kept_is_removed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo")
    env = {"DOVETAIL_HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for n in range(310):
        (repository.path / f"m{n}.ts").write_text(f"export const a{n} = {n};\n")
    assert dovetail(repository.path, "check", env=env).code == 0
    [kept] = (tmp_path / "cache" / "dovetail").iterdir()
    assert str(kept) in dovetail(repository.path, "clean", "--dry-run", env=env).out
    assert kept.exists()
    assert dovetail(repository.path, "clean", env=env).code == 0
    assert not kept.exists()
