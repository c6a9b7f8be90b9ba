"""Values of Python that a comment says are a contract: `event = json.loads(body)  # @contract OrderPlaced`."""

import re

from tree_sitter import Node

from dovetail.core.shapes import OF_ROWS

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.values import Value
from ..syntax.documented import comment_around
from ..syntax.locals import function_of
from ..syntax.written import SAYS_ROWS
from .dicts import returns

TAGGED = "@"  # before the name of a contract, in the place of a type
_MADE_BY = frozenset(
    "dictionary list list_comprehension call await subscript attribute identifier boolean_operator".split()
)
_READS = re.compile(r"_?(?:from|parse|load)_(?:(json|api|payload|response|wire)|dict|row|record|db|raw|mapping)")
_DICTIONARY = re.compile(r"(?:dict|Dict|Mapping|Any)\b")
_FROM_ROWS = re.compile(r"execute|fetch|query|read_sql|cursor|Reader\b|\.rows?\b")


def tagged(syntax: Syntax, given: Node | None) -> Value | None:
    """The value of a contract that what is given to a name is said to be; what it holds is not written there."""
    if given is None or given.type not in _MADE_BY or "@contract" not in syntax.text.source:
        return None
    tag = comment_around(syntax, given).tag("contract")
    if tag is None or not tag.value.isidentifier():
        return None
    if given.type == "dictionary" and given.parent is not None and _is_constant(syntax, given.parent):
        return None
    heard(syntax).add(tag.range.start)
    rows = OF_ROWS if _names_columns(given) or _FROM_ROWS.search(syntax.str(given)) is not None else ""
    return Value(f"{TAGGED}{tag.value}{rows}")


def returned(syntax: Syntax, statement: Node) -> Value | None:
    """The contract that the function whose only result a dictionary is says it is: what stands inside of it is held to that, too."""
    function = function_of(statement)
    if function is None or "@contract" not in syntax.text.source or returns(function) != 1:
        return None
    outer = function.parent
    if outer is not None and outer.type == "decorated_definition":
        return None
    tag = comment_around(syntax, function).tag("contract")
    return Value(f"{TAGGED}{tag.value}") if tag is not None and tag.value.isidentifier() else None


def _names_columns(given: Node) -> bool:
    """True for a list of names, `["id", "display_name"]`: they may be those of columns."""
    return given.type == "list" and all(c.type == "string" for c in given.children if c.is_named)


def heard(syntax: Syntax) -> set[int]:
    """Where the tags begin that have been found to speak of values, once a file has been followed."""
    return syntax.once(_none_heard)


def _none_heard(_: Syntax) -> set[int]:
    return set()


def read_by(syntax: Syntax, function: Node, type: Node | None) -> Value | None:
    """What a class that is a contract is made of: the first parameter of `def from_json(cls, raw: dict)`, `def from_row(cls, row: Row)`."""
    name, body = ts.field(function, "name"), function.parent
    body = body.parent if body is not None and body.type == "decorated_definition" else body
    owner = body.parent if body is not None else None
    reads = _READS.fullmatch(syntax.str(name)) if name is not None else None
    if reads is None or owner is None or owner.type != "class_definition":
        return None
    tag = comment_around(syntax, owner).tag("contract")
    said = syntax.str(type) if type is not None else ""
    is_row = not reads[1] and SAYS_ROWS.search(said) is not None
    if tag is None or (said and not is_row and _DICTIONARY.match(said) is None):
        return None
    return Value(f"{TAGGED}{tag.value}{'' if reads[1] else OF_ROWS}")


def _is_constant(syntax: Syntax, statement: Node) -> bool:
    """True for a copy of the contract's constants: `LIMITS = {...}`."""
    left = ts.field(statement, "left")
    return left is not None and syntax.str(left).isupper()
