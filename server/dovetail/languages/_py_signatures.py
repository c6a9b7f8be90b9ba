"""What the functions, classes and variables of a Python file give to who uses them, by the names of types."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Signature

from . import _treesitter as ts
from ._py_names import Names

_PROPERTIES = ("property", "cached_property", "hybrid_property", "abstractproperty")
_STARTS = frozenset({"__init__", "__post_init__", "setUp", "asyncSetUp"})


@dataclass(frozen=True, slots=True)
class Signatures:
    """Collects those of one file."""

    names: Names

    def read(self, root: Node) -> tuple[Signature, ...]:
        """Those that say something; what is said twice in two ways is left out."""
        found: dict[tuple[str, str], Signature | None] = {}
        for statement in root.children:
            for signature in self._statement(statement):
                key = (signature.name, signature.gives if signature.how == "base" else "")
                found[key] = signature if found.get(key, signature) == signature else None
        return tuple(s for s in found.values() if s is not None and (s.gives or any(t for _, t in s.takes)))

    def _statement(self, node: Node) -> Iterator[Signature]:
        inner = ts.field(node, "definition") if node.type == "decorated_definition" else node
        name = ts.field(inner, "name") if inner is not None else None
        if inner is None:
            return
        if inner.type == "function_definition" and name is not None:
            yield self._function(inner, self._text(name), skipped=0)
        elif inner.type == "class_definition" and name is not None:
            yield from self._class(inner, self._text(name))
        elif inner.type == "expression_statement" and inner.children and inner.children[0].type == "assignment":
            yield from self._variable(inner.children[0], "", {})

    def _function(self, node: Node, name: str, skipped: int, owner: str = "") -> Signature:
        takes = tuple(self._parameters(node))[skipped:]
        returns = ts.field(node, "return_type")
        gives = self.names.given(self.names.types.annotation(returns)) if returns is not None else ""
        if owner and gives.removesuffix("[]") == "Self":
            gives = gives.replace("Self", owner)
        return Signature(name, "call", gives, takes)

    def _parameters(self, node: Node) -> Iterator[tuple[str, str]]:
        """The names and types of parameters; a star ends those that have a place, so that nothing behind it has one."""
        parameters = ts.field(node, "parameters")
        for part in (c for c in (parameters.children if parameters is not None else []) if c.is_named):
            type = ts.field(part, "type")
            name = ts.field(part, "name") or (part.children[0] if part.children else part)
            if part.type == "comment":
                continue
            plain = name.type == "identifier" and part.type != "list_splat_pattern"
            known = self.names.given(self.names.types.annotation(type)) if type is not None and plain else ""
            yield (self._text(name) if plain else "*"), known

    def _class(self, node: Node, own: str) -> Iterator[Signature]:
        arguments, body = ts.field(node, "superclasses"), ts.field(node, "body")
        for base in arguments.children if arguments is not None else []:
            inner = ts.field(base, "value" if base.type == "subscript" else "function") or base
            if inner.type in ("identifier", "attribute") and base.type != "keyword_argument":
                known = base.type != "call" or self._text(inner).endswith("declarative_base")
                yield Signature(
                    own,
                    "base",
                    "DeclarativeBase" if base.type == "call" and known else self._text(inner) if known else "*",
                )
        for member in body.children if body is not None else []:
            inner = ts.field(member, "definition") if member.type == "decorated_definition" else member
            name = ts.field(inner, "name") if inner is not None else None
            if inner is None:
                continue
            if inner.type == "function_definition" and name is not None:
                decorators = [self._text(c) for c in member.children if c.type == "decorator"]
                static = any("staticmethod" in d for d in decorators)
                signature = self._function(inner, f"{own}.{self._text(name)}", 0 if static else 1, own)
                is_property = any(d.lstrip("@").rsplit(".", 1)[-1] in _PROPERTIES for d in decorators)
                if not any(".setter" in d or ".expression" in d for d in decorators):
                    yield Signature(signature.name, "value", signature.gives) if is_property else signature
                if self._text(name) in _STARTS:
                    yield from self._attributes(inner, own)
            elif inner.type == "expression_statement" and inner.children and inner.children[0].type == "assignment":
                yield from self._variable(inner.children[0], f"{own}.", {})

    def _attributes(self, function: Node, own: str) -> Iterator[Signature]:
        """`self.users = users` of a constructor."""
        given = {name: type for name, type in self._parameters(function) if type}
        body = ts.field(function, "body")
        for node in ts.walk(body) if body is not None else ():
            left = ts.field(node, "left") if node.type == "assignment" else None
            if left is not None and left.type == "attribute" and self._text(left).startswith("self."):
                yield from self._variable(node, f"{own}.", given)

    def _variable(self, node: Node, owner: str, known: dict[str, str]) -> Iterator[Signature]:
        left, right, type = ts.field(node, "left"), ts.field(node, "right"), ts.field(node, "type")
        name = ts.field(left, "attribute") if left is not None and left.type == "attribute" else left
        if left is None or name is None or name.type != "identifier":
            return
        written = self._text(name)
        if not owner and written in self.names.aliases:
            yield Signature(written, "alias", self.names.given(self.names.aliases[written]))
        elif type is not None:
            yield Signature(owner + written, "value", self.names.given(self.names.types.annotation(type)))
        elif right is not None:
            yield Signature(owner + written, "value", self._made(right, known))

    def _made(self, node: Node, known: dict[str, str]) -> str:
        """The class that is called, or the type of the parameter that is kept; empty for anything else."""
        function = ts.field(node, "function") if node.type == "call" else None
        if function is not None and function.type == "identifier":
            written = self._text(function)
            if written[:1].isupper() and not written.isupper():
                return written
            return self.names.given(self.names.returned.get(written))
        return known.get(self._text(node), "") if node.type == "identifier" else ""

    def _text(self, node: Node) -> str:
        return self.names.types.syntax.str(node)
