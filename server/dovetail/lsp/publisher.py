"""What each file's diagnostics are for the client, put together from those who have something to say about it."""

from collections.abc import Callable, Mapping

from lsprotocol import types

Send = Callable[[types.PublishDiagnosticsParams], None]
VersionOf = Callable[[str], int | None]
Diagnostics = tuple[types.Diagnostic, ...]


class Publisher:
    """Sends the diagnostics of a file when they have changed, or when its text has.

    Several sources (the check of a folder, its engine) speak about one file; the client only ever sees the whole.
    """

    def __init__(self, send: Send, version_of: VersionOf) -> None:
        self._send = send
        self._version_of = version_of
        self._said: dict[str, Mapping[str, Diagnostics]] = {}
        self._sent: dict[str, tuple[Diagnostics, int | None]] = {}

    def publish(self, source: str, found: Mapping[str, Diagnostics]) -> None:
        """All that a source has to say now, by URI. What it said before and does not say any more is taken back."""
        before = self._said.get(source, {})
        self._said[source] = found
        for uri in dict.fromkeys([*before, *found]):
            self._refresh(uri)

    @property
    def uris(self) -> tuple[str, ...]:
        """The files that anybody has something to say about."""
        return tuple(dict.fromkeys(uri for said in self._said.values() for uri in said))

    def now(self, uri: str) -> Diagnostics:
        """All that is said about a file at this moment."""
        return _once(tuple(d for said in self._said.values() for d in said.get(uri, ())))

    def _refresh(self, uri: str) -> None:
        state = (self.now(uri), self._version_of(uri))
        if self._sent.get(uri, ((), None)) == state:
            return
        if not state[0] and state[1] is None:
            self._sent.pop(uri, None)
        else:
            self._sent[uri] = state
        self._send(types.PublishDiagnosticsParams(uri=uri, diagnostics=list(state[0]), version=state[1]))


def _once(diagnostics: Diagnostics) -> Diagnostics:
    """Two sources may see the same fault in a worktree's file."""
    seen: dict[tuple[object, ...], types.Diagnostic] = {}
    for d in diagnostics:
        place = (d.range.start.line, d.range.start.character, d.range.end.line, d.range.end.character)
        seen.setdefault((*place, d.code, d.message), d)
    return tuple(seen.values())
