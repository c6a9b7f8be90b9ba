"""An agent's doings as events: told once, with sums that a crash does not change."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from dovetail.agents.events import BrokeOff, Text, ToolUsed, TurnEnded, WriteRefused
from dovetail.core.reports import Tokens
from dovetail.sprint.bus import Bus
from dovetail.sprint.status import spent_in
from dovetail.sprint.voice import Voice


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncGenerator[Bus]:
    made = Bus(tmp_path / "events.db")
    yield made
    made.close()


def voice(bus: Bus, spent: list[int], run: int = 1) -> Voice:
    return Voice(bus, "auth", "api", f"auth/api/{run}", lambda usage, _dollars: spent.append(usage.total))


def turn(n: int, tokens: int) -> TurnEnded:
    return TurnEnded(n, f"Turn {n}.", Tokens(input=tokens), tokens / 100, 0)


async def test_a_turn_that_is_told_again_after_a_crash_counts_once(bus: Bus) -> None:
    spent: list[int] = []
    first = voice(bus, spent)
    first.settle(0, Tokens(input=100), 1.0)
    first.hear(turn(0, 100))
    first.hear(BrokeOff(1, 1, "dropped", 0.5, Tokens(input=7), 0.07))
    # Here the engine is killed; the next one replays the first turn and learns of the second, which was paid before.
    second = voice(bus, spent)
    second.hear(turn(0, 100))
    second.hear(turn(1, 50))
    assert spent == [100, 7, 50] and second.tokens.total == 157
    told = bus.of_sprint("auth")
    assert [(e.kind, e.data.get("turn")) for e in told] == [
        ("package.turn", 1), ("package.text", 1), ("package.usage", None), ("package.turn", 2), ("package.text", 2),
    ]  # fmt: skip
    assert spent_in(told) == (157, pytest.approx(1.57))


async def test_another_run_begins_its_sums_anew(bus: Bus) -> None:
    spent: list[int] = []
    voice(bus, spent).hear(turn(0, 100))
    other = voice(bus, spent, run=2)
    other.hear(turn(0, 10))
    assert other.tokens.total == 10 and spent_in(bus.of_sprint("auth"))[0] == 110


async def test_what_is_said_passes_by_and_what_is_done_is_kept(bus: Bus) -> None:
    passed: list[str] = []
    bus.listen(lambda event: passed.append(str(event.data)))
    one = voice(bus, [])
    one.hear(Text("word"))
    one.hear(ToolUsed(0, 0, "bash", {"command": "ls"}, True, None, "$ ls"))
    one.hear(WriteRefused(0, 1, "b.txt", "b.txt is outside your package.", None))
    assert passed == ["{'text': 'word'}"]
    assert [(e.kind, e.package, e.data["turn"]) for e in bus.since(0)] == [
        ("package.tool", "api", 1), ("package.refused", "api", 1),
    ]  # fmt: skip
