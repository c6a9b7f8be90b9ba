"""When memory is tidied up."""

import gc

# What a keystroke makes is gone with the next one; a collection that walks what stays would come in the middle of one.
THRESHOLDS = (50_000, 20, 100)


def settle() -> None:
    """What has been imported stays: no collection needs to look at it again, which would take 20 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()
