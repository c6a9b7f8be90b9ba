"""Names and texts in the elements within another one, which has the value: fields of Formik, parts of a chart, options of a choice."""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts

_FIELDS = frozenset({"Field", "FastField", "FieldArray", "ErrorMessage"})
_CHARTS = re.compile(r"(?:Chart|Pie|Radar|Funnel|Treemap)$")
_CHOICES = re.compile(r"^(?:select|\w*Select|TextField|\w*RadioGroup|\w*Radio\.Group|ToggleButtonGroup|ToggleGroup)$")
_OPTION = re.compile(
    r"^(?:option|\w*Option|MenuItem|\w*SelectItem|\w*Radio(?:GroupItem|Button)?|FormControlLabel|ToggleButton|ToggleGroupItem)$"
)
_CHOSEN = ("value", "defaultValue")
_EQUALITY = ("===", "==")
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


def choice(element: Node, given: Mapping[str, Node], syntax: Syntax) -> tuple[Node, list[Node]] | None:
    """What is chosen among the options in an element, or by a radio button, with their texts; None where it is neither.

    In `status ?? "all"` that text is none of them.
    """
    if not _CHOICES.match(_name(element, syntax)):
        return _checked(given)
    value = next((given[name] for name in _CHOSEN if name in given), None)
    if value is None:
        return None
    texts = list(_options(element, syntax))
    left, right = ts.field(value, "left"), ts.field(value, "right")
    if left is None or right is None or ts.child(value, "??", "||") is None:
        return value, texts
    return left, [text for text in texts if syntax.str(text)[1:-1] != syntax.str(right)[1:-1]]


def option_texts(element: Node, syntax: Syntax) -> list[Node]:
    """The texts of the options of a choice; none of another element."""
    return list(_options(element, syntax)) if _CHOICES.match(_name(element, syntax)) else []


def _checked(given: Mapping[str, Node]) -> tuple[Node, list[Node]] | None:
    """A radio button: `value="owner" checked={role === "owner"}`."""
    checked, own = given.get("checked"), given.get("value")
    if checked is None or own is None or own.type != "string" or ts.child(checked, *_EQUALITY) is None:
        return None
    sides = (ts.field(checked, "left"), ts.field(checked, "right"))
    compared = next((side for side in sides if side is not None and side.type != "string"), None)
    return (compared, [own]) if compared is not None else None


def _options(element: Node, syntax: Syntax) -> Iterator[Node]:
    """The texts of the options in an element; not of one that cannot be chosen, and none where one choice is within another."""
    within = list(_within(element))
    if any(_CHOICES.match(_name(e, syntax)) for e in within):
        return
    for option in within:
        off = any(_called(a, syntax) in ("disabled", "hidden") for a in option.children)
        if _OPTION.match(_name(option, syntax)) and not off:
            yield from _written(option, frozenset({"value"}), syntax)


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
