"""An editor as a server sees it: open documents, undo, what lies on disk, and the messages about them.

It keeps the texts itself and counts lines and characters in its own way, so that a server which counts otherwise ends with
another text.
"""

import contextlib
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.lsp_client import LspClient

_LINE_END = re.compile(r"\r\n|\r|\n")
_LANGUAGES = {
    "ts": "typescript", "tsx": "typescriptreact", "js": "javascript", "py": "python", "md": "markdown", "yaml": "yaml"
}  # fmt: skip
CREATED, CHANGED, DELETED = 1, 2, 3
Event = dict[str, Any]
WIDTHS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


@dataclass
class Buffer:
    """An open document, with the texts that undoing goes back to."""

    uri: str
    path: str
    text: str
    past: list[str] = field(default_factory=list[str])


class Editor:
    """A folder with open documents, and the server that is told about them."""

    def __init__(self, client: LspClient, encoding: str) -> None:
        self.client = client
        self.root: Path = client.root
        self.encoding = encoding
        self.buffers: dict[str, Buffer] = {}
        self.count = 0

    def open(self, path: str, text: str | None = None) -> None:
        """Open a file with what is on disk, or a document that was never saved with a text."""
        source = (self.root / path).read_bytes().decode("utf-8", "replace") if text is None else text
        self.buffers[path] = Buffer(self.client.open(path, source, language(path)), path, source)
        self.count += 1

    def close(self, path: str) -> None:
        self.client.close_document(self.buffers.pop(path).uri)
        self.count += 1

    def edit(self, buffer: Buffer, *edits: tuple[int, int, str]) -> None:
        """Replace ranges in one notification, each in the text that the one before has left."""
        changes: list[dict[str, Any]] = []
        self._remember(buffer)
        for start, end, new in edits:
            text = buffer.text
            where = {"start": place(text, start, self.encoding), "end": place(text, end, self.encoding)}
            changes.append({"range": where, "text": new})
            buffer.text = text[:start] + new + text[end:]
        self.client.change(buffer.uri, *changes)
        self.count += 1

    def replace(self, buffer: Buffer, text: str) -> None:
        """The whole text anew, as editors send it that know no ranges."""
        self._remember(buffer)
        buffer.text = text
        self.client.change(buffer.uri, {"text": text})
        self.count += 1

    def undo(self, buffer: Buffer, times: int) -> None:
        """Go back by one edit after another."""
        for _ in range(min(times, len(buffer.past))):
            wanted = buffer.past.pop()
            self.edit(buffer, *difference(buffer.text, wanted))
            buffer.past.pop()

    def save(self, buffer: Buffer) -> None:
        existed = (self.root / buffer.path).exists()
        if self.put(buffer.path, buffer.text):
            self.client.notify("textDocument/didSave", {"textDocument": {"uri": buffer.uri}})
            self.tell([self.event(buffer.path, CHANGED if existed else CREATED)])

    def put(self, path: str, text: str) -> bool:
        """Write a file behind the server's back; False where a text or a name cannot be on disk."""
        file = self.root / path
        try:
            content = text.encode()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        except (UnicodeEncodeError, OSError):
            return False
        return True

    def remove(self, path: str) -> None:
        """Delete a file or folder behind the server's back."""
        file = self.root / path
        if file.is_dir():
            shutil.rmtree(file)
        else:
            with contextlib.suppress(FileNotFoundError):
                file.unlink()

    def event(self, path: str, kind: int) -> Event:
        return {"uri": self.client.uri(path), "type": kind}

    def tell(self, events: list[Event]) -> None:
        """Say what has changed on disk."""
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": events})
        self.count += 1

    def files(self) -> list[str]:
        """The files on disk."""
        return sorted(p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file())

    def _remember(self, buffer: Buffer) -> None:
        buffer.past.append(buffer.text)
        del buffer.past[:-40]


def language(path: str) -> str:
    return _LANGUAGES.get(path.rpartition(".")[2], "plaintext")


def place(text: str, offset: int, encoding: str) -> dict[str, int]:
    """A protocol position: lines end at LF, CRLF and CR; characters are counted in units of the encoding."""
    start, line = 0, 0
    for found in _LINE_END.finditer(text):
        if found.end() > offset:
            offset = min(offset, found.start())  # nothing is between CR and LF
            break
        start, line = found.end(), line + 1
    codec, width = WIDTHS[encoding]
    return {"line": line, "character": len(text[start:offset].encode(codec, "surrogatepass")) // width}


def difference(old: str, new: str) -> list[tuple[int, int, str]]:
    """One edit that makes one text of another, or none."""
    if old == new:
        return []
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start, end, stop = head, len(old) - tail, len(new) - tail
    if (old[start - 1 : start], old[start : start + 1]) == ("\r", "\n") or (
        new[start - 1 : start],
        new[start : start + 1],
    ) == ("\r", "\n"):
        start -= 1
    if (old[end - 1 : end], old[end : end + 1]) == ("\r", "\n"):
        end, stop = end + 1, stop + 1
    return [(start, end, new[start:stop])]
