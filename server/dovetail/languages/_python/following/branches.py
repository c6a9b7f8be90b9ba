"""The ways through Python code: what is known on each, and where they meet again."""

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..scoping.values import Scope, Value, bound_names, merged, pattern_names, target_names
from ..syntax.literals import is_plain_string, string_value
from ..values.narrowing import guarded, matched_class, matched_members, said
from ..values.tagged import tagged
from .expressions import Expressions


@dataclass
class Branches(Expressions):
    """Follows blocks, conditions, loops, and what may fail."""

    def visit_block(self, block: Node, scope: Scope, depth: int) -> bool:
        """Follows a block; true where its end is not reached."""
        for statement in block.children:
            self.visit(statement, scope, depth)
            if statement.type in ("return_statement", "raise_statement"):
                return True
        return False

    def visit_if(self, node: Node, scope: Scope, depth: int) -> None:
        """An `if` with all that hangs on it: each way starts from what the conditions before it left."""
        before = scope.names
        ends: list[dict[str, Value | None]] = []
        otherwise = False
        for part in (node, *node.children_by_field_name("alternative")):
            condition = ts.field(part, "condition")
            narrowed = guarded(self.names, condition, scope)
            self.infer(condition, scope, depth + 1)
            otherwise = otherwise or part.type == "else_clause"
            before = dict(scope.names)
            if narrowed is not None and narrowed.yes is not None:
                scope.bind(narrowed.name, narrowed.yes)
            body = ts.field(part, "consequence") or ts.field(part, "body")
            if body is not None and not self.visit_block(body, scope, depth + 1):
                ends.append(scope.names)
            scope.names = dict(before)
            if narrowed is not None and narrowed.no is not None:
                scope.bind(narrowed.name, narrowed.no)
                before = dict(scope.names)
        if not otherwise:
            ends.append(before)
        scope.names = merged(ends) if ends else before

    def visit_assert(self, node: Node, scope: Scope, depth: int) -> None:
        """What is behind `assert isinstance(event, Shipped)` is one."""
        condition = next((c for c in node.children if c.is_named and c.type != "comment"), None)
        narrowed = guarded(self.names, condition, scope)
        for part in node.children:
            if part.is_named:
                self.infer(part, scope, depth + 1)
        if narrowed is not None and narrowed.yes is not None:
            scope.bind(narrowed.name, narrowed.yes)

    def visit_loop(self, node: Node, scope: Scope, depth: int) -> None:
        body, left = ts.field(node, "body"), ts.field(node, "left")
        right = ts.field(node, "right")
        listed = self.infer(right, scope, depth + 1)
        listed = tagged(self.types.syntax, right) or listed
        before = dict(scope.names)
        inside = bound_names(self.types.syntax, body)[0] if body is not None else {}
        for name in inside:
            if name in scope.names:
                scope.names[name] = None
        if left is not None and right is not None:
            self.each(left, right, listed, scope, depth)
        else:
            self.infer(ts.field(node, "condition"), scope, depth + 1)
        if body is not None:
            self.visit_block(body, scope, depth + 1)
        scope.names = merged([before, scope.names])
        for name in inside:
            if before.get(name) is not None and scope.names.get(name) != before[name]:
                scope.names[name] = None
        for part in node.children_by_field_name("alternative"):
            self.visit(part, scope, depth + 1)

    def visit_try(self, node: Node, scope: Scope, depth: int) -> None:
        before = dict(scope.names)
        body = ts.field(node, "body")
        ended = body is not None and self.visit_block(body, scope, depth + 1)
        tried = scope.names
        ends = [] if ended else [tried]
        for part in node.children:
            if part.type in ("except_clause", "except_group_clause"):
                scope.names = merged([before, tried])
                for child in part.children:
                    if child.type == "block":
                        if not self.visit_block(child, scope, depth + 1):
                            ends.append(scope.names)
                    elif child.type == "as_pattern":
                        self._caught(child, scope)
                    elif child.is_named:
                        self.infer(child, scope, depth + 1)
        scope.names = merged(ends) if ends else before
        for part in node.children:
            if part.type in ("else_clause", "finally_clause"):
                for child in part.children:
                    self.visit(child, scope, depth + 1)

    def _caught(self, node: Node, scope: Scope) -> None:
        """`except Refused as error`: the name stands for an error of that class."""
        target, class_ = ts.child(node, "as_pattern_target"), self.names.class_name(node.children[0], scope)
        for name in target_names(self.types.syntax, target):
            scope.bind(name, Value(class_) if class_ else None)

    def visit_match(self, node: Node, scope: Scope, depth: int) -> None:
        subject = ts.field(node, "subject")
        value = self.infer(subject, scope, depth + 1)
        for name in target_names(self.types.syntax, subject):
            scope.forget(name)
        body = ts.field(node, "body")
        before = dict(scope.names)
        ends = [before]
        for case in body.children if body is not None else []:
            scope.names = dict(before)
            for pattern in (c for c in case.children if c.type == "case_pattern"):
                for part in pattern.children:
                    for one in part.children if part.type == "union_pattern" else (part,):
                        self.sinks.quote(one, value)
                text = pattern.children[0] if pattern.child_count == 1 else None
                if subject is not None and text is not None and is_plain_string(text):
                    told = said(self.names, subject, f"={string_value(self.text(text))}", scope)
                    if told is not None:
                        scope.bind(*told)
                for name in pattern_names(self.types.syntax, pattern):
                    scope.bind(name, None)
                matched_members(self.names, self.uses, pattern, scope)
                matched = matched_class(self.names, self.uses, pattern, scope)
                if matched is not None and subject is not None and subject.type == "identifier":
                    scope.bind(self.text(subject), matched)
            self.infer(ts.field(case, "guard"), scope, depth + 1)
            taken = ts.field(case, "consequence")
            if taken is not None and not self.visit_block(taken, scope, depth + 1):
                ends.append(scope.names)
        scope.names = merged(ends)
