"""What all tests share: the seed of those that draw at random."""

import os
import secrets

import pytest

# One that is the same in every run, so that a run can be repeated; `make soak` draws others.
USUAL = "20261128"


def _seed() -> int:
    said = os.environ.get("DOVETAIL_SEED", USUAL)
    return secrets.randbelow(2**32) if said == "random" else int(said)


SEED = _seed()
os.environ["DOVETAIL_SEED"] = str(SEED)  # so that the workers of a parallel run draw the same


def pytest_report_header() -> str:
    return f"seed: DOVETAIL_SEED={SEED}"


@pytest.fixture
def seed() -> int:
    """What tests draw from: `DOVETAIL_SEED`, which may be `random`, else the usual one; a test that fails shows it."""
    print(f"DOVETAIL_SEED={SEED}")
    return SEED
