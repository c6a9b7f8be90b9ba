"""Two branches ask for other versions of the same dependency."""

from collections.abc import Iterator

from dovetail.core.snapshot import Branch, Snapshot

from . import rule
from .checks.manifests import Wanted, major, wanted
from .faults import Fault


@rule("integration", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """An error in one manifest; in two of them, a warning where the versions cannot be the same."""
    if snapshot.branch is None:
        return
    own = list(_changed(snapshot.branch))
    for other in snapshot.others:
        theirs = list(_changed(other)) if own else []
        for path, mine in own:
            for there, yours in theirs:
                if (mine.ecosystem, mine.name) != (yours.ecosystem, yours.name) or mine.version == yours.version:
                    continue
                if path == there:
                    yield _fault(path, mine, yours, there, other)
                elif major(mine.version) and major(yours.version) and major(mine.version) != major(yours.version):
                    yield _fault(path, mine, yours, there, other, apart=True)


def _changed(branch: Branch) -> Iterator[tuple[str, Wanted]]:
    """What a branch asks for that was not asked for before, or in another version."""
    for change in branch.changed:
        if change.after is None:
            continue
        before = wanted(change.before) if change.before is not None else {}
        for key, now in wanted(change.after).items():
            if key not in before or before[key].version != now.version:
                yield change.path, now


def _fault(path: str, mine: Wanted, yours: Wanted, there: str, other: Branch, apart: bool = False) -> Fault:
    where = f"{there} in the branch of `{other.package}`" if apart else f"the branch of `{other.package}`"
    says = (
        f"`{mine.name}` is wanted as `{mine.version}` here and as `{yours.version}` in {where}; agree on one version."
    )
    return Fault(path, mine.range, says, severity="warning" if apart else None)
