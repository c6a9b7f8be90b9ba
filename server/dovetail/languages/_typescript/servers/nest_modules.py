"""Behind which prefix modules of NestJS stand: `RouterModule.register([{ path: "v1/users", module: UsersModule }])`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Mount

from ... import _treesitter as ts
from ..._routes import joined
from ..._treesitter import Syntax
from ..scoping.origins import initializer
from ..syntax.literals import value_of
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted

_CALLS = frozenset({"call_expression"})
_DECLARATORS = frozenset({"variable_declarator"})
_DECORATORS = frozenset({"decorator"})
_REGISTERS = frozenset({"RouterModule.register", "RouterModule.forRoutes"})
_ROUTES = frozenset({"Routes", "RouteTree[]"})
_DEEPEST = 10


def module_mounts(syntax: Syntax) -> Iterator[Mount]:
    """The modules of a file's tables of routes behind their prefixes, and the controllers that its own modules have."""
    if syntax.has_any("RouterModule", "Routes", "RouteTree") and syntax.has_any("@nestjs/core"):
        for table in {table.id: table for table in _tables(syntax)}.values():
            yield from _rows(syntax, table, "", 0)
    if syntax.has_any("controllers") and syntax.has_any("@nestjs/common"):
        yield from _controllers(syntax)


def _tables(syntax: Syntax) -> Iterator[Node]:
    """The lists of what stands behind which path, where they are registered or say by their type what they are."""
    for call in syntax.nodes(_CALLS):
        function, taken = ts.field(call, "function"), given(call)
        if function is not None and len(taken) == 1 and syntax.str(function) in _REGISTERS:
            value = initializer(syntax, taken[0]) if taken[0].type == "identifier" else taken[0]
            yield from [value_of(value).node] if value is not None else []
    for declarator in syntax.nodes(_DECLARATORS):
        said, value = ts.field(declarator, "type"), ts.field(declarator, "value")
        if said is not None and value is not None and syntax.str(said).lstrip(": ") in _ROUTES:
            yield value_of(value).node


def _rows(syntax: Syntax, table: Node, before: str, depth: int) -> Iterator[Mount]:
    for row in parts(table) if table.type == "array" and depth < _DEEPEST else ():
        if row.type == "identifier":  # a module that has its parent's path
            yield Mount(before, syntax.str(row), "", syntax.range(row))
        members = _members(syntax, row)
        path = members.get("path")
        if path is None or path.type != "string":
            continue
        prefix = joined(before, "/" + unquoted(syntax.str(path)).strip("/"))
        module, children = members.get("module"), members.get("children")
        if module is not None and module.type == "identifier":
            yield Mount(prefix, syntax.str(module), "", syntax.range(module))
        if children is not None:
            yield from _rows(syntax, value_of(children).node, prefix, depth + 1)


def _controllers(syntax: Syntax) -> Iterator[Mount]:
    """The controllers in `@Module({ controllers: [UsersController] })`, which stand behind what the module stands behind."""
    for decorator in syntax.nodes(_DECORATORS):
        call = ts.child(decorator, "call_expression")
        function = ts.field(call, "function") if call is not None else None
        if call is None or function is None or syntax.str(function) != "Module":
            continue
        declared = decorator.parent
        if declared is not None and declared.type == "export_statement":
            declared = ts.field(declared, "declaration")
        name = ts.field(declared, "name") if declared is not None else None
        listed = _members(syntax, given(call)[0]).get("controllers") if given(call) else None
        for each in parts(listed) if listed is not None and listed.type == "array" and name is not None else ():
            if each.type == "identifier" and name is not None:
                yield Mount("", syntax.str(each), syntax.str(name), syntax.range(each))


def _members(syntax: Syntax, row: Node) -> dict[str, Node]:
    """What an object has under its names."""
    found: dict[str, Node] = {}
    for pair in parts(row) if row.type == "object" else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is not None and value is not None:
            found[syntax.str(key)] = value
    return found
