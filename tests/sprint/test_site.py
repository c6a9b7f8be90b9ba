"""What is done to a package's worktree, on real repositories: nothing that somebody wrote is lost."""

import itertools
from pathlib import Path

import pytest

from dovetail.core.errors import UsageError
from dovetail.core.plan import read_sprint
from dovetail.core.settings import Settings
from dovetail.core.text import Text
from dovetail.git.run import Git
from dovetail.sprint.active import base_snapshot
from dovetail.sprint.branchcheck import BranchCheck, caused, in_scope, mended
from dovetail.sprint.launch import current_plan
from dovetail.sprint.packs import INSTRUCTIONS, prompt, system_texts
from dovetail.sprint.site import put_aside, put_back, uncommitted
from dovetail.sprint.treecheck import TreeCheck
from dovetail.sprint.worktree import bring_up_to, make_worktree, port_base
from repositories import Repository
from sprint.conftest import FIVE, SPRINT, Product, five_packages, package_text, sprint_text


@pytest.fixture
def worktree(repository: Repository, tmp_path: Path) -> Git:
    repository.commit({"a.txt": "a\n", "b [1].txt": "b\n", "c.txt": "c\n"})
    return make_worktree(repository.git, tmp_path / "worktree", "dovetail/auth/api", "main")


def write(git: Git, path: str, text: str) -> None:
    file = git.directory / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_uncommitted_paths_carry_a_mark_that_a_write_changes(worktree: Git) -> None:
    assert uncommitted(worktree) == {}
    write(worktree, "a.txt", "changed\n")
    write(worktree, "new dir/ü.txt", "new\n")
    (worktree.directory / "c.txt").unlink()
    first = uncommitted(worktree)
    assert set(first) == {"a.txt", "new dir/ü.txt", "c.txt"} and first["c.txt"] == ""
    write(worktree, "a.txt", "changed again\n")
    assert {p for p, mark in uncommitted(worktree).items() if first[p] != mark} == {"a.txt"}


def test_what_is_put_back_is_kept_under_a_rescue_ref(worktree: Git) -> None:
    write(worktree, "a.txt", "mine\n")
    write(worktree, "b [1].txt", "wrong\n")
    write(worktree, "new.txt", "wrong\n")
    (worktree.directory / "c.txt").unlink()
    (worktree.directory / "link").symlink_to("/etc/passwd")
    ref = put_back(worktree, "api", ("b [1].txt", "new.txt", "c.txt", "link"))
    assert set(uncommitted(worktree)) == {"a.txt"} and Path("/etc/passwd").exists()
    assert (worktree.directory / "b [1].txt").read_text() == "b\n" and (worktree.directory / "c.txt").exists()
    assert ref.startswith("refs/dovetail/rescue/api/")
    assert worktree.run("show", f"{ref}:new.txt") == "wrong" and worktree.run("show", f"{ref}:b [1].txt") == "wrong"


def test_a_turn_that_was_broken_off_is_put_aside_as_a_whole(worktree: Git) -> None:
    write(worktree, "a.txt", "half\n")
    write(worktree, "deep/new.txt", "half\n")
    ref = put_aside(worktree, "api")
    assert uncommitted(worktree) == {} and not (worktree.directory / "deep").exists()
    assert worktree.run("show", f"{ref}:deep/new.txt") == "half"


def test_a_branch_is_brought_up_to_the_base_or_left_as_it_was(repository: Repository, worktree: Git) -> None:
    on = repository.commit({"d.txt": "d\n"})
    bring_up_to(worktree, on, "why")
    assert worktree.commit("HEAD") == on  # it had nothing of its own
    write(worktree, "a.txt", "api\n")
    worktree.run("commit", "-qam", "Work")
    bring_up_to(worktree, repository.commit({"e.txt": "e\n"}), "Merge what is new")
    assert worktree.run("log", "-1", "--format=%s") == "Merge what is new" and (worktree.directory / "e.txt").exists()
    clash = repository.commit({"a.txt": "main\n"})
    before = worktree.commit("HEAD")
    with pytest.raises(UsageError, match=r"does not merge with .* \(CONFLICT .*a\.txt\): merge it there by hand"):
        bring_up_to(worktree, clash, "why")
    assert worktree.commit("HEAD") == before and uncommitted(worktree) == {}


def test_the_check_of_a_branch_follows_its_writes_and_the_plan(repository: Repository, tmp_path: Path) -> None:
    product = Product(repository, five_packages())
    git = repository.git
    worktree = make_worktree(git, tmp_path / "worktree", "dovetail/auth/api", "main")
    plan = current_plan(git, git.commit("main"), SPRINT)
    base = base_snapshot(git, plan, plan.commit, Settings())
    check = BranchCheck(
        worktree.directory, "api", "dovetail/auth/api", Settings(), in_scope(("api/**",), ()), TreeCheck()
    )
    clean = check.start(plan, base, base)
    assert clean.all == ()
    write(worktree, "api/a.ts", "/** @contract Usr */\nexport interface A { id: string }\n")
    # A contract that an agent changed in its worktree all the same is not what anything is checked by.
    write(worktree, "contracts/user.contract.ts", "export interface Usr { id: string }\n")
    wrong = check.reread(["api/a.ts", "contracts/user.contract.ts"])
    assert [f.path for f in caused(clean, wrong)] == ["api/a.ts"] and wrong.changed_paths(clean) == ("api/a.ts",)
    (worktree.directory / "api/a.ts").unlink()
    gone = check.reread(["api/a.ts"])
    assert gone.all == () and mended(wrong, gone) == 1
    write(worktree, "ui/a.ts", "/** @contract Usr */\nexport interface A { id: string }\n")
    assert check.reread(["ui/a.ts"]).all == ()  # not this package's
    assert product.path.exists()


def test_all_packages_share_the_start_of_what_they_are_told(repository: Repository, tmp_path: Path) -> None:
    Product(repository, five_packages())
    git = repository.git
    plan = current_plan(git, git.commit("main"), SPRINT)
    base = base_snapshot(git, plan, plan.commit, Settings())
    packages = plan.sprint.packages
    assert len({system_texts(base, plan.sprint, p)[0] for p in packages}) == 1
    assert system_texts(base, plan.sprint, packages[0])[0].startswith(INSTRUCTIONS)
    first = prompt(base, plan.sprint, packages[1], tmp_path / "w", ["abc I did this"])
    assert "You own: api/**" in first and "export interface User" in first and "abc I did this" in first
    assert f"Your worktree is {tmp_path / 'w'}." in first


def test_every_package_has_ports_of_its_own(tmp_path: Path) -> None:
    plan = read_sprint(SPRINT, Text(sprint_text(*(package_text(id) for id in FIVE))))
    bases = [port_base(tmp_path, plan, p) for p in plan.packages]
    assert len(set(bases)) == 5 and all(20_000 <= b < 60_000 for b in bases)
    assert all(b - a == 20 for a, b in itertools.pairwise(bases))
