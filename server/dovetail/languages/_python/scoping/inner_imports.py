"""What a Python file imports elsewhere than at its top: in functions, such as one that makes an app, and under conditions."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.shapes import Import

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .values import bound_names

_INDENTED = re.compile(r"^[ \t]+(?:from|import)[ \t]", re.MULTILINE)
_WORDS = ("  from ", "  import ", "\tfrom ", "\timport ")
_IMPORTS = frozenset({"import_statement", "import_from_statement"})


def imports_of(syntax: Syntax, statement: Node) -> Iterator[Import]:
    """The names that one statement imports, `*` for all of a module."""
    source = ts.field(statement, "module_name") if statement.type == "import_from_statement" else None
    module = syntax.str(source) if source is not None else ""
    for part in statement.children_by_field_name("name"):
        name = ts.field(part, "name") if part.type == "aliased_import" else part
        alias = ts.field(part, "alias") if part.type == "aliased_import" else None
        if name is None:
            continue
        original = syntax.str(name)
        local = syntax.str(alias) if alias is not None else original if module else original.split(".")[0]
        yield Import(local, original if module else "*", module or original, syntax.range(name))
    if ts.child(statement, "wildcard_import") is not None:
        yield Import("*", "*", module, syntax.range(statement))


def inner_imports(syntax: Syntax) -> Mapping[str, Import]:
    """What a file with such imports imports, by the names that stand for one thing in the whole file."""
    return syntax.once(_found) if syntax.says(_INDENTED, *_WORDS) else {}


def without_imports(syntax: Syntax, body: Node, counts: Counter[str]) -> Counter[str]:
    """The names that a body of a function binds, but for what it imports and binds by nothing else."""
    known = inner_imports(syntax)
    if not known or known.keys().isdisjoint(counts):
        return counts
    here = (i.name for n in syntax.nodes(_IMPORTS, body) for i in imports_of(syntax, n) if i.name in known)
    return counts - Counter(here)


def _found(syntax: Syntax) -> Mapping[str, Import]:
    found: dict[str, Import] = {}
    bound, unclear = bound_names(syntax, syntax.root)[0], {"*"}
    for statement in syntax.nodes(_IMPORTS):
        at_top = not _is_in_function(statement)
        for each in imports_of(syntax, statement):
            same = found.setdefault(each.name, each)
            bound[each.name] -= int(at_top)
            if (same.module, same.original) != (each.module, each.original):
                unclear.add(each.name)
    return {name: each for name, each in found.items() if name not in unclear and bound[name] <= 0}


def _is_in_function(statement: Node) -> bool:
    here = statement.parent
    while here is not None and here.type not in ("function_definition", "class_definition", "lambda"):
        here = here.parent
    return here is not None
