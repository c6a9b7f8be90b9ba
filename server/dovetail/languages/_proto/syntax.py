"""Protocol Buffers as it is written: messages, enums and services. What cannot be read is left out, with its place."""

import re
from collections.abc import Sequence
from dataclasses import field

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text

from .._scanning import NOWHERE, Cursor, Scan, Token, scan
from .._treesitter import MAX_DEPTH

_TOKEN = re.compile(
    r"(?P<space>[\s\ufeff]+)|(?P<comment>//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))"
    r"|(?P<string>\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?)"
    r"|(?P<word>\.?[^\W\d]\w*(?:\.[^\W\d]\w*)*)|(?P<number>[+-]?\d[\w.]*)|(?P<mark>(?s:.))"
)
SIDES = ("request", "response")
LABELS = ("optional", "required", "repeated")
_LONGEST = 2000  # tokens between two brackets
_METHODS = ("get", "put", "post", "delete", "patch")
_TOP = ("message", "enum", "service", "syntax", "edition", "package", "import")


@dataclass(frozen=True, slots=True)
class FieldLine:
    """`optional string email = 2 [json_name = "mail"];` The types of a map's keys and values are in `type` and `key`."""

    label: str
    type: str
    key: str
    type_range: Range
    name: Token
    number: int | None
    options: tuple[Token, ...]
    oneof: bool
    comments: tuple[Range, ...]
    range: Range

    def option(self, name: str) -> Token | None:
        """The value of a plain option."""
        places = (i for i, t in enumerate(self.options[:-2]) if t.text == name and self.options[i + 1].text == "=")
        return next((self.options[i + 2] for i in places), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """`oneof event { Scanned scanned = 1; Delayed delayed = 2; }`"""

    name: Token
    fields: tuple[FieldLine, ...]
    comments: tuple[Range, ...]
    range: Range


@dataclass(frozen=True, slots=True)
class MemberLine:
    """`ROLE_ADMIN = 1;`"""

    name: Token
    number: int | None
    comments: tuple[Range, ...]
    range: Range


@dataclass(frozen=True, slots=True)
class Binding:
    """The HTTP side of an rpc: `get: "/v1/users/{id}"`, with the messages that the rpc takes and gives.

    `body` and `response_body` are the fields of these that are the body; a star is all of them, and nothing the whole answer.
    """

    method: Token
    path: Token
    comments: tuple[Range, ...]
    range: Range
    takes: Token | None = None
    gives: Token | None = None
    body: str = ""
    response_body: str = ""
    bodies: tuple[Token, ...] = ()  # where these two are written, the answer's last


@dataclass(frozen=True, slots=True)
class Rpc:
    """An rpc without a path of HTTP, with the messages that it takes and gives. Its path has the names of package, service and itself.

    `streams` are the sides of which many messages come: `request`, `response`.
    """

    path: str
    name: Token
    range: Range
    takes: Token | None
    gives: Token | None
    streams: frozenset[str] = frozenset()


@dataclass
class Block:
    """A message or an enum. `outer` are the names of the messages around it; `insert_at` is as a record has it."""

    what: str
    name: Token
    outer: tuple[str, ...]
    comments: tuple[Range, ...]
    fields: list[FieldLine] = field(default_factory=list[FieldLine])
    members: list[MemberLine] = field(default_factory=list[MemberLine])
    choices: list[Choice] = field(default_factory=list[Choice])
    taken: int = 0
    range: Range = NOWHERE
    insert_at: int | None = None


@dataclass
class ProtoFile:
    """All that a file declares. `syntax` is `proto2`, `proto3` or the name of an edition, in which `presence` is what fields have."""

    syntax: str = "proto2"
    presence: str = "EXPLICIT"
    blocks: list[Block] = field(default_factory=list[Block])
    bindings: list[Binding] = field(default_factory=list[Binding])
    services: list[Token] = field(default_factory=list[Token])
    rpcs: list[Rpc] = field(default_factory=list[Rpc])
    imports: list[Token] = field(default_factory=list[Token])
    package: str = ""
    holes: list[Range] = field(default_factory=list[Range])


def parse(text: Text) -> ProtoFile:
    """What a file declares, whatever state it is in."""
    scanned = scan(text, _TOKEN)
    marks = [t.text for t in scanned.tokens if t.kind == "mark"]
    reader = _Reader(scanned, Cursor(scanned), ProtoFile(), marks.count("{") == marks.count("}"))
    reader.file()
    return reader.found


def unquoted(token: Token) -> str:
    """The value of a string."""
    text = token.text[1:]
    return text[:-1] if text.endswith(token.text[0]) else text


@dataclass
class _Reader:
    scan: Scan
    cursor: Cursor
    found: ProtoFile
    balanced: bool

    def file(self) -> None:
        cursor = self.cursor
        while not cursor.ended:
            if not self._declaration((), 0):
                if cursor.is_at("syntax", "edition") and cursor.peek().text == "=" and cursor.peek(2).kind == "string":
                    self.found.syntax = unquoted(cursor.peek(2))
                elif cursor.is_at("import"):
                    at = 2 if cursor.peek().kind == "word" else 1  # behind `public` or `weak`
                    if cursor.peek(at).kind == "string":
                        self.found.imports.append(cursor.peek(at))
                elif cursor.is_at("package") and cursor.peek().kind == "word":
                    self.found.package = cursor.peek().text
                elif cursor.is_at("option") and cursor.peek().text == "features.field_presence":
                    self.found.presence = cursor.peek(3).text
                self._skip_statement()

    def _declaration(self, outer: tuple[str, ...], depth: int) -> bool:
        """Reads a message, enum or service that starts here."""
        cursor = self.cursor
        if not cursor.is_at("message", "enum", "service") or cursor.peek().kind != "word" or cursor.peek(2).text != "{":
            return False
        first = cursor.at
        what, name = cursor.next(), cursor.next()
        cursor.next()
        comments = (*self.scan.leading(first), *self.scan.trailing(cursor.at - 1))
        block = Block(what.text, name, outer, comments)
        if depth < MAX_DEPTH and what.text != "service":
            self.found.blocks.append(block)
        elif what.text == "service":
            self.found.services.append(name)
        last = cursor.at - 1  # the last token of the last field, after which a new one would go
        closing: Token | None = None
        while not cursor.ended:
            if cursor.is_at("}"):
                closing = cursor.next()
                break
            if self._is_unclosed():
                break
            before = cursor.at
            if self._statement(block, depth):
                last = cursor.at - 1
            if cursor.at == before:
                cursor.next()
        start = min(what.range.start, *(c.start for c in comments)) if comments else what.range.start
        block.range = Range(start, self.scan.tokens[cursor.at - 1].range.end)
        if closing is not None:
            line = self.scan.last_line(last) + 1
            if line <= self.scan.text.line_of(closing.range.start):
                block.insert_at = self.scan.text.line_starts[line]
        return True

    def _is_unclosed(self) -> bool:
        """True at a declaration in the first column, where the file lacks a closing brace."""
        cursor = self.cursor
        return (
            not self.balanced
            and cursor.is_at(*_TOP)
            and self.scan.text.position(cursor.token.range.start).column == 0
            and cursor.peek().kind in ("word", "mark")
        )

    def _statement(self, block: Block, depth: int) -> bool:
        """Reads one statement of a body; True where a field or a member may follow it."""
        cursor = self.cursor
        if block.what == "service":
            self._rpc(block.name.text)
            return False
        if cursor.peek().text != "=" and self._declaration((*block.outer, block.name.text), depth + 1):
            return False
        if cursor.is_at("extend") and cursor.peek().kind == "word" and cursor.peek(2).text == "{":
            self._skip_statement()
            return False
        if cursor.is_at("reserved", "extensions") and cursor.peek().text != "=":
            self._reserved(block)
            return False
        if cursor.is_at("option") and cursor.peek().text != "=":
            self._skip_statement()
            return False
        if block.what == "enum":
            return self._member(block)
        if cursor.is_at("oneof") and cursor.peek().kind == "word" and cursor.peek(2).text == "{":
            self._oneof(block)
            return True
        return self._field(block, oneof=False)

    def _oneof(self, block: Block) -> None:
        cursor = self.cursor
        first, already = cursor.at, len(block.fields)
        cursor.next()
        name = cursor.next()
        cursor.next()
        while not cursor.ended and not cursor.is_at("}") and not self._is_unclosed():
            before = cursor.at
            if cursor.is_at("option") and cursor.peek().text != "=":
                self._skip_statement()
            else:
                self._field(block, oneof=True)
            if cursor.at == before:
                cursor.next()
        if cursor.skip("}"):
            comments, range = self._extent(first)
            block.choices.append(Choice(name, tuple(block.fields[already:]), comments, range))

    def _field(self, block: Block, oneof: bool) -> bool:
        cursor = self.cursor
        first = cursor.at
        label = ""
        if cursor.is_at(*LABELS) and cursor.peek().kind == "word" and self._same_line(1):
            label = cursor.next().text
        if cursor.token.kind != "word" or cursor.is_at("group"):
            self._skip_statement()
            return False
        type_token = cursor.next()
        type, key, type_end = type_token.text, "", type_token.range.end
        if type == "map" and cursor.is_at("<"):
            between = self._map_types()
            if between is None:
                self._hole()
                return False
            key, type, type_end = between
        on_line = self.scan.line(cursor.at) == self.scan.last_line(cursor.at - 1)
        if cursor.token.kind != "word" or not (on_line or cursor.peek().text == "="):
            self._hole()
            if on_line:
                self._skip_statement()
            return False
        name = cursor.next()
        number: int | None = None
        if cursor.skip("="):
            number = self._number()
        else:
            self._hole()
        options = self._options()
        cursor.skip(";")
        block.taken = max(block.taken, number or 0)
        comments, range = self._extent(first)
        block.fields.append(
            FieldLine(
                label, type, key, Range(type_token.range.start, type_end), name, number, options, oneof, comments, range
            )
        )
        return True

    def _number(self) -> int | None:
        """The number behind an equals sign; the next line's is another's."""
        if self.cursor.token.kind != "number" or not self._same_line(0):
            return None
        return _number(self.cursor.next())

    def _same_line(self, ahead: int) -> bool:
        at = min(self.cursor.at + ahead, len(self.scan.tokens) - 1)
        return self.scan.line(at) == self.scan.last_line(at - 1)

    def _map_types(self) -> tuple[str, str, int] | None:
        """`<string, Role>`: both types and where that ends. None, at the end of the line, while it is being typed."""
        cursor = self.cursor
        cursor.next()
        found: list[str] = []
        while self._same_line(0) and not cursor.ended and not cursor.is_at(";", "=", "}"):
            token = cursor.next()
            if token.text == ">":
                return (found[0], found[1], token.range.end) if len(found) == 2 else None
            if token.kind == "word":
                found.append(token.text)
        return None

    def _options(self) -> tuple[Token, ...]:
        """The tokens between brackets. Brackets that do not close before the statement ends are the rest of their line."""
        cursor = self.cursor
        if not cursor.is_at("["):
            return ()
        at = first = cursor.at
        depth = 0
        for at in range(first, min(len(self.scan.tokens), first + _LONGEST)):
            token = self.scan.tokens[at]
            if token.kind == "mark":
                depth += (token.text in "([{") - (token.text in ")]}")
                if depth == 0 or (token.text == ";" and depth == 1):
                    break
        else:
            depth = 1
        if depth == 0:
            cursor.at = at + 1
        else:
            while cursor.at == first or (self._same_line(0) and not cursor.ended and not cursor.is_at(";", "}")):
                cursor.next()
        return self.scan.tokens[first + 1 : cursor.at]

    def _member(self, block: Block) -> bool:
        cursor = self.cursor
        first = cursor.at
        if cursor.token.kind != "word":
            self._skip_statement()
            return False
        name = cursor.next()
        number: int | None = None
        if cursor.skip("="):
            number = self._number()
        else:
            self._hole()
        self._options()
        cursor.skip(";")
        comments, range = self._extent(first)
        block.members.append(MemberLine(name, number, comments, range))
        return True

    def _reserved(self, block: Block) -> None:
        """A number that is reserved is not free for a new field."""
        cursor = self.cursor
        while not cursor.ended and not cursor.is_at(";", "}"):
            token = cursor.next()
            number = _number(token) if token.kind == "number" else None
            if number is not None and number < 1 << 28:
                block.taken = max(block.taken, number)
        cursor.skip(";")

    def _rpc(self, service: str) -> None:
        """`rpc Get (A) returns (B) { option (google.api.http) = { get: "/v1" }; }`"""
        cursor = self.cursor
        first = cursor.at
        if not cursor.is_at("rpc"):
            self._skip_statement()
            return
        cursor.next()
        name = cursor.token
        while not cursor.ended and not cursor.is_at(";", "{", "}", "rpc"):
            cursor.next()
        start = cursor.at
        takes, gives, streams = _messages(self.scan.tokens[first:start])
        if cursor.is_at("{"):
            cursor.skip_balanced(stop=lambda: cursor.is_at("rpc") and self.scan.starts_line(cursor.at))
        else:
            cursor.skip(";")
        body = self.scan.tokens[start : cursor.at]
        comments, range = self._extent(first)
        if not any(t.text.startswith("google.api.http") for t in body):
            path = "/".join(("", ".".join(filter(None, (self.found.package, service))), name.text))
            self.found.rpcs.append(Rpc(path, name, range, takes, gives, streams))
            return
        said = [
            (a, c)
            for a, b, c in zip(body, body[1:], body[2:], strict=False)
            if c.kind == "string" and b.text in (":", "=")
        ]
        once = len({a.text for a, _ in said}) == len(said)  # more than one path may have each its own body
        bodies = {a.text.rpartition(".")[2]: c for a, c in said} if once else {}
        for method, mark, path in zip(body, body[1:], body[2:], strict=False):
            verb = method.text.rpartition(".")[2]
            if verb == "additional_bindings":
                comments = ()  # what the comments say, such as a tag, they say of the first path
            if method.kind == "word" and verb in _METHODS and mark.text in (":", "=") and path.kind == "string":
                sides = (takes, gives) if once and not streams else (None, None)
                parts = [bodies.get("body"), bodies.get("response_body")]
                asked, answered = (unquoted(p) if p is not None else "" for p in parts)
                places = tuple(p for p in parts if p is not None)
                self.found.bindings.append(Binding(method, path, comments, range, *sides, asked, answered, places))

    def _extent(self, first: int) -> tuple[tuple[Range, ...], Range]:
        """The comments of a statement that ends before the cursor, and its range with them."""
        last = self.cursor.at - 1
        leading, trailing = self.scan.leading(first), self.scan.trailing(last)
        start = leading[0].start if leading else self.scan.tokens[first].range.start
        end = trailing[-1].end if trailing else self.scan.tokens[last].range.end
        return (*leading, *trailing), Range(start, end)

    def _hole(self) -> None:
        end = self.scan.tokens[max(0, self.cursor.at - 1)].range.end
        self.found.holes.append(Range(end, end))

    def _skip_statement(self) -> None:
        """To behind the semicolon or the block that ends what starts here; a new line ends what has neither."""
        cursor = self.cursor
        first = cursor.at
        while not cursor.ended and not cursor.is_at("}"):
            if cursor.at > first and self.scan.starts_line(cursor.at) and self._starts_statement():
                return
            if cursor.is_at("{"):
                cursor.skip_balanced(stop=self._is_unclosed)
                cursor.skip(";")
                return
            if cursor.skip(";"):
                return
            cursor.next()
        if cursor.at == first and not cursor.ended:
            cursor.next()

    def _starts_statement(self) -> bool:
        """True where a line looks like the start of a field or a declaration, not like more of what stands above it."""
        cursor = self.cursor
        return cursor.token.kind == "word" and (cursor.peek().kind == "word" or cursor.peek().text in ("=", "<"))


def _messages(tokens: Sequence[Token]) -> tuple[Token | None, Token | None, frozenset[str]]:
    """The types between the two pairs of parentheses of an rpc, None where one is being typed, and which of them come as a stream."""
    found: list[Token] = []
    streams: list[str] = []
    for i, opening in enumerate(tokens[:-2]):
        streamed = tokens[i + 1].text == "stream" and tokens[i + 2].kind == "word"
        inner, closing = tokens[i + 1 + streamed], next(iter(tokens[i + 2 + streamed :]), None)
        if opening.text == "(" and inner.kind == "word" and closing is not None and closing.text == ")":
            streams += SIDES[len(found) : len(found) + streamed]
            found.append(inner)
    return (found[0], found[1], frozenset(streams)) if len(found) == 2 else (None, None, frozenset())


def _number(token: Token) -> int | None:
    try:
        return int(token.text, 0)
    except ValueError:
        return None
