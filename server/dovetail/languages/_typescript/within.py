"""Names of fields that are written in the elements within another one, which has the values: fields of Formik, parts of a chart."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from .. import _treesitter as ts
from .._treesitter import Syntax
from .nodes import parts

_FIELDS = frozenset({"Field", "FastField", "FieldArray", "ErrorMessage"})
_CHARTS = re.compile(r"(?:Chart|Pie|Radar|Funnel|Treemap)$")
_KEYS = frozenset({"dataKey", "nameKey"})


def is_chart(element: Node, syntax: Syntax) -> bool:
    """True for an element that draws the rows of its `data`."""
    return _CHARTS.search(_name(element, syntax)) is not None


def field_names(formik: Node, syntax: Syntax) -> Iterator[Node]:
    """The paths in `<Field name="address.city" />` within a form."""
    for element in _within(formik):
        if _name(element, syntax) in _FIELDS:
            yield from _written(element, frozenset({"name"}), syntax)


def data_keys(chart: Node, syntax: Syntax) -> Iterator[Node]:
    """The names of fields in `<Line dataKey="total" />` within a chart, and its own; not those in one that has other data."""
    yield from _written(chart, _KEYS, syntax)
    for element in _within(chart):
        if not any(_called(a, syntax) == "data" for a in element.children):
            yield from _written(element, _KEYS, syntax)


def _within(opening: Node) -> Iterator[Node]:
    """The elements within one, by their opening tags."""
    whole = opening.parent if opening.type == "jsx_opening_element" else None
    for node in ts.walk(whole) if whole is not None else ():
        if node.type in ("jsx_opening_element", "jsx_self_closing_element") and node != opening:
            yield node


def _written(element: Node, names: frozenset[str], syntax: Syntax) -> Iterator[Node]:
    for attribute in element.children:
        if _called(attribute, syntax) in names:
            value = attribute.children[-1]
            inner = next(iter(parts(value)), value) if value.type == "jsx_expression" else value
            if inner.type in ("string", "template_string"):
                yield inner


def _called(attribute: Node, syntax: Syntax) -> str:
    return syntax.str(attribute.children[0]) if attribute.type == "jsx_attribute" else ""


def _name(element: Node, syntax: Syntax) -> str:
    name = ts.field(element, "name")
    return syntax.str(name) if name is not None else ""
