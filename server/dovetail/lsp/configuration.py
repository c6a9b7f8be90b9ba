"""The editor's own settings, `dovetail.*`. What is not one of the server's is the extension's, and passed over."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from dovetail.core.settings import Settings

from . import pull, watching
from .host import Host

SECTION = "dovetail"
KNOWN = frozenset(f.alias or name for name, f in Settings.model_fields.items())


def initialize(host: Host, params: types.InitializeParams) -> None:
    """The first settings, and the folders that are open."""
    options = params.initialization_options
    host.editor_settings = known(cast(Any, options).get("settings", options) if isinstance(options, Mapping) else None)
    folders = [f.uri for f in params.workspace_folders or ()] or [params.root_uri]
    host.first_folders = tuple(Path(path) for uri in folders if uri and (path := to_fs_path(uri)))
    pull.register(host, params)


def initialized(host: Host, _params: types.InitializedParams) -> None:
    """Only now may requests be sent to the client."""
    for path in host.first_folders:
        host.add_folder(path, shows_all=True)
    watching.register(host)
    host.spawn(_ask(host))


async def did_change_configuration(host: Host, params: types.DidChangeConfigurationParams) -> None:
    """Clients that can be asked send nothing of use; the others send the settings themselves."""
    if _can_be_asked(host):
        await _ask(host)
    elif isinstance(params.settings, Mapping):
        _apply(host, cast(Any, params.settings).get(SECTION))


async def _ask(host: Host) -> None:
    if not _can_be_asked(host):
        return
    items = [types.ConfigurationItem(section=SECTION)]
    try:
        answers = await host.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException:
        return  # a client that said it could be asked, and cannot
    _apply(host, answers[0] if answers else None)


def _apply(host: Host, value: object) -> None:
    settings = known(value)
    if settings != host.editor_settings:
        host.editor_settings = settings
        for folder in host.folders.values():
            folder.workspace.configure(settings)
            host.check_soon(folder)


def known(value: object) -> dict[str, object]:
    """The server's settings among what the editor has."""
    if hasattr(value, "_asdict"):  # pygls reads objects that it does not know as named tuples
        value = cast(Any, value)._asdict()
    if not isinstance(value, Mapping):
        return {}
    return {str(k): v for k, v in cast(Mapping[object, object], value).items() if str(k) in KNOWN}


def _can_be_asked(host: Host) -> bool:
    workspace = host.client_capabilities.workspace
    return workspace is not None and bool(workspace.configuration)
