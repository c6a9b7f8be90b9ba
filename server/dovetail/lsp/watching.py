"""Files and folders change behind the editor's back: an agent lands, a branch is checked out, a folder is added."""

from pathlib import Path

from lsprotocol import types

from .folders import Folder
from .host import Host
from .indexing import take_in
from .uris import path_of

FEW = 50  # files; they are read again at once, when their findings are asked for


def did_change_watched_files(host: Host, params: types.DidChangeWatchedFilesParams) -> None:
    """Take in what has changed: a few files before anything else is answered. A switch of branches changes thousands, and clients tell of
    them in pieces.
    """
    changed: dict[str, tuple[Folder, list[str]]] = {}
    for event in params.changes:
        found = host.find(event.uri)
        if found is not None and found[0].root is not None:
            changed.setdefault(found[0].key, (found[0], []))[1].append(found[1])
    for folder, paths in changed.values():
        if folder.coming is not None:
            folder.coming.update(dict.fromkeys(paths))
        elif len(paths) > FEW:
            folder.coming = dict.fromkeys(paths)
            host.spawn(_take_in_all(host, folder))
        else:
            folder.workspace.changed_on_disk(paths)
            host.check_soon(folder)


async def _take_in_all(host: Host, folder: Folder) -> None:
    """Take in many files; what is told of meanwhile comes behind them, all together."""
    try:
        while folder.coming:
            taken, folder.coming = [*folder.coming], {}
            await take_in(host, folder, taken)
    finally:
        folder.coming = None


def did_change_workspace_folders(host: Host, params: types.DidChangeWorkspaceFoldersParams) -> None:
    for added in params.event.added:
        if path := path_of(added.uri):
            host.open_folder(Path(path))
    for removed in params.event.removed:
        if path := path_of(removed.uri):
            host.remove_folder(Path(path))
