"""`kill -9` at any moment: what is done again afterwards ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dovetail.git.commits import commit_step, steps
from dovetail.git.landing import land
from dovetail.git.worktrees import add_worktree, list_worktrees
from repositories import Repository

WORK = """
import sys
from pathlib import Path
from dovetail.git.commits import commit_step
from dovetail.git.run import Git
from dovetail.git.worktrees import add_worktree

repo, path = Git(sys.argv[1]), Path(sys.argv[2])
print("started", flush=True)
here = add_worktree(repo, path, "dovetail/s/api", "main")
for n in range(4):
    (path / f"step{n}.txt").write_text(f"{n}\\n")
    commit_step(here, branch="dovetail/s/api", base="main", step_id=f"api/{n}", message=f"Step {n}")
"""


def killed(code: str, *args: str, after: float) -> None:
    """Run a program in a process group of its own and kill the whole group some time after it started working."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *args], stdout=subprocess.PIPE, start_new_session=True, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


@pytest.mark.slow
def test_a_package_goes_on_where_it_was_killed(repo: Repository) -> None:
    repo.commit({f"src/{n}.txt": f"{n}\n" * 50 for n in range(300)})
    rng = random.Random(11)
    for round in range(8):
        path = repo.path.parent / "trees" / f"round{round}"
        killed(WORK, str(repo.path), str(path), after=rng.uniform(0, 0.35))
        here = add_worktree(repo.git, path, "dovetail/s/api", "main")
        for n in range(4):
            if f"api/{n}" not in steps(here, "main", "dovetail/s/api"):
                (path / f"step{n}.txt").write_text(f"{n}\n")
            commit_step(here, branch="dovetail/s/api", base="main", step_id=f"api/{n}", message=f"Step {n}")
        log = repo.git.run("log", "--format=%(trailers:key=Step-Id,valueonly,separator=%x20)", "main..dovetail/s/api")
        assert sorted(log.split()) == [f"api/{n}" for n in range(4)]
        assert here.run("status", "--porcelain") == ""
        assert len(here.run("ls-files").splitlines()) == 305
        repo.git.run("worktree", "remove", str(path))
        repo.git.run("branch", "-D", "dovetail/s/api")
    assert len(list_worktrees(repo.git)) == 1


LAND = """
import sys
from dovetail.git.landing import land
from dovetail.git.run import Git
print("started", flush=True)
land(Git(sys.argv[1]), "main", sys.argv[3], expected=sys.argv[2])
"""


@pytest.mark.slow
def test_main_is_at_one_of_two_commits_and_can_be_landed_again(repo: Repository) -> None:
    rng = random.Random(5)
    for round in range(6):
        before = repo.git.commit("main")
        after = repo.branch(f"work{round}", {f"r{round}/{n}.txt": f"{n}\n" for n in range(200)})
        killed(LAND, str(repo.path), before, after, after=rng.uniform(0, 0.12))
        assert repo.git.commit("main") in (before, after)
        recover(repo.path)
        assert land(repo.git, "main", after, expected=before).after == after
        assert repo.git.run("status", "--porcelain") == ""


def recover(checkout: Path) -> None:
    """What a person does in a checkout in which git was killed: git itself asks for it."""
    (checkout / ".git/index.lock").unlink(missing_ok=True)
    (checkout / ".git/refs/heads/main.lock").unlink(missing_ok=True)
