"""Objects that the data of a component of options begins with: `data: () => ({ form: { title: "" } })`, which is never made another one.

They have the names that are written there.
"""

import re
from collections.abc import Mapping

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import bare, parts
from ..syntax.vue_options import options_of
from .literal_types import is_plain

_EXPORTS = frozenset({"export_statement"})
_MAKES = ("defineComponent", "Vue.extend")
_BEFORE = r"(?:(?:assign|set)\(\s*)"


def begun_data(syntax: Syntax) -> Mapping[str, Node]:
    """The objects in the data of a component of options, by their names."""
    return syntax.once(_begun) if syntax.has_any("data()", "data ()", "data:") else {}


def data_object(syntax: Syntax, node: Node) -> Node | None:
    """The object that `this.form` begins with; None for anything else."""
    of, name = (ts.field(node, role) for role in ("object", "property"))
    if of is None or name is None or of.type != "this":
        return None
    return begun_data(syntax).get(syntax.str(name))


def _begun(syntax: Syntax) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for exported in syntax.nodes(_EXPORTS):
        value = ts.field(exported, "value")
        made = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
        if value is not None and made is not None and syntax.str(made) in _MAKES:
            value = next(iter(parts(ts.field(value, "arguments"))), None)
        options = options_of(syntax, value) if value is not None and value.type == "object" else None
        for key, begun in options.data if options is not None else ():
            literal = bare(begun)
            if literal.type == "object" and is_plain(literal) and not _is_replaced(syntax, syntax.str(key)):
                found[syntax.str(key)] = literal
    return found


def _is_replaced(syntax: Syntax, name: str) -> bool:
    """True where something else is put in the place of an object, or other names into it."""
    own = rf"this\.{re.escape(name)}\b"
    return re.search(rf"{own}\s*(?:\[|=[^=])|{_BEFORE}{own}", syntax.text.source) is not None
