"""How often a test that draws at random tries: `make test-fast` a third as often as `make test`."""

import os


def tries(count: int) -> int:
    return max(1, count // 3) if os.environ.get("DOVETAIL_FAST") else count
