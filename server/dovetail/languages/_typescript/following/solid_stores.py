"""Stores of Solid, as they are followed: `setGarden("plants", (plant) => plant.id === id, "nickname", name)`.

What stands before the last argument leads to a part of the store: names, functions that choose of a list, places. The last is what is
put there, some of it where it is an object, or a function of what is there; `produce` changes that in place, `reconcile` is all of it.
"""

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace

from ... import _treesitter as ts
from ..scoping.scopes import Scope, Value
from ..syntax.made import CALL, TYPE_OF, function
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .methods import Methods

_MAKES = f"{TYPE_OF}createStore"
_STORED = "(stored)"  # the step from the setter of a store to what it holds
_CHOOSES = frozenset({"number", "identifier", "member_expression", "call_expression", "array", "object"})


@dataclass
class SolidStores(Methods):
    """Follows values into stores of Solid."""

    def _stored(self, called: Value | None, parts: list[Node], scope: Scope, depth: int) -> bool:
        """Reads what the setter of a store is given; False for any other call."""
        if called is None or called.kind.target != _MAKES or CALL not in called.chain or not parts:
            return False
        here = self.uses.property(called, _STORED, self._at(parts[0]), "store")
        if here is None:
            return False
        if len(parts) > 1 and parts[0].type == "string":  # a name of the state itself
            self._fill(parts[0], self.uses.property(called, "(0)", self._at(parts[0]), ""), scope)
        for part in parts[:-1]:
            here = self._on_path(here, part, scope, depth)
        self._put_there(here, parts[-1], scope, depth)
        return True

    def _on_path(self, here: Value | None, part: Node, scope: Scope, depth: int) -> Value | None:
        if part.type == "string":
            found = self.uses.property(
                here, unquoted(self._text(part)), unquoted_range(self.types.syntax, part), "store"
            )
            self.uses.emit(found)
            return found
        element = self.uses.element(here, self._at(part)) if part.type in _CHOOSES or part.type in FUNCTIONS else None
        if part.type in FUNCTIONS and element is not None:
            self.asked[part.id] = Value(function(None, element.typed).kind, 0, "store")
        self._emitted(part, scope, depth)
        return element

    def _put_there(self, here: Value | None, last: Node, scope: Scope, depth: int) -> None:
        made = ts.field(last, "function") if last.type == "call_expression" else None
        given = parts_of(ts.field(last, "arguments")) if made is not None else []
        how = self._text(made) if made is not None else ""
        run = given[0] if how == "produce" and given else last
        if here is not None and run.type in FUNCTIONS:
            self.asked[run.id] = Value(function(None, here.typed).kind, 0, "store")
        elif how == "reconcile" and given:
            self._fill(given[0], here, scope)
        elif here is not None and last.type == "object":
            self._fill(last, replace(here, some=True), scope, whole=False)
        else:
            self._fill(last, here, scope)
        self._emitted(last, scope, depth)
