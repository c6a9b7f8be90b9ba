"""What all tests share: the seed of those that draw at random."""

import os
import secrets

import pytest

# In the environment, so that the workers of a parallel run draw the same.
SEED = int(os.environ.setdefault("DOVETAIL_SEED", str(secrets.randbelow(2**32))))


def pytest_report_header() -> str:
    return f"seed: DOVETAIL_SEED={SEED}"


@pytest.fixture
def seed() -> int:
    """A number that is another in every run, unless `DOVETAIL_SEED` sets it; a test that fails shows it."""
    print(f"DOVETAIL_SEED={SEED}")
    return SEED
