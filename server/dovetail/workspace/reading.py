"""Many files read at one go: what is kept is taken from the cache, and the rest is shared among the processor's cores."""

import gc
import multiprocessing
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from dovetail.core.snapshot import Source
from dovetail.core.text import Text
from dovetail.languages import read

from .cache import Cache, Known, digest_of
from .files import Stamp, settled
from .frozen import frozen, thawed

FEW = 300  # files; fewer are read sooner than two processes start
AT_ONCE = 50  # files handed to a process at a time


def read_sources(texts: Mapping[str, tuple[Text, Stamp | None]], cache: Cache, taken: int) -> dict[str, Source]:
    """What the language modules read of some files. What had to be read is kept for the next time.

    `taken` is a moment before the first of the stamps was taken.
    """
    known = cache.known()
    sources: dict[str, Source] = {}
    todo: list[str] = []
    seen = {path: Known(digest_of(text), settled(stamp, taken)) for path, (text, stamp) in texts.items()}
    for path, (text, _) in texts.items():
        same = path in known and known[path].digest == seen[path].digest
        shapes = cache.shapes(path, seen[path].digest) if same else None
        if shapes is not None:
            sources[path] = Source(path, text, shapes)
        else:
            todo.append(path)
    fresh: list[tuple[str, Known, bytes | None]] = []
    for path, content in read_many([(path, texts[path][0].source) for path in todo]):
        shapes = thawed(content) if content is not None else None
        if shapes is not None:
            sources[path] = Source(path, texts[path][0], shapes)
        fresh.append((path, seen[path], content))
    cache.keep(fresh)
    todo_again = frozenset(todo)
    cache.touch((path, now) for path, now in seen.items() if path not in todo_again and known[path] != now)
    cache.forget(known.keys() - texts.keys())
    return sources


def read_many(files: Sequence[tuple[str, str]], few: int = FEW) -> Iterator[tuple[str, bytes | None]]:
    """The frozen shapes of some texts; None where no language reads such files."""
    done = 0
    if len(files) > few and (os.cpu_count() or 1) > 1:
        try:
            for path, content in _shared(files):
                yield path, content
                done += 1
            return
        except (BrokenProcessPool, OSError):
            pass  # no processes to be had, or they were killed: we go on alone
    for path, source in files[done:]:
        yield path, _read(path, source)


def _shared(files: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bytes | None]]:
    context = multiprocessing.get_context(METHOD)
    if METHOD == "forkserver":
        context.set_forkserver_preload(["dovetail.workspace.reading"])
    with ProcessPoolExecutor(os.cpu_count(), context) as pool:
        batches = [files[n : n + AT_ONCE] for n in range(0, len(files), AT_ONCE)]
        for batch in pool.map(_read_batch, batches):
            yield from batch


METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _read_batch(files: Sequence[tuple[str, str]]) -> list[tuple[str, bytes | None]]:
    with collecting_later():
        return [(path, _read(path, source)) for path, source in files]


def _read(path: str, source: str) -> bytes | None:
    found = read(path, Text(source))
    return frozen(found.shapes) if found is not None else None


@contextmanager
def collecting_later() -> Generator[None]:
    """No garbage collection meanwhile: it would look through all that is being made, again and again, and find nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
