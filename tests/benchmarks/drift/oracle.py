"""Asks the languages' own type checkers which uses of a name are uses of a contract's field.

`python -m tests.benchmarks.drift --oracle` writes `uses.json` beside each project: for every file the sites whose definition is
in a contract ("contract"), or in a declaration that is bound to one ("implementation"), and the texts which may only be values that are
listed ("value"). Needs TypeScript 7 from `make extension`.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from dovetail.core.contracts import SUFFIX
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text

from .projects import FIXTURES, JAVASCRIPT, USES, Project
from .sites import Site, sites, texts

ROOT = Path(__file__).parents[3]
_TSC = [str(ROOT / "extension" / "node_modules" / ".bin" / "tsc"), "--lsp", "--stdio"]
_PYRIGHT = [str(ROOT / ".venv" / "bin" / "basedpyright-langserver"), "--stdio"]
_LANGUAGES = {"ts": "typescript", "tsx": "typescriptreact", "jsx": "javascriptreact", "py": "python"}
_TSCONFIG = {
    "compilerOptions": {
        "strict": True, "noEmit": True, "jsx": "preserve", "module": "esnext", "moduleResolution": "bundler",
        "target": "es2023", "lib": ["es2023", "dom", "dom.iterable"], "paths": {"@/*": ["./*"]}, "skipLibCheck": True,
        "allowJs": True, "checkJs": True,
    },
}  # fmt: skip


def write(project: Project) -> Path | None:
    """Asks about every site of a project, and writes what is so; nothing where no file uses a contract."""
    target = Path(__file__).with_name("demo-uses.json") if project.name == "demo" else FIXTURES / project.name / USES
    found = {path: {k: sorted(v, key=_order) for k, v in uses.items()} for path, uses in asked(project).items()}
    if not found:
        return None
    target.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    return target


def _order(id: str) -> tuple[str, int]:
    name, _, number = id.partition("#")
    return name, int(number)


def asked(project: Project) -> dict[str, dict[str, list[str]]]:
    all = list(sites(project.snapshot))
    found: dict[str, dict[str, list[str]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, text in project.texts.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        (root / "shims.d.ts").write_text(Path(__file__).with_name("shims.d.ts").read_text("utf-8"))
        (root / "tsconfig.json").write_text(json.dumps(_TSCONFIG))
        (root / "pyrightconfig.json").write_text(json.dumps({"venvPath": str(ROOT), "venv": ".venv"}))
        for command, ending in ((_TSC, (".ts", ".tsx", *JAVASCRIPT)), (_PYRIGHT, (".py",))):
            mine = [s for s in all if s.path.endswith(ending)]
            if not mine:
                continue
            with _client(command, root) as client:
                for path in sorted({s.path for s in mine} | {p for p in project.texts if p.endswith(ending)}):
                    client.open(root / path, project.texts[path])
                for site in mine:
                    kind = _kind(site, client.definitions(root, site, project.snapshot), root, project.snapshot)
                    if kind is not None:
                        found.setdefault(site.path, {}).setdefault(kind, []).append(site.id)
                for site in texts(project.snapshot) if command is _TSC else ():
                    if client.refuses(root / site.path, project.snapshot.sources[site.path].text, site):
                        found.setdefault(site.path, {}).setdefault("value", []).append(site.id)
    return found


def _kind(site: Site, places: list[tuple[Path, int, int]], root: Path, snapshot: Snapshot) -> str | None:
    """`contract` where a definition is in a contract, `implementation` where it is a bound field elsewhere."""
    kinds: set[str] = set()
    for file, line, column in places:
        if not file.is_relative_to(root):
            continue
        path = file.relative_to(root).as_posix()
        source = snapshot.sources.get(path)
        if path.endswith(SUFFIX):
            kinds.add("contract")
        elif source is not None:
            offset = source.text.line_starts[line] + column
            found = (p.implementation for p in snapshot.pairings if p.path == path)
            bound = (r for r in found if isinstance(r, Record) and r.construct not in ("object literal", "query"))
            itself = path == site.path and offset in site.range
            if not itself and any(offset in f.name_range for r in bound for f in r.fields):
                kinds.add("implementation")
    return min(kinds) if kinds else None


class _Client:
    """A language client that asks one thing at a time."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.id = 0
        self.version = 1

    def open(self, file: Path, text: str) -> None:
        language = _LANGUAGES.get(file.suffix[1:], "javascript")
        item = {"uri": file.as_uri(), "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def definitions(self, root: Path, site: Site, snapshot: Snapshot) -> list[tuple[Path, int, int]]:
        text = snapshot.sources[site.path].text
        position = text.position(site.range.start + (1 if site.range.end - site.range.start > 1 else 0))
        asked = {"line": position.line, "character": text.utf16_column(position)}
        uri = (root / site.path).as_uri()
        answer = self.ask("textDocument/definition", {"textDocument": {"uri": uri}, "position": asked})
        found: list[tuple[Path, int, int]] = []
        for place in answer if isinstance(answer, list) else [answer] if answer else []:
            range = place.get("targetSelectionRange") or place["range"]
            start = range["start"]
            found.append((_path(place.get("targetUri") or place["uri"]), start["line"], start["character"]))
        return found

    def refuses(self, file: Path, text: Text, site: Site) -> bool:
        """True where the type checker says that there is no such text, if the one at a site is another."""
        source = text.source
        self._write(file, source[: site.range.start] + "quartz" + source[site.range.end :])
        asked = {"textDocument": {"uri": file.as_uri()}}
        answer = self.ask("textDocument/diagnostic", asked) or {}
        line = text.line_of(site.range.start)
        said = [d for d in answer.get("items", []) if d["range"]["start"]["line"] <= line <= d["range"]["end"]["line"]]
        self._write(file, source)
        return any("quartz" in d["message"] for d in said)

    def _write(self, file: Path, text: str) -> None:
        self.version += 1
        document = {"uri": file.as_uri(), "version": self.version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        self.id += 1
        self._send({"jsonrpc": "2.0", "id": self.id, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self.id and "method" not in message:
                return message.get("result")
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items", []) if isinstance(message.get("params"), dict) else []
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": [None for _ in items] or None})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        size = 0
        while (line := self.process.stdout.readline().strip()) or not size:
            if not line and self.process.poll() is not None:
                sys.exit("The type checker ended before it had answered.")
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(size))


def _path(uri: str) -> Path:
    return Path(unquote(uri.removeprefix("file://")))


@contextmanager
def _client(command: list[str], root: Path) -> Generator[_Client]:
    process = subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    client = _Client(process)
    try:
        folders = [{"uri": root.as_uri(), "name": root.name}]
        client.ask(
            "initialize",
            {"processId": None, "rootUri": root.as_uri(), "workspaceFolders": folders, "capabilities": {}},
        )
        client.notify("initialized", {})
        yield client
    finally:
        process.kill()
        process.wait()
