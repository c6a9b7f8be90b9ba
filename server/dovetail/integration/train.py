"""The merge train: one merge commit a package, stacked in memory. A conflict ejects a branch; it never stops the train."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from dovetail.core.snapshot import Conflict, Failure
from dovetail.git.merges import Unrelated, merge_trees
from dovetail.git.run import Git
from dovetail.git.trees import Entry, changed_since_fork, scratch, write_blob, write_commit, write_tree
from dovetail.integration.forecast import BASE, Tip, pair_conflicts
from dovetail.integration.merging import FileMerge, merge_files
from dovetail.integration.structured import Parses, Resolution

How = Literal["clean", "structured", "union", "remembered", "empty"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A package's work, ready to be merged."""

    package: str
    title: str
    commit: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """A package in the train: its merge commit, and every place at which more than lines had to be merged."""

    package: str
    commit: str
    how: How
    resolutions: tuple[Resolution, ...] = ()


@dataclass(frozen=True, slots=True)
class Ejected:
    """A package that is not in the train, why, and what shows it."""

    package: str
    reason: str
    conflicts: tuple[Conflict, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Train:
    """Packages merged one after the other on a base."""

    base: str
    merged: tuple[Merged, ...] = ()
    ejected: tuple[Ejected, ...] = ()

    @property
    def head(self) -> str:
        """The commit that would land."""
        return self.prefix(len(self.merged))

    def prefix(self, length: int) -> str:
        """The commit of the first packages of the train; of none, the base."""
        return self.merged[length - 1].commit if length else self.base


def stack(git: Git, base: str, branches: Sequence[Branch], parses: Parses, *, without: Collection[str] = ()) -> Train:
    """Merge the branches in their order. The same input gives the same commits, so it may be repeated after a crash.

    `without` are packages that were ejected before; what comes after one of them is ejected too.
    """
    train = Train(git.commit(base))
    holders: dict[str, Tip] = {}
    gone = set(without)
    for branch in branches:
        lost = next((package for package in branch.after if package in gone), None)
        if lost is not None:
            result: Merged | Ejected = Ejected(branch.package, f"It comes after {lost}, which was ejected.")
        else:
            result = _merge(git, train.head, branch, holders, parses)
        if isinstance(result, Ejected):
            gone.add(branch.package)
            train = Train(train.base, train.merged, (*train.ejected, result))
            continue
        train = Train(train.base, (*train.merged, result), train.ejected)
        for change in changed_since_fork(git, train.base, branch.commit):
            holders[change.path] = Tip(branch.package, branch.commit)
    return train


def _merge(git: Git, head: str, branch: Branch, holders: dict[str, Tip], parses: Parses) -> Merged | Ejected:
    if git.is_ancestor(branch.commit, head):
        return Merged(branch.package, head, "empty")
    try:
        merge = merge_trees(git, head, branch.commit)
    except Unrelated:
        return Ejected(
            branch.package, "Its branch has no history in common with the base: start the package again from the base."
        )
    files = merge_files(merge.conflicts, parses)
    open_files = [file for file in files if not file.is_resolved]
    if open_files:
        return _eject(git, branch, open_files, holders, parses)
    updates = {
        file.file.path: Entry(file.mode, write_blob(git, file.content)) for file in files if file.content is not None
    }
    tree = write_tree(git, merge.tree, updates) if updates else merge.tree
    resolutions = tuple(r for file in files for r in file.resolutions if r.how != "clean")
    message = _message(branch, resolutions)
    commit = write_commit(git, tree, [head, branch.commit], message, date=_date(git, head, branch.commit))
    return Merged(branch.package, commit, _how(resolutions), resolutions)


def _eject(git: Git, branch: Branch, files: Sequence[FileMerge], holders: dict[str, Tip], parses: Parses) -> Ejected:
    """The branch with its conflicts, each against the package that it met, in that package's own text."""
    conflicts: list[Conflict] = []
    with scratch(git) as simulated:
        for file in files:
            path = file.file.path
            holder = holders.get(path)
            pairwise = pair_conflicts(simulated, holder, Tip(branch.package, branch.commit), parses) if holder else ()
            own = [conflict for conflict in pairwise if conflict.path == path]
            conflicts += own or [file.conflict(holder.package if holder else BASE, branch.package)]
    first = files[0]
    met = conflicts[0].ours
    rest = f" (and {len(files) - 1} more files)" if len(files) > 1 else ""
    reason = f"It conflicts with {met if met != BASE else 'the base'} in {first.file.path}{rest}: {first.why}."
    return Ejected(branch.package, reason, tuple(conflicts))


def _how(resolutions: Sequence[Resolution]) -> How:
    """The least certain way in which any place was resolved."""
    used = {r.how for r in resolutions}
    if "union" in used:
        return "union"
    if "remembered" in used:
        return "remembered"
    return "structured" if used else "clean"


def _message(branch: Branch, resolutions: Sequence[Resolution]) -> str:
    subject = f"Merge package {branch.package}" + (f": {branch.title}" if branch.title else "")
    if not resolutions:
        return subject
    places = [f"- {r.path}, line {r.lines[0] + 1}: {_WAYS[r.how]}" for r in resolutions]
    return "\n".join([subject, "", "Both sides changed the same lines:", *places])


_WAYS = {
    "structured": "both sides' items, merged by name",
    "union": "both sides' lines, one after the other",
    "remembered": "as it was resolved before",
    "clean": "merged by line",
    "unresolved": "not resolved",
}


def _date(git: Git, *commits: str) -> str:
    """The date of the latest of some commits: a merge is as old as what it merges, so repeating it changes nothing."""
    dates = git.run("log", "--no-walk", "--format=%ct %ci", *commits).splitlines()
    seconds, _, written = max(dates, key=lambda line: int(line.split(" ", 1)[0])).partition(" ")
    return f"{seconds} {written.rpartition(' ')[2]}"
