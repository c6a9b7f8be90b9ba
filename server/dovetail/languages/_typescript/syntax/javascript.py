"""JavaScript as TypeScript: the types of its JSDoc written out, and CommonJS as imports and exports."""

import re

from dovetail.core.text import Range, Text

from ... import _treesitter as ts
from ..._translation import Insertion, Translation, translated
from .commonjs import Modules
from .jsdoc import Translator, imports
from .jsdoc_tags import Imported, Reader
from .tagged_components import TAGGED, typed_by_tags

UNTYPED = (".js", ".jsx", ".mjs", ".cjs")
_SAYS_TYPES = re.compile(
    r"@(?:param|arg|argument|returns?|type|typedef|callback|satisfies|implements|extends|augments|import)[ \t]*\{|@import\b"
)
_BY_HAND = 50_000  # characters; a shorter text takes no time, however it is written
_WIDEST = 500  # characters a line, on average
_MODULES = re.compile(r"\brequire\(|\bexports\b")
_TYPEDEF = re.compile(
    r"@typedef[ \t]*\{[ \t]*import\(\s*([\"'])([^\"'\n]+)\1\s*\)\s*\.\s*([A-Za-z_$][\w$]*)[ \t]*\}\s*(?:\*[ \t]*)?([A-Za-z_$][\w$]*)"
)


def is_minified(source: str) -> bool:
    """True for what a tool has pressed into a few lines, as a bundle is: nobody wrote it, and to follow it takes minutes."""
    return len(source) > _BY_HAND and len(source) > _WIDEST * (source.count("\n") + 1)


def typescript(text: Text) -> Translation | None:
    """The text in TypeScript; None where it says no types and is a module already."""
    source = text.source
    typed, modules = _SAYS_TYPES.search(source) is not None, _MODULES.search(source) is not None
    tagged = TAGGED.search(source) is not None
    if not typed and not modules and not tagged:
        return None
    syntax = ts.parse("tsx", text)
    reader = Reader(source)
    reader.imports = [Imported(m[2], m[3], m[4], Range(m.start(3), m.end(3))) for m in _TYPEDEF.finditer(source)]
    comments, taken = Translator(syntax, reader), Modules(syntax)
    if modules:
        taken.run()
    if typed:
        comments.run()
    head = (*imports(reader), *taken.head, *comments.head)
    at = source.find("\n") + 1 if source.startswith("#!") else 0
    first = [Insertion(Range(at, at), head)] if head else []
    found = [*first, *taken.insertions, *comments.insertions, *(typed_by_tags(syntax) if tagged else ())]
    return translated(source, found) if found else None
