"""The caps of a sprint and of each package.

Before a turn is paid for, what it may cost at most is held; nothing is begun that might not fit.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dovetail.agents.prices import Price
from dovetail.core.plan import Limits, PackageLimits
from dovetail.core.reports import Tokens

# An answer that may not even take this many tokens is not worth asking for.
SMALLEST_ANSWER = 1_000


@dataclass(frozen=True, slots=True)
class Spent:
    """What was paid for."""

    tokens: int = 0
    dollars: float = 0.0

    def plus(self, tokens: int, dollars: float) -> "Spent":
        return Spent(self.tokens + tokens, self.dollars + dollars)


class CapReached(Exception):
    """A cap is reached; the text says which, and what to do."""


class Budget:
    """What a sprint, or one package of it, has spent, what is held for turns that are under way, and what is left."""

    def __init__(
        self,
        limits: Limits | PackageLimits,
        sprint_path: str,
        started: float,
        spent: Spent,
        clock: Callable[[], float] = time.time,
        package: str | None = None,
    ) -> None:
        self.limits = limits
        self._package = package
        self.spent = spent
        self._sprint_path = sprint_path
        self._started = started
        self._clock = clock
        self._held: list[Spent] = []
        self._settled = asyncio.Condition()

    def spend(self, usage: Tokens, dollars: float) -> None:
        """Something was paid for."""
        self.spent = self.spent.plus(usage.total, dollars)

    def check_time(self) -> None:
        """Raises `CapReached` where the sprint's minutes are over."""
        minutes = self.limits.minutes if isinstance(self.limits, Limits) else None
        if minutes is not None and self._clock() - self._started > minutes * 60:
            raise CapReached(f"The sprint's {minutes:g} minutes are over: {self._advice('minutes')}")

    def seconds_left(self) -> float | None:
        """Until the sprint's minutes are over; None where they never are."""
        minutes = self.limits.minutes if isinstance(self.limits, Limits) else None
        return None if minutes is None else max(0.0, self._started + minutes * 60 - self._clock()) + 0.01

    @asynccontextmanager
    async def held(self, context: int, output: int, price: Price) -> AsyncGenerator[int]:
        """Hold a turn's worst case until it is over; gives the output tokens that it may take.

        Waits while only what is held for other turns is in the way: most of it comes back.
        """
        allowed = await self._allowed(context, output, price)
        held = Spent(context + allowed, _worst(context, allowed, price))
        self._held.append(held)
        try:
            yield allowed
        finally:
            self._held.remove(held)
            async with self._settled:
                self._settled.notify_all()

    async def _allowed(self, context: int, output: int, price: Price) -> int:
        async with self._settled:
            while True:
                self.check_time()
                left = self._output_left(context, price, self._held)
                if left >= output:
                    return output
                if not self._held:
                    break
                await self._settled.wait()
        if left >= SMALLEST_ANSWER:
            return left
        raise CapReached(self._reached(context, price))

    def _output_left(self, context: int, price: Price, held: list[Spent]) -> int:
        """How many output tokens still fit under every cap."""
        left = 10**9
        if self.limits.tokens is not None:
            left = min(left, self.limits.tokens - self.spent.tokens - sum(h.tokens for h in held) - context)
        if self.limits.dollars is not None:
            dollars = self.limits.dollars - self.spent.dollars - sum(h.dollars for h in held)
            left = min(left, int((dollars - _worst(context, 0, price)) / max(price.output, 1e-9) * 1_000_000))
        return left

    def _reached(self, context: int, price: Price) -> str:
        tokens = self.limits.tokens
        if tokens is not None and tokens - self.spent.tokens - context < SMALLEST_ANSWER:
            cap, spent, name = f"{tokens:,} tokens", f"{self.spent.tokens:,}", "tokens"
        else:
            cap, spent, name = f"${self.limits.dollars:g}", f"${self.spent.dollars:.2f}", "dollars"
        whose = "the sprint" if self._package is None else self._package
        return f"The next turn could pass {whose}'s cap of {cap} ({spent} are spent): {self._advice(name)}"

    def _advice(self, name: str) -> str:
        of = "" if self._package is None else f" of package {self._package}"
        return f"raise `limits.{name}`{of} in {self._sprint_path}, commit it, and launch again."


def _worst(context: int, output: int, price: Price) -> float:
    """The dearest that a turn can be: nothing of what is sent was cached, all of it is written to the cache."""
    return (context * max(price.input, price.cache_write) + output * price.output) / 1_000_000
