"""Stores of zustand that say no type, as they are followed: what `set` is given is what hooks read of them."""

from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ..scoping.given_states import GivenState, name_of_state
from ..scoping.scopes import Scope, Value
from ..states.zustand import is_handed, kept_names, puts_of, run_of_store, said_names
from ..syntax.made import CALL, function, inside, member
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted
from .hooks import store_of
from .solid_stores import SolidStores

_PUTS = "puts "  # before the number of the store that a function changes, in its kind
_ANYTHING = Typed(Kind("unknown"), "unknown")


@dataclass
class KeptStores(SolidStores):
    """Follows values into stores of zustand. `kept_stores` are the states of each by their names, as numbers among all states, and
    `said_in_stores` the types of those that say one: `orders: [] as Order[]`.
    """

    kept_stores: list[dict[str, int]] = field(default_factory=list[dict[str, int]])
    said_in_stores: list[dict[str, Typed]] = field(default_factory=list[dict[str, Typed]])

    def _begins_store(self, name: str, parts: list[Node], said: list[Typed], scope: Scope) -> dict[str, Typed] | None:
        """What a store without a type keeps, by name, whose function is told of it; None for any other call."""
        run = run_of_store(name, parts, self.types.syntax) if not said else None
        if run is None:
            return None
        numbers: dict[str, int] = {}
        states: dict[str, Typed] = {}
        for key in kept_names(run, self.types.syntax):
            own = unquoted(self._text(key))
            numbers[own] = len(self.states)
            self.states.append(GivenState(key, scope, frozenset()))
            states[own] = self._named(name_of_state(key)).typed
        typed = {n: self.types.typed(type, scope.generics) for n, type in said_names(run, self.types.syntax)}
        state = inside(**states, **typed)
        taken = inside(**typed) if typed else _ANYTHING
        puts = Typed(Kind("unknown", members=(member("(0)", taken),), text=f"{_PUTS}{len(self.kept_stores)}"))
        self.kept_stores.append(numbers)
        self.said_in_stores.append(typed)
        self.asked[run.id] = Value(function(None, puts, function(state)).kind, 0, "store")
        return states

    def _asked_by_put(self, called: Value | None, parts: list[Node]) -> None:
        """A function that makes the next state of a store is given the one before."""
        number = self._store_of(called)
        if number is not None and parts and parts[0].type in FUNCTIONS:
            kept, typed = self.kept_stores[number], self.said_in_stores[number]
            states = {name: self._named(name_of_state(self.states[n].pattern)).typed for name, n in kept.items()}
            next = inside(**typed) if typed else None
            self.asked[parts[0].id] = Value(function(next, inside(**states, **typed)).kind, 0, "store")

    def _puts(self, called: Value | None, call: Node, given: list[Value | None]) -> None:
        """Notes what a store is given: `set({ orders: await ask() })`."""
        kept = self._kept_by(called)
        whole = given[0] if kept and given else None
        made = self.uses.property(whole, CALL, self._at(call), "") if whole is not None else None
        values = {m.name: m for v in (whole, made) if v is not None and not v.chain for m in v.kind.members}
        for put in (puts_of(call, self.types.syntax) or ()) if kept is not None else ():
            found = values.get(put.name)
            handed = is_handed(put.written, self.types.syntax)
            if kept is not None and found is not None and put.name in kept and not handed:
                value = Value(found.kind, found.list_depth, put.name)
                self._into(kept[put.name], self.uses.value(value.typed, put.name), put.state, put.written)

    def _kept_by(self, called: Value | None) -> dict[str, int] | None:
        number = self._store_of(called)
        return self.kept_stores[number] if number is not None else None

    def _store_of(self, called: Value | None) -> int | None:
        is_put = called is not None and called.kind.text.startswith(_PUTS) and not called.chain
        return int(called.kind.text.removeprefix(_PUTS)) if is_put and called is not None else None

    def _made_store(self, given: Value | None, states: dict[str, Typed], call: Node) -> Value | None:
        """The hook of a store, which gives what its function makes, with what is put there later."""
        made = self.uses.property(given, CALL, self._at(call), "store")
        if made is None or made.chain or made.is_list:
            return None
        members = tuple(member(m.name, states[m.name]) if m.name in states else m for m in made.kind.members)
        known = {m.name for m in members}
        more = tuple(member(name, typed) for name, typed in states.items() if name not in known)
        return Value(store_of(Typed(replace(made.kind, members=(*members, *more)))).kind, 0, "store")
