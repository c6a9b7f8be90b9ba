"""Other processes that read files beside this one, one for each further core of the processor.

Paths go in by a process's standard input, and what was read comes out with the hash of the text that it was read from: the
file may have changed meanwhile. A process ends when its input does, so none outlives the one that started it.
"""

import gc
import os
import pickle
import select
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, cast

from dovetail.core.shapes import FileShapes
from dovetail.core.text import Text
from dovetail.languages import read

from .cache import digest_of
from .files import read_text
from .frozen import frozen

AT_ONCE = 20  # files handed out at a time: some 30 milliseconds of work
AHEAD = 2  # batches that a process holds, so that it never waits for the next
_HEAD = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Found:
    """What another process read: the frozen shapes, None where no language reads such files, and the hash of the text."""

    path: str
    digest: bytes
    shapes: bytes | None


class Crew:
    """Processes at work on a list of files. Whoever has started them takes a share as well, or only waits for the answers."""

    def __init__(self, root: Path, paths: Sequence[str], size: int) -> None:
        self._root = root
        self._left = deque[list[str]]()
        self._workers: list[_Worker] = []
        self.add(paths, size)

    def add(self, paths: Sequence[str], size: int) -> None:
        """More files, for at least this many processes."""
        self._left.extend(list(paths[n : n + AT_ONCE]) for n in range(0, len(paths), AT_ONCE))
        started = [_Worker(self._root) for _ in range(min(size, len(self._left)) - len(self._workers))]
        self._workers += started
        for _ in range(AHEAD):
            for worker in started:
                self._feed(worker)

    @property
    def busy(self) -> bool:
        """True while an answer is to be waited for."""
        return any(w.held for w in self._workers)

    def share(self) -> list[str]:
        """Files that nobody has begun, for the caller to read; none where there are no more."""
        return self._left.popleft() if self._left else []

    def answers(self, wait: float = 0) -> list[Found]:
        """What has been read since, if anything. The files of a process that has died are left for the others."""
        pipes = [w.output for w in self._workers if w.held]
        ready = select.select(pipes, [], [], wait)[0] if pipes else []
        found: list[Found] = []
        for worker in [w for w in self._workers if w.output in ready]:
            try:
                found += worker.take()
            except (OSError, EOFError):
                self._lose(worker)
                continue
            self._feed(worker)
        return found

    def close(self) -> None:
        for worker in self._workers:
            worker.close()
        self._workers = []
        self._left.clear()

    def _feed(self, worker: "_Worker") -> None:
        if self._left and worker in self._workers:
            batch = self._left.popleft()
            try:
                worker.give(batch)
            except OSError:
                self._left.appendleft(batch)
                self._lose(worker)

    def _lose(self, worker: "_Worker") -> None:
        self._left.extendleft(worker.held)
        self._workers.remove(worker)
        worker.close()


class _Worker:
    """One process, seen from the one that started it. `held` are the files that it has not answered for."""

    def __init__(self, root: Path) -> None:
        self.held: deque[list[str]] = deque()
        path = [str(Path(p).resolve()) for p in sys.path]
        begin = f"import sys; sys.path[:] = {path!r}; from {__name__} import serve; serve({str(root)!r})"
        # -I: what lies in the folder that is checked, or is set for other programs, is not run here.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", begin], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.output = cast(BinaryIO, self._process.stdout)

    def give(self, paths: list[str]) -> None:
        _send(cast(BinaryIO, self._process.stdin), paths)
        self.held.append(paths)

    def take(self) -> list[Found]:
        found = [Found(*part) for part in _received(self.output)]
        self.held.popleft()
        return found

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast(BinaryIO, pipe).close()
        self._process.kill()
        self._process.wait()


def serve(root: str) -> None:
    """Answer for files until there is nobody left to answer to."""
    gc.disable()  # what is read of a file is gone with its answer
    with suppress(OSError, AttributeError):
        os.nice(1)  # whoever asks comes first
    with suppress(OSError, EOFError, KeyboardInterrupt), open(0, "rb", 0) as asked, open(1, "wb", 0) as answers:
        while True:
            _send(answers, [_found(Path(root), path) for path in _received(asked)])


def _found(root: Path, path: str) -> tuple[str, bytes, bytes | None]:
    text = read_text(root / path)
    if text is None:
        return path, b"", None
    return path, digest_of(text), frozen_of(path, text)


def frozen_of(path: str, text: Text) -> bytes | None:
    """The frozen shapes of a text; None where no language reads such files."""
    return read_and_frozen(path, text)[1]


def read_and_frozen(path: str, text: Text) -> tuple[FileShapes | None, bytes | None]:
    """The shapes of a text, and the same as bytes; None where no language reads such files."""
    found = read(path, text)
    return (found.shapes, frozen(found.shapes)) if found is not None else (None, None)


def _send(pipe: BinaryIO | FileIO, parts: Iterable[object]) -> None:
    content = pickle.dumps(list(parts), protocol=5)
    left = memoryview(_HEAD.pack(len(content)) + content)
    while left:
        left = left[pipe.write(left) or 0 :]


def _received(pipe: BinaryIO | FileIO) -> list[Any]:
    """A message of a process of our own."""
    size: int = _HEAD.unpack(_exactly(pipe, _HEAD.size))[0]
    return pickle.loads(_exactly(pipe, size))


def _exactly(pipe: BinaryIO | FileIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = pipe.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
