"""A check that goes on from an earlier run's: only who looked at something that differs is asked again.

What differs is told by the same keys as for `Checker` (`keeping`), from what a `Ledger` holds of the earlier tree. The sources may
be a mapping that reads a file when it is asked for it, and as few as possible are asked for.
"""

import sys
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dovetail.core.bindings import Pairing, pairings_of_file
from dovetail.core.cached import cached_property
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.conventions import Conventions
from dovetail.core.findings import Finding
from dovetail.core.plan import Sprint, WorkPackage, work_packages
from dovetail.core.snapshot import Snapshot, Source, indexed

from ..bound.inline import unfolded
from ..registry import Asking, said_of
from .checking import asked, settled
from .keeping import changed_contracts, changed_plans, changed_sources, changed_sprints
from .ledger import WHOLE, Entry, Fact, Ledger, Numbers, name_of, touches, unpacked
from .watching import Key, Notes, Watched, WatchedContracts

Extract = Callable[..., Any]


@dataclass(slots=True)
class Asked:
    """What some entries are now, and the functions that were asked of files and of contracts for them."""

    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    of_sources: set[str] = field(default_factory=set[str])
    of_contracts: set[str] = field(default_factory=set[str])


class Resumption:
    """The check of a snapshot by what is kept of an earlier one, in a ledger that is brought up to date by it.

    `before` is that earlier snapshot, with the very same values where nothing has changed: its contract files, plans and paths. Of
    the other sources it has those that have changed, whatever they were. From nothing, both are empty.

    `todo` are the entries that must be asked, in parts if one likes, and in any process: `ask` says what they are now, and `take`
    takes that in.
    """

    def __init__(self, snapshot: Snapshot, ledger: Ledger, before: Snapshot, changed: Iterable[str]) -> None:
        self.snapshot = snapshot
        self._ledger = ledger
        self._numbers = Numbers()
        self._pairings: dict[str, tuple[Pairing, ...]] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self._anew: dict[str, dict[str, Any]] = {}  # what functions say of files that nobody had asked before
        self._rules: dict[str, list[Asking]] = {}
        for rule, visits, check in asked(snapshot):
            said = snapshot.settings.severities.get(rule.id)
            self._rules.setdefault(visits.__name__, []).append((rule, check, said))
        self.todo = self._advance(before, frozenset(changed))

    def ask(self, names: Iterable[str]) -> Asked:
        """Asks all rules of some entries. Their entries in the ledger stay as they are."""
        found = Asked(of_contracts=self._ledger.of_contracts)
        for name in names:
            held = self._ledger.entries.get(name)
            self._watched.notes.begin()
            findings = tuple(dict.fromkeys(self._findings(name)))
            keys = self._numbers.packed(self._watched.notes.end())
            found.entries[name] = (
                Entry(keys, findings, held.pairs, held.looked_up) if held is not None else Entry(keys, findings)
            )
        found.of_sources = set(self._anew)
        return found

    def take(self, answer: Asked) -> None:
        self._ledger.entries.update(answer.entries)
        self._ledger.of_contracts |= answer.of_contracts
        for function in answer.of_sources - self._ledger.facts.keys():
            self._asked_anew(_function(function))

    def findings(self) -> tuple[Finding, ...]:
        """Every finding of the snapshot, by place, when all has been taken in."""
        entries = self._ledger.entries
        return settled((f for name in sorted(entries) for f in entries[name].findings), self._watched)

    def noted(self) -> Ledger:
        """The ledger with all that has been taken in and found."""
        for function, values in self._anew.items():
            extract = _function(function)
            self._ledger.facts[function] = {path: self._numbers.fact(_ONE, extract, v) for path, v in values.items()}
        self._anew.clear()
        return self._ledger

    # What rules ask of a snapshot that is watched.

    def watched_sprints(self, notes: Notes) -> tuple[Sprint, ...]:
        """The sprints as wholes: what an earlier one said is not read again, so nobody can tell in which packages they differ."""
        notes.keys |= {("sprint paths",), *(("sprint", s.path) for s in self.snapshot.sprints)}
        return self.snapshot.sprints

    def pairings(self) -> tuple[Pairing, ...]:
        return tuple(p for path in sorted(self._paired) for p in self.pairings_of_path(path))

    def pairings_of_path(self, path: str) -> tuple[Pairing, ...]:
        if path not in self._pairings:
            entry = self._ledger.entries.get(path)
            if entry is None or not entry.pairs:
                return ()
            self._pairings[path] = _paired(self.snapshot.sources[path], self.snapshot)
        return self._pairings[path]

    def pairings_of_contract(self, name: str) -> tuple[Pairing, ...]:
        paths = self._implementers.get(name, ())
        return tuple(p for path in paths for p in self.pairings_of_path(path) if p.contract.name == name)

    def facts_of_sources(self, extract: Extract) -> Mapping[str, Any]:
        facts = self._ledger.facts.get(name_of(extract))
        if facts is None:
            return self._asked_anew(extract)
        return {path: self._value(extract, path) for path in sorted(facts)}

    def facts_of_contracts(self, extract: Extract) -> Mapping[str, Any]:
        self._ledger.of_contracts.add(name_of(extract))
        return self.snapshot.of_contracts(extract)

    def sources_with(self, extract: Extract, key: Hashable) -> Mapping[str, Any]:
        facts = self._ledger.facts.get(name_of(extract))
        if facts is None:
            return self.snapshot.once(("with", extract), lambda: indexed(self._asked_anew(extract))).get(key, {})
        number = self._numbers.of((_ONE, extract, key))
        index = self.snapshot.once(("numbered", extract), lambda: _numbered(facts))
        values = {path: self._value(extract, path) for path in index.get(number, ())}
        return {path: value[key] for path, value in values.items() if key in value}

    def contracts_with(self, extract: Extract, key: Hashable) -> Mapping[str, Any]:
        self._ledger.of_contracts.add(name_of(extract))
        return dict(self.snapshot.contracts_with(extract, key))

    def said_of_contracts(self, extract: Extract, key: Hashable) -> Collection[Any]:
        self._ledger.of_contracts.add(name_of(extract))
        return self.snapshot.said_of_contracts(extract, key)

    def _advance(self, before: Snapshot, changed: frozenset[str]) -> tuple[str, ...]:
        """Brings all but the answers up to date; gives those who must be asked, in order."""
        entries, sources = self._ledger.entries, self.snapshot.sources
        # From nothing all are asked, whatever differs.
        dirty = {self._numbers.of(key) for key in self._differing(before, changed)} if entries else set[int]()
        self._pair(changed, dirty)
        dirty |= self._update_facts(changed)
        subjects = {*sources, *self._plans, *(WHOLE + r.id for r, _, _ in self._rules.get(Snapshot.__name__, ()))}
        for name in entries.keys() - subjects:
            del entries[name]
        moved = {path for path in changed if path.endswith(SUFFIX)}
        return tuple(
            name
            for name in sorted(subjects)
            if name in changed
            or (entry := entries.get(name)) is None
            or not entry.keys
            or touches(dirty, entry.keys)
            or (moved and any(p in moved for f in entry.findings for p in _places(f)))
        )

    def _differing(self, before: Snapshot, changed: frozenset[str]) -> set[Key]:
        """The keys of all that differs."""
        keys: set[Key] = {("everything",), *changed_plans(before, self.snapshot), *(("text", p) for p in changed)}
        names, _ = changed_sources(before, self.snapshot, sorted(changed), keys)
        changed_sprints(before, self.snapshot, keys)
        if names is not None:
            keys |= changed_contracts(before, self.snapshot, names)
            keys |= self._contract_facts(before, names)
        return keys

    @cached_property
    def _watched(self) -> Watched:
        return Watched(self.snapshot, Notes(), self)

    @cached_property
    def _plans(self) -> Mapping[str, Sprint | Conventions]:
        conventions = self.snapshot.conventions
        found: dict[str, Sprint | Conventions] = {conventions.path: conventions} if conventions is not None else {}
        return found | {s.path: s for s in self.snapshot.sprints}

    @cached_property
    def _paired(self) -> list[str]:
        return [name for name, entry in self._ledger.entries.items() if entry.pairs]

    @cached_property
    def _implementers(self) -> Mapping[str, list[str]]:
        """The files that implement each contract, in order."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._paired):
            for name in dict.fromkeys(self._ledger.entries[path].pairs):
                found.setdefault(name, []).append(path)
        return found

    def _findings(self, name: str) -> Iterator[Finding]:
        """What all rules say of an entry."""
        watched = self._watched
        if name.startswith(WHOLE):
            id = name.removeprefix(WHOLE)
            yield from self._said_of(Snapshot, watched, id)
        elif (plan := self._plans.get(name)) is not None:
            watched.notes.keys.add(("sprint", name) if isinstance(plan, Sprint) else ("conventions text",))
            yield from self._said_of(type(plan), plan)
            for package in work_packages(plan) if isinstance(plan, Sprint) else ():
                yield from self._said_of(WorkPackage, package)
        else:
            source = self.snapshot.sources[name]
            watched.notes.keys.add(("source", name))
            yield from self._said_of(Source, source)
            if name.endswith(SUFFIX):
                for contract in self.snapshot.contracts.of_file(name):
                    watched.notes.keys.add(("name", contract.name))
                    yield from self._said_of(Contract, contract)
            else:
                for pairing in unfolded(name, watched):
                    yield from self._said_of(Pairing, pairing)

    def _said_of(self, visits: type, subject: object, only: str | None = None) -> Iterator[Finding]:
        rules = self._rules.get(visits.__name__, ())
        asked = rules if only is None else [a for a in rules if a[0].id == only]
        return said_of(asked, subject, self._watched)

    def _pair(self, changed: frozenset[str], dirty: set[int]) -> None:
        """Brings the pairings up to date; adds the keys of those that are others now."""
        entries, sources = self._ledger.entries, self.snapshot.sources
        notes = Notes()
        contracts = WatchedContracts(self.snapshot.contracts, notes)
        todo = [
            path
            for path in sources
            if not path.endswith(SUFFIX)
            and (path in changed or (entry := entries.get(path)) is None or touches(dirty, entry.looked_up))
        ]
        keys: set[Key] = set()
        for path in [*todo, *(p for p in changed if p not in sources)]:
            held = entries.get(path)
            before = held.pairs if held is not None else ()
            found: tuple[Pairing, ...] = ()
            if path in sources and not path.endswith(SUFFIX):
                notes.begin()
                shapes = sources[path].shapes
                found = pairings_of_file(path, shapes, contracts, self.snapshot.conventions)
                looked_up = self._numbers.packed(notes.end() | {("conventions",)})
                pairs = tuple(p.contract.name for p in found)
                entries[path] = Entry(
                    held.keys if held is not None else b"", held.findings if held else (), pairs, looked_up
                )
                self._pairings.pop(path, None)
            if before or found:
                keys |= {("pairings",), ("pairings of path", path)}
                keys.update(("pairings of contract", n) for n in (*before, *(p.contract.name for p in found)))
        dirty.update(map(self._numbers.of, keys))

    def _contract_facts(self, before: Snapshot, names: frozenset[str]) -> set[Key]:
        """The keys of what functions say otherwise of contracts."""
        keys: set[Key] = set()
        old, new = before.contracts, self.snapshot.contracts
        reordered = not new.is_named_like(old)
        for function in self._ledger.of_contracts:
            extract = _function(function)
            for name in names:
                a, b = ((extract(c) if c is not None else None) or None for c in (old.get(name), new.get(name)))
                if a == b:
                    continue
                keys.add(("of contracts", extract))
                by_key = [x if isinstance(x, Mapping) else dict[Hashable, Any]() for x in (a, b)]
                for k in by_key[0].keys() | by_key[1].keys():
                    if k not in by_key[0] or k not in by_key[1] or by_key[0][k] != by_key[1][k]:
                        keys |= {("contracts with", extract, k), ("said of contracts", extract, k)}
            if reordered:
                keys.add(("of contracts", extract))
        return keys

    def _update_facts(self, changed: frozenset[str]) -> set[int]:
        """Brings up to date what functions say of files; gives the keys of what they say otherwise now."""
        dirty: set[int] = set()
        for function, facts in self._ledger.facts.items():
            extract = _function(function)
            for path in changed:
                if path.endswith(SUFFIX):
                    continue
                old = facts.pop(path, None)
                new = self._fact(extract, path) if path in self.snapshot.sources else None
                if new is not None:
                    facts[path] = new
                if (old is None and new is None) or (old is not None and old.hash and old == new):
                    continue
                dirty.add(self._numbers.of((_ALL, extract)))
                for fact in (old, new):
                    dirty.update(unpacked(fact.keys) if fact is not None else ())
        return dirty

    def _asked_anew(self, extract: Extract) -> Mapping[str, Any]:
        """What a function that nobody has asked before says of all files, by path; what is kept of that is reckoned in the end."""
        function = name_of(extract)
        if function not in self._anew:
            self._anew[function] = {path: value for path, source in self._code if (value := extract(source))}
        return self._anew[function]

    @cached_property
    def _code(self) -> list[tuple[str, Source]]:
        """All sources that are no contracts, in order, for functions that are asked of every one of them."""
        sources = self.snapshot.sources
        return [(path, sources[path]) for path in sorted(sources) if not path.endswith(SUFFIX)]

    def _fact(self, extract: Extract, path: str) -> Fact | None:
        value = self._value(extract, path)
        return self._numbers.fact(_ONE, extract, value) if value else None

    def _value(self, extract: Extract, path: str) -> Any:
        said = self._said.setdefault(name_of(extract), {})
        if path not in said:
            said[path] = extract(self.snapshot.sources[path])
        return said[path]


_ALL, _ONE = "of sources", "sources with"


def _numbered(facts: Mapping[str, Fact]) -> dict[int, list[str]]:
    """The files of which a function says something, by the numbers of its keys."""
    found: dict[int, list[str]] = {}
    for path, fact in facts.items():
        for number in unpacked(fact.keys):
            found.setdefault(number, []).append(path)
    return found


def _paired(source: Source, snapshot: Snapshot) -> tuple[Pairing, ...]:
    return pairings_of_file(source.path, source.shapes, snapshot.contracts, snapshot.conventions)


def _function(name: str) -> Extract:
    """The function of a name that `name_of` gave; its module has been imported, for it belongs to a rule."""
    module, _, inner = name.partition(":")
    found: Any = sys.modules[module]
    for part in inner.split("."):
        found = getattr(found, part)
    return found


def _places(finding: Finding) -> Iterator[str]:
    yield finding.path
    yield from (p.path for p in finding.related)
    yield from (e.path for fix in finding.fixes for e in fix.edits)
