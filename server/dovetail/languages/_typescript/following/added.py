"""What a program adds to the types of its libraries: `declare global { namespace Express { interface Request { … } } }`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from ... import _treesitter as ts
from ..servers.frameworks import ADDED
from ..syntax.made import member
from ..syntax.types import Types, unquoted

_AROUND = frozenset(
    "ambient_declaration expression_statement statement_block internal_module module export_statement".split()
)
_DEEPEST = 6
_SAME = {"FastifyRequest": "Request"}  # a program serves by one framework


def additions(types: Types, root: Node) -> Iterator[Field]:
    """The members of the interfaces within `declare global` and `declare module "…"`, under the names of those interfaces."""
    found: dict[str, list[Field]] = {}
    for statement in root.children:
        if statement.type == "ambient_declaration":
            for interface in _interfaces(types, statement, 0):
                name, body = ts.field(interface, "name"), ts.field(interface, "body")
                if name is not None and body is not None:
                    own = types.syntax.str(name)
                    found.setdefault(_SAME.get(own, own), []).extend(types.fields(body, frozenset()))
    for name, fields in found.items():
        yield member(f"{ADDED}{name}", Typed(Kind("record", members=tuple(fields))))


def _interfaces(types: Types, node: Node, depth: int) -> Iterator[Node]:
    for child in node.children if depth < _DEEPEST else ():
        if child.type == "interface_declaration" and depth:
            yield child
        elif child.type in _AROUND and _adds(types, child):
            yield from _interfaces(types, child, depth + 1)


def _adds(types: Types, node: Node) -> bool:
    """False for a module of the program's own."""
    name = ts.field(node, "name")
    return name is None or node.type != "module" or not unquoted(types.syntax.str(name)).startswith(".")
