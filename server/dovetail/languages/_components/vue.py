"""The template of a Vue component as TypeScript: what its directives and `{{ … }}` say, in blocks for `v-for`, `v-if` and slots."""

import re
from collections.abc import Iterable
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text
from dovetail.core.words import in_casing

from .. import _treesitter as ts
from .._translation import TEMPLATE_PROPS, Insertion, Piece
from .._typescript.syntax.repair import mend
from .expressions import VOID, heading, pieces

PART = re.compile(
    r"<!--.*?(?:-->|\Z)|\{\{(?P<shown>.*?)\}\}|<(?P<end>/?)(?P<name>[A-Za-z][\w.:-]*)(?P<attributes>(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LOOP = re.compile(r"\s*\(?(.*?)\)?\s+(?:in|of)\s+(.*)", re.DOTALL)
_SAID = re.compile(r"\s*'([^'\\]*)'\s*")
_TEMPLATE = re.compile(r"^<template(?:\s[^>]*)?>", re.MULTILINE)
_PROP = re.compile(r"[A-Za-z_$][\w$-]*")
_OTHER_LANGUAGE = re.compile(r"\slang\s*=")
_REFS = re.compile(
    r"(?:shallow|custom|to|debounced)?[rR]ef|computed|defineModel|useTemplateRef|useState|useCookie|use(?:Local|Session)?Storage"
)
_GLOBAL = re.compile(r"\$|[A-Z]|(?:console|undefined|arguments|isNaN|isFinite|parseInt|parseFloat)\Z")
_BLOCKS = frozenset({"v-for", "v-if", "v-else-if", "v-else"})
_BOUND = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_THIS = "templateThis"
GIVEN = "templateGiven"  # what is called with the name of a component and its props
_NO_PROPS = frozenset({"class", "style", "key", "ref", "is", "slot"})
_UNREF = "templateUnref"


def insertions(source: str, script: Text, setup: bool = True) -> tuple[Insertion, ...]:
    """What the template of a component says, put behind its script; `setup` where that is a `<script setup>`."""
    within = markup(source)
    if within is None:
        return ()
    syntax, _ = mend("typescript", ts.parse("typescript", script), whole=False)
    names = Names(syntax, props="" if setup else _THIS)
    template = Template(source, names)
    found = template.read(within)
    last = Range(len(source), len(source))
    unwraps = any(_UNREF in piece.text for piece in found)
    head = f'\nimport {{ unref as {_UNREF} }} from "vue";\n{{\n' if unwraps else "\n{\n"
    return (*names.insertions, Insertion(last, (Piece(head), *found, Piece("}\n"))))


def prop_of(attribute: str) -> str:
    """The prop that an attribute gives: `:due-date`, `v-bind:dueDate.prop`, `v-model`; nothing for events, slots and directives."""
    name, *_ = attribute.split(".")
    if name == "v-model":
        return "modelValue"
    for prefix in ("v-bind:", "v-model:", ":"):
        if name.startswith(prefix):
            name = name.removeprefix(prefix)
            break
    if name[:1] in "@#" or name.startswith("v-") or name in _NO_PROPS or not _PROP.fullmatch(name):
        return ""
    first, *others = name.split("-")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def markup(source: str) -> Range | None:
    """The range of a component's template; None where it has none in HTML."""
    opening = _TEMPLATE.search(source)
    end = source.rfind("</template")
    if opening is None or end < opening.end() or _OTHER_LANGUAGE.search(opening[0]):
        return None
    return Range(opening.end(), end)


@dataclass
class Names:
    """What the names of a template stand for: what the script declares, unwrapped where it is a ref, and else a prop."""

    syntax: ts.Syntax
    plain: set[str] = field(default_factory=set[str])
    refs: set[str] = field(default_factory=set[str])
    perhaps: set[str] = field(default_factory=set[str])  # refs, as far as what was destructured has any
    props: str = ""
    insertions: list[Insertion] = field(default_factory=list[Insertion])

    def __post_init__(self) -> None:
        if self.props == _THIS:
            return  # what a script declares is none of the names of a template that is not of its setup
        for node in self.syntax.root.children:
            self._statement(ts.field(node, "declaration") or node if node.type == "export_statement" else node)

    def around(self, name: str, called: bool, local: Iterable[str]) -> tuple[str, str]:
        """What stands before and after a name of a template where a script says the same."""
        if name in local or name in self.plain or _GLOBAL.match(name):
            return "", ""
        if name in self.refs:
            return "", ".value"
        if name in self.perhaps:
            return ("", "") if called else (f"{_UNREF}(", ")")
        prop = (
            self.props and not called and not self.syntax.root.has_error
        )  # a script that is being typed may lack any name
        return (f"{self.props}.", "") if prop else ("", "")

    def _statement(self, node: Node) -> None:
        if node.type == "import_statement":
            self.plain.update(self.syntax.str(n) for n in ts.walk(node) if n.type == "identifier")
        elif node.type in ("lexical_declaration", "variable_declaration"):
            for declarator in (c for c in node.children if c.type == "variable_declarator"):
                self._declarator(declarator)
        elif node.type == "expression_statement":
            if self._maker(node.children[0]) == "defineProps":
                at = self.syntax.range(node)
                self.insertions.append(Insertion(Range(at.start, at.start), (Piece(f"const {TEMPLATE_PROPS} = "),)))
                self.props = TEMPLATE_PROPS
        elif (name := ts.field(node, "name")) is not None:
            self.plain.add(self.syntax.str(name))

    def _declarator(self, node: Node) -> None:
        name, value = ts.field(node, "name"), ts.field(node, "value")
        if name is None:
            return
        maker = self._maker(value)
        if name.type == "identifier":
            own = self.syntax.str(name)
            (self.refs if _REFS.fullmatch(maker) else self.plain).add(own)
            if maker == "defineProps":
                self.props = own
            return
        bound = {self.syntax.str(n) for n in ts.walk(name) if n.type in _BOUND}
        (self.perhaps if maker and maker != "defineProps" else self.plain).update(bound)

    def _maker(self, value: Node | None) -> str:
        """The function that makes a value; `defineProps` also where defaults are added."""
        if value is not None and value.type == "await_expression":
            value = value.children[-1]
        function = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
        name = self.syntax.str(function).partition("<")[0] if function is not None else ""
        return "defineProps" if name == "withDefaults" else name


@dataclass
class Template:
    """Reads the markup of one template in order. `open` are the elements around, each with the ends of its blocks and its names."""

    source: str
    names: Names
    found: list[Piece] = field(default_factory=list[Piece])
    open: list[tuple[str, str, frozenset[str]]] = field(default_factory=list[tuple[str, str, frozenset[str]]])
    chosen: Range | None = None  # what the `<select>` around puts the text of an option into

    def read(self, within: Range) -> tuple[Piece, ...]:
        """The statements of a template, each block closed."""
        for part in PART.finditer(self.source, within.start, within.end):
            if part["shown"] is not None:
                self._say(Range(*part.span("shown")))
            elif part["end"]:
                self._end(part["name"])
            elif part["name"]:
                self._begin(part["name"], Range(*part.span("attributes")))
        while self.open:
            self._close()
        return tuple(self.found)

    def _around(self, name: str, called: bool) -> tuple[str, str]:
        return self.names.around(name, called, self.open[-1][2] if self.open else ())

    def _say(self, at: Range, form: str = "({});") -> None:
        self.found += pieces(self.source, at, self._around, form)

    def _begin(self, name: str, at: Range) -> None:
        """An element: its blocks first, in which its own attributes stand."""
        written = [
            (m[1], Range(*m.span(2 if m[2] is not None else 3)))
            for m in _ATTRIBUTE.finditer(self.source, at.start, at.end)
        ]
        self.open.append((name, "", self.open[-1][2] if self.open else frozenset()))
        for order in ("v-for", "v-if", "v-slot"):
            for key, value in written:
                if key == "v-for" == order:
                    self._loop(value)
                elif order == "v-if" and key in ("v-if", "v-else-if"):
                    self._block(heading(self.source, value, "if ({}) {", "}", self._around), "}", ())
                elif order == "v-slot" and (key.startswith("v-slot") or key[0] == "#"):
                    self._block(heading(self.source, value, "(({}) => {", "});"), "});", self._bound(value))
        component = name[:1].isupper() or "-" in name
        given = self._given(name, written) if component else frozenset[str]()
        for key, value in written:
            if key in given:
                continue
            if key[0] == "@" or key.startswith("v-on:"):
                self._say(value, "(($event) => {{};});")
            elif key[0] == ":" or (key.startswith("v-") and key not in _BLOCKS and not key.startswith("v-slot")):
                self._say(value)
        self._choose(name, dict(written))
        if name in VOID or self.source[at.start : at.end].rstrip().endswith("/"):
            self._close()

    def _choose(self, name: str, written: dict[str, Range]) -> None:
        """What may be chosen is compared with what it is put into: `<select v-model="state"><option value="open">`, a radio button."""
        model, own = written.get("v-model"), written.get("value") or self._said(written.get(":value"))
        if name == "select":
            self.chosen = model
        is_radio = name == "input" and "type" in written and self._text(written["type"]) == "radio"
        into = self.chosen if name == "option" else model if is_radio else None
        text = self._text(own) if own is not None else ""
        if into is None or own is None or not text or '"' in text:
            return
        *said, _ = pieces(self.source, into, self._around, '({} === "");') or (Piece(""),)
        if said:
            self.found += [*said, Piece(' === "'), Piece(text, own), Piece('");')]

    def _said(self, at: Range | None) -> Range | None:
        """The text in the quotes of an expression that is nothing else: `'open'`."""
        said = _SAID.fullmatch(self.source, at.start, at.end) if at is not None else None
        return Range(*said.span(1)) if said is not None else None

    def _text(self, at: Range) -> str:
        return self.source[at.start : at.end]

    def _given(self, component: str, written: list[tuple[str, Range]]) -> frozenset[str]:
        """The props that a component is given, as a call of its own; the attributes that it says."""
        said: list[Piece] = []
        keys: set[str] = set()
        for key, value in written:
            prop = prop_of(key)
            inner = pieces(self.source, value, self._around, "({})") if prop or key == "v-bind" else ()
            if inner:
                said += (Piece(f"{prop}: " if prop else "..."), *inner, Piece(", "))
                keys.add(key)
        if said:
            called = in_casing(component, "PascalCase") if "-" in component else component
            self.found += (Piece(f'{GIVEN}("{called}", {{ '), *said, Piece("});"))
        return frozenset(keys)

    def _loop(self, at: Range) -> None:
        """`v-for="(order, index) in orders"`."""
        told = _LOOP.fullmatch(self.source, at.start, at.end)
        if told is None:
            self._block((), "", ())
            return
        pattern, listed = Range(*told.span(1)), pieces(self.source, Range(*told.span(2)), self._around)
        end = _first_end(self.source, pattern)
        element = pieces(self.source, Range(pattern.start, end), form="var {} = 0;")
        others = self._bound(Range(end, pattern.end))
        bound = others | self._bound(pattern)
        if not listed or not element:
            self._block((), "", bound)
            return
        self._block((Piece("for (const "), *element[1:-1], Piece(" of "), *listed[:-1], Piece(")) {")), "}", bound)
        self.found += [Piece(f"let {name}: unknown;") for name in sorted(others)]

    def _block(self, head: tuple[Piece, ...], end: str, bound: Iterable[str]) -> None:
        name, ends, names = self.open[-1]
        self.found += head
        self.open[-1] = (name, (end if head else "") + ends, names | frozenset(bound))

    def _bound(self, at: Range) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Za-z_$][\w$]*", self.source[at.start : at.end]))

    def _end(self, name: str) -> None:
        if any(name == other for other, _, _ in self.open):
            while self.open[-1][0] != name:
                self._close()
            self._close()

    def _close(self) -> None:
        self.chosen = None if self.open[-1][0] == "select" else self.chosen
        self.found.append(Piece(f"{self.open.pop()[1]}\n"))


def _first_end(source: str, pattern: Range) -> int:
    """Where the first of the names of a loop ends, which may be a pattern."""
    depth = 0
    for at in range(pattern.start, pattern.end):
        depth += (source[at] in "{[") - (source[at] in "}]")
        if source[at] == "," and depth == 0:
            return at
    return pattern.end
