"""Reducers as they are followed: of slices, and those that tell actions apart by their type."""

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.parameters import Typed

from ..scoping.held_states import held_by
from ..scoping.origins import initializer
from ..scoping.scopes import Scope, Value
from ..states.reducers import Reducer, cases, held, name_of, reduced, reducer
from ..syntax.made import member
from ..syntax.nodes import parameters
from .class_bodies import ClassBodies


@dataclass
class Reducing(ClassBodies):
    """Follows values through reducers."""

    def _reducer(self, function: Node, scope: Scope, depth: int) -> tuple[int, Value, Reducer] | None:
        """The number of the state of a reducer that tells actions apart by their type, that state, and how it does."""
        found = reducer(self.types.syntax, function)
        if found is None:
            return None
        begun = self.infer(found.begun, scope, depth + 1) if found.begun is not None else None
        if found.begun is not None and found.begun.type == "identifier" and begun is not None and begun.chain == ():
            begun = self._written(found.begun, scope, depth) or begun
        state, value = held(len(self.held), begun)
        self.held.append(state)
        self.reduced[found.state] = value
        self.reducers[found.switch.id] = found
        return len(self.held) - 1, value, found

    def _written(self, name: Node, scope: Scope, depth: int) -> Value | None:
        """The object that a name of the file stands for."""
        value = initializer(self.types.syntax, name)
        return self.infer(value, scope, depth + 1) if value is not None and value.type == "object" else None

    def _cases(self, switch: Node, scope: Scope, depth: int) -> bool:
        """The cases of a reducer, in each of which its action is what is dispatched under that type; False for any other switch."""
        how = self.reducers.pop(switch.id, None)
        for case, known in cases(self.types.syntax, how) if how is not None else ():
            inner = scope.inner()
            inner.names.update(known)
            self._children(case, inner, depth + 1)
        return how is not None

    def _reduced_to(self, number: int, _: Value, how: Reducer) -> Typed | None:
        """What the state of a reducer holds."""
        typed = reduced(self.held[number], number) if not how.makes else None
        if typed is not None:
            self.values[name_of(number)] = member(name_of(number), typed)
        return typed

    def _reduces(self, function: Node, asked: Value | None) -> int | None:
        """The number of the state that a reducer makes the next one of; its first parameter is that."""
        shown = self.uses.property(asked, "(0)", self._at(function), "") if asked is not None else None
        number, taken = held_by(shown), parameters(self.types.syntax, function)
        if number is not None and shown is not None and taken and taken[0].pattern is not None:
            self.reduced[self._text(taken[0].pattern)] = shown
        return number
