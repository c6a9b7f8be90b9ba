"""What FastAPI is told of each parameter that a handler takes from its path and its query: `limit: Annotated[int, Query(ge=1)] = 20`."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from dovetail.core.shapes import Field, Kind, Presence, Sent
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..syntax.types import Types
from .handlers import Taken, parameters, placed
from .modelled import BODILESS

_FASTAPI = re.compile(r"^\s*(?:from|import)\s+(?:fastapi|litestar)\b", re.MULTILINE)
_OPAQUE = re.compile(r"\b(?:Request|HTTPConnection|WebSocket)\b")  # of which a handler may take anything
_OF_QUERY = ("query", "plain", "choice", "")
_PARAMETER = re.compile(r":(\w+)")
_NONE = re.compile(r"None|\w+\(\s*(?:default\s*=\s*)?None\b.*", re.DOTALL)


def handler_parts(types: Types, function: Node, method: str, path: str) -> tuple[Field, ...]:
    """The parts of the request with what their parameters are, `params` and `query`; none where it is not FastAPI that gives them."""
    syntax = types.syntax
    if _FASTAPI.search(syntax.text.source) is None:
        return ()
    own = _PARAMETER.findall(path)
    taken = list(parameters(syntax, function, True))
    of_path = [_field(types, t) for t in taken if t.name in own]
    of_query = [_field(types, t) for t, part in placed(taken, own, True, method) if part == "query"]
    return tuple(_parts(syntax.range(function), (("params", of_path), ("query", of_query))))


def dependency_parts(types: Types, at: Range, taken: Iterable[Taken], part: str) -> tuple[Field, ...]:
    """The same of what is `taken` by a dependency that stands `at` a place, of one part of the request."""
    return tuple(_parts(at, ((part, [_field(types, t) for t in taken]),)))


def alias_parts(types: Types, name: Node, part: str, taken: str) -> tuple[Field, ...]:
    """The same of a parameter that has a name of its own: `UserId = Annotated[UUID, Path(alias="userId")]`."""
    at = types.syntax.range(name)
    known = types.aliases.get(types.syntax.str(name))
    if known is None:
        return ()
    kind, nullable, depth = known.kind, known.nullable, known.list_depth
    field = Field(taken, at, kind, "defaulted", nullable, at, at, list_depth=depth, wire=taken)
    return tuple(_parts(at, ((part, [field]),)))


def taken_query(types: Types, function: Node, method: str, path: str) -> tuple[Sent, ...]:
    """What a handler of FastAPI takes of a query itself, or may take of it; nothing where it may take more of that than is seen."""
    syntax = types.syntax
    name = ts.field(function, "name")
    if name is None or _FASTAPI.search(syntax.text.source) is None or method not in BODILESS:
        return ()
    taken = list(parameters(syntax, function, True))
    listed = ts.field(function, "parameters")
    opaque = listed is None or any(t.name == "**" for t in taken) or _OPAQUE.search(syntax.str(listed)) is not None
    models = (t for t in taken if t.part == "other" and t.type is not None and "Query(" in syntax.str(t.type))
    if opaque or any(True for _ in models):
        return ()
    own = _PARAMETER.findall(path)
    return (
        Sent("query", syntax.range(name), tuple(t.name for t in taken if t.part in _OF_QUERY and t.name not in own)),
    )


def _parts(at: Range, parts: tuple[tuple[str, list[Field | None]], ...]) -> Iterator[Field]:
    for name, fields in parts:
        known = tuple(f for f in fields if f is not None)
        if known:
            yield Field(name, at, Kind("record", members=known), "required", "no", at)


def _field(types: Types, taken: Taken) -> Field | None:
    """The parameter as a field; None without a type."""
    node = taken.type.parent if taken.type is not None else None
    if taken.type is None or node is None:
        return None
    syntax = types.syntax
    annotated = types.annotation(taken.type)
    name = ts.field(node, "name") or node.children[0]
    default = syntax.str(taken.default) if taken.default is not None else "None"
    absent: Presence = "optional" if _NONE.fullmatch(default) is not None else "defaulted"
    return Field(
        name=syntax.str(name),
        name_range=syntax.range(name),
        kind=annotated.kind,
        presence="required" if taken.required else absent,
        nullable=annotated.nullable,
        range=syntax.range(node),
        type_range=syntax.range(taken.type),
        list_depth=annotated.list_depth,
        wire=taken.name,
    )
