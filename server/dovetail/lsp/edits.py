"""Our edits as the protocol's, for each file with the version that they were made for."""

from collections.abc import Iterable

from lsprotocol import types

from dovetail.core.findings import Edit

from .asking import Asked
from .host import Host
from .positions import to_range


def workspace_edit(host: Host, here: Asked, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Edits of any files of a folder. Where the client knows versions, it will refuse those of a text that it has changed since."""
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        text = here.snapshot.text(edit.path)
        if text is not None:
            change = types.TextEdit(to_range(text, edit.range, here.encoding), edit.new_text)
            changes.setdefault(here.folder.uri(edit.path), []).append(change)
    if not host.can("workspace", "workspaceEdit", "documentChanges"):
        return types.WorkspaceEdit(changes=changes)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, host.version_of(uri)), list(own))
            for uri, own in changes.items()
        ]
    )
