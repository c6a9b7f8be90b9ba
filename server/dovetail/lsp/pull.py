"""`textDocument/diagnostic` and `workspace/diagnostic`, for clients that would rather ask than be told.

A client that is told and asks as well would show everything twice. So it is one or the other: those that can be told are
told, unless their initialization options say `"diagnostics": "pull"`.
"""

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from .folders import Folder
from .host import Host
from .params import BadParams, items, mapping, string
from .publisher import Publisher

DOCUMENT, WORKSPACE = "textDocument/diagnostic", "workspace/diagnostic"
Known = tuple[bytes, str]


class Pulled(Publisher):
    """Keeps what there is to say under an id that changes with it, and asks the client to ask."""

    def __init__(self, host: Host) -> None:
        super().__init__(lambda *parts: None, host.version_of)
        self._host = host
        self._kept: dict[str, Known] = {}
        self._ids = itertools.count(1)
        self._asking = False

    def refresh(self, uri: str) -> None:
        """Ask the client to ask again, once for all files that change together, and not for a new version alone."""
        if self._asking or (uri in self._kept and self._kept[uri][0] == self._now(uri)):
            return
        if self._host.can("workspace", "diagnostics", "refreshSupport"):
            self._asking = True
            self._host.spawn(self._ask_again())

    async def _ask_again(self) -> None:
        self._asking = False
        await self._host.tell("workspace/diagnostic/refresh", None)

    async def document(self, params: Mapping[str, Any]) -> bytes:
        """The answer to `textDocument/diagnostic`, as soon as there is one."""
        uri = string(mapping(params.get("textDocument")), "uri")
        found = self._host.find(uri)
        if found is not None:
            await found[0].readable.wait()
            self._look(found[0])
        return _report(*self._state(uri), params.get("previousResultId"))

    async def workspace(self, params: Mapping[str, Any]) -> bytes:
        """The answer to `workspace/diagnostic`, once all has been read."""
        for folder in list(self._host.folders.values()):
            await folder.loaded.wait()
            self._look(folder)
        return b'{"items":[%b]}' % b",".join(self._items(params))

    def _items(self, params: Mapping[str, Any]) -> Iterator[bytes]:
        known = [mapping(item) for item in items(params.get("previousResultIds"))]
        before = {string(item, "uri"): string(item, "value") for item in known}
        for uri in dict.fromkeys([*before, *self.uris]):
            report = _report(*self._state(uri), before.get(uri))
            version = self._host.version_of(uri)
            yield b'{"uri":%b,"version":%b,%b' % (_json(uri), _json(version), report[1:])

    def _state(self, uri: str) -> Known:
        """The diagnostics of a file now, and their id."""
        now = self._now(uri)
        held = self._kept.get(uri)
        if held is None or held[0] != now:
            held = self._kept[uri] = (now, str(next(self._ids)))
        return held

    def _now(self, uri: str) -> bytes:
        return b",".join(self.now(uri))

    def _look(self, folder: Folder) -> None:
        """Take in what is found in the text as it is at this moment."""
        self.publish(folder.key, folder.diagnostics(self._host.manner))


async def answered(host: Host, method: str, params: Mapping[str, Any]) -> bytes:
    """The answer to a request of this module; raises `BadParams` where its parameters do not fit."""
    if not isinstance(host.publisher, Pulled):
        raise BadParams("this client is told about diagnostics: it said so in `initialize`")
    return await (host.publisher.document(params) if method == DOCUMENT else host.publisher.workspace(params))


def _report(diagnostics: bytes, id: str, before: object) -> bytes:
    if before == id:
        return b'{"kind":"unchanged","resultId":%b}' % _json(id)
    return b'{"kind":"full","resultId":%b,"items":[%b]}' % (_json(id), diagnostics)


def _json(value: object) -> bytes:
    return json.dumps(value).encode("ascii")
