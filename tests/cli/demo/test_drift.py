"""What Dovetail finds in the demo's product: nothing before and after, and exactly the planted drift in between."""

import pytest

from dovetail.agents.scripted_script import Script
from dovetail.cli.demo.demo import PLANTED
from dovetail.cli.demo.repository import SCRIPT
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

from .simulation import base_files, merged, play

DRIFT = {
    "api": ("renamed-field", "src/api/store.ts"),
    "ui": ("unknown-property", "src/ui/user-card.tsx"),
    "schema": ("null-mismatch", "prisma/schema.prisma"),
}


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in check(snapshot_from_texts(files))]


def test_the_first_commit_and_the_merged_product_are_clean() -> None:
    assert found(base_files()) == []
    assert found(merged()) == []


@pytest.mark.parametrize("package", DRIFT)
def test_the_planted_drift_is_all_that_is_found_until_it_is_mended(package: str) -> None:
    turns = Script.load(SCRIPT).agents[package]
    assert found(play(package, turns[:2]).files) == [DRIFT[package]]
    assert found(play(package, turns[:3]).files) == []
    assert turns[2].when_reply_contains == DRIFT[package][0]


def test_the_demo_waits_for_each_kind_of_planted_drift() -> None:
    assert {rule for rule, _ in DRIFT.values()} == PLANTED
