"""What people, agents and git do to a tree, drawn at random."""

import re
from collections.abc import Callable
from random import Random

from .editor import CHANGED, CREATED, DELETED, Buffer, Editor, Event
from .trees import NAMES, tree

MOST_OPEN = 8
LONGEST = 30_000  # characters; a longer text is given up for what it was at first
ODD = ["😀", "👩‍🚀", "é", "\u2028", "\r\n", "\r", "\x00", "\ufeff", "\u0301", "\U0010ffff", "\t", "\x0c"]
PIECES = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    '"',
    "'",
    "`",
    "/*",
    "*/",
    "//",
    "--",
    "#",
    ": ",
    ";",
    ",",
    "\n",
    "| null",
    "?",
    "@",
]
TYPED = [
    "  /** @format uuid */\n  id: string;\n",
    "  created_at?: string | null;\n",
    "\n/** A thing.\n * @db things\n */\nexport interface Thing {\n  thingId: string;\n  isDone: boolean;\n}\n",
    "// dovetail-ignore unknown-property\n",
    "/** @contract Thing */\n",
    "import type { Thing } from '../contracts/thing.contract';\n",
    "export const LIMIT = 25;\n",
    "const rows = await db.query(`select id, name from things`);\n",
    "    consumes: [Thing]\n",
    "  - id: extra\n    owns: [src/**]\n    brief: Extra.\n",
    "naming:\n  contracts: { fields: snake_case }\n",
    "def load(thing: Thing) -> str:\n    return thing.name\n",
]
SETTINGS = [
    '{"severities": {"field-casing": "off"}}',
    '{"severities": {"missing-field": "warning"}}',
    '{"exclude": ["**/*.py"]}',
    "{",
    "{}",
]
ASKED = [
    "hover",
    "definition",
    "references",
    "completion",
    "documentHighlight",
    "prepareRename",
    "documentSymbol",
    "codeLens",
    "foldingRange",
]


class Hand:
    """Makes one edit after another."""

    def __init__(self, editor: Editor, random: Random) -> None:
        self.editor = editor
        self.random = random
        self.name = NAMES[0]
        self.asked: list[int] = []
        self._acts: list[Callable[[], None]] = []
        for weight, act in (
            (30, self._type), (12, self._backspace), (8, self._delete), (8, self._paste), (6, self._move_line), (4, self._double_line),
            (4, self._rename_word), (2, self._turn_line_ends), (8, self._odd), (8, self._piece), (12, self._undo), (3, self._whole),
            (6, self._restore), (4, self._save), (4, self._open), (3, self._close), (4, self._change_on_disk), (2, self._create),
            (2, self._delete_file), (1, self._untitled), (1, self._settings), (8, self._ask),
        ):  # fmt: skip
            self._acts += [act] * weight

    def act(self) -> None:
        """One edit, or a run of them such as typing is."""
        if not self.editor.buffers:
            self._open()
        self.random.choice(self._acts)()

    def switch(self) -> None:
        """Check another tree out: files are deleted, changed and created all at once; unsaved ones are given up."""
        for path in list(self.editor.buffers):
            self.editor.close(path)
        before = self.editor.files()
        self.name = self.random.choice(NAMES)
        after = tree(self.name)
        events: list[Event] = []
        for path in before:
            if path not in after:
                self.editor.remove(path)
                events.append(self.editor.event(path, DELETED))
        for path, text in after.items():
            self.editor.put(path, text)
            events.append(self.editor.event(path, CHANGED if path in before else CREATED))
        self.random.shuffle(events)
        self.editor.tell(events)

    def _buffer(self) -> Buffer:
        """One of the open documents, half of the time a contract."""
        buffers = list(self.editor.buffers.values())
        contracts = [b for b in buffers if b.path.endswith(".contract.ts")]
        return self.random.choice(contracts if contracts and self.random.random() < 0.4 else buffers)

    def _spot(self, text: str) -> int:
        """An offset that a cursor can be at."""
        at = self.random.randrange(len(text) + 1)
        return at - 1 if text[at - 1 : at] == "\r" and text[at : at + 1] == "\n" and at else at

    def _line(self, text: str) -> tuple[int, int]:
        """Where a line begins and ends, its end included."""
        starts = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text))]
        at = self.random.randrange(len(starts))
        return starts[at], starts[at + 1] if at + 1 < len(starts) else len(text)

    def _type(self) -> None:
        buffer = self._buffer()
        written = self.random.choice(TYPED) if self.random.random() < 0.5 else self._fragment(1)
        at = self._line(buffer.text)[0] if self.random.random() < 0.7 else self._spot(buffer.text)
        for character in written[: self.random.randrange(3, 40)]:
            self.editor.edit(buffer, (at, at, character))
            at += 1

    def _backspace(self) -> None:
        buffer = self._buffer()
        at = self._spot(buffer.text)
        for _ in range(self.random.randrange(1, 8)):
            start = at - (2 if buffer.text[max(at - 2, 0) : at] == "\r\n" else 1)
            if start < 0:
                return
            self.editor.edit(buffer, (start, at, ""))
            at = start

    def _delete(self) -> None:
        buffer = self._buffer()
        start, end = self._range(buffer.text, 80)
        self.editor.edit(buffer, (start, end, ""))

    def _range(self, text: str, longest: int) -> tuple[int, int]:
        start = self._spot(text)
        end = min(len(text), start + self.random.randrange(longest))
        return start, end - 1 if text[end - 1 : end + 1] == "\r\n" and end > start else end

    def _paste(self) -> None:
        buffer = self._buffer()
        at = self._line(buffer.text)[0]
        end = self._range(buffer.text[at:], 60)[1] + at if self.random.random() < 0.2 else at
        self.editor.edit(buffer, (at, max(at, end), self._fragment(self.random.randrange(1, 15))))

    def _fragment(self, lines: int) -> str:
        """Some lines of a file of some tree."""
        texts = tree(self.name if self.random.random() < 0.7 else self.random.choice(NAMES))
        found = texts[self.random.choice(sorted(p for p, t in texts.items() if t))].splitlines(keepends=True)
        at = self.random.randrange(len(found))
        return "".join(found[at : at + lines])

    def _move_line(self) -> None:
        buffer = self._buffer()
        start, end = self._line(buffer.text)
        line, rest = buffer.text[start:end], buffer.text[:start] + buffer.text[end:]
        at = self._line(rest)[0]
        if rest[start - 1 : start + 1] != "\r\n" or not start:
            self.editor.edit(buffer, (start, end, ""), (at, at, line))

    def _double_line(self) -> None:
        buffer = self._buffer()
        start, end = self._line(buffer.text)
        self.editor.edit(buffer, (end, end, buffer.text[start:end]))

    def _rename_word(self) -> None:
        """Another name for something, everywhere in its file, from the last place to the first."""
        buffer = self._buffer()
        words = re.findall(r"[A-Za-z_]{3,}", buffer.text)
        if not words:
            return
        word = self.random.choice(words)
        other = self.random.choice([word + "s", word.upper(), self.random.choice(words), word[:-1]])
        places = [m.span() for m in re.finditer(rf"\b{word}\b", buffer.text)]
        self.editor.edit(buffer, *((s, e, other) for s, e in reversed(places)))

    def _turn_line_ends(self) -> None:
        buffer = self._buffer()
        plain = buffer.text.replace("\r\n", "\n")
        self.editor.replace(buffer, plain if plain != buffer.text else plain.replace("\n", "\r\n"))

    def _odd(self) -> None:
        self._put(self.random.choice(ODD))

    def _piece(self) -> None:
        self._put(self.random.choice(PIECES))

    def _put(self, piece: str) -> None:
        buffer = self._buffer()
        start, end = self._range(buffer.text, self.random.choice((1, 1, 6)))
        self.editor.edit(buffer, (start, end, piece))

    def _undo(self) -> None:
        self.editor.undo(self._buffer(), self.random.choice((1, 3, 12)))

    def _whole(self) -> None:
        buffer = self._buffer()
        start, end = self._range(buffer.text, 20)
        self.editor.replace(buffer, buffer.text[:start] + buffer.text[end:])

    def _restore(self) -> None:
        """A file as it was at first, which is what people want it to be again."""
        path = self._buffer().path
        self._restored(path)
        for other, buffer in list(self.editor.buffers.items()):
            if len(buffer.text) > LONGEST:
                self._restored(other)

    def _restored(self, path: str) -> None:
        text = tree(self.name).get(path, "")
        self.editor.replace(self.editor.buffers[path], text)

    def _save(self) -> None:
        buffer = self._buffer()
        if not buffer.path.startswith("untitled:"):
            self.editor.save(buffer)

    def _open(self) -> None:
        closed = [p for p in self.editor.files() if p not in self.editor.buffers]
        if closed and len(self.editor.buffers) < MOST_OPEN:
            contracts = [p for p in closed if p.endswith(".contract.ts")]
            self.editor.open(self.random.choice(contracts if contracts and self.random.random() < 0.3 else closed))
        elif not self.editor.buffers:
            self.editor.open("new.contract.ts", "export interface New {}\n")

    def _close(self) -> None:
        self.editor.close(self._buffer().path)

    def _change_on_disk(self) -> None:
        """A file is written behind the editor's back: as it was at first, or with a part of it gone."""
        path = self.random.choice(self.editor.files() or ["new.ts"])
        text = tree(self.name).get(path, "")
        if self.random.random() < 0.6:
            start, end = self._range(text, 60)
            text = text[:start] + text[end:]
        if self.editor.put(path, text):
            self.editor.tell([self.editor.event(path, CHANGED)])

    def _create(self) -> None:
        """A copy under another name, or a file that was deleted is there again."""
        texts = tree(self.name)
        path = self.random.choice(sorted(texts))
        folder, _, name = path.rpartition("/")
        new = (
            path
            if self.random.random() < 0.6
            else f"{folder}/{self.random.choice(('other-', 'copies/'))}{name}".lstrip("/")
        )
        if self.editor.put(new, texts[path]):
            self.editor.tell([self.editor.event(new, CREATED)])

    def _delete_file(self) -> None:
        files = self.editor.files()
        if not files:
            return
        path = self.random.choice(files)
        if "/" in path and self.random.random() < 0.2:
            path = path.rpartition("/")[0]
        self.editor.remove(path)
        self.editor.tell([self.editor.event(path, DELETED)])

    def _untitled(self) -> None:
        path = f"untitled:new{self.random.randrange(3)}.contract.ts"
        if path in self.editor.buffers:
            self.editor.close(path)
        elif len(self.editor.buffers) < MOST_OPEN:
            self.editor.open(path, self._fragment(12))

    def _settings(self) -> None:
        path = ".dovetail/settings.json"
        if (self.editor.root / path).exists() and self.random.random() < 0.7:
            self.editor.remove(path)
            self.editor.tell([self.editor.event(path, DELETED)])
        elif self.editor.put(path, self.random.choice(SETTINGS)):
            self.editor.tell([self.editor.event(path, CREATED)])

    def _ask(self) -> None:
        """A request whose answer nobody waits for before the next edit."""
        buffer = self._buffer()
        position = {"line": self.random.randrange(60), "character": self.random.randrange(40)}
        params = {"textDocument": {"uri": buffer.uri}, "position": position, "context": {"includeDeclaration": True}}
        id = self.editor.client.ask(f"textDocument/{self.random.choice(ASKED)}", params)
        self.asked.append(id)
        if self.random.random() < 0.2:
            self.editor.client.notify("$/cancelRequest", {"id": id})
