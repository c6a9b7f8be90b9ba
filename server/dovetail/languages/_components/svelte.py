"""The markup of a Svelte component as TypeScript: what stands in braces, in blocks for `{#each}`, `{#if}` and their like."""

import re
from collections.abc import Iterator
from dataclasses import field

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from .._translation import Insertion, Piece
from .expressions import heading, pieces, trimmed

_OPENING = re.compile(r"\{\s*(?:([#:/@])\s*([a-z]+)(?:\s+(if)\b)?|(\.\.\.))?")
_STRING = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", re.DOTALL)
_AS = re.compile(r"\sas\s")
_THEN = re.compile(r"\s(?:then|catch)\s")
_LISTED = re.compile(r"\s*(?:,\s*([A-Za-z_]\w*)\s*)?(?:\((.*)\)\s*)?\Z", re.DOTALL)
_LONGEST = 5_000  # what is longer is a bracket that nobody has closed yet
_NAME = re.compile(r"[A-Za-z_]\w*")
_ROUTE = re.compile(r"(?:^|/)\+(page|layout)[^/]*\.svelte$")
_DATA = re.compile(r"\bexport\s+let\s+data(?=\s*[;=\n])")
_CHOSEN = re.compile(r"<(select|input)\b.*\bbind:(value|group)=\{\s*", re.DOTALL)
_OPTION = re.compile(r"<option\b[^<>{}]*?\bvalue=\"([^\"{}]+)\"")
_OWN_VALUE = re.compile(r"\bvalue=\"([^\"{}]+)\"")
_RADIO = re.compile(r"\btype=\"radio\"")
_SEVERAL = re.compile(r"\bmultiple\b")
_PROPS = re.compile(r"\b(?:let|const)\s+\{[^{}]*\}(?=\s*=\s*\$props\(\))")


def untold_props(path: str, script: str) -> tuple[Insertion, ...]:
    """The types that SvelteKit gives the props of a page or a layout that says none: `export let data;`, `let { data } = $props();`."""
    route = _ROUTE.search(path)
    if route is None:
        return ()
    of = route[1].capitalize()
    given = [Insertion(Range(m.end(), m.end()), (Piece(f": $types.{of}Data"),)) for m in _DATA.finditer(script)]
    props = [Insertion(Range(m.end(), m.end()), (Piece(f": $types.{of}Props"),)) for m in _PROPS.finditer(script)]
    return (*given, *props)


def statements(source: str, hidden: list[Range]) -> tuple[Piece, ...]:
    """What the markup says in braces. `hidden` are the scripts, styles and comments."""
    return Markup(source, hidden).read()


@dataclass
class Markup:
    """Reads the braces of one text in order."""

    source: str
    hidden: list[Range]
    found: list[Piece] = field(default_factory=list[Piece])
    open: list[Range] = field(default_factory=list[Range])  # for each block what it waits for, if anything

    def read(self) -> tuple[Piece, ...]:
        """All statements, each block closed."""
        for kind, word, at in self._braces():
            match kind:
                case "#":
                    self._block(word, at)
                case ":":
                    self._branch(word, at)
                case "/":
                    self._close()
                case "@" if word == "const":
                    self.found += pieces(self.source, at, form="const {};")
                case _:
                    self.found += pieces(self.source, at)
                    self.found += self._choices(at) if not kind else ()
        while self.open:
            self._close()
        return tuple(self.found)

    def _braces(self) -> Iterator[tuple[str, str, Range]]:
        """The sign and the word that a pair of braces begins with, and what follows in it."""
        at = self.source.find("{")
        while at >= 0:
            inside = next((h for h in self.hidden if h.start <= at < h.end), None)
            opening = _OPENING.match(self.source, at)
            end = _closing(self.source, at) if inside is None else None
            if opening is not None and end is not None:
                word = " ".join(w for w in (opening[2], opening[3]) if w)
                yield opening[1] or "", word, Range(opening.end(), end)
            at = self.source.find("{", inside.end if inside is not None else at + 1 if end is None else end + 1)

    def _choices(self, at: Range) -> Iterator[Piece]:
        """What may be chosen is compared with what it is put into: `<select bind:value={state}><option value="open">`, a radio button."""
        opened = self.source.rfind("<", max(0, at.start - _LONGEST), at.start)
        bound = _CHOSEN.fullmatch(self.source, opened, at.start) if opened >= 0 else None
        if bound is None:
            return
        ends = self._end_of_tag(at.end + 1)
        if bound[1] == "select":
            closed = self.source.find("</select", ends)
            listed = bound[2] == "value" and closed >= 0 and _SEVERAL.search(self.source, opened, ends) is None
            texts = [m.span(1) for m in _OPTION.finditer(self.source, ends, closed)] if listed else []
        else:
            is_radio = bound[2] == "group" and _RADIO.search(self.source, opened, ends) is not None
            texts = [m.span(1) for m in _OWN_VALUE.finditer(self.source, opened, ends)] if is_radio else []
        for text in texts:
            *said, _ = pieces(self.source, at, form='({} === "");') or (Piece(""),)
            if said:
                yield from (*said, Piece(' === "'), Piece(self.source[slice(*text)], Range(*text)), Piece('");'))

    def _end_of_tag(self, at: int) -> int:
        """Where the opening tag around a place ends: at the first `>` that is in no braces and no text."""
        while at < len(self.source) and self.source[at] != ">":
            closed = _closing(self.source, at) if self.source[at] == "{" else None
            text = _STRING.match(self.source, at) if closed is None else None
            at = closed + 1 if closed is not None else text.end() if text is not None else at + 1
        return at

    def _enter(self, head: tuple[Piece, ...], waits: Range | None = None) -> None:
        self.found += head or (Piece("{"),)
        self.open.append(waits or Range(0, 0))

    def _close(self) -> None:
        if self.open:
            self.open.pop()
            self.found.append(Piece("}\n"))

    def _block(self, word: str, at: Range) -> None:
        match word:
            case "if":
                self._enter(self._condition(at))
            case "each":
                self._each(at)
            case "await":
                told = _THEN.search(self.source, at.start, at.end)
                waits = Range(at.start, told.start() if told is not None else at.end)
                self._enter((), waits)
                if told is not None and told[0].strip() == "then":
                    self._awaited(Range(told.end(), at.end), waits)
            case "snippet":
                self._enter(heading(self.source, at, "function {} {", "}"))
            case _:
                self._enter(())
                self.found += pieces(self.source, at)

    def _branch(self, word: str, at: Range) -> None:
        waits = self.open[-1] if self.open else None
        self._close()
        self._enter(self._condition(at) if word == "else if" else (), waits)
        if word == "then":
            self._awaited(at, waits or Range(0, 0))
        elif word == "catch":
            self.found += pieces(self.source, at, form="let {}: unknown;")

    def _condition(self, at: Range) -> tuple[Piece, ...]:
        return heading(self.source, at, "if ({}) {", "}")

    def _awaited(self, pattern: Range, waits: Range) -> None:
        """`{:then orders}`: the name of what was waited for."""
        told, asked = pieces(self.source, pattern, form="var {} = 0;"), pieces(self.source, waits)
        if told and asked:
            self.found += (Piece("const "), *told[1:-1], Piece(" = await "), *asked)
        else:
            self.found += pieces(self.source, pattern, form="let {}: unknown;")

    def _each(self, at: Range) -> None:
        """`{#each orders as { id, status }, i (id)}`."""
        told = list(_AS.finditer(self.source, at.start, at.end))
        if not told:
            self._enter(())
            self.found += pieces(self.source, at)
            return
        start = told[-1].end()
        end = _pattern_end(self.source, start, at.end)
        rest = _LISTED.match(self.source, end, at.end)
        listed = pieces(self.source, Range(at.start, told[-1].start()))
        pattern = pieces(self.source, Range(start, end), form="var {} = 0;")
        if rest is None or not listed or not pattern:
            self._enter(())
            return
        self._enter((Piece("for (const "), *pattern[1:-1], Piece(" of "), *listed[:-1], Piece(")) {")))
        if rest[1]:
            self.found.append(Piece(f"let {rest[1]}: unknown;"))
        if rest[2]:
            self.found += pieces(self.source, Range(rest.start(2), rest.end(2)))


def _pattern_end(source: str, start: int, end: int) -> int:
    """Where the name or the pattern of an `{#each}` ends."""
    at = trimmed(source, Range(start, end)).start
    if source[at : at + 1] in ("{", "["):
        closed = _closing(source, at)
        return min(closed + 1, end) if closed is not None else end
    name = _NAME.match(source, at, end)
    return name.end() if name is not None else end


def _closing(source: str, start: int) -> int | None:
    """Where a bracket is closed."""
    depth, at = 0, start
    while at < min(len(source), start + _LONGEST):
        sign = source[at]
        if sign in "\"'`" and (text := _STRING.match(source, at)) is not None:
            at = text.end()
            continue
        depth += (sign in "{[(") - (sign in "}])")
        if depth == 0:
            return at
        at += 1
    return None
