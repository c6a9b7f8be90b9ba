"""Bodies of requests that functions of the same file put together: `json=draft(title="a")`, `json={**BODY, **changes}`."""

from collections.abc import Iterator

from tree_sitter import Node

from .. import _treesitter as ts
from .._treesitter import Syntax
from .locals import function_of, local_value


def made_body(syntax: Syntax, call: Node) -> tuple[list[Node], list[Node]]:
    """What a function of the file returns to a call, and the keywords of the call that it puts into that."""
    called = ts.field(call, "function")
    function = _function(syntax, called) if called is not None and called.type == "identifier" else None
    if function is None or (ts.field(function, "return_type") is not None and not _is_open(syntax, function)):
        return [], []
    returned = [n for n in ts.walk(function) if n.type == "return_statement" and function_of(n) == function]
    values = [v for r in returned if (v := next((c for c in r.children if c.is_named), None)) is not None]
    values = [v for v in values if v.type in ("dictionary", "binary_operator", "identifier")]
    spread = any(_spreads(syntax, v, _rest(syntax, function)) for v in values)
    return values, list(_keywords(syntax, call, function)) if spread else []


def forwarded(syntax: Syntax, body: Node) -> Iterator[Node]:
    """The keywords of calls in the file that a function spreads into the body which it sends: `order(client, note="b")`."""
    function = function_of(body)
    rest = _rest(syntax, function) if function is not None else ""
    name = ts.field(function, "name") if function is not None else None
    if function is None or name is None or not rest or not _spreads(syntax, body, rest):
        return
    if function.parent is None or _function(syntax, name) != function:
        return
    for call in syntax.nodes(frozenset({"call"})):
        called = ts.field(call, "function")
        if called is not None and called.type == "identifier" and called.text == name.text:
            yield from _keywords(syntax, call, function)


def _function(syntax: Syntax, name: Node) -> Node | None:
    """The function of a name at the top of the file, where there is one such."""
    found: list[Node] = []
    for statement in syntax.root.children:
        inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
        own = ts.field(inner, "name") if inner is not None and inner.type == "function_definition" else None
        if inner is not None and own is not None and own.text == name.text:
            found.append(inner)
    return found[0] if len(found) == 1 else None


def _is_open(syntax: Syntax, function: Node) -> bool:
    returns = ts.field(function, "return_type")
    return returns is not None and syntax.str(returns).startswith(("dict", "Dict", "Mapping", "Any", "object"))


def _rest(syntax: Syntax, function: Node) -> str:
    """The name of the parameter with two stars."""
    parameters = ts.field(function, "parameters")
    for part in parameters.children if parameters is not None else ():
        inner = part.children[0] if part.type == "typed_parameter" and part.children else part
        if inner.type == "dictionary_splat_pattern" and inner.children:
            return syntax.str(inner.children[-1])
    return ""


def _spreads(syntax: Syntax, body: Node, rest: str, depth: int = 0) -> bool:
    """True where the keywords that a function takes are names of the dictionary itself."""
    if not rest or depth > 4:
        return False
    if body.type == "identifier":
        made = local_value(syntax, body)
        return syntax.str(body) == rest or (made is not None and _spreads(syntax, made, rest, depth + 1))
    if body.type == "dictionary":
        return any(c.type == "dictionary_splat" and syntax.str(c.children[-1]) == rest for c in body.children)
    if body.type == "binary_operator":
        sides = (ts.field(body, side) for side in ("left", "right"))
        return any(s is not None and _spreads(syntax, s, rest, depth + 1) for s in sides)
    return False


def _keywords(syntax: Syntax, call: Node, function: Node) -> Iterator[Node]:
    arguments, parameters = ts.field(call, "arguments"), ts.field(function, "parameters")
    own = (
        {syntax.str(ts.field(p, "name") or p.children[0]) for p in parameters.children if p.children}
        if parameters
        else set[str]()
    )
    own |= {syntax.str(p) for p in parameters.children if p.type == "identifier"} if parameters else set[str]()
    for part in arguments.children if arguments is not None else ():
        name = ts.field(part, "name") if part.type == "keyword_argument" else None
        if name is not None and syntax.str(name) not in own:
            yield part
