"""An expression of a template as a piece of TypeScript: checked on its own, so that one that is being typed costs no other."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tree_sitter import Node

from dovetail.core.text import Range, Text

from .. import _treesitter as ts
from .._translation import Piece

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()
)  # elements that HTML never closes

Around: TypeAlias = Callable[[str, bool], tuple[str, str]]  # what stands before and after a name, which may be called
_FUNCTIONS = frozenset({"arrow_function", "function_expression"})


def trimmed(source: str, at: Range) -> Range:
    """The range without the space around it."""
    text = source[at.start : at.end]
    start = at.start + len(text) - len(text.lstrip())
    return Range(start, max(start, at.start + len(text.rstrip())))


def pieces(source: str, at: Range, around: Around | None = None, form: str = "({});") -> tuple[Piece, ...]:
    """The expression in a statement of a form, each part where it is written; none where it cannot be read."""
    at = trimmed(source, at)
    written = source[at.start : at.end]
    head, _, tail = form.partition("{}")
    if not written or ("&" in written and ";" in written and _has_entity(written)):
        return ()
    syntax = ts.parse("typescript", Text(f"{head}{written}{tail}"))
    if syntax.root.has_error:
        return ()
    found = [Piece(head)]
    end = at.start
    for name, place, before, after in changes(syntax, around, at.start - len(head)) if around is not None else ():
        found += [Piece(source[end : place.start], Range(end, place.start)), Piece(before), Piece(name, place)]
        found.append(Piece(after))
        end = place.end
    return (*found, Piece(source[end : at.end], Range(end, at.end)), Piece(tail))


def heading(source: str, at: Range, form: str, end: str, around: Around | None = None) -> tuple[Piece, ...]:
    """What a block begins with, which `end` would close; none where it cannot be read."""
    whole = pieces(source, at, around, form + end)
    return (*whole[:-1], Piece(whole[-1].text.removesuffix(end))) if whole else ()


def changes(syntax: ts.Syntax, around: Around, by: int) -> Iterator[tuple[str, Range, str, str]]:
    """The names that stand for something else in a script, in the order in which they are written."""
    nodes = [n for n in ts.walk(syntax.root) if n.type in ("identifier", "shorthand_property_identifier")]
    own = {syntax.str(n) for n in nodes if _is_parameter(n)} | set(_patterns(syntax))
    for node in sorted(nodes, key=lambda n: n.start_byte):
        name, place = syntax.str(node), syntax.range(node)
        if name in own:
            continue
        above = node.parent
        called = above is not None and above.type == "call_expression" and ts.field(above, "function") == node
        before, after = around(name, called)
        if before or after:
            again = f"{name}: " if node.type == "shorthand_property_identifier" else ""
            yield name, Range(place.start + by, place.end + by), again + before, after


def _is_parameter(node: Node) -> bool:
    """True for what a function in the expression gives a name to."""
    here = node.parent
    if here is not None and here.type in _FUNCTIONS:
        return ts.field(here, "parameter") == node
    while here is not None and here.type not in ("required_parameter", "optional_parameter"):
        if here.type in ("arguments", "statement_block", "program"):
            return False
        here = here.parent
    return here is not None


def _patterns(syntax: ts.Syntax) -> Iterator[str]:
    kinds = ("shorthand_property_identifier_pattern",)
    return (syntax.str(n) for n in ts.walk(syntax.root) if n.type in kinds)


def _has_entity(written: str) -> bool:
    return any(f"&{name};" in written for name in ("quot", "amp", "lt", "gt", "apos", "#39", "nbsp"))
