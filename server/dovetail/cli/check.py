"""`dovetail check`: all findings of a workspace, or of a branch."""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dovetail.core.contracts import SUFFIX
from dovetail.core.errors import UsageError
from dovetail.core.findings import Finding
from dovetail.core.reports import CheckReport, check_report
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text

from .workspaces import Checked, check_workspace, read_workspace, root_of

_NO_CONTRACT = (
    "There is no contract (*.contract.ts) yet, so no code is held to one; `dovetail init` writes a first one."
)
_NONE_READ = "No contract could be read, so no code is held to one."
_NOT_BOUND = (
    "No code is bound to a contract yet, so none is held to one; "
    "`dovetail bind` proposes the tags (`@contract NAME`) that bind it."
)


class Format(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Show only findings below these.", show_default=False)
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.text,
    branch: Annotated[
        str | None, typer.Option(help="Check the tree of this commit instead of the files on disk.")
    ] = None,
    changed_since: Annotated[
        str | None, typer.Option(help="Show only findings in files changed since this commit.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Show also what changed in the contracts since this commit, and whom it breaks.")
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Mend errors and warnings that have one fix, say what was mended and what is left."),
    ] = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff", help="Print what --fix would change as a patch, and change nothing. Exit code 1 where it would."
        ),
    ] = False,
) -> None:
    """Check contracts, conventions, sprints and the code that is bound to them. Exit code 1 where there is an error."""
    started = time.perf_counter()
    for path in paths or []:
        if not path.exists():
            raise UsageError(f"There is no file or folder '{path}'.")
    if (fix or diff) and (branch is not None or since is not None):
        raise UsageError("`--fix` and `--diff` mend the files on disk; leave out `--branch` and `--since`.")
    shown = [p.resolve() for p in paths or []]
    path = shown[0] if shown else Path.cwd()
    if fix or diff:
        root, snapshot = read_workspace(path)
        checked, text = _mended(root, snapshot, _is_shown(root, shown, changed_since, branch), diff, format)
    elif branch is None and since is None:
        root, checked, text = check_workspace(path, _checked)
    else:
        root, snapshot = _read(path, branch)
        if since is not None:
            snapshot = _compared_with(root, since, snapshot)
        from dovetail.workspace.sharing import check_shared

        checked, text = _checked(snapshot, check_shared(snapshot)), snapshot.text
    is_shown = _is_shown(root, shown, changed_since, branch)
    findings = tuple(f for f in checked.report.findings if is_shown(f.path))
    report = checked.report.of_findings(findings, time.perf_counter() - started)
    typer.echo(_rendered(report, checked.contracts, text, format), nl=False)
    raise typer.Exit(1 if report.summary.error else 0)


def _is_shown(root: Path, shown: list[Path], changed_since: str | None, branch: str | None) -> Callable[[str], bool]:
    """Whether findings of a file, by its path below the root, are asked for."""
    below = [p.relative_to(root).as_posix() for p in shown if p != root and p.is_relative_to(root)]
    changed = _changed(root, changed_since, branch) if changed_since is not None else None
    return lambda path: (
        (not below or any(path == b or path.startswith(b + "/") for b in below))
        and (changed is None or path in changed)
    )


def _mended(
    root: Path, snapshot: Snapshot, is_shown: Callable[[str], bool], diff: bool, format: Format
) -> tuple[Checked, Callable[[str], Text | None]]:
    """What is left once all that can be mended by itself is; says what was. With `diff` that is a patch, and all."""
    from . import fixing

    tree = fixing.mended(root, snapshot, is_shown, write=not diff)
    if diff:
        typer.echo(fixing.patch(tree), nl=False)
        raise typer.Exit(1 if tree.texts else 0)
    typer.echo(fixing.told(tree), nl=False, err=format is not Format.text)  # what programs read is the report alone
    return _checked(tree.snapshot, tree.findings), tree.snapshot.text


def _checked(snapshot: Snapshot, findings: tuple[Finding, ...]) -> Checked:
    from dovetail.features.fixes import with_fixes

    return Checked(
        report=check_report(with_fixes(snapshot, findings), snapshot, 0),
        contracts=_said_of_contracts(snapshot, findings),
    )


def _said_of_contracts(snapshot: Snapshot, findings: tuple[Finding, ...]) -> str:
    """How clear the contracts are, and whether any code is held to them; or that there are none."""
    from dovetail.features.clarity import described, overall
    from dovetail.features.implementing import is_held

    clarity = overall(snapshot, findings)
    if clarity is None:
        return (
            _NONE_READ
            if any(p.endswith(SUFFIX) and p not in snapshot.sources for p in snapshot.paths)
            else _NO_CONTRACT
        )
    return described(clarity) if is_held(snapshot) else f"{described(clarity)}\n{_NOT_BOUND}"


def _read(path: Path, branch: str | None) -> tuple[Path, Snapshot]:
    if branch is None:
        return read_workspace(path)
    from dovetail.integration.checking import snapshot_of_tree

    root = root_of(path)
    return root, snapshot_of_tree(root, branch)


def _compared_with(root: Path, since: str, snapshot: Snapshot) -> Snapshot:
    from dovetail.git.run import find_repository
    from dovetail.integration.checking import snapshot_of_tree

    commit = find_repository(root).commit(since)
    return replace(snapshot, base=snapshot_of_tree(root, commit, previous=snapshot))


def _changed(root: Path, since: str, branch: str | None) -> frozenset[str]:
    from dovetail.integration.checking import changed_since

    return changed_since(root, since, branch)


def _rendered(report: CheckReport, contracts: str, text: Callable[[str], Text | None], format: Format) -> str:
    if format is Format.json:
        return report.model_dump_json(by_alias=True, exclude_none=True, indent=2) + "\n"
    from . import output  # its colours take a while to import

    match format:
        case Format.sarif:
            return output.sarif(report)
        case Format.github:
            return output.github(report)
        case Format.text:
            return output.text(report, text, contracts)
