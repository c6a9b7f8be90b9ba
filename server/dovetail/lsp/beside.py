"""What looks into all files is answered beside the loop: whoever types meanwhile does not wait, and it ends when nobody wants it any more.

As everywhere in the protocol's better servers, an answer about a text that has been changed since is no answer but `ContentModified`.
"""

# pyright: reportIncompatibleVariableOverride=false
# What is kept in a snapshot's attributes is asked for in an interruptible one.

import asyncio
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from threading import Event
from typing import Any, TypeVar

from pygls.exceptions import JsonRpcException

from dovetail.core.snapshot import Snapshot

from .asking import Asked, asked
from .documents import Document
from .host import Host
from .jsonrpc import CONTENT_MODIFIED
from .turns import turns_taken

A = TypeVar("A")
T = TypeVar("T")

# The document that a request is about, as it was when that was taken. pygls lets an asynchronous handler begin behind what came after it.
_taken: ContextVar[Document | None] = ContextVar("taken", default=None)


def take(host: Host, uri: str | None) -> None:
    """A request about a document is handled now, or soon, in this context."""
    _taken.set(host.document(uri) if uri is not None else None)


def as_taken(host: Host, uri: str) -> Asked | None:
    """The file of a request. Raises the protocol's error where it has changed since the request was taken."""
    if host.document(uri) is not _taken.get():
        raise outdated()
    return asked(host, uri)


async def beside(here: Asked, ask: Callable[[Snapshot], T]) -> T:
    """What a function says of the snapshot that a request is about. Raises the protocol's error where its file has changed meanwhile."""
    given_up = Event()
    try:
        with turns_taken():
            answer = await asyncio.to_thread(_answered, here.snapshot, ask, given_up)
    except asyncio.CancelledError:
        given_up.set()
        raise
    still(here, [here.path])
    return answer


def on_loop(ask: Callable[[A], T]) -> Callable[[A], T]:
    """A function that can be asked on the loop only, for what runs beside it."""
    loop = asyncio.get_running_loop()

    async def answer(about: A) -> T:
        return ask(about)

    return lambda about: asyncio.run_coroutine_threadsafe(answer(about), loop).result()


def still(here: Asked, paths: Iterable[str]) -> None:
    """Raises the protocol's error where one of some files is another by now than when a request was taken."""
    now = here.folder.snapshot
    if any(now.text(path) is not here.snapshot.text(path) for path in paths):
        raise outdated()


def outdated() -> JsonRpcException:
    """The protocol's error for an answer that would be about another text than the client has."""
    return JsonRpcException("A file has been changed since it was asked about.", CONTENT_MODIFIED)


class _GivenUp(Exception):
    """Nobody waits for the answer any more."""


class _Interruptible(Snapshot):
    """A snapshot that shares all that is kept of another, as long as somebody waits for the answer."""

    own: Snapshot
    given_up: Event

    def __init__(self, own: Snapshot, given_up: Event) -> None:
        self.__dict__.update(own.__dict__, own=own, given_up=given_up)

    @property
    def itself(self) -> Snapshot:
        return self.own

    @property
    def memo(self) -> dict[object, Any]:
        """What is asked for at every step of a long way, so that this is where it ends."""
        if self.given_up.is_set():
            raise _GivenUp
        return self.own.memo


def _answered(snapshot: Snapshot, ask: Callable[[Snapshot], T], given_up: Event) -> T:
    # Kept with the snapshot itself, for those who ask later.
    _ = snapshot.implementations, snapshot.pairings_by_contract, snapshot.pairings_by_path
    return ask(_Interruptible(snapshot, given_up))
