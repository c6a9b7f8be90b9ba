"""What rules have said, file by file and in order, from one snapshot to the next: what did not change costs nothing.

A finding keeps the ranges with which it was made, and beside it stands in which part of a contract each of them is (`anchors`). So
an edit touches what is said of the declaration that it is in; what is behind moves with its part.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from ..registry import STALE, find_rule, found_by, severity_of
from .anchors import Anchor, Anchored, Page
from .moving import Move, places_of, shifted
from .silences import Silences, silences_of
from .unfinished import ABSENCE, Unfinished
from .watching import Key


@dataclass(slots=True, eq=False)
class Said:
    """A finding that is shown, or would be if nothing silenced it. It stays the same value while it only moves.

    `places` are the parts that its places stand in, each with where that started when the finding was made.
    """

    finding: Finding
    answer: "Answer"
    places: tuple[tuple[Anchor, int], ...] = ()

    @property
    def path(self) -> str:
        return self.finding.path

    @property
    def anchor(self) -> Anchor:
        return self.places[0][0]

    @property
    def start(self) -> int:
        """Where it begins now."""
        anchor, was = self.places[0]
        return self.finding.range.start + anchor.start - was

    @property
    def now(self) -> Finding:
        """The finding with its places in the current snapshot."""
        by = [anchor.start - was for anchor, was in self.places]
        return shifted(self.finding, by) if any(by) else self.finding

    def order(self) -> tuple[int, int, str, str]:
        """Its place among what is said of the same file."""
        finding, start = self.finding, self.start
        return (start, start + finding.range.end - finding.range.start, finding.rule, finding.message)


@dataclass(slots=True, eq=False)
class Answer:
    """What rules say of a subject, and the keys of what they looked at. `ask` tells whoever keeps it what it is the answer to.

    `anchors` are the parts of files that it speaks of, while it is taken into account.
    """

    keys: tuple[Key, ...]  # each once; a set of them would take four times as much memory, for every answer
    ask: Hashable = None
    said: tuple[Said, ...] = ()
    anchors: tuple[Anchor, ...] = ()

    def say(self, findings: Iterable[Finding]) -> None:
        self.said = tuple(Said(f, self) for f in findings)


class Speech:
    """All that is said, by file. `move`, `put` and `settle` take a change in, then `shown` is what is there to see."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._files: dict[str, Anchored] = {}
        self._count: dict[str, int] = {}  # how many are said of a file
        self._rules: Counter[tuple[str, str]] = Counter()  # the same by file and rule
        self._kinds: object = None
        self._absent: set[Said] = set()  # those that say that there is no such contract
        self._silences: dict[str, Silences] = {}
        self._plans: dict[str, Text] = {}  # the sprints and conventions in which silences were looked for
        self._stale: Answer | None = None
        self._stale_made_of: object = None
        self._hidden: frozenset[Said] = frozenset()
        self._unfinished = Unfinished(snapshot)
        self._findings: tuple[Finding, ...] | None = ()

    @property
    def paths(self) -> list[str]:
        """The files that anything is said of, in order."""
        return sorted(self._count)

    def shown(self, path: str) -> tuple[Said, ...]:
        """What is shown of a file, by place, each once."""
        return tuple([s for page in self.pages(path) for anchor in page.parts or () for s in anchor.shown or ()])

    def pages(self, path: str) -> list[Page]:
        """The parts of a file, in order, on pages: each with those of which anything is said, and these with what is shown."""
        held = self._files.get(path)
        if held is None:
            return []
        for page in held.pages:
            if page.parts is None:
                page.parts = [anchor for anchor in page.anchors if anchor.rows]
                self._show(page.parts)
        return held.pages

    def _show(self, parts: Iterable[Anchor]) -> None:
        hidden = self._hidden
        for anchor in parts:
            if anchor.shown is None:
                anchor.shown = _in_order([s for s in anchor.rows if s not in hidden] if hidden else anchor.rows)

    @property
    def kinds(self) -> object:
        """How often each rule is broken in each file, without the places: an equal value as long as that is the same."""
        if self._kinds is None:
            hidden = Counter((said.path, said.finding.rule) for said in self._hidden)
            self._kinds = frozenset((self._rules - hidden).items())
        return self._kinds

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is shown, with its places in the current snapshot."""
        if self._findings is None:
            self._findings = tuple(s.now for path in self.paths for s in self.shown(path))
        return self._findings

    def lost(self, moves: Mapping[str, Move]) -> set[Answer]:
        """The answers that speak of what is gone."""
        files = ((self._files[path], move) for path, move in moves.items() if path in self._files)
        return {answer for held, move in files for anchor in held.lost(move) for answer in anchor.answers}

    def move(self, moves: Mapping[str, Move], snapshot: Snapshot) -> None:
        """Goes on to a snapshot in which the texts of contracts have changed. Those who speak of what is gone have been taken back."""
        self._snapshot = snapshot
        for path, move in moves.items():
            if path in self._files:
                self._files[path].move(path, move, snapshot)

    def close(self) -> None:
        """Nothing is said any more; every answer has been taken back."""
        for held in self._files.values():
            held.clear()

    def put(self, before: Answer | None, after: Answer | None) -> None:
        """Takes over an answer in place of an earlier one."""
        if before is not None:
            for said in before.said:
                self._remove(said)
            for anchor in before.anchors:
                anchor.answers.remove(before)
            before.anchors = ()
        if after is not None:
            reached = {anchor for said in after.said for anchor in self._insert(said)}
            after.anchors = tuple(reached)
            for anchor in reached:
                anchor.answers.append(after)

    def _insert(self, said: Said) -> set[Anchor]:
        """Takes in a finding; gives the parts that its places reach into."""
        places: list[tuple[Anchor, int]] = []
        reached: set[Anchor] = set()
        for path, range in places_of(said.finding):
            held = self._files.get(path)
            if held is None:
                held = self._files[path] = Anchored(path, self._snapshot)
            over = held.over(range)
            reached.update(over)
            places.append((over[0], over[0].start))
        said.places = tuple(places)
        anchor = said.anchor
        anchor.rows.append(said)
        anchor.changed()
        self._count[said.path] = self._count.get(said.path, 0) + 1
        self._rules[said.path, said.finding.rule] += 1
        if said.finding.rule in ABSENCE:
            self._absent.add(said)
        return reached

    def _remove(self, said: Said) -> None:
        anchor = said.anchor
        anchor.rows.remove(said)
        anchor.changed()
        self._count[said.path] -= 1
        self._rules[said.path, said.finding.rule] -= 1
        if not self._rules[said.path, said.finding.rule]:
            del self._rules[said.path, said.finding.rule]
        if not self._count[said.path]:
            del self._count[said.path]
        self._absent.discard(said)

    def settle(self, snapshot: Snapshot, sources: Iterable[str]) -> None:
        """Judges what is not shown, now that everything is said; `sources` are the files that were read anew or are gone."""
        self._findings = self._kinds = None
        changed = self._take_silences(snapshot, sources)
        self._unfinished.advance(snapshot, sources)
        used: set[tuple[str, int]] = set()
        if self._stale is not None:
            self.put(self._stale, None)
        hidden = list(self._silenced(used))
        hidden += self._not_finished(frozenset(hidden))
        for said in self._hidden.symmetric_difference(hidden):
            said.anchor.changed()
        self._hidden = frozenset(hidden)
        if changed or (self._silences.keys(), used) != self._stale_made_of:
            self._stale_made_of = (set(self._silences), used)
            if self._stale is not None:
                self._stale.said = ()
            self._stale = _stale_silences(snapshot, used) if self._silences else None
        if self._stale is not None:
            self.put(None, self._stale)

    def _take_silences(self, snapshot: Snapshot, sources: Iterable[str]) -> bool:
        """Brings the silences up to date; True where one of a file has come, changed or gone."""
        plans = {s.path: s.text for s in snapshot.sprints}
        if snapshot.conventions is not None:
            plans[snapshot.conventions.path] = snapshot.conventions.text
        anew = [path for path, text in plans.items() if self._plans.get(path) is not text]
        known = [p for p in self._silences if p not in snapshot.sources and p not in plans]
        self._plans = plans
        changed = False
        for path in {*sources, *anew, *known}:
            before, after = self._silences.pop(path, None), silences_of(path, snapshot)
            if after is not None:
                self._silences[path] = after
            changed = changed or before != after
        return changed

    def _silenced(self, used: set[tuple[str, int]]) -> Iterator[Said]:
        for path, held in self._silences.items():
            lines = {line for ignore in held.ignores for line in (ignore.line, ignore.line + 1)}
            for said in _rows(self._parts_at(path, held.text, lines)):
                silence = held.of(said.finding.rule, said.start)
                if silence is not None:
                    used.add((path, silence.range.start))
                    yield said

    def _not_finished(self, silenced: frozenset[Said]) -> Iterator[Said]:
        """What is said of what is being typed."""
        concerned = set(self._absent) if self._unfinished.is_any_contract_unread else set[Said]()
        for path in self._unfinished.paths:
            text = self._snapshot.sources[path].text
            for anchor in self._parts_at(path, text, self._unfinished.lines_of(path)):
                concerned.update(said for answer in anchor.answers for said in answer.said)
        return (said for said in concerned - silenced if self._unfinished.holds(said.now))

    def _parts_at(self, path: str, text: Text, lines: Iterable[int]) -> set[Anchor]:
        """The parts of a file that some lines are in."""
        held, last = self._files.get(path), len(text.line_starts) - 1
        if held is None:
            return set()
        ranges = (text.line_range(line) for line in lines if line <= last)
        return {anchor for r in ranges for anchor in held.over(Range(r.start, r.end + 1))}


def _rows(anchors: Iterable[Anchor]) -> Iterator[Said]:
    return (said for anchor in anchors for said in anchor.rows)


def _stale_silences(snapshot: Snapshot, used: set[tuple[str, int]]) -> Answer | None:
    """The silences that silence nothing."""
    stale = find_rule(STALE)
    if stale is None or severity_of(stale, snapshot) == "off":
        return None
    found = (f for _, check in stale.checks for f in found_by(stale, check, snapshot, snapshot))
    answer = Answer(())
    answer.say(f for f in found if (f.path, f.range.start) not in used)
    return answer


def _in_order(said: Sequence[Said]) -> tuple[Said, ...]:
    """By place, each finding once."""
    if len(said) < 2:
        return tuple(said)
    placed = sorted([(one.order(), nth) for nth, one in enumerate(said)])
    found = [said[nth] for _, nth in placed]
    is_once = len({order for order, _ in placed}) == len(placed)
    return tuple(found if is_once else _once(found))


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
