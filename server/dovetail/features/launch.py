"""Whether a package can be launched, and the reason where it cannot. Editor, command line and engine all ask here."""

from collections.abc import Iterable, Mapping

from dovetail.core.context import relevant_contracts
from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Finding
from dovetail.core.globs import matches_any
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.rules import rules

# What would go wrong in every package's agent alike: it cannot be read, it contradicts itself.
_BLOCKING_FAMILIES = ("format", "clarity", "plan")


def ready_packages(sprint: Sprint) -> tuple[Package, ...]:
    """The packages that are marked as ready."""
    return tuple(p for p in sprint.packages if p.status == "ready")


def blockers(
    snapshot: Snapshot, sprint: Sprint, findings: Iterable[Finding], packages: Iterable[str] | None = None
) -> Mapping[str, str]:
    """By package id, the reason why it cannot be launched; packages that can be launched are not in it.

    `packages` are those asked for, by default all that are ready. An error that belongs to no package blocks them all.
    """
    ids = tuple(packages) if packages is not None else tuple(p.id for p in ready_packages(sprint))
    errors = [f for f in findings if f.severity == "error" and _family(f.rule) in _BLOCKING_FAMILIES]
    # The package's own faults are named first, then the contracts', then what concerns everybody.
    errors.sort(key=lambda f: (f.path != sprint.path, not f.path.endswith(SUFFIX)))
    return {id: reason for id in ids if (reason := _blocker(snapshot, sprint, id, errors)) is not None}


def _blocker(snapshot: Snapshot, sprint: Sprint, id: str, errors: list[Finding]) -> str | None:
    package = sprint.package(id)
    if package is None:
        known = ", ".join(p.id for p in sprint.packages) or "none"
        return f"The sprint has no package '{id}'; it has {known}."
    found = next((f for f in errors if _concerns(snapshot, sprint, package, f)), None)
    if found is None:
        return None
    text = snapshot.text(found.path)
    line = text.line_of(found.range.start) + 1 if text is not None else 1
    return f"{found.message} ({found.path}:{line})"


def _concerns(snapshot: Snapshot, sprint: Sprint, package: Package, finding: Finding) -> bool:
    if finding.path == sprint.path:
        ranges = (finding.range, *(p.range for p in finding.related if p.path == sprint.path))
        return any(_within(sprint, package, r) for r in ranges) or not any(
            _within(sprint, other, finding.range) for other in sprint.packages
        )
    if snapshot.conventions is not None and finding.path == snapshot.conventions.path:
        return True
    if not finding.path.endswith(SUFFIX) or sprint.file is None:
        return False
    if not matches_any(sprint.file.contracts, finding.path):
        return False
    relevant = relevant_contracts(snapshot, package)
    around = [c for c in snapshot.contracts if c.path == finding.path and finding.range.touches(c.declaration.range)]
    return not around or any(c.name in relevant for c in around)


def _within(sprint: Sprint, package: Package, range: Range) -> bool:
    whole = sprint.package_range(package.id)
    return whole.start <= range.start < max(whole.end, whole.start + 1)


def _family(rule: str) -> str:
    return next((r.family for r in rules() if r.id == rule), "")
