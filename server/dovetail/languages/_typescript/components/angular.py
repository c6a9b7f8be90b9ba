"""Components of Angular: templates that are written in their classes, and what stands for a component in a file of its template alone."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range, Text

from ... import _treesitter as ts
from ..._components import angular
from ..._translation import Insertion, Piece, Translation, translated
from ..._treesitter import Syntax
from ..clients.fetches import pairs_of
from ..syntax.made import member
from ..syntax.nodes import given
from ..syntax.types import unquoted

_COMPONENTS = re.compile(r"@Component\s*\(")
_INLINE = re.compile(r"\btemplate\s*:")
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration"})
_SELF = "templateSelf"
_WORD = re.compile(r"\W+")


def with_templates(text: Text) -> Translation | None:
    """A file with what the templates of its components say, put behind it; None where none is written in it."""
    if not _COMPONENTS.search(text.source) or not _INLINE.search(text.source):
        return None
    syntax = ts.parse("typescript", text)
    found: list[Piece] = []
    for name, options in _components(syntax):
        template = dict(pairs_of(syntax, options)).get("template")
        if template is not None and template.type in ("string", "template_string"):
            at = syntax.range(template)
            found += around(angular.statements(text.source, Range(at.start + 1, at.end - 1), _SELF, text.source), name)
    last = Range(len(text.source), len(text.source))
    return translated(text.source, [Insertion(last, (*head(found), *found))]) if found else None


def around(statements: tuple[Piece, ...], name: str) -> list[Piece]:
    """The statements of a template in a function that is given its component."""
    return [Piece(f"\n{{ (({_SELF}: {name}) => {{\n"), *statements, Piece("}); }\n")]


def head(pieces: list[Piece]) -> tuple[Piece, ...]:
    """What statements need to be imported."""
    streams = any(angular.ASYNC in p.text for p in pieces)
    return (Piece(f'\nimport {{ firstValueFrom as {angular.ASYNC} }} from "rxjs";\n'),) if streams else ()


def template_values(syntax: Syntax) -> Iterator[Field]:
    """What the names of the files of templates stand for, each the component whose template it is."""
    if not syntax.says(_COMPONENTS):
        return
    for name, options in _components(syntax):
        url = dict(pairs_of(syntax, options)).get("templateUrl")
        if url is not None and url.type == "string":
            yield member(template_name(unquoted(syntax.str(url))), Typed(Kind("ref", target=name)))


def template_name(path: str) -> str:
    """How the component of a template in a file of its own is called for that file."""
    return f"templateOf_{_WORD.sub('_', path.rpartition('/')[2])}"


def _components(syntax: Syntax) -> Iterator[tuple[str, Node]]:
    """The classes with `@Component({ … })`, by their names, with the options."""
    for node in syntax.nodes(_CLASSES):
        name = ts.field(node, "name")
        outer = node.parent
        decorators = [
            *node.children,
            *(outer.children if outer is not None and outer.type == "export_statement" else ()),
        ]
        for decorator in (d for d in decorators if d.type == "decorator"):
            call = next((c for c in decorator.children if c.type == "call_expression"), None)
            function = ts.field(call, "function") if call is not None else None
            if call is None or function is None or syntax.str(function) != "Component" or name is None:
                continue
            options = next((g for g in given(call) if g.type == "object"), None)
            if options is not None:
                yield syntax.str(name), options
