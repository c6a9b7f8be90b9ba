"""Refs of Vue: what functions make of what may be one."""

from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.text import Range

from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.made import REFS, inside
from ..syntax.types import unquoted, unquoted_range


def of_refs(
    name: str, parts: list[Node], given: Sequence[Value | None], uses: Uses, at: Range, syntax: Syntax
) -> Value | None:
    """What a function gives that takes a ref, or something with members, and makes one of the other; None for any other function."""
    first = given[0] if given else None
    if first is None:
        return None
    if name in ("storeToRefs", "toRefs"):
        return _refs_of(first, uses, at)
    if name == "toRef" and len(parts) == 2 and parts[1].type == "string":
        held = uses.property(first, unquoted(syntax.str(parts[1])), unquoted_range(syntax, parts[1]), name)
        uses.emit(held)
        return uses.value(inside(value=held.typed), name) if held is not None else None
    return None


def _refs_of(store: Value, uses: Uses, at: Range) -> Value | None:
    """What `storeToRefs` and `toRefs` give."""
    if store.kind.members and not (store.chain or store.through or store.is_list):
        refs = {m.name: inside(value=Typed(m.kind, m.nullable, m.list_depth)) for m in store.kind.members}
        return uses.value(inside(**refs), "refs")
    return uses.property(store, REFS, at, "store")
