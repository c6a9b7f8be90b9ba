"""What the names of a Python file stand for: its classes, the types that it gives names to, and what its functions return."""

import re
import sys
from collections.abc import Iterable
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Import

from ... import _treesitter as ts
from ..scoping.values import TYPE_OF, Scope, Value, value_of
from ..syntax.types import Types
from ..syntax.written import written
from .django import MODEL_OF

_STATEMENTS_OF = frozenset({"select", "insert", "update", "delete", "query"})
_ALIASED = re.compile(r"(?:\w+\.)*(?:Annotated|Optional|list|List|Sequence|dict|Dict|Mapping|tuple|Tuple)\[")
# Modules that are of no tree: the standard library, and what is imported whole most often.
_OTHERS = sys.stdlib_module_names | frozenset(
    "np pd sa plt tf torch requests httpx aiohttp redis boto3 numpy pandas sqlalchemy pytest click typer yaml celery django flask "
    "pydantic msgspec asyncpg psycopg psycopg2 aiosqlite pymysql orjson jwt attr attrs structlog loguru sentry_sdk stripe strawberry "
    "graphene grpc tornado falcon sanic quart starlette uvicorn tqdm rich".split()
)


@dataclass
class Names:
    """The names at the top of one file."""

    types: Types
    aliases: dict[str, str] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set[str])  # those of `import models`
    _typed: dict[str, str] = field(default_factory=dict[str, str])

    def declare(self, node: Node) -> None:
        """Notes what a statement at the top of the file declares."""
        name = ts.field(node, "name")
        if node.type == "class_definition" and name is not None:
            self.classes.add(self.types.syntax.str(name))
        elif node.type == "function_definition" and name is not None:
            returns, own = ts.field(node, "return_type"), self.types.syntax.str(name)
            self.functions.add(own)
            twice = own in self.returned
            if returns is not None:
                self.returned[own] = self.typed(returns)
            if twice:
                self.returned.pop(own, None)
        elif node.type == "import_from_statement":
            parts = node.children_by_field_name("name")
            self.imported.update(self.types.syntax.str(ts.field(p, "alias") or p) for p in parts)
        elif node.type == "import_statement":
            parts = node.children_by_field_name("name")
            self.modules.update(self.types.syntax.str(ts.field(p, "alias") or p) for p in parts)
        elif node.type == "if_statement":
            body = ts.field(node, "consequence")
            for inner in body.children if body is not None else []:
                if inner.type == "import_from_statement":
                    self.declare(inner)
        elif node.type == "expression_statement" and node.children and node.children[0].type == "assignment":
            left, right = ts.field(node.children[0], "left"), ts.field(node.children[0], "right")
            if left is None or right is None or left.type != "identifier":
                return
            if right.type == "binary_operator" and self._is_classy(self.types.syntax.str(left)):
                self._alias(left, right)
            if right.type != "subscript":
                return
            generic = self._is_classy(self.types.syntax.str(left)) and right.children[0].type in (
                "identifier",
                "attribute",
            )
            if _ALIASED.match(self.types.syntax.str(right)) or generic:
                self._alias(left, right)
        elif node.type == "type_alias_statement":
            left, right = ts.field(node, "left"), ts.field(node, "right")
            if left is not None and right is not None:
                self._alias(left, right)

    def take(self, imports: Iterable[Import]) -> None:
        """Notes what is imported elsewhere than at the top."""
        for each in imports:
            (self.imported if each.original != "*" else self.modules).add(each.name)

    def _alias(self, name: Node, type: Node) -> None:
        said = written(self.types.syntax.str(type), self.aliases)
        if said:
            self.aliases[self.types.syntax.str(name)] = said
            self._typed.clear()

    def typed(self, annotation: Node) -> str:
        """The type that an annotation says, through the aliases of this file."""
        text = self.types.syntax.str(annotation)
        found = self._typed.get(text)
        if found is None:
            found = self._typed[text] = written(text, self.aliases)
        return found

    def value(self, annotation: Node) -> Value | None:
        """A value of an annotated type."""
        return value_of(self.typed(annotation))

    def variable(self, node: Node, scope: Scope) -> Value | None:
        """What a name stands for: a variable's value, or what was imported by that name."""
        name = self.types.syntax.str(node)
        if scope.declares(name):
            return scope.look_up(name)
        known = name in self.imported or (name in self.modules and name not in _OTHERS)
        return self.whole(name) if known and not self._is_classy(name) else None

    def whole(self, name: str) -> Value:
        """A function, module or variable of this file or another, by its name."""
        return Value(TYPE_OF + name)

    def class_name(self, node: Node, scope: Scope) -> str:
        """The name of a class, also of one in an imported module (`models.User`); empty for anything else."""
        if self.is_class(node, scope):
            return self.types.syntax.str(node)
        kept = scope.look_up(self.types.syntax.str(node)) if node.type == "identifier" else None
        if kept is not None and kept.type_name.startswith(TYPE_OF) and not kept.chain and not kept.form:
            own = kept.type_name.removeprefix(TYPE_OF)
            if own.startswith(MODEL_OF) or self._is_classy(own.rpartition(".")[2]):
                return own  # that of a historical model, or of `aliased(User)`
        target, name = ts.field(node, "object"), ts.field(node, "attribute")
        if node.type != "attribute" or target is None or name is None or target.type != "identifier":
            return ""
        module, own = self.types.syntax.str(target), self.types.syntax.str(name)
        imported = module in self.imported or module in self.modules
        known = imported and not self._is_classy(module) and not scope.declares(module)
        return f"{module}.{own}" if known and self._is_classy(own) else ""

    def made(self, node: Node, scope: Scope) -> str:
        """The name of a class, as `class_name` has it, with what a generic one is made of: `Page[UserOut]` is `Page<UserOut>`."""
        if node.type != "subscript":
            return self.class_name(node, scope)
        owner = ts.field(node, "value")
        of = node.children_by_field_name("subscript")
        if owner is None or not self.class_name(owner, scope):
            return ""
        return self.typed(node) if all(self.made(part, scope) for part in of) else ""

    def _is_classy(self, name: str) -> bool:
        return name.lstrip("_")[:1].isupper() and not name.isupper()

    def is_class(self, node: Node, scope: Scope) -> bool:
        """True for a name that is written as those of classes are, and is no variable."""
        name = self.types.syntax.str(node)
        known = self._is_classy(name) and name not in self.aliases
        return node.type == "identifier" and known and not scope.declares(name)

    def table(self, node: Node, scope: Scope) -> Value | None:
        """The columns of a table that a variable stands for, if it is one: `users.c`."""
        value = self.variable(node, scope) if node.type == "identifier" else None
        if value is None or value.chain or value.form or not value.type_name.startswith(TYPE_OF):
            return None
        return value.property("c", self.types.syntax.range(node))

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
            if (called in _STATEMENTS_OF or called.endswith("_insert")) and parts:
                alone = self.class_name(parts[0], scope) if len(parts) == 1 else ""
                return Value(alone) if alone else self.table(parts[0], scope) if len(parts) == 1 else None
            target = ts.field(function, "object")
            if called in ("insert", "update") and not parts and target is not None:
                return self.table(target, scope)
            here = function
        return None
