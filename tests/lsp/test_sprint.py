"""A whole sprint from a language client: the demo's repository, its scripted model, the real engine, git and compiler."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dovetail.cli.demo.repository import SPRINT_PATH
from support.lsp_client import LspClient

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SERVER = str(Path(__file__).parents[2] / "server")
CONTRACT = "contracts/auth.contract.ts"
AGENTS = ("schema", "api", "ui")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"DOVETAIL_HOME": str(tmp_path / "home"), "PYTHONPATH": SERVER}


@pytest.fixture
def product(tmp_path: Path, environment: dict[str, str]) -> Iterator[Path]:
    """The demo's product, with the scripted model serving."""
    place = tmp_path / "harbor"
    dovetail = [sys.executable, "-m", "dovetail"]
    model = subprocess.Popen(
        [*dovetail, "demo", "--prepare", str(place)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert model.stdout is not None
        assert any(line.startswith("ready ") for line in model.stdout), "the demo could not be prepared"
        yield place
    finally:
        subprocess.run(
            [*dovetail, "engine", "stop", "--root", str(place)], env={**os.environ, **environment}, capture_output=True
        )
        model.terminate()
        model.wait(10)


def git(place: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(place), *arguments], capture_output=True, text=True, check=True).stdout


def published(client: LspClient, uri: str) -> list[list[dict[str, Any]]]:
    """Everything that was ever shown for a file, in order: what an agent mends at once is soon gone."""
    return [p["diagnostics"] for p in client.said("textDocument/publishDiagnostics") if p["uri"] == uri]


def drifts(client: LspClient, uri: str) -> bool:
    """True where a finding from a package's branch has been shown for a file."""
    return any(d["message"].split(":")[0] in AGENTS for shown in published(client, uri) for d in shown)


def sprint_status(client: LspClient) -> dict[str, Any]:
    return client.said("dovetail/status")[-1]["sprints"][0]


def states(client: LspClient) -> set[str]:
    return {p["state"] for p in sprint_status(client)["packages"]}


def test_launch_follow_integrate_and_land_from_the_editor(product: Path, environment: dict[str, str]) -> None:
    before = git(product, "rev-parse", "main")
    with LspClient(product, env=environment) as client:
        client.start()
        sprint, contract = client.open(SPRINT_PATH), client.open(CONTRACT)
        client.open("CONVENTIONS.md")
        assert not [d for d in client.diagnostics(sprint) if d["severity"] == 1]
        client.wait(lambda: client.said("dovetail/status"))

        at_packages = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
        launch = next(
            a for a in client.actions(sprint, at_packages) if a["title"].startswith("Launch all ready packages")
        )
        client.command(launch["command"]["command"], *launch["command"]["arguments"])
        client.wait(lambda: any(p["value"]["kind"] == "begin" for p in client.said("$/progress")), what="progress")

        client.wait(
            lambda: drifts(client, contract) and drifts(client, sprint), 90, "a branch's finding on the contract and on the package",
            lambda: client.said("$/progress"),
        )  # fmt: skip
        assert "running" in states(client), "it came while agents were at work"
        seen = [d for p in published(client, contract) for d in p if d["message"].split(":")[0] in AGENTS]
        drift = seen[0]
        assert drift["relatedInformation"][0]["location"]["uri"].startswith("file://" + environment["DOVETAIL_HOME"])
        assert drift["codeDescription"]["href"]

        client.wait(lambda: states(client) == {"done"}, 120, "all packages to be done", lambda: sprint_status(client))
        assert not [d for d in client.shown(contract) if d["severity"] == 1], "the agents have mended their drift"
        titles = {lens["command"]["title"]: lens["command"] for lens in client.lenses(sprint)}
        for title, expected in (("Diff", "diff --git a/"), ("Log", "running")):
            shown = client.command(titles[title]["command"], *titles[title]["arguments"])
            assert expected in Path(shown.removeprefix("file://")).read_text()

        client.wait(lambda: "Integrate" in [lens["command"]["title"] for lens in client.lenses(sprint)])
        client.command("dovetail.integrate", sprint)
        client.wait(
            lambda: sprint_status(client)["integration"]["state"] in ("verified", "failed"), 120, "the integration",
            lambda: sprint_status(client),
        )  # fmt: skip
        assert sprint_status(client)["integration"]["state"] == "verified", (
            sprint_status(client),
            client.shown(sprint),
        )
        asked = [r["params"]["message"] for r in client.requests if r["method"] == "window/showMessageRequest"]
        assert asked == ["Dovetail: The integration of 'User authentication + dashboard' is verified. Land it?"]
        assert git(product, "rev-parse", "main") == before, "nothing lands without a person"

        land = next(lens["command"] for lens in client.lenses(sprint) if lens["command"]["title"] == "Land")
        client.command(land["command"], *land["arguments"])
        client.wait(lambda: sprint_status(client)["integration"]["state"] == "landed", 60, "the landing")
        assert git(product, "rev-parse", "main").strip() == sprint_status(client)["integration"]["head"]
        merged = git(product, "log", "--format=%s %b", f"{before.strip()}..main")
        assert all(package in merged for package in ("schema", "api", "ui", "tests", "docs"))

        files = [{"uri": (product / p).as_uri(), "type": 1} for p in git(product, "ls-files").splitlines()]
        client.notify("workspace/didChangeWatchedFiles", {"changes": files})

        def errors() -> list[Any]:
            return [d for uri in client.versions for d in client.shown(uri) if d["severity"] == 1]

        client.wait(lambda: not errors(), 30, "no errors in what landed", errors)
        client.wait(
            lambda: any(
                "implementations" in title and " 0 implementations" not in title
                for title in (lens["command"]["title"] for lens in client.lenses(contract))
            ),
            what="the contract's implementations",
        )
        assert not client.log


def test_a_server_that_is_killed_finds_its_agents_again(product: Path, environment: dict[str, str]) -> None:
    with LspClient(product, env=environment) as first:
        first.start()
        sprint = first.open(SPRINT_PATH)
        first.diagnostics(sprint)
        first.command("dovetail.launchReady", sprint)
        first.wait(lambda: "running" in states(first), 60)
        first.process.kill()
    with LspClient(product, env=environment) as second:
        second.start()
        second.wait(lambda: second.said("dovetail/status") and states(second) == {"done"}, 120, "the agents to be done")
        assert all(p["tokens"] > 0 for p in sprint_status(second)["packages"])


def test_an_engine_that_is_killed_is_started_again_and_both_editors_follow(
    product: Path, environment: dict[str, str]
) -> None:
    with LspClient(product, env=environment) as first, LspClient(product, env=environment) as second:
        for client in (first, second):
            client.start()
            client.diagnostics(client.open(SPRINT_PATH))
        first.command("dovetail.launchReady", first.uri(SPRINT_PATH))
        for client in (first, second):
            client.wait(lambda client=client: "running" in states(client), 60)
        pid_file = product / ".git/dovetail/engine.pid"
        killed = int(pid_file.read_text())
        os.kill(killed, signal.SIGKILL)
        for client in (first, second):
            client.wait(lambda client=client: states(client) == {"done"}, 120, "the agents to be done")
        assert int(pid_file.read_text()) != killed
        assert sprint_status(first) == sprint_status(second)
        assert not first.log and not second.log
