"""Other processes that read files beside this one, one for each further core of the processor.

Paths go in by a pipe, and what was read comes out of another with the hash of the text that it was read from: the file may have
changed meanwhile. A process ends when its input does, so none outlives the one that started it. A new one takes half a second until it
can read; where there are no other threads it is a copy of this one (`fork`), which can at once.
"""

import fcntl
import gc
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
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
HELD = 1_000_000  # bytes of answers that a pipe may hold, so that who has read a batch goes on while nobody takes it
CAN_COPY = sys.platform == "linux"  # elsewhere a copied process may not use what the system's libraries hold
_HEAD = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Found:
    """What another process read: the frozen shapes, None where no language reads such files, and the hash of the text."""

    path: str
    digest: bytes
    shapes: bytes | None


class Crew:
    """Processes at work on a list of files. Whoever has started them takes a share as well, or only waits for the answers."""

    def __init__(self, root: Path, paths: Sequence[str], size: int, *, copied: bool = False) -> None:
        """`copied` where the processes may be copies of this one: it has no other threads."""
        self._root = root
        self._start = _copy if copied and CAN_COPY else _new
        self._left = deque[str]()
        self._workers: list[_Worker] = []
        self.add(paths, size)

    def add(self, paths: Sequence[str], size: int) -> None:
        """More files, for at least this many processes."""
        self._left.extend(paths)
        batches = -(-len(self._left) // AT_ONCE)
        started = [self._start(self._root) for _ in range(min(size, batches) - len(self._workers))]
        self._workers += started
        for _ in range(AHEAD):
            for worker in started:
                self._feed(worker)

    @property
    def busy(self) -> bool:
        """True while an answer is to be waited for."""
        return any(w.held for w in self._workers)

    def share(self) -> list[str]:
        """Files that nobody has begun, for the caller to read; none where there are no more.

        Towards the end they are fewer and fewer, so that nobody waits for long for who has taken the last ones.
        """
        hands = len(self._workers) + 1
        size = min(AT_ONCE, len(self._left) // (2 * AHEAD * hands) + 1, len(self._left))
        return [self._left.popleft() for _ in range(size)]

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
            batch = self.share()
            try:
                worker.give(batch)
            except OSError:
                self._left.extendleft(reversed(batch))
                self._lose(worker)

    def _lose(self, worker: "_Worker") -> None:
        self._left.extendleft(path for batch in worker.held for path in batch)
        self._workers.remove(worker)
        worker.close()


class _Worker:
    """One process, seen from the one that started it. `held` are the files that it has not answered for."""

    def __init__(self, input: BinaryIO, output: BinaryIO, end: Callable[[], object]) -> None:
        self.held: deque[list[str]] = deque()
        self.output = output
        self._input = input
        self._end = end

    def give(self, paths: list[str]) -> None:
        _send(self._input, paths)
        self.held.append(paths)

    def take(self) -> list[Found]:
        found = [Found(*part) for part in _received(self.output)]
        self.held.popleft()
        return found

    def close(self) -> None:
        for pipe in (self._input, self.output):
            with suppress(OSError):
                pipe.close()
        self._end()


def _new(root: Path) -> _Worker:
    """A process of its own."""
    path = [str(Path(p).resolve()) for p in sys.path]
    begin = f"import sys; sys.path[:] = {path!r}; from {__name__} import serve_standard; serve_standard({str(root)!r})"
    # -I: what lies in the folder that is checked, or is set for other programs, is not run here.
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", begin], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )

    answers = cast(BinaryIO, process.stdout)
    _widen(answers.fileno())

    def end() -> None:
        process.kill()
        process.wait()

    return _Worker(cast(BinaryIO, process.stdin), answers, end)


def _copy(root: Path) -> _Worker:
    """A copy of this process."""
    asked, asking = os.pipe()
    answering, answers = os.pipe()
    _widen(answers)
    sys.stdout.flush()
    process = os.fork()
    if not process:
        try:
            os.close(asking)
            os.close(answering)
            serve(root, FileIO(asked), FileIO(answers, "w"))
        finally:
            os._exit(0)
    os.close(asked)
    os.close(answers)

    def end() -> None:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)

    return _Worker(FileIO(asking, "w"), FileIO(answering), end)


def _widen(pipe: int) -> None:
    """Lets a pipe hold more than the 64 kB that it begins with, where the system allows it."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, HELD)


def serve_standard(root: str) -> None:
    """Answer by the standard streams of a process of its own."""
    with suppress(OSError), open(0, "rb", 0) as asked, open(1, "wb", 0) as answers:
        serve(Path(root), asked, answers)


def serve(root: Path, asked: BinaryIO | FileIO, answers: BinaryIO | FileIO) -> None:
    """Answer for files until there is nobody left to answer to."""
    gc.disable()  # what is read of a file is gone with its answer
    with suppress(OSError, AttributeError):
        os.nice(1)  # whoever asks comes first
    with suppress(OSError, EOFError, KeyboardInterrupt):
        while True:
            _send(answers, [_found(root, path) for path in _received(asked)])


def _found(root: Path, path: str) -> tuple[str, bytes, bytes | None]:
    text = read_text(os.path.join(root, path))  # noqa: PTH118 half of the time of a path of its own
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
