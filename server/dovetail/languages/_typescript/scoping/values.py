"""What the properties of values are, and the uses that this shows."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Literal

from dovetail.core.arguments import ANSWERED, EXPECTED, INFERRED, UNKNOWN, step_of_arguments
from dovetail.core.composition import SOME
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, bound, filled, listed, parameter
from dovetail.core.shapes import (
    CAST,
    COPY,
    EXPECTED_PART,
    IN_PART,
    NAME_ALONE,
    ROW_TYPE,
    ROWS_OF,
    STATED,
    TAKEN,
    Alias,
    Field,
    Given,
    Kind,
    Plain,
    Quoted,
    Record,
    Use,
    Written,
)
from dovetail.core.text import Range

from ..._prisma.types import CLIENT
from ..._sql.rows import ONLY, with_columns
from ..._sql.uses import GIVEN, SEVERAL, TABLE
from ..._translation import TEMPLATE_PROPS
from ..syntax.made import ANSWER, CALL, EACH, ELEMENT, NOWHERE, REST, TYPE_OF, inside
from ..syntax.made import member as member_of
from ..syntax.types import CHOICES
from .alternatives import STEP, is_same, one_of_texts, type_name, whatever_given
from .scopes import Value, is_followed, one_of

KEYS = "keys"  # the step of an object that has something else under the names of a type's fields
INHERITS = "extends"  # the text of what `this` is in a class that may have more than it says itself
ANYTHING = "?"  # stands for a type of which nothing is known, among several that something is at once
UNNAMED = ("[", "(", "?", "<", "{")  # how the steps begin that are no names
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
_MOST_OPTIONS = 8
_WHOLE_MAPS = ("Record<", "Readonly<Record<")  # which need every key that a type lists
_MAPPED = re.compile(
    r"\{\s*(?:readonly\s+)?\[\s*\w+\s+in\b[^{}]*\](?!\s*\?)\s*:"
)  # `{ [S in State]: string }`, but not `]?:`
_HOLDERS = ("ref", "record", "map")
_OF_ERRORS = frozenset("root message type types ref".split())  # what an error of a form has of its own
_UPDATED = (CALL, "(0)")  # a function that is written where an object is asked for makes the next one of the one before


@dataclass
class Uses:
    """Steps from values to their properties, and the uses that this shows."""

    records: Mapping[str, Record]
    aliases: Mapping[str, Alias]
    places: dict[tuple[str, tuple[Range, ...], str], Use] = field(default_factory=dict)
    keys: dict[tuple[Range, ...], Use] = field(default_factory=dict[tuple[Range, ...], Use])
    texts: dict[tuple[Range, Use], Quoted] = field(default_factory=dict[tuple[Range, Use], Quoted])
    plain: dict[tuple[Range, Use], Given] = field(default_factory=dict[tuple[Range, Use], Given])
    literals: dict[tuple[Range, Use], Written] = field(default_factory=dict[tuple[Range, Use], Written])
    in_place: dict[str, Field] = field(default_factory=dict[str, Field])

    @property
    def found(self) -> tuple[Use, ...]:
        return tuple(self.places.values())

    @property
    def quoted(self) -> tuple[Quoted, ...]:
        return tuple(self.texts.values())

    @property
    def given(self) -> tuple[Given, ...]:
        return tuple(self.plain.values())

    @property
    def written(self) -> tuple[Written, ...]:
        return tuple(self.literals.values())

    def value(self, typed: Typed | None, via: str) -> Value | None:
        """A value of a type, through the aliases of this file; None where its properties cannot be known."""
        if typed is None:
            return None
        kind, depth, named = typed.kind, typed.list_depth, ""
        for _ in range(10):
            alias = self.aliases.get(kind.target) if kind.name == "ref" else None
            if alias is None:
                break
            given = _stands_for(alias, kind)
            made = Typed(alias.kind, list_depth=alias.list_depth)
            made = filled(made, given)
            kind, depth, named = made.kind, depth + made.list_depth, "" if alias.generics else alias.name
        match kind.name:
            case "ref" | "record" | "map":
                return Value(kind, depth, via)
            case "union":
                return self._either(kind, depth, via, named)
            case "literal" if kind.text[:1] == "@":  # a path that is written out
                return Value(kind, depth, via)
            case "unknown" if kind.target:
                return Value(Kind("ref", target=kind.target), depth, via, through=kind.steps)
            case "unknown" if (
                parameter(kind) == ANSWER
            ):  # of which something may be taken: `(await response.json()).data`
                return Value(Kind("ref", target=f"<{ANSWER}>"), depth, via)
            case "unknown" if parameter(kind) is not None:
                return Value(kind, depth, via)  # whatever a type parameter stands for
            case "unknown" if kind.steps:
                return self._made(kind, depth, via)
            case "unknown" if kind.members:
                return Value(kind, depth, via)
            case _:
                return None

    def property(self, value: Value | None, name: str, at: Range, via: str) -> Value | None:
        """The value of a property. Steps inside types of this file are resolved here, and shown as uses of those types."""
        if value is None or name in _INHERITED:
            return None
        if value.is_list:
            known = value.kind.name == "ref" and not value.through and not value.kind.target.startswith(CLIENT)
            if known and name.isidentifier() and name != "length" and name not in BUILT_IN_METHODS:
                self.add(self._use(value, (name,), (at,), "read"))  # which no list has, but for what it holds
            return value if name in _UPDATED else None
        if name in value.admitted:
            return self._perhaps(value, name)
        kind = value.kind
        if not value.chain and not value.through:
            if kind.steps == (KEYS,):
                return self._under_key(kind, name, at, via)
            if kind.steps == ("&",):
                found = self._of_all(value, name, at, via)
                return value if found is None and name in _UPDATED else found
            if kind.name == "map":
                plain = kind.options and name[:1] != "(" and not kind.text.startswith(("Map", "ReadonlyMap", "WeakMap"))
                if plain:
                    self.quote(self.key_of(value), name, at)
                return self.value(Typed(kind.options[-1]), via) if plain else None
            if kind.name == "union":
                return self._of_any(kind, name, at, via)
            if kind.name == "record" and kind.target and name[:1] not in ("#", "("):
                self.emit(Value(Kind("ref", target=kind.target), 0, via, (name,), (at,)))
            fields = self._fields(kind)
            if fields is not None:
                member = next((f for f in fields if f.name == name), None) or _rest(fields, name)
                if kind.name == "ref":
                    self.emit(replace(value, chain=(name,), ranges=(at,)))
                if member is None and kind.text == INHERITS and kind.target and name[:1] not in UNNAMED:
                    return Value(Kind("ref", target=kind.target), 0, via, (name,), (at,))
                if member is None:
                    self._lacks_in_place(value, name, at, via)
                    return value if name in _UPDATED else None
                typed = Typed(member.kind, member.nullable, member.list_depth)
                if name == CALL and kind.values:  # nobody says what they stand for
                    typed = filled(
                        typed, dict.fromkeys(kind.values, Typed(Kind("unknown"), "unknown")) | _defaults(kind)
                    )
                record = self.records.get(kind.target) if kind.name == "ref" and kind.options else None
                if record is not None and record.generics:
                    typed = filled(typed, _stands_for(record, kind))
                return self.value(typed, via)
        if kind.name != "ref":
            return None
        chain, ranges = (*value.chain, name), (*value.ranges, at)
        return Value(kind, value.depth, IN_PART if value.some else value.via, chain, ranges, value.through)

    def applied(self, value: Value | None, given: list[Typed], at: Range) -> Value | None:
        """A function whose type parameters stand for what is given."""
        if value is None or not given or value.is_list:
            return value
        if value.kind.values and not value.chain and not value.through:
            known = dict(zip(value.kind.values, given, strict=False))
            return replace(value, kind=replace(filled(Typed(value.kind), known).kind, values=()))
        if value.kind.name != "ref":
            return value
        step = step_of_arguments([listed(self._placed(t)).kind for t in given])
        return replace(value, chain=(*value.chain, step), ranges=(*value.ranges, at))

    def _placed(self, typed: Typed) -> Typed:
        """A type that is written in place, by the name that it gets among the values of the file: there it keeps its places."""
        kind = typed.kind
        if kind.name != "record" or kind.target or not kind.members or not kind.members[0].name_range.end:
            return typed
        own = f"(type {kind.members[0].name_range.start})"
        self.in_place.setdefault(own, member_of(own, Typed(kind)))
        return replace(typed, kind=Kind("unknown", target=f"{TYPE_OF}{own}"))

    def answered(self, value: Value | None, answer: Typed, at: Range) -> Value | None:
        """A client, where it turns out to be one, whose answer is known by the path that it is given."""
        if value is None or value.is_list:
            return value
        if value.kind.values == (ANSWER,) and not value.chain and not value.through:
            return self.applied(value, [answer], at)
        if not is_followed(value):
            return value
        step = step_of_arguments([listed(answer).kind], ANSWERED)
        return replace(value, chain=(*value.chain, step), ranges=(*value.ranges, at))

    def inferred(self, value: Value | None, given: Sequence[Value | None], at: Range) -> Value | None:
        """A function whose type parameters stand for what its arguments say, where it turns out to have some."""
        said = [None if v is not None and v.kind.text[:1] == "@" else v for v in given]  # a path is just a text
        if not is_followed(value) or not any(said):
            return value
        kinds = [listed(v.typed).kind if v is not None else UNKNOWN for v in said]
        step = step_of_arguments(kinds, INFERRED)
        return replace(value, chain=(*value.chain, step), ranges=(*value.ranges, at))

    def expected(self, value: Value | None, wanted: Value | None, at: Range) -> Value | None:
        """A function of which it is known what is asked of what it gives: another function, or something made of others: `Result<User>`."""
        if not is_followed(value) or wanted is None or wanted.is_list:
            return value
        made = wanted.chain or wanted.through or (wanted.kind.name == "ref" and wanted.kind.options)
        if not (made or any(m.name[:1] == "(" for m in wanted.kind.members)):
            return value
        step = step_of_arguments([wanted.typed.kind], EXPECTED)
        return replace(value, chain=(*value.chain, step), ranges=(*value.ranges, at))

    def element(self, value: Value | None, at: Range) -> Value | None:
        """One element of a value that is used as a list."""
        if value is None:
            return None
        if value.depth and not value.chain:
            return replace(value, depth=value.depth - 1)
        if value.is_open and (value.chain or value.through or value.kind.target not in self.records):
            return replace(value, chain=(*value.chain, ELEMENT), ranges=(*value.ranges, at))
        return None

    def each_of(self, value: Value, at: Range) -> Value:
        """One element of what may be a list, else the value itself."""
        if value.kind.name != "ref" or not value.chain:
            return self.element(value, at) or value
        return replace(value, chain=(*value.chain, EACH), ranges=(*value.ranges, at))

    def key_of(self, value: Value | None) -> Value | None:
        """What an object or a `Map` takes as its keys, where that is not just any text."""
        if value is None or value.is_list or value.kind.name != "map" or len(value.kind.options) != 2:
            return None
        return self.value(Typed(value.kind.options[0]), "key")

    def list_of(self, value: Value | None) -> Value | None:
        """A list of such values."""
        if value is None:
            return None
        return replace(value, depth=value.depth + 1, chain=(), ranges=(), through=(*value.through, *value.chain))

    def values_of(self, value: Value | None) -> Value | None:
        """What an object or a `Map` has under its keys, as a list."""
        if value is None or value.is_list:
            return None
        if value.kind.name == "map" and not value.chain:
            return self.list_of(self.value(Typed(value.kind.options[-1]), value.via)) if value.kind.options else None
        return self.list_of(self.element(value, NOWHERE)) if value.is_open else None

    def entries_of(self, value: Value | None) -> Value | None:
        """The pairs of a key and a value of an object or a `Map`."""
        return self.pairs_of(self.element(self.values_of(value), NOWHERE))

    def pairs_of(self, element: Value | None) -> Value | None:
        """A list of pairs, whose second part is a value."""
        return replace(Value(inside(**{"1": element.typed}).kind, 1, element.via)) if element is not None else None

    def either(self, values: Iterable[Value | None]) -> Value | None:
        """What is known where any of some values may be meant: they must be of one type.

        Calls of one function are, whatever they are given: of a function without type parameters.
        """
        found = list(values)
        for known in (found, [whatever_given(v) for v in found]):
            first = known[0] if known else None
            if first is not None and all(v is not None and is_same(v.typed, first.typed) for v in known):
                return first
        return None

    def emit(self, value: Value | None, access: Literal["read", "write"] = "read") -> None:
        """Notes the properties that were taken from a value."""
        if value is None or value.kind.name != "ref" or value.kind.target[:1] == "<":
            return
        chain, ranges = value.chain, value.ranges
        while chain and chain[-1][:1] in UNNAMED:
            called = chain[-1] == CALL
            chain, ranges = chain[:-1], ranges[:-1]
            while called and chain and chain[-1][:1] == "<":
                chain, ranges = chain[:-1], ranges[:-1]
            if called and chain and chain[-1] in BUILT_IN_METHODS:
                chain, ranges = chain[:-1], ranges[:-1]
        if chain:
            use = self._use(value, chain, ranges, access)
            self.places.setdefault((use.type_name, ranges, access), use)  # a name that stands for a property repeats it

    def hold(self, value: Value | None) -> None:
        """Notes a key of an object literal that is a record as well."""
        if value is not None and value.kind.name == "ref" and value.chain and value.kind.target[:1] != "<":
            self.keys.setdefault(value.ranges, self._use(value, value.chain, value.ranges, "write"))

    def quote(self, value: Value | None, text: str, at: Range) -> None:
        """Notes a text that a value is compared with, or that stands where it is asked for."""
        value = one_of_texts(value)
        if value is None or value.kind.name != "ref" or value.is_list or not text or value.kind.target[:1] == "<":
            return
        use = self._use(value, value.chain, value.ranges, "read")
        self.texts.setdefault((at, use), Quoted(use, text, at))

    def give(self, value: Value | None, plain: Plain, at: Range, taken: Range | None = None) -> None:
        """Notes a value that is written out where one of a named type is asked for, with what it is by itself, or where a name took it."""
        if value is not None and value.kind.name == "ref" and not value.is_list and value.kind.target[:1] != "<":
            if plain in ("null", "undefined") and (not value.chain or value.chain[-1].startswith(UNNAMED)):
                return  # a type may say that beside the one that it names
            use = self._use(value, value.chain, value.ranges, "write")
            self.plain.setdefault((at, use), Given(use, plain, at, taken))

    def take(self, typed: Typed, at: Range) -> None:
        """Notes a value that is read of something where the program itself asks for a text, a number or a truth value, or for null."""
        use = Use(f"{typed.kind.name}{'' if typed.nullable == 'no' else ' | null'}", (), (), "write", TAKEN)
        self.plain.setdefault((at, use), Given(use, "held", at))

    def write(self, value: Value, names: Mapping[str, str], spread: Collection[Value], at: Range) -> None:
        """Notes an object literal where a value is asked for, with all its names (and their texts) and what is spread into it."""
        if value.is_list or value.some:
            return
        if value.kind.name == "map" and not value.chain and not spread and _is_whole(value.kind.text):
            key = self.key_of(value)
            if (
                key is not None
                and key.kind.name == "ref"
                and not key.is_list
                and not self._is_chosen(value.kind.options[0])
            ):
                use = self._use(key, key.chain, key.ranges, "read")
                self.literals.setdefault((at, use), Written(use, tuple(names), at, keyed=True))
        if value.kind.name != "ref" or value.kind.target[:1] == "<":
            return
        use = self._use(value, value.chain, value.ranges, "write")
        others = tuple(self._use(v, v.chain, v.ranges, "read") for v in spread)
        texts = tuple((name, text) for name, text in names.items() if text)
        self.literals.setdefault((at, use), Written(use, tuple(names), at, others, texts))

    def _is_chosen(self, kind: Kind) -> bool:
        """True for a type that takes some of the alternatives of another, through the aliases of this file."""
        for _ in range(10):
            if kind.text.startswith(CHOICES):
                return True
            alias = self.aliases.get(kind.target)
            if alias is None:
                return False
            kind = alias.kind
        return True

    def _use(
        self, value: Value, chain: tuple[str, ...], ranges: tuple[Range, ...], access: Literal["read", "write"]
    ) -> Use:
        steps = (*value.arguments, *value.through) if value.kind.options else value.through
        name = STEP.join((value.kind.target, *steps)) if steps else value.kind.target
        via = IN_PART if value.some and value.via not in (CAST, COPY, EXPECTED_PART) else value.via
        return Use(name, chain, ranges, access, via, value.depth)

    def leading(self, value: Value, step: str, at: Range) -> Use:
        """A use that leads to a value, or one step on; it is not one of those that are found."""
        chain, ranges = (*value.chain, *((step,) if step else ())), (*value.ranges, *((at,) if step else ()))
        return self._use(value, chain, ranges, "read")

    def add(self, use: Use) -> None:
        """Notes a use that no value leads to."""
        self.places.setdefault((use.type_name, use.ranges, use.access), use)

    def add_statement(self, named: Sequence[Use], compared: Sequence[Quoted], nulls: Sequence[Given]) -> None:
        """Notes what a statement of SQL says of columns."""
        for use in named:
            self.add(use)
        for quoted in compared:
            self.texts.setdefault((quoted.range, quoted.use), quoted)
        for given in nulls:
            self.plain.setdefault((given.range, given.use), given)

    def call_row(self, type: Typed | None, row: Kind, at: Range, how: str = ROW_TYPE) -> None:
        """Notes that the rows of a statement are said to be of a type: the names of a record of this file are then those of columns, and
        a row has the names that any other type needs. What is only cast (`how`) may still get some."""
        if type is None or type.kind.name != "ref" or type.kind.options or not row.target.startswith(TABLE):
            return
        record = self.records.get(type.kind.target)
        self.note_rows(type.kind.target, row, at)
        for own in record.fields if record is not None else ():
            if own.presence != "required":
                continue  # it may be put in later
            self.add(Use(with_columns(row.target), (own.name,), (own.name_range,), "read", ROW_TYPE))
        if record is None:
            asked = Use(type.kind.target, (), (), "write", how)
            self.literals.setdefault((at, asked), Written(asked, (), at, (Use(row.target, (), (), "read", ROW_TYPE),)))

    def note_rows(self, name: str, row: Kind, at: Range) -> None:
        """Notes that the rows of one table, with columns as they are, are said to be of a type or a schema of a name."""
        selected, _, given = row.target.removeprefix(TABLE).partition(GIVEN)
        table = selected.partition(ONLY)[0]
        if SEVERAL not in table and not given:
            self.add(Use(ROWS_OF + table, (name,), (Range(at.start, at.start),), "read", STATED))

    def _under_key(self, kind: Kind, name: str, at: Range, via: str) -> Value | None:
        """What stands under the name of a field where each has something else, such as an error: the same for its own fields."""
        held = self.property(self.value(Typed(kind.options[0]), via), name, at, via) if name not in _OF_ERRORS else None
        self.emit(replace(held, via=NAME_ALONE) if held is not None else None)
        inner = held.typed if held is not None else None
        if inner is None or inner.list_depth:
            return None
        return Value(Kind("unknown", options=(inner.kind,), steps=(KEYS,)), 0, via)

    def _perhaps(self, value: Value, name: str) -> Value | None:
        """The value of a property that need not be there: what is read of it is, if it is."""
        if value.kind.name != "ref":
            return None
        through = (*value.through, *value.chain, name)
        return replace(value, chain=(), ranges=(), through=through, some=False, partial=False, admitted=frozenset())

    def _either(self, kind: Kind, depth: int, via: str, named: str) -> Value | None:
        """One of several types, by the name that this file has for them, if any. A property must be in one of them at least."""
        if not 1 < len(kind.options) <= _MOST_OPTIONS:
            return Value(Kind("ref", target=named), depth, via) if named and kind.options else None
        names = [type_name(o) for o in kind.options]
        if all(names):
            return Value(Kind("ref", target=" | ".join(names)), depth, via)
        return Value(replace(kind, target=named) if named else kind, depth, via)

    def _made(self, kind: Kind, depth: int, via: str) -> Value | None:
        if kind.steps[:1] == (SOME,) and kind.options:
            inner = self.value(Typed(kind.options[0], list_depth=depth), via)
            if inner is not None and inner.kind.steps == (KEYS,):
                return inner  # which needs none of its names
            holds = inner is not None and (inner.kind.name in _HOLDERS or inner.kind.steps == ("&",))
            if inner is None or not holds:
                return None
            return replace(inner, some=True, partial=inner.partial or kind.steps[1:2] == ("partial",))
        if set(kind.steps) == {ELEMENT} and kind.options:
            return self.value(Typed(kind.options[0], list_depth=depth + len(kind.steps)), via)
        return Value(kind, depth, via)

    def _of_all(self, value: Value, name: str, at: Range, via: str) -> Value | None:
        """A property of something that is of several types at once: of the one written here that has it, else of the one that is named."""
        named: list[Value] = []
        whole = True
        for option in value.kind.options:
            part = self.value(Typed(option), via)
            fields = self._fields(part.kind) if part is not None and not part.through else None
            if part is not None and any(f.name == name for f in fields or ()):
                return self.property(part, name, at, via)
            if part is not None and fields is None and part.kind.name == "ref" and not part.is_list:
                named.append(part)
            whole = whole and part is not None and (fields is not None or part.kind.name == "ref")
        if len(named) == 1 and whole:
            return self.property(named[0], name, at, via)
        if not named:
            if whole:
                self._lacks(value.kind.options, name, at, via)
            return None
        parts = [STEP.join((p.kind.target, *p.arguments, *p.through)) for p in named]
        both = Value(Kind("ref", target=" & ".join(parts if whole else (*parts, ANYTHING))), 0, via)
        return self.property(both, name, at, via)

    def _lacks(self, kinds: Sequence[Kind], name: str, at: Range, via: str) -> None:
        """Notes a name that none of several types has: of the one that is declared in this file, where the others are written in place."""
        declared = [k for k in kinds if k.name == "ref"]
        if len(declared) == 1 and name[:1] not in UNNAMED and all(k.name == "record" or k in declared for k in kinds):
            self.emit(Value(Kind("ref", target=declared[0].target), 0, via, (name,), (at,)))

    def _lacks_in_place(self, value: Value, name: str, at: Range, via: str) -> None:
        """Notes a name that a type does not have which is written in place: it gets a name of its own among the values of the file.

        What a function gives that is handed on may have more names, and a template has names of others.
        """
        kind = value.kind
        of_props = value.via[:1] == "<"  # of which another rule tells
        if value.via in ("", TEMPLATE_PROPS) or of_props:
            return
        if kind.name != "record" or kind.target or not kind.members or name[:1] in UNNAMED:
            return
        own = self._placed(Typed(kind)).kind.target
        self.emit(Value(Kind("ref", target=own), 0, via, (name,), (at,)) if own else None)

    def _of_any(self, kind: Kind, name: str, at: Range, via: str) -> Value | None:
        """A property of one of several types that are written in place: of those that have it, else of the name that these have."""
        named = Value(Kind("ref", target=kind.target), 0, via, (name,), (at,)) if kind.target else None
        found: list[Value | None] = []
        for option in kind.options:
            part = self.value(Typed(option), via)
            fields = self._fields(part.kind) if part is not None and not part.through else None
            if part is None or fields is None:
                return named
            if any(f.name == name for f in fields):
                found.append(self.property(part, name, at, via))
        return self.either(found) or self.value(one_of(found), via) or named

    def _fields(self, kind: Kind) -> tuple[Field, ...] | None:
        """The properties of an inline type, or of a record of this file that has no others."""
        if kind.name == "record" or kind.members:
            return kind.members
        record = self.records.get(kind.target)
        if record is None or record.open:
            return None
        return (*record.fields, *record.methods) if record.methods else record.fields


def named_ranges(use: Use) -> list[Range]:
    """Where the names of a chain stand, without the steps that are no names."""
    return [at for name, at in zip(use.chain, use.ranges, strict=True) if name[:1] not in UNNAMED]


def _stands_for(declared: Record | Alias, kind: Kind) -> Mapping[str, Typed]:
    """What the type parameters of a declaration stand for in a reference to it."""
    given = (*kind.options, *declared.defaults[len(kind.options) :]) if kind.options else ()
    return bound(declared.generics, given)


def _rest(fields: Sequence[Field], name: str) -> Field | None:
    """What a function takes at a place that its rest parameter stands for."""
    index = name[1:-1] if name[:1] == "(" else ""
    rest = next(
        (f for f in fields if (at := REST.fullmatch(f.name)) and index.isdecimal() and int(at[1]) <= int(index)), None
    )
    return replace(rest, list_depth=rest.list_depth - 1) if rest is not None else None


def _defaults(kind: Kind) -> dict[str, Typed]:
    """What the type parameters of a function stand for where nothing says what they are."""
    return {m.name[1:]: Typed(m.kind, m.nullable, m.list_depth) for m in kind.members if m.name[:1] == "="}


def _is_whole(written: str) -> bool:
    """True for a type that has something under each key that another lists."""
    return written.startswith(_WHOLE_MAPS) or _MAPPED.match(written) is not None
