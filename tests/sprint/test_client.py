"""The way to the engine: cheap to import, started on demand, back again after a kill, left in peace after a goodbye."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from dovetail.core.errors import EngineError, NotARepository
from dovetail.sprint import client as clients
from dovetail.sprint.client import EngineClient
from dovetail.sprint.paths import LONGEST_SOCKET, common_dir, dovetail_home, engine_paths
from repositories import Repository
from sprint.conftest import Product


def test_importing_the_client_is_cheap() -> None:
    program = "import sys, dovetail.sprint.client; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"pydantic", "dbos", "anthropic", "sqlalchemy", "git", "httpx2", "tree_sitter", "typer", "rich"}
    assert not heavy & set(loaded)


@pytest.fixture
def short() -> Generator[Path]:
    """A folder with a short name: what pytest makes may be longer than the address of a socket can be."""
    with tempfile.TemporaryDirectory(prefix="d", dir="/tmp") as folder:
        yield Path(folder).resolve()


def test_all_worktrees_of_a_repository_have_one_engine(short: Path, tmp_path: Path) -> None:
    repository = Repository(short / "repo")
    linked = tmp_path / "linked"
    repository.git.run("worktree", "add", "-q", "-b", "other", str(linked))
    (linked / "deep").mkdir()
    expected = repository.git.common_dir().resolve()
    assert common_dir(repository.path) == common_dir(linked / "deep") == expected
    assert engine_paths(linked).socket == expected / "dovetail" / "engine.sock"
    bare = tmp_path / "bare.git"
    repository.git.run("clone", "-q", "--bare", str(repository.path), str(bare))
    assert common_dir(bare) == bare.resolve()
    with pytest.raises(NotARepository, match="run `git init` there"):
        common_dir(tmp_path)


def test_a_long_path_has_its_socket_elsewhere(short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short / "run"))
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    Repository(deep)
    paths = engine_paths(deep)
    assert len(str(paths.socket)) <= LONGEST_SOCKET and paths.socket.parent.parent == short / "run"
    assert paths.state == deep / ".git" / "dovetail"


def test_the_home_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dovetail_home() == tmp_path / "dovetail"
    monkeypatch.delenv("DOVETAIL_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert dovetail_home() == tmp_path / "data" / "dovetail"


def test_without_an_engine_one_sentence_says_how_to_get_one(repository: Repository) -> None:
    with pytest.raises(EngineError, match=r"No engine runs for .*: launch a package, or run `dovetail engine start`"):
        clients.call(repository.path, "ping", start=False)
    assert clients.describe(repository.path).startswith("No engine runs for")
    clients.stop_engine(repository.path)


@pytest.mark.slow
async def test_the_engine_is_started_once_and_comes_back_after_a_kill(product: Product) -> None:
    started = await asyncio.gather(*(EngineClient.connect(product.path) for _ in range(4)))
    pids = {(await client.request("ping"))["pid"] for client in started}
    assert len(pids) == 1
    (pid,) = pids
    # A daemon: in a session of its own, and nobody's child.
    assert os.getsid(pid) != os.getsid(0)
    assert Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1] != str(os.getpid())
    client = started[0]
    events = client.events(0)
    first = await anext(events)
    assert (first.kind, first.data["pid"]) == ("engine.started", pid)
    os.kill(pid, signal.SIGKILL)
    second = await asyncio.wait_for(anext(events), 30)
    assert second.kind == "engine.started" and second.seq > first.seq and second.data["pid"] != pid
    assert (await started[1].request("ping"))["pid"] == second.data["pid"]
    with pytest.raises(EngineError, match="does not know `nothing`"):
        await client.request("nothing")
    with pytest.raises(EngineError, match="`stop`: sprint: Field required"):
        await client.request("stop")
    # Told to stop, it is left in peace by those who only listen, and is there again for the next request.
    await client.request("shutdown")
    quiet = asyncio.ensure_future(anext(events))
    await asyncio.sleep(2.5)
    assert not quiet.done() and not engine_paths(product.path).pid.exists()
    assert (await started[2].request("ping"))["pid"]
    third = await asyncio.wait_for(quiet, 30)
    assert third.kind == "engine.started" and third.seq == second.seq + 1
    await events.aclose()
    for one in started:
        await one.close()


@pytest.mark.slow
def test_an_engine_with_nothing_to_do_ends(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOVETAIL_ENGINE_IDLE", "0.6")
    clients.start_engine(product.path)
    assert "with 0 packages at work" in clients.describe(product.path)
    paths = engine_paths(product.path)
    deadline = time.monotonic() + 15
    while paths.pid.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not paths.pid.exists() and not paths.socket.exists()


@pytest.mark.slow
def test_an_engine_that_cannot_start_says_why(product: Product) -> None:
    paths = engine_paths(product.path)
    paths.state.mkdir()
    paths.events_db.write_text("this is not a database, but something else that is long enough to be looked at")
    with pytest.raises(EngineError) as refused:
        clients.start_engine(product.path)
    assert "The engine could not be started" in str(refused.value) and "database" in str(refused.value)
    assert str(paths.log) in str(refused.value)


@pytest.mark.slow
def test_the_blocking_functions_follow_events(product: Product) -> None:
    clients.start_engine(product.path)
    with contextlib.closing(clients.follow(product.path, 0)) as events:
        assert next(events).kind == "engine.started"
    assert clients.call(product.path, "status", {"sprint": None}) == {"sprints": []}
    clients.stop_engine(product.path)
    assert clients.describe(product.path).startswith("No engine runs")
