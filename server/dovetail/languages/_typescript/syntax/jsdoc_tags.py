"""The tags of a JSDoc comment, and their types as TypeScript writes them, each character with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dovetail.core.text import Range

from ..._translation import Piece, joined

NOWHERE = Range(0, 0)
_TAG = re.compile(r"(?:(?<=\n)|(?<=/\*\*)|(?<=[ \t]))[ \t]*(?:\*[ \t]*)?@(\w+)")
_GUTTER = re.compile(r"\r?\n[ \t]*\*?[ \t]?")
_SPACE = re.compile(r"(?:[ \t]|\r?\n[ \t]*\*(?!/)[ \t]?)*")
_NAME = re.compile(r"\[?[ \t]*([A-Za-z_$][\w$]*(?:(?:\[\])?\.[A-Za-z_$][\w$]*)*)(?:[ \t]*=[^\]]*)?[ \t]*\]?")
_IMPORT = re.compile(r"import\(\s*([\"'])([^\"'\n]+)\1\s*\)\s*\.\s*([A-Za-z_$][\w$]*)")
_GENERIC = re.compile(r"\b(Array|Object|Promise|Record|Map|Set)\.(?=<)")
_OBJECT_OF = re.compile(r"\bObject(?=<)")
_IMPORTS = re.compile(r"[ \t]+(?:type[ \t]+)?\{([^{}]*)\}[ \t]*from[ \t]*([\"'])([^\"'\n]+)\2")
_SPECIFIER = re.compile(r"([A-Za-z_$][\w$]*)(?:\s+as\s+([A-Za-z_$][\w$]*))?")


@dataclass(frozen=True, slots=True)
class Imported:
    """A type that a comment takes from another module, under the name that it has here."""

    module: str
    name: str
    local: str
    at: Range


@dataclass(frozen=True, slots=True)
class JsTag:
    """A tag with its type, and the name that it speaks of; `optional` as `[name]` or `{type=}` say."""

    name: str
    at: int  # where it ends
    type: tuple[Piece, ...] = ()
    of: str = ""
    of_at: Range = NOWHERE
    optional: bool = False
    end: int = 0  # of its line


@dataclass
class Reader:
    """Reads the comments of one text, and collects what they import."""

    source: str
    imports: list[Imported] = field(default_factory=list)

    def tags(self, comment: Range) -> Iterator[JsTag]:
        """The tags of a `/** */` that have to do with types. Several may stand in one line."""
        end = comment.end - 2
        found = [m for m in _TAG.finditer(self.source, comment.start, end) if not self._is_code(m.start(), comment)]
        stops = [*(m.start() for m in found), end][1:]
        for match, following in zip(found, stops, strict=True):
            name, at = match[1], match.end()
            if name == "import":
                self._imports(at, end)
                continue
            opening = _skip(self.source, at, end)
            type: tuple[Piece, ...] = ()
            optional = False
            if self.source[opening : opening + 1] == "{":
                closing = _closing(self.source, opening, end)
                if closing is None:
                    continue  # it is being typed
                type, optional = self._type(Range(opening + 1, closing))
                opening = _skip(self.source, closing + 1, end)
            named = _NAME.match(self.source, opening, end)
            of, of_at = (named[1], Range(named.start(1), named.end(1))) if named else ("", Range(opening, opening))
            optional = optional or self.source[opening : opening + 1] == "["
            stop = self.source.find("\n", max(opening, of_at.end), following)
            yield JsTag(name, at, type, of, of_at, optional, stop if stop >= 0 else following)

    def _is_code(self, at: int, comment: Range) -> bool:
        """True between two backticks of one line, where a tag is only spoken of."""
        line = self.source.rfind("\n", comment.start, at) + 1
        return self.source.count("`", max(line, comment.start), at) % 2 == 1

    def _type(self, range: Range) -> tuple[tuple[Piece, ...], bool]:
        """A type as TypeScript writes it; whether it says that it may be left out."""
        text = self.source[range.start : range.end]
        start, end = range.start + len(text) - len(text.lstrip()), range.end - len(text) + len(text.rstrip())
        optional = self.source[start:end].endswith("=") and not self.source[start:end].endswith("=>")
        end -= optional
        if self.source.startswith("...", start):
            return (Piece("Array<"), *self._pieces(start + 3, end), Piece(">")), optional
        if self.source[start : start + 1] in "?!" and start < end:
            inner = self._pieces(start + 1, end)
            return ((*inner, Piece(" | null")) if self.source[start] == "?" else inner), optional
        if self.source[end - 1 : end] in "?!" and start < end:
            inner = self._pieces(start, end - 1)
            return ((*inner, Piece(" | null")) if self.source[end - 1] == "?" else inner), optional
        return self._pieces(start, end), optional

    def _pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """The text of a type in pieces, without gutters, with what it imports by name."""
        found: list[Piece] = []
        at = start
        while at < end:
            step = next(
                (m for p in (_GUTTER, _IMPORT, _GENERIC, _OBJECT_OF) if (m := p.match(self.source, at, end))), None
            )
            if step is None:
                stop = at + 1
                while stop < end and not (self.source[stop] in "\r\n" or self._starts(stop)):
                    stop += 1
                found.append(Piece(_any(self.source[at:stop]), Range(at, stop)))
                at = stop
                continue
            if step.re is _IMPORT:
                name = Range(step.start(3), step.end(3))
                local = self._local(step[2], step[3], name)
                if self.source[name.end : name.end + 1] == "<":
                    found.append(Piece(local, name))
                else:  # in brackets, so that the name has its own place and the type all of it
                    found += [
                        Piece("(", Range(at, name.start)),
                        Piece(local, name),
                        Piece(")", Range(name.end, name.end)),
                    ]
            elif step.re is _GUTTER:
                found.append(Piece("\n"))
            else:
                found.append(Piece("Record" if step.re is _OBJECT_OF else step[1], Range(at, step.end())))
            at = step.end()
        return tuple(found)

    def _starts(self, at: int) -> bool:
        """True where a word begins that is written otherwise."""
        before = self.source[at - 1]
        return not (before.isalnum() or before in "_$.") and (
            self.source.startswith("import(", at)
            or _GENERIC.match(self.source, at) is not None
            or _OBJECT_OF.match(self.source, at) is not None
        )

    def _local(self, module: str, name: str, at: Range) -> str:
        """The name under which an imported type is known in the text."""
        known = next((i for i in self.imports if (i.module, i.name) == (module, name)), None)
        if known is not None:
            return known.local
        local = name
        while any(i.local == local for i in self.imports):
            local += "_"
        self.imports.append(Imported(module, name, local, at))
        return local

    def _imports(self, at: int, end: int) -> None:
        """`@import { User } from "./user"`."""
        found = _IMPORTS.match(self.source, at, end)
        for part in _SPECIFIER.finditer(self.source, found.start(1), found.end(1)) if found is not None else ():
            place = Range(part.start(1), part.end(1))
            if found is not None and part[1] != "type":
                self.imports.append(Imported(found[3], part[1], part[2] or part[1], place))


def _any(text: str) -> str:
    """`*` is any type; between others it is none of a type's signs."""
    return "any" if text.strip() == "*" else text


def _skip(source: str, at: int, end: int) -> int:
    found = _SPACE.match(source, at, end)
    return found.end() if found is not None else at


def _closing(source: str, opening: int, end: int) -> int | None:
    """The brace that closes the one at a place."""
    depth, quote = 0, ""
    for i in range(opening, end):
        letter = source[i]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'`":
            quote = letter
        elif letter in "{(":
            depth += 1
        elif letter in "})":
            depth -= 1
            if depth == 0 and letter == "}":
                return i
    return None


def type_text(tag: JsTag) -> str:
    """The type of a tag, in one line."""
    return " ".join(joined(tag.type).split())
