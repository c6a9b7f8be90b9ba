"""Which findings are shown where: a snapshot's own by file, and the engine's at each place that they concern."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Severity
from dovetail.core.plan import Sprint
from dovetail.core.reports import FindingReport, PlaceReport, RangeReport
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Position, Text

from .live import Live, LiveSprint

INTEGRATION = ".integration"  # the worktree of the integration pass, beside those of the packages


@dataclass(frozen=True, slots=True)
class Spot:
    """A file: in the checkout, or in the worktree of a package. Lines and columns count from 0, in code points."""

    path: str
    start: Position
    end: Position
    slug: str | None = None
    package: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding of the engine, as it is shown at one spot."""

    at: Spot
    rule: str
    severity: Severity
    message: str
    related: tuple[tuple[Spot, str], ...] = ()


def notices(snapshot: Snapshot, live: Live) -> tuple[Notice, ...]:
    """Everything that the engine has found and not yet seen mended, at every spot where it is shown.

    A branch's finding is shown in the worktree's file, at the contract in the checkout that it is about, and at the
    package in the sprint. What the forecast and the integration pass found is shown in the checkout.
    """
    found: dict[Notice, None] = {}
    for sprint in snapshot.sprints:
        run = live.sprint(sprint.path, sprint.name, sprint.slug)
        if run is not None:
            found.update(dict.fromkeys(_of_sprint(snapshot, sprint, run)))
    return tuple(found)


def _of_sprint(snapshot: Snapshot, sprint: Sprint, run: LiveSprint) -> Iterator[Notice]:
    for package in run.packages.values():
        for finding in package.all_findings:
            yield from _of_branch(snapshot, sprint, package.id, finding)
    for finding in run.forecast:
        yield from _of_merge(snapshot, sprint, finding, finding.package)
    for finding in run.integration.findings:
        yield from _of_merge(snapshot, sprint, finding, INTEGRATION)
    for package_id, reason in run.integration.ejected:
        message = f"{package_id} was left out of the integration: {reason}"
        yield Notice(_in_sprint(sprint, package_id), "ejected-package", "error", message)


def _of_branch(snapshot: Snapshot, sprint: Sprint, package: str, finding: FindingReport) -> Iterator[Notice]:
    there = _spot(finding.path, finding.range, sprint.slug, package)
    related = tuple((_related_spot(snapshot, p, sprint.slug, package), p.message) for p in finding.related)
    yield Notice(there, finding.rule, finding.severity, finding.message, related)
    here = ((there, f"in the branch of {package}"),)
    message = f"{package}: {finding.message}"
    for place in finding.related:
        if place.path.endswith(SUFFIX) and snapshot.text(place.path) is not None:
            yield Notice(_spot(place.path, place.range), finding.rule, finding.severity, message, here)
    yield Notice(_in_sprint(sprint, package), finding.rule, finding.severity, message, here)


def _of_merge(snapshot: Snapshot, sprint: Sprint, finding: FindingReport, tree: str | None) -> Iterator[Notice]:
    """A finding of the forecast or of the merged tree: at the file and at the sprint. `tree` has the file if the checkout has not."""
    who = f"{finding.package}: " if finding.package else ""
    slug = None if finding.path in snapshot.paths or tree is None else sprint.slug
    there = _spot(finding.path, finding.range, slug, tree if slug else None)
    related = tuple((_related_spot(snapshot, p, sprint.slug, tree), p.message) for p in finding.related)
    if finding.path != sprint.path:
        yield Notice(there, finding.rule, finding.severity, who + finding.message, related)
    for place in finding.related:
        if place.path in snapshot.paths and place.path not in (finding.path, sprint.path):
            at = ((there, finding.message),)
            yield Notice(_spot(place.path, place.range), finding.rule, finding.severity, who + finding.message, at)
    if finding.severity == "error":  # what stands in the way of landing; the rest is told at its own place
        at_sprint = _in_sprint(sprint, finding.package)
        yield Notice(
            at_sprint, finding.rule, finding.severity, who + finding.message, ((there, finding.path), *related)
        )


def _related_spot(snapshot: Snapshot, place: PlaceReport, slug: str, tree: str | None) -> Spot:
    """Contracts are the checkout's own; any other place is in the branch, where there is one."""
    if tree is None or (place.path.endswith(SUFFIX) and place.path in snapshot.paths):
        return _spot(place.path, place.range)
    return _spot(place.path, place.range, slug, tree)


def _spot(path: str, range: RangeReport, slug: str | None = None, package: str | None = None) -> Spot:
    start = Position(range.start.line - 1, range.start.column - 1)
    return Spot(path, start, Position(range.end.line - 1, range.end.column - 1), slug, package)


def _in_sprint(sprint: Sprint, package: str | None) -> Spot:
    """The package's id in the sprint, else the sprint's name."""
    known = package is not None and sprint.index_of(package) is not None
    range = sprint.place(package) if known and package is not None else sprint.document.key_place(("sprint",))
    return Spot(sprint.path, sprint.text.position(range.start), sprint.text.position(range.end))


def clamped(spot: Spot, text: Text) -> Spot:
    """A spot moved into a text that may have changed since the engine looked at it."""
    last = len(text.line_starts) - 1

    def into(position: Position) -> Position:
        return text.position(text.offset(Position(min(max(position.line, 0), last), max(position.column, 0))))

    return replace(spot, start=into(spot.start), end=into(spot.end))


def followed(spot: Spot, before: Text, after: Text) -> Spot:
    """A spot in a text that the engine knows, where its lines are in the text that is being edited."""
    if before == after:
        return spot
    changes = _changes(before, after)

    def moved(position: Position) -> Position:
        for _, from_start, from_end, to_start, to_end in changes:
            if from_start <= position.line < from_end:
                line = min(to_start + position.line - from_start, max(to_end - 1, to_start))
                return Position(line, position.column)
        return position

    return replace(spot, start=moved(spot.start), end=moved(spot.end))


@lru_cache(maxsize=8)
def _changes(before: Text, after: Text) -> tuple[tuple[str, int, int, int, int], ...]:
    old, new = before.source.split("\n"), after.source.split("\n")
    return tuple(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
