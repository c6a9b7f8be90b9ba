"""Files and folders change behind the editor's back: an agent lands, a branch is checked out, a folder is added."""

import asyncio
import time
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path

from .folders import Folder
from .host import Host
from .indexing import SLICE_SECONDS, take_in

REGISTRATION = "dovetail-files"
BETWEEN_LOOKS = 1.0  # seconds
FEW = 50  # files; they are read again at once, when their findings are asked for


def register(host: Host) -> None:
    """Ask the client to watch, where it can; else look now and then."""
    workspace = host.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace is not None else None
    if watched is None or not watched.dynamic_registration:
        host.spawn(_look_now_and_then(host))
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
    registration = types.Registration(REGISTRATION, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    host.client_register_capability(types.RegistrationParams([registration]))


async def _look_now_and_then(host: Host) -> None:
    """For clients that do not watch. Takes at most a twentieth of the time."""
    wait = BETWEEN_LOOKS
    while True:
        await asyncio.sleep(wait)
        spent = 0.0
        for folder in [f for f in host.folders.values() if f.workspace.loaded]:
            started = time.perf_counter()
            for changed in folder.workspace.looking():
                if changed:
                    await take_in(host, folder, changed)
                    break
                if time.perf_counter() - started > SLICE_SECONDS:
                    spent += time.perf_counter() - started
                    await asyncio.sleep(0)
                    started = time.perf_counter()
            spent += time.perf_counter() - started
        wait = max(BETWEEN_LOOKS, 20 * spent)


async def did_change_watched_files(host: Host, params: types.DidChangeWatchedFilesParams) -> None:
    """Take in what has changed; a switch of branches changes thousands of files at once."""
    changed: dict[str, tuple[Folder, list[str]]] = {}
    for event in params.changes:
        found = host.find(event.uri)
        if found is not None and found[0].root is not None:
            changed.setdefault(found[0].key, (found[0], []))[1].append(found[1])
    for folder, paths in changed.values():
        if len(paths) > FEW:
            await take_in(host, folder, paths)
        else:
            folder.workspace.changed_on_disk(paths)
            host.check_soon(folder)


def did_change_workspace_folders(host: Host, params: types.DidChangeWorkspaceFoldersParams) -> None:
    for added in params.event.added:
        if path := to_fs_path(added.uri):
            host.add_folder(Path(path), shows_all=True)
    for removed in params.event.removed:
        if path := to_fs_path(removed.uri):
            host.remove_folder(Path(path))
