"""Documents are opened, changed, saved and closed."""

from lsprotocol import types

from dovetail.core.text import Text

from .documents import Document
from .host import Host


def did_open(host: Host, params: types.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    found = host.folder_for(item.uri)
    if found is None:
        return
    folder, path = found
    document = Document(item.uri, item.version, Text(item.text))
    host.documents[item.uri] = found
    folder.open[path] = document
    folder.workspace.set_text(path, document.text)
    host.check_soon(folder)


def did_change(host: Host, params: types.DidChangeTextDocumentParams) -> None:
    uri, version = params.text_document.uri, params.text_document.version
    document, found = host.document(uri), host.documents.get(uri)
    if document is None or found is None:
        return  # a file that is none of ours, or was never opened
    folder, path = found
    folder.open[path] = document.changed(params.content_changes, version, host.encoding)
    folder.workspace.set_text(path, folder.open[path].text)
    host.check_soon(folder)


def did_save(host: Host, params: types.DidSaveTextDocumentParams) -> None:
    """For clients that do not watch files; a file that is not open in another way may have changed with this one."""
    found = host.find(params.text_document.uri)
    if found is not None:
        folder, path = found
        folder.workspace.changed_on_disk([path])
        host.check_soon(folder)


def did_close(host: Host, params: types.DidCloseTextDocumentParams) -> None:
    found = host.documents.pop(params.text_document.uri, None)
    if found is None:
        return
    folder, path = found
    folder.open.pop(path, None)
    folder.workspace.close(path)
    if folder.open or folder.shows_all:
        host.check_soon(folder)
    else:
        host.forget(folder)
