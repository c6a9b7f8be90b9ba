"""States that say no type, as they are followed: those of React, refs of Vue, what options of Vue and reducers keep."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, listed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..clients.summaries import Summary, is_parameter
from ..scoping.given_states import GivenState, given_state, is_made_of, name_of_state, set_by, setter_of
from ..scoping.held_states import Held, held_by
from ..scoping.scopes import Scope, Value, one_of
from ..states.given_refs import given_ref, held_by_this, held_name, makes_objects, store_name
from ..syntax.made import member
from .expressions import Expressions

_MOST_GIVEN = 4  # things that a state is given


@dataclass
class Holding(Expressions):
    """Notes what states are given that say no type.

    `summaries` are the functions around the place that are summed up; `states` are those without a type, by their numbers, and `refs` the
    numbers of those that are given something by an assignment, by their names.
    """

    summaries: list[Summary] = field(default_factory=list[Summary])
    subjects: dict[str, Held] = field(default_factory=dict[str, Held])
    reduced: dict[str, Value] = field(default_factory=dict[str, Value])
    held: list[Held] = field(default_factory=list[Held])
    relays: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    states: list[GivenState] = field(default_factory=list[GivenState])
    refs: dict[str, int] = field(default_factory=dict[str, int])

    def _set(self, setter: Value | None, given: Value | None, depth: int, written: Node | None = None) -> None:
        """A state without a type is what its setter is given: one of several things, where that is given each of them.

        What is made of the state itself says nothing of it.
        """
        number = set_by(setter)
        if number is None or given is None or (given.kind.text and given.kind.name != "ref"):
            return
        if is_parameter(given):
            own = given.kind.target[1:-1] if not given.chain else ""
            for summary in (s for s in self.summaries if own in s.places):
                summary.sets[summary.places[own]] = number
            return
        state = self.states[number]
        if written is not None and is_made_of(self.types.syntax, written, state):
            return
        values = [*state.given, given] if given.typed not in [v.typed for v in state.given] else [*state.given]
        self.states[number] = state = replace(state, given=tuple(values))
        whole = self._whole(state)
        held = replace(whole, admitted=state.own) if whole is not None else None
        self._bind(state.pattern, held, state.scope, depth + 1)

    def _whole(self, state: GivenState) -> Value | None:
        """What a state without a type was given so far."""
        return self.uses.either(state.given) or self.uses.value(one_of(state.given), "state")

    def given_states(self) -> Iterator[Field]:
        """The states without a type by the names under which they are read before anything is put into them."""
        for state in self.states:
            whole = self._whole(state) if state.given else None
            if whole is not None:
                yield member(name_of_state(state.pattern), whole.typed)
            elif 1 < len(state.given) <= _MOST_GIVEN:  # a list here, and elsewhere what may be one
                kinds = tuple(dict.fromkeys(listed(v.typed).kind for v in state.given))
                yield member(name_of_state(state.pattern), Typed(Kind("union", options=kinds), "unknown"))

    def _relay(self, name: str, parts: list[Node], given: list[Value | None], depth: int) -> None:
        """A function of the component that hands what it is given on to the setter of a state: `show(user)`."""
        for place, number in self.relays.get(name, {}).items():
            if place < len(given):
                self._set(setter_of(number), given[place], depth, parts[place])

    def _held_by_ref(self, call: Node, scope: Scope) -> list[Typed]:
        """The type of what a ref of Vue holds that says none: what it is given, by a name of its own."""
        found = given_ref(self.types.syntax, call, scope)
        if found is None or makes_objects(self.types.syntax, name_of_state(found.pattern)):
            return []
        name = name_of_state(found.pattern)
        self.refs[name] = len(self.states)
        self.states.append(found)
        return [self._named(name).typed]

    def _held_by_this(self, keys: Iterable[Node], scope: Scope) -> dict[str, Typed]:
        """The types of what a component or a store of options keeps that begins with nothing: what it is given."""
        found: dict[str, Typed] = {}
        for key in keys:
            name = held_by_this(self._text(key))
            if not makes_objects(self.types.syntax, name):
                self.refs[name] = len(self.states)
                self.states.append(GivenState(key, scope, frozenset()))
                found[self._text(key)] = self._named(name_of_state(key)).typed
        return found

    def _into_ref(self, target: Node | None, given: Value | None, written: Node | None) -> bool:
        """Notes what a ref is given that says no type; False for any other target."""
        number = self.refs.get(held_name(self.types.syntax, target)) if self.refs and target is not None else None
        return number is not None and self._into(
            number, given, self._text(target) if target is not None else "", written
        )

    def _into_store(self, target: Node | None, given: Value | None, written: Node) -> None:
        """Notes what a store of Svelte is given that says no type: `users.set(await load())`."""
        number = self.refs.get(store_name(self.types.syntax, target)) if self.refs and target is not None else None
        if number is not None and target is not None:
            self._into(number, given, self._text(target), written)

    def _into(self, number: int, given: Value | None, name: str, written: Node | None) -> bool:
        state = self.states[number]
        itself = rf"(?<![\w$.]){re.escape(name)}(?![\w$])"
        of_itself = written is not None and re.search(itself, self._text(written)) is not None
        of_itself = of_itself or (written is not None and is_made_of(self.types.syntax, written, state))
        known = given is not None and not of_itself and not is_parameter(given)
        if given is not None and known and (not given.kind.text or given.kind.name == "ref"):
            again = given.typed in [v.typed for v in state.given]
            self.states[number] = state if again else replace(state, given=(*state.given, given))
        return True

    def _sets(self, declarator: Node, scope: Scope, binds: bool) -> bool:
        """True for a state that says no type, whose setter says what it is."""
        if not self.types.syntax.has_any("useState"):
            return False
        found = given_state(self.types.syntax, declarator, scope)
        if found is None:
            return False
        if binds:
            later = self._named(name_of_state(found[1].pattern))
            self._bind(found[1].pattern, replace(later, admitted=found[1].own), scope, 0)
        scope.names[found[0]] = setter_of(len(self.states))
        self.states.append(found[1])
        return True

    def _put(self, into: Node, value: Value | None) -> None:
        """What a reducer puts under a name of its state: `state.user = action.payload`."""
        target, name = ts.field(into, "object"), ts.field(into, "property")
        number = held_by(self._state_of(target)) if target is not None and target.type == "identifier" else None
        if number is not None and name is not None:
            self.held[number].put(self._text(name), value)

    def _emits(self, target: Node | None, value: Value | None) -> None:
        """What a subject of RxJS is given that the file makes at its top, and says no type of."""
        found = self.subjects.get(self._text(target)) if target is not None and target.type == "identifier" else None
        if found is not None and value is not None and not is_parameter(value):
            found.give(value)

    def _state_of(self, name: Node) -> Value | None:
        """The state of a slice that a name in one of its reducers is."""
        return self.reduced.get(self._text(name))

    def _held(self, setter: Value | None) -> tuple[Value | None, ...]:
        """What a function is shown that makes the next state of a state."""
        number = set_by(setter)
        state = self.states[number] if number is not None else None
        named = state is not None and state.pattern.type == "identifier"
        return (state.scope.look_up(self._text(state.pattern)),) if state is not None and named else ()
