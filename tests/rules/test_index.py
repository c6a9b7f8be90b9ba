"""RULES.md is the index of the rules as they are."""

from pathlib import Path

from dovetail.cli.explain import index


def test_the_index_is_in_step() -> None:
    assert (Path(__file__).parents[2] / "RULES.md").read_text("utf-8") == index(), "run `make rules`"
