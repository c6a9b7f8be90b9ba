"""What types of TypeScript are made of, until their fields are known, and what steps of a chain lead to from there."""

import re
from collections.abc import Callable
from dataclasses import field

from dovetail.core.arguments import (
    ANSWERED,
    EXPECTED,
    INFERRED,
    alternative,
    arguments,
    carries_types,
    made_with,
    taken_away,
)
from dovetail.core.composition import SOME, step_of
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.guards import may_narrow
from dovetail.core.parameters import parameter
from dovetail.core.shapes import Enum, Field, Kind, Step
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import nearest

from ..contracts.asked import is_own_type
from ..contracts.chains import BUILT_IN
from ..files.imported import contract_of
from ..records.kinds import keys_of
from .addresses import intercepts
from .inference import inferred
from .own_types import one_of
from .refs import IN_REF, REFS, UNREF, in_refs, ref_value, unwrapped
from .router_types import MADE_OF_ROUTERS, of_router
from .steps import is_map, step_from
from .things import (
    ANYTHING,
    AT,
    AWAITED,
    CALL,
    ELEMENT,
    IS,
    RESULT,
    Absent,
    Both,
    Given,
    Owner,
    Thing,
    Type,
    is_plain,
    parameters,
    parts_of,
    some_of,
)
from .typescript_names import generic_alias, type_of, value_of

_DEEP = re.compile(r"(?:Query)?Deep\w*<|\w+Deep<|Recursive\w+<|FindOptionsWhere<")
TYPE_OF = "typeof "
STEP = " > "
_DATA = "{data}"
ANSWER = "Answer"  # the type parameter of a client for what is answered to a request
KEYS = "keys"  # how a kind is made that has something else under the names of another's fields
_DEEPEST = 12


@dataclass
class Expansion:
    """Knows what the types of a snapshot are made of. `_within` are the values on the way: one that is made of itself is not known."""

    snapshot: Snapshot
    _within: set[tuple[str, str, tuple[str, ...]]] = field(default_factory=set[tuple[str, str, tuple[str, ...]]])

    def expanded(self, thing: Thing, depth: int) -> list[Thing] | None:
        """What a type is made of, until its fields are known; None where they are not."""
        if not isinstance(thing, Type) or thing.depth:
            return [thing]
        if depth > _DEEPEST:
            return None
        kind = thing.kind
        match kind.name:
            case "ref" if kind.options:
                return self._made(thing, depth)
            case "ref" if " & " in kind.target or " | " in kind.target:
                return self._each(self.named(kind.target, thing.source), depth)
            case "ref":
                return type_of(kind.target, thing.source, self, depth + 1)
            case "record":
                fields = tuple((f, thing.source) for f in kind.members)
                return [Owner(fields, True, thing.of, given=thing.given)]
            case "map":
                return [thing]
            case "union":
                return self._each([_option(thing, n) for n in range(len(kind.options))], depth)
            case "unknown":
                return self._unnamed(thing, depth)
            case _:
                return None

    def _each(self, things: list[Thing], depth: int) -> list[Thing] | None:
        """What several types are made of; None where that is not known of each, or there are none."""
        found = [self.expanded(t, depth + 1) for t in things]
        return [t for part in found for t in part or ()] if found and all(found) else None

    def _unnamed(self, thing: Type, depth: int) -> list[Thing] | None:
        """What is behind a type that has no name: a type parameter, a value, a type made from others, or members of its own."""
        kind = thing.kind
        if (own := parameter(kind)) is not None:
            stands = (thing.given or {}).get(own)
            return self.expanded(stands, depth + 1) if stands is not None else None
        if kind.target:
            return self._followed(thing, depth)
        if kind.steps == ("&",):
            return self._both(thing, depth)
        if kind.options and kind.steps:
            return self._derived(thing, depth)
        if kind.members or kind.signature:
            fields = tuple((f, thing.source) for f in kind.members or kind.signature)
            of = (
                thing.of if isinstance(thing.of, Contract) else None
            )  # whose functions may take, and give, objects of no name
            return [Owner(fields, False, of, generics=kind.values, given=_with_defaults(thing))]
        return None

    def _followed(self, thing: Type, depth: int) -> list[Thing] | None:
        """What a value is that steps lead to from a name."""
        kind = thing.kind
        value = (thing.source.path, kind.target, kind.steps)
        if value in self._within:
            return None
        self._within.add(value)
        try:
            things = self.walked(
                self.root(kind.target, thing.source, thing.given), kind.steps, thing.source, thing.given
            )
            return self._each(things, depth)
        finally:
            self._within.remove(value)

    def _derived(self, thing: Type, depth: int) -> list[Thing] | None:
        """What one type is made of that another is derived from, as the step says."""
        kind, of = thing.kind, _option(thing, 0)
        if kind.steps[0] == AT and len(kind.options) == 2:
            return self._under_key(thing, depth)
        if kind.steps == (RESULT,):
            return self._each(self.walked([replace(of, of=None)], (CALL,), thing.source), depth)
        if kind.steps == (IN_REF,):
            return self._out_of_ref(of, depth)
        if set(kind.steps) == {ELEMENT}:
            return [replace(of, depth=len(kind.steps), of=None)]
        change = _CHANGES.get(kind.steps[0])
        found = self.expanded(of, depth + 1) if change is not None else None
        return [change(t, kind) for t in found] if change is not None and found is not None else None

    def _made(self, thing: Type, depth: int) -> list[Thing] | None:
        """A generic type with what its parameters stand for."""
        kind, source = thing.kind, thing.source
        given = tuple(Type(o, 0, source, given=thing.given) for o in kind.options)
        if kind.target in MADE_OF_ROUTERS:
            return [of_router(kind.target, t) for t in self.expanded(given[0], depth + 1) or ()] or None
        alias = generic_alias(kind.target, source, self.snapshot)
        if alias is not None:
            own, home = alias
            named = parameters(own, given, home)
            return self.expanded(Type(own.kind, own.list_depth, home, given=named), depth + 1)
        return [self._with(t, given) for t in type_of(kind.target, source, self, depth + 1) or ()] or None

    def _under_key(self, thing: Type, depth: int) -> list[Thing] | None:
        """What something has under the names that a type parameter stands for."""
        of, key = (Type(option, 0, thing.source, given=thing.given) for option in thing.kind.options)
        stands: Type | None = key
        while stands is not None and (own := parameter(stands.kind)) is not None:
            stands = (stands.given or {}).get(own)
        names = stands.kind.values if stands is not None and stands.kind.name in ("literal", "enum") else ()
        led = [self.walked([of], (name,), thing.source) for name in names]
        for step in thing.kind.steps[1:]:
            led = [
                self.walked(things, (step,), thing.source) or self.walked(things, (f"({step[1:-1]})",), thing.source)
                for things in led
            ]
        found = [self.expanded(t, depth + 1) for things in led for t in things]
        return [t for part in found for t in part or ()] if led and all(led) and all(found) else None

    def _out_of_ref(self, held: Type, depth: int) -> list[Thing] | None:
        """What a ref of Vue holds; anything else is itself."""
        found = self.expanded(held, depth + 1)
        inner = ref_value(found[0]) if found is not None and len(found) == 1 else None
        return self.expanded(inner, depth + 1) if inner is not None else found

    def _both(self, thing: Type, depth: int) -> list[Thing] | None:
        parts: list[Owner] = []
        source = thing.source
        for option in thing.kind.options:
            if option.name in ("record", "unknown") and option.members and not option.steps:
                whole = option.name == "record"  # of what a hook gives only some members are known
                parts.append(Owner(tuple((f, source) for f in option.members), whole, None, given=thing.given))
            else:
                parts.extend(self._parts([Type(option, 0, source, given=thing.given)], depth + 1))
        return [Both(tuple(parts))] if any(p.fields for p in parts) else None

    def _parts(self, things: list[Thing], depth: int) -> tuple[Owner, ...]:
        """One of several things that something is at once; what is not known may have any fields."""
        found = [e for t in things for e in self.expanded(t, depth) or (None,)]
        one = found[0] if len(found) == 1 else None
        return parts_of(one) if isinstance(one, Owner | Both) else (ANYTHING,)

    def _applied(self, thing: Thing, given: tuple[Type, ...], source: Source) -> Thing | None:
        """A function, or a type that is not looked into yet, whose type parameters stand for types as a file writes them."""
        if isinstance(thing, Type) and thing.source is source and is_plain(thing) and not given[0].given:
            return replace(thing, kind=replace(thing.kind, options=tuple(g.kind for g in given)))
        found = self.expanded(thing, 0) if isinstance(thing, Type) else [thing]
        return self._with(found[0], given) if found is not None and len(found) == 1 else None

    def _asked(self, thing: Thing, given: tuple[Type, ...]) -> Thing:
        """A client that is answered something; the very same where it is no client, or something changes the answers."""
        found = self.expanded(thing, 0) if isinstance(thing, Type) else [thing]
        client = found[0] if found is not None and len(found) == 1 else None
        if not isinstance(client, Owner) or client.generics[:1] != (ANSWER,):
            return thing
        return thing if self.snapshot.of_sources(intercepts) else self._with(client, given)

    def _inferred(self, thing: Thing, given: tuple[Type, ...], back: bool = False) -> Thing:
        """A function whose type parameters stand for what its arguments say; the very same where it has none.

        `back` where what is given is what is asked of what the function gives back.
        """
        found = self.expanded(thing, 0) if isinstance(thing, Type) else [thing]
        if found is None or len(found) != 1 or not isinstance(found[0], Owner) or not found[0].generics:
            return thing
        return inferred(found[0], given, lambda t: self.expanded(t, 1), back)

    def _with(self, thing: Thing, given: tuple[Type, ...]) -> Thing:
        """Something whose own type parameters, and those of its bases that it names, stand for what is given."""
        if isinstance(thing, Owner) and thing.generics:
            named = dict(zip(thing.generics, given, strict=False))
            if thing.record is not None and thing.source is not None:
                named = parameters(thing.record, given, thing.source)
            return replace(thing, given={**(thing.given or {}), **named})
        if isinstance(thing, Both):
            first = self._with(thing.parts[0], given)
            if isinstance(first, Owner):
                return Both((first, *(b for part in thing.parts[1:] for b in self._bases(part, first))))
        return thing

    def _bases(self, base: Owner, on: Owner) -> tuple[Owner, ...]:
        """A base of a declaration, of whose type parameters it is known what they stand for."""
        stands = (on.given or {}).get(base.stands_for)
        if stands is None:
            return (_based(base, on),)
        found = self.expanded(stands, 1) or []
        some = [p for thing in found for p in parts_of(some_of(thing, base.steps))] if len(found) == 1 else []
        return tuple(some) or (ANYTHING,)

    def named(self, name: str, source: Source) -> list[Thing]:
        """What a type's name stands for, with the steps in it; nothing where that is not known."""
        if name.isidentifier():  # as most are, with nothing in them to look for
            return [Type(Kind("ref", target=name), 0, source)]
        if " | " in name:
            found = [self.named(part, source) for part in name.split(" | ")]
            return [t for part in found for t in part] if all(found) else []
        if " & " in name:
            parts = [self._parts(self.named(part, source), 0) for part in name.split(" & ")]
            return [Both(tuple(p for found in parts for p in found))] if any(p.fields for f in parts for p in f) else []
        root, *steps = name.split(STEP)
        things = self.root(root, source)
        return self.walked(things, tuple(steps), source)

    def walked(self, things: list[Thing], steps: tuple[str, ...], source: Source, given: Given = None) -> list[Thing]:
        at = 0
        while things and at < len(steps):
            answer = self.step(things, steps[at:], source, given)
            if answer is None or isinstance(answer, Absent):
                return []
            things, taken = answer
            at += taken
        return things

    def root(self, name: str, source: Source, given: Given = None) -> list[Thing]:
        """What a chain begins with; `given` is what type parameters stand for, of which it may be one."""
        if name[:1] == "<":
            stands = (given or {}).get(name[1:-1])
            return [stands] if stands is not None else []
        if " & " in name or " | " in name:
            return self.named(name, source)
        if name[:1] == "'":  # a text that is written in the type
            return [Type(Kind("literal", values=(name[1:-1],)), 0, source)]
        if name.startswith(TYPE_OF):
            return self.value(name.removeprefix(TYPE_OF), source)
        return [Type(Kind("ref", target=name), 0, source)]

    def value(self, name: str, source: Source) -> list[Thing]:
        """What a value's name stands for in a file; nothing where that is not known."""
        at = ("typescript value", source.path, name)
        return self.snapshot.once(at, lambda: value_of(name, source, self), circle=[])

    def step(
        self, things: list[Thing], chain: tuple[str, ...], source: Source, given: Given = None
    ) -> tuple[list[Thing], int] | Absent | None:
        """One step of a chain, or those that belong together. What some alternatives do not have, the others are asked for.

        `given` is what type parameters stand for that the step itself may name.
        """
        if chain[0][:1] == "?" and chain[0] != "?":
            told = self._told_by_guard(chain[0][1:], source)
            return ([*things, *told], 1) if told is not None else None
        if carries_types(chain[0]):
            written = tuple(Type(k, 0, source, given=given) for k in arguments(chain[0]))
            if chain[0].startswith(ANSWERED):
                return [self._asked(t, written) for t in things], 1
            if chain[0].startswith(EXPECTED):
                return [self._inferred(t, written, back=True) for t in things], 1
            if chain[0].startswith(INFERRED):
                return [self._inferred(t, written) for t in things], 1
            made = [self._applied(t, written, source) for t in things]
            return [t for t in made if t is not None], 1
        if made_with(chain[0]) is not None:
            return things, 1
        without = taken_away(chain[0])
        if without is not None:
            owners = [self.expanded(t, 0) for t in things]
            left = [some_of(e, (Step("omit", without),)) for found in owners for e in found or ()]
            return (left, 1) if all(owners) else None
        told = alternative(chain[0])
        if told is not None:
            several = self._each(things, 0) or []
            those = [t for t in several if self._may_be(t, *told)]
            if not those and len(several) == 1:
                those = several  # the text is wrong, which is told where it stands
            return (those, 1) if those else None
        if chain[0] == REFS:
            owners = [e for t in things for e in self.expanded(t, 0) or ()]
            return [in_refs(t) for t in owners], 1
        if chain[0] == _DATA:
            return self._data(things, source)
        whole = [e for t in things for e in self._awaited(t, chain[0])]
        found: list[Thing] = []
        absent: list[Absent] = []
        taken = 1
        for thing in whole:
            answer = step_from(thing, chain, self.value) if thing is not None else None
            if isinstance(thing, Type) and answer is not None:
                answer = self._no_key(thing, chain[0]) or answer
            if answer is None:
                return None
            if isinstance(answer, Absent):
                absent.append(answer)
            else:
                found.extend(answer[0])
                taken = answer[1]
        if found or not absent:
            return (found, taken) if found else None
        told = [a for a in absent if a.of is not None and not is_own_type(a.of)]
        if not told and len(absent) > 1 and (several := one_of(absent)) is not None:
            return several
        told = told or absent
        return next((a for a in told if nearest(chain[0], a.known) is not None), told[0])

    def _may_be(self, thing: Thing, name: str, texts: tuple[str, ...]) -> bool:
        """False for one of several things that has another text under the name that tells them apart."""
        told = next((f.kind for part in parts_of(thing) for f, _ in part.fields if f.name == name), None)
        values = self.snapshot.contracts.resolved(told).values if told is not None else ()
        return not values or bool(set(values) & set(texts))

    def _no_key(self, thing: Type, name: str) -> Absent | None:
        """A name that a map cannot have whose type lists its keys: one of a contract, or of code by an enum of one; None for any other."""
        if thing.kind.name != "map" or thing.depth or not name.isidentifier() or name in BUILT_IN:
            return None
        contracts, of, kind = self.snapshot.contracts, thing.of, thing.kind
        if not isinstance(of, Contract):
            by = kind.options[0] if len(kind.options) == 2 else Kind("unknown")
            is_object = by.name == "ref" and not is_map(kind)
            of = contract_of(by.target, thing.source, self.snapshot) if is_object else None
            if not isinstance(of, Contract) or not isinstance(of.declaration, Enum):
                return None
            kind = replace(kind, options=(replace(by, target=of.name), kind.options[1]))
        keys = keys_of(kind, contracts)
        return Absent(of, keys) if keys and name not in keys else None

    def _awaited(self, thing: Thing, name: str) -> list[Thing | None]:
        """What a name is asked of: what a query gives that is awaited, unless the name is the query's own."""
        found: list[Thing | None] = [*(self.expanded(thing, 0) or (None,))]
        held = found[0] if len(found) == 1 and isinstance(found[0], Owner) else None
        gives: tuple[Field, Source] | None = None
        for own in held.fields if held is not None else ():
            if own[0].name == name:
                return found
            if own[0].name == AWAITED and gives is None:
                gives = own
        if held is None or gives is None:
            return found
        awaited, source = gives
        return [*(self.expanded(Type(awaited.kind, awaited.list_depth, source, given=held.given), 0) or (None,))]

    def _data(self, things: list[Thing], source: Source) -> tuple[list[Thing], int] | None:
        """What a query gives that has these options."""
        owners = [e for t in things for e in self.expanded(t, 0) or ()]
        names = {f.name for o in owners for p in parts_of(o) for f, _ in p.fields}
        found = self.walked(things, ("select" if "select" in names else "queryFn", CALL), source)
        return (found, 1) if found else None

    def _told_by_guard(self, guard: str, source: Source) -> list[Thing] | None:
        """What something may be as well that a function was given: what a guard says, else nothing; None where that is not known."""
        found = self.value(guard, source)
        function = found[0] if len(found) == 1 and isinstance(found[0], Type) else None
        if function is None or function.kind.text not in ("function", "predicate"):
            return None if may_narrow(guard) else []
        told = next((m for m in function.kind.members if m.name == IS), None)
        if function.kind.text == "function" or (told is not None and parameter(told.kind) in function.kind.values):
            return []
        return self.expanded(Type(told.kind, told.list_depth, function.source), 1) if told is not None else None


def _based(base: Owner, on: Owner) -> Owner:
    """A base of a declaration, of whose type parameters it is known what they stand for."""
    stands = {
        name: replace(type, given={**(on.given or {}), **(type.given or {})})
        for name, type in (base.given or {}).items()
    }
    return replace(base, given=stands) if stands else base


def _option(thing: Type, n: int) -> Type:
    """One of the types that a type is made from."""
    return Type(thing.kind.options[n], 0, thing.source, thing.of, given=thing.given)


def _keys_alone(thing: Thing) -> Thing:
    """Something that has other values under the names of the fields."""
    return Both(tuple(_with_unknown_values(p) for p in parts_of(thing)))


def _with_unknown_values(owner: Owner) -> Owner:
    fields = tuple((replace(f, kind=Kind("unknown"), list_depth=0, nullable="unknown"), s) for f, s in owner.fields)
    return replace(owner, fields=fields, loose=True)


def _at_any_depth(thing: Thing, said: str) -> Thing:
    """Something of which only some is there, and so of what its fields hold where the type says that: `DeepPartial<Config>`."""
    if _DEEP.match(said) is None:
        return thing
    parts = tuple(replace(p, fields=tuple((_in_part(f, said), s) for f, s in p.fields)) for p in parts_of(thing))
    return parts[0] if len(parts) == 1 else Both(parts)


def _in_part(field: Field, said: str) -> Field:
    if field.kind.name == "record":  # which is written in place
        some = tuple(_in_part(replace(m, presence="optional"), said) for m in field.kind.members)
        return replace(field, kind=replace(field.kind, members=some))
    if field.kind.name != "ref":
        return field
    return replace(field, kind=Kind("unknown", options=(field.kind,), steps=(SOME,), text=said))


# What the first step of a derived type does to each thing that the other type is.
_CHANGES: dict[str, Callable[[Thing, Kind], Thing]] = {
    SOME: lambda thing, kind: _at_any_depth(some_of(thing, (step_of(kind),)), kind.text),
    KEYS: lambda thing, _: _keys_alone(thing),
    UNREF: lambda thing, _: unwrapped(thing),
}


def _with_defaults(thing: Type) -> Given:
    """What type parameters stand for, those of a function included that says what they are if nothing else does."""
    kind = thing.kind
    own = {
        m.name[1:]: Type(m.kind, m.list_depth, thing.source, given=thing.given)
        for m in kind.members
        if m.name[:1] == "="
    }
    return {**(thing.given or {}), **own} if own else thing.given
