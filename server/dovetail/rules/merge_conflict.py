"""Two packages changed the same lines; an error where nothing but a decision can merge them."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.snapshot import Conflict, Hunk, Snapshot, whole_line
from dovetail.core.text import Range

from . import rule
from .faults import Fault

RESOLVED = {
    "structured": "both can stay, and the integration keeps both",
    "union": "the integration keeps both if the tests still pass",
    "remembered": "it is resolved as it was before",
}
REASONS = {
    "content": "change the same lines of",
    "add/add": "each add their own",
    "modify/delete": "change and delete",
    "rename": "rename differently",
    "binary": "change the binary file",
    "other": "do not merge in",
}


@rule("integration", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for conflict in snapshot.conflicts:
        message = f"{_who(conflict.ours)} and {_who(conflict.theirs)} {REASONS[conflict.reason]} `{conflict.path}`"
        for hunk in conflict.hunks:
            yield Fault(
                conflict.path,
                _lines(conflict.path, hunk, snapshot),
                f"{message}: {_sides(hunk)}{'; ' + RESOLVED[hunk.resolved] if hunk.resolved else ''}.",
                _packages(conflict, snapshot),
                severity="info" if hunk.resolved else None,
            )
        if not conflict.hunks:
            yield Fault(
                conflict.path, Range(0, 0), f"{message}; decide which of the two stands.", _packages(conflict, snapshot)
            )


def _who(side: str) -> str:
    return "The base" if side == "base" else f"`{side}`"


def _lines(path: str, hunk: Hunk, snapshot: Snapshot) -> Range:
    """The lines that conflict, in the file as our side has it."""
    text = snapshot.text(path)
    if text is None:
        return Range(0, 0)
    first, end = hunk.ours_lines
    last = max(first, end - 1)
    return Range(whole_line(text, first).start, whole_line(text, last).end)


def _sides(hunk: Hunk) -> str:
    return f"{_shown(hunk.ours)} here, {_shown(hunk.theirs)} there"


def _shown(side: str) -> str:
    """The first line of a side that says something."""
    lines = [line.strip() for line in side.splitlines() if line.strip()]
    if not lines:
        return "nothing"
    first = lines[0] if len(lines[0]) <= 60 else lines[0][:59] + "…"
    return f"`{first}`" + (
        f" and {len(lines) - 1} more lines" if len(lines) > 2 else " and 1 more line" if len(lines) == 2 else ""
    )


def _packages(conflict: Conflict, snapshot: Snapshot) -> tuple[Place, ...]:
    """Where the sprint names the packages."""
    return tuple(
        Place(sprint.path, sprint.place(side), f"`{side}`, whose branch changes these lines")
        for sprint in snapshot.sprints
        for side in (conflict.ours, conflict.theirs)
        if sprint.package(side) is not None
    )
