"""What the functions, classes and variables of a Python file give to who uses them, by the names of types."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Signature

from ... import _treesitter as ts
from ..classes.django import related
from ..classes.forms import form_signatures
from ..classes.names import Names
from ..scoping.factories import made_by
from ..scoping.fixtures import fixture_name
from ..scoping.values import TYPE_OF
from ..syntax.written import ADAPTER, QUERY, STEP
from ..values.gathered import Gathered

_PROPERTIES = ("property", "cached_property", "hybrid_property", "abstractproperty")
_STARTS = frozenset({"__init__", "__post_init__", "setUp", "asyncSetUp"})


def _yields(function: Node) -> bool:
    body = ts.field(function, "body")
    return body is not None and any(n.type == "yield" for n in ts.walk(body))


@dataclass(frozen=True, slots=True)
class Signatures:
    """Collects those of one file."""

    gathered: Gathered
    kept: frozenset[str] = (
        frozenset()
    )  # functions that somebody wants to know of, even if nothing is said of their types

    @property
    def names(self) -> Names:
        return self.gathered.names

    def read(self, root: Node) -> tuple[Signature, ...]:
        """Those that say something; what is said twice in two ways is left out."""
        found: dict[tuple[str, str], Signature | None] = {}
        for statement in root.children:
            for signature in self._statement(statement):
                key = (
                    signature.name,
                    {"base": signature.gives, "fixture": "fixture", "back": f"back {signature.takes}"}.get(
                        signature.how, ""
                    ),
                )
                found[key] = signature if found.get(key, signature) == signature else None
        for name, type in self.gathered.attributes.items():
            known = found.get((name, ""), Signature(name, "value", ""))
            if known is not None and known.how == "value" and not known.gives:
                found[name, ""] = Signature(name, "value", type)
        return tuple(
            s
            for s in found.values()
            if s is not None
            and (s.gives or s.name in self.kept or any(t for _, t in s.takes) or s.name in self.gathered.asked)
        )

    def _statement(self, node: Node) -> Iterator[Signature]:
        inner = ts.field(node, "definition") if node.type == "decorated_definition" else node
        name = ts.field(inner, "name") if inner is not None else None
        if inner is None:
            return
        if inner.type == "function_definition" and name is not None:
            bound = inner != node and any(c.type == "decorator" and "bind=True" in self._text(c) for c in node.children)
            signature = self._function(inner, self._text(name), skipped=int(bound))
            yield signature
            body = ts.field(inner, "body")
            for member in body.children if body is not None else ():
                made = ts.field(member, "name") if member.type == "function_definition" else None
                if made is not None:
                    yield self._function(member, f"{self._text(name)}.{self._text(made)}", skipped=0)
            if (fixture := fixture_name(self.names.types.syntax, inner)) is not None:
                lasts = _yields(inner) and signature.gives.endswith("[]")
                gives = signature.gives.removesuffix("[]") if lasts else signature.gives
                yield Signature(fixture or signature.name, "fixture", gives)
        elif inner.type == "class_definition" and name is not None:
            yield from self._class(inner, self._text(name))
        elif inner.type == "expression_statement" and inner.children and inner.children[0].type == "assignment":
            yield from self._variable(inner.children[0], "", {})

    def _function(self, node: Node, name: str, skipped: int, owner: str = "") -> Signature:
        takes = tuple(self._parameters(node))[skipped:]
        returns = ts.field(node, "return_type")
        gives = (self.names.typed(returns) if returns is not None else "") or self.gathered.given.get(node.id, "")
        if owner and gives.removesuffix("[]") in ("Self", "typing.Self"):
            gives = owner + gives.partition("Self")[2]
        forwarded = self.gathered.forwarded.get(node.id, "")
        if owner:  # of a class that inherits it, too
            gives, forwarded = (
                t.replace(owner, "Self", 1) if t.startswith(owner + STEP) else t for t in (gives, forwarded)
            )
        return Signature(name, "call", gives, (*takes, ("**", forwarded)) if forwarded else takes)

    def _parameters(self, node: Node) -> Iterator[tuple[str, str]]:
        """The names and types of parameters; a star ends those that have a place, so that nothing behind it has one."""
        parameters = ts.field(node, "parameters")
        for part in (c for c in (parameters.children if parameters is not None else []) if c.is_named):
            type = ts.field(part, "type")
            name = ts.field(part, "name") or (part.children[0] if part.children else part)
            if part.type == "comment":
                continue
            plain = name.type == "identifier" and part.type != "list_splat_pattern"
            known = self.names.typed(type) if type is not None and plain else ""
            yield (self._text(name) if plain else "*"), known

    def _class(self, node: Node, own: str) -> Iterator[Signature]:
        arguments, body = ts.field(node, "superclasses"), ts.field(node, "body")
        parameters = ts.field(node, "type_parameters")
        if parameters is not None:
            own_names = (self._text(c).partition(":")[0].strip() for c in parameters.children if c.is_named)
            yield Signature(own, "base", f"Generic<{','.join(own_names)}>")
        if made := made_by(self.names.types.syntax, node):
            yield Signature(own, "alias", made)
        for base in arguments.children if arguments is not None else []:
            inner = ts.field(base, "value" if base.type == "subscript" else "function") or base
            if inner.type in ("identifier", "attribute") and base.type != "keyword_argument":
                yield Signature(own, "base", self._base(base, inner))
        yield from form_signatures(self.names, node, own)
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
                yield from self._related(inner.children[0], own)
                yield from self._variable(inner.children[0], f"{own}.", {})

    def _base(self, base: Node, inner: Node) -> str:
        """A base as it is told: with its type arguments; what a call gives is known of a few."""
        if base.type == "call":
            written = self._text(inner)
            made = self._queries(base)
            return "DeclarativeBase" if written.endswith("declarative_base") else made or "*"
        if base.type == "subscript":
            return self.names.typed(base) or self._text(inner)
        return self._text(inner)

    def _queries(self, call: Node) -> str:
        """The class of queries in `Manager.from_queryset(OrderQuerySet)` and `OrderQuerySet.as_manager()` of Django."""
        function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
        if function is not None and function.type == "call":
            return self._queries(function)
        owner, name = (ts.field(function, n) if function is not None else None for n in ("object", "attribute"))
        if owner is None or name is None or arguments is None:
            return ""
        if self._text(name) == "as_manager" and owner.type == "identifier":
            return self._text(owner)
        first = next((c for c in arguments.children if c.is_named), None)
        given = self._text(name) == "from_queryset" and first is not None and first.type == "identifier"
        return self._text(first) if first is not None and given else ""

    def _related(self, assigned: Node, own: str) -> Iterator[Signature]:
        """What a field of a model of Django gives to the model that it leads to, and to its own where it leads to many."""
        left, right = ts.field(assigned, "left"), ts.field(assigned, "right")
        found = related(self.names.types.syntax, right) if right is not None and right.type == "call" else None
        if left is None or found is None or left.type != "identifier":
            return
        called, target, name = found
        many = called != "OneToOneField"
        back = name or (f"{own.lower()}_set" if many else own.lower())
        if back.isidentifier():
            yield Signature(back, "back", QUERY + own if many else own, ((own, target),))
        if called == "ManyToManyField":
            yield Signature(f"{own}.{self._text(left)}", "value", QUERY + target)

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
            yield Signature(written, "alias", self.names.aliases[written])
        elif type is not None:
            yield Signature(owner + written, "value", self.names.typed(type))
        elif right is not None and not self._is_related(right):
            yield Signature(owner + written, "value", self._made(right, known, owner))

    def _is_related(self, node: Node) -> bool:
        return node.type == "call" and related(self.names.types.syntax, node) is not None

    def _made(self, node: Node, known: dict[str, str], owner: str) -> str:
        """The class that is called, or the type of the parameter that is kept; empty for anything else."""
        function = ts.field(node, "function") if node.type == "call" else None
        if function is not None and function.type == "identifier":
            written = self._text(function)
            if written[:1].isupper() and not written.isupper() and written != ADAPTER:
                return written
            return self.names.returned.get(written, "")
        if node.type == "call" and (queries := self._queries(node)):
            return queries
        if node.type != "identifier":
            return ""
        written = self._text(node)
        if owner and written[:1].isupper() and not written.isupper() and written not in self.names.aliases:
            return TYPE_OF + written  # a class that methods make objects of: `model = Owner`
        return known.get(written, "")

    def _text(self, node: Node) -> str:
        return self.names.types.syntax.str(node)
