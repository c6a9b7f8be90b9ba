"""Errors of a program's own, as far as what they carry is answered: `throw new HttpProblem(409, "SOLD_OUT", "No seats are left")`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import ErrorClass, Passed, Raised
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..scoping.origins import initializer
from ..syntax.nodes import alternatives, bare, given, parameters, parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range

_CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_WRAPPERS = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression"})
_DEEPEST = 6

Text = tuple[int, str, Range]


def raised(syntax: Syntax, made: Node) -> Raised | None:
    """An error that is made, with the texts that it is given; None for what is given none."""
    name = syntax.field(made, "constructor")
    if name is None or name.type != "identifier":
        return None
    texts = _texts(syntax, given(made))
    return Raised(syntax.str(name), texts) if texts else None


def error_classes(syntax: Syntax) -> Iterator[ErrorClass]:
    """The classes of a file that extend another, with what they keep of what they are given."""
    if not syntax.has_any("extends "):
        return
    for node in syntax.nodes(_CLASSES):
        name, body = ts.field(node, "name"), ts.field(node, "body")
        extended = ts.child(ts.child(node, "class_heritage"), "extends_clause")
        base = ts.field(extended, "value") if extended is not None else None
        if body is not None and base is not None and base.type == "identifier":
            yield _error_class(syntax, syntax.str(name) if name is not None else "default", syntax.str(base), body)


def _error_class(syntax: Syntax, name: str, base: str, body: Node) -> ErrorClass:
    keeps: list[tuple[str, int]] = []
    says: list[tuple[str, str, Range]] = []
    hands: list[tuple[int, int]] = []
    texts: tuple[Text, ...] = ()
    for member in body.children:
        own, value = ts.field(member, "name"), ts.field(member, "value")
        if member.type == "public_field_definition" and own is not None and (text := _text(value)) is not None:
            says.append((syntax.str(own), unquoted(syntax.str(text)), unquoted_range(syntax, text)))
        if member.type != "method_definition" or own is None or syntax.str(own) != "constructor":
            continue
        places: dict[str, int] = {}
        for i, parameter in enumerate(parameters(syntax, member)):
            if parameter.pattern is not None and parameter.pattern.type == "identifier":
                places[syntax.str(parameter.pattern)] = i
                if (
                    ts.child(parameter.node, "accessibility_modifier") is not None
                    or ts.child(parameter.node, "readonly") is not None
                ):
                    keeps.append((syntax.str(parameter.pattern), i))
        for statement in parts(ts.field(member, "body")):
            inner = next(iter(parts(statement)), None) if statement.type == "expression_statement" else None
            if inner is None:
                continue
            called = ts.field(inner, "function") if inner.type == "call_expression" else None
            if called is not None and called.type == "super":
                arguments = given(inner)
                texts = _texts(syntax, arguments)
                hands.extend((i, places[syntax.str(a)]) for i, a in enumerate(arguments) if syntax.str(a) in places)
            left, right = ts.field(inner, "left"), ts.field(inner, "right")
            if (
                inner.type != "assignment_expression"
                or left is None
                or right is None
                or left.type != "member_expression"
            ):
                continue
            target, key = ts.field(left, "object"), ts.field(left, "property")
            if target is None or key is None or target.type != "this":
                continue
            if syntax.str(right) in places:
                keeps.append((syntax.str(key), places[syntax.str(right)]))
            elif (text := _text(right)) is not None:
                says.append((syntax.str(key), unquoted(syntax.str(text)), unquoted_range(syntax, text)))
    return ErrorClass(name, base, tuple(keeps), tuple(says), tuple(hands), texts)


def _texts(syntax: Syntax, arguments: list[Node]) -> tuple[Text, ...]:
    found = ((i, _text(a)) for i, a in enumerate(arguments))
    return tuple((i, unquoted(syntax.str(a)), unquoted_range(syntax, a)) for i, a in found if a is not None)


def _text(node: Node | None) -> Node | None:
    while node is not None and node.type in _WRAPPERS:
        node = next(iter(parts(node)), None)
    return node if node is not None and node.type == "string" else None


def answered_of_error(syntax: Syntax, value: Node, error: str, part: str) -> Iterator[Passed]:
    """The properties of an error that are answered: `{ error: { code: err.code } }`, with the chain to where each goes."""
    yield from _answered(syntax, value, error, (part,), 0)


def _answered(syntax: Syntax, value: Node, error: str, chain: tuple[str, ...], depth: int) -> Iterator[Passed]:
    if depth > _DEEPEST:
        return
    value = bare(value)
    if value.type == "identifier" and depth == 0:
        value = local_value(syntax, value) or value
    if value.type == "object":
        for pair in parts(value):
            if pair.type == "shorthand_property_identifier":
                yield from _answered(syntax, pair, error, (*chain, syntax.str(pair)), depth + 1)
                continue
            key, inner = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and inner is not None and key.type in ("property_identifier", "string"):
                yield from _answered(syntax, inner, error, (*chain, unquoted(syntax.str(key))), depth + 1)
        return
    for each in alternatives(value) or [value]:
        name = _property(syntax, bare(each), error)
        if name and len(chain) > 1:
            yield Passed(chain, f"{error}.{name}", syntax.range(each))


def _property(syntax: Syntax, node: Node, error: str) -> str:
    """The property of an error that an expression is: `err.code`, or a name that is taken out of it."""
    if node.type == "member_expression":
        target, name = ts.field(node, "object"), ts.field(node, "property")
        return syntax.str(name) if target is not None and name is not None and syntax.str(target) == error else ""
    if node.type not in ("identifier", "shorthand_property_identifier"):
        return ""
    own, here = syntax.str(node), node.parent
    while here is not None and here.type not in FUNCTIONS:
        for statement in here.children if here.type == "statement_block" else []:
            for declarator in (c for c in statement.children if c.type == "variable_declarator"):
                pattern, value = ts.field(declarator, "name"), ts.field(declarator, "value")
                if (
                    pattern is None
                    or value is None
                    or pattern.type != "object_pattern"
                    or syntax.str(bare(value)) != error
                ):
                    continue
                for part in parts(pattern):
                    key, local = ts.field(part, "key") or part, ts.field(part, "value") or part
                    if syntax.str(local) == own:
                        return syntax.str(key)
        here = here.parent
    value = initializer(syntax, node)
    for each in (alternatives(bare(value)) or [bare(value)]) if value is not None else []:
        if each.type == "member_expression" and (name := _property(syntax, bare(each), error)):
            return name
    return ""
