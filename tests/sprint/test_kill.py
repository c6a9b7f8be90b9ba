"""The engine is killed in the middle of a sprint, at many moments. It goes on, and pays for nothing twice."""

import asyncio
import contextlib
import os
import signal
from collections import Counter

import pytest

from dovetail.agents.scripted_script import Bash, Create, Turn
from dovetail.sprint.paths import engine_paths
from sprint.conftest import FIVE, SPRINT, Product, five_packages, playing, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

TURNS = 6


def build(id: str) -> tuple[Turn, ...]:
    """Turns of which each leaves a line: a line that is there twice was written twice."""
    lines = [Turn(say=f"Line {n}.", do=(Bash(f"echo {n} >> {id}/lines.txt"),), latency_ms=80) for n in range(1, TURNS)]
    first = Turn(say="Line 0.", do=(Create(f"{id}/lines.txt", "0\n"), Create(f"{id}/done", "\n")), latency_ms=80)
    return (first, *lines, Turn(say="Done.", latency_ms=80))


def pid_of(product: Product) -> int | None:
    file = engine_paths(product.path).pid
    with contextlib.suppress(FileNotFoundError, ValueError):
        return int(file.read_text())
    return None


async def test_no_recorded_turn_is_asked_for_twice_and_no_line_is_written_twice(product: Product) -> None:
    async with playing(product, {id: build(id) for id in FIVE}) as (model, client):
        await client.launch(SPRINT)
        states: dict[str, str] = {}
        seen: list[int] = []
        turns = kills = 0
        following = client.events(0)
        async for event in following:
            seen.append(event.seq)
            if event.kind == "package.state" and event.package is not None:
                states[event.package] = event.data["state"]
            turns += event.kind == "package.turn"
            if event.kind == "package.turn" and turns in (3, 13, 24) and (pid := pid_of(product)) is not None:
                await asyncio.sleep(0.03 * kills)  # not always at the same step of a turn
                os.kill(pid, signal.SIGKILL)
                kills += 1
            if event.kind == "sprint.finished":
                break
        await following.aclose()
        log = list(model.log)
        status = await client.request("status", {"sprint": SPRINT})
    assert kills == 3 and set(states.values()) == {"done"}
    # Every event once and in order, across the engines.
    assert seen == sorted(set(seen))
    # What was answered in full and received is asked for once. An answer that a kill swallowed on its way was never
    # received: of those there can be one for each agent that was waiting for its own.
    answered = Counter((e.agent, e.turn) for e in log if e.answered)
    assert set(answered) == {(id, n) for id in FIVE for n in range(TURNS + 1)}
    assert max(answered.values()) <= 2 and sum(n - 1 for n in answered.values()) <= kills
    for report in status["packages"]:
        lines = product.repository.read(report["branch"], f"{report['id']}/lines.txt")
        assert lines == "".join(f"{n}\n" for n in range(TURNS))
        steps = product.repository.git.run(
            "log", "--format=%(trailers:key=Step-Id,valueonly)", f"main..{report['branch']}"
        ).split()
        assert len(steps) == len(set(steps)) == TURNS
        assert report["turns"] == TURNS + 1


async def test_an_integration_that_is_killed_is_done_again_to_the_same_commit(product: Product) -> None:
    slow = five_packages().replace("verify: [test -f schema/done]", "verify: [sleep 1.5, test -f schema/done]")
    product.repository.commit({SPRINT: slow})
    script = (Turn(say="I write.", do=(Create("schema/done", "\n"),), latency_ms=20), Turn(say="Done.", latency_ms=20))
    async with playing(product, {"schema": script}) as (_, client):
        await client.launch(SPRINT, ["schema"])
        await until(client, "sprint.finished")
        since = (await client.request("integrate", {"sprint": SPRINT}))["seq"]
        trying = (await until(client, "integration.state", since=since, detail="Running `sleep 1.5`."))[-1]
        pid = pid_of(product)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        verified = (await until(client, "integration.state", since=trying.seq, state="verified"))[-1]
        assert verified.data["head"] == trying.data["head"]
        assert (await client.request("land", {"sprint": SPRINT}))["head"] == product.repository.git.commit("main")
