"""What the engine has said so far, as one value: `fold` adds an event. Replaying all events gives the same value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from dovetail.core.reports import FindingReport, IntegrationState, PackageState

SprintState = Literal["idle", "running", "paused", "finished", "stopped", "failed"]
ACTIVE: tuple[PackageState, ...] = ("waiting", "preparing", "running", "paused")
_UNLANDED: tuple[SprintState, ...] = ("running", "paused", "finished")


class Event(Protocol):
    """An event as the engine records it."""

    @property
    def seq(self) -> int: ...
    @property
    def time(self) -> float: ...
    @property
    def kind(self) -> str: ...
    @property
    def sprint(self) -> str | None: ...
    @property
    def package(self) -> str | None: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Used:
    """What one run of a package has used so far."""

    turns: int = 0
    tokens: int = 0
    dollars: float = 0.0


@dataclass(frozen=True, slots=True)
class LivePackage:
    """One package: its state, what each of its runs has used, and what its branch gets wrong, by the file that was checked."""

    id: str
    state: PackageState = "waiting"
    detail: str = ""
    used: Mapping[str, "Used"] = field(default_factory=lambda: MappingProxyType({}))
    findings: Mapping[str, tuple[FindingReport, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    @property
    def turns(self) -> int:
        return sum(u.turns for u in self.used.values())

    @property
    def tokens(self) -> int:
        return sum(u.tokens for u in self.used.values())

    @property
    def dollars(self) -> float:
        return sum(u.dollars for u in self.used.values())

    @property
    def all_findings(self) -> tuple[FindingReport, ...]:
        return tuple(dict.fromkeys(f for path in sorted(self.findings) for f in self.findings[path]))


@dataclass(frozen=True, slots=True)
class LiveIntegration:
    """The integration pass: its state, the commit that would land, and what was found on it."""

    state: IntegrationState = "none"
    detail: str = ""
    head: str | None = None
    findings: tuple[FindingReport, ...] = ()
    ejected: tuple[tuple[str, str], ...] = ()

    @property
    def active(self) -> bool:
        return self.state in ("stacking", "verifying")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to a contract that an agent asks for."""

    id: str
    package: str
    title: str
    path: str | None = None
    contract: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Launched:
    """What a sprint was launched with: the commit that has its contracts, and its file. `seq` is the event that said so."""

    slug: str
    path: str
    contracts: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class LiveSprint:
    """Everything that is known of one sprint's run. `under_way` from a launch until the engine has let go of its packages,
    `launched` until it has landed. `halted` where something was under way when the engine ended.
    """

    name: str
    launched: Launched | None = None
    under_way: bool = False
    halted: bool = False
    packages: Mapping[str, LivePackage] = field(default_factory=lambda: MappingProxyType({}))
    integration: LiveIntegration = LiveIntegration()
    forecast: tuple[FindingReport, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def state(self) -> SprintState:
        """Where the sprint stands as a whole, as `dovetail sprint status` has it."""
        states = [p.state for p in self.packages.values()]
        if not states:
            return "idle"
        if any(s in ("waiting", "preparing", "running") for s in states):
            return "running"
        if "paused" in states:
            return "paused"
        if any(s in ("failed", "blocked") for s in states):
            return "failed"
        return "stopped" if "stopped" in states else "finished"

    @property
    def active(self) -> tuple[LivePackage, ...]:
        return tuple(p for p in self.packages.values() if p.active)

    @property
    def dollars(self) -> float:
        return sum(p.dollars for p in self.packages.values())

    @property
    def busy(self) -> bool:
        """True while packages or the integration are at work."""
        return not self.halted and (self.under_way or bool(self.active) or self.integration.active)

    @property
    def waits(self) -> bool:
        """True where packages or the integration would go on if they were told to."""
        return self.halted or any(p.state == "paused" for p in self.packages.values())

    @property
    def progress(self) -> str:
        """What is going on, in a few words: `3 of 5 running · 12 turns · 2 findings`."""
        if self.integration.active and not self.active:
            return " · ".join(filter(None, (f"integration {self.integration.state}", self.integration.detail)))
        turns = sum(p.turns for p in self.packages.values())
        wrong = sum(len(p.all_findings) for p in self.packages.values())
        states = [p.state for p in self.packages.values()]
        parts = [f"{states.count('running')} of {len(states)} running"]
        parts += [f"{states.count(s)} {s}" for s in ("waiting", "preparing", "paused", "done", "failed") if s in states]
        parts += [_count(turns, "turn"), _count(wrong, "finding")]
        return " · ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Live:
    """All sprints by the name that the engine's events give them, and the last event that was folded in."""

    seq: int = 0
    sprints: Mapping[str, LiveSprint] = field(default_factory=lambda: MappingProxyType({}))

    def sprint(self, *names: str) -> LiveSprint | None:
        """The run of a sprint that is known under one of these names (its path, name or slug)."""
        return next((self.sprints[n] for n in names if n in self.sprints), None)

    @property
    def launched(self) -> Launched | None:
        """What the sprint was launched with whose packages are being built, or wait to be integrated; of several the latest."""
        unlanded = (s for s in self.sprints.values() if s.state in _UNLANDED)
        return max(
            (s.launched for s in unlanded if s.launched is not None), key=lambda launched: launched.seq, default=None
        )


NOTHING = Live()
NO_ENGINE = "no engine runs"


class _Data(BaseModel):
    """What the data of any event may hold; each kind has some of it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: str = ""
    detail: str | None = ""
    turn: int = 0
    tokens: Any = 0
    dollars: float = 0.0
    path: str | None = None
    findings: tuple[FindingReport, ...] = ()
    head: str | None = None
    package: str | None = None
    reason: str | None = ""
    id: str | int | None = None
    title: str = ""
    contract: str | None = None
    name: str | None = None
    run: str = ""
    contracts: str = ""


def fold(live: Live, event: Event) -> Live:
    """The live state after an event. An event that cannot be read changes nothing but the sequence number."""
    seq = max(live.seq, event.seq)
    try:
        data = _Data.model_validate(event.data)
    except ValidationError:
        return replace(live, seq=seq)
    if event.sprint is None:
        return replace(live, seq=seq)
    before = live.sprints.get(event.sprint) or LiveSprint(event.sprint)
    after = _sprint(before, event.kind, event.package or data.package, data)
    if event.kind == "integration.landed":
        after = replace(after, launched=None)
    elif event.kind == "sprint.started" and data.contracts and data.path:
        after = replace(after, launched=Launched(event.sprint, data.path, data.contracts, seq))
    return Live(seq, MappingProxyType({**live.sprints, event.sprint: after}))


def halted(live: Live) -> Live:
    """The same where no engine runs: nobody is at work, and what was begun waits."""
    return replace(
        live, sprints=MappingProxyType({name: _halted(s) if s.busy else s for name, s in live.sprints.items()})
    )


def _halted(sprint: LiveSprint) -> LiveSprint:
    packages = {
        id: replace(p, state="paused", detail=NO_ENGINE) if p.active else p for id, p in sprint.packages.items()
    }
    integration = replace(sprint.integration, detail=NO_ENGINE) if sprint.integration.active else sprint.integration
    return replace(sprint, halted=True, packages=MappingProxyType(packages), integration=integration)


def _sprint(sprint: LiveSprint, kind: str, package: str | None, data: _Data) -> LiveSprint:
    family, _, what = kind.partition(".")
    match family:
        case "sprint" if what in ("started", "finished"):
            return replace(sprint, under_way=what == "started")
        case "package" if package is not None:
            now = sprint.packages.get(package) or LivePackage(package)
            packages = {**sprint.packages, package: _package(now, what, data)}
            return replace(sprint, packages=MappingProxyType(packages))
        case "proposal" if data.id is not None:
            return replace(sprint, proposals=_proposals(sprint.proposals, what, package or "", data))
        case "forecast":
            return replace(sprint, forecast=data.findings)
        case "integration":
            return _integration(sprint, what, package, data)
        case _:
            return sprint


def _package(package: LivePackage, what: str, data: _Data) -> LivePackage:
    match what:
        case "state":
            state: Any = data.state
            again = state == "preparing" and package.state in ("waiting", "done", "failed", "blocked", "stopped")
            if again:  # what the last run got wrong is history
                package = replace(package, findings=MappingProxyType({}))
            return replace(package, state=state, detail=data.detail or "")
        case "turn" | "usage":
            before = package.used.get(data.run) or Used()
            now = Used(
                max(before.turns, data.turn),
                max(before.tokens, _tokens(data.tokens)),
                max(before.dollars, data.dollars),
            )
            return replace(package, used=MappingProxyType({**package.used, data.run: now}))
        case "findings":
            kept = {} if data.path is None else {p: f for p, f in package.findings.items() if p != data.path}
            if data.findings:
                kept[data.path or ""] = data.findings
            return replace(package, findings=MappingProxyType(kept))
        case _:
            return package


def _tokens(tokens: Any) -> int:
    """A sum, whether the engine sends one or the four kinds."""
    if isinstance(tokens, Mapping):
        return sum(int(n) for n in tokens.values() if isinstance(n, int | float))
    return int(tokens) if isinstance(tokens, int | float) else 0


def _proposals(proposals: tuple[Proposal, ...], what: str, package: str, data: _Data) -> tuple[Proposal, ...]:
    others = tuple(p for p in proposals if p.id != str(data.id))
    if what != "opened":
        return others
    title = data.title or data.reason or ""
    return (*others, Proposal(str(data.id), package, title, data.path, data.contract or data.name, data.reason or ""))


def _integration(sprint: LiveSprint, what: str, package: str | None, data: _Data) -> LiveSprint:
    now = sprint.integration
    match what:
        case "state":
            state: Any = data.state
            if state == "stacking":
                return replace(sprint, integration=LiveIntegration(state, data.detail or ""))
            return replace(
                sprint, integration=replace(now, state=state, detail=data.detail or "", head=data.head or now.head)
            )
        case "findings":
            return replace(sprint, integration=replace(now, findings=data.findings))
        case "ejected" if package is not None:
            others = tuple(e for e in now.ejected if e[0] != package)
            return replace(sprint, integration=replace(now, ejected=(*others, (package, data.reason or ""))))
        case "landed":
            # What was wrong in branches is over: main has the verified product.
            packages = {i: replace(p, findings=MappingProxyType({})) for i, p in sprint.packages.items()}
            done = replace(now, state="landed", detail=data.detail or "", head=data.head or now.head, findings=())
            return replace(sprint, packages=MappingProxyType(packages), integration=done, forecast=(), proposals=())
        case _:
            return sprint


def _count(n: int, noun: str) -> str:
    return "" if n == 0 else f"{n} {noun}" if n == 1 else f"{n} {noun}s"
