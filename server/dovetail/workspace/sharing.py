"""A check of many files by all cores: copies of this process ask rules about files that nobody has asked about yet.

A copy of a process (`fork`) has the snapshot already, so that only what rules say is sent.
"""

import os
import pickle
import sys
from collections.abc import Iterator, Sequence

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.rules import check
from dovetail.rules.asking.ledger import Ledger
from dovetail.rules.asking.resuming import Asked, Resumption

from .crew import CAN_COPY

MANY = 1000  # files; fewer are checked sooner than a process is copied
AT_ONCE = 25  # files that a process takes at a time: some ten milliseconds of work


def check_shared(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Every finding of a snapshot, as `check` gives them. Only for a process without other threads."""
    if not _others(len(snapshot.sources)):
        return check(snapshot)
    return asked_anew(snapshot).findings()


def asked_anew(snapshot: Snapshot) -> Resumption:
    """A check from nothing, with what can be kept of it."""
    resumption = Resumption(snapshot, Ledger(), Snapshot(), snapshot.sources)
    ask_shared(resumption)
    return resumption


def ask_shared(resumption: Resumption) -> None:
    """Asks all that must be asked, and takes it in. Only for a process without other threads."""
    todo = resumption.todo
    others = _others(len(todo))
    if not others:
        resumption.take(resumption.ask(todo))
        return
    for path in resumption.snapshot.sources:
        resumption.snapshot.sources[
            path
        ]  # what is loaded when it is asked for is loaded here: files and pipes are not for copies
    parts = [todo[n : n + AT_ONCE] for n in range(0, len(todo), AT_ONCE)]
    left, numbers = os.pipe()
    os.write(numbers, b"".join(n.to_bytes(2, "big") for n in range(len(parts))))
    os.close(numbers)
    copies = [_copy(resumption, parts, left) for _ in range(others)]
    answers = [_asked_here(resumption, parts, left)]
    os.close(left)
    for process, pipe in copies:
        with os.fdopen(pipe, "rb") as answer:
            content = answer.read()
        os.waitpid(process, 0)
        # A copy that has failed sends nothing; what it failed at fails here with its reason.
        answers.append(pickle.loads(content) if content else resumption.ask(todo))
    for answer in answers:
        resumption.take(answer)


def _others(files: int) -> int:
    """How many more processes are worth their start."""
    return (os.cpu_count() or 1) - 1 if CAN_COPY and files > MANY else 0


def _copy(resumption: Resumption, parts: Sequence[Sequence[str]], left: int) -> tuple[int, int]:
    """A copy of this process at work: its number, and the pipe on which it sends what it was told and ends."""
    answer, told = os.pipe()
    sys.stdout.flush()
    process = os.fork()
    if process:
        os.close(told)
        return process, answer
    code = 1
    try:
        content = pickle.dumps(_asked_here(resumption, parts, left), protocol=5)
        with os.fdopen(told, "wb") as pipe:
            pipe.write(content)
        code = 0
    finally:
        os._exit(code)


def _asked_here(resumption: Resumption, parts: Sequence[Sequence[str]], left: int) -> Asked:
    """What the entries are now that this process is the first to take."""

    def names() -> Iterator[str]:
        while number := os.read(left, 2):  # both bytes or none: a read of a pipe is not divided
            yield from parts[int.from_bytes(number, "big")]

    return resumption.ask(names())
