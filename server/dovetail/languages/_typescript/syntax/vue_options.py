"""Components of Vue and stores of Pinia that are made of options, whose functions have what the others give as `this`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .nodes import bare, given, is_nothing, parts
from .types import unquoted

TEMPLATE_THIS = "templateThis"  # how the reader of templates calls what the names of one are members of
_MADE_OF = frozenset({"data", "computed", "methods", "props"})
_MAPS = frozenset({"mapState", "mapWritableState", "mapGetters", "mapActions"})
_MAPS_IN = frozenset({"computed", "methods"})
_BESIDE = frozenset({"computed", "methods", "watch"})


@dataclass(frozen=True, slots=True)
class Options:
    """What a component is made of: the names of its props and methods, what its data begins with, and the functions of all.

    `data` and `computed` have the key beside what stands under it. `mapped` are names of stores of Pinia, each with the function that gives
    its store and the name there: `...mapState(useOrders, ["open"])`.
    """

    props: tuple[str, ...]
    methods: tuple[str, ...]
    data: tuple[tuple[Node, Node], ...]
    computed: tuple[tuple[Node, Node], ...]
    functions: tuple[Node, ...]
    mapped: tuple[tuple[str, str, str], ...] = ()


def options_of(syntax: Syntax, literal: Node) -> Options | None:
    """The options of a component; None for any other object."""
    own = {syntax.str(key): value for key, value in entries(literal)}
    if len(_MADE_OF & own.keys()) < 1 or not (own.keys() & {"data", "computed", "methods"}):
        return None
    props = own.get("props")
    names = [syntax.str(k) for k, _ in entries(props)] if props is not None else []
    listed = [unquoted(syntax.str(p)) for p in parts(props) if p.type == "string"] if props is not None else []
    data = own.get("data")
    begun = made_object(data) if data is not None else None
    functions = [v for v in own.values() if v.type == "method_definition"]
    for name in _BESIDE & own.keys():
        functions += [v for _, v in entries(own[name]) if v.type == "method_definition"]
    return Options(
        tuple(names or listed),
        tuple(syntax.str(k) for k, _ in entries(own["methods"])) if "methods" in own else (),
        tuple(entries(begun)) if begun is not None else (),
        tuple(entries(own["computed"])) if "computed" in own else (),
        tuple(functions),
        tuple(found for name in _MAPS_IN & own.keys() for found in _mapped(syntax, own[name])),
    )


def _mapped(syntax: Syntax, literal: Node) -> Iterator[tuple[str, str, str]]:
    """What is spread into options of stores of Pinia, by names that are written: as they are, or as another name calls them."""
    for spread in parts(literal) if literal.type == "object" else ():
        call = next(iter(parts(spread)), None) if spread.type == "spread_element" else None
        function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
        taken = given(call) if call is not None and function is not None else []
        if function is None or syntax.str(function) not in _MAPS or len(taken) != 2 or taken[0].type != "identifier":
            continue
        store = syntax.str(taken[0])
        for own in parts(taken[1]) if taken[1].type == "array" else ():
            if own.type == "string":
                yield unquoted(syntax.str(own)), store, unquoted(syntax.str(own))
        for key, value in entries(taken[1]):
            if value.type == "string":
                yield unquoted(syntax.str(key)), store, unquoted(syntax.str(value))


def entries(literal: Node) -> Iterator[tuple[Node, Node]]:
    """The keys of an object literal with what stands under each, a method as itself."""
    for part in parts(literal) if literal.type == "object" else ():
        key, value = ts.field(part, "key") or ts.field(part, "name"), ts.field(part, "value")
        if key is not None and key.type in ("property_identifier", "string"):
            yield key, value if value is not None else part


def made_object(function: Node) -> Node | None:
    """The object that a function gives and does nothing else; None for any other function."""
    body = ts.field(function, "body")
    if body is None:
        return None
    if body.type == "statement_block":
        returned = [s for s in parts(body) if s.type == "return_statement"]
        body = next(iter(parts(returned[0])), None) if len(returned) == 1 else None
    return bare(body) if body is not None and bare(body).type == "object" else None


def empty(begun: Iterator[tuple[Node, Node]] | tuple[tuple[Node, Node], ...]) -> Iterator[Node]:
    """The keys under which nothing stands yet."""
    return (key for key, value in begun if is_nothing(value))
