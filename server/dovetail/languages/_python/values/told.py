"""The texts that a Python file gives to a parameter of one of its functions: by calls, and by attributes of what is raised.

`error_body(exc.code)` tells the `code` of each class that `exc` may be: `class NotFound(ApiError): code = "not_found"`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..classes.bases import base_names
from ..classes.members import assignments
from ..syntax.literals import is_plain_string, string_value
from ..syntax.locals import function_of, local_value
from ..syntax.markers import keyword

_DEEPEST = 3
_TESTED = re.compile(r"isinstance\(\s*(\w+)\s*,\s*(\w+)\s*\)")
_HANDLES = re.compile(r"(?:errorhandler|exception_handler|app_errorhandler)\(\s*(\w+)\s*\)")


def told(syntax: Syntax, node: Node) -> Iterator[Node]:
    """The strings that are given to what stands in a value: a parameter, or an attribute of one."""
    if node.type in ("identifier", "attribute"):
        yield from _texts(syntax, node, 0)


def _given_by_calls(syntax: Syntax, name: Node, depth: int) -> Iterator[Node]:
    """The strings that calls, its default and classes give to a parameter, which a name in its function stands for."""
    function, own = function_of(name), syntax.str(name)
    place = _place(syntax, function, own) if function is not None else None
    if function is None or place is None or depth > _DEEPEST or local_value(syntax, name) is not None:
        return
    default = _default(syntax, function, own)
    if default is not None:
        yield from _texts(syntax, default, _DEEPEST)
    for call in _calls(syntax, function):
        arguments = ts.field(call, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        plain = [p for p in parts if p.type != "keyword_argument"]
        given = keyword(syntax, call, own) or (plain[place] if 0 <= place < len(plain) else None)
        if given is not None and not any(p.type.endswith("_splat") for p in plain):
            yield from _texts(syntax, given, depth)


def _texts(syntax: Syntax, node: Node, depth: int) -> Iterator[Node]:
    if is_plain_string(node) and string_value(syntax.str(node)):
        yield node
    elif node.type == "conditional_expression":
        parts = [c for c in node.children if c.is_named]
        for part in (parts[0], parts[-1]) if len(parts) == 3 else ():
            yield from _texts(syntax, part, depth)
    elif node.type == "identifier":
        yield from _given_by_calls(syntax, node, depth + 1)
    elif node.type == "attribute" and depth <= _DEEPEST:  # `self.end = other.end` leads to itself
        owner, name = ts.field(node, "object"), ts.field(node, "attribute")
        if owner is not None and name is not None and owner.type == "identifier":
            for class_ in _family(syntax, _classes_of(syntax, owner)):
                if not _stands_in(syntax, class_, syntax.str(name)):
                    yield from _given_to(syntax, class_, syntax.str(name), depth)


def _place(syntax: Syntax, function: Node, name: str) -> int | None:
    """The place of a parameter without `self`, -1 for one that is given by name alone; None where there is none of the name."""
    listed, place, named = ts.field(function, "parameters"), 0, False
    for i, node in enumerate(c for c in (listed.children if listed is not None else ()) if c.is_named):
        own = ts.field(node, "name") or (node.children[0] if node.type == "typed_parameter" else node)
        written = syntax.str(own)
        if i == 0 and written in ("self", "cls"):
            continue
        named = named or node.type == "keyword_separator" or written.startswith("*")
        if written == name:
            return -1 if named else place
        place += 1
    return None


def _default(syntax: Syntax, function: Node, name: str) -> Node | None:
    listed = ts.field(function, "parameters")
    for node in listed.children if listed is not None else ():
        own = ts.field(node, "name")
        if own is not None and syntax.str(own) == name:
            return ts.field(node, "value")
    return None


def _calls(syntax: Syntax, function: Node) -> Iterator[Node]:
    """The calls of a function of the file; of a constructor, those of its class and of classes that have no other one."""
    name, outer = ts.field(function, "name"), _class_around(function)
    own = syntax.str(name) if name is not None else ""
    names, within = {own}, list[Node]()
    if own == "__init__" and outer is not None:
        family = _family(syntax, [outer])
        names = {_name(syntax, c) for c in family if c == outer or not _constructs(syntax, c)}
        within = [c for c in family if c != outer]
    for call in syntax.nodes(frozenset({"call"})):
        called = ts.field(call, "function")
        written = syntax.str(called) if called is not None else ""
        plain = written.rpartition(".")[2] in names and not written.startswith("super()")
        if plain or (written == "super().__init__" and _class_around(call) in within):
            yield call


def _class_around(node: Node) -> Node | None:
    here = node.parent
    while here is not None and here.type != "class_definition":
        here = here.parent
    return here


def _name(syntax: Syntax, class_: Node) -> str:
    name = ts.field(class_, "name")
    return syntax.str(name) if name is not None else ""


def _constructs(syntax: Syntax, class_: Node) -> bool:
    body = ts.field(class_, "body")
    return body is not None and "def __init__(" in syntax.str(body)


def _classes_of(syntax: Syntax, name: Node) -> list[Node]:
    """The classes of the file that a name may be of: by its annotation, a test, what is caught, or what a handler is for."""
    function, own = function_of(name), syntax.str(name)
    if function is None:
        return []
    said: set[str] = set()
    if own == "self":
        around = _class_around(function)
        return [around] if around is not None else []
    listed = ts.field(function, "parameters")
    for node in listed.children if listed is not None else ():
        type = ts.field(node, "type")
        if type is not None and node.children and syntax.str(node.children[0]) == own:
            said.add(syntax.str(type))
    text = syntax.str(
        function.parent if function.parent is not None and function.parent.type == "decorated_definition" else function
    )
    said.update(c for n, c in _TESTED.findall(text) if n == own)
    said.update(_HANDLES.findall(text.partition("def ")[0]))
    said.update(re.findall(rf"except\s+(\w+)\s+as\s+{re.escape(own)}\b", text))
    return [c for c in syntax.nodes(frozenset({"class_definition"})) if _name(syntax, c) in said]


def _family(syntax: Syntax, classes: list[Node]) -> list[Node]:
    """Classes with all that derive from them in the file."""
    found = list(classes)
    names = {_name(syntax, c) for c in found}
    for node in syntax.nodes(frozenset({"class_definition"})) if found else ():
        if node not in found and names & {n for n, _ in base_names(syntax, node)}:
            found.append(node)
            names.add(_name(syntax, node))
    return found


def _stands_in(syntax: Syntax, class_: Node, attribute: str) -> bool:
    """True for a base that is never made itself, and whose classes all say otherwise: what it gives is nobody's."""
    below = [c for c in _family(syntax, [class_]) if c != class_]
    said = re.compile(rf"^\s+{re.escape(attribute)}\b\s*[:=]", re.MULTILINE)
    made = re.search(rf"(?<!class )\b{re.escape(_name(syntax, class_))}\((?!\s*\):)[^)]", syntax.text.source)
    return bool(below) and made is None and all(said.search(syntax.str(c)) is not None for c in below)


def _given_to(syntax: Syntax, class_: Node, attribute: str, depth: int) -> Iterator[Node]:
    """The strings that a class gives to an attribute: in its body, and in its constructor."""
    body = ts.field(class_, "body")
    for left, right in assignments(body) if body is not None else ():
        if syntax.str(left) == attribute and right is not None:
            yield from _texts(syntax, right, _DEEPEST)
    for node in ts.walk(body) if body is not None else ():
        left, right = (ts.field(node, n) if node.type == "assignment" else None for n in ("left", "right"))
        if left is not None and right is not None and syntax.str(left) == f"self.{attribute}":
            yield from _texts(syntax, right, depth + 1)
