"""Templates of Angular's components in files of their own: what they use of the component that stands beside them.

The component is in the file of the same name: `order-card.component.ts` for `order-card.component.html`. It tells by the name of the
template which of its classes is meant.
"""

import re

from dovetail.core.shapes import FileShapes
from dovetail.core.text import Range, Text

from . import typescript
from ._blank import blank
from ._components import angular
from ._components.angular_children import CHILD
from ._translation import Insertion, Piece, Translation, translated
from ._typescript.components.angular import head, template_name

NAME = typescript.NAME
SUFFIXES = (".html",)
_PAGE = re.compile(r"<!doctype|<html\b", re.IGNORECASE)
_CHILD = re.compile(rf"\(\({CHILD}: (\w+)\)")
_ASKS = re.compile(r"\{\{|\*ng|[\[(][\w.@]+[)\]]+\s*=|@(?:if|for|switch|let)\b|formControlName")


def passes_over(path: str) -> bool:
    """True for what is no template by its place: Angular has them beside its components."""
    return not (path.endswith(".component.html") or ("/app/" in f"/{path}" and not path.endswith("/index.html")))


def read(path: str, text: Text) -> FileShapes:
    """What a template uses, each where it stands."""
    other = translation(path, text)
    if other is None:
        return FileShapes(NAME)
    return other.shapes(typescript.read(f"{path}.ts", Text(other.source)))


def translation(path: str, text: Text) -> Translation | None:
    """A template as TypeScript; None for what is none."""
    source = text.source
    if _PAGE.search(source[:2_000]) or not _ASKS.search(source):
        return None
    own = template_name(path)
    said = angular.statements(source, Range(0, len(source)), own)
    beside = path.rpartition("/")[2].removesuffix(".html")
    children = {m[1] for piece in said if (m := _CHILD.match(piece.text)) is not None}
    imported = Piece(f'import {{ {", ".join((own, *sorted(children)))} }} from "./{beside}";\n')
    pieces = (*head(list(said)), imported, Piece("{\n"), *said, Piece("}\n"))
    whole = Range(0, len(source))
    return translated(blank(source), [Insertion(Range(whole.end, whole.end), (Piece("\n"), *pieces))])
