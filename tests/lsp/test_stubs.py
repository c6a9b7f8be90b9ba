"""A contract's stub from the light bulb, in a new file and under a tag."""

from collections.abc import Callable
from typing import Any

import pytest

from lsp.conftest import CODE, CONTRACT
from support.lsp_client import LspClient

pytestmark = pytest.mark.slow
CREATES: dict[str, Any] = {"workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}}}


def at(line: int) -> dict[str, dict[str, int]]:
    return {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}


def test_a_contract_is_generated_into_a_new_file(connect: Callable[..., LspClient]) -> None:
    client = connect(capabilities=CREATES)
    uri = client.open(CONTRACT)
    client.diagnostics(uri)
    offered = client.actions(uri, at(3), only=["refactor"])
    titles = [a["title"] for a in offered]
    assert "Generate Prisma model of User in prisma/schema.prisma" in titles
    assert not [t for t in titles if "interface of User" in t], "the code has one already"
    assert [t for t in titles if "React props of User" in t], "an interface of an API is not what a component takes"
    model = next(a for a in offered if "Prisma" in a["title"])
    created, written = model["edit"]["documentChanges"]
    assert (created["kind"], created["uri"]) == ("create", client.uri("prisma/schema.prisma"))
    assert "model User {" in written["edits"][0]["newText"]


def test_a_client_that_makes_no_files_is_offered_only_those_that_are_there(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    reader.diagnostics(uri)
    assert reader.actions(uri, at(3), only=["refactor"]) == []


def test_a_tag_with_nothing_under_it_gets_its_declaration(reader: LspClient) -> None:
    uri = reader.open(CODE, "import { z } from 'zod';\n\n// @contract User\n")
    reader.diagnostics(uri)
    first = reader.actions(uri, at(2), only=["refactor"])[0]
    assert first["title"] == "Generate zod schema of User here"
    (edit,) = first["edit"]["changes"][uri]
    assert edit["newText"].startswith("\nexport const UserSchema = z.object({")
