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
    """A client of a server of its own, for tests that write files, run an engine or end the server."""
    return connect()


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """What the workspace of `reader` holds; a module may have another."""
    return texts()


@pytest.fixture(scope="module")
def kept(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LspClient]:
    """One server for the tests of a module, whose start costs more than most of them."""
    place = tmp_path_factory.mktemp("kept")
    env = {"DOVETAIL_HOME": str(place / "home"), "HOME": os.environ.get("HOME", "/")}
    with LspClient(Repository(place / "product", files).path, env=env) as client:
        client.start()
        yield client


@pytest.fixture
def reader(kept: LspClient, files: dict[str, str]) -> Iterator[LspClient]:
    """A client for tests that open and edit documents and leave the disk alone: all of it is as it was before each of them."""
    yield kept
    kept.close_documents()
    assert {path: (kept.root / path).read_text() for path in files} == files, (
        "use `client`: the files on disk have changed"
    )


@pytest.fixture
def opened(reader: LspClient, files: dict[str, str]) -> LspClient:
    """A client with all files open and checked."""
    for path in files:
        reader.open(path)
    for path in files:
        reader.diagnostics(reader.uri(path))
    return reader
