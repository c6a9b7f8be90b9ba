"""What the fixes of a drift do: each is applied alone to the project that has the drift, and that is checked again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from dovetail.core.findings import Edit, Finding, apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.features.fixes import fixes

from ..drift.projects import Project
from .drifts import Drift, shown

_LOUD = ("error", "warning")


class Outcome(Enum):
    """What a fix leaves; the lower, the better."""

    RESTORED = "restores"
    SILENT = "silences"
    PART = "mends one"
    LEFT = "leaves"
    ADDED = "adds"
    BROKEN = "breaks"

    @property
    def is_good(self) -> bool:
        return self in (Outcome.RESTORED, Outcome.SILENT, Outcome.PART)


@dataclass(frozen=True, slots=True)
class Mend:
    """One fix of one finding: whether it is the finding's only one, what it left, and what is found of it then."""

    rule: str
    finding: str
    title: str
    is_only: bool
    outcome: Outcome
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mends:
    """The findings of a drift, and all their fixes."""

    found: tuple[tuple[str, str], ...]  # rule and finding
    mends: tuple[Mend, ...]

    @property
    def best(self) -> Outcome | None:
        """What the best of the fixes leaves that are the only ones of their finding; else of all."""
        only = [m.outcome for m in self.mends if m.is_only] or [m.outcome for m in self.mends]
        return min(only, key=list(Outcome).index, default=None)


def drifted(project: Project, drift: Drift) -> Snapshot:
    """The project with one drift."""
    return project.changed({drift.path: project.texts[drift.path].replace(drift.old, drift.new)})


def mends(project: Project, drift: Drift) -> Mends:
    """Every fix of what is newly found in the project with a drift."""
    snapshot = drifted(project, drift)
    all_found = project.findings(snapshot)
    before = Counter(map(_identity, all_found))
    new = [f for f in project.new_findings(snapshot) if f.severity in _LOUD]
    done = tuple(_mends(project, snapshot, before, new))
    return Mends(tuple((f.rule, shown(f, snapshot)) for f in new), done)


def _mends(
    project: Project, snapshot: Snapshot, before: Counter[tuple[str, str, str]], new: list[Finding]
) -> Iterator[Mend]:
    for finding in new:
        offered = fixes(snapshot, finding)
        for fix in offered:
            texts = applied(snapshot, fix.edits)
            after = project.changed(
                {p: t for p, t in {**_texts(snapshot), **texts}.items() if project.texts.get(p) != t}
            )
            outcome, said = _outcome(project, snapshot, before, finding, after)
            yield Mend(finding.rule, shown(finding, snapshot), fix.title, len(offered) == 1, outcome, tuple(said))


def _outcome(
    project: Project, snapshot: Snapshot, before: Counter[tuple[str, str, str]], finding: Finding, after: Snapshot
) -> tuple[Outcome, list[str]]:
    if all(after.sources[p].text.source == t for p, t in project.texts.items() if p in after.sources):
        return Outcome.RESTORED, []
    for path, source in after.sources.items():
        if source.shapes.problems and not snapshot.sources[path].shapes.problems:
            return Outcome.BROKEN, [f"{path}: {source.shapes.problems[0].message}"]
    found = [f for f in project.findings(after) if f.severity in _LOUD]
    now = Counter(map(_identity, found))
    added = [shown(f, after) for f in found if now[_identity(f)] > before[_identity(f)]]
    if now[_identity(finding)] >= before[_identity(finding)]:
        return Outcome.LEFT, [shown(f, after) for f in found if _identity(f) == _identity(finding)]
    if added:
        return Outcome.ADDED, added
    new = [shown(f, after) for f in project.new_findings(after) if f.severity in _LOUD]
    return (Outcome.PART, new) if new else (Outcome.SILENT, [])


def _identity(finding: Finding) -> tuple[str, str, str]:
    """What is found where; the names that a record has besides change with each of them."""
    return finding.rule, finding.path, finding.message.partition(", which has")[0]


def _texts(snapshot: Snapshot) -> dict[str, str]:
    return {p: s.text.source for p, s in snapshot.sources.items()}


def applied(snapshot: Snapshot, edits: Iterable[Edit]) -> dict[str, str]:
    """The files that edits change, as they are then."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    texts: dict[str, str] = {}
    for path, own in by_path.items():
        text = snapshot.text(path)
        texts[path] = apply_edits(text.source if text is not None else "", own)
    return texts
