"""What components of React say of their props with PropTypes: `Row.propTypes = { order: PropTypes.shape({ id: PropTypes.string }) }`.

Shapes say some of the names of what a component is given, and `oneOf` the texts, so they are read as if the component asked for these.
"""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import initializer
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.nodes import bare, parts
from ..syntax.types import unquoted, unquoted_range

PROP_TYPES = "propTypes"
_SHAPES = frozenset({"shape", "exact"})
_LISTS = frozenset({"arrayOf"})
_EITHER = frozenset({"oneOfType"})
_TEXTS = frozenset({"oneOf"})
_DEEPEST = 8


def prop_shapes(syntax: Syntax, said: Node, props: Value | None, uses: Uses, depth: int = 0) -> None:
    """Notes the names that an object of PropTypes says of `props`, or of a part of it."""
    if said.type != "object" or props is None or depth > _DEEPEST:
        return
    for pair in parts(said):
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is None or value is None or key.type not in ("property_identifier", "string"):
            continue
        part = uses.property(props, unquoted(syntax.str(key)), unquoted_range(syntax, key), "props")
        uses.emit(part)
        _of_type(syntax, value, part, uses, depth)


def _of_type(syntax: Syntax, said: Node, value: Value | None, uses: Uses, depth: int) -> None:
    """What one of PropTypes says of a value."""
    said = bare(said)
    if said.type == "member_expression":  # `.isRequired`
        said = ts.field(said, "object") or said
    if said.type == "identifier":  # of this file, where it is one of them
        said = initializer(syntax, said) or said
    called = ts.field(said, "function") if said.type == "call_expression" else None
    given = parts(ts.field(said, "arguments")) if called is not None else []
    name = syntax.str(called).rpartition(".")[2] if called is not None else ""
    if value is None or not given or depth > _DEEPEST:
        return
    if name in _SHAPES:
        prop_shapes(syntax, given[0], value, uses, depth + 1)
    elif name in _LISTS:
        _of_type(syntax, given[0], uses.element(value, syntax.range(given[0])), uses, depth + 1)
    elif name in _EITHER and given[0].type == "array":
        for part in parts(given[0]):
            _of_type(syntax, part, value, uses, depth + 1)
    elif name in _TEXTS and given[0].type == "array":
        for text in (t for t in parts(given[0]) if t.type == "string"):
            uses.quote(value, unquoted(syntax.str(text)), unquoted_range(syntax, text))
