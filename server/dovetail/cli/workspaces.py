"""From a path on the command line to the workspace that it lies in."""

import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

from dovetail.core.errors import UsageError
from dovetail.core.findings import Finding
from dovetail.core.plan import Sprint
from dovetail.core.reports import CheckReport
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.core.words import nearest
from dovetail.workspace.workspace import Workspace


def root_of(path: Path) -> Path:
    """The top of the checkout around a path, or the folder itself outside of one. Asks no git, so that a check needs none."""
    if not path.exists():
        raise UsageError(f"There is no file or folder '{path}'.")
    folder = (path if path.is_dir() else path.parent).resolve()
    return next((f for f in (folder, *folder.parents) if (f / ".git").exists()), folder)


def read_workspace(path: Path) -> tuple[Path, Snapshot]:
    """The root around a path, and its snapshot as it is on disk."""
    root = root_of(path)
    workspace = Workspace(root)
    workspace.load()
    return root, workspace.snapshot


class Checked(BaseModel):
    """A check's report, and what is said of the contracts as a whole, which is for people alone."""

    report: CheckReport
    contracts: str = ""


def check_workspace(
    path: Path, report: Callable[[Snapshot, tuple[Finding, ...]], Checked]
) -> tuple[Path, Checked, Callable[[str], Text | None]]:
    """The root around a path, the report of its check, and how to come by a file's text; kept reports are used again."""
    root = root_of(path)
    workspace = Workspace(root)
    made = workspace.checked(lambda snapshot, findings: report(snapshot, findings).model_dump_json())
    if workspace.cache_problem is not None:
        sys.stderr.write(f"dovetail: {workspace.cache_problem}\n")
    for unread in workspace.unread:
        sys.stderr.write(f"dovetail: {unread} is not read: it is longer than a megabyte, or no text in UTF-8.\n")
    return root, Checked.model_validate_json(made), workspace.text


def find_sprint(snapshot: Snapshot, root: Path, wanted: str | None) -> Sprint:
    """The sprint by its file, name or slug; the only one where none is named."""
    if not snapshot.sprints:
        raise UsageError(f"There is no *.sprint.yaml in {root}; `dovetail init` writes one.")
    if wanted is None:
        if len(snapshot.sprints) == 1:
            return snapshot.sprints[0]
        raise UsageError(f"Say which sprint: {', '.join(s.path for s in snapshot.sprints)}.")
    candidate = Path(wanted)
    if candidate.exists() and candidate.resolve().is_relative_to(root):
        wanted = candidate.resolve().relative_to(root).as_posix()
    found = snapshot.sprint(wanted) or next((s for s in snapshot.sprints if _stem(s) == wanted), None)
    if found is None:
        known = [x for s in snapshot.sprints for x in (s.path, s.slug, _stem(s))]
        near = nearest(wanted, known)
        hint = f"did you mean '{near}'?" if near else f"there are: {', '.join(s.path for s in snapshot.sprints)}."
        raise UsageError(f"There is no sprint '{wanted}'; {hint}")
    return found


def _stem(sprint: Sprint) -> str:
    """The file's name without its endings: `login` for `plans/login.sprint.yaml`."""
    return sprint.path.rpartition("/")[2].removesuffix(".sprint.yaml")
