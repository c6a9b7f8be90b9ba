"""What one step of a chain of TypeScript leads to, from a thing that is known: a field, an element of a list, what a call gives."""

from collections.abc import Callable, Sequence

from dovetail.core.arguments import ANSWERED, INFERRED
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.parameters import parameter
from dovetail.core.shapes import RECKONED, SCHEMA_OBJECTS, Kind
from dovetail.core.snapshot import Source
from dovetail.core.words import words

from ..contracts.asked import Bound, Unbound
from ..contracts.chains import BUILT_IN
from .elements import is_attribute, is_element
from .own_types import own_type
from .things import (
    CALL,
    EACH,
    ELEMENT,
    ITEM,
    Absent,
    Both,
    Declared,
    Given,
    Module,
    Owner,
    Thing,
    Type,
    is_rest,
    parts_of,
)

_DEEPEST = 8
_SAME = frozenset("filter slice sort toSorted reverse toReversed concat splice toSpliced".split())
_ONE = frozenset("find findLast at pop shift".split())
_MAPS = ("Map<", "ReadonlyMap<", "WeakMap<")
_PARSES = frozenset({"parse", "parseAsync"})
_CHECKS = {
    "yup object": frozenset({"validate", "validateSync", "cast"}),
    "joi object": frozenset({"validateAsync"}),
}
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
_OF_CALL = (INFERRED, ANSWERED)  # how a step begins that says something of the call behind it
# A function that is written where an object is asked for makes the next one of the one before, and what is awaited is its own item.
_ITSELF = ("()", "(0)", ITEM, EACH)

# What a step leads to, and of how many names it is; None where that is not known.
Step = tuple[list[Thing], int] | Absent | None

# What the name of a value stands for in a file.
Value = Callable[[str, Source], list[Thing]]


def step_from(thing: Thing, chain: tuple[str, ...], value: Value) -> Step:
    """What the first names of a chain lead to, which are asked of one thing, and how many of them that took; None where it is not known."""
    name, called = chain[0], chain[1:2] == (CALL,)
    if len(chain) > 2 and chain[1].startswith(_OF_CALL) and (chain[2] == CALL or chain[2].startswith(_OF_CALL)):
        own = step_from(thing, (name, *chain[2:]), value)  # a method of its own has no type parameters of ours
        return (own[0], own[1] + 1) if isinstance(own, tuple) and own[1] > 1 else own
    match thing:
        case Type() if thing.depth:
            inner = replace(thing, depth=thing.depth - 1, field=None)
            thing = replace(thing, field=None)
            if name[:1] == "[" and name[1:-1].isdecimal():
                place = next((m for m in thing.kind.members if m.name == name[1:-1]), None)
                if place is not None and thing.kind.name == "unknown":
                    return [Type(place.kind, place.list_depth, thing.source, given=thing.given)], 1
                name = ELEMENT
            if name in (ELEMENT, EACH):
                return [inner], 1
            if called and name in _ONE | _SAME:
                return [inner if name in _ONE else thing], 2
            return ([thing], 1) if name in _ITSELF else None
        case Type():
            return _of_map(thing, chain)
        case Owner() | Both() if (
            name in _ITSELF and (_is_data(thing) or _is_within(thing, name)) and not _has(thing, name)
        ):
            return [thing], 1
        case Owner() if name[:1] == "_" and thing.record is not None and thing.record.construct == "model":
            return ([_of_unknown(thing)], 1) if name in RECKONED else None  # what Prisma sums up, and counts
        case Owner():
            return _of_owners((thing,), name, called)
        case Both():
            return _of_owners(thing.parts, name, called)
        case Module():
            found = value(name, thing.source)
            return (found, 1) if found else None
        case Declared():
            return _of_declared(thing.owner, chain)


def _of_unknown(owner: Owner) -> Owner:
    """What has the same names, and not the same under them."""
    others = tuple((replace(f, kind=Kind("unknown"), nullable="unknown"), source) for f, source in owner.fields)
    return replace(owner, fields=others)


def _has(thing: Owner | Both, name: str) -> bool:
    return any(f.name == name for part in parts_of(thing) for f, _ in part.fields)


def _is_data(thing: Owner | Both) -> bool:
    """True for what is declared, or part of a contract."""
    return any(p.record is not None or isinstance(p.of, Contract) for p in parts_of(thing))


def is_map(kind: Kind) -> bool:
    """True for a `Map` with methods, and no object with keys of its own."""
    return kind.text.startswith(_MAPS)


def _is_within(thing: Owner | Both, name: str) -> bool:
    """True for an object that is written in the place of one field, where each of what may be a list is asked for: `"site.city"`."""
    return name == EACH and any(isinstance(p.of, Bound) for p in parts_of(thing))


def _of_map(type: Type, chain: tuple[str, ...]) -> tuple[list[Thing], int] | None:
    """What a record of strings, or a `Map`, has under its keys."""
    if type.kind.name != "map" or not type.kind.options:
        return None
    name, called = chain[0], chain[1:2] == (CALL,)
    value = Type(type.kind.options[-1], 0, type.source, type.of, given=type.given)
    if name == ELEMENT:
        return [value], 1
    if not is_map(type.kind):
        return ([value], 1) if name[:1] != "(" else None
    if name == "set":
        behind = 2 if chain[1:2] and chain[1].startswith(INFERRED) else 1
        return ([value], behind + 1) if chain[behind : behind + 1] == ("(1)",) else None
    if called and name == "values":
        return [replace(value, depth=1)], 2
    return ([value], 2) if called and name == "get" else None


def _of_owners(owners: Sequence[Owner], name: str, called: bool) -> Step:
    closed, of, known = True, None, list[str]()
    spelled, is_place = name[1:-1] if name[:1] == "[" else name, name[:1] == "("
    for owner in owners:
        for own, source in owner.fields:
            if own.name in (name, spelled):
                return [Type(own.kind, own.list_depth, source, owner.of, own, _with_itself(owner))], 1
            if is_place and is_rest(own.name, name):
                return [Type(own.kind, own.list_depth - 1, source, given=owner.given)], 1
        closed = closed and owner.closed and not (is_element(owner.fields) and is_attribute(name))
        of = owner.of or of if of is None or isinstance(of, Unbound) else of
        known.extend(f.name for f, _ in owner.fields if f.name[:1] != "(")
    if not closed or name[:1] == "[" or "." in name or (called and name in _METHODS):
        return None
    if name == "length" and all(words(k)[:1] != ("length",) for k in known):
        return None  # it may be a list, or a text
    if of is None:
        of = own_type(tuple(f for owner in owners for f in owner.fields))
    given = [t for owner in owners for t in (owner.given or {}).values()] if isinstance(of, Unbound) else []
    if given and isinstance(of, Unbound):
        of = replace(of, given=tuple((t.kind, t.source) for t in map(_stood_for, given)))
    return Absent(of, tuple(known))


def _stood_for(type: Type) -> Type:
    """What a type parameter of another declaration stands for that is given on: `Page<T>` within a `Resource<Item>`."""
    for _ in range(_DEEPEST):
        stands = (type.given or {}).get(parameter(type.kind) or "")
        if stands is None:
            break
        type = stands
    return type


def _of_declared(owner: Owner, chain: tuple[str, ...]) -> Step:
    name, called = chain[0], chain[1:2] == (CALL,)
    record = owner.record
    if record is not None and record.construct in SCHEMA_OBJECTS:
        if called and name in _PARSES | _CHECKS.get(record.construct, frozenset()):
            return [owner], 2
        tried = name in _TRIES and chain[2:3] == ("data",)
        if called and (tried or (record.construct == "joi object" and name == "validate" and chain[2:3] == ("value",))):
            return [owner], 3
        if called and name in _SCHEMAS:
            return [Declared(owner)], 2
        return ([_of_unknown(owner)], 1) if name == "shape" else None  # of which each is a schema, and no value
    if name == "$inferSelect":
        return [owner], 1
    columns = replace(owner, fields=tuple(own for own in owner.fields if not own[0].relation))
    if name == "$inferInsert":
        return [columns], 1
    if name[:1] in "$_(" or name in _OF_TABLES:
        return None
    return _of_owners((columns,), name, False)


def _with_itself(owner: Owner) -> Given:
    """What type parameters stand for, and what `this` is in what a class says of its methods."""
    record, source = owner.record, owner.source
    if record is None or source is None or record.construct != "class" or not record.methods:
        return owner.given
    return {**(owner.given or {}), "this": Type(Kind("ref", target=record.name), 0, source)}
