"""Who has to do with a contract: packages that provide and consume it, its implementations, and where those drift."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.findings import Finding
from dovetail.core.plan import Package, Sprint
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.rules import rules

from .places import name_of


@dataclass(frozen=True, slots=True)
class Involved:
    """A package and the sprint it is in."""

    sprint: Sprint
    package: Package


def providers(snapshot: Snapshot, name: str) -> tuple[Involved, ...]:
    """The packages that provide a contract, by name, by an endpoint that reaches it, or because `@owner` says so."""
    named = tuple(i for i in _packages(snapshot) if name in i.package.provides)
    if named:
        return named
    contract = snapshot.contracts.get(name)
    owner = contract.declaration.tag("owner") if contract is not None else None
    if owner is not None and (owned := tuple(i for i in _packages(snapshot) if i.package.id == owner.value)):
        return owned
    return tuple(i for i in _packages(snapshot) if any(_reaches(snapshot, p, name) for p in i.package.provides))


def consumers(snapshot: Snapshot, name: str) -> tuple[Involved, ...]:
    """The packages that consume a contract by name."""
    return tuple(i for i in _packages(snapshot) if name in i.package.consumes)


def drifts(snapshot: Snapshot, contract: Contract, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that say an implementation does not keep this contract."""
    pairings = snapshot.pairings_by_contract.get(contract.name, ())
    return tuple(
        f
        for f in findings
        if f.rule in _conformance() and (_speaks_of(f, contract) or any(drifts_in(p, f) for p in pairings))
    )


@cache
def _conformance() -> frozenset[str]:
    return frozenset(r.id for r in rules() if r.family == "conformance")


def drifts_in(pairing: Pairing, finding: Finding) -> bool:
    """True for a finding within an implementation."""
    item = pairing.implementation
    return finding.path == pairing.path and finding.range.touches(item.range)


def _speaks_of(finding: Finding, contract: Contract) -> bool:
    around = contract.declaration.range
    places = ((finding.path, finding.range), *((p.path, p.range) for p in finding.related))
    return any(path == contract.path and range.touches(around) for path, range in places)


def described(pairing: Pairing) -> str:
    """An implementation by its name, construct and file."""
    item = pairing.implementation
    construct = item.construct if isinstance(item, Record) else type(item).__name__.lower()
    name = getattr(item, "name", None) or getattr(item, "path", "")
    return f"{construct} `{name}` in {pairing.path}"


def place(pairing: Pairing) -> tuple[str, int]:
    """The path and offset of an implementation's name."""
    return pairing.path, name_of(pairing.implementation).start


def _packages(snapshot: Snapshot) -> Iterable[Involved]:
    return (Involved(s, p) for s in snapshot.sprints for p in s.packages)


def _reaches(snapshot: Snapshot, provided: str, name: str) -> bool:
    contract = snapshot.contracts.get(provided)
    return contract is not None and contract.is_endpoint and name in snapshot.contracts.reachable(provided)
