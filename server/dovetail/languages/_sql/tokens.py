"""SQL as tokens with their places, cut into statements. It knows the quotes and comments of PostgreSQL, MySQL and SQLite."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from .._blank import blank

TokenKind = Literal["comment", "string", "name", "word", "number", "mark"]
# A string that is being typed ends at the next statement, a name at the end of its line.
_NO_STATEMENT = r"\n(?!CREATE\b|ALTER\b|DROP\b|INSERT\b|--)"


def _token(comment: str, string: str, name: str) -> re.Pattern[str]:
    return re.compile(
        r"(?P<space>\s+|\ufeff)"
        rf"|(?P<comment>--[^\n]*|/\*(?:.*?\*/|.*){comment})"
        r"|(?P<dollar>\$(?P<tag>[A-Za-z_]*)\$(?:.*?\$(?P=tag)\$|.*))"
        rf"|(?P<string>{string})|(?P<name>{name})"
        r"|(?P<word>[^\W\d][\w$]*)|(?P<number>\d[\w.]*|\{\{[^{}\n]*\}\})|(?P<mark>::|.)",
        re.DOTALL,
    )


_DOUBLE = r"\"(?:\"\"|[^\"\n])*\"?"
_BACKTICKS = r"`(?:``|[^`\n])*`?"
_TOKEN = _token(
    "",
    rf"[eE]'(?:\\.|''|[^'\\])*'?|'(?:''|[^'\n]|{_NO_STATEMENT})*'?",
    rf"{_DOUBLE}|{_BACKTICKS}|(?<![\w\])])\[[^\W\d][^\]\n]*\]",
)
# MySQL escapes with backslashes, and comments also begin with a number sign; what it takes in double quotes is a string.
_MYSQL = _token(
    r"|#[^\n]*",
    rf"'(?:\\.|''|[^'\n\\]|{_NO_STATEMENT})*'?|\"(?:\\.|\"\"|[^\"\n\\])*\"?",
    _BACKTICKS,
)
_IS_MYSQL = re.compile(r"\bENGINE\s*=|\bAUTO_INCREMENT\b|^/\*!\d|^DELIMITER\b|^\s*`\w+` ", re.IGNORECASE | re.MULTILINE)
_NAMES_IN_DOUBLE = re.compile(r"(?:TABLE|EXISTS)\s+\"|^\s*\"\w+\"\s+\w", re.IGNORECASE | re.MULTILINE)
_COPIED = re.compile(r"\bFROM\s+STDIN\b[^;]*;[ \t]*(\r?\n.*?\n\\\.)", re.IGNORECASE | re.DOTALL)
# MySQL's client is told what ends a statement, while a routine is made whose own statements end with semicolons.
_DELIMITER = re.compile(r"^[ \t]*DELIMITER[ \t]+(\S+)[^\n]*$", re.IGNORECASE | re.MULTILINE)
# Where one of these starts a line, a statement starts, also when the one before it has no semicolon.
_STARTS = frozenset("CREATE ALTER DROP INSERT UPDATE DELETE COMMENT GRANT REVOKE TRUNCATE COMMIT BEGIN".split())
# A schema that is only known when the statements run, before the name of a table: psql's `:schema.users`, Flyway's `${schema}.users`,
# `{{ schema }}.users` of templates, `@extschema@.users` of extensions.
_PLACEHOLDER = re.compile(
    r"(?<![\w$])(?:TABLE|EXISTS|ONLY|INTO|FROM|JOIN|UPDATE|ON|REFERENCES|USING|TYPE|VIEW|FUNCTION|PROCEDURE|SETOF|RETURNS)\s+"
    r"((?::\w+|:\"\w+\"|\$\{[\w:.]+\}|\{\{[^{}\n]*\}\}|@\w+@)\s*\.)(?=[\w\"`])",
    re.IGNORECASE,
)
# What follows takes back what stands before.
_DOWN = re.compile(r"^--[ \t]*(?:\+goose[ \t]+Down|migrate:down|\+migrate[ \t]+Down)\b", re.IGNORECASE | re.MULTILINE)
_OBJECTS = frozenset(
    "TABLE TYPE INDEX UNIQUE VIEW FUNCTION TRIGGER EXTENSION SCHEMA SEQUENCE OR TEMP TEMPORARY UNLOGGED INTO FROM ON DOMAIN "
    "MATERIALIZED POLICY DATABASE PROCEDURE".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, name, string … `text` is a name without its quotes, a string's value, and a word in capitals."""

    kind: TokenKind
    text: str
    range: Range
    first: bool  # on its line

    def said(self, *words: str) -> bool:
        return self.kind in ("word", "mark") and self.text in words

    @property
    def is_name(self) -> bool:
        return self.kind in ("word", "name")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its comments and its semicolon; `comments` are those above it and in it."""

    tokens: tuple[Token, ...]
    comments: tuple[Token, ...]
    range: Range


def statements(source: str) -> Iterator[Statement]:
    """The statements of a text."""
    found: list[Token] = []
    comments: list[Token] = []
    down = _DOWN.search(source)
    all = list(tokens(source[: down.start()] if down is not None else source))
    inside_until = -1
    for i, token in enumerate(all):
        if token.said("BEGIN") and i > inside_until and _is_routine(found):
            inside_until = _end_of(all, i)
        if i < inside_until:
            if token.kind != "comment":
                found.append(token)
            continue
        ends = token.said(";")
        starts = token.first and token.said(*_STARTS) and bool(found) and _starts(source, token)
        if (ends or starts) and found:
            end = token.range.end if ends else found[-1].range.end
            inside = tuple(c for c in comments if not starts or c.range.start < found[-1].range.start or not c.first)
            yield Statement(tuple(found), inside, Range(found[0].range.start, end))
            comments = [c for c in comments if c not in inside]
            found = []
        if token.kind == "comment":
            comments.append(token)
        elif not ends:
            found.append(token)
    if found:
        yield Statement(tuple(found), tuple(comments), Range(found[0].range.start, found[-1].range.end))


def is_mysql(source: str) -> bool:
    """True for statements that only MySQL understands."""
    return _IS_MYSQL.search(source) is not None and _NAMES_IN_DOUBLE.search(source) is None


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a text; the rows that a dump copies are none."""
    line_start = True
    source = _with_semicolons(source)
    source = _PLACEHOLDER.sub(_without_schema, _COPIED.sub(_without_rows, source))
    for match in (_MYSQL if is_mysql(source) else _TOKEN).finditer(source):
        kind = match.lastgroup
        if kind == "space":
            line_start = line_start or "\n" in match[0]
            continue
        text = match[0]
        range = Range(match.start(), match.end())
        if kind == "comment":
            text = text.rstrip("\r")
            yield Token("comment", text, Range(range.start, range.start + len(text)), line_start)
        elif kind in ("dollar", "tag", "string"):
            value = _value(text)
            escaped = is_mysql and "\\" in value
            yield Token("string", re.sub(r"\\(.)", r"\1", value) if escaped else value, range, line_start)
        elif kind == "name":
            yield Token("name", _value(text), range, line_start)
        elif kind == "word":
            yield Token("word", text.upper(), range, line_start)
        else:
            yield Token("number" if kind == "number" else "mark", text, range, line_start)
        line_start = False


def _with_semicolons(source: str) -> str:
    """A text with semicolons where MySQL's client has been told that something else ends a statement."""
    if "DELIMITER" not in source and "delimiter" not in source:
        return source
    told = list(_DELIMITER.finditer(source))
    for line, following in zip(told, (*told[1:], None), strict=False):
        mark, end = line[1], following.start() if following is not None else len(source)
        body = source[line.end() : end]
        if mark != ";" and not mark.isalnum():
            body = body.replace(mark, ";".ljust(len(mark)))
        source = source[: line.start()] + blank(line[0]) + body + source[end:]
    return source


def _without_rows(copied: re.Match[str]) -> str:
    rows = copied.start(1) - copied.start()
    return copied[0][:rows] + blank(copied[1])


def _without_schema(named: re.Match[str]) -> str:
    start = named.start(1) - named.start()
    return named[0][:start] + blank(named[1])


def name_of(source: str, token: Token) -> str:
    """A name as it is written, without quotes."""
    return token.text if token.kind == "name" else source[token.range.start : token.range.end]


def name_range(token: Token) -> Range:
    """Where a name stands, without its quotes."""
    range = token.range
    if token.kind != "name":
        return range
    closed = range.end - range.start >= len(token.text) + 2
    return Range(range.start + 1, range.end - 1 if closed else range.end)


def items(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """What commas separate, at the outermost level."""
    found: list[Token] = []
    depth = 0
    for token in tokens:
        if depth == 0 and token.said(","):
            if found:
                yield tuple(found)
            found = []
            continue
        depth += 1 if token.said("(") else -1 if token.said(")") else 0
        found.append(token)
    if found:
        yield tuple(found)


def inside(tokens: Sequence[Token], opening: int) -> tuple[Sequence[Token], int]:
    """The tokens between the parenthesis at a place and the one that closes it, and the place behind that."""
    depth = 0
    for i in range(opening, len(tokens)):
        depth += 1 if tokens[i].said("(") else -1 if tokens[i].said(")") else 0
        if depth == 0:
            return tokens[opening + 1 : i], i + 1
    return tokens[opening + 1 :], len(tokens)


def _is_routine(found: Sequence[Token]) -> bool:
    """True for a statement that makes a trigger, a function or a procedure, whose body has statements."""
    words = [t.text for t in found[:12] if t.kind == "word"]
    return words[:1] == ["CREATE"] and any(w in ("TRIGGER", "FUNCTION", "PROCEDURE", "EVENT") for w in words)


def _end_of(all: Sequence[Token], begin: int) -> int:
    """The place behind the END of a BEGIN; the place of BEGIN itself where there is none."""
    depth = 0
    for i in range(begin, len(all)):
        token = all[i]
        if token.said("BEGIN") or (token.said("CASE") and not all[i - 1].said("END")):
            depth += 1
        elif token.said("END") and not (i + 1 < len(all) and all[i + 1].said("IF", "LOOP", "WHILE", "REPEAT")):
            depth -= 1
            if depth == 0:
                return i + 1
    return begin


def _starts(source: str, token: Token) -> bool:
    """True where a word that may start a statement does: what it makes or changes follows."""
    following = re.compile(r"\s+(\w+)").match(source, token.range.end)
    return following is not None and following[1].upper() in _OBJECTS


def _value(text: str) -> str:
    quote = text[0]
    if quote in "eE":
        return re.sub(r"\\(.)", r"\1", text[2:].removesuffix("'")).replace("''", "'")
    if quote == "$":
        end = text.index("$", 1) + 1
        return text[end:].removesuffix(text[:end])
    closing = "]" if quote == "[" else quote
    inner = text[1:-1] if len(text) > 1 and text.endswith(closing) else text[1:]
    return inner.replace(closing * 2, closing)
