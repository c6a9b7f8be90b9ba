"""The blocks of a Prisma schema and their lines, as they are written. What cannot be read is left out, with its place."""

import re

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\f\v\ufeff]+)|(?P<newline>\n)|(?P<comment>//[^\n]*)|(?P<string>\"(?:\\.|[^\"\\\n])*\"?)"
    r"|(?P<attribute>@@?[A-Za-z_][\w.]*)|(?P<word>[^\W\d]\w*)|(?P<number>-?\d[\w.]*)|(?P<mark>.)",
    re.DOTALL,
)
_BLOCK = re.compile(r"[ \t]*(?:model|view|type|enum|datasource|generator)[ \t]+[^\W\d]\w*[ \t]*\{")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the schema."""

    kind: str
    text: str
    range: Range


@dataclass(frozen=True, slots=True)
class Attribute:
    """`@map("x")`: its name without the at-signs, and the tokens between its parentheses."""

    name: str
    block: bool
    arguments: tuple[Token, ...]
    range: Range

    @property
    def string(self) -> str | None:
        """The first string among the arguments."""
        return next((t.text[1:].removesuffix('"') for t in self.arguments if t.kind == "string"), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A field, an enum's member, or (without a name) a block attribute. `type` is empty where none is written."""

    name: Token | None
    type: str
    type_range: Range | None
    optional: bool
    depth: int
    attributes: tuple[Attribute, ...]
    comments: tuple[Range, ...]
    range: Range

    def attribute(self, *names: str) -> Attribute | None:
        return next((a for a in self.attributes if a.name in names), None)


@dataclass(frozen=True, slots=True)
class Block:
    """`model User { … }`. `closing` is the place of its brace, or None where it is missing."""

    what: str
    name: Token
    comments: tuple[Range, ...]
    lines: tuple[Line, ...]
    range: Range
    closing: int | None


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a schema."""
    return _Reader(source, tokens(source)).blocks()


def tokens(source: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup or "mark"
        if kind != "space":
            found.append(
                Token(kind, match[0].rstrip("\r"), Range(match.start(), match.start() + len(match[0].rstrip("\r"))))
            )
    return found


@dataclass
class _Reader:
    source: str
    tokens: list[Token]
    at: int = 0

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = []
        comments: list[Range] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "comment":
                comments.append(token.range)
            elif token.kind == "word" and self._kind(1) == "word" and self._text(2) == "{":
                found.append(self._block(tuple(comments)))
                comments = []
                continue
            elif token.kind != "newline" or self._kind(1) == "newline":
                comments = []  # a comment belongs to what stands right below it
            self.at += 1
        return tuple(found)

    def _kind(self, ahead: int) -> str:
        return self.tokens[self.at + ahead].kind if self.at + ahead < len(self.tokens) else ""

    def _text(self, ahead: int) -> str:
        return self.tokens[self.at + ahead].text if self.at + ahead < len(self.tokens) else ""

    def _block(self, comments: tuple[Range, ...]) -> Block:
        what, name = self.tokens[self.at], self.tokens[self.at + 1]
        self.at += 3
        lines: list[Line] = []
        above: list[Range] = []
        closing: int | None = None
        end = name.range.end + 1
        if self._kind(0) == "comment":  # behind the brace
            comments = (*comments, self.tokens[self.at].range)
            self.at += 1
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.text == "}" and token.kind == "mark":
                closing, end = token.range.start, token.range.end
                self.at += 1
                break
            if token.kind == "word" and self._starts_block(token):
                break  # the brace is missing
            if token.kind == "comment":
                above.append(token.range)
                self.at += 1
            elif token.kind == "newline":
                if self._kind(1) == "newline":
                    above = []
                self.at += 1
            else:
                lines.append(self._line(above))
                above = []
                end = lines[-1].range.end
        start = min(what.range.start, *(c.start for c in comments)) if comments else what.range.start
        return Block(what.text, name, comments, tuple(lines), Range(start, end), closing)

    def _starts_block(self, token: Token) -> bool:
        line = self.source.rfind("\n", 0, token.range.start) + 1
        found = _BLOCK.match(self.source, line)
        return (
            found is not None and token.range.start < found.end() and not self.source[line : token.range.start].strip()
        )

    def _line(self, above: list[Range]) -> Line:
        """One line, from its first word to its end; brackets may carry it on."""
        first = self.tokens[self.at]
        name = first if first.kind == "word" else None
        start, end = above[0].start if above else first.range.start, first.range.end
        type, type_range, optional, depth = "", None, False, 0
        attributes: list[Attribute] = []
        if name is not None:
            self.at += 1
            if self._kind(0) == "word":
                token = self.tokens[self.at]
                type, type_end = token.text, token.range.end
                self.at += 1
                if self._text(0) == "(":
                    type_end = self._arguments()[1]  # Unsupported("circle")
                while self._text(0) in ("?", "[", "]") and self._kind(0) == "mark":
                    optional = optional or (self._text(0) == "?")
                    depth += self._text(0) == "]"
                    type_end = self.tokens[self.at].range.end
                    self.at += 1
                type_range = Range(token.range.start, type_end)
                end = type_end
        comments = list(above)
        while self.at < len(self.tokens) and self._kind(0) != "newline":
            token = self.tokens[self.at]
            if token.text == "}" and token.kind == "mark":
                break
            self.at += 1
            if token.kind == "attribute":
                arguments, stop = self._arguments() if self._text(0) == "(" else ((), token.range.end)
                bare = token.text.lstrip("@")
                attributes.append(
                    Attribute(bare, token.text.startswith("@@"), arguments, Range(token.range.start, stop))
                )
                end = stop
            elif token.kind == "comment":
                comments.append(token.range)
                end = token.range.end
            else:
                end = token.range.end
        return Line(name, type, type_range, optional, depth, tuple(attributes), tuple(comments), Range(start, end))

    def _arguments(self) -> tuple[tuple[Token, ...], int]:
        """The tokens between parentheses, and where those end. A line that starts a new field ends them, if they never close."""
        depth, found = 0, list[Token]()
        start = self.at
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "mark" and token.text in "([{":
                depth += 1
            elif token.kind == "mark" and token.text in ")]}":
                depth -= 1
                if depth == 0:
                    self.at += 1
                    return tuple(found[1:]), token.range.end
            elif token.kind == "newline" and not self._closes_later(depth):
                break
            found.append(token)
            self.at += 1
        last = self.tokens[max(start, self.at - 1)]
        return tuple(found[1:]), last.range.end

    def _closes_later(self, depth: int) -> bool:
        """True where open parentheses are closed before the block is."""
        for token in self.tokens[self.at :]:
            if token.kind == "mark" and token.text in "([":
                depth += 1
            elif token.kind == "mark" and token.text in ")]":
                depth -= 1
                if depth == 0:
                    return True
            elif token.kind == "mark" and token.text in "{}":
                return False
        return False
