"""When memory is tidied up."""

import ctypes
import gc
import linecache
import os
import sys
from array import array
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

# What a keystroke makes is gone with the next one; a collection that walks what stays would come in the middle of one.
THRESHOLDS = (50_000, 20, 100)
QUICKLY_COLLECTED = 200_000  # objects: some 15 ms
MMAP_THRESHOLD, ARENA_MAX = -3, -8  # mallopt(3)
LARGE_TEXT = 128 * 1024  # bytes
NEARLY_FULL = 0.95  # of a large page
_LARGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage")
_MADV_COLLAPSE = 25  # madvise(2)
_IS_THERE = 63  # the bit of an entry in /proc/self/pagemap that is set for a page in memory


def settle() -> None:
    """Tidies up once what the server needs at first has been imported, and from then on seldom."""
    keep_imported()
    share_memory()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def share_memory() -> None:
    """One store for what has been let go, and none for large texts.

    The GNU C library would give each thread a store of its own, which keeps what that thread has let go from all others; what is
    imported and renamed beside the loop then costs 2 MB more.

    Every keystroke makes the text of its file anew. The GNU C library would put a large one between what stays once it has seen
    one go, and the gaps that are left grow to 2 to 4 MB in a file of 10,000 lines; mapped on its own, it is given back whole.
    """
    if (
        sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)) is not None
    ):  # musl has none
        mallopt(ARENA_MAX, 1)
        mallopt(MMAP_THRESHOLD, LARGE_TEXT)


def keep_new() -> None:
    """What has been read since the last time stays: a collection that walks all of it would take a quarter of a second, in the middle
    of a keystroke. What readers leave behind that refers to itself goes before, for it would stay for ever; but where so much has
    been made that looking for it would hold up a keystroke too, as the first check of a large workspace does.
    """
    if gc.get_count()[0] < QUICKLY_COLLECTED:
        gc.collect(0)
    gc.freeze()


def keep_imported() -> None:
    """What has been imported stays: no collection needs to look at it again, which would take 20 ms.

    What importing leaves behind goes: the classes that attrs has made twice, and the text of the methods that it has written.
    """
    gc.collect()
    gc.freeze()
    linecache.clearcache()


def gathering() -> Generator[None]:
    """Puts what is held into large pages of memory, one of 2 MB with each step, which takes about a millisecond.

    A keystroke goes through all that was read. Where each 4 KB of that is looked up by itself, the processor waits for that for a tenth
    of the time. A page that is not nearly full is left as it is, for a large one is held whole.

    Nothing is done where the system has no such pages, is told to use none, or cannot make them of what is there (Linux before 6.1).
    """
    if sys.platform != "linux":
        return
    try:
        wanted, size = (_LARGE_PAGES / "enabled").read_text(), int((_LARGE_PAGES / "hpage_pmd_size").read_text())
        maps = Path("/proc/self/maps").read_text()
        _filled(0, size)
    except OSError:  # the system has none, or does not show where memory is, or whether it is there
        return
    madvise = ctypes.CDLL(None).madvise
    for start, end in own_memory(maps) if "[never]" not in wanted else ():
        for at in range(-(-start // size) * size, end - size + 1, size):
            if _filled(at, size) >= NEARLY_FULL:
                if madvise(ctypes.c_void_p(at), ctypes.c_size_t(size), _MADV_COLLAPSE):
                    return
                yield


def _filled(start: int, size: int) -> float:
    """How much of a stretch of memory is there, from 0 to 1."""
    small = os.sysconf("SC_PAGE_SIZE")
    with Path("/proc/self/pagemap").open("rb", buffering=0) as pages:
        pages.seek(start // small * 8)
        return sum(page >> _IS_THERE for page in array("Q", pages.read(size // small * 8))) * small / size


def own_memory(maps: str) -> Iterator[tuple[int, int]]:
    """Where a process has put what it has made, from and to which address, by its `/proc/self/maps`."""
    for line in maps.splitlines():
        place, rights, _, _, _, *named = line.split()
        if rights == "rw-p" and named in ([], ["[heap]"]):
            start, _, end = place.partition("-")
            yield int(start, 16), int(end, 16)


def import_lean(name: str) -> None:
    """Import a module of attrs classes with what is needed of them only. Raises `ImportError` where there is no such module.

    Of the protocol's types, some 550 classes, attrs would keep 9 MB for nothing: methods that compare, print and pickle them, which
    nobody asks for; and a copy of all that their module holds by then beside each class, for annotations in quotes. It writes only
    what `define` is told to, and copies nothing where it finds no module of that name before all of it is made.
    """
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"There is no module `{name}`", name=name)
    module = module_from_spec(spec)
    with _lean_classes():
        spec.loader.exec_module(module)
    sys.modules[name] = module


@contextmanager
def _lean_classes() -> Generator[None]:
    """Classes that attrs makes meanwhile get no methods but `__init__`."""
    import attrs  # what answers `initialize` does not wait for it

    usual = attrs.define
    lean: Any = partial(usual, eq=False, repr=False, getstate_setstate=False, match_args=False)
    attrs.define = lean
    try:
        yield
    finally:
        attrs.define = usual
