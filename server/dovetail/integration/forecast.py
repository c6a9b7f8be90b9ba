"""What would happen if the branches met now: every pair merged in memory, long before anybody integrates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dovetail.core.snapshot import Conflict
from dovetail.git.merges import Unrelated, merge_pairs, merge_trees
from dovetail.git.run import Git
from dovetail.git.trees import scratch, worktree_state
from dovetail.integration.merging import merge_files
from dovetail.integration.structured import Parses

BASE = "base"


@dataclass(frozen=True, slots=True)
class Tip:
    """A branch as it is now: a package and a commit, which may be one of its uncommitted work."""

    package: str
    commit: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """The conflicts between branches, and the pairs of packages that were merged to find them."""

    conflicts: tuple[Conflict, ...]
    pairs: tuple[tuple[str, str], ...]

    def unresolved(self, package: str) -> int:
        """How many files of a package would need a decision."""
        return sum(package in (c.ours, c.theirs) and not is_resolved(c) for c in self.conflicts)


def is_resolved(conflict: Conflict) -> bool:
    """True where each of its hunks would be merged without asking anybody."""
    return bool(conflict.hunks) and all(hunk.resolved for hunk in conflict.hunks)


def forecast(git: Git, base: str, tips: Sequence[Tip], parses: Parses, *, only: str | None = None) -> Forecast:
    """Merge each branch with every other and with the base, or `only` one of them with all the rest."""
    with scratch(git) as simulated:
        return _forecast(simulated, base, tips, parses, only)


def forecast_worktrees(
    git: Git, base: str, worktrees: Mapping[str, Path], parses: Parses, *, only: str | None = None
) -> Forecast:
    """The same for worktrees by package, with what lies in them uncommitted. It leaves nothing behind in any of them."""
    with scratch(git) as simulated:
        tips = [Tip(package, worktree_state(simulated.at(path)).commit) for package, path in worktrees.items()]
        return _forecast(simulated, base, tips, parses, only)


def pair_conflicts(git: Git, ours: Tip, theirs: Tip, parses: Parses) -> tuple[Conflict, ...]:
    """The files at which two branches do not merge by themselves. Without common history there are no such files."""
    try:
        merge = merge_trees(git, ours.commit, theirs.commit)
    except Unrelated:
        return ()
    files = merge_files(merge.conflicts, parses)
    return tuple(file.conflict(ours.package, theirs.package) for file in files)


def _forecast(git: Git, base: str, tips: Sequence[Tip], parses: Parses, only: str | None) -> Forecast:
    all_tips = (Tip(BASE, git.commit(base)), *tips)
    pairs = [
        (a, b)
        for n, a in enumerate(all_tips)
        for b in all_tips[n + 1 :]
        if only is None or only in (a.package, b.package)
    ]
    conflicts: list[Conflict] = []
    results = merge_pairs(git, [(a.commit, b.commit) for a, b in pairs])
    for (a, b), result in zip(pairs, results, strict=True):
        if not result.is_clean:
            conflicts += pair_conflicts(git, a, b, parses)
    return Forecast(tuple(conflicts), tuple((a.package, b.package) for a, b in pairs))
