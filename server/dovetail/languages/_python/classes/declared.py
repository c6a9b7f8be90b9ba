"""Fields of Python classes that are written as methods: `@computed_field` of pydantic, `@declared_attr` of SQLAlchemy."""

from tree_sitter import Node

from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..syntax.literals import is_plain_string, string_value
from ..syntax.markers import keyword
from ..syntax.types import Annotated, Types


def declared_column(types: Types, node: Node) -> Field | None:
    """`@declared_attr def author_id(cls) -> Mapped[int]: …`: a column that each table gets for itself."""
    function = ts.field(node, "definition")
    name = ts.field(function, "name") if function is not None else None
    syntax = types.syntax
    if function is None or name is None or _decorator(types, node, "declared_attr") is None:
        return None
    if syntax.str(name).startswith("__"):
        return None
    returns = ts.field(function, "return_type")
    annotated = types.annotation(returns) if returns is not None else Annotated(Kind("unknown"), "unknown")
    mapped = "Mapped" in annotated.wrappers
    return Field(
        name=syntax.str(name),
        name_range=syntax.range(name),
        kind=annotated.kind if mapped else Kind("unknown", text=syntax.str(returns) if returns is not None else ""),
        presence="required",
        nullable=annotated.nullable if mapped else "unknown",
        range=syntax.range(node),
        list_depth=annotated.list_depth if mapped else 0,
        relation="relationship(" in syntax.str(function),
    )


def computed_field(types: Types, node: Node, marked: str = "computed_field") -> Field | None:
    """`@computed_field @property def days(self) -> int: …`: what a model of pydantic, or a type of Strawberry, writes and does not take."""
    function, decorator = ts.field(node, "definition"), _decorator(types, node, marked)
    name = ts.field(function, "name") if function is not None else None
    if function is None or name is None or decorator is None:
        return None
    call, returns, syntax = ts.child(decorator, "call"), ts.field(function, "return_type"), types.syntax
    alias = (keyword(syntax, call, "alias") or keyword(syntax, call, "name")) if call is not None else None
    annotated = types.annotation(returns) if returns is not None else Annotated(Kind("unknown"), "unknown")
    return Field(
        name=syntax.str(name),
        name_range=syntax.range(name),
        kind=annotated.kind,
        presence="required",
        nullable=annotated.nullable,
        range=syntax.range(node),
        list_depth=annotated.list_depth,
        wire=string_value(syntax.str(alias)) if alias is not None and is_plain_string(alias) else None,
    )


def _decorator(types: Types, node: Node, name: str) -> Node | None:
    decorators = (c for c in node.children if c.type == "decorator")
    return next((d for d in decorators if name in types.syntax.str(d)), None)
