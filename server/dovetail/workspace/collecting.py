"""When garbage is collected while much is made at one go."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

_SOON = 2_000  # objects
_NEVER = 1_000_000

# One for each who wants no collection now; the first says whether there were collections before.
_later: list[bool] = []


@contextmanager
def collecting_later() -> Generator[None]:
    """No garbage collection meanwhile: it would look through all that is being made, again and again, and find nothing."""
    _later.append(gc.isenabled())
    gc.disable()
    try:
        yield
    finally:
        was_enabled = _later.pop()
        if not _later and was_enabled:
            gc.enable()


@contextmanager
def collecting_soon() -> Generator[None]:
    """What is made and dropped meanwhile goes at once, whoever else collects later; what stays is looked at once.

    Importing the protocol's types makes each class twice: kept for one collection at the end, the first ones hold 5 MB.
    """
    before = gc.get_threshold()
    gc.set_threshold(_SOON, _NEVER, _NEVER)
    gc.enable()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if _later:
            gc.disable()
