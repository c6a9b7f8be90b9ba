"""Classes that are components of React: what `this.props`, `this.state` and `this.setState` are, as their type arguments say."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind

from .. import _treesitter as ts
from .handed import class_props
from .made import function, inside, member
from .signatures import type_arguments
from .taken import some
from .types import Types

_COMPONENT = re.compile(r"(?:\w+\.)?(?:Pure)?Component\Z")
_UNKNOWN = Typed(Kind("unknown"), "unknown")
_EVERY = inside(children=_UNKNOWN, key=_UNKNOWN, ref=_UNKNOWN)  # what a component has besides what it asks for


def component_members(types: Types, node: Node, generics: frozenset[str]) -> Iterator[Field]:
    """What a class has as `Component<Props, State>`; nothing where it is none, or does not say what its props are."""
    extends = ts.child(ts.child(node, "class_heritage"), "extends_clause")
    base = ts.field(extends, "value") if extends is not None else None
    arguments = type_arguments(extends) if extends is not None and base is not None else []
    if base is not None and not arguments:
        given = class_props(types.syntax, node, types.syntax.str(base))
        yield from (given,) if given is not None else ()
    if base is None or not arguments or not _COMPONENT.match(types.syntax.str(base)):
        return
    props = types.typed(arguments[0], generics)
    yield member("props", Typed(Kind("unknown", options=(props.kind, _EVERY.kind), steps=("&",))))
    if len(arguments) > 1:
        state = types.typed(arguments[1], generics)
        yield member("state", state)
        yield member("setState", function(None, some(state)))
