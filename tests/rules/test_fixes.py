"""A fix mends its drift and adds none, wherever a drift was seeded; and nearly every drift at a declaration has one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from benchmarks.drift.judge import judged, mutants, sampled
from benchmarks.drift.mutants import Mutant
from benchmarks.drift.projects import Project, projects
from dovetail.core.findings import Finding, Fix, apply_edits
from dovetail.core.snapshot import Snapshot

SEED = 20261124
PROJECTS = projects()
# What no machine can know: a name that has nothing to do with the right one, a value, or where a file belongs.
# Nor what was meant to be read of a value that is none of an object.
# Nor which of two records a wrong tag means: it is found by all that the record then lacks, and each of that is its own decision.
BEYOND = frozenset(
    {
        "take another property", "take another name in a request", "move a route's file", "remove a constant",
        "take another contract's tag", "ask a value for a member",
    }
)  # fmt: skip
# A column that a model gets back must be given by whoever makes rows, which is then told there.
FOLLOWS = "is left out here, and has no default."


def _identity(finding: Finding) -> tuple[str, str, str]:
    """What is found where; the names that a record has besides change with each of them."""
    return finding.rule, finding.path, finding.message.partition(", which has")[0]


def _fixed(mutant: Mutant, snapshot: Snapshot, fix: Fix) -> Snapshot:
    texts = dict(mutant.texts)
    for path in {e.path for e in fix.edits}:
        text = snapshot.text(path)
        assert text is not None, path
        texts[path] = apply_edits(text.source, [e for e in fix.edits if e.path == path])
    return mutant.project.changed(texts)


def _problems(
    mutant: Mutant, snapshot: Snapshot, before: Counter[tuple[str, str, str]], finding: Finding
) -> Iterator[str]:
    for fix in finding.fixes:
        after = _fixed(mutant, snapshot, fix)
        found = Counter(_identity(f) for f in mutant.project.findings(after))
        if found[_identity(finding)] >= before[_identity(finding)]:
            yield f"{mutant.project.name}: {mutant.what}: '{fix.title}' leaves {finding.message}"
        for new in found:
            if found[new] > before[new] and not new[2].endswith(FOLLOWS):
                yield f"{mutant.project.name}: {mutant.what}: '{fix.title}' adds {new}"
        for path in {e.path for e in fix.edits}:
            broken = after.sources[path].shapes.problems if path in after.sources else ()
            if broken and not snapshot.sources[path].shapes.problems:
                yield f"{mutant.project.name}: {mutant.what}: '{fix.title}' breaks {path}: {broken[0].message}"


@cache
def _some() -> Mapping[str, list[Mutant]]:
    """Three of every kind of drift, wherever there are as many, by project."""
    all = [m for project in PROJECTS for m in mutants(project, SEED) if m.operator not in BEYOND]
    some: dict[str, list[Mutant]] = {project.name: [] for project in PROJECTS}
    for mutant in sampled(all, 700, SEED):
        some[mutant.project.name].append(mutant)
    return some


@pytest.mark.slow
@pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p.name)
def test_fixes_of_seeded_drifts(project: Project) -> None:
    problems: list[str] = []
    found = mended = 0
    for mutant in _some()[project.name]:
        snapshot = project.changed(mutant.texts)
        by = judged(mutant, snapshot).by
        before = Counter(_identity(f) for f in project.findings(snapshot))
        fixable = [f for f in by if f.fixes]
        found += bool(by)
        mended += bool(fixable)
        for finding in fixable:
            problems += _problems(mutant, snapshot, before, finding)
    print(f"{project.name}: {mended} of {found} drifts have a fix")
    assert not problems, "\n".join(problems)
    assert mended >= 0.7 * found
