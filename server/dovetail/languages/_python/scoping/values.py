"""Values of a class that is known by name, and the names of a scope, for following them through Python code."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Final, Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import ITSELF, Given, Plain, Quoted, Use, Written
from dovetail.core.text import Range
from dovetail.core.written import divided

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.written import QUERY, STEP
from .fixtures import FIXTURE

ELEMENT: Final = "[]"
CALL: Final = "()"
DUMPED: Final = "{}"
ALIASED: Final = "{alias}"  # dumped under the names that it has on the wire
DUMPS: Final = frozenset({DUMPED, ALIASED})
ENTERED: Final = "[with]"
NARROWED: Final = "?"  # a step to those of several classes that a test leaves: `?kind=card`, `?kind!card`, `?not=Card`
REST: Final = "(**)"
OF_COLUMN: Final = "#"  # between a class, or a table of SQLAlchemy, and the column of it that is a part of a row
_OF_ROWS = frozenset("count index tuple t keys values items get".split())
TYPE_OF: Final = "typeof "
# What holds values rather than is one: a list of what a chain leads to, a map by keys and its items, a statement of an ORM (also
# one that joins), the rows that it gives, one of them, a query that is statement and rows at once, rows that are dictionaries,
# a frame of pandas, and what a test keeps an error in.
Form = Literal[
    "",
    "list",
    "map",
    "items",
    "select",
    "joined",
    "rows",
    "row",
    "query",
    "joined query",
    "values",
    "named values",
    "picked",
    "frame",
    "raised",
]
COMPREHENSIONS = frozenset("list_comprehension set_comprehension generator_expression dictionary_comprehension".split())
_OWN_SCOPE = COMPREHENSIONS | {"function_definition", "class_definition", "lambda"}
_BINDING = frozenset(
    "assignment augmented_assignment for_statement named_expression function_definition class_definition as_pattern_target "
    "case_pattern import_statement import_from_statement global_statement nonlocal_statement delete_statement".split()
)
_LONGEST = 12
_SELECT = re.compile(r"(?:\w+\.)*(?:Select|Query|ScalarSelect)<\(?(.*?),?\)?>")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a named type, in `depth` lists, and the names that were taken from it so far.

    In a `form` it is not that value itself, but what holds such values. `columns` are the types of a row's parts.
    """

    type_name: str
    depth: int = 0
    chain: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    form: Form = ""
    columns: tuple[str, ...] = ()

    def property(self, name: str, at: Range) -> "Value | None":
        if (self.depth and not self.chain) or self.form or len(self.chain) >= _LONGEST:
            return None
        return replace(self, chain=(*self.chain, name), ranges=(*self.ranges, at))

    def listed(self) -> "Value | None":
        """A list of such values."""
        if self.form:
            return None
        return replace(self, form="list") if self.chain else replace(self, depth=self.depth + 1)

    def called(self, method: str, at: Range) -> "Value | None":
        """What a method of its own gives of a query, which those know who see its class."""
        if len(self.chain) + 3 > _LONGEST:
            return None
        start = (
            replace(self, type_name=TYPE_OF + self.type_name, chain=("objects",), ranges=(at,))
            if self.columns
            else self
        )
        chain, ranges = (*start.chain, method, CALL), (*start.ranges, at, at)
        return replace(start, chain=chain, ranges=ranges, form="query", columns=())

    def held(self) -> "Value":
        """One of the values that it holds. Which model a query is of that a chain leads to, others know."""
        found = Value(self.type_name, self.depth, self.chain, self.ranges)
        if self.form != "query" or self.columns:
            return found
        at = self.ranges[-1] if self.ranges else Range(0, 0)
        return replace(found, chain=(*found.chain, ELEMENT), ranges=(*found.ranges, at))

    def part(self, number: int, at: Range) -> "Value | None":
        """A part of a row or a tuple, by its number from 0."""
        if self.form == "row":
            known = number < len(self.columns) and OF_COLUMN not in self.columns[number]
            return value_of(self.columns[number]) if known else None
        return self.property(f"[{number}]", at) if self.leads() else None

    def column(self, name: str, at: Range) -> "Value | None":
        """A part of a row by its name, where the statement says all names. One that no column has is asked of the whole row."""
        owners = {c.partition(OF_COLUMN)[2]: c.partition(OF_COLUMN)[0] for c in self.columns}
        if (
            self.form not in ("row", "picked")
            or not all(OF_COLUMN in c for c in self.columns)
            or name in _OF_ROWS
            or name[:1] == "_"
        ):
            return None
        if name not in owners and (row := written_of(self)):
            return Value(row).property(name, at)
        owner = owners.get(name, self.type_name)
        if owner.startswith(TYPE_OF):
            return Value(owner, 0, ("c", name), (at, at))
        return Value(owner).property(name, at) if owner else None

    def leads(self) -> bool:
        """True where only who sees all files knows what it is: behind names, or of a type that is made of others."""
        return not self.form and (
            bool(self.chain) or self.type_name.startswith((TYPE_OF, "@")) or self.type_name[-1:] in ")}>"
        )

    def element(self, at: Range) -> "Value | None":
        """One element, where the value is used as a list, or what is iterated over."""
        match self.form:
            case "rows":
                return replace(self, form="row")
            case "query" | "list":
                return self.held()
            case "values" if self.columns:
                return replace(self, form="picked")
            case "values":
                return self.held().property(DUMPED, at)
            case "":
                pass
            case _:
                return None
        if self.leads() and not (self.depth and not self.chain):
            return self.property(ELEMENT, at)
        return replace(self, depth=self.depth - 1) if self.depth else None


def value_of(written: str) -> Value | None:
    """A value of a type as `written` says it; None where nothing is said."""
    name = written.rstrip("[]") if written.endswith("[]") else written
    depth = (len(written) - len(name)) // 2
    inner = name[1:-1] if name[:1] == "{" else ""
    held = inner.rstrip("[]") if inner.endswith("[]") else inner
    if not name:
        return None
    if name[0] == QUERY and not depth and _is_plain(name[1:]):
        return Value(name[1:], form="query", columns=(name[1:],))
    if name[0] == "(" and depth < 2:
        columns = tuple(divided(name[1:-1]))
        first = next((own for c in columns if (own := c.partition(OF_COLUMN)[0])), None)
        return Value(first, form="rows" if depth else "row", columns=columns) if first is not None else None
    if held and not depth and _is_plain(held):
        return Value(held, (len(inner) - len(held)) // 2, form="map")
    if (selected := _SELECT.fullmatch(name)) is not None and not depth:
        columns = tuple(divided(selected[1]))
        return Value(columns[0], form="select", columns=columns) if columns and _is_plain(columns[0]) else None
    return Value(name, depth)


def written_of(value: Value | None) -> str:
    """The type of a value as `written` says it; empty where it is not known. `load!()!user` is what a chain of steps leads to."""
    if value is None:
        return ""
    plain = value.type_name + "[]" * value.depth
    if value.chain:
        plain = STEP.join((plain, *("[*]" if step == ELEMENT else step for step in value.chain)))
    elif value.type_name.startswith(TYPE_OF) and "." not in value.type_name and FIXTURE not in value.type_name:
        return ""
    match value.form:
        case "":
            return plain
        case "list":
            return f"{plain}[]"
        case "map":
            return f"{{{plain}}}"
        case "query" if value.columns:
            return QUERY + plain
        case "query":
            return plain  # a class of queries
        case "row" | "rows" | "picked" | "values" if any(value.columns) and _is_told(value.columns):
            return f"({','.join(value.columns)},)" + "[]" * (value.form in ("rows", "values"))
        case _:
            return ""


def _is_told(columns: tuple[str, ...]) -> bool:
    """True for the parts of a row that others can be told: types, or columns of classes with their names, but no mixture of the two."""
    named = [OF_COLUMN in c for c in columns]
    return not any(named) or (all(named) and not any(c.startswith(TYPE_OF) for c in columns))


def _is_plain(written: str) -> bool:
    return bool(written) and written.replace(".", "").isidentifier()


@dataclass
class Scope:
    """The names of a module, function or comprehension. None is a value of which nothing is known; it hides outer ones.

    A name that is not in `names` is not bound yet, or is None itself. `inline` scopes run where they stand, so they see what
    the outer one holds at that moment; others see only what the outer one binds once.
    """

    parent: "Scope | None" = None
    bound: Counter[str] = field(default_factory=Counter[str])
    names: dict[str, Value | None] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    inline: bool = False
    returns: Value | None = None
    function: str = ""  # the name of the function that it is of, where that stands at the top of the file
    given: "list[Value | None]" = field(default_factory=list["Value | None"])  # what it gives back, at each place

    def look_up(self, name: str) -> Value | None:
        if name in self.names or name in self.bound or name in self.hidden:
            return self.names.get(name)
        if self.parent is None or (not self.inline and self.parent.rebinds(name)):
            return None
        return self.parent.look_up(name)

    def declares(self, name: str) -> bool:
        """True where a name is a variable here or outside, so that it does not stand for the class of that name."""
        here = name in self.names or name in self.bound or name in self.hidden
        return here or (self.parent is not None and self.parent.declares(name))

    def rebinds(self, name: str) -> bool:
        return self.bound[name] > 1 or (self.inline and self.parent is not None and self.parent.rebinds(name))

    def bind(self, name: str, value: Value | None) -> None:
        self.names[name] = None if name in self.hidden else value

    def forget(self, name: str) -> None:
        """Knows nothing about a name from here on."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        (scope or self).names[name] = None


@dataclass
class Uses:
    """The uses that were seen, each once."""

    places: dict[tuple[str, tuple[Range, ...]], Use] = field(default_factory=dict)
    quoted: list[Quoted] = field(default_factory=list[Quoted])
    given: list[Given] = field(default_factory=list[Given])
    written: list[Written] = field(default_factory=list[Written])
    asked: frozenset[int] = frozenset()  # the calls, by the ids of their nodes, whose functions are wanted
    sent: frozenset[int] = frozenset()  # where the names of methods end that give what is sent, and are wanted as well
    callees: dict[int, Use] = field(default_factory=dict[int, Use])

    def call(self, node: Node, function: Value | None) -> None:
        """Notes which function a call is of, where somebody wants to know."""
        if function is None or function.form:
            return
        if node.id in self.asked or (self.sent and function.ranges and function.ranges[-1].end in self.sent):
            self.callees[node.id] = Use(function.type_name, function.chain, function.ranges, "read", "", function.depth)

    def emit(self, value: Value | None, access: Literal["read", "write"] = "read", via: str = "") -> None:
        if value is not None and not value.form and value.chain and value.chain[-1].isidentifier():
            use = Use(value.type_name, value.chain, value.ranges, access, via, value.depth)
            self.places.setdefault((use.type_name, use.ranges), use)

    def quote(self, value: Value | None, text: str, at: Range, via: str = "") -> None:
        """Notes a text that a field is compared with, or given."""
        ends = value.chain[-1] if value is not None and not value.form and value.chain else ""
        if value is not None and text and (ends.isidentifier() or ends[:1] == "("):
            use = Use(value.type_name, value.chain, value.ranges, "read", via, value.depth)
            self.quoted.append(Quoted(use, text, at))
        elif value is not None and text and not (value.form or value.chain or value.depth):
            use = Use(value.type_name, (ITSELF,), (at,), "read", via)
            self.quoted.extend(
                [Quoted(use, text, at)] if _is_plain(value.type_name) else []
            )  # no class itself, or step

    def give(self, value: Value | None, plain: Plain, at: Range) -> None:
        """Notes a value that shows what it is, and is written where a field is asked for."""
        if value is None or value.form or not value.chain:
            return
        placed = value.chain[-1][:1] == "(" and len(value.chain) == 1 and not value.type_name.startswith(TYPE_OF)
        if value.chain[-1].isidentifier() or placed:
            self.given.append(
                Given(Use(value.type_name, value.chain, value.ranges, "write", "", value.depth), plain, at)
            )

    def write(self, value: Value, names: Iterable[str], at: Range) -> None:
        """Notes that a whole value is written with some names, those of places as `(0)`."""
        if not value.form:
            use = Use(value.type_name, value.chain, value.ranges, "write", "", value.depth)
            self.written.append(Written(use, tuple(names), at))

    @property
    def found(self) -> tuple[Use, ...]:
        return tuple(self.places.values())


def agreed(values: "Sequence[Value | None]") -> Value | None:
    """The one value that all are; None where they differ, or nothing is known of one."""
    found = values[0] if values else None
    for value in values[1:]:
        found = common(found, value)
    return found


def common(a: Value | None, b: Value | None) -> Value | None:
    """What two values are both: of queries that are made of one manager, that which less was done to."""
    if a == b or a is None or b is None:
        return a if a == b else None
    if a.type_name == b.type_name and a.form == b.form and _widened(a) == _widened(b):
        return _widened(a)
    if a.form == b.form == "query" and a.type_name.removeprefix(TYPE_OF) == b.type_name.removeprefix(TYPE_OF):
        return min(a, b, key=lambda value: len(value.chain))
    return None


def _widened(value: Value) -> Value:
    """A value without what tests say of it."""
    count = len(value.chain)
    while count and value.chain[count - 1].startswith(NARROWED):
        count -= 1
    return (
        value if count == len(value.chain) else replace(value, chain=value.chain[:count], ranges=value.ranges[:count])
    )


def merged(states: Iterable[dict[str, Value | None]]) -> dict[str, Value | None]:
    """What is known where several ways through the code meet: only that in which they agree."""
    found: dict[str, Value | None] = {}
    for state in states:
        for name, value in state.items():
            found[name] = common(found[name], value) if name in found else value
    return found


def bound_names(syntax: Syntax, body: Node) -> "tuple[Counter[str], frozenset[str]]":
    """How often a body binds each name, and the names that it takes from outside by `global` or `nonlocal`."""
    counts: Counter[str] = Counter()
    outer: set[str] = set()
    for node in _own(body, _BINDING):
        match node.type:
            case "assignment" | "augmented_assignment" | "for_statement":
                counts.update(target_names(syntax, ts.field(node, "left")))
            case "named_expression" | "function_definition" | "class_definition":
                counts.update(target_names(syntax, ts.field(node, "name")))
            case "as_pattern_target":
                counts.update(target_names(syntax, node))
            case "case_pattern" if node.parent is not None and node.parent.type == "case_clause":
                counts.update(pattern_names(syntax, node))
            case "import_statement" | "import_from_statement":
                for part in node.children_by_field_name("name"):
                    name = ts.field(part, "alias") or part
                    counts[syntax.str(name).split(".")[0]] += 1
            case "global_statement" | "nonlocal_statement":
                outer.update(syntax.str(c) for c in node.children if c.type == "identifier")
            case "delete_statement":
                counts.update(2 * [syntax.str(c) for c in node.children if c.type == "identifier"])
            case _:
                pass
    return counts, frozenset(outer)


def target_names(syntax: Syntax, target: Node | None) -> "list[str]":
    """The plain names in a target or pattern."""
    if target is None:
        return []
    if target.type == "identifier":
        return [syntax.str(target)]
    if target.type in ("attribute", "subscript", "call"):
        return []
    return [syntax.str(n) for n in ts.walk(target) if n.type == "identifier"]


def pattern_names(syntax: Syntax, pattern: Node) -> list[str]:
    """The names that the pattern of a `case` gives values to: not those of classes, attributes and constants."""
    found: list[str] = []
    todo = [pattern]
    while todo:
        here = todo.pop()
        children = list(here.children)
        if here.type in ("class_pattern", "keyword_pattern"):
            children = children[1:]
        elif here.type == "dotted_name" and here.child_count > 1:
            continue
        elif here.type == "identifier":
            found.append(syntax.str(here))
        todo.extend(reversed(children))
    return found


def _own(body: Node, types: frozenset[str]) -> Iterator[Node]:
    """The nodes of some types in a body that are not in a scope of their own."""
    todo = [body]
    while todo:
        here = todo.pop()
        kind = here.type
        if kind in types:
            yield here
        if here is body or kind not in _OWN_SCOPE:
            todo.extend(here.children)


def pairs(left: Node | None, right: Node | None) -> list[tuple[Node, Node]]:
    """What is given to what in `user, team = first.user, first.team`."""
    if left is None or right is None or left.type not in ("pattern_list", "tuple_pattern"):
        return []
    targets = [c for c in left.children if c.is_named and c.type != "comment"]
    given = [c for c in right.children if c.is_named and c.type != "comment"]
    plain = right.type in ("expression_list", "tuple") and len(targets) == len(given)
    return (
        list(zip(targets, given, strict=True))
        if plain and not any("splat" in n.type for n in (*targets, *given))
        else []
    )
