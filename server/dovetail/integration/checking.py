"""Check a tree of the repository: a branch, a merge, the commit that would land."""

from collections.abc import Mapping
from pathlib import Path

from dovetail.core.errors import UsageError
from dovetail.core.settings import SETTINGS_PATH, Settings, read_settings
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.tree import is_plan, is_read, snapshot_from_texts
from dovetail.git.run import Git, find_repository
from dovetail.git.trees import entries, read_blobs
from dovetail.workspace.reading import read_tree

LARGEST = 1_000_000  # bytes; a longer file is generated, and nobody's contract


def snapshot_of_tree(
    root: Path, treeish: str, *, instead: Mapping[str, str] | None = None, previous: Snapshot | None = None
) -> Snapshot:
    """The snapshot of a commit or tree. `instead` are texts that count in place of the tree's own (the sprint's contracts)."""
    git = find_repository(root)
    if git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{treeish}^{{tree}}").code != 0:
        raise UsageError(f"There is no commit or branch '{treeish}' in this repository.")
    held = entries(git, treeish)
    settings = _settings(root)
    replaced = instead or {}
    plans = {p: e.oid for p, e in held.items() if is_plan(p) and e.is_file}
    plan_texts = _texts(git, plans) | {p: t for p, t in replaced.items() if is_plan(p)}
    sprints = snapshot_from_texts(plan_texts, previous=previous).sprints
    wanted = {
        p: e.oid
        for p, e in held.items()
        if e.is_file and p not in plan_texts and p not in replaced and is_read(p, sprints, settings)
    }
    texts = {p: Text(t) for p, t in {**_texts(git, wanted), **plan_texts, **replaced}.items()}
    if previous is None:
        code = {p: text for p, text in texts.items() if p not in plan_texts}
        previous = Snapshot(sources=read_tree(git.directory, code))
    return snapshot_from_texts(texts, paths=held, settings=settings, previous=previous)


def changed_since(root: Path, since: str, branch: str | None) -> frozenset[str]:
    """The paths that differ between a commit and a branch, or the files on disk with what git does not track yet."""
    git = find_repository(root)
    if branch is not None:
        return frozenset(git.run("diff", "--name-only", "-z", since, branch).split("\0")) - {""}
    tracked = git.run("diff", "--name-only", "-z", git.commit(since)).split("\0")
    untracked = git.run("ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return frozenset([*tracked, *untracked]) - {""}


def _texts(git: Git, oids: Mapping[str, str]) -> dict[str, str]:
    blobs = read_blobs(git, oids.values())
    texts: dict[str, str] = {}
    for path, oid in oids.items():
        blob = blobs.get(oid, b"")
        if len(blob) <= LARGEST and b"\0" not in blob:
            texts[path] = blob.decode("utf-8", "replace")
    return texts


def _settings(root: Path) -> Settings:
    path = root / SETTINGS_PATH
    return read_settings(path.read_text("utf-8")) if path.is_file() else Settings()
