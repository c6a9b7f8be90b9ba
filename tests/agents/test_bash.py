"""Commands of agents, really run and really confined."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dovetail.agents import sandbox
from dovetail.agents.bash import LAST, Shell
from dovetail.agents.sandbox import Sandbox, sandbox_problem
from repositories import Repository


@pytest.fixture
def worktree(tmp_path: Path) -> Path:
    folder = tmp_path / "worktree"
    folder.mkdir()
    return folder


def shell(worktree: Path, seconds: float = 20, **more: tuple[Path, ...]) -> Shell:
    return Shell(Sandbox("required", worktree, **more), seconds)


def test_commands_can_be_confined_here() -> None:
    assert sandbox_problem() is None


async def test_a_command_writes_its_worktree_and_nothing_else(worktree: Path, tmp_path: Path) -> None:
    ran = await shell(worktree).run(
        "echo mine > mine.txt; echo sibling > ../sibling.txt; echo etc > /etc/dovetail-test; pwd"
    )
    assert (worktree / "mine.txt").read_text() == "mine\n"
    # What is beside the worktree is a part of the empty /tmp that the command sees, or read-only.
    assert not (tmp_path / "sibling.txt").exists() and not Path("/etc/dovetail-test").exists()
    assert ran.output.count("Read-only file system") >= 1 and ran.output.endswith(f"{worktree}\n")


async def test_git_can_be_read_but_not_written(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo")
    worktree = tmp_path / "worktree"
    repository.git.run("worktree", "add", "-q", "-b", "agent", str(worktree))
    hook = repository.path / ".git" / "hooks" / "post-commit"
    ran = await shell(worktree, readable=(repository.path / ".git",)).run(
        f"git log --oneline; git status --short; touch a; git add a; echo x > {hook}; echo 'gitdir: /' > .git"
    )
    assert "Start" in ran.output and "index.lock" in ran.output
    assert not hook.exists() and (worktree / ".git").read_text().startswith("gitdir: " + str(repository.path))


async def test_there_is_no_network_and_no_way_to_the_engine(worktree: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as engine:
        engine.bind(str(state / "engine.sock"))
        engine.listen()
        server.setblocking(False)
        confined = shell(worktree, readable=(tmp_path,), hidden=(state,))
        port = server.getsockname()[1]
        ran = await confined.run(f"(echo > /dev/tcp/127.0.0.1/{port}) 2>&1; ls -A {state} | wc -l")
        with pytest.raises(BlockingIOError):
            server.accept()
    assert "refused" in ran.output or "unreachable" in ran.output
    assert ran.output.rstrip().endswith("0")


async def test_only_named_variables_are_seen(worktree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://local")
    run = Shell(Sandbox("required", worktree), 20, {"DOVETAIL_PORT_BASE": "20100"}, ("DATABASE_URL",))
    ran = await run.run("env; cat /proc/1/environ")
    assert "sk-secret" not in ran.output
    assert "DATABASE_URL=postgres://local" in ran.output and "DOVETAIL_PORT_BASE=20100" in ran.output
    assert f"HOME={Path.home()}\n" not in ran.output


async def test_what_signs_the_user_in_is_hidden(
    worktree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(os.environ.get("DOVETAIL_TEST_HOME", "/var/tmp")) / f"home-{os.getpid()}"
    (home / ".ssh").mkdir(parents=True)
    try:
        (home / ".ssh" / "id_rsa").write_text("PRIVATE")
        (home / ".netrc").write_text("PRIVATE")
        (home / "seen").write_text("PUBLIC")
        monkeypatch.setenv("HOME", str(home))
        ran = await shell(worktree).run(f"cat {home}/.ssh/* {home}/.netrc {home}/seen")
        assert "PRIVATE" not in ran.output and "PUBLIC" in ran.output
    finally:
        for name in (".ssh/id_rsa", ".netrc", "seen"):
            (home / name).unlink()
        (home / ".ssh").rmdir()
        home.rmdir()


@pytest.mark.slow
async def test_a_command_is_stopped_at_its_deadline_with_all_it_started(worktree: Path) -> None:
    for mode in ("required", "off"):
        marker = worktree / f"late-{mode}"
        run = Shell(Sandbox(mode, worktree), 0.5)
        ran = await run.run(f"echo begun; (sleep 2; touch {marker}) & sleep 60")
        assert ran.code is None and ran.output == "begun\n"
        await asyncio.sleep(2.2 if mode == "off" else 0)
        assert not marker.exists()


async def test_what_a_command_leaves_running_does_not_hold_the_answer(worktree: Path) -> None:
    for mode in ("required", "off"):
        ended = worktree / f"ended-{mode}"
        ran = await Shell(Sandbox(mode, worktree), 60).run(f"(sleep 20; touch {ended}) & echo done")
        assert ran.output == "done\n" and ran.code == 0
        assert not ended.exists(), "the answer waited for it"


async def test_a_long_output_keeps_its_beginning_and_its_end(worktree: Path) -> None:
    ran = await shell(worktree).run("echo first; yes | head -c 5000000; echo last; exit 3")
    assert ran.output.startswith("first\n") and ran.output.endswith("last\n") and "bytes left out" in ran.output
    assert len(ran.output) < 2 * LAST and ran.code == 3


async def test_where_it_cannot_be_confined_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bin" / "bwrap"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}:{os.environ['PATH']}")
    for cached in (sandbox.find_bubblewrap, sandbox_problem):
        cached.cache_clear()
    try:
        said = sandbox_problem()
    finally:
        for cached in (sandbox.find_bubblewrap, sandbox_problem):
            cached.cache_clear()
    assert said is not None and "setting up uid map: Permission denied" in said and 'set `sandbox` to "off"' in said


@pytest.mark.slow
def test_what_installs_ends_with_the_one_who_started_it(worktree: Path) -> None:
    program = (
        "import asyncio, sys, pathlib\n"
        "from dovetail.agents.bash import Shell\nfrom dovetail.agents.sandbox import Sandbox\n"
        f"shell = Shell(Sandbox('tied', pathlib.Path({str(worktree)!r})), 60)\n"
        "asyncio.run(shell.run('echo begun > begun; sleep 1.5; touch late'))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        while not (worktree / "begun").exists():
            time.sleep(0.02)
        process.kill()
    time.sleep(2)
    assert not (worktree / "late").exists()


async def test_what_installs_is_not_confined(worktree: Path) -> None:
    ran = await Shell(Sandbox("tied", worktree), 20).run("touch ../sibling; sleep 60 & echo done")
    assert ran.output == "done\n" and (worktree.parent / "sibling").exists()
