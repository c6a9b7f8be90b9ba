"""Looks whether the branches of a sprint still fit, soon after one of them has moved, and tells it where it is news."""

import asyncio

from .active import ActiveSprint
from .bus import Bus
from .foresee import Foreseen, foresee

# Commits come in bursts: five agents often end a turn at the same time.
_DELAY = 0.4


class Forecasts:
    """At most one look at a time for each sprint, and one more where a branch moved meanwhile."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._told: dict[str, object] = {}

    def moved(self, active: ActiveSprint) -> None:
        """A branch has moved."""
        slug = active.run.slug
        looking = self._looking.get(slug)
        if looking is None or looking.done():
            self._looking[slug] = asyncio.ensure_future(self._look_soon(active))
            self._looking[slug].add_done_callback(self._ended)
        else:
            self._again.add(slug)

    async def look(self, active: ActiveSprint) -> Foreseen:
        """Look now."""
        foreseen = await asyncio.to_thread(foresee, active)
        data = foreseen.as_json()
        slug = active.run.slug
        if self._told.get(slug, []) != data["findings"]:
            self._told[slug] = data["findings"]
            self._bus.emit("forecast", data, sprint=slug)
        return foreseen

    async def _look_soon(self, active: ActiveSprint) -> None:
        slug = active.run.slug
        while True:
            await asyncio.sleep(_DELAY)
            self._again.discard(slug)
            await self.look(active)
            if slug not in self._again:
                return

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._bus.emit("engine.error", {"message": f"The forecast failed ({type(error).__name__}: {error})."})
