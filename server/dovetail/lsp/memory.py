"""When memory is tidied up."""

import gc
import linecache

# What a keystroke makes is gone with the next one; a collection that walks what stays would come in the middle of one.
THRESHOLDS = (50_000, 20, 100)
QUICKLY_COLLECTED = 200_000  # objects: some 15 ms


def settle() -> None:
    """Tidies up once what the server needs at first has been imported, and from then on seldom."""
    keep_imported()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


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
