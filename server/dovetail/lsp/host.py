"""The server as one value: folders, open documents, and the loop that checks and publishes."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from dovetail import __version__
from dovetail.core.contracts import SUFFIX
from dovetail.features.tree import CONVENTIONS, is_plan
from dovetail.workspace.files import repository_root
from dovetail.workspace.workspace import Workspace

from .documents import Document
from .engine import Engine
from .folders import Folder
from .indexing import index
from .positions import Encoding
from .protocol import Protocol
from .publisher import Publisher
from .status import STATUS, status_of

log = logging.getLogger("dovetail")

# A check that takes longer than this is not made for every keystroke; the next waits as long as the last one took.
QUICK_SECONDS = 0.01
LONGEST_WAIT = 0.5


class Host(LanguageServer):
    """Holds the folders and publishes for them. Handlers read from it; `sync`, `watching` and `engine` change it."""

    def __init__(self) -> None:
        super().__init__("dovetail", __version__, protocol_cls=Protocol)
        self.folders: dict[str, Folder] = {}
        self.documents: dict[str, tuple[Folder, str]] = {}
        self.engines: dict[str, Engine] = {}
        self.editor_settings: Mapping[str, object] = {}
        self.first_folders: tuple[Path, ...] = ()
        self.publisher = Publisher(self.text_document_publish_diagnostics, self.version_of)
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def encoding(self) -> Encoding:
        chosen = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        return "utf-8" if chosen == "utf-8" else "utf-32" if chosen == "utf-32" else "utf-16"

    def version_of(self, uri: str) -> int | None:
        document = self.document(uri)
        return document.version if document is not None else None

    def document(self, uri: str) -> Document | None:
        folder, path = self.documents.get(uri, (None, ""))
        return folder.open.get(path) if folder is not None else None

    def find(self, uri: str) -> tuple[Folder, str] | None:
        """The folder of a file that is open or lies in a known folder, and its path there."""
        if uri in self.documents:
            return self.documents[uri]
        path = to_fs_path(uri)
        if path is None:
            return None
        holding = [f for f in self.folders.values() if f.root is not None and Path(path).is_relative_to(f.root)]
        if not holding:
            return None
        folder = max(holding, key=lambda f: len(str(f.root)))
        return folder, Path(path).relative_to(folder.root or "").as_posix()

    def add_folder(self, path: Path, *, shows_all: bool) -> Folder:
        """The folder of the repository around a path, which is read in the background if it is new."""
        root = repository_root(path) or path
        folder = self.folders.get(str(root))
        if folder is None:
            folder = Folder(str(root), Workspace(root, self.editor_settings), shows_all=shows_all)
            self.folders[folder.key] = folder
            self.engines[folder.key] = Engine(self, folder)
            self.spawn(index(self, folder))
            self.engines[folder.key].follow()
        elif shows_all and not folder.shows_all:
            folder.shows_all = True
            self.check_soon(folder)
        return folder

    def remove_folder(self, path: Path) -> None:
        """The client has closed a folder: nothing is said about it any more, but for files that stay open."""
        folder = self.folders.get(str(repository_root(path) or path))
        if folder is None:
            return
        folder.shows_all = False
        if folder.open:
            self.check_soon(folder)
            return
        self.forget(folder)

    def forget(self, folder: Folder) -> None:
        """Nothing of a folder is shown or open any more."""
        self.folders.pop(folder.key, None)
        if (engine := self.engines.pop(folder.key, None)) is not None:
            engine.close()
        if (due := self._due.pop(folder.key, None)) is not None:
            due.cancel()
        self.publisher.publish(folder.key, {})

    def folder_for(self, uri: str) -> tuple[Folder, str] | None:
        """The folder that a file which is being opened belongs to; None for what is none of our business."""
        if (found := self.find(uri)) is not None:
            return found
        path = to_fs_path(uri)
        if path is not None and (root := repository_root(Path(path).parent)) is not None:
            return self.add_folder(root, shows_all=False), Path(path).relative_to(root).as_posix()
        name = PurePosixPath(unquote(urlsplit(uri).path)).name
        alone = name.endswith(SUFFIX) or is_plan(name) or name == CONVENTIONS
        if (path is None and urlsplit(uri).scheme != "untitled") or not alone:
            return None
        folder = Folder(uri, Workspace(None, self.editor_settings), shows_all=False)
        self.folders[folder.key] = folder
        return folder, name

    def check_soon(self, folder: Folder) -> None:
        """Check a folder and publish, once for all changes that come in together."""
        if folder.key not in self._due:
            wait = 0.0 if folder.check_seconds < QUICK_SECONDS else min(folder.check_seconds, LONGEST_WAIT)
            self._due[folder.key] = asyncio.get_running_loop().call_later(wait, self._check, folder)

    def _check(self, folder: Folder) -> None:
        self._due.pop(folder.key, None)
        before = folder.kinds
        self.publisher.publish(folder.key, folder.diagnostics(self.encoding))
        if folder.kinds != before:
            self.refresh()
        if (engine := self.engines.get(folder.key)) is not None:
            engine.show()

    def refresh(self) -> None:
        """Ask the client to ask again for what stands in the text but does not depend on its text alone."""
        workspace = self.client_capabilities.workspace
        if workspace is None:
            return
        if workspace.code_lens is not None and workspace.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)
        if workspace.inlay_hint is not None and workspace.inlay_hint.refresh_support:
            self.workspace_inlay_hint_refresh(None)

    def say_status(self) -> None:
        """Tell the client's status bar about every sprint."""
        shown = [s for folder in self.folders.values() if folder.shows_all for s in status_of(folder)]
        self.protocol.notify(STATUS, {"sprints": shown})

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside the handlers; what it raises is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("A background task failed", exc_info=error)

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """An error goes to the log. A message box would come up at every keystroke."""
        if not isinstance(error, JsonRpcException):
            log.error("%s: %s", source.__name__, error, exc_info=error)
        elif error.data is not None:
            log.error("%s: %s", error.message, error.data)
