"""What the readers could not read, as faults of the rule that each problem names."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Problem
from dovetail.core.snapshot import Snapshot

from .faults import Fault


def problems(snapshot: Snapshot, rule: str) -> Iterator[Fault]:
    """The problems that are reported under a rule."""
    for path, problem in _all(snapshot):
        if problem.rule == rule:
            yield Fault(path, problem.range, problem.message, fixes=_fixes(path, problem))


def _all(snapshot: Snapshot) -> Iterator[tuple[str, Problem]]:
    for path, source in snapshot.sources.items():
        for problem in source.shapes.problems:
            yield path, problem
    for sprint in snapshot.sprints:
        for problem in sprint.problems:
            yield sprint.path, problem
    if snapshot.conventions is not None:
        for problem in snapshot.conventions.problems:
            yield snapshot.conventions.path, problem


def _fixes(path: str, problem: Problem) -> tuple[Fix, ...]:
    if problem.replacement is None:
        return ()
    return (Fix(problem.fix_title or "Replace", (Edit(path, problem.range, problem.replacement),)),)
