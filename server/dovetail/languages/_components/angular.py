"""The template of an Angular component as TypeScript: what its bindings, directives, blocks and `{{ … }}` say.

A name is one of the component's members, unless the template gives it a meaning itself: with `let`, `as` or `#name`. Pipes are calls:
`order$ | async` is what the stream gives, and what other pipes make is not followed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from dovetail.core.dataclass import dataclass
from dovetail.core.guards import may_narrow
from dovetail.core.text import Range, Text

from .. import _treesitter as ts
from .._translation import Piece
from .angular_children import CHILD, Children, member
from .expressions import VOID, changes, trimmed

ASYNC = "templateAsync"
_PIPED = "templatePiped"
_PART = re.compile(
    r"<!--.*?(?:-->|\Z)|\{\{(?P<shown>.*?)\}\}"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][\w.:-]*)(?P<attributes>(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+)>"
    r"|@(?P<block>if|else\s+if|else|for|empty|switch|case|default|let|defer|placeholder|loading|error)\b(?P<space>\s*)|(?P<open>\{)|(?P<close>\})",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'))?")
_SAID = re.compile(r"\s*'([^'\\]*)'\s*")
_SHOWN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_FOR = re.compile(r"\s*let\s+([A-Za-z_$][\w$]*)\s+of\s+", re.DOTALL)
_BLOCK_FOR = re.compile(r"\s*([A-Za-z_$][\w$]*)\s+of\s+", re.DOTALL)
_AS = re.compile(r"(.*?)\s+as\s+([A-Za-z_$][\w$]*)\s*\Z", re.DOTALL)
_NAMED = re.compile(r"\blet[\s-]+([A-Za-z_$][\w$]*)|\bas\s+([A-Za-z_$][\w$]*)|([A-Za-z_$][\w$]*)\s*=\s*\$")
_LET = re.compile(r"\s*([A-Za-z_$][\w$]*)\s*=\s*([^;]*);", re.DOTALL)
_TRACK = re.compile(r"\s*track\s+(.*)", re.DOTALL)
_GLOBAL = re.compile(r"\$|(?:undefined|null|true|false|this)\Z")
_CASES = frozenset({"*ngSwitchCase", "[ngSwitchCase]"})
_SAME = frozenset({"slice"})  # pipes that give what they are given
_PIPE = re.compile(r"\s*([A-Za-z_]\w*)")
_OPEN, _CLOSED = "([{", ")]}"
_PARENTHESES = 2_000  # a head of a block that is longer is one that nobody has closed yet


def statements(source: str, within: Range, self: str, script: str | None = None) -> tuple[Piece, ...]:
    """The statements of a template; `self` is how a script calls the component, and `script` what imports the others, if that is known."""
    return Template(source, self, Children(script)).read(within)


@dataclass(frozen=True, slots=True)
class Open:
    """What is open: an element by its name or a block in braces (`{`), with what closes it and the names that it gives a meaning."""

    name: str
    end: str
    names: frozenset[str]


@dataclass
class Template:
    """Reads the markup of one template in order."""

    source: str
    self: str
    children: Children
    found: list[Piece] = field(default_factory=list[Piece])
    open: list[Open] = field(default_factory=list[Open])
    forms: list[tuple[int, tuple[Piece, ...]]] = field(default_factory=list[tuple[int, tuple[Piece, ...]]])
    switches: list[tuple[int, tuple[Piece, ...]]] = field(default_factory=list[tuple[int, tuple[Piece, ...]]])
    choices: list[tuple[int, tuple[Piece, ...]]] = field(default_factory=list[tuple[int, tuple[Piece, ...]]])

    def read(self, within: Range) -> tuple[Piece, ...]:
        """All statements, each block closed."""
        references = frozenset(re.findall(r"<[^<>]*?\s#([A-Za-z_]\w*)", self.source[within.start : within.end]))
        self.open.append(Open("", "", references))
        at = within.start
        while (part := _PART.search(self.source, at, within.end)) is not None:
            at = part.end()
            if part["shown"] is not None:
                self._say(Range(*part.span("shown")))
            elif part["end"]:
                self._end(part["name"])
            elif part["name"]:
                self._begin(part["name"], Range(*part.span("attributes")))
            elif part["block"]:
                at = self._block("".join(part["block"].split()), part.end())
            elif part["open"]:  # of a message that depends on a number
                self._enter("{", (), "", ())
            elif part["close"]:
                self._end("{")
        while self.open:
            self._close()
        return tuple(self.found)

    def _say(self, at: Range) -> None:
        said = self._expression(at)
        self.found += (Piece("("), *said, Piece(");")) if said else ()

    def _begin(self, name: str, at: Range) -> None:
        """An element: its blocks first, in which its own attributes stand."""
        found = list(_ATTRIBUTE.finditer(self.source, at.start, at.end))
        written = [
            (m[1], Range(*m.span(2 if m[2] is not None else 3)) if m[2] is not None or m[3] is not None else None)
            for m in found
        ]
        lets = {key[4:] for key, _ in written if key.startswith("let-")}
        self._enter(name, (), "", lets)
        for key, value in written:
            if key == "*ngFor" and value is not None:
                self._loop(value, _FOR, name)
            elif key in ("*ngIf", "[ngIf]") and value is not None:
                self._condition(value, name)
            elif key in _CASES and value is not None:
                self._case(value)
            elif key[:1] == "*" and value is not None:
                self._again(name, (), "", self._names(value))
        child = self.children.of(name)
        self.found += (Piece(f"(({CHILD}: {child}) => {{"),) if child else ()
        for (key, value), m in zip(written, found, strict=True):
            own = member(key, Range(*m.span(1))) if child and value is not None else ()
            if value is not None and not (own and self._of_child(key, own, value)):
                self._attribute(key, value)
        self.found += (Piece("});"),) if child else ()
        self._choose(name, {key: value for key, value in written if value is not None})
        if name in VOID or self.source[at.start : at.end].rstrip().endswith("/"):
            self._close()

    def _choose(self, name: str, written: dict[str, Range]) -> None:
        """What may be chosen is compared with what it is put into: `<select [(ngModel)]="state"><option value="open">`, a radio button."""
        into: tuple[Piece, ...] = ()
        model = written.get("[(ngModel)]")
        if name == "select" and "multiple" not in written:
            self.choices.append((len(self.open), self._expression(model) if model is not None else ()))
        elif name == "option" and self.choices:
            into = self.choices[-1][1]
        elif name == "input" and "type" in written and self._text(written["type"]) == "radio":
            into = self._expression(model) if model is not None else ()
        own = written.get("value") or written.get("[value]") or written.get("[ngValue]")
        text = self._text(own) if own is not None else ""
        if own is not None and "value" not in written:
            told = _SAID.fullmatch(text)
            own = Range(own.start + told.start(1), own.start + told.end(1)) if told is not None else None
            text = told[1] if told is not None else ""
        if into and text and own is not None and '"' not in text and "{{" not in text:
            self.found += (Piece("("), *into, Piece(') === "'), Piece(text, own), Piece('";'))

    def _text(self, at: Range) -> str:
        return self.source[at.start : at.end]

    def _of_child(self, key: str, own: tuple[Piece, ...], value: Range) -> bool:
        """What another component is given, or tells: then its value is said here, too."""
        self.found += (*own, Piece(";"))
        text = self.source[value.start : value.end]
        if key[0] == "(" and text.strip():
            self.found += (*own, Piece(".subscribe(($event) => {"))
            for part in _divided(self.source, value, ";"):
                self._say(part)
            self.found.append(Piece("});"))
            return True
        if key[0] == "[" and (said := self._expression(value)) and text.strip()[:1] in "'":
            self.found += (*own, Piece(" === "), *said, Piece(";"))
        return False

    def _attribute(self, key: str, value: Range) -> None:
        if key[:1] == "*" or key.startswith("let-") or key == "[ngIf]":
            return
        if key == "[formGroup]":
            self.forms.append((len(self.open), self._expression(value)))
        if key == "[ngSwitch]":
            self.switches.append((len(self.open), self._expression(value)))
        if key[:1] in "[(":
            for part in _divided(self.source, value, ";") if key[:1] == "(" else (value,):
                self._say(part)
        elif key == "formControlName" and self.forms and self.forms[-1][1]:
            text = self.source[value.start : value.end]
            if text.isidentifier():
                quoted = (Piece('"'), Piece(text, value), Piece('"'))
                self.found += (Piece("("), *self.forms[-1][1], Piece(").get("), *quoted, Piece(");"))
        else:
            for shown in _SHOWN.finditer(self.source, value.start, value.end):
                self._say(Range(*shown.span(1)))

    def _block(self, word: str, at: int) -> int:
        """A block of the control flow; says where its content begins."""
        if word == "let":
            told = _LET.match(self.source, at)
            if told is None:
                return at
            said = self._expression(Range(*told.span(2)))
            self._declare(told[1], said)
            return told.end()
        head: Range | None = None
        if self.source[at : at + 1] == "(":
            end = _closing(self.source, at)
            if end is None:
                return at
            head, at = Range(at + 1, end), end + 1
        brace = re.compile(r"[^{}<]*\{").match(self.source, at)
        if brace is None:
            return at
        self._enter("{", (), "", ())
        if head is not None and word == "for":
            self._loop(head, _BLOCK_FOR, "{")
        elif head is not None and word in ("if", "elseif"):
            self._condition(head, "{")
        elif head is not None and word == "switch":
            self.switches.append((len(self.open), self._expression(head)))
            self._say(head)
        elif head is not None and word == "case":
            self._case(head)
        return brace.end()

    def _case(self, at: Range) -> None:
        """What the switch around is compared with."""
        subject, said = self.switches[-1][1] if self.switches else (), self._expression(at)
        if subject and said:
            self.found += (Piece("("), *subject, Piece(") === "), *said, Piece(";"))
        else:
            self._say(at)

    def _loop(self, at: Range, opening: re.Pattern[str], name: str) -> None:
        """`let order of orders; trackBy: id; let i = index`, or `order of orders; track order.id`."""
        first, *rest = _divided(self.source, at, ";")
        told = opening.match(self.source, first.start, first.end)
        if told is None:
            return
        listed_at = Range(told.end(), first.end)
        named = _AS.fullmatch(self.source, listed_at.start, listed_at.end)
        listed = self._expression(Range(*named.span(1)) if named is not None else listed_at)
        others = {n for part in rest for n in self._names(part)} | ({named[2]} if named is not None else set())
        if not listed:
            self._again(name, (), "", {told[1], *others})
            return
        own = Piece(told[1], Range(*told.span(1)))
        head = (Piece("for (const "), own, Piece(" of "), *listed, Piece(") {"))
        self._again(name, head, "}", {told[1], *others})
        for part in rest:
            tracked = _TRACK.fullmatch(self.source, part.start, part.end)
            if tracked is not None:
                self._say(Range(*tracked.span(1)))

    def _condition(self, at: Range, name: str) -> None:
        """`order$ | async as order; else none`, or `order$ | async; as order`."""
        first, *rest = _divided(self.source, at, ";")
        named = _AS.fullmatch(self.source, first.start, first.end)
        other = next(
            (
                m
                for p in rest
                if (m := re.compile(r"\s*as\s+([A-Za-z_$][\w$]*)\s*").fullmatch(self.source, p.start, p.end))
            ),
            None,
        )
        said = self._expression(Range(*named.span(1)) if named is not None else first)
        own = named[2] if named is not None else other[1] if other is not None else ""
        if own:
            self._again(name, (Piece("{"),), "}", {own})
            self._declare(own, said)
        elif said:
            self._again(name, (Piece("if ("), *said, Piece(") {")), "}", ())

    def _declare(self, name: str, said: tuple[Piece, ...]) -> None:
        self.found += (Piece(f"const {name} = "), *said, Piece(";")) if said else (Piece(f"let {name}: unknown;"),)
        last = self.open[-1]
        self.open[-1] = Open(last.name, last.end, last.names | {name})

    def _names(self, at: Range) -> set[str]:
        return {next(g for g in m.groups() if g) for m in _NAMED.finditer(self.source, at.start, at.end)}

    def _enter(self, name: str, head: tuple[Piece, ...], end: str, names: Iterable[str]) -> None:
        self.found += head
        self.open.append(Open(name, end, self.open[-1].names | frozenset(names)))

    def _again(self, name: str, head: tuple[Piece, ...], end: str, names: Iterable[str]) -> None:
        """One more block of what was opened last."""
        last = self.open.pop()
        self.found += head
        self.open.append(Open(name, end + last.end, last.names | frozenset(names)))

    def _end(self, name: str) -> None:
        if any(o.name == name for o in self.open[1:]):
            while self.open[-1].name != name:
                self._close()
            self._close()

    def _close(self) -> None:
        self.found.append(Piece(f"{self.open.pop().end}\n"))
        for kept in (self.forms, self.switches, self.choices):
            while kept and kept[-1][0] > len(self.open):
                kept.pop()

    def _around(self, name: str, called: bool) -> tuple[str, str]:
        """A member of the component; one that is called and may narrow what it is given is asked for by a text, for hardly one does."""
        local = self.open[-1].names if self.open else frozenset[str]()
        if name in local or _GLOBAL.match(name):
            return "", ""
        return (f'{self.self}["', '"]') if called and may_narrow(name) else (f"{self.self}.", "")

    def _expression(self, at: Range) -> tuple[Piece, ...]:
        """An expression with its pipes as calls, each part where it is written; nothing where it cannot be read."""
        at = trimmed(self.source, at)
        if at.end <= at.start or "`" in self.source[at.start : at.end] or "${" in self.source[at.start : at.end]:
            return ()
        made = list(_piped(self.source, at))
        text = "".join(p.text for p in made)
        syntax = ts.parse("typescript", Text(f"({text});"))
        if syntax.root.has_error:
            return ()
        found: list[Piece] = []
        edits = [
            (place.start, place.end, before, after) for _, place, before, after in changes(syntax, self._around, -1)
        ]
        start = 0
        for piece in made:
            here, cut = start, 0
            for first, last, before, after in edits if piece.at is not None else ():
                if here <= first and last <= here + len(piece.text):
                    low, high = first - here, last - here
                    found += [_cut(piece, cut, low), Piece(before), _cut(piece, low, high), Piece(after)]
                    cut = high
            found.append(_cut(piece, cut, len(piece.text)))
            start += len(piece.text)
        return tuple(p for p in found if p.text)


def _cut(piece: Piece, start: int, end: int) -> Piece:
    at = piece.at
    return Piece(piece.text[start:end], Range(at.start + start, at.start + end) if at is not None else None)


def _piped(source: str, at: Range) -> Iterator[Piece]:
    """The pieces of an expression in which each pipe is a call of what stands before it."""
    signs = list(_signs(source, at))
    first = next((s for s in signs if s[0] == "|"), None)
    inner = next((s for s in signs if s[0] in _OPEN), None)
    if first is None and (inner is None or "|" not in source[at.start : at.end]):
        yield Piece(source[at.start : at.end], at)
        return
    if first is None:
        start = at.start
        for sign, opening in (s for s in signs if s[0] in _OPEN):
            end = _closing(source, opening)
            if end is None or end > at.end:
                break
            yield Piece(source[start : opening + 1], Range(start, opening + 1))
            for n, part in enumerate(_divided(source, Range(opening + 1, end), ",")):
                yield from (Piece(",", Range(part.start - 1, part.start)),) if n else ()
                key = next((p for s, p in _signs(source, part) if s == ":"), None) if sign == "{" else None
                if key is not None:
                    yield Piece(source[part.start : key + 1], Range(part.start, key + 1))
                    part = Range(key + 1, part.end)
                yield from _piped(source, part)
            start = end
        yield Piece(source[start : at.end], Range(start, at.end))
        return
    pipes = [p for s, p in signs if s == "|"]
    given: tuple[Piece, ...] = tuple(_piped(source, Range(at.start, pipes[0])))
    for n, pipe in enumerate(pipes):
        end = pipes[n + 1] if n + 1 < len(pipes) else at.end
        name = _PIPE.match(source, pipe + 1, end)
        called = name[1] if name is not None else ""
        arguments: list[Piece] = []
        for part in _divided(source, Range(name.end() if name is not None else end, end), ":")[1:]:
            arguments += [Piece(", "), *_piped(source, part)]
        head = ASYNC if called == "async" else "" if called in _SAME else _PIPED
        given = (Piece(f"{head}("), *given, *(arguments if head == _PIPED else ()), Piece(")"))
    yield from given


def _signs(source: str, at: Range) -> Iterator[tuple[str, int]]:
    """The pipes, brackets, colons, commas and semicolons of an expression that are in no bracket and no text, with their places."""
    here, depth = at.start, 0
    while here < at.end:
        sign = source[here]
        if sign in "\"'":
            end = source.find(sign, here + 1)
            here = end + 1 if 0 <= end < at.end else at.end
            continue
        if source[here : here + 2] in ("||", "??", "?."):
            here += 2
            continue
        if sign in _CLOSED:
            depth -= 1
        if depth == 0 and sign in "|([{:,;":
            yield sign, here
        if sign in _OPEN:
            depth += 1
        here += 1


def _divided(source: str, at: Range, sign: str) -> list[Range]:
    """The parts between the signs that are in no bracket; a colon of `a ? b : c` divides nothing."""
    places = [p for s, p in _signs(source, at) if s == sign]
    starts = [at.start, *(p + 1 for p in places)]
    return [Range(s, e) for s, e in zip(starts, [*places, at.end], strict=True)]


def _closing(source: str, start: int) -> int | None:
    """Where a bracket is closed."""
    depth, here = 0, start
    while here < min(len(source), start + _PARENTHESES):
        sign = source[here]
        if sign in "\"'" and (end := source.find(sign, here + 1)) > 0:
            here = end
        depth += (sign in _OPEN) - (sign in _CLOSED)
        if depth == 0:
            return here
        here += 1
    return None
