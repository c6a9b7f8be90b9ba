"""From what the engine says to what two editors show."""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from dovetail.core.reports import FindingReport, PlaceReport, PositionReport, RangeReport
from lsp.engines import SPRINT, TestEngine
from repositories import Repository
from support.lsp_client import LspClient

CONTRACT = "contracts/user.contract.ts"
FILES = {
    CONTRACT: "/** A person. */\nexport interface User {\n  /** @format uuid */\n  id: string;\n}\n",
    f"{SPRINT}.sprint.yaml": "sprint: Authentication\ncontracts: [contracts/*.contract.ts]\nverify: [npm test]\npackages:\n"
    + "".join(
        f"  - {{id: p{n}, owns: [src/p{n}/**], provides: [], verify: [npm test], brief: b}}\n" for n in range(20)
    ),
}
EVENTS = 60


@dataclass
class Latencies:
    """Milliseconds from an event to each kind of news about it, in whichever client hears of it last."""

    diagnostics: list[float] = field(default_factory=list[float])
    refreshes: list[float] = field(default_factory=list[float])
    progress: list[float] = field(default_factory=list[float])


def latencies() -> Latencies:
    """A finding in a branch, told to the engine's own socket server, then its way to two servers and their clients."""
    found = Latencies()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open:
        repository = Repository(Path(folder) / "product", FILES)
        env = {**os.environ, "DOVETAIL_HOME": str(Path(folder) / "home")}
        engine = open.enter_context(TestEngine(repository.path))
        clients = [open.enter_context(LspClient(repository.path, env=env)) for _ in range(2)]
        for client in clients:
            client.start()
            client.diagnostics(client.open(CONTRACT))
        engine.state("p0", "running")
        for client in clients:
            client.wait(lambda client=client: client.said("$/progress"))
        for n in range(EVENTS):
            time.sleep(0.1)  # events that come together are shown together, which is another thing
            _event(engine, clients, n, found)
    return found


def _event(engine: TestEngine, clients: list[LspClient], n: int, found: Latencies) -> None:
    before = {c: _refreshes(c) for c in clients}
    progress = f"{n % 5 + 1} finding"
    begun = time.perf_counter()
    engine.say("package.findings", "p0", path="src/p0/a.ts", findings=_findings(n), caused=True)

    def take(into: list[float], heard: Callable[[LspClient], bool]) -> None:
        for client in clients:
            client.wait(lambda client=client: heard(client), what="the news of an event")
        into.append((time.perf_counter() - begun) * 1000)

    take(found.diagnostics, lambda c: _shown(c).endswith(f" {n}."))
    take(found.refreshes, lambda c: _refreshes(c) > before[c])
    take(found.progress, lambda c: progress in _progress(c))


def show() -> None:
    """The table."""
    print("from an event of the engine to two editors, milliseconds")
    print(f"{'':<22}{'p50':>9}{'p99':>9}{'longest':>9}{'load':>7}")
    measured = latencies()
    for name in ("diagnostics", "refreshes", "progress"):
        values: list[float] = getattr(measured, name)
        cuts = quantiles(values, n=100)
        print(f"{name:<22}{cuts[49]:>9.1f}{cuts[98]:>9.1f}{max(values):>9.1f}{os.getloadavg()[0]:>7.1f}")


def _findings(n: int) -> list[dict[str, Any]]:
    """One to five findings that speak of the contract; the message of the last one is new."""
    place = RangeReport(start=PositionReport(line=3, column=1), end=PositionReport(line=3, column=5))
    related = (PlaceReport(path=CONTRACT, range=place, message="here"),)
    return [
        FindingReport(
            rule="missing-field", severity="error", path="src/p0/a.ts", range=place, message=f"{k} is missing {n}.", url="",
            related=related,
        ).model_dump(mode="json", by_alias=True)
        for k in range(n % 5 + 1)
    ]  # fmt: skip


def _shown(client: LspClient) -> str:
    return next((d["message"] for d in client.shown(client.uri(CONTRACT)) if d["message"].startswith("p0: ")), "")


def _progress(client: LspClient) -> str:
    return client.said("$/progress")[-1]["value"].get("message", "")


def _refreshes(client: LspClient) -> int:
    return sum(r["method"] == "workspace/codeLens/refresh" for r in client.requests)
