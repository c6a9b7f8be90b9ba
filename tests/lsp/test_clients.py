"""Clients that can do less than others: each is told and asked only what it has said that it knows."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from support.lsp_client import CAPABILITIES, LspClient, LspError

from .conftest import CODE, CONTRACT, SPRINT, texts
from .test_editing import applied
from .test_features import ask, document

pytestmark = pytest.mark.slow
Connect = Callable[..., LspClient]


class Bare(LspClient):
    """A client that says nothing of what it can do."""

    def handshake(self, **changes: Any) -> dict[str, Any]:
        return {**super().handshake(**changes), "capabilities": {}}


def without(*path: str) -> dict[str, Any]:
    """What the tests' client can do, apart from one thing."""
    held = deepcopy(CAPABILITIES)
    inner = held
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return held


def test_a_client_may_choose_to_replace_the_whole_word(connect: Connect) -> None:
    held = deepcopy(CAPABILITIES)
    held["textDocument"]["completion"] = {"completionItem": {"insertReplaceSupport": True}}
    for capabilities, ends in ((CAPABILITIES, {"range": 2}), (held, {"insert": 2, "replace": 4})):
        client = connect(start=False)
        client.start(capabilities=capabilities)
        client.open(SPRINT)
        edit = next(i for i in ask(client, "completion", SPRINT, "consumes: [Us¦er]") if i["label"] == "User")[
            "textEdit"
        ]
        start = edit[next(iter(ends))]["start"]["character"]
        assert {key: edit[key]["end"]["character"] - start for key in ends} == ends
        assert set(edit) == {"newText", *ends}


def test_a_client_that_can_nothing_is_asked_nothing_and_served_all(connect: Connect, tmp_path: Any) -> None:
    repository = connect().root
    with Bare(repository, env={"DOVETAIL_HOME": str(tmp_path / "home")}) as client:
        told = client.start()
        assert told["renameProvider"] is True
        assert told["codeActionProvider"] is True
        assert "diagnosticProvider" not in told
        for path in texts():
            client.open(path)
        assert {d["code"] for d in client.diagnostics(client.uri(CODE))} == {"missing-field"}
        assert all("codeDescription" not in d for d in client.diagnostics(client.uri(CODE)))
        assert ask(client, "hover", CONTRACT, "interface Us¦er")["contents"]["value"]
        assert ask(client, "completion", SPRINT, "consumes: [Us¦er]")
        assert set(ask(client, "rename", CODE, "@contract Us¦er", newName="Person")) == {"changes"}
        assert document(client, "documentSymbol", SPRINT)[0]["location"]["uri"] == client.uri(SPRINT)
        assert document(client, "semanticTokens/full", CONTRACT)["data"]
        assert document(client, "foldingRange", SPRINT)
        assert client.lenses(client.uri(SPRINT))
        start = {"line": 0, "character": 0}
        whole = {"start": start, "end": {"line": 99, "character": 0}}
        assert isinstance(document(client, "inlayHint", SPRINT, range=whole), list)
        (client.root / CODE).write_text("export {};\n")
        client.close_document(client.uri(CODE))
        client.wait(lambda: not client.shown(client.uri(CODE)), what="the file on disk to be seen")
        assert client.requests == []
        assert client.log == ""


def test_a_client_that_knows_no_code_actions_is_given_commands(connect: Connect) -> None:
    client = connect(capabilities=without("textDocument", "codeAction", "codeActionLiteralSupport"))
    uri = client.open(CODE)
    finding = client.diagnostics(uri)[0]
    offered = client.actions(uri, finding["range"])
    fix = next(a for a in offered if a["title"] == "Add `email_address` to `UserRow`")
    assert set(fix) == {"title", "command", "arguments"}
    client.command(fix["command"], *fix["arguments"])
    edit = client.asked("workspace/applyEdit")[-1]["edit"]
    assert "email_address: string;" in applied(texts()[CODE], edit["changes"][uri])
    with pytest.raises(LspError, match="Say which edit to make"):
        client.command("dovetail.apply", "{")


def test_a_client_that_makes_no_edits_when_it_is_asked_is_told_so(connect: Connect) -> None:
    client = connect(capabilities=without("workspace", "applyEdit"))
    uri = client.open(CONTRACT)
    client.diagnostics(uri)
    with pytest.raises(LspError, match="This editor makes no edits that a language server asks for"):
        client.command("dovetail.fixAll", uri, "field-casing")
    assert client.asked("workspace/applyEdit") == []


def test_an_edit_that_the_editor_does_not_make_is_no_success(connect: Connect) -> None:
    client = connect()
    client.replies["workspace/applyEdit"] = {"applied": False, "failureReason": "the file has changed"}
    uri = client.open(CONTRACT)
    client.diagnostics(uri)
    with pytest.raises(LspError, match="The editor did not make the edit: the file has changed"):
        client.command("dovetail.fixAll", uri, "field-casing")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (("window", "workDoneProgress"), "window/workDoneProgress/create"),
        (("workspace", "configuration"), "workspace/configuration"),
        (("workspace", "didChangeWatchedFiles"), "client/registerCapability"),
        (("workspace", "codeLens"), "workspace/codeLens/refresh"),
        (("workspace", "inlayHint"), "workspace/inlayHint/refresh"),
    ],
)
def test_what_a_client_cannot_do_it_is_not_asked(connect: Connect, path: tuple[str, ...], asked: str) -> None:
    client = connect(capabilities=without(*path))
    client.open(CONTRACT)
    client.open(SPRINT)
    client.wait_for_codes(client.uri(SPRINT), {"overlapping-ownership", "unknown-contract"})
    client.change(client.uri(CONTRACT), {"text": texts()[CONTRACT].replace("interface User", "interface Usr")})
    client.diagnostics(client.uri(CONTRACT), settled=0.5)
    assert client.asked(asked) == []
