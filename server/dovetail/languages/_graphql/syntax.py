"""GraphQL's schema language as it is written. What cannot be read is left out, with its place.

`graphql-core` gives nothing for a document with one fault, and none of the comments that carry our tags; the tests hold this
reader to it for documents without a fault.
"""

import re
from dataclasses import field

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text

from .._scanning import NOWHERE, Cursor, Scan, Token, scan

_SPACE = r"(?P<space>[\s,\ufeff]+)|(?P<comment>\#[^\n]*)"
_STRING = r"|(?P<string>\"(?:\\.|[^\"\\\n])*\"?)"
_REST = r"|(?P<word>[^\W\d]\w*)|(?P<number>-?\d[\w.+-]*)|(?P<spread>\.\.\.)|(?P<mark>(?s:.))"
_BLOCK = r"|(?P<block>\"\"\"(?s:(?:\\\"\"\"|.)*?)(?:\"\"\"|\Z))"
_TOKEN = re.compile(_SPACE + _BLOCK + _STRING + _REST)
# Where a block string is not closed, it cannot hold what looks like a definition or a field: it ends with its line.
_LINE_OF_CODE = (
    r"\n[ \t]*(?:(?:extend[ \t]+)?(?:type|input|interface|enum|union|scalar)[ \t]+\w|[}]"
    r"|\w+(?:\([^\n]*\))?:[ \t]*[\[\w]+[\]!]*[ \t]*(?:\n|[@=]))"
)
_OPEN_BLOCK = rf"|(?P<block>\"\"\"(?:(?s:(?:(?!{_LINE_OF_CODE})(?:\\\"\"\"|.))*?)\"\"\"|[^\n]*))"
_TOKEN_OF_OPEN = re.compile(_SPACE + _OPEN_BLOCK + _STRING + _REST)
KEYWORDS = ("type", "input", "interface", "enum", "union", "scalar", "directive", "schema", "extend")
_LONGEST = 2000  # tokens between two parentheses
_OPERATIONS = ("query", "mutation", "subscription", "fragment")


@dataclass(frozen=True, slots=True)
class TypeRef:
    """`[String!]!`: the name inside, how many lists are around it, and whether the whole, and what is inside, may be null."""

    name: str
    depth: int
    nullable: bool
    range: Range
    items_nullable: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a type, or of an input, or an argument. `type` is None while it is being typed.

    Arguments that cannot be read are None.
    """

    name: Token
    type: TypeRef | None
    default: bool
    words: tuple[Range, ...]
    range: Range
    arguments: "tuple[FieldLine, ...] | None" = ()


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A value of an enum."""

    name: Token
    words: tuple[Range, ...]
    range: Range


@dataclass
class Block:
    """A definition, or the extension of one. `names` are the interfaces of a type, or the alternatives of a union."""

    what: str
    name: Token
    extends: bool
    words: tuple[Range, ...]
    names: list[Token] = field(default_factory=list[Token])
    fields: list[FieldLine] = field(default_factory=list[FieldLine])
    members: list[MemberLine] = field(default_factory=list[MemberLine])
    range: Range = NOWHERE
    insert_at: int | None = None


@dataclass
class Schema:
    """All that a file defines."""

    blocks: list[Block] = field(default_factory=list[Block])
    operations: list[tuple[Token, ...]] = field(default_factory=list[tuple[Token, ...]])
    holes: list[Range] = field(default_factory=list[Range])


def parse(text: Text) -> Schema:
    """What a file defines, whatever state it is in."""
    scanned = scan(text, _TOKEN if text.source.count('"""') % 2 == 0 else _TOKEN_OF_OPEN)
    marks = [t.text for t in scanned.tokens if t.kind == "mark"]
    reader = _Reader(scanned, Cursor(scanned), Schema(), marks.count("{") == marks.count("}"))
    reader.document()
    return reader.found


@dataclass
class _Reader:
    scan: Scan
    cursor: Cursor
    found: Schema
    balanced: bool

    def document(self) -> None:
        cursor = self.cursor
        while not cursor.ended:
            before = cursor.at
            self._definition()
            if cursor.at == before:
                cursor.next()

    def _definition(self) -> None:
        cursor = self.cursor
        first = cursor.at
        if cursor.token.kind in ("string", "block"):
            cursor.next()
        extends = cursor.is_at("extend")
        if extends:
            cursor.next()
        if cursor.is_at(*_OPERATIONS, "{"):
            self._skip_to_body()
            return
        if cursor.is_at("directive", "schema"):
            self._skip_definition()
            return
        if not cursor.is_at(*KEYWORDS) or cursor.peek().kind != "word":
            return
        what, name = cursor.next(), cursor.next()
        block = Block(what.text, name, extends, self._words(first, cursor.at - 2))
        self.found.blocks.append(block)
        if what.text == "union":
            self._directives()
            cursor.skip("=")
            self._names(block, "|")
        else:
            if cursor.skip("implements"):
                self._names(block, "&")
            self._directives()
            if what.text != "scalar" and cursor.is_at("{"):
                block.words = (*block.words, *self.scan.trailing(cursor.at))
                self._body(block)
        start = min([self.scan.tokens[first].range.start, *(w.start for w in block.words)])
        block.range = Range(start, self.scan.tokens[cursor.at - 1].range.end)

    def _skip_to_body(self) -> None:
        """Over an operation or a fragment, whose tokens are kept where it is whole."""
        cursor = self.cursor
        first = cursor.at
        if not cursor.is_at("{"):
            cursor.next()
        while not cursor.ended and not cursor.is_at("{") and not self._starts_definition():
            before = cursor.at
            self._arguments()
            cursor.at += cursor.at == before
        if cursor.is_at("{"):
            cursor.skip_balanced(stop=self._starts_definition)
            if self.balanced:
                self.found.operations.append(self.scan.tokens[first : cursor.at])

    def _skip_definition(self) -> None:
        """Over the definition of a directive or of the schema."""
        cursor = self.cursor
        if cursor.next().text == "schema":
            self._directives()
            if cursor.is_at("{"):
                cursor.skip_balanced(stop=self._starts_definition)
            return
        if cursor.skip("@") and cursor.token.kind == "word":
            cursor.next()
        self._arguments()
        cursor.skip("repeatable")
        cursor.skip("on")
        cursor.skip("|")
        while cursor.token.kind == "word" and cursor.token.text.isupper():
            cursor.next()
            cursor.skip("|")

    def _starts_definition(self) -> bool:
        """True at a keyword of a definition that stands in the first column, or at its description."""
        cursor = self.cursor
        if self.scan.text.position(cursor.token.range.start).column:
            return False
        if cursor.token.kind in ("string", "block"):
            return cursor.peek().text in KEYWORDS
        return cursor.is_at(*KEYWORDS, *_OPERATIONS) and (cursor.peek().kind == "word" or cursor.peek().text in "@{")

    def _is_unclosed(self) -> bool:
        """True where the braces of the file do not match, and a definition starts inside one."""
        return not self.balanced and self._starts_definition()

    def _names(self, block: Block, separator: str) -> None:
        cursor = self.cursor
        cursor.skip(separator)
        while cursor.token.kind == "word" and not self._starts_definition():
            block.names.append(cursor.next())
            if not cursor.skip(separator) and not (separator == "&" and not cursor.is_at(*KEYWORDS)):
                return

    def _directives(self) -> None:
        cursor = self.cursor
        while cursor.is_at("@"):
            cursor.next()
            if cursor.token.kind != "word" or self.scan.starts_line(cursor.at):
                return  # it has no name yet
            cursor.next()
            self._arguments()

    def _arguments(self) -> None:
        """What stands in parentheses. Where they never close, the rest of their line."""
        cursor = self.cursor
        if not cursor.is_at("("):
            return
        depth = 0
        for at in range(cursor.at, min(len(self.scan.tokens), cursor.at + _LONGEST)):
            token = self.scan.tokens[at]
            if token.kind != "mark":
                continue
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth <= 0:
                if token.text == ")":
                    cursor.at = at + 1
                    return
                break
        cursor.next()
        while not cursor.ended and not self.scan.starts_line(cursor.at):
            cursor.next()

    def _body(self, block: Block) -> None:
        cursor = self.cursor
        cursor.next()
        last = cursor.at - 1
        while not cursor.ended and not self._is_unclosed():
            if cursor.is_at("}"):
                closing = cursor.next()
                line = self.scan.last_line(last) + 1
                if line <= self.scan.text.line_of(closing.range.start):
                    block.insert_at = self.scan.text.line_starts[line]
                return
            first = cursor.at
            if cursor.token.kind in ("string", "block"):
                cursor.next()
            if cursor.token.kind != "word":
                if cursor.at == first:
                    cursor.next()
                continue
            if block.what == "enum":
                self._member(block, first)
            else:
                self._field(block, first)
            last = cursor.at - 1

    def _member(self, block: Block, first: int) -> None:
        name = self.cursor.next()
        self._directives()
        words, range = self._extent(first, name)
        block.members.append(MemberLine(name, words, range))

    def _field(self, block: Block, first: int) -> None:
        cursor = self.cursor
        name = cursor.next()
        arguments = self._parameters()
        type: TypeRef | None = None
        default = False
        if cursor.skip(":") and not self._is_next_field():
            type = self._type()
        if type is None:
            end = self.scan.tokens[cursor.at - 1].range.end
            self.found.holes.append(Range(end, end))
        elif cursor.skip("="):
            default = not (cursor.is_at("null"))
            self._value()
        self._directives()
        words, range = self._extent(first, name)
        block.fields.append(FieldLine(name, type, default, words, range, arguments))

    def _parameters(self) -> tuple[FieldLine, ...] | None:
        """The arguments that a field takes; None where they cannot be read. The cursor goes behind them in any case."""
        cursor = self.cursor
        first = cursor.at
        if not cursor.is_at("("):
            return ()
        self._arguments()
        end = cursor.at
        cursor.at = first + 1
        found: list[FieldLine] = []
        while cursor.at < end - 1:
            if cursor.token.kind in ("string", "block"):
                cursor.next()
            name = cursor.next()
            type = self._type() if name.kind == "word" and cursor.skip(":") else None
            if type is None or cursor.at >= end:
                break
            default = cursor.skip("=")
            if default:
                self._value()
            self._directives()
            found.append(FieldLine(name, type, default, (), name.range))
        whole = cursor.at == end - 1 and cursor.is_at(")")
        cursor.at = end
        return tuple(found) if whole else None

    def _is_next_field(self) -> bool:
        """True where what stands behind a colon is the next line's field, because the type is still missing."""
        cursor = self.cursor
        return self.scan.starts_line(cursor.at) and cursor.token.kind == "word" and cursor.peek().text in (":", "(")

    def _type(self) -> TypeRef | None:
        cursor = self.cursor
        first = cursor.at
        depth = 0
        while cursor.skip("["):
            depth += 1
        if cursor.token.kind != "word" or self._is_next_field():
            return None
        name = cursor.next()
        nullable = items_nullable = not cursor.skip("!")
        for _ in range(depth):
            if not cursor.skip("]"):
                break
            nullable = not cursor.skip("!")
        return TypeRef(
            name.text,
            depth,
            nullable,
            Range(self.scan.tokens[first].range.start, self.scan.tokens[cursor.at - 1].range.end),
            items_nullable,
        )

    def _value(self) -> None:
        cursor = self.cursor
        if cursor.is_at("[", "{"):
            cursor.skip_balanced(stop=self._is_unclosed)
        elif cursor.token.kind != "mark" and not (self.scan.starts_line(cursor.at) and cursor.peek().text == ":"):
            cursor.next()

    def _words(self, first: int, keyword: int) -> tuple[Range, ...]:
        """The comments above a definition or a field, and its description."""
        found = list(self.scan.leading(first))
        token = self.scan.tokens[first]
        if token.kind in ("string", "block"):
            found.append(_inside(token))
            found.extend(c for t in self.scan.tokens[first + 1 : keyword + 1] for c in t.comments)
        return tuple(found)

    def _extent(self, first: int, name: Token) -> tuple[tuple[Range, ...], Range]:
        """What is said about a field that ends before the cursor, and its range with that."""
        last = self.cursor.at - 1
        described = self.scan.tokens[first].kind in ("string", "block")
        words = self._words(first, first + 1 if described else first)
        trailing = self.scan.trailing(last)
        start = min(self.scan.tokens[first].range.start, *(w.start for w in words)) if words else name.range.start
        end = trailing[-1].end if trailing else self.scan.tokens[last].range.end
        return (*words, *trailing), Range(start, end)


def _inside(token: Token) -> Range:
    """A description without its quotes."""
    mark = '"""' if token.kind == "block" else '"'
    start, end = token.range.start + len(mark), token.range.end
    closed = token.text.endswith(mark) and end - start >= len(mark)
    return Range(start, end - len(mark) if closed else end)
