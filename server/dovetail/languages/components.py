"""Components of Vue and Svelte in files of their own: what their scripts say in TypeScript. Templates and styles are not read."""

import re

from dovetail.core.shapes import FileShapes
from dovetail.core.text import Text

from . import typescript
from ._blank import blank

NAME = typescript.NAME
SUFFIXES = (".vue", ".svelte")
_SCRIPT = re.compile(r"(<script\b[^>]*\blang\s*=\s*[\"']?tsx?\b[^>]*>)(.*?)(?=</script\s*>|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def read(path: str, text: Text) -> FileShapes:
    """What the scripts of a component expose and use, each where it stands."""
    return typescript.read(f"{path}.ts", script(text))


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
