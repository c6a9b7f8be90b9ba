"""A command of `verify` failed on the merged tree."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Failure, Snapshot, whole_line
from dovetail.core.text import Position, Range

from . import rule
from .faults import Fault


@rule("integration", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for failure in snapshot.failures:
        command = _command(failure, snapshot)
        message = f"`{failure.command}` failed: {failure.message.strip().splitlines()[0] if failure.message.strip() else 'no message'}"
        related = (command,) if command is not None else ()
        text = snapshot.text(failure.path) if failure.path is not None else None
        if failure.path is not None and (text is not None or failure.path in snapshot.paths):
            yield Fault(failure.path, _place(failure, snapshot), message, related)
        elif command is not None:
            yield Fault(command.path, command.range, message)
        else:
            path = snapshot.sprints[0].path if snapshot.sprints else failure.path or "."
            yield Fault(path, Range(0, 0), message)


def _place(failure: Failure, snapshot: Snapshot) -> Range:
    """The line that the command names, from its column on."""
    text = snapshot.text(failure.path or "")
    if text is None or failure.line is None:
        return Range(0, 0)
    line = whole_line(text, failure.line - 1)
    start = text.offset(Position(failure.line - 1, failure.column - 1)) if failure.column else line.start
    return Range(min(max(start, line.start), line.end), line.end)


def _command(failure: Failure, snapshot: Snapshot) -> Place | None:
    """Where the sprint asks for the command."""
    for sprint in snapshot.sprints:
        range = _in_sprint(sprint, failure)
        if range is not None:
            return Place(sprint.path, range, f"`{failure.command}` is asked for here")
    return None


def _in_sprint(sprint: Sprint, failure: Failure) -> Range | None:
    package = sprint.package(failure.package) if failure.package else None
    if package is not None and failure.command in package.verify:
        return sprint.item_place(package.id, "verify", failure.command)
    if sprint.file is not None and failure.command in sprint.file.verify:
        return sprint.document.place(("verify", sprint.file.verify.index(failure.command)))
    return next(
        (sprint.item_place(p.id, "verify", failure.command) for p in sprint.packages if failure.command in p.verify),
        None,
    )
