"""Contract changes: committed on a branch of their own, refused where they do not apply or would be wrong."""

import asyncio
from dataclasses import replace

import pytest

from dovetail.core.errors import EngineError
from dovetail.core.settings import Settings
from dovetail.sprint.active import ActiveSprint, base_snapshot
from dovetail.sprint.amend import amend, contract_at, diff_of, touched
from dovetail.sprint.budget import Budget, Spent
from dovetail.sprint.launch import current_plan
from dovetail.sprint.store import Proposal, Run
from repositories import Repository
from sprint.conftest import CONTRACT, FIVE, SPRINT, Product, five_packages

PATH = "contracts/user.contract.ts"


@pytest.fixture
def active(repository: Repository) -> ActiveSprint:
    Product(repository, five_packages())
    git = repository.git
    plan = current_plan(git, git.commit("main"), SPRINT)
    assert plan.sprint.file is not None
    run = Run("auth", "Auth", SPRINT, str(repository.path), plan.commit, 0.0, {})
    budget = Budget(plan.sprint.file.limits, SPRINT, 0.0, Spent())
    base = base_snapshot(git, plan, plan.commit, Settings())
    return ActiveSprint(run, git, plan, base, base, Settings(), budget, asyncio.Semaphore(1))


def proposal(old: str, new: str, id: str = "p1") -> Proposal:
    return Proposal(id, "auth", "api", PATH, old, new, "It is needed.")


def test_an_accepted_change_is_a_commit_on_the_contract_branch(active: ActiveSprint, repository: Repository) -> None:
    change = proposal("  email: string;\n", "  email: string;\n  /** @format date-time */\n  createdAt: string;\n")
    assert contract_at(active.base, change) == "User" and "+  createdAt: string;" in diff_of(active.plan, change)
    amended = amend(active, change)
    assert "createdAt" in amended.plan.texts[PATH] and amended.base.contracts.get("User") is not None
    assert repository.read("dovetail/auth/contract", PATH) == amended.plan.texts[PATH]
    assert repository.read("main", PATH) == CONTRACT
    # `schema` provides what changed, the others consume it; who asked is always told.
    assert touched(active, amended, FIVE, change) == list(FIVE)
    assert touched(active, amended, ["api"], replace(change, package="ui")) == ["api"]
    # A second one stands on the first.
    active.plan, active.base = amended.plan, amended.base
    again = amend(active, proposal("user: User;", "user: User;\n  compact: boolean;", "p2"))
    assert "createdAt" in again.plan.texts[PATH] and "compact" in repository.read("dovetail/auth/contract", PATH)
    assert repository.git.run("rev-list", "--count", "main..dovetail/auth/contract") == "2"
    assert touched(active, again, ["schema", "ui"], replace(change, package="api")) == ["ui"]


def test_a_change_that_no_longer_applies_is_refused(active: ActiveSprint) -> None:
    with pytest.raises(EngineError, match=r"no longer applies to contracts/user\.contract\.ts"):
        amend(active, proposal("not there", "x"))


def test_a_change_that_would_break_the_contract_is_refused(active: ActiveSprint, repository: Repository) -> None:
    with pytest.raises(EngineError, match=r"would be an error in contracts/user\.contract\.ts: "):
        amend(active, proposal("  email: string;", "  email: ;;{"))
    assert not repository.git.has("dovetail/auth/contract")
