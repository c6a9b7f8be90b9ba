"""What was written into a variable before it is used: an object, one made step by step, the items of a list.

`rows.map((row) => save({ data: row }))`, where `rows` is a list of the same file.
"""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.begun_states import begun_object
from ..scoping.grown import Grown, grown, is_loose
from ..scoping.local_names import local_value
from ..scoping.origins import declaration
from ..syntax.nodes import bare, parts
from ..syntax.signatures import FUNCTIONS
from .sent import mapped


def earlier(syntax: Syntax, node: Node) -> Grown | None:
    """The object, or the list of objects, that an expression stands for, where that is written in the same file."""
    if node.type == "call_expression":
        made = mapped(syntax, node)
        return Grown(made) if made is not None and made.type == "object" else None
    if node.type not in ("identifier", "shorthand_property_identifier"):
        return None
    made = local_value(syntax, node) or _of_file(syntax, node) or _list_of(syntax, node)
    made = made or begun_object(syntax, node)
    if made is None:
        return grown(syntax, node)
    made = bare(made)
    made = (mapped(syntax, made) if made.type == "call_expression" else None) or made
    return Grown(made) if made.type in ("object", "array") else None


def _of_file(syntax: Syntax, name: Node) -> Node | None:
    """What a `const` of the file itself is, where its type says nothing."""
    found = declaration(syntax, name)
    if found is None or found.type != "variable_declarator" or not is_loose(syntax, ts.field(found, "type")):
        return None
    statement = found.parent
    above = statement.parent if statement is not None else None
    return ts.field(found, "value") if above is not None and above.type in ("program", "export_statement") else None


def _list_of(syntax: Syntax, name: Node) -> Node | None:
    """The list whose item a name is: `rows` in `rows.map((row) => …)` and in `for (const row of rows)`."""
    own, here = syntax.str(name), name.parent
    while here is not None:
        items: Node | None = None
        if here.type == "for_in_statement" and _left(syntax, here) == own:
            items = ts.field(here, "right")
        elif here.type in FUNCTIONS and own in _taken(syntax, here):
            items = _iterated(syntax, here) if _taken(syntax, here)[0] == own else None
            if items is None:
                return None
        if items is not None:
            found = bare(items)
            made = local_value(syntax, found) or _of_file(syntax, found) if found.type == "identifier" else found
            made = bare(made) if made is not None else None
            return made if made is not None and made.type == "array" else None
        here = here.parent
    return None


def _taken(syntax: Syntax, function: Node) -> list[str]:
    """The names of a function's parameters."""
    single = ts.field(function, "parameter")
    given = [single] if single is not None else parts(ts.field(function, "parameters"))
    return [syntax.str(ts.field(p, "pattern") or p) for p in given]


def _iterated(syntax: Syntax, function: Node) -> Node | None:
    """The list each item of which a function is given."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    called = ts.field(call, "function") if call is not None else None
    method, items = (ts.field(called, r) for r in ("property", "object")) if called is not None else (None, None)
    return items if method is not None and syntax.str(method) in ("map", "forEach", "flatMap") else None


def _left(syntax: Syntax, loop: Node) -> str:
    """The name that a loop gives each item."""
    left = ts.field(loop, "left")
    return syntax.str(left) if left is not None else ""
