"""Contract changes on their way: opened by an agent, decided by a person, told to whom they concern."""

import asyncio

from dovetail.core.errors import EngineError, UsageError

from .active import ActiveSprint
from .amend import accepted_note, amend, contract_at, declined_note, diff_of, touched
from .bus import Bus
from .packages import Running
from .requests import ProposalRequest
from .sprints import Sprints
from .store import Proposal, Store


class Proposals:
    """Keeps proposals, and carries out what was decided."""

    def __init__(self, bus: Bus, store: Store, sprints: Sprints, running: dict[tuple[str, str], Running]) -> None:
        self._bus = bus
        self._store = store
        self._sprints = sprints
        self._running = running

    def open(self, active: ActiveSprint, proposal: Proposal) -> None:
        """An agent proposes. The same proposal made again after a crash is known."""
        if self._store.proposal(proposal.id) is None:
            self._store.propose(proposal)
        contract = contract_at(active.base, proposal)
        data = {
            "id": proposal.id, "path": proposal.path, "contract": contract, "reason": proposal.reason,
            "title": f"Change {contract or proposal.path}", "diff": diff_of(active.plan, proposal),
        }  # fmt: skip
        key = f"{proposal.slug}//proposal/{proposal.id}"
        self._bus.emit("proposal.opened", data, sprint=proposal.slug, package=proposal.package, key=key)

    async def decide(self, request: ProposalRequest) -> Proposal:
        """A person decides; raises where there is nothing to decide, or where the change cannot be made."""
        proposal = self._store.proposal(request.id)
        if proposal is None:
            raise UsageError(f"There is no proposal {request.id}.")
        if proposal.state != "open":
            raise EngineError(f"The proposal {request.id} was {proposal.state} before.")
        if request.accept:
            return await self._accept(await self._sprints.active(proposal.slug), proposal)
        return self._decline(proposal, request.reason)

    async def _accept(self, active: ActiveSprint, proposal: Proposal) -> Proposal:
        async with self._sprints.changing:
            amended = await asyncio.to_thread(amend, active, proposal)
            concerned = touched(active, amended, await self._sprints.under_way(proposal.slug), proposal)
            decided = proposal.decided("accepted")
            self._store.propose(decided)
            active.plan, active.base = amended.plan, amended.base
        for package in concerned:
            self._store.note(proposal.slug, package, accepted_note(proposal, amended.diff))
        data = {"id": proposal.id, "path": proposal.path, "diff": amended.diff, "told": concerned}
        self._bus.emit("proposal.accepted", data, sprint=proposal.slug, package=proposal.package)
        for (slug, _), running in list(self._running.items()):
            if slug == proposal.slug:
                await running.site.replan()
        return decided

    def _decline(self, proposal: Proposal, reason: str) -> Proposal:
        decided = proposal.decided("declined")
        self._store.propose(decided)
        self._store.note(proposal.slug, proposal.package, declined_note(proposal, reason))
        data = {"id": proposal.id, "path": proposal.path, "reason": reason}
        self._bus.emit("proposal.declined", data, sprint=proposal.slug, package=proposal.package)
        return decided
