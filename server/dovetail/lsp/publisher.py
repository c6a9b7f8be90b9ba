"""What each file's diagnostics are for the client, put together from those who have something to say about it."""

import json
from collections.abc import Callable, Iterator, Mapping

from .rendering import Diagnostics, place_and_message

Send = Callable[..., None]  # takes the parts of a message, which together are its JSON
VersionOf = Callable[[str], int | None]


class Publisher:
    """Sends the diagnostics of a file when they have changed, or when its text has.

    Several sources (the check of a folder, its engine) speak about one file; the client only ever sees the whole.
    """

    def __init__(self, send: Send, version_of: VersionOf) -> None:
        self._send = send
        self._version_of = version_of
        self._said: dict[str, dict[str, Diagnostics]] = {}
        self._sent: dict[str, tuple[tuple[bytes, ...], int | None]] = {}

    def publish(self, source: str, found: Mapping[str, Diagnostics]) -> None:
        """All that a source has to say now, by URI. What it said before and does not say any more is taken back."""
        before = self._said.get(source, {})
        self._said[source] = dict(found)
        for uri in dict.fromkeys([*before, *found]):
            if before.get(uri) is not found.get(uri) or self._is_behind(uri):
                self.refresh(uri)

    def publish_one(self, source: str, uri: str, found: Diagnostics) -> None:
        """All that a source has to say now about one file."""
        self._said.setdefault(source, {})[uri] = found
        self.refresh(uri)

    @property
    def uris(self) -> tuple[str, ...]:
        """The files that anybody has something to say about."""
        return tuple(dict.fromkeys(uri for said in self._said.values() for uri in said))

    def now(self, uri: str) -> tuple[bytes, ...]:
        """All that is said about a file at this moment, as the inside of a JSON list, in pieces between which commas belong."""
        said = [found for source in self._said.values() if (found := source.get(uri))]
        if len(said) == 1:
            return tuple([sheet.json for sheet in said[0]])
        return (b",".join(_once(said)),) if said else ()

    def _is_behind(self, uri: str) -> bool:
        """True where the client has not heard about the version that it has."""
        version = self._version_of(uri)
        return version is not None and self._sent.get(uri, ((), None))[1] != version

    def refresh(self, uri: str) -> None:
        """Send what is said about a file, unless the client knows it."""
        whole, version = self.now(uri), self._version_of(uri)
        before, known_version = self._sent.get(uri, ((), None))
        if version == known_version and whole == before:
            return
        if not whole and version is None:
            self._sent.pop(uri, None)
        else:
            self._sent[uri] = (whole, version)
        known = b"" if version is None else b',"version":%d' % version
        about = b'{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":%b%b,"diagnostics":['
        self._send(about % (json.dumps(uri).encode("ascii"), known), *_between_commas(whole), b"]}}")


def _once(said: list[Diagnostics]) -> list[bytes]:
    """Two sources may see the same fault in a worktree's file."""
    seen: dict[bytes, bytes] = {}
    for diagnostic in (d for found in said for sheet in found for d in sheet.each):
        seen.setdefault(place_and_message(diagnostic), diagnostic)
    return list(seen.values())


def _between_commas(pieces: tuple[bytes, ...]) -> Iterator[bytes]:
    for nth, piece in enumerate(pieces):
        if nth:
            yield b","
        yield piece
