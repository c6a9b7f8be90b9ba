"""`textDocument/prepareRename` and `textDocument/rename`. A refusal is an error with one sentence for the user."""

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from dovetail.features.rename import Refusal, renamable
from dovetail.features.rename import rename as rename_of

from .asking import asked
from .beside import as_taken, beside, still
from .edits import workspace_edit
from .host import Host

REQUEST_FAILED = -32803


def prepare_rename(host: Host, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    here = asked(host, params.text_document.uri)
    found = renamable(here.snapshot, here.path, here.offset(params.position)) if here is not None else None
    if here is None or found is None:
        return None
    return types.PrepareRenamePlaceholder(here.outside(found.range), here.text[found.range])


async def rename(host: Host, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Waits until the folder has been read: before that, places could be missed."""
    found = host.find(params.text_document.uri)
    if found is None:
        return None
    await found[0].loaded.wait()
    here = as_taken(host, params.text_document.uri)
    if here is None:
        return None
    offset, live = here.offset(params.position), here.folder.live
    edits = await beside(here, lambda s: rename_of(s, here.path, offset, params.new_name, live))
    if isinstance(edits, Refusal):
        raise JsonRpcException(edits.reason, REQUEST_FAILED)
    still(here, {edit.path for edit in edits})
    return workspace_edit(host, here, edits)
