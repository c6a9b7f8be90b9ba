"""Components of Vue that are made of options, as they are followed: what `this` is in their functions, and the names of their templates."""

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..components.handed import HANDED
from ..components.prop_types import said_props, says_props
from ..scoping.literal_types import type_of_literal
from ..scoping.option_data import begun_data
from ..scoping.scopes import Scope, Value
from ..syntax.made import CALL, TYPE_OF, member
from ..syntax.signatures import type_arguments
from ..syntax.vue_options import TEMPLATE_THIS, Options, empty, options_of
from .reducing import Reducing

_SAYS = frozenset({"identifier", "member_expression", "as_expression", "satisfies_expression"})
_UNKNOWN = Typed(Kind("unknown"), "unknown")


@dataclass
class ComponentOptions(Reducing):
    """Follows values through components that are made of options."""

    def _component_of_options(self, value: Node, scope: Scope, depth: int) -> Value | None:
        """What a file exports that is a component of Vue, behind `defineComponent` too; None for anything else."""
        literal = value
        if value.type == "call_expression" and not type_arguments(value):
            given = ts.field(value, "arguments")
            called = ts.field(value, "function")
            first = next((c for c in given.children if c.is_named), None) if given is not None else None
            literal = first if first is not None and called is not None and called.text == b"defineComponent" else value
        options = options_of(self.types.syntax, literal) if literal.type == "object" else None
        if options is None or self.top is None:
            return None
        said = said_props(literal, self.types, scope.generics) if says_props(self.types.syntax) else None
        this = self._this_of(options, said, scope, depth)
        self.top.names[TEMPLATE_THIS] = this
        for function in options.functions:
            self.receivers[function.id] = this
        found = self._emitted(literal, scope, depth)
        made = next((m for m in found.kind.members if m.name == "computed"), None) if found is not None else None
        back = (
            {m.name: c for m in made.kind.members for c in m.kind.members if c.name == CALL} if made is not None else {}
        )
        for key, _ in options.computed:
            if (own := back.get(self._text(key))) is not None:
                name = _computed(key)
                self.values[name] = member(name, Typed(own.kind, own.nullable, own.list_depth))
        return found

    def _this_of(self, options: Options, said: dict[str, Typed] | None, scope: Scope, depth: int) -> Value:
        """What `this` has: props, as is `said` of them or as they are given, data, what is computed, and methods."""
        known = dict.fromkeys(options.methods, _UNKNOWN)
        for name, store, of in options.mapped:
            known[name] = Typed(Kind("unknown", f"{TYPE_OF}{store}", steps=(CALL, of)), "unknown")
        for prop in options.props:
            handed = Typed(Kind("unknown", f"{HANDED}default", steps=(prop,)), "unknown")
            known[prop] = handed if said is None else said.get(prop, _UNKNOWN)
        for key, value in options.data:
            found = self.infer(value, scope, depth + 1) if value.type in _SAYS else None
            literal = begun_data(self.types.syntax).get(self._text(key))
            if literal is not None:
                known[self._text(key)], own = type_of_literal(self.types.syntax, literal)
                self.uses.in_place[own.name] = own
            else:
                known[self._text(key)] = found.typed if found is not None else _UNKNOWN
        known.update(self._held_by_this(empty(options.data), scope))
        known.update(
            (self._text(k), Typed(Kind("unknown", f"{TYPE_OF}{_computed(k)}"), "unknown")) for k, _ in options.computed
        )
        return Value(Kind("unknown", members=tuple(member(n, t) for n, t in known.items())), 0, "this")


def _computed(key: Node) -> str:
    """The name of what a component computes, among the values of its file."""
    return f"(computed {key.start_byte})"
