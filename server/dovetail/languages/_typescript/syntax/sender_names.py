"""What the parameters of a function that sends requests are called in it, by the arguments that they stand for."""

from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._treesitter import Syntax
from .nodes import parts
from .types import unquoted


def name_argument(syntax: Syntax, pattern: Node, of: str, names: dict[str, str]) -> None:
    """Gives the names of a pattern the argument that they are: `names` are added to."""
    match pattern.type:
        case "identifier":
            names[syntax.str(pattern)] = of
        case "object_pattern":
            for key, target, usual in _keys(syntax, pattern):
                if key == "...":
                    names[target] = of
                elif "." not in of:
                    names[target] = f"{of}.{key}{usual}"
        case _:
            pass


def usual_method(syntax: Syntax, default: Node | None) -> str:
    """The method that a parameter has by default, as `|GET`; empty where that is none."""
    method = unquoted(syntax.str(default)) if default is not None and default.type == "string" else ""
    return f"|{method}" if method.lower() in METHODS else ""


def _keys(syntax: Syntax, pattern: Node) -> Iterator[tuple[str, str, str]]:
    """The keys of a pattern, the names that they are given to, and the method that stands for one which is left out: `|GET`."""
    for part in parts(pattern):
        match part.type:
            case "shorthand_property_identifier_pattern":
                yield syntax.str(part), syntax.str(part), ""
            case "object_assignment_pattern":
                left = ts.field(part, "left")
                if left is not None:
                    yield syntax.str(left), syntax.str(left), usual_method(syntax, ts.field(part, "right"))
            case "pair_pattern":
                key, value = ts.field(part, "key"), ts.field(part, "value")
                usual = ""
                if value is not None and value.type == "assignment_pattern":
                    value, usual = ts.field(value, "left"), usual_method(syntax, ts.field(value, "right"))
                if key is not None and value is not None and value.type == "identifier":
                    yield unquoted(syntax.str(key)), syntax.str(value), usual
            case "rest_pattern":
                yield "...", syntax.str(part.children[-1]), ""
            case _:
                pass
