"""The sprint's plan as it stands: contracts, conventions and the sprint file, from one commit, for every check of every branch."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from dovetail.agents.policy import is_contract
from dovetail.core.errors import UsageError
from dovetail.core.plan import Sprint, read_sprint
from dovetail.core.text import Text
from dovetail.git.run import Git
from dovetail.git.trees import entries, read_blobs


@dataclass(frozen=True)
class Plan:
    """The files that people agreed on, and no agent writes. `commit` is where they were read."""

    commit: str
    sprint: Sprint
    texts: Mapping[str, str]

    def holds(self, path: str) -> bool:
        """True for a path whose text is the plan's, whatever lies in a worktree."""
        return path in self.texts or is_plan_path(self.sprint, path)

    def difference(self, later: "Plan") -> dict[str, str]:
        """What became of each file, as a unified diff."""
        changed: dict[str, str] = {}
        for path in sorted({*self.texts, *later.texts}):
            before, after = self.texts.get(path, ""), later.texts.get(path, "")
            if before != after:
                lines = difflib.unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="", n=2)
                changed[path] = "\n".join(lines)
        return changed


def is_plan_path(sprint: Sprint, path: str) -> bool:
    """True for contracts, the conventions and the sprint itself."""
    return (
        path == sprint.path
        or is_contract(sprint, path)
        or (sprint.file is not None and path == sprint.file.conventions)
    )


def read_plan(git: Git, commit: str, sprint_path: str) -> Plan:
    """The plan of a sprint at a commit; raises `UsageError` where the sprint is not in it."""
    held = {path: entry.oid for path, entry in entries(git, commit).items() if entry.is_file}
    if sprint_path not in held:
        raise UsageError(f"{sprint_path} is not committed: commit it on the sprint's base branch, then launch.")
    (source,) = read_blobs(git, [held[sprint_path]]).values()
    sprint = read_sprint(sprint_path, Text(source.decode("utf-8", "replace")))
    wanted = {path: oid for path, oid in held.items() if is_plan_path(sprint, path)}
    blobs = read_blobs(git, wanted.values())
    return Plan(commit, sprint, {path: blobs[oid].decode("utf-8", "replace") for path, oid in wanted.items()})


def with_contracts(plan: Plan, other: Plan) -> Plan:
    """A plan with the contracts of another."""
    conventions = plan.sprint.file.conventions if plan.sprint.file is not None else ""
    contracts = {p: t for p, t in other.texts.items() if p not in (plan.sprint.path, conventions)}
    return Plan(other.commit, plan.sprint, {**plan.texts, **contracts})


def contract_branch(slug: str) -> str:
    """The branch that holds accepted changes to the sprint's contracts."""
    return f"dovetail/{slug}/contract"
