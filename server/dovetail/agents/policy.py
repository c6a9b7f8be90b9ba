"""Which files an agent may write."""

from dovetail.core.contracts import SUFFIX
from dovetail.core.globs import matches_any
from dovetail.core.plan import Package, Sprint
from dovetail.core.snapshot import owned_by


def refusal(sprint: Sprint, package: Package, path: str) -> str | None:
    """Why a package may not write a path, in a sentence that says what to do instead; None where it may."""
    if path == ".git" or path.startswith((".git/", ".dovetail/")) or "/.git/" in path:
        return f"{path} is not yours to write: commits are made for you after each turn."
    if is_contract(sprint, path):
        return f"{path} is a contract, which all packages hold to: call propose_contract_change instead of editing it."
    if path == sprint.path or path.endswith(".sprint.yaml"):
        return f"{path} is the plan of the sprint, which only people change."
    if sprint.file is not None and path == sprint.file.conventions:
        return f"{path} holds the conventions, which only people change: follow them as they are."
    if matches_any(package.owns, path):
        return None
    if sprint.file is not None and matches_any(sprint.file.shared, path):
        return None
    yours = ", ".join(package.owns) or "no files"
    others = [id for id in owned_by(sprint, path) if id != package.id]
    if others:
        return f"{path} belongs to package {others[0]}, whose agent is writing it now; {package.id} owns {yours}."
    return f"{path} is outside your package: {package.id} owns {yours}. Put what you need inside it."


def is_contract(sprint: Sprint, path: str) -> bool:
    """True for a file that holds contracts of the sprint."""
    return path.endswith(SUFFIX) or (sprint.file is not None and matches_any(sprint.file.contracts, path))
