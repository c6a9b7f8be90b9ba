"""The fields that a schema names itself: in indexes, keys and relations."""

from collections.abc import Iterator, Sequence

from dovetail.core.shapes import Use

from .blocks import Attribute, Block, Line, Token
from .types import CLIENT

_LISTS = ("index", "unique", "id", "fulltext")


def named_fields(block: Block) -> Iterator[Use]:
    """The names in `@@index([author, title])`, `@@unique`, `@@id` and `@relation(fields: [authorId], references: [id])`."""
    for line in block.lines:
        for attribute in line.attributes:
            if attribute.block and attribute.name in _LISTS:
                yield from _uses(block.name.text, _listed(attribute.arguments))
            elif attribute.name == "relation" and line.type:
                yield from _related(block, line, attribute)


def _related(block: Block, line: Line, attribute: Attribute) -> Iterator[Use]:
    for i, token in enumerate(attribute.arguments):
        if token.text in ("fields", "references"):
            model = block.name.text if token.text == "fields" else line.type
            yield from _uses(model, _listed(attribute.arguments[i:]))


def _listed(arguments: Sequence[Token]) -> Iterator[list[Token]]:
    """What the first brackets list; what an item says of its order, its length or its operators is left out."""
    opening = next((i for i, t in enumerate(arguments) if t.text == "["), len(arguments))
    item: list[Token] = []
    depth = 0
    for token in arguments[opening + 1 :]:
        if token.text == "]" and depth == 0:
            break
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and depth == 0:
            yield item
            item = []
        elif token.kind == "word" and depth == 0:
            item.append(token)
    yield item


def _uses(model: str, listed: Iterator[list[Token]]) -> Iterator[Use]:
    """A step into a composite type has a name of its own: `[address.city]`."""
    for item in listed:
        if item:
            names = tuple(t.text for t in item)
            yield Use(CLIENT + model[:1].lower() + model[1:], names, tuple(t.range for t in item), "read", "")
