"""Paths of a server that stand under names of another file: `router.get(Paths.Users.Get, …)`, ``app.use(`${PREFIX}/users`, users)``."""

import re

from tree_sitter import Node

from dovetail.core.shapes import NAMED_PATH
from dovetail.core.text import Range

from ..._treesitter import Syntax
from ..sending.urls import address, written_path

_NAMES = ("identifier", "member_expression")
_TEMPLATE = "template_string"


def served_path(syntax: Syntax, node: Node) -> tuple[str | None, Range | None]:
    """The path that a route is served at, or a router mounted at, and where it stands.

    A name of another file that it begins with is a segment of its own.
    """
    found = address(syntax, node, whole=True) if node.type in (*_NAMES, _TEMPLATE) else None
    if found is not None and found.behind and _is_imported(syntax, found.behind.partition(".")[0]):
        at = syntax.range(node) if not found.path else found.range
        return f"/{NAMED_PATH}{found.behind}{found.path}", at
    return written_path(syntax, node)


def _is_imported(syntax: Syntax, name: str) -> bool:
    taken = (c for c in syntax.root.children if c.type == "import_statement")
    return any(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", syntax.str(clause)) for clause in taken)
