"""What the readers could not read, as faults of the rule that each problem names."""

from collections.abc import Iterator

from dovetail.core.conventions import Conventions
from dovetail.core.findings import Edit, Fix
from dovetail.core.plan import Sprint
from dovetail.core.shapes import Problem
from dovetail.core.snapshot import Source

from ..faults import Fault

Read = Source | Sprint | Conventions


def problems(subject: Read, rule: str) -> Iterator[Fault]:
    """The problems of a file that are reported under a rule."""
    found = subject.shapes.problems if isinstance(subject, Source) else subject.problems
    for problem in found:
        if problem.rule == rule:
            yield Fault(subject.path, problem.range, problem.message, fixes=_fixes(subject.path, problem))


def _fixes(path: str, problem: Problem) -> tuple[Fix, ...]:
    if problem.replacement is None:
        return ()
    return (Fix(problem.fix_title or "Replace", (Edit(path, problem.range, problem.replacement),)),)
