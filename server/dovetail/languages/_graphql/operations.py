"""What the queries, mutations and fragments of GraphQL ask for."""

from collections.abc import Iterator, Mapping, Sequence

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Use
from dovetail.core.text import Range

from .._scanning import Token

TYPE = "graphql "  # before the name of a type, in a use
FRAGMENT = "fragment of graphql"  # the type of a use of one
CONDITION = "type of a fragment of graphql"  # the type of a use of the type that one is on
_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription", "{": "Query"}
_DEEPEST = 30
_OPENS, _CLOSES = ("(", "[", "{"), (")", "]", "}")
RESOLVED = "resolver"  # how a use comes about that resolves a field, instead of asking for it
ARGUMENT = "("  # how a step of a chain begins that is an argument: `(id)`
VARIABLE = "($"  # how one begins that is the type of the variable which an argument is given: `($ID!`, and `($ID =` with a default
VALUE = "(="  # how one begins that is a name which an argument is given: `(=paid`
UNKNOWN = "($$"  # how one begins that is a variable which the operation does not have, with those that it has
KEY = "({"  # how one begins that is a field of an input that is written in place: `({city`
KEYS = "({}"  # and one that has the names of all its fields: `({}city,street`
LITERAL = "(:"  # how one begins that is the kind of what is written there: `(:string`
_WORDS = ("true", "false", "null")
_KINDS = {"string": "string", "block": "string"}
_META = frozenset({"__typename", "__schema", "__type"})  # fields that each server has
_LOCAL = frozenset({"client", "rest"})  # directives of what is asked of no server


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

    @property
    def written(self) -> Use:
        """The use of a place in what an argument is given."""
        return Use(TYPE + self.type_name, self.chain, self.ranges, "write", "")

    def behind(self, step: str, at: Range) -> "_Place":
        return replace(self, chain=(*self.chain, step), ranges=(*self.ranges, at))

    def argument(self, name: Token) -> Use:
        """The use of an argument; what it is given is more steps, which begin with what says how: `VARIABLE`, `VALUE`, `KEY`, `LITERAL`."""
        return self.behind(f"({name.text})", name.range).written


@dataclass(frozen=True, slots=True)
class _Variable:
    """A variable of an operation: its type as it is written, where, and where its default begins, among the tokens."""

    type: str
    range: Range
    default: int | None = None


def asked(tokens: Sequence[Token]) -> Iterator[Use]:
    """The fields that one operation or fragment asks for, from its first token to its closing brace."""
    type_name = _ROOTS.get(tokens[0].text, "") if tokens else ""
    opening = next((i for i in _outside(tokens) if tokens[i].text == "{"), len(tokens))
    if tokens and tokens[0].text == "fragment":
        on = next((i for i in range(opening) if tokens[i].text == "on" and i > 1), opening)
        type_name = tokens[on + 1].text if on + 1 < opening else ""
    if type_name:
        fragment = tokens[0].text == "fragment"
        if fragment:
            yield _condition(next(t for t in tokens[:opening][::-1] if t.text == type_name))
        yield from _selected(tokens, opening, _Place(type_name), {} if fragment else _variables(tokens[:opening]))


def _condition(name: Token) -> Use:
    """The type that a fragment is on."""
    return Use(CONDITION, (name.text,), (name.range,), "read", "")


def _variables(tokens: Sequence[Token]) -> "dict[str, _Variable]":
    """The types of an operation's variables, as they are written, and where."""
    found: dict[str, _Variable] = {}
    for i, token in enumerate(tokens[:-3]):
        if token.text != "$" or tokens[i + 2].text != ":":
            continue
        end = i + 3
        while end < len(tokens) and (
            tokens[end].text in ("[", "]", "!") or (end == i + 3 or tokens[end - 1].text == "[")
        ):
            end += 1
        type = "".join(t.text for t in tokens[i + 3 : end])
        default = end + 1 if end + 1 < len(tokens) and tokens[end].text == "=" else None
        where = Range(tokens[i + 3].range.start, tokens[end - 1].range.end)
        found[tokens[i + 1].text] = _Variable(type + (" =" if default is not None else ""), where, default)
    return found


def _given(tokens: Sequence[Token], opening: int, place: _Place, variables: Mapping[str, _Variable]) -> Iterator[Use]:
    """The arguments of one field: their names, and what they are given where that is a variable or the value of an enum."""
    depth = 0
    for at in range(opening, _closing(tokens, opening)):
        token = tokens[at]
        depth += (token.text in _OPENS) - (token.text in _CLOSES)
        if depth != 1 or token.kind != "word" or tokens[at + 1].text != ":" or tokens[at - 1].text == "$":
            continue
        yield place.argument(token)
        yield from _valued(tokens, at + 2, place.behind(f"({token.text})", token.range), variables, 0)


def _valued(
    tokens: Sequence[Token], at: int, place: _Place, variables: Mapping[str, _Variable], depth: int
) -> Iterator[Use]:
    """What an argument, or a field of an input, is given."""
    value, behind = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else tokens[at]
    if value.text == "$" and behind.text in variables:
        variable = variables[behind.text]
        yield place.behind(VARIABLE + variable.type, variable.range).written
        if variable.default is not None:  # which is given where nothing else is
            yield from _valued(tokens, variable.default, place, {}, depth + 1)
    elif value.text == "$" and variables and behind.kind == "word":
        yield place.behind(UNKNOWN + behind.text + " " + " ".join(variables), behind.range).written
    elif value.text == "{" and depth < _DEEPEST:
        yield from _object(tokens, at, place, variables, depth)
    elif value.text == "[":
        end = _closing_of(tokens, at)
        yield place.behind(LITERAL + "list", value.range).written
        for item in _items(tokens, at, end):
            if tokens[item].text == "{":
                yield from _object(tokens, item, place, variables, depth)
    elif value.kind == "word" and value.text not in _WORDS:
        yield place.behind(VALUE + value.text, value.range).written
    elif value.kind in _KINDS or value.kind == "number" or value.text in ("true", "false"):
        number = "float" if "." in value.text or "e" in value.text.lower() else "int"
        kind = _KINDS.get(value.kind) or (number if value.kind == "number" else "boolean")
        yield place.behind(LITERAL + kind, value.range).written


def _object(
    tokens: Sequence[Token], opening: int, place: _Place, variables: Mapping[str, _Variable], depth: int
) -> Iterator[Use]:
    """The fields of an input that is written in place, and what each is given."""
    end, level = _closing_of(tokens, opening), 0
    names: list[str] = []
    for at in range(opening, end):
        token = tokens[at]
        level += (token.text in _OPENS) - (token.text in _CLOSES)
        if level == 1 and token.kind == "word" and tokens[at + 1].text == ":" and at + 2 < end:
            names.append(token.text)
            key = place.behind(KEY + token.text, token.range)
            yield key.written
            yield from _valued(tokens, at + 2, key, variables, depth + 1)
    yield place.behind(KEYS + ",".join(names), tokens[opening].range).written


def _items(tokens: Sequence[Token], opening: int, end: int) -> Iterator[int]:
    """The places where what stands in a list begins."""
    level = 0
    for at in range(opening, end):
        if level == 1 and tokens[at].text not in _CLOSES:
            yield at
        level += (tokens[at].text in _OPENS) - (tokens[at].text in _CLOSES)


def _closing_of(tokens: Sequence[Token], opening: int) -> int:
    """The place of what closes a bracket of any form."""
    level = 0
    for at in range(opening, len(tokens)):
        level += (tokens[at].text in _OPENS) - (tokens[at].text in _CLOSES)
        if level == 0:
            return at
    return len(tokens)


def _outside(tokens: Sequence[Token]) -> Iterator[int]:
    """The places that are in no parentheses."""
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            yield i


def _selected(
    tokens: Sequence[Token], opening: int, start: _Place, variables: Mapping[str, _Variable]
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
                yield _condition(tokens[at + 2])
                last = _Place(tokens[at + 2].text)
                at += 2
            elif following.kind == "word":
                yield Use(FRAGMENT, (following.text,), (following.range,), "read", "")
                at += 1
        elif token.kind == "word" and not (following is not None and following.text == ":"):
            last = places[-1].field(token)
            if _is_local(tokens, at + 1):
                last = _Place("")
            elif token.text not in _META:
                yield last.use
        at += 1


def _is_local(tokens: Sequence[Token], behind: int) -> bool:
    """True for a field that a client answers itself: `cartId @client`."""
    at = _closing(tokens, behind) + 1 if behind < len(tokens) and tokens[behind].text == "(" else behind
    return at + 1 < len(tokens) and tokens[at].text == "@" and tokens[at + 1].text in _LOCAL


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].text == "(") - (tokens[at].text == ")")
        if depth == 0:
            return at
    return len(tokens)
