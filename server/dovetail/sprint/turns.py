"""What stands before each turn of a package: a person's pause or stop, the sprint's caps, and news for the agent."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dovetail.agents.backend import Halted, Outcome
from dovetail.agents.prices import price_of
from dovetail.core.plan import Package
from dovetail.core.reports import Tokens

from .active import ActiveSprint
from .budget import CapReached
from .site import PackageSite
from .store import Store
from .voice import Voice


@dataclass(frozen=True, slots=True)
class TurnHold:
    """What is held for one turn."""

    most: int
    turn: int
    voice: Voice

    def settle(self, usage: Tokens, dollars: float) -> None:
        self.voice.settle(self.turn, usage, dollars)


class TurnGate:
    """The gate of one package's run."""

    def __init__(
        self, active: ActiveSprint, store: Store, package: Package, workflow: str, voice: Voice, site: PackageSite
    ) -> None:
        self._active = active
        self._store = store
        self._package = package
        self._workflow = workflow
        self._voice = voice
        self._site = site

    async def notes(self, turn: int) -> list[str]:
        switch = self._active.switch(self._package.id, self._store)
        if switch.is_paused:
            self._voice.say_state("paused", "It waits until you resume it.")
            await switch.may_go_on()
        if self._voice.state != "running":
            confined = self._active.settings.sandbox == "required"
            self._voice.say_state("running", "" if confined else "Its commands run unconfined, as your settings say.")
        try:
            self._active.budget.check_time()
        except CapReached as reached:
            raise Halted(Outcome("blocked", str(reached))) from reached
        await self._site.take_over_contracts()
        return self._store.tell(self._workflow, turn, self._active.run.slug, self._package.id)

    @asynccontextmanager
    async def spending(self, turn: int, context: int) -> AsyncGenerator[TurnHold]:
        profile = self._active.profile(self._package)
        price = price_of(profile)
        own = self._active.budget_of(self._package.id)
        try:
            async with (
                own.held(context, profile.max_tokens, price) as asked,
                self._active.budget.held(context, asked, price) as most,
            ):
                yield TurnHold(most, turn, self._voice)
        except CapReached as reached:
            raise Halted(Outcome("blocked", str(reached))) from reached
