"""Mocks that say no type, as values: they stand for what is asked for where a test hands them in.

`const repository = { find: jest.fn() }` is a repository once `new Service(repository)` has asked for one.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.made import member
from ..syntax.nodes import given, parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.tests import is_made_of_mocks, is_mock
from ..syntax.types import unquoted
from ..syntax.vue_options import entries, made_object
from .origins import declaration
from .scopes import Value
from .values import Uses

_MOCKS_MODULE = re.compile(r"(?:vi|jest)\.(?:mock|doMock)$")
_NOTED = {"calls": 2, "lastCall": 1}  # how deep in lists stands what a function was given
_MOST = 5  # parameters of which one asks what they were given


@dataclass(frozen=True, slots=True)
class Mocked:
    """What a test puts in the place of one thing that a module exports: `vi.mock("./api", () => ({ load: vi.fn() }))`.

    `name` is what the file calls what the module has there.
    """

    name: str
    module: str
    key: Node
    value: Node


def mocks_modules(syntax: Syntax) -> bool:
    """True for a test that puts something in the place of modules."""
    return syntax.has_any("vi.mock(", "jest.mock(", "vi.doMock(", "jest.doMock(")


def mocked_exports(syntax: Syntax, call: Node) -> Iterator[Mocked]:
    """What a call puts in the place of what a module of the program exports."""
    function, arguments = ts.field(call, "function"), given(call)
    if function is None or _MOCKS_MODULE.match(syntax.str(function)) is None or len(arguments) != 2:
        return
    module, factory = arguments
    made = made_object(factory) if factory.type in FUNCTIONS and module.type == "string" else None
    path = unquoted(syntax.str(module))
    if made is None or path[:1] not in (".", "@", "~", "#"):
        return
    same = ((part, part) for part in parts(made) if part.type == "shorthand_property_identifier")
    for key, value in (*entries(made), *same):
        yield Mocked(f"(mocked {key.start_byte})", path, key, value)


def is_untyped_mock(syntax: Syntax, name: Node) -> bool:
    """True for the name of a mock, or of an object of such, that says no type."""
    if not syntax.has_any("vi.fn", "jest.fn") or name.type not in ("identifier", "shorthand_property_identifier"):
        return False
    found = declaration(syntax, name)
    if found is None or found.type != "variable_declarator" or ts.field(found, "type") is not None:
        return False
    made = ts.field(found, "value")
    return made is not None and (is_mock(name, syntax) or is_made_of_mocks(made, syntax))


def noted_calls(syntax: Syntax, node: Node) -> tuple[Node, int] | None:
    """The function in `send.mock.calls`, and how deep in lists what it was given stands there; None for anything else."""
    if not syntax.has_any(".mock."):
        return None
    name, target = syntax.field(node, "property"), syntax.field(node, "object")
    deep = _NOTED.get(syntax.str(name)) if name is not None else None
    if deep is None or target is None or target.type != "member_expression":
        return None
    inner, mock = syntax.field(target, "property"), syntax.field(target, "object")
    return (mock, deep) if inner is not None and mock is not None and syntax.str(inner) == "mock" else None


def given_in_call(uses: Uses, function: Value, at: Range) -> Kind:
    """What a function was given in one call: what it takes at each place."""
    taken = [uses.property(function, f"({i})", at, "") for i in range(_MOST)]
    return Kind("unknown", members=tuple(member(str(i), v.typed) for i, v in enumerate(taken) if v is not None))
