"""A whole tree mended by the fixes that are the only ones of their findings, as the editor does when a file is saved.

It is done in rounds: a fix that touches another one, or that another makes possible, comes with the next. A fix that would make some
rule speak more often than before is left to people, so no round leaves a tree that is worse.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit, Finding, Fix, edited
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.rules.asking.incremental import Checker

from .fix_all import LOUD, apart, sure_fix
from .tree import snapshot_after

_ROUNDS = 10  # more than fixes that wait for each other need

Mend = tuple[Finding, Fix]


@dataclass(frozen=True, slots=True)
class Step:
    """A finding that was mended, by what, and the text that it was found in then."""

    finding: Finding
    fix: Fix
    text: Text


@dataclass(frozen=True, slots=True)
class MendedTree:
    """The tree as it is in the end, what is still found in it, and what was mended on the way."""

    snapshot: Snapshot
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    texts: Mapping[str, tuple[Text, Text]]  # each file that is another now: before, and after


def mended_tree(snapshot: Snapshot, is_meant: Callable[[str], bool]) -> MendedTree:
    """Mends errors and warnings in the files that are meant, where their only fix edits none but these."""
    checker = Checker()
    findings = checker.check(snapshot)
    now, steps, tried = snapshot, list[Step](), set[str]()
    for _ in range(_ROUNDS):
        sure = ((f, sure_fix(now, f)) for f in findings if f.id not in tried)
        own = (f for f, fix in sure if fix is not None and all(map(is_meant, {f.path, *(e.path for e in fix.edits)})))
        together = tuple(apart(now, own))
        mends, after = _harmless(checker, now, findings, together)
        if not mends:
            break
        tried.update(f.id for f, _ in together)
        steps += (Step(f, fix, text) for f, fix in mends if (text := now.text(f.path)) is not None)
        now, findings = after, checker.check(after)
    return MendedTree(now, findings, tuple(steps), dict(_changed(snapshot, now, steps)))


def _harmless(
    checker: Checker, snapshot: Snapshot, findings: Iterable[Finding], mends: Sequence[Mend]
) -> tuple[Sequence[Mend], Snapshot]:
    """Those that leave less to say, and of no rule more; and the tree behind them."""
    after = _applied(snapshot, mends)
    if not mends or (after is not None and _is_better(findings, checker.check(after))):
        return mends, after or snapshot
    if len(mends) == 1:
        return (), snapshot
    half = len(mends) // 2
    first, behind = _harmless(checker, snapshot, findings, mends[:half])
    second, _ = _harmless(checker, snapshot, findings, mends[half:])
    both = _applied(snapshot, (*first, *second))
    if second and both is not None and _is_better(findings, checker.check(both)):
        return (*first, *second), both
    return first, behind


def _applied(snapshot: Snapshot, mends: Iterable[Mend]) -> Snapshot | None:
    """The tree with some fixes; None where they change which files are read."""
    edits: dict[str, dict[Edit, None]] = {}
    for _, fix in mends:
        for edit in fix.edits:
            edits.setdefault(edit.path, {})[edit] = None
    texts: dict[str, Text] = {}
    for path, own in edits.items():
        text = snapshot.text(path)
        if text is None:
            return None
        texts[path] = edited(text, own)
    return snapshot_after(snapshot, texts)


def _is_better(before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    old, new = (Counter(f.rule for f in found if f.severity in LOUD) for found in (before, after))
    return new.total() < old.total() and new <= old


def _changed(before: Snapshot, after: Snapshot, steps: Iterable[Step]) -> Iterator[tuple[str, tuple[Text, Text]]]:
    """The files that are others, in order."""
    for path in sorted({e.path for step in steps for e in step.fix.edits}):
        old, new = before.text(path), after.text(path)
        if old is not None and new is not None and old.source != new.source:
            yield path, (old, new)
