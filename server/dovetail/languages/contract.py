"""Contracts: `*.contract.ts`, TypeScript that holds nothing but types, enums and constants."""

from dovetail.core.shapes import FileShapes
from dovetail.core.text import Text

from ._comments import ignores
from ._contract.pieces import pieces
from ._contract.shapes import NAME as NAME
from ._contract.shapes import ContractShapes

SUFFIXES = (".contract.ts",)


def read(path: str, text: Text) -> FileShapes:
    """The contracts of a file. What is being typed costs its own member, and no other."""
    cut = pieces(text)
    return ContractShapes(cut, ignores(text) if cut.is_silenced else ())
