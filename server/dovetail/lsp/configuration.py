"""The editor's own settings, `dovetail.*`. What is not one of the server's is the extension's, and passed over."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from dovetail.core.settings import Settings

from . import looking, registrations
from .asks import Declined
from .host import Host
from .params import inner
from .registrations import SECTION
from .uris import path_of

KNOWN = frozenset(f.alias or name for name, f in Settings.model_fields.items())


def initialized(host: Host, _params: Mapping[str, Any]) -> None:
    """The first settings, and the folders that are open. Only now may requests be sent to the client."""
    host.editor_settings = known(_initial(host))
    for path in _folders(host.handshake):
        host.open_folder(path)
    looking.register(host)
    registrations.register(host)
    host.spawn(_ask(host))


def _initial(host: Host) -> object:
    """The settings that came with `initialize`."""
    settings = inner(host.handshake, "initializationOptions", "settings")
    return settings if settings is not None else host.handshake.get("initializationOptions")


def _folders(handshake: Mapping[str, Any]) -> list[Path]:
    """The folders that the client has opened, as far as they are ones on this machine."""
    folders = handshake.get("workspaceFolders")
    listed = cast("list[Any]", folders) if isinstance(folders, list) else []
    uris = [inner(f, "uri") for f in listed] or [handshake.get("rootUri")]
    return [Path(path) for uri in uris if isinstance(uri, str) and uri and (path := path_of(uri))]


def did_change_configuration(host: Host, params: Mapping[str, Any]) -> None:
    """Clients that can be asked send nothing of use; the others send the settings themselves."""
    if host.can("workspace", "configuration"):
        host.spawn(_ask(host))
    elif isinstance(params.get("settings"), dict):
        _apply(host, inner(params, "settings", SECTION))


async def _ask(host: Host) -> None:
    if not host.can("workspace", "configuration"):
        return
    try:
        answers = await host.ask("workspace/configuration", {"items": [{"section": SECTION}]})
    except Declined:
        return  # a client that said it could be asked, and cannot
    if isinstance(answers, list) and answers:
        # A client that was given no such section answers null; what it said at the start holds.
        _apply(host, answers[0] if answers[0] is not None else _initial(host))


def _apply(host: Host, value: object) -> None:
    settings = known(value)
    if settings != host.editor_settings:
        host.editor_settings = settings
        for folder in host.folders.values():
            folder.workspace.configure(settings)
            host.check_soon(folder)


def known(value: object) -> dict[str, object]:
    """The server's settings among what the editor has."""
    if not isinstance(value, Mapping):
        return {}
    return {str(k): v for k, v in cast(Mapping[object, object], value).items() if str(k) in KNOWN}
