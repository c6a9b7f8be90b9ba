"""Fields of documents that Mongoose is told in texts: `find().select("title -body").sort("-createdAt")`, `find({ "site.city": city })`."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.literals import value_of
from ..syntax.made import CALL
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range

ONE = "findOne"  # the method of a collection that gives a document
_ROW = ".fields"  # under which the declarations of Mongoose have the documents of a query
_LISTING = frozenset({"select", "sort"})
_FINDS = frozenset({"find", "findOne", "findById"})
_FILTERED = _FINDS | frozenset(
    "countDocuments exists deleteOne deleteMany findOneAndDelete updateOne updateMany findOneAndUpdate findOneAndReplace".split()
)
_CHANGES = frozenset("updateOne updateMany findOneAndUpdate findByIdAndUpdate".split())
_LIST = re.compile(r"[-+]?[A-Za-z_][\w.]*(?:\s+[-+]?[A-Za-z_][\w.]*)*\Z")
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_PATH = re.compile(r"\w+(?:\.\w+)+\Z")
_DEEPEST = 8


def note_paths(value: Value, method: str, given: Sequence[Node], syntax: Syntax, uses: Uses) -> None:
    """Notes the fields that a call on a query, or on a model, names in texts."""
    if not given or given[0].type in FUNCTIONS:  # of a list, which is asked with a function
        return
    if method in _LISTING:
        at = syntax.range(given[0])
        row = uses.property(value, _ROW, Range(at.start, at.start), "")
        for text in parts(given[0]) if given[0].type == "array" else given[:1]:
            _listed(row, text, syntax, uses)
    if method not in _FILTERED and method not in _CHANGES:
        return
    at = syntax.range(given[0])
    at = Range(at.start, at.start)
    row = uses.property(uses.property(value, ONE, at, ""), CALL, at, "")
    if row is None:
        return
    written = [_written(g, syntax) for g in given[:2]]
    if method in _FILTERED:
        _keys(row, written[0], syntax, uses, 0)
    if method in _CHANGES and len(given) > 1:
        _keys(row, written[1], syntax, uses, 0)
    if method in _FINDS and len(given) > 1:
        _listed(row, given[1], syntax, uses)


def follow_path(row: Value, path: str, start: int, uses: Uses) -> Value | None:
    """Notes the fields of a path that is written from a place on, and gives what it leads to; None behind a number."""
    held: Value | None = row
    for i, step in enumerate(path.split(".")):
        if held is None or step.isdecimal():
            return None
        place = Range(start, start + len(step))
        held = uses.property(uses.each_of(held, place) if i else held, step, place, "")
        start = place.end + 1
    uses.emit(held)
    return held


def _written(given: Node, syntax: Syntax) -> Node | None:
    """What is given, or what a name was declared with that may have been given more since."""
    found = declaration(syntax, given) if given.type == "identifier" else None
    value = ts.field(found, "value") if found is not None and found.type == "variable_declarator" else None
    return value_of(value).node if value is not None else given


def _listed(row: Value | None, text: Node, syntax: Syntax, uses: Uses) -> None:
    """The fields that a text lists, each perhaps with a sign before it."""
    written = unquoted(syntax.str(text)) if text.type == "string" else ""
    if row is None or not _LIST.match(written):
        return
    start = unquoted_range(syntax, text).start
    for word in _WORD.finditer(written):
        follow_path(row, word[0], start + word.start(), uses)


def _keys(row: Value, literal: Node | None, syntax: Syntax, uses: Uses, depth: int) -> None:
    """The paths with points among the keys of a filter or a change; others are told as any key is."""
    if literal is None or depth > _DEEPEST:
        return
    for part in parts(literal) if literal.type == "array" else ():
        _keys(row, part, syntax, uses, depth + 1)
    for pair in parts(literal) if literal.type == "object" else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        name = unquoted(syntax.str(key)) if key is not None else ""
        if key is None or value is None:
            continue
        if name.startswith("$"):
            _keys(row, value, syntax, uses, depth + 1)
        elif key.type == "string" and _PATH.match(name):
            named = follow_path(row, name, unquoted_range(syntax, key).start, uses)
            if value.type == "string":
                uses.quote(named, unquoted(syntax.str(value)), unquoted_range(syntax, value))
