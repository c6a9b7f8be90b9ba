"""A language client of our own: raw JSON over a server's stdin and stdout, so that nothing it sends is tidied up on the way."""

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "codeLens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
    },
    "window": {"workDoneProgress": True, "showMessage": {}},
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True, "versionSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}},
            "disabledSupport": True,
            "isPreferredSupport": True,
        },
        "rename": {"prepareSupport": True},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
}


class LspError(Exception):
    """An error that the server answered with."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error["message"])
        self.code: int = error["code"]
        self.message: str = error["message"]


class LspClient:
    """One server process and all it has said. `settings` is what the editor has under `dovetail`; `replies` are answers by method."""

    def __init__(
        self, root: Path, *, settings: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        self.root = root
        self.settings: dict[str, Any] | None = dict(settings or {})
        self.answers: dict[str, str] = {}
        self.replies: dict[str, Any] = {}
        self.notifications: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.capabilities: dict[str, Any] = {}  # the server's, once it has been started
        self.versions: dict[str, int] = {}
        self._last_versions: Counter[str] = Counter()
        self._published: dict[str, dict[str, Any]] = {}
        self._responses: dict[Any, dict[str, Any]] = {}
        self.answered: Counter[Any] = Counter()
        self._ids = itertools.count(1)
        self._news = threading.Condition()
        self._stderr: list[str] = []
        server = str(Path(__file__).parents[2] / "server")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dovetail", "lsp"], cwd=root, env={**os.environ, "PYTHONPATH": server, **(env or {})},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_log, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def log(self) -> str:
        return "".join(self._stderr)

    def start(self, *, folders: list[Path] | None = None, **changes: Any) -> dict[str, Any]:
        """The handshake; returns what the server can do."""
        result = self.request("initialize", self.handshake(folders=folders, **changes))
        self.notify("initialized", {})
        self.capabilities = result["capabilities"]
        return self.capabilities

    def handshake(self, *, folders: list[Path] | None = None, **changes: Any) -> dict[str, Any]:
        """The parameters of `initialize`."""
        capabilities = {**CAPABILITIES, **changes.pop("capabilities", {})}
        roots = [{"uri": r.as_uri(), "name": r.name} for r in folders or [self.root]]
        params = {
            "processId": os.getpid(),
            "rootUri": roots[0]["uri"],
            "workspaceFolders": roots,
            "capabilities": capabilities,
        }
        return {**params, **changes}

    def uri(self, path: str) -> str:
        return f"file://{quote(str(self.root / path))}"

    def open(self, path: str, text: str | None = None, language: str = "typescript") -> str:
        """Open a file, by default with what is on disk; returns its URI."""
        uri = path if ":" in path.split("/")[0] else self.uri(path)
        source = (self.root / path).read_bytes().decode() if text is None else text
        version = self.versions[uri] = self._last_versions[uri] + 1  # what was said of an earlier text is told apart
        self._last_versions[uri] = version
        item = {"uri": uri, "languageId": language, "version": version, "text": source}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def next_version(self, uri: str) -> int:
        """The version that an open file has from now on, for a change that the caller sends himself."""
        self.versions[uri] += 1
        self._last_versions[uri] = self.versions[uri]
        return self.versions[uri]

    def change(self, uri: str, *changes: dict[str, Any]) -> int:
        """Change an open file; each change has `text`, and `range` unless it replaces the whole."""
        document = {"uri": uri, "version": self.next_version(uri)}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})
        return self.versions[uri]

    def close_document(self, uri: str) -> None:
        self.versions.pop(uri, None)
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def close_documents(self) -> None:
        """Close all that is open: what is shown then is that of the files on disk."""
        for uri in list(self.versions):
            self.close_document(uri)

    def diagnostics(self, uri: str, *, timeout: float = 60, settled: float = 0.0) -> list[dict[str, Any]]:
        """The diagnostics of a file, for its current version where it is open."""
        wanted = self.versions.get(uri)
        self.wait(
            lambda: uri in self._published and self._published[uri].get("version") == wanted,
            timeout,
            f"diagnostics of {uri}",
        )
        time.sleep(settled)
        return self._published[uri]["diagnostics"]

    def shown(self, uri: str) -> list[dict[str, Any]]:
        """What is shown for a file at this moment."""
        return self._published.get(uri, {}).get("diagnostics", [])

    def published(self) -> dict[str, dict[str, Any]]:
        """What is shown at this moment of every file of which something is shown, or that is open."""
        return {u: p for u, p in list(self._published.items()) if p["diagnostics"] or u in self.versions}

    def wait_for_codes(self, uri: str, codes: set[str], timeout: float = 60) -> list[dict[str, Any]]:
        """Wait until a file has diagnostics with exactly these codes."""
        self.wait(
            lambda: {d["code"] for d in self.shown(uri)} == codes, timeout, f"{codes} in {uri}", lambda: self.shown(uri)
        )
        return self.shown(uri)

    def request(self, method: str, params: Any = None, *, timeout: float = 60) -> Any:
        """A request's result; raises `LspError` where the server answers with an error."""
        return self.answer(self.ask(method, params), timeout=timeout)

    def ask(self, method: str, params: Any = None) -> int:
        """Send a request; returns the id that `answer` waits for."""
        id = next(self._ids)
        message = {"jsonrpc": "2.0", "id": id, "method": method}
        self.send(message if params is None else {**message, "params": params})
        return id

    def answer(self, id: Any, *, timeout: float = 60) -> Any:
        self.wait(lambda: id in self._responses, timeout, f"an answer to request {id}")
        response = self._responses.pop(id)
        if "error" in response:
            raise LspError(response["error"])
        return response.get("result")

    def at(self, method: str, uri: str, line: int, character: int, **more: Any) -> Any:
        """A request about a position."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return self.request(f"textDocument/{method}", {**place, **more})

    def lenses(self, uri: str) -> list[dict[str, Any]]:
        return self.request("textDocument/codeLens", {"textDocument": {"uri": uri}})

    def actions(self, uri: str, range: dict[str, Any], *, only: list[str] | None = None) -> list[dict[str, Any]]:
        context = {"diagnostics": [d for d in self.shown(uri) if d["range"] == range]} | (
            {"only": only} if only else {}
        )
        return self.request(
            "textDocument/codeAction", {"textDocument": {"uri": uri}, "range": range, "context": context}
        )

    def command(self, name: str, *arguments: Any, timeout: float = 60) -> Any:
        return self.request(
            "workspace/executeCommand", {"command": name, "arguments": list(arguments)}, timeout=timeout
        )

    def notify(self, method: str, params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def send(self, message: Any) -> None:
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        self.send_raw(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def send_raw(self, data: bytes) -> None:
        """Bytes as they are, a header among them or not."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def said(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every notification of a method so far."""
        return [n["params"] for n in list(self.notifications) if n["method"] == method]

    def forget(self) -> None:
        """Drop what has been said so far, but for what is shown; for a client that runs long."""
        with self._news:
            self.notifications.clear()
            self.requests.clear()

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every request of a method that the server has made."""
        return [r.get("params") or {} for r in list(self.requests) if r["method"] == method]

    def wait(
        self, done: Callable[[], Any], timeout: float = 60, what: str = "", shown: Callable[[], Any] | None = None
    ) -> None:
        """Wait until something has been said."""
        deadline = time.monotonic() + timeout
        with self._news:
            while not done():
                left = deadline - time.monotonic()
                if left <= 0 or self.process.poll() is not None:
                    state = "" if self.process.poll() is None else f"; the server ended with {self.process.poll()}"
                    seen = f"\nseen: {json.dumps(shown(), indent=1)[:4000]}" if shown else ""
                    raise AssertionError(f"waited in vain for {what or done}{state}{seen}\nlog: {self.log[-3000:]}")
                self._news.wait(min(left, 0.2))

    def close(self) -> int:
        """Shut the server down as an editor does; returns its exit code."""
        if self.process.poll() is None:
            try:
                self.request("shutdown", timeout=10)
                self.notify("exit", None)
                return self.process.wait(10)
            except (AssertionError, BrokenPipeError, subprocess.TimeoutExpired):
                self.process.kill()
        return self.process.wait(10)

    def _read(self) -> None:
        stdout = self.process.stdout
        assert stdout is not None
        while True:
            length = 0
            while (line := stdout.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
            if not line:
                break
            self._take(json.loads(stdout.read(length)))
        with self._news:
            self._news.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        with self._news:
            if "method" not in message:
                self._responses[message.get("id")] = message
                self.answered[message.get("id")] += 1
            elif "id" in message:
                self.requests.append(message)
                with contextlib.suppress(BrokenPipeError, ValueError):  # the test has closed the server's input
                    self.send({"jsonrpc": "2.0", "id": message["id"], "result": self._reply(message)})
            else:
                self.notifications.append(message)
                if message["method"] == "textDocument/publishDiagnostics":
                    self._published[message["params"]["uri"]] = message["params"]
            self._news.notify_all()

    def _reply(self, message: dict[str, Any]) -> Any:
        """What an editor answers; a question is answered by the first of `answers` whose key is in its message."""
        params = message.get("params") or {}
        if message["method"] in self.replies:
            return self.replies[message["method"]]
        if message["method"] == "workspace/configuration":
            return [self.settings for _ in params["items"]]
        if message["method"] == "window/showMessageRequest":
            return next(({"title": a} for key, a in self.answers.items() if key in params["message"]), None)
        if message["method"] == "window/showDocument":
            return {"success": True}
        if message["method"] == "workspace/applyEdit":
            return {"applied": True}
        return None

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._stderr.append(line.decode("utf-8", "replace"))
