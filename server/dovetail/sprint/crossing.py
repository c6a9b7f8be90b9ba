"""What the branches of a sprint do to one another without a conflict: each tree judged beside the others it will be merged with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from dovetail.core.contracts import SUFFIX
from dovetail.core.plan import Package
from dovetail.core.reports import FindingReport, finding_report
from dovetail.core.shapes import NOTHING
from dovetail.core.snapshot import Branch, FileChange, Snapshot, Source
from dovetail.core.text import Text
from dovetail.git.run import Git
from dovetail.git.trees import Change, Entry, changes, read_blobs
from dovetail.integration.checking import LARGEST
from dovetail.integration.forecast import Tip
from dovetail.languages import read
from dovetail.rules import check, rules

from .active import ActiveSprint

CROSSING = frozenset(
    {
        "broken-reference-across-branches", "migration-order", "dependency-version-clash", "out-of-scope-change",
        "stale-branch",
    }
)  # fmt: skip


def crossing_findings(active: ActiveSprint, git: Git, base: str, tips: Sequence[Tip]) -> tuple[FindingReport, ...]:
    """The findings of every branch beside the others. Blocks."""
    forks = {tip.package: _fork(git, base, tip.commit) for tip in tips}
    branches = [_branch(active, git, base, tip, forks[tip.package], tips) for tip in tips]
    found: list[FindingReport] = []
    for own in branches:
        seen = _tree(active.base, own, [b for b in branches if b is not own])
        name = active.sprint.branch(own.package)
        found += [finding_report(f.of_branch(own.package, name), seen) for f in check(seen)]
    return tuple(dict.fromkeys(found))


def _branch(active: ActiveSprint, git: Git, base: str, tip: Tip, fork: str, tips: Sequence[Tip]) -> Branch:
    """What a package's branch has made itself, and what it has missed."""
    package = active.sprint.package(tip.package)
    changed = {c.path: (c.before, c.after) for c in _changes(git, fork, tip.commit)}
    for other in tips if package is not None else ():
        if package is not None and other.package in package.after:  # it started from that branch
            since = {c.path for c in _changes(git, _fork(git, other.commit, tip.commit), tip.commit)}
            changed = {path: pair for path, pair in changed.items() if path in since}
    own = _read(git, changed)
    planned = active.plan.texts  # what people agreed on comes into branches as it changes
    mine = tuple(c for c in own if c.after is None or planned.get(c.path) != c.after.text.source)
    return Branch(tip.package, mine, _missed(active, git, base, tip, fork, package))


def _missed(
    active: ActiveSprint, git: Git, base: str, tip: Tip, fork: str, package: Package | None
) -> tuple[FileChange, ...]:
    """The contracts that are no longer what the branch has, and all that the base has changed."""
    theirs = {c.path: (c.before, c.after) for c in _changes(git, fork, base)}
    agreed = active.plan.commit  # with the changes that were accepted
    if package is not None and (since := _fork(git, agreed, tip.commit)) != agreed:
        later = _changes(git, since, agreed)
        theirs |= {c.path: (c.before, c.after) for c in later if c.path.endswith(SUFFIX)}
    if not theirs:
        return ()
    same = {c.path for c in _changes(git, base, tip.commit)}
    return _read(git, {path: pair for path, pair in theirs.items() if path in same or path.endswith(SUFFIX)})


def _tree(base: Snapshot, own: Branch, others: Sequence[Branch]) -> Snapshot:
    """The base with what a branch has changed, under settings that judge branches only."""
    sources, texts, paths = dict(base.sources), dict(base.texts), set(base.paths)
    for change in own.changed:
        sources.pop(change.path, None)
        texts.pop(change.path, None)
        if change.after is None:
            paths.discard(change.path)
            continue
        paths.add(change.path)
        if change.after.shapes is NOTHING:
            texts[change.path] = change.after.text
        else:
            sources[change.path] = change.after
    off = {rule.id: "off" for rule in rules() if rule.id not in CROSSING}
    return replace(
        base,
        sources=MappingProxyType(sources),
        texts=MappingProxyType(texts),
        paths=frozenset(paths),
        settings=base.settings.model_copy(update={"severities": {**base.settings.severities, **off}}),
        branch=own,
        others=tuple(others),
    )


# Commits do not change, and most branches are as they were at the last forecast.
@lru_cache(maxsize=4096)
def _fork(git: Git, base: str, tip: str) -> str:
    found = git.attempt("merge-base", base, tip)
    return found.text if found.code == 0 else base


@lru_cache(maxsize=1024)
def _changes(git: Git, before: str, after: str) -> tuple[Change, ...]:
    return changes(git, before, after)


def _read(git: Git, changed: Mapping[str, tuple[Entry | None, Entry | None]]) -> tuple[FileChange, ...]:
    """The changed files as they were and as they are; what is no text counts as one that says nothing."""
    blobs = read_blobs(git, _oids(changed.values()))
    return tuple(
        FileChange(path, *(_source(path, blobs.get(e.oid, b"")) if e is not None else None for e in pair))
        for path, pair in sorted(changed.items())
    )


def _oids(pairs: Iterable[tuple[Entry | None, Entry | None]]) -> list[str]:
    return [entry.oid for pair in pairs for entry in pair if entry is not None and entry.is_file]


@lru_cache(maxsize=512)
def _source(path: str, content: bytes) -> Source:
    text = Text("" if b"\0" in content or len(content) > LARGEST else content.decode("utf-8", "replace"))
    return read(path, text) or Source(path, text, NOTHING)
