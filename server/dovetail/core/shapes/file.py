"""All that a file exposes."""

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Literal

from ..dataclass import dataclass
from ..text import Range
from ..words import Casing
from .declared import Alias, Constant, Declaration, Enum, Field, Record, Tag
from .ordered import Ordering
from .requests import Call, ErrorClass, Form, Handler, Maker, Mount, Opened, Raised, Route, Sender, Thrown, Wired
from .used import Element, Given, Props, Quoted, Use, Written


@dataclass(frozen=True, slots=True)
class Import:
    """A name that comes from another module. `module` is as written; `original` is the name over there."""

    name: str
    original: str
    module: str
    range: Range


PYDANTIC_1 = "pydantic 1"
PYDANTIC_2 = "pydantic 2"
COMPONENT = "component"  # the construct of a definition that is a whole file, as in Vue


@dataclass(frozen=True, slots=True)
class Definition:
    """A top-level name that a file defines. `takes` is the named type of what a component (a function) is given first, if known.

    `members` are the names that a class of Python gives to who inherits from it, where it is no record; `*` as in `Record`. `casing`
    is how the fields of those are then called on the wire.
    """

    name: str
    range: Range
    construct: str
    exported: bool
    takes: str = ""
    members: tuple[str, ...] = ()
    casing: Casing | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """What a name of Python stands for to those who use it; types are written as `_python/syntax/written.py` says: `User[]` is a list.

    A `call` is a function, or a class's method (`Repo.find`), with its parameters (not `self`) and what it gives back; a `value` is a
    variable, property or attribute (`Repo.session`); an `alias` another name for a type; a `base` what a class inherits from;
    a `fixture` what pytest gives to tests under that name; a `back` what a model of Django is given by another that leads to it, where
    `takes` has the name of that other and the name of the model; `replies` a function that answers with what it is given in the place
    which `gives` says, and `reads` one that reads a request as the class in that place.
    """

    name: str
    how: Literal["call", "value", "alias", "base", "fixture", "back", "replies", "reads"]
    gives: str
    takes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """A call of a function of Python with what it is given, for those functions that say no types of their own.

    `callee` leads to the function and is written as types are: `typeof send`, `Service!create`, `Service!__init__`. `takes` are the types
    of arguments by the names or places of parameters; under `return` stands what the result of the call is taken for.
    """

    callee: str
    takes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ignore:
    """`dovetail-ignore RULE: reason`, which silences a rule on its own line and the next."""

    rule: str
    reason: str
    line: int
    range: Range


EVERY_MODEL = "*"


@dataclass(frozen=True, slots=True)
class Extension:
    """What a client of Prisma is extended by: the names that rows have besides, or with another value, each behind its model as the client
    calls it, or behind `*` for all models.

    `asked` where queries go through it, which may be given something else there; `seen` is false where it may hold more than is written.
    """

    names: tuple[tuple[str, str], ...] = ()
    asked: bool = False
    seen: bool = True


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
    aliases of the same file. `abroad` are the names that other files must be asked for: `METHODS` in `(typeof METHODS)[number]`
    where no constant of the file has it, and `import("./billing.contract").Invoice`.
    """

    content: object
    names: tuple[str, ...]
    aliases: frozenset[str]
    bases: frozenset[str]
    targets: frozenset[str]
    abroad: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FileShapes:
    """All that a file exposes. `blocks` (of contracts alone) cover the text in order, each from its place in `starts` on; they
    say nothing that the rest does not.

    `values` are the top-level names of TypeScript that stand for values, with what is known of their types. `library` is the version
    that a file shows of a library whose versions mean different things by the same code. `intercepts` is true for a file that changes the
    answers of clients in a way which is not followed. `answered` are the values that functions of TypeScript may answer a request with,
    each with its place and type. `wrappers` are the interceptors of a server that put what handlers give into another
    object, each with the names of that, first the one under which it stands; with none where that is not seen.
    """

    language: str
    records: tuple[Record, ...] = ()
    enums: tuple[Enum, ...] = ()
    constants: tuple[Constant, ...] = ()
    aliases: tuple[Alias, ...] = ()
    routes: tuple[Route, ...] = ()
    calls: tuple[Call, ...] = ()
    senders: tuple[Sender, ...] = ()
    uses: tuple[Use, ...] = ()
    quoted: tuple[Quoted, ...] = ()
    given: tuple[Given, ...] = ()
    written: tuple[Written, ...] = ()
    # Of object literals that are records as well, and held to what they are said to be where that is one.
    keys: tuple[Use, ...] = ()
    elements: tuple[Element, ...] = ()
    props: tuple[Props, ...] = ()
    handlers: tuple[Handler, ...] = ()
    inherited: tuple[Route, ...] = ()  # that views have where a base in another file brings them
    makers: tuple[Maker, ...] = ()
    mounts: tuple[Mount, ...] = ()
    opened: tuple[Opened, ...] = ()
    wired: tuple[Wired, ...] = ()
    orderings: tuple[Ordering, ...] = ()
    forms: tuple[Form, ...] = ()
    raised: tuple[Raised, ...] = ()
    thrown: tuple[Thrown, ...] = ()
    answers_status: bool = False  # with that of an error, whatever it is
    error_classes: tuple[ErrorClass, ...] = ()
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    bindings: tuple[
        Tag, ...
    ] = ()  # the `@contract` tags of all comments, but those that speak of a value in a function
    problems: tuple[Problem, ...] = ()
    holes: tuple[Range, ...] = ()
    signatures: tuple[Signature, ...] = ()
    handed: tuple[Handed, ...] = ()
    values: tuple[Field, ...] = ()
    answered: tuple[Field, ...] = ()
    library: str = ""
    intercepts: bool = False
    wrappers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extensions: tuple[Extension, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), compare=False, repr=False)
    starts: Sequence[int] = field(default=(), compare=False, repr=False)

    @property
    def declarations(self) -> Sequence[Declaration]:
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

    @property
    def abroad(self) -> frozenset[str]:
        """The names that other files must be asked for."""
        return frozenset(name for b in self.blocks for name in b.abroad)

    def standing(self, blocks: Sequence[Block]) -> tuple[int, int]:
        """How many blocks at the head and at the tail are known to be those of an earlier reading; more may be the same."""
        return 0, 0

    def declarations_around(self, offsets: Iterable[int]) -> Iterable[Declaration]:
        """The declarations that some places may lie in, their edges included; others may be among them."""
        return self.declarations


NOTHING = FileShapes(language="")
