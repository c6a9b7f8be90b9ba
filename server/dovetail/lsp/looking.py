"""How the server hears of files that change behind the editor's back: the client watches them, or it looks itself."""

import asyncio
import time

from .host import SLICE_SECONDS, Host
from .indexing import take_in

REGISTRATION = "dovetail-files"
BETWEEN_LOOKS = 1.0  # seconds


def register(host: Host) -> None:
    """Ask the client to watch, where it can; else look now and then."""
    if not host.can("workspace", "didChangeWatchedFiles", "dynamicRegistration"):
        host.spawn(_look_now_and_then(host))
        return
    options = {"watchers": [{"globPattern": "**/*"}]}
    registration = {"id": REGISTRATION, "method": "workspace/didChangeWatchedFiles", "registerOptions": options}
    host.spawn(host.tell("client/registerCapability", {"registrations": [registration]}))


async def _look_now_and_then(host: Host) -> None:
    """For clients that do not watch. Takes at most a twentieth of the time, and that while nobody types."""
    wait = BETWEEN_LOOKS
    while True:
        await asyncio.sleep(wait)
        await host.lull()
        spent = 0.0
        for folder in [f for f in host.folders.values() if f.workspace.loaded]:
            started = time.perf_counter()
            for changed in folder.workspace.looking():
                if changed:
                    await take_in(host, folder, changed)
                    break
                if time.perf_counter() - started > SLICE_SECONDS:
                    spent += time.perf_counter() - started
                    await host.lull()
                    started = time.perf_counter()
            spent += time.perf_counter() - started
        wait = max(BETWEEN_LOOKS, 20 * spent)
