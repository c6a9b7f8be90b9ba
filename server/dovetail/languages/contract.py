"""Contracts: `*.contract.ts`, TypeScript that holds nothing but types, enums and constants."""

from dovetail.core.shapes import FileShapes
from dovetail.core.text import Text

from ._comments import ignores
from ._contract_pieces import exported, pieces
from ._ts_declarations import merged

NAME = "contract"
SUFFIXES = (".contract.ts",)


def read(path: str, text: Text) -> FileShapes:
    """The contracts of a file. What is being typed costs its own member, and no other."""
    found = pieces(text)
    aliases = tuple(a for p in found for a in p.aliases)
    return FileShapes(
        language=NAME,
        records=merged([d for p in found for d in p.drafts], aliases),
        enums=tuple(e for p in found for e in p.enums),
        constants=tuple(c for p in found for c in p.constants),
        aliases=aliases,
        imports=tuple(i for p in found for i in p.imports),
        definitions=exported(found),
        ignores=ignores(text),
        problems=tuple(sorted((x for p in found for x in p.problems), key=lambda p: p.range)),
        holes=tuple(sorted(h for p in found for h in p.holes)),
        blocks=tuple(p.block for p in found),
    )
