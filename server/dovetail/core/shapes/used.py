"""What code does with values whose types are known by name."""

from typing import Literal

from ..dataclass import dataclass
from ..text import Range
from .declared import Field

CAST = "as"
EXPECTED_PART = "as far as expected"  # how a name is said that a test expects among others
COPY = "a copy"
MOCKED = "as answered"  # how a name is said in what a test lets a request answer that is sent for the value
EXPECTED_WHOLE = "as expected"  # how an object is said that a test expects a value to be, with all that it has
COLUMN = "a column"  # how a name is said that is the key of a column of a table, or that `in` asks for: it may be another one
CHOICE = "a choice"  # what leads to a text that a page offers, which is a text whatever it stands for
OF_ROWS = "~"  # behind the name of a contract that a value is said to be: its names may be those of columns
IN_QUERY = "in a query"  # how a name is said that stands in the text of a query, which may also name the column
IN_PART = "in part"  # how a name is said of a value that may have only some of its type's fields: `Partial<User>`
NAME_ALONE = "a name"  # how a name of a record is said under which something else stands, such as what is wrong with it
INDEXED = "a key"  # how a text is said that is a key of an object which a value is looked up in: there may be others
ITSELF = "(=)"  # in the place of a chain: a text stands beside a whole value, or where one is asked for
OF_KIND = ":"  # before the kind of a value that is put where a chain of what a route carries leads
WRITES = "[written]"  # a step from a schema of marshmallow, or a serializer, to the objects that it writes
TAKEN = "is taken"  # how a value is said that the program itself asks for as a text, a number or a truth value: the type is called so
ROWS_OF = "rows of sql "  # before the name of the table whose rows are said to be of a type: `knex<UserRow>("users")`
STATED = "statement"  # how it is said that rows of a table are of a type where a statement gives them: `query<UserRow>("SELECT …")`
RPC_CLIENT = (
    "rpc client "  # before the name of a service of Protocol Buffers, for what calls it; and for what serves it:
)
RPC_SERVER = "rpc server "
ROW_TYPE = "row type"  # how a name of a record is said that a program calls the row of a statement


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
    Of what a route carries, a last step `=text` is the text that is put there, and `:int` the kind of the value.
    Of a field of GraphQL, `(id)` is an argument, and a step behind it that begins with `($` or `(=` what it is given.
    Steps without a place stand in the type's name: `User > team` is what `User["team"]` says, `A | B` one of two, `A & B` both at once.
    `via` is what the code calls the value; `CAST` where an object is only said to be of the type: `{ … } as User`,
    `COPY` where it may have more than that, as a copy of another has.
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


Plain = Literal["text", "number", "boolean", "null", "undefined", "list", "object", "moment", "held"]


@dataclass(frozen=True, slots=True)
class Given:
    """A value that is written out where a type is asked for, and shows by itself what it is. `use` leads to the type.

    In TypeScript, texts that are `Quoted` are not among these. One that is `held` is read of something, as `order.total`; `taken` is the
    place at which a name took it out of that: `const { total } = order`.
    """

    use: Use
    plain: Plain
    range: Range
    taken: Range | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """An object literal where a value of a type is asked for, with all its names.

    `use` leads to the type, and `spread` to the types of what is spread into it. `texts` are the names that hold a text, with it.
    In Python it may be a call that makes an object of a class, where `(0)` is the name of what stands in the first place.
    `keyed` where `use` leads to what the names are: of `Record<State, string>`, to `State`.
    """

    use: Use
    names: tuple[str, ...]
    range: Range
    spread: tuple[Use, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    keyed: bool = False


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
class Props:
    """What a component is given where it is used, by its props; of what is not known the kind is unknown.

    What is spread into them goes by the name `...`.
    """

    component: str
    given: tuple[Field, ...]
