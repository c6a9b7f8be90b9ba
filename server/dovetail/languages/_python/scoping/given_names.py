"""The names that one function of Python gives values, and what it puts into these."""

from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_value
from ..syntax.locals import local_value


def in_order(syntax: Syntax, bound: list[Node]) -> frozenset[str]:
    """The names that statements of one block give several values, one after the other: by `=`, in a `with` or in a loop."""
    blocks: dict[str, set[int]] = {}
    counts = Counter(syntax.str(name) for name in bound)
    for name in bound:
        block = _block_of(name)
        blocks.setdefault(syntax.str(name), set()).add(block.id if block is not None else -1)
    return frozenset(name for name, ids in blocks.items() if len(ids) == 1 and -1 not in ids and counts[name] > 1)


def _block_of(name: Node) -> Node | None:
    """The block in which a statement gives a name its value: `row = rows[0]`, `with request() as answer:`, `for row in rows:`."""
    outer = name.parent
    if outer is None:
        return None
    if outer.type == "as_pattern_target":
        while outer is not None and outer.type in ("as_pattern_target", "as_pattern", "with_item", "with_clause"):
            outer = outer.parent
        return outer.parent if outer is not None and outer.type == "with_statement" else None
    if outer.type == "for_statement":
        return outer.parent if ts.field(outer, "left") == name else None
    statement = outer.parent if outer.type == "assignment" else None
    return statement.parent if statement is not None and statement.type == "expression_statement" else None


def put(syntax: Syntax, function: Node) -> Iterator[tuple[str, str]]:
    """The keys that a function puts into what is held: `user["seen"] = True`."""
    for node in ts.walk(function):
        target = ts.field(node, "left") if node.type in ("assignment", "augmented_assignment") else None
        owner, key = (
            (ts.field(target, n) for n in ("value", "subscript"))
            if target is not None and target.type == "subscript"
            else (None, None)
        )
        if owner is not None and key is not None and is_plain_string(key):
            yield syntax.str(owner), string_value(syntax.str(key))


def filled(syntax: Syntax, function: Node) -> frozenset[str]:
    """The names into whose values something is put."""
    targets = (ts.field(n, "left") for n in ts.walk(function) if n.type in ("assignment", "augmented_assignment"))
    values = (ts.field(t, "value") for t in targets if t is not None and t.type == "subscript")
    return frozenset(syntax.str(v) for v in values if v is not None)


def is_empty(syntax: Syntax, node: Node | None) -> bool:
    """True for what stands where there is nothing: `{}`, `[]`."""
    return node is not None and syntax.str(node) in ("{}", "dict()", "[]")


def is_emptied(syntax: Syntax, name: Node) -> bool:
    """True for a name that is given nothing, as where a body cannot be read: `data = {}`."""
    outer = name.parent
    given = outer is not None and outer.type == "assignment" and ts.field(outer, "left") == name
    return given and outer is not None and syntax.str(ts.field(outer, "right") or outer) in ("{}", "dict()")


def is_bound(name: Node) -> bool:
    """True where an identifier is given a value."""
    parent = name.parent
    while parent is not None and parent.type in ("pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target"):
        name, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment", "for_statement"):
        return ts.field(parent, "left") == name
    if parent.type in ("named_expression", "default_parameter", "typed_default_parameter"):
        return ts.field(parent, "name") == name
    return parent.type in ("parameters", "lambda_parameters", "typed_parameter", "as_pattern")


def is_kept(syntax: Syntax, name: Node) -> bool:
    """True where nothing is put into what a name stands for."""
    return local_value(syntax, name) is not None or _is_declared_dict(name) or _is_read_or_empty(syntax, name)


def _is_read_or_empty(syntax: Syntax, name: Node) -> bool:
    """True for what is awaited, or nothing where that fails: `data = await request.json()`, and `data = {}` below it."""
    value = local_value(syntax, name, ("None", "{}", "dict()"))
    return value is not None and value.type == "await"


def _is_declared_dict(name: Node) -> bool:
    return name.parent is not None and ts.field(name.parent, "type") is not None
