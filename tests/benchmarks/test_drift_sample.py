"""A small part of `make bench-drift`: what must hold at every commit."""

from itertools import combinations

import pytest

from benchmarks.drift.judge import judged, mutants, sampled
from benchmarks.drift.mutants import MAIN, Mutant
from benchmarks.drift.projects import Project, language_of, projects
from benchmarks.drift.rewrites import rewrites
from benchmarks.drift.sites import sites, texts
from dovetail.core.bindings import tagged_contract
from support.tries import tries

pytestmark = pytest.mark.slow

SEED = 20260105
PROJECTS = projects()


@pytest.fixture(scope="module")
def every() -> list[Mutant]:
    return [m for project in PROJECTS for m in mutants(project, SEED)]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p.name)
def test_nothing_is_reported_on_code_that_keeps_its_contract(project: Project) -> None:
    found = [f"{f.path}: {f.rule}: {f.message}" for f in project.all_findings if f.severity in ("error", "warning")]
    assert found == []


@pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p.name)
def test_no_rewrite_adds_a_finding(project: Project) -> None:
    for rewrite in list(rewrites(project, SEED))[::9]:
        new = [f for f in project.new_findings(project.changed(rewrite.texts)) if f.severity in ("error", "warning")]
        assert new == [], f"{rewrite.operator}: {rewrite.what}"


@pytest.mark.parametrize("operator", MAIN)
def test_each_kind_of_drift_is_found(operator: str, every: list[Mutant]) -> None:
    some = sampled([m for m in every if m.operator == operator], 80, SEED)
    assert any(judged(m).found for m in some)


def test_nearly_all_of_a_sample_is_found(every: list[Mutant]) -> None:
    some = sampled([m for m in every if m.at == "declaration"], tries(200), SEED)
    missed = [f"{m.project.name}: {m.what}" for m in some if not judged(m).found]
    assert len(missed) <= len(some) // 20, missed


def test_every_pair_of_languages_keeps_a_contract_together() -> None:
    together: set[tuple[str, ...]] = set()
    spoken: set[str] = set()
    for project in PROJECTS:
        by_contract: dict[str, set[str]] = {}
        for pairing in project.snapshot.pairings:
            language = language_of(project.snapshot.sources[pairing.path])
            by_contract.setdefault(pairing.contract.name, set()).add(language)
        for languages in by_contract.values():
            spoken |= languages
            together.update(combinations(sorted(languages), 2))
    assert len(spoken) == 8
    assert set(combinations(sorted(spoken), 2)) - together == set()


@pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p.name)
def test_every_tag_binds(project: Project) -> None:
    bound = {(p.path, id(p.implementation)) for p in project.snapshot.pairings}
    for source in project.snapshot.implementations:
        shapes = source.shapes
        for item in (*shapes.records, *shapes.enums, *shapes.constants, *shapes.routes):
            assert tagged_contract(item.tags) is None or (source.path, id(item)) in bound, (source.path, item)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda p: p.name)
def test_the_uses_that_compilers_know_are_in_the_files(project: Project) -> None:
    here = {(site.path, site.id) for found in (sites, texts) for site in found(project.snapshot)}
    known = {(path, id) for path, kinds in project.used.items() for ids in kinds.values() for id in ids}
    assert known <= here, "run `python -m tests.benchmarks.drift --oracle`"
