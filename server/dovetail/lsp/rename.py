"""`textDocument/prepareRename` and `textDocument/rename`. A refusal is an error with one sentence for the user.

What a rename would leave to be mended by hand is said when its edits are given.
"""

from functools import partial

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from dovetail.features.rename import Refusal, renamable
from dovetail.features.rename_whole import Renamed
from dovetail.features.rename_whole import renamed as renamed_of

from .asking import asked
from .beside import as_taken, beside, on_loop, still
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
    concerned = on_loop(partial(here.folder.concerned, here.snapshot))
    done = await beside(here, lambda s: renamed_of(s, here.path, offset, params.new_name, live, concerned))
    if isinstance(done, Refusal):
        raise JsonRpcException(done.reason, REQUEST_FAILED)
    still(here, {edit.path for edit in done.edits})
    if done.left:
        _say_left(host, done)
    return workspace_edit(host, here, done.edits)


def _say_left(host: Host, done: Renamed) -> None:
    """What a rename cannot mend is said at once, and shown as findings when it has been done."""
    first, more = done.left[0], len(done.left) - 1
    others = f" And {more} more." if more else ""
    said = f"Dovetail: The rename leaves this for you, in {first.path}: {first.message}{others}"
    host.notify("window/showMessage", {"type": types.MessageType.Warning.value, "message": said})
