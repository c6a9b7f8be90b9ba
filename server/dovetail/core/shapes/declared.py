"""What code declares: types with their fields, enums, constants and aliases."""

from typing import Literal

from ..dataclass import dataclass
from ..text import Range
from ..words import Casing, key

Layer = Literal["contract", "db", "api", "ui", "code"]
Presence = Literal["required", "optional", "defaulted"]
Nullable = Literal["yes", "no", "unknown"]
KindName = Literal[
    "string", "int", "float", "number", "bigint", "decimal", "boolean", "instant", "date", "time", "uuid", "bytes",
    "json", "enum", "ref", "record", "map", "union", "literal", "null", "any", "hole", "unknown",
]  # fmt: skip

# How the schemas that check what a program is given are called as records and enums: their names are those of values.
_LIBRARIES = ("zod", "typebox", "valibot", "yup", "joi", "io-ts", "arktype", "json")
SCHEMA_OBJECTS = frozenset(f"{library} object" for library in _LIBRARIES)
# What Prisma reckons of many rows, each by the names of a row: `aggregate({ _sum: { cents: true } })`.
RECKONED = ("_sum", "_avg", "_min", "_max")
SCHEMA_ENUMS = frozenset(f"{library} enum" for library in _LIBRARIES)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in a comment: `@db users  prose`. The first word after the name is the value, the rest is prose.

    `range` covers the at-sign, the name and the value; `value_range` the value alone (empty, at its place, if none).
    """

    name: str
    value: str
    prose: str
    range: Range
    value_range: Range


def tag_of(tags: tuple[Tag, ...], name: str) -> Tag | None:
    for tag in tags:
        if tag.name == name:
            return tag
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, apart from its presence, its nullability and its list depth.

    `target` is the name a `ref` refers to; `values` are the members of an `enum` (or the one value of a `literal`), as they
    cross the wire; `members` are the fields of an inline `record`; `options` are the alternatives of a `union`;
    `text` is the type as it is written. The `options` of a `map` are the kind of its values, behind that of its keys where those are
    not just any text.

    What TypeScript makes of another type is `unknown`, and says how it is made, for those who follow values: `target` and `steps`
    for what is taken from it (`User["team"]` is `("team",)` of `User`, and no steps at all is `z.infer<typeof target>`); `("~",)` for
    some fields of its one option (`DeepPartial`; `("~", "pick", "id")` says which), `("&",)` for all its options at once, `("[]",)`
    for a list of its option, `("<T>",)` for what a type parameter stands for. Its `members` are those that are known: of a function
    `()`, what it gives, and `(0)`, what it takes there, and its `values` are the names of its type parameters. Of a
    function in a contract, where members are promises, these are its `signature`. The `options` of a `ref` are its type arguments.
    """

    name: KindName
    target: str = ""
    values: tuple[str, ...] = ()
    members: "tuple[Field, ...]" = ()
    options: "tuple[Kind, ...]" = ()
    text: str = ""
    steps: tuple[str, ...] = ()
    signature: "tuple[Field, ...]" = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field, column, property or prop.

    `name` is the name as the language has it; `wire` and `stored` are names given by an explicit alias, else None.
    `range` covers the whole member with its separator and doc comment; removing it removes the field. `items_nullable` says of a list
    whether what it holds may be null, in languages that write it apart from the kind.
    """

    name: str
    name_range: Range
    kind: Kind
    presence: Presence
    nullable: Nullable
    range: Range
    type_range: Range | None = None
    list_depth: int = 0
    wire: str | None = None
    stored: str | None = None
    doc: str = ""
    tags: tuple[Tag, ...] = ()
    relation: bool = False
    items_nullable: Nullable = "unknown"

    @property
    def key(self) -> str:
        return key(self.wire or self.stored or self.name)

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name) if self.tags else None


@dataclass(frozen=True, slots=True)
class Step:
    """What a utility type does to the fields of another: `pick` and `omit` with names, `partial`, `required`, perhaps too; or `unknown`."""

    how: str
    names: frozenset[str] = frozenset()


PUT_IN = "put in"  # how a type refers to what a program puts into its text
OF_MODEL = "fields of"  # how a serializer refers to the model whose fields it has
RENAMED = "renamed"  # how a change of a table refers to the name that it had


@dataclass(frozen=True, slots=True)
class Reference:
    """A name of another type that a declaration conforms to or is made of, and how it says so (`satisfies`, `extends` …).

    `steps` is what is done to its fields, the innermost first, and `arguments` are its type arguments.
    """

    name: str
    range: Range
    how: str
    steps: tuple[Step, ...] = ()
    arguments: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """An interface, object type, model, table, class with fields or props type.

    `open` is true where a base, spread or mix-in could not be resolved, so that fields may exist that are not seen.
    `insert_at` is the start of a line: a new member goes there with its indentation and a line break. None where it cannot.
    `members` are the names of a class that are not fields: its methods, properties and constants, and what a constructor
    takes besides. Among them `*` says that more may be inherited, and `**` that any name may be used. `methods` are those of a class
    in TypeScript, with what they take and give, or how an interface is called; in GraphQL, fields with the arguments that they
    take, as the members of a record. `casing` is how fields without an alias are called on the
    wire, where a Python class says so. `gone` are the columns that statements take from a table which another file makes.
    `generics` are the names of its type parameters, and `defaults` (where any has one) what they stand for if nobody says so.
    `others` is what fields of any other name hold, where a contract has an index signature.
    """

    name: str
    name_range: Range
    range: Range
    fields: tuple[Field, ...]
    layer: Layer
    construct: str
    open: bool = False
    exported: bool = True
    doc: str = ""
    tags: tuple[Tag, ...] = ()
    conforms: tuple[Reference, ...] = ()
    bases: tuple[Reference, ...] = ()
    insert_at: int | None = None
    table: str | None = None
    members: tuple[str, ...] = ()
    methods: tuple[Field, ...] = ()
    casing: Casing | None = None
    gone: tuple[tuple[str, Range], ...] = ()
    generics: tuple[str, ...] = ()
    defaults: tuple[Kind, ...] = ()
    others: Kind | None = None

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name) if self.tags else None

    def field(self, name_key: str) -> Field | None:
        """The field with the words of a name (a `words.key`)."""
        return next((f for f in self.fields if f.key == name_key), None)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an enum: its name in the language, and its value on the wire."""

    name: str
    value: str
    range: Range


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum, string-literal union, `as const` list, SQL enum, `Literal` … `open` where it has values that are not seen.

    `conforms` has the type that a schema says it checks for: `z.enum([…]) satisfies z.ZodType<Mood>`.
    """

    name: str
    name_range: Range
    range: Range
    members: tuple[Member, ...]
    layer: Layer
    construct: str
    doc: str = ""
    tags: tuple[Tag, ...] = ()
    open: bool = False
    conforms: tuple[Reference, ...] = ()

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name) if self.tags else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a constant; `name` is empty for a constant that is a plain value, and `outer.inner` for a nested one.

    `value` is the same text in every language: a string in double quotes as JSON writes it, a number in its shortest decimal
    form, `true`, `false`, `null`; what is not a literal is its source.
    """

    name: str
    value: str
    name_range: Range
    range: Range
    doc: str = ""
    tags: tuple[Tag, ...] = ()

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name) if self.tags else None


@dataclass(frozen=True, slots=True)
class Constant:
    """A named literal value, or an `as const` object of them."""

    name: str
    name_range: Range
    range: Range
    entries: tuple[Entry, ...]
    doc: str = ""
    tags: tuple[Tag, ...] = ()

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name) if self.tags else None


@dataclass(frozen=True, slots=True)
class Alias:
    """A type alias that is neither a record nor an enum: `type Id = string`, `type Result = A | B`."""

    name: str
    name_range: Range
    range: Range
    kind: Kind
    nullable: Nullable = "no"
    list_depth: int = 0
    doc: str = ""
    tags: tuple[Tag, ...] = ()
    generics: tuple[str, ...] = ()
    defaults: tuple[Kind, ...] = ()

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name) if self.tags else None


Declaration = Record | Enum | Constant | Alias
