"""What goes over the wire: the routes of servers and clients, and the functions that stand between them and the data."""

from typing import Literal

from ..dataclass import dataclass
from ..text import Range
from .declared import Field, Tag, tag_of
from .used import Use

NO_ROUTE = "*"  # in the place of a handler's name: what it refuses is asked of no endpoint
THROWN = "(thrown)"  # in the place of a handler's name: an error that its framework answers with as it is
REFUSAL_READ = (
    "(refusal)"  # in the place of a handler's name: a client, which reads what was refused of whatever it asked for
)
OF_CAUGHT = "caught "  # before the name of a class of errors: an error that is caught, or expected by a test
ASKED = "asked"  # in the place of a part of an endpoint: whichever part of a request has what is asked for
ADDRESS = "address"  # the part of a request that is put into a path by its name: into its parameters, or as its query
NAMED_PATH = "="  # at the start of a segment of a path: what a name of another file stands for
OF_CLIENT = "base:"  # before a path that the client itself puts before what it asks for
OTHERS = "**"  # in the place of a parameter's name: what a function of Python is given by the names of no parameter


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

    What it gives is sent; where `callee` ends with a place, `readOrder(0)`, it is given what came in. `given` is what a call names of the
    dictionary that is made, `order(note="b")`: where the function puts whatever it is given by other names into it.
    """

    chain: tuple[str, ...]
    callee: str
    range: Range
    given: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Modelled:
    """A part of what a route carries that is a value of a class: `chain` leads to it from the endpoint, `("response", "[]")`, and `type`
    is written as `languages/_python/syntax/written.py` says. `name` is that of the parameter that takes it: several bodies stand under
    their names. `range` is that of the type, where it is known, and `direct` is true where nothing can have been taken out of the answer
    on the way to it. `status` is the one that the class is said to be answered with. `through` is a function of the program
    that reads the request or makes the answer, as it is called: whether it does that to the whole, those know who see all files.
    Where the type is empty, the value at the range shows by itself what it is: it is one of `FileShapes.answered`.
    """

    chain: tuple[str, ...]
    type: str
    name: str = ""
    range: Range = Range(0, 0)
    direct: bool = False
    status: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """A function whose results are objects that are written in it, or what others give; `name` is `Users.create` for a method.

    Chains begin with `()`, which stands for what it gives. One that reads what it is given, of no type, has the place behind its name:
    of `readOrder(0)` they begin with `(0)`. `unknown` where it says that this may be anything, so that it reads what it does not trust.
    `parameters` are those of a function of Python that puts what it is given by other names into what it makes; None for any other.
    `parts` are what a dependency of FastAPI takes, with its types, as those of a route.
    """

    name: str
    name_range: Range
    carries: tuple[Use, ...]
    sent: tuple[Sent, ...] = ()
    passes: tuple[Passed, ...] = ()
    unknown: bool = False
    parameters: frozenset[str] | None = None
    parts: tuple[Field, ...] = ()

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
    the function that it is given, where that is of another file (`users.create`), and `router` what it is registered on. `name` is that of
    what describes it, where another file may register it, or what code calls the path by (`reverse("user-list")`). `models` are the
    classes of what it carries, and `parts` those of an endpoint, where a description says what each holds. `behind` is the name of
    another file that stands before the path of a client: of a constant with the first part of it, perhaps; behind `url:` it is the name
    of the whole path, and behind `base:` the path that the client itself puts before. `prefix` is what the router itself puts before the
    path.
    """

    method: str
    path: str
    range: Range
    method_range: Range
    path_range: Range
    side: Literal["server", "client", "described", "mock", "inherited"]
    tags: tuple[Tag, ...] = ()
    mounted: bool = False
    carries: tuple[Use, ...] = ()
    sent: tuple[Sent, ...] = ()
    handler: str = ""
    router: str = ""
    passes: tuple[Passed, ...] = ()
    models: tuple[Modelled, ...] = ()
    parts: tuple[Field, ...] = ()
    behind: str = ""
    name: str = ""
    prefix: str = ""

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name)


@dataclass(frozen=True, slots=True)
class Argument:
    """What a call is given at one place: `text` where it is written there, else `use` may lead to it.

    `texts` are the texts in an object that is given, by their keys, with their places. `carries` are the names in it, each behind the
    number of the place (`("2", "body", "note")`), and `sent` the objects all of whose names are seen. `models` are the types that
    names have which are given, each behind its place (`("2", "body")`). `name` is that of a keyword, at `name_range`. `behind` is the
    name of what another file has that stands before the text.
    """

    range: Range
    text: str | None = None
    use: Use | None = None
    texts: tuple[tuple[str, str, Range], ...] = ()
    carries: tuple[Use, ...] = ()
    sent: tuple[Sent, ...] = ()
    models: tuple[Modelled, ...] = ()
    name: str = ""
    name_range: Range = Range(0, 0)
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function of our own that may send a request: `callee` leads to what that function makes of its arguments.

    `name_range` is the name of the function where it is called. Paths among the arguments have `:name` for each parameter. `models` say
    of which type the answer is, and (in Python) `carries` what is read of it and `passes` to which functions it goes on.
    """

    range: Range
    callee: Use
    name_range: Range
    given: tuple[Argument, ...]
    tags: tuple[Tag, ...] = ()
    models: tuple[Modelled, ...] = ()
    carries: tuple[Use, ...] = ()
    passes: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """A function of Python that sends a request for who calls it; `name` is `Client.users` for a method.

    One that is told the path has `roles`: which of its `parameters` is which part of the request (`path`, `method`, `params`, `json`,
    `data`), `**` for all that it is given by other names. It always has `method`, if that is not empty, and `before` stands before each
    path; `rest` where it hands on what it is given by other names to a client. One that says the path itself has `asks`, the place of the
    call that does so, and `takes`: where in the request its parameters stand. `gives` is whether it gives the answer to a call
    or the value in it, or `either`, as who it asks does; `chain` says what is taken of it.
    """

    name: str
    parameters: tuple[str, ...]
    gives: Literal["", "answer", "value", "either"] = ""
    roles: tuple[tuple[str, str], ...] = ()
    method: str = ""
    before: str = ""
    rest: bool = False
    asks: Range | None = None
    chain: tuple[str, ...] = ()
    takes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that takes requests, which a route of another file may be given; `name` is `Users.create` for a method.

    `refuses` where it answers whatever request was refused; what it then passes are properties of the error, `err.code`. `models` are the
    classes of what it carries.
    """

    name: str
    name_range: Range
    carries: tuple[Use, ...]
    sent: tuple[Sent, ...] = ()
    tags: tuple[Tag, ...] = ()
    passes: tuple[Passed, ...] = ()
    refuses: bool = False
    models: tuple[Modelled, ...] = ()

    def tag(self, name: str) -> Tag | None:
        return tag_of(self.tags, name)


@dataclass(frozen=True, slots=True)
class Mount:
    """A router that hangs behind a prefix: `app.use("/users", users)`. `router` and `on`, what it hangs on, are as written.

    `instead` where the prefix stands in the place of the router's own, as that of a blueprint of Flask does. `name` is what code calls
    the place, `basename-` where its routes have names behind that. `path_range` is where the prefix is written, if it is a literal, and
    `rooted` where all of this hangs on an application in the end, and nothing is left that could stand before.
    """

    prefix: str
    router: str
    on: str
    range: Range
    instead: bool = False
    name: str = ""
    path_range: Range | None = None
    rooted: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A route that another file describes, and that is registered here with its handler: `router.openapi(routes.list, handlers.list)`."""

    described: str
    handler: str
    range: Range


@dataclass(frozen=True, slots=True)
class Raised:
    """An error that a program makes: `new HttpProblem(409, "SOLD_OUT")`; `texts` are those that it is given, by their places, and `named`
    those by the names of parameters.
    """

    name: str
    texts: tuple[tuple[int, str, Range], ...]
    named: tuple[tuple[str, str, Range], ...] = ()


@dataclass(frozen=True, slots=True)
class Thrown:
    """A status that code throws with an error, and where it stands. `maker` is the class or function that makes the error, as it is
    written, and `function` the one that throws it, `Users.load` for a method; empty where that has no name.
    """

    status: str
    range: Range
    maker: str
    function: str


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """A class that may be one of errors, and its base. `keeps` are the properties that it gives what it is given, by its place; `says`
    those that are texts; `hands` the places of its base, each with its own; `texts` what it gives its base itself; `takes` the names of
    its parameters, where calls may say them; `types` the names of the types that these are said to be, by place.
    `has` are all properties that it names anywhere, None where it may have others; `alone` is true where calls may give it `takes` alone.
    `status` is that of the answer to such an error, where its class says one, with its place.
    """

    name: str
    base: str
    keeps: tuple[tuple[str, int], ...]
    says: tuple[tuple[str, str, Range], ...]
    hands: tuple[tuple[int, int], ...]
    texts: tuple[tuple[int, str, Range], ...]
    takes: tuple[str, ...] = ()
    types: tuple[tuple[str, int], ...] = ()
    has: tuple[str, ...] | None = None
    alone: bool = False
    status: tuple[str, Range] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form with the names of its fields, or a function that takes one with the names that it takes: `action` is the function.

    In a form `texts` are what fields let choose from, by their names. A function may check all of a form by `schemas`, and says by `casts`
    of which type a field is, or of which member of one. `open` where more may be in the form, or be taken of it, than is seen.
    """

    action: str
    fields: tuple[tuple[str, Range], ...]
    takes: bool = False
    open: bool = False
    texts: tuple[tuple[str, str, Range], ...] = ()
    schemas: tuple[str, ...] = ()
    casts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wired:
    """What a function or a class is given to work with: `new UserController({ userService })`, for what stands in the place of a type.

    `callee` is as it is written. `given` are the places, what lies there in the object (`.userService`; empty for the whole), and what
    that is: `new UserService`, `makeUsers()`, `models.User`, `UserController(0).userService` for what is itself given.
    """

    callee: str
    given: tuple[tuple[int, str, str], ...]
