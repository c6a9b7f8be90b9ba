"""Calls that say by their type arguments what they give: `useQuery<User>()`, `axios.get<User>()`, `useState<User>()`."""

import re

from tree_sitter import Node

from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range

from . import _treesitter as ts
from ._ts_signatures import Parameter, type_arguments
from ._ts_types import Typed, Types

_STATES = re.compile(r"(?:^|\.)useState$")
_JSON = re.compile(r"\.json$")
_ITSELF = re.compile(r"^(?:\$fetch|ofetch|(?:React\.)?useMemo|useLoaderData|useActionData|useRouteLoaderData)$")
_IN_DATA = re.compile(
    r"^axios(?:\.(?:get|post|put|patch|delete|request))?$|(?:^|\.)use(?:Suspense)?Query$|^useSWR(?:Immutable)?$"
)
_IN_CURRENT = re.compile(r"(?:^|\.)useRef$")
_IN_REFS = re.compile(r"""from\s+["'][^"']*(?:vue|solid|svelte|angular)""")  # there `data` is not the value itself
_QUERY = re.compile(r"Query$")


def state_type(types: Types, call: Node, generics: frozenset[str]) -> Parameter | None:
    """The type of the state in `useState<User | null>(…)`."""
    return _first(types, call, generics, _STATES)


def body_type(types: Types, call: Node, generics: frozenset[str]) -> Parameter | None:
    """The type of what `response.json<User>({ … })` sends, or a state starts with."""
    return state_type(types, call, generics) or _first(types, call, generics, _JSON)


def _first(types: Types, call: Node, generics: frozenset[str], names: re.Pattern[str]) -> Parameter | None:
    function = ts.field(call, "function")
    arguments = type_arguments(call) if call.type == "call_expression" else []
    if function is None or not names.search(types.syntax.str(function)):
        return None
    if not arguments and names is _STATES:
        arguments = _asserted(call)
    if not arguments:
        return None
    return Parameter(types.typed(arguments[0], generics), types.syntax.range(arguments[0]))


def given_by_call(types: Types, call: Node, generics: frozenset[str]) -> Typed | None:
    """What a call gives whose type argument says so."""
    function = ts.field(call, "function")
    arguments = type_arguments(call)
    name = types.syntax.str(function) if function is not None else ""
    if not arguments and _IN_CURRENT.search(name):
        arguments = _asserted(call)
    if not arguments:
        return None
    if _ITSELF.search(name) or (_JSON.search(name) and _is_empty(ts.field(call, "arguments"))):
        return types.typed(arguments[0], generics)
    if _IN_CURRENT.search(name):
        return _inside("current", types.typed(arguments[0], generics))
    if _IN_DATA.search(name) and not _IN_REFS.search(types.syntax.text.source):
        selected = arguments[2] if _QUERY.search(name) and len(arguments) > 2 else arguments[0]
        return _inside("data", types.typed(selected, generics))
    return None


def _asserted(call: Node) -> list[Node]:
    """The type in `useState([] as User[])`."""
    given = ts.field(call, "arguments")
    first = next((c for c in given.children if c.is_named and c.type != "comment"), None) if given is not None else None
    while first is not None and first.type == "parenthesized_expression":
        first = next((c for c in first.children if c.is_named and c.type != "comment"), None)
    type = first.children[-1] if first is not None and first.type == "as_expression" else None
    return [type] if type is not None and type.is_named else []


def _is_empty(arguments: Node | None) -> bool:
    return arguments is not None and not any(c.is_named for c in arguments.children)


def _inside(name: str, typed: Typed) -> Typed:
    """An object that has the value under a name; of its other properties nothing is known."""
    nowhere = Range(0, 0)
    member = Field(name, nowhere, typed.kind, "required", typed.nullable, nowhere, list_depth=typed.list_depth)
    return Typed(Kind("record", members=(member,)))
