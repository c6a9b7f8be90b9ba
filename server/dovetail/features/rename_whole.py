"""A rename with all that the check then says of it: what a rule still reads under the old name gets the new one, too.

A rename knows places by what readers say of them. A rule may know more: so the rules are asked of the tree as it would be, and a name
that only now is wrong, and is the old one, was meant as well. What stays wrong is said.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Finding, edited
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.words import CASINGS, Casing, in_casing, key
from dovetail.rules.asking.checking import asked, spoken
from dovetail.rules.asking.incremental import Concern
from dovetail.rules.bound.inline import unfolded
from dovetail.rules.registry import Check, Rule, found_by

from . import live as engine
from .kept_names import is_shorthand
from .rename import Refusal, rename
from .subjects import subject_at
from .tree import snapshot_after

_ROUNDS = 4
_LOUD = ("error", "warning")
# Of what rules may say something else in another tree than in the one that is renamed in; None where nobody knows.
Concerned = Callable[[Snapshot], Concern | None]


@dataclass(frozen=True, slots=True)
class Renamed:
    """The edits of a rename, and what is found in the tree after them that was not found before."""

    edits: tuple[Edit, ...]
    left: tuple[Finding, ...] = ()


def renamed(
    snapshot: Snapshot,
    path: str,
    offset: int,
    new: str,
    live: engine.Live = engine.NOTHING,
    concerned: Concerned = lambda after: None,
) -> Renamed | Refusal:
    """The edits that give what stands at an offset another name, with those for what only the check knows; or why that is unsafe.

    Who has checked the tree (`Checker.concerned`) knows of what rules need not be asked.
    """
    edits = rename(snapshot, path, offset, new, live)
    if isinstance(edits, Refusal) or not edits:
        return edits if isinstance(edits, Refusal) else Renamed(())
    own = next((e for e in edits if e.path == path and offset in e.range), None)
    text = snapshot.text(path)
    if own is None or text is None:
        return Renamed(edits)
    found = subject_at(snapshot, path, offset)
    contract = getattr(found[0], "contract", None) if found is not None else None
    keeping = snapshot.pairings_by_contract.get(contract.name, ()) if isinstance(contract, Contract) else ()
    named = text[own.range], own.new_text.partition(":")[0]
    return _Completing(snapshot, *named, {p.path for p in keeping}, concerned).completed(edits)


class _Completing:
    """Goes from edits to what is found after them, and on to more edits, until nothing more can be done."""

    def __init__(self, snapshot: Snapshot, old: str, new: str, keeping: Collection[str], concerned: Concerned) -> None:
        self.snapshot, self.old, self.new = snapshot, old, new
        self._concerned = concerned
        self._before: dict[Concern | None, Counter[tuple[str, str, str]]] = {}
        self._spelled = {old, *(in_casing(old, c) for c in CASINGS)}
        either = {*self._spelled, new, *(in_casing(new, c) for c in CASINGS)}
        self._either = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(either)))})(?!\w)")
        said = (s.path for s in snapshot.implementations if any(w in s.text.source for w in self._spelled))
        self._paths = sorted({*said, *keeping})  # what keeps a contract may have the name without saying it

    def completed(self, edits: tuple[Edit, ...]) -> Renamed:
        after, left = self._after(edits)
        for _ in range(_ROUNDS):
            more = tuple(self._more(after, left, edits)) if after is not None and left else ()
            if not more:
                break
            again = _in_order((*edits, *more))
            then, still = self._after(again)
            if then is None or len(still) >= len(left) or _broken(then, self.snapshot):
                break
            edits, after, left = again, then, still
        return Renamed(edits, left)

    def _found_before(self, concern: Concern | None) -> Counter[tuple[str, str, str]]:
        """What is found as the tree is; most renames leave nothing, and nobody asks."""
        if concern not in self._before:
            self._before[concern] = Counter(map(self._identity, self._found(self.snapshot, concern)))
        return Counter(self._before[concern])

    def _after(self, edits: tuple[Edit, ...]) -> tuple[Snapshot | None, tuple[Finding, ...]]:
        """The tree after some edits, and what is found only then."""
        texts: dict[str, Text] = {}
        for path in {e.path for e in edits}:
            text = self.snapshot.text(path)
            if text is not None:
                texts[path] = edited(text, [e for e in edits if e.path == path])
        after = snapshot_after(self.snapshot.itself, texts)
        concern = self._concerned(after) if after is not None else None
        found = tuple(self._found(after, concern)) if after is not None else ()
        known = self._found_before(concern) if found else Counter[tuple[str, str, str]]()
        new: list[Finding] = []
        for finding in found:
            if known[self._identity(finding)] > 0:
                known[self._identity(finding)] -= 1
            else:
                new.append(finding)
        return after, tuple(new)

    def _found(self, snapshot: Snapshot, concern: Concern | None) -> Iterator[Finding]:
        """What the rules of conformance say of the files that have the name, and of the tree as a whole, as far as it concerns them."""
        paths = [p for p in self._paths if concern is None or p in concern.files]
        found: dict[object, Finding] = {}
        for asking in asked(snapshot):
            rule, visits, _ = asking
            is_left_out = visits is Snapshot and concern is not None and rule.id not in concern.rules
            if rule.family == "conformance" and not is_left_out:
                said = (f for f in _said(snapshot, asking, paths) if f.severity in _LOUD)
                found |= {(f.path, f.range, f.rule, f.message): f for f in said}
        return iter(found.values())

    def _more(self, after: Snapshot, left: Iterable[Finding], edits: tuple[Edit, ...]) -> Iterator[Edit]:
        """Edits of the text as it was, for names in the text after the edits that the rules find wrong."""
        taken = {(e.path, e.range) for e in edits}
        for finding in left:
            for edit in self._mended(after, finding):
                at = _before_edits(edit, edits)
                text = self.snapshot.text(edit.path)
                if at is None or text is None or (edit.path, at) in taken:
                    continue
                if key(text[at]) == key(self.old):
                    taken.add((edit.path, at))
                    yield Edit(edit.path, at, edit.new_text)

    def _mended(self, after: Snapshot, finding: Finding) -> tuple[Edit, ...]:
        """The edits that give the name at a finding's place the new one: as a fix of the rule says, else in the casing that it has."""
        text = after.text(finding.path)
        if text is None:
            return ()
        for fix in finding.fixes:
            own = [e for e in fix.edits if (t := after.text(e.path)) is not None and self._is_old(t[e.range])]
            if (
                own
                and len(own) == len(fix.edits)
                and all(key(e.new_text.partition(":")[0]) == key(self.new) for e in own)
            ):
                return tuple(own)
        at = _bare(text, finding.range)
        there = text[at]
        if not self._is_old(there):
            return ()
        name = self.new if there == self.old else self._cased(there)
        source = after.sources.get(finding.path)
        if (
            source is not None
            and source.shapes.language == "typescript"
            and at == finding.range
            and is_shorthand(text, at)
        ):
            name = f"{name}: {there}"
        return (Edit(finding.path, at, name),)

    def _identity(self, finding: Finding) -> tuple[str, str, str]:
        """What is found where, whichever of the two names its message has: it may speak of what is renamed as of anything else."""
        return finding.rule, finding.path, self._either.sub("\0", finding.message)

    def _is_old(self, there: str) -> bool:
        return there in self._spelled

    def _cased(self, there: str) -> str:
        casing: Casing | None = next((c for c in CASINGS if in_casing(self.old, c) == there), None)
        return in_casing(self.new, casing) if casing is not None else self.new


def _said(snapshot: Snapshot, asking: tuple[Rule, type, Check], paths: Iterable[str]) -> Iterator[Finding]:
    """What one check says of some files, or of all that it visits where that is in no file of code."""
    rule, visits, check = asking
    if visits is Source:
        subjects: Iterable[object] = (snapshot.sources[p] for p in paths)
    elif visits is Pairing:
        subjects = (pairing for p in paths for pairing in unfolded(p, snapshot))
    else:
        yield from spoken(snapshot, asking)
        return
    for subject in subjects:
        yield from found_by(rule, check, subject, snapshot)


def _bare(text: Text, range: Range) -> Range:
    """A name without the quotes around it."""
    quoted = text[range][:1] in ("'", '"', "`") and range.end - range.start > 1
    return Range(range.start + 1, range.end - 1) if quoted else range


def _broken(after: Snapshot, before: Snapshot) -> bool:
    """True where a file cannot be read any more that could be before."""
    held: Mapping[str, Source] = after.sources
    changed = (s for p, s in held.items() if s is not before.sources.get(p))
    return any(s.shapes.problems and not before.sources[s.path].shapes.problems for s in changed)


def _before_edits(edit: Edit, edits: tuple[Edit, ...]) -> Range | None:
    """Where a range of the text after edits was before; None where one of them made it."""
    by = 0
    for one in sorted((e for e in edits if e.path == edit.path), key=lambda e: (e.range.start, e.range.end)):
        start = one.range.start + by
        end = start + len(one.new_text)
        if edit.range.end <= start:
            break
        if edit.range.start < end:
            return None
        by += len(one.new_text) - (one.range.end - one.range.start)
    return Range(edit.range.start - by, edit.range.end - by)


def _in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple(sorted(edits, key=lambda e: (e.path, e.range)))
