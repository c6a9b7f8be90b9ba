"""What a function or a class is given from outside to work with, and who gives it: `new UserController({ userService })`.

Such a thing has no type in JavaScript. In the file that is given it, it is called by its place: `UserController(0).userService` is the
`userService` of what the constructor of `UserController` takes first, whatever the class keeps it as. Which object that is says the file
that makes the controller.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, Wired

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.made import member
from ..syntax.nodes import given, parameters, parts
from ..syntax.signatures import FUNCTIONS
from .origins import MADE, declaration

# A method of what is given: `UserController(0).users.list`.
GIVEN = re.compile(r"[\w$]+\(\d+\)(?:\.[\w$]+)+")
# A function as it is called where it is declared: `create`, `Users.create`, `makeUsers().create`, `Deps.users.create`, what is given.
CALLEE = re.compile(rf"[\w$]+(?:\(\))?(?:\.[\w$]+)?|(?:[A-Z][\w$]*|[\w$]+\(\))(?:\.[\w$]+){{2,3}}|{GIVEN.pattern}")
GIVEN_TYPE = "given "  # before the place of what is given, where its type is meant
CALLS = frozenset({"call_expression", "new_expression"})
DEFAULT = "default"  # how a function without a name is called that a file exports
_REQUESTS = re.compile(r"_?(?:req|request|ctx|c|context|err|error|e|event)")
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
_NAMED = frozenset({"identifier", "member_expression"})
_REGISTERED = frozenset({"asClass", "asFunction", "asValue"})  # of Awilix
_DEEPEST = 3


def injected(syntax: Syntax, node: Node, depth: int = 0) -> str:
    """What a name or a property stands for that is given from outside, by its place; empty for anything else."""
    if depth > _DEEPEST:
        return ""
    if node.type == "identifier":
        found = declaration(syntax, node)
        if found is not None and found.type == "variable_declarator":  # `const { users } = this.services`
            value = ts.field(found, "value")
            of = injected(syntax, value, depth + 1) if value is not None and value.type in (*_NAMED, "this") else ""
            pattern = ts.field(found, "name")
            taken = _key_of(syntax, pattern, syntax.str(node)) if pattern is not None else None
            return f"{of}.{taken}" if of and taken else of if taken == "" else ""
        return _parameter(syntax, found, syntax.str(node)) if found is not None else ""
    if node.type != "member_expression":
        return ""
    target, name = ts.field(node, "object"), ts.field(node, "property")
    if target is None or name is None:
        return ""
    if target.type == "this":
        return _kept(syntax, node, syntax.str(name), depth)
    of = injected(syntax, target, depth + 1)
    return f"{of}.{syntax.str(name)}" if of else ""


def type_of_given(syntax: Syntax, function: Node, place: int) -> Kind | None:
    """What a function takes at a place that makes services or routers of it, where no type says what that is; None for any other."""
    written = place_of(syntax, function, place) if function.type != "method_definition" else ""
    return kind_of_given(written) if written and syntax.once_of(function, _is_factory) else None


def _is_factory(_: Syntax, function: Node) -> bool:
    """True for a function that gives an object with functions in it, or a class, or makes a router."""
    body = ts.field(function, "body")
    if body is None or b"Router(" in (body.text or b""):
        return body is not None
    if body.type == "statement_block":
        returned = [s for s in body.children if s.type == "return_statement"]
        inner = {t for s in body.children if (t := _declared_function(s))}
        body = next(iter(parts(returned[-1])), None) if returned else None
    else:
        inner = set[bytes]()
    while body is not None and body.type in ("parenthesized_expression", "satisfies_expression"):
        body = next(iter(parts(body)), None)
    if body is None or body.type != "object":
        return body is not None and (body.type == "class" or (body.text or b"") in inner)
    return any(
        m.type == "method_definition"
        or (m.type == "pair" and (v := ts.field(m, "value")) is not None and (v.type in FUNCTIONS or v.text in inner))
        or (m.type == "shorthand_property_identifier" and m.text in inner)
        for m in parts(body)
    )


def _declared_function(statement: Node) -> bytes:
    """The name of a function or a class that a statement declares."""
    if statement.type in ("function_declaration", "class_declaration"):
        name = ts.field(statement, "name")
        return (name.text or b"") if name is not None else b""
    declarator = next((c for c in statement.children if c.type == "variable_declarator"), None)
    name, value = (
        (ts.field(declarator, "name"), ts.field(declarator, "value")) if declarator is not None else (None, None)
    )
    made = value is not None and (value.type in FUNCTIONS or value.type in ("class", "call_expression"))
    return (name.text or b"") if made and name is not None else b""


def kind_of_given(written: str) -> Kind:
    """What is given, as a type that those who know all files can tell: `UserController(0).users` is of `given UserController(0)`."""
    owner, _, path = written.partition(").")
    target = GIVEN_TYPE + (f"{owner})" if path else owner)
    return Kind("unknown", target, steps=tuple(path.split("."))) if path else Kind("ref", target)


def kept_of_given(syntax: Syntax, body: Node) -> Iterator[Field]:
    """What the constructor of a class keeps of what it is given, where no type says what that is."""
    maker = next((m for m in body.children if m.type == "method_definition" and _is_maker(syntax, m)), None)
    for statement in parts(ts.field(maker, "body")) if maker is not None else []:
        assigned = next(iter(parts(statement)), None) if statement.type == "expression_statement" else None
        left = ts.field(assigned, "left") if assigned is not None and assigned.type == "assignment_expression" else None
        right = ts.field(assigned, "right") if left is not None and assigned is not None else None
        name = ts.field(left, "property") if left is not None and left.type == "member_expression" else None
        if left is None or right is None or name is None or not syntax.str(left).startswith("this."):
            continue
        written = injected(syntax, right) if right.type in _NAMED else ""
        if written:
            yield member(syntax.str(name), Typed(kind_of_given(written)))


def place_of(syntax: Syntax, function: Node, place: int) -> str:
    """How a parameter of a function is called that is given from outside: `makeUsers(0)`; empty for functions that only compute."""
    owner = _owner(syntax, function)
    return f"{owner}({place})" if owner else ""


def _parameter(syntax: Syntax, found: Node, name: str) -> str:
    """A parameter by its place, or what it is of the object that is given there."""
    function = found.parent.parent if found.parent is not None else None
    if function is None or function.type not in FUNCTIONS or ts.field(found, "type") is not None:
        return ""
    listed = parameters(syntax, function)
    place = next((i for i, p in enumerate(listed) if p.node == found), None)
    pattern = listed[place].pattern if place is not None else None
    of = place_of(syntax, function, place) if place is not None and pattern is not None else ""
    taken = _key_of(syntax, pattern, name) if pattern is not None else None
    return f"{of}.{taken}" if of and taken else of if taken == "" else ""


def _key_of(syntax: Syntax, pattern: Node, name: str) -> str | None:
    """The key under which a pattern takes a name out of something; empty where that is the whole, None where it is no plain one."""
    if pattern.type == "identifier":
        return "" if syntax.str(pattern) == name else None
    for part in parts(pattern) if pattern.type == "object_pattern" else []:
        key, value = ts.field(part, "key"), ts.field(part, "value") or ts.field(part, "left")
        if part.type.startswith("shorthand") and syntax.str(part) == name:
            return name
        if part.type == "object_assignment_pattern" and value is not None and syntax.str(value) == name:
            return name
        if key is not None and value is not None and syntax.str(value) == name:
            return syntax.str(key)
    return None


def _owner(syntax: Syntax, function: Node) -> str:
    """The class whose constructor a function is, or the name of a function of the top level that makes others."""
    if function.type == "method_definition":
        own = ts.field(function, "name")
        outer = function.parent.parent if function.parent is not None else None
        if own is None or syntax.str(own) != "constructor" or outer is None or outer.type not in _CLASSES:
            return ""
        name = ts.field(outer, "name")
        exported = outer.parent is not None and outer.parent.type == "export_statement"
        return syntax.str(name) if name is not None else DEFAULT if exported else ""
    name = _name_at_top(syntax, function)
    if not name or not syntax.once_of(function, _makes_functions):
        return ""
    taken = parameters(syntax, function)
    first = taken[0].pattern if taken else None
    return "" if first is not None and _REQUESTS.fullmatch(syntax.str(first)) else name


def _name_at_top(syntax: Syntax, function: Node) -> str:
    """The name of a function of the top level."""
    around = function.parent
    if around is None:
        return ""
    if around.type == "export_statement" or function.type == "function_declaration":
        name = ts.field(function, "name")
        top = around if around.type != "export_statement" else around.parent
        return (syntax.str(name) if name is not None else DEFAULT) if top is not None and top.type == "program" else ""
    if around.type != "variable_declarator" or around.parent is None or around.parent.parent is None:
        return ""
    name, outer = ts.field(around, "name"), around.parent.parent
    top = outer.parent if outer.type == "export_statement" else outer
    return syntax.str(name) if name is not None and top is not None and top.type == "program" else ""


def _makes_functions(_: Syntax, function: Node) -> bool:
    """True for a function that has others in it, or makes objects."""
    body = ts.field(function, "body")
    kinds = FUNCTIONS | {"new_expression", "call_expression"}
    return body is not None and any(n.type in kinds for n in ts.walk(body))


def _kept(syntax: Syntax, node: Node, name: str, depth: int) -> str:
    """What a class keeps under a name that its constructor is given: `this.users = users`, `this.users = services.users`."""
    value = _given_in_maker(syntax, node, name)
    return injected(syntax, value, depth + 1) if value is not None and value.type in _NAMED else ""


def _given_in_maker(syntax: Syntax, node: Node, name: str) -> Node | None:
    """What the constructor of the class around a node gives `this` under a name."""
    here: Node | None = node
    while here is not None and here.type != "class_body":
        here = here.parent
    members = here.children if here is not None else []
    maker = next((m for m in members if m.type == "method_definition" and _is_maker(syntax, m)), None)
    for statement in parts(ts.field(maker, "body")) if maker is not None else []:
        assigned = next(iter(parts(statement)), None) if statement.type == "expression_statement" else None
        left = ts.field(assigned, "left") if assigned is not None and assigned.type == "assignment_expression" else None
        if left is not None and assigned is not None and syntax.str(left) == f"this.{name}":
            return ts.field(assigned, "right")
    return None


def _is_maker(syntax: Syntax, method: Node) -> bool:
    name = ts.field(method, "name")
    return name is not None and syntax.str(name) == "constructor"


def wirings(syntax: Syntax, call: Node, modules: frozenset[str]) -> Iterator[Wired]:
    """What a class or a function of this program is given that is made or called here; `modules` are the names of its modules."""
    made = call.type == "new_expression"
    callee = syntax.field(call, "constructor" if made else "function")
    kind = callee.type if callee is not None else ""
    if callee is None or (kind != "identifier" and (kind != "member_expression" or not syntax.has_any(".register"))):
        return
    if kind == "member_expression":
        first = next(iter(given(call)), None) if syntax.str(callee).endswith(".register") else None
        if first is not None and first.type == "object":
            yield from _registered(syntax, first)
        return
    name = syntax.str(callee)
    known = name in modules
    arguments = given(call)
    if arguments and (known or made or arguments[0].type == "object"):
        found = tuple(w for i, part in enumerate(arguments) for w in _values(syntax, part, i, ""))
        if found and (known or _is_made_here(syntax, callee)):
            yield Wired(name, found)


def _is_made_here(syntax: Syntax, callee: Node) -> bool:
    """True for a class or a function of this file."""
    found = declaration(syntax, callee)
    return found is not None and found.type in ("class_declaration", "function_declaration")


def _values(syntax: Syntax, part: Node, place: int, path: str) -> Iterator[tuple[int, str, str]]:
    """What is given at a place, and in the object that is given there, as far as it is known what that is."""
    if part.type == "object":
        for member in parts(part):
            key, value = syntax.field(member, "key"), syntax.field(member, "value")
            if member.type == "shorthand_property_identifier":
                own = value_of(syntax, member)
                if own:
                    yield place, f"{path}.{syntax.str(member)}", own
            elif member.type == "spread_element":
                own = value_of(syntax, parts(member)[0]) if parts(member) else ""
                if own:
                    yield place, f"{path}.*", own
            elif key is not None and value is not None and key.type == "property_identifier":
                yield from _values(syntax, value, place, f"{path}.{syntax.str(key)}")
        return
    own = value_of(syntax, part)
    if own:
        yield place, path, own


def value_of(syntax: Syntax, node: Node, depth: int = 0) -> str:
    """What an expression is that others are given: `new Users` for an object of a class, `makeUsers()`, `models`, `models.User`."""
    if depth > _DEEPEST:
        return ""
    match node.type:
        case "new_expression":
            made = ts.field(node, "constructor")
            return f"new {syntax.str(made)}" if made is not None and made.type in _NAMED else ""
        case "call_expression":
            function = ts.field(node, "function")
            return syntax.str(function) + MADE if function is not None and function.type in _NAMED else ""
        case "await_expression" | "parenthesized_expression" | "non_null_expression" | "as_expression":
            return value_of(syntax, parts(node)[0], depth + 1) if parts(node) else ""
        case "identifier" | "shorthand_property_identifier":
            found = declaration(syntax, node)
            if found is None:
                return syntax.str(node)
            if found.type != "variable_declarator":
                return injected(syntax, node) if found.type not in ("class_declaration", "function_declaration") else ""
            value, name = ts.field(found, "value"), ts.field(found, "name")
            if value is None or name is None or value.type in FUNCTIONS or value.type == "object":
                return syntax.str(node) if value is not None else ""
            of = value_of(syntax, value, depth + 1)
            taken = _key_of(syntax, name, syntax.str(node))
            return f"{of}.{taken}" if of and taken else of if taken == "" else ""
        case "member_expression":
            target, name = ts.field(node, "object"), ts.field(node, "property")
            if target is None or name is None:
                return ""
            if target.type == "this":
                kept = _given_in_maker(syntax, node, syntax.str(name))
                return value_of(syntax, kept, depth + 1) if kept is not None else ""
            of = value_of(syntax, target, depth + 1)
            return f"{of}.{syntax.str(name)}" if of else ""
        case _:
            return ""


def _registered(syntax: Syntax, listed: Node) -> Iterator[Wired]:
    """What a container of Awilix gives whatever it makes: all that is registered, by its name."""
    makers: list[str] = []
    values: list[tuple[int, str, str]] = []
    for pair in parts(listed):
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        how, what = _registration(syntax, value) if value is not None else ("", None)
        if key is None or what is None:
            continue
        name = syntax.str(what)
        made = f"new {name}" if how == "asClass" else f"{name}{MADE}" if how == "asFunction" else value_of(syntax, what)
        makers.extend([name] if how != "asValue" else [])
        values.extend([(0, f".{syntax.str(key)}", made)] if made else [])
    for name in makers:
        yield Wired(name, tuple(values))


def _registration(syntax: Syntax, value: Node) -> tuple[str, Node | None]:
    """How something is registered, and what: `asClass(Users).singleton()`."""
    here: Node | None = value
    while here is not None and here.type == "call_expression":
        function = ts.field(here, "function")
        if function is not None and function.type == "identifier":
            inner = given(here)
            known = syntax.str(function) in _REGISTERED and len(inner) > 0
            return (syntax.str(function), inner[0]) if known else ("", None)
        here = ts.field(function, "object") if function is not None else None
    return "", None
