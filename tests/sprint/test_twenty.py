"""Twenty agents side by side in one repository, from the launch to a main that holds what each of them wrote."""

from collections.abc import Generator

import pytest

from dovetail.agents.scripted_script import Bash, Create, Replace, Turn
from dovetail.sprint.client import stop_engine
from repositories import Repository
from sprint.conftest import SPRINT, Product, package_text, playing, sprint_text, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

NAMES = [f"part{n:02}" for n in range(20)]
ROW = """\
/** @contract User */
export interface Row {{
  id: string;
  {}: string;
}}
"""


def script(name: str) -> tuple[Turn, ...]:
    """Each writes a field with another name, is told, mends it, and adds its line to the file that all share."""
    return (
        Turn(say="I write.", do=(Create(f"{name}/row.ts", ROW.format("e_mail")),), latency_ms=20),
        Turn(
            say="I mend it.",
            do=(Replace(f"{name}/row.ts", "e_mail", "email"), Bash(f"echo {name} >> index.txt")),
            when_reply_contains=f"{name}/row.ts:4",
            latency_ms=20,
        ),
        Turn(say="Done.", when_reply_contains="This mended 1 finding", latency_ms=20),
    )


@pytest.fixture
def product(repository: Repository) -> Generator[Product]:
    first, *others = NAMES
    packages = (package_text(first, provides="User"), *(package_text(name, consumes="User") for name in others))
    limits = "limits: { agents: 20 }\nverify: [test -f part19/row.ts]\n"
    yield Product(repository, sprint_text(*packages, more=limits))
    stop_engine(repository.path)


async def test_twenty_packages_are_built_integrated_and_landed(product: Product) -> None:
    async with playing(product, {name: script(name) for name in NAMES}) as (_, client):
        assert (await client.launch(SPRINT))["launched"] == NAMES
        events = await until(client, "sprint.finished")
        assert events[-1].data["state"] == "finished"
        integration = await client.request("integrate", {"sprint": SPRINT})
        await until(client, "integration.state", since=integration["seq"], state="verified")
        await client.request("land", {"sprint": SPRINT})
    read = product.repository.read
    assert all("  email: string;" in read("main", f"{name}/row.ts") for name in NAMES)
    assert sorted(read("main", "index.txt").split()) == ["index", *NAMES]
