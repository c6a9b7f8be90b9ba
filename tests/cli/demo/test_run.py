"""The demo as a user runs it: over the real engine, git, npm, compiler and tests, with only the model scripted."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from dovetail.cli.demo.repository import SPRINT_PATH
from dovetail.core.reports import CheckReport, SprintStatusReport
from dovetail.sprint.client import call, stop_engine
from dovetail.sprint.paths import EnginePaths, engine_paths

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@contextmanager
def demo(place: Path) -> Generator[subprocess.Popen[str]]:
    """A demo under way. What it started is stopped, however the test ends."""
    environment = {**os.environ, "DOVETAIL_HOME": str(place.parent / "home")}
    command = [sys.executable, "-m", "dovetail", "demo", "--keep", str(place)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
        if (place / ".git").exists():
            stop_engine(place)


def git(place: Path, *arguments: str) -> str:
    return subprocess.check_output(["git", "-C", str(place), *arguments], text=True).strip()


def check_json(place: Path) -> CheckReport:
    command = [sys.executable, "-m", "dovetail", "check", "--format", "json"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return CheckReport.model_validate_json(done.stdout)


def test_the_demo_lands_a_verified_main(tmp_path: Path) -> None:
    place = tmp_path / "harbor"
    with demo(place) as process:
        told, _ = process.communicate(timeout=200)
        status = SprintStatusReport.model_validate(call(place, "status", {"sprint": SPRINT_PATH}))
    assert process.returncode == 0, told
    assert "The model is scripted" in told and "code " + str(place) in told
    assert "4 errors caught live, 4 mended by the agent that wrote them, 1 write refused, 1 conflict resolved." in told
    forecast = next(line for line in told.splitlines() if "forecast" in line)
    assert "`api` and `ui` change the same lines of `src/index.ts`" in forecast

    # Main is the verified commit, holds every package, and is what the checkout shows.
    assert status.integration.state == "landed" and git(place, "rev-parse", "main") == status.integration.head
    merges = git(place, "log", "--merges", "--format=%s", "main")
    assert all(f"Merge package {package}" in merges for package in ("schema", "api", "ui", "tests", "docs"))
    assert git(place, "status", "--porcelain") == ""
    assert len(git(place, "worktree", "list").splitlines()) == 1 and not list((tmp_path / "home").rglob("package.json"))
    assert not (place / "src/api/README.md").exists()
    assert len((place / "src/index.ts").read_text().splitlines()) == 8
    assert check_json(place).findings == ()
    assert sum(package.tokens.cache_read for package in status.packages) > 100_000
    assert 0 < sum(package.dollars for package in status.packages) < 2


def test_an_engine_that_is_killed_goes_on_and_asks_for_no_recorded_turn_twice(tmp_path: Path) -> None:
    place = tmp_path / "harbor"
    log = tmp_path / "harbor.model.jsonl"
    with demo(place) as process:
        deadline = time.monotonic() + 120
        while not log.exists() or len(log.read_text().splitlines()) < 14:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        paths = engine_paths(place)
        killed_at = time.time()
        os.kill(int(paths.pid.read_text()), signal.SIGKILL)
        recorded = recorded_turns(paths)
        told, _ = process.communicate(timeout=200)
        assert process.returncode == 0, told
    asked = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(request["status"] == 200 for request in asked)
    later = {(r["agent"], r["turn"]) for r in asked if datetime.fromisoformat(r["time"]).timestamp() > killed_at + 0.05}
    assert len(recorded) >= 8 and later
    assert recorded & later == set(), told


def recorded_turns(paths: EnginePaths) -> set[tuple[str, int]]:
    """Agent and turn of every answer that the engine has written down."""
    with sqlite3.connect(paths.events_db) as database:
        rows = database.execute("select package, data from events where kind = 'package.turn'").fetchall()
    return {(package, json.loads(data)["turn"] - 1) for package, data in rows}
