"""Contracts: `*.contract.ts`, TypeScript that holds nothing but types, enums and constants."""

from tree_sitter import Node

from dovetail.core.shapes import Alias, FileShapes, Kind, Problem
from dovetail.core.text import Range, Text

from . import _treesitter as ts
from ._comments import ignores
from ._treesitter import Syntax, parse
from ._ts_declarations import Declarations
from ._ts_file import File, Statement, frozen_literals
from ._ts_literals import value_of
from ._ts_repair import mend
from ._ts_types import Types

NAME = "contract"
SUFFIXES = (".contract.ts",)
_NOUNS = {
    "function_declaration": "a function", "generator_function_declaration": "a function", "function_signature": "a function",
    "class_declaration": "a class", "abstract_class_declaration": "a class", "internal_module": "a namespace",
    "module": "a module", "variable_declaration": "a variable", "expression_statement": "an expression",
}  # fmt: skip


def read(path: str, text: Text) -> FileShapes:
    """The contracts of a file. What is being typed costs its own member, and no other."""
    syntax, repair = mend("typescript", parse("typescript", text), whole=True)
    types = Types(syntax, frozen_literals(syntax))
    declarations = Declarations(types, "contract")
    file = File(declarations)
    problems = list(repair.problems)

    def other(statement: Statement) -> None:
        problems.extend(_other(syntax, declarations, statement))

    file.read(other)
    if syntax.root.has_error:
        problems.extend(_errors(syntax))
    lost = (Alias(x.name, x.name_range, x.range, Kind("hole"), "unknown") for x in repair.lost)
    return FileShapes(
        language=NAME,
        records=declarations.records(),
        enums=tuple(declarations.enums),
        constants=tuple(declarations.constants),
        aliases=(*declarations.aliases, *lost),
        imports=tuple(file.imports),
        definitions=tuple(file.definitions),
        ignores=ignores(text),
        problems=tuple(sorted(problems, key=lambda p: p.range)),
        holes=tuple(sorted({*types.holes, *repair.holes})),
    )


def _other(syntax: Syntax, declarations: Declarations, statement: Statement) -> list[Problem]:
    """Reads a constant; anything else does not belong in a contract."""
    node = statement.node
    if node.type == "ERROR":
        return []
    if node.type == "lexical_declaration" and (node.children[0].type == "const"):
        found: list[Problem] = []
        for declarator in (c for c in node.children if c.type == "variable_declarator"):
            if not declarations.constant(declarator, statement.range, statement.comment):
                found.append(_not_constant(syntax, declarator))
        return found
    noun = _NOUNS.get(node.type, "this statement")
    range = syntax.range(node)
    line_end = syntax.text.source.find("\n", range.start, range.end)
    shown = Range(range.start, len(syntax.text.source[:line_end].rstrip()) if line_end >= 0 else range.end)
    message = f"A contract holds types, enums and constants only: move {noun} elsewhere."
    return [Problem("not-a-contract", shown, message)]


def _not_constant(syntax: Syntax, declarator: Node) -> Problem:
    """A `const` that is not frozen, or computes something."""
    name, initial = ts.field(declarator, "name"), ts.field(declarator, "value")
    shown = syntax.range(name if name is not None else declarator)
    label = syntax.str(name) if name is not None else "it"
    if initial is not None and initial.type in ("object", "array") and not value_of(initial).frozen:
        range = syntax.range(initial)
        closing = Range(max(range.start, range.end - 1), range.end)
        message = f"`{label}` can change: end it with `as const`, so that its values are part of the contract."
        return Problem("not-a-contract", closing, message, syntax.text[closing] + " as const", "Add `as const`")
    return Problem("not-a-contract", shown, f"`{label}` is not a plain value: a contract computes nothing.")


def _errors(syntax: Syntax) -> list[Problem]:
    """One problem for each place that could not be mended."""
    found: list[Problem] = []
    for node in ts.walk(syntax.root):
        if (node.is_error or node.is_missing) and not any(_inside(syntax, node, p.range) for p in found):
            range = syntax.range(node)
            line_end = syntax.text.source.find("\n", range.start, range.end)
            range = Range(range.start, line_end if line_end >= 0 else range.end)
            what = f"`{node.type}` is missing here." if node.is_missing else "This cannot be read."
            found.append(Problem("syntax-error", range, what))
    return found


def _inside(syntax: Syntax, node: Node, range: Range) -> bool:
    own = syntax.range(node)
    return range.start <= own.start and own.end <= range.end
