"""The conforming projects: those in `tests/fixtures/projects/`, and the demo's product as its agents leave it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cli.demo.simulation import merged
from dovetail.core.findings import Finding
from dovetail.core.settings import Settings
from dovetail.core.snapshot import Snapshot, Source
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check, rules
from dovetail.rules.asking.incremental import Checker

FIXTURES = Path(__file__).parents[2] / "fixtures" / "projects"
JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
USES = "uses.json"  # beside a project, and no part of it

# What a drift in code cannot change is not computed anew for each: what contracts, plans and prose say.
_FAST = Settings(severities={r.id: "off" for r in rules() if r.family in ("clarity", "plan", "evolution")})


@dataclass(frozen=True, eq=False)
class Project:
    """A conforming project: its texts, and where the compiler says that a field of a contract is used."""

    name: str
    texts: Mapping[str, str]
    used: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict[str, Mapping[str, tuple[str, ...]]])

    @cached_property
    def snapshot(self) -> Snapshot:
        return snapshot_from_texts(self.texts, settings=_FAST)

    @cached_property
    def all_findings(self) -> tuple[Finding, ...]:
        """What every rule says of the project as it stands."""
        return check(snapshot_from_texts(self.texts, previous=self.snapshot))

    @cached_property
    def _known(self) -> Counter[tuple[str, str, str]]:
        return Counter(_identity(f) for f in self._checker.check(self.snapshot))

    @cached_property
    def _checker(self) -> Checker:
        """One tree after another is checked as an editor does it, which a test holds to a check from nothing."""
        checker = Checker()
        checker.check(self.snapshot)
        return checker

    def changed(self, texts: Mapping[str, str | None]) -> Snapshot:
        """The project with some files changed; None removes one."""
        kept = {**self.snapshot_texts, **texts}
        return snapshot_from_texts(
            {p: t for p, t in kept.items() if t is not None}, settings=_FAST, previous=self.snapshot
        )

    @cached_property
    def snapshot_texts(self) -> Mapping[str, str]:
        return dict(self.texts)

    def findings(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """What is found in a changed project, by place."""
        return self._checker.check(snapshot)

    def make_ready(self) -> None:
        """Checks the project as it stands, so that processes that are forked need not, each for itself."""
        _ = self._known

    def new_findings(self, snapshot: Snapshot) -> list[Finding]:
        """What is found in a changed project and not in this one."""
        known = Counter(self._known)
        found: list[Finding] = []
        for finding in self.findings(snapshot):
            if known[_identity(finding)] > 0:
                known[_identity(finding)] -= 1
            else:
                found.append(finding)
        return found


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.path, finding.message


def language_of(source: Source) -> str:
    """The language of a file, as the tables name it: JavaScript is read as TypeScript."""
    return "javascript" if source.path.endswith(JAVASCRIPT) else source.shapes.language


def projects(names: Iterable[str] = ()) -> tuple[Project, ...]:
    """All projects, or those of some names."""
    wanted = set(names)
    found = [_read(folder) for folder in sorted(FIXTURES.iterdir()) if folder.is_dir() and _is_wanted(folder, wanted)]
    if not wanted or "demo" in wanted:
        found.append(Project("demo", merged(), _uses(Path(__file__).with_name("demo-uses.json"))))
    return tuple(found)


def _is_wanted(folder: Path, wanted: set[str]) -> bool:
    return not wanted or folder.name in wanted


def _read(folder: Path) -> Project:
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != USES and "__pycache__" not in p.parts)
    texts = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in sorted(files)}
    return Project(folder.name, texts, _uses(folder / USES))


def _uses(path: Path) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    if not path.exists():
        return {}
    written = json.loads(path.read_text("utf-8"))
    return {file: {kind: tuple(ids) for kind, ids in kinds.items()} for file, kinds in written.items()}
