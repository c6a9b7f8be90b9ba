"""What the methods of lists, sets and maps take, and what they show to the functions that they are given."""

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed, listed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from ..syntax.made import function
from ..syntax.signatures import FUNCTIONS
from .scopes import Value
from .values import Uses

FIRST = frozenset("map filter forEach find findIndex findLast findLastIndex some every flatMap".split())
REDUCERS = frozenset({"reduce", "reduceRight"})
ELEMENTS = FIRST | REDUCERS
SAME = frozenset("filter slice sort toSorted reverse toReversed concat splice toSpliced".split())
ONE = frozenset("find findLast at pop shift".split())
NUMBERED = "entries"  # pairs of a number and an element
_ADDED = frozenset("push unshift add fill".split())
_MOST = 20
_GROUPS = {"Object.groupBy": "Record", "Map.groupBy": "Map"}


def taken_by_list(value: Value | None, method: str, uses: Uses, at: Range) -> list[Value | None]:
    """What a method takes that puts something into a list, a set or a map."""
    if value is None:
        return []
    if value.kind.name == "map" and not value.is_list:
        return [None, uses.element(uses.values_of(value), at)] if method == "set" else []
    looked_up = value.is_open and bool(value.chain or value.through)
    if method in _ADDED and (value.is_list or (method in ("push", "unshift") and looked_up)):
        return [uses.element(value, at)] * _MOST
    if method == "concat" and value.is_list:
        return [value]
    return []


def collected(value: Value | None, into: str, uses: Uses) -> Value | None:
    """What is made of a list: `new Set(users)`, and of one of pairs `new Map(users.map((user) => [user.id, user]))`."""
    if value is None or not value.is_list or into == "Set":
        return value if value is not None and value.is_list else None
    held = next((m for m in value.kind.members if m.name == "1"), None) if value.depth == 1 else None
    if held is None or value.chain or value.through:
        return None
    inner = listed(Typed(held.kind, held.nullable, held.list_depth)).kind
    return uses.value(Typed(Kind("map", options=(inner,), text="Map<>")), into)


def grouped(name: str, value: Value | None, uses: Uses, at: Range) -> tuple[Value, Value] | None:
    """What `Object.groupBy` and `Map.groupBy` show to their function, and what they make of a list: lists under keys."""
    element = uses.element(value, Range(at.start, at.start)) if name in _GROUPS else None
    if element is None:
        return None
    inner = listed(replace(element.typed, list_depth=element.typed.list_depth + 1)).kind
    groups = uses.value(Typed(Kind("map", options=(inner,), text=f"{_GROUPS[name]}<>")), name)
    return (Value(function(None, element.typed).kind, 0, name), groups) if groups is not None else None


def given_by_list(value: Value | None, method: str, uses: Uses, parts: list[Node], at: Range) -> list[Value | None]:
    """What the function that a method is called with is given; nothing where that is not known."""
    return given_by(value, method, uses, at) if parts and parts[0].type in FUNCTIONS else []


def given_by(value: Value | None, method: str, uses: Uses, at: Range) -> list[Value | None]:
    """What a method of a list gives to a function, be it one by its name."""
    if value is None:
        return []
    at = Range(at.start, at.start)
    if method == "then":
        return [value]
    if value.kind.name == "map" and not value.is_list:
        return [uses.element(uses.values_of(value), at)] if method == "forEach" else []
    if not (value.is_list or value.is_open):
        return []
    element = uses.element(value, at)
    if method in FIRST:
        return [element]
    if method in ("sort", "toSorted"):
        return [element, element]
    return [None, element] if method in REDUCERS else []
