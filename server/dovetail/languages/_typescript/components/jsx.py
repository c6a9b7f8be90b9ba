"""Components where they are used: which props they are given."""

from tree_sitter import Node

from dovetail.core.arguments import INFERRED, step_of_arguments
from dovetail.core.shapes import Kind, Use

from ... import _treesitter as ts
from ..scoping.scopes import Scope, Value
from ..scoping.values import Uses
from ..syntax.made import TYPE_OF
from ..syntax.types import Types

ANY_ELEMENT = frozenset({"key", "ref", "children"})


def attributes(element: Node, scope: Scope, types: Types, uses: Uses) -> None:
    """The props that a component is given, as writes to the type that it takes.

    A component of another file is named instead of its type, with the component in angle brackets as the way to it.
    """
    name = ts.field(element, "name")
    if name is None or name.type != "identifier" or not types.syntax.str(name)[:1].isupper():
        return
    component = types.syntax.str(name)
    via = f"<{component}>"
    known = scope.function(component)
    taken = known.parameters[0] if known is not None and known.parameters else None
    props = uses.value(taken.typed, via) if taken is not None else None
    for attribute in (c for c in element.children if c.type == "jsx_attribute"):
        own = attribute.children[0]
        prop = types.syntax.str(own)
        if own.type != "property_identifier" or prop in ANY_ELEMENT or "-" in prop:
            continue
        at = types.syntax.range(own)
        if props is not None and props.kind.name == "ref" and not props.is_list:
            uses.add(Use(props.kind.target, (prop,), (at,), "write", via))
        elif props is not None and len(attribute.children) == 1:
            uses.emit(uses.property(props, prop, at, ""), "write")
        elif not scope.declares(component) or scope.imports(component):
            uses.add(Use(component, (prop,), (at,), "write", via))
        if props is not None and props.kind.name == "record" and all(m.name != prop for m in props.kind.members):
            uses.add(Use(component, (prop,), (at,), "write", via))  # of which a type that is written there says nothing


def component(element: Node, scope: Scope, types: Types, uses: Uses, given: Value | None = None) -> Value | None:
    """What a component takes: the props that it says, or those that an imported one turns out to take.

    `given` is what may say what its type parameters stand for.
    """
    name = ts.field(element, "name")
    if name is None or name.type not in ("identifier", "member_expression"):
        return None
    own = types.syntax.str(name)
    first, *members = own.split(".")
    known = scope.function(first)
    taken = known.parameters[0] if known is not None and known.parameters else None
    if known is not None and not known.generics and not members and (taken is not None or not known.parameters):
        return uses.value(taken.typed, f"<{own}>") if taken is not None else None
    found = scope.look_up(first) if known is None else Value(Kind("ref", target=f"{TYPE_OF}{first}"), 0, own)
    if found is None or found.is_list:
        return None
    if found.kind.target != f"{TYPE_OF}{first}" or found.chain or found.through:
        for member in members:
            found = uses.property(found, member, types.syntax.range(name), own)
        found = uses.inferred(found, [given], types.syntax.range(name)) if given is not None else found
        return uses.property(found, "(0)", types.syntax.range(name), own) if members else None
    stands = (step_of_arguments([given.kind], INFERRED),) if given is not None else ()
    return Value(found.kind, 0, f"<{own}>", through=(*members, *stands, "(0)"))
