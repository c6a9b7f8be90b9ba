"""What chains of names in TypeScript lead to: through declarations, functions and imports, to contracts and what implements them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from dovetail.core.arguments import EXPECTED, INFERRED, arguments
from dovetail.core.bindings import imported_contract
from dovetail.core.composition import SOME, parameter, step_of
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Alias, Field, FileShapes, Kind, Quoted, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .chains import BUILT_IN
from .classes import Bound
from .frameworks import ADDED, additions, of_framework
from .imported import default_name, module_source
from .inference import inferred
from .things import (
    Absent,
    Both,
    Declared,
    Given,
    Module,
    Owner,
    Thing,
    Type,
    is_plain,
    is_rest,
    parameters,
    parts_of,
    some_of,
)

TYPE_OF = "typeof "
STEP = " > "
_CALL, _ELEMENT = "()", "[]"
_DATA = "{data}"
KEY_OF = "keyof"
_CONSTRUCTS = frozenset({"interface", "type", "class", "zod object", "drizzle table"})
_TYPED = (".ts", ".tsx", ".mts", ".cts")  # in JavaScript a class has whatever its constructor gives it
_SAME = frozenset("filter slice sort toSorted reverse toReversed concat splice toSpliced".split())
_ONE = frozenset("find findLast at pop shift".split())
_LISTS_OWN = frozenset({"()"}) | _SAME | _ONE
_MAPS = ("Map<", "ReadonlyMap<", "WeakMap<")
_PARSES = frozenset({"parse", "parseAsync"})
_TRIES = frozenset({"safeParse", "safeParseAsync"})
_SCHEMAS = frozenset(
    "partial required strict strip readonly brand describe meta refine superRefine pick omit deepPartial".split()
)
_OF_TABLES = frozenset({"getSQL", "enableRLS", "shouldOmitSQLParens"})
_METHODS = BUILT_IN | frozenset(
    "at concat entries every fill filter find findIndex flat flatMap forEach includes indexOf join keys map pop push reduce "
    "reverse shift slice some sort splice values charAt endsWith localeCompare match padEnd padStart repeat replace replaceAll "
    "search split startsWith substring toLowerCase toUpperCase trim toFixed toISOString getTime catch finally get set has delete "
    "clear add size length".split()
)
_GUARD = re.compile(r"(?:is|has|assert)[A-Z_]")
_UPDATED = ("()", "(0)")  # a function that is written where an object is asked for makes the next one of the one before
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Unreached:
    """The first name of a chain that a contract, or a record that implements one, does not have."""

    of: Contract | Bound
    name: str
    range: Range
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A name of a chain, and a field that it means in the file that declares it."""

    range: Range
    path: str
    field: Field


@dataclass
class Reach:
    """Follows the chains of a snapshot. `_within` are the values on the way: one that is made of itself is not known."""

    snapshot: Snapshot
    _within: set[tuple[str, str, tuple[str, ...]]] = field(default_factory=set[tuple[str, str, tuple[str, ...]]])

    def unreached(self, use: Use, source: Source) -> Unreached | None:
        """The first name of a chain that is not there, where all that it may be asked of is known."""
        return next((found for found in self.walk(use, source) if isinstance(found, Unreached)), None)

    def unnamed(self, quoted: Quoted, source: Source) -> Unreached | None:
        """A text that should be the name of a field (`keyof User`), and is not."""
        for thing in self.ends(quoted.use, source):
            if not isinstance(thing, Type) or thing.depth or thing.kind.steps != (KEY_OF,):
                return None
            holder: list[Thing] = [replace(thing, kind=thing.kind.options[0], field=None)]
            answer = self._step(holder, (quoted.text,), source)
            if not isinstance(answer, Absent) or answer.of is None:
                return None
            return Unreached(answer.of, quoted.text, quoted.range, answer.known)
        return None

    def ends(self, use: Use, source: Source) -> list[Thing]:
        """What a whole chain leads to; nothing where that is not known."""
        last: list[list[Thing]] = []
        for _ in self._walk(use, source, last):
            pass
        return last[0] if last else []

    def holders(self, use: Use, source: Source) -> list[tuple[Owner, ...]]:
        """The alternatives that a whole chain leads to, each by its parts; nothing where one is not wholly known."""
        found: list[tuple[Owner, ...]] = []
        for thing in self.ends(use, source):
            for one in self._expanded(thing, 0) or (None,):
                parts = parts_of(one) if isinstance(one, Owner | Both) else ()
                if not parts or any(p.loose or not p.closed for p in parts):
                    return []
                found.append(parts)
        return found

    def looked_up(self, thing: Thing, depth: int = 0) -> list[Thing]:
        """What `User["state"]`, or a type parameter, turns out to be; anything else is itself."""
        if not isinstance(thing, Type) or thing.depth or thing.kind.name != "unknown" or depth > _DEEPEST:
            return [thing]
        kind = thing.kind
        if kind.target and kind.steps and not thing.source.path.endswith(SUFFIX):
            found = self._walked(self._root(kind.target, thing.source), kind.steps, thing.source, thing.given)
            return [t for f in found for t in self.looked_up(f, depth + 1)] or [thing]
        stands = (thing.given or {}).get(parameter(kind) or "")
        return self.looked_up(stands, depth + 1) if stands is not None else [thing]

    def walk(self, use: Use, source: Source) -> Iterator[Reached | Unreached]:
        """What the names of a chain mean, up to the first that is not there or where not all is known."""
        return self._walk(use, source, [])

    def _walk(self, use: Use, source: Source, last: list[list[Thing]]) -> Iterator[Reached | Unreached]:
        """The same; `last` is given what the whole chain leads to."""
        things = self._named(use.type_name, source)
        at, depth = 0, use.list_depth
        while things and at < len(use.chain):
            name = use.chain[at]
            if name == _ELEMENT and depth:
                depth -= 1
                at += 1
                continue
            if depth or (name in BUILT_IN and use.chain[at + 1 : at + 2] != (_CALL,)):
                return
            answer = self._step(things, use.chain[at:], source)
            if answer is None:
                return
            if isinstance(answer, Absent):
                if answer.of is not None and name[:1] not in ("(", "[", "#"):
                    yield Unreached(answer.of, name, use.ranges[at], answer.known)
                return
            things, taken = answer
            for thing in things:
                if isinstance(thing, Type) and thing.field is not None and thing.field.name_range.end:
                    yield Reached(use.ranges[at], thing.source.path, thing.field)
            at += taken
        if not depth:
            last.append(things)

    def _named(self, name: str, source: Source) -> list[Thing]:
        """What a type's name stands for, with the steps in it; nothing where that is not known."""
        if " | " in name:
            found = [self._named(part, source) for part in name.split(" | ")]
            return [t for part in found for t in part] if all(found) else []
        if " & " in name:
            options = tuple(Kind("ref", target=part) for part in name.split(" & "))
            return [Type(Kind("unknown", options=options, steps=("&",)), 0, source)]
        root, *steps = name.split(STEP)
        things = self._root(root, source)
        return self._walked(things, tuple(steps), source)

    def _walked(self, things: list[Thing], steps: tuple[str, ...], source: Source, given: Given = None) -> list[Thing]:
        at = 0
        while things and at < len(steps):
            answer = self._step(things, steps[at:], source, given)
            if answer is None or isinstance(answer, Absent):
                return []
            things, taken = answer
            at += taken
        return things

    def _root(self, name: str, source: Source) -> list[Thing]:
        if name.startswith(TYPE_OF):
            return self._value(name.removeprefix(TYPE_OF), source)
        return [Type(Kind("ref", target=name), 0, source)]

    def _step(
        self, things: list[Thing], chain: tuple[str, ...], source: Source, given: Given = None
    ) -> tuple[list[Thing], int] | Absent | None:
        """One step of a chain, or those that belong together. What some alternatives do not have, the others are asked for.

        `given` is what type parameters stand for that the step itself may name.
        """
        if chain[0][:1] == "?":
            return (things, 1) if self._is_harmless(chain[0][1:], source) else None
        if chain[0][:1] == "<":
            written = tuple(Type(k, 0, source, given=given) for k in arguments(chain[0]))
            if chain[0].startswith(EXPECTED):
                return [self._inferred(t, written, back=True) for t in things], 1
            if chain[0].startswith(INFERRED):
                return [self._inferred(t, written) for t in things], 1
            made = [self._applied(t, written, source) for t in things]
            return [t for t in made if t is not None], 1
        if chain[0] == _DATA:
            return self._data(things, source)
        whole = [e for t in things for e in self._expanded(t, 0) or (None,)]
        found: list[Thing] = []
        absent: list[Absent] = []
        taken = 1
        for thing in whole:
            answer = self._of(thing, chain) if thing is not None else None
            if answer is None:
                return None
            if isinstance(answer, Absent):
                absent.append(answer)
            else:
                found.extend(answer[0])
                taken = answer[1]
        if found or not absent:
            return (found, taken) if found else None
        return next((a for a in absent if a.of is not None), absent[0])

    def _data(self, things: list[Thing], source: Source) -> tuple[list[Thing], int] | None:
        """What a query gives that has these options."""
        owners = [e for t in things for e in self._expanded(t, 0) or ()]
        names = {f.name for o in owners for p in parts_of(o) for f, _ in p.fields}
        found = self._walked(things, ("select" if "select" in names else "queryFn", _CALL), source)
        return (found, 1) if found else None

    def _of(self, thing: Thing, chain: tuple[str, ...]) -> tuple[list[Thing], int] | Absent | None:
        name, called = chain[0], chain[1:2] == (_CALL,)
        if isinstance(thing, Type) and chain[2:3] == (_CALL,) and chain[1].startswith(INFERRED):
            own = self._of(thing, (name, *chain[2:]))  # a list's own method, which has no type parameters of ours
            return (own[0], own[1] + 1) if isinstance(own, tuple) and own[1] > 1 else own
        match thing:
            case Type() if thing.depth:
                inner = replace(thing, depth=thing.depth - 1, field=None)
                thing = replace(thing, field=None)
                if name[:1] == "[" and name[1:-1].isdecimal():
                    place = next((m for m in thing.kind.members if m.name == name[1:-1]), None)
                    if place is not None and thing.kind.name == "unknown":
                        return [Type(place.kind, place.list_depth, thing.source, given=thing.given)], 1
                    name = _ELEMENT
                if name == _ELEMENT:
                    return [inner], 1
                if called and name in _ONE | _SAME:
                    return [inner if name in _ONE else thing], 2
                return ([thing], 1) if name in _UPDATED else None
            case Type():
                return self._of_map(thing, name, called)
            case Owner() if name in _UPDATED and (thing.record is not None or isinstance(thing.of, Contract)):
                return [thing], 1
            case Owner():
                return self._of_owners((thing,), name, called)
            case Both():
                return self._of_owners(thing.parts, name, called)
            case Module():
                found = self._value(name, thing.source)
                return (found, 1) if found else None
            case Declared():
                return self._of_declared(thing.owner, chain)

    def _of_map(self, type: Type, name: str, called: bool) -> tuple[list[Thing], int] | None:
        """What a record of strings, or a `Map`, has under its keys."""
        if type.kind.name != "map" or not type.kind.options:
            return None
        value = Type(type.kind.options[-1], 0, type.source, type.of, given=type.given)
        if name == _ELEMENT:
            return [value], 1
        if not type.kind.text.startswith(_MAPS):
            return ([value], 1) if name[:1] != "(" else None
        return ([value], 2) if called and name == "get" else None

    def _of_owners(self, owners: Iterable[Owner], name: str, called: bool) -> tuple[list[Thing], int] | Absent | None:
        closed, of, known = True, None, list[str]()
        for owner in owners:
            for own, source in owner.fields:
                if own.name == name or (name[:1] == "[" and own.name == name[1:-1]):
                    return [Type(own.kind, own.list_depth, source, owner.of, own, _with_itself(owner))], 1
                if name[:1] == "(" and is_rest(own.name, name):
                    return [Type(own.kind, own.list_depth - 1, source, given=owner.given)], 1
            closed = closed and owner.closed
            of = of or owner.of
            known.extend(f.name for f, _ in owner.fields if f.name[:1] != "(")
        if not closed or name == _ELEMENT or (called and name in _METHODS):
            return None
        return Absent(of, tuple(known))

    def _of_declared(self, owner: Owner, chain: tuple[str, ...]) -> tuple[list[Thing], int] | Absent | None:
        name, called = chain[0], chain[1:2] == (_CALL,)
        record = owner.record
        if record is not None and record.construct == "zod object":
            if called and name in _PARSES:
                return [owner], 2
            if called and name in _TRIES and chain[2:3] == ("data",):
                return [owner], 3
            if called and name in _SCHEMAS:
                return [Declared(owner)], 2
            return ([owner], 1) if name == "shape" else None
        if name in ("$inferSelect", "$inferInsert"):
            return [owner], 1
        if name[:1] in "$_(" or name in _OF_TABLES:
            return None
        return self._of_owners((owner,), name, False)

    def _expanded(self, thing: Thing, depth: int) -> list[Thing] | None:
        """What a type is made of, until its fields are known; None where they are not."""
        if not isinstance(thing, Type) or thing.depth:
            return [thing]
        if depth > _DEEPEST:
            return None
        kind = thing.kind
        match kind.name:
            case "ref" if kind.options:
                return self._made(thing, depth)
            case "ref":
                return self._type(kind.target, thing.source, depth + 1)
            case "record":
                fields = tuple((f, thing.source) for f in kind.members)
                return [Owner(fields, True, thing.of, given=thing.given)]
            case "map":
                return [thing]
            case "unknown" if not kind.target and kind.steps and kind.steps[0][:1] == "<":
                stands = (thing.given or {}).get(kind.steps[0][1:-1])
                return self._expanded(stands, depth + 1) if stands is not None else None
            case "union":
                options = (Type(o, 0, thing.source, thing.of, given=thing.given) for o in kind.options)
                found = [self._expanded(o, depth + 1) for o in options]
                return [t for part in found for t in part or ()] if all(found) else None
            case "unknown" if kind.target:
                value = (thing.source.path, kind.target, kind.steps)
                if value in self._within:
                    return None
                self._within.add(value)
                try:
                    things = self._walked(self._root(kind.target, thing.source), kind.steps, thing.source, thing.given)
                    found = [self._expanded(t, depth + 1) for t in things]
                finally:
                    self._within.remove(value)
                return [t for part in found for t in part or ()] if found and all(found) else None
            case "unknown" if kind.steps == ("&",):
                return self._both(thing, depth)
            case "unknown" if kind.steps[:1] == (SOME,) and kind.options:
                inner = Type(kind.options[0], 0, thing.source, thing.of, given=thing.given)
                found = self._expanded(inner, depth + 1)
                return [some_of(t, (step_of(kind),)) for t in found] if found is not None else None
            case "unknown" if kind.options and set(kind.steps) == {_ELEMENT}:
                return [Type(kind.options[0], len(kind.steps), thing.source, given=thing.given)]
            case "unknown" if kind.members or kind.signature:
                fields = tuple((f, thing.source) for f in kind.members or kind.signature)
                return [Owner(fields, False, None, generics=kind.values, given=_with_defaults(thing))]
            case _:
                return None

    def _made(self, thing: Type, depth: int) -> list[Thing] | None:
        """A generic type with what its parameters stand for."""
        kind, source = thing.kind, thing.source
        given = tuple(Type(o, 0, source, given=thing.given) for o in kind.options)
        alias = self._generic_alias(kind.target, source, 0)
        if alias is not None:
            own, home = alias
            named = parameters(own, given, home)
            return self._expanded(Type(own.kind, own.list_depth, home, given=named), depth + 1)
        return [self._with(t, given) for t in self._type(kind.target, source, depth + 1) or ()] or None

    def _generic_alias(self, name: str, source: Source, depth: int) -> tuple[Alias, Source] | None:
        """An alias with type parameters that a name stands for in a file."""
        if depth > _DEEPEST:
            return None
        shapes = source.shapes
        alias = next((a for a in shapes.aliases if a.name == name and a.generics), None)
        if alias is not None:
            return alias, source
        if any(d.name == name for d in shapes.definitions):
            return None
        for original, module in _imports(name, shapes):
            other = module_source(module, source.path, self.snapshot)
            found = self._generic_alias(original, other, depth + 1) if other is not None else None
            if found is not None:
                return found
        return None

    def _applied(self, thing: Thing, given: tuple[Type, ...], source: Source) -> Thing | None:
        """A function, or a type that is not looked into yet, whose type parameters stand for types as a file writes them."""
        if isinstance(thing, Type) and thing.source is source and is_plain(thing) and not given[0].given:
            return replace(thing, kind=replace(thing.kind, options=tuple(g.kind for g in given)))
        found = self._expanded(thing, 0) if isinstance(thing, Type) else [thing]
        return self._with(found[0], given) if found is not None and len(found) == 1 else None

    def _inferred(self, thing: Thing, given: tuple[Type, ...], back: bool = False) -> Thing:
        """A function whose type parameters stand for what its arguments say; the very same where it has none.

        `back` where what is given is what is asked of what the function gives back.
        """
        found = self._expanded(thing, 0) if isinstance(thing, Type) else [thing]
        if found is None or len(found) != 1 or not isinstance(found[0], Owner) or not found[0].generics:
            return thing
        return inferred(found[0], given, lambda t: self._expanded(t, 1), back)

    def _with(self, thing: Thing, given: tuple[Type, ...]) -> Thing:
        """Something whose own type parameters stand for what is given; those of its bases are not known."""
        if isinstance(thing, Owner) and thing.generics:
            named = dict(zip(thing.generics, given, strict=False))
            if thing.record is not None and thing.source is not None:
                named = parameters(thing.record, given, thing.source)
            return replace(thing, given={**(thing.given or {}), **named})
        if isinstance(thing, Both):
            first = self._with(thing.parts[0], given)
            return Both((first, *thing.parts[1:])) if isinstance(first, Owner) else thing
        return thing

    def _both(self, thing: Type, depth: int) -> list[Thing] | None:
        parts: list[Owner] = []
        source = thing.source
        for option in thing.kind.options:
            found = self._expanded(Type(option, 0, source, given=thing.given), depth + 1)
            if option.name in ("record", "unknown") and option.members and not option.steps:
                parts.append(Owner(tuple((f, source) for f in option.members), True, None, given=thing.given))
            elif found is not None and len(found) == 1 and isinstance(found[0], Owner | Both):
                parts.extend(found[0].parts if isinstance(found[0], Both) else (found[0],))
            else:
                return None
        return [Both(tuple(parts))] if parts else None

    def _type(self, name: str, source: Source, depth: int) -> list[Thing] | None:
        """What a type's name stands for in a file."""
        at = ("typescript type", source.path, name)
        return self.snapshot.once(at, lambda: self._declared_type(name, source, depth), circle=None)

    def _added(self, name: str) -> list[Thing] | None:
        """What the files of a program add to a type of a library, of which more is not seen."""
        found = self.snapshot.sources_with(additions, name)
        fields = tuple((f, self.snapshot.sources[path]) for path, kind in found for f in kind.members)
        return [Owner(fields, False, None)] if fields else None

    def _declared_type(self, name: str, source: Source, depth: int) -> list[Thing] | None:
        if name.startswith(ADDED):
            return self._added(name)
        if source.path.endswith(SUFFIX):
            return self._contract(self.snapshot.contracts.get(name), depth)
        contract = imported_contract(name, source.shapes, self.snapshot.contracts)
        if contract is not None:
            return self._contract(contract, depth)
        shapes = source.shapes
        records = [r for r in shapes.records if r.name == name and r.construct in _CONSTRUCTS]
        alias = next((a for a in shapes.aliases if a.name == name), None)
        if records or alias is not None:
            if len(records) == 1 and alias is None:
                return self._record(records[0], source, depth)
            return self._expanded(Type(alias.kind, alias.list_depth, source), depth) if alias and not records else None
        if any(d.name == name for d in shapes.definitions):
            return None
        for original, module in _imports(name, shapes):
            other = module_source(module, source.path, self.snapshot)
            if other is None and (kind := of_framework(original, module)) is not None:
                return self._expanded(Type(kind, 0, source), depth + 1)
            if other is None or depth > _DEEPEST:
                continue
            found = self._type(default_name(other) if original == "default" else original, other, depth + 1)
            if found is not None:
                return found
        return None

    def _contract(self, contract: Contract | None, depth: int) -> list[Thing] | None:
        """The fields of a contract that is a record, or what an alias stands for."""
        if contract is None:
            return None
        source = self.snapshot.sources[contract.path]
        if isinstance(contract.declaration, Alias):
            declared = contract.declaration
            return self._expanded(Type(declared.kind, declared.list_depth, source, contract), depth + 1)
        if not isinstance(contract.declaration, Record):
            return None
        promises, complete = self.snapshot.contracts.promised(contract)
        fields = tuple((p.field, self.snapshot.sources[p.path]) for p in promises)
        return [Owner(fields, complete, contract, generics=contract.declaration.generics)] if complete else None

    def _record(self, record: Record, source: Source, depth: int) -> list[Thing] | None:
        """A declaration with its bases, and what it is held to."""
        pairings = self.snapshot.pairings_by_path.get(source.path, ())
        pairing = next((p for p in pairings if p.implementation == record), None)
        bound = Bound(pairing, record, source) if pairing is not None else None
        methods = {m.name: m for m in record.methods}
        own_fields = (methods.pop(f.name, f) if f.kind.name == "unknown" else f for f in record.fields)
        fields = tuple((f, source) for f in (*own_fields, *methods.values()))
        closed = not record.open and self._is_whole(record, source)
        own = Owner(fields, closed, bound, record, source, record.generics)
        if not record.open or not record.bases or "**" in record.members:
            return [own]
        parts: list[Owner] = [replace(own, closed=self._is_whole(record, source))]
        for base in record.bases:
            looked_up = base.arguments and not base.name.replace(".", "").isidentifier()  # `User["team"]`
            kind = base.arguments[0] if looked_up else Kind("ref", base.name, options=base.arguments)
            found = self._expanded(Type(kind, 0, source), depth + 1)
            if found is None or len(found) != 1 or not isinstance(found[0], Owner | Both):
                return [own]
            some = some_of(found[0], base.steps)
            parts.extend(some.parts if isinstance(some, Both) else (some,) if isinstance(some, Owner) else ())
        return [Both(tuple(parts))]

    def _is_whole(self, record: Record, source: Source) -> bool:
        """True where a record has no names but those that are seen."""
        written = record.construct != "class" or source.path.endswith(_TYPED)
        return written and "**" not in record.members

    def _value(self, name: str, source: Source, depth: int = 0) -> list[Thing]:
        """What a value's name stands for in a file; nothing where that is not known."""
        shapes = source.shapes
        if depth > _DEEPEST:
            return []
        record = next(
            (r for r in shapes.records if r.name == name and r.construct in ("zod object", "drizzle table")), None
        )
        if record is not None:
            found = self._type(name, source, depth + 1)
            return [Declared(t) for t in found or () if isinstance(t, Owner)]
        value = _values(source, self.snapshot).get(name)
        if value is not None:
            return [Type(value.kind, value.list_depth, source)]
        if any(d.name == name for d in shapes.definitions):
            return []
        for original, module in _imports(name, shapes):
            other = module_source(module, source.path, self.snapshot)
            if other is None or other.path.endswith(SUFFIX):
                continue
            if original == "*" and any(i.name == name for i in shapes.imports):
                return [Module(other)]
            found = self._value(original, other, depth + 1)
            if found:
                return found
        return []

    def _is_harmless(self, guard: str, source: Source) -> bool:
        """True where an imported function turns out to narrow nothing that it is given, or is not called like one that does."""
        found = self._value(guard, source)
        text = found[0].kind.text if len(found) == 1 and isinstance(found[0], Type) else ""
        return text == "function" or (text != "predicate" and _GUARD.match(guard) is None)


def _with_itself(owner: Owner) -> Given:
    """What type parameters stand for, and what `this` is in what a class says of its methods."""
    record, source = owner.record, owner.source
    if record is None or source is None or record.construct != "class" or not record.methods:
        return owner.given
    return {**(owner.given or {}), "this": Type(Kind("ref", target=record.name), 0, source)}


def _with_defaults(thing: Type) -> Given:
    """What type parameters stand for, those of a function included that says what they are if nothing else does."""
    kind = thing.kind
    own = {
        m.name[1:]: Type(m.kind, m.list_depth, thing.source, given=thing.given)
        for m in kind.members
        if m.name[:1] == "="
    }
    return {**(thing.given or {}), **own} if own else thing.given


def _imports(name: str, shapes: FileShapes) -> Iterator[tuple[str, str]]:
    """Where a name may come from, as it is called there: by its own import, or with all that another module exports."""
    own = [(i.original, i.module) for i in shapes.imports if i.name == name]
    if own:
        yield from own[:1]
        return
    yield from ((name, i.module) for i in shapes.imports if i.name == "*")


def _values(source: Source, snapshot: Snapshot) -> Mapping[str, Field]:
    """The values of a file by name."""
    return snapshot.once(("typescript values", source.path), lambda: {v.name: v for v in source.shapes.values})
