"""Components whose comment says of which contract their props are: `/** @contract CardProps */ function Card({ user })`.

They are read as if they were written with that type: what they take, and what `Card.defaultProps` gives.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.bindings import ANY_CONTRACT
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._translation import Insertion, Piece
from ..._treesitter import Syntax
from .nodes import declared, given, parameters, parts
from .signatures import FUNCTIONS

TAGGED = re.compile(r"@contract[ \t]+([A-Za-z_$][\w$]*)")
_COMPONENT = re.compile(r"[A-Z](?:\w*[a-z]\w*)?")
_WRAPPERS = re.compile(r"(?:React\.)?(?:memo|forwardRef|observer)$")
_CHILDREN = "{ children?: unknown }"  # which every component may be given, whatever its contract says
_DEEPEST = 4


def typed_by_tags(syntax: Syntax) -> list[Insertion]:
    """The types that tags say, put where they would be written, and an import of them."""
    found: list[Insertion] = []
    names: dict[str, str] = {}
    for name, function, contract in _components(syntax):
        first = next(iter(parameters(syntax, function)), None)
        pattern = first.pattern if first is not None else None
        if first is None or pattern is None or first.annotation is not None or not _is_props(syntax, pattern):
            continue
        names[name] = contract
        at, alone = syntax.range(pattern), first.node == pattern and ts.field(function, "parameter") == pattern
        if alone:  # `props => …`
            found.append(Insertion(Range(at.start, at.start), (Piece("("),)))
        found.append(Insertion(Range(at.end, at.end), (Piece(f": {contract} & {_CHILDREN}{')' if alone else ''}"),)))
    found += [
        Insertion(Range(end, end), (Piece(f" satisfies Partial<{names[name]}>"),))
        for name, end in _defaults(syntax)
        if name in names
    ]
    if names:
        end = len(syntax.text.source)
        imported = ", ".join(dict.fromkeys(names.values()))
        found.append(Insertion(Range(end, end), (Piece(f'\nimport type {{ {imported} }} from "{ANY_CONTRACT}";\n'),)))
    return found


def _components(syntax: Syntax) -> Iterator[tuple[str, Node, str]]:
    """The components of the top level with a tag right above them: their names, functions and contracts."""
    imported = {syntax.str(n) for s in syntax.root.children if s.type == "import_statement" for n in ts.walk(s)}
    for statement in syntax.root.children:
        comments = ts.comments_before(statement)
        tag = TAGGED.search(syntax.str(comments[-1])) if comments else None
        own = declared(statement) if tag is not None else None
        if tag is None or own is None or tag[1] in imported:
            continue
        if own.type == "lexical_declaration":
            own = next((c for c in own.children if c.type == "variable_declarator"), own)
        name = ts.field(own, "name")
        function = _function(syntax, own, 0)
        typed = own.type == "variable_declarator" and ts.field(own, "type") is not None
        if name is not None and function is not None and not typed and _COMPONENT.fullmatch(syntax.str(name)):
            yield syntax.str(name), function, tag[1]


def _function(syntax: Syntax, node: Node | None, depth: int) -> Node | None:
    """The function of a component, in `memo` or `forwardRef` too."""
    if node is None or depth > _DEEPEST:
        return None
    if node.type in FUNCTIONS:
        return node
    if node.type == "variable_declarator":
        return _function(syntax, ts.field(node, "value"), depth + 1)
    called = ts.field(node, "function") if node.type == "call_expression" else None
    wraps = called is not None and _WRAPPERS.match(syntax.str(called)) is not None
    return _function(syntax, next(iter(given(node)), None), depth + 1) if wraps else None


def _is_props(syntax: Syntax, pattern: Node) -> bool:
    return pattern.type == "object_pattern" or syntax.str(pattern) in ("props", "properties", "p")


def _defaults(syntax: Syntax) -> Iterator[tuple[str, int]]:
    """The objects that are given as `Card.defaultProps`: the component, and where the object ends."""
    for statement in syntax.root.children:
        assigned = next(iter(parts(statement)), None) if statement.type == "expression_statement" else None
        if assigned is None or assigned.type != "assignment_expression":
            continue
        left, right = ts.field(assigned, "left"), ts.field(assigned, "right")
        if left is not None and right is not None and right.type == "object":
            name, _, property = syntax.str(left).partition(".")
            if property == "defaultProps":
                yield name, syntax.range(right).end
