"""Follows values of a known class through Python functions: what is read from them, and written to them.

Precision first: what several ways through the code leave different, what a guard narrows and what comes from where we
cannot see is unknown, and unknown values have no uses.
"""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..scoping.inner_imports import inner_imports
from ..scoping.values import Scope, Uses, agreed, bound_names, written_of
from ..values.gathered import Defined
from ..values.tagged import returned, tagged
from .definitions import Definitions
from .expressions import SKIPPED
from .targets import MAX_DEPTH

_SCRIPT = "__main__"  # what a file says that is run by itself, and that no other file imports, mostly


@dataclass
class Follower(Definitions):
    """Walks one file."""

    def run(self, root: Node) -> Uses:
        for statement in root.children:
            inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
            self.names.declare(inner or statement)
        self.names.take(inner_imports(self.types.syntax).values())
        # At the top of a file a name is a class, an alias or a constant; the variables of a script are followed too.
        counts, _ = bound_names(self.types.syntax, root)
        values = {
            n
            for n in counts
            if n not in self.names.classes | self.names.aliases.keys() | self.names.returned.keys()
            and not (n in self.names.functions and counts[n] == 1)
        }
        for statement in root.children:
            if statement.type in ("import_statement", "import_from_statement"):
                values -= {self.text(ts.field(p, "alias") or p) for p in statement.children_by_field_name("name")}
        values -= inner_imports(self.types.syntax).keys()
        scope = Scope()
        scope.bound.update({n: counts[n] for n in values})
        for name, type in self._typed(root):
            if name in values and counts[name] == 1:
                scope.bind(name, self.names.value(type))  # functions above it run when it is there
        self.visit_block(root, scope, 0)
        self._follow_handed()
        once = {name: value for name, value in scope.names.items() if counts[name] == 1}
        self.variables = {name: type for name, value in once.items() if (type := written_of(value))}
        return self.uses

    def _typed(self, root: Node) -> Iterator[tuple[str, Node]]:
        """The variables of a file that are declared with a type."""
        for statement in root.children:
            inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
            name, type = (ts.field(inner, r) if inner is not None else None for r in ("left", "type"))
            if name is not None and type is not None and name.type == "identifier":
                yield self.text(name), type

    def _follow_handed(self) -> None:
        """Follows functions again with the rows that they are given: `def to_user(row): return User(id=row["id"])`."""
        for name, places in list(self.sinks.handed.items()):
            if (function := self.defined.get(name)) is not None:
                for place, row in [(p, r) for p, rows in places.items() for r in rows]:
                    self.visit_function(function.node, function.scope, 0, function.own, handed={place: row})
        script = _SCRIPT in self.types.syntax.text.source
        for name, function in self.defined.items():
            if script or name.rpartition(".")[2].startswith("_"):
                self._follow_given(name, function)

    def _follow_given(self, name: str, function: Defined) -> None:
        """Follows a function again that is called in this file alone, with what all its calls give to parameters without a type."""
        given = {place: agreed(values) for place, values in self.sinks.arguments.get(name, {}).items()}
        known = {place: v for place, v in given.items() if v is not None and not v.form}
        if known and not name.rpartition(".")[2].startswith("__"):
            self.visit_function(function.node, function.scope, 0, function.own, handed=known)

    def visit(self, node: Node, scope: Scope, depth: int) -> None:
        """Follows one statement, or whatever stands in its place."""
        if depth > MAX_DEPTH or node.type in SKIPPED:
            return
        match node.type:
            case "function_definition":
                self.visit_function(node, scope, depth, None)
            case "class_definition":
                self.visit_class(node, scope, depth)
            case "decorated_definition":
                self.visit_decorated(node, scope, depth)
            case "if_statement" | "elif_clause" | "else_clause":
                self.visit_if(node, scope, depth)
            case "for_statement" | "while_statement":
                self.visit_loop(node, scope, depth)
            case "try_statement":
                self.visit_try(node, scope, depth)
            case "match_statement":
                self.visit_match(node, scope, depth)
            case "block":
                self.visit_block(node, scope, depth + 1)
            case "return_statement":
                value = next((c for c in node.children if c.is_named and c.type != "comment"), None)
                if value is not None:
                    self.sinks.expect(value, scope.returns)
                    said = tagged(self.types.syntax, value)
                    inside = said or (returned(self.types.syntax, node) if value.type == "dictionary" else None)
                    self.sinks.hold(value, inside)
                    given = self.infer(value, scope, depth + 1)
                    given = said if said is not None and value.type == "dictionary" else given
                    if value.type != "none":
                        scope.given.append(given)
            case "assert_statement":
                self.visit_assert(node, scope, depth)
            case "delete_statement":
                for part in node.children:
                    self.assign(part, None, scope, depth + 1)
            case _:
                for part in node.children:
                    if part.is_named and part.type == "block":
                        self.visit_block(part, scope, depth + 1)
                    elif part.is_named:
                        self.infer(part, scope, depth + 1)
