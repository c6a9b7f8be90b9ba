"""What would happen if the branches met now, as findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dovetail.core.reports import FindingReport, finding_report
from dovetail.core.snapshot import Conflict, Failure, Snapshot
from dovetail.core.text import Text
from dovetail.git.run import Git
from dovetail.git.trees import read_files
from dovetail.integration.forecast import BASE, Tip, forecast
from dovetail.integration.syntax import parses
from dovetail.languages import read
from dovetail.rules import check, rules

from .active import ActiveSprint
from .crossing import crossing_findings


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The findings between branches, and the pairs of packages that were looked at."""

    findings: tuple[FindingReport, ...]
    pairs: tuple[tuple[str, str], ...]
    conflicts: tuple[Conflict, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "findings": [f.model_dump(mode="json", by_alias=True) for f in self.findings],
            "pairs": [list(pair) for pair in self.pairs],
        }


def foresee(active: ActiveSprint) -> Foreseen:
    """Merge all branches of a sprint in memory. Blocks."""
    base, branches = base_tip(active), tips(active)
    found = forecast(active.git, base, branches, parses)
    sides = {BASE: base, **{tip.package: tip.commit for tip in branches}}
    findings = merge_findings(active.git, active.base, found.conflicts, (), sides)
    findings += crossing_findings(active, active.git, base, branches)
    return Foreseen(findings, found.pairs, found.conflicts)


def base_tip(active: ActiveSprint) -> str:
    """The base branch as it is now."""
    file = active.sprint.file
    return active.git.commit(file.base) if file is not None else active.run.base


def tips(active: ActiveSprint) -> tuple[Tip, ...]:
    """The branches of a sprint's packages that have commits of their own."""
    found: list[Tip] = []
    for package in active.sprint.packages:
        commit = branch_tip(active.git, active.sprint.branch(package.id))
        if commit is not None and not active.git.is_ancestor(commit, active.run.base):
            found.append(Tip(package.id, commit))
    return tuple(found)


def branch_tip(git: Git, branch: str) -> str | None:
    ref = f"refs/heads/{branch}"
    return git.commit(ref) if git.has(ref) else None


def merge_findings(
    git: Git, snapshot: Snapshot, conflicts: Iterable[Conflict], failures: Iterable[Failure], sides: Mapping[str, str]
) -> tuple[FindingReport, ...]:
    """What conflicts and failures mean, as the rules put it. `sides` are the commits of the packages, whose text a conflict speaks of."""
    only_merges = replace(snapshot, settings=snapshot.settings.model_copy(update={"severities": _others_off(snapshot)}))
    found: list[FindingReport] = []
    by_side: dict[str, list[Conflict]] = {}
    for conflict in conflicts:
        by_side.setdefault(conflict.ours, []).append(conflict)
    for side, theirs in by_side.items():
        texts = read_files(git, sides[side], [c.path for c in theirs]) if side in sides else {}
        seen = replace(only_merges, conflicts=tuple(theirs))
        for path, content in texts.items():
            seen = _with_text(seen, path, Text(content.decode("utf-8", "replace")))
        found += [finding_report(f, seen) for f in check(seen)]
    failed = replace(only_merges, failures=tuple(f for f in failures if f.command))
    found += [finding_report(f, failed) for f in check(failed)]
    return tuple(dict.fromkeys(found))


def _with_text(snapshot: Snapshot, path: str, text: Text) -> Snapshot:
    source = read(path, text)
    if source is not None:
        return snapshot.with_source(source)
    return replace(snapshot, texts={**snapshot.texts, path: text}, paths=snapshot.paths | {path})


def _others_off(snapshot: Snapshot) -> dict[str, str]:
    """Settings under which only merges are judged: the rest was said of each branch."""
    return {**snapshot.settings.severities, **{rule.id: "off" for rule in rules() if rule.family != "integration"}}
