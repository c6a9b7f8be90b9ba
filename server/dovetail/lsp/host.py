"""The server as one value: folders, open documents, and the loop that checks and publishes."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from dovetail.core.contracts import SUFFIX
from dovetail.features.tree import CONVENTIONS, is_plan
from dovetail.workspace.files import repository_root, unlinked
from dovetail.workspace.workspace import Workspace

from .client import Client
from .documents import Document
from .folders import Folder
from .jsonrpc import Message
from .publisher import Publisher
from .rendering import Manner
from .status import STATUS, status_of
from .uris import is_untitled, name_of, path_of
from .wire import Wire

if TYPE_CHECKING:
    from lsprotocol import types

T = TypeVar("T")

# A check that takes longer than this is not made for every keystroke; the next waits as long as the last one took.
QUICK_SECONDS = 0.01
LONGEST_WAIT = 0.5
# What a change means for other files is looked at when there has been no other change for so long, in slices between which a
# keystroke gets its turn; for a client that never pauses, the shortest there is now and then: the next keystroke waits behind it.
IDLE_SECONDS = 0.02
SLICE_SECONDS = 0.001
LATEST = 0.5


class Typed(Protocol):
    """pygls with the handlers: what needs the protocol's types goes through it."""

    def handle(self, message: Message) -> None: ...
    def structured(self, kind: type[T], body: bytes) -> T: ...
    def plain(self, value: object) -> Any: ...
    async def window_show_document_async(self, params: "types.ShowDocumentParams") -> "types.ShowDocumentResult": ...
    async def workspace_apply_edit_async(
        self, params: "types.ApplyWorkspaceEditParams"
    ) -> "types.ApplyWorkspaceEditResult": ...


class Bridge(Protocol):
    """What is known of a folder's engine, and what can be asked of it; requests raise `DovetailError` with its own sentence."""

    def follow(self) -> None: ...
    def show(self) -> None: ...
    def close(self) -> None: ...
    async def request(self, method: str, params: dict[str, Any]) -> Any: ...
    async def launch(self, sprint: str, packages: list[str] | None) -> Any: ...


class Host(Client):
    """Holds the folders and publishes for them. Handlers read from it; `sync`, `watching` and `engine` change it.

    `index` reads a folder in the background. `features` is pygls with the handlers, and `bridge` gives a folder's engine, once
    they are imported. `tokens` are the last semantic tokens that the client was given of each open file, under their id.
    """

    def __init__(
        self, wire: Wire, handshake: Mapping[str, Any], index: "Callable[[Host, Folder], Coroutine[Any, Any, None]]"
    ) -> None:
        super().__init__(wire, handshake)
        self.features: Typed | None = None
        self.bridge: Callable[[Host, Folder], Bridge] | None = None
        self.folders: dict[str, Folder] = {}
        self.documents: dict[str, tuple[Folder, str]] = {}
        self.engines: dict[str, Bridge] = {}
        self.editor_settings: Mapping[str, object] = {}
        self.tokens: dict[str, tuple[str, Sequence[int]]] = {}
        self.publisher = Publisher(wire.send_parts, self.version_of)
        told = ("publishDiagnostics", "diagnostic")  # the client says it of the way in which it gets them
        self.manner = Manner(
            self.encoding, any(self.can("textDocument", how, "codeDescriptionSupport") for how in told)
        )
        self.overtaken: Callable[[Iterable[str]], bool] = lambda uris: False
        self._index = index
        self._due: dict[str, asyncio.Handle] = {}
        self._others_due: dict[str, tuple[asyncio.TimerHandle, float]] = {}

    @property
    def client(self) -> Typed:
        """The client as pygls knows it, for handlers that pygls calls."""
        assert self.features is not None
        return self.features

    def typed(self, kind: type[T], body: bytes) -> T:
        """JSON of ours in the protocol's types, for handlers that pygls calls."""
        return self.client.structured(kind, body)

    def answered(self, message: Message) -> bool:
        """The client has answered a request, of ours or of pygls."""
        if super().answered(message):
            return True
        if self.features is not None:
            self.features.handle(message)
        return self.features is not None

    def ready(self) -> None:
        """What was imported late is there: follow the engines."""
        for folder in self.folders.values():
            self._follow(folder)

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
        path = path_of(uri)
        if path is None:
            return None
        holding = [f for f in self.folders.values() if f.root is not None and Path(path).is_relative_to(f.root)]
        if not holding:
            return None
        folder = max(holding, key=lambda f: len(str(f.root)))
        return folder, Path(path).relative_to(folder.root or "").as_posix()

    def open_folder(self, path: Path) -> None:
        """The client has opened a folder: what is found is shown of all that lies in its repository."""
        folder = self.add_folder(path)
        showed_all = folder.shows_all
        folder.held_by.add(path)
        if not showed_all and folder.plans_read:
            self.check_soon(folder)

    def add_folder(self, path: Path) -> Folder:
        """The folder of the repository around a path, which is read in the background if it is new."""
        root = repository_root(path) or path
        folder = self.folders.get(str(root))
        if folder is None:
            folder = Folder(str(root), Workspace(root, self.editor_settings))
            self.folders[folder.key] = folder
            self.spawn(self._index(self, folder))
            self._follow(folder)
        return folder

    def _follow(self, folder: Folder) -> None:
        """Be told what the engine of a folder does."""
        if self.bridge is None or folder.root is None or folder.key in self.engines:
            return
        engine = self.engines[folder.key] = self.bridge(self, folder)
        engine.follow()
        engine.show()

    def remove_folder(self, path: Path) -> None:
        """The client has closed a folder: nothing is said about it any more, but for files that stay open, and where it has opened
        another one of the same repository.
        """
        folder = next((f for f in self.folders.values() if path in f.held_by), None)
        if folder is None:
            return
        folder.held_by.discard(path)
        if folder.open:
            self.check_soon(folder)
        elif not folder.shows_all:
            self.forget(folder)

    def forget(self, folder: Folder) -> None:
        """Nothing of a folder is shown or open any more."""
        self.folders.pop(folder.key, None)
        if (engine := self.engines.pop(folder.key, None)) is not None:
            engine.close()
        if (due := self._due.pop(folder.key, None)) is not None:
            due.cancel()
        if (later := self._others_due.pop(folder.key, None)) is not None:
            later[0].cancel()
        self.publisher.publish(folder.key, {})

    def folder_for(self, uri: str) -> tuple[Folder, str] | None:
        """The folder that a file which is being opened belongs to, the nearest repository; None for what is none of our business."""
        path, found = path_of(uri), self.find(uri)
        file = Path(path) if path is not None else None
        if found is not None and found[0].root is not None:
            name = unlinked(found[0].root, found[1])
            if name != found[1] and name in found[0].open:
                return None  # the same file once more, under another name
            found, file = (found[0], name), found[0].root / name
        root = repository_root(file.parent) if file is not None else None
        if found is not None and (root is None or not _is_inside(root, found[0].root)):
            return found
        if file is not None and root is not None:
            return self.add_folder(root), file.relative_to(root).as_posix()
        name = name_of(uri)
        alone = name.endswith(SUFFIX) or is_plan(name) or name == CONVENTIONS
        if (path is None and not is_untitled(uri)) or not alone:
            return None
        folder = Folder(uri, Workspace(None, self.editor_settings))
        self.folders[folder.key] = folder
        return folder, name

    def check_soon(self, folder: Folder) -> None:
        """Check a folder and publish, once for all changes that come in together."""
        if folder.key not in self._due:
            loop, wait = asyncio.get_running_loop(), folder.check_seconds
            self._due[folder.key] = (
                loop.call_soon(self._check, folder)
                if wait < QUICK_SECONDS
                else loop.call_later(min(wait, LONGEST_WAIT), self._check, folder)
            )

    def check_due(self) -> None:
        """Check now what is to be checked at once: all that has come in is known, and another turn of the loop would only take time."""
        for key, due in [*self._due.items()]:
            if not isinstance(due, asyncio.TimerHandle):
                due.cancel()
                self._check(self.folders[key])

    def _check(self, folder: Folder) -> None:
        """Publish what is found in the edited files at once, and what is found elsewhere when there is time for it."""
        self._due.pop(folder.key, None)
        if folder.key not in self.folders:
            return
        if folder.plans_read and folder.edited:
            edited = {folder.uri(path): path for path in folder.edited if path in folder.open}
            folder.refresh_edited()
            if self.overtaken(edited) and not self._late(folder):
                self.check_soon(folder)
                self._others_soon(folder)
                return
            for uri, path in edited.items():
                self.publisher.publish_one(folder.key, uri, folder.rendered(path, self.manner))
            folder.edited.clear()
            folder.let_go()
            self._others_soon(folder)
        else:
            self._publish_all(folder)

    def _late(self, folder: Folder) -> bool:
        """True where something has waited for the client to pause for so long that it is shown nevertheless."""
        due = self._others_due.get(folder.key)
        return due is not None and asyncio.get_running_loop().time() > due[1]

    def _others_soon(self, folder: Folder) -> None:
        """Look at other files once the client pauses, or has not done so for long."""
        now, before = asyncio.get_running_loop().time(), self._others_due.get(folder.key)
        latest = before[1] if before is not None else now + LATEST
        self._others_at(folder, min(now + IDLE_SECONDS, latest), latest)

    def _others_at(self, folder: Folder, at: float, latest: float) -> None:
        before = self._others_due.get(folder.key)
        if before is not None:
            before[0].cancel()
        handle = asyncio.get_running_loop().call_at(at, self._publish_all, folder)
        self._others_due[folder.key] = (handle, latest)

    def _publish_all(self, folder: Folder) -> None:
        """Everything that there is to say about a folder, as far as the client does not know it yet; or look at some more of it."""
        now, before = asyncio.get_running_loop().time(), self._others_due.get(folder.key)
        latest = before[1] if before is not None else now + LATEST
        folder.let_go()
        if folder.key in self._due:  # a keystroke comes first
            self._others_at(folder, now + IDLE_SECONDS, latest)
            return
        is_late = now >= latest  # called for that, not since the client pauses, it lets the client come first again
        if folder.plans_read and not folder.go_on(0.0 if is_late else SLICE_SECONDS):
            self._others_at(folder, now + IDLE_SECONDS if is_late else now, now + LATEST)
            return
        if before is not None:
            before[0].cancel()
            del self._others_due[folder.key]
        before = folder.beside
        self.publisher.publish(folder.key, folder.diagnostics(self.manner))
        if folder.beside != before:
            self.refresh()
        if (engine := self.engines.get(folder.key)) is not None:
            engine.show()

    async def lull(self) -> None:
        """Give others a turn, and wait until nobody types; for somebody who never pauses no longer than `LATEST`."""
        await asyncio.sleep(0)
        for _ in range(round(LATEST / IDLE_SECONDS)):
            if not self._due and not self._others_due:
                return
            await asyncio.sleep(IDLE_SECONDS)

    def refresh(self) -> None:
        """Ask the client to ask again for what stands in the text but does not depend on its text alone."""
        for feature in ("codeLens", "inlayHint"):
            if self.can("workspace", feature, "refreshSupport"):
                self.spawn(self.tell(f"workspace/{feature}/refresh", None))

    def say_status(self) -> None:
        """Tell the client's status bar about every sprint."""
        shown = [s for folder in self.folders.values() if folder.shows_all for s in status_of(folder)]
        self.notify(STATUS, {"sprints": shown})


def _is_inside(root: Path, folder: Path | None) -> bool:
    """True for a repository that lies in a folder, and is none of its files: a submodule, a worktree, a clone."""
    return folder is not None and root != folder and root.is_relative_to(folder)
