"""Components of Vue and Svelte in files of their own: what their scripts say, and what their templates do with it.

A template becomes statements behind the script, in which each expression keeps the place where it is written. Styles are not read.
"""

import re

from dovetail.core.dataclass import replace
from dovetail.core.shapes import FileShapes
from dovetail.core.text import Range, Text

from . import typescript
from ._blank import blank
from ._comments import ignores
from ._components import svelte, svelte_elements, vue, vue_elements
from ._translation import Insertion, Translation, translated

NAME = typescript.NAME
SUFFIXES = (".vue", ".svelte")
# A script that is run: not what says that it is of another type, or in another file.
_SCRIPT = re.compile(
    r"(<script\b(?![^>]*\s(?:type\s*=\s*[\"']?+(?!module|text/(?:java|type)script)|src\s*=|lang\s*=\s*[\"']?(?:coffee|pug)))[^>]*>)"
    r"(.*?)(?=</script\s*>|\Z)",
    re.DOTALL,
)
_TYPED = re.compile(r"<script\b[^>]*\blang\s*=\s*[\"']?tsx?\b")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SETUP = re.compile(r"<script\b[^>]*\ssetup\b")
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)


def read(path: str, text: Text) -> FileShapes:
    """What the script of a component exposes and uses, and what its template uses, each where it stands."""
    other = translation(path, text)
    suffix = ".ts" if _TYPED.search(text.source) is not None else ".js"
    shapes = other.shapes(typescript.read(f"{path}{suffix}", Text(other.source)))
    scripted = script(text)
    if path.endswith(".vue") and scripted.source.strip():
        own = vue_elements.definition(path, scripted)
        definitions = (*shapes.definitions, *((own,) if own is not None else ()))
        shapes = replace(shapes, elements=vue_elements.elements(text.source), definitions=definitions)
    return replace(shapes, ignores=ignores(scripted))


def translation(path: str, text: Text) -> Translation:
    """A component as TypeScript, with the way back to where each expression is written."""
    scripted = script(text)
    typed = svelte.untold_props(path, scripted.source) if path.endswith(".svelte") else ()
    return translated(scripted.source, (*typed, *_template(path, text.source, scripted)))


def script(text: Text) -> Text:
    """A component as TypeScript: all but its scripts is blank, so that every place stays where it is."""
    source = text.source
    commented = [m.span() for m in _COMMENT.finditer(source)]
    pieces: list[str] = []
    at = 0
    for found in _SCRIPT.finditer(source):
        if any(start <= found.start() < end for start, end in commented):
            continue
        pieces += [blank(source[at : found.start(2)]), found[2]]
        at = found.end(2)
    return Text("".join((*pieces, blank(source[at:]))))


def _template(path: str, source: str, scripted: Text) -> tuple[Insertion, ...]:
    """What the template says, put where a script would say it; nothing where no script gives its names a meaning."""
    if not scripted.source.strip():
        return ()
    if path.endswith(".vue"):
        return vue.insertions(source, scripted, _SETUP.search(source) is not None)
    hidden = [Range(*m.span()) for m in _HIDDEN.finditer(source)]
    said = (
        *svelte.statements(source, hidden),
        *svelte_elements.calls(source, hidden),
        *svelte_elements.taken(scripted, source),
    )
    last = Range(len(source), len(source))
    return (Insertion(last, said),) if said else ()
