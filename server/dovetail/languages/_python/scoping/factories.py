"""Factories that make objects of a class for tests: of factory_boy (`class Meta: model = User`) and polyfactory (`ModelFactory[User]`)."""

from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax

MADE: Final = "made"  # how a use comes about that a factory may know itself
SUFFIX: Final = "Factory"
MAKES: Final = frozenset("create build stub coverage create_sync create_async build_sync".split())
MAKES_MANY: Final = frozenset("create_batch build_batch stub_batch batch create_batch_sync create_batch_async".split())
OTHERS: Final = frozenset({"SubFactory", "RelatedFactory", "RelatedFactoryList"})  # which make what a field holds
# What a factory does besides, or afterwards, and gives to no field.
_AFTERWARDS: Final = frozenset(
    "RelatedFactory RelatedFactoryList PostGeneration PostGenerationMethodCall Trait".split()
)
_HIDES: Final = frozenset({"exclude", "rename", "inline_args"})
_LAZY: Final = frozenset({"LazyAttribute", "LazyAttributeSequence", "lazy_attribute"})


def is_factory(name: str) -> bool:
    """True for a name that factories have."""
    return name.endswith(SUFFIX) and name != SUFFIX


def made_by(syntax: Syntax, node: Node) -> str:
    """The class whose objects a factory makes, as its file writes it; empty for a class that is no factory."""
    bases, body = ts.field(node, "superclasses"), ts.field(node, "body")
    if bases is None or body is None or SUFFIX not in syntax.str(bases):
        return ""
    for base in bases.children:
        owner, made = (ts.field(base, n) if base.type == "subscript" else None for n in ("value", "subscript"))
        if owner is not None and made is not None and syntax.str(owner).endswith(SUFFIX):
            return _class(syntax, made)
    for member in body.children:
        name = ts.field(member, "name") if member.type == "class_definition" else None
        inner = ts.field(member, "body") if name is not None and syntax.str(name) == "Meta" else None
        for statement in inner.children if inner is not None else (member,):
            assigned = ts.child(statement, "assignment")
            left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
            wanted = "model" if inner is not None else "__model__"
            if left is not None and right is not None and syntax.str(left) == wanted:
                return _class(syntax, right)
    return ""


def goes_into(syntax: Syntax, value: Node) -> bool:
    """True for what a factory's class gives a field of what it makes."""
    function = ts.field(value, "function") if value.type == "call" else None
    return function is None or syntax.str(function).rpartition(".")[2] not in _AFTERWARDS


def taken(syntax: Syntax, body: Node) -> Iterator[str]:
    """What a factory's class says in its `Meta` and `Params` that it takes for itself; `**` where that may be anything."""
    for member in body.children:
        name, inner = (ts.field(member, n) if member.type == "class_definition" else None for n in ("name", "body"))
        for statement in inner.children if inner is not None else ():
            assigned = ts.child(statement, "assignment")
            left = ts.field(assigned, "left") if assigned is not None else None
            own = syntax.str(left) if left is not None else ""
            if name is not None and own and syntax.str(name) == "Params":
                yield own
            elif own in _HIDES:
                yield "**"


def traits(syntax: Syntax, member: Node) -> Iterator[list[Node]]:
    """What each trait in the `Params` of a factory gives to fields: `paid = factory.Trait(status="paid")`."""
    name, body = (ts.field(member, n) for n in ("name", "body"))
    for statement in body.children if body is not None and name is not None and name.text == b"Params" else ():
        assigned = ts.child(statement, "assignment")
        value = ts.field(assigned, "right") if assigned is not None else None
        function, arguments = (ts.field(value, n) if value is not None else None for n in ("function", "arguments"))
        if function is not None and arguments is not None and syntax.str(function).rpartition(".")[2] == "Trait":
            yield [c for c in arguments.children if c.type == "keyword_argument"]


def is_lazy(called: str) -> bool:
    """True for what is given a function of the object that is made."""
    return called.rpartition(".")[2] in _LAZY


def _class(syntax: Syntax, node: Node) -> str:
    return syntax.str(node) if node.type in ("identifier", "attribute") else ""
