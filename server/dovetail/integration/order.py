"""The order in which branches are merged: what others build on first, what others collide with last."""

from collections.abc import Sequence
from dataclasses import dataclass

from dovetail.core.globs import matches_any

_CONTRACTS = ("**/*.contract.ts",)
_MIGRATIONS = ("**/migrations/**", "**/*.prisma", "**/*.sql")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A branch to be merged: what it waits for, what it changed, and how often it is forecast to conflict."""

    package: str
    after: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    conflicts: int = 0


def merge_order(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Every candidate once: by dependency, then contracts, then migrations, then fewest conflicts, then as written.

    What waits for something that is not among the candidates does not wait. Of a circle, the first in that order goes first.
    """
    waiting = {candidate.package: candidate for candidate in candidates}
    rank = {c.package: (stage(c.paths), c.conflicts, n) for n, c in enumerate(candidates)}
    done: list[str] = []
    while waiting:
        free = [name for name, c in waiting.items() if not any(a in waiting and a != name for a in c.after)]
        chosen = min(free or waiting, key=lambda name: rank[name])
        del waiting[chosen]
        done.append(chosen)
    return tuple(done)


def stage(paths: Sequence[str]) -> int:
    """0 for a branch that changes a contract, 1 for one that changes the database, 2 for the others."""
    if any(matches_any(_CONTRACTS, path) for path in paths):
        return 0
    return 1 if any(matches_any(_MIGRATIONS, path) for path in paths) else 2
