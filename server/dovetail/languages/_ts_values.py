"""Values whose type is known by name, and what their properties are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dovetail.core.shapes import Alias, Field, Kind, Record, Use
from dovetail.core.text import Range

from ._ts_signatures import Signature
from ._ts_types import Typed

ELEMENT = "[]"
TYPE_OF = "typeof "  # before the name of a value, where that value's own members are meant
_INHERITED = frozenset(
    "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf __proto__".split()
)
# Called on a property whose type we do not see, these are far more often a list's, a string's or a date's own.
BUILT_IN_METHODS = frozenset(
    "at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes "
    "indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice toReversed toSorted "
    "toSpliced unshift values with charAt charCodeAt codePointAt endsWith localeCompare match matchAll normalize padEnd padStart "
    "repeat replace replaceAll search split startsWith substring toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase trim "
    "trimEnd trimStart toFixed toPrecision toISOString toJSON getTime then catch finally get set has delete clear add size".split()
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a named type, or of an inline object type, and the properties that were taken from it so far."""

    kind: Kind
    depth: int
    via: str
    chain: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()

    @property
    def is_list(self) -> bool:
        """True where it is known to be a list."""
        return self.depth > 0 and not self.chain


@dataclass
class Scope:
    """The names of a function or block. None stands for a value that we know nothing about; it hides outer ones."""

    parent: "Scope | None" = None
    generics: frozenset[str] = frozenset()
    returns: "Typed | None" = None
    returns_at: Range | None = None
    names: dict[str, Value | Signature | None] = field(default_factory=dict)

    def look_up(self, name: str) -> Value | None:
        """The value of a name."""
        found = self._find(name)
        return found if isinstance(found, Value) else None

    def function(self, name: str) -> Signature | None:
        """What a function of that name says it takes and gives."""
        found = self._find(name)
        return found if isinstance(found, Signature) else None

    def declares(self, name: str) -> bool:
        """Whether the file gives the name a meaning of its own here, known or not."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope is not None

    def _find(self, name: str) -> Value | Signature | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def forget(self, name: str) -> None:
        """Knows nothing about a name any more, wherever it was declared."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                scope.names[name] = None
                return
            scope = scope.parent

    def inner(self, generics: frozenset[str] = frozenset()) -> "Scope":
        """A block inside this scope."""
        return Scope(self, self.generics | generics, self.returns, self.returns_at)


@dataclass
class Uses:
    """Steps from values to their properties, and the uses that this shows."""

    records: Mapping[str, Record]
    aliases: Mapping[str, Alias]
    places: dict[tuple[str, tuple[Range, ...], str], Use] = field(default_factory=dict)

    @property
    def found(self) -> tuple[Use, ...]:
        return tuple(self.places.values())

    def value(self, typed: Typed, via: str) -> Value | None:
        """A value of a type, through the aliases of this file; None where its properties cannot be known."""
        kind, depth = typed.kind, typed.list_depth
        for _ in range(10):
            alias = self.aliases.get(kind.target) if kind.name == "ref" else None
            if alias is None:
                break
            kind, depth = alias.kind, depth + alias.list_depth
        return Value(kind, depth, via) if kind.name in ("ref", "record") else None

    def property(self, value: Value, name: str, at: Range, via: str) -> Value | None:
        """The value of a property. Steps inside types of this file are resolved here, and shown as uses of those types."""
        if value.is_list or name in _INHERITED:
            return None
        if not value.chain:
            fields = self._fields(value.kind)
            if fields is not None:
                member = next((f for f in fields if f.name == name), None)
                if value.kind.name == "ref":
                    self.emit(replace(value, chain=(name,), ranges=(at,)))
                return self.value(Typed(member.kind, member.nullable, member.list_depth), via) if member else None
        return replace(value, chain=(*value.chain, name), ranges=(*value.ranges, at))

    def element(self, value: Value, at: Range) -> Value | None:
        """One element of a value that is used as a list."""
        if value.chain:
            return replace(value, chain=(*value.chain, ELEMENT), ranges=(*value.ranges, at))
        return replace(value, depth=value.depth - 1) if value.depth else None

    def emit(self, value: Value | None, access: Literal["read", "write"] = "read") -> None:
        """Notes the properties that were taken from a value."""
        if value is None or value.kind.name != "ref":
            return
        chain, ranges = value.chain, value.ranges
        while chain and chain[-1] == ELEMENT:
            chain, ranges = chain[:-1], ranges[:-1]
        if chain:
            use = Use(value.kind.target, chain, ranges, access, value.via, value.depth)
            self.places.setdefault((use.type_name, ranges, access), use)  # a name that stands for a property repeats it

    def add(self, use: Use) -> None:
        """Notes a use that no value leads to."""
        self.places.setdefault((use.type_name, use.ranges, use.access), use)

    def _fields(self, kind: Kind) -> tuple[Field, ...] | None:
        """The properties of an inline type, or of a record of this file that has no others."""
        if kind.name == "record":
            return kind.members
        record = self.records.get(kind.target)
        return record.fields if record is not None and not record.open else None
