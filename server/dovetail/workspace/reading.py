"""Many files read at one go: what is kept is taken from the cache, and the rest is shared among the processor's cores."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path

from dovetail.core.shapes import FileShapes
from dovetail.core.snapshot import Source
from dovetail.core.text import Text

from .cache import Cache, Known, digest_of, open_cache
from .crew import Crew, frozen_of, read_and_frozen
from .files import Stamp, settled
from .frozen import thawed

FEW = 300  # files; fewer are read sooner than another process starts
KEPT_AT_ONCE = 500  # files: some ten milliseconds of writing


def read_sources(
    root: Path,
    paths: Iterable[str],
    text_of: Callable[[str], tuple[Text, Stamp | None] | None],
    cache: Cache,
    taken: int,
    meanwhile: Callable[[], object] | None = None,
) -> dict[str, Source]:
    """What the language modules read of some files. What had to be read is kept for the next time.

    `text_of` is asked for every path, and gives None for what is not to be read. `taken` is a moment before the first of
    the stamps was taken. `meanwhile` is what this process has to do besides, which costs half as much while others read.
    Only for a process without other threads.
    """
    known = cache.known()
    unknown = [path for path in paths if path not in known]
    crew = Crew(root, unknown, _others(len(unknown), FEW), copied=True)  # they read while the texts are looked at here
    try:
        if meanwhile is not None:
            meanwhile()
        texts = {path: found for path in paths if (found := text_of(path)) is not None}
        seen = {path: Known(digest_of(text), settled(stamp, taken)) for path, (text, stamp) in texts.items()}
        same = {path: now.digest for path, now in seen.items() if path in known and known[path].digest == now.digest}
        sources = _remembered(same, {path: texts[path][0] for path in same}, cache)
        changed = [path for path in texts if path in known and path not in sources]
        crew.add(changed, _others(len(changed), FEW))
        todo = {path: text for path, (text, _) in texts.items() if path not in sources}
        fresh: list[tuple[str, Known, bytes | None]] = []
        for path, shapes, content in _read_by(crew, todo):
            if shapes is not None:
                sources[path] = Source(path, texts[path][0], shapes)
            fresh.append((path, seen[path], content))
            if len(fresh) == KEPT_AT_ONCE:  # written while the others read, and none of it twice if this is broken off
                cache.keep(fresh)
                fresh.clear()
    finally:
        crew.close()
    cache.keep(fresh)
    cache.touch((path, now) for path, now in seen.items() if path not in todo and known[path] != now)
    cache.forget(known.keys() - texts.keys())
    return sources


def read_tree(root: Path, texts: Mapping[str, Text]) -> dict[str, Source]:
    """What the language modules read of the texts of a commit. Most of its files are the checkout's, of which much is kept."""
    cache = open_cache(root) if len(texts) > FEW else Cache()
    try:
        known = cache.known()
        digests = {path: digest_of(text) for path, text in texts.items() if path in known}
        sources = _remembered({p: d for p, d in digests.items() if known[p].digest == d}, texts, cache)
    finally:
        cache.close()
    todo = {path: text for path, text in texts.items() if path not in sources}
    read = {path: Source(path, todo[path], shapes) for path, shapes, _ in read_many(root, todo) if shapes is not None}
    return sources | read


def _remembered(digests: Mapping[str, bytes], texts: Mapping[str, Text], cache: Cache) -> dict[str, Source]:
    """What is kept of some files whose texts have these hashes, as far as it is there."""
    found = ((path, cache.shapes(path, digest)) for path, digest in digests.items())
    return {path: Source(path, texts[path], shapes) for path, shapes in found if shapes is not None}


def read_many(
    root: Path, texts: Mapping[str, Text], few: int = FEW
) -> Iterator[tuple[str, FileShapes | None, bytes | None]]:
    """The shapes of some texts, and the same as bytes, in any order; None where no language reads such files."""
    crew = Crew(root, list(texts), _others(len(texts), few))
    try:
        yield from _read_by(crew, texts)
    finally:
        crew.close()


def _others(files: int, few: int) -> int:
    """How many processes beside this one are worth their start."""
    return (os.cpu_count() or 1) - 1 if files > few else 0


def _read_by(crew: Crew, texts: Mapping[str, Text]) -> Iterator[tuple[str, FileShapes | None, bytes | None]]:
    """What a crew reads with the help of this process. Of a file that has no text here nothing is said."""
    while (share := crew.share()) or crew.busy:
        yield from ((path, *read_and_frozen(path, texts[path])) for path in share if path in texts)
        for found in crew.answers(wait=0 if share else 1):
            if found.path not in texts:
                continue
            # The editor may hold another text than the disk, or the file was written between the two readings.
            if found.digest != digest_of(texts[found.path]):
                yield found.path, *read_and_frozen(found.path, texts[found.path])
            else:
                yield found.path, thawed(found.shapes) if found.shapes is not None else None, found.shapes


def read_beside(root: Path, texts: Mapping[str, Text], few: int = FEW) -> Generator[tuple[Source, bytes] | None]:
    """What the language modules read of some texts, one after another, with the frozen shapes; None where there is nothing yet.

    Another process reads them, so that this one stays free for what the user does; if there are only few, it is done here.
    """
    crew = Crew(root, list(texts), max(1, (os.cpu_count() or 1) - 1) if len(texts) > few else 0)
    try:
        while True:
            if crew.busy:
                found = {f.path: f.shapes if f.digest == digest_of(texts[f.path]) else None for f in crew.answers()}
            else:
                found = dict.fromkeys(crew.share())
                if not found:
                    return
            if not found:
                yield None
            for path, content in found.items():
                content = content or frozen_of(path, texts[path])
                shapes = thawed(content) if content is not None else None
                if shapes is not None and content is not None:
                    yield Source(path, texts[path], shapes), content
    finally:
        crew.close()
