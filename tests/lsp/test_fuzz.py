"""Whatever is sent, in whatever form: each request gets one answer, no answer is a failure of the server, and it goes on."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from dovetail.lsp.capabilities import COMMANDS, FEATURES
from support.lsp_client import LspClient, LspError

from .conftest import CODE, CONTRACT, SPRINT, texts
from .test_protocol import METHOD_NOT_FOUND, NOT_INITIALIZED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

INTERNAL_ERROR, PARSE_ERROR, INVALID_REQUEST = -32603, -32700, -32600
REQUESTS = (
    *(method for method, _, _ in FEATURES if not method.startswith("workspace/did")),
    "textDocument/diagnostic", "workspace/diagnostic", "workspace/executeCommand", "textDocument/nonsense", "initialize", "",
    "textDocument/didOpen", "completionItem/resolve", "$/setTrace", "a" * 5000,
)  # fmt: skip
NOTIFICATIONS = (
    "textDocument/didOpen", "textDocument/didChange", "textDocument/didSave", "textDocument/didClose", "initialized",
    "workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration", "workspace/didChangeWorkspaceFolders",
    "window/workDoneProgress/cancel", "$/cancelRequest", "$/progress", "$/setTrace", "textDocument/hover", "nobody/listens",
)  # fmt: skip
# Those that would start an engine are sent with arguments that name no sprint.
STARTERS = frozenset({"launchPackage", "launchReady", "stop", "integrate", "land", "forecast"})
FLAT: list[Any] = [
    None, -1, 0, 3, 2**31, 2**70, -5.5, 1e300, True, "", "a\0b", "\ud800", "file:///", "file://", "git:/a", "untitled:x.contract.ts",
    "http://[", "file:///%zz", "%", "9" * 5000, [], {}, "textDocument", "é😀",
]  # fmt: skip


class Fuzzer:
    """Messages whose form is that of the protocol, but for what is bent in them at random."""

    def __init__(self, client: LspClient, random: Random) -> None:
        self.client = client
        self.random = random
        self.uris = [client.uri(p) for p in (CONTRACT, SPRINT, CODE, "CONVENTIONS.md", "gone.ts", ".")]

    def params(self, often: float) -> Any:
        """Parameters that fit most methods, each part replaced or left out now and then."""
        random = self.random
        uri = random.choice(self.uris)
        range = {"start": self._position(), "end": self._position()}
        item = {
            "name": "api", "kind": 2, "uri": uri, "range": range, "selectionRange": range, "data": random.choice(FLAT),
        }  # fmt: skip
        whole = {
            "textDocument": {"uri": uri, "version": random.randrange(9), "languageId": "x", "text": random.choice(["", "a:\n- [", "é"])},
            "position": self._position(), "positions": [self._position()], "range": range, "item": item, "newName": "other",
            "context": {"diagnostics": [], "includeDeclaration": True, "triggerKind": 1}, "query": "user", "previousResultIds": [],
            "contentChanges": [{"range": range, "text": random.choice(["x", "\r", "😀", "", "}"])}],
            "changes": [{"uri": uri, "type": random.randrange(1, 4)}], "options": {"tabSize": 2, "insertSpaces": True},
            "settings": {"dovetail": {"severities": {"field-casing": "error"}}}, "event": {"added": [], "removed": []},
            "token": 1, "id": random.choice([0, 10**9, "x"]), "value": "off", "capabilities": {},
        }  # fmt: skip
        return self.bent(whole, often)

    def command(self, often: float) -> Any:
        random = self.random
        verb = random.choice([*COMMANDS, "dovetail.nonsense"])
        subjects = ["api", "docs", "0", "field-casing", "9" * 5000, None]
        first = FLAT if verb.partition(".")[2] in STARTERS else [*self.uris, *FLAT]
        arguments = [random.choice(first), *(random.choice(subjects) for _ in range(random.randrange(5)))]
        return {"command": verb, "arguments": self.bent(arguments[: random.randrange(6)], often)}

    def _position(self) -> Any:
        return {
            "line": self.random.choice([0, 3, 7, 40, 10**6, -1, 2**31 - 1]),
            "character": self.random.choice([0, 5, 60, 10**6, 2**31 - 1]),
        }

    def bent(self, value: Any, often: float) -> Any:
        random = self.random
        if random.random() < often:
            return random.choice([*FLAT, *self.uris, {"uri": random.choice(FLAT)}, [random.choice(FLAT)]])
        if isinstance(value, dict):
            return {k: self.bent(v, often) for k, v in value.items() if random.random() > often / 2}
        return [self.bent(v, often) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("number", range(2))
def test_messages_with_any_part_replaced(connect: Callable[..., LspClient], seed: int, number: int) -> None:
    client = connect()
    random = Random(f"{seed} {number}")
    fuzzer = Fuzzer(client, random)
    before = client.diagnostics(client.open(CONTRACT), settled=0.5)
    client.open(SPRINT)
    sent: dict[int, tuple[str, Any]] = {}
    for count in range(1500):
        often = random.choice([0, 0.02, 0.2])
        if random.random() < 0.35:
            client.notify(random.choice(NOTIFICATIONS), fuzzer.params(often))
            continue
        method = random.choice(REQUESTS)
        params = fuzzer.command(often) if method == "workspace/executeCommand" else fuzzer.params(often)
        sent[client.ask(method, params)] = (method, params)
        if random.random() < 0.1:
            client.notify("$/cancelRequest", {"id": random.choice([*sent])})
        if count % 50 == 0:
            _answered(client, sent)
    _answered(client, sent)
    for uri in (*fuzzer.uris, *(f for f in FLAT if isinstance(f, str))):
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    uri = client.open(CONTRACT)
    client.wait(lambda: client.shown(uri) == before, 60, "the findings of the beginning", lambda: client.shown(uri))
    assert "Traceback" not in client.log, client.log.partition("Traceback")[2][:3000]


def _answered(client: LspClient, sent: dict[int, tuple[str, Any]]) -> None:
    """Every request has had one answer, which may be an error of the client's, never one of the server's."""
    for id, (method, params) in sent.items():
        try:
            client.wait(lambda id=id: client.answered[id], 60, f"an answer to {method} {json.dumps(params)}")
            client.answer(id)
        except LspError as error:
            assert error.code != INTERNAL_ERROR, f"{method} {json.dumps(params)}\n{error}\n{client.log[-3000:]}"
            assert "\n" not in error.message
        assert client.answered[id] == 1, method
    sent.clear()


PING = "dovetail/ping"  # no method: its answer is an error that only a server which goes on gives


def _goes_on(client: LspClient) -> None:
    with pytest.raises(LspError) as caught:
        client.request(PING, {}, timeout=60)
    assert caught.value.code == METHOD_NOT_FOUND


def test_frames_that_are_none(connect: Callable[..., LspClient], seed: int) -> None:
    """Garbage between messages, of which none claims to be longer than it is, costs no other message."""
    client = connect()
    random = Random(f"{seed} frames")
    body = json.dumps(
        {"jsonrpc": "2.0", "method": "nobody/listens", "params": {"text": "é" * 50}}, ensure_ascii=False
    ).encode()
    headers = [
        b"Content-Length: x\r\n\r\n", b"Content-Length: -5\r\n\r\n", b"Content-Length:\r\n\r\n", b"Content-Length: 0\r\n\r\n",
        b"content-length: %d\r\n\r\n" % len(body) + body, b"Content-Length: %d\n\n" % len(body) + body,
        b"Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: %d\r\n\r\n" % len(body) + body,
        b"Content-Length: %d\r\nContent-Type: x\r\n\r\n" % len(body) + body, b"Content-Length: %d\r\n\r\n" % (len(body) - 7) + body,
        b"Content-Length: 99999999999999999999\r\n\r\n", b"Content-Length: 4294967296\r\n\r\n", b"\r\n\r\n\r\n", b"{}", body,
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"X" * 70_000, b"A: b\r\n" * 3000, b"\x00\xff\xfe" * 50,
        b"Content-Length",
    ]  # fmt: skip
    for _ in range(300):
        if random.random() < 0.6:
            client.send_raw(random.choice(headers))
        else:
            client.send_raw(random.randbytes(random.randrange(200)))
        client.send_raw(b"\r\n")
        if random.random() < 0.5:
            _goes_on(client)
    _goes_on(client)
    assert "field-casing" in {d["code"] for d in client.diagnostics(client.open(CONTRACT))}


def test_bodies_that_are_no_message(connect: Callable[..., LspClient], seed: int) -> None:
    """A body that is no JSON, no UTF-8 or no message is answered with an error, or with nothing where it asks for nothing."""
    client = connect()
    random = Random(f"{seed} bodies")
    whole = json.dumps(
        {"jsonrpc": "2.0", "id": 7_000_000, "method": PING, "params": {"a": ["é😀", 1.5, None]}}, ensure_ascii=False
    ).encode()
    refused = [
        b"", b" ", b"nul", b"\xef\xbb\xbf{", b'{"jsonrpc":"2.0","id":1', b"{'a':1}", b'"\xff"', b"\xed\xa0\x80", b"[" * 200_000,
        b'{"a":' * 100_000, b"1" * 5000, b"[]", b"[{}]", whole.decode().encode("utf-16"),
        b'{"jsonrpc":"2.0","id":1e999,"method":"x"}', b'{"jsonrpc":"2.0","id":{},"method":"x"}',
        b'{"jsonrpc":"2.0","id":true,"method":"x"}', b'{"jsonrpc":"2.0","id":NaN,"method":"x"}',
        b'{"jsonrpc":"2.0","id":1,"method":5}', b'{"jsonrpc":2.0,"id":1,"method":"x"}',
    ]  # fmt: skip
    for body in refused:
        before = client.answered.total()
        client.send_bytes(body)
        client.wait(lambda before=before: client.answered.total() > before, 60, f"an answer to {body[:60]!r}")
    assert set(client.answered) <= {None, 1}
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(damaged))
            damaged[at : at + random.randrange(3)] = random.randbytes(random.randrange(3))
        client.send_bytes(bytes(damaged))
    _goes_on(client)
    assert "Traceback" not in client.log, client.log.partition("Traceback")[2][:3000]


def test_ids_that_are_used_again_and_cancelled(connect: Callable[..., LspClient]) -> None:
    client = connect()
    uri = client.open(CONTRACT)
    client.diagnostics(uri)
    place = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 20}}
    for id in (5_000_000, "text", "", -1, 2**40):
        for _ in range(3):
            client.send({"jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": place})
        client.notify("$/cancelRequest", {"id": id})
        client.wait(lambda id=id: client.answered[id] == 3, 30, f"three answers to {id}")
    for id in (404, "404", None, [], {}, 1.5, True):
        client.notify("$/cancelRequest", {"id": id})
    for params in (None, [], 5, {}):
        client.notify("$/cancelRequest", params)
    assert client.at("hover", uri, 3, 20)
    assert not [line for line in client.log.splitlines() if line.startswith("ERROR")]


def test_nothing_is_done_before_initialize_or_after_shutdown(connect: Callable[..., LspClient]) -> None:
    client = connect(start=False)
    for method in REQUESTS:
        if method != "initialize":
            with pytest.raises(LspError) as caught:
                client.request(method, {})
            assert caught.value.code == NOT_INITIALIZED
    for method in NOTIFICATIONS:
        client.notify(method, {})
    for params in (None, [], 5, {}, {"capabilities": 5}, {"capabilities": []}):
        with pytest.raises(LspError):
            client.request("initialize", params)
    client.start()
    assert client.request("shutdown") is None
    for method in (*REQUESTS, "shutdown"):
        with pytest.raises(LspError) as caught:
            client.request(method, {})
        assert caught.value.code == INVALID_REQUEST
    for method in NOTIFICATIONS:
        client.notify(method, {})
    client.notify("exit", None)
    assert client.process.wait(20) == 0
    assert "Traceback" not in client.log, client.log.partition("Traceback")[2][:3000]


@pytest.mark.parametrize(
    "path", [CONTRACT, SPRINT, "CONVENTIONS.md", CODE, "src/a.py", "db/schema.sql", "schema.prisma", "api.yaml"]
)
def test_a_line_of_ten_million_characters(reader: LspClient, path: str) -> None:
    """A line that no person has written is taken, edited and asked about; and the other files are checked as before."""
    start = texts().get(path, "")
    for filler in ("x" * 10_000_000, "é😀 {[(\"'" * 1_000_000):
        uri = reader.open(path, start + filler)
        last = start.count("\n")
        here = {"line": last, "character": 5_000_000}
        reader.change(uri, {"range": {"start": here, "end": here}, "text": "y"})
        for method in ("hover", "completion", "definition"):
            reader.at(method, uri, last, 4_999_999)
        reader.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}, timeout=60)
        reader.diagnostics(uri, timeout=120)
        reader.change(uri, {"text": start})
        reader.close_document(uri)
    other = CONTRACT if path != CONTRACT else CODE
    assert reader.diagnostics(reader.open(other))
    assert "Traceback" not in reader.log, reader.log.partition("Traceback")[2][:3000]
