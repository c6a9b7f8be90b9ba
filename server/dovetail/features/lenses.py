"""The lines above contracts and packages: who is involved, what is going on, and what can be started or stopped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dovetail.core.contracts import Contract
from dovetail.core.conventions import Conventions
from dovetail.core.findings import Finding
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import live as engine
from .commands import Command
from .fix_all import dotted, fix_all
from .governed import governed
from .hover import live_text
from .implementing import implementations, implementations_in
from .launch import blockers, ready_packages
from .places import Link
from .relations import Involved, consumers, drifts, drifts_in, holders, providers

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Lens:
    """A line above a range. With a command it does something, with a target it leads there; else it only says something."""

    range: Range
    title: str
    command: Command | None = None
    target: Link | None = None


def lenses(
    snapshot: Snapshot, path: str, findings: Iterable[Finding], live: engine.Live = engine.NOTHING
) -> tuple[Lens, ...]:
    """The lenses of a file."""
    found = tuple(findings)
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is not None:
        return tuple(_sprint(snapshot, sprint, found, live))
    if snapshot.conventions is not None and snapshot.conventions.path == path:
        return tuple(_conventions(snapshot, snapshot.conventions, found))
    source = snapshot.sources.get(path)
    if source is None:
        return ()
    return tuple(_contracts(snapshot, path, found)) or tuple(_implementations(snapshot, source, found))


def _contracts(snapshot: Snapshot, path: str, findings: tuple[Finding, ...]) -> Iterator[Lens]:
    for contract in snapshot.contracts.of_file(path):
        if snapshot.contracts.get(contract.name) is contract:
            yield Lens(contract.declaration.name_range, _contract_title(snapshot, contract, findings))


def _contract_title(snapshot: Snapshot, contract: Contract, findings: tuple[Finding, ...]) -> str:
    found = implementations(snapshot, contract)
    calls = sum(i.asks for i in found)
    wrong = len(drifts(snapshot, contract, findings))
    parts = [*_involved(snapshot, contract), _count(len(found) - calls, "implementation")]
    if calls:
        parts.append(_count(calls, "call"))
    if wrong:
        parts.append(_count(wrong, "drift"))
    return " · ".join(parts)


def _involved(snapshot: Snapshot, contract: Contract) -> Iterator[str]:
    """Who provides and consumes a contract, where there is a plan; or what it is a part of."""
    within = holders(snapshot, contract)
    if within:
        more = f" and {len(within) - MOST_NAMED} more" if len(within) > MOST_NAMED else ""
        yield f"part of {', '.join(within[:MOST_NAMED])}{more}"
    elif snapshot.sprints:
        provided = providers(snapshot, contract.name)
        # A constant or an enum is complete in the contract itself.
        if provided or isinstance(contract.declaration, Record):
            yield f"provided by {_ids(provided)}"
        yield f"consumed by {_ids(consumers(snapshot, contract.name))}"


def _implementations(snapshot: Snapshot, source: Source, findings: tuple[Finding, ...]) -> Iterator[Lens]:
    for one in implementations_in(snapshot, source.path):
        if one.asks:
            continue  # a line above every request would be in the way
        contract = one.contract
        wrong = len(drifts_in(snapshot, one, findings))
        state = _count(wrong, "drift") if wrong else "agrees"
        range = one.range
        target = Link(contract.path, contract.declaration.name_range)
        yield Lens(Range(range.start, range.start), f"contract {contract.name} · {state}", target=target)


def _conventions(snapshot: Snapshot, conventions: Conventions, findings: tuple[Finding, ...]) -> Iterator[Lens]:
    """What each entry governs, with what breaks it; its kinds are counted in the entry's own line."""
    for one in governed(snapshot, findings):
        if len(one.path) > 2:
            continue
        if one.path == ("bind",):
            yield Lens(one.range, f"binds {_count(one.governs, 'implementation')} by name")
            continue
        wrong = f"{len(one.broken)} break it" if len(one.broken) != 1 else "1 breaks it"
        yield Lens(one.range, f"governs {_count(one.governs, 'name')} · {wrong if one.broken else 'all keep it'}")
        mended = fix_all(snapshot, one.broken).findings if one.broken else 0
        if mended:
            title = f"Fix all {mended}" if mended > 1 else "Fix it"
            yield Lens(one.range, title, Command("fixAll", conventions.path, (dotted(one.path),)))
    budget = conventions.document.keys.get(("proseBudget",))
    if budget is not None:
        yield Lens(budget, f"{conventions.prose_tokens:,} of {conventions.file.proseBudget:,} tokens used")


def _sprint(snapshot: Snapshot, sprint: Sprint, findings: tuple[Finding, ...], live: engine.Live) -> Iterator[Lens]:
    top = sprint.document.key_place(("sprint",))
    run = live.sprint(sprint.path, sprint.name, sprint.slug)
    if run is not None and (run.packages or run.integration.state != "none"):
        yield Lens(top, summary(run))
    yield from (Lens(top, title, command) for title, command in _sprint_commands(snapshot, sprint, findings, run))
    for package in sprint.packages:
        place = sprint.place(package.id)
        now = run.packages.get(package.id) if run is not None else None
        yield from (Lens(place, t, c) for t, c in _package(snapshot, sprint, package, findings, now))


def _sprint_commands(
    snapshot: Snapshot, sprint: Sprint, findings: tuple[Finding, ...], run: engine.LiveSprint | None
) -> Iterator[tuple[str, Command | None]]:
    if run is not None and run.waits:
        yield "Resume", Command("resume", sprint.path)
    if run is not None and run.active:
        yield "Stop all", Command("stop", sprint.path)
        return
    waiting = launchable(sprint, run)
    blocked = blockers(snapshot, sprint, findings, [p.id for p in waiting])
    free = len(waiting) - len(blocked)
    if free:
        yield f"Launch all ready packages ({free})", Command("launchReady", sprint.path)
    elif blocked:
        yield f"Launch is blocked: {next(iter(blocked.values()))}", None
    if can_land(run):
        yield "Land", Command("land", sprint.path)
    elif can_integrate(run):
        yield "Integrate", Command("integrate", sprint.path)


def _package(
    snapshot: Snapshot, sprint: Sprint, package: Package, findings: tuple[Finding, ...], now: engine.LivePackage | None
) -> Iterator[tuple[str, Command | None]]:
    if now is not None:
        # What an agent says of its finished work is long, and would push what can be done with it off the screen; hover has it.
        yield live_text(replace(now, detail="") if now.state == "done" else now), None
        if now.state == "paused":
            yield "Resume", Command("resume", sprint.path, (package.id,))
        if now.active:
            yield "Stop", Command("stop", sprint.path, (package.id,))
        if now.state not in ("waiting", "preparing"):
            yield "Diff", Command("diff", sprint.path, (package.id,))
        yield "Log", Command("log", sprint.path, (package.id,))
        if now.active:
            return
        if now.state == "done":
            return
    if package.status == "done":
        return
    reason = blockers(snapshot, sprint, findings, [package.id]).get(package.id)
    if reason is not None:
        yield f"Launch is blocked: {reason}", None
    else:
        yield "Launch" if now is None else "Launch again", Command("launchPackage", sprint.path, (package.id,))


def launchable(sprint: Sprint, run: engine.LiveSprint | None) -> tuple[Package, ...]:
    """The ready packages that neither run nor are done."""
    taken = {p.id for p in run.packages.values() if p.active or p.state == "done"} if run is not None else set[str]()
    return tuple(p for p in ready_packages(sprint) if p.id not in taken)


def can_integrate(run: engine.LiveSprint | None) -> bool:
    """True where packages are done, none is at work, and no integration is under way or waits to land."""
    return (
        run is not None
        and not run.active
        and not run.under_way
        and any(p.state == "done" for p in run.packages.values())
        and run.integration.state in ("none", "failed")
    )


def can_land(run: engine.LiveSprint | None) -> bool:
    return run is not None and run.integration.state == "verified"


def summary(run: engine.LiveSprint) -> str:
    """A run in a few words: `3 of 5 done · 2 running · $0.12 · verified`."""
    states = [p.state for p in run.packages.values()]
    parts = [f"{states.count('done')} of {len(states)} done"] if states else []
    parts += [
        f"{states.count(s)} {s}"
        for s in ("running", "preparing", "paused", "blocked", "failed", "stopped")
        if s in states
    ]
    wrong = sum(len(p.all_findings) for p in run.packages.values())
    if wrong:
        parts.append(_count(wrong, "finding"))
    if run.dollars:
        parts.append(f"${run.dollars:.2f}")
    if run.integration.state != "none":
        parts.append(f"integration {run.integration.state}")
    return " · ".join(parts)


def _ids(involved: tuple[Involved, ...]) -> str:
    return ", ".join(i.package.id for i in involved) or "nobody"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
