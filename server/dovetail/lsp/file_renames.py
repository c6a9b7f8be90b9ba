"""`workspace/willRenameFiles`: plans follow the files and folders that they name."""

from lsprotocol import types

from dovetail.features.file_renames import file_renames

from .asking import asked
from .edits import workspace_edit
from .folders import Folder
from .host import Host


async def will_rename(host: Host, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """Edits of the sprints and conventions of the folder that the files are in; what goes from one folder to another is left alone."""
    moved: dict[str, tuple[Folder, dict[str, str]]] = {}
    for file in params.files:
        old, new = host.find(file.old_uri), host.find(file.new_uri)
        if old is not None and new is not None and old[0] is new[0]:
            moved.setdefault(old[0].key, (old[0], {}))[1][old[1]] = new[1]
    for folder, paths in moved.values():
        await folder.loaded.wait()
        edits = file_renames(folder.snapshot, paths)
        here = asked(host, folder.uri(edits[0].path)) if edits else None
        if here is not None:
            return workspace_edit(host, here, edits)
    return None
