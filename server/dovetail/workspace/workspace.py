"""A folder with what is open in the editor laid over it, as one snapshot after another."""

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from dovetail.core.context import context_globs
from dovetail.core.errors import UsageError
from dovetail.core.findings import Finding
from dovetail.core.globs import matches_any
from dovetail.core.settings import SETTINGS_PATH, Settings
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Text
from dovetail.features.tree import (
    conventions_path,
    is_plan,
    is_read,
    snapshot_after,
    snapshot_from_texts,
    sprints_from_texts,
)
from dovetail.languages import language_of, read
from dovetail.rules import check, rules

from .cache import Cache, Known, digest_of, open_cache
from .collecting import collecting_later
from .files import Stamp, is_readable, read_text, settled, stamp
from .listing import Listing, is_ignore_file
from .reading import FEW, read_beside, read_sources
from .settings import merged_settings

CONTRACTS_AND_PLANS = (".contract.ts", ".sprint.yaml", ".md")
Report = Callable[[Snapshot, tuple[Finding, ...]], str]  # what is made of a check
KEPT_AT_ONCE = 20  # files: a millisecond of writing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the first reading of a folder has come. `total` is 0 while files are still being counted.

    From `plans_read` on, contracts, conventions and sprints are complete, so that findings in open files can be trusted.
    `waiting` while there is nothing to do here until another process has read some more. `read` when all has been read and
    counts from the next step on: until then `Workspace.ahead` shows how it will be.
    """

    done: int
    total: int
    plans_read: bool = False
    waiting: bool = False
    read: bool = False


class Workspace:
    """The one holder of a folder's current snapshot.

    Changes go in by `set_text`, `close`, `changed_on_disk` and `removed`; what comes out is `snapshot`, which is put
    together when it is asked for and is the same value until something changes. The editor's text wins over the
    disk's. Without a root there is only what the editor holds.
    """

    def __init__(self, root: Path | None, editor_settings: Mapping[str, object] | None = None) -> None:
        self.root = root
        self.revision = 0
        self._born = time.time_ns()  # before the first stamp is taken
        self.loaded = root is None
        self.settings = Settings()
        self.settings_problem: str | None = None
        self.cache_problem: str | None = None  # why the last check could not be kept, in a sentence
        self._editor_settings: Mapping[str, object] = editor_settings or {}
        self._listing = Listing(root)
        self._disk: dict[str, Text | None] = {}
        self._stamps: dict[str, Stamp | None] = {}
        self._open: dict[str, Text] = {}
        self._staged: dict[str, Text] = {}
        self._staged_stamps: dict[str, Stamp | None] = {}
        self._parsed: dict[str, Source] = {}
        self._coming: dict[str, Source] = {}
        self._plans: tuple[int, tuple[str, ...]] = (-1, ())
        self._selection: tuple[tuple[object, ...], tuple[str, ...]] = ((), ())
        self._launched: tuple[Snapshot, str] | None = None
        self._snapshot = Snapshot()
        self._stale = True
        self._edited: set[str] = set()  # open files that have another text than in the snapshot, where that is all
        self._read_settings()

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot. While the folder is being read it holds what has been read so far."""
        if self._stale or self._edited:
            before, edited = self._snapshot, {path: self._open[path] for path in self._edited}
            after = snapshot_after(before, edited) if not self._stale else None
            self._stale = False
            self._edited.clear()
            self._snapshot = after if after is not None else self._assembled(before)
            self.revision += 1
        return self._snapshot

    @property
    def ahead(self) -> Snapshot:
        """The snapshot as it will be when what has been read apart counts, as far as can be told."""
        now = self.snapshot
        sources = dict(sorted({**now.sources, **self._coming}.items()))
        return replace(now, sources=MappingProxyType(sources), paths=now.paths | self._coming.keys())

    def is_known_ahead(self, changed: Iterable[str]) -> bool:
        """True where all that some changed files will say is in `ahead`: none is gone, and none is a plan or says how files are read."""
        return self.root is not None and all(
            path in self._coming
            or path in self._open
            or (path != SETTINGS_PATH and not path.endswith(CONTRACTS_AND_PLANS[1:]) and (self.root / path).is_file())
            for path in changed
        )

    def load(self, meanwhile: Callable[[], object] | None = None) -> None:
        """Read the folder at one go, with both hands and with what was kept. Only for a process without other threads.

        `meanwhile` is what there is to do besides while other processes read. Raises `UsageError` where the settings cannot be read.
        """
        with self._kept() as cache, collecting_later():
            self._list()
            root = self.root or Path()
            self._parsed = read_sources(root, self._wanted(), self._stamped, cache, self._born, meanwhile)
        self.loaded = True
        self._stale = True
        if self.settings_problem is not None:
            raise UsageError(self.settings_problem)

    @property
    def unread(self) -> list[str]:
        """The contracts, conventions and sprints that are there and are not read: they are too long, or no text."""
        plans = (
            p for p in self._listing.paths if p.endswith((".contract.ts", ".sprint.yaml")) or p == "CONVENTIONS.md"
        )
        root = self.root  # what was read for the check is not read once more
        return sorted(
            p for p in plans if root is not None and self._disk.get(p) is None and read_text(root / p) is None
        )

    def checked(self, report: Report) -> str:
        """The report of a check of the folder as it is on disk. Where nothing has changed it is the last one again.

        Where little has, only that is checked. Only for a process without other threads. Raises `UsageError` as `load` does.
        """
        with self._kept() as cache, collecting_later():
            self._list()
            known = cache.known()
            self._wanted(cache)
            made = None
            if known:
                digests = self._digests(known)
                made = cache.report(self._key(digests)) if self.settings_problem is None else None
                if made is None:
                    made = self._resumed(report, cache, digests)
            if made is None:
                made = self._anew(report, cache)
            self.cache_problem = cache.problem
            return made.decode()

    def _resumed(self, report: Report, cache: Cache, digests: Mapping[str, bytes]) -> bytes | None:
        """The report of a check that goes on from the last one; None where there is none, or too much has changed since."""
        from .recollection import Moved, Tree, keep_check, last_check, recollected
        from .sharing import ask_shared

        kept = last_check(cache) if self.settings_problem is None else None
        if kept is None or self.root is None:
            return None
        try:
            known = cache.known()
            found = recollected(
                kept, Tree(self.root, digests, frozenset(self._listing.paths), self.settings, self._text), cache
            )
            if found is None:
                return None
            ask_shared(found.resumption)
            made = report(found.snapshot, found.resumption.findings()).encode()
        except Moved:
            return None
        now = {p: Known(digests[p], settled(s, self._born)) for p, s in self._stamps.items() if p in digests}
        fresh = dict(found.fresh)
        cache.keep((p, now[p], content) for p, content in fresh.items())
        cache.touch((p, seen) for p, seen in now.items() if p not in fresh and known.get(p) not in (None, seen))
        cache.forget(known.keys() - digests.keys())
        keep_check(cache, kept, found.snapshot, found.resumption.noted(), digests)
        cache.keep_report(self._key(digests), made)
        return made

    def _anew(self, report: Report, cache: Cache) -> bytes:
        """The report of a check of everything."""
        self.load(meanwhile=rules)  # they are imported
        if not cache.is_open:
            return report(self.snapshot, check(self.snapshot)).encode()
        from .recollection import keep_check
        from .sharing import asked_anew

        resumption = asked_anew(self.snapshot)
        made = report(self.snapshot, resumption.findings()).encode()
        digests = self._digests({})
        keep_check(cache, None, self.snapshot, resumption.noted(), digests)
        cache.keep_report(self._key(digests), made)
        return made

    def loading(self, *, beside: bool = False) -> Generator[Progress]:
        """Read the folder in small steps: first which files there are, then contracts and plans, then the code.

        The code that is not open counts when all of it has been read, so that no keystroke meanwhile has to look at half of it.
        What earlier checks have kept is used. With `beside` another process reads the code if there is much of it, and whoever
        asks has to wait for it now and then.
        """
        assert self.root is not None
        for names in self._listing.walk():
            self._listing.add(names)
            yield Progress(0, 0)
        self._stale = True
        order = sorted(self._wanted(), key=_reading_order)
        plans = sum(path.endswith(CONTRACTS_AND_PLANS) for path in order)
        done = 0
        with self._kept() as cache:
            for path in order[:plans]:
                self._take_in(path, self._text(path), cache)
                done += 1
                yield Progress(done, len(order), plans_read=done == plans)
            texts: dict[str, Text] = {}
            sources: list[Source] = []
            fresh: list[tuple[str, Known, bytes | None]] = []
            for path in order[plans:]:
                if path in self._open or path in self._disk:
                    self._take_in(path, self._text(path), cache)
                elif (text := self._stage(path)) is not None:
                    shapes = cache.shapes(path, digest_of(text))
                    if shapes is None:
                        texts[path] = text
                        continue
                    sources.append(Source(path, text, shapes))
                done += 1
                yield Progress(done, len(order), plans_read=True)
            for read_one in read_beside(self.root, texts, FEW if beside else len(texts)):
                if read_one is None:
                    yield Progress(done, len(order), plans_read=True, waiting=True)
                    continue
                source, content = read_one
                fresh.append((source.path, Known(digest_of(source.text), None), content))
                if len(fresh) == KEPT_AT_ONCE:
                    cache.keep(fresh)
                    fresh.clear()
                sources.append(source)
                done += 1
                yield Progress(done, len(order), plans_read=True)
            cache.keep(fresh)
        self._coming = {s.path: s for s in sources}
        yield Progress(done, len(order), plans_read=True, read=True)
        for source in sources:
            self._take_staged(source)
        self._coming = {}
        self._staged.clear()
        self.loaded = True
        self._stale = True

    def taking_in(self, paths: Iterable[str], *, beside: bool = False) -> Generator[Progress]:
        """Take in, in small steps, that many files have changed on disk: until all are read, what was read before counts."""
        texts: dict[str, Text] = {}
        others: list[str] = []
        for path in paths:
            text = self._stage(path) if self._is_plain_code(path) else None
            if text is None:
                others.append(path)
            else:
                texts[path] = text
            yield Progress(0, 0)
        sources: list[Source] = []
        changed = {path: text for path, text in texts.items() if self._disk.get(path) != text}
        for read_one in read_beside(self.root or Path(), changed, FEW if beside else len(changed)):
            if read_one is not None:
                sources.append(read_one[0])
            yield Progress(len(sources), len(changed), waiting=read_one is None)
        self._coming = {s.path: s for s in sources}
        yield Progress(len(sources), len(changed), read=True)
        for source in sources:
            self._take_staged(source)
        self._coming = {}
        for path in texts.keys() - changed.keys():  # written again as it was
            self._staged.pop(path, None)
            self._stamps[path] = self._staged_stamps.pop(path, None)
        self.changed_on_disk([*others, *(p for p, text in changed.items() if self._staged.get(p) is text)])

    def looking(self) -> Iterator[list[str]]:
        """Look, in small steps, at what has changed on disk that nobody has told about; the last step says what it is."""
        if self.root is None:
            return
        found: set[str] = set()
        for names in self._listing.walk_anew():
            found.update(names)
            yield []
        changed = [*(self._listing.paths ^ found) - self._open.keys()]
        for path in self._disk.keys() - changed:
            if stamp(self.root / path) != self._stamps.get(path):
                changed.append(path)
            yield []
        yield changed

    def refresh(self) -> None:
        """Take in what has changed on disk, at one go."""
        for changed in self.looking():
            if changed:
                self.changed_on_disk(changed)

    def set_text(self, path: str, text: Text) -> None:
        """The editor has this text for a file."""
        if path not in self._open and not self._listing.ignores(path):
            self._listing.add([path])
        before = self._open.get(path)
        if before != text:
            self._open[path] = text
            if before is None or path == SETTINGS_PATH or not (is_readable(before) and is_readable(text)):
                self._touched(path)
            else:
                self._edited.add(path)

    def as_held(self, path: str, text: Text) -> Text:
        """The text itself, or the same one as it is held already: who has read that reads on from it."""
        held = self._snapshot.text(path)
        return held if held is not None and held == text else text

    def close(self, path: str) -> None:
        """The editor has closed a file: what is on disk counts again."""
        if self._open.pop(path, None) is not None:
            self._edited.discard(path)
            self.changed_on_disk([path])

    def changed_on_disk(self, paths: Iterable[str]) -> None:
        """Files or folders have appeared or changed on disk, or may have gone."""
        gone: list[str] = []
        for path in paths:
            self._disk.pop(path, None)
            self._staged.pop(path, None)
            if self.root is None or not (self.root / path).exists():
                gone.append(path)
            elif is_ignore_file(path):
                self._listing.rescan(self._open)
            elif (self.root / path).is_dir():
                gone += self._look_below(path)
            elif path not in self._listing.paths and not self._listing.ignores(path):
                self._listing.add([path])
            self._touched(path)
        if gone:
            self.removed(gone)

    def removed(self, paths: Iterable[str]) -> None:
        """Files or folders are gone from the disk. One that is open stays, as a file that is not saved."""
        gone = frozenset(paths)
        for path in [p for p in self._disk if _is_below(p, gone)]:
            del self._disk[path]
        lost = {p for p in self._listing.paths if _is_below(p, gone)} - self._open.keys()
        self._listing.remove(lost)
        for path in gone:
            self._touched(path)
        if any(is_ignore_file(p) for p in gone | lost):
            self._listing.rescan(self._open)

    def _is_plain_code(self, path: str) -> bool:
        """True for what can be read apart and taken in later."""
        if path in self._open or path == SETTINGS_PATH or language_of(path) is None or self.root is None:
            return False
        return (self.root / path).is_file() and (path in self._listing.paths or not self._listing.ignores(path))

    def _stage(self, path: str) -> Text | None:
        """The text of a file on disk, which does not count yet."""
        assert self.root is not None
        self._staged_stamps[path] = stamp(self.root / path)
        text = read_text(self.root / path)
        if text is not None:
            self._staged[path] = text
        return text

    def _take_staged(self, source: Source) -> None:
        """From here on what was read apart counts, unless the file has changed meanwhile."""
        path = source.path
        if self._staged.get(path) is not source.text:
            return
        self._disk[path] = self._staged.pop(path)
        self._stamps[path] = self._staged_stamps.pop(path)
        self._parsed[path] = source
        if path not in self._listing.paths:
            self._listing.add([path])
        self._stale = True

    def _take_in(self, path: str, text: Text | None, cache: Cache) -> None:
        """Read a file that counts already."""
        shapes = cache.shapes(path, digest_of(text)) if text is not None else None
        source = None
        if text is not None:
            source = Source(path, text, shapes) if shapes is not None else read(path, text)
        if source is not None:
            self._parsed[path] = source
            self._stale = True

    def saved(self, path: str) -> Text | None:
        """What is on disk of a file, as it was when somebody last told that it had changed."""
        if self.root is not None and path not in self._disk:
            file = os.path.join(self.root, path)  # noqa: PTH118 half of the time of a path of its own
            self._stamps[path] = stamp(file)
            self._disk[path] = read_text(file)
        return self._disk.get(path)

    def why_left_out(self, path: str) -> str | None:
        """Why a contract, conventions or sprint that is open counts for nobody, in a sentence; None for any other file."""
        text = self._open.get(path)
        if text is None or self.root is None or not path.endswith(CONTRACTS_AND_PLANS[:2]):
            return None
        if self._listing.ignores(path):
            return "Git ignores this file, so it counts for nobody: take it out of .gitignore, or move it."
        if matches_any(self.settings.exclude, path):
            return "The setting `exclude` names this file, so it counts for nobody."
        return None if is_readable(text) else "This file is no text, or longer than 1 MB, so it is not read."

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The open files whose text is not what is on disk."""
        if self.root is None:
            return tuple(sorted(self._open))
        return tuple(sorted(p for p, text in self._open.items() if read_text(self.root / p) != text))

    def configure(self, editor_settings: Mapping[str, object]) -> None:
        """What the editor's own settings say, on top of the repository's."""
        self._editor_settings = editor_settings
        self._read_settings()
        self._stale = True

    def launched(self, tree: Snapshot | None, slug: str) -> None:
        """A sprint runs that was launched from this tree, with whose contracts those here are compared; None where none runs."""
        self._launched = (tree, slug) if tree is not None else None
        self._stale = True

    def _touched(self, path: str) -> None:
        self._stale = True
        if path == SETTINGS_PATH or SETTINGS_PATH.startswith(path + "/"):
            self._read_settings()

    def _read_settings(self) -> None:
        self.settings, self.settings_problem = merged_settings(self._text(SETTINGS_PATH), self._editor_settings)

    def text(self, path: str) -> Text | None:
        """The text that counts for a file of this folder."""
        return self._text(path) if path in self._listing.paths else None

    def _text(self, path: str) -> Text | None:
        """The text that counts for a file: the editor's, else the disk's. None for one that is not read."""
        text = self._open.get(path)
        if text is None:
            return self.saved(path)
        return text if is_readable(text) else None

    def _stamped(self, path: str) -> tuple[Text, Stamp | None] | None:
        """The text that counts for a file, with the stamp of what is on disk."""
        text = self._text(path)
        return (text, self._stamps.get(path)) if text is not None else None

    def _look_below(self, folder: str) -> list[str]:
        """Take in what lies in a folder now; the paths that are gone from it. It may have gone and come back as another."""
        assert self.root is not None
        found = self._listing.below(folder)
        known = {p for p in self._listing.paths | self._disk.keys() if p.startswith(folder + "/")}
        for path in known & found & self._disk.keys():
            if stamp(self.root / path) != self._stamps.get(path):
                del self._disk[path]
                self._touched(path)
        self._listing.remove({folder} & self._listing.paths)  # it may have been a file before
        self._listing.add(found)
        if any(is_ignore_file(p) for p in known | found):
            self._listing.rescan(self._open)
        return [*(known - found)]

    def _list(self) -> None:
        """Which files there are, where that is not known yet."""
        if not self._listing.version:
            for names in self._listing.walk():
                self._listing.add(names)

    @contextmanager
    def _kept(self) -> Generator[Cache]:
        """What was kept of this folder; nothing where it is so small that reading it is as quick."""
        self._list()
        cache = open_cache(self.root) if self.root is not None and len(self._listing.paths) > FEW else Cache()
        try:
            yield cache
        finally:
            cache.close()

    def _key(self, digests: Mapping[str, bytes]) -> bytes:
        """A hash of all that a check depends on."""
        return _hash(
            self.settings.model_dump_json(), sorted(self._listing.paths), [(p, d.hex()) for p, d in digests.items()]
        )

    def _digests(self, known: Mapping[str, Known]) -> dict[str, bytes]:
        """The hashes of the files that are read. One whose stamp is known is not read for it."""
        return {path: self._digest(path, known.get(path)) for path in self._wanted()}

    def _digest(self, path: str, known: Known | None) -> bytes:
        is_held = path in self._disk or path in self._open
        seen = known.stamp if known is not None and not is_held else None
        if known is not None and seen is not None and stamp(f"{self.root}{os.sep}{path}") == seen:
            return known.digest
        text = self._text(path)
        return digest_of(text) if text is not None else b""

    def _wanted(self, cache: Cache | None = None) -> tuple[str, ...]:
        """The files whose text a snapshot needs, by what the sprints of this moment say; a cache knows those of the last check."""
        if self._plans[0] != self._listing.version:
            self._plans = (self._listing.version, tuple(p for p in self._listing.paths if is_plan(p)))
        plans = {p: t for p in self._plans[1] if (t := self._text(p)) is not None}
        sprints = sprints_from_texts(plans, self._snapshot)
        key = (self._listing.version, self.settings.exclude, conventions_path(sprints), *map(context_globs, sprints))
        if self._selection[0] != key:
            kept = _hash(key[1:], sorted(self._listing.paths)) if cache is not None else b""
            selected = cache.selection(kept) if cache is not None else None
            if selected is None:
                selected = tuple(
                    sorted(p for p in self._listing.paths if p in plans or is_read(p, sprints, self.settings))
                )
                if cache is not None:
                    cache.keep_selection(kept, selected)
            self._selection = (key, selected)
        return self._selection[1]

    def _assembled(self, previous: Snapshot) -> Snapshot:
        texts: dict[str, Text] = {}
        for path in self._wanted():
            # While the folder is being read, asking for one more text must not read the whole folder.
            if self.loaded or path in self._open or path in self._disk:
                text = self._text(path)
                if text is not None:
                    texts[path] = text
        if self._parsed:
            previous = replace(previous, sources={**previous.sources, **self._parsed})
            self._parsed = {}
        return snapshot_from_texts(texts, self._listing.paths, self.settings, previous, self._launched)


def _reading_order(path: str) -> tuple[bool, str]:
    """Contracts and plans first: without them a finding about an open file could be wrong."""
    return (not path.endswith(CONTRACTS_AND_PLANS), path)


def _hash(*parts: object) -> bytes:
    """A hash of values that are written the same in every run."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _is_below(path: str, folders: frozenset[str]) -> bool:
    """True where a path or a folder above it is among some paths."""
    while path:
        if path in folders:
            return True
        path = path.rpartition("/")[0]
    return False
