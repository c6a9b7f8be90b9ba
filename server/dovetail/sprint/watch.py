"""Sees agents that make no progress, and says so where everybody looks."""

import asyncio
import os
import time
from collections.abc import Mapping

from .packages import Running

# Promise: an agent that makes no progress is seen within two minutes.
QUIET_SECONDS = float(os.environ.get("DOVETAIL_QUIET_SECONDS", "110"))


async def watch_progress(running: Mapping[tuple[str, str], Running], *, quiet: float = QUIET_SECONDS) -> None:
    """Say of every running package when it gave its last sign, once it is quiet, and that it goes on when it does."""
    said: set[int] = set()
    while True:
        await asyncio.sleep(min(5.0, quiet / 2))
        for one in list(running.values()):
            voice = one.voice
            seconds = time.monotonic() - voice.last_sign
            if voice.state == "running" and seconds > quiet and id(voice) not in said:
                said.add(id(voice))
                at = time.strftime("%H:%M:%S", time.localtime(time.time() - seconds))
                voice.say_state("running", f"No progress since {at}.")
            elif seconds < quiet and id(voice) in said:
                said.discard(id(voice))
                if voice.state == "running":
                    voice.say_state("running")
