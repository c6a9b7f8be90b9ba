"""The one check, on one worktree: its code as it lies on disk, and the sprint's plan as it stands now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dovetail.core.findings import Finding, Severity
from dovetail.core.globs import matches_any
from dovetail.core.reports import FindingReport, finding_report
from dovetail.core.settings import Settings
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.fixes import with_fixes
from dovetail.features.tree import is_read, snapshot_from_texts
from dovetail.integration.checking import LARGEST
from dovetail.rules import find_rule

from .plan import Plan
from .treecheck import TreeCheck

_TOLD: tuple[Severity, ...] = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Standing:
    """A branch's own findings: those that its base does not have, in the files that it may write, by id."""

    findings: Mapping[str, FindingReport]

    def of(self, path: str) -> tuple[FindingReport, ...]:
        return tuple(f for f in self.findings.values() if f.path == path)

    @property
    def all(self) -> tuple[FindingReport, ...]:
        return tuple(self.findings.values())

    @property
    def errors(self) -> tuple[FindingReport, ...]:
        return tuple(f for f in self.findings.values() if f.severity == "error")

    def changed_paths(self, before: "Standing") -> tuple[str, ...]:
        """The files whose findings are not what they were."""
        paths = {f.path for f in (*self.findings.values(), *before.findings.values())}
        return tuple(sorted(p for p in paths if self.of(p) != before.of(p)))


NOTHING_STANDING = Standing({})


class BranchCheck:
    """The findings of one package's worktree, kept up to date file by file. Not for two callers at once.

    `trees` checks all trees of the sprint, and `placed` makes a tree one of it.
    """

    def __init__(
        self,
        worktree: Path,
        package: str,
        branch: str,
        settings: Settings,
        owns: Callable[[str], bool],
        trees: TreeCheck,
        placed: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot,
    ) -> None:
        self._worktree = worktree
        self._package = package
        self._branch = branch
        self._settings = settings
        self._owns = owns
        self._trees = trees
        self._placed = placed
        self._texts: dict[str, Text] = {}
        self._paths: set[str] = set()
        self._known: frozenset[str] = frozenset()
        self._snapshot: Snapshot | None = None
        self._plan: Plan | None = None
        self.standing = NOTHING_STANDING

    def start(self, plan: Plan, base: Snapshot, head: Snapshot) -> Standing:
        """Begin from the branch's last commit; what the base has of its own is nobody's fault."""
        self._known = self._trees.known(base)
        self._texts = {p: text for p in head.paths if not plan.holds(p) and (text := head.text(p)) is not None}
        self._paths = {p for p in head.paths if not plan.holds(p)}
        self._snapshot = head
        self._plan = plan
        self.standing = self._checked()
        return self.standing

    def reread(self, paths: Iterable[str]) -> Standing:
        """The findings after a write to some paths."""
        assert self._plan is not None, "started before it is asked"
        for path in paths:
            if not self._plan.holds(path):
                self._reread(path)
        self.standing = self._checked()
        return self.standing

    def replan(self, plan: Plan) -> Standing:
        """The findings under another plan."""
        self._plan = plan
        self.standing = self._checked()
        return self.standing

    @property
    def snapshot(self) -> Snapshot:
        assert self._snapshot is not None, "started before it is asked"
        return self._snapshot

    def _reread(self, path: str) -> None:
        assert self._plan is not None
        file = self._worktree / path
        self._texts.pop(path, None)
        if not file.is_file() or file.is_symlink():
            self._paths.discard(path)
            return
        self._paths.add(path)
        if not is_read(path, (self._plan.sprint,), self._settings) or file.stat().st_size > LARGEST:
            return
        data = file.read_bytes()
        if b"\0" not in data:
            self._texts[path] = Text(data.decode("utf-8", "replace"))

    def _checked(self) -> Standing:
        assert self._plan is not None
        texts: dict[str, str | Text] = {**self._texts, **self._plan.texts}
        read = snapshot_from_texts(
            texts, paths={*self._paths, *self._plan.texts}, settings=self._settings, previous=self._snapshot
        )
        self._snapshot = self._placed(read)
        own = with_fixes(self._snapshot, (f for f in self._trees.findings(self._snapshot) if self._is_own(f)))
        return Standing({f.id: finding_report(f.of_branch(self._package, self._branch), self._snapshot) for f in own})

    def _is_own(self, finding: Finding) -> bool:
        if finding.severity not in _TOLD or finding.id in self._known:
            return False
        return self._owns(finding.path) or self._concerns(finding)

    def _concerns(self, finding: Finding) -> bool:
        """True for what is wrong in the plan itself since the launch, and names this package."""
        assert self._plan is not None
        sprint = self._plan.sprint
        own = sprint.package_range(self._package)
        named = any(place.path == sprint.path and place.range.start in own for place in finding.related)
        return named and family_of(finding.rule) == "evolution"


def family_of(rule: str) -> str:
    found = find_rule(rule)
    return found.family if found is not None else ""


def caused(before: Standing, after: Standing) -> tuple[FindingReport, ...]:
    """The findings that were not there before."""
    return tuple(f for id, f in after.findings.items() if id not in before.findings)


def mended(before: Standing, after: Standing) -> int:
    """How many are no longer there."""
    return sum(id not in after.findings for id in before.findings)


def in_scope(owns: Sequence[str], shared: Sequence[str]) -> Callable[[str], bool]:
    """Whether a package answers for a path."""
    globs = (*owns, *shared)
    return lambda path: matches_any(globs, path)
