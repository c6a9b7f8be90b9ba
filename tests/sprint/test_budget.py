"""Spending stops at the cap, whatever turns are under way at the same time."""

import asyncio

import pytest

from dovetail.agents.prices import PRICES, Price, price_of
from dovetail.core.plan import Limits, PackageLimits
from dovetail.core.reports import Tokens
from dovetail.core.settings import AgentProfile
from dovetail.sprint.budget import SMALLEST_ANSWER, Budget, CapReached, Spent

PRICE = Price(1.0, 10.0, 0.1, 1.25)


def budget(**limits: float) -> Budget:
    return Budget(Limits.model_validate(limits), "auth.sprint.yaml", 0.0, Spent(), clock=lambda: 60.0)


async def test_a_turn_may_take_what_it_asks_for_while_it_fits() -> None:
    capped = budget(tokens=100_000)
    async with capped.held(10_000, 16_000, PRICE) as most:
        assert most == 16_000
        capped.spend(Tokens(input=10_000, output=500), 0.01)
    assert capped.spent == Spent(10_500, 0.01)


async def test_near_the_cap_a_turn_gets_what_is_left() -> None:
    capped = budget(tokens=20_000)
    async with capped.held(10_000, 16_000, PRICE) as most:
        assert most == 10_000


async def test_a_turn_that_might_pass_the_cap_is_not_begun() -> None:
    capped = budget(tokens=10_000 + SMALLEST_ANSWER - 1)
    with pytest.raises(
        CapReached, match=r"cap of 10,999 tokens \(0 are spent\): raise `limits.tokens` in auth.sprint.yaml"
    ):
        async with capped.held(10_000, 16_000, PRICE):
            pass
    capped = budget(dollars=0.05)
    capped.spend(Tokens(output=4_000), 0.04)
    with pytest.raises(CapReached, match=r"cap of \$0.05 \(\$0.04 are spent\): raise `limits.dollars`"):
        async with capped.held(1_000, 16_000, PRICE):
            pass


async def test_a_package_has_a_cap_of_its_own() -> None:
    capped = Budget(PackageLimits(tokens=5_000), "auth.sprint.yaml", 0.0, Spent(), package="api")
    async with capped.held(1_000, 16_000, PRICE) as most:
        assert most == 4_000
    capped.spend(Tokens(output=4_500), 0.01)
    says = (
        r"pass api's cap of 5,000 tokens \(4,500 are spent\): raise `limits.tokens` of package api in auth.sprint.yaml"
    )
    with pytest.raises(CapReached, match=says):
        async with capped.held(1_000, 16_000, PRICE):
            pass


async def test_turns_under_way_wait_for_one_another_and_never_pass_the_cap_together() -> None:
    capped = budget(tokens=60_000, dollars=0.6)
    most_at_once = 0
    held = 0

    async def turn() -> bool:
        nonlocal held, most_at_once
        try:
            async with capped.held(5_000, 16_000, PRICE) as most:
                held += 5_000 + most
                most_at_once = max(most_at_once, held + capped.spent.tokens)
                await asyncio.sleep(0.001)
                held -= 5_000 + most
                capped.spend(Tokens(input=5_000, output=500), 0.01)
        except CapReached:
            return False
        return True

    done = await asyncio.gather(*(turn() for _ in range(30)))
    assert most_at_once <= 60_000 and capped.spent.tokens <= 60_000
    # Most of what was held came back, so far more turns were taken than would have fitted at their worst.
    assert 8 <= sum(done) < 30


def test_minutes_are_counted_from_the_launch() -> None:
    budget(minutes=2).check_time()
    with pytest.raises(CapReached, match=r"The sprint's 0.5 minutes are over: raise `limits.minutes`"):
        budget(minutes=0.5).check_time()


def test_an_unknown_model_counts_as_the_dearest() -> None:
    assert price_of(AgentProfile(model="claude-haiku-5-5")) == PRICES["haiku"]
    assert price_of(AgentProfile(model="llama-9")).output == max(p.output for p in PRICES.values())
    assert price_of(AgentProfile(model="llama-9", dollars_per_million=(0, 0, 0, 0))).dollars(Tokens(output=9)) == 0
    assert PRICES["sonnet"].dollars(Tokens(input=1_000_000, output=1_000_000)) == 18.0
