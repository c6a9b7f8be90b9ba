"""How much a test tries that draws at random: `make test-fast` a third of what `make test` does, and that a part of `make soak`."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def tries(count: int) -> int:
    return max(1, count // 3) if os.environ.get("DOVETAIL_FAST") else count


def one_in(of: int, all: Sequence[T], seed: int) -> Sequence[T]:
    """Some of all that a test can try, others with another seed; in `make soak` all of them."""
    return all if "DOVETAIL_STEPS" in os.environ else all[seed % of :: of]
