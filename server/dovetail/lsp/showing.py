"""What is shown to the user on request: a place in a file, the changes of a package's branch, what its agent has done."""

import asyncio
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.uris import from_fs_path

from dovetail.core.errors import UsageError
from dovetail.core.plan import Sprint
from dovetail.features.log import log
from dovetail.git.run import find_repository
from dovetail.sprint.client import EngineClient
from dovetail.sprint.paths import engine_paths
from dovetail.sprint.protocol import EngineEvent

from .folders import Folder
from .host import Host


def can_show(host: Host) -> bool:
    """True for a client that opens a file when it is told to."""
    return host.can("window", "showDocument", "support")


def open_command(place: types.Location, title: str) -> types.Command:
    at = place.range.start
    return types.Command(title=title, command="dovetail.open", arguments=[place.uri, str(at.line), str(at.character)])


async def open_place(
    host: Host, uri: str | None = None, line: str | None = None, character: str | None = None, *_: str | None
) -> Any:
    """Show a place in a file."""
    numbers = (line or "0", character or "0")
    if uri is None or not all(n.isdecimal() and len(n) < 10 for n in numbers):
        raise UsageError("Say what to open: a URI, and a line and a column as text.")
    at = types.Position(int(numbers[0]), int(numbers[1]))
    return await _show(host, uri, types.Range(at, at))


async def show_diff(host: Host, folder: Folder, sprint: Sprint, package: str) -> Any:
    """The changes of a package's branch since it left the base, as a file that is shown; the answer is its URI."""
    base = sprint.file.base if sprint.file is not None else "main"
    text = await asyncio.to_thread(_diff, folder.root or Path(), base, sprint.branch(package))
    if text is None:
        raise UsageError(f"'{package}' has no branch yet: launch it first.")
    return await _written(
        host, folder, f"{sprint.slug}-{package}.diff", text or f"'{package}' has changed nothing yet.\n"
    )


async def show_log(host: Host, folder: Folder, sprint: Sprint, package: str) -> Any:
    """What a package's agent has done so far, as a file that is shown; the answer is its URI."""
    events = await _events(folder, sprint)
    return await _written(host, folder, f"{sprint.slug}-{package}.log", log(events, package))


def _diff(root: Path, base: str, branch: str) -> str | None:
    git = find_repository(root)
    return git.run("diff", "--no-color", "--no-ext-diff", f"{base}...{branch}", "--") if git.has(branch) else None


async def _events(folder: Folder, sprint: Sprint) -> list[EngineEvent]:
    """The events that the folder's live state was folded from."""
    last = folder.live.seq
    found: list[EngineEvent] = []
    if folder.root is None or not last:
        return found
    client = EngineClient(folder.root, engine_paths(folder.root), start=False)
    async for event in client.events(0):
        if event.sprint in (sprint.slug, sprint.name, sprint.path):
            found.append(event)
        if event.seq >= last:
            break
    await client.close()
    return found


async def _written(host: Host, folder: Folder, name: str, text: str) -> str:
    """The URI of a file outside of the checkout that holds a text and is shown."""
    shown = engine_paths(folder.root or Path()).state / "shown"
    await asyncio.to_thread(_write, shown / name, text)
    uri = from_fs_path(str(shown / name)) or ""
    await _show(host, uri, None)
    return uri


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8", "surrogateescape")


async def _show(host: Host, uri: str, selection: types.Range | None) -> bool:
    if not can_show(host):
        return False
    params = types.ShowDocumentParams(uri, take_focus=True, selection=selection)
    return (await host.client.window_show_document_async(params)).success
