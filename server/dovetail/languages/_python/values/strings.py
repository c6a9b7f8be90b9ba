"""The strings that an expression of Python may be: written there, on both sides of a condition, in a variable of the function, given by
`parametrize` to a test, of the dictionaries that a loop goes over, or what an option of a command may be.
"""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..classes.django import keywords
from ..scoping.fixtures import parametrized
from ..scoping.only_values import only_texts
from ..scoping.spreads import looped, looped_items
from ..syntax.literals import is_plain_string, string_value
from ..syntax.locals import function_of

_OPTIONS = frozenset({"options", "args", "arguments", "opts", "parsed"})  # what commands call what they were given


def strings(syntax: Syntax, node: Node | None) -> Iterator[Node]:
    """The nodes of the strings, as far as they are written in the same function, or above it."""
    if node is None:
        return
    if is_plain_string(node):
        yield node
    elif node.type == "conditional_expression":
        parts = [c for c in node.children if c.is_named and c.type != "comment"]
        for part in parts[::2]:
            yield from strings(syntax, part)
    elif node.type == "parenthesized_expression":
        yield from strings(syntax, next((c for c in node.children if c.is_named), None))
    elif node.type == "identifier":
        given = (*parametrized(syntax, node), *looped_items(syntax, node), *only_texts(syntax, node))
        yield from (n for n in given if is_plain_string(n))
        yield from _of_command(syntax, node) if "Choice(" in syntax.text.source else ()
    elif node.type in ("subscript", "attribute"):
        yield from _of_owner(syntax, node)


def _of_owner(syntax: Syntax, node: Node) -> Iterator[Node]:
    """The strings of `row["state"]` and `options["state"]`."""
    owner = ts.field(node, "value") or ts.field(node, "object")
    key = ts.field(node, "subscript") or ts.field(node, "attribute")
    if owner is None or key is None or owner.type != "identifier":
        return
    plain = is_plain_string(key)
    name = string_value(syntax.str(key)) if plain else syntax.str(key)
    if syntax.str(owner) in _OPTIONS and "add_argument(" in syntax.text.source:
        yield from _choices(syntax, name)
    for row in looped(syntax, owner) if plain else ():
        for pair in row.children:
            own, value = ts.field(pair, "key"), ts.field(pair, "value")
            said = own is not None and is_plain_string(own) and string_value(syntax.str(own)) == name
            if said and value is not None and is_plain_string(value):
                yield value


def _of_command(syntax: Syntax, name: Node) -> Iterator[Node]:
    """What an option of click may be that a command takes which another function makes; those at the top of a file are known by name."""
    function = function_of(name)
    outer = function.parent if function is not None and function_of(function) is not None else None
    for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else ():
        call = ts.child(decorator, "call") if decorator.type == "decorator" else None
        type = (
            keywords(syntax, call).get("type")
            if call is not None and syntax.str(name) in _flags(syntax, call)
            else None
        )
        arguments = ts.field(type, "arguments") if type is not None and type.type == "call" else None
        listed = (
            next((c for c in arguments.children if c.type in ("list", "tuple")), None)
            if arguments is not None
            else None
        )
        yield from _only_there(syntax, listed.children if listed is not None else ())


def _only_there(syntax: Syntax, choices: Iterable[Node]) -> Iterator[Node]:
    """The choices that the program asks for nowhere else; others may be some of its own: `"all"`."""
    yield from (c for c in choices if is_plain_string(c) and syntax.text.source.count(syntax.str(c)) == 1)


def _choices(syntax: Syntax, name: str) -> Iterator[Node]:
    """What an option may be that a file declares once: `parser.add_argument("--state", choices=["open", "paid"])`."""
    calls = (n for n in syntax.nodes(frozenset({"call"})) if syntax.str(n.children[0]).endswith(".add_argument"))
    own = [c for c in calls if name in _flags(syntax, c)]
    given = keywords(syntax, own[0]) if len(own) == 1 else {}
    listed, default = given.get("choices"), given.get("default")
    yield from _only_there(
        syntax, (*(listed.children if listed is not None else ()), *([default] if default is not None else ()))
    )


def _flags(syntax: Syntax, call: Node) -> list[str]:
    """The names under which a program has what an option is given."""
    arguments = ts.field(call, "arguments")
    flags = [
        string_value(syntax.str(c)) for c in (arguments.children if arguments is not None else ()) if is_plain_string(c)
    ]
    stored = keywords(syntax, call).get("dest")
    if stored is not None:
        return [string_value(syntax.str(stored))]
    return [f.lstrip("-").replace("-", "_") for f in flags]
