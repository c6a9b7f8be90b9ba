"""What a client of Prisma is extended by: `new PrismaClient().$extends({ result: { user: { label: { … } } } })`."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from dovetail.core.shapes import EVERY_MODEL, Extension, Import

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import meant
from ..syntax.nodes import bare, given
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

_EXTENDS, _DEFINES = "$extends", "defineExtension"
_OWN_PACKAGES = "@prisma/extension-"  # which add what queries may be asked, and nothing that rows have
_CALLS = frozenset({"call_expression"})
_ALL_MODELS = "$allModels"
_UNSEEN = Extension(seen=False)


def prisma_extensions(syntax: Syntax, imports: Iterable[Import]) -> tuple[Extension, ...]:
    """What the clients of a file are extended by, call by call."""
    if not syntax.has_any(_EXTENDS, _DEFINES):
        return ()
    known = {i.name for i in imports if i.module.startswith(_OWN_PACKAGES)}
    found = (_given(syntax, call, known) for call in syntax.nodes(_CALLS))
    return tuple(extension for extension in found if extension is not None)


def _given(syntax: Syntax, call: Node, known: set[str]) -> Extension | None:
    """What a call extends a client by; None for any other call, and for what says it in another call."""
    function = ts.field(call, "function")
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else function
    if name is None or syntax.str(name) not in (_EXTENDS, _DEFINES):
        return None
    asked = next(iter(given(call)), None)
    what = bare(meant(syntax, asked)) if asked is not None else None
    if what is None:
        return _UNSEEN
    if what.type == "object":
        return _extension(syntax, what)
    inner = ts.field(what, "function") if what.type == "call_expression" else what
    if inner is not None and syntax.str(inner).rpartition(".")[2] == _DEFINES:
        return None
    is_own = inner is not None and syntax.str(inner) in known
    return None if what.type in FUNCTIONS or is_own else _UNSEEN


def _extension(syntax: Syntax, written: Node) -> Extension:
    names: list[tuple[str, str]] = []
    seen, asked = True, False
    for component, parts in _members(syntax, written):
        asked = asked or component in ("query", "")
        if component == "":
            seen = False
        elif component == "result":
            for model, fields in _members(syntax, parts):
                added = [name for name, _ in _members(syntax, fields)] if model else [""]
                names += ((EVERY_MODEL if model == _ALL_MODELS else model, name) for name in added)
    return Extension(tuple(n for n in names if n[1]), asked, seen and all(name for _, name in names))


def _members(syntax: Syntax, node: Node | None) -> Iterator[tuple[str, Node | None]]:
    """The members of an object by their names; one without a name for what is not written there."""
    written = meant(syntax, node) if node is not None else None
    if written is None or written.type != "object":
        yield "", None
        return
    for part in written.children:
        if not part.is_named or part.type == "comment":
            continue
        key = ts.field(part, "key") or ts.field(part, "name")
        if part.type == "shorthand_property_identifier":
            yield syntax.str(part), part
        elif key is not None and key.type in ("property_identifier", "string"):
            yield unquoted(syntax.str(key)), ts.field(part, "value")
        else:
            yield "", None
