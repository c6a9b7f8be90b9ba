"""What chains of names in TypeScript lead to, step by step: types, what has fields, modules, schemas."""

from collections.abc import Mapping

from dovetail.core.composition import transformed
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Alias, Field, Kind, Record, Step
from dovetail.core.snapshot import Source

from ..contracts.asked import Of

CALL, ELEMENT = "()", "[]"  # the steps of a chain that a call takes, and that an element of a list does
AWAITED = "(awaited)"  # the member of a query that says what it gives when it is awaited
EACH = "(each)"  # the step to an element of what may be a list
ITEM = "(item)"  # the step to what a stream gives, one after another
AT = "at"  # how kinds are made that are what stands under the name of a field
IS = "(is)"  # the step from a guard to what it says that its first parameter is
NEW = "(new)"  # the step from a class to what makes objects of it
RESULT = "result"  # how a kind is made that a function gives


@dataclass(frozen=True, slots=True)
class Type:
    """A type as a file writes it: `of` is the contract, or the bound record, that a type written in place is part of.

    `field` is what it is the type of, where a name led to it.
    """

    kind: Kind
    depth: int
    source: Source
    of: Of | None = None
    field: Field | None = None
    given: "Given" = None


# What type parameters stand for, by their names.
Given = Mapping[str, Type] | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Something with named fields. `closed` where it has no others, `of` what is then not kept; `loose` where some may be missing.

    `generics` are its type parameters, and `given` what they stand for. `stands_for` is the type parameter that is meant by a base of
    which nothing is known yet, and `steps` what is done to the fields of that.
    """

    fields: tuple[tuple[Field, Source], ...]
    closed: bool
    of: Of | None
    record: Record | None = None
    source: Source | None = None
    generics: tuple[str, ...] = ()
    given: Given = None
    loose: bool = False
    stands_for: str = ""
    steps: tuple[Step, ...] = ()


# Something of which nothing is known.
ANYTHING = Owner((), False, None)


@dataclass(frozen=True, slots=True)
class Both:
    """Several things at once."""

    parts: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """A whole module: `import * as api`."""

    source: Source


@dataclass(frozen=True, slots=True)
class Declared:
    """A schema of zod, or a table of Drizzle, as the value that it is."""

    owner: Owner


@dataclass(frozen=True, slots=True)
class Absent:
    """A name that something does not have."""

    of: Of | None
    known: tuple[str, ...]


Thing = Type | Owner | Both | Module | Declared


def parts_of(thing: Thing) -> tuple[Owner, ...]:
    return thing.parts if isinstance(thing, Both) else (thing,) if isinstance(thing, Owner) else ()


def parameters(own: Record | Alias, given: tuple[Type, ...], home: Source) -> dict[str, Type]:
    """What the type parameters of a declaration stand for, by their names."""
    found = dict(zip(own.generics, given, strict=False))
    for name, default in list(zip(own.generics, own.defaults, strict=False))[len(given) :]:
        found[name] = Type(default, 0, home, given=dict(found))
    return found


def is_plain(type: Type) -> bool:
    """True for a name of a type with no type arguments."""
    return not type.depth and type.kind.name == "ref" and not type.kind.options


def some_of(thing: Thing, steps: tuple[Step, ...]) -> Thing:
    """Something after the utility types around it; all of it where the fields that they leave are not spelled out."""
    if isinstance(thing, Both):
        return Both(tuple(p for p in (some_of(part, steps) for part in thing.parts) if isinstance(p, Owner)))
    if not isinstance(thing, Owner) or any(s.how == "unknown" for s in steps):
        return replace(thing, loose=True) if isinstance(thing, Owner) else thing
    return replace(thing, fields=tuple((f, s) for own, s in thing.fields for f in transformed((own,), steps)))


def is_rest(field: str, asked: str) -> bool:
    """True where a rest parameter, `(1...)`, stands for what is taken at a place, `(2)`."""
    first, place = field[1:-1], asked[1:-1]
    return first.endswith("...") and place.isdecimal() and int(first.removesuffix("...")) <= int(place)
