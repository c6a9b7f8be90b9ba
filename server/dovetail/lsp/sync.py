"""Documents are opened, changed, saved and closed. Parameters come as they are: this is the way of every keystroke."""

from collections.abc import Mapping
from typing import Any

from dovetail.core.text import Text

from .documents import Document
from .folders import Folder
from .host import Host
from .params import integer, items, mapping, string

Params = Mapping[str, Any]


def did_open(host: Host, params: Params) -> None:
    item = mapping(params.get("textDocument"))
    uri, version, text = string(item, "uri"), integer(item, "version"), Text(string(item, "text"))
    found = host.folder_for(uri)
    if found is None:
        return
    folder, path = found
    host.documents[uri] = found
    _set(host, folder, path, Document(uri, version, folder.workspace.as_held(path, text)))


def did_change(host: Host, params: Params) -> None:
    item, changes = mapping(params.get("textDocument")), items(params.get("contentChanges"))
    uri, version = string(item, "uri"), integer(item, "version")
    document, found = host.document(uri), host.documents.get(uri)
    if document is None or found is None:
        return  # a file that is none of ours, or was never opened
    folder, path = found
    _set(host, folder, path, document.changed(changes, version, host.encoding))


def _set(host: Host, folder: Folder, path: str, document: Document) -> None:
    folder.open[path] = document
    folder.edited.add(path)
    folder.workspace.set_text(path, document.text)
    host.check_soon(folder)


def did_save(host: Host, params: Params) -> None:
    """For clients that do not watch files; a file that is not open in another way may have changed with this one."""
    found = host.find(_uri(params))
    if found is not None:
        folder, path = found
        folder.workspace.changed_on_disk([path])
        host.check_soon(folder)


def did_close(host: Host, params: Params) -> None:
    host.tokens.pop(_uri(params), None)
    found = host.documents.pop(_uri(params), None)
    if found is None:
        return
    folder, path = found
    folder.open.pop(path, None)
    folder.edited.discard(path)
    folder.workspace.close(path)
    if folder.open or folder.shows_all:
        host.check_soon(folder)
    else:
        host.forget(folder)


def _uri(params: Params) -> str:
    return string(mapping(params.get("textDocument")), "uri")
