"""The strings that an expression of Python may be: written there, on both sides of a condition, given by `parametrize` to a test,
of the dictionaries that a loop goes over, or what an option of a command may be.
"""

from collections.abc import Iterator

from tree_sitter import Node

from .. import _treesitter as ts
from .._treesitter import Syntax
from .django import keywords
from .fixtures import parametrized
from .literals import is_plain_string, string_value
from .spreads import looped, looped_items

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
        yield from (n for n in (*parametrized(syntax, node), *looped_items(syntax, node)) if is_plain_string(n))
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


def _choices(syntax: Syntax, name: str) -> Iterator[Node]:
    """What an option may be that a file declares once: `parser.add_argument("--state", choices=["open", "paid"])`."""
    calls = (n for n in syntax.nodes(frozenset({"call"})) if syntax.str(n.children[0]).endswith(".add_argument"))
    own = [c for c in calls if name in _flags(syntax, c)]
    given = keywords(syntax, own[0]) if len(own) == 1 else {}
    listed, default = given.get("choices"), given.get("default")
    for choice in (*(listed.children if listed is not None else ()), *([default] if default is not None else [])):
        # What the program asks for elsewhere may be a choice of its own: `"all"`.
        if is_plain_string(choice) and syntax.text.source.count(syntax.str(choice)) == 1:
            yield choice


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
