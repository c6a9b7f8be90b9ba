"""Which functions of a file of TypeScript a name or an expression means, and which others can be called by a name."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parameters, parts, without_casts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted
from .injected import CALLEE, DEFAULT
from .member_names import member_name
from .origins import MADE, declaration

_NAMED = ("identifier", "member_expression")
_DOTTED = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){2,3}")  # `container.controllers.users.list`
_CLASSES = ("class_declaration", "abstract_class_declaration")
_DEEPEST = 8  # names and wrappers on the way to a function
_SETTLED = frozenset({"catch", "then", "finally"})


def functions_in(syntax: Syntax, given: list[Node], depth: int = 0) -> Iterator[Node]:
    """The functions among a call's arguments: written there, inside of a wrapper, bound to an object, or named and of this file.

    One that only hands on what it is given stands for the one that it calls.
    """
    for part in given if depth < _DEEPEST else ():
        callee = _delegated(syntax, part)
        if callee is not None:
            yield from functions_in(syntax, [callee], depth + 1)
        elif part.type in FUNCTIONS:
            yield part
        elif part.type == "call_expression":
            yield from functions_in(syntax, _wrapped(syntax, part), depth + 1)
        elif part.type in _NAMED:
            named = _named(syntax, part, depth)
            if named is not None:
                yield named


def function_elsewhere(syntax: Syntax, given: list[Node]) -> str:
    """The function that a call is given last, by a name that this file does not explain: `create`, `Users.create`."""
    last = given[-1] if given else None
    for _ in range(_DEEPEST):
        callee = _delegated(syntax, last) if last is not None else None
        if callee is not None:
            last = callee
        elif last is not None and last.type == "call_expression":
            last = next(iter(_wrapped(syntax, last)), None)
        else:
            break
    if last is None or last.type not in _NAMED:
        return ""
    text = member_name(syntax, last)
    return text if CALLEE.fullmatch(text) or _DOTTED.fullmatch(text) else ""


def function_named(syntax: Syntax, name: str) -> Node | None:
    """A function of the top level."""
    for statement in syntax.root.children:
        node = ts.field(statement, "declaration") or statement
        if node.type in ("function_declaration", "generator_function_declaration"):
            own = ts.field(node, "name")
            if own is not None and syntax.str(own) == name:
                return node
        elif node.type in ("lexical_declaration", "variable_declaration"):
            for declarator in (c for c in node.children if c.type == "variable_declarator"):
                own, value = ts.field(declarator, "name"), ts.field(declarator, "value")
                if own is not None and value is not None and syntax.str(own) == name:
                    return _function_of(syntax, value)
    return None


def named_functions(syntax: Syntax) -> list[tuple[str, Node, Node]]:
    """The functions of the top level, the methods of its classes and objects with `Users.` before their names, and those of the
    objects that functions give, with `makeUsers().`."""
    return syntax.once(_all_named)


def functions_by_name(syntax: Syntax) -> list[tuple[str, Node, Node, Node]]:
    """The same with the function that is meant where one is named or wrapped; without what turns out to be none."""
    return syntax.once(_all_meant)


def keys_of_default(syntax: Syntax) -> dict[str, list[str]]:
    """Under which other names the object has a function that a file exports by default: `export default { delete: remove }`."""
    return syntax.once(_keys_of_default)


def _keys_of_default(syntax: Syntax) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for statement in syntax.root.children:
        value = syntax.field(statement, "value") if statement.type == "export_statement" else None
        value = without_casts(value) if value is not None else None
        for pair in value.children if value is not None and value.type == "object" else ():
            key, held = ts.field(pair, "key"), ts.field(pair, "value")
            if (
                key is not None
                and held is not None
                and held.type == "identifier"
                and syntax.str(key) != syntax.str(held)
            ):
                found.setdefault(syntax.str(held), []).append(unquoted(syntax.str(key)))
    return found


def _all_named(syntax: Syntax) -> list[tuple[str, Node, Node]]:
    return list(_named_functions(syntax))


def _all_meant(syntax: Syntax) -> list[tuple[str, Node, Node, Node]]:
    found = ((*named, next(functions_in(syntax, [named[2]]), None)) for named in named_functions(syntax))
    return [(owner, own, written, meant) for owner, own, written, meant in found if meant is not None]


def _by_name(syntax: Syntax) -> dict[str, Node]:
    """The first function of each name."""
    found: dict[str, Node] = {}
    for owner, own, function in named_functions(syntax):
        found.setdefault(owner + syntax.str(own), function)
    return found


def _named_functions(syntax: Syntax) -> Iterator[tuple[str, Node, Node]]:
    for statement in syntax.root.children:
        node = syntax.field(statement, "declaration") or statement
        default = syntax.field(statement, "value") if statement.type == "export_statement" else None
        if default is not None and default.type in FUNCTIONS and ts.field(default, "name") is None:
            yield from _given_by(syntax, DEFAULT, default)
        if node.type == "function_declaration":
            name = syntax.field(node, "name")
            if name is not None:
                yield "", name, node
                yield from _given_by(syntax, syntax.str(name), node)
        elif node.type in _CLASSES:
            name = ts.field(node, "name")
            if name is not None:
                yield from _members(syntax, f"{syntax.str(name)}.", ts.field(node, "body"))
        elif node.type == "lexical_declaration":
            for declarator in (c for c in node.children if c.type == "variable_declarator"):
                name, value = syntax.field(declarator, "name"), syntax.field(declarator, "value")
                if name is None or value is None:
                    continue
                if value.type == "object":
                    yield from _members(syntax, f"{syntax.str(name)}.", value)
                    continue
                yield "", name, value
                if value.type in FUNCTIONS:
                    yield from _given_by(syntax, syntax.str(name), value)


def default_function(syntax: Syntax) -> Node | None:
    """The function that a file exports by default."""
    for statement in syntax.root.children:
        if statement.type == "export_statement" and ts.child(statement, "default") is not None:
            inner = ts.field(statement, "declaration") or ts.field(statement, "value")
            return next(functions_in(syntax, [inner]), None) if inner is not None else None
    return None


def _members(syntax: Syntax, owner: str, body: Node | None) -> Iterator[tuple[str, Node, Node]]:
    """The functions that a class or an object has under names."""
    for member in parts(body):
        function = member if member.type == "method_definition" else syntax.field(member, "value")
        own = syntax.field(member, "key") or syntax.field(member, "name")
        if member.type == "shorthand_property_identifier":
            own, function = member, member
        if own is None or function is None:
            continue
        if function.type in ("identifier", "shorthand_property_identifier"):
            found = declaration(syntax, function)
            function = ts.field(found, "value") if found is not None and found.type == "variable_declarator" else found
        if function is not None:
            yield owner, own, function


def _given_by(syntax: Syntax, name: str, function: Node) -> Iterator[tuple[str, Node, Node]]:
    """The functions in the object that a function gives."""
    body = syntax.field(function, "body")
    if body is not None and body.type == "statement_block":
        returned = [s for s in body.children if s.type == "return_statement"]
        body = next(iter(parts(returned[-1])), None) if returned else None
    while body is not None and body.type in ("parenthesized_expression", "satisfies_expression"):
        body = next(iter(parts(body)), None)
    if body is not None and body.type == "object":
        yield from _members(syntax, f"{name}{MADE}.", body)


def _wrapped(syntax: Syntax, call: Node) -> list[Node]:
    """What a call wraps, if it is one thing: `handle(create)`, and `this.create.bind(this)`."""
    function = ts.field(call, "function")
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    target = ts.field(function, "object") if function is not None else None
    if name is not None and target is not None and syntax.str(name) == "bind":
        return [target]
    inner = parts(ts.field(call, "arguments"))
    return inner if len(inner) == 1 else []


def _delegated(syntax: Syntax, function: Node) -> Node | None:
    """What a function calls that does nothing else than to hand on what it is given: `(req, res) => users.create(req, res)`."""
    body = ts.field(function, "body") if function.type in ("arrow_function", "function_expression") else None
    if body is not None and body.type == "statement_block":
        own = parts(body)
        body = next(iter(parts(own[0])), None) if len(own) == 1 and own[0].type.startswith(("return", "expr")) else None
    while body is not None and body.type == "await_expression":
        body = next(iter(parts(body)), None)
    if body is None or body.type != "call_expression":
        return None
    callee = ts.field(body, "function")
    settled = ts.field(callee, "property") if callee is not None and callee.type == "member_expression" else None
    if callee is not None and settled is not None and syntax.str(settled) in _SETTLED:
        body = ts.field(callee, "object")
        callee = ts.field(body, "function") if body is not None and body.type == "call_expression" else None
    taken = [syntax.str(p.pattern or p.node) for p in parameters(syntax, function)]
    given = [syntax.str(p) for p in parts(ts.field(body, "arguments"))] if body is not None else []
    same = bool(given) and given == taken[: len(given)]
    return callee if same and callee is not None and callee.type in _NAMED else None


def _named(syntax: Syntax, node: Node, depth: int) -> Node | None:
    """The function of this file that a name means, or a property of an object or a class of it."""
    if node.type == "identifier":
        found = declaration(syntax, node)
        if found is not None and found.type in FUNCTIONS:
            return found
        pattern = ts.field(found, "name") if found is not None and found.type == "variable_declarator" else None
        if found is not None and pattern is not None and pattern.type == "identifier":
            value = ts.field(found, "value")
            return _function_of(syntax, value, depth) if value is not None else None
    name = member_name(syntax, node)
    if "." not in name:
        return None
    found = syntax.once(_by_name).get(name)
    return _function_of(syntax, found, depth) if found is not None else None


def _function_of(syntax: Syntax, value: Node, depth: int = 0) -> Node | None:
    return next(functions_in(syntax, [value], depth + 1), None) if value.type != "identifier" else None
