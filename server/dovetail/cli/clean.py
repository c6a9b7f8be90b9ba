"""`dovetail clean`: remove finished worktrees and what checks have kept. Nothing unmerged or uncommitted is lost."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dovetail.core.errors import EngineError, UsageError
from dovetail.git.run import find_repository
from dovetail.git.worktrees import Worktree, list_worktrees, prune_worktrees, remove_worktree
from dovetail.sprint import client
from dovetail.sprint.paths import engine_paths
from dovetail.workspace.cache import cache_file

from .workspaces import root_of


def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what would be removed.")] = False,
) -> None:
    """Remove worktrees of packages and what checks have kept. Branches stay; uncommitted work is saved under refs/dovetail/rescue/."""
    root = root_of(Path.cwd())
    kept = cache_file(root)
    _refuse_while_running(root)
    git = find_repository(root)
    ours = engine_paths(root).worktrees
    found = [w for w in list_worktrees(git) if w.path.is_relative_to(ours)]
    console = Console(highlight=False, soft_wrap=True)
    if not found:
        console.print("There are no worktrees to clean.")
    for worktree in found:
        console.print(f"{_name(worktree):<40} {_megabytes(worktree.path):8.1f} MB  {worktree.path}")
    if kept.exists():
        console.print(f"{'what checks have kept':<40} {kept.stat().st_size / 1e6:8.1f} MB  {kept}")
    if dry_run:
        return
    if not found or yes or typer.confirm(_question(len(found))):
        kept.unlink(missing_ok=True)
        for worktree in found:
            removed = remove_worktree(git, worktree.path, merged_into="HEAD")
            saved = f"; unmerged or uncommitted work is kept as {removed.rescue}" if removed.rescue else ""
            console.print(f"removed  {_name(worktree)}{saved}")
        prune_worktrees(git)


def _question(worktrees: int) -> str:
    return f"Remove {worktrees} worktrees? Branches stay, uncommitted work is saved first."


def _refuse_while_running(root: Path) -> None:
    try:
        running = client.call(root, "ping", start=False)["running"]
    except EngineError:
        return  # no engine runs, so nobody works in a worktree
    if running:
        raise UsageError("Packages are at work in these worktrees: wait, or stop them with `dovetail sprint stop`.")


def _name(worktree: Worktree) -> str:
    return (worktree.branch or worktree.path.name).removeprefix("refs/heads/")


def _megabytes(folder: Path) -> float:
    return sum(f.lstat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink()) / 1e6
