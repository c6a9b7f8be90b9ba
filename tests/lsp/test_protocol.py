"""Whatever a client sends, it gets an error and the server goes on."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from support.lsp_client import LspClient, LspError

from .conftest import CONTRACT, SPRINT, texts

pytestmark = pytest.mark.slow

INVALID_PARAMS, METHOD_NOT_FOUND, REQUEST_FAILED, NOT_INITIALIZED = -32602, -32601, -32803, -32002


def refused(client: LspClient, method: str, params: Any) -> LspError:
    with pytest.raises(LspError) as caught:
        client.request(method, params)
    return caught.value


def test_unknown_methods_and_wrong_parameters(reader: LspClient) -> None:
    assert refused(reader, "textDocument/nonsense", {}).code == METHOD_NOT_FOUND
    for params in ({}, {"textDocument": 5}, [], None, {"textDocument": {"uri": "x"}, "position": {"line": "a"}}):
        assert refused(reader, "textDocument/hover", params).code == INVALID_PARAMS
    for params in ({"textDocument": {"uri": CONTRACT}}, "text", 7):
        reader.notify("textDocument/didOpen", params)
        reader.notify("textDocument/didChange", params)
    reader.notify("nobody/listens", {"a": 1})
    reader.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": reader.uri("never/opened.ts"), "version": 3}, "contentChanges": []},
    )
    reader.notify("textDocument/didClose", {"textDocument": {"uri": reader.uri("never/opened.ts")}})
    assert reader.diagnostics(reader.open(CONTRACT))


def test_positions_outside_of_the_text(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    reader.diagnostics(uri)
    for line, character in ((0, 10**6), (10**6, 0), (2**31 - 1, 2**31 - 1)):
        for method in ("hover", "definition", "completion"):
            reader.at(method, uri, line, character)
        reader.at("references", uri, line, character, context={"includeDeclaration": True})
    end = {"line": 10**6, "character": 10**6}
    reader.actions(uri, {"start": end, "end": {"line": 0, "character": 0}})
    reader.change(uri, {"range": {"start": end, "end": end}, "text": "// the end\n"})
    assert reader.diagnostics(uri)


def test_bytes_that_are_no_message(reader: LspClient) -> None:
    for body in (
        b"{",
        b"\xff\xfe",
        b"[]",
        b"7",
        b'"text"',
        b"{}",
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc":"1.0","id":1,"method":"shutdown"}',
    ):
        reader.send_bytes(body)
    reader.send_bytes(b"[" * 100_000)
    reader.send({"jsonrpc": "2.0", "id": [1], "method": "textDocument/hover", "params": {}})
    reader.send({"jsonrpc": "2.0", "id": 99999, "result": None})
    reader.send({"jsonrpc": "2.0", "id": 99998, "error": {"code": 1, "message": "no"}})
    reader.notify("$/cancelRequest", {"id": 12345})
    assert reader.diagnostics(reader.open(CONTRACT))


def test_before_initialize_and_after_shutdown(connect: Callable[..., LspClient]) -> None:
    client = connect(start=False)
    assert refused(client, "textDocument/hover", {}).code in (INVALID_PARAMS, NOT_INITIALIZED)
    place = {"textDocument": {"uri": client.uri(CONTRACT)}, "position": {"line": 0, "character": 0}}
    assert refused(client, "textDocument/hover", place).code == NOT_INITIALIZED
    client.notify("textDocument/didOpen", {"textDocument": {"uri": "a", "languageId": "b", "version": 1, "text": ""}})
    client.start()
    client.request("shutdown")
    assert refused(client, "textDocument/hover", place).code == -32600
    client.notify("exit", None)
    assert client.process.wait(10) == 0


def test_an_end_of_input_ends_the_server(client: LspClient) -> None:
    assert client.process.stdin is not None
    client.process.stdin.close()
    client.process.wait(60)


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("dovetail.launchPackage", [], "Say which package to launch"),
        ("dovetail.launchPackage", ["file:///nowhere.sprint.yaml", "api"], "is not a sprint of an open folder"),
        ("dovetail.launchPackage", [SPRINT, "nobody"], "The sprint has no package 'nobody'; it has api, ui, docs."),
        ("dovetail.launchPackage", [SPRINT, "docs"], "'docs' cannot be launched: "),
        ("dovetail.launchReady", [7], "as text"),
        ("dovetail.launchReady", [CONTRACT], "is not a sprint"),
        ("dovetail.acceptProposal", ["p1"], "No proposal 'p1' is open"),
    ],
)
def test_a_command_that_cannot_be_done_is_refused_with_one_sentence(
    reader: LspClient, name: str, arguments: list[Any], sentence: str
) -> None:
    reader.diagnostics(reader.open(SPRINT))
    reader.wait(lambda: reader.said("dovetail/status"))
    arguments = [reader.uri(a) if a in (SPRINT, CONTRACT) else a for a in arguments]
    with pytest.raises(LspError) as caught:
        reader.command(name, *arguments)
    assert sentence in caught.value.message
    assert caught.value.code == REQUEST_FAILED
    assert "\n" not in caught.value.message


def test_an_unknown_command_is_an_error(reader: LspClient) -> None:
    with pytest.raises(LspError):
        reader.command("dovetail.nonsense")


def test_status_names_every_package(reader: LspClient) -> None:
    reader.wait(lambda: reader.said("dovetail/status"))
    said = reader.said("dovetail/status")[-1]["sprints"][0]
    assert said["uri"] == reader.uri(SPRINT)
    assert [(p["id"], p["state"]) for p in said["packages"]] == [("api", "ready"), ("ui", "ready"), ("docs", "ready")]
    assert reader.command("dovetail.status") == reader.said("dovetail/status")[-1]


@pytest.mark.parametrize("seed", range(2))
def test_garbage_is_answered_and_harms_nothing(reader: LspClient, seed: int) -> None:
    """Messages with any part replaced by anything: each request gets an answer, none of them an internal error."""
    random_ = random.Random(seed)
    uris = [reader.open(p) for p in (CONTRACT, SPRINT)]
    requests = [
        "hover",
        "completion",
        "definition",
        "references",
        "documentSymbol",
        "codeAction",
        "codeLens",
        "inlayHint",
    ]
    notifications = ["didOpen", "didChange", "didClose", "didSave"]

    def junk(depth: int = 0) -> Any:
        flat = [
            None,
            -1,
            3,
            2**70,
            -5.5,
            True,
            "",
            "a\0b",
            "\ud800",
            "file:///",
            "git:/a",
            uris[0],
            "untitled:x.contract.ts",
        ]
        if depth == 3 or random_.random() < 0.6:
            return random_.choice(flat)
        if random_.random() < 0.4:
            return [junk(depth + 1) for _ in range(random_.randrange(3))]
        keys = [
            "textDocument",
            "position",
            "range",
            "context",
            "contentChanges",
            "uri",
            "line",
            "text",
            "jsonrpc",
            "id",
        ]
        return {random_.choice(keys): junk(depth + 1) for _ in range(random_.randrange(4))}

    def position() -> Any:
        return {"line": random_.randrange(-1, 40), "character": random_.randrange(-1, 80)}

    def bent(value: Any) -> Any:
        if random_.random() < 0.08:
            return junk()
        if isinstance(value, dict):
            return {k: bent(v) for k, v in value.items() if random_.random() > 0.03}
        return [bent(v) for v in value] if isinstance(value, list) else value

    for _ in range(250):
        range_ = {"start": position(), "end": position()}
        document = {
            "uri": random_.choice(uris),
            "version": 2,
            "languageId": "x",
            "text": random_.choice(["", "interface", "a:\n- ["]),
        }
        params = bent(
            {
                "textDocument": document, "position": position(), "range": range_,
                "context": {"diagnostics": [], "includeDeclaration": True}, "contentChanges": [{"range": range_, "text": "x"}],
            }
        )  # fmt: skip
        if random_.random() < 0.3:
            reader.notify(f"textDocument/{random_.choice(notifications)}", params)
            continue
        try:
            reader.request(f"textDocument/{random_.choice(requests)}", params)
        except LspError as error:
            assert error.code == INVALID_PARAMS, (error, params)
    assert "Traceback" not in reader.log


@pytest.mark.parametrize("seed", range(3))
def test_random_edits_end_where_a_fresh_server_begins(connect: Callable[..., LspClient], seed: int) -> None:
    """The diagnostics after any edits are those of a server that opens the result."""
    random_ = random.Random(seed)
    client = connect()
    text = texts()[CONTRACT]
    uri = client.open(CONTRACT)
    pieces = [
        "\n",
        "\r\n",
        "}",
        "{",
        "👩‍🚀",
        "é",
        "export interface X {\n  a_b: boolean;\n}\n",
        "/** ",
        " */",
        "\u2028",
        ": string;",
        "user_name",
        "",
    ]
    for _ in range(150):
        lines = text.split("\n")
        start, end = sorted(random_.randrange(len(text) + 1) for _ in range(2))
        end = min(end, start + 12)
        piece = random_.choice(pieces)

        def place(offset: int, lines: list[str] = lines) -> dict[str, int]:
            for n, line in enumerate(lines):
                if offset <= len(line):
                    ended = (
                        line[:-1]
                        if line.endswith("\r") and offset == len(line) and n + 1 < len(lines)
                        else line[:offset]
                    )
                    return {"line": n, "character": len(ended.encode("utf-16-le")) // 2}
                offset -= len(line) + 1
            raise AssertionError

        if text[max(start - 1, 0) : start] == "\r" or text[max(end - 1, 0) : end] == "\r":
            continue  # no editor puts a cursor between CR and LF
        client.change(uri, {"range": {"start": place(start), "end": place(end)}, "text": piece})
        text = text[:start] + piece + text[end:]
    edited = client.diagnostics(uri)
    fresh = connect()
    opened = fresh.diagnostics(fresh.open(CONTRACT, text))
    assert edited == opened
    assert not client.log
