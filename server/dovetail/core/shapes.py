"""One normal form for what code exposes, whatever its language.

A language module turns a text into `FileShapes`; everything above reads only these. What cannot be resolved makes a
record *open* or a kind `unknown`; what is being typed is a `hole`. Neither is ever reported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Literal

from .dataclass import dataclass
from .text import Range
from .words import Casing, key

Layer = Literal["contract", "db", "api", "ui", "code"]
Presence = Literal["required", "optional", "defaulted"]
Nullable = Literal["yes", "no", "unknown"]
KindName = Literal[
    "string", "int", "float", "number", "bigint", "decimal", "boolean", "instant", "date", "time", "uuid", "bytes",
    "json", "enum", "ref", "record", "map", "union", "literal", "null", "any", "hole", "unknown",
]  # fmt: skip


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


def _tag_of(tags: tuple[Tag, ...], name: str) -> Tag | None:
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
    `range` covers the whole member with its separator and doc comment; removing it removes the field.
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

    @property
    def key(self) -> str:
        return key(self.wire or self.stored or self.name)

    def tag(self, name: str) -> Tag | None:
        return _tag_of(self.tags, name)


@dataclass(frozen=True, slots=True)
class Step:
    """What a utility type does to the fields of another: `pick` and `omit` with names, `partial`, `required`; or `unknown`."""

    how: str
    names: frozenset[str] = frozenset()


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
    in TypeScript, with what they take and give, or how an interface is called. `casing` is how fields without an alias are called on the
    wire, where a Python class says so. `gone` are the columns that statements take from a table which another file makes.
    `generics` are the names of its type parameters, and `defaults` (where any has one) what they stand for if nobody says so.
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

    def tag(self, name: str) -> Tag | None:
        return _tag_of(self.tags, name)

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
    """An enum, string-literal union, `as const` list, SQL enum, `Literal` … `open` where it has values that are not seen."""

    name: str
    name_range: Range
    range: Range
    members: tuple[Member, ...]
    layer: Layer
    construct: str
    doc: str = ""
    tags: tuple[Tag, ...] = ()
    open: bool = False

    def tag(self, name: str) -> Tag | None:
        return _tag_of(self.tags, name)


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
        return next((t for t in self.tags if t.name == name), None)


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
        return _tag_of(self.tags, name)


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
        return _tag_of(self.tags, name)


CAST = "as"
COLUMN = "column"  # how a name is said that is the key of a column of a table, which may be one of its own


@dataclass(frozen=True, slots=True)
class Use:
    """A property of a value whose type is known by name: `user.avatarUrl` where `user: User`.

    `chain` is the path of properties from the value: `props.user.email` is `("user", "email")` from `props`' type;
    `ranges` are theirs. `list_depth` counts the arrays around the value's type (`users: User[]`). The name `[]` in a chain is
    a step to one element of a list (`stats.logins.map((login) => login.id)` is `("logins", "[]", "id")` from `stats`' type);
    without it a name after a list is the array's own (`length`). Chains may share their first ranges. A type's name behind
    `typeof ` says that the members of an imported value are meant: `LIMITS.maxAttempts` is `("maxAttempts",)` of `typeof LIMITS`.
    A chain may have more steps that are no names: `()` to what a call gives, `(0)` and `(user)` to what a function takes there,
    `{}` to a dictionary with the value's own names: `load().id` is `("()", "id")` of `typeof load`. A step that begins with `<`
    carries the types that type parameters stand for, or (`<=`) those of what a call is given, which say so (`core/arguments.py`).
    Of what a route carries, a last step `=text` is the text that is put there.
    Steps without a place stand in the type's name: `User > team` is what `User["team"]` says, `A | B` one of two, `A & B` both at once.
    `via` is what the code calls the value; `CAST` where an object is only said to be of the type: `{ … } as User`.
    """

    type_name: str
    chain: tuple[str, ...]
    ranges: tuple[Range, ...]
    access: Literal["read", "write"]
    via: str
    list_depth: int = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text in quotes (or a key) that a value is compared with, or that stands where one is asked for. `use` leads to the value.

    The chain of `use` may be empty, where its type's name says all: `let state: BookingState = "open"`.
    """

    use: Use
    text: str
    range: Range


@dataclass(frozen=True, slots=True)
class Written:
    """An object literal where a value of a type is asked for, with all its names.

    `use` leads to the type, and `spread` to the types of what is spread into it. `texts` are the names that hold a text, with it.
    """

    use: Use
    names: tuple[str, ...]
    range: Range
    spread: tuple[Use, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """An object that is sent, written where it is sent: the part of an endpoint that it is, and all its names.

    `chain` leads to an object inside of that part: `("author",)`, `("items", "[]")`.
    """

    part: str
    range: Range
    names: tuple[str, ...]
    chain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """What goes on to, or comes from, another function: `chain` begins with the part, `callee` is the function as it is written there.

    What it gives is sent; where `callee` ends with a place, `readOrder(0)`, it is given what came in.
    """

    chain: tuple[str, ...]
    callee: str
    range: Range


@dataclass(frozen=True, slots=True)
class Modelled:
    """A part of what a route carries that is a value of a class: `chain` leads to it from the endpoint, `("response", "[]")`, and `type`
    is written as `languages/_python/written.py` says. `name` is that of the parameter that takes it: several bodies stand under
    their names.
    """

    chain: tuple[str, ...]
    type: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """A function whose results are objects that are written in it, or what others give; `name` is `Users.create` for a method.

    Chains begin with `()`, which stands for what it gives. One that reads what it is given, of no type, has the place behind its name:
    of `readOrder(0)` they begin with `(0)`. `unknown` where it says that this may be anything, so that it reads what it does not trust.
    """

    name: str
    name_range: Range
    carries: tuple[Use, ...]
    sent: tuple[Sent, ...] = ()
    passes: tuple[Passed, ...] = ()
    unknown: bool = False

    @property
    def takes(self) -> bool:
        """True where it is said what the function reads, and not what it gives."""
        return self.name.endswith(")")


@dataclass(frozen=True, slots=True)
class Route:
    """A route as a server registers it or a client calls it; `path` with `:name` for each parameter.

    `mounted` where it stands behind a prefix or a host that this file does not show: such a route matches by its end.
    `carries` are the names that it takes from its request and puts into its answer, or the other way round on the side of the
    client: uses of no type, whose chain begins with a part of an endpoint (`params`, `query`, `request`, `response`, `errors`).
    `sent` are the objects that it sends, all of whose names are seen, and `passes` what other functions give and it sends. `handler` is
    the function that it is given, where that is of another file (`users.create`), and `router` what it is registered on. `models` are the
    classes of what it carries, and `parts` those of an endpoint, where a description says what each holds.
    """

    method: str
    path: str
    range: Range
    method_range: Range
    path_range: Range
    side: Literal["server", "client", "described", "mock"]
    tags: tuple[Tag, ...] = ()
    mounted: bool = False
    carries: tuple[Use, ...] = ()
    sent: tuple[Sent, ...] = ()
    handler: str = ""
    router: str = ""
    passes: tuple[Passed, ...] = ()
    models: tuple[Modelled, ...] = ()
    parts: tuple[Field, ...] = ()

    def tag(self, name: str) -> Tag | None:
        return _tag_of(self.tags, name)


@dataclass(frozen=True, slots=True)
class Argument:
    """What a call is given at one place: `text` where it is written there, else `use` may lead to it.

    `texts` are the texts in an object that is given, by their keys, with their places. `carries` are the names in it, each behind the
    number of the place (`("2", "body", "note")`), and `sent` the objects all of whose names are seen.
    """

    range: Range
    text: str | None = None
    use: Use | None = None
    texts: tuple[tuple[str, str, Range], ...] = ()
    carries: tuple[Use, ...] = ()
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function of our own that may send a request: `callee` leads to what that function makes of its arguments.

    `name_range` is the name of the function where it is called. Paths among the arguments have `:name` for each parameter.
    """

    range: Range
    callee: Use
    name_range: Range
    given: tuple[Argument, ...]
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that takes requests, which a route of another file may be given; `name` is `Users.create` for a method."""

    name: str
    name_range: Range
    carries: tuple[Use, ...]
    sent: tuple[Sent, ...] = ()
    tags: tuple[Tag, ...] = ()
    passes: tuple[Passed, ...] = ()

    def tag(self, name: str) -> Tag | None:
        return _tag_of(self.tags, name)


@dataclass(frozen=True, slots=True)
class Mount:
    """A router that hangs behind a prefix: `app.use("/users", users)`. `router` and `on`, what it hangs on, are as written."""

    prefix: str
    router: str
    on: str
    range: Range


@dataclass(frozen=True, slots=True)
class Element:
    """A component at its call site: `<UserCard user={user} compact />`, with the names that it is given and their places.

    `open` where more may be given than is seen: a spread, or an attribute that is being typed.
    """

    name: str
    name_range: Range
    range: Range
    given: tuple[tuple[str, Range], ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """A name that comes from another module. `module` is as written; `original` is the name over there."""

    name: str
    original: str
    module: str
    range: Range


@dataclass(frozen=True, slots=True)
class Definition:
    """A top-level name that a file defines. `takes` is the named type of what a component (a function) is given first, if known.

    `members` are the names that a class of Python gives to who inherits from it, where it is no record; `*` as in `Record`.
    """

    name: str
    range: Range
    construct: str
    exported: bool
    takes: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What a name of Python stands for to those who use it; types are written as `languages/_python/written.py` says: `User[]` is a list.

    A `call` is a function, or a class's method (`Repo.find`), with its parameters (not `self`) and what it gives back; a `value` is a
    variable, property or attribute (`Repo.session`); an `alias` another name for a type; a `base` what a class inherits from;
    a `fixture` what pytest gives to tests under that name; a `back` what a model of Django is given by another that leads to it, where
    `takes` has the name of that other and the name of the model.
    """

    name: str
    how: Literal["call", "value", "alias", "base", "fixture", "back"]
    gives: str
    takes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ignore:
    """`dovetail-ignore RULE: reason`, which silences a rule on its own line and the next."""

    rule: str
    reason: str
    line: int
    range: Range


@dataclass(frozen=True, slots=True)
class Problem:
    """What a reader could not read: the rule it is reported under, where, and one sentence."""

    rule: str
    range: Range
    message: str
    replacement: str | None = None
    fix_title: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a contract's text that was read by itself. Two with one `content` say the same, wherever each stands.

    `names` are what it declares. What its declarations say depends besides on `bases`, and on those of `targets` that are
    aliases of the same file.
    """

    content: object
    names: tuple[str, ...]
    aliases: frozenset[str]
    bases: frozenset[str]
    targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class FileShapes:
    """All that a file exposes. `blocks` (of contracts alone) cover the text in order, each from its place in `starts` on; they
    say nothing that the rest does not.

    `values` are the top-level names of TypeScript that stand for values, with what is known of their types.
    """

    language: str
    records: tuple[Record, ...] = ()
    enums: tuple[Enum, ...] = ()
    constants: tuple[Constant, ...] = ()
    aliases: tuple[Alias, ...] = ()
    routes: tuple[Route, ...] = ()
    calls: tuple[Call, ...] = ()
    uses: tuple[Use, ...] = ()
    quoted: tuple[Quoted, ...] = ()
    written: tuple[Written, ...] = ()
    keys: tuple[
        Use, ...
    ] = ()  # of object literals that are records as well, and held to what they are said to be where that is one
    elements: tuple[Element, ...] = ()
    handlers: tuple[Handler, ...] = ()
    makers: tuple[Maker, ...] = ()
    mounts: tuple[Mount, ...] = ()
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    problems: tuple[Problem, ...] = ()
    holes: tuple[Range, ...] = ()
    signatures: tuple[Signature, ...] = ()
    values: tuple[Field, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), compare=False, repr=False)
    starts: Sequence[int] = field(default=(), compare=False, repr=False)

    @property
    def declarations(self) -> Sequence["Declaration"]:
        """The types, enums and constants, in the order of the text."""
        found: list[Declaration] = [*self.records, *self.enums, *self.constants, *self.aliases]
        return tuple(sorted(found, key=lambda d: d.range.start))

    @property
    def declared(self) -> tuple[str, ...]:
        """The names of the declarations, in the order of the text."""
        return tuple([d.name for d in self.declarations])

    @property
    def derived(self) -> Sequence[Block]:
        """The blocks whose declarations have bases."""
        return [b for b in self.blocks if b.bases]

    def declarations_around(self, offsets: Iterable[int]) -> Iterable["Declaration"]:
        """The declarations that some places may lie in, their edges included; others may be among them."""
        return self.declarations


Declaration = Record | Enum | Constant | Alias
NOTHING = FileShapes(language="")
