"""Threads beside the loop, whose turns are short so that the loop gets its own."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

TURN_SECONDS = 0.001  # how long a thread keeps the loop waiting

_found: list[float] = []  # the length of a turn, as each of those at work has found it


@contextmanager
def turns_taken() -> Generator[None]:
    """Let threads and the loop take short turns."""
    _found.append(sys.getswitchinterval())
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        before = _found.pop()
        if not _found:
            sys.setswitchinterval(before)
