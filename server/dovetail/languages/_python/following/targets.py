"""What is given to the names, attributes and keys on the left of Python's assignments and loops."""

import re
from abc import abstractmethod

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace

from ... import _treesitter as ts
from ..scoping.looped import looped
from ..scoping.values import DUMPS, TYPE_OF, Scope, Value, pairs, target_names
from ..syntax.literals import is_plain_string
from ..values.gathered import Gathered
from ..values.tagged import tagged

MAX_DEPTH = 120
# Types of SQLAlchemy that say less of the rows than the query does, and types that say nothing of what is in them.
_OF_RESULTS = re.compile(
    r"(?:\w+\.)*(?:(?:Result|ScalarResult|CursorResult|AsyncResult|AsyncScalarResult|Select|Query|Insert|Update|Delete)(?:\[|$)|"
    r"(?:dict|Dict)$)"
)


@dataclass
class Targets(Gathered):
    """Binds names, and notes what is written to attributes and keys."""

    @abstractmethod
    def infer(self, node: Node | None, scope: Scope, depth: int) -> Value | None:
        """Follows an expression, and says what its value is."""

    @abstractmethod
    def attribute(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """What `user.email` is."""

    @abstractmethod
    def subscript(self, node: Node, scope: Scope, depth: int) -> Value | None:
        """What `users[0]` is."""

    def assignment(self, node: Node, scope: Scope, depth: int) -> Value | None:
        left, right, type = ts.field(node, "left"), ts.field(node, "right"), ts.field(node, "type")
        if node.type == "assignment" and (given := pairs(left, right)):
            values = [self.infer(each, scope, depth + 1) for _, each in given]
            for (target, _), value in zip(given, values, strict=True):
                self.assign(target, value, scope, depth)
            return None
        value = self.infer(right, scope, depth + 1)
        said = tagged(self.types.syntax, right) if node.type == "assignment" else None
        self.sinks.hold(right, said)
        self.sinks.columns(right, said)
        if type is not None and not _OF_RESULTS.match(self.text(type)):
            value = self.names.value(type)
            self.sinks.expect(right, value)
        if said is not None and (value is None or value.chain or value.form or value.type_name.startswith(TYPE_OF)):
            value = said
        if node.type == "augmented_assignment":
            value = None
        if right is not None and right.type == "call" and left is not None and left.type == "identifier":
            called = self.text(right).partition("(")[0].rsplit(".", 1)[-1]
            if called == "Table" and scope.parent is None:
                value = self.names.whole(self.text(left))
        if (
            left is not None
            and left.type == "identifier"
            and right is not None
            and right.type == "none"
            and type is None
        ):
            scope.names.pop(self.text(left), None)
        elif left is not None:
            self.assign(left, value, scope, depth)
        return None

    def assign(self, target: Node | None, value: Value | None, scope: Scope, depth: int) -> None:
        """Gives the names of a target what they stand for; a property that is a target is written to."""
        if target is None or depth > MAX_DEPTH:
            return
        if target.type == "identifier":
            scope.bind(self.text(target), value)
        elif target.type == "list_splat_pattern":
            self.assign(target.children[-1], value, scope, depth + 1)
        elif (frame := self._frame_of(target, scope)) is not None:
            index = ts.field(target, "subscript")
            self.infer(index, scope, depth + 1)
            if index is None or not is_plain_string(index):
                scope.forget(self.text(frame))  # which has other columns from here on
        elif target.type == "attribute":
            found = self.attribute(target, scope, depth + 1)
            self.uses.emit(found, "write")
            if found is not None and len(found.chain) == 1 and self.text(target).startswith(("self.", "cls.")):
                self.kept.setdefault(f"{found.type_name}.{found.chain[0]}", []).append(value)
            given = ts.field(target.parent, "right") if target.parent is not None else None
            if given is not None and target.parent is not None and target.parent.type == "assignment":
                self.sinks.quote(given, found)
                self.sinks.give(given, found)
                if found is not None and found.chain and not found.form:
                    owner = replace(found, chain=found.chain[:-1], ranges=found.ranges[:-1])
                    self.queries.expressions(owner, [given])
        elif target.type == "subscript":
            found = self.subscript(target, scope, depth + 1)
            any_key = found is not None and not DUMPS.isdisjoint(found.chain) and not found.chain[-1].isidentifier()
            if found is not None and (any_key or "validated_data" in found.chain):
                for name in target_names(self.types.syntax, ts.field(target, "value")):
                    scope.forget(name)  # what has more keys than the value had fields
            else:
                self.uses.emit(found, "write")
        else:
            parts = [c for c in target.children if c.is_named and c.type != "comment"]
            if len(parts) == 1 and parts[0].type in ("tuple_pattern", "pattern_list", "list_pattern"):
                self.assign(parts[0], value, scope, depth + 1)
                return
            fits = value is not None and (value.form != "row" or len(parts) == len(value.columns))
            starred = any(p.type == "list_splat_pattern" for p in parts)
            for i, part in enumerate(parts):
                at, each = self.types.syntax.range(part), None
                if value is not None and starred and not value.form:
                    each = value if part.type == "list_splat_pattern" else value.element(at)
                elif value is not None and fits and not starred:
                    each = value.part(i, at)
                self.assign(part, each, scope, depth + 1)

    def _frame_of(self, target: Node, scope: Scope) -> Node | None:
        """The name of the frame of pandas that a column or an attribute of is written: `frame["total"]`, `frame.columns`."""
        owner = ts.field(target, "value") or ts.field(target, "object")
        value = scope.look_up(self.text(owner)) if owner is not None and owner.type == "identifier" else None
        return owner if value is not None and value.form == "frame" else None

    def each(self, left: Node, right: Node, listed: Value | None, scope: Scope, depth: int) -> None:
        """The names of a loop; a dictionary's `items` give a key with each."""
        at = self.types.syntax.range(right)
        names = [c for c in left.children if c.is_named]
        if listed is not None and listed.form == "items" and len(names) == 2:
            self.assign(names[0], None, scope, depth)
            self.assign(names[1], listed.held(), scope, depth)
            return
        function = ts.field(right, "function") if right.type == "call" else None
        arguments = ts.field(right, "arguments")
        called = self.text(function) if function is not None else ""
        if called in ("groupby", "itertools.groupby") and arguments is not None and len(names) == 2:
            first = next((c for c in arguments.children if c.is_named), None)
            self.assign(names[0], None, scope, depth)
            self.assign(names[1], self.infer(first, scope, depth + 1), scope, depth)
            return
        for name, of in looped(self.types.syntax, left, right):
            value = listed if of is not None and of.id == right.id else self.infer(of, scope, depth + 1)
            self.assign(name, value.element(at) if value is not None else None, scope, depth)

    def text(self, node: Node) -> str:
        return self.types.syntax.str(node)
