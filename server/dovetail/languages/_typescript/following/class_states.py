"""The states of React components that are classes and say no type, as they are followed: each name holds what `setState` gives it."""

from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.parameters import Typed

from ... import _treesitter as ts
from ..components.react_classes import SETS, begun_state, made_for_state
from ..scoping.given_states import GivenState, name_of_state
from ..scoping.scopes import Scope, Value
from ..syntax.made import function, inside
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted
from ..syntax.vue_options import empty, entries
from .called import Calls


@dataclass
class ClassStates(Calls):
    """Notes what `this.setState({ users })` gives the names of the state of the class at hand, `kept` by their numbers."""

    kept: dict[str, int] = field(default_factory=dict[str, int])
    state: Typed | None = None

    def _keeps(self, node: Node, scope: Scope) -> None:
        """What the state of a class holds that says no type: each name that begins with nothing is what it is given."""
        begun = begun_state(self.types.syntax, node)
        self.kept, self.state = {}, None
        known: dict[str, Typed] = {}
        own = made_for_state(self.types.syntax, node) if begun is not None else frozenset[str]()
        for key in empty(entries(begun)) if begun is not None else ():
            if unquoted(self._text(key)) in own:
                continue
            self.kept[unquoted(self._text(key))] = len(self.states)
            self.states.append(GivenState(key, scope, frozenset()))
            known[unquoted(self._text(key))] = self._named(name_of_state(key)).typed
        if known:
            self.state = inside(**known)

    def method(self, node: Node, function: Node, parts: list[Node], scope: Scope, depth: int) -> Value | None:
        if self.state is not None and parts and self._text(function) == SETS:
            self._sets_state(parts[0], self.state, scope, depth)
        return super().method(node, function, parts, scope, depth)

    def _sets_state(self, given: Node, state: Typed, scope: Scope, depth: int) -> None:
        if given.type in FUNCTIONS:
            self.asked[given.id] = Value(function(None, state).kind, 0, SETS)
        for part in parts_of(given) if given.type == "object" else ():
            key, value = ts.field(part, "key") or part, ts.field(part, "value") or part
            number = self.kept.get(unquoted(self._text(key))) if part.type != "spread_element" else None
            if number is not None:
                self._into(number, self.infer(value, scope, depth + 1), f"this.state.{self._text(key)}", value)
