"""What is kept from one snapshot to the next beside the answers of rules: which code implements what, and what was extracted."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from itertools import compress
from operator import is_not
from typing import Any

from dovetail.core.bindings import Pairing, paired_by, pairings_of_file
from dovetail.core.contracts import SUFFIX, Contract, Contracts, Outline, id_formats_of
from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import replace
from dovetail.core.plan import Sprint
from dovetail.core.scopes import alike
from dovetail.core.shapes import FileShapes
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key

from .facts import Facts
from .lookers import Lookers
from .moving import Change, Move, changed, with_heirs
from .watched_sprint import WatchedSprint, changed_sprint
from .watching import Key, Notes, WatchedContracts


class Keeper:
    """The last snapshot with its pairings and facts. `advance` brings them up to date, and says by which keys the new one differs.

    `bound` is another object whenever another file, or one more or less in a file, implements a contract.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = Snapshot(settings=snapshot.settings, writers=snapshot.writers, libraries=snapshot.libraries)
        self.moves: dict[str, Move] = {}
        self.sources: list[str] = []
        self.sprints: list[str] = []
        self.bound = object()
        self._pairings: dict[str, tuple[Pairing, ...]] = {}
        self._looked_up: dict[str, frozenset[Key]] = {}
        self._who = Lookers[Key, str]()
        self._implementers = Lookers[str, str]()
        self._of_sources = Facts[Source](
            "of sources", "sources with", "said of sources", lambda snapshot: snapshot.of_sources
        )
        self._of_contracts = Facts[Contract](
            "of contracts", "contracts with", "said of contracts", lambda snapshot: snapshot.of_contracts
        )

    def advance(self, new: Snapshot) -> set[Key]:
        """Goes on to a snapshot of the same settings.

        Afterwards `sources` and `sprints` are the files that were read anew or are gone, and `moves` say where the rest of a
        contract's or sprint's text has gone.
        """
        old, self.snapshot = self.snapshot, new
        keys: set[Key] = {("everything",)}
        edited = new.edited_since(old)
        self.sources = _differing(old.sources, new.sources) if edited is None else [edited]
        names, self.moves = changed_sources(old, new, self.sources, keys)
        keys.update(changed_plans(old, new))
        self.sprints, moves = changed_sprints(old, new, keys)
        self.moves |= moves
        reordered = False
        if names is not None:
            reordered = not new.contracts.is_named_like(old.contracts)
            keys.update(changed_contracts(old, new, names))
        self._pair([p for p in self.sources if not p.endswith(SUFFIX)], keys, _paired_alike(old, new, names or ()))
        self._extract(names or frozenset(), reordered, keys)
        return keys

    def differing(self, other: Snapshot) -> set[Key]:
        """The keys by which another snapshot of the same settings differs from the last one, which stays the last one."""
        last, bound = self.snapshot, self.bound
        keys = self.advance(other)
        self.advance(last)
        self.bound = bound
        return keys

    def sprint(self, path: str, notes: Notes) -> WatchedSprint:
        return next(WatchedSprint(s, notes) for s in self.snapshot.sprints if s.path == path)

    def watched_sprints(self, notes: Notes) -> tuple[Sprint, ...]:
        notes.keys.add(("sprint paths",))
        return tuple(WatchedSprint(s, notes) for s in self.snapshot.sprints)

    def pairings(self) -> tuple[Pairing, ...]:
        return tuple(p for path in sorted(self._pairings) for p in self.pairings_of_path(path))

    def pairings_of_path(self, path: str) -> tuple[Pairing, ...]:
        """The pairings of a file; the contract of each is that of the current snapshot, which may have moved."""
        held = self._pairings.get(path, ())
        get = self.snapshot.contracts.get
        if any(get(p.contract.name) is not p.contract for p in held):
            held = self._pairings[path] = tuple(replace(p, contract=get(p.contract.name) or p.contract) for p in held)
        return held

    def pairings_of_contract(self, name: str) -> tuple[Pairing, ...]:
        paths = sorted(self._implementers.of(name))
        return tuple(p for path in paths for p in self.pairings_of_path(path) if p.contract.name == name)

    def facts_of_sources(self, extract: Callable[[Source], Any]) -> Mapping[str, Any]:
        return self._of_sources.held(extract, self.snapshot).by_name

    def facts_of_contracts(self, extract: Callable[[Contract], Any]) -> Mapping[str, Any]:
        return self._of_contracts.held(extract, self.snapshot).by_name

    def sources_with(self, extract: Callable[[Source], Any], key: Hashable) -> Mapping[str, Any]:
        return self._of_sources.held(extract, self.snapshot).by_key.get(key, {})

    def contracts_with(self, extract: Callable[[Contract], Any], key: Hashable) -> Mapping[str, Any]:
        return self._of_contracts.held(extract, self.snapshot).by_key.get(key, {})

    def said_of_contracts(self, extract: Callable[[Contract], Any], key: Hashable) -> Collection[Any]:
        return self._of_contracts.held(extract, self.snapshot).values_of(key)

    def _pair(self, sources: Iterable[str], keys: set[Key], alike: set[Key]) -> None:
        """Brings the pairings up to date with sources that have changed, and with what others have looked up.

        `alike` are keys by which nothing differs for a pairing but its contract, which is told when it is asked for.
        """
        dirty = self._who.of(*(keys - alike)).union(sources)
        if not dirty:
            return
        notes = Notes()
        contracts = WatchedContracts(self.snapshot.contracts, notes)
        conventions = self.snapshot.conventions
        for path in dirty:
            source = self.snapshot.sources.get(path)
            notes.begin()
            found = _paired(source, contracts, conventions) if source is not None else ()
            self._remember(path, notes.end() | ({("conventions",)} if source is not None else set()))
            before = self._pairings.pop(path, ())
            if found:
                self._pairings[path] = found
            if before or found:
                keys |= {("pairings",), ("pairings of path", path)}
                keys.update(("pairings of contract", p.contract.name) for p in (*before, *found))
            if [p.contract.name for p in before] != [p.contract.name for p in found]:
                self.bound = object()
            for p in before:
                self._implementers.discard(p.contract.name, path)
            for p in found:
                self._implementers.add(p.contract.name, path)

    def _remember(self, path: str, looked_up: set[Key]) -> None:
        for k in self._looked_up.pop(path, ()):
            self._who.discard(k, path)
        if looked_up:
            self._looked_up[path] = frozenset(looked_up)
            for k in looked_up:
                self._who.add(k, path)

    def _extract(self, names: frozenset[str], reordered: bool, keys: set[Key]) -> None:
        """Brings what was extracted up to date."""
        sources = {p: self.snapshot.sources.get(p) for p in self.sources if not p.endswith(SUFFIX)}
        keys |= self._of_sources.update(sources, sorted)
        if names:
            contracts = {n: self.snapshot.contracts.get(n) for n in names}
            keys |= self._of_contracts.update(
                contracts, lambda held: _in_order(held, self.snapshot.contracts), reordered=reordered
            )


def _differing(old: Mapping[str, Source], new: Mapping[str, Source]) -> list[str]:
    """The paths of which two snapshots do not hold the very same source."""
    if old is new:
        return []
    if len(old) == len(new):  # most often the same files in the same order, and hardly any that differs
        found = [p for p in compress(new, map(is_not, new.values(), old.values())) if old.get(p) is not new[p]]
        if all(p in old for p in found):
            return found
    found = list(compress(new, map(is_not, new.values(), map(old.get, new))))
    return found + [p for p in old if p not in new]


def changed_sources(
    old: Snapshot, new: Snapshot, paths: Iterable[str], keys: set[Key]
) -> tuple[frozenset[str] | None, dict[str, Move]]:
    """Notes the sources that differ, which are at some paths.

    Gives the names of contracts that may say something else, None where no contract was touched, and where the rest of each
    contract's text has gone.
    """
    moves: dict[str, Move] = {}
    names: set[str] = set()
    contracts = False
    for path in paths:
        before, after = old.sources.get(path), new.sources.get(path)
        keys |= {("source", path), ("text", path), ("sources",)}
        if before is None or after is None:
            keys |= {("is source", path), ("paths",)}
        if old.is_generated(path) != new.is_generated(path):
            keys.add(("generated", path))
        if old.preface(path) != new.preface(path):
            keys.add(("preface", path))
        if not path.endswith(SUFFIX):
            keys.add(("implementations",))
            continue
        contracts = True
        keys.add(("contracts",))
        if before is None or after is None:
            keys.add(("contract paths",))
        if before is None or after is None or not _same_exports(before.shapes, after.shapes):
            keys.add(("declared names",))
        change = _change(before, after)
        names |= _called(change.names, path, old, new)
        moves[path] = change.move
    if contracts:
        names |= _standing_for_others(names, old, new)
    return frozenset(names) if contracts else None, moves


def _called(names: frozenset[str], path: str, old: Snapshot, new: Snapshot) -> set[str]:
    """What some declarations of a file are called in both trees; where other files declare the same, those may have got another name."""
    found = set(names)
    for name in names:
        for contracts in (old.contracts, new.contracts):
            shared = contracts.scopes.places.get(name, ())
            found.update(contracts.scopes.called(p, name) for p in shared)
    return found


def _standing_for_others(names: set[str], old: Snapshot, new: Snapshot) -> set[str]:
    """The contracts whose text is the same, and which mean others by it: what their file imports, or what that declares, has changed."""
    found: set[str] = set()
    for path in new.contracts.paths:
        before, after = old.contracts.by_path.get(path), new.contracts.by_path[path]
        if before is None:
            continue
        was, now = old.contracts.scopes.of(path), new.contracts.scopes.of(path)
        differ = was.differing(now)
        if differ:
            blocks = [b for b in after.blocks if not differ.isdisjoint(b.targets) or not differ.isdisjoint(b.bases)]
            own = frozenset(n for b in blocks for n in b.names)
            heirs = with_heirs(after, own, frozenset(a for b in blocks for a in b.aliases))
            found.update(new.contracts.scopes.called(path, n) for n in heirs)
    return found - names


def _same_exports(old: FileShapes, new: FileShapes) -> bool:
    """True where a contract file declares the same names, and takes the same from others."""
    return (old.declared is new.declared or old.declared == new.declared) and alike(old.imports, new.imports)


def _change(before: Source | None, after: Source | None) -> Change:
    """What has changed in a contract file; all of it where it has come or gone."""
    if before is not None and after is not None:
        return changed(before, after)
    blocks = [b for s in (before, after) if s is not None for b in s.shapes.blocks]
    return Change(frozenset(n for b in blocks for n in b.names), Move(0, 0, 0))


def changed_contracts(old: Snapshot, new: Snapshot, names: frozenset[str]) -> set[Key]:
    """The keys of contracts, some of which may say something else."""
    keys: set[Key] = set()
    if old.contracts.scopes.places.keys() != new.contracts.scopes.places.keys():
        keys.add(("shared names",))
    linked = crossing = formats = tables = False
    is_named_alike = new.contracts.is_named_like(old.contracts)
    # whether a contract mentions others than before, an endpoint may carry others, ids are written otherwise, tables named
    for name in names:
        keys |= {("name", name), ("words", key(name))}
        before, after = old.contracts.get(name), new.contracts.get(name)
        for contract in (before, after):
            tag = contract.declaration.tag("db") if contract is not None else None
            if tag is not None:
                keys.add(("table", tag.value))
                tables = True
            crossing = crossing or (contract is not None and contract.is_endpoint)
        if (before is None) != (after is None):
            keys.add(("contract names",))
            linked = True
        if not is_named_alike and old.contracts.paths_of(name) != new.contracts.paths_of(name):
            keys.add(("declared", name))
        if _outline(before) != _outline(after):
            keys.add(("outline", name))
        formats = formats or _id_formats(before) != _id_formats(after)
        linked = linked or old.contracts.links(name) != new.contracts.links(name)
    new.contracts.take_endpoints(old.contracts, names)
    if not tables and is_named_alike:
        new.contracts.take_tables(old.contracts)
    if linked:
        keys.add(("links",))
    if old.contracts.again or new.contracts.again:
        keys.add(("contracts again",))
    if linked or crossing:
        keys |= _crossing_changed("asked", old.contracts.asked, new.contracts.asked)
        keys |= _crossing_changed("answered", old.contracts.answered, new.contracts.answered)
    else:
        new.contracts.take_links(old.contracts)
    if not formats and not old.contracts.again and not new.contracts.again:
        new.contracts.take_id_formats(old.contracts)
    elif old.contracts.id_formats != new.contracts.id_formats:
        keys.add(("id formats",))
    return keys


def _paired_alike(old: Snapshot, new: Snapshot, names: Iterable[str]) -> set[Key]:
    """The keys of contracts that say something else, and are paired with the same code by that."""
    before, after = old.contracts, new.contracts
    if not after.is_named_like(before):
        return set()
    found: set[Key] = set()
    for name in names:
        was, now = before.get(name), after.get(name)
        if was is not None and now is not None and paired_by(was) == paired_by(now):
            found |= {("name", name), ("words", key(name))}
    return found


def _outline(contract: Contract | None) -> Outline | None:
    return contract.outline if contract is not None else None


def _id_formats(contract: Contract | None) -> list[tuple[str, bool]]:
    return id_formats_of(contract) if contract is not None else []


def _crossing_changed(what: str, before: frozenset[str], after: frozenset[str]) -> set[Key]:
    differ = before ^ after
    keys: set[Key] = {(what, name) for name in differ}
    return keys | {(what,)} if differ else keys


def changed_sprints(old: Snapshot, new: Snapshot, keys: set[Key]) -> tuple[list[str], dict[str, Move]]:
    """Notes the sprints that differ. Gives their paths, and where the packages of each are now that stand or have moved."""
    moves: dict[str, Move] = {}
    before, after = {s.path: s for s in old.sprints}, {s.path: s for s in new.sprints}
    for path in before.keys() | after.keys():
        if before.get(path) is not after.get(path):
            differ, moves[path] = changed_sprint(before.get(path), after.get(path))
            keys |= differ
    return list(moves), moves


def changed_plans(old: Snapshot, new: Snapshot) -> set[Key]:
    """The keys of all that is neither source nor sprint."""
    keys: set[Key] = set()
    if not _same_rules(old.conventions, new.conventions):
        keys.add(("conventions",))
    if old.conventions is not new.conventions:
        keys.add(("conventions text",))
        keys.update(("text", c.path) for c in (old.conventions, new.conventions) if c is not None)
    if old.texts is not new.texts:
        differ = [p for p in old.texts.keys() | new.texts.keys() if old.texts.get(p) != new.texts.get(p)]
        keys.update(("text", p) for p in differ)
        if differ:
            keys.add(("texts",))
    if old.paths is not new.paths and old.paths != new.paths:
        keys.add(("paths",))
    for what in ("conflicts", "failures", "base", "launched", "branch", "others"):
        if getattr(old, what) is not getattr(new, what):
            keys.add((what,))
    return keys


def _same_rules(old: Conventions | None, new: Conventions | None) -> bool:
    """True where conventions say the same to the machine, at the same place; their prose may differ."""
    if old is None or new is None:
        return old is new
    if old is new:
        return True
    a, b = (c.text.source[: c.prose_range.start] for c in (old, new))
    return old.path == new.path and a == b and old.problems == new.problems


def _in_order(names: Iterable[str], contracts: Contracts) -> list[str]:
    held = set(names)
    return [name for name in contracts.by_place if name in held]


def _paired(source: Source, contracts: WatchedContracts, conventions: Conventions | None) -> tuple[Pairing, ...]:
    return pairings_of_file(source.path, source.shapes, contracts, conventions)
