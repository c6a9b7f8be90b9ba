"""The gate runs real commands on the very commit that would land, and finds out who broke it."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dovetail.core.snapshot import Failure
from dovetail.git.run import Git
from dovetail.git.worktrees import add_detached_worktree
from dovetail.integration.bisection import bisection
from dovetail.integration.gate import Gate, Integration, Ran, integrate
from dovetail.integration.syntax import parses
from dovetail.integration.train import Branch
from repositories import Repository

pytestmark = pytest.mark.slow


class Shell:
    """Runs commands for real, and remembers what ran at which commit."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, str]] = []

    async def __call__(self, command: str, directory: Path) -> Ran:
        head = await asyncio.to_thread(Git(directory).commit, "HEAD")
        self.ran.append((command, head))
        process = await asyncio.create_subprocess_shell(command, cwd=directory, stdout=-1, stderr=-2)
        out, _ = await process.communicate()
        assert process.returncode is not None
        return Ran(process.returncode, out.decode())


@pytest.fixture
def shell() -> Shell:
    return Shell()


@pytest.fixture
def worktree(repo: Repository) -> Git:
    return add_detached_worktree(repo.git, repo.path.parent / "integration", "main")


def packages(repo: Repository, count: int, **broken: str) -> list[Branch]:
    """Packages p0, p1, … that add a file each; `broken` says which file's content is bad."""
    made = [f"p{n}" for n in range(count)]
    return [Branch(p, "", repo.branch(p, {f"{p}.txt": broken.get(p, "good") + "\n"})) for p in made]


GOOD = "! grep -n bad *.txt"


async def run(repo: Repository, worktree: Git, branches: list[Branch], gate: Gate) -> Integration:
    return await integrate(repo.git, worktree, "main", branches, gate, parses)


async def test_what_passes_is_verified_at_exactly_the_commit_that_would_land(
    repo: Repository, worktree: Git, shell: Shell
) -> None:
    before = repo.refs()
    done = await run(repo, worktree, packages(repo, 3), Gate(("true",), (GOOD, "test -f p0.txt -a -f p2.txt"), shell))
    assert (done.state, done.tries, done.ejected) == ("verified", 1, ())
    assert {head for _, head in shell.ran} == {done.train.head}
    assert worktree.commit("HEAD") == done.train.head
    assert repo.refs() == before | {f"refs/heads/p{n}": repo.git.commit(f"p{n}") for n in range(3)}
    assert repo.git.run("status", "--porcelain") == ""


async def test_the_package_that_breaks_it_is_found_and_the_rest_goes_on(
    repo: Repository, worktree: Git, shell: Shell
) -> None:
    branches = packages(repo, 6, p3="bad")
    branches[5] = Branch("p5", "", branches[5].commit, after=("p3",))
    done = await run(repo, worktree, branches, Gate((), (GOOD,), shell))
    assert done.state == "verified"
    assert [m.package for m in done.train.merged] == ["p0", "p1", "p2", "p4"]
    assert [e.package for e in done.ejected] == ["p3", "p5"]
    assert done.ejected[0].reason.startswith("With it `! grep -n bad *.txt` fails")
    assert [f.package for f in done.ejected[0].failures] == ["p3"]
    assert done.ejected[1].reason == "It comes after p3, which was ejected."
    assert done.tries == 1 + 2 + 1


async def test_two_bad_packages_are_both_found(repo: Repository, worktree: Git, shell: Shell) -> None:
    done = await run(repo, worktree, packages(repo, 8, p1="bad", p6="bad"), Gate((), (GOOD,), shell))
    assert done.state == "verified"
    assert sorted(e.package for e in done.ejected) == ["p1", "p6"]
    assert len(done.train.merged) == 6


async def test_packages_that_break_only_together(repo: Repository, worktree: Git, shell: Shell) -> None:
    done = await run(repo, worktree, packages(repo, 4), Gate((), ("! test -f p1.txt -a -f p3.txt",), shell))
    assert [e.package for e in done.ejected] == ["p3"]
    assert [m.package for m in done.train.merged] == ["p0", "p1", "p2"]


async def test_a_base_that_fails_by_itself_blames_nobody(repo: Repository, worktree: Git, shell: Shell) -> None:
    repo.commit({"old.txt": "bad\n"})
    done = await run(repo, worktree, packages(repo, 4), Gate((), ("true", GOOD), shell))
    assert (done.state, done.ejected) == ("failed", ())
    assert done.reason == "The base does not pass the gate by itself: mend it before integrating."
    assert done.verdict is not None
    assert done.verdict.failures[0].command == GOOD


async def test_when_all_are_bad_none_is_left(repo: Repository, worktree: Git, shell: Shell) -> None:
    done = await run(repo, worktree, packages(repo, 2, p0="bad", p1="bad"), Gate((), (GOOD,), shell))
    assert done.state == "empty"
    assert sorted(e.package for e in done.ejected) == ["p0", "p1"]


async def test_a_package_that_met_the_ejected_one_gets_its_chance(
    repo: Repository, worktree: Git, shell: Shell
) -> None:
    repo.commit({"x.txt": "start\n"})
    bad = Branch("a", "", repo.branch("a", {"x.txt": "bad\n"}))
    good = Branch("b", "", repo.branch("b", {"x.txt": "fine\n", "b.txt": "b\n"}))
    done = await run(repo, worktree, [bad, good], Gate((), (GOOD,), shell))
    assert [m.package for m in done.train.merged] == ["b"]
    assert [e.package for e in done.ejected] == ["a"]


async def test_setup_runs_again_only_when_a_manifest_changed(repo: Repository, worktree: Git, shell: Shell) -> None:
    repo.commit({"package.json": "{}\n", ".gitignore": "node_modules/\n"})
    branches = packages(repo, 2, p1="bad")
    setup = ("mkdir -p node_modules && echo installed > node_modules/x",)
    gate = Gate(setup, ("test -f node_modules/x", GOOD), shell)
    await run(repo, worktree, branches, gate)
    assert sum(command == setup[0] for command, _ in shell.ran) == 1
    more = Branch("dep", "", repo.branch("dep", {"package.json": '{ "dependencies": {} }\n'}))
    await run(repo, worktree, [*branches[:1], more], gate)
    assert sum(command == setup[0] for command, _ in shell.ran) == 2


async def test_a_package_that_breaks_the_setup_is_ejected(repo: Repository, worktree: Git, shell: Shell) -> None:
    repo.commit({"package.json": "{}\n"})
    bad = Branch("bad", "", repo.branch("bad", {"package.json": "{ broken\n"}))
    gate = Gate(("python3 -m json.tool package.json",), ("true",), shell)
    done = await run(repo, worktree, [*packages(repo, 2), bad], gate)
    assert (done.state, [e.package for e in done.ejected]) == ("verified", ["bad"])
    assert "`python3 -m json.tool package.json` fails" in done.ejected[0].reason


async def test_findings_come_before_commands_and_are_searched_without_them(
    repo: Repository, worktree: Git, shell: Shell
) -> None:
    async def check(commit: str) -> tuple[Failure, ...]:
        held = repo.git.run("ls-tree", "--name-only", commit).splitlines()
        return (Failure("", "`userId` is missing", "p2.txt", 3, 1),) if "p2.txt" in held else ()

    done = await run(repo, worktree, packages(repo, 4), Gate((), (GOOD,), shell, check))
    assert done.state == "verified"
    [ejected] = done.ejected
    assert (ejected.package, ejected.reason) == (
        "p2",
        "With it the merged tree has errors: p2.txt:3: `userId` is missing",
    )
    assert [head for _, head in shell.ran] == [done.train.head]


async def test_failures_name_lines_of_the_merged_tree(repo: Repository, worktree: Git, shell: Shell) -> None:
    command = """grep -Hn bad *.txt | sed -E "s|^|$PWD/|; s/:bad/:1: error: bad word/" ; ! grep -q bad *.txt"""
    done = await run(repo, worktree, packages(repo, 2, p1="good\nbad"), Gate((), (command,), shell))
    [failure] = done.ejected[0].failures
    assert (failure.path, failure.line, failure.column, failure.message) == ("p1.txt", 2, 1, "bad word")


async def test_progress_is_told(repo: Repository, worktree: Git, shell: Shell) -> None:
    told: list[str] = []
    gate = Gate(("true",), (GOOD,), shell, tell=lambda step, sentence, commit: told.append(step))
    await run(repo, worktree, packages(repo, 2, p1="bad"), gate)
    assert told[:3] == ["stacking", "setting-up", "verifying"]
    assert "bisecting" in told


@given(st.integers(1, 40), st.data())
def test_a_bisection_finds_the_first_bad_package_in_few_tries(length: int, data: st.DataObject) -> None:
    bad = data.draw(st.integers(0, length - 1))
    search, tries = bisection(length), 0
    while (prefix := search.next_prefix) is not None:
        search = search.after(prefix, passed=prefix <= bad)
        tries += 1
    assert search.culprit == bad
    assert tries <= length.bit_length()
