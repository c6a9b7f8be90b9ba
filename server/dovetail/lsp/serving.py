"""The loop: what arrives is handled, what is done in the background gets its turn."""

import asyncio
import logging
import sys
from typing import Any

from .capabilities import asks_for_diagnostics
from .host import Host
from .indexing import index
from .lane import Lane
from .memory import settle
from .pull import Pulled
from .wire import Wire


def serve(wire: Wire, handshake: dict[str, Any], early: list[bytes]) -> int:
    """Serve a client that has been greeted until it goes; returns the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # it logs what `Features.report_server_error` logs once more
    return asyncio.run(_serve(wire, handshake, early))


async def _serve(wire: Wire, handshake: dict[str, Any], early: list[bytes]) -> int:
    loop = asyncio.get_running_loop()
    host = Host(wire, handshake, index)
    if asks_for_diagnostics(handshake):
        host.publisher = Pulled(host)
    lane = Lane(wire, host)
    wire.when_kept = lambda: loop.add_writer(wire.writes, _go_on, wire)
    settle()
    lane.take(early)
    try:
        loop.add_reader(wire.reads, lane.arrived)
    except PermissionError:  # a file, which is always ready
        host.spawn(_from_file(lane))
    code = await lane.left
    loop.remove_reader(wire.reads)
    return code


def _go_on(wire: Wire) -> None:
    wire.flush()
    if not wire.kept:
        asyncio.get_running_loop().remove_writer(wire.writes)


async def _from_file(lane: Lane) -> None:
    while not lane.left.done():
        lane.arrived()
        await asyncio.sleep(0)
