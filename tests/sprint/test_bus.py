"""Events: once, in order, kept, and told to everybody at their own pace."""

import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dovetail.core.errors import EngineError
from dovetail.sprint.bus import Bus
from dovetail.sprint.server import Server


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncGenerator[Bus]:
    made = Bus(tmp_path / "events.db")
    yield made
    made.close()


@pytest.fixture
async def listening(bus: Bus, tmp_path: Path) -> AsyncGenerator[Path]:
    async def echo(params: Mapping[str, Any]) -> Any:
        if "refuse" in params:
            raise EngineError("No.")
        if "fail" in params:
            raise KeyError("fail")
        return dict(params)

    server = Server(bus, {"echo": echo})
    path = tmp_path / "private" / "engine.sock"
    await server.start(path)
    yield path
    await server.stop()


async def talk(path: Path, *lines: bytes) -> list[dict[str, Any]]:
    reader, writer = await asyncio.open_unix_connection(path)
    writer.writelines(lines)
    answers = [json.loads(await asyncio.wait_for(reader.readline(), 5)) for _ in lines]
    writer.close()
    return sorted(answers, key=lambda a: str(a.get("id")))


def ask(id: int, method: str, params: object) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).encode() + b"\n"


async def test_an_event_with_a_known_key_is_left_out(bus: Bus) -> None:
    assert bus.emit("a", {"n": 1}, key="x")
    assert not bus.emit("a", {"n": 2}, key="x")
    assert bus.emit("a", {"n": 3})
    assert [e.data["n"] for e in bus.since(0)] == [1, 3]


async def test_events_outlive_the_process(tmp_path: Path) -> None:
    first = Bus(tmp_path / "events.db")
    first.emit("a", {"text": "zwölf \ud83d"}, sprint="auth", package="api")
    first.close()
    second = Bus(tmp_path / "events.db")
    second.emit("b", {})
    assert [(e.seq, e.kind, e.sprint, e.package) for e in second.since(0)] == [
        (1, "a", "auth", "api"),
        (2, "b", None, None),
    ]
    second.close()


async def test_requests_are_answered_and_garbage_harms_nobody(listening: Path) -> None:
    answers = await talk(
        listening, ask(1, "echo", {"a": "ü"}), ask(2, "nothing", {}), ask(3, "echo", {"refuse": 1}), ask(4, "echo", {"fail": 1}),
        ask(5, "echo", [1]), b"\xff\xfe{]\n", b"[]\n", b'{"id": 7}\n',
    )  # fmt: skip
    by_id = {a["id"]: a for a in answers}
    assert by_id[1]["result"] == {"a": "ü"}
    assert (by_id[2]["error"]["code"], by_id[3]["error"]) == (-32601, {"code": -32000, "message": "No."})
    assert by_id[4]["error"]["code"] == -32603 and by_id[5]["error"]["code"] == -32602
    assert {a["error"]["code"] for a in answers if a["id"] is None} == {-32700, -32600}
    assert (await talk(listening, ask(1, "echo", {})))[0]["result"] == {}


async def test_the_socket_is_its_owners_alone(listening: Path) -> None:
    assert stat.S_IMODE(listening.stat().st_mode) == 0o600
    assert stat.S_IMODE(listening.parent.stat().st_mode) == 0o700


async def test_a_listener_is_told_what_it_missed_then_what_happens(bus: Bus, listening: Path) -> None:
    for n in range(520):
        bus.emit("early", {"n": n})
    reader, writer = await asyncio.open_unix_connection(listening)
    writer.write(ask(1, "subscribe", {"since": 5}))
    assert json.loads(await reader.readline())["result"] == {"last": 520}
    told = [json.loads(await reader.readline())["params"]["seq"] for _ in range(515)]
    assert told == list(range(6, 521))
    bus.emit("late", {})
    assert json.loads(await asyncio.wait_for(reader.readline(), 5))["params"]["kind"] == "late"
    writer.close()


async def test_a_listener_that_does_not_read_stops_nobody_and_loses_no_event(bus: Bus, listening: Path) -> None:
    with socket.socket(socket.AF_UNIX) as lazy:
        lazy.connect(str(listening))
        lazy.sendall(ask(1, "subscribe", {"since": 0, "tokens": True}))
        await asyncio.sleep(0.05)
        for n in range(100):  # a bus that waits for its listener never comes to the end of this
            bus.emit("big", {"n": n, "text": "x" * 12000})
            for _ in range(5):
                bus.tell("token", {"text": "y" * 4000}, sprint="auth", package="api")
            await asyncio.sleep(0)
        assert (await talk(listening, ask(1, "echo", {"still": "here"})))[0]["result"] == {"still": "here"}
        lazy.setblocking(False)
        events, tokens, buffer = [], 0, b""
        while len(events) < 100:
            try:
                buffer += lazy.recv(1 << 20)
            except BlockingIOError:
                await asyncio.sleep(0.005)
                continue
            *lines, buffer = buffer.split(b"\n")
            for line in map(json.loads, lines):
                events += [line["params"]["data"]["n"]] if line.get("method") == "event" else []
                tokens += line.get("method") == "token"
    assert events == list(range(100)) and tokens < 500


async def test_a_folder_of_somebody_else_is_refused(bus: Bus, tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(EngineError, match="belongs to another user"):
        await Server(bus, {}).start(folder / "engine.sock")
