"""Builders of queries that a call hands to a function, which goes on with them: `query.modify((qb) => qb.where("state", state))`."""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parameters
from ..syntax.signatures import FUNCTIONS

_AROUND = frozenset({"Brackets", "NotBrackets"})  # of TypeORM, which take such a function
_THIS = "this"


def handing_call(syntax: Syntax, builder: Node) -> Node | None:
    """The call that hands a builder, a name or `this`, to the function that stands around it, as its first parameter."""
    function = _function_of(syntax, builder)
    arguments = function.parent if function is not None else None
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    made = ts.field(call, "constructor") if call is not None and call.type == "new_expression" else None
    if call is not None and made is not None and syntax.str(made) in _AROUND:
        arguments = call.parent
        call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    return call if call is not None and call.type == "call_expression" else None


def whole_chain(call: Node) -> Node:
    """The last call of the chain that a call stands in."""
    while True:
        outer = call.parent
        further = outer.parent if outer is not None and outer.type == "member_expression" else None
        if (
            outer is None
            or further is None
            or further.type != "call_expression"
            or ts.field(further, "function") != outer
        ):
            return call
        call = further


def _function_of(syntax: Syntax, builder: Node) -> Node | None:
    own, here = syntax.str(builder), builder.parent
    while here is not None:
        if here.type in FUNCTIONS:
            if own == _THIS:
                if here.type != "arrow_function":
                    return here
            else:
                names = [syntax.str(p.pattern) if p.pattern is not None else "" for p in parameters(syntax, here)]
                if own in names:
                    return here if names[0] == own else None
        here = here.parent
    return None
