"""Reads a folder in the background, in slices that leave the loop free for what the user does meanwhile."""

import asyncio
import time
import uuid
from typing import TYPE_CHECKING

from .folders import Folder
from .progress import WorkDone

if TYPE_CHECKING:
    from .host import Host

SLICE_SECONDS = 0.004
SHOWN_AFTER = 0.5
BETWEEN_REPORTS = 0.1


async def index(host: "Host", folder: Folder) -> None:
    """Read a folder; open files are checked as soon as contracts and plans are in, everything once all is."""
    started = slice_started = reported = time.perf_counter()
    shown: WorkDone | None = None
    for progress in folder.workspace.loading():
        if progress.plans_read and not folder.plans_read:
            folder.plans_read = True
            host.check_soon(folder)
        now = time.perf_counter()
        if now - slice_started < SLICE_SECONDS:
            continue
        if shown is None and now - started > SHOWN_AFTER:
            shown = WorkDone(host, f"index-{uuid.uuid4()}")
            shown.begin(f"Dovetail: reading {folder.root.name if folder.root else folder.key}")
        if shown is not None and progress.total and now - reported > BETWEEN_REPORTS:
            shown.report(f"{progress.done} of {progress.total} files")
            reported = now
        await asyncio.sleep(0)
        slice_started = time.perf_counter()
    folder.plans_read = True
    folder.loaded.set()
    if shown is not None:
        shown.end("")
    host.check_soon(folder)
    host.refresh()
