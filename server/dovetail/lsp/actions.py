"""`textDocument/codeAction`."""

import json

from lsprotocol import types

from dovetail.features.actions import Action
from dovetail.features.actions import actions as actions_of
from dovetail.features.fix_all import on_save

from .asking import Asked, asked
from .capabilities import FIX_ALL, QUICK_FIX, REFACTOR, SPRINT
from .commands import to_command
from .edits import workspace_edit
from .host import Host
from .rendering import diagnostic


def actions(host: Host, params: types.CodeActionParams) -> list[types.CodeAction] | list[types.Command]:
    """What can be done; for a client that knows no code actions but commands, those."""
    found = _actions(host, params)
    if host.can("textDocument", "codeAction", "codeActionLiteralSupport"):
        return found
    return [command for action in found if (command := _as_command(host, action)) is not None]


def _as_command(host: Host, action: types.CodeAction) -> types.Command | None:
    if action.edit is None or not host.can("workspace", "applyEdit"):
        return action.command
    return types.Command(action.title, "dovetail.apply", arguments=[json.dumps(host.client.plain(action.edit))])


def _actions(host: Host, params: types.CodeActionParams) -> list[types.CodeAction]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    wanted = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    if wanted and all(w.partition(".")[0] == "source" for w in wanted):
        return _fix_all(host, here) if any(_covers(w, FIX_ALL) for w in wanted) else []
    disabled_shown = host.can("textDocument", "codeAction", "disabledSupport")
    creates_files = _can_do(host, types.ResourceOperationKind.Create)
    renames_files = _can_do(host, types.ResourceOperationKind.Rename)
    found: list[types.CodeAction] = []
    for action in actions_of(
        here.snapshot, here.path, here.inside(params.range), here.folder.findings, here.folder.live
    ):
        kind = QUICK_FIX if action.finding is not None else REFACTOR if action.edits else SPRINT
        if wanted and not any(_covers(w, kind) for w in wanted):
            continue
        if action.disabled is not None and not disabled_shown:
            continue  # a client that cannot show why would offer what is then refused
        if (action.creates is not None and not creates_files) or (action.moves is not None and not renames_files):
            continue
        found.append(_action(host, here, action, kind))
    return found


def _covers(wanted: str, kind: str) -> bool:
    """True where a kind is the one that is wanted, or below it."""
    return wanted == "" or kind == wanted or kind.startswith(f"{wanted}.")


def _fix_all(host: Host, here: Asked) -> list[types.CodeAction]:
    """All that the file can be mended of at once; offered only where a client asks for it, as it does on saving."""
    mended = on_save(here.snapshot, here.folder.findings, here.path)
    if not mended.edits:
        return []
    edit = workspace_edit(host, here, mended.edits)
    return [types.CodeAction(title="Fix all that Dovetail can mend in this file", kind=FIX_ALL, edit=edit)]


def _action(host: Host, here: Asked, action: Action, kind: str) -> types.CodeAction:
    finding = action.finding
    published = diagnostic(finding, here.snapshot, here.folder.uri, host.manner) if finding is not None else None
    return types.CodeAction(
        title=action.title,
        kind=kind,
        diagnostics=[host.typed(types.Diagnostic, published)] if published is not None else None,
        is_preferred=action.preferred or None,
        disabled=types.CodeActionDisabled(action.disabled) if action.disabled is not None else None,
        edit=_edit(host, here, action) if action.edits or action.moves is not None else None,
        command=to_command(action.command, action.title, here.folder)
        if action.command is not None and action.disabled is None
        else None,
    )


def _can_do(host: Host, operation: types.ResourceOperationKind) -> bool:
    """True for a client that makes or renames files as part of an edit."""
    operations = host.said("workspace", "workspaceEdit", "resourceOperations")
    listed = isinstance(operations, list) and operation.value in operations
    return host.can("workspace", "workspaceEdit", "documentChanges") and listed


def _edit(host: Host, here: Asked, action: Action) -> types.WorkspaceEdit:
    if action.moves is not None:
        edit = workspace_edit(host, here, action.edits)
        old, new = (here.folder.uri(path) for path in action.moves)
        renamed = types.RenameFile(old_uri=old, new_uri=new)
        return types.WorkspaceEdit(document_changes=[*(edit.document_changes or ()), renamed])
    if action.creates is None:
        return workspace_edit(host, here, action.edits)
    uri, start = here.folder.uri(action.creates), types.Position(0, 0)
    made = types.CreateFile(uri=uri, options=types.CreateFileOptions(ignore_if_exists=True))
    texts = [types.TextEdit(types.Range(start, start), edit.new_text) for edit in action.edits]
    written = types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), texts)
    return types.WorkspaceEdit(document_changes=[made, written])
