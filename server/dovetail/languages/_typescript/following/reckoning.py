"""Functions that only reckon: what they take and give are numbers, texts and truth values, and all that they use is the language's.

Nothing that a contract says can come into one of them or out of it, so its name is all there is to know of it. Files are full of them,
and a text is parsed without those that are exported and that nothing else in it names: they are found in the text itself. What is
said here is on the safe side: nothing is said of a function in which anything is written that is not known here.
"""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Definition, Field, Kind
from dovetail.core.text import Range, Text

from ..._blank import blank
from ..._treesitter import Syntax, parse
from ..clients.makers import is_asked
from ..syntax.made import FUNCTION, member

_MARK = "\nexport function "
_HEAD = re.compile(r"([a-z][A-Za-z0-9_]*)\(([^()]*)\): (?:number|string|boolean) \{\n")
_TAKEN = re.compile(
    r"\s*([a-z_][A-Za-z0-9_]*)(?:\??: (number|string|boolean)(?: = (?:-?[\d.]+|true|false|\"\"))?| = -?[\d.]+)\s*"
)
_COMMENT = re.compile(r"//[^\n@]*|/\*[^@*]*\*/")
# Texts with nothing in them that could be a path, a statement or a document; of a template what is put into it is left.
_TEXT = re.compile(r"\"[^\"\\\n/{}<]*\"|'[^'\\\n/{}<]*'|`[^`\\\n/{}<$]*(?:\$\{[^`'\"{}\n]*\}[^`\\\n/{}<$]*)*`")
_PUT_IN = re.compile(r"\$\{([^}]*)\}")
# What is left of texts that are not as above; functions, lists, decorators, escapes.
_MAKES = ('"', "'", "`", "=>", "[", "@", "\\", "#")
# All that these may stand in: blocks and not objects, comparisons and not types, quotients and not patterns.
_WITHIN = (("{", (") {", "else {", "do {")), ("<", (" < ", " <= ")), ("/", (" / ", " /= ")))
_MADE = re.compile(r"(?:const|let) ([a-z_][A-Za-z0-9_]*)")
_WORDS = re.compile(r"\.?\b[A-Za-z_$][A-Za-z0-9_$]*")
_KNOWN = frozenset(
    "if else for while do return const let break continue throw new typeof true false null undefined number string boolean "
    "NaN Infinity Math Number String Boolean parseInt parseFloat isNaN isFinite Error RangeError TypeError "
    ".abs .ceil .floor .round .max .min .pow .sqrt .cbrt .trunc .sign .log .log2 .log10 .exp .hypot .PI .E .isNaN .isFinite "
    ".isInteger .isSafeInteger .parseFloat .parseInt .MAX_SAFE_INTEGER .MIN_SAFE_INTEGER .EPSILON .toFixed .toString .toPrecision "
    ".toLowerCase .toUpperCase .trim .trimStart .trimEnd .slice .substring .padStart .padEnd .repeat .charAt .charCodeAt .codePointAt "
    ".startsWith .endsWith .includes .indexOf .lastIndexOf .length .localeCompare .replace .replaceAll".split()
)
_WORDS_OF_STATEMENTS = (
    "select insert update delete create alter with from into set join where order limit query mutation".split()
)
_STATES = frozenset(cased for word in _WORDS_OF_STATEMENTS for cased in (word, word.upper(), word.title()))
_KIND = Kind("unknown", text=FUNCTION)
_PLAIN: dict[str, Kind] = {name: Kind(name, text=name) for name in ("string", "number", "boolean")}


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A function that only reckons: its name, and all of it with its comment."""

    name: str
    name_range: Range
    range: Range
    takes: str

    @property
    def definition(self) -> Definition:
        return Definition(self.name, self.name_range, "function", exported=True)

    @property
    def value(self) -> Field:
        """What another file knows of it."""
        found = enumerate(_TAKEN.fullmatch(taken) for taken in self.takes.split(","))
        takes = ((i, _PLAIN[own[2]]) for i, own in found if own is not None and own[2])
        members = tuple(member(f"({i})", Typed(kind)) for i, kind in takes)
        return member(self.name, Typed(replace(_KIND, members=members)))


def parsed_without(grammar: str, text: Text, source: str) -> tuple[Syntax | None, tuple[Reckoning, ...]]:
    """The tree of a text without the functions that only reckon, and those; None where it has none. `source` is what is read of it."""
    found = reckonings(source)
    if found:
        syntax = parse(grammar, text, _without(source, found))
        if _stand_alone(syntax, found):
            return syntax, found
    return None, ()


def reckonings(source: str) -> tuple[Reckoning, ...]:
    """The exported functions of a text that only reckon, and that nothing else in it names."""
    return tuple(_found(source)) if _MARK in source else ()


def _without(source: str, found: tuple[Reckoning, ...]) -> str:
    """The text with white space for some functions; every other character keeps its place."""
    parts: list[str] = []
    at = 0
    for each in found:
        parts += (source[at : each.range.start], blank(source[each.range.start : each.range.end]))
        at = each.range.end
    return "".join((*parts, source[at:]))


def _stand_alone(syntax: Syntax, found: tuple[Reckoning, ...]) -> bool:
    """True where a text that was parsed without some functions has them as statements, and not in a comment or a template."""
    if syntax.root.has_error:
        return False
    around = (
        syntax.root.descendant_for_byte_range(syntax.byte(f.range.start), syntax.byte(f.range.end)) for f in found
    )
    return all(node is None or node == syntax.root for node in around)


def _found(source: str) -> Iterator[Reckoning]:
    at = source.find(_MARK)
    while at >= 0:
        head = _HEAD.match(source, at + len(_MARK))
        end = source.find("\n}", head.end() - 1) if head is not None else -1
        if head is not None and end >= 0 and source.startswith("\n", end + 2) and source.count(head[1]) == 1:
            start = _start(source, at + 1)
            if start is not None and _reckons(head[2], source[head.end() : end]):
                yield Reckoning(head[1], Range(*head.span(1)), Range(start, end + 2), head[2])
        at = source.find(_MARK, max(at + 1, end))


def _start(source: str, at: int) -> int | None:
    """Where a function begins with the comment above it; None where it does not stand apart from what is above, or that has tags."""
    if source.endswith("*/\n", 0, at):
        start = source.rfind("/**", 0, at)
        if start < 0 or "@" in source[start:at] or source.find("*/", start) < at - 3:
            return None
        at = start
    return at if source.endswith("\n\n", 0, at) else None


def _reckons(takes: str, body: str) -> bool:
    """True where a function of such parameters and such a body uses nothing but them, what it makes of them, and the language."""
    own: set[str] = set()
    untyped: list[str] = []
    for taken in takes.split(",") if takes.strip() else ():
        parameter = _TAKEN.fullmatch(taken)
        if parameter is None:
            return False
        own.add(parameter[1])
        if parameter[2] is None:
            untyped.append(parameter[1])
    if "//" in body or "/*" in body:
        body = _COMMENT.sub("", body)
    if '"' in body or "'" in body or "`" in body:
        if "new " in body and ('"' in body or "'" in body):
            return False  # an error is known by the texts that it is given
        body = _TEXT.sub(_put_into, body)
    for sign in _MAKES:
        if sign in body:
            return False
    for sign, within in _WITHIN:
        if sign in body and body.count(sign) != sum(map(body.count, within)):
            return False
    if body.count("{") != body.count("}") or not body.isascii():
        return False
    own.update(_MADE.findall(body))
    words = frozenset(_WORDS.findall(body)) - _KNOWN
    return own.issuperset(words) and not any(is_asked(name, body) for name in untyped)


def _put_into(text: re.Match[str]) -> str:
    """What is put into a template; a text that may be a statement stays as it is."""
    written = text[0]
    if " " in written and not _STATES.isdisjoint(_WORDS.findall(written)):
        return written
    return f"({' '.join(_PUT_IN.findall(written))})" if "$" in written else "()"
