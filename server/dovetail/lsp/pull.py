"""`textDocument/diagnostic` and `workspace/diagnostic`, for clients that would rather ask than be told.

A client that is told and asks as well would show everything twice. So it is one or the other: those that can be told are
told, unless their initialization options say `"diagnostics": "pull"`.
"""

import itertools
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from .publisher import Diagnostics, Publisher

if TYPE_CHECKING:
    from .folders import Folder
    from .host import Host

OPTION = "diagnostics"


class Pulled:
    """What each file's diagnostics were when somebody last asked, under an id that changes with them."""

    def __init__(self, host: "Host") -> None:
        self._host = host
        self._said: dict[str, tuple[Diagnostics, str]] = {}
        self._ids = itertools.count(1)
        self._asking = False

    def state(self, uri: str) -> tuple[Diagnostics, str]:
        """The diagnostics of a file now, and their id."""
        now = self._host.publisher.now(uri)
        held = self._said.get(uri)
        if held is None or held[0] != now:
            held = self._said[uri] = (now, str(next(self._ids)))
        return held

    def changed(self, params: Any) -> None:
        """Ask the client to ask again, once for all files that change together, and not for a new version alone."""
        uri = str(params.uri)
        if self._asking or (uri in self._said and self._said[uri][0] == self._host.publisher.now(uri)):
            return
        workspace = self._host.client_capabilities.workspace
        diagnostics = workspace.diagnostics if workspace is not None else None
        if diagnostics is not None and diagnostics.refresh_support:
            self._asking = True
            self._host.spawn(self._ask_again())

    async def _ask_again(self) -> None:
        self._asking = False
        self._host.workspace_diagnostic_refresh(None)


def register(host: "Host", params: types.InitializeParams) -> None:
    """Answer where the client wants to ask, and then send nothing by oneself."""
    if not _is_wanted(params):
        return
    pulled = Pulled(host)
    host.publisher = Publisher(pulled.changed, host.version_of)
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="dovetail")
    host.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(partial(_document, host, pulled))
    host.feature(types.WORKSPACE_DIAGNOSTIC)(partial(_workspace, host, pulled))


def _is_wanted(params: types.InitializeParams) -> bool:
    options = params.initialization_options
    if hasattr(options, "_asdict"):  # pygls reads objects that it does not know as named tuples
        options = cast(Any, options)._asdict()
    if isinstance(options, Mapping) and cast(Mapping[str, object], options).get(OPTION) == "pull":
        return True
    document = params.capabilities.text_document
    return document is not None and document.diagnostic is not None and document.publish_diagnostics is None


def _document(
    host: "Host", pulled: Pulled, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    uri = params.text_document.uri
    found = host.find(uri)
    if found is not None:
        _look(host, found[0])
    diagnostics, id = pulled.state(uri)
    if params.previous_result_id == id:
        return types.RelatedUnchangedDocumentDiagnosticReport(id)
    return types.RelatedFullDocumentDiagnosticReport(list(diagnostics), result_id=id)


def _workspace(
    host: "Host", pulled: Pulled, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    for folder in list(host.folders.values()):
        _look(host, folder)
    before = {p.uri: p.value for p in params.previous_result_ids}
    items: list[types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport] = []
    for uri in dict.fromkeys([*before, *host.publisher.uris]):
        diagnostics, id = pulled.state(uri)
        version = host.version_of(uri)
        if before.get(uri) == id:
            items.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, id, version))
        else:
            items.append(types.WorkspaceFullDocumentDiagnosticReport(uri, list(diagnostics), version, result_id=id))
    return types.WorkspaceDiagnosticReport(items)


def _look(host: "Host", folder: "Folder") -> None:
    """What is said of the text as it is at this moment."""
    host.publisher.publish(folder.key, folder.diagnostics(host.encoding))
