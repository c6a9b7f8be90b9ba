"""Functions of a test's own file that send a request for its tests: `const add = (user: object) => request(app).post("/users").send(user)`.

What they are called with is what is sent, and what they give is the answer.
"""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..syntax.nodes import bare, given, parameters
from ..syntax.signatures import FUNCTIONS, function_around

_CALLS = frozenset({"call_expression"})
_TESTS = re.compile(r"(?<![\w.])(?:it|test)(?:\.\w+)?\(")
_LOOSE = re.compile(r":?\s*(?:object|unknown|any|Record<string, \w+>|\{\})?$")  # types that say nothing of what is sent
_AROUND = frozenset(
    "await_expression parenthesized_expression return_statement as_expression non_null_expression".split()
)
_MOST = 60


def given_by_tests(syntax: Syntax, name: Node) -> list[Node]:
    """What the calls of the function around give for a parameter of it; nothing where its type says what that is."""
    if name.type not in ("identifier", "shorthand_property_identifier") or not syntax.says(
        _TESTS, "it(", "test(", "it.", "test."
    ):
        return []
    around = function_around(name)
    own = syntax.str(name)
    for place, parameter in enumerate(parameters(syntax, around)) if around is not None else ():
        if parameter.pattern is None or syntax.str(parameter.pattern) != own:
            continue
        said = syntax.str(parameter.annotation) if parameter.annotation is not None else ""
        calls = calls_of(syntax, around) if around is not None and _LOOSE.match(said) else []
        return [bare(arguments[place]) for c in calls[:_MOST] if len(arguments := given(c)) > place]
    return []


def given_back_by(syntax: Syntax, call: Node) -> list[Node]:
    """The calls of the function that gives what a call does, as it is."""
    here = call
    while here.parent is not None and here.parent.type in _AROUND:
        here = here.parent
    above = here.parent
    if here.type == "return_statement":
        function = function_around(here)
    else:
        function = above if above is not None and above.type in FUNCTIONS and ts.field(above, "body") == here else None
    typed = ts.field(function, "return_type") if function is not None else None
    return calls_of(syntax, function)[:_MOST] if function is not None and typed is None else []


def calls_of(syntax: Syntax, function: Node) -> list[Node]:
    """The calls of a function of the file by its name."""
    return syntax.once(_calls).get(function.id, [])


def _calls(syntax: Syntax) -> dict[int, list[Node]]:
    found: dict[int, list[Node]] = {}
    for call in syntax.nodes(_CALLS):
        callee = ts.field(call, "function")
        meant = declaration(syntax, callee) if callee is not None and callee.type == "identifier" else None
        if meant is not None and meant.type == "variable_declarator":
            meant = ts.field(meant, "value")
        if meant is not None and meant.type in FUNCTIONS:
            found.setdefault(meant.id, []).append(call)
    return found
