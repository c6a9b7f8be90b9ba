"""What schemas of zod are made of where a value is known: the functions that check it, the paths that these name, the parts of a union."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.made import KEY_OF, function, inside, member
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import Types, unquoted, unquoted_range
from .zod import arguments_of, enum_values, members_of, schema_chain

CHECKS = frozenset({"refine", "superRefine", "check"})
_UNIONS = frozenset({"union", "discriminatedUnion"})


def checking(types: Types, schema: Node, checked: Typed) -> Iterator[tuple[Node, Value]]:
    """What the functions and options of `.refine((user) => …, { path: ["email"] })` are asked for, by what the schema gives."""
    path = Kind("unknown", members=(member("0", Typed(Kind("unknown", options=(checked.kind,), steps=(KEY_OF,)))),))
    options = inside(path=Typed(path, list_depth=1))
    check = Value(function(None, checked, inside(addIssue=function(None, options))).kind, 0, "schema")
    for name, call in schema_chain(types, schema)[1]:
        for argument in arguments_of(call) if name in CHECKS else ():
            if argument.type in FUNCTIONS:
                yield argument, check
            elif argument.type == "object":
                yield argument, Value(options.kind, 0, "schema")


def fill_union(types: Types, uses: Uses, schema: Node, value: Value | None, told: set[int] | None = None) -> None:
    """Notes the names, and texts, of the schemas that a union is made of, where a value of some type is asked for."""
    root, chain = schema_chain(types, schema)
    given = arguments_of(chain[0][1]) if root in _UNIONS else []
    told = told if told is not None else set()
    if value is None or not given or schema.id in told:
        return
    told.add(schema.id)
    if given[0].type == "string":
        name, at = unquoted(types.syntax.str(given[0])), unquoted_range(types.syntax, given[0])
        uses.emit(uses.property(value, name, at, ""))
    for part in parts(given[-1]):
        fill_union(types, uses, part, value, told)
        _fill_object(types, uses, part, value)


def _fill_object(types: Types, uses: Uses, schema: Node, value: Value) -> None:
    """The names of one schema, as if an object with them were written."""
    names: dict[str, str] = {}
    for key, inner in members_of(types, schema):
        name, at = unquoted(types.syntax.str(key)), unquoted_range(types.syntax, key)
        known = uses.property(value, name, at, "")
        uses.emit(known, "write")
        root, chain = schema_chain(types, inner)
        texts = arguments_of(chain[0][1]) if root == "literal" else enum_values(types, inner) or []
        for text in texts:
            if text.type == "string":
                uses.quote(known, unquoted(types.syntax.str(text)), unquoted_range(types.syntax, text))
        alone = root == "literal" and texts and texts[0].type == "string"
        names[name] = unquoted(types.syntax.str(texts[0])) if alone else ""
    if names:
        uses.write(value, names, (), types.syntax.range(schema))


def taken_by_name(literal: Node, syntax: Syntax) -> Iterator[Node]:
    """The texts in `{ email: form.get("email"), tags: form.getAll("tags") }`."""
    for pair in parts(literal):
        value = ts.field(pair, "value") if pair.type == "pair" else None
        for call in ts.walk(value) if value is not None else ():
            function = ts.field(call, "function") if call.type == "call_expression" else None
            name = ts.field(function, "property") if function is not None else None
            given = arguments_of(call) if name is not None and syntax.str(name) in ("get", "getAll") else []
            if len(given) == 1 and given[0].type == "string":
                yield given[0]
