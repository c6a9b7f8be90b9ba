"""Reads folders in the background, in slices that leave the loop free for what the user does meanwhile."""

import asyncio
import time
import uuid
from collections.abc import Generator, Sequence

from dovetail.workspace.collecting import collecting_later
from dovetail.workspace.reading import FEW
from dovetail.workspace.workspace import Progress

from .folders import Folder
from .host import Host
from .memory import gathering, keep_new
from .progress import WorkDone
from .turns import turns_taken

SLICE_SECONDS = 0.004
SHOWING_SECONDS = 0.001
MANY = 200  # files; a check of fewer from nothing takes no longer than a person notices
LOOK_AGAIN = 0.01  # seconds until another process may have read some more
SHOWN_AFTER = 0.5
BETWEEN_REPORTS = 0.1


async def index(host: Host, folder: Folder) -> None:
    """Read a folder; open files are checked as soon as contracts and plans are in, everything once all is.

    Where the user cancels it, open files are still checked, against what has been read by then.
    """
    name = folder.root.name if folder.root is not None else folder.key
    steps = folder.workspace.loading(beside=True)
    with collecting_later():
        await _in_slices(host, folder, steps, f"Dovetail: reading {name}", cancellable=True)
        keep_new()
    folder.plans_read = True
    folder.loaded.set()
    host.check_soon(folder)
    host.refresh()
    host.spawn(_gather())


async def _gather() -> None:
    """Put what has been read into large pages, with a turn for whoever types after each."""
    for _ in gathering():
        await asyncio.sleep(0)


async def take_in(host: Host, folder: Folder, paths: list[str]) -> None:
    """Take in what has changed on disk. At a switch of branches the old files count until all the new ones are read and checked.

    What is found in the new ones is shown as it turns up, where they are all that has changed.
    """
    steps = folder.workspace.taking_in(paths, beside=True)
    with collecting_later():
        await _in_slices(host, folder, steps, "Dovetail: reading what has changed", paths, cancellable=False)
        if len(paths) > MANY:
            keep_new()
    host.check_soon(folder)
    host.refresh()


async def _in_slices(
    host: Host,
    folder: Folder,
    steps: Generator[Progress],
    title: str,
    changed: Sequence[str] = (),
    *,
    cancellable: bool,
) -> None:
    """Go through steps, with progress shown to the user if it takes long, until they end or the folder is nobody's any more."""
    ended = False

    def end() -> None:
        nonlocal ended
        ended = True

    started = slice_started = reported = time.perf_counter()
    shown: WorkDone | None = None
    for progress in steps:
        if progress.plans_read and not folder.plans_read:
            if progress.total > MANY:
                with turns_taken():
                    await folder.check_ahead(folder.snapshot, frozenset(folder.open))
            folder.plans_read = True
            host.check_soon(folder)
        # Some hundred files are taken into the check that there is in 10 ms, and who has to be asked again is asked in slices. More are
        # checked beside it by another one, which for so long takes as much memory again.
        if progress.read and progress.total > FEW and not ended:
            if shown is not None:
                shown.report("checking")
            with turns_taken():
                if changed and folder.loaded.is_set() and folder.workspace.is_known_ahead(changed):
                    await _show_ahead(host, folder, changed)
                else:
                    await folder.check_ahead(folder.workspace.ahead)
            continue
        now = time.perf_counter()
        if now - slice_started < SLICE_SECONDS and not progress.waiting:
            continue
        if not progress.waiting and not folder.loaded.is_set():
            keep_new()
        if shown is None and now - started > SHOWN_AFTER:
            shown = WorkDone(host, f"index-{uuid.uuid4()}", end if cancellable else None)
            shown.begin(title)
        if shown is not None and progress.total and now - reported > BETWEEN_REPORTS:
            shown.report(f"{progress.done} of {progress.total} files")
            reported = now
        await asyncio.sleep(LOOK_AGAIN if progress.waiting else 0)
        if ended or host.folders.get(folder.key) is not folder:
            break
        slice_started = time.perf_counter()
    steps.close()  # and with it the process that reads
    if shown is not None:
        shown.end("")


async def _show_ahead(host: Host, folder: Folder, changed: Sequence[str]) -> None:
    """Check what has been read before it counts, and publish what is found in each file, in slices as well."""
    slice_started = time.perf_counter()
    async for path, found in folder.checking_ahead(folder.workspace.ahead, changed, host.manner):
        if host.folders.get(folder.key) is folder:
            host.publisher.publish_one(folder.key, folder.uri(path), found)
        if time.perf_counter() - slice_started > SHOWING_SECONDS:
            await asyncio.sleep(0)
            slice_started = time.perf_counter()
