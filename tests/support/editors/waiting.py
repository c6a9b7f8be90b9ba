"""Waiting for what another process does."""

import time
from collections.abc import Callable
from typing import Any

PAUSE = 0.05


def wait(done: Callable[[], Any], what: str, timeout: float = 60, said: Callable[[], Any] = lambda: "") -> None:
    """Until something is so. Raises `AssertionError` with what the other has said where it does not come."""
    deadline = time.monotonic() + timeout
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}\n{said()}")
        time.sleep(PAUSE)
