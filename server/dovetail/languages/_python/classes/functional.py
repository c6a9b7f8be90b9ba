"""Typed dictionaries that a call makes: `Answer = TypedDict("Answer", {"ok": bool})`."""

from tree_sitter import Node

from dovetail.core.shapes import Field, Record
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.types import Types


def typed_dict(name: Node, value: Node, comment: Comment, range: Range, types: Types) -> Record | None:
    """The record of an assignment; None where its value is no such call. A key that is no plain string leaves it open."""
    syntax = types.syntax
    function, arguments = ts.field(value, "function"), ts.field(value, "arguments")
    if value.type != "call" or function is None or not syntax.str(function).endswith("TypedDict"):
        return None
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    if len(parts) < 2 or parts[1].type != "dictionary":
        return None
    partial = any(syntax.str(p).replace(" ", "") == "total=False" for p in parts[2:])
    pairs = [c for c in parts[1].children if c.is_named and c.type != "comment"]
    fields = [f for p in pairs if (f := _field(p, partial, types)) is not None]
    return Record(
        name=syntax.str(name),
        name_range=syntax.range(name),
        range=range,
        fields=tuple(fields),
        layer="code",
        construct="typed dict",
        open=len(fields) < len(pairs),
        doc=comment.doc,
        tags=comment.tags,
    )


def _field(pair: Node, partial: bool, types: Types) -> Field | None:
    key, type = ts.field(pair, "key"), ts.field(pair, "value")
    if pair.type != "pair" or key is None or type is None or not is_plain_string(key):
        return None
    annotated, syntax = types.annotation(type), types.syntax
    optional = "NotRequired" in annotated.wrappers or (partial and "Required" not in annotated.wrappers)
    return Field(
        name=string_value(syntax.str(key)),
        name_range=string_range(syntax, key),
        kind=annotated.kind,
        presence="optional" if optional else "required",
        nullable=annotated.nullable,
        range=syntax.range(pair),
        type_range=syntax.range(type),
        list_depth=annotated.list_depth,
    )
