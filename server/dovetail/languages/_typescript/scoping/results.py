"""What functions give that do not say so, where all of it is written: `return { items, total }`."""

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import bare, is_nothing, parts
from ..syntax.signatures import given_back

_ADDED_TO = ("clientLoader", "clientAction")  # what puts its own beside what a function of the same file gives
_KEYS = frozenset({"property_identifier", "shorthand_property_identifier"})


def whole_result(syntax: Syntax, function: Node, typed: Typed) -> Typed:
    """What a function of the top level gives, closed where it gives one object that is written in it with all its names."""
    if typed.list_depth or typed.kind.name != "unknown" or typed.kind.target or not typed.kind.members:
        return typed
    if typed.kind.steps or typed.kind.options or typed.kind.text or not _is_of_file(function):
        return typed
    if syntax.has_any(*_ADDED_TO):
        return typed
    given = [n for g in given_back(function) if not is_nothing(n := bare(g))]
    keys = _keys(given[0]) if len(given) == 1 and given[0].type == "object" else []
    names = {syntax.str(key): key for key in keys}
    if not names or names.keys() != {m.name for m in typed.kind.members}:
        return typed
    members = tuple(_placed(syntax, m, names[m.name]) for m in typed.kind.members)
    return replace(typed, kind=replace(typed.kind, name="record", members=members))


def _is_of_file(function: Node) -> bool:
    """True for what a file declares by a name at its top level, also as a method of a class, with no type parameters."""
    if ts.field(function, "type_parameters") is not None:
        return False
    around = function.parent
    if function.type == "function_declaration":
        return _is_top(around)
    holder = around.parent if around is not None and around.type in ("variable_declarator", "class_body") else None
    if around is not None and around.type == "class_body":
        is_plain = holder is not None and ts.field(holder, "type_parameters") is None
        return is_plain and holder is not None and holder.type == "class_declaration" and _is_top(holder.parent)
    return holder is not None and _is_top(holder.parent)


def _is_top(around: Node | None) -> bool:
    return around is not None and around.type in ("program", "export_statement")


def _keys(literal: Node) -> list[Node]:
    """The names of an object literal; none where it has others, or methods."""
    found: list[Node] = []
    for part in parts(literal):
        key = ts.field(part, "key") if part.type == "pair" else part
        if key is None or key.type not in _KEYS:
            return []
        found.append(key)
    return found


def _placed(syntax: Syntax, member: Field, key: Node) -> Field:
    at = syntax.range(key)
    return replace(member, name_range=at, range=at, type_range=at)
