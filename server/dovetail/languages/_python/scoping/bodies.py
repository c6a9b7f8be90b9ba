"""Bodies of requests that functions of the same file put together: `json=draft(title="a")`, `json={**BODY, **changes}`."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.given import inside
from ..syntax.literals import string_value
from ..syntax.locals import built_value, function_of, is_dict, local_value
from .spreads import spread


def made_body(syntax: Syntax, call: Node) -> tuple[list[Node], list[Node]]:
    """What a function of the file returns to a call, and the keywords of the call that it puts into that."""
    called = ts.field(call, "function")
    function = own_function(syntax, called.text) if called is not None and called.type == "identifier" else None
    if function is None or (ts.field(function, "return_type") is not None and not _is_open(syntax, function)):
        return [], []
    values = [v for v in returned(function) if v.type in ("dictionary", "binary_operator", "identifier")]
    made = [(built_value(syntax, v)[0] if v.type == "identifier" else None) or v for v in values]
    return made, list(_keywords(syntax, call, function)) if puts_in_all(syntax, function, values) else []


def puts_in_all(syntax: Syntax, function: Node, values: Iterable[Node]) -> bool:
    """True where a function puts all that it is given by other names into a dictionary among what it returns."""
    rest = _rest(syntax, function)
    return bool(rest) and any(rest in spread(syntax, v).forwarded for v in values)


def written_keys(syntax: Syntax, function: Node) -> tuple[Node, tuple[str, ...]] | None:
    """The dictionary that a function returns with all that it is given by other names, and its own keys; None where not all are seen."""
    values, rest, added = returned(function), _rest(syntax, function), list[tuple[Node, Node]]()
    value = values[0] if len(values) == 1 else None
    if value is not None and value.type == "identifier":
        value, added = built_value(syntax, value)
    elif value is not None and value.type == "binary_operator":
        right = ts.field(value, "right")
        value = ts.field(value, "left") if right is not None and syntax.str(right) == rest else None
    if value is None or not is_dict(syntax, value):
        return None
    inside = ts.field(value, "arguments") if value.type == "call" else value
    members = [c for c in inside.children if c.is_named and c.type != "comment"] if inside is not None else []
    keys = [ts.field(m, "key") or ts.field(m, "name") for m in members]
    seen = (m.type == "dictionary_splat" and syntax.str(m.children[-1]) == rest for m in members)
    if not all((k is not None and k.type in ("string", "identifier")) or ok for k, ok in zip(keys, seen, strict=True)):
        return None
    named = [k for k in (*keys, *(key for key, _ in added)) if k is not None]
    if any(k.type == "identifier" and value.type != "call" for k in named):
        return None
    return value, tuple(string_value(syntax.str(k)) if k.type == "string" else syntax.str(k) for k in named)


def returned(function: Node) -> list[Node]:
    """What a function returns besides nothing."""
    found = [n for n in ts.walk(function) if n.type == "return_statement" and function_of(n) == function]
    return [v for r in found if (v := next((c for c in r.children if c.is_named), None)) is not None]


def parameters_of(syntax: Syntax, function: Node) -> frozenset[str]:
    """The names of the parameters of a function that have no stars."""
    parameters = ts.field(function, "parameters")
    listed = inside(parameters)
    plain = (p for p in listed if "*" not in syntax.str(p).partition(":")[0])
    return frozenset(syntax.str(ts.field(p, "name") or (p.children[0] if p.children else p)) for p in plain)


def forwarded(syntax: Syntax, body: Node) -> Iterator[Node]:
    """The keywords of calls in the file that a function spreads into the body which it sends: `order(client, note="b")`."""
    function = function_of(body)
    rest = _rest(syntax, function) if function is not None else ""
    name = ts.field(function, "name") if function is not None else None
    if function is None or name is None or not rest or not _spreads(syntax, body, rest):
        return
    if function.parent is None or own_function(syntax, name.text) != function:
        return
    for call in syntax.nodes(frozenset({"call"})):
        called = ts.field(call, "function")
        if called is not None and called.type == "identifier" and called.text == name.text:
            yield from _keywords(syntax, call, function)


def own_function(syntax: Syntax, name: bytes | None) -> Node | None:
    """The function of a name at the top of the file, where there is one such."""
    found: list[Node] = []
    for statement in syntax.root.children:
        inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
        own = ts.field(inner, "name") if inner is not None and inner.type == "function_definition" else None
        if inner is not None and own is not None and own.text == name:
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
    arguments, own = ts.field(call, "arguments"), parameters_of(syntax, function)
    for part in arguments.children if arguments is not None else ():
        name = ts.field(part, "name") if part.type == "keyword_argument" else None
        if name is not None and syntax.str(name) not in own:
            yield part
