"""Who has to do with a contract: packages that provide and consume it, its implementations, and where those drift."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from dovetail.core.contracts import Contract
from dovetail.core.findings import Finding
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot
from dovetail.rules import rules

from .implementing import Implementation, implementations_in

Drifts = dict[tuple[str, str], list[Finding]]


@dataclass(frozen=True, slots=True)
class Involved:
    """A package and the sprint it is in."""

    sprint: Sprint
    package: Package


@dataclass(frozen=True, slots=True)
class _Plan:
    """Who names a contract, who reaches it through an endpoint, who consumes it or an endpoint that carries it, and who has an id."""

    named: dict[str, list[Involved]] = field(default_factory=dict[str, list[Involved]])
    reaching: dict[str, list[Involved]] = field(default_factory=dict[str, list[Involved]])
    consuming: dict[str, list[Involved]] = field(default_factory=dict[str, list[Involved]])
    receiving: dict[str, list[Involved]] = field(default_factory=dict[str, list[Involved]])
    by_id: dict[str, list[Involved]] = field(default_factory=dict[str, list[Involved]])


def providers(snapshot: Snapshot, name: str) -> tuple[Involved, ...]:
    """The packages that provide a contract, by name, by an endpoint that reaches it, or because `@owner` says so."""
    plan = _plan(snapshot)
    if name in plan.named:
        return tuple(plan.named[name])
    contract = snapshot.contracts.get(name)
    owner = contract.declaration.tag("owner") if contract is not None else None
    owned = plan.by_id.get(owner.value) if owner is not None else None
    return tuple(owned or plan.reaching.get(name, ()))


def consumers(snapshot: Snapshot, name: str) -> tuple[Involved, ...]:
    """The packages that consume a contract by name, or else an endpoint that carries it."""
    plan = _plan(snapshot)
    return tuple(plan.consuming.get(name, ()) or plan.receiving.get(name, ()))


def holders(snapshot: Snapshot, contract: Contract) -> tuple[str, ...]:
    """The contracts that hold one which no package names: who has to do with them has to do with it."""
    plan, name = _plan(snapshot), contract.name
    if name in plan.named or name in plan.consuming or contract.declaration.tag("owner") is not None:
        return ()
    return snapshot.contracts.mentioned_by(name)


def _plan(snapshot: Snapshot) -> _Plan:
    held: _Plan | None = snapshot.memo.get("who has to do with contracts")
    if held is None:
        held = _Plan()
        for one in (Involved(s, p) for s in snapshot.sprints for p in s.packages):
            held.by_id.setdefault(one.package.id, []).append(one)
            for name in _named(snapshot, one.package.consumes):
                held.consuming.setdefault(name, []).append(one)
            for name in _carried(snapshot, one.package.consumes):
                held.receiving.setdefault(name, []).append(one)
            for name in _named(snapshot, one.package.provides):
                held.named.setdefault(name, []).append(one)
            for name in _carried(snapshot, one.package.provides):
                held.reaching.setdefault(name, []).append(one)
        snapshot.memo["who has to do with contracts"] = held
    return held


def _named(snapshot: Snapshot, names: Iterable[str]) -> Iterable[str]:
    """The names in the whole tree of what a package lists; a name that stands for no contract as it is."""
    contracts = snapshot.contracts
    return dict.fromkeys(c.name if (c := contracts.get(name)) is not None else name for name in names)


def _carried(snapshot: Snapshot, names: Iterable[str]) -> Iterable[str]:
    """What the endpoints among some contracts carry."""
    found: dict[str, None] = {}
    for name in dict.fromkeys(names):
        contract = snapshot.contracts.get(name)
        if contract is not None and contract.is_endpoint:
            found.update(dict.fromkeys(snapshot.contracts.reachable(contract.name)))
    return found


def drifts(snapshot: Snapshot, contract: Contract, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that say an implementation does not keep this contract."""
    known = tuple(findings)
    held: tuple[tuple[Finding, ...], Drifts] | None = snapshot.memo.get("drifts")
    if held is None or held[0] is not known:
        held = snapshot.memo["drifts"] = (known, _drifts(snapshot, known))
    return tuple(held[1].get((contract.path, contract.name), ()))


def drifts_in(snapshot: Snapshot, one: Implementation, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The drifts within what implements a contract, also those that are about another one: code with such a place does not agree."""
    known = tuple(findings)
    held: tuple[tuple[Finding, ...], dict[str, list[Finding]]] | None = snapshot.memo.get("drifts by file")
    if held is None or held[0] is not known:
        by_path: dict[str, list[Finding]] = {}
        for finding in known:
            if finding.rule in _conformance():
                by_path.setdefault(finding.path, []).append(finding)
        held = snapshot.memo["drifts by file"] = (known, by_path)
    return tuple(f for f in held[1].get(one.path, ()) if one.holds(f))


def _drifts(snapshot: Snapshot, findings: tuple[Finding, ...]) -> Drifts:
    """The drifts of each contract: those that speak of a place in it, and those within what implements it."""
    found: Drifts = {}
    declared: dict[str, list[Contract]] = {}
    for contract in snapshot.contracts:
        declared.setdefault(contract.path, []).append(contract)
    for finding in findings:
        if finding.rule not in _conformance():
            continue
        places = ((finding.path, finding.range), *((p.path, p.range) for p in finding.related))
        about = {
            (c.path, c.name): None
            for path, range in places
            for c in declared.get(path, ())
            if range.touches(c.declaration.range)
        }
        if not about:  # else it says itself whose promise is not kept
            within = (i.contract for i in implementations_in(snapshot, finding.path) if i.holds(finding))
            about = dict.fromkeys((c.path, c.name) for c in within)
        for key in about:
            found.setdefault(key, []).append(finding)
    return found


@cache
def _conformance() -> frozenset[str]:
    """The rules that say so; an offer to bind says of nothing that it is wrong."""
    return frozenset(r.id for r in rules() if r.family == "conformance" and r.severity != "info")
