"""Places that say of which type what is put into them is: the setter in `const [rooms, setRooms] = useState<Room[]>([])`,
`rooms.value` of `const rooms = ref<Room[]>([])`, a variable, and what a class keeps under a name.
"""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts
from ..syntax.signatures import type_arguments
from .modelled import annotated

_STATE = re.compile(r"(?:React\.)?useState")
_REF = re.compile(r"(?:shallowR|r)ef")
_SIGNAL = re.compile(r"signal|writable")


def typed_place(syntax: Syntax, declarator: Node) -> tuple[str, Node] | None:
    """What is called, or assigned to, to put something into what a declaration keeps, and the type that this says."""
    name, value = ts.field(declarator, "name"), ts.field(declarator, "value")
    said = annotated(ts.field(declarator, "type"))
    if name is not None and name.type == "identifier" and said is not None:
        return syntax.str(name), said
    function = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
    types = type_arguments(value) if value is not None and function is not None else []
    if name is None or function is None or len(types) != 1:
        return None
    called = syntax.str(function)
    names = parts(name) if name.type == "array_pattern" else []
    if _STATE.fullmatch(called) and len(names) > 1 and names[1].type == "identifier":
        return syntax.str(names[1]), types[0]
    if name.type != "identifier":
        return None
    if _REF.fullmatch(called):
        return f"{syntax.str(name)}.value", types[0]
    return (f"{syntax.str(name)}.set", types[0]) if _SIGNAL.fullmatch(called) else None


def typed_member(syntax: Syntax, member: Node) -> Node | None:
    """The type of what a class keeps under a name: `this.rooms` of `rooms: Room[] = []`."""
    target, name = ts.field(member, "object"), ts.field(member, "property")
    here = member.parent if target is not None and target.type == "this" and name is not None else None
    while here is not None and here.type != "class_body":
        here = here.parent
    for own in here.children if here is not None else ():
        kept = ts.field(own, "name") if own.type == "public_field_definition" else None
        if kept is not None and name is not None and kept.text == name.text:
            return annotated(ts.field(own, "type"))
    return None
