"""When memory is tidied up."""

import ctypes
import gc
import linecache
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec, module_from_spec
from typing import Any

# What a keystroke makes is gone with the next one; a collection that walks what stays would come in the middle of one.
THRESHOLDS = (50_000, 20, 100)
QUICKLY_COLLECTED = 200_000  # objects: some 15 ms
MMAP_THRESHOLD, ARENA_MAX = -3, -8  # mallopt(3)
LARGE_TEXT = 128 * 1024  # bytes


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
