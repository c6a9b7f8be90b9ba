"""What FastAPI and its kin say of a handler's parameters: `Query(…)`, `Depends(…)`, `Annotated[str, Path(alias="userId")]`."""

import re
from typing import Final

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax

MARKERS: Final = {
    "Path": "params",
    "Query": "query",
    "Form": "request",
    "Body": "request",
    "Parameter": "query",
    "Header": "headers",
}
_OTHERS = frozenset("Depends Security Cookie File Inject Provide".split())
_PLAIN = frozenset(
    "str int float bool UUID uuid.UUID UUID4 date datetime time Decimal dt.date dt.datetime datetime.date datetime.datetime "
    "EmailStr PositiveInt NonNegativeInt".split()
)
_LISTS_VALUES = ("Literal[", "typing.Literal[")


def marker(syntax: Syntax, node: Node | None) -> Node | None:
    """The call of `Query(…)` or its like in a type or default."""
    for inner in ts.walk(node) if node is not None else ():
        function = ts.field(inner, "function") if inner.type == "call" else None
        if function is not None and syntax.str(function).rsplit(".", 1)[-1] in (*MARKERS, *_OTHERS):
            return inner
    return None


def is_plain(type: str) -> bool:
    """True for a type that FastAPI takes from the path or the query."""
    type = re.sub(r"\s*\|\s*None$", "", type.strip())
    inner = re.fullmatch(r"(?:typing\.)?(?:Optional|Annotated)\[([^,\]]+).*\]", type)
    said = inner[1].strip() if inner is not None else type
    return said in _PLAIN or said.startswith(_LISTS_VALUES)


def is_required(syntax: Syntax, mark: Node) -> bool:
    """True where `Query()` gives no default."""
    arguments = ts.field(mark, "arguments")
    first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    plain = first is None or first.type == "keyword_argument" or syntax.str(first) == "..."
    return plain and keyword(syntax, mark, "default") is None


def has(syntax: Syntax, call: Node, name: str, value: str) -> bool:
    """True where a call is given a keyword with a value as it is written."""
    found = keyword(syntax, call, name)
    return found is not None and syntax.str(found) == value


def keyword(syntax: Syntax, call: Node, name: str) -> Node | None:
    """What a call is given under a name."""
    arguments = ts.field(call, "arguments")
    for argument in arguments.children if arguments is not None else []:
        key = ts.field(argument, "name") if argument.type == "keyword_argument" else None
        if key is not None and syntax.str(key) == name:
            return ts.field(argument, "value")
    return None


def marker_name(syntax: Syntax, mark: Node) -> str:
    """`Query` of `fastapi.Query(…)`."""
    function = ts.field(mark, "function")
    return syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""
