"""Findings of one snapshot after another: those that a change cannot affect are kept.

Rules are asked one subject at a time (a contract, a file, the pairings of a file, the whole), and what a rule looks at is
noted while it is asked (`watching`). The next snapshot is told apart by the same keys (`keeping`), and only who looked at
one that differs is asked again. It is the way of Adapton (Hammer et al., PLDI 2014) and Salsa with one level instead of a
graph: what rules compute for one another within one check is noted for each of them.

What is kept of a contract moves with the text around it (`moving`).

Somebody who types waits for what is said of the file that he types in. So a check can begin with that, and ask the others
one by one afterwards (`Checker.advance`, `Checker.go_on`).
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import cast

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Finding
from dovetail.core.plan import Sprint, WorkPackage
from dovetail.core.snapshot import Snapshot, Source

from ..bound.inline import unfolded
from ..registry import Asking, of_contract_file, said_of
from .anchors import Page
from .checking import asked
from .keeping import Keeper
from .lookers import Lookers
from .moving import Move
from .speaking import Answer, Said, Speech
from .watching import Key, Notes, Watched

# Rules that look at one of these would be asked again with most changes: they are kept apart from the others of their subject.
_WIDE: frozenset[Key] = frozenset(
    {
        ("contracts",),
        ("contract names",),
        ("contract paths",),
        ("declared names",),
        ("sources",),
        ("paths",),
        ("implementations",),
        ("pairings",),
    }
    | {("everything",), ("id formats",)}
)
Subject = tuple[str, ...]  # what rules visit, and what tells one subject from another
_SNAPSHOT: Subject = (Snapshot.__name__,)
_CONVENTIONS: Subject = (Conventions.__name__,)
_CONTRACT_FILE = "contract file"  # a source of which fewer rules are asked
# Of a subject are asked together: the rules that look at nothing else, and those that look at others of its kind. The ones
# that look far and wide are asked by their ids.
_NEAR, _FAR = "near", "far"
_ELSEWHERE = frozenset(
    {
        "name",
        "words",
        "outline",
        "declared",
        "table",
        "links",
        "asked",
        "answered",
        "source",
        "text",
        "of contracts",
        "contracts with",
        "said of contracts",
    }
    | {"of sources", "sources with", "pairings of path", "pairings of contract"}
    | {
        "package",
        "providing",
        "naming",
        "owning at",
        "owning below",
        "is split",
        "package ids",
        "sprint head",
        "summary",
    }
)
Ask = tuple[Subject, str]


@dataclass(frozen=True, slots=True)
class Concern:
    """Files with what keeps contracts in them, and the rules that look at the tree as a whole."""

    files: frozenset[str]
    rules: frozenset[str]


class Checker:
    """Checks one snapshot after another. What it says of each is what a check from nothing says."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._start(Snapshot())

    def check(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """Every finding of a snapshot, by place."""
        self.advance(snapshot)
        return self.findings

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of the snapshot that was checked last, by place; what has been asked of it so far."""
        return self._speech.findings

    @property
    def paths(self) -> list[str]:
        """The files of which there are findings, in order."""
        return self._speech.paths

    def shown(self, path: str) -> tuple[Said, ...]:
        """The findings of one file, by place, as they are kept: the very same values while they stand or only move."""
        return self._speech.shown(path)

    def pages(self, path: str) -> list[Page]:
        """The parts of a file in order, with what is found in each: the same values while they stand or only move."""
        return self._speech.pages(path)

    @property
    def kinds(self) -> object:
        """How often each rule is broken in each file: an equal value as long as that is the same."""
        return self._speech.kinds

    @property
    def bound(self) -> object:
        """Another object whenever other code implements the contracts."""
        return self._keeper.bound

    def advance(self, snapshot: Snapshot, first: Collection[str] | None = None) -> None:
        """Checks a snapshot. With `first`, only who visits these files or spoke of them is asked; `go_on` asks the others.

        Until then the others say nothing, also if the next snapshot comes before: what is left goes on to that.
        """
        before, self._snapshot = self._snapshot, None  # where a rule fails, the next check starts from nothing
        if snapshot is not before:
            if before is None or self._starts_anew(before, snapshot):
                self._watched.forget()
                self._start(snapshot)
            self._take_in(snapshot, first)
        self._snapshot = snapshot
        while first is None and self.is_behind:
            self.go_on()

    @staticmethod
    def _starts_anew(before: Snapshot, after: Snapshot) -> bool:
        """True where nothing that was said of one snapshot counts for another."""
        return before.settings != after.settings or before.writers is not after.writers

    @property
    def is_behind(self) -> bool:
        """True while somebody has still to be asked about the current snapshot."""
        return bool(self._due)

    def concerned(self, other: Snapshot) -> Concern | None:
        """What rules would be asked about again if another snapshot came next: of the rest they say the same in both.

        None where nobody knows, since that check would start from nothing.
        """
        last, self._snapshot = self._snapshot, None
        if last is None or self._starts_anew(last, other):
            self._snapshot = last
            return None
        asks = self._who.of(*self._keeper.differing(other)) | self._due
        self._snapshot = last
        files = (subject[1] for subject, _ in asks if subject[0] in (Source.__name__, Pairing.__name__))
        return Concern(frozenset(files), frozenset(rule for subject, rule in asks if subject == _SNAPSHOT))

    def go_on(self) -> None:
        """Asks one of those who have still to be asked."""
        if self._due:
            self._ask_due([self._due.pop()])

    def go_on_about(self, paths: Collection[str]) -> None:
        """Asks who visits these files or the whole, of those who have still to be asked."""
        asks = [ask for ask in self._due if ask[0] == _SNAPSHOT or self._concerns(ask, paths)]
        self._due.difference_update(asks)
        self._ask_due(asks)
        if self._due:
            self._speech.settle(self._watched.own, ())

    def _ask_due(self, asks: Iterable[Ask]) -> None:
        snapshot, self._snapshot = self._snapshot, None
        for ask in asks:
            self._ask(*ask)
        if not self._due:
            self._speech.settle(self._watched.own, ())
            self._watched.forget()
        self._snapshot = snapshot

    def _take_in(self, snapshot: Snapshot, first: Collection[str] | None) -> None:
        """Finds out who must be asked, and asks those of whom that cannot wait."""
        keys = self._keeper.advance(snapshot)
        self._watched.forget()
        self._watched = Watched(snapshot, Notes(), self._keeper)
        new = self._changed_subjects(snapshot)
        # Those who were left before have said nothing since; they concern the same files as then.
        due = (self._who.of(*keys) | {(subject, _NEAR) for subject in new}) - self._due
        now = self._concerned(due if first == self._first else due | self._due, first)
        self._first = frozenset(first) if first is not None else None
        self._hush(due)
        gone = self._lost(self._keeper.moves)  # all that is left stands or moves, or speaks of what is gone
        now |= self._concerned(gone, first)
        self._hush(gone)
        self._speech.move(self._keeper.moves, snapshot)
        for ask in now:
            self._ask(*ask)
        self._due |= due | gone
        self._due -= now
        self._speech.settle(snapshot, self._keeper.sources)
        if not self._due:
            self._watched.forget()

    def _concerned(self, asks: set[Ask], paths: Collection[str] | None) -> set[Ask]:
        """Those who cannot wait."""
        return set(asks) if paths is None else {ask for ask in asks if self._concerns(ask, paths)}

    def _concerns(self, ask: Ask, paths: Collection[str]) -> bool:
        """True where an answer will, or did, speak of one of these files."""
        subject, answer = ask[0], self._speaking.get(ask)
        held = self._subjects[subject]
        own = held.path if isinstance(held, Conventions) else subject[1] if len(subject) > 1 else None
        return own in paths or (answer is not None and any(said.path in paths for said in answer.said))

    def close(self) -> None:
        """Let go of everything: nobody checks with this one any more. What refers to itself would else wait for a collection."""
        self._hush(list(self._speaking))
        self._speech.close()
        self._snapshot = None
        self._watched.forget()
        self._start(Snapshot())

    def _start(self, snapshot: Snapshot) -> None:
        """Forgets everything."""
        self._keeper = Keeper(snapshot)
        self._watched = Watched(snapshot, Notes(), self._keeper)
        self._rules: dict[str, list[Asking]] = {}
        for rule, visits, check in asked(snapshot):
            changed = snapshot.settings.severities.get(rule.id)
            self._rules.setdefault(visits.__name__, []).append((rule, check, changed))
        self._rules[_CONTRACT_FILE] = of_contract_file(self._rules.get(Source.__name__, ()))
        self._answers: dict[Ask, Answer] = {}
        self._speaking: dict[Ask, Answer] = {}
        self._speech = Speech(Snapshot())
        self._who = Lookers[Key, Ask]()
        self._apart: dict[Subject, frozenset[str]] = {}
        self._far: dict[Subject, frozenset[str]] = {}
        self._looking: dict[str, set[str]] = {}  # by what they visit, the rules that have looked at others of its kind
        self._wide: dict[str, set[str]] = {}  # and those that have looked far and wide when they were asked again
        self._same_sets: dict[frozenset[str], frozenset[str]] = {}
        self._grouped: dict[tuple[str, str, frozenset[str], frozenset[str]], list[Asking]] = {}
        # The rules of a group, those that look far and wide by themselves; by the group's list, which stays, and how many do so.
        self._parted: dict[tuple[int, int], list[list[Asking]]] = {}
        self._subjects: dict[Subject, object] = {}
        self._declared: dict[str, tuple[tuple[str, ...], dict[Subject, int]]] = {}
        self._plans: frozenset[Subject] = frozenset()
        self._due: set[Ask] = set()
        self._first: frozenset[str] | None = None

    def _changed_subjects(self, snapshot: Snapshot) -> list[Subject]:
        """Brings the subjects up to date; gives those that there were not before, and forgets those that are gone."""
        now: dict[Subject, object] = {_SNAPSHOT: self._watched}
        gone: set[Subject] = set()
        for path in self._keeper.sources:
            source, own = snapshot.sources.get(path), (Source.__name__, path)
            if source is None:
                gone |= {own, (Pairing.__name__, path)}
            else:
                now[own] = source
            if path.endswith(SUFFIX):
                names, (before, known) = snapshot.contracts.names_of(path), self._declared.get(path, ((), {}))
                if names != before:
                    declared = _named(Contract, path, names)
                    gone |= known.keys() - declared.keys()
                    self._declared[path] = (names, declared)
                    now |= declared
            elif source is not None:
                now[Pairing.__name__, path] = path
        for path in self._keeper.sprints:
            sprint = next((s for s in snapshot.sprints if s.path == path), None)
            ids, (before, known) = (
                sprint.assignments.ids if sprint is not None else (),
                self._declared.get(path, ((), {})),
            )
            if ids != before:
                declared = _named(WorkPackage, path, ids)
                gone |= known.keys() - declared.keys()
                self._declared[path] = (ids, declared)
                now |= declared
        plans: dict[Subject, object] = {(Sprint.__name__, s.path): s for s in snapshot.sprints}
        if snapshot.conventions is not None:
            plans[_CONVENTIONS] = snapshot.conventions
        gone |= self._plans - plans.keys()
        self._plans = frozenset(plans)
        now |= plans
        for subject in gone:
            self._forget(subject)
        new = [s for s in now if s not in self._subjects]
        self._subjects.update(now)
        return new

    def _forget(self, subject: Subject) -> None:
        self._subjects.pop(subject, None)
        for group in self._groups(subject):
            self._put((subject, group), None)
            self._due.discard((subject, group))
        self._apart.pop(subject, None)
        self._far.pop(subject, None)

    def _ask(self, subject: Subject, group: str) -> None:
        """Asks a group of rules of a subject; all of them where it is new."""
        apart = self._apart.get(subject)
        if apart is None:
            self._ask_new(subject)
            return
        if group not in (_NEAR, _FAR, *apart):
            return  # it was asked with another group meanwhile
        rules = self._rules_of(_visited(subject), group, self._far[subject], apart)
        if group in (_NEAR, _FAR):
            self._ask_group(subject, group, rules)
        else:
            found, keys = self._said_by(rules, subject)
            self._put(ask := (subject, group), _answer(ask, found, keys | self._own_keys(subject)))

    def _rules_of(self, visits: str, group: str, far: frozenset[str], apart: frozenset[str]) -> list[Asking]:
        """The rules of a group of subjects of which some are asked apart."""
        rules = self._grouped.get(key := (visits, group, far, apart))
        if rules is None:
            rules = self._grouped[key] = [
                asked
                for asked in self._rules.get(visits, ())
                if (id := asked[0].id) == group
                or (id not in apart and ((group == _FAR and id in far) or (group == _NEAR and id not in far)))
            ]
        return rules

    def _ask_new(self, subject: Subject) -> None:
        """Asks all rules of a new subject, and finds out which of them are asked together from now on.

        Those that have looked at others of its kind before are taken to do so again; the rest are asked together, and one by one
        where any of them turns out to look further.
        """
        base = self._said_by((), subject)[1] | self._own_keys(subject)
        rules, looking = self._rules.get(_visited(subject), []), self._looking.setdefault(subject[0], set())
        near, far = ([a for a in rules if (a[0].id in looking) is further] for further in (False, True))
        todo = _one_by_one(rules) if subject == _SNAPSHOT else [some for some in (near, far) if some]
        answers: dict[str, tuple[list[Finding], set[Key]]] = {}
        groups: dict[str, set[str]] = {_FAR: set(), _NEAR: set()}
        while todo:
            asked = todo.pop()
            ids = {rule.id for rule, _, _ in asked}
            found, keys = self._said_by(asked, subject)
            wide = subject == _SNAPSHOT or not _WIDE.isdisjoint(keys)
            further = asked is far or any(k[0] in _ELSEWHERE for k in keys - base)
            if len(ids) > 1 and (wide or (further and asked is near)):
                todo += _one_by_one(asked)
                continue
            if further and not wide:
                looking |= ids
            group = next(iter(ids)) if wide else _FAR if further else _NEAR
            groups.setdefault(group, set()).update(ids)
            said, noted = answers.setdefault(group, ([], set(base)))
            said += found
            noted |= keys
        self._far[subject] = self._same_sets.setdefault(far_ids := frozenset(groups.pop(_FAR)), far_ids)
        groups.pop(_NEAR)
        self._apart[subject] = self._same_sets.setdefault(apart := frozenset(groups), apart)
        for group, answer in answers.items():
            self._put(ask := (subject, group), _answer(ask, *answer))

    def _ask_group(self, subject: Subject, group: str, rules: list[Asking]) -> None:
        """Asks a group of rules together, and keeps those apart from now on that look far and wide.

        Those that have done so at another subject of the kind are asked by themselves, for most do where something is amiss; if any
        other does, all are asked again one by one.
        """
        wide = self._wide.setdefault(subject[0], set())
        parted = self._parted.get(key := (id(rules), len(wide)))
        if parted is None:
            near = [a for a in rules if a[0].id not in wide]
            parted = self._parted[key] = [near, *_one_by_one(a for a in rules if a[0].id in wide)]
        todo = [*parted]
        apart: set[str] = set()
        said: list[Finding] = []
        noted = self._own_keys(subject)
        while todo:
            asked = todo.pop()
            found, keys = self._said_by(asked, subject)
            if not asked or _WIDE.isdisjoint(keys):
                said += found
                noted |= keys
            elif any(rule is not asked[0][0] for rule, _, _ in asked):
                todo += _one_by_one(asked)
            else:
                apart.add(rule_id := asked[0][0].id)
                self._put(ask := (subject, rule_id), _answer(ask, found, keys | self._own_keys(subject)))
        if apart:
            wide |= apart
            now = self._apart[subject] | apart
            self._apart[subject] = self._same_sets.setdefault(now, now)
        self._put(ask := (subject, group), _answer(ask, said, noted))

    def _groups(self, subject: Subject) -> set[str]:
        return {_NEAR, _FAR, *self._apart.get(subject, ())}

    def _said_by(self, rules: Iterable[Asking], subject: Subject) -> tuple[list[Finding], set[Key]]:
        """What some rules say of a subject, and what they have looked at."""
        watched = self._watched
        watched.notes.begin()
        try:
            seen = tuple(self._seen(subject))
            found = [finding for s in seen for finding in said_of(rules, s, watched)]
        finally:
            keys = watched.notes.end()
        return found, keys

    def _seen(self, subject: Subject) -> Iterable[object]:
        """What rules are given of a subject."""
        held = self._subjects[subject]
        if subject[0] == Pairing.__name__:
            return unfolded(subject[1], self._watched)
        if isinstance(held, int):  # the how manieth contract or package of its file
            if subject[0] == Contract.__name__:
                return (self._watched.own.contracts.of_file(subject[1])[held],)
            sprint = self._keeper.sprint(subject[1], self._watched.notes)
            return (WorkPackage(sprint, held, sprint.own.packages[held]),)
        return (held,)

    def _own_keys(self, subject: Subject) -> set[Key]:
        """What a rule sees of a subject without asking the snapshot."""
        match subject:
            case (Contract.__name__, path, name, _):
                return {("name", self._keeper.snapshot.contracts.scopes.called(path, name))}
            case (Source.__name__, path):
                return {("source", path)}
            case (WorkPackage.__name__, path, id, _):
                return {("package", path, id)}
            case (Sprint.__name__, path):
                return {("sprint", path)}
            case (Conventions.__name__,):
                return {("conventions text",)}
            case _:
                return set()

    def _put(self, ask: Ask, answer: Answer | None) -> None:
        before = self._answers.pop(ask, None)
        old = before.keys if before is not None else ()
        new = answer.keys if answer is not None else ()
        if old != new:
            were, are = set(old), set(new)
            for k in were - are:
                self._who.discard(k, ask)
            for k in are - were:
                self._who.add(k, ask)
        self._speaking.pop(ask, None)
        if (before is not None and (before.said or before.anchors)) or (answer is not None and answer.said):
            self._speech.put(before, answer)
        if before is not None:
            before.said = ()
        if answer is not None:
            self._answers[ask] = answer
            if answer.said:
                self._speaking[ask] = answer

    def _hush(self, asks: Iterable[Ask]) -> None:
        """Takes back what was said by those who are asked again."""
        for ask in asks:
            answer = self._speaking.pop(ask, None)
            if answer is not None:
                self._speech.put(answer, None)
                answer.said = ()

    def _lost(self, moves: Mapping[str, Move]) -> set[Ask]:
        """Those who speak of what is gone."""
        return {cast(Ask, answer.ask) for answer in self._speech.lost(moves) if answer.ask is not None}


def _visited(subject: Subject) -> str:
    """By which name the rules are kept that are asked of a subject."""
    return _CONTRACT_FILE if subject[0] == Source.__name__ and subject[1].endswith(SUFFIX) else subject[0]


def _named(visits: type, path: str, names: Iterable[str]) -> dict[Subject, int]:
    """The contracts or packages of a file as subjects, each with the how manieth it is; of two with one name each is one."""
    found: dict[Subject, int] = {}
    counts: dict[str, int] = {}
    for index, name in enumerate(names):
        count = counts[name] = counts.get(name, -1) + 1
        found[visits.__name__, path, name, str(count)] = index
    return found


def _one_by_one(rules: Iterable[Asking]) -> list[list[Asking]]:
    """The checks of each rule."""
    return [list(checks) for _, checks in groupby(rules, key=lambda asked: asked[0].id)]


def _answer(ask: Ask, findings: list[Finding], keys: set[Key]) -> Answer:
    answer = Answer(tuple(keys), ask)
    is_once = len({(f.message, f.range.start) for f in findings}) == len(findings)
    answer.say(findings if is_once else dict.fromkeys(findings))  # a hash of a whole finding is dear
    return answer
