"""One check of one snapshot: every rule is asked about every subject, and what is silenced is left out."""

from collections.abc import Iterable, Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.conventions import Conventions
from dovetail.core.findings import Finding, sort_key
from dovetail.core.plan import Sprint, WorkPackage, work_packages
from dovetail.core.snapshot import Snapshot

from ..bound.inline import with_inline
from ..registry import STALE, Asking, Check, Rule, find_rule, found_by, rules, said_of, severity_of
from .silences import silences
from .unfinished import Unfinished, unfinished_lines


def check_once(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Every finding of a snapshot, by place."""
    return settled(_said(snapshot), snapshot)


def _said(snapshot: Snapshot) -> Iterator[Finding]:
    """What all rules say of all that they visit. A subject is taken up once, for all the checks that visit its kind."""
    visiting: dict[type, list[Asking]] = {}
    for rule, visits, check in asked(snapshot):
        visiting.setdefault(visits, []).append((rule, check, snapshot.settings.severities.get(rule.id)))
    for visits, asking in visiting.items():
        for subject in _subjects(visits, snapshot):
            yield from said_of(asking, subject, snapshot)


def spoken(snapshot: Snapshot, asking: tuple[Rule, type, Check]) -> Iterator[Finding]:
    """What one check of a rule says of all that it visits."""
    rule, visits, check = asking
    for subject in _subjects(visits, snapshot):
        yield from found_by(rule, check, subject, snapshot)


def settled(findings: Iterable[Finding], snapshot: Snapshot) -> tuple[Finding, ...]:
    """What all rules say, without what is silenced, by place."""
    return in_order(silenced(findings, snapshot))


def asked(snapshot: Snapshot) -> tuple[tuple[Rule, type, Check], ...]:
    """The checks of all rules that the settings do not turn off; but for the one that is judged last."""
    on = [r for r in rules() if r.id != STALE and severity_of(r, snapshot) != "off"]
    return tuple((r, visits, check) for r in on for visits, check in r.checks)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By place, each once."""
    found: list[Finding] = []
    place, first = None, 0  # where those with the last one's place and words begin
    for finding in sorted(findings, key=sort_key):
        key = sort_key(finding)
        if key != place:
            place, first = key, len(found)
        if finding not in found[first:]:
            found.append(finding)
    return tuple(found)


def silenced(findings: Iterable[Finding], snapshot: Snapshot) -> Iterator[Finding]:
    """The findings that no `dovetail-ignore` silences, and the silences that silence nothing (rule `stale-ignore`).

    What is being typed is not spoken of.
    """
    unfinished = Unfinished(snapshot, snapshot.of_sources(unfinished_lines))
    by_path = {s.path: s for s in silences(snapshot)}
    used: set[tuple[str, int]] = set()
    for finding in findings:
        held = by_path.get(finding.path)
        silence = held.of(finding.rule, finding.range.start) if held is not None else None
        if silence is None:
            if not unfinished.holds(finding):
                yield finding
        else:
            used.add((finding.path, silence.range.start))
    stale = find_rule(STALE)
    if by_path and stale is not None and severity_of(stale, snapshot) != "off":
        for _, check in stale.checks:
            found = found_by(stale, check, snapshot, snapshot)
            yield from (f for f in found if (f.path, f.range.start) not in used)


def _subjects(visits: type, snapshot: Snapshot) -> Iterable[object]:
    if visits is Snapshot:
        return (snapshot,)
    if visits is Contract:
        return snapshot.contracts
    if visits is Pairing:
        return with_inline(snapshot)
    if visits is Sprint:
        return snapshot.sprints
    if visits is WorkPackage:
        return (package for sprint in snapshot.sprints for package in work_packages(sprint))
    if visits is Conventions:
        return () if snapshot.conventions is None else (snapshot.conventions,)
    return snapshot.sources.values()
