"""Dictionaries that say which contract they are: by the comment above their statement, or that of the function that returns them."""

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from dovetail.core.shapes import Field, Given, Kind, Quoted, Record, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._treesitter import Syntax
from ..scoping.given_kinds import shown_plain
from ..scoping.values import COMPREHENSIONS
from ..syntax.literals import is_plain_string, string_range, string_value
from .told import told

_AROUND = COMPREHENSIONS | {"parenthesized_expression", "list", "argument_list", "call", "await", "yield"}
_WRITES = re.compile(r"(?:to|as)_?(?:dict|json|payload|wire)|serialize|asdict")
_SENDS = frozenset("jsonify dumps JSONResponse ORJSONResponse json_response JsonResponse json".split())


def dict_record(syntax: Syntax, node: Node, comment_of: Callable[[Node], Comment]) -> Record | None:
    """The record of a dictionary that is bound, or of a call of `dict`; its values are not read, and `**` leaves it open."""
    statement = _statement(syntax, node)
    if statement is None:
        return None
    left = ts.field(statement, "left") if statement.type == "assignment" else None
    function = _function(statement)
    name = left if left is not None and left.type == "identifier" else None
    comment = comment_of(node)
    if comment.tag("contract") is None and statement.type == "return_statement" and function is not None:
        outer = function.parent
        decorated = outer is not None and outer.type == "decorated_definition"
        if decorated or returns(function) != 1:
            return None  # what a decorated function gives back is its framework's matter
        comment, name = comment_of(function), ts.field(function, "name")
        owner = _class_of(function)
        if (
            owner is not None
            and name is not None
            and comment.tag("contract") is None
            and _WRITES.fullmatch(syntax.str(name))
        ):
            comment = comment_of(owner)  # what an object that is a contract writes of itself
    if comment.tag("contract") is None:
        return None
    if name is None and function is not None:
        name = ts.field(function, "name")
    if name is None or name.is_missing or (name is left and syntax.str(name).isupper()):
        return None
    inside = ts.field(node, "arguments") if node.type == "call" else node
    listed = inside.children if inside is not None else []
    pairs = [c for c in listed if c.is_named and c.type not in ("comment", "ERROR")]
    fields = [f for p in pairs if (f := _field(syntax, p)) is not None]
    return Record(
        name=syntax.str(name),
        name_range=syntax.range(name),
        range=syntax.range(node),
        fields=tuple({f.name: f for f in fields}.values()),
        layer="api",
        construct="object literal",
        open=len(fields) < len(pairs) or node.has_error,
        exported=False,
        doc=comment.doc,
        tags=comment.tags,
    )


def dict_texts(syntax: Syntax, node: Node, record: Record) -> Iterator[Quoted]:
    """The texts that a bound dictionary holds, or that are given to the parameters which it does."""
    for pair in (c for c in node.children if c.type == "pair"):
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is None or value is None or not is_plain_string(key):
            continue
        name, at = string_value(syntax.str(key)), string_range(syntax, key)
        for text in (value,) if is_plain_string(value) else told(syntax, value):
            use = Use(record.name, (name,), (at,), "write", record.name)
            yield Quoted(use, string_value(syntax.str(text)), string_range(syntax, text))


def dict_kinds(syntax: Syntax, node: Node, record: Record) -> Iterator[Given]:
    """The values of a bound dictionary that show of which kind they are: `str(self.litres)`."""
    for pair in (c for c in node.children if c.type == "pair"):
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        plain = shown_plain(syntax, value)
        if key is not None and value is not None and plain is not None and is_plain_string(key):
            use = Use(record.name, (string_value(syntax.str(key)),), (string_range(syntax, key),), "write", record.name)
            yield Given(use, plain, syntax.range(value))


def _field(syntax: Syntax, pair: Node) -> Field | None:
    key = ts.field(pair, "key" if pair.type == "pair" else "name")
    plain = key is not None and (is_plain_string(key) if pair.type == "pair" else pair.type == "keyword_argument")
    if key is None or not plain:
        return None
    at = string_range(syntax, key) if pair.type == "pair" else syntax.range(key)
    return Field(
        name=syntax.text[at],
        name_range=at,
        kind=Kind("unknown"),
        presence="required",
        nullable="unknown",
        range=Range(syntax.range(pair).start, syntax.range(pair).end),
    )


def _statement(syntax: Syntax, node: Node) -> Node | None:
    """The assignment or `return` of which a dictionary is the value, in a list or on its way to JSON too."""
    below, here = node, node.parent
    while here is not None and here.type in _AROUND:
        function = ts.field(here, "function") if here.type == "call" else None
        if function is not None and syntax.str(function).rsplit(".", 1)[-1] not in _SENDS:
            return None
        if here.type in COMPREHENSIONS and ts.field(here, "body") != below:
            return None
        below, here = here, here.parent
    if here is None or here.type not in ("assignment", "return_statement"):
        return None
    return here if here.type == "return_statement" or ts.field(here, "right") == below else None


def _function(node: Node) -> Node | None:
    here: Node | None = node
    while here is not None and here.type != "function_definition":
        here = here.parent if here.type not in ("class_definition", "lambda") else None
    return here


def _class_of(function: Node) -> Node | None:
    """The class whose method a function is."""
    outer = function.parent.parent if function.parent is not None else None
    return outer if outer is not None and outer.type == "class_definition" else None


def returns(function: Node) -> int:
    """How many values a function gives back in its own body."""
    count, todo = 0, list(function.children)
    while todo:
        here = todo.pop()
        if here.type == "return_statement" and any(c.is_named and c.type != "none" for c in here.children):
            count += 1
        if here.type not in ("function_definition", "class_definition", "lambda"):
            todo.extend(here.children)
    return count
