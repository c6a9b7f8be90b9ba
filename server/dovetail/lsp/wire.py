"""The base protocol: bytes in and out, cut into messages.

pygls's own reader takes three hops between threads for each message and stops at a header that it does not know; both
are in the way of a keystroke. This one reads what is there when the loop says so, and finds its way back after garbage.
"""

import contextlib
import fcntl
import json
import os
import re
import select
import sys
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

LARGEST = 512 * 1024 * 1024  # a longer message is a header gone wrong; waiting for its end would be waiting for ever
# For more than twice that the C library maps memory anew for each read, which takes longer than a keystroke's message.
AT_ONCE = 1 << 16
HELD_BY_PIPE = 1 << 20
AT_A_TIME = 512  # parts; the system takes no more than a thousand
_PLAIN = re.compile(rb"Content-Length: (\d{1,12})\r\n\r\n")
_LENGTH = re.compile(rb"Content-Length:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
_REST = re.compile(rb"(?:[A-Za-z0-9-]+:[^\r\n]*\r?\n)*\r?\n")
_LONGEST_HEADER = 8192


class Frames:
    """Cuts what arrives into the bodies of messages. `lost` counts the bytes that belonged to none."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._needed = 0
        self.lost = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bodies that are complete with this piece."""
        if not self._held:
            whole = _PLAIN.match(data)
            if whole is not None and whole.end() + int(whole[1]) == len(data):  # one message, as a keystroke is
                yield data[whole.end() :]
                return
        self._held += data
        while len(self._held) >= self._needed:
            found = self._header()
            if found is None:
                return
            start, end = found
            if end > len(self._held):
                self._needed = end
                return
            body = bytes(self._held[start:end])
            del self._held[:end]
            self._needed = 0
            yield body

    def _header(self) -> tuple[int, int] | None:
        """Where the next body starts and ends; None until its header is there. What stands before it is dropped."""
        while True:
            length = _LENGTH.search(self._held)
            if length is None:
                self._drop(max(0, len(self._held) - _LONGEST_HEADER))
                return None
            rest = _REST.match(self._held, length.end())
            if rest is not None:
                size = int(
                    _LENGTH.findall(self._held, length.start(), rest.end())[-1]
                )  # the first may be what is left of another
                if size <= LARGEST:
                    self._count_before(length.start())
                    return rest.end(), rest.end() + size
            if rest is None and len(self._held) - length.end() < _LONGEST_HEADER and self._may_go_on(length.end()):
                return None
            self._drop(length.end())

    def _may_go_on(self, at: int) -> bool:
        """True where what has arrived behind a length could become the end of a header."""
        tail = bytes(self._held[at:])
        last = tail.rpartition(b"\n")[2]
        whole = tail[: len(tail) - len(last)]
        return re.fullmatch(rb"(?:[A-Za-z0-9-]+:[^\r\n]*\r?\n)*", whole) is not None and (
            re.fullmatch(rb"\r?|[A-Za-z0-9-]*(?::[^\r\n]*\r?)?", last) is not None
        )

    def _count_before(self, at: int) -> None:
        """Other headers may stand before the length; anything else there is lost."""
        before = bytes(self._held[:at])
        if re.fullmatch(rb"(?:[A-Za-z0-9-]+:[^\r\n]*\r?\n)*", before) is None:
            self.lost += at

    def _drop(self, count: int) -> None:
        self.lost += count
        del self._held[:count]


class Wire:
    """The two ends that a client holds the other ends of.

    Writing never waits: what the client does not take yet is kept, `when_kept` is called, and `flush` goes on with it.
    """

    def __init__(self, reads: int, writes: int) -> None:
        self.reads = reads
        self.writes = writes
        self.frames = Frames()
        self.ended = False
        self.more = False
        self.when_kept: Callable[[], object] = lambda: None
        self._kept: deque[memoryview] = deque()
        with contextlib.suppress(OSError):
            os.set_blocking(writes, False)
        for end in (reads, writes):
            _widen(end)

    def receive(self) -> list[bytes]:
        """The messages that one read gives; waits where nothing has arrived. Sets `ended` where the client is gone, and `more` where
        it has sent more than that.
        """
        self.more = False
        try:
            data = os.read(self.reads, AT_ONCE)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self.ended = True
        self.more = len(data) == AT_ONCE
        return list(self.frames.feed(data))

    def waiting(self) -> bool:
        """True where something has arrived."""
        return not self.ended and bool(select.select([self.reads], [], [], 0)[0])

    def send(self, message: Any) -> None:
        self.send_body(json.dumps(message, separators=(",", ":")).encode("ascii"))

    def send_body(self, body: bytes) -> None:
        """A message that is JSON already."""
        self.send_parts(body)

    def send_parts(self, *parts: bytes) -> None:
        """A message in parts that together are JSON; a large one is not copied."""
        self.write(b"Content-Length: %d\r\n\r\n" % sum(map(len, parts)), *parts)

    def write(self, *data: bytes) -> None:
        """Bytes that have their header already."""
        was_kept = bool(self._kept)
        self._kept += map(memoryview, data)
        if not was_kept:
            self.flush()
            if self._kept:
                self.when_kept()

    @property
    def kept(self) -> bool:
        """True where the client has yet to take something."""
        return bool(self._kept)

    def flush(self) -> None:
        """Write what was kept, as far as the client takes it."""
        while self._kept:
            try:
                written = os.writev(self.writes, [*islice(self._kept, AT_A_TIME)])
            except BlockingIOError:
                return
            except OSError:
                self.ended = True
                self._kept.clear()  # nobody is there to read it
                return
            while self._kept and written >= len(self._kept[0]):
                written -= len(self._kept.popleft())
            if written:
                self._kept[0] = self._kept[0][written:]

    def finish(self) -> None:
        """Write what was kept, to the end or until nobody reads it any more."""
        while self._kept and select.select([], [self.writes], [], 5.0)[1]:
            self.flush()


def _widen(end: int) -> None:
    """Let a pipe hold a large message, which otherwise goes through it in pieces of 64 KB, each with a wait for the other side."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # no pipe, or more than the system allows
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, HELD_BY_PIPE)
