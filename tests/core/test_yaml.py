"""YAML as plain data."""

import gc

import pytest

from dovetail.core.yaml import parse


@pytest.mark.parametrize("source", ["a: [b, c]\nd: |\n  e\n", "a: [\n  b: "])
def test_nothing_is_left_for_the_collector(source: str) -> None:
    parse(source)
    gc.collect()
    gc.disable()
    try:
        parse(source)
        assert gc.collect() == 0
    finally:
        gc.enable()
