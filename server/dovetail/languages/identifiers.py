"""Where a TypeScript file writes a name, for those who rename it: each place with the part that it plays."""

from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text

from . import _treesitter as ts
from .angular_templates import SUFFIXES as TEMPLATES
from .components import SUFFIXES as COMPONENTS
from .components import translation

# An import's own name and the alias after `as`; a declaration, which hides what is imported; a short-hand, whose name is also a key.
Part = Literal["import", "export", "alias", "declaration", "shorthand", "use"]

_NAMES = frozenset(
    {"identifier", "type_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)
_DECLARING = frozenset(
    {
        "class_declaration", "abstract_class_declaration", "interface_declaration", "type_alias_declaration", "enum_declaration",
        "function_declaration", "generator_function_declaration", "function_expression", "class", "variable_declarator",
        "type_parameter", "internal_module", "namespace_import", "import_clause", "import_alias",
    }
)  # fmt: skip
_PATTERNS = frozenset({"required_parameter", "optional_parameter", "array_pattern", "rest_pattern", "object_pattern"})
_BINDING = {"arrow_function": ("parameter",), "catch_clause": ("parameter",), "for_in_statement": ("left",)}
_SPECIFIERS: dict[str, Part] = {"import_specifier": "import", "export_specifier": "export"}


@dataclass(frozen=True, slots=True)
class Identifier:
    """One place of a name."""

    range: Range
    part: Part


def identifiers(path: str, text: Text, name: str) -> tuple[Identifier, ...]:
    """Every identifier of that name, without the names of properties, and without strings and comments."""
    if name not in text.source or path.endswith(TEMPLATES):  # a template names members of its component alone
        return ()
    if path.endswith(COMPONENTS):
        return _of_component(path, text, name)
    syntax = ts.parse("tsx" if path.endswith((".tsx", ".jsx", ".js")) else "typescript", text)
    return tuple(Identifier(syntax.range(n), _part(n)) for n in _named(syntax, name))


def _of_component(path: str, text: Text, name: str) -> tuple[Identifier, ...]:
    """Those of the script and of the template, without what stands in for the template's own words."""
    other = translation(path, text)
    syntax = ts.parse("typescript", Text(other.source))
    placed = (Identifier(other.range(syntax.range(n)), _part(n)) for n in _named(syntax, name))
    return tuple(i for i in placed if text[i.range] == name)


def _named(syntax: ts.Syntax, name: str) -> Iterator[Node]:
    wanted = name.encode()
    return (n for n in ts.walk(syntax.root) if n.type in _NAMES and n.text == wanted)


def _part(node: Node) -> Part:
    parent = node.parent
    if node.type == "shorthand_property_identifier_pattern":
        return "declaration"
    if node.type == "shorthand_property_identifier":
        return "shorthand"
    if parent is None:
        return "use"
    if parent.type in _SPECIFIERS:
        return _SPECIFIERS[parent.type] if parent.child_by_field_name("name") == node else "alias"
    if parent.type in _PATTERNS or (parent.type == "pair_pattern" and parent.child_by_field_name("value") == node):
        return "declaration"
    if parent.type in _BINDING and node in (parent.child_by_field_name(f) for f in _BINDING[parent.type]):
        return "declaration"
    if parent.type in _DECLARING:
        named = parent.child_by_field_name("name")
        return "declaration" if named is None or named == node else "use"
    return "use"
