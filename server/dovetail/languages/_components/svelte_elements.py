"""Components in the markup of a Svelte component, and the component itself: what each is given, and of which type its props are.

Both are told as functions are: `<Tile {order} wide />` as `Tile({ order: …, wide: … })`, and a component as one that takes its props.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.text import Range, Text

from .. import _treesitter as ts
from .._translation import TEMPLATE_PROPS, Piece
from .._treesitter import Syntax
from .._typescript.syntax.nodes import parts
from .._typescript.syntax.signatures import type_arguments

_OPENING = re.compile(r"<([A-Z]\w*)(?=[\s/>{])")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_ATTRIBUTE = re.compile(r"\s*(?:(bind):)?([^\s\"'<>/={}]+)(\s*=\s*)?")
_TEXT = re.compile(r"\"[^\"{}\\\n]*\"|'[^'{}\\\n]*'")
_DECLARED = re.compile(r"\$props\b|\bexport\s+let\b")
_ANY = re.compile(r"\$\$(?:restProps|props)\b")
_LONGEST = 5_000  # what is longer is a tag that nobody has closed yet
_OF_ANY = frozenset({"slot", "this", "key"})
_UNKNOWN = Piece(": undefined as any, ")


def calls(source: str, hidden: list[Range]) -> Iterator[Piece]:
    """The components that markup has, as calls. What they are given is read where it stands; here only the names count, and texts."""
    for opening in _OPENING.finditer(source):
        if not any(h.start <= opening.start() < h.end for h in hidden):
            yield from _call(source, opening)


def taken(script: Text, source: str) -> tuple[Piece, ...]:
    """A component as a function that takes its props, where it says their types; nothing where it does not, or takes any others, too."""
    if _DECLARED.search(script.source) is None or _ANY.search(source) is not None:
        return ()
    syntax = ts.parse("typescript", script)
    said = [*_exported(syntax)]
    props = next((p for p in _props(syntax)), "") or (f"{{ {' '.join(said)} }}" if said else "")
    return (Piece(f"\nexport default ({TEMPLATE_PROPS}: {props}) => {{}};\n"),) if props else ()


def _call(source: str, opening: re.Match[str]) -> Iterator[Piece]:
    found: list[Piece] = []
    at, end = opening.end(), min(len(source), opening.end() + _LONGEST)
    while at < end and source[at] != ">" and not source.startswith("/>", at):
        if source[at].isspace() or source[at] == "/":
            at += 1
            continue
        braces = _closed(source, at, end) if source[at] == "{" else None
        if source[at] == "{":
            if braces is None:
                return
            name = _NAME.fullmatch(source, at + 1, braces - 1)
            found += (
                [Piece(name[0], Range(*name.span())), _UNKNOWN]
                if name is not None
                else [Piece("...(undefined as any), ")]
            )
            at = braces
            continue
        attribute = _ATTRIBUTE.match(source, at, end)
        if attribute is None or attribute.end() == at:
            return
        named = _NAME.fullmatch(attribute[2])
        at = attribute.end()
        text = _TEXT.match(source, at, end) if attribute[3] else None
        if named is not None and attribute[2] not in _OF_ANY:
            value = [Piece(": "), Piece(text[0], Range(*text.span())), Piece(", ")] if text is not None else [_UNKNOWN]
            found += [Piece(attribute[2], Range(*attribute.span(2))), *value]
        after = _behind_value(source, at, end) if attribute[3] else at
        if after is None:
            return
        at = after
    if at >= end:
        return
    if source[at] == ">":  # what stands between the tags is given, too
        found.append(Piece("...(undefined as any), "))
    yield from (Piece(f"\n{opening[1]}({{ "), *found, Piece("});"))


def _behind_value(source: str, at: int, end: int) -> int | None:
    """Where the value of an attribute ends: in braces, in quotes, or up to the next space."""
    if source[at : at + 1] == "{":
        return _closed(source, at, end)
    if source[at : at + 1] in ("'", '"'):
        closing = source.find(source[at], at + 1, end)
        return closing + 1 if closing > 0 else None
    while at < end and not source[at].isspace() and source[at] not in "/>":
        at += 1
    return at


def _closed(source: str, at: int, end: int) -> int | None:
    """The place behind the brace that closes one."""
    depth, quote = 0, ""
    for i in range(at, end):
        sign = source[i]
        if quote:
            quote = "" if sign == quote and source[i - 1] != "\\" else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
            if depth == 0:
                return i + 1
    return None


def _props(syntax: Syntax) -> Iterator[str]:
    """The type in `let { order }: Props = $props()`."""
    for declarator in _declarators(syntax.root):
        value, type = ts.field(declarator, "value"), ts.field(declarator, "type")
        called = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
        if value is None or called is None or syntax.str(called) != "$props":
            continue
        said = type_arguments(value)
        if type is not None:
            yield syntax.str(type).lstrip(": ")
        elif said:
            yield syntax.str(said[0])


def _exported(syntax: Syntax) -> Iterator[str]:
    """The props that `export let order: Order` declares, one after the other."""
    for statement in syntax.root.children:
        inner = ts.field(statement, "declaration") if statement.type == "export_statement" else None
        if inner is None or inner.type != "lexical_declaration" or not syntax.str(inner).startswith("let"):
            continue
        for declarator in (d for d in parts(inner) if d.type == "variable_declarator"):
            name, type = ts.field(declarator, "name"), ts.field(declarator, "type")
            if name is not None and name.type == "identifier":
                optional = "?" if ts.field(declarator, "value") is not None else ""
                yield f"{syntax.str(name)}{optional}: {syntax.str(type).lstrip(': ') if type is not None else 'any'};"


def _declarators(root: Node) -> Iterator[Node]:
    for statement in root.children:
        if statement.type in ("lexical_declaration", "variable_declaration"):
            yield from (d for d in parts(statement) if d.type == "variable_declarator")
