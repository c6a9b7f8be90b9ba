"""A check of a folder that goes on from the last one: what is kept of it, and what has changed since."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from dovetail.core.contracts import SUFFIX
from dovetail.core.conventions import read_conventions
from dovetail.core.plan import read_sprint
from dovetail.core.settings import Settings
from dovetail.core.shapes import NOTHING
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Text
from dovetail.features.tree import is_plan, snapshot_from_sources
from dovetail.languages import read
from dovetail.rules.asking.ledger import Entry, Fact, Ledger
from dovetail.rules.asking.resuming import Resumption

from .cache import Cache, Row, digest_of
from .frozen import frozen, loaded
from .reading import read_many

STATE = 16  # random bytes that tell one kept check from another


class Moved(Exception):
    """A file is no longer what it was when this check began, or what was kept of it is gone."""


@dataclass(slots=True)
class Kept:
    """The last check, and the tree that it was of: the hashes of its files, its paths, and what it was told besides."""

    state: bytes
    ledger: Ledger
    sources: dict[str, bytes]
    texts: dict[str, bytes]
    plans: dict[str, bytes]
    conventions: tuple[str, str] | None
    paths: frozenset[str]
    settings: str
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])  # as they are in the file


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder as it is now: the hashes of all files that are read, all paths, and how to come by a text."""

    root: Path
    digests: Mapping[str, bytes]
    paths: frozenset[str]
    settings: Settings
    text: Callable[[str], Text | None]

    def text_of(self, path: str) -> Text:
        """The text of a file that is read. Raises `Moved` where it is another than a moment ago."""
        text = self.text(path)
        if text is None or digest_of(text) != self.digests[path]:
            raise Moved(path)
        return text


@dataclass(frozen=True, slots=True)
class Recollection:
    """A snapshot that reads what it is asked for, its check as far as it is known, and what had to be read for it."""

    snapshot: Snapshot
    resumption: Resumption
    fresh: tuple[tuple[str, bytes | None], ...]


class Sources(Mapping[str, Source]):
    """Sources that are loaded when they are asked for."""

    def __init__(self, paths: Iterable[str], load: Callable[[str], Source]) -> None:
        self._held: dict[str, Source | None] = dict.fromkeys(sorted(paths))
        self._load = load

    def __getitem__(self, path: str) -> Source:
        found = self._held[path]
        if found is None:
            found = self._held[path] = self._load(path)
        return found

    def __contains__(self, path: object) -> bool:
        return path in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def recollected(kept: Kept, tree: Tree, cache: Cache) -> Recollection | None:
    """The check of a tree by what is kept; None where so much is different that a new one is as quick.

    Raises `Moved` where a file changes meanwhile; so does asking the snapshot for one.
    """
    was = {**kept.sources, **kept.texts, **kept.plans}
    differ = [p for p, digest in tree.digests.items() if was.get(p) != digest]
    gone = [p for p in was if p not in tree.digests]
    if 4 * (len(differ) + len(gone)) > len(tree.digests) or kept.settings != tree.settings.model_dump_json():
        return None
    same = {p: digest for p, digest in kept.sources.items() if tree.digests.get(p) == digest}
    texts = {p: tree.text_of(p) for p in tree.digests if p not in same and tree.digests[p]}
    read_anew = {p: texts[p] for p in differ if p in texts and not is_plan(p)}
    found: dict[str, Source] = {}
    fresh: list[tuple[str, bytes | None]] = []
    for path, shapes, content in read_many(tree.root, read_anew):
        fresh.append((path, content))
        if shapes is not None:
            found[path] = Source(path, texts.pop(path), shapes)

    def load(path: str) -> Source:
        if path in found:
            return found[path]
        shapes = cache.shapes(path, tree.digests[path])
        text = tree.text_of(path)
        source = Source(path, text, shapes) if shapes is not None else read(path, text)
        if source is None:
            raise Moved(path)
        return source

    snapshot = snapshot_from_sources(Sources({*same, *found}, load), texts, tree.paths, tree.settings)
    plans = {s.path for s in snapshot.sprints}
    if snapshot.conventions is not None:
        plans.add(snapshot.conventions.path)
    if plans & snapshot.sources.keys() or any((p in kept.plans) != (p in plans) for p in texts if p in was):
        return None  # a file has become a plan, or is one no more
    changed = {*found, *(kept.sources.keys() - same.keys())}
    before = _before(kept, snapshot, changed, cache)
    return Recollection(snapshot, Resumption(snapshot, kept.ledger, before, changed), tuple(fresh))


def _before(kept: Kept, now: Snapshot, changed: set[str], cache: Cache) -> Snapshot:
    """What the check that is kept was of, as far as it has to be compared."""
    sources: dict[str, Source] = {}
    for path in sorted(changed & kept.sources.keys()):
        shapes = cache.shapes(path, kept.sources[path]) if path.endswith(SUFFIX) else NOTHING
        if shapes is None:
            raise Moved(path)
        sources[path] = Source(path, Text(""), shapes)
    if any(path.endswith(SUFFIX) for path in changed):
        others = (p for p in kept.sources if p.endswith(SUFFIX) and p not in changed)
        sources |= {p: now.sources[p] for p in others}
    sprints = {s.path: s for s in now.sprints}
    conventions = now.conventions
    if kept.conventions is None:
        conventions = None
    elif conventions is None or (conventions.path, conventions.text.source) != kept.conventions:
        conventions = read_conventions(kept.conventions[0], Text(kept.conventions[1]))
    return Snapshot(
        sources=MappingProxyType(dict(sorted(sources.items()))),
        paths=kept.paths,
        texts=MappingProxyType({p: _as_before(p, kept, now) for p in kept.texts}),
        conventions=conventions,
        sprints=tuple(
            sprints[p] if p in sprints and digest_of(sprints[p].text) == digest else read_sprint(p, Text(""))
            for p, digest in kept.plans.items()
            if conventions is None or p != conventions.path
        ),
        settings=now.settings,
        writers=now.writers,
        libraries=now.libraries,
    )


def _as_before(path: str, kept: Kept, now: Snapshot) -> Text:
    """A text that is read for itself alone; where it has changed, another than now."""
    text = now.texts.get(path)
    return text if text is not None and digest_of(text) == kept.texts[path] else Text("\0")


def last_check(cache: Cache) -> Kept | None:
    """The check that a cache has kept; None where there is none, or any of it is damaged."""
    found = cache.ledger()
    head = loaded(found[1]) if found is not None else None
    if found is None or not isinstance(head, tuple):
        return None
    texts, plans, conventions, paths, settings, facts, of_contracts = cast(tuple[Any, ...], head)
    ledger = Ledger({}, _facts(facts), set(of_contracts))
    sources: dict[str, bytes] = {}
    for row in found[2]:
        said = loaded(row.said) if row.said is not None else ((), ())
        if not isinstance(said, tuple):
            return None
        findings, pairs = cast(tuple[Any, Any], said)
        ledger.entries[row.name] = Entry(row.keys, findings, pairs, row.looked_up)
        if row.digest:
            sources[row.name] = row.digest
    return Kept(found[0], ledger, sources, texts, plans, conventions, frozenset(paths), settings, dict(ledger.entries))


def keep_check(
    cache: Cache, kept: Kept | None, snapshot: Snapshot, ledger: Ledger, digests: Mapping[str, bytes]
) -> None:
    """Keeps a check in the place of the one that it went on from, if any."""
    plans = [s.path for s in snapshot.sprints]
    conventions = snapshot.conventions
    if conventions is not None:
        plans.append(conventions.path)
    head = (
        {p: digests[p] for p in snapshot.texts},
        {p: digests[p] for p in plans},
        (conventions.path, conventions.text.source) if conventions is not None else None,
        tuple(snapshot.paths),
        snapshot.settings.model_dump_json(),
        {f: {p: (fact.hash, fact.keys) for p, fact in facts.items()} for f, facts in ledger.facts.items()},
        tuple(ledger.of_contracts),
    )
    before = kept.entries if kept is not None else {}
    rows = [
        Row(
            name,
            digests[name] if name in snapshot.sources else b"",
            entry.keys,
            entry.looked_up,
            frozen((entry.findings, entry.pairs)) if entry.findings or entry.pairs else None,
        )
        for name, entry in ledger.entries.items()
        if before.get(name) is not entry
    ]
    gone = [name for name in before if name not in ledger.entries]
    cache.keep_ledger(kept.state if kept is not None else None, os.urandom(STATE), frozen(head), rows, gone)


def _facts(kept: dict[str, dict[str, tuple[bytes, bytes]]]) -> dict[str, dict[str, Fact]]:
    return {function: {path: Fact(*fact) for path, fact in facts.items()} for function, facts in kept.items()}
