"""Makes the mutants of projects, and says which are found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from random import Random

from dovetail.core.findings import Finding
from dovetail.rules import rules

from . import by_hand, declarations, seams, uses, values
from .mutants import Mutant
from .projects import Project

_RULES = {r.id: r.family for r in rules()}
_FAMILIES = ("conformance", "format")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check said of a mutant: `by` at the expected place, `others` anywhere else."""

    mutant: Mutant
    by: tuple[Finding, ...]
    others: tuple[Finding, ...]

    @property
    def found(self) -> bool:
        return bool(self.by)

    @property
    def rule(self) -> str:
        """The rule that found it, or that should have."""
        return self.by[0].rule if self.by else self.mutant.rule


def mutants(project: Project, seed: int) -> Iterator[Mutant]:
    """Every mutant of a project; the same for the same seed."""
    random = Random(f"{seed} {project.name}")
    for pairing in project.snapshot.pairings:
        yield from declarations.of_record(project, pairing, random)
        yield from values.of_enum(project, pairing, random)
        yield from values.of_constant(project, pairing)
        yield from values.of_route(project, pairing, random)
        yield from values.of_table(project, pairing)
    yield from values.of_copies(project)
    yield from uses.of_code(project, random)
    yield from by_hand.of_requests(project, random)
    yield from by_hand.of_statements(project)
    yield from seams.of_seams(project, Random(f"{seed} {project.name} seams"))


def sampled(all: Sequence[Mutant], cap: int, seed: int) -> list[Mutant]:
    """No more than so many, of each operator and language in turn."""
    if len(all) <= cap:
        return list(all)
    random = Random(seed)
    strata: dict[tuple[str, str, str], list[Mutant]] = {}
    for mutant in all:
        strata.setdefault((mutant.operator, mutant.language, mutant.at), []).append(mutant)
    for stratum in strata.values():
        random.shuffle(stratum)
    rows = zip_longest(*(strata[k] for k in sorted(strata)))
    return [m for row in rows for m in row if m is not None][:cap]


def judged(mutant: Mutant) -> Verdict:
    """Checks one mutant."""
    snapshot = mutant.project.changed(mutant.texts)
    new = mutant.project.new_findings(snapshot)
    by = [f for f in new if _RULES[f.rule] in _FAMILIES and f.severity in ("error", "warning")]
    by = [f for f in by if any(place.holds(f, snapshot) for place in mutant.places)]
    return Verdict(mutant, tuple(by), tuple(f for f in new if f not in by))


def judge(all: Iterable[Mutant]) -> Iterator[Verdict]:
    for mutant in all:
        yield judged(mutant)
