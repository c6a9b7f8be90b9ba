"""What is to be launched, or one sentence on why it cannot be. Looks at the checkout and at git; starts nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from dovetail.core.errors import EngineError, GitError, UsageError
from dovetail.core.plan import Package, Sprint, read_sprint
from dovetail.core.reports import SprintStatusReport
from dovetail.core.settings import SETTINGS_PATH, Settings, read_settings
from dovetail.core.text import Text
from dovetail.features.launch import blockers, ready_packages
from dovetail.git.run import Git, find_repository
from dovetail.rules import check

from .active import ActiveSprint, base_snapshot
from .plan import Plan, contract_branch, is_plan_path, read_plan, with_contracts

_SHOWN = 3


class LaunchRequest(BaseModel):
    """The parameters of `launch`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    sprint: str
    packages: tuple[str, ...] | None = None
    root: str | None = None
    settings: dict[str, Any] | None = None
    environment: dict[str, str] = {}


@dataclass(frozen=True)
class Launch:
    """What will be launched, from where. `blocked` has what was ready and cannot be, with the reason of each."""

    git: Git
    base: str
    plan: Plan
    settings: Settings
    packages: tuple[Package, ...]
    blocked: Mapping[str, str]


def plan_launch(request: LaunchRequest, root: Path) -> Launch:
    """Everything that can be known before a package is started. Blocks; raises with one sentence."""
    git = find_repository(request.root or root)
    settings = Settings.model_validate(request.settings) if request.settings is not None else _settings(git.directory)
    path = sprint_path(git, Path(request.root or root), request.sprint)
    here = _read_sprint(git.directory, path)
    base = _base(git, here)
    plan = current_plan(git, base, path)
    _refuse_uncommitted(git, plan, here, base)
    chosen = _chosen(plan.sprint, request.packages)
    snapshot = base_snapshot(git, plan, base, settings)
    blocked = blockers(snapshot, plan.sprint, check(snapshot), [p.id for p in chosen])
    launched = tuple(p for p in chosen if p.id not in blocked)
    if not launched or (request.packages is not None and blocked):
        id, reason = next(iter(blocked.items()))
        raise EngineError(f"Package {id} cannot be launched: {reason}")
    return Launch(git, base, plan, settings, launched, blocked)


def refusal_of(
    active: ActiveSprint, chosen: Iterable[Package], under_way: set[str], status: SprintStatusReport
) -> str | None:
    """Why the chosen packages cannot be started now: no key, no sandbox, nothing to come after. None where they can."""
    chosen = tuple(chosen)
    done = {p.id for p in status.packages if p.state == "done"} | {
        p.id for p in active.sprint.packages if p.status == "done"
    }
    coming = {p.id for p in chosen} | under_way
    for package in chosen:
        missing = next((a for a in package.after if a not in coming and a not in done), None)
        if missing is not None:
            return f"Package {package.id} comes after {missing}, which is not done: launch {missing} too."
        problem = active.problem(package)
        if problem is not None:
            return problem
    return None


def sprint_path(git: Git, root: Path, named: str) -> str:
    """The path of a sprint file relative to the repository's top, from a path relative to a workspace, or absolute."""
    top = git.directory.resolve()
    for place in (root, git.directory):
        file = (place / named).resolve()
        if file.is_file() and top in file.parents:
            return file.relative_to(top).as_posix()
    raise UsageError(f"There is no sprint {named} in {git.directory}.")


def current_plan(git: Git, base: str, path: str) -> Plan:
    """The plan at a base, with the contract changes that were accepted since and are not yet in it."""
    plan = read_plan(git, base, path)
    branch = f"refs/heads/{contract_branch(plan.sprint.slug)}"
    if not git.has(branch) or git.is_ancestor(branch, base):
        return plan
    return with_contracts(plan, read_plan(git, git.commit(branch), path))


def _settings(top: Path) -> Settings:
    file = top / SETTINGS_PATH
    return read_settings(file.read_text("utf-8")) if file.is_file() else Settings()


def _read_sprint(top: Path, path: str) -> Sprint:
    sprint = read_sprint(path, Text((top / path).read_text("utf-8", "replace")))
    if sprint.file is None or (sprint.problems and not sprint.packages):
        problem = sprint.problems[0]
        line = sprint.text.line_of(problem.range.start) + 1
        raise UsageError(f"{path}:{line}: {problem.message}")
    return sprint


def _base(git: Git, sprint: Sprint) -> str:
    assert sprint.file is not None, "read with success"
    try:
        return git.commit(f"refs/heads/{sprint.file.base}")
    except GitError:
        pass
    try:
        return git.commit(sprint.file.base)
    except GitError as error:
        raise UsageError(
            f"There is no branch `{sprint.file.base}` with a commit, which {sprint.path} names as its `base`: make one, or name another."
        ) from error


def _refuse_uncommitted(git: Git, plan: Plan, here: Sprint, base: str) -> None:
    """Agents get the plan of the base commit. Where the checkout's differs, they would not see what the person sees."""
    assert here.file is not None, "read with success"
    listed = (
        git.run_bytes("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        .decode("utf-8", "surrogateescape")
        .split("\0")
    )
    committed = read_plan(git, base, here.path)
    differing: list[str] = []
    for path in sorted({*(p for p in listed if p and is_plan_path(plan.sprint, p)), *committed.texts}):
        file = git.directory / path
        text = file.read_text("utf-8", "replace") if file.is_file() else None
        if text != committed.texts.get(path):
            differing.append(path)
    if differing:
        rest = f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
        verb = "differs" if len(differing) == 1 else "differ"
        raise UsageError(
            f"{', '.join(differing[:_SHOWN])}{rest} {verb} from what is committed on {here.file.base}: commit there first, "
            "so that every agent reads what you see."
        )


def _chosen(sprint: Sprint, asked: tuple[str, ...] | None) -> tuple[Package, ...]:
    if asked is None:
        ready = ready_packages(sprint)
        if not ready:
            raise UsageError(f"No package of {sprint.path} is marked `status: ready`, so there is nothing to launch.")
        return ready
    known = {p.id: p for p in sprint.packages}
    for id in asked:
        if id not in known:
            raise UsageError(f"{sprint.path} has no package '{id}'; it has {', '.join(known) or 'none'}.")
    return tuple(known[id] for id in dict.fromkeys(asked))
