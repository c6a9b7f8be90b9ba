"""What the names of a Python file stand for: its classes, the types that it gives names to, and what its functions return."""

import re
from dataclasses import dataclass, field

from tree_sitter import Node

from . import _treesitter as ts
from ._py_types import Annotated, Types
from ._py_values import Scope, Value

_STATEMENTS_OF = frozenset({"select", "insert", "update", "delete", "query"})
_ALIASED = re.compile(r"(?:\w+\.)*(?:Annotated|Optional|list|List|Sequence)\[")


@dataclass
class Names:
    """The names at the top of one file."""

    types: Types
    aliases: dict[str, Annotated] = field(default_factory=dict)
    returned: dict[str, Annotated] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)

    def declare(self, node: Node) -> None:
        """Notes what a statement at the top of the file declares."""
        name = ts.field(node, "name")
        if node.type == "class_definition" and name is not None:
            self.classes.add(self.types.syntax.str(name))
        elif node.type == "function_definition" and name is not None:
            returns, own = ts.field(node, "return_type"), self.types.syntax.str(name)
            twice = own in self.returned
            if returns is not None:
                self.returned[own] = self.types.annotation(returns)
            if twice:
                self.returned.pop(own, None)
        elif node.type == "expression_statement" and node.children and node.children[0].type == "assignment":
            left, right = ts.field(node.children[0], "left"), ts.field(node.children[0], "right")
            if left is None or right is None or left.type != "identifier" or right.type != "subscript":
                return
            if _ALIASED.match(self.types.syntax.str(right)):
                self.aliases[self.types.syntax.str(left)] = self.types.annotation(right)

    def value(self, annotated: Annotated) -> Value | None:
        """A value of an annotated type, through the aliases of this file."""
        kind, listed = annotated.kind, annotated.list_depth
        for _ in range(5):
            alias = self.aliases.get(kind.target) if kind.name == "ref" else None
            if alias is None:
                break
            kind, listed = alias.kind, listed + alias.list_depth
        if kind.name != "ref" or re.search(rf"\.\s*{re.escape(kind.target)}\b", kind.text):
            return None
        return Value(kind.target, listed)

    def is_class(self, node: Node, scope: Scope) -> bool:
        """True for a name that is written as those of classes are, and is no variable."""
        name = self.types.syntax.str(node)
        known = name.lstrip("_")[:1].isupper() and not name.isupper() and name not in self.aliases
        return node.type == "identifier" and known and not scope.declares(name)

    def model(self, node: Node, scope: Scope) -> Value | None:
        """The class that a statement of SQLAlchemy is about: `select(UserRow).order_by(…)`, where nothing is joined."""
        here: Node | None = node
        while here is not None and here.type in ("attribute", "call", "await", "parenthesized_expression"):
            if here.type == "attribute":
                name = ts.field(here, "attribute")
                if name is not None and "join" in self.types.syntax.str(name):
                    return None
                here = ts.field(here, "object")
                continue
            if here.type != "call":
                here = next((c for c in here.children if c.is_named), None)
                continue
            function, arguments = ts.field(here, "function"), ts.field(here, "arguments")
            if function is None or arguments is None:
                return None
            parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
            called = self.types.syntax.str(function).rsplit(".", 1)[-1]
            if called in _STATEMENTS_OF and parts:
                alone = len(parts) == 1 and self.is_class(parts[0], scope)
                return Value(self.types.syntax.str(parts[0])) if alone else None
            here = function
        return None
