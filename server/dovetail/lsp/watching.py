"""Files and folders change behind the editor's back: an agent lands, a branch is checked out, a folder is added."""

import asyncio
import time
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path

from .folders import Folder
from .host import Host
from .indexing import SLICE_SECONDS

REGISTRATION = "dovetail-files"
TOGETHER = 50  # files looked at before the loop may be asked for something else


def register(host: Host) -> None:
    """Ask the client to watch, where it can."""
    workspace = host.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace is not None else None
    if watched is not None and watched.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
        registration = types.Registration(REGISTRATION, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        host.client_register_capability(types.RegistrationParams([registration]))


async def did_change_watched_files(host: Host, params: types.DidChangeWatchedFilesParams) -> None:
    """Take in what has changed, in slices: a branch switch changes thousands of files at once."""
    changed: dict[str, tuple[Folder, list[str]]] = {}
    for event in params.changes:
        found = host.find(event.uri)
        if found is not None and found[0].root is not None:
            changed.setdefault(found[0].key, (found[0], []))[1].append(found[1])
    for folder, paths in changed.values():
        started = time.perf_counter()
        for at in range(0, len(paths), TOGETHER):
            folder.workspace.changed_on_disk(paths[at : at + TOGETHER])
            if time.perf_counter() - started > SLICE_SECONDS:
                await asyncio.sleep(0)
                started = time.perf_counter()
        host.check_soon(folder)


def did_change_workspace_folders(host: Host, params: types.DidChangeWorkspaceFoldersParams) -> None:
    for added in params.event.added:
        if path := to_fs_path(added.uri):
            host.add_folder(Path(path), shows_all=True)
    for removed in params.event.removed:
        if path := to_fs_path(removed.uri):
            host.remove_folder(Path(path))
