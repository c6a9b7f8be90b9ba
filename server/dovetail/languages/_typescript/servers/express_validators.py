"""Validators of express-validator, each for a name that a request holds: `check("name").exists()`, `body("role").isIn(["user", "admin"])`.

A route is given them one by one, in lists, or as a list that another file has: `router.post("/users", validateUser, create)`. What `check`
asks for may be in any part of the request.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import ASKED, Maker, Passed, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..scoping.member_names import member_name
from ..syntax.made import ELEMENT
from ..syntax.nodes import parts
from ..syntax.types import unquoted, unquoted_range

LIBRARY = "express-validator"
_PARTS = {"check": ASKED, "body": "request", "query": "query", "param": "params"}
_TAKEN = re.compile(r"""\{([^{}]*)\}\s*(?:=\s*require\(\s*|from\s*)["']express-validator(?:/check)?["']""")
_LISTS = re.compile(r"valid|check|rules|sanit", re.IGNORECASE)
_RUNS = re.compile(r"valid", re.IGNORECASE)  # how a function is called that runs the validators which it is given
_PLACE = "(0)"
_DEEPEST = 40


def validators_of(syntax: Syntax, given: Node) -> Iterator[Use | Passed]:
    """The names that a validator asks for which a route is given, or a list of them, which another file may have."""
    imported = _imported(syntax) if syntax.has_any(LIBRARY) else frozenset[str]()
    for each in _given(syntax, given, imported, 0):
        if imported:
            yield from _listed(syntax, each, imported, 0)
        if each.type in ("identifier", "member_expression") and _LISTS.search(syntax.str(each)) is not None:
            for part in dict.fromkeys(_PARTS.values()):
                yield Passed((part,), f"{member_name(syntax, each)}.{part}{_PLACE}", syntax.range(each))


def _given(syntax: Syntax, node: Node, imported: frozenset[str], depth: int) -> Iterator[Node]:
    """What a route is given, one by one: the items of a list, and what is handed to a function of the program that runs them,
    `validate([...isUser, isShort])`."""
    if depth > _DEEPEST:
        return
    if node.type in ("array", "spread_element"):
        for part in parts(node) if node.type == "array" else [node.children[-1]]:
            yield from _given(syntax, part, imported, depth + 1)
        return
    function = ts.field(node, "function") if node.type == "call_expression" else None
    runs = function is not None and function.type == "identifier" and syntax.str(function) not in imported
    if runs and function is not None and _RUNS.search(syntax.str(function)) is not None:
        for part in parts(ts.field(node, "arguments")):
            yield from _given(syntax, part, imported, depth + 1)
        return
    yield node


def validator_lists(syntax: Syntax) -> Iterator[Maker]:
    """The validators, and lists of them, at the top level of a file, as functions that take each part of a request by their names."""
    imported = _imported(syntax) if syntax.has_any(LIBRARY) else frozenset[str]()
    for statement in syntax.root.children if imported else ():
        declaration = ts.field(statement, "declaration") or statement
        for declared in (c for c in declaration.children if c.type == "variable_declarator"):
            name, value = ts.field(declared, "name"), ts.field(declared, "value")
            if name is None or value is None or value.type not in ("array", "call_expression"):
                continue
            uses = list(_listed(syntax, value, imported, 0))
            for part in dict.fromkeys(u.chain[0] for u in uses):
                at = syntax.range(name)
                own = tuple(
                    Use("", (_PLACE, *u.chain[1:]), (at, *u.ranges[1:]), "read", _PLACE)
                    for u in uses
                    if u.chain[0] == part
                )
                yield Maker(f"{syntax.str(name)}.{part}{_PLACE}", at, own, unknown=True)


def _imported(syntax: Syntax) -> frozenset[str]:
    """The functions of the library that a file takes by their own names."""
    names = {n.strip() for taken in _TAKEN.findall(syntax.text.source) for n in taken.split(",")}
    return frozenset(names & _PARTS.keys())


def _listed(syntax: Syntax, node: Node, imported: frozenset[str], depth: int) -> Iterator[Use]:
    if node.type == "array":
        for part in parts(node) if depth < _DEEPEST else ():
            yield from _listed(syntax, part, imported, depth + 1)
    elif node.type == "spread_element":
        yield from _listed(syntax, node.children[-1], imported, depth + 1)
    elif node.type == "identifier" and depth < _DEEPEST:
        value = local_value(syntax, node)
        if value is not None and value.type == "array":
            yield from _listed(syntax, value, imported, depth + 1)
    elif node.type == "call_expression":
        yield from _validated(syntax, node, imported)


def _validated(syntax: Syntax, call: Node, imported: frozenset[str]) -> Iterator[Use]:
    """The names of one validator, and the texts that it allows."""
    allowed: list[Node] = []
    here: Node | None = call
    for _ in range(_DEEPEST):
        function = ts.field(here, "function") if here is not None and here.type == "call_expression" else None
        given = parts(ts.field(here, "arguments")) if function is not None and here is not None else []
        if function is None or (not given and function.type == "identifier"):
            return
        if function.type == "identifier":
            part = _PARTS.get(syntax.str(function), "") if syntax.str(function) in imported else ""
            names = parts(given[0]) if given[0].type == "array" else [given[0]]
            for name in names if part else ():
                yield from _named(syntax, part, syntax.range(function), name, allowed)
            return
        name = ts.field(function, "property")
        if name is not None and syntax.str(name) == "isIn" and given and given[0].type == "array":
            allowed = [t for t in parts(given[0]) if t.type == "string"]
        here = ts.field(function, "object")


def _named(syntax: Syntax, part: str, at: Range, name: Node, allowed: list[Node]) -> Iterator[Use]:
    written = unquoted(syntax.str(name)) if name.type == "string" else ""
    if not written or "**" in written:
        return
    start = unquoted_range(syntax, name).start
    chain, ranges = [part], [at]
    for step in re.finditer(r"[^.\[\]]+", written):
        chain.append(ELEMENT if step[0] == "*" or step[0].isdecimal() else step[0])
        ranges.append(Range(start + step.start(), start + step.end()))
    yield Use("", tuple(chain), tuple(ranges), "read", part)
    for text in allowed:
        value = f"={unquoted(syntax.str(text))}"
        yield Use("", (*chain, value), (*ranges, unquoted_range(syntax, text)), "read", part)
