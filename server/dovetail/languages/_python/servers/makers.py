"""Functions of Python whose results routes send, and those that take a part of a request for them: `Depends(page)` of FastAPI."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Maker, Passed, Sent, Use

from ... import _treesitter as ts
from ..._sending import Sending
from ..._treesitter import Syntax
from ..classes.filter_sets import filter_set
from ..scoping.bodies import parameters_of, puts_in_all, returned, written_keys
from ..scoping.fixtures import FIXTURE, fixture_of
from ..scoping.passed import PARTS, annotated, depended, depends
from ..syntax.locals import qualified
from ..syntax.markers import is_plain, marker, marker_name
from ..syntax.types import Types
from .compared import Held
from .handler_parts import alias_parts, dependency_parts
from .handlers import Taken, answers, attributes_taken, named_by, parameters
from .requests import Flow

_DICTIONARY = re.compile(
    r"(?:(?:list|List|Iterator|Sequence|tuple|Tuple)\[)?(?:dict|Dict|Mapping|Any|object|[\w.]*Response(?:ReturnValue)?|JSON\w*)\b"
)
_LOOSE = re.compile(r"(?:dict|Dict|Mapping|Any|object|JSON\w*|Json\w*)\b")
_READS = re.compile(rb"\[[\"']|\.get\([\"']")
_RETURNED = re.compile(rb"\breturn (?:\{|dict\(|([a-z_]\w*)[ \t]*$)", re.MULTILINE)
_MADE = rb"\b%s(?::[^=\n]+)? = (?:\{|dict\(|self\.\w+\(|super\(\)\.)"  # what a name is made of that a method returns
_MARKS = re.compile(rb"\b(?:Query|Path)\(")
_IS_FAST = re.compile(r"^\s*(?:from|import)\s+fastapi\b", re.MULTILINE)


def makers(types: Types) -> Iterator[Maker]:
    """The functions of a file that may make what routes send, and the dependencies that may take what they are sent."""
    syntax = types.syntax
    text = syntax.text.source
    fast, filters, fixtures = _IS_FAST.search(text) is not None, "FilterSet" in text, "fixture" in text
    for statement in syntax.root.children:
        written = (statement.text or b"") if statement.type == "function_definition" else b""
        if b"return " in written and b"@contract" not in written:
            made = _made(syntax, statement)
            name = ts.field(statement, "name")
            if made is not None and name is not None and (made.carries or made.passes):
                own = parameters_of(syntax, statement) if b"**" in written and _is_open(syntax, statement) else None
                keys = written_keys(syntax, statement) if own is not None and not made.sent else None
                sent = (*made.sent, *((Sent("()", syntax.range(keys[0]), keys[1]),) if keys is not None else ()))
                yield Maker(syntax.str(name), syntax.range(name), made.carries, sent, made.passes, parameters=own)
        elif statement.type == "class_definition" and _RETURNED.search(statement.text or b"") is not None:
            yield from _methods(syntax, statement)
        yield from _takers(syntax, statement)
        if filters and statement.type == "class_definition":
            yield from filter_set(syntax, statement)
        if fast and statement.type == "function_definition":
            yield from _dependency(types, statement, statement)
        elif fast and (made := _constructor(syntax, statement)) is not None:
            yield from _dependency(types, *made)
        elif fast and (held := _dataclass(syntax, statement)) is not None:
            yield from _taking(types, held, list(attributes_taken(syntax, held)))
        elif fixtures and (fixture := fixture_of(syntax, statement)) is not None:
            made = _made(syntax, fixture[1])
            if made is not None and made.carries:
                at = syntax.range(ts.field(fixture[1], "name") or fixture[1])
                yield Maker(FIXTURE + fixture[0], at, made.carries, made.sent, made.passes)
        elif fast and statement.type == "expression_statement" and b"Annotated[" in (statement.text or b""):
            yield from _alias(types, statement)


def _is_open(syntax: Syntax, function: Node) -> bool:
    return puts_in_all(syntax, function, returned(function))


def _methods(syntax: Syntax, class_: Node) -> Iterator[Maker]:
    """The methods of a class that return a dictionary which is written in them, or what another one gives with more in it."""
    for method in functions_in(class_):
        name, written = ts.field(method, "name"), method.text or b""
        made = _made(syntax, method) if b"@contract" not in written and _gives_dictionary(written) else None
        if made is not None and name is not None and made.carries and method.parent == ts.field(class_, "body"):
            yield Maker(qualified(syntax, method), syntax.range(name), made.carries, made.sent, made.passes)


def _gives_dictionary(written: bytes) -> bool:
    """True for a method that returns a dictionary, or a name that it gives one: `data = self.summary()`, `return data`."""
    names = {m[1] for m in _RETURNED.finditer(written)}
    return None in names or any(re.search(_MADE % re.escape(n), written) is not None for n in names if n is not None)


def _made(syntax: Syntax, function: Node) -> Sending | None:
    """What a function gives that says no class for it."""
    returns = ts.field(function, "return_type")
    if returns is not None and _DICTIONARY.match(syntax.str(returns)) is None:
        return None
    return answers(syntax, function, "()")


def _takers(syntax: Syntax, statement: Node) -> Iterator[Maker]:
    """What functions and methods read of each dictionary that they take."""
    inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
    if inner is None or _READS.search(inner.text or b"") is None:
        return
    for function in functions_in(inner):
        listed = list(positional(function))
        loose = {
            syntax.str(name): i for i, (name, type) in enumerate(listed) if _is_loose(syntax, function, name, type)
        }
        if not loose:
            continue
        name = ts.field(function, "name") or function
        at, own = syntax.range(name), qualified(syntax, function)
        flow = Flow(syntax, given={n: Held("value", (f"({i})",), (at,)) for n, i in loose.items()})
        flow.function(function)
        for place in (f"({i})" for i in loose.values()):
            carries = tuple(u for u in flow.of(0) if u.chain[0] == place)
            passes = tuple(p for p in flow.passed.get(0, ()) if p.chain[0] == place)
            if carries or passes:
                yield Maker(f"{own}{place}", at, carries, (), passes)


def functions_in(node: Node) -> Iterator[Node]:
    """A function, or the methods of a class."""
    if node.type == "function_definition":
        yield node
    body = ts.field(node, "body") if node.type == "class_definition" else None
    for member in body.children if body is not None else ():
        inner = ts.field(member, "definition") if member.type == "decorated_definition" else member
        if inner is not None and inner.type == "function_definition":
            yield inner


def positional(function: Node) -> Iterator[tuple[Node, Node | None]]:
    """The names of the parameters that stand at places of their own, with their types; without `self`."""
    listed = ts.field(function, "parameters")
    for i, node in enumerate(c for c in (listed.children if listed is not None else ()) if c.is_named):
        name = ts.field(node, "name") or (node.children[0] if node.type == "typed_parameter" else node)
        if name.type != "identifier":
            return
        if i or name.text not in (b"self", b"cls"):
            yield name, ts.field(node, "type")


def _is_loose(syntax: Syntax, function: Node, name: Node, type: Node | None) -> bool:
    """True for a dictionary, or what says no type, of which a function reads keys by name."""
    if type is not None and _LOOSE.match(syntax.str(type)) is None:
        return False
    own = re.escape(name.text or b"")
    return re.search(rb"\b" + own + rb"(?:\[[\"']|\.get\(|\)|,)", function.text or b"") is not None


def _constructor(syntax: Syntax, statement: Node) -> tuple[Node, Node] | None:
    """A class, and its constructor, which may take a part of a request: `page: Annotated[Page, Depends()]`."""
    inner = functions_in(statement) if statement.type == "class_definition" else ()
    made = next((f for f in inner if (n := ts.field(f, "name")) is not None and n.text == b"__init__"), None)
    return (statement, made) if made is not None else None


def _dataclass(syntax: Syntax, statement: Node) -> Node | None:
    """A dataclass that says how its fields are taken from a request: `size: Annotated[int, Query(alias="pageSize")] = 20`."""
    inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else None
    said = any("dataclass" in syntax.str(c) for c in statement.children if c.type == "decorator")
    marked = inner is not None and _MARKS.search(inner.text or b"") is not None
    return inner if said and marked and inner is not None and inner.type == "class_definition" else None


def _dependency(types: Types, named: Node, function: Node) -> Iterator[Maker]:
    """What a function, or the constructor of what is `named`, takes."""
    taken = [t for t in parameters(types.syntax, function, True) if t.name != "self"]
    yield from _taking(types, named, taken, function)


def _taking(types: Types, named: Node, taken: list[Taken], function: Node | None = None) -> Iterator[Maker]:
    """What is `taken` by what is `named`, and what the parameters of a function hand on."""
    syntax = types.syntax
    name = ts.field(named, "name")
    for part in PARTS if name is not None else ():
        own = [t for t in taken if t.part == part or (t.part == "plain" and part == "query")]
        carries = tuple(Use("", (f"({part})", t.name), (t.range, t.range), "read", part) for t in own)
        handed = tuple(depends(syntax, function, f"({part})", part)) if function is not None else ()
        if name is not None and (carries or handed):
            parts = dependency_parts(types, syntax.range(named), own, part) if part == "query" else ()
            yield Maker(f"{syntax.str(name)}({part})", syntax.range(name), carries, (), handed, parts=parts)


def _alias(types: Types, statement: Node) -> Iterator[Maker]:
    """`PageDep = Annotated[Page, Depends(page)]`, and `UserId = Annotated[UUID, Path(alias="userId")]`."""
    syntax = types.syntax
    assigned = ts.child(statement, "assignment")
    left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
    mark = marker(syntax, right) if right is not None else None
    if left is None or mark is None or left.type != "identifier":
        return
    for part in PARTS:
        own = f"{syntax.str(left)}({part})"
        model = marker_name(syntax, mark) == "Query" and part == "query" and named_by(syntax, mark) is None
        if model or marker_name(syntax, mark) == "Depends":
            said = annotated(right)
            passed = tuple(depended(syntax, mark, f"({part})", part, said) if not model else _as_model(syntax, said))
            if passed:
                yield Maker(own, syntax.range(left), (), (), passed)
        elif (named := named_by(syntax, mark)) is not None and named[2] == part:
            name, at, _ = named
            carries = (Use("", (f"({part})", name), (at, at), "read", part),)
            yield Maker(own, syntax.range(left), carries, parts=alias_parts(types, left, part, name))


def _as_model(syntax: Syntax, said: Node | None) -> Iterator[Passed]:
    """The class that a query is taken as: `Annotated[RoomFilters, Query()]`."""
    if said is not None and syntax.str(said)[:1].isupper() and not is_plain(syntax.str(said)):
        yield Passed(("(query)",), f"{syntax.str(said)}(query)", syntax.range(said))
