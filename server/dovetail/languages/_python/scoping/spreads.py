"""What is in a dictionary that is spread or handed on, as far as one function writes it: its keys, and the `**` that go into it."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_value
from ..syntax.locals import constant_value, function_of, is_dict, local_value

_DEEPEST = 6
_TAKES_AWAY = frozenset({"pop", "popitem", "clear"})


@dataclass(frozen=True, slots=True)
class Spread:
    """The nodes of keys (strings, and the names of keywords), and the names of parameters with two stars that are among it."""

    keys: tuple[Node, ...] = ()
    forwarded: tuple[str, ...] = ()

    def __add__(self, other: "Spread") -> "Spread":
        return Spread((*self.keys, *other.keys), (*self.forwarded, *other.forwarded))


NOTHING = Spread()


def spread(syntax: Syntax, node: Node | None, depth: int = 0) -> Spread:
    """What an expression holds that is a dictionary; nothing of what is not written here."""
    if node is None or depth > _DEEPEST:
        return NOTHING
    found = NOTHING
    match node.type:
        case "dictionary":
            for part in node.children:
                key = ts.field(part, "key") if part.type == "pair" else None
                if key is not None and is_plain_string(key):
                    found += Spread((key,))
                elif part.type == "dictionary_splat":
                    found += spread(syntax, part.children[-1], depth + 1)
        case "call":
            found += _called(syntax, node, depth)
        case "binary_operator":
            for side in ("left", "right"):
                found += spread(syntax, ts.field(node, side), depth + 1)
        case "parenthesized_expression":
            found += spread(syntax, next((c for c in node.children if c.is_named), None), depth + 1)
        case "identifier":
            rows = looped(syntax, node)
            for row in rows:
                found += spread(syntax, row, depth + 1)
            found += _variable(syntax, node, depth) if not rows else NOTHING
        case _:
            pass
    return found


def looped(syntax: Syntax, name: Node) -> list[Node]:
    """The dictionaries of a list, written where it is or under a name, over which a loop goes: `for row in ROWS: User(**row)`; be they
    parts of tuples, `for email, row in ROWS`."""
    return [item for item in looped_items(syntax, name) if is_dict(syntax, item)]


def looped_items(syntax: Syntax, name: Node) -> list[Node]:
    """All that a name stands for in turn which goes through such a list: `for key in ("id", "name"): assert key in body`."""
    own, here = syntax.str(name), name.parent
    while here is not None and here.type != "function_definition":
        clauses = [here] if here.type == "for_statement" else [c for c in here.children if c.type == "for_in_clause"]
        for clause in clauses:
            left = ts.field(clause, "left")
            if _is(syntax, left, own):
                return _rows(syntax, ts.field(clause, "right"), here, own)
            names = left.named_children if left is not None and left.type in ("pattern_list", "tuple_pattern") else []
            place = next((n for n, part in enumerate(names) if _is(syntax, part, own)), None)
            if place is not None and all(n.type == "identifier" for n in names):
                return _rows(syntax, ts.field(clause, "right"), here, own, place)
        here = here.parent
    return []


def _rows(syntax: Syntax, listed: Node | None, loop: Node, own: str, place: int | None = None) -> list[Node]:
    """The items of a list, or those at one place of its tuples."""
    if listed is not None and listed.type == "identifier":
        listed = local_value(syntax, listed) or constant_value(syntax, listed)
    changed = any(syntax.str(loop).count(f"{own}{change}") for change in (".pop(", ".clear(", ".popitem("))
    if listed is None or listed.type not in ("list", "tuple", "set") or changed:
        return []
    rows = [c for c in listed.children if c.is_named and c.type != "comment"]
    if place is not None:
        inside = (c.named_children for c in rows if c.type in ("tuple", "list"))
        rows = [parts[place] for parts in inside if len(parts) > place]
    return rows


def _called(syntax: Syntax, call: Node, depth: int) -> Spread:
    """`dict(email=1, **rest)` and `values.copy()`."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None:
        return NOTHING
    written = syntax.str(function)
    if written.endswith(".copy") and function.type == "attribute":
        return spread(syntax, ts.field(function, "object"), depth + 1)
    return _given(syntax, arguments, depth) if written in ("dict", "copy", "deepcopy", "copy.deepcopy") else NOTHING


def _given(syntax: Syntax, arguments: Node, depth: int) -> Spread:
    found = NOTHING
    for part in (c for c in arguments.children if c.is_named and c.type != "comment"):
        name = ts.field(part, "name") if part.type == "keyword_argument" else None
        if name is not None:
            found += Spread((name,))
        else:
            found += spread(syntax, part.children[-1] if part.type == "dictionary_splat" else part, depth + 1)
    return found


def _variable(syntax: Syntax, name: Node, depth: int) -> Spread:
    """A parameter with two stars, or a variable that is given one dictionary, with what is put into it; but for what is taken away."""
    function, own = function_of(name), syntax.str(name)
    if function is None:
        return NOTHING
    whole = own in double_starred(syntax, function)
    found, taken, count = (Spread((), (own,)) if whole else NOTHING), set[str](), int(whole)
    for node in ts.walk(function):
        left = ts.field(node, "left") if node.type in ("assignment", "augmented_assignment") else None
        if left is not None and left.type == "identifier" and syntax.str(left) == own:
            count += node.type == "assignment"
            found += spread(syntax, ts.field(node, "right"), depth + 1)
        elif left is not None and left.type == "subscript" and _is(syntax, ts.field(left, "value"), own):
            key = ts.field(left, "subscript")
            found += Spread((key,)) if key is not None and is_plain_string(key) else NOTHING
        elif node.type == "call" and (method := _method(syntax, node, own)):
            arguments = ts.field(node, "arguments")
            first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
            if method == "update" and arguments is not None:
                found += _given(syntax, arguments, depth + 1)
            elif method == "setdefault" and first is not None and is_plain_string(first):
                found += Spread((first,))
            elif method in _TAKES_AWAY:
                taken.add(string_value(syntax.str(first)) if first is not None and is_plain_string(first) else "*")
        elif node.type == "delete_statement" and own in syntax.str(node):
            taken.add("*")
    if count != 1 or "*" in taken or (whole and taken):
        return NOTHING
    return Spread(tuple(k for k in found.keys if string_value(syntax.str(k)) not in taken), found.forwarded)


def assigned_values(syntax: Syntax, name: Node) -> Iterator[Node]:
    """What a variable is given in its function, one after the other; a name that it is given is no value."""
    function, own = function_of(name), syntax.str(name)
    for node in ts.walk(function) if function is not None else ():
        left = ts.field(node, "left") if node.type in ("assignment", "augmented_assignment") else None
        right = ts.field(node, "right")
        if left is not None and right is not None and right.type != "identifier" and _is(syntax, left, own):
            yield right


def double_starred(syntax: Syntax, function: Node) -> Iterator[str]:
    """The name of a parameter that takes all other keywords."""
    parameters = ts.field(function, "parameters")
    for part in parameters.children if parameters is not None else ():
        splat = part if part.type == "dictionary_splat_pattern" else ts.child(part, "dictionary_splat_pattern")
        if splat is not None and splat.children[-1].type == "identifier":
            yield syntax.str(splat.children[-1])


def _method(syntax: Syntax, call: Node, own: str) -> str:
    """The name of the method that is called of a variable; empty for any other call."""
    function = ts.field(call, "function")
    target, name = (ts.field(function, n) if function is not None else None for n in ("object", "attribute"))
    return syntax.str(name) if name is not None and _is(syntax, target, own) else ""


def _is(syntax: Syntax, node: Node | None, own: str) -> bool:
    return node is not None and node.type == "identifier" and syntax.str(node) == own
