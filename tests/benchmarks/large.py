"""Typing in a large workspace: while it is read for the first time, when it has been, and while a branch is switched."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from support.lsp_client import LspClient

LONGEST = 120.0  # seconds to wait for the end of a phase


@dataclass(frozen=True, slots=True)
class Phase:
    """From keystrokes to their diagnostics, in milliseconds, and how much memory the server had at the end."""

    name: str
    seconds: float
    latencies: list[float]
    megabytes: float

    def quantile(self, part: float) -> float:
        return sorted(self.latencies)[min(int(part * len(self.latencies)), len(self.latencies) - 1)]


def phases(root: Path, env: dict[str, str]) -> Iterator[Phase]:
    """The phases one after another, on a workspace whose contracts and code lie in `contracts` and `src`."""
    with LspClient(root, env=env) as client:
        client.start()
        uri = client.open(next((root / "contracts").iterdir()).relative_to(root).as_posix())
        client.diagnostics(uri, timeout=LONGEST)
        yield _typed("being read", client, uri, lambda: _ended(client) > 0)
        yield _typed("has been read", client, uri, lambda: False, seconds=5)
        changed = sorted((root / "src").rglob("*.ts"))[:2000]
        for file in changed:
            file.write_text(file.read_text() + "export const switched = true;\n")
        before = _ended(client)
        changes = [{"uri": file.as_uri(), "type": 2} for file in changed]
        client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        yield _typed("2,000 files changed", client, uri, lambda: _ended(client) > before)


def _typed(name: str, client: LspClient, uri: str, ended: Callable[[], bool], seconds: float = LONGEST) -> Phase:
    """Types, a key at a time, until something has ended, and then some more: what was read is checked after that."""
    latencies: list[float] = []
    began = time.perf_counter()
    over: float | None = None
    while True:
        now = time.perf_counter() - began
        over = now if over is None and ended() else over
        if now > seconds or (over is not None and now > over + 5):
            break
        key = " " if len(latencies) % 2 else "\n"
        start = {"line": 0, "character": 0}
        sent = time.perf_counter()
        client.change(uri, {"range": {"start": start, "end": start}, "text": key})
        client.diagnostics(uri, timeout=LONGEST)
        latencies.append(1000 * (time.perf_counter() - sent))
        time.sleep(0.05)  # nobody types faster
    return Phase(name, over or seconds, latencies, _megabytes(client.process.pid))


def _ended(client: LspClient) -> int:
    """How many times reading has ended so far."""
    said = (n["params"] for n in client.notifications if n["method"] == "$/progress")
    return sum(p["value"]["kind"] == "end" and str(p["token"]).startswith("index-") for p in said)


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
