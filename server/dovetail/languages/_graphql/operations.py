"""What the queries, mutations and fragments of GraphQL ask for."""

from collections.abc import Iterator, Sequence

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Use
from dovetail.core.text import Range

from .._scanning import Token

TYPE = "graphql "  # before the name of a type, in a use
_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription", "{": "Query"}
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a selection stands: the type that it began with, and the fields on the way."""

    type_name: str
    chain: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()

    def field(self, name: Token) -> "_Place":
        return replace(self, chain=(*self.chain, name.text), ranges=(*self.ranges, name.range))

    @property
    def use(self) -> Use:
        return Use(TYPE + self.type_name, self.chain, self.ranges, "read", "")


def asked(tokens: Sequence[Token]) -> Iterator[Use]:
    """The fields that one operation or fragment asks for, from its first token to its closing brace."""
    type_name = _ROOTS.get(tokens[0].text, "") if tokens else ""
    opening = next((i for i in _outside(tokens) if tokens[i].text == "{"), len(tokens))
    if tokens and tokens[0].text == "fragment":
        on = next((i for i in range(opening) if tokens[i].text == "on" and i > 1), opening)
        type_name = tokens[on + 1].text if on + 1 < opening else ""
    if type_name:
        yield from _selected(tokens, opening, _Place(type_name))


def _outside(tokens: Sequence[Token]) -> Iterator[int]:
    """The places that are in no parentheses."""
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            yield i


def _selected(tokens: Sequence[Token], opening: int, start: _Place) -> Iterator[Use]:
    """The fields in a selection and those in it. `places` are the selections that are open."""
    places = [start]
    last = start
    at = opening + 1
    while at < len(tokens) and places and len(places) < _DEEPEST:
        token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text == "{":
            places.append(last)
        elif token.text == "}":
            places.pop()
        elif token.text == "(":
            at = _closing(tokens, at)
        elif token.text == "@":
            at += 1
        elif token.kind == "spread" and following is not None:
            last = places[-1]
            if following.text == "on" and at + 2 < len(tokens):
                last = _Place(tokens[at + 2].text)
                at += 2
            elif following.kind == "word":
                at += 1
        elif token.kind == "word" and not (following is not None and following.text == ":"):
            last = places[-1].field(token)
            if not token.text.startswith("__"):
                yield last.use
        at += 1


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].text == "(") - (tokens[at].text == ")")
        if depth == 0:
            return at
    return len(tokens)
