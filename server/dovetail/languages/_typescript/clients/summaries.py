"""What functions without types make of what they are given, for whoever calls them: `const unwrap = (res) => res.data`.

A parameter that says no type is a type parameter of its function, by its own name: `<res>`. What the function gives may then be a property
of it, and a call fills it with what it is given, wherever the function is. Where the function sends a parameter as a part of a request,
that is what it asks for instead.
"""

import re
from collections.abc import Iterator
from dataclasses import field

from tree_sitter import Node

from dovetail.core.arguments import INFERRED
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.scopes import Value
from ..syntax.made import ANSWER, member
from ..syntax.nodes import bare, parameters, parts
from ..syntax.types import unquoted
from .endpoints import ANSWERED

_RESPONSE = re.compile(r":\s*(?:globalThis\.)?Response$")
_OF_SERVERS = re.compile(r"""from\s+["'](?:express|fastify)["']""")  # whose `Response` is what they answer
_LONGEST = 4000  # bytes of a function that is summed up: what is longer makes more of what it is given than it hands on
_DEEPEST = 4
PLAIN = frozenset({"number", "string", "true", "false", "unary_expression"})
_REQUESTS = frozenset("req _req request ctx context c err error".split())
_DECLARED = frozenset({"function_declaration", "generator_function_declaration", "method_definition"})
_HOLDERS = frozenset(
    {"variable_declarator", "pair", "assignment_expression", "public_field_definition", "export_statement"}
)


@dataclass
class Summary:
    """A function that is being read: the places of its parameters without a type, and of which type it turns out that they must be.

    `handed` is what others ask for that are handed such a parameter.
    `sets` are the numbers of the states that are given such a parameter, by its place.
    """

    places: dict[str, int] = field(default_factory=dict[str, int])
    asked: dict[str, Typed] = field(default_factory=dict[str, Typed])
    handed: dict[str, Typed] = field(default_factory=dict[str, Typed])
    sets: dict[int, int] = field(default_factory=dict[int, int])

    def give(self, name: str, place: int) -> Value:
        """A parameter, as a value."""
        self.places[name] = place
        return Value(Kind("ref", target=f"<{name}>"), 0, name)

    def members(self, gives: Typed | None) -> Iterator[tuple[str, Field]]:
        """What the function takes, with the name of the type parameter where it is one."""
        for name, place in self.places.items():
            if name in self.asked:
                yield "", member(f"({place})", self.asked[name])
            elif name in self.handed and (gives is None or not _is_given_back(gives.kind, f"<{name}>")):
                yield "", member(f"({place})", self.handed[name])
            elif gives is not None and mentions(gives.kind, f"<{name}>"):
                yield name, member(f"({place})", Typed(Kind("unknown", steps=(f"<{name}>",)), "unknown"))


def may_be_summed_up(syntax: Syntax, function: Node) -> bool:
    """True for a function that has a name, or stands under one, is not too long, and no handler of a server."""
    if function.end_byte - function.start_byte > _LONGEST:
        return False
    taken = parameters(syntax, function)
    if not taken or (len(taken) > 1 and taken[0].pattern is not None and syntax.str(taken[0].pattern) in _REQUESTS):
        return False
    return function.type in _DECLARED or (function.parent is not None and function.parent.type in _HOLDERS)


def is_answer(syntax: Syntax, annotation: Node) -> bool:
    """True for the type of an answer to `fetch`, which says nothing of what is in it."""
    return _RESPONSE.match(syntax.str(annotation)) is not None and not syntax.says(_OF_SERVERS, "express", "fastify")


def summed_up(kind: Kind, summary: Summary | None, gives: Typed | None) -> Kind:
    """A function with what it asks of what it is given, or makes of it."""
    for name, taken in summary.members(gives) if summary is not None else ():
        kind = replace(kind, members=(*kind.members, taken), values=(*kind.values, *((name,) if name else ())))
    return kind


def is_summed_up(kind: Kind) -> bool:
    """True for a function that asks something of a parameter without a type, or makes something of it: or gives what is answered to one."""
    if kind.values == (ANSWER,):
        return True
    taken = [m.kind for m in kind.members if m.name[1:-1].isdecimal()]
    return any(k.target.startswith(ANSWERED) or k.steps[:1] == (f"<{v}>",) for k in taken for v in (*kind.values, ""))


def is_parameter(value: Value | None) -> bool:
    """True for a parameter without a type, or something of it."""
    return value is not None and value.kind.target[:1] == "<" and value.kind.target != f"<{ANSWER}>"


def mentions(kind: Kind, parameter: str) -> bool:
    """True for a type in which a type parameter stands."""
    if kind.target == parameter or any(parameter in step for step in kind.steps):
        return True
    inner = (*kind.options, *(m.kind for m in (*kind.members, *kind.signature)))
    return any(mentions(k, parameter) for k in inner)


def _is_given_back(kind: Kind, parameter: str) -> bool:
    """True for a type in which a type parameter stands, but for where a method on the way is told what it is given."""
    told = any(parameter in step for step in kind.steps if not step.startswith(INFERRED))
    inner = (*kind.options, *(m.kind for m in (*kind.members, *kind.signature)))
    return kind.target == parameter or told or any(_is_given_back(k, parameter) for k in inner)


def ask(syntax: Syntax, summary: Summary, node: Node, typed: Typed, depth: int = 0) -> None:
    """What is sent where a type is asked for: a parameter as it is, or under a name of an object."""
    node = bare(node)
    function = ts.field(node, "function") if node.type == "call_expression" else None
    if function is not None and syntax.str(function) == "JSON.stringify":
        for part in parts(ts.field(node, "arguments"))[:1]:
            ask(syntax, summary, part, typed, depth + 1)
    elif node.type in ("identifier", "shorthand_property_identifier"):
        if syntax.str(node) in summary.places:
            summary.asked.setdefault(syntax.str(node), typed)
    elif node.type == "object" and depth < _DEEPEST:
        target, steps = typed.kind.target, typed.kind.steps if typed.kind.name == "unknown" else ()
        for part in parts(node):
            key = ts.field(part, "key") or part
            value = part if part.type == "shorthand_property_identifier" else ts.field(part, "value")
            if part.type in ("pair", "shorthand_property_identifier") and value is not None:
                inner = Kind("unknown", target, steps=(*steps, unquoted(syntax.str(key))))
                ask(syntax, summary, value, Typed(inner, "unknown"), depth + 1)
