"""Functions in which no value of a known type can occur, told from their text alone: arithmetic, words, checks of plain values.

Following one shows nothing, and most helpers are of this sort. What is said here is on the safe side: of a body in which
anything is written that could have a type, or make a value of one, it is said that it must be followed.
"""

import re

from tree_sitter import Node

from ._treesitter import Syntax
from ._ts_scopes import Scope

# Annotations, functions, objects where a value stands, type arguments and JSX, methods of the Prisma client, what is loaded.
_MAKES = re.compile(
    r"[@\\]|\b(?:this|as|satisfies|function|class|import|require)\b|(?:[=(,\[?&|]|\breturn|\.\.\.)\s*\{"
    r"|(?<=[\w$])<|<(?![\s=\d(])|>\s*\(|\.\s*(?:find|create|update|upsert|delete|count|aggregate|groupBy)"
)
_WORDS = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")


def is_idle(body: Node, scope: Scope, syntax: Syntax) -> bool:
    """True where nothing in a body can be a value that is known in a scope, or make one."""
    text = syntax.str(body)
    if ":" in text or "=>" in text or _MAKES.search(text, 1) is not None or body.has_error:
        return False
    return not any(scope.look_up(word) is not None or scope.function(word) is not None for word in _words(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text))
