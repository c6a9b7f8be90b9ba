"""A repository with the three files, and a server for it over stdio."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from repositories import Repository
from support.lsp_client import LspClient

CONTRACT = "contracts/user.contract.ts"
SPRINT = "auth.sprint.yaml"
CODE = "src/api/users.ts"

FILES = {
    CONTRACT: """
        /** A person 👩‍🚀 who can sign in.
         * @owner api
         */
        export interface User {
          /** @format uuid */
          id: string;
          /** @format email */
          email_address: string;
        }
        """,
    CODE: """
        /** @contract User */
        export interface UserRow {
          id: string;
        }
        """,
    "CONVENTIONS.md": """
        ---
        naming:
          contracts: { types: PascalCase, fields: camelCase }
        forbiden: [data]
        ---
        Names are camelCase.
        """,
    SPRINT: """
        sprint: Authentication
        contracts: [contracts/*.contract.ts]
        verify: [npm test]
        packages:
          - id: api
            status: ready
            owns: [src/api/**]
            provides: [User]
            verify: [npm test]
            brief: Write the endpoint.
          - id: ui
            status: ready
            owns: [src/**]
            consumes: [User]
            verify: [npm test]
            brief: Write the page.
          - id: docs
            status: ready
            owns: [docs/**]
            consumes: [User, Usr]
            verify: [npm test]
            brief: Write it up.
        """,
}


def texts() -> dict[str, str]:
    return {path: dedent(text).lstrip("\n") for path, text in FILES.items()}


def ready_plan(repository: Repository) -> Repository:
    """The repository with a plan that can be launched."""
    fixed = texts()[SPRINT].replace(", Usr", "").replace("owns: [src/**]", "owns: [src/ui/**]")
    conventions = texts()["CONVENTIONS.md"].replace("forbiden", "forbidden")
    repository.commit({SPRINT: fixed, "CONVENTIONS.md": conventions}, "Plan")
    return repository


@pytest.fixture
def editor_environment(tmp_path: Path) -> dict[str, str]:
    """What an editor of another make is started with: the command `dovetail` on `PATH`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    server = str(Path(__file__).parents[2] / "server")
    return {"PATH": path, "PYTHONPATH": server, "DOVETAIL_HOME": str(tmp_path / "home")}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "product", texts())


@pytest.fixture
def connect(repository: Repository, tmp_path: Path) -> Iterator[Callable[..., LspClient]]:
    """Makes clients of servers in the repository, and ends them."""
    clients: list[LspClient] = []

    def make(
        root: Path | None = None, *, start: bool = True, settings: dict[str, Any] | None = None, **options: Any
    ) -> LspClient:
        env = {"DOVETAIL_HOME": str(tmp_path / "home"), "HOME": os.environ.get("HOME", "/")}
        client = LspClient(root or repository.path, settings=settings, env=env)
        clients.append(client)
        if start:
            client.start(**options)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(connect: Callable[..., LspClient]) -> LspClient:
    return connect()
