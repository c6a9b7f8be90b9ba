"""Two packages have the same id, so their branches and worktrees would be one."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("plan", "error")
def check(sprint: Sprint, _: Snapshot) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, id in sprint.raw_packages():
        if id in first:
            other = Place(sprint.path, sprint.document.place(("packages", first[id], "id")), f"`{id}` is already here")
            yield Fault(
                sprint.path,
                sprint.document.place(("packages", index, "id")),
                f"Another package is already called `{id}`; an id names one branch and one worktree.",
                (other,),
            )
        else:
            first[id] = index
