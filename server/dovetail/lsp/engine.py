"""The bridge to the repository's engine: its events become live state, diagnostics, progress and status in this editor."""

import asyncio
import contextlib
import logging
import time
from pathlib import Path
from typing import Any

from pygls.uris import from_fs_path

from dovetail.core.errors import DovetailError, EngineError, NotARepository
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.diagnostics import Spot, notices
from dovetail.features.live import NOTHING, Launched, Live, LiveSprint, fold, halted
from dovetail.features.tree import snapshot_from_texts
from dovetail.git.run import find_repository
from dovetail.sprint.client import EngineClient
from dovetail.sprint.paths import EnginePaths, engine_paths
from dovetail.sprint.plan import read_plan
from dovetail.sprint.protocol import EngineEvent
from dovetail.workspace.files import read_text

from .asks import Declined
from .folders import Folder
from .host import Host
from .messages import Question, error, question, statement
from .params import inner
from .progress import WorkDone
from .rendering import EMPTY, Diagnostics, notice_diagnostic, sheet
from .status import status_of

log = logging.getLogger("dovetail")

# Events come in bursts; what they change is shown this long after the first of a burst.
GATHER_SECONDS = 0.03


class Engine:
    """One folder's connection. It follows an engine that runs, and starts one only for a request."""

    def __init__(self, host: Host, folder: Folder) -> None:
        self._host = host
        self._folder = folder
        self._paths = _paths(folder.root)
        self._client: EngineClient | None = None
        self._following: asyncio.Task[None] | None = None
        self._since = time.time()
        self._heard: Live = NOTHING
        self._runs = True
        self._due: asyncio.TimerHandle | None = None
        self._progress: dict[str, WorkDone] = {}
        self._said: Any = None
        self._launched: Launched | None = None

    def follow(self) -> None:
        """Be told everything that has happened and happens; called again to look for an engine that was just started."""
        if self._paths is None or self._folder.root is None:
            return
        if self._following is not None:
            self._following.cancel()
        self._following = self._host.spawn(self._follow(EngineClient(self._folder.root, self._paths, start=False)))

    async def request(self, method: str, params: dict[str, Any]) -> Any:
        """Ask the engine, which is started if need be; raises `DovetailError` with its own sentence."""
        answer = await (await self._connected()).request(method, params)
        if not self._runs:  # it was started for this
            self.follow()
        return answer

    async def launch(self, sprint: str, packages: list[str] | None) -> Any:
        """Launch packages of a sprint, with what the editor's settings say."""
        client = await self._connected()
        settings = self._folder.workspace.settings.model_dump(mode="json", by_alias=True)
        answer = await client.launch(sprint, packages, settings=settings if self._host.editor_settings else None)
        self.follow()
        return answer

    def show(self) -> None:
        """Publish what is known now: diagnostics, progress, status."""
        self._due = None
        live = self._folder.live
        if live.sprints:
            self._host.publisher.publish(f"{self._folder.key}#engine", self._diagnostics())
        for run in live.sprints.values():
            self._show_progress(run)
        status = status_of(self._folder)
        if status != self._said and self._folder.plans_read:
            self._said = status
            self._host.say_status()

    def close(self) -> None:
        """Nothing more is shown; the engine itself goes on."""
        for task in (self._following, self._due):
            if task is not None:
                task.cancel()
        if self._client is not None:
            self._host.spawn(self._client.close())
        for progress in self._progress.values():
            progress.end("")
        self._host.publisher.publish(f"{self._folder.key}#engine", {})

    async def _follow(self, client: EngineClient) -> None:
        try:
            async for event in client.events(self._heard.seq, alive=self._alive):
                self._heard = fold(self._heard, event)
                self._changed()
                if event.time >= self._since:
                    self._speak(event)
        except EngineError as refusal:
            self._host.notify("window/showMessage", error(str(refusal)))

    def _alive(self, runs: bool) -> None:
        """Without an engine nobody is at work, whatever was recorded last."""
        if runs != self._runs:
            self._runs = runs
            self._changed()

    def _changed(self) -> None:
        self._folder.live = self._heard if self._runs else halted(self._heard)
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._show_and_refresh)

    async def _connected(self) -> EngineClient:
        if self._folder.root is None:
            raise NotARepository("This file is in no repository: save it in one, then launch.")
        if self._client is None:
            self._client = await EngineClient.connect(self._folder.root)
            self._paths = self._client.paths
            self.follow()
        return self._client

    def _show_and_refresh(self) -> None:
        self.show()
        self._host.refresh()
        launched = self._folder.live.launched
        if launched != self._launched:
            self._launched = launched
            self._host.spawn(self._compare(launched))

    async def _compare(self, launched: Launched | None) -> None:
        """From here on the contracts in the editor are compared with those that the agents at work were given."""
        tree = None
        if launched is not None and self._folder.root is not None:
            tree = await asyncio.to_thread(_plan_tree, self._folder.root, launched)
        if launched is self._launched:
            self._folder.workspace.launched(tree, launched.slug if launched is not None else "")
            self._host.check_soon(self._folder)

    def _diagnostics(self) -> dict[str, Diagnostics]:
        texts: dict[Path, Text | None] = {}
        found: dict[str, list[bytes]] = {}

        def locate(spot: Spot) -> tuple[str, Text, Text]:
            root = self._folder.root or Path()
            held = self._folder.snapshot.text(spot.path) if spot.package is None else None
            if held is not None:
                is_open = spot.path in self._folder.open
                return self._folder.uri(spot.path), held, (self._saved(spot.path) or held) if is_open else held
            if spot.package is not None and spot.slug is not None and self._paths is not None:
                root = self._paths.worktree(spot.slug, spot.package)
            file = root / spot.path
            if file not in texts:
                texts[file] = read_text(file)
            text = texts[file] or EMPTY
            return from_fs_path(str(file)) or "", text, text

        for notice in notices(self._folder.snapshot, self._folder.live):
            uri, diagnostic = notice_diagnostic(notice, locate, self._host.manner)
            found.setdefault(uri, []).append(diagnostic)
        return {uri: (sheet(all),) for uri, all in found.items()}

    def _saved(self, path: str) -> Text | None:
        """What the engine knows of a file. A sprint's packages are found by name in the text of the editor itself."""
        is_sprint = any(s.path == path for s in self._folder.snapshot.sprints)
        return None if is_sprint else self._folder.workspace.saved(path)

    def _show_progress(self, run: LiveSprint) -> None:
        shown = self._progress.get(run.name)
        if run.busy and shown is None:
            shown = WorkDone(
                self._host, f"sprint-{self._folder.key}-{run.name}-{time.time()}", lambda: self._stop(run.name)
            )
            self._progress[run.name] = shown
            shown.begin(f"Dovetail: {self._name(run)}", run.progress)
        elif run.busy and shown is not None:
            shown.report(run.progress)
        elif shown is not None:
            del self._progress[run.name]
            shown.end(run.progress)

    def _name(self, run: LiveSprint) -> str:
        """A sprint's name as its file says it; events name it by its slug."""
        sprints = self._folder.snapshot.sprints
        return next((s.name for s in sprints if self._folder.live.sprint(s.path, s.name, s.slug) is run), run.name)

    def _stop(self, sprint: str) -> None:
        """The user has cancelled the progress: the sprint's packages stop, their work stays."""
        self._host.spawn(self._quietly("stop", {"sprint": sprint, "package": None}))

    def _speak(self, event: EngineEvent) -> None:
        run = self._folder.live.sprints.get(event.sprint or "")
        sprint = self._name(run) if run is not None else event.sprint or ""
        said = statement(event, sprint)
        if said is not None:
            self._host.notify("window/showMessage", said)
        asked = question(event, sprint, self._folder.workspace.settings)
        if asked is not None:
            self._host.spawn(self._ask(asked))

    async def _ask(self, asked: Question) -> None:
        try:
            answer = await self._host.ask("window/showMessageRequest", asked.request)
        except Declined:
            return
        title = inner(answer, "title")
        chosen = asked.requests.get(title) if isinstance(title, str) else None
        if chosen is not None:
            await self._quietly(*chosen)

    async def _quietly(self, method: str, params: dict[str, Any]) -> None:
        """A request whose refusal is shown to the user, as nobody else waits for the answer."""
        try:
            await self.request(method, params)
        except DovetailError as refusal:
            self._host.notify("window/showMessage", error(str(refusal)))


def _plan_tree(root: Path, launched: Launched) -> Snapshot | None:
    """The plan that a sprint was launched with; None where git no longer has it, or where the folder is no repository's top."""
    try:
        git = find_repository(root)
        if not git.directory.samefile(root) or not git.has(launched.contracts):
            return None
        return snapshot_from_texts(read_plan(git, launched.contracts, launched.path).texts)
    except (DovetailError, OSError) as error:
        log.warning("The contracts of sprint %s as they were launched cannot be read: %s", launched.slug, error)
        return None


def _paths(root: Path | None) -> EnginePaths | None:
    if root is None:
        return None
    with contextlib.suppress(NotARepository, OSError):
        return engine_paths(root)
    return None
