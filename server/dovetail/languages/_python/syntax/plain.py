"""Values of Python that show by themselves what they are."""

import re
from collections.abc import Mapping, Sequence

from tree_sitter import Node

from dovetail.core.shapes import Plain

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .literals import is_plain_string, string_value

_PLAIN: Mapping[str, Plain] = {
    "string": "text", "concatenated_string": "text", "integer": "number", "float": "number", "true": "boolean", "false": "boolean",
    "none": "null", "list": "list", "list_comprehension": "list", "dictionary": "object", "dictionary_comprehension": "object",
}  # fmt: skip
_RAISES = (b"raises(", b"assertRaises", b"suppress(")


_ATTRIBUTE = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)+")


def plain(node: Node) -> Plain | None:
    """What a value is, of which that can be seen."""
    if node.type == "unary_operator":
        argument = ts.field(node, "argument")
        return "number" if argument is not None and argument.type in ("integer", "float") else None
    if node.type == "string" and node.children and (node.children[0].text or b"")[:1].lower() == b"b":
        return None
    return _PLAIN.get(node.type)


def is_attribute(text: str) -> bool:
    """True for what reads a field of something: `berth.id`, `order.customer.name`."""
    return _ATTRIBUTE.fullmatch(text) is not None


def is_refused(node: Node) -> bool:
    """True for what stands where an error is expected: `with pytest.raises(ValidationError):`."""
    here = node.parent
    while here is not None and here.type not in ("function_definition", "module"):
        if here.type == "with_statement" and any(
            word in (c.text or b"") for c in here.children if c.type == "with_clause" for word in _RAISES
        ):
            return True
        here = here.parent
    return False


def argument_names(syntax: Syntax, parts: Sequence[Node]) -> list[str] | None:
    """The names that a call is given by keywords, and `(0)` for the first place; None where a spread may give others."""
    found: list[str] = []
    for i, part in enumerate(parts):
        name = ts.field(part, "name") if part.type == "keyword_argument" else None
        if part.type in ("dictionary_splat", "list_splat", "generator_expression", "ERROR"):
            return None
        if part.type == "keyword_argument" and (name is None or name.is_missing):
            return None
        found.append(syntax.str(name) if name is not None else f"({i})")
    return found


def key_names(syntax: Syntax, node: Node) -> list[str] | None:
    """The keys of a dictionary; None where it may have others."""
    found: list[str] = []
    for part in (c for c in node.children if c.is_named and c.type != "comment"):
        key = ts.field(part, "key") if part.type == "pair" else None
        if key is None or not is_plain_string(key):
            return None
        found.append(string_value(syntax.str(key)))
    return found if not node.has_error else None
