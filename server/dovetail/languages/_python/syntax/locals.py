"""What a name stands for in a function of Python, as far as it is given one value: there, or at the top of its file."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tree_sitter import Node

from ... import _treesitter as ts
from ..._statements import constant
from ..._treesitter import Syntax
from .literals import is_plain_string

_OPEN = re.compile(  # types that say no class of a value
    r"(?:typing\.)?(?:Any|object|str|(?:dict|Dict|MutableMapping)(?:\[.*\])?|(?:list|List)(?:\[\s*(?:typing\.)?(?:dict|Dict|Any|object)\b.*\])?)",
    re.DOTALL,
)

_CHANGING = frozenset({b"update", b"pop", b"setdefault"})


def local_value(
    syntax: Syntax, name: Node, nothing: tuple[str, ...] = ("None",), *, grown: bool = False
) -> Node | None:
    """What a name stands for that a function gives one value, or that and nothing, and does not change; a type may say no class of it.

    `grown` where more may be put into it later: `body["field"] = error.field`.
    """
    body, own = function_of(name), syntax.str(name)
    if body is None:
        return None
    named = syntax.once_of(body, _named_in)
    if own in named.changed:
        return None
    if any(t.startswith(f"{own}[") and not (grown and is_plain) for t, is_plain in named.put):
        return None
    found = [
        n
        for n in named.given.get(own, ())
        if (right := ts.field(n, "right")) is None or syntax.str(right) not in nothing
    ]
    if len(found) != 1 or found[0].type != "assignment":
        return None
    type = ts.field(found[0], "type")
    if type is not None and _OPEN.fullmatch(syntax.str(type)) is None:
        return None
    return ts.field(found[0], "right")


def given_values(syntax: Syntax, name: Node) -> list[Node]:
    """All that its function gives to a name by assignments; nothing where an operator gives it something: `total += 1`."""
    body = function_of(name)
    given = syntax.once_of(body, _named_in).given.get(syntax.str(name), ()) if body is not None else ()
    values = [right for n in given if n.type == "assignment" and (right := ts.field(n, "right")) is not None]
    return values if len(values) == len(given) else []


class _Named(NamedTuple):
    """What a function gives to names, by their texts; what it puts into them, each with true where that is not added to what is there;
    and those that it changes by their methods."""

    given: Mapping[str, Sequence[Node]]
    put: Sequence[tuple[str, bool]]
    changed: frozenset[str]


def _named_in(syntax: Syntax, body: Node) -> _Named:
    """Read once for all names of a function."""
    given: dict[str, list[Node]] = {}
    put: list[tuple[str, bool]] = []
    changed: set[str] = set()
    for node in ts.walk(body):
        if node.type in ("assignment", "augmented_assignment"):
            left = ts.field(node, "left")
            if left is not None:
                given.setdefault(syntax.str(left), []).append(node)
            if left is not None and left.type == "subscript":
                put.append((syntax.str(left), node.type == "assignment"))
        elif node.type == "call":
            function = ts.field(node, "function")
            owner, method = (ts.field(function, n) if function is not None else None for n in ("object", "attribute"))
            if owner is not None and method is not None and method.text in _CHANGING:
                changed.add(syntax.str(owner))
    return _Named(given, put, frozenset(changed))


def built_value(syntax: Syntax, name: Node) -> tuple[Node | None, list[tuple[Node, Node]]]:
    """What a name of a function stands for, and what is put into it afterwards: keys with their values. None where it is not all seen."""
    body, own = function_of(name), syntax.str(name)
    value = local_value(syntax, name)
    if value is not None or body is None:
        return value, []
    found: list[Node] = []
    added: list[tuple[Node, Node]] = []
    for node in ts.walk(body):
        left = ts.field(node, "left") if node.type in ("assignment", "augmented_assignment") else None
        if left is None:
            continue
        if syntax.str(left) == own:
            found.append(node)
        target, key = (ts.field(left, n) if left.type == "subscript" else None for n in ("value", "subscript"))
        given = ts.field(node, "right")
        if target is not None and key is not None and given is not None and syntax.str(target) == own:
            added.extend([(key, given)] if is_plain_string(key) else [])
    if len(found) != 1 or found[0].type != "assignment":
        return None, []
    right, type = ts.field(found[0], "right"), ts.field(found[0], "type")
    plain = right is not None and (type is None or syntax.str(type).startswith(("dict", "Dict", "MutableMapping")))
    if right is not None and plain and right.type in ("call", "await") and not is_dict(syntax, right):
        return None, added  # to what another function makes
    return (right, added) if right is not None and plain and is_dict(syntax, right) else (None, [])


def called_value(syntax: Syntax, name: Node) -> Node | None:
    """The call that gives a name its only value in a function, be there more put into it afterwards or not."""
    body, own = function_of(name), syntax.str(name)
    given = syntax.once_of(body, _named_in).given.get(own, ()) if body is not None else ()
    found = [ts.field(node, "right") for node in given]
    value = found[0] if len(found) == 1 else None
    return value if value is not None and value.type in ("call", "await") else None


def updated(syntax: Syntax, name: Node) -> list[Node]:
    """What a function puts as a whole into a dictionary of its own: `body.update(changes)`."""
    body, wanted = function_of(name), f"{syntax.str(name)}.update"
    calls = (n for n in ts.walk(body) if n.type == "call") if body is not None else ()
    listed = [ts.field(c, "arguments") for c in calls if (f := ts.field(c, "function")) and syntax.str(f) == wanted]
    return [part for given in listed if given is not None for part in given.children if part.is_named]


def appended(syntax: Syntax, name: Node) -> list[Node]:
    """What a function appends to a list that it makes empty: `rows = []`, `rows.append({"id": 1})`."""
    body, made = function_of(name), local_value(syntax, name)
    empty = made is not None and (syntax.str(made) == "list()" or (made.type == "list" and made.named_child_count == 0))
    if body is None or not empty:
        return []
    wanted = f"{syntax.str(name)}.append"
    calls = (n for n in ts.walk(body) if n.type == "call")
    listed = [ts.field(c, "arguments") for c in calls if (f := ts.field(c, "function")) and syntax.str(f) == wanted]
    return [
        first
        for given in listed
        if given is not None and (first := next((c for c in given.children if c.is_named), None))
    ]


def is_dict(syntax: Syntax, node: Node) -> bool:
    """True for a dictionary that is written out: `{"id": 1}`, `dict(id=1)`."""
    return node.type == "dictionary" or _is_dict_call(syntax, node)


def _is_dict_call(syntax: Syntax, node: Node) -> bool:
    function = ts.field(node, "function") if node.type == "call" else None
    return function is not None and syntax.str(function) in ("dict", "jsonify") and names_alone(syntax, node)


def names_alone(syntax: Syntax, call: Node) -> bool:
    """True for a call that is given something, and all of it by name."""
    arguments = ts.field(call, "arguments")
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    return bool(parts) and all(p.type in ("keyword_argument", "dictionary_splat") for p in parts)


def function_of(node: Node) -> Node | None:
    """The function that a node is in."""
    here = node.parent
    while here is not None and here.type != "function_definition":
        here = here.parent
    return here


def constant_value(syntax: Syntax, name: Node) -> Node | None:
    """What a name at the top of the file is given, if that is done once, and the function that the name is in has none of its own."""
    function, own = function_of(name), syntax.str(name)
    parameters = ts.field(function, "parameters") if function is not None else None
    if parameters is not None and any(n.type == "identifier" and syntax.str(n) == own for n in ts.walk(parameters)):
        return None
    return constant(syntax, own)


def qualified(syntax: Syntax, function: Node) -> str:
    """The name of a function, behind that of the class that it is a method of: `Api.users`."""
    name, outer = ts.field(function, "name"), _class_of(function)
    own = syntax.str(name) if name is not None else ""
    return f"{outer}.{own}" if outer else own


def called_function(syntax: Syntax, called: Node) -> str:
    """The function of the same file that a call means, as `qualified` names it; empty where that is not known."""
    if called.type == "identifier":
        return syntax.str(called)
    owner, name = ts.field(called, "object"), ts.field(called, "attribute")
    function = function_of(called)
    if owner is None or name is None or function is None:
        return ""
    outer = _class_of(function) if syntax.str(owner) == "self" else class_of_value(syntax, owner, function)
    return f"{outer}.{syntax.str(name)}" if outer else ""


def callee_name(syntax: Syntax, called: Node) -> str:
    """A function as other files may know it: `save`, `shows.save`, `Show.from_json`, that for `cls.from_json` too; else empty."""
    if called.type == "identifier":
        return syntax.str(called)
    owner = ts.field(called, "object") if called.type == "attribute" else None
    if owner is None or owner.type != "identifier":
        return ""
    function = function_of(called)
    if syntax.str(owner) not in ("self", "cls"):
        return syntax.str(called)
    outer, name = _class_of(function) if function is not None else "", ts.field(called, "attribute")
    return f"{outer}.{syntax.str(name)}" if outer and name is not None else ""


def _class_of(function: Node) -> str:
    here = function.parent
    while here is not None and here.type in ("decorated_definition", "block"):
        here = here.parent
    name = ts.field(here, "name") if here is not None and here.type == "class_definition" else None
    return (name.text or b"").decode() if name is not None else ""


def class_of_value(syntax: Syntax, name: Node, function: Node) -> str:
    """The class that a parameter says it is of, or that a name is made of: `api: Api`, `api = Api(…)`."""
    own = syntax.str(name)
    parameters = ts.field(function, "parameters")
    for part in parameters.children if name.type == "identifier" and parameters is not None else ():
        type = ts.field(part, "type")
        if type is not None and part.children and syntax.str(part.children[0]) == own:
            return syntax.str(type)
    made = local_value(syntax, name) if name.type == "identifier" else None
    class_ = ts.field(made, "function") if made is not None and made.type == "call" else None
    return syntax.str(class_) if class_ is not None and class_.type == "identifier" else ""
