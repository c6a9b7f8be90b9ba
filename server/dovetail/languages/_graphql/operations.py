"""What the queries, mutations and fragments of GraphQL ask for."""

from collections.abc import Iterator, Mapping, Sequence

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Use
from dovetail.core.text import Range

from .._scanning import Token

TYPE = "graphql "  # before the name of a type, in a use
_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription", "{": "Query"}
_DEEPEST = 30
_OPENS, _CLOSES = ("(", "[", "{"), (")", "]", "}")
RESOLVED = "resolver"  # how a use comes about that resolves a field, instead of asking for it
ARGUMENT = "("  # how a step of a chain begins that is an argument: `(id)`
VARIABLE = "($"  # how one begins that is the type of the variable which an argument is given: `($ID!`, and `($ID =` with a default
VALUE = "(="  # how one begins that is a name which an argument is given: `(=paid`
_WORDS = ("true", "false", "null")


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

    def argument(self, name: Token, given: str = "", at: Range | None = None) -> Use:
        """The use of an argument; what it is given is one step more, which begins with what says how (`VARIABLE`, `VALUE`)."""
        steps, ranges = (f"({name.text})", *([given] if at is not None else [])), (name.range, *([at] if at else []))
        return Use(TYPE + self.type_name, (*self.chain, *steps), (*self.ranges, *ranges), "write", "")


def asked(tokens: Sequence[Token]) -> Iterator[Use]:
    """The fields that one operation or fragment asks for, from its first token to its closing brace."""
    type_name = _ROOTS.get(tokens[0].text, "") if tokens else ""
    opening = next((i for i in _outside(tokens) if tokens[i].text == "{"), len(tokens))
    if tokens and tokens[0].text == "fragment":
        on = next((i for i in range(opening) if tokens[i].text == "on" and i > 1), opening)
        type_name = tokens[on + 1].text if on + 1 < opening else ""
    if type_name:
        fragment = tokens[0].text == "fragment"
        yield from _selected(tokens, opening, _Place(type_name), {} if fragment else _variables(tokens[:opening]))


def _variables(tokens: Sequence[Token]) -> dict[str, tuple[str, Range]]:
    """The types of an operation's variables, as they are written, and where."""
    found: dict[str, tuple[str, Range]] = {}
    for i, token in enumerate(tokens[:-3]):
        if token.text != "$" or tokens[i + 2].text != ":":
            continue
        end = i + 3
        while end < len(tokens) and (
            tokens[end].text in ("[", "]", "!") or (end == i + 3 or tokens[end - 1].text == "[")
        ):
            end += 1
        type = "".join(t.text for t in tokens[i + 3 : end])
        default = " =" if end < len(tokens) and tokens[end].text == "=" else ""
        found[tokens[i + 1].text] = type + default, Range(tokens[i + 3].range.start, tokens[end - 1].range.end)
    return found


def _given(
    tokens: Sequence[Token], opening: int, place: _Place, variables: Mapping[str, tuple[str, Range]]
) -> Iterator[Use]:
    """The arguments of one field: their names, and what they are given where that is a variable or the value of an enum."""
    depth = 0
    for at in range(opening, _closing(tokens, opening)):
        token = tokens[at]
        depth += (token.text in _OPENS) - (token.text in _CLOSES)
        if depth != 1 or token.kind != "word" or tokens[at + 1].text != ":" or tokens[at - 1].text == "$":
            continue
        value, behind = tokens[at + 2], tokens[at + 3] if at + 3 < len(tokens) else tokens[at + 2]
        yield place.argument(token)
        if value.text == "$" and behind.text in variables:
            type, where = variables[behind.text]
            yield place.argument(token, VARIABLE + type, where)
        elif value.kind == "word" and value.text not in _WORDS:
            yield place.argument(token, VALUE + value.text, value.range)


def _outside(tokens: Sequence[Token]) -> Iterator[int]:
    """The places that are in no parentheses."""
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            yield i


def _selected(
    tokens: Sequence[Token], opening: int, start: _Place, variables: Mapping[str, tuple[str, Range]]
) -> Iterator[Use]:
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
            yield from _given(tokens, at, last, variables)
            at = _closing(tokens, at)
        elif token.text == "@":
            at += 1
            at = _closing(tokens, at + 1) if at + 1 < len(tokens) and tokens[at + 1].text == "(" else at
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
