"""`dovetail sprint …` from launch to landing, as a person types it, against the scripted model as a process."""

import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import jsonschema
import pytest

from dovetail.core.schemas import schema
from dovetail.sprint.client import stop_engine
from repositories import Repository
from support.cli import Done, dovetail

pytestmark = pytest.mark.slow

SPRINT = """sprint: Two parts
base: main
shared: [index.txt]
verify: [test -f left/a.txt -a -f right/b.txt]
packages:
  - { id: left, status: ready, owns: ["left/**"], brief: Write left. }
  - { id: right, status: ready, owns: ["right/**"], brief: Write right. }
"""
SCRIPT = {
    "left": [{"say": "I write a.", "do": [{"create": "left/a.txt", "text": "a\n"}]}, {"say": "Left is done."}],
    "right": [
        {"say": "I reach over.", "do": [{"create": "left/b.txt", "text": "b\n"}]},
        {"say": "I write b.", "do": [{"create": "right/b.txt", "text": "b\n"}]},
        {"say": "Right is done."},
    ],
}


class Terminal:
    """A shell in a repository whose model is scripted."""

    def __init__(self, repository: Repository, home: Path) -> None:
        self.repository = repository
        self.env = {"DOVETAIL_HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}

    def __call__(self, *arguments: str) -> Done:
        return dovetail(self.repository.path, *arguments, env=self.env)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Terminal]:
    monkeypatch.setenv("DOVETAIL_HOME", str(tmp_path / "home"))
    script = tmp_path / "script.json"
    script.write_text(json.dumps(SCRIPT))
    repository = Repository(
        tmp_path / "repo", {"two.sprint.yaml": SPRINT, "index.txt": "index\n", ".gitignore": ".dovetail/\n"}
    )
    command = [sys.executable, "-m", "dovetail.agents.scripted", "--port", "0", "--script", str(script)]
    model = subprocess.Popen(
        [*command, "--log", str(tmp_path / "model.jsonl")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert model.stdout is not None
    url = next(w for w in model.stdout.readline().split() if w.startswith("http://"))
    settings = {"agents": {"default": {"baseUrl": url, "apiKeyEnv": "DOVETAIL_TEST_KEY"}}}
    repository.write({".dovetail/settings.json": json.dumps(settings)})
    try:
        yield Terminal(repository, tmp_path / "home")
    finally:
        stop_engine(repository.path)
        model.kill()
        model.communicate()


def test_from_launch_to_landing(terminal: Terminal) -> None:
    run = terminal("sprint", "run")
    assert (run.code, run.err) == (0, "")
    assert "write refused: left/b.txt" in run.out

    status = terminal("sprint", "status", "two", "--format", "json")
    report = json.loads(status.out)
    jsonschema.validate(report, json.loads(schema("sprint-status")))
    assert {p["id"]: p["state"] for p in report["packages"]} == {"left": "done", "right": "done"}
    assert report["integration"]["state"] == "none"

    assert terminal("forecast").code == 0
    before = terminal.repository.git.commit("main")
    integrated = terminal("sprint", "integrate")
    assert (integrated.code, integrated.err) == (0, "")
    assert terminal.repository.git.commit("main") == before, "main moves only when somebody lands"

    terminal.repository.write({"index.txt": "mine\n"})
    refused = terminal("sprint", "land")
    assert refused.code == 2
    assert "uncommitted changes (index.txt): commit or stash them, then land again." in refused.err
    assert (terminal.repository.path / "index.txt").read_text() == "mine\n"
    terminal.repository.write({"index.txt": "index\n"})

    landed = terminal("sprint", "land")
    assert (landed.code, landed.err) == (0, "")
    assert (terminal.repository.path / "left/a.txt").read_text() == "a\n"
    assert "Merge package left" in terminal.repository.git.run("log", "--format=%s", "main")

    page = terminal("sprint", "report")
    assert "Landed: `main` moved to" in page.out
    assert "- **right**: merged cleanly" in page.out
    assert "1 write outside of a package refused" in page.out
    out = terminal.repository.path.parent / "report.html"
    assert terminal("sprint", "report", "--format", "html", "-o", str(out)).code == 0
    assert "<table>" in out.read_text()

    log = [json.loads(line) for line in terminal("sprint", "log", "--format", "json").out.splitlines()]
    assert [e["seq"] for e in log] == sorted(e["seq"] for e in log)
    assert log[-1]["kind"] == "integration.state"
    assert terminal("clean", "--yes").code == 0
    assert "There are no worktrees to clean." in terminal("clean", "--yes").out


def test_what_is_not_there_is_one_sentence(terminal: Terminal) -> None:
    unknown = terminal("sprint", "stop", "--package", "middle")
    assert unknown.code == 2
    assert "has no package 'middle'; it has left, right." in unknown.err
    early = terminal("sprint", "land")
    assert early.code == 2
    assert len(early.err.strip().splitlines()) == 1
    assert "Nothing has happened yet." in terminal("sprint", "log").out


def test_without_git_a_launch_says_what_to_install(terminal: Terminal, tmp_path: Path) -> None:
    terminal.env["PATH"] = str(tmp_path)
    done = terminal("sprint", "run")
    assert done.code == 2
    assert "install git" in done.err
    assert len(done.err.strip().splitlines()) == 1
