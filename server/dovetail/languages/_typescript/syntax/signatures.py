"""What the functions and components of a file say that they take and give."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.parameters import Typed
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .made import key_taken, may_narrow_by, with_children
from .nodes import ParameterNode, parts, taken
from .types import Types, type_parameters

FUNCTIONS = frozenset(
    "function_declaration generator_function_declaration function_expression generator_function arrow_function method_definition".split()
)
_COMPONENTS = re.compile(r"(?:React\.)?(?:FC|FunctionComponent|VFC)$")
_WRAPPERS = re.compile(r"(?:^|\.)(?:memo|forwardRef|observer)$")
_DEEPEST = 5
_NO_NAMES = frozenset[str]()
_ANYTHING = re.compile(rb"any(?:\[\]|\s*\|\s*(?:null|undefined))?|Array<any>|any\[\]\s*\|\s*(?:null|undefined)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter's type, and where it is written."""

    typed: Typed
    at: Range


# What a function has that turns out to be a guard though it does not say so, of something that may have more than its type says.
_TELLS = re.compile(r"\b(?:in|instanceof|typeof)\b|\b(?:is|has|assert)[A-Z_]\w*\(")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives; None for what it does not say, or says by a type parameter of its own.

    `sets` is true for a state's setter, which may be given a function from the state to the next one; `inferred` where what it
    gives is not written, and `narrows` where it may be a guard. `generics` are its type parameters.
    """

    returns: Typed | None = None
    parameters: tuple[Parameter | None, ...] = ()
    sets: bool = False
    inferred: bool = False
    narrows: bool = True
    generics: tuple[str, ...] = ()


def function_around(node: Node) -> Node | None:
    """The innermost function that a node stands in."""
    here = node.parent
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    return here


def signature(types: Types, node: Node, generics: frozenset[str], depth: int = 0) -> Signature | None:
    """The signature of a function, of a component in `memo` or `forwardRef`, or of the variable that holds one."""
    if depth > _DEEPEST:
        return None
    if node.type == "variable_declarator":
        props = component_props(types, types.syntax.field(node, "type"), generics)
        if props is not None:
            return Signature(parameters=(props,))
        value = types.syntax.field(node, "value")
        return signature(types, value, generics, depth + 1) if value is not None else None
    if node.type == "call_expression":
        return _wrapped(types, node, generics, depth)
    if node.type not in FUNCTIONS and node.type != "function_signature":
        return None
    generics = generics | generics_of(types.syntax, node)
    annotation = types.syntax.field(node, "return_type")
    returns: Typed | None = None
    if annotation is not None and annotation.type == "type_annotation":
        typed = types.annotation(annotation, generics)
        kind = typed.kind
        returns = (
            typed
            if kind.name in ("ref", "record", "map", "union") or kind.target or kind.steps or kind.members
            else None
        )
    takes = tuple(_parameter(types, node, p, generics) for p in taken(types.syntax, node))
    narrows = annotation is not None and may_narrow_by(annotation)
    narrows = narrows or (annotation is None and _TELLS.search(types.syntax.str(node)) is not None)
    names = type_parameters(types.syntax, node)
    return Signature(returns, takes, inferred=annotation is None, narrows=narrows, generics=names)


def wrapped_name(syntax: Syntax, node: Node) -> str:
    """The component in `const Card = memo(Plain)`, where that is only named."""
    value = ts.field(node, "value") if node.type == "variable_declarator" else None
    function = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
    if value is None or function is None or not _WRAPPERS.search(syntax.str(function)):
        return ""
    given = ts.field(value, "arguments")
    first = next((c for c in given.children if c.is_named), None) if given is not None else None
    return syntax.str(first) if first is not None and first.type == "identifier" else ""


def component_props(types: Types, annotation: Node | None, generics: frozenset[str]) -> Parameter | None:
    """The props in `const Card: React.FC<CardProps> = …`."""
    generic = next((c for c in annotation.children if c.type == "generic_type"), None) if annotation else None
    name = ts.field(generic, "name") if generic is not None else None
    if generic is None or name is None or not _COMPONENTS.match(types.syntax.str(name)):
        return None
    arguments = type_arguments(generic)
    return _given(types, arguments[0], generics) if arguments else None


def type_arguments(node: Node) -> list[Node]:
    """The types in `name<A, B>`; none where the only one says nothing: `useState<any[]>([])`."""
    if node.child_count == 2 and node.type == "call_expression":
        return []  # a function and what it is given
    arguments = ts.field(node, "type_arguments")
    found = [a for a in arguments.children if a.is_named and a.type != "comment"] if arguments is not None else []
    return found if len(found) != 1 or _ANYTHING.fullmatch(found[0].text or b"") is None else []


def generics_of(syntax: Syntax, node: Node) -> frozenset[str]:
    """The type parameters that a declaration brings."""
    return frozenset(names) if (names := type_parameters(syntax, node)) else _NO_NAMES


def _wrapped(types: Types, node: Node, generics: frozenset[str], depth: int) -> Signature | None:
    function, arguments = types.syntax.field(node, "function"), types.syntax.field(node, "arguments")
    if function is None or arguments is None or not _WRAPPERS.search(types.syntax.str(function)):
        return None
    given = type_arguments(node)
    if given:
        return Signature(parameters=(_given(types, given[-1], generics),))
    first = next((c for c in arguments.children if c.is_named and c.type != "comment"), None)
    inner = signature(types, first, generics, depth + 1) if first is not None else None
    return Signature(parameters=inner.parameters) if inner is not None else None


def _parameter(types: Types, function: Node, node: ParameterNode, generics: frozenset[str]) -> Parameter | None:
    annotation, pattern = node.annotation, node.pattern
    if annotation is None or annotation.type != "type_annotation" or pattern is None or pattern.type == "rest_pattern":
        return None
    inner = next((c for c in annotation.children if c.is_named), None)
    if inner is None:
        return None
    typed = key_taken(types, function, types.annotation(annotation, generics), generics)
    typed = _props(typed)
    return Parameter(typed, types.syntax.range(inner))


def _given(types: Types, node: Node, generics: frozenset[str]) -> Parameter:
    return Parameter(_props(types.typed(node, generics)), types.syntax.range(node))


def _props(typed: Typed) -> Typed:
    """Props in `PropsWithChildren` where nobody has put them together yet."""
    if typed.kind.name == "ref" and typed.kind.target.endswith("PropsWithChildren") and typed.kind.options:
        return with_children(Typed(typed.kind.options[0]))
    return typed


def given_back(function: Node) -> Iterator[Node]:
    """What a function gives, each as it is written."""
    body = ts.field(function, "body")
    if body is not None and body.type != "statement_block":
        yield body
    for node in own_nodes(function, frozenset({"return_statement"})) if body is not None else ():
        yield from parts(node)[:1]


def own_nodes(function: Node, kinds: frozenset[str]) -> Iterator[Node]:
    """The nodes of some kinds in a function, but in none inside it."""
    waiting = [n for n in (ts.field(function, "body"),) if n is not None]
    while waiting:
        node = waiting.pop()
        if node.type in kinds:
            yield node
        if node.type not in FUNCTIONS:
            waiting.extend(reversed(node.children))
