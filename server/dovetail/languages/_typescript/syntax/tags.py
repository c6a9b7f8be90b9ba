"""Templates whose tag says a type: sql<User[]>`select …`.

The grammar has no such thing, so the types are blanked before the text is parsed, and read by themselves.
"""

import re
from dataclasses import replace

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.text import Text

from ... import _treesitter as ts
from ..._blank import blank
from .nodes import parts
from .types import Types

# Types nest as deep as people write them: `sql<Array<Pick<User, "id">>>`.
_INNER = r"(?:[^<>`;=]|=>)*"
_NESTED = rf"<{_INNER}(?:<{_INNER}(?:<{_INNER}>{_INNER})*>{_INNER})*>"
_TYPED = re.compile(rf"(?<=[\w$\])])({_NESTED})(?=`)")
_ENDS = ">`"  # how a type before a template ends
_DECLARED = "type _="  # what stands before a type that is read by itself


def without_types(source: str) -> str:
    """The text with white space for the types of tags; every other character keeps its place."""
    if _ENDS not in source:
        return source
    return _TYPED.sub(lambda m: blank(m[0]), source)


def tag_type(types: Types, call: Node, generics: frozenset[str]) -> Typed | None:
    """The type that the tag of a template says; None where it says none."""
    if not types.syntax.has_any(_ENDS):
        return None
    function, template = types.syntax.field(call, "function"), types.syntax.field(call, "arguments")
    if function is None or template is None or template.type != "template_string":
        return None
    syntax = types.syntax
    start, end = syntax.range(function).end, syntax.range(template).start
    written = syntax.text.source[start:end]
    if written[:1] != "<" or start + 1 < len(_DECLARED):
        return None
    alone = " " * (start + 1 - len(_DECLARED)) + _DECLARED + written[1:-1]
    tree = ts.parse("typescript", Text(alone))
    declared = next((n for n in parts(tree.root) if n.type == "type_alias_declaration"), None)
    value = ts.field(declared, "value") if declared is not None else None
    if value is None or tree.root.has_error:
        return None
    own = replace(types, syntax=tree, _read={}, functions={})
    return own.typed(value, generics)
