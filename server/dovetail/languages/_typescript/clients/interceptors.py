"""What interceptors make of the answers of axios: `http.interceptors.response.use((response) => response.data)`.

One that gives the answer as it is changes nothing, and one that gives its `data` makes a client whose requests give the body itself. Of
a file with any other it is only known that it changes answers.
"""

import re
from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..syntax.nodes import bare, is_nothing, parameters, parts
from ..syntax.signatures import FUNCTIONS, given_back, own_nodes

Effect = Literal["same", "body", "unknown"]

_INTERCEPTS = ".interceptors"
_OF_RESPONSES = re.compile(r"^(.+)\.interceptors\.response\.use$", re.DOTALL)
# What answers go through besides before they are handed on.
_CHANGES = re.compile(
    r"\b(?:applyCaseMiddleware|camelizeKeys|camelcaseKeys)\b|\btransformResponse\s*:\s*(?:\[|axios)|"
    r"\.interceptors\s*\.\s*response\s*\.\s*use\s*\("
)
_SIGNS = (
    "applyCaseMiddleware",
    "camelizeKeys",
    "camelcaseKeys",
    "transformResponse",
    _INTERCEPTS,
)  # one of them is there
_CALLS = frozenset({"call_expression"})
_MAKES = re.compile(r"\b[aA]xios\.create$")
_DEEPEST = 6


def intercepts(syntax: Syntax) -> bool:
    """True for a file that changes the answers of clients in a way which is not followed."""
    found = [m[0] for m in _CHANGES.finditer(syntax.text.source)] if syntax.has_any(*_SIGNS) else []
    if not found or any(_INTERCEPTS not in text for text in found):
        return bool(found)
    effects = [(name, _together(syntax, call)) for name, call in _uses(syntax)]
    if len(effects) != len(found):
        return True
    unpacked = [name for name, effect in effects if effect == "body"]
    made = set(_made(syntax)) if unpacked else set[str]()
    once = len(set(unpacked)) == len(unpacked) and made.issuperset(unpacked)
    return not once or any(effect == "unknown" for _, effect in effects)


def gives_body(syntax: Syntax, made: Node) -> bool:
    """True for a client that a call makes whose interceptor hands on nothing but the body of an answer."""
    name = _holder(syntax, made) if syntax.has_any(_INTERCEPTS) else ""
    effects = [_together(syntax, call) for held, call in _uses(syntax) if held == name] if name else []
    return effects.count("body") == 1 and "unknown" not in effects


def _uses(syntax: Syntax) -> Iterator[tuple[str, Node]]:
    """The calls that add interceptors of answers, each with the client that it is added to."""
    for call in syntax.nodes(_CALLS):
        function = ts.field(call, "function")
        name = ts.field(function, "property") if function is not None else None
        if function is not None and name is not None and name.text == b"use":
            found = _OF_RESPONSES.match("".join(syntax.str(function).split()))
            if found is not None:
                yield found[1], call


def _made(syntax: Syntax) -> Iterator[str]:
    for call in syntax.nodes(_CALLS):
        function = ts.field(call, "function")
        if function is not None and _MAKES.search(syntax.str(function)):
            yield _holder(syntax, call)


def _holder(syntax: Syntax, made: Node) -> str:
    """The name that a client is given which a call makes, `this.http` for what a class keeps; empty for none."""
    outer = made.parent
    while outer is not None and outer.type in ("as_expression", "parenthesized_expression", "satisfies_expression"):
        outer = outer.parent
    if outer is None:
        return ""
    if outer.type == "public_field_definition":
        name = ts.field(outer, "name")
        return f"this.{syntax.str(name)}" if name is not None else ""
    name = ts.field(outer, "name") if outer.type == "variable_declarator" else ts.field(outer, "left")
    return "".join(syntax.str(name).split()) if name is not None else ""


def _together(syntax: Syntax, call: Node) -> Effect:
    """What the functions make of an answer that an interceptor is given: the one for those that are good, and the one for refusals."""
    handlers = parts(ts.field(call, "arguments"))
    found: Effect = "same" if not handlers or is_nothing(handlers[0]) else _effect(syntax, handlers[0])
    if len(handlers) < 2 or is_nothing(handlers[1]):
        return found
    handler = _function(syntax, handlers[1], 0)
    heals = handler is None or any(".response" in syntax.str(n) and not is_nothing(n) for n in given_back(handler))
    return "unknown" if heals and found == "body" else found


def _effect(syntax: Syntax, handler: Node) -> Effect:
    """What a function makes of an answer that it is given."""
    function = _function(syntax, handler, 0)
    taken = parameters(syntax, function) if function is not None else ()
    pattern = taken[0].pattern if taken else None
    if function is None or pattern is None:
        return "unknown"
    names: dict[str, Effect] = {}
    _bind(syntax, pattern, "same", names)
    for node in own_nodes(function, frozenset({"variable_declarator", "assignment_expression"})):
        left = ts.field(node, "name") or ts.field(node, "left")
        right = ts.field(node, "value") or ts.field(node, "right")
        root = left
        while root is not None and root.type in ("member_expression", "subscript_expression"):
            root = ts.field(root, "object")
        if left is None or right is None or root is None:
            continue
        if node.type == "assignment_expression" and syntax.str(root) in names:
            return "unknown"
        found = _of(syntax, right, names)
        if found is not None:
            _bind(syntax, left, found, names)
    effects: set[Effect | None] = {
        _of(syntax, given, names) for given in given_back(function) if not _refuses(syntax, given)
    }
    return _one(effects) or "unknown"


def _one(effects: set[Effect | None]) -> Effect | None:
    """The one that several expressions have in common."""
    return next(iter(effects)) if len(effects) == 1 else None


def _bind(syntax: Syntax, pattern: Node, effect: Effect, names: dict[str, Effect]) -> None:
    if pattern.type == "identifier":
        names[syntax.str(pattern)] = effect
    for part in parts(pattern) if pattern.type == "object_pattern" and effect == "same" else ():
        key = ts.field(part, "key") or part
        value = ts.field(part, "value") or part
        if syntax.str(key) == "data":
            names[syntax.str(value)] = "body"


def _of(syntax: Syntax, node: Node, names: dict[str, Effect], depth: int = 0) -> Effect | None:
    """What an expression is of the answer; None for anything else."""
    node = bare(node)
    if depth > _DEEPEST:
        return None
    match node.type:
        case "identifier":
            return names.get(syntax.str(node))
        case "member_expression":
            target, name = ts.field(node, "object"), ts.field(node, "property")
            whole = target is not None and _of(syntax, target, names, depth + 1) == "same"
            return "body" if whole and name is not None and syntax.str(name) == "data" else None
        case "as_expression" | "non_null_expression" | "await_expression":
            return _of(syntax, parts(node)[0], names, depth + 1)
        case "call_expression" if syntax.str(ts.field(node, "function") or node) == "Promise.resolve":
            given = parts(ts.field(node, "arguments"))
            return _of(syntax, given[0], names, depth + 1) if len(given) == 1 else None
        case "ternary_expression":
            both = [n for r in ("consequence", "alternative") if (n := ts.field(node, r)) and not is_nothing(n)]
            return _one({_of(syntax, n, names, depth + 1) for n in both})
        case _:
            return None


def _refuses(syntax: Syntax, node: Node) -> bool:
    """True for what is given where an answer counts as a refusal: nothing, or a promise that fails or never ends."""
    return is_nothing(bare(node)) or syntax.str(node).startswith("new Promise(")


def _function(syntax: Syntax, node: Node, depth: int) -> Node | None:
    """The function that is written in a place, or that a name of this file or of the class around it stands for."""
    node = bare(node)
    if node.type in FUNCTIONS:
        return node
    if depth > _DEEPEST:
        return None
    if node.type == "identifier":
        found = declaration(syntax, node)
        value = ts.field(found, "value") if found is not None and found.type == "variable_declarator" else found
        return _function(syntax, value, depth + 1) if value is not None else None
    target, name = ts.field(node, "object"), ts.field(node, "property")
    if name is None or target is None:
        return None
    if name.text == b"bind" or node.type == "call_expression":
        return _function(syntax, target, depth + 1)
    here: Node | None = node if target.type == "this" else None
    while here is not None and here.type != "class_body":
        here = here.parent
    for member in here.children if here is not None else ():
        own = ts.field(member, "name")
        if own is not None and own.text == name.text:
            value = member if member.type == "method_definition" else ts.field(member, "value")
            return value if value is not None and value.type in FUNCTIONS else None
    return None
