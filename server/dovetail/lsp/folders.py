"""A workspace with its findings: what the handlers ask, and what is published for it."""

import asyncio
import time
from pathlib import Path

from pygls.uris import from_fs_path

from dovetail.core.findings import Finding
from dovetail.core.settings import SETTINGS_PATH
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.features.diagnostics import by_path
from dovetail.features.live import NOTHING, Live
from dovetail.rules.incremental import Checker
from dovetail.workspace.workspace import Workspace

from .diagnostics import Rendering
from .documents import Document
from .positions import Encoding
from .publisher import Diagnostics


class Folder:
    """A repository (or folder, or lone document) with what is known of it.

    `shows_all` is false for one that is here only because a file of it is open; then nothing is said about its other
    files. `kinds` says what was found where at the last check, without the places.
    """

    def __init__(self, key: str, workspace: Workspace, *, shows_all: bool) -> None:
        self.key = key
        self.workspace = workspace
        self.shows_all = shows_all
        self.plans_read = workspace.loaded
        self.loaded = asyncio.Event()
        if workspace.loaded:
            self.loaded.set()
        self.live: Live = NOTHING
        self.open: dict[str, Document] = {}
        self.check_seconds = 0.0
        self._checker = Checker()
        self._checked: Snapshot | None = None
        self._findings: tuple[Finding, ...] = ()
        self.kinds: tuple[tuple[str, str], ...] = ()
        self._rendering = Rendering()

    @property
    def root(self) -> Path | None:
        return self.workspace.root

    @property
    def snapshot(self) -> Snapshot:
        return self.workspace.snapshot

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the current snapshot."""
        snapshot = self.snapshot
        if snapshot is not self._checked:
            started = time.perf_counter()
            self._findings = (*self._settings_finding(), *self._checker.check(snapshot))
            self._checked = snapshot
            self.kinds = tuple((f.path, f.rule) for f in self._findings)
            self.check_seconds = time.perf_counter() - started
        return self._findings

    def uri(self, path: str) -> str:
        """A file's URI: the client's own spelling where it has the file open."""
        document = self.open.get(path)
        if document is not None:
            return document.uri
        return (from_fs_path(str(self.root / path)) if self.root is not None else None) or self.key

    def diagnostics(self, encoding: Encoding) -> dict[str, Diagnostics]:
        """What is to be published now, by URI; every open file is in it, so that the client hears about its version."""
        if not self.plans_read:
            return {}
        grouped = by_path(self.findings)
        everything = self.shows_all and self.workspace.loaded
        paths = dict.fromkeys([*self.open, *(grouped if everything else ())])
        snapshot = self.snapshot
        return {self.uri(p): self._rendering.render(p, grouped.get(p, ()), snapshot, self.uri, encoding) for p in paths}

    def _settings_finding(self) -> tuple[Finding, ...]:
        problem = self.workspace.settings_problem
        return (Finding("unreadable-settings", "error", SETTINGS_PATH, Range(0, 1), problem),) if problem else ()
