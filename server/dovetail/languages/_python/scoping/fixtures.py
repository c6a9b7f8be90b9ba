"""What pytest gives to tests, and to other fixtures, by the names of their parameters."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.given import inside
from ..syntax.locals import function_of

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


def fixture_of(syntax: Syntax, statement: Node) -> tuple[str, Node] | None:
    """The name and the function of a fixture; None where a statement is none."""
    inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else None
    name = fixture_name(syntax, inner) if inner is not None and inner.type == "function_definition" else None
    return (name or _own(syntax, inner), inner) if inner is not None and name is not None else None


def given_fixture(syntax: Syntax, name: Node) -> str:
    """The fixture that a name of a test stands for, whatever the test puts into it; empty where it is none, or one of this file."""
    function, own = function_of(name), syntax.str(name)
    if function is None or not _takes(syntax, function, own) or not takes_fixtures(syntax, function, own):
        return ""
    body = ts.field(function, "body") or function
    again = re.search(
        rf"^\s*{re.escape(own)}\s*=[^=]|\b(?:for|as)\s+{re.escape(own)}\b", syntax.str(body), re.MULTILINE
    )
    here = any(f is not None and f[0] == own for f in (fixture_of(syntax, s) for s in syntax.root.children))
    return FIXTURE + own if again is None and not here else ""


def is_changed(syntax: Syntax, name: Node) -> bool:
    """True where a test changes what a name holds."""
    function, own = function_of(name), syntax.str(name)
    body = ts.field(function, "body") if function is not None else None
    return body is not None and re.search(_changed(own), syntax.str(body)) is not None


def _changed(own: str) -> str:
    return (
        rf"\b{re.escape(own)}(?:\[[^\]\n]*\]\s*[-+|]?=[^=]|\.(?:pop|update|setdefault|clear|append|extend|remove)\(|\s*[-+|:]?=[^=])"
        rf"|\bdel\s+{re.escape(own)}\b"
    )


def takes_fixtures(syntax: Syntax, function: Node, parameter: str) -> bool:
    """True for a parameter of a test or fixture that is not given by `parametrize`."""
    name = function.child_by_field_name("name")
    is_test = name is not None and syntax.str(name).startswith("test")
    if not is_test and fixture_name(syntax, function) is None:
        return False
    given = (_PARAMETRIZED.search(written) for written in _decorators(syntax, function))
    return not any(parameter in re.findall(r"\w+", found[1]) for found in given if found is not None)


def fixture_value(syntax: Syntax, name: Node) -> Node | None:
    """The dictionary or list that a fixture of this file gives under the name of a parameter, where the test does not change it."""
    function, own = function_of(name), syntax.str(name)
    if function is None or not takes_fixtures(syntax, function, own) or not _takes(syntax, function, own):
        return None
    if is_changed(syntax, name):
        return None
    found = [
        f
        for f in _functions(syntax.root)
        if (n := fixture_name(syntax, f)) is not None and (n or _own(syntax, f)) == own
    ]
    given = [n for f in found for n in ts.walk(f) if n.type in ("return_statement", "yield") and function_of(n) == f]
    values = [next((c for c in n.children if c.is_named), None) for n in given]
    value = values[0] if len(found) == 1 and len(values) == 1 else None
    return value if value is not None and value.type in ("dictionary", "list") else None


def _functions(root: Node) -> Iterator[Node]:
    """The functions with decorators of the top level."""
    for node in root.children:
        function = ts.field(node, "definition") if node.type == "decorated_definition" else None
        if function is not None and function.type == "function_definition":
            yield function


def _own(syntax: Syntax, function: Node) -> str:
    name = ts.field(function, "name")
    return syntax.str(name) if name is not None else ""


def _takes(syntax: Syntax, function: Node, own: str) -> bool:
    taken = ts.field(function, "parameters")
    return taken is not None and any(syntax.str(p.children[0] if p.children else p) == own for p in inside(taken))


def parametrized(syntax: Syntax, name: Node) -> Iterator[Node]:
    """What `parametrize` gives to the parameter that a name of a test stands for, one node for each run of it.

    Nothing where the test wants an error, whose values are wrong on purpose.
    """
    function, own = function_of(name), syntax.str(name)
    outer = function.parent if function is not None else None
    if outer is None or b"parametrize" not in (outer.text or b"") or b"raises(" in (outer.text or b""):
        return
    for decorator in outer.children if outer.type == "decorated_definition" else ():
        call = ts.child(decorator, "call") if decorator.type == "decorator" else None
        called = ts.field(call, "function") if call is not None else None
        if call is None or called is None or not syntax.str(called).endswith("parametrize"):
            continue
        parts = _parts(call)
        told = re.findall(r"\w+", syntax.str(parts[0])) if len(parts) > 1 else []
        if own not in told or parts[1].type not in ("list", "tuple"):
            continue
        names, values = parts[0], parts[1]
        listed = names.type in ("list", "tuple")
        for given in inside(values):
            if len(told) == 1 and not listed:
                yield next(iter(_parts(given)), given) if given.type == "call" else given
                continue
            parts = _parts(given) if given.type == "call" else inside(given) if given.type in ("tuple", "list") else []
            if len(parts) == len(told):
                yield parts[told.index(own)]


def _parts(call: Node) -> list[Node]:
    """The arguments of a call that are told by their places, and those of `parametrize` by name."""
    arguments = ts.field(call, "arguments")
    return [ts.field(p, "value") or p for p in inside(arguments) if p.type != "keyword_argument" or _is_its_own(p)]


def _is_its_own(argument: Node) -> bool:
    name = ts.field(argument, "name")
    return name is not None and name.text in (b"argnames", b"argvalues")


def _decorators(syntax: Syntax, function: Node) -> list[str]:
    outer = function.parent
    if outer is None or outer.type != "decorated_definition":
        return []
    return [syntax.str(c) for c in outer.children if c.type == "decorator"]
