"""Values of a known type in TypeScript, and the names that stand for them in a function or a block."""

from collections.abc import Sequence
from dataclasses import field
from typing import TypeGuard

from dovetail.core.arguments import step_of_arguments
from dovetail.core.composition import SOME
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from ..syntax.made import TYPE_OF
from ..syntax.signatures import Signature

_MOST_GIVEN = 4


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a named type, or of an inline object type, and the properties that were taken from it so far.

    `through` are steps from the type that have no place here, before any list around it: what an alias or a signature took.
    `some` where only some of the fields of the type need be there (`partial`: it may be none of them), `admitted` what may be there
    whatever the type says.
    """

    kind: Kind
    depth: int
    via: str
    chain: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    through: tuple[str, ...] = ()
    some: bool = False
    partial: bool = False
    admitted: frozenset[str] = frozenset()

    @property
    def is_list(self) -> bool:
        """True where it is known to be a list."""
        return self.depth > 0 and not self.chain

    @property
    def is_open(self) -> bool:
        """True where it is not known here what it is, so that it may be a list."""
        return bool(self.chain) or self.kind.name == "ref"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The step that says what the type parameters of its type stand for, if any."""
        return (step_of_arguments(self.kind.options),) if self.kind.name == "ref" and self.kind.options else ()

    @property
    def typed(self) -> Typed:
        """The type of the value, without the places."""
        if self.some:
            whole = replace(self, some=False).typed
            return replace(whole, kind=Kind("unknown", options=(whole.kind,), steps=(SOME,)))
        steps = (*self.arguments, *self.through, *self.chain)
        plain = not self.through and not self.chain
        if plain and self.kind.target[:1] == "<":  # a parameter without a type
            return Typed(Kind("unknown", steps=(self.kind.target,)), "unknown", self.depth)
        if self.kind.name == "ref" and (not plain or self.kind.target.startswith(TYPE_OF)):
            return Typed(Kind("unknown", self.kind.target, steps=steps), list_depth=0 if self.chain else self.depth)
        own = (
            self.kind.name in ("record", "union") and self.kind.target
        )  # `this` of a class, and what an alias stands for
        return Typed(Kind("ref", target=self.kind.target) if own else self.kind, list_depth=self.depth)


@dataclass(slots=True)
class Scope:
    """The names of a function or block. None stands for a value that we know nothing about; it hides outer ones.

    What was narrowed, or may have been, stands there by its whole path (`user.team`), with the guards that were asked about it and
    where; None where any may have.
    """

    parent: "Scope | None" = None
    generics: frozenset[str] = frozenset()
    returns: "Typed | None" = None
    returns_at: Range | None = None
    asked: "Value | None" = None
    given: "list[Value | None]" = field(default_factory=list["Value | None"])
    names: dict[str, Value | Signature | None] = field(default_factory=dict)
    narrowed: "dict[str, tuple[tuple[str, Range], ...] | None]" = field(default_factory=dict)

    def look_up(self, name: str) -> Value | None:
        """The value of a name."""
        found = self._find(name)
        return found if isinstance(found, Value) else None

    def function(self, name: str) -> Signature | None:
        """What a function of that name says it takes and gives."""
        found = self._find(name)
        return found if isinstance(found, Signature) else None

    def knows_any(self, names: frozenset[str]) -> bool:
        """True where one of some names stands for something that is known."""
        scope: Scope | None = self
        while scope is not None:
            here = scope.names.keys() & names
            if any(scope.names[name] is not None for name in here):
                return True
            names -= here
            scope = scope.parent
        return False

    def declares(self, name: str) -> bool:
        """Whether the file gives the name a meaning of its own here, known or not."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope is not None

    def imports(self, name: str) -> bool:
        """True where a name means what the file imports by it."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope is not None and scope.parent is None

    def _find(self, name: str) -> Value | Signature | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def forget(self, name: str) -> None:
        """Knows nothing about a name any more, wherever it was declared; of a path, nothing behind it."""
        own = name.partition(".")[0]
        scope: Scope | None = self
        while scope is not None:
            if own in scope.names:
                if own == name:
                    scope.names[name] = None
                else:
                    scope.narrowed[name] = None
                return
            scope = scope.parent

    def doubt(self, name: str, guard: str, at: Range) -> None:
        """Whether a name means what it did hangs on whether a function narrows what it is given."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        value = scope.names[name] if scope is not None else None
        if scope is not None and isinstance(value, Value):
            known = value.kind.name == "ref"
            step = f"?{guard}"
            if step in value.chain or step in value.through:
                return
            if known and value.is_list:
                scope.names[name] = replace(value, through=(*value.through, step))
                return
            scope.names[name] = (
                replace(value, chain=(*value.chain, step), ranges=(*value.ranges, at)) if known else None
            )

    def admit(self, name: str, property: str) -> bool:
        """What a name stands for may have a property of which its type says nothing; False for no such name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        value = scope.names[name] if scope is not None else None
        if scope is None or not isinstance(value, Value):
            return False
        scope.names[name] = replace(value, admitted=value.admitted | {property})
        return True

    def tell(self, name: str, value: Value) -> None:
        """A name is known from here on, wherever it was declared."""
        scope = self._owning(name)
        if scope is not None:
            scope.names[name] = value

    def doubt_path(self, path: str, guard: str, at: Range) -> None:
        """Whether what stands behind a path means what it did hangs on whether a function narrows what it is given."""
        scope = self._owning(path)
        asked = scope.narrowed.get(path, ()) if scope is not None else None
        if scope is not None and asked is not None:
            scope.narrowed[path] = (*(a for a in asked if a[0] != guard), (guard, at))

    def guards(self, path: str) -> tuple[tuple[str, Range], ...] | None:
        """The guards that were asked about a path, and where; None where it may be anything by now."""
        scope = self._owning(path)
        return scope.narrowed.get(path, ()) if scope is not None else ()

    def _owning(self, path: str) -> "Scope | None":
        """The scope that declares the first name of a path."""
        own = path.partition(".")[0]
        scope: Scope | None = self
        while scope is not None and own not in scope.names:
            scope = scope.parent
        return scope

    def inner(self, generics: frozenset[str] = frozenset()) -> "Scope":
        """A block inside this scope."""
        return Scope(self, self.generics | generics, self.returns, self.returns_at, self.asked, self.given)


def one_of(values: Sequence[Value | None]) -> Typed | None:
    """What a function gives that gives one of several things; None where one of them is not known, or they are too many."""
    kinds: dict[tuple[Kind, int], None] = {}
    for value in values:
        if value is None:
            return None
        kinds[value.typed.kind, value.typed.list_depth] = None
    depths = {depth for _, depth in kinds}
    if not 1 < len(kinds) <= _MOST_GIVEN or len(depths) != 1:
        return None
    return Typed(Kind("union", options=tuple(kind for kind, _ in kinds)), list_depth=depths.pop())


def is_followed(value: Value | None) -> TypeGuard[Value]:
    """True for a value of which it turns out elsewhere what it is: one of another file, or one by its name."""
    if value is None or value.kind.name != "ref" or value.is_list:
        return False
    return bool(value.chain or value.through) or value.kind.target.startswith(TYPE_OF)


def is_tuple(value: Value) -> bool:
    """True for a list of which each place has its own type."""
    return value.depth == 1 and bool(value.kind.members) and value.kind.members[0].name == "0"
