"""Mends a TypeScript text that does not parse, so that what is being typed hurts nothing beside it.

The text is cut into its top-level declarations, and those that do not parse into members. What is broken becomes
spaces, so every other character keeps its place; a brace that is missing is written over white space, or behind the end.
"""

import re
from collections.abc import Iterator
from dataclasses import field

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Problem
from dovetail.core.text import Range, Text

from ..._blank import blank
from ..._treesitter import Syntax, parse

_START = re.compile(
    r"(?:export|import|declare|abstract|async|default)(?=[\s{*]|$)|(?:interface|enum|class|namespace|module|function|const|let|var|type)\s+[\w$\[{*]|@\w|/[*/]"
)
_ABOVE = re.compile(r"[ \t\ufeff]*(?:/[/*]|@\w)")  # what belongs to the declaration below it
_HEADER = re.compile(
    r"(?P<before>(?:export\s+)?(?:default\s+)?(?:declare\s+)?)(?P<what>interface|type|(?:const\s+)?enum|const)\s+(?P<name>[A-Za-z_$][\w$]*)"
)
_MEMBER = re.compile(
    r"(?:readonly\s+)?(?P<name>[A-Za-z_$][\w$]*|'[^'\n]*'|\"[^\"\n]*\")\s*(?P<optional>\?)?\s*(?P<colon>:)?"
)
_WRAP = {"interface": "interface _{", "type": "type _={", "enum": "enum _{", "const": "x={"}
_CONTINUES = re.compile(r"\s*(?:[|&?.)\]>=+*/-]|extends\b|as\b|satisfies\b)")
_CONTINUED = re.compile(r"(?:[|&(\[{<,=+*/-]|=>|\bextends|\bkeyof|\btypeof|\breadonly)\s*\Z")
_NO_GUTTER = re.compile(r"\n(?![ \t]*\*)")
_STATEMENT_END = re.compile(r";(?=[ \t]*\n)|\n(?=[ \t]*\n)")


@dataclass(frozen=True, slots=True)
class Lost:
    """A declaration of which only the name can be read."""

    name: str
    name_range: Range
    range: Range


@dataclass
class Repair:
    """A mended text with what was wrong with it."""

    source: str
    grammar: str
    problems: list[Problem] = field(default_factory=list)
    holes: list[Range] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def run(self, whole: bool) -> "Repair":
        """Mends every declaration that does not parse; with `whole` also what is no declaration of types."""
        self._close_comments()
        original = self.source
        for range in reversed(chunks(original)):
            chunk = original[range.start : range.end]
            if _parses(self.grammar, chunk):
                continue
            code = range.start + _code_start(chunk)
            header = _HEADER.match(original, code, range.end)
            if header is None:
                if whole:
                    self._blank_statement(Range(code, range.end))
                continue
            if header["what"] == "const" and not whole:
                continue
            self._mend(header, range)
        self.problems.sort(key=lambda p: p.range)
        return self

    def _mend(self, header: re.Match[str], range: Range) -> None:
        what = header["what"].split()[-1]
        opening = self._opening(header, range, what)
        if opening < 0:
            ends = (m.start() + 1 for m in _STATEMENT_END.finditer(self.source, header.end(), range.end))
            stop = next((e for e in ends if _parses(self.grammar, self.source[range.start : e])), None)
            if stop is None or what != "type":
                self._lose(header, range)
            else:
                self._stray(stop, range.end, header["name"])
            return
        if what == "interface" and not _parses(self.grammar, self.source[header.start() : opening] + "{}"):
            message = f"What follows `{header['name']}` cannot be read: write `extends` and names, or `{{`."
            self._problem(header.end(), opening, message)
            self._blank(Range(header.end(), opening))
        closing = _closing(self.source, opening, range.end)
        if closing < 0:
            closing = self._close(opening, range.end, header["name"])
        for piece in pieces(self.source, opening + 1, closing):
            self._mend_member(piece, what)
        rest = self.source[closing + 1 : range.end]
        if (
            not re.fullmatch(r"\s*(?:as\s+const\b)?(?:\s*satisfies\s[^;]*)?\s*;?\s*(?:/[/*].*)?", rest, re.DOTALL)
            and what != "type"
        ):
            self._stray(closing + 1, range.end, header["name"])
        if not _parses(self.grammar, self.source[range.start : range.end]) and closing < range.end:
            if _parses(self.grammar, self.source[range.start : closing + 1]):
                self._stray(closing + 1, range.end, header["name"])
            else:
                self._lose(header, range)

    def _stray(self, start: int, end: int, name: str) -> None:
        """Takes out what follows a declaration that is whole."""
        start += len(self.source[start:end]) - len(self.source[start:end].lstrip())
        self._problem(start, end, f"This stands behind the end of `{name}` and belongs to nothing.")
        self._blank(Range(start, end))

    def _opening(self, header: re.Match[str], range: Range, what: str) -> int:
        """Where the body's brace is; -1 where there is none."""
        if what == "interface" or what == "enum":
            return self.source.find("{", header.end(), range.end)
        found = re.compile(r"[^={\n]*=\s*\{").match(self.source, header.end(), range.end)
        return found.end() - 1 if found else -1

    def _mend_member(self, piece: Range, what: str) -> None:
        text = self.source[piece.start : piece.end]
        if _parses(self.grammar, f"{_WRAP[what]}{text}\n}}"):
            return
        lines = _lines_of_same_depth(self.source, piece)
        if len(lines) > 1:
            for line in lines:
                self._mend_member(line, what)
            return
        name = _MEMBER.match(text)
        kept, end = 0, piece.end
        message = f"This cannot be read as a member: write `{_FORM[what]}`."
        if name is not None and what == "enum" and text[name.end() :].lstrip().startswith("="):
            kept = name.end("name")
            message = f"The value of `{name['name']}` cannot be read."
        elif name is not None and what in ("interface", "type") and (name["colon"] or name.end() == len(text)):
            kept = name.end("optional") if name["optional"] else name.end("name")
            empty = not text[name.end() :].strip(" \t;,")
            message = f"`{name['name']}` has no type yet." if empty else f"The type of `{name['name']}` cannot be read."
        self._problem(piece.start + kept, piece.start + len(text.rstrip(" \t\r\n;,")), message)
        if not kept:
            end += self.source.startswith((",", ";"), end)  # two in a row would break what is left
        self._blank(Range(piece.start + kept, end))

    def _lose(self, header: re.Match[str], range: Range) -> None:
        """Takes a declaration out, but remembers its name."""
        end = _trimmed_end(self.source, range)
        self._problem(header.end(), end, f"`{header['name']}` cannot be read: finish the declaration.")
        self._blank(Range(header.start(), range.end))
        self.lost.append(
            Lost(header["name"], Range(*header.span("name")), Range(header.start(), max(end, header.end())))
        )

    def _blank_statement(self, range: Range) -> None:
        end = _trimmed_end(self.source, range)
        if end <= range.start:
            return
        line_end = self.source.find("\n", range.start, end)
        self._problem(
            range.start,
            line_end if line_end >= 0 else end,
            "This is not a declaration: write an interface, a type, an enum or a constant.",
        )
        self._blank(range)

    def _close(self, opening: int, end: int, name: str) -> int:
        """Writes a body's missing brace into the white space that ends it, or behind the end of the text."""
        stop = max(_trimmed_end(self.source, Range(opening, end)), opening + 1)
        self._problem(opening, opening + 1, f"The brace of `{name}` is never closed: end it with `}}`.")
        self.source = self.source[:stop] + "}" + self.source[stop + 1 :]
        return stop

    def _close_comments(self) -> None:
        """Takes out comments that never end: another starts a line before they do."""
        for at, stop in unclosed_comments(self.source):
            self._problem(at, at + 2, "This comment is never closed: end it with `*/`.")
            self._blank(Range(at, stop))

    def _problem(self, start: int, end: int, message: str) -> None:
        end = max(start, len(self.source[:end].rstrip()) if end > start else end)
        lead = len(self.source[start:end]) - len(self.source[start:end].lstrip())
        range = Range(start + lead, end) if start + lead < end else Range(start, start)
        self.problems.append(Problem("syntax-error", range, message))
        self.holes.append(Range(start, max(end, start)))

    def _blank(self, range: Range) -> None:
        gone = blank(self.source[range.start : range.end])
        self.source = self.source[: range.start] + gone + self.source[range.end :]


_FORM = {"interface": "name: type;", "type": "name: type;", "enum": "NAME = 'value',", "const": "name: value,"}


def mend(grammar: str, syntax: Syntax, whole: bool) -> tuple[Syntax, Repair]:
    """A tree of the text as far as it can be read, and what was wrong with it."""
    repair = Repair(syntax.parsed.source, grammar)
    if not syntax.root.has_error and not unclosed_comments(syntax.text.source):
        return syntax, repair
    repair.run(whole)
    return parse(grammar, syntax.text, repair.source), repair


def unclosed_comments(source: str) -> list[tuple[int, int]]:
    """The comments at the start of a line that run into the next one, with where their own lines end."""
    found: list[tuple[int, int]] = []
    openings = [at for at in _occurrences(source, "/*") if not source[source.rfind("\n", 0, at) + 1 : at].strip(" \t")]
    for at, following in zip(openings, [*openings[1:], len(source)], strict=False):
        close = source.find("*/", at + 2)
        if close < 0 or following < close:
            stop = next((m.start() for m in _NO_GUTTER.finditer(source, at, following)), following)
            found.append((at, stop))
    return found


def _occurrences(source: str, part: str) -> Iterator[int]:
    at = source.find(part)
    while at >= 0:
        yield at
        at = source.find(part, at + len(part))


def chunks(source: str) -> list[Range]:
    """The top-level declarations, each with the comments before it: they start in the first column."""
    starts = [0]
    only_comments = True  # so far, in this piece
    below_comment = False
    inside = False
    at = 0
    for line in source.splitlines(keepends=True):
        if inside:
            inside = "*/" not in line
            below_comment = True
        elif line.strip():
            comment = _ABOVE.match(line) is not None
            if _START.match(line) and not only_comments and not (below_comment and not comment):
                starts.append(at)
                only_comments = True
            only_comments = only_comments and comment
            opened = line.rfind("/*")
            inside = opened >= 0 and line.find("*/", opened + 2) < 0
            below_comment = comment or opened >= 0
        at += len(line)
    return [Range(a, b) for a, b in zip(starts, [*starts[1:], len(source)], strict=True) if a < b]


def pieces(source: str, start: int, end: int) -> Iterator[Range]:
    """The members of a body: they end at a separator, or at a line's end where the next line does not go on."""
    begin, depth, at = start, 0, start
    while at < end:
        char = source[at]
        if char in "\"'`":
            at = _string_end(source, at, end)
            continue
        if source.startswith(("//", "/*"), at):
            stop = _comment_end(source, at, end)
            if not source[begin:at].strip():
                begin = stop  # a comment between members belongs to none of them here
            at = stop
            continue
        if char in "{[(<":
            depth += 1
        elif char in "}])" or (char == ">" and source[at - 1] != "="):
            depth = max(0, depth - 1)
        elif depth == 0 and (char in ";," or (char == "\n" and _ends(source, begin, at, end))):
            if range := _trimmed(source, begin, at):
                yield range
            begin = at + 1
        at += 1
    if range := _trimmed(source, begin, end):
        yield range


def _ends(source: str, begin: int, at: int, end: int) -> bool:
    """True where a member ends at a line break."""
    before = source[begin:at]
    if before.rstrip().endswith(":"):  # only a union or an object goes on behind a colon
        return re.match(r"\s*[|&{([]", source[at:end]) is None
    return _CONTINUED.search(before) is None and _CONTINUES.match(source, at, end) is None


def _lines_of_same_depth(source: str, piece: Range) -> list[Range]:
    """The lines of a broken member that are not deeper than its first: what it swallowed."""
    found: list[Range] = []
    first = len(source[source.rfind("\n", 0, piece.start) + 1 : piece.start])
    at = piece.start
    for line in source[piece.start : piece.end].splitlines(keepends=True):
        indent = first if not found else len(line) - len(line.lstrip(" \t"))
        begins = re.match(r"\s*(?:[A-Za-z_$'\"]|/\*\*)", line) is not None
        if not found or (indent <= first and begins):
            found.append(Range(at, at + len(line)))
        else:
            found[-1] = Range(found[-1].start, at + len(line))
        at += len(line)
    return [r for f in found for r in pieces(source, f.start, f.end)] if len(found) > 1 else found


def _closing(source: str, opening: int, end: int) -> int:
    """Where a body ends: at a brace that starts a line in the first column, else at the one that matches; -1 if none."""
    found = re.compile(r"^\}", re.MULTILINE).search(source, opening + 1, end)
    if found:
        return found.start()
    depth, at = 0, opening
    while at < end:
        if source[at] in "\"'`":
            at = _string_end(source, at, end)
            continue
        if source.startswith(("//", "/*"), at):
            at = _comment_end(source, at, end)
            continue
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        if depth == 0:
            return at
        at += 1
    return -1


def _string_end(source: str, at: int, end: int) -> int:
    quote, i = source[at], at + 1
    while i < end and source[i] != quote:
        if source[i] == "\n" and quote != "`":
            return i
        i += 2 if source[i] == "\\" else 1
    return min(i + 1, end)


def _comment_end(source: str, at: int, end: int) -> int:
    found = source.find("\n" if source[at + 1] == "/" else "*/", at + 2, end)
    if found < 0:
        return end
    return found if source[at + 1] == "/" else found + 2


def _code_start(chunk: str) -> int:
    """Where the comments before a declaration end."""
    at = 0
    while True:
        at += len(chunk[at:]) - len(chunk[at:].lstrip())
        if not chunk.startswith(("//", "/*"), at):
            return at
        at = _comment_end(chunk, at, len(chunk))


def _trimmed(source: str, start: int, end: int) -> Range | None:
    text = source[start:end]
    range = Range(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
    return range if range.start < range.end else None


def _trimmed_end(source: str, range: Range) -> int:
    return range.start + len(source[range.start : range.end].rstrip())


def _parses(grammar: str, source: str) -> bool:
    return not parse(grammar, Text(source)).root.has_error
