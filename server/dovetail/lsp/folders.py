"""A workspace with its findings: what the handlers ask, and what is published for it."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from pygls.uris import from_fs_path

from dovetail.core.findings import Finding
from dovetail.core.settings import SETTINGS_PATH
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.features.live import NOTHING, Live
from dovetail.rules.asking.incremental import Checker, Concern
from dovetail.rules.asking.unfinished import NEEDS_ALL_CODE
from dovetail.workspace.workspace import Workspace

from .documents import Document
from .rendering import Diagnostics, Manner, Rendering, diagnostic, sheet

AT_ONCE = 200  # files that are checked ahead of those that follow: some 100 ms of work


class Folder:
    """A repository (or folder, or lone document) with what is known of it.

    `held_by` are the folders that the client has opened of it, the whole or folders inside. `shows_all` is false where there is none, and
    it is here only because a file of it is open; then nothing is said about its other files. `edited` are the files whose text the client
    has changed since they were last published. `coming` are those that have changed on disk while many others are taken in; None where
    none are. `beside` is what lenses and hints of other files than the edited ones say, as it was when everything was last published.
    """

    def __init__(self, key: str, workspace: Workspace) -> None:
        self.key = key
        self.workspace = workspace
        self.held_by: set[Path] = set()
        self.readable = asyncio.Event()
        self.loaded = asyncio.Event()
        if workspace.loaded:
            self.readable.set()
            self.loaded.set()
        self.live: Live = NOTHING
        self.open: dict[str, Document] = {}
        self.edited: set[str] = set()
        self.coming: dict[str, None] | None = None
        self.check_seconds = 0.0
        self._checker = Checker()
        self._checked: Snapshot | None = None
        self._before: Snapshot | None = None
        self._settings: tuple[Finding, ...] = ()
        self.beside: tuple[object, ...] = ()
        self._rendering = Rendering()
        self._ahead: dict[str, Diagnostics] = {}  # of files that have changed on disk, before they count
        self._uris: dict[str, str] = {}

    @property
    def shows_all(self) -> bool:
        return bool(self.held_by)

    @property
    def plans_read(self) -> bool:
        """True once contracts and plans are in, so that findings in open files can be trusted."""
        return self.readable.is_set()

    @plans_read.setter
    def plans_read(self, value: bool) -> None:
        if value:
            self.readable.set()

    @property
    def root(self) -> Path | None:
        return self.workspace.root

    @property
    def snapshot(self) -> Snapshot:
        return self.workspace.snapshot

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the current snapshot."""
        self.refresh()
        return (*self._settings, *self._checker.findings)

    def refresh(self) -> None:
        """Check the current snapshot, unless that has been done."""
        self._check(None)

    def refresh_edited(self) -> None:
        """Check the current snapshot as far as the edited files are concerned; `go_on` does the rest."""
        self._check(self.edited)

    def _check(self, first: Collection[str] | None) -> None:
        snapshot = self.snapshot
        if snapshot is not self._checked or (first is None and self._checker.is_behind):
            started = time.thread_time()
            self._before = self._checked if first is not None else None
            self._settings, self._checked = self._settings_finding(), None
            self._checker.advance(snapshot, first)
            self._checked = snapshot
            self.check_seconds = time.thread_time() - started

    def concerned(self, before: Snapshot, after: Snapshot) -> Concern | None:
        """Of what rules may say something else in one snapshot than in another; None where the first is not what was checked."""
        return self._checker.concerned(after) if self._checked is before else None

    def let_go(self) -> None:
        """Let go of the snapshot before the current one, which takes as long as many a rule: once what was found is out."""
        self._before = None

    def go_on(self, seconds: float) -> bool:
        """Go on with the check of the current snapshot for about so long, and at least by one step; true once all is done that is shown."""
        if not self.workspace.loaded:
            self._check_open()
            return True
        self._check(self.edited)
        until = time.perf_counter() + seconds
        while self._checker.is_behind:
            self._checked, checked = None, self._checked
            self._checker.go_on()
            self._checked = checked
            if time.perf_counter() >= until:
                break
        return not self._checker.is_behind

    def _check_open(self) -> None:
        """Check what concerns the open files: of the others nothing is shown before all has been read, when most is asked anew."""
        self._check(self.open)
        self._checked, checked = None, self._checked
        self._checker.go_on_about(self.open)
        self._checked = checked

    async def check_ahead(self, snapshot: Snapshot, first: Collection[str] | None = None) -> None:
        """Check a snapshot that soon counts, beside what the loop does; the check of what counts then starts from there.

        With `first`, only as far as these files are concerned. Until then everybody is told what the folder says as it is. The thread
        gets the snapshot for itself.
        """
        checker = Checker()
        await asyncio.to_thread(checker.advance, replace(snapshot), first)
        before, self._checker, self._checked = self._checker, checker, None
        before.close()

    async def checking_ahead(
        self, snapshot: Snapshot, changed: Iterable[str], manner: Manner
    ) -> AsyncIterator[tuple[str, Diagnostics]]:
        """The same, some files after others, those that have `changed` first; gives what is to be published of each once it is known.

        What is open is left out: of that, who types is told by the check that counts.
        """
        checker, own = Checker(), replace(snapshot)
        try:
            await asyncio.to_thread(checker.advance, own, frozenset(self.open))
            paths = [*dict.fromkeys([*changed, *own.sources])]
            for some in (paths[n : n + AT_ONCE] for n in range(0, len(paths), AT_ONCE)):
                await asyncio.to_thread(checker.go_on_about, frozenset(some))
                for path in some if self.shows_all else ():
                    if path not in self.open:
                        pages = checker.pages(path)
                        self._ahead[path] = found = self._rendering.render(path, pages, own, self.uri, manner)
                        yield path, found
            await asyncio.to_thread(checker.advance, own)
        finally:
            self._ahead.clear()
        before, self._checker, self._checked = self._checker, checker, None
        before.close()

    def uri(self, path: str) -> str:
        """A file's URI: the client's own spelling where it has the file open."""
        document = self.open.get(path)
        if document is not None:
            return document.uri
        if path not in self._uris:
            self._uris[path] = (from_fs_path(str(self.root / path)) if self.root is not None else None) or self.key
        return self._uris[path]

    def rendered(self, path: str, manner: Manner) -> Diagnostics:
        """What is to be published of one of the edited files."""
        self.refresh_edited()
        return self._render(path, manner)

    def diagnostics(self, manner: Manner) -> dict[str, Diagnostics]:
        """What is to be published now, by URI; every open file is in it, so that the client hears about its version."""
        if not self.plans_read:
            return {}
        if self.workspace.loaded:
            self.refresh()
        else:
            self._check_open()
        spoken = self._checker.paths
        self.beside = self._beside()
        everything = self.shows_all and self.workspace.loaded
        ahead = {p: found for p, found in self._ahead.items() if p not in self.open}
        paths = dict.fromkeys([*self.open, *(spoken if everything else ()), *ahead])
        self.edited.clear()
        found = {self.uri(p): ahead[p] if p in ahead else self._render(p, manner) for p in paths}
        if self._settings and (everything or SETTINGS_PATH in self.open):
            own = sheet(diagnostic(f, self.snapshot, self.uri, manner) for f in self._settings)
            found[self.uri(SETTINGS_PATH)] = (own,)
        return found

    def _beside(self) -> tuple[object, ...]:
        """What was found where (without the places), what implements contracts, who has to do with them, what they weigh."""
        plan = tuple((p.id, p.provides, p.consumes) for s in self.snapshot.sprints for p in s.packages)
        weight = sum(len(self.snapshot.sources[p].text.source) for p in self.snapshot.contracts.by_path)
        return self._checker.kinds, self._checker.bound, plan, weight

    def _render(self, path: str, manner: Manner) -> Diagnostics:
        if self.snapshot.text(path) is None and (why := self.workspace.why_left_out(path)) is not None:
            left_out = Finding("left-out-file", "info", path, Range(0, 0), why)
            return (sheet([diagnostic(left_out, self.snapshot, self.uri, manner)]),)
        without = frozenset[str]() if self.workspace.loaded else NEEDS_ALL_CODE
        return self._rendering.render(path, self._checker.pages(path), self.snapshot, self.uri, manner, without)

    def _settings_finding(self) -> tuple[Finding, ...]:
        problem = self.workspace.settings_problem
        return (Finding("unreadable-settings", "error", SETTINGS_PATH, Range(0, 1), problem),) if problem else ()
