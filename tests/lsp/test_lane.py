"""The order in which messages are handled."""

import asyncio
import os

from dovetail.lsp.host import Host
from dovetail.lsp.indexing import index
from dovetail.lsp.lane import Lane
from dovetail.lsp.wire import Wire


async def test_what_the_loop_has_seen_may_have_been_taken_before_its_turn() -> None:
    """A check that is due looks whether it is overtaken, and takes what has arrived: then nothing is there to be waited for."""
    reads, sends = os.pipe()
    _, writes = os.pipe()
    wire = Wire(reads, writes)
    lane = Lane(wire, Host(wire, {}, index))
    waiting = asyncio.create_task(asyncio.to_thread(lane.arrived))
    done, _ = await asyncio.wait([waiting], timeout=5)
    os.close(sends)  # whoever waits for more than is there hears of the end
    await waiting
    assert done
