"""States that say no type and are kept outside of components: those of slices of Redux, and of RxJS's subjects.

A slice without types holds what its reducers put into it: `state.user = action.payload`, `return [...action.payload]`, `state.push(order)`.
While its reducers are read, their state is a value that only says which one it is.
"""

from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..syntax.made import ITEM, function, inside, is_known, member
from .scopes import Value, one_of

STATE = "redux state"  # the type of what the one store of a program keeps
STORE = "store"
_HELD = "held"
_MARK = member("(held)", Typed(Kind("unknown")))
SUBJECTS = frozenset({"BehaviorSubject", "Subject", "ReplaySubject", "rxjs.BehaviorSubject", "rxjs.Subject"})


@dataclass
class Held:
    """A state that is being filled: the call that makes it, what it begins with, what is put under its names, and in its place."""

    call: int
    begun: Value | None = None
    under: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])
    wholes: list[Value] = field(default_factory=list[Value])

    def put(self, name: str, value: Value | None) -> None:
        """Notes what is put under a name of the state."""
        if value is not None and held_by(value) is None:
            self.under.setdefault(name, []).append(value)

    def give(self, value: Value | None) -> None:
        """Notes what is put in the place of the state: an object that has the names of the state before, and more, puts these in."""
        if value is None or held_by(value) is not None:
            return
        if value.kind.steps == ("&",) and any(held_kind(o) for o in value.kind.options):
            for option in value.kind.options:
                for own in option.members if option.name == "record" else ():
                    self.put(own.name, Value(own.kind, own.list_depth, own.name) if is_known(own.kind) else None)
            return
        self.wholes.append(value)

    @property
    def typed(self) -> Typed | None:
        """What the state turns out to be; None where nothing known is put into it."""
        names = [m.name for m in self.begun.kind.members] if self.begun is not None and not self.begun.chain else []
        under = {name: found for name, values in self.under.items() if (found := _one(values)) is not None}
        if under or names:
            known = {n: Typed(Kind("unknown")) for n in names if n != _MARK.name}
            return inside(**{**known, **under}) if under else None
        return _one(self.wholes)


def marked(number: int, begun: Value | None) -> Value:
    """The state in the reducers of a slice, by its number; it has the names that it begins with."""
    members = begun.kind.members if begun is not None and begun.kind.name == "unknown" and not begun.is_list else ()
    return Value(Kind("unknown", members=(*members, _MARK), values=(str(number),), text=_HELD), 0, _HELD)


def held_by(value: Value | None) -> int | None:
    """The number of the state that a value is; None for any other value."""
    return int(value.kind.values[0]) if value is not None and not value.chain and held_kind(value.kind) else None


def held_kind(kind: Kind) -> bool:
    return kind.text == _HELD and bool(kind.values)


def is_untyped(begun: Value | None) -> bool:
    """True for what a state begins with that says nothing of what it holds later."""
    if begun is None:
        return True
    kind = begun.kind
    plain = not (kind.target or kind.steps or begun.chain or begun.is_list) and kind.name in (
        "unknown",
        "union",
        "record",
    )
    inner = kind.options if kind.name == "union" else (kind,)
    return plain and not any(is_known(m.kind) for k in inner for m in k.members)


def with_state(options: Value | None, held: Held) -> Value | None:
    """The options of a slice, with the state that its reducers fill."""
    typed = held.typed
    if options is None or typed is None or options.chain:
        return options
    members = (*(m for m in options.kind.members if m.name != "initialState"), member("initialState", typed))
    return replace(options, kind=replace(options.kind, members=members))


def is_subject(made: Node) -> bool:
    """True for `new BehaviorSubject(null)`."""
    maker = ts.field(made, "constructor") if made.type == "new_expression" else None
    return maker is not None and (maker.text or b"").decode() in SUBJECTS


def subject(held: Typed) -> Kind:
    """A subject of RxJS that holds something."""
    return inside(**{ITEM: held, "value": held, "getValue": function(held), "next": function(None, held)}).kind


def store(kind: Kind) -> Kind:
    """A store of Redux, which is found by what it is."""
    return replace(kind, text=STORE)


def _one(values: list[Value]) -> Typed | None:
    kinds = {(v.typed.kind, v.typed.list_depth): v for v in values}
    return next(iter(kinds.values())).typed if len(kinds) == 1 else one_of(list(kinds.values()))
