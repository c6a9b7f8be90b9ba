"""Fixes and renames in whole projects that people wrote, some of them drawn by a seed; `make bench-sight` has options for all."""

from functools import cache
from random import Random

import pytest

from benchmarks.drift.projects import Project
from benchmarks.sight.command import FIXTURES
from benchmarks.sight.drifts import Drift, read_project
from benchmarks.sight.mending import Outcome, mends
from benchmarks.sight.renaming import Left, Renamed, names, renamed
from support.tries import tries

pytestmark = pytest.mark.slow

FOLDERS = sorted(f.name for f in FIXTURES.glob("*") if f.is_dir())
DRIFTS = 6  # of each of some projects
RENAMES = 3


@cache
def project_of(name: str) -> tuple[Project, list[Drift]]:
    project, drifts, _ = read_project(FIXTURES / name)
    return project, drifts


def drawn(seed: int) -> list[str]:
    """Some projects; the same for the same seed."""
    return Random(seed).sample(FOLDERS, tries(6))


def test_fixes_mend_their_finding_add_none_and_break_nothing(seed: int) -> None:
    some = [(n, d) for n in drawn(seed) for d in Random(f"{seed} {n}").sample(project_of(n)[1], DRIFTS)]
    done = [(f"{d.shown}: {m.title}", m) for n, d in some for m in mends(project_of(n)[0], d).mends]
    assert [what for what, m in done if m.outcome in (Outcome.BROKEN, Outcome.LEFT)] == []
    wrong = [what for what, m in done if m.is_only and not m.outcome.is_good]
    assert len(wrong) <= max(1, len(done) // 10), wrong


def test_renames_reach_every_place_and_can_be_undone(seed: int) -> None:
    done: list[Renamed] = []
    for name in drawn(seed):
        project = project_of(name)[0]
        every = list(names(project))
        done += [renamed(project, one) for one in Random(f"{seed} {name}").sample(every, RENAMES)]
    left = [(one.name.kind, one.name.name, one.left.value, one.said) for one in done if one.left is not Left.NOTHING]
    assert len(left) <= len(done) // 3, left
