"""Routes of React Router and Remix whose files only answer requests: `loader` is asked with GET, `action` with all that changes something.

A file of a page answers its own page, which is no part of a contract, so that only files without JSX count. Where a table of routes says
their paths (`route("api/weather", "routes/api.weather.ts")`), the table is the file that has the routes.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Import
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import plain_path
from ..._treesitter import Syntax
from ..scoping.functions import function_named
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted, unquoted_range

MODULES = re.compile(r"""["'](?:react-router|@react-router/|@remix-run/|\./\+types/)""")
"""What a file of a route takes something from."""
METHODS = {"loader": "GET", "action": "*"}
_TABLE = "@react-router/dev/routes"
_REMIX = re.compile(r"""["']@remix-run/""")
_FLAT = re.compile(r"(?:^|/)app/routes/(?P<name>[^/]+?)(?:/route)?\.[jt]s$")
_SCRIPT = re.compile(r"\.[jt]s$")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A route of a table: its path, where that is written, the call that says it, and the name by which its file is imported here."""

    path: str
    at: Range
    call: Node
    module: Import


def listed_routes(syntax: Syntax) -> Iterator[Listed]:
    """The routes of a table whose files only answer requests, at every depth."""
    if not syntax.has_any(_TABLE):
        return
    for statement in syntax.root.children:
        value = ts.field(statement, "value") if statement.type == "export_statement" else None
        while value is not None and value.type in ("satisfies_expression", "as_expression", "await_expression"):
            value = value.children[-1] if value.type == "await_expression" else value.children[0]
        yield from _in_list(syntax, value, "", 0)


def _in_list(syntax: Syntax, listed: Node | None, prefix: str, depth: int) -> Iterator[Listed]:
    for part in parts(listed) if listed is not None and listed.type == "array" and depth < _DEEPEST else ():
        part = part.children[-1] if part.type == "spread_element" else part
        function = ts.field(part, "function") if part.type == "call_expression" else None
        name, arguments = (syntax.str(function), given(part)) if function is not None else ("", [])
        texts = [unquoted(syntax.str(a)) for a in arguments if a.type == "string"]
        inner = next((a for a in reversed(arguments) if a.type == "array"), None)
        if name == "route" and len(texts) > 1 and arguments[0].type == "string":
            path = f"{prefix}/{texts[0].strip('/')}"
            if _SCRIPT.search(texts[1]):
                module = f"./{texts[1].removeprefix('./')}"
                at = unquoted_range(syntax, arguments[0])
                own = Import(f"route at {at.start}", "*", module, unquoted_range(syntax, arguments[1]))
                yield Listed(plain_path(path), at, part, own)
            yield from _in_list(syntax, inner, path, depth + 1)
        elif name == "prefix" and texts:
            yield from _in_list(syntax, inner, f"{prefix}/{texts[0].strip('/')}", depth + 1)
        elif name == "layout":
            yield from _in_list(syntax, inner, prefix, depth + 1)


def path_by_name(path: str, syntax: Syntax) -> str | None:
    """The path that a file of Remix has by its own name: `app/routes/api.orders.$orderId.ts`; None for any other file."""
    place = _FLAT.search(path)
    if place is None or not syntax.says(_REMIX) or function_named(syntax, "default") is not None:
        return None
    steps = [s.rstrip("_") for s in place["name"].split(".") if not s.startswith("_")]
    return "/" + "/".join(f":{s[1:]}" if s.startswith("$") and len(s) > 1 else s for s in steps)
