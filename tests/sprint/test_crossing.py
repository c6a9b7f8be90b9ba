"""What branches do to one another, found in real branches before anything is merged."""

import asyncio

import pytest

from dovetail.core.settings import Settings
from dovetail.sprint.active import ActiveSprint, base_snapshot
from dovetail.sprint.amend import amend
from dovetail.sprint.budget import Budget, Spent
from dovetail.sprint.foresee import foresee
from dovetail.sprint.launch import current_plan
from dovetail.sprint.store import Proposal, Run
from repositories import Repository
from sprint.conftest import SPRINT, Product, five_packages

FORMAT = "export function formatPrice(cents: number): string {\n  return String(cents);\n}\n"
CHANGED = FORMAT.replace("formatPrice", "formatMoney")


@pytest.fixture
def active(repository: Repository) -> ActiveSprint:
    Product(repository, five_packages())
    repository.commit({"schema/format.ts": FORMAT, "index.txt": "index\n"})
    git = repository.git
    plan = current_plan(git, git.commit("main"), SPRINT)
    assert plan.sprint.file is not None
    run = Run("auth", "Auth", SPRINT, str(repository.path), plan.commit, 0.0, {})
    budget = Budget(plan.sprint.file.limits, SPRINT, 0.0, Spent())
    base = base_snapshot(git, plan, plan.commit, Settings())
    return ActiveSprint(run, git, plan, base, base, Settings(), budget, asyncio.Semaphore(1))


def found(active: ActiveSprint) -> list[tuple[str, str | None, str, int]]:
    findings = foresee(active).findings
    return sorted((f.rule, f.package, f.path, f.range.start.line) for f in findings)


def test_branches_that_fit_are_left_alone(active: ActiveSprint, repository: Repository) -> None:
    repository.branch("dovetail/auth/schema", {"schema/format.ts": CHANGED, "index.txt": "index\nschema\n"})
    repository.branch("dovetail/auth/api", {"api/a.ts": "export const a = 1;\n"})
    assert found(active) == []


def test_an_import_of_what_another_branch_renames(active: ActiveSprint, repository: Repository) -> None:
    repository.branch("dovetail/auth/schema", {"schema/format.ts": CHANGED})
    use = '// A price.\nimport { formatPrice } from "../schema/format.js";\n'
    repository.branch("dovetail/auth/ui", {"ui/price.ts": use})
    assert found(active) == [("broken-reference-across-branches", "ui", "ui/price.ts", 2)]


def test_a_file_of_another_package(active: ActiveSprint, repository: Repository) -> None:
    repository.branch("dovetail/auth/ui", {"api/a.ts": "export const a = 1;\n", "ui/a.ts": "export const a = 1;\n"})
    assert found(active) == [("out-of-scope-change", "ui", "api/a.ts", 1)]


def test_what_a_package_started_from_is_not_its_own_change(active: ActiveSprint, repository: Repository) -> None:
    text = five_packages().replace("- id: api\n", "- id: api\n    after: [schema]\n")
    repository.commit({SPRINT: text})
    git = repository.git
    active.plan = current_plan(git, git.commit("main"), SPRINT)
    active.base = base_snapshot(git, active.plan, active.plan.commit, Settings())
    repository.branch("dovetail/auth/schema", {"schema/more.ts": "export const more = 1;\n"})
    repository.branch("dovetail/auth/api", {"api/a.ts": "export const a = 1;\n"}, start="dovetail/auth/schema")
    assert found(active) == []


def test_two_migrations_with_one_number(active: ActiveSprint, repository: Repository) -> None:
    table = "CREATE TABLE {} (id uuid PRIMARY KEY);\n"
    repository.branch("dovetail/auth/schema", {"schema/migrations/0002_a.sql": table.format("a")})
    repository.branch("dovetail/auth/api", {"schema/migrations/0002_b.sql": table.format("b")})
    assert ("migration-order", "schema", "schema/migrations/0002_a.sql", 1) in found(active)


def test_a_branch_without_an_accepted_change_is_stale(active: ActiveSprint, repository: Repository) -> None:
    repository.branch("dovetail/auth/ui", {"ui/a.ts": "export const a = 1;\n"})
    proposal = Proposal(
        "p1", "auth", "api", "contracts/user.contract.ts", "email: string;", "email: string | null;", "So."
    )
    amended = amend(active, proposal)
    active.plan, active.base = amended.plan, amended.base
    (finding,) = foresee(active).findings
    assert (finding.rule, finding.package, finding.path) == ("stale-branch", "ui", SPRINT)
    assert "before contract `User`" in finding.message
    # Once it has come into the branch, it is not stale, and the change is nobody's out of scope.
    repository.branch("dovetail/auth/ui", {"ui/b.ts": "export const b = 1;\n"}, start="dovetail/auth/contract")
    assert found(active) == []


def test_what_the_base_has_changed_in_a_package(active: ActiveSprint, repository: Repository) -> None:
    repository.branch("dovetail/auth/schema", {"schema/format.ts": CHANGED})
    repository.commit({"schema/format.ts": FORMAT + "\nexport const more = 1;\n"})
    assert ("stale-branch", "schema") in [f[:2] for f in found(active)]
