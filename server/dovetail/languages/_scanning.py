"""Tokens with the comments that stand before them, for readers that descend by hand and must survive half a line."""

import re
from collections.abc import Callable

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text

NOWHERE = Range(0, 0)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text. `comments` are those between the token before and this one. The last token of all is an empty `end`."""

    kind: str
    text: str
    range: Range
    comments: tuple[Range, ...]


@dataclass(frozen=True)
class Scan:
    """The tokens of a text, and which comments belong to them."""

    text: Text
    tokens: tuple[Token, ...]
    first_lines: tuple[int, ...]
    last_lines: tuple[int, ...]

    def line(self, at: int) -> int:
        """The line on which a token starts."""
        return self.first_lines[at]

    def last_line(self, at: int) -> int:
        """The line on which a token ends, or -1 before the first."""
        return self.last_lines[at] if at >= 0 else -1

    def starts_line(self, at: int) -> bool:
        return self.last_line(at - 1) < self.line(at)

    def leading(self, at: int) -> tuple[Range, ...]:
        """The comments right above a token, or before it on its line, without an empty line between."""
        found: list[Range] = []
        below = self.line(at)
        for comment in reversed(self.tokens[at].comments):
            first, last = self.text.line_of(comment.start), self.text.line_of(comment.end)
            if below - last > 1 or first == self.last_line(at - 1):
                break
            found.append(comment)
            below = first
        return tuple(found[::-1])

    def trailing(self, at: int) -> tuple[Range, ...]:
        """The comments behind a token that are the rest of its line."""
        if at + 1 >= len(self.tokens):
            return ()
        following = self.tokens[at + 1]
        line = self.last_line(at)
        if following.kind != "end" and self.line(at + 1) == line and following.text not in ("}", ")"):
            return ()
        return tuple(c for c in following.comments if self.text.line_of(c.start) == line)


def scan(text: Text, pattern: re.Pattern[str]) -> Scan:
    """The tokens of a text. `pattern` names its groups; `space` is left out and `comment` goes to the token that follows."""
    tokens: list[Token] = []
    comments: list[Range] = []
    first_lines: list[int] = []
    last_lines: list[int] = []
    line = 0
    for match in pattern.finditer(text.source):
        kind, found = match.lastgroup or "", match[0]
        if kind == "comment":
            comments.append(Range(match.start(), match.start() + len(found.rstrip("\r"))))
        elif kind != "space":
            tokens.append(Token(kind, found, Range(match.start(), match.end()), tuple(comments) if comments else ()))
            first_lines.append(line)
            last_lines.append(line + found.count("\n"))
            comments = []
        line += found.count("\n")
    end = len(text.source)
    tokens.append(Token("end", "", Range(end, end), tuple(comments)))
    return Scan(text, tuple(tokens), (*first_lines, line), (*last_lines, line))


@dataclass
class Cursor:
    """A place among the tokens. It never goes behind the last one."""

    scan: Scan
    at: int = 0

    @property
    def token(self) -> Token:
        return self.scan.tokens[self.at]

    def peek(self, ahead: int = 1) -> Token:
        return self.scan.tokens[min(self.at + ahead, len(self.scan.tokens) - 1)]

    def is_at(self, *texts: str) -> bool:
        """True at one of some words or marks; a string is neither."""
        return self.token.text in texts and self.token.kind != "string"

    @property
    def ended(self) -> bool:
        return self.token.kind == "end"

    def next(self) -> Token:
        """The token here, and one step on."""
        token = self.token
        if token.kind != "end":
            self.at += 1
        return token

    def skip(self, text: str) -> bool:
        """One step on where a mark stands here."""
        if self.is_at(text):
            self.at += 1
            return True
        return False

    def skip_balanced(self, stop: Callable[[], bool] | None = None) -> None:
        """From an opening bracket to behind the one that closes it, or to where `stop` says that it never closes."""
        depth = 0
        while not self.ended and not (stop is not None and depth and stop()):
            if self.is_at("(", "[", "{"):
                depth += 1
            elif self.is_at(")", "]", "}"):
                depth -= 1
            self.at += 1
            if depth <= 0:
                return
