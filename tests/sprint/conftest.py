"""Repositories with a sprint, and engines that end with their test."""

import json
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dovetail.agents.scripted import ScriptedModel
from dovetail.agents.scripted_script import Script, Turn
from dovetail.sprint.client import EngineClient, stop_engine
from dovetail.sprint.protocol import EngineEvent
from repositories import Repository

SPRINT = "auth.sprint.yaml"

CONTRACT = """\
/** A person who can sign in. */
export interface User {
  /** @format uuid */
  id: string;
  /** @format email */
  email: string;
}

/** What the card shows. @view UserCard */
export interface UserCardProps {
  user: User;
}
"""

CONVENTIONS = """\
---
naming:
  contracts: { types: PascalCase, fields: camelCase }
forbidden: [misc]
---
Small functions, no default exports.
"""


def sprint_text(*packages: str, more: str = "") -> str:
    body = "".join(packages)
    return (
        f"sprint: Auth\nbase: main\ncontracts: [contracts/*.contract.ts]\nshared: [index.txt]\n{more}packages:\n{body}"
    )


def package_text(id: str, *, more: str = "", provides: str = "", consumes: str = "") -> str:
    return (
        f"  - id: {id}\n    status: ready\n    owns: [{id}/**]\n    provides: [{provides}]\n    consumes: [{consumes}]\n"
        f"    brief: Write {id}.\n{more}"
    )


FIVE = ("schema", "api", "ui", "tests", "docs")


def five_packages() -> str:
    provided = {"schema": "User", "ui": "UserCardProps"}
    packages = (
        package_text(id, provides=provided.get(id, ""), consumes="" if id == "schema" else "User") for id in FIVE
    )
    return sprint_text(*packages, more="verify: [test -f schema/done]\n")


class Product:
    """A repository with a sprint, and what its engine was told to use."""

    def __init__(self, repository: Repository, sprint: str) -> None:
        self.repository = repository
        self.path = repository.path
        repository.commit(
            {
                "contracts/user.contract.ts": CONTRACT,
                "CONVENTIONS.md": CONVENTIONS,
                "index.txt": "index\n",
                ".gitignore": ".dovetail/\n",
                SPRINT: sprint,
            },
            "Plan the sprint",
        )

    def use(self, model: ScriptedModel | str, **settings: object) -> None:
        url = model if isinstance(model, str) else model.url
        agents = {"default": {"baseUrl": url, "apiKeyEnv": "DOVETAIL_TEST_KEY"}}
        file = self.path / ".dovetail" / "settings.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({"agents": agents, **settings}))


@pytest.fixture(autouse=True)
def own_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("DOVETAIL_HOME", str(tmp_path / "dovetail"))
    for name in [n for n in os.environ if n.startswith("ANTHROPIC_") or n.endswith("_API_KEY")]:
        monkeypatch.delenv(name)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo")


@pytest.fixture
def product(repository: Repository) -> Generator[Product]:
    yield Product(repository, five_packages())
    stop_engine(repository.path)


@asynccontextmanager
async def playing(
    product: Product, script: dict[str, tuple[Turn, ...]], **settings: object
) -> AsyncGenerator[tuple[ScriptedModel, EngineClient]]:
    """The scripted model, and a client of an engine that uses it."""
    async with ScriptedModel(Script(script)) as model:
        product.use(model, **settings)
        async with await EngineClient.connect(product.path) as client:
            yield model, client


async def until(client: EngineClient, kind: str, *, since: int = 0, **data: object) -> list[EngineEvent]:
    """The events up to the first of a kind with this data."""
    seen: list[EngineEvent] = []
    events = client.events(since)
    try:
        async for event in events:
            seen.append(event)
            if event.kind == kind and all(event.data.get(k) == v for k, v in data.items()):
                return seen
    finally:
        await events.aclose()
    raise AssertionError(f"no {kind} came")
