"""When memory is tidied up."""

import ctypes
import gc
import linecache
import sys
from importlib.util import find_spec, module_from_spec

# What a keystroke makes is gone with the next one; a collection that walks what stays would come in the middle of one.
THRESHOLDS = (50_000, 20, 100)
QUICKLY_COLLECTED = 200_000  # objects: some 15 ms
MMAP_THRESHOLD = -3  # mallopt(3)
LARGE_TEXT = 128 * 1024  # bytes


def settle() -> None:
    """Tidies up once what the server needs at first has been imported, and from then on seldom."""
    keep_imported()
    give_back_large_texts()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def give_back_large_texts() -> None:
    """Every keystroke makes the text of its file anew. The GNU C library would put a large one between what stays once it has seen
    one go, and the gaps that are left grow to 2 to 4 MB in a file of 10,000 lines; mapped on its own, it is given back whole.
    """
    if (
        sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)) is not None
    ):  # musl has none
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


def import_unnamed(name: str) -> None:
    """Import a module that nobody finds by its name before all of it is made. Raises `ImportError` where there is none.

    attrs gives the methods that it writes for a class a copy of all that the module of the class holds by then, for annotations in
    quotes: of the protocol's types, some 550 classes, that is 5 MB for nothing. Where it finds no such module it leaves that.
    """
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"There is no module `{name}`", name=name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
