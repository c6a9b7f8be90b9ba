"""Functions in which no value of a known type can occur, told from their text alone: arithmetic, words, checks of plain values.

Following one shows nothing, and most helpers are of this sort. What is said here is on the safe side: of a body in which
anything is written that could have a type, or make a value of one, it is said that it must be followed.
"""

import re

from tree_sitter import Node

from ..._treesitter import Syntax
from ..scoping.scopes import Scope

# Objects where a value stands, type arguments and JSX, what is called at once, and methods of the Prisma client.
# Each with the sign that no such thing is without.
_MAKES = tuple(
    (sign, re.compile(made))
    for sign, made in (
        ("{", r"[=(,\[?&|n.]\s*\{"),
        ("<", r"<(?:(?<=[\w$]<)|(?![\s=\d(]))"),
        (">", r">\s*\("),
        (".", r"\.\s*(?:find|create|update|upsert|delete|count|aggregate|groupBy|query|execute|prepare)"),
    )
)
_STARTS = frozenset("this super as satisfies function class import require fetch axios".split())
_REFUSED = frozenset({"response"})  # what an error of axios has
_STATES = frozenset("SELECT select RETURNING returning".split())
_STATEMENT = re.compile(r"\b(?:SELECT|select|RETURNING|returning)\s")
_WORDS = re.compile(r"[A-Za-z_$][\w$]*|[^\W\d][\w$]*")  # the second says it all; the first is found sooner
_ASCII_WORDS = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")  # and this one in half the time


def is_idle(body: Node, scope: Scope, syntax: Syntax) -> bool:
    """True where nothing in a body can be a value that is known in a scope, or make one."""
    text = syntax.str(body)
    # Annotations and functions with short bodies, decorators, escapes.
    if ":" in text or "=>" in text or "@" in text or "\\" in text:
        return False
    words = frozenset((_ASCII_WORDS if syntax.ascii else _WORDS).findall(text))
    if not words.isdisjoint(_STATES) and _STATEMENT.search(text) is not None:
        return False
    makes = any(sign in text and made.search(text, 1) is not None for sign, made in _MAKES)
    if not words.isdisjoint(_STARTS) or not words.isdisjoint(_REFUSED) or makes or body.has_error:
        return False
    return not scope.knows_any(words)
