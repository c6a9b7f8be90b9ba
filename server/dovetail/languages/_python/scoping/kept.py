"""What classes of tests keep for their methods: `self.payload = {"name": "Ada"}` in `setUp`, `cls.payload`, and what stands in the body."""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax

_OWNERS = ("self", "cls")
_WRITTEN = frozenset({"dictionary", "list"})


def kept_value(syntax: Syntax, node: Node) -> Node | None:
    """The dictionary or list that `self.payload` stands for, where the class gives it one alone; None for anything else."""
    owner, name = ts.field(node, "object"), ts.field(node, "attribute")
    if owner is None or name is None or owner.type != "identifier" or syntax.str(owner) not in _OWNERS:
        return None
    body = _body_around(node)
    if body is None:
        return None
    own, found = syntax.str(name), list[Node]()
    for assigned in syntax.nodes(frozenset({"assignment"}), body):
        left, right = ts.field(assigned, "left"), ts.field(assigned, "right")
        target, kept = (ts.field(left, n) if left is not None else None for n in ("object", "attribute"))
        direct = (
            left is not None
            and syntax.str(left) == own
            and assigned.parent is not None
            and assigned.parent.parent == body
        )
        of_self = target is not None and kept is not None and syntax.str(target) in _OWNERS and syntax.str(kept) == own
        if right is not None and (direct or of_self):
            found.append(right)
    return found[0] if len(found) == 1 and found[0].type in _WRITTEN else None


def is_kept_changed(syntax: Syntax, node: Node) -> bool:
    """True where some method of the class changes what `self.payload` holds."""
    body = _body_around(node)
    own = re.escape(syntax.str(node).partition(".")[2])
    changed = rf"\.{own}(?:\[[^\]\n]*\]\s*[-+|]?=[^=]|\.(?:pop|update|setdefault|clear|append|extend|remove)\(|\s*\|=)|\bdel \w+\.{own}\b"
    return body is not None and re.search(changed, syntax.str(body)) is not None


def _body_around(node: Node) -> Node | None:
    here = node.parent
    while here is not None and here.type != "class_definition":
        here = here.parent
    return ts.field(here, "body") if here is not None else None
