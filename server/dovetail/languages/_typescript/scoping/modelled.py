"""Of which type code says that a part of what crosses the wire is: `(await response.json()) as OrderDto`, `api.get<Page<OrderDto>>(…)`.

Types are written as `_python/syntax/written.py` says: `OrderDto[]` is a list, `Page<OrderDto>` has a type argument; what is looked up
in a type stands as it is written, `GetOrder["response"]`. A type that is
written in place is not named: what its members are is said of each, and their names count as read where it is written.
"""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Modelled, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..syntax.made import ELEMENT
from ..syntax.nodes import parameters, parts
from ..syntax.signatures import FUNCTIONS, function_around, type_arguments
from ..syntax.types import unquoted, unquoted_range

# What stands for its type argument, as far as its names go.
_AROUND = frozenset("Promise PromiseLike Observable Readonly Awaited NonNullable DeepReadonly Required".split())
_LISTS = frozenset({"Array", "ReadonlyArray"})
_NOTHING = frozenset({"null", "undefined"})
_NAMES = frozenset({"type_identifier", "nested_type_identifier"})
_VALUES = frozenset("parenthesized_expression non_null_expression await_expression satisfies_expression".split())
_BLOCKS = ("statement_block", "program")
_DEEPEST = 8


def modelled(syntax: Syntax, type: Node | None, chain: tuple[str, ...], at: Range) -> Sending:
    """What a type says of the part of an endpoint that a chain leads to; `at` is where the value of that type is."""
    found = list(_modelled(syntax, type, chain, (at,) * len(chain), 0)) if type is not None else []
    if not found:
        return NOTHING
    uses = tuple(f for f in found if isinstance(f, Use))
    return Sending(uses, models=tuple(f for f in found if isinstance(f, Modelled)))


def indirect(said: Sending) -> Sending:
    """The same of what a function that is not seen may have taken out of the answer."""
    return replace(said, models=tuple(replace(m, direct=False) for m in said.models))


def annotated(node: Node | None) -> Node | None:
    """The type in an annotation, `: OrderDto`."""
    return next(iter(parts(node)), None) if node is not None and node.type == "type_annotation" else None


def type_of_name(syntax: Syntax, name: Node) -> Node | None:
    """The type that a parameter, or a variable of a function, says it has; None where another of that name may be meant."""
    own, here = syntax.str(name), name.parent
    while here is not None:
        if here.type in FUNCTIONS:
            for parameter in parameters(syntax, here):
                pattern = parameter.pattern
                if pattern is not None and any(syntax.str(n) == own for n in _bound(pattern)):
                    return annotated(parameter.annotation) if pattern.type == "identifier" else None
        declarator = syntax.once_of(here, _declarators).get(own) if here.type in _BLOCKS else None
        if declarator is not None:
            target = ts.field(declarator, "name")
            plain = target is not None and target.type == "identifier"
            return annotated(ts.field(declarator, "type")) if plain else None
        here = here.parent
    return None


def type_it_becomes(syntax: Syntax, call: Node) -> Node | None:
    """The type that is said of what a call gives, where that goes at once: a cast, a variable, what the function around it gives; and
    `<Order>` of `http.get(path).json<Order>()`.
    """
    here, outer = call, call.parent
    while outer is not None:
        parsed = _parsed(syntax, here, outer)
        if parsed is not None and (said := type_arguments(parsed)):
            return said[0]
        if parsed is None and outer.type not in _VALUES:
            break
        here = parsed or outer
        outer = here.parent
    if outer is None:
        return None
    match outer.type:
        case "as_expression":
            return outer.children[-1] if outer.children[-1].is_named else None
        case "variable_declarator":
            return annotated(ts.field(outer, "type"))
        case "return_statement":
            return returned_type(function_around(outer))
        case kind if kind in FUNCTIONS and ts.field(outer, "body") == here:
            return returned_type(outer)
        case _:
            return None


def _parsed(syntax: Syntax, answer: Node, outer: Node) -> Node | None:
    """The call of `json` of an answer."""
    name = ts.field(outer, "property") if outer.type == "member_expression" and outer.children[0] == answer else None
    call = outer.parent if name is not None and syntax.str(name) == "json" else None
    return call if call is not None and call.type == "call_expression" and ts.field(call, "function") == outer else None


def returned_type(function: Node | None) -> Node | None:
    """The type that a function says it gives."""
    return annotated(ts.field(function, "return_type")) if function is not None else None


def _modelled(
    syntax: Syntax, type: Node, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Modelled | Use]:
    if depth > _DEEPEST:
        return
    place = syntax.range(type)
    type, lists = bare_type(syntax, type)
    for _ in range(lists if type.type == "object_type" else 0):
        chain, ranges = (*chain, ELEMENT), (*ranges, ranges[-1])
    if type.type == "object_type":
        for member in parts(type) if all(p.type in ("property_signature", "comment") for p in parts(type)) else ():
            name, own = ts.field(member, "name"), annotated(ts.field(member, "type"))
            if name is None or name.type not in ("property_identifier", "string"):
                continue
            inner, at = (*chain, unquoted(syntax.str(name))), (*ranges, unquoted_range(syntax, name))
            if ts.child(member, "?") is None:
                yield Use("", inner, at, "read", chain[0])
            if own is not None:
                yield from _modelled(syntax, own, inner, at, depth + 1)
    elif type.type in _NAMES or type.type in ("generic_type", "lookup_type"):
        written = "".join(syntax.str(type).split())
        yield Modelled(chain, written + "[]" * lists, range=place, direct=True)


def bare_type(syntax: Syntax, type: Node, depth: int = 0) -> tuple[Node, int]:
    """A type without what makes no difference around it, and how many lists it is in."""
    if depth > _DEEPEST:
        return type, 0
    inner: Node | None = None
    lists = 0
    match type.type:
        case "parenthesized_type" | "readonly_type":
            inner = next(iter(parts(type)), None)
        case "array_type":
            inner, lists = next(iter(parts(type)), None), 1
        case "union_type":
            some = [p for p in _options(type) if syntax.str(p) not in _NOTHING]
            inner = some[0] if len(some) == 1 else None
        case "generic_type":
            name, arguments = ts.field(type, "name"), parts(ts.field(type, "type_arguments"))
            around = syntax.str(name) if name is not None else ""
            lists = int(around in _LISTS)
            inner = arguments[0] if len(arguments) == 1 and around in _AROUND | _LISTS else None
        case _:
            pass
    if inner is None:
        return type, 0
    found, more = bare_type(syntax, inner, depth + 1)
    return found, lists + more


def _options(type: Node) -> Iterator[Node]:
    for part in parts(type):
        if part.type == "union_type":
            yield from _options(part)
        else:
            yield part


def _declarators(syntax: Syntax, block: Node) -> dict[str, Node]:
    """The first that gives each name its meaning of the variables of a block."""
    found: dict[str, Node] = {}
    for statement in block.children:
        inner = ts.field(statement, "declaration") if statement.type == "export_statement" else statement
        for declarator in inner.children if inner is not None and inner.type.endswith("_declaration") else ():
            target = ts.field(declarator, "name") if declarator.type == "variable_declarator" else None
            for name in _bound(target) if target is not None else ():
                found.setdefault(syntax.str(name), declarator)
    return found


def _bound(pattern: Node) -> Iterator[Node]:
    """The names that a pattern binds."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern
        return
    for part in pattern.children:
        if pattern.type == "pair_pattern" and part == ts.field(pattern, "key"):
            continue
        if pattern.type in ("assignment_pattern", "object_assignment_pattern") and part == ts.field(pattern, "right"):
            continue
        if part.is_named:
            yield from _bound(part)
