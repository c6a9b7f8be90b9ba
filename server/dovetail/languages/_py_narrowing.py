"""What a test or a pattern says of the class of a value: `isinstance(event, Shipped)`, `case Shipped(quantity=n)`."""

from tree_sitter import Node

from . import _treesitter as ts
from ._py_named import NAMED
from ._py_names import Names
from ._py_values import Scope, Uses, Value


def guarded(names: Names, condition: Node | None, scope: Scope) -> tuple[str, Value] | None:
    """The name and the class that a condition is about, where it says no more than that."""
    function = ts.field(condition, "function") if condition is not None and condition.type == "call" else None
    arguments = ts.field(condition, "arguments") if condition is not None else None
    if function is None or arguments is None or names.types.syntax.str(function) != "isinstance":
        return None
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
    if len(parts) != 2 or parts[0].type != "identifier":
        return None
    found = names.class_name(parts[1], scope)
    return (names.types.syntax.str(parts[0]), Value(found)) if found else None


def matched_class(names: Names, uses: Uses, pattern: Node, scope: Scope) -> Value | None:
    """The class that a whole pattern asks for; the attributes that it names are uses of that class."""
    inner = pattern.children[0] if pattern.child_count == 1 else None
    if inner is not None and inner.type == "as_pattern" and inner.children and inner.children[0].child_count == 1:
        inner = inner.children[0].children[0]
    dotted = inner.children[0] if inner is not None and inner.type == "class_pattern" and inner.children else None
    own = dotted.children[0] if dotted is not None and dotted.child_count == 1 else None
    name = names.class_name(own, scope) if own is not None else ""
    if not name or inner is None:
        return None
    for part in (c for c in inner.children if c.type == "case_pattern" and c.child_count):
        keyword = part.children[0]
        attribute = keyword.children[0] if keyword.type == "keyword_pattern" and keyword.children else None
        if attribute is not None and attribute.type == "identifier":
            syntax = names.types.syntax
            uses.emit(Value(name).property(syntax.str(attribute), syntax.range(attribute)), "read", NAMED)
    return Value(name)
