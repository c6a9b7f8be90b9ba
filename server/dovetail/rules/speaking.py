"""What rules have said, file by file and in order, from one snapshot to the next: what did not change costs nothing.

A finding keeps the ranges with which it was made, and beside it stands how far each contract that it speaks of has moved
since (`Answer.spans`). So an edit touches what is said of the declaration that it is in; what is behind only moves, as a number.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot

from .moving import Move, moved, shifted
from .registry import STALE, find_rule, found_by, severity_of
from .silences import Silences, silences_of
from .unfinished import ABSENCE, Unfinished
from .watching import Key


@dataclass(slots=True)
class Span:
    """From where to where findings speak of a contract's text, and by how much that text has moved since."""

    low: int
    high: int
    by: int = 0


@dataclass(slots=True, eq=False)
class Said:
    """A finding that is shown, or would be if nothing silenced it. It stays the same value while it only moves.

    `kept` is for whoever shows it, to keep what he has made of it.
    """

    finding: Finding
    answer: "Answer"
    kept: object = None

    @property
    def path(self) -> str:
        return self.finding.path

    @property
    def start(self) -> int:
        """Where it begins now."""
        span = self.answer.spans.get(self.finding.path)
        return self.finding.range.start + span.by if span is not None else self.finding.range.start

    @property
    def now(self) -> Finding:
        """The finding with its places in the current snapshot."""
        by = {path: span.by for path, span in self.answer.spans.items() if span.by}
        return shifted(self.finding, by) if by else self.finding

    def order(self) -> tuple[int, int, str, str]:
        """Its place among what is said of the same file."""
        finding, start = self.finding, self.start
        return (start, start + finding.range.end - finding.range.start, finding.rule, finding.message)


@dataclass(slots=True, eq=False)
class Answer:
    """What rules say of a subject, and the keys of what they looked at.

    `lines` changes with the lines that what is said speaks of, while its columns stay: only so far does it move.
    """

    keys: frozenset[Key]
    lines: int = 0
    said: tuple[Said, ...] = ()
    spans: dict[str, Span] = field(default_factory=dict[str, Span])
    paths: frozenset[str] = frozenset()

    def say(self, findings: Iterable[Finding]) -> None:
        self.said = tuple(Said(f, self) for f in findings)
        places = [place for s in self.said for place in _places(s.finding)]
        self.paths = frozenset(path for path, _, _ in places)
        self.spans = {}
        for path, start, end in places:
            if path.endswith(SUFFIX):
                span = self.spans.setdefault(path, Span(start, end))
                span.low, span.high = min(span.low, start), max(span.high, end)

    def move(self, moves: Mapping[str, Move]) -> bool:
        """Follows texts that have changed; False where a finding speaks of what is gone."""
        for path, move in moves.items():
            span = self.spans.get(path)
            if span is None or span.high < move.start:
                continue
            if span.low < move.end:
                return self._move_each(moves)
        for path, move in moves.items():
            span = self.spans.get(path)
            if span is not None and span.low >= move.end:
                span.low, span.high = span.low + move.by, span.high + move.by
                span.by += move.by
                self.lines += move.lines != 0
        return True

    def _move_each(self, moves: Mapping[str, Move]) -> bool:
        found: list[Finding] = []
        for said in self.said:
            finding: Finding | None = said.now
            for path in self.spans:
                if finding is not None and path in moves:
                    finding = moved(finding, path, moves[path])
            if finding is None:
                return False
            found.append(finding)
        held = self.said
        self.say(found)
        self.said = held  # who is in order stays there
        for said, finding in zip(held, found, strict=True):
            said.finding, said.kept = finding, None
        return True


class Speech:
    """All that is said, by file. `put`, `move` and `settle` take a change in, then `shown` is what is there to see."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._rows: dict[str, list[Said]] = {}
        self._silences: dict[str, Silences] = {}
        self._stale: Answer | None = None
        self._stale_made_of: object = None
        self._hidden: frozenset[Said] = frozenset()
        self._unfinished = Unfinished(snapshot)
        self._findings: tuple[Finding, ...] | None = ()
        self._shown: dict[str, tuple[Said, ...]] = {}
        self._doubled: set[str] = set()  # files of which two may have said the same

    @property
    def paths(self) -> list[str]:
        """The files that anything is said of, in order."""
        return sorted(self._rows)

    def shown(self, path: str) -> tuple[Said, ...]:
        """What is shown of a file, by place, each once; the same value until that changes."""
        if path not in self._shown:
            rows, hidden = self._rows.get(path, ()), self._hidden
            seen = [s for s in rows if s not in hidden] if hidden else rows
            self._shown[path] = tuple(_once(seen) if path in self._doubled else seen)
        return self._shown[path]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is shown, with its places in the current snapshot."""
        if self._findings is None:
            self._findings = tuple(s.now for path in self.paths for s in self.shown(path))
        return self._findings

    def put(self, before: Answer | None, after: Answer | None) -> None:
        """Takes over an answer in place of an earlier one."""
        for said in before.said if before is not None else ():
            self._shown.pop(said.path, None)
            rows = self._rows[said.path]
            rows.remove(said)
            if not rows:
                del self._rows[said.path]
                self._doubled.discard(said.path)
        for said in after.said if after is not None else ():
            self._shown.pop(said.path, None)
            rows, order = self._rows.setdefault(said.path, []), said.order()
            at = bisect_right(rows, order, key=Said.order)
            if at and rows[at - 1].order() == order:
                self._doubled.add(said.path)
            rows.insert(at, said)

    def settle(self, snapshot: Snapshot, sources: Iterable[str]) -> None:
        """Judges what is not shown, now that everything is said; `sources` are the files that were read anew or are gone."""
        self._findings = None
        changed = self._take_silences(snapshot, sources)
        self._unfinished.advance(snapshot, sources)
        used: set[tuple[str, int]] = set()
        if self._stale is not None:
            self.put(self._stale, None)
        hidden = list(self._silenced(used))
        hidden += self._not_finished(frozenset(hidden))
        for said in self._hidden.symmetric_difference(hidden):
            self._shown.pop(said.path, None)
        self._hidden = frozenset(hidden)
        if changed or (self._silences.keys(), used) != self._stale_made_of:
            self._stale_made_of = (set(self._silences), used)
            self._stale = _stale_silences(snapshot, used) if self._silences else None
        if self._stale is not None:
            self.put(None, self._stale)

    def _take_silences(self, snapshot: Snapshot, sources: Iterable[str]) -> bool:
        """Brings the silences up to date; True where one of a file has come, changed or gone."""
        plans = [*(s.path for s in snapshot.sprints)]
        if snapshot.conventions is not None:
            plans.append(snapshot.conventions.path)
        known = [p for p in self._silences if p not in snapshot.sources and p not in plans]
        changed = False
        for path in {*sources, *plans, *known}:
            before, after = self._silences.pop(path, None), silences_of(path, snapshot)
            if after is not None:
                self._silences[path] = after
            changed = changed or before != after
        return changed

    def _silenced(self, used: set[tuple[str, int]]) -> Iterator[Said]:
        for path, held in self._silences.items():
            for said in self._rows.get(path, ()):
                silence = held.of(said.finding.rule, said.start)
                if silence is not None:
                    used.add((path, silence.range.start))
                    yield said

    def _not_finished(self, silenced: frozenset[Said]) -> Iterator[Said]:
        """What is said of what is being typed."""
        places, unread = self._unfinished.paths, self._unfinished.is_any_contract_unread
        if not places and not unread:
            return
        for rows in self._rows.values():
            for said in rows:
                concerned = not said.answer.paths.isdisjoint(places) or (unread and said.finding.rule in ABSENCE)
                if concerned and said not in silenced and self._unfinished.holds(said.now):
                    yield said


def _stale_silences(snapshot: Snapshot, used: set[tuple[str, int]]) -> Answer | None:
    """The silences that silence nothing."""
    stale = find_rule(STALE)
    if stale is None or severity_of(stale, snapshot) == "off":
        return None
    found = (f for _, check in stale.checks for f in found_by(stale, check, snapshot, snapshot))
    answer = Answer(frozenset())
    answer.say(f for f in found if (f.path, f.range.start) not in used)
    return answer


def _once(said: Iterable[Said]) -> Iterator[Said]:
    """Each finding once, of those that follow one another."""
    place: object = None
    there: list[Finding] = []
    for one in said:
        order = one.order()
        if order != place:
            place, there = order, []
        now = one.now
        if now not in there:
            there.append(now)
            yield one


def _places(finding: Finding) -> Iterator[tuple[str, int, int]]:
    yield finding.path, finding.range.start, finding.range.end
    yield from ((p.path, p.range.start, p.range.end) for p in finding.related)
    yield from ((e.path, e.range.start, e.range.end) for fix in finding.fixes for e in fix.edits)
