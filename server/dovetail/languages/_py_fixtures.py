"""What pytest gives to tests, and to other fixtures, by the names of their parameters."""

import re
from typing import Final

from tree_sitter import Node

from ._treesitter import Syntax

FIXTURE: Final = "fixture "  # before the name of a fixture, in the place of a type
_FIXTURE = re.compile(r"@(?:pytest(?:_asyncio)?\.)?fixture\b")
_NAMED = re.compile(r"\bname\s*=\s*[\"'](\w+)[\"']")
_PARAMETRIZED = re.compile(r"parametrize\(\s*(?:argnames\s*=\s*)?[\[(]?((?:\s*[\"'][^\"']*[\"']\s*,?)+)")


def fixture_name(syntax: Syntax, function: Node) -> str | None:
    """The name that a fixture gives itself, empty where it is that of its function; None where a function is none."""
    for written in _decorators(syntax, function):
        if _FIXTURE.match(written) is not None:
            named = _NAMED.search(written)
            return named[1] if named is not None else ""
    return None


def takes_fixtures(syntax: Syntax, function: Node, parameter: str) -> bool:
    """True for a parameter of a test or fixture that is not given by `parametrize`."""
    name = function.child_by_field_name("name")
    is_test = name is not None and syntax.str(name).startswith("test")
    if not is_test and fixture_name(syntax, function) is None:
        return False
    given = (_PARAMETRIZED.search(written) for written in _decorators(syntax, function))
    return not any(parameter in re.findall(r"\w+", found[1]) for found in given if found is not None)


def _decorators(syntax: Syntax, function: Node) -> list[str]:
    outer = function.parent
    if outer is None or outer.type != "decorated_definition":
        return []
    return [syntax.str(c) for c in outer.children if c.type == "decorator"]
