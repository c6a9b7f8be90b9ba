"""Mocks that say no type, as values: they stand for what is asked for where a test hands them in.

`const repository = { find: jest.fn() }` is a repository once `new Service(repository)` has asked for one.
"""

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.tests import is_made_of_mocks, is_mock
from .origins import declaration


def is_untyped_mock(syntax: Syntax, name: Node) -> bool:
    """True for the name of a mock, or of an object of such, that says no type."""
    if not syntax.has_any("vi.fn", "jest.fn") or name.type not in ("identifier", "shorthand_property_identifier"):
        return False
    found = declaration(syntax, name)
    if found is None or found.type != "variable_declarator" or ts.field(found, "type") is not None:
        return False
    made = ts.field(found, "value")
    return made is not None and (is_mock(name, syntax) or is_made_of_mocks(made, syntax))
