"""How much of a contract is decided: a score from 0 to 100, and which decisions are missing.

A contract is as many decisions as it has fields (at any depth), members or values, and one more for what it is as a whole. An
error of the clarity family takes two of them away, a warning one, anything less a quarter; the score is the share that is left.
A workspace's score is that of all its contracts taken together, so that a large contract counts for more than a small one.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dovetail.core.contracts import Contract
from dovetail.core.findings import Finding, Severity
from dovetail.core.shapes import Alias, Constant, Enum
from dovetail.core.snapshot import Snapshot
from dovetail.rules import rules
from dovetail.rules.contracts.promises import own_fields

_COSTS: dict[Severity, float] = {"error": 2, "warning": 1, "info": 0.25, "hint": 0.25}


@dataclass(frozen=True, slots=True)
class Clarity:
    """The score of some contracts, and the clarity findings that lower it."""

    decisions: int
    contracts: int
    missing: tuple[Finding, ...]

    @property
    def score(self) -> int:
        """From 0 to 100. It is 100 only where nothing is missing."""
        lost = sum(_COSTS[f.severity] for f in self.missing)
        share = max(0.0, 1 - lost / self.decisions) if self.decisions else 1.0
        return min(round(100 * share), 99) if self.missing else 100


def clarity(snapshot: Snapshot, contract: Contract, findings: Iterable[Finding]) -> Clarity:
    """The clarity of one contract, given what a check of the snapshot has found."""
    start, end = _end_before(snapshot, contract), contract.declaration.range.end
    missing = tuple(
        f for f in findings if start <= f.range.start < end and f.path == contract.path and f.rule in _family()
    )
    return Clarity(_decisions(contract), 1, missing)


def _end_before(snapshot: Snapshot, contract: Contract) -> int:
    """Where the declaration in front of a contract's ends: what stands between the two is its comment."""
    all, own = snapshot.contracts.of_file(contract.path), contract.declaration.range
    behind = bisect_left(all, own.start, key=lambda c: c.declaration.range.start)
    return all[behind - 1].declaration.range.end if behind else 0


def overall(snapshot: Snapshot, findings: Iterable[Finding]) -> Clarity | None:
    """The clarity of all contracts together; None where there are none."""
    contracts = snapshot.contracts.all
    paths = {c.path for c in contracts}
    missing = tuple(f for f in findings if f.path in paths and f.rule in _family())
    return Clarity(sum(_decisions(c) for c in contracts), len(contracts), missing) if contracts else None


def described(clarity: Clarity) -> str:
    """A workspace's score in a sentence."""
    noun = "contract" if clarity.contracts == 1 else "contracts"
    return f"Clarity: {clarity.score} of 100 over {clarity.contracts} {noun}."


def _decisions(contract: Contract) -> int:
    match contract.declaration:
        case Enum(members=members):
            return 1 + len(members)
        case Constant(entries=entries):
            return 1 + len(entries)
        case Alias():
            return 2 + len(list(own_fields(contract)))
        case _:
            return 1 + len(list(own_fields(contract)))


@cache
def _family() -> frozenset[str]:
    return frozenset(r.id for r in rules() if r.family == "clarity")
