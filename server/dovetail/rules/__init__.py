"""Snapshot to findings: one module and one page a rule, found by discovery.

A rule is a function marked with `@rule` that yields faults; its module's name with dashes is the rule's id, and the page
beside it documents and tests it. What a rule visits is the type of its first parameter: `Snapshot` for the whole, or one
of `Contract`, `Pairing`, `Sprint`, `Conventions` and `Source` for each of those.
"""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, TypeVar, get_type_hints

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.conventions import Conventions
from dovetail.core.findings import Family, Finding, Severity, sort_key
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot, Source

from .faults import Fault
from .silences import silences

Check = Callable[[Any, Snapshot], Iterable[Fault]]
STALE = "stale-ignore"  # it is judged last, when all that is silenced is known
VISITS: tuple[type, ...] = (Snapshot, Contract, Pairing, Sprint, Conventions, Source)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; `check(subject, snapshot)` yields the faults of one subject of the type `visits`."""

    id: str
    family: Family
    severity: Severity
    visits: type
    check: Check
    summary: str

    @property
    def page(self) -> str:
        """The rule's page, in Markdown."""
        return files(__package__ or "").joinpath(f"{self.id.replace('-', '_')}.md").read_text("utf-8")


_REGISTERED: dict[str, Rule] = {}
_F = TypeVar("_F", bound=Check)


def rule(family: Family, severity: Severity) -> Callable[[_F], _F]:
    """Mark the check of a rule. The id is the module's name, the summary the module's docstring."""

    def register(check: _F) -> _F:
        module = import_module(check.__module__)
        id = check.__module__.rpartition(".")[2].replace("_", "-")
        visits = next(iter(get_type_hints(check).values()))
        assert visits in VISITS, f"{id} visits {visits}"
        _REGISTERED[id] = Rule(id, family, severity, visits, check, (module.__doc__ or "").strip().splitlines()[0])
        return check

    return register


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by id."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return tuple(_REGISTERED[id] for id in sorted(_REGISTERED))


def find_rule(id: str) -> Rule | None:
    return next((r for r in rules() if r.id == id), None)


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Every finding of a snapshot, by place: the one check behind the editor, the command line, the agents and the gate."""
    active = [r for r in rules() if _severity(r, snapshot) != "off"]
    found = {finding: None for r in active if r.id != STALE for finding in _findings(r, snapshot)}
    return tuple(sorted(_silenced(found, snapshot), key=sort_key))


def _severity(rule: Rule, snapshot: Snapshot) -> str:
    return snapshot.settings.severities.get(rule.id, rule.severity)


def _findings(rule: Rule, snapshot: Snapshot) -> Iterator[Finding]:
    changed = snapshot.settings.severities.get(rule.id)
    for subject in _subjects(rule.visits, snapshot):
        for fault in rule.check(subject, snapshot):
            severity = changed if changed is not None and changed != "off" else fault.severity or rule.severity
            yield Finding(
                rule.id, severity, fault.path, fault.range, fault.message, fault.related, fault.fixes, tags=fault.tags
            )


def _subjects(visits: type, snapshot: Snapshot) -> Iterable[object]:
    if visits is Snapshot:
        return (snapshot,)
    if visits is Contract:
        return snapshot.contracts
    if visits is Pairing:
        from .inline import with_inline  # it asks the rules' own comparison, which imports this module

        return with_inline(snapshot)
    if visits is Sprint:
        return snapshot.sprints
    if visits is Conventions:
        return () if snapshot.conventions is None else (snapshot.conventions,)
    return snapshot.sources.values()


def _silenced(findings: Iterable[Finding], snapshot: Snapshot) -> Iterator[Finding]:
    """The findings that no `dovetail-ignore` silences, and the silences that silence nothing (rule `stale-ignore`)."""
    by_path = {s.path: s for s in silences(snapshot)}
    used: set[tuple[str, int]] = set()
    for finding in findings:
        held = by_path.get(finding.path)
        silence = held.of(finding.rule, finding.range.start) if held is not None else None
        if silence is None:
            yield finding
        else:
            used.add((finding.path, silence.range.start))
    stale = find_rule(STALE)
    if stale is not None and _severity(stale, snapshot) != "off":
        yield from (f for f in _findings(stale, snapshot) if (f.path, f.range.start) not in used)
