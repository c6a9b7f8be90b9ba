"""A whole sprint with a real engine, real git and the real client; only the model is scripted."""

import pytest

from dovetail.agents.scripted_script import Bash, Create, Reply, Turn
from sprint.conftest import FIVE, SPRINT, Product, playing, until

pytestmark = pytest.mark.slow


def quick(say: str, *do: object, **more: object) -> Turn:
    return Turn(say=say, do=do, latency_ms=20, **more)  # type: ignore[arg-type]


def build(id: str) -> tuple[Turn, ...]:
    return (
        quick(f"Start {id}.", Create(f"{id}/a.txt", f"{id}\n"), Create("elsewhere.txt", "x\n")),
        quick("I see.", Bash(f"echo {id} >> index.txt; echo more >> {id}/a.txt; touch {id}/done"), when_reply_contains="out-of-scope-change"),
        quick(f"The package {id} is done."),
    )


async def test_five_packages_are_built_integrated_and_landed(product: Product) -> None:
    before = product.repository.git.commit("main")
    async with playing(product, {id: build(id) for id in FIVE}) as (model, client):
        answer = await client.launch(SPRINT)
        assert answer["launched"] == list(FIVE)
        events = await until(client, "sprint.finished")
        print("\n".join(f"{e.seq} {e.kind} {e.package} {str(dict(e.data))[:150]}" for e in events))
        assert events[-1].data["state"] == "finished"
        integration = await client.request("integrate", {"sprint": SPRINT})
        passed = await until(client, "integration.state", since=integration["seq"], state="verified")
        print("\n".join(f"{e.seq} {e.kind} {e.package} {str(dict(e.data))[:250]}" for e in passed))
        landed = await client.request("land", {"sprint": SPRINT})
        status = await client.request("status", {"sprint": SPRINT})
    assert product.repository.git.commit("main") == landed["head"] != before
