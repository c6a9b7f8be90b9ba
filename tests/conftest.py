"""What all tests share: the seed of those that draw at random."""

import gc
import os
import secrets
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# One that is the same in every run, so that a run can be repeated; `make soak` draws others.
USUAL = "20261128"


def _seed() -> int:
    said = os.environ.get("DOVETAIL_SEED", USUAL)
    return secrets.randbelow(2**32) if said == "random" else int(said)


SEED = _seed()
os.environ["DOVETAIL_SEED"] = str(SEED)  # so that the workers of a parallel run draw the same


settings.register_profile(
    "seeded",
    database=None,  # what an earlier run has found is no part of this one
    deadline=None,  # nor is how busy the machine is
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("seeded")


def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis draws from the seed too, unless it is given one of its own."""
    if config.getoption("hypothesis_seed", None) is None:
        config.option.hypothesis_seed = str(SEED)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """The tests that are found are there until the end: no garbage collection looks through them, meanwhile or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that the last ones, which one process runs while another has no more to do, are quick."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_report_header() -> str:
    return f"seed: DOVETAIL_SEED={SEED}"


@pytest.fixture
def seed() -> int:
    """What tests draw from: `DOVETAIL_SEED`, which may be `random`, else the usual one; a test that fails shows it."""
    print(f"DOVETAIL_SEED={SEED}")
    return SEED
