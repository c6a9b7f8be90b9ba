"""What type parameters of a function of TypeScript stand for, as the types of its arguments say.

It is what the compiler does, but for what needs more than one look: what two arguments say differently, or none says, stays unknown.
"""

from collections.abc import Callable, Sequence
from dataclasses import field

from dovetail.core.composition import KEY_OF
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import parameter
from dovetail.core.shapes import Kind

from .things import CALL, ELEMENT, Both, Declared, Module, Owner, Thing, Type, is_rest, parts_of

_DEEPEST = 8

# What a type is made of, as far as its fields are known.
Expanded = Callable[[Thing], "list[Thing] | None"]


def inferred(function: Owner, given: Sequence[Type], expanded: Expanded, back: bool = False) -> Owner:
    """A function whose type parameters stand for what the arguments say; `given` are their types.

    `back` where the one that is given is instead what is asked of what the function gives.
    """
    inference = _Inference(frozenset(function.generics), expanded)
    others = {name: stands for name, stands in (function.given or {}).items() if name not in function.generics}
    for own, source in function.fields:
        if back and own.name == CALL and given:
            inference.compare(Type(own.kind, own.list_depth, source, given=others), given[0], 0)
        for place, argument in enumerate(given if not back else ()):
            rest = is_rest(own.name, f"({place})")
            if rest or own.name == f"({place})":
                asked = Type(own.kind, own.list_depth - rest, source, given=others)
                inference.compare(asked, argument, 0)
    known = {name: found for name in function.generics if (found := inference.of(name)) is not None}
    return replace(function, given={**(function.given or {}), **known}) if known else function


@dataclass
class _Inference:
    """Lays types that are asked for beside those that are given. `found` are what the type parameters may stand for."""

    names: frozenset[str]
    expanded: Expanded
    found: dict[str, list[Type]] = field(default_factory=dict[str, list[Type]])
    met: set[object] = field(default_factory=set[object])

    def of(self, name: str) -> Type | None:
        """What a type parameter stands for: all arguments that say something say the same."""
        found = self.found.get(name, [])
        whole = [t for t in found if self._identity(t) is not None]
        same = {self._identity(t) for t in whole}
        if not whole:  # an enum has no fields by which to know it, but a name
            whole = [t for t in map(_stood_for, found) if t.kind.name == "ref"]
            same = {(t.kind, t.depth, t.source.path) for t in whole}
        return whole[0] if len(same) == 1 else None

    def compare(self, asked: Type, given: Type, depth: int) -> None:
        """What one argument says."""
        if depth > _DEEPEST or not _says_something(given):
            return
        if asked.kind.steps == (KEY_OF,) and asked.kind.values and given.kind.name == "literal":
            self.found.setdefault(asked.kind.values[0], []).append(given)
            return
        own = parameter(asked.kind)
        if own is not None and own not in (asked.given or {}):
            inner = self._elements(given, asked.depth)
            if own in self.names and inner is not None:
                self.found.setdefault(own, []).append(inner)
            return
        if own is not None:
            stands = (asked.given or {})[own]
            self.compare(replace(stands, depth=stands.depth + asked.depth), given, depth + 1)
            return
        if asked.depth:
            inner = self._elements(given, asked.depth)
            if inner is not None:
                self.compare(replace(asked, depth=0), inner, depth + 1)
            return
        kind = asked.kind
        if kind.name == "unknown" and kind.options and set(kind.steps) == {ELEMENT}:
            self.compare(replace(asked, kind=kind.options[0], depth=len(kind.steps)), given, depth + 1)
        elif kind.name == "ref" and kind.options and self._are_of_one_name(asked, given):
            for option, other in zip(kind.options, given.kind.options, strict=False):
                self.compare(replace(asked, kind=option), replace(given, kind=other), depth + 1)
        elif kind.name == "union":
            self._compare_either(asked, given, depth)
        elif kind.name == "map" and kind.options:
            self._compare_maps(asked, given, depth)
        elif kind.name in ("ref", "record") or kind.members or kind.steps == ("&",):
            self._compare_fields(asked, given, depth)

    def _compare_either(self, asked: Type, given: Type, depth: int) -> None:
        """In `Ref<T> | T` the type parameter alone is whatever is none of the others, as the compiler has it."""
        options = [replace(asked, kind=option) for option in asked.kind.options]
        others = [o for o in options if parameter(o.kind) is None]
        had = self._fields(given).keys()
        fitting = [o for o in others if had and had <= self._fields(o).keys()]
        for option in fitting or (o for o in options if o not in others):
            self.compare(option, given, depth + 1)

    def _compare_maps(self, asked: Type, given: Type, depth: int) -> None:
        for thing in self.expanded(given) or ():
            if isinstance(thing, Type) and thing.kind.name == "map" and thing.kind.options and not thing.depth:
                inner = replace(thing, kind=thing.kind.options[-1])
                self.compare(replace(asked, kind=asked.kind.options[-1]), inner, depth + 1)

    def _compare_fields(self, asked: Type, given: Type, depth: int) -> None:
        """Objects field by field, functions by what they give and, where they say it, take.

        Types whose fields lead back to one another are compared once, and a name without type arguments mentions no type parameter.
        """
        kind = asked.kind
        if kind.name == "ref":
            pair = (kind.target, kind.options, asked.source.path, given.kind, given.source.path)
            if pair in self.met or not (kind.options or kind.members or kind.steps):
                return
            self.met.add(pair)
        wanted, had = self._fields(asked), self._fields(given)
        for name, type in wanted.items():
            if name in had and name[:1] != "(":
                self.compare(type, had[name], depth + 1)
        if CALL in wanted and CALL in had:
            self.compare(wanted[CALL], had[CALL], depth + 1)
        for name, type in wanted.items():
            taken = parameter(type.kind)
            if name[:1] == "(" and name != CALL and name in had and (taken is None or taken not in self.found):
                self.compare(type, had[name], depth + 1)

    def _fields(self, type: Type) -> dict[str, Type]:
        found: dict[str, Type] = {}
        for thing in self.expanded(type) or ():
            for part in parts_of(thing):
                for own, source in part.fields:
                    found.setdefault(own.name, Type(own.kind, own.list_depth, source, part.of, own, part.given))
        return found

    def _are_of_one_name(self, asked: Type, given: Type) -> bool:
        return given.kind.name == "ref" and given.kind.target == asked.kind.target and not given.depth

    def _elements(self, type: Type, depth: int) -> Type | None:
        """What lists of some depth have in them."""
        for _ in range(depth):
            if type.depth:
                type = replace(type, depth=type.depth - 1, field=None)
                continue
            found = self.expanded(type)
            if found is None or len(found) != 1 or not isinstance(found[0], Type) or not found[0].depth:
                return None
            type = replace(found[0], depth=found[0].depth - 1, field=None)
        return type

    def _identity(self, type: Type) -> object:
        """What tells a type from others: the declarations that it is; None where they are not known."""
        if type.kind.name == "literal":
            return type.kind.values
        found = tuple(_own_identity(thing) for thing in self.expanded(type) or ())
        return found if found and None not in found else None


def _stood_for(type: Type) -> Type:
    """What a type parameter of another type turns out to be; any other type is itself."""
    for _ in range(_DEEPEST):
        stands = (type.given or {}).get(parameter(type.kind) or "")
        if stands is None:
            break
        type = replace(stands, depth=stands.depth + type.depth)
    return type


def _own_identity(thing: Thing) -> object:
    match thing:
        case Type() as inner:
            return (inner.kind, inner.depth, inner.source.path) if _says_something(inner) else None
        case Owner() as owner:
            return _named(owner)
        case Both(parts=parts):
            return tuple(_named(p) for p in parts)
        case Module() as module:
            return module.source.path
        case Declared() as declared:
            return _named(declared.owner)


def _named(owner: Owner) -> object:
    record, source = owner.record, owner.source
    if record is not None and source is not None:
        return source.path, record.name
    return (owner.of.path, owner.of.name) if isinstance(owner.of, Contract) else tuple(f.name for f, _ in owner.fields)


def _says_something(type: Type) -> bool:
    kind: Kind = type.kind
    return kind.name != "unknown" or bool(kind.target or kind.steps or kind.options or kind.members)
