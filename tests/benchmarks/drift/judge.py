"""Makes the mutants of projects, and says which are found."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from multiprocessing import get_context
from random import Random
from typing import Any, TypeVar

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.rules import rules

from . import by_hand, declarations, schemas, seams, uses, values
from .mutants import Mutant
from .projects import Project

T = TypeVar("T")
R = TypeVar("R")
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
    yield from uses.of_reads(project)
    yield from uses.of_values(project, Random(f"{seed} {project.name} values"))
    yield from by_hand.of_requests(project, random)
    yield from by_hand.of_statements(project)
    yield from seams.of_seams(project, Random(f"{seed} {project.name} seams"))
    yield from schemas.of_schemas(project, Random(f"{seed} {project.name} schemas"))


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


def judged(mutant: Mutant, snapshot: Snapshot | None = None) -> Verdict:
    """Checks one mutant, whose snapshot may have been made already."""
    snapshot = snapshot or mutant.project.changed(mutant.texts)
    new = mutant.project.new_findings(snapshot)
    by = [f for f in new if _RULES[f.rule] in _FAMILIES and f.severity in ("error", "warning")]
    by = [f for f in by if any(place.holds(f, snapshot) for place in mutant.places)]
    return Verdict(mutant, tuple(by), tuple(f for f in new if f not in by))


def judge(all: Sequence[Mutant]) -> Iterator[Verdict]:
    """Checks every mutant, in order."""
    found = (_findings(m) for m in all) if len(all) < _FEW else in_processes(_findings, all)
    for mutant, (by, others) in zip(all, found, strict=True):
        yield Verdict(mutant, by, others)


def in_processes(ask: Callable[[T], R], all: Sequence[T]) -> Iterator[R]:
    """The answers to all, in order, by as many processes as there are cores; each goes through a stretch of them."""
    _ASKED[:] = [(ask, all)]
    jobs = os.cpu_count() or 1
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_answer, range(len(all)), chunksize=max(1, min(250, len(all) // jobs)))


_FEW = 400
_ASKED: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []  # what the processes inherit


def _answer(at: int) -> Any:
    ask, all = _ASKED[0]
    return ask(all[at])


def _findings(mutant: Mutant) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    verdict = judged(mutant)
    return verdict.by, verdict.others
