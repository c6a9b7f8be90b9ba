"""A server that is edited for long, and held to a fresh one after every batch of edits."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Self

from support.lsp_client import LspClient, LspError

from .editor import WIDTHS, Editor
from .edits import Hand
from .trees import NAMES, SPRINT, tree

INTERNAL_ERROR = -32603
PATIENCE = 120.0  # seconds; what is not shown by then on the busiest machine never will be
PAUSES = 0.5  # how often the editor waits for diagnostics before it goes on; else edits overtake one another
Shown = dict[str, list[dict[str, Any]]]


class Mismatch(AssertionError):
    """The server shows what a fresh one does not, or has failed."""


@dataclass(frozen=True)
class Figures:
    """How far a replay has come: edits, batches, and the server's resident memory in MB."""

    edits: int
    batches: int
    megabytes: float


class Session:
    """A folder, the server that is edited there, and the fresh ones that it is compared with.

    The fresh server is another process each time. It is started while the edits of a batch are made, and reads the folder when they
    are over. It is asked for its diagnostics, which it answers when all is read, so that nothing has to be waited for by the clock.
    """

    def __init__(self, seed: str, folder: Path) -> None:
        self.random = Random(seed)
        self.root = folder / "product"
        self.root.mkdir(parents=True)
        self._env = {"DOVETAIL_HOME": str(folder / "home")}
        self.encoding = self.random.choice(sorted(WIDTHS))
        self._stack = ExitStack()
        self.batches = 0
        name = self.random.choice(NAMES)
        self.editor = Editor(self._server(), self.encoding)
        self.hand = Hand(self.editor, self.random)
        self.hand.name = name
        for path, text in tree(name).items():
            self.editor.put(path, text)
        self.client.start(capabilities=self._capabilities())
        for path in ("CONVENTIONS.md", SPRINT, next(p for p in tree(name) if p.endswith(".contract.ts"))):
            self.editor.open(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def client(self) -> LspClient:
        return self.editor.client

    def run(self, edits: int, batch: int) -> Iterator[Figures]:
        """So many edits, compared after every batch. Raises `Mismatch`."""
        until = 0
        while self.editor.count < edits:
            fresh = self._server()
            fresh.request("initialize", self._handshake(fresh))
            until += batch
            if self.batches and self.random.random() < 0.03:
                self.hand.switch()
            while self.editor.count < until:
                self.hand.act()
                if self.random.random() < PAUSES:
                    self.client.wait(self._is_current, PATIENCE, "diagnostics of the open files")
            self._compare(fresh)
            self.batches += 1
            yield Figures(self.editor.count, self.batches, _resident(self.client.process.pid))

    def _server(self) -> LspClient:
        return self._stack.enter_context(LspClient(self.root, env=self._env))

    def _capabilities(self) -> dict[str, Any]:
        return {"general": {"positionEncodings": [self.encoding]}}

    def _handshake(self, client: LspClient) -> dict[str, Any]:
        return client.handshake(capabilities=self._capabilities(), initializationOptions={"diagnostics": "pull"})

    def _compare(self, fresh: LspClient) -> None:
        """The server shows what a fresh one would, has answered what it was asked, and has logged no failure."""
        with fresh:
            fresh.notify("initialized", {})
            for path, buffer in self.editor.buffers.items():
                fresh.open(path, buffer.text)
            wanted = _pulled(fresh.request("workspace/diagnostic", {"previousResultIds": []}, timeout=PATIENCE))
            self._require(_failures(fresh.log) == [], "the fresh server has failed", fresh.log)
        try:
            self.client.wait(
                lambda: _shown(self.client) == wanted and self._is_current(), PATIENCE, "the findings of a fresh server"
            )
        except AssertionError:
            difference = _difference(_shown(self.client), wanted)
            versions = {u: (p.get("version"), self.client.versions.get(u)) for u, p in self.client.published().items()}
            self._require(
                False,
                "not the findings of a fresh server",
                f"{difference}\nversions: {versions}\n{self.client.log[-3000:]}",
            )
        for id in self.hand.asked:
            try:
                self.client.answer(id, timeout=PATIENCE)
            except LspError as error:
                self._require(
                    error.code != INTERNAL_ERROR,
                    "a request has failed",
                    f"{error.code} {error}\n{self.client.log[-3000:]}",
                )
        self.hand.asked.clear()
        self._require(_failures(self.client.log) == [], "the server has logged a failure", self.client.log[-3000:])
        self.client.forget()

    def _is_current(self) -> bool:
        """True where every open document has been published at the version that it has."""
        published = self.client.published()
        return all(u in published and published[u].get("version") == v for u, v in self.client.versions.items())

    def _require(self, condition: bool, what: str, more: str) -> None:
        if condition:
            return
        kept = Path(tempfile.mkdtemp(prefix="replay-"))
        state = {path: b.text for path, b in self.editor.buffers.items()}
        (kept / "open.json").write_text(json.dumps(state, indent=1))
        shutil.copytree(self.root, kept / "disk")
        raise Mismatch(
            f"batch {self.batches}, edit {self.editor.count}, tree {self.hand.name}, kept in {kept}: {what}\n{more}"
        )


def _pulled(answer: dict[str, Any]) -> Shown:
    return {item["uri"]: item["items"] for item in answer["items"] if item["items"]}


def _shown(client: LspClient) -> Shown:
    return {u: p["diagnostics"] for u, p in client.published().items() if p["diagnostics"]}


def _difference(shown: Shown, wanted: Shown) -> str:
    lines: list[str] = []
    for uri in sorted(shown.keys() | wanted.keys()):
        ours, theirs = shown.get(uri, []), wanted.get(uri, [])
        if ours == theirs:
            continue
        lines.append(f"{uri}:")
        lines += [f"  only shown: {json.dumps(d)}" for d in ours if d not in theirs]
        lines += [f"  only fresh: {json.dumps(d)}" for d in theirs if d not in ours]
        lines += ["  in another order"] * (len(lines) > 0 and lines[-1].endswith(":"))
    return "\n".join(lines)[:6000]


def _failures(log: str) -> list[str]:
    """The lines of a log that tell of an exception."""
    return [
        line
        for line in log.splitlines()
        if line.startswith(("ERROR", "CRITICAL", "Traceback", "Task exception", "Exception"))
    ]


def _resident(pid: int) -> float:
    """The resident memory of a process in MB, where the system tells it."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
